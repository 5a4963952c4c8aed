"""Files come in whole or not at all; every row is accounted for; each fact keeps its side."""

from pathlib import Path

import pytest
from django.test import override_settings

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.disclosure.models import Milestone
from kith.intake import queries
from kith.intake.models import Batch, CandidatePair, Judgement, SourceFile, SourceRow
from kith.intake.readers import UnreadableFile
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import HOME, HOME_OFFICE, SCHOOL, home_office, person, pupil, school, two_families, written
from kith.register.models import Case, Family, FamilyMember, Person, PersonFact, PersonName, Residence, SearchKey
from kith.register.queries import cases_visible_to, find, people_of
from kith.register.terms import FactKind
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
TABLES = (
    *(Batch, SourceFile, SourceRow, CandidatePair, Judgement),
    *(Person, PersonName, PersonFact, SearchKey, Family, Case, Milestone),
)
HEADED = ",".join(SCHOOL).encode()


def held(cast: Cast) -> dict[str, int]:
    """How many rows each table holds, as the registry sees them."""
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return {table.__name__: table.objects.count() for table in TABLES}


def test_every_row_becomes_a_person_and_the_certain_ones_are_joined(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    taken = taken_in(two_families(tmp_path))
    assert taken.counts | {"files": 3} == {
        "files": 3, "files_known_before": 0, "rows": 7, "people": 7, "errors": 0, "links": 1, "pairs_to_judge": 2,
        "cases_opened": 3,
    }  # fmt: skip
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Person.objects.count() == SourceRow.objects.count() == 7
        assert Person.objects.values("canonical_id").distinct().count() == 6
        made = Judgement.objects.get()
        assert (made.verdict, bool(made.rule), bool(made.model_version), bool(made.why)) == ("same", True, True, True)
        assert {row.cells[0]: row.record_id for row in SourceRow.objects.all()} == {
            name: name for name in ("H1", "H2", "H3", "K1", "K2", "S1", "S2")
        }


def test_a_family_gets_one_case_in_the_area_of_its_town(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken_in(two_families(tmp_path))
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert set(Case.objects.values_list("area", flat=True)) == {"S12000042"}
        members = FamilyMember.objects.filter(until_at__isnull=True)
        assert sorted(Family.objects.values_list("pk", flat=True)) == sorted(
            set(members.values_list("family_id", flat=True))
        )
        assert members.count() == 7


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    files = two_families(tmp_path)
    taken_in(files)
    before = held(cast)
    again = taken_in(files)
    assert again.batch is None
    assert [one.same_as for one in again.files] == [path.name for path in files]
    assert held(cast) == before


def test_the_same_bytes_twice_in_one_go_are_taken_in_once(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    first = school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016"))
    copy = tmp_path / "copy.csv"
    copy.write_bytes(first.read_bytes())
    taken = taken_in([first, copy])
    assert [one.same_as for one in taken.files] == ["", "school_roll.csv"]
    assert (taken.counts["files"], taken.counts["rows"], held(cast)["Person"]) == (1, 1, 1)


def test_rows_with_errors_are_kept_and_counted(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    path = school(
        tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016"), pupil("S2", "", "25/05/2016"), pupil("S3", "a" * 201, "")
    )
    path.write_text(path.read_text() + "S4,Name,,,,,,,,,,one cell too many\n")
    (file,) = taken_in([path]).files
    assert (file.rows, file.people, [number for number, _ in file.errors]) == (4, 1, [3, 4, 5])
    assert "names nobody" in file.errors[0][1]
    assert "longer than" in file.errors[1][1]
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert SourceRow.objects.filter(person__isnull=True).exclude(error="").count() == 3
        lines = list(queries.links())
        assert len(lines) == 4
        assert [line[2:] for line in lines if line[1] == "S2"] == [("", "", "")]


def test_columns_that_are_not_understood_are_named(tmp_path: Path, taken_in: TakeIn) -> None:
    row = pupil("S1", "TESFAY, Yonas", "25/05/2016", **{"Shoe size": "4"})
    (file,) = taken_in([written(tmp_path, "roll.csv", (*SCHOOL, "Shoe size"), [row])]).files
    assert file.not_understood == ("Shoe size",)
    assert ("Pupil name", "full_name", "welfare") in file.understood


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("other.csv", b"a,b\n1,2\n", "no kind of file that Kith knows"),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", "damaged"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old format"),
        ("cut.csv", HEADED + b"\nS1,A,,,,,,,,,\nS2,B", "cut off"),
        ("quote.csv", HEADED + b'\nS1,"A,,,,,,,,,\n', "quotation mark"),
        ("bytes.csv", HEADED + "\nS1,Zoë Ünal Çelik,,,,,,,,,\n".encode() + b"S2,\xff\xfe\xfa,,,,,,,,,\n", "UTF-8"),
        ("twice.csv", b"Pupil record,Pupil name,Pupil name\nS1,A,B\n", "stands there twice"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_and_changes_nothing(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, name: str, content: bytes, said: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said) as error:
        taken_in([*two_families(tmp_path), bad])
    assert error.value.file_name == name
    assert set(held(cast).values()) == {0}


@override_settings(INTAKE_LIMIT_BYTES=100)
def test_a_file_over_the_limit_is_refused(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    with pytest.raises(UnreadableFile, match="the limit is"):
        taken_in(two_families(tmp_path))
    assert set(held(cast).values()) == {0}


def test_taking_in_is_written_down(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken = taken_in(two_families(tmp_path))
    assert taken.batch is not None
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.get(verb="intake.taken_in")
    assert (entry.subject, entry.actor_id) == (taken.batch.pk, cast["registrar"].pk)


def test_a_later_file_adds_to_the_family_that_is_there(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    first, later, roll = two_families(tmp_path)
    taken_in([first])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (case,) = Case.objects.all()
    taken_in([roll])
    taken_in([later])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        rows = {line[1]: line[4] for line in queries.links()}
        assert {rows[name] for name in ("H1", "H2", "H3", "S1")} == {case.reference}
        assert len({rows["S2"], rows["K1"], case.reference}) == 3
        assert rows["K1"] == rows["K2"]


def test_the_order_of_the_files_does_not_matter(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken_in(list(reversed(two_families(tmp_path))))
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        lines = {line[1]: line[2] for line in queries.links()}
        together = [name for name in lines if lines[name] == lines["H3"]]
    assert sorted(together) == ["H3", "S1"]


def test_a_case_that_waits_for_an_answer_is_known_to_be_open(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken_in(two_families(tmp_path))
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert set(Milestone.objects.values_list("kind", flat=True)) == {"identity_open"}
        assert Milestone.objects.values("case_id").distinct().count() == Case.objects.count() == 3


MARK = "Wilhelmina Sentence-from-the-school"


def test_what_a_school_says_is_invisible_to_the_decision_side(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken_in([
        home_office(tmp_path, person("H3", "Yonas", "Tesfay", "25/05/2016", **HOME)),
        school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016", **{
            "Home address": "46 High Street", "Postcode": "ZF8 2BT", "Parent or carer": MARK, "Contact number": "01632 960123",
        })),
    ])  # fmt: skip
    for name, sees in (("coordinator_elsewhere", False), ("manager", False), ("registrar", True)):
        with entered(cast[name], "caseload.case", at=LONG_AGO) as passage:
            facts = PersonFact.objects.filter(value__contains="Sentence").count()
            assert bool(facts) is (sees or passage.side == Side.WELFARE)
    with entered(cast["manager"], "caseload.find", at=LONG_AGO) as passage:
        (case,) = cases_visible_to(passage)
        (view,) = people_of([case])[case.family_id]
        assert (view.name, view.other_names) == ("Yonas Tesfay", ())
        assert not PersonName.objects.filter(text__contains="TESFAY,").exists()
        assert {r.side for r in Residence.objects.all()} == {FactSide.DECISION}
        assert {m.side for m in FamilyMember.objects.all()} == {FactSide.COMMON}
        assert [one.shown for one in find("Yonas", passage).found] == ["Yonas Tesfay (Home Office, legacy cases)"]
        assert find(MARK, passage).count == 0


def test_a_tie_that_the_school_alone_shows_stays_on_the_childrens_side(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    home = {"Home address": "9 Mill Lane", "Postcode": "ZF8 2BT", "Contact number": "01632 960111"}
    taken_in([
        home_office(
            tmp_path,
            person("H1", "Selam", "Tesfay", "03/11/1985", case="C1", ref="P100001"),
            person("H2", "Yonas", "Tesfay", "25/05/2016", case="C1", ref="P100002"),
            person("H3", "Dawit", "Tesfay", "02/07/2018", case="C2", ref="P100003"),
        ),
        school(
            tmp_path,
            pupil("S1", "TESFAY, Yonas", "25/05/2016", **home),
            pupil("S2", "TESFAY, Dawit", "02/07/2018", **home),
        ),
    ])  # fmt: skip
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (family,) = Family.objects.filter(members__until_at__isnull=True).distinct()
        assert len(people_of(Case.objects.filter(family=family))[family.pk]) == 3
    with entered(cast["manager"], "caseload.case", at=LONG_AGO) as passage:
        views = people_of(cases_visible_to(passage))[family.pk]
        assert sorted(view.name for view in views) == ["Selam Tesfay", "Yonas Tesfay"]


def test_where_two_files_use_one_id_every_export_names_the_file(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken_in([
        home_office(tmp_path, person("1", "Selam", "Tesfay", "03/11/1985"), person("2", "Amal", "Tesfay", "")),
        school(tmp_path, pupil("1", "TESFAY, Yonas", "25/05/2016"), pupil("", "TESFAY, Dawit", "02/07/2018")),
    ])  # fmt: skip
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert sorted(line[:2] for line in queries.links()) == [
            ("home_office.csv", "2"), ("home_office.csv", "home_office.csv:1"),
            ("school_roll.csv", "school_roll.csv:1"), ("school_roll.csv", "school_roll.csv:3"),
        ]  # fmt: skip


def test_a_header_below_titles_and_other_headings_are_read(tmp_path: Path, taken_in: TakeIn) -> None:
    path = written(tmp_path, "list.csv", HOME_OFFICE, [person("H1", "Selam", "Tesfay", "1985")])
    path.write_text("List of families\n\n" + path.read_text())
    (file,) = taken_in([path]).files
    assert (file.rows, file.people, file.not_understood) == (1, 1, ())


def test_a_place_of_birth_is_kept_as_it_was_written_on_the_side_of_its_file(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    listed = person("H1", "Amal", "Tesfay", "09/01/2014") | {"Country of birth": "Eritrea"}
    on_roll = pupil("S1", "TESFAY, Amal", "09/01/2014") | {"Place of birth": " Glasgow, Scotland "}
    taken_in([
        written(tmp_path, "home_office.csv", (*HOME_OFFICE, "Country of birth"), [listed]),
        written(tmp_path, "school_roll.csv", (*SCHOOL, "Place of birth"), [on_roll]),
    ])  # fmt: skip
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        said = PersonFact.objects.filter(kind=FactKind.BIRTH_PLACE).order_by("side")
        assert list(said.values_list("side", "value")) == [
            (FactSide.DECISION, "Eritrea"), (FactSide.WELFARE, "Glasgow, Scotland"),
        ]  # fmt: skip
