"""Which cases a letter counted: kept with it, found from a figure by those who may open them, and counted again later."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import load
from kith.records import new_id
from kith.register.models import CaseChild, Person
from kith.reporting.models import CountedCase, Release
from kith.reporting.queries import letter_now, letter_of
from kith.reporting.rules import moved
from kith.reporting.terms import CaseStage
from kith.reporting.tests.test_pages import AT, SignIn, families, publish
from kith.review.tests.factories import Walk
from kith.review.tests.test_after import served
from kith.review.tests.test_endings import ASKED, DIED, confirm, propose
from tests.factories import EDINBURGH, LONG_AGO, ROLES, Cast, make_case

pytestmark = pytest.mark.django_db
documents = pytest.fixture(autouse=True)(lambda tmp_path, settings: setattr(settings, "DOCUMENTS", tmp_path))
NEXT = AT + timedelta(days=60)


def test_a_letter_keeps_which_cases_it_counted_and_they_add_up_to_its_figures(cast: Cast) -> None:
    families(cast, 7, confirmed=False)
    families(cast, 12, leads=6)
    release = publish(cast)
    assert publish(cast) == release, "twice within a minute is one letter"
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        steps, *_more = letter_of(release).tables
        counted = list(CountedCase.objects.filter(release=release))
        cases, children = Counter[str](), Counter[str]()
        for one in counted:
            cases[one.stage] += 1
            children[one.stage] += one.children
        assert (len(counted), children.total()) == (19, 12)
        assert [row[:3] for row in steps.rows] == [
            *((str(stage.label), cases[stage], children[stage]) for stage in CaseStage), ("All", 19, children.total()),
        ]  # fmt: skip


def test_a_manager_goes_from_a_figure_to_its_cases_and_sees_where_they_are_now(cast: Cast, signed_in: SignIn) -> None:
    families(cast, 21)
    families(cast, 3, area=EDINBURGH)
    release = publish(cast)
    families(cast, 1)  # too late for the letter
    manager, page = signed_in("manager"), reverse("cases_counted", args=[release.pk])
    assert f'href="{page}"' in manager.get(reverse("letters_counted")).content.decode()
    shown = manager.get(page)
    assert [(tab.label, tab.count) for tab in shown.context["tabs"] if tab.count] == [
        ("Lead professional being found", 24)
    ]
    second = manager.get(page, {"where": "lead_needed", "page": "2"})
    found = [one.case.reference for one, _now in (*shown.context["rows"], *second.context["rows"])]
    assert found == sorted(found, key=lambda one: (len(one), one))
    assert len(set(found)) == 24
    assert "Family confirmed" in shown.content.decode()
    assert "none here that you may open" in manager.get(page, {"where": "served"}).content.decode()


def test_each_sees_the_cases_that_they_may_open_and_other_roles_see_none(cast: Cast, signed_in: SignIn) -> None:
    families(cast, 6)
    families(cast, 5, area=EDINBURGH)
    release = publish(cast)
    page = reverse("cases_counted", args=[release.pk])
    assert len(signed_in("coordinator").get(page).context["rows"]) == 6
    assert len(signed_in("coordinator_elsewhere").get(page).context["rows"]) == 5
    may = {name for name in ROLES if signed_in(name).get(page).status_code == 200}
    assert {"manager", "coordinator", "coordinator_elsewhere"} <= may
    assert not may & {"statistician", "officer", "second", "lead", "registrar", "auditor"}
    assert {name for name in ROLES if signed_in(name).get(reverse("letters_counted")).status_code == 200} == may
    with side(Side.WELFARE, actor_id=cast["lead"].pk), connection.cursor() as cursor:  # on the team of none
        cursor.execute("select count(*) from reporting_counted_in_sight(%s)", [release.pk])
        assert cursor.fetchone() == (0,)
    for on, name in ((Side.DECISION, "manager"), (Side.WELFARE, "coordinator")):
        with (
            pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), side(on, actor_id=cast[name].pk),
        ):  # fmt: skip
            CountedCase.objects.exists()


def counted_for(cast: Cast, on: Side, name: str, release: Release) -> list[tuple[str, int]]:
    with side(on, actor_id=cast[name].pk), connection.cursor() as cursor:
        cursor.execute("select stage, children from reporting_counted_in_sight(%s)", [release.pk])
        return list(cursor.fetchall())


@pytest.mark.parametrize(
    ("of", "decision", "welfare"),
    [
        (FactSide.WELFARE, ("report_needed", 1), ("lead_needed", 2)),
        (FactSide.DECISION, ("lead_needed", 2), ("report_needed", 1)),
    ],
)
def test_no_side_learns_from_a_letter_that_there_is_another_child(
    cast: Cast, of: FactSide, decision: tuple[str, int], welfare: tuple[str, int]
) -> None:
    made = make_case(cast)
    led(cast, made)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        hidden = new_id()
        Person.objects.create(id=hidden, canonical_id=hidden, side=of, recorded_at=LONG_AGO)
        CaseChild.objects.create(case=made.case, person_id=hidden, side=of, from_at=LONG_AGO)
    release = publish(cast)
    assert counted_for(cast, Side.DECISION, "manager", release) == [decision]
    assert counted_for(cast, Side.WELFARE, "coordinator", release) == [welfare]
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        assert CountedCase.objects.values_list("stage", "children").get() == ("lead_needed", 2), (
            "the letter counts every child"
        )


def led(cast: Cast, made: Any) -> None:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        pass_milestone(
            case=made.case, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED, child=made.children[0], contact=cast["lead"],
            by=cast["coordinator"], at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [(0, "every case stands where it was counted."), (2, "fewer than 5 of its cases stand otherwise now. Records were"),
     (6, "6 of its cases stand otherwise now. Records were")],
)  # fmt: skip
def test_the_next_letter_counts_the_one_before_again_and_says_why_it_differs(
    cast: Cast, changed: int, said: str
) -> None:
    made = [make_case(cast, children=2) for _ in range(9)]
    for one in made:
        led(cast, one)
    publish(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        for one in made[:changed]:  # the child without a lead professional is taken off the list
            CaseChild.objects.filter(case=one.case, person=one.children[1]).update(until_at=AT + timedelta(days=2))
    then = publish(cast, NEXT)
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        assert [one for one in letter_of(then).method if one.endswith(said) or said in one]
        assert Release.objects.count() == 2


def told_in(cast: Cast, title: str) -> dict[str, tuple[Any, ...]]:
    """The rows of one table of the letter as at now, by their name; none where the letter has no such table."""
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        tables = {one.title: one for one in letter_now(pack=load(), by=cast["statistician"], at=NEXT).tables}
    return {str(row[0]): row[1:] for row in tables[title].rows} if title in tables else {}


@pytest.mark.parametrize(("withdrawn", "shown"), [(5, True), (2, False)])
def test_what_was_decided_and_how_reviews_ended_is_counted_apart_where_it_points_at_nobody(
    cast: Cast, withdrawn: int, shown: bool
) -> None:
    families(cast, 12)
    for _ in range(5):
        served(cast)
    for said in [DIED] * 7 + [ASKED] * withdrawn:
        walk = Walk.begin(cast)
        confirm(walk, propose(walk, said))
    steps, decided = told_in(cast, "Cases by step"), told_in(cast, "What was decided")
    assert (
        decided["Leave to remain was granted"]
        == decided["All"]
        == steps["Decided, and the family has the notice"]
        == (5, 5)
    )
    assert decided["The claim was refused"] == (0, 0)
    assert "Further information is needed" not in decided
    ended = told_in(cast, "How reviews ended without a decision")
    if not shown:
        assert ended["Withdrawn by the family"] == ended["Died"] == (None, None)
        return
    assert (ended["Died"], ended["Withdrawn by the family"], ended["Was removed"]) == ((7, 7), (5, 5), (0, 0))
    assert ended["All"] == steps["Ended without a decision"] == (12, 12)
    names = [name for name in ended if name != "All"]
    assert names == sorted(names)


def test_cases_that_moved_went_or_came_are_counted() -> None:
    then = {"a": "served", "b": "ended", "c": "served"}
    assert moved(then, then) == 0
    assert moved(then, {"a": "served", "b": "served", "d": "ended"}) == 3
