"""Judging brings families together and parts none; the next files do, and a judgement taken back leaves every case as it was."""

from pathlib import Path

import pytest

from kith.access.side import side
from kith.access.terms import Side
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import home_office, person, pupil, school
from kith.intake.tests.test_judging import Desk
from kith.intake.tests.test_undoing import Register, State
from kith.register.models import FamilyMember
from kith.register.unlisted import cases_left_behind
from tests.factories import Cast

pytestmark = pytest.mark.django_db
ROOM = {"Address": "Room 4, Bracken Hotel", "Postcode": "ZF8 2BT"}
PUPILS_ROOM = {"Home address": "Room 4, Bracken Hotel", "Postcode": "ZF8 2BT"}
FLAT = {"Address": "46 High Street", "Postcode": "ZF8 2BT"}
BORN, MISREAD = "09/03/2020", "07/03/2019"  # both the day and the year: a question for people


def whom_one_row_without_a_case_tied(folder: Path) -> list[Path]:
    """A father and a child under one case, a woman of their name in the same room under another: a roll on which the child stands
    without a case ties all three."""
    return [
        home_office(
            folder,
            person("F", "Kunle", "Chukwu", "31/03/1995", case="C1", **ROOM),
            person("C", "Babatunde", "Chukwu", BORN, case="C1", **ROOM),
            person("M", "Amara", "Chukwu", "07/10/1999", case="C2", **ROOM),
        ),
        school(folder, pupil("S", "CHUKWU, Babatunde", MISREAD, **PUPILS_ROOM)),
    ]


def whose_home_most_rows_name_no_more(folder: Path) -> list[Path]:
    """A child in a room by one list, in the father's flat by another: a roll names the room, and then the flat is passing."""
    return [
        home_office(
            folder,
            person("F", "Gholam", "Hashimi", "30/08/1994", case="", **FLAT),
            person("R", "Baryalai", "Hashimi", BORN, case="C1", ref="P1", **ROOM),
        ),
        home_office(folder, person("C", "Baryalai", "Hashimi", BORN, case="C1", ref="P1", **FLAT), name="later.csv"),
        school(folder, pupil("S", "HASHIMI, Baryalai", MISREAD, **PUPILS_ROOM)),
    ]


@pytest.fixture(params=[whom_one_row_without_a_case_tied, whose_home_most_rows_name_no_more])
def desk(request: pytest.FixtureRequest, cast: Cast, tmp_path: Path, taken_in: TakeIn) -> Desk:
    """A family that no row ties together any more once the child's two records are one."""
    taken_in(request.param(tmp_path))
    made = Desk(cast)
    assert len(references(made)) == 1
    return made


def references(desk: Desk) -> set[str]:
    return {line[4] for line in desk.lines().values()}


def state(desk: Desk) -> State:
    return Register(desk.cast).state()


def pair(desk: Desk) -> CandidatePair:
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        return CandidatePair.objects.get()


def joined(desk: Desk) -> None:
    for name in ("registrar", "registrar_two"):
        desk.judge(pair(desk), "same", name)


def taken_apart(desk: Desk) -> None:
    for judgement in Register(desk.cast).standing():
        desk.take_back(judgement)


def files_that_say_nothing_of_them(folder: Path) -> list[Path]:
    return [home_office(folder, person("Z", "Biniam", "Haile", "04/02/1990", case="C9"), name="newest.csv")]


def test_nobody_leaves_a_family_because_two_records_in_it_are_one_person(desk: Desk) -> None:
    families = desk.families()
    joined(desk)
    assert desk.is_one("C", "S")
    assert desk.families() == families, "nor does anybody else learn who belongs to it"


def test_a_join_taken_back_leaves_every_case_as_it_was(desk: Desk) -> None:
    before = state(desk)
    joined(desk)
    assert state(desk) != before
    taken_apart(desk)
    assert state(desk) == before


def test_the_next_files_part_whom_no_row_ties(desk: Desk, tmp_path: Path, taken_in: TakeIn) -> None:
    joined(desk)
    counts = taken_in(files_that_say_nothing_of_them(tmp_path)).counts
    assert counts["cases_opened"] == 2, "theirs, and that of whoever is new"
    assert len(references(desk)) == 3


def test_whom_files_parted_come_together_when_the_join_is_taken_back_and_part_into_the_same_family(
    desk: Desk, tmp_path: Path, taken_in: TakeIn
) -> None:
    joined(desk)
    taken_in(files_that_say_nothing_of_them(tmp_path))
    parted = desk.families()
    taken_apart(desk)
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        assert len(cases_left_behind()) == 1
    joined(desk)
    assert desk.families() == parted


def test_whom_a_machines_join_taken_back_parts_has_a_case_at_once(cast: Cast, tmp_path: Path, taken_in: TakeIn) -> None:
    mother = ("Selam", "Tesfay", "01/01/1985")
    taken_in(
        [
            home_office(tmp_path, person("A", *mother, case="C1", ref="P1"), name="a.csv"),
            home_office(tmp_path, person("B", *mother, case="", ref="P1"), name="b.csv"),
        ]
    )
    desk = Desk(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        machines = Judgement.objects.exclude(rule="").get()
    assert references(desk) == {"KI-0001"}
    desk.take_back(machines)
    assert references(desk) == {"KI-0001", "KI-0002"}


def test_whom_a_join_showed_the_decision_side_it_sees_no_more_when_that_is_taken_back(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    """Another join, which stands, keeps a woman in the family whom no row ties to it any more: nobody stays shown by that."""
    telephone = "01632 960111"
    taken_in(
        [
            home_office(
                tmp_path,
                person("F", "Kunle", "Chukwu", "31/03/1995", case="C1", **ROOM),
                person("C", "Babatunde", "Chukwu", BORN, case="C1", **ROOM),
                person("H3", "Ngozi", "Chukwu", "01/01/2010", case="C1", **ROOM),
                person("M", "Amara", "Chukwu", "07/10/1999", case="C2", **ROOM),
            ),
            home_office(
                tmp_path, person("H2", "Ngozi", "Okafor", "01/01/2010", case="", Phone=telephone), name="two.csv"
            ),
            school(tmp_path, pupil("S", "CHUKWU, Babatunde", MISREAD, **PUPILS_ROOM)),
            school(
                tmp_path,
                pupil("T", "CHUKWU, Babatunde", BORN, **PUPILS_ROOM, **{"Contact number": telephone}),
                name="later_roll.csv",
            ),
        ]
    )
    desk = Desk(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        person_of = {row.record_id: row.person_id for row in SourceRow.objects.all()}

    def together(one: str, other: str) -> list[Judgement]:
        a, b = sorted((person_of[one], person_of[other]))
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            pair, _ = CandidatePair.objects.get_or_create(
                a_id=a, b_id=b, defaults={"place": 99, "concerns_child": True, "found_at": desk.at}
            )
        return [desk.judge(pair, "same", name) for name in ("registrar", "registrar_two")]

    def seen() -> set[str]:
        with side(Side.DECISION, actor_id=cast["officer"].pk):
            members = set(FamilyMember.objects.filter(until_at__isnull=True).values_list("person_id", flat=True))
        return {name for name, person in person_of.items() if person in members}

    before = seen()
    showing = together("H2", "H3")
    assert "H2" in seen() - before
    shown = seen()
    together("C", "S")
    assert seen() == shown
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        at_home = FamilyMember.objects.filter(person__in=(person_of["M"], person_of["F"]), until_at__isnull=True)
        assert len(set(at_home.values_list("family_id", flat=True))) == 1
    for one in showing:
        desk.take_back(one)
    assert "H2" not in seen()
