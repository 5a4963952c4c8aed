"""Which words are one name spelled in two ways, learned from the rows at hand and without any truth.

Where two rows share a number and a day of birth and all words but one, the two words that are left are one; and so where it comes
again and again that in one family two are born on one day and differ in that word alone, and no file names both. Khoshnaw and
Xoshnaw come out alike so, and Hasan and Husain, who are brothers, do not. A word that hardly anybody bears, one letter from one
that many bear, is a slip of the pen, and so it is of that name's other spellings, as numbers show them. What is common knowledge
(Muhammad, Maxamed) is one word before: `kith.intake.spellings`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from kith.intake.linkage.rows import Prepared

if TYPE_CHECKING:
    from kith.intake.linkage.likeness import Names

SAME, RESPELLED, SLIP, BARE, CLOSE, OTHER = 5, 4, 3, 2, 1, 0  # bare: one of them without its vowels
_CLOSE = 0.82  # by Jaro and Winkler: less alike, two words are two names
_OFTEN = 2  # numbers under which two words stood for one: of one alone, a slip in the number would be enough
MOST_ROWS = 20  # of one number that are compared: a number that more share is nobody's own
_IN_FAMILIES = 3  # families in which two words stood for one, before that says anything: fewer may be twins
_RARE, _SELDOM = 20, 5  # a word this many times rarer than the one beside it: hardly anybody is called so, or few are
_OFTEN_CALLED, _NEARLY_ALL = (
    20,
    0.95,
)  # rows of a given name, and so many of them of one sex: who is not was written so by a slip
_LONG = 5  # letters of a name of which one may be lost, and it is that name still
_VOWELS = frozenset("aeiou")
Words = tuple[str, str]


@dataclass(slots=True)
class Spellings:
    """How alike two words of names are, from `SAME` to `OTHER`.

    `seen`: how often two words stood for one where a number says so; `borne`: on how many rows a word stands; `written`: how a
    word is written, in Latin letters, before it is folded as it sounds; `sexes`: of a given name as it is written, whether men
    or women are called so, where hardly anybody of the other sex is; `names`: how alike whole names are, once worked out.
    """

    seen: Mapping[Words, int]
    borne: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sexes: Mapping[str, str] = field(default_factory=dict)
    names: dict[tuple[tuple[str, ...], tuple[str, ...]], "Names"] = field(default_factory=dict)
    _known: dict[Words, int] = field(default_factory=dict)
    _others: dict[str, set[str]] = field(init=False, default_factory=dict)  # what numbers show to be one with a word

    def __post_init__(self) -> None:
        for words, times in self.seen.items():
            if times >= _OFTEN:
                for one, other in (words, words[::-1]):
                    self._others.setdefault(one, set()).add(other)

    @classmethod
    def of(cls, rows: Iterable[Prepared]) -> "Spellings":
        """Learn from rows, in any order."""
        numbered: dict[tuple[str, str], list[Prepared]] = defaultdict(list)
        borne, written = Counter[str](), defaultdict[str, set[str]](set)
        called = defaultdict[str, dict[str, set[int]]](lambda: defaultdict(set))  # by whom: one name and day count once
        for row in rows:
            borne.update(row.name.tokens)
            for word, spelled in row.name.spelled.items():
                written[word].add(spelled)
            if row.sex:
                for word in row.name.given:
                    called[row.name.spelled[word]][row.sex].add(hash((row.name.words, row.births.written)))
            for kind, number in (("person", row.person_ref), ("health", row.health_ref)):
                if number:
                    numbered[kind, number].append(row)
        seen = Counter[Words]()
        for same in numbered.values():
            if len(same) <= MOST_ROWS:
                seen.update({words for a, b in combinations(same, 2) if (words := _one_word_of_one_person(a, b))})
        sexes = {
            word: sex
            for word, its in called.items()
            for sex, who in its.items()
            if len(who) >= max(_OFTEN_CALLED, _NEARLY_ALL * sum(map(len, its.values())))
        }
        return cls(seen, borne, {word: frozenset(its) for word, its in written.items()}, sexes)

    def usual(self) -> Mapping[str, str]:
        """Of words that numbers show to be one, each but the one that most rows have, with that one."""
        one: dict[str, str] = {}
        for words in sorted(self.seen):
            if self.seen[words] >= _OFTEN:
                rare, common = sorted(words, key=lambda word: (self.borne.get(word, 0), word))
                one[rare] = max(common, one.get(rare, ""), key=lambda word: (self.borne.get(word, 0), word))
        return {word: _last(one, word) for word in one}

    def learn(self, together: Iterable[Words], apart: Iterable[Words]) -> list[Words]:
        """Learn from families: each pair of words once for each family in which it stood for one, or for two. What was
        learned."""
        against = Counter(apart)
        fresh = [
            words
            for words, families in Counter(together).items()
            if families >= _IN_FAMILIES and families >= 10 * against[words] and self.alike(*words) in (SLIP, CLOSE)
        ]
        self._known.update(dict.fromkeys(fresh, RESPELLED))
        if fresh:
            self.names.clear()
        return fresh

    def one_word(self, a: Iterable[str], b: Iterable[str]) -> list[Words]:
        """The words by which alone two names differ, where at least one other is the same: none or one pair."""
        left, right, same = list(a), list(b), 0
        for word in list(left):
            other = next((one for one in right if self.alike(word, one) >= RESPELLED), None)
            if other is not None:
                left.remove(word)
                right.remove(other)
                same += 1
        if not same or not left or not right or min(len(left), len(right)) > 1:
            return []
        pairs = [(self.alike(x, y), _pair(x, y)) for x in left for y in right]
        likest, words = max(pairs)
        return [words] if likest in (SLIP, CLOSE) else []

    def alike(self, a: str, b: str) -> int:
        """How alike two words are."""
        if a == b:
            return SAME
        words = _pair(a, b)
        found = self._known.get(words)
        if found is None:
            found = self._known[words] = self._looked(*words)
        return found

    def _looked(self, a: str, b: str) -> int:
        times, shorter = self.seen.get((a, b), 0), min(len(a), len(b))
        slips = DamerauLevenshtein.distance(a, b, score_cutoff=2)
        if times >= _OFTEN:
            return RESPELLED
        if self._is_slip(a, b):
            return SLIP
        if _is_without_vowels(a, b):
            return BARE
        if self._is_slip_of_another(a, b) or self._is_slip_of_another(b, a):
            return SLIP
        is_close = shorter >= 3 and (slips <= (2 if shorter >= 5 else 1) or JaroWinkler.similarity(a, b) >= _CLOSE)
        return CLOSE if is_close else OTHER

    def _is_slip(self, a: str, b: str) -> bool:
        """A letter left out, added or in another place is a slip; another letter in its place may be another name (Amina, Amira),
        unless hardly anybody is called so."""
        few, many = sorted((self.borne.get(a, 0), self.borne.get(b, 0)))
        if few * _SELDOM > many or ends_otherwise(a, b):
            return False
        is_rare = 0 < few * _RARE <= many
        if min(len(a), len(b)) >= 3 and DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1:
            return is_rare or _is_moved(a, b)
        return is_rare and any(
            min(len(x), len(y)) >= 3 and DamerauLevenshtein.distance(x, y, score_cutoff=1) <= 1
            for x in self.written.get(a, ())
            for y in self.written.get(b, ())
        )

    def _is_slip_of_another(self, slip: str, word: str) -> bool:
        """Whether one, which hardly anybody is called, is another spelling of a word with a letter left out, added or in another
        place, but for the first: Tahri is Tahir, and so it is Taher. Short names are too near to one another: Esra to Aisha,
        who is Ayse, too."""
        few = self.borne.get(slip, 0)
        if few * _SELDOM > self.borne.get(word, 0) or ends_otherwise(slip, word):
            return False
        return any(
            0 < few * _RARE <= self.borne.get(other, 0)
            and slip[0] == other[0]
            and max(len(slip), len(other)) >= _LONG
            and _is_moved(slip, other)
            and self._is_slip(slip, other)
            for other in self._others.get(word, ())
        )


def _is_moved(a: str, b: str) -> bool:
    """Whether, of two words one letter apart, that is left out or in another place, rather than another in its place."""
    return len(a) != len(b) or sorted(a) == sorted(b)


def _is_without_vowels(a: str, b: str) -> bool:
    """Whether one is the other without its vowels, as Arabic and Persian write it: Hasan, and some who write Husain so."""
    bare, whole = sorted((a, b), key=len)
    return len(bare) > 1 and _VOWELS.isdisjoint(bare[:-1]) and _consonants(bare) == _consonants(whole)


def _consonants(word: str) -> str:
    """What is left of a word, each letter that stands twice once, as the fold of a word has it."""
    return "".join(letter for letter, _ in groupby(letter for letter in word if letter not in _VOWELS))


def ends_otherwise(a: str, b: str) -> bool:
    """Whether one is the other with a vowel more at its end, which makes a woman's name of a man's: Amir, Amira."""
    shorter, longer = sorted((a, b), key=len)
    return longer[:-1] == shorter and longer[-1] in "aiu"


def _one_word_of_one_person(a: Prepared, b: Prepared) -> Words | None:
    """The words by which alone the names of two rows of one number differ, if they are born on one day and of two files."""
    left, right = {*a.name.tokens} - {*b.name.tokens}, {*b.name.tokens} - {*a.name.tokens}
    if len(left) != 1 or len(right) != 1 or not {*a.name.tokens} & {*b.name.tokens} or a.file == b.file:
        return None
    is_one_day = {*a.births.readings} & {*b.births.readings} and not a.births.is_first_january
    return _pair(*left, *right) if is_one_day else None


def _last(one: Mapping[str, str], word: str) -> str:
    """Where a way from word to word ends: each is on more rows than the one before."""
    while word in one:
        word = one[word]
    return word


def _pair(a: str, b: str) -> Words:
    return (a, b) if a < b else (b, a)
