"""Which words of a line the other record has nothing like: what an eye that has read a thousand pairs passes over. Pure."""

from itertools import groupby

from kith.intake.rules import BY_SOUND, DIFFERS, PARTLY

Parts = tuple[tuple[str, bool], ...]  # words that stand together, and whether the other record has none like them


def in_parts(said: str, other: str, mark: str) -> Parts:
    """What a record says, in its order: each run of words with whether it differs from all that the other says. Where nothing
    is alike nothing is marked: the line itself says that it differs."""
    if not said:
        return ()
    known = {_bare(word) for word in other.split()}
    words = [(word, _bare(word) not in known) for word in said.split()]
    if mark not in (BY_SOUND, PARTLY, DIFFERS) or all(is_apart for _, is_apart in words):
        return ((said, False),)
    runs = groupby(words, key=lambda one: one[1])
    return tuple((" ".join(word for word, _ in run), is_apart) for is_apart, run in runs)


def _bare(word: str) -> str:
    return word.casefold().strip(",.;:()")
