"""Which files are taken in, and which may be opened."""

import pytest

from kith.documents.rules import FileFacts, Taken, may_open, obstacles_to_taking, state_of
from kith.documents.terms import ENDINGS, FileState, FileType

TAKEN = Taken(1_000_000, ENDINGS)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (FileFacts("drawing.png", 10, FileType.PNG), ""),
        (FileFacts("DRAWING.JPEG", 10, FileType.JPEG), ""),
        (FileFacts("a drawing", 10, FileType.PNG), ""),
        (FileFacts("drawing.png", 1_000_000, FileType.PNG), ""),
        (FileFacts("drawing.png", 0, ""), "empty"),
        (FileFacts("drawing.png", 1_000_001, FileType.PNG), "too_large"),
        (FileFacts("page.html", 10, ""), "kind"),
        (FileFacts("letter.pdf", 10, "application/x-msdownload"), "kind"),
        (FileFacts("letter.pdf", 10, FileType.PNG), "ending"),
        (FileFacts("letter.exe", 10, FileType.PDF), "ending"),
        (FileFacts("a\x07b.png", 10, FileType.PNG), "name"),
        (FileFacts("gnp.\u202eexe", 10, FileType.PNG), "name"),
        (FileFacts("a" * 197 + ".png", 10, FileType.PNG), "name"),
        (FileFacts("", 10, FileType.PNG), "name"),
    ],
)
def test_a_file_is_taken_or_one_sentence_says_why_not(file: FileFacts, code: str) -> None:
    assert [one.code for one in obstacles_to_taking(file, TAKEN)] == [code] * bool(code)


def test_each_refusal_says_what_to_do() -> None:
    said = [
        obstacles_to_taking(FileFacts("letter.pdf", size, kind), TAKEN)[0].words
        for size, kind in ((2_000_000, FileType.PDF), (5, "text/html"), (5, FileType.ODT))
    ]
    assert "at most 1 MB" in said[0]
    assert all(kind in said[1] for kind in ("JPG", "PDF", "ODT", "DOCX"))
    assert "ends in .pdf, but what is in it is ODT" in said[2]


@pytest.mark.parametrize(
    ("is_safe", "has_scanner", "state", "opens"),
    [
        (None, False, FileState.NOT_SCANNED, True),
        (None, True, FileState.WAITS, False),
        (True, True, FileState.SAFE, True),
        (True, False, FileState.SAFE, True),
        (False, True, FileState.UNSAFE, False),
        (False, False, FileState.UNSAFE, False),
    ],
)
def test_a_file_waits_for_the_scanner_where_there_is_one(
    is_safe: bool | None, has_scanner: bool, state: FileState, opens: bool
) -> None:
    assert FileState(state_of(is_safe=is_safe, has_scanner=has_scanner)) == state
    assert may_open(state) == opens
