"""Whose each cell of each kind of file is, proved on the rows themselves: every cell carries a mark, and each side's own
database role reads every table that it may."""

from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.intake.actions import take_back
from kith.intake.models import Judgement
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import HOME, PUPILS_HOME, home_office, person, pupil, school, written
from kith.protocol.pack import Source, load
from kith.register import actions as register
from kith.register.joining import Link, regroup
from kith.register.models import Case, CaseChild, Person, PersonReference
from kith.register.queries import cases_visible_to, children_of, find, people_of
from kith.register.terms import ReferenceKind
from tests.factories import GLASGOW, LONG_AGO, Cast

pytestmark = pytest.mark.django_db
KEPT_IN_THE_ROW = ("row_id",)  # the registry's alone, but where it is a number by which its agency finds people again
MAY_READ = {Side.DECISION: {FactSide.COMMON, FactSide.DECISION}, Side.WELFARE: {FactSide.COMMON, FactSide.WELFARE}}


def marked(folder: Path, source: Source) -> tuple[Path, dict[str, tuple[str, str]]]:
    """A file of this kind with one row, every cell of which is a mark; and by mark the field and its side."""
    marks: dict[str, tuple[str, str]] = {}
    row: dict[str, str] = {}
    for n, column in enumerate(source.columns):
        mark = f"Qx{source.code.title().replace('_', '')[:9]}{'abcdefghijklmnopqrstuvwxyz'[n]}zv"
        if column.field == "postcode":
            mark = f"QX{n}{source.code[0].upper()}{source.code[-1].upper()}"
        row[column.headings[0]] = mark
        marks[mark] = (column.field, column.side)
    return written(folder, f"{source.code}.csv", list(row), [row]), marks


def everything_read_by(cast: Cast, name: str, of: Side) -> str:
    """Every row of every table that this side's role may read, as text."""
    with side(of, actor_id=cast[name].pk), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone()[0] == f"side_{of.value}"
        cursor.execute(
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind in ('r', 'v', 'm', 'p')"
            " and has_table_privilege(c.oid, 'select') order by 1"
        )
        tables = [table for (table,) in cursor.fetchall()]
        assert "register_personfact" in tables
        assert "intake_sourcerow" not in tables
        found = []
        for table in tables:
            cursor.execute(f"select t::text from {table} t")
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("source", load().sources, ids=lambda source: source.code)
@pytest.mark.parametrize(("name", "of"), [("manager", Side.DECISION), ("coordinator", Side.WELFARE)])
def test_each_side_reads_what_its_own_files_say_and_nothing_of_the_others(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, source: Source, name: str, of: Side
) -> None:
    path, marks = marked(tmp_path, source)
    (file,) = taken_in([path]).files
    assert (file.people, file.not_understood) == (1, ())
    text = everything_read_by(cast, name, of).casefold()
    for mark, (field, whose) in marks.items():
        if field not in KEPT_IN_THE_ROW or source.own_number:
            assert (mark.casefold() in text) is (whose in MAY_READ[of]), field
    with entered(cast[name], "caseload.find", at=LONG_AGO) as passage:
        for mark, (field, whose) in marks.items():
            if field not in KEPT_IN_THE_ROW and whose not in MAY_READ[of]:
                assert find(mark, passage).count == 0, field
            if source.own_number and field in KEPT_IN_THE_ROW and whose not in MAY_READ[of]:
                assert find(mark, passage).count == 0, field


def test_a_person_is_found_by_the_number_that_the_school_uses_and_by_nobody_of_the_other_side(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    taken_in([school(tmp_path, pupil("PUP-77123", "TESFAI, Yonas", "25/05/2016"))])
    for name, many in (("registrar", 1), ("manager", 0)):
        with entered(cast[name], "caseload.find", at=LONG_AGO) as passage:
            assert find("PUP-77123", passage).count == many, name
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (kept,) = PersonReference.objects.filter(kind=ReferenceKind.SCHOOL)
        assert (kept.value, kept.side) == ("PUP-77123", FactSide.WELFARE)


def test_every_field_of_every_kind_of_file_is_one_sides_by_the_pack() -> None:
    for source, column in [(one, column) for one in load().sources for column in one.columns]:
        if source.side == FactSide.WELFARE:
            assert column.side == FactSide.WELFARE, (source.code, column.field)
        if column.field in ("address", "town", "postcode", "phone"):
            assert column.side != FactSide.COMMON, "where people live and how to ring them is nobody's to share"


OFFICE = {
    "Name in own script": "ዮናስ ተስፋይ", "Gender": "M", "Nationality": "Qxnationality", "Date of arrival": "03/02/2015",
    "Phone": "01632 960777", "Relationship to main applicant": "child",
}  # fmt: skip


def test_joined_with_a_schools_row_a_child_is_to_the_decision_side_what_its_own_file_says(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, signed_in
) -> None:
    """The school's row comes first, so that the canonical person is the school's: nothing of it may stand in the way."""
    taken_in([
        school(tmp_path, pupil("S1", "TESFAI, Yonas", "25/05/2016", **PUPILS_HOME, **{
            "Parent or carer": "Qxcarer", "Contact number": "01632 960888", "Nationality": "Qxschool",
            "Health number": "Qxhealth",
        })),
    ])  # fmt: skip
    taken = taken_in([
        home_office(tmp_path, person("H3", "Yonas", "Tesfay", "25/05/2016", ref="P100003", **HOME, **OFFICE)),
    ])  # fmt: skip
    assert taken.counts["links"] == 1
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (case,) = Case.objects.filter(family__members__until_at__isnull=True).distinct()
    client = signed_in("manager")
    pages = [client.get(reverse(name, args=[case.pk])) for name in ("case", "case_people", "case_history")]
    pages += [
        client.get(reverse("find"), {"words": words}, follow=True) for words in ("Yonas Tesfay", "P100003", "ዮናስ")
    ]
    assert {page.status_code for page in pages} == {200}
    seen = "".join(page.content.decode() for page in pages)
    for hidden in ("Tesfai", "TESFAI", "Qxcarer", "960888", "Qxschool", "Qxhealth", "School roll", "PUPIL"):
        assert hidden not in seen, hidden
    for shown in ("Yonas Tesfay", "ዮናስ ተስፋይ", "P100003", "Qxnationality", "46 High Street", "25 May 2016"):
        assert shown in seen, shown
    for page in pages[3:]:
        assert case.reference in page.content.decode()
    with entered(cast["manager"], "caseload.case", at=LONG_AGO):
        (view,) = people_of([case])[case.family_id]
        assert view.name == "Yonas Tesfay"
    text = everything_read_by(cast, "manager", Side.DECISION)
    for hidden in ("TESFAI", "Qxcarer", "960888", "Qxschool", "Qxhealth"):
        assert hidden not in text
    for own in ("Qxnationality", "03/02/2015", "01632 960777", "46 High Street", "P100003"):
        assert own in text


KNOWN_BY_A_SCHOOL = """
    select count(*) from register_personname n join register_person p on p.id = n.person_id
    where p.canonical_id not in (select id from register_person)
       or exists (select 1 from register_person o where o.canonical_id = p.canonical_id and o.side = 'welfare')"""


@pytest.mark.parametrize("first", ["school", "home_office"])
def test_that_a_school_names_somebody_is_not_told_by_the_rows_of_people(
    first: str, tmp_path: Path, cast: Cast, taken_in: TakeIn, signed_in
) -> None:
    """Neither by rows of the school's own nor by an id of one, whichever came first; nor by the list of children."""
    files = {
        "school": school(tmp_path, pupil("S1", "TESFAI, Yonas", "25/05/2016", **PUPILS_HOME)),
        "home_office": home_office(tmp_path, person("H3", "Yonas", "Tesfay", "25/05/2016", ref="P100003", **HOME)),
    }
    taken_in([files.pop(first)])
    assert taken_in(list(files.values())).counts["links"] == 1
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (case,) = Case.objects.filter(family__members__until_at__isnull=True).distinct()
        rows = {row.side: row for row in Person.objects.all()}
        assert rows["common"].canonical_id == rows["welfare"].canonical_id == rows["common"].pk
    page = signed_in("registrar").post(reverse("confirm_family", args=[case.pk]), {"children": [rows["common"].pk]})
    assert page.status_code == 302
    for who, of in (("manager", Side.DECISION), ("coordinator", Side.WELFARE)):
        with side(of, actor_id=cast[who].pk), connection.cursor() as cursor:
            assert set(Person.objects.values_list("side", flat=True)) <= MAY_READ[of]
            assert CaseChild.objects.get().person.pk == rows["common"].pk
            cursor.execute(KNOWN_BY_A_SCHOOL)
            assert cursor.fetchone() == (0 if of == Side.DECISION else 2,)
    assert str(rows["welfare"].pk) not in everything_read_by(cast, "manager", Side.DECISION)


def test_a_child_whom_the_contractor_and_a_school_name_is_the_contractors_and_listed_for_both(
    cast: Cast,
) -> None:
    """The children's side appoints somebody for them, and reads the row that is listed; their school's stays its own."""
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        people = [register.NewPerson(side=whose, source="a file") for whose in (FactSide.WELFARE, FactSide.DECISION)]
        schools, contractors = register.record_people(people=people, by=by, at=LONG_AGO)
        joined = Link(schools, contractors, is_same=True, by_people=True, at=LONG_AGO)
        regroup(people=[schools, contractors], links=[joined], by=by, at=LONG_AGO)
        members = [register.NewMember(schools, "welfare", "why"), register.NewMember(contractors, "decision", "why")]
        plan = register.FamilyPlan(members, GLASGOW)
        (case,) = register.arrange_families(plans=[plan], by=by, at=LONG_AGO).opened
        register.confirm_family(case=case, children=[schools, contractors], by=by, at=LONG_AGO)
    for who, of, seen in (
        ("manager", Side.DECISION, {contractors}),
        ("coordinator", Side.WELFARE, {contractors, schools}),
    ):
        with side(of, actor_id=cast[who].pk):
            assert set(Person.objects.values_list("pk", flat=True)) == seen
            assert [child.person.pk for child in children_of(case)] == [contractors]


def test_a_family_that_the_childrens_side_alone_knows_is_no_case_to_the_decision_side(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, signed_in
) -> None:
    """Not even that there is one, nor in which council; until the Home Office's own file names somebody of it."""

    def seen(name: str) -> set[str]:
        with entered(cast[name], "caseload.find", at=LONG_AGO) as passage:
            return set(cases_visible_to(passage).values_list("reference", flat=True))

    home = {"Home address": "9 Mill Lane", "Postcode": "ZF8 2BT", "Contact number": "01632 960111", "Town": "Glasgow"}
    taken_in([school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016", **home))])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (case,) = Case.objects.all()
    assert (seen("manager"), seen("coordinator"), seen("registrar")) == (set(), *[{case.reference}] * 2)
    manager = signed_in("manager")
    for name in ("case", "case_people", "case_history"):
        assert manager.get(reverse(name, args=[case.pk])).status_code == 404
    assert case.reference not in manager.get(reverse("allocate")).content.decode()
    text = everything_read_by(cast, "manager", Side.DECISION)
    for one in (case.reference, str(case.pk), str(case.family_id)):
        assert one not in text
    taken_in([home_office(tmp_path, person("H3", "Yonas", "Tesfay", "25/05/2016"))])
    assert seen("manager") == {case.reference}
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        machines = Judgement.objects.exclude(rule="").get()
    with entered(cast["registrar"], "intake.take_back", at=LONG_AGO):
        take_back(judgement=machines, by=cast["registrar"], at=LONG_AGO)
    assert (len(seen("registrar")), len(seen("manager"))) == (2, 1)
