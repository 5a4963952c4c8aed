"""How alike two names are where nothing but the names is known: no register to learn from, no family, no day of birth.

No page asks this: whom a registrar is asked about, the model and the rounds say. It is measured beside other comparators.
The cut was chosen on one half of the pairs, drawn by a seed, and looked at once on the other.
"""

from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from kith.register.rules import sounds

CUT = 0.79  # from here on two names may be one person's
_LEAST = 0.45  # less alike, two words are not laid beside each other
_MORE = 0.05  # what a word weighs that the other name merely leaves out
_INITIAL = 0.9  # an initial, and a word that begins with it
_SOUND = 0.9  # what the beginning of a word counts for, beside its letters

Words = tuple[tuple[str, str], ...]


@lru_cache(1 << 16)
def _words(text: str) -> Words:
    return tuple(sounds(text.replace("-", " ")))


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how alike the words are on the whole, and the two that are least alike, which tell brothers apart."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return 0.0
    laid, left, right = _laid(a, b)
    whole = _letters("".join(word for _, word in a), "".join(word for _, word in b)) if len(a) != len(b) else 0.0
    if not laid:
        return whole
    sizes = [min(len(x[1]), len(y[1])) ** 0.5 for _, x, y in laid]
    mean = sum(size * like * like for size, (like, _, _) in zip(sizes, laid, strict=True))
    beside = sum(len(word) ** 0.5 for _, word in (*left, *right)) * (1.0 if left and right else _MORE)
    weakest = 0.0 if left and right else min(like for like, _, _ in laid)
    if len(laid) == 1 and max(len(a), len(b)) > 1:
        weakest *= 0.6  # one word alone of several
    return max((mean / (sum(sizes) + beside) + weakest) / 2, whole)


def _laid(a: Words, b: Words) -> tuple[list[tuple[float, tuple[str, str], tuple[str, str]]], Words, Words]:
    """Words of both laid beside each other, the likest first, and what is left of either."""
    pairs = sorted(((_alike(x, y), i, k) for i, x in enumerate(a) for k, y in enumerate(b)), reverse=True)
    laid, mine, theirs = [], set(range(len(a))), set(range(len(b)))
    for like, i, k in pairs:
        if like >= _LEAST and i in mine and k in theirs:
            mine.remove(i)
            theirs.remove(k)
            laid.append((like, a[i], b[k]))
    return laid, tuple(a[i] for i in mine), tuple(b[k] for k in theirs)


def _alike(a: tuple[str, str], b: tuple[str, str]) -> float:
    """Two words, each as it sounds and as it is spelled."""
    if a[0] == b[0] or a[1] == b[1]:
        return 1.0
    if len(a[1]) == 1 or len(b[1]) == 1:
        return _INITIAL if a[1][0] == b[1][0] else 0.0
    return max(_letters(a[1], b[1]), _letters(a[0], b[0]), _SOUND * JaroWinkler.similarity(a[1], b[1]))


def _letters(a: str, b: str) -> float:
    return DamerauLevenshtein.normalized_similarity(a, b)
