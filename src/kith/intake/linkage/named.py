"""How far two names stand apart where nothing but the names is known: no register to learn from, no family, no day of birth.

The words of the shorter name are laid beside words of the longer, whatever their order; words that the longer has beyond say
nothing. Of what stands beside each other the worst counts: brothers differ in one word, and a slip of the pen in one letter.
Pure; what is measured, and what a registrar reads of a pair (`words.py`), are one.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, permutations
from unicodedata import normalize

from rapidfuzz.distance import DamerauLevenshtein

from kith.intake.normalise import Name
from kith.intake.spellings import TITLES, one_name, spelled_as
from kith.register.rules import VOWELS, fold, sounds

VERSION = 1
MOST = 1  # letters: from two on, names that stand against each other are two names
_ANOTHER = 9  # letters that two names are apart which have nothing to do with each other
_MOST_WORDS = 5  # that are laid in every order; of more, each beside the word that is nearest
_SMALL = "bin ben ibn bint al el ul ur de del della di da do dos du des la le van von der den y e"
_PARTICLES = frozenset(_SMALL.split())  # but for one that a name begins with
_SERVANT = re.compile(r"abd[aiu]?+l?+(?=[a-z]{4})")  # Abdurrahman, Abd al-Rahman, as they sound
_SERVANTS = frozenset({"abd", "abdu", "abdul", "abdel", "abdal"})
_SYLLABLES = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")  # Chinese and Korean: another sign is another name
_CONSONANTS = re.compile(r"[\u0590-\u07bf\ufb1d-\ufeff]")  # Hebrew, Arabic, Syriac: vowels are left out
_KINDS = str.maketrans("rpvfwgqchdzjx", "lbbbbkkkktsss", "aeiou")  # consonants that are heard as one
_TWICE = re.compile(r"(.)\1+")

Word = tuple[str, str]  # as it sounds, and as it is spelled
Words = tuple[Word, ...]


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may be one person's."""
    return apart(one, other) <= MOST


def apart(one: str, other: str) -> int:
    """By how many letters two names stand apart: 0 where they are one, or one leaves words out."""
    a, b = words_of(one), words_of(other)
    found = letters_apart(a, b)
    if not found or (one.isascii() and other.isascii()):
        return found
    scripts = [_script(text) for text in (one, other)]
    if scripts == [_SYLLABLES, _SYLLABLES]:
        return max(found, MOST + 1)
    if _CONSONANTS in scripts and scripts[0] is not scripts[1]:
        return min(found, letters_apart(*(tuple((_bare(x), _bare(y)) for x, y in words) for words in (a, b))))
    return min(found, MOST) if _SYLLABLES in scripts and _is_heard_so(a, b) else found


@lru_cache(1 << 16)
def _script(text: str) -> re.Pattern[str] | None:
    if text.isascii():
        return None
    composed = normalize("NFKC", text)
    return next((script for script in (_SYLLABLES, _CONSONANTS) if script.search(composed)), None)


def _bare(word: str) -> str:
    return VOWELS.sub("", word) or word


@lru_cache(1 << 16)
def words_of(text: str) -> Words:
    """The words of a name that tell: without titles and particles."""
    in_syllables = _script(text) is _SYLLABLES
    words = sounds(_SYLLABLES.sub(r" \g<0>", normalize("NFKC", text)) if in_syllables else text.replace("-", " "))
    named = [word for word in words if word[1] not in TITLES]
    named = [word for n, word in enumerate(named) if n == 0 or in_syllables or word[1] not in _PARTICLES]
    return tuple(part for word in named or words for part in _parted(*word))


def _parted(sounded: str, spelled: str) -> tuple[Word, ...]:
    """Cabdiraxmaan, Abdurrahman, Abdul Rahman and Abd al-Rahman in the same words."""
    if spelled in _SERVANTS:
        return (("abd", "abd"),)
    word = spelled_as(sounded, spelled)
    served = _SERVANT.match(word) if word.startswith("abd") else None
    if served is None:
        return ((word, spelled),)
    rest = word[served.end() :]
    return ("abd", "abd"), (spelled_as(rest), rest)


def telling(name: Name) -> Words:
    """The words of a name that was made comparable."""
    return tuple(part for word in name.words for part in _parted(word, name.spelled.get(word, word)))


def letters_apart(a: Words, b: Words) -> int:
    """By how many letters two names stand apart, of which the words are known."""
    if len(a) > len(b):
        a, b = b, a
    if any(all(len(spelled) == 1 for _, spelled in words) for words in (a, b)):
        return _ANOTHER  # initials alone are nobody's name
    left, right = list(a), list(b)
    for word in a:
        same = next((other for other in right if word[0] == other[0]), None)
        if same is not None:
            left.remove(word)
            right.remove(same)
    found = _laid(left, right)
    if found > 0 and len(a) != len(b):
        found = min(found, _in_one(a, b), *(_laid(left, joined) for joined in _joined(left, right)))
    return found


def _in_one(a: Words, b: Words) -> int:
    """Without the spaces between words."""
    wholes = [["".join(parts) for parts in zip(*words, strict=True)] for words in (a, b)]
    return min(_letters(x, y) for x, y in zip(*wholes, strict=True))


def _joined(left: list[Word], right: list[Word]) -> Iterator[list[Word]]:
    """The longer name with two neighbours as one word, where the other has a word of about that length: Alireza, Ali Reza."""
    for n, (one, other) in enumerate(pairwise(right)):
        joined = (one[0] + other[0], one[1] + other[1])
        if any(abs(len(word[1]) - len(joined[1])) <= MOST for word in left):
            yield [*right[:n], joined, *right[n + 2 :]]


def _laid(left: list[Word], right: list[Word]) -> int:
    """Words laid beside each other so that the worst of them is as near as can be: by how many letters those are apart."""
    if len(left) > len(right):
        left, right = right, left
    if not left:
        return 0
    far = [[_words_apart(x, y) for y in right] for x in left]
    if len(left) == 1:
        return min(far[0])
    if len(right) > _MOST_WORDS:  # at least so far
        nearest = [min(line) for line in far]
        return max(*nearest, *(map(min, zip(*far, strict=True)) if len(left) == len(right) else ()))
    orders = permutations(range(len(right)), len(left))
    return min(max(line[k] for line, k in zip(far, order, strict=True)) for order in orders)


def _words_apart(a: Word, b: Word) -> int:
    if len(a[1]) == 1 or len(b[1]) == 1:
        return 0 if a[1][0] == b[1][0] else _ANOTHER
    if one_name(a[0], b[0]):
        return 0
    found = min(_letters(a[1], b[1]), _letters(a[0], b[0]))
    if found > MOST and ("j" in a[0] or "j" in b[0]):  # German, Baltic and most Slavic offices write j for y
        found = min(found, _letters(*(fold(spelled.replace("j", "y")) for _, spelled in (a, b))))
    return found


def _letters(a: str, b: str) -> int:
    return min(DamerauLevenshtein.distance(a, b, score_cutoff=_ANOTHER), _ANOTHER)


def _is_heard_so(a: Words, b: Words) -> bool:
    """Whether the consonants are of the same kinds throughout: in signs of syllables a foreign name is written as it is heard."""
    one, other = (_TWICE.sub(r"\1", "".join(spelled for _, spelled in words).translate(_KINDS)) for words in (a, b))
    return one == other
