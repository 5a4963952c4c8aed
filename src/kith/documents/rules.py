"""Which files are taken in, and which may be opened. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kith.verdict import Obstacle

SOURCE = "House rule: files are kept whole, and only those that can be opened safely"
SENDER = "whoever adds it"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it comes in: what it is called, its size, and its kind as its first bytes say ("" if they say none)."""

    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken in: the largest file in bytes, and how the name of each kind may end."""

    largest: int
    endings: Mapping[str, Collection[str]]


def obstacles_to_taking(file: FileFacts, taken: Taken) -> tuple[Obstacle, ...]:
    """Why this file is not taken in: one sentence, the first that holds."""
    ending = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if not file.name.isprintable() or not file.name or len(file.name) > LONGEST_NAME:
        return _no(
            "name", "The name of this file is too long, or holds signs that cannot be shown. Give it a plain name."
        )
    if not file.size:
        return _no("empty", "This file is empty. Choose it again, or make it again.")
    if file.size > taken.largest:
        limit = taken.largest // 1_000_000
        return _no(
            "too_large", f"This file is too large: at most {limit} MB. Take the photo smaller, or send it in parts."
        )
    if file.media_type not in taken.endings:
        kinds = ", ".join(sorted({next(iter(endings)).upper() for endings in taken.endings.values()}))
        return _no("kind", f"This kind of file is not taken. Save it as one of these: {kinds}.")
    if ending and ending not in taken.endings[file.media_type]:
        usual = next(iter(taken.endings[file.media_type])).upper()
        return _no(
            "ending", f"The name ends in .{ending}, but what is in it is {usual}. Save it again under its own kind."
        )
    return ()


def state_of(*, is_safe: bool | None, has_scanner: bool) -> str:
    """What the scanner says of a file, as a code of `FileState`; `is_safe` is None where it has not looked."""
    if is_safe is not None:
        return "safe" if is_safe else "unsafe"
    return "waits" if has_scanner else "not_scanned"


def may_open(state: str) -> bool:
    """Whether a file in this state may be opened, or go on to another side."""
    return state in ("safe", "not_scanned")


def _no(code: str, words: str) -> tuple[Obstacle, ...]:
    return (Obstacle(code, words, SOURCE, SENDER),)


SIGNING = "Scottish Government, records management: a record is authentic where it is known who answers for it"


def obstacles_to_signing_off(says: str, *, is_whole: bool) -> tuple[Obstacle, ...]:
    """Why nobody can put their name under a file: without words, or where it is not what was kept any more."""
    standing = (
        (not says.strip(), "no_words", "Say what you sign for.", "whoever signs"),
        (
            not is_whole, "file_is_damaged", "The file is not what was kept any more, so that nobody can sign it off.",
            "whoever looks after this server",
        ),
    )  # fmt: skip
    return tuple(Obstacle(code, words, SIGNING, who) for is_so, code, words, who in standing if is_so)
