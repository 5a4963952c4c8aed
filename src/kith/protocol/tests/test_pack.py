"""The pack: what it says, and that a broken one is refused with file and line."""

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from kith.protocol.pack import BrokenPack, load, read

TODAY = date(2026, 9, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(str(resources.files("kith.protocol") / "packs" / "scotland"), tmp_path / "pack")
    return tmp_path / "pack"


def edit(file: Path, old: str, new: str) -> int:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_the_eight_factors_come_in_the_order_of_the_rule() -> None:
    codes = [factor.code for factor in load().criteria("paragraph_395c").factors]
    assert codes[0] == "age"
    assert codes[-1] == "representations"
    assert len(codes) == 8


def test_outcomes_are_in_alphabetical_order_of_their_words() -> None:
    words = [outcome.words for outcome in load().decisions(TODAY)]
    assert words == sorted(words)
    assert len(words) == 3


def test_a_school_file_says_nothing_that_the_decision_side_may_read() -> None:
    school = next(source for source in load().sources if source.code == "school_roll")
    assert {column.side for column in school.columns} == {"welfare"}


def test_a_header_is_recognised_whatever_its_capitals_and_unknown_headings_are_listed() -> None:
    match = load().source_of(["pupil  record", "PUPIL NAME", "Date of birth", "House"])
    assert match is not None
    assert match.source.code == "school_roll"
    assert match.not_understood == ("House",)
    assert match.columns[1] == ("full_name", "welfare")
    assert load().source_of(["something", "else"]) is None


def test_a_file_is_recognised_by_any_heading_of_the_columns_that_tell_its_kind() -> None:
    match = load().source_of(["Record ID", "Person reference", "Case reference", "Surname"])
    assert match is not None
    assert match.source.code == "home_office_legacy_cases"
    assert load().source_of(["Person reference", "Surname"]) is None


def test_a_town_gives_its_council() -> None:
    assert load().council_of("  glasgow ") == "S12000049"
    assert load().council_of("Nowhere") == ""


def test_the_version_follows_the_text(folder: Path) -> None:
    before = read(folder).version
    edit(folder / "duties.yaml", "amount: 28", "amount: 29")
    assert read(folder).version != before


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("duties.yaml", "unit: school", "unit: fortnight", "the unit is fortnight"),
        ("duties.yaml", "amount: 28", "amount: many", "not what is needed"),
        ("duties.yaml", "who: coordinator, ", "who: coordinator, colour: red, ", "colour is not known"),
        ("duties.yaml", 'source: "GIRFEC Practice Guidance 4", ', "", "source is missing"),
        ("duties.yaml", "code: tell_family", "code: confirm_family", "said twice"),
        ("sources.yaml", "field: guardian", "field: godparent", "no field godparent"),
        ("sources.yaml", "{field: sex, side: welfare", "{field: sex, side: police", "no side police"),
        ("sources.yaml", "recognised_by: [REC,", "recognised_by: [RECORD NO,", "recognised by RECORD NO"),
        ("places.yaml", "S12000036:", "S99:", "no council"),
        ("terms.yaml", "until: 2025-10-10", "until: 2024-10-10", "ends before it begins"),
        ("outcomes.yaml", "code: leave_granted", "code: [", "not YAML that can be read"),
        ("letters/notice.yaml", "source: ", "sauce: ", "source is missing"),
        ("criteria/paragraph_395c.yaml", "from: 2006-07-20", "from: long ago", "not what is needed"),
    ],
)
def test_a_broken_pack_is_refused_with_file_and_line(folder: Path, file: str, old: str, new: str, message: str) -> None:
    line = edit(folder / file, old, new)
    with pytest.raises(BrokenPack, match=message) as refused:
        read(folder)
    assert refused.value.file == file
    assert abs(refused.value.line - line) <= 3


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "duties.yaml").unlink()
    with pytest.raises(BrokenPack, match=r"duties\.yaml"):
        read(folder)
