"""The invented backlog: the same seed gives the same bytes, the truth knows every row, and nothing in it could be real."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kith.demo.families import AS_AT, InventedPerson, make_families
from kith.demo.files import KINDS, Truth, make_backlog
from kith.demo.homes import TOWNS
from kith.protocol import pack

ROWS = dict[str, list[dict[str, str]]]


def read(folder: Path) -> ROWS:
    """All rows of the five files by file name, as a reader without knowledge of Kith would find them."""
    found: ROWS = {}
    for kind in KINDS:
        path = folder / kind.file
        if path.suffix == ".xlsx":
            lines = [
                [str(cell) for cell in line]
                for line in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            ]
            lines = lines[len(kind.titles) :]
        else:
            text = path.read_text("utf-8-sig" if kind.has_mark else "utf-8")
            lines = list(csv.reader(text.splitlines(), delimiter=kind.delimiter))
        found[kind.file] = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return found


@pytest.fixture(scope="module")
def backlog(tmp_path_factory: pytest.TempPathFactory) -> tuple[ROWS, Truth]:
    folder = tmp_path_factory.mktemp("backlog")
    truth = make_backlog(folder)
    return read(folder), truth


@pytest.fixture(scope="module")
def people(backlog: tuple[ROWS, Truth]) -> dict[int, InventedPerson]:
    return {person.number: person for family in backlog[1].families for person in family.people}


def every(rows: ROWS) -> list[dict[str, str]]:
    return [row for file in rows.values() for row in file]


def id_of(row: dict[str, str]) -> str:
    return next(iter(row.values()))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_families(tmp_path: Path) -> None:
    first = make_backlog(tmp_path / "a", seed=5, families=20)
    again = make_backlog(tmp_path / "b", seed=5, families=20)
    other = make_backlog(tmp_path / "c", seed=6, families=20)
    for kind in KINDS:
        assert (tmp_path / "a" / kind.file).read_bytes() == (tmp_path / "b" / kind.file).read_bytes()
        assert (tmp_path / "a" / kind.file).read_bytes() != (tmp_path / "c" / kind.file).read_bytes()
    assert first == again
    assert {p.name for f in first.families for p in f.people} != {p.name for f in other.families for p in f.people}


def test_the_folder_holds_the_five_files_alone_and_the_truth_only_where_asked(tmp_path: Path) -> None:
    truth = make_backlog(tmp_path / "files", families=5, truth_to=tmp_path / "truth.csv")
    assert {path.name for path in (tmp_path / "files").iterdir()} == {kind.file for kind in KINDS}
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        written = {line["record_id"]: (line["true_person"], line["true_family"]) for line in csv.DictReader(file)}
    assert written == {record: (str(origin.person), str(origin.family)) for record, origin in truth.rows.items()}


@pytest.mark.parametrize("families", [1, 5, 50])
def test_a_small_backlog_has_all_its_people_in_it(tmp_path: Path, families: int) -> None:
    truth = make_backlog(tmp_path, seed=families, families=families)
    known = {origin.person for origin in truth.rows.values()}
    assert known == {person.number for family in truth.families for person in family.people}
    assert len(truth.families) == families
    assert len(every(read(tmp_path))) == len(truth.rows)


def test_no_families_is_refused() -> None:
    with pytest.raises(ValueError, match="At least one family"):
        make_families(1, 0)


def test_the_pack_understands_every_heading_and_knows_every_town(backlog: tuple[ROWS, Truth]) -> None:
    scotland = pack.load("scotland")
    for kind in KINDS:
        match = scotland.source_of([heading for heading, _ in kind.columns])
        assert match is not None, kind.file
        assert match.source.code == Path(kind.file).stem
        assert set(match.columns) == set(range(len(kind.columns))), f"{kind.file}: a heading is not understood"
    assert {scotland.council_of(town) for town, _, _ in TOWNS} <= set(scotland.areas)


def test_the_truth_covers_every_row_once(backlog: tuple[ROWS, Truth], people: dict[int, InventedPerson]) -> None:
    rows, truth = backlog
    ids = [id_of(row) for row in every(rows)]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(truth.rows)
    assert all(re.fullmatch(r"R\d{7}", record) for record in ids)
    for origin in truth.rows.values():
        assert people[origin.person].family == origin.family
        assert people[origin.person].is_twin == origin.is_twin


def test_each_file_lists_its_rows_in_the_order_of_their_ids(backlog: tuple[ROWS, Truth]) -> None:
    for rows in backlog[0].values():
        assert [id_of(row) for row in rows] == sorted(id_of(row) for row in rows)


def test_it_is_about_as_large_as_the_pilots(backlog: tuple[ROWS, Truth], people: dict[int, InventedPerson]) -> None:
    assert len(backlog[1].families) == 1_100
    assert 3_700 <= len(people) <= 4_300
    assert 2.8 <= len(backlog[1].rows) / len(people) <= 3.4
    assert len({family.culture.code for family in backlog[1].families}) >= 8


def test_phones_and_postcodes_cannot_be_anybodys(backlog: tuple[ROWS, Truth]) -> None:
    for row in every(backlog[0]):
        for heading, text in row.items():
            if text and heading.lower() in {"phone", "tel", "mobile", "telephone", "contact number"}:
                assert re.fullmatch(r"\+999\d{9}", text), text
            if text and heading.lower() in {"postcode", "post code"}:
                assert re.fullmatch(r"Z[A-Z]\d{1,2} \d[A-Z]{2}", text), text


def test_twins_are_about_three_births_in_a_hundred() -> None:
    families = [family for seed in (1, 2, 3) for family in make_families(seed)]
    born: dict[tuple[int, int, date], int] = Counter()
    for at, family in enumerate(families):
        for person in family.people:
            if person.is_child:
                born[at, person.family, person.born] += 1
    twins = sum(person.is_twin for family in families for person in family.people) / 2
    assert 0.02 <= twins / len(born) <= 0.045


def test_twins_share_a_birth_date_and_not_a_name() -> None:
    for family in make_families(9):
        twins = [person for person in family.people if person.is_twin]
        assert len(twins) % 2 == 0
        for person in twins:
            pair = [other for other in twins if other.born == person.born]
            assert len(pair) == 2
            assert len({tuple(part.word.usual for part in twin.given) for twin in pair}) == 2


def test_families_are_of_many_shapes_and_have_lived_here_long() -> None:
    families = make_families(3)
    people = [person for family in families for person in family.people]
    children = [person for person in people if person.is_child]
    assert sum(person.age(AS_AT) < 18 for person in children) / len(children) > 0.9
    assert 0.3 <= sum(person.is_born_in_scotland for person in children) / len(children) <= 0.55
    assert all((AS_AT - person.arrived_on).days <= 3_660 for person in people if person.arrived_on)
    assert sum(family.is_split for family in families) >= 30
    assert any(person.relationship == "grandparent" for person in people)
    assert any(not person.family_names for person in people)
    parents = [family for family in families if len([p for p in family.people if not p.is_child]) == 1]
    assert 0.2 <= len(parents) / len(families) <= 0.5


def test_nobody_is_born_or_comes_after_the_day_or_lives_somewhere_before_being_born() -> None:
    for day in (AS_AT, date(2007, 3, 21)):
        for family in make_families(4, 300, as_at=day):
            for person in family.people:
                assert person.born <= day
                assert person.arrived_on is None or person.born <= person.arrived_on < day
                assert person.homes[-1].until is None
                assert all(home.from_ >= (person.arrived_on or person.born) for home in person.homes)


def test_children_of_chain_cultures_bear_their_fathers_name() -> None:
    chained = 0
    for family in make_families(8):
        father = next(
            (p for p in family.people if p.sex == "m" and p.relationship == "principal" and not p.is_child), None
        )
        if family.culture.code in {"somali", "tigrinya", "sudanese"} and father and len(family.people) > 2:
            for child in (person for person in family.people if person.is_child):
                chained += child.family_names[0].word in {father.given[0].word, father.family_names[0].word}
    assert chained > 50


def test_names_stand_in_their_own_script_where_they_have_one(backlog: tuple[ROWS, Truth]) -> None:
    scripts = {"arabic": "ا", "afghan": "ا", "tigrinya": "ሰ", "kurdish": "ا", "ukrainian": "а"}
    seen: dict[str, str] = defaultdict(str)
    for family in backlog[1].families:
        seen[family.culture.code] += "".join(person.native for person in family.people)
    assert all(letter in seen[code] for code, letter in scripts.items())
    assert seen["somali"] == ""
    shown = [row["Name in own script"] for row in backlog[0]["home_office_legacy_cases.xlsx"]]
    assert 0.1 <= sum(bool(text) for text in shown) / len(shown) <= 0.4


def _share(rows: list[dict[str, str]], heading: str, pattern: str) -> float:
    return sum(bool(re.fullmatch(pattern, row[heading])) for row in rows) / len(rows)


def test_dates_are_written_in_the_ways_of_such_files(backlog: tuple[ROWS, Truth]) -> None:
    rows = backlog[0]["home_office_legacy_cases.xlsx"]
    assert 0.03 <= _share(rows, "DOB", "") <= 0.05
    assert 0.04 <= _share(rows, "DOB", r"01/01/\d{4}|\d{4}-01-01|1/1/\d{4}|01\.01\.\d{4}") <= 0.09
    assert 0.03 <= _share(rows, "DOB", r"\d{4}-\d\d-\d\d") <= 0.08
    assert _share(rows, "DOB", r"\d\d/\d\d/\d{4}") > 0.8


def test_some_dates_have_day_and_month_swapped(backlog: tuple[ROWS, Truth], people: dict[int, InventedPerson]) -> None:
    rows, truth = backlog
    swapped = known = 0
    for row in rows["home_office_legacy_cases.xlsx"]:
        born = people[truth.rows[id_of(row)].person].born
        if born.day <= 12 and born.day != born.month and people[truth.rows[id_of(row)].person].is_day_known:
            known += 1
            swapped += row["DOB"] == f"{born.month:02d}/{born.day:02d}/{born.year}"
    assert 0.01 <= swapped / known <= 0.05


def test_some_names_are_swapped_and_many_are_spelled_another_way(
    backlog: tuple[ROWS, Truth], people: dict[int, InventedPerson]
) -> None:
    rows, truth = backlog
    swapped = varied = known = 0
    for row in rows["home_office_legacy_cases.xlsx"]:
        person = people[truth.rows[id_of(row)].person]
        given = " ".join(part.spelled for part in person.given)
        family = " ".join(part.spelled for part in person.family_names)
        if family and given != family:
            known += 1
            swapped += (row["Forenames"], row["Surname"]) == (family, given)
            varied += row["Forenames"] not in {given, family}
    assert 0.015 <= swapped / known <= 0.05
    assert 0.08 <= varied / known <= 0.3


def test_each_file_has_its_habits(backlog: tuple[ROWS, Truth]) -> None:
    rows = backlog[0]
    assert all(row["FORENAME"] == row["FORENAME"].upper() for row in rows["health_board_registrations.csv"])
    one_cell = [row for row in rows["accommodation_provider.csv"] if "," in row["first name"]]
    assert 0.1 <= len(one_cell) / len(rows["accommodation_provider.csv"]) <= 0.19
    assert sum("," in row["Pupil name"] for row in rows["school_roll.csv"]) / len(rows["school_roll.csv"]) > 0.95
    assert all(row["Parent or carer"] for row in rows["school_roll.csv"])


def test_schools_know_pupils_only(backlog: tuple[ROWS, Truth], people: dict[int, InventedPerson]) -> None:
    for row in backlog[0]["school_roll.csv"]:
        assert 4 <= people[backlog[1].rows[id_of(row)].person].age(AS_AT) <= 17


def test_of_so_many_younger_pupils_as_are_asked_for_no_file_of_the_reviews_side_knows(tmp_path: Path) -> None:
    alone: dict[int, set[int]] = {}
    for count in (0, 3):
        truth = make_backlog(tmp_path, seed=5, families=60, unheard_of=count)
        files = defaultdict[int, set[str]](set)
        for file, rows in read(tmp_path).items():
            for row in rows:
                files[truth.rows[id_of(row)].person].add(file)
        allowed = {"school_roll.csv", "health_board_registrations.csv"}
        alone[count] = {who for who, known in files.items() if "school_roll.csv" in known and known <= allowed}
    people = {person.number: person for family in truth.families for person in family.people}
    later = alone[3] - alone[0]
    assert alone[0] <= alone[3]
    assert len(later) == 3
    for child in later:
        siblings = [one for one in people.values() if one.family == people[child].family and one.is_child]
        assert any(one.born <= people[child].born and one.number != child for one in siblings)


def test_people_stand_twice_in_a_file_and_whole_families_are_missing_in_some(backlog: tuple[ROWS, Truth]) -> None:
    rows, truth = backlog
    twice = sum(len(file) - len({truth.rows[id_of(row)].person for row in file}) for file in rows.values())
    assert 0.04 <= twice / len(truth.rows) <= 0.07
    for file in ("accommodation_provider.csv", "council_families_team.xlsx", "health_board_registrations.csv"):
        known = {truth.rows[id_of(row)].family for row in rows[file]}
        assert 0.5 <= len(known) / len(truth.families) <= 0.97


def test_numbers_are_mostly_one_persons_and_sometimes_mistyped(backlog: tuple[ROWS, Truth]) -> None:
    rows, truth = backlog
    owners: dict[int, Counter[str]] = defaultdict(Counter)
    for file, heading in (
        ("home_office_legacy_cases.xlsx", "Person ref"),
        ("accommodation_provider.csv", "service user ref"),
    ):
        for row in rows[file]:
            if row[heading]:
                owners[truth.rows[id_of(row)].person][row[heading]] += 1
    mistyped = sum(len(refs) > 1 for refs in owners.values())
    assert 0.005 <= mistyped / len(owners) <= 0.05


def test_hotels_are_shared_by_many_families(backlog: tuple[ROWS, Truth]) -> None:
    sharing: dict[str, set[int]] = defaultdict(set)
    for family in backlog[1].families:
        for person in family.people:
            if person.homes[-1].is_hotel:
                sharing[person.homes[-1].postcode].add(family.number)
    assert max(map(len, sharing.values())) >= 10


def test_some_children_look_like_a_child_of_another_family(people: dict[int, InventedPerson]) -> None:
    seen: dict[tuple[tuple[str, ...], int, str], set[int]] = defaultdict(set)
    for person in people.values():
        if person.is_child:
            seen[tuple(part.word.usual for part in person.given), person.born.toordinal() // 30, person.sex].add(
                person.family
            )
    assert sum(len(families) > 1 for families in seen.values()) >= 5


def test_the_files_say_that_nobody_in_them_is_real(tmp_path: Path) -> None:
    make_backlog(tmp_path, families=1)
    for name in ("home_office_legacy_cases.xlsx", "council_families_team.xlsx"):
        first = CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_index(0).to_python()[:3]
        assert "nobody in this file is real" in str(first)
