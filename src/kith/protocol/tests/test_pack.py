"""The pack: what it says, and that a broken one is refused with file and line."""

import re
import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kith.protocol.pack import BrokenPack, load, read
from kith.protocol.pack.loading import FILES, NEEDED_DUTIES, NEEDED_LETTERS

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


def test_the_six_sets_are_held_with_their_days_their_source_and_what_is_shortened() -> None:
    held = {(text.code, str(text.from_), str(text.until or "")) for text in load().criteria_sets}
    assert held == {
        ("paragraph_395c", "2006-07-20", "2012-02-13"),
        ("family_ilr_2003", "2003-10-24", "2006-06-12"), ("family_ilr_2003", "2006-06-12", ""),
        ("dp5_96", "1999-02-24", "2008-12-09"),
        ("paragraph_276ade", "2012-07-09", "2012-12-13"), ("paragraph_276ade", "2012-12-13", "2014-07-28"),
        ("paragraph_276ade", "2014-07-28", "2022-06-20"),
        ("appendix_private_life", "2022-06-20", ""), ("section_55", "2009-11-02", ""),
    }  # fmt: skip
    assert all(text.source and text.left_out for text in load().criteria_sets)
    assert [text.code for text in load().criteria_sets if text.is_of_each_child] == ["section_55"]


def test_a_text_is_the_one_of_its_day_and_a_limb_of_dates_says_so() -> None:
    pack = load()
    first, then, last = (
        {factor.code: factor.is_date for factor in pack.criteria("paragraph_276ade", day).factors}
        for day in (date(2012, 7, 9), date(2012, 12, 13), date(2014, 7, 28))
    )
    assert "child_reasonable" not in first
    assert (then["child_seven_years"], then["child_reasonable"]) == (True, False)
    assert ("no_ties" in then, "no_ties" in last, "obstacles_to_integration" in last) == (True, False, True)
    assert pack.criteria("paragraph_276ade").from_ == date(2014, 7, 28)
    with pytest.raises(KeyError):
        pack.criteria("paragraph_276ade", date(2022, 6, 20))


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


def test_proposals_are_those_of_the_day_with_their_source_and_a_range_of_years() -> None:
    told = {one.code: (one.least, one.years, one.most) for one in load().proposals.in_force(TODAY)}
    assert told == {"residence": (3, 5, 10), "birth_or_school": (1, 3, 7), "child_residence": (7, 7, 7)}
    assert load().proposals.in_force(date(2007, 3, 20)) == ()
    assert load().names_of_sources(["school_roll"]) == ["School roll"]


def test_a_town_gives_its_council() -> None:
    assert load().council_of("  glasgow ") == "S12000049"
    assert load().council_of("Nowhere") == ""


def test_the_version_follows_the_text(folder: Path) -> None:
    before = read(folder).version
    edit(folder / "duties.yaml", "amount: 28", "amount: 29")
    assert read(folder).version != before


ORDERS, PROPOSALS = "orders.yaml", "proposals.yaml"
TRANSITIONS, PARAGRAPH_276ADE = "transitions.yaml", "criteria/paragraph_276ade.yaml"
DUTIES, SOURCES, CRITERIA = "duties.yaml", "sources.yaml", "criteria/paragraph_395c.yaml"
MISTAKES = [  # file, what stands there, what is written instead, what is said
    # what is no YAML, or not the kind of thing that is needed there
    ("outcomes.yaml", "code: leave_granted", "code: [", "not YAML that can be read"),
    (DUTIES, "from: 2007-03-21", "from: 2007-02-31", "2007-02-31 cannot be read"),
    (DUTIES, "amount: 28", "amount: !!python/name:os.system 28", "cannot be read"),
    (DUTIES, "amount: 28", "amount: many", "not what is needed"),
    (DUTIES, "amount: 28", "amount: yes", "not what is needed"),
    (DUTIES, "from: 2007-03-21", "from: 2007-03-21 10:00:00", "not what is needed"),
    (CRITERIA, "from: 2006-07-20", "from: long ago", "not what is needed"),
    ("outcomes.yaml", "needs_reply: true", "needs_reply: perhaps", "not what is needed"),
    (SOURCES, "recognised_by: [REC,", "recognised_by: [NO,", "words are needed here, not False"),
    (SOURCES, "own_number: school_ref", "own_number: library_ref", "no number library_ref"),
    (SOURCES, "headings: [Case ref, Case reference]", "headings: Case ref", "a list is needed"),
    (SOURCES, "headings: [Case ref, Case reference]", "headings: [{a: b}]", "words are needed"),
    ("terms.yaml", "terms:\n", "terms: none\nhidden:\n", "names with values are needed"),
    ("terms.yaml", "from: 2025-08-13", "from: soon", "from needs a day"),
    # names that are missing, unknown, empty or there twice
    (DUTIES, "who: coordinator, ", "who: coordinator, colour: red, ", "colour is not known"),
    (DUTIES, 'source: "GIRFEC Practice Guidance 4", ', "", "source is missing"),
    (DUTIES, 'source: "GIRFEC Practice Guidance 4"', 'source: " "', "words are needed"),
    (DUTIES, "unit: working,", "unit: working, unit: working,", "unit is said twice"),
    (DUTIES, "code: tell_family", "code: confirm_family", "confirm_family is said twice for the same days"),
    (DUTIES, "code: publish_letter", "code: print_letter", "the duty publish_letter is missing"),
    (DUTIES, 'from: 2007-03-21, source: "Code', 'from: 2007-03-21, until: 2020-01-01, source: "Code', "missing, or ends"),
    ("letters/notice.yaml", "source: ", "sauce: ", "source is missing"),
    ("letters/notice.yaml", "code: notice", "code: frame", "the letter frame is said twice"),
    ("letters/notice.yaml", "code: notice", "code: notice_new", "this letter is missing"),
    ("letters/conveners_letter.yaml", 'smallest: "5"', 'smallest: "few"', "a whole number is needed"),
    ("letters/conveners_letter.yaml", 'smallest: "5"', "smallest: 5", "put quotation marks round them"),
    ("parties.yaml", "version_date: 2007-03-21", "version_date: later", "version_date needs a day"),
    ("parties.yaml", "answers_for: the child", "answer: the child", "answer is not known"),
    (CRITERIA, "code: length_of_residence", "code: age", "age is said twice"),
    (CRITERIA, "code: paragraph_395c", "code: section_55", "section_55 is said twice for the same days"),
    ("kinds.yaml", "code: healthy", "code: safe", "safe is said twice"),
    ("terms.yaml", "source: ", "sauce: ", "source is missing"),
    ("places.yaml", "source: ", "sauce: ", "source is missing"),
    ("places.yaml", "Carrick Moss", "Glasgow", "Glasgow is named twice"),
    ("areas.csv", "council,S12000006", "council,S12000005", "S12000005 is said twice"),
    ("areas.csv", "council,S12000006,Dumfries and Galloway", "council,S12000006", "needs kind, code and name"),
    # which set applies
    (TRANSITIONS, "criteria: paragraph_395c", "criteria: paragraph_400", "there is no text of paragraph_400 on 2007-03-21"),
    (TRANSITIONS, "text_on: 2007-03-21", "text_on: 2001-03-21", "there is no text of paragraph_395c on 2001-03-21"),
    (TRANSITIONS, "criteria: appendix_private_life", "criteria: section_55", "section_55 is of each child"),
    (TRANSITIONS, "named_by: [home_office_legacy_cases]", "named_by: [customs]", "customs is no kind of file"),
    (TRANSITIONS, "taken_up_until: 2012-12-13", "taken_up_until: 2012-12-13\n  taken_up_from: 2022-06-20", "ends before"),
    (TRANSITIONS, "taken_up_from: 2022-06-20\n", "taken_up_until: 2030-01-01\n", "that goes on is missing"),
    (TRANSITIONS, "code: made_from_december_2012", "code: made_before_december_2012", "is said twice for the same days"),
    (TRANSITIONS, "text_on: 2007-03-21", "text_on: then", "not what is needed"),
    (PARAGRAPH_276ADE, "from: 2012-12-13", "from: 2012-12-01", "paragraph_276ade is said twice for the same days"),
    (PARAGRAPH_276ADE, "code: twenty_years", "code: suitability", "suitability is said twice"),
    (PARAGRAPH_276ADE, "is_date: true", "is_date: perhaps", "not what is needed"),
    # values that cannot be
    (DUTIES, "unit: school", "unit: fortnight", "the unit is fortnight"),
    (DUTIES, "amount: 28", "amount: -1", "the amount is -1"),
    (DUTIES, "amount: 28", "amount: 280000", "the amount is 280000"),
    (CRITERIA, "until: 2012-02-13", "until: 2002-02-13", "ends before it begins"),
    ("outcomes.yaml", "kind: pause", "kind: break", "the kind is break"),
    ("terms.yaml", "until: 2025-10-10", "until: 2024-10-10", "ends before it begins"),
    ("terms.yaml", "from: 2025-10-20", "from: 2025-10-01", "before the one above it has ended"),
    (PROPOSALS, "years: 5", "years: 2", "the years lie between the least and the most"),
    (PROPOSALS, "most: 10", "most: 21", "the years lie between the least and the most"),
    (PROPOSALS, "least: 3", "least: 0", "the years lie between the least and the most"),
    (PROPOSALS, "least: 3", "least: three", "not what is needed"),
    (PROPOSALS, "school_age: 4", "school_age: four", "not what is needed"),
    (PROPOSALS, "Kingdom for {years} years", "Kingdom for years", "have no place for"),
    (ORDERS, "code: child_alone", "code: open_concern", "on the side decision nobody comes first by open_concern"),
    (ORDERS, "code: order_of_registry", "code: order_of_registrars", "is the order of no side"),
    (ORDERS, "days: 90", "days: 0", "months and days are of at least 1"),
    (ORDERS, "words: longest waiting", "until: 2020-01-01\n  words: longest waiting", "the side registry is missing, or ends"),
    (PROPOSALS, "code: residence", "code: language", "there is no way to count language"),
    (PROPOSALS, "code: child_residence", "code: residence", "residence is said twice"),
    (PROPOSALS, "withdrawn on 9 December 2008\"", "withdrawn\"\n    until: 2008-12-09", "child_residence is missing, or ends"),
    (PROPOSALS, "came: [home_office_legacy_cases]", "came: [customs]", "customs is no kind of file"),
    (PROPOSALS, "schools: [school_roll]", "schools: [nursery]", "nursery is no kind of file"),
    # what one value says about another
    ("terms.yaml", "S12000036:", "S99:", "no council"),
    ("places.yaml", "S12000036:", "S99:", "no council"),
    (SOURCES, "  side: common", "  side: police", "no side police"),
    (SOURCES, "field: guardian", "field: godparent", "no field godparent"),
    (SOURCES, "{field: sex, side: welfare", "{field: sex, side: police", "no side police"),
    (SOURCES, "headings: [Case ref, Case reference]", "headings: [Person REF]", "given to two columns"),
    (SOURCES, "recognised_by: [REC,", "recognised_by: [RECORD NO,", "recognised by RECORD NO"),
    (SOURCES, "recognised_by: [Person ref, Case ref]", "recognised_by: []", "recognised by nothing"),
    ("outcomes.yaml", "least_tries: 3, ", "", "implicit_withdrawal needs least_tries and days_apart"),
    ("outcomes.yaml", "days_apart: 14", "days_apart: 0", "nothing follows from silence alone"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES, ids=lambda part: str(part)[:40])
def test_a_broken_pack_is_refused_with_file_and_line(folder: Path, file: str, old: str, new: str, message: str) -> None:
    line = edit(folder / file, old, new)
    with pytest.raises(BrokenPack, match=message) as refused:
        read(folder)
    told = refused.value
    if file in (told.file, "letters/notice.yaml"):  # a letter that is missing is not in the file that was changed
        assert told.file != file or abs(told.line - line) <= 4 or "missing" in message
    else:
        assert "said twice" in message  # of two files that say the same, the later one is named
    assert str(told).startswith(f"{told.file}, line {told.line}: ")


@pytest.mark.parametrize("file", [*(f"{name}.yaml" for name in FILES), "areas.csv", "letters/frame.yaml"])
def test_a_file_that_is_missing_empty_or_of_another_encoding_is_named(folder: Path, file: str) -> None:
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(b"# one\n# two\nname: \xff\n")
    with pytest.raises(BrokenPack, match=rf"{file}, line 3: this is not UTF-8"):
        read(folder)
    (folder / file).write_bytes(b"")
    with pytest.raises(BrokenPack):
        read(folder)
    (folder / file).write_bytes(whole)
    read(folder)
    (folder / file).unlink()
    with pytest.raises(BrokenPack, match=file):
        read(folder)


def test_a_stranger_in_the_folder_is_refused_and_not_passed_over(folder: Path) -> None:
    (folder / "duty.yaml").write_text("[]")
    with pytest.raises(BrokenPack, match=r"duty\.yaml, line 1: this file is not known here"):
        read(folder)
    (folder / "duty.yaml").unlink()
    (folder / "letter").mkdir()
    with pytest.raises(BrokenPack, match="this folder is not known"):
        read(folder)


def test_every_duty_and_letter_that_the_code_asks_for_must_be_in_a_pack() -> None:
    root = Path(str(resources.files("kith")))
    code = "\n".join(path.read_text() for path in root.rglob("*.py") if "tests" not in path.parts)
    assert set(re.findall(r'(?:\.(?:first_)?duty\(\s*|(?:duty|ahead)=)"(\w+)"', code)) == set(NEEDED_DUTIES)
    templates = {path.stem for path in (root / "documents" / "typst").glob("*.typ")} - {"style"}
    assert templates <= set(NEEDED_LETTERS)


def test_every_word_that_a_letter_prints_is_in_the_pack() -> None:
    pack, folder = load(), Path(str(resources.files("kith.documents"))) / "typst"
    for template in folder.glob("*.typ"):
        asked = set(re.findall(r"\bwords\.(\w+)", template.read_text()))
        shared = set(pack.letter("frame")) | ({"title", "about"} if template.stem == "style" else set())
        assert asked <= shared | set(pack.letters.get(template.stem, {})), template.name


def test_a_value_is_the_one_in_force_that_day_and_another_day_another(folder: Path) -> None:
    edit(
        folder / DUTIES,
        'from: 2007-03-21, source: "Arrangement of March 2007: four',
        'from: 2007-03-21, until: 2020-01-01, source: "A',
    )
    line = "code: release_report, who: w, starts_with: s, amount: 40, unit: working, from: 2020-01-01"
    with (folder / DUTIES).open("a") as file:
        file.write(f"- {{{line}, source: s, sentence: S.}}\n")
    pack = read(folder)
    assert pack.duty("release_report", date(2019, 12, 31)).amount == 28
    assert pack.duty("release_report", date(2020, 1, 1)).amount == 40
    with pytest.raises(KeyError):
        pack.duty("release_report", date(2007, 3, 20))


@given(text=st.text(max_size=200), file=st.sampled_from([DUTIES, "terms.yaml", "kinds.yaml", "areas.csv"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_written_into_a_file_the_loader_answers_with_a_line(folder: Path, text: str, file: str) -> None:
    (folder / file).write_text(text, errors="replace")
    with pytest.raises(BrokenPack) as refused:
        read(folder)
    assert refused.value.line >= 1


def test_a_day_before_a_duty_was_first_written_has_its_first_text() -> None:
    pack = load()
    first = pack.first_duty("share_concern", date(2001, 1, 1))
    assert first == pack.duty("share_concern", first.from_)
    assert pack.first_duty("release_report", date(2026, 1, 1)) == pack.duty("release_report", date(2026, 1, 1))
    with pytest.raises(KeyError):
        pack.first_duty("no_such_duty", date(2026, 1, 1))
