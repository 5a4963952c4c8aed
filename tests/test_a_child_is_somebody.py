"""A child is nowhere "it": neither where people read of them nor where developers do."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "kith"
# In one clause with a child: was it asked or heard, how long has it been here?
IT = re.compile(
    r"\bchild(?:\.name|'s own|\b(?!'s side))[^.:\n]*?\b(?:why|how long|before|that) it"
    r" (?:was|has) (?:not )?(?:asked|heard|been here)"
)


def files() -> list[Path]:
    found = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".html", ".yaml", ".sql")]
    return [path for path in found if not {"tests", "migrations", "demo"} & set(path.parts)]


def test_no_text_says_it_of_a_child() -> None:
    said = [f"{path.relative_to(SOURCE)}: {match[0]}" for path in files() for match in IT.finditer(path.read_text())]
    assert said == []


@pytest.mark.parametrize(
    "text",
    [
        "In the child's own words; or why it was not asked", "A child that was not asked. Say of the child that it was not asked",
        "It cannot decide on the child before it was heard", "How old the child is and how long it has been here",
        "What {child.name} wants to say is not recorded yet, nor why it was not asked",
    ],
)  # fmt: skip
def test_such_a_text_would_be_found(text: str) -> None:
    assert IT.search(text)
