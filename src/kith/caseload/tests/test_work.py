"""Where a case is, for each role of each side: one thing is next, someone has it, and everyone reads the same."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.http import Http404

from kith.access.gate import entered
from kith.caseload.queries import desk_of, next_on, work_of
from kith.register.gate import on_case_entered
from kith.register.models import Case
from kith.register.work import KINDS, Kind, Work, look
from kith.review.tests.factories import Walk
from kith.review.tests.test_endings import confirm, propose
from kith.review.work import KINDS as REVIEW_KINDS
from kith.site.pages import every_page
from kith.welfare.work import KINDS as WELFARE_KINDS
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
EVERY = ("manager", "officer", "officer_two", "second", "second_two")


def places(cast: Cast, walk: Walk, *names: str) -> dict[str, set[tuple[str, str]]]:
    """Kind and place of what stands on the case, for each of these people who may open it."""
    found = {}
    for name in names or EVERY:
        with suppress(Http404):
            found[name] = {(work.kind, work.tag) for work in next_for(cast, name, walk.review.case, walk.at)}
    return found


def next_for(cast: Cast, name: str, case: Case, at: datetime) -> list[Work]:
    with on_case_entered(cast[name], "caseload.case", case.pk, at=at + timedelta(days=1)) as (passage, opened):
        return next_on(opened, passage)


def test_a_review_moves_with_whoever_has_the_next_step(cast: Cast) -> None:
    walk = Walk.begin(cast)
    assert places(cast, walk) == {
        "manager": {("reports_awaited", "waiting"), ("best_interests", "with_others")},
        "officer": {("reports_awaited", "waiting"), ("best_interests", "with_others")},
        "officer_two": {("reports_awaited", "waiting"), ("best_interests", "with_you")},
    }
    walk.child_comes()
    assert places(cast, walk) == {
        "manager": {("to_ask", "with_others"), ("best_interests", "with_others")},
        "officer": {("to_ask", "with_you"), ("best_interests", "with_others")},
        "officer_two": {("to_ask", "with_others"), ("best_interests", "with_you")},
    }
    walk = Walk.begin(cast).hear_children(report=False)
    assert ("reports_awaited", "waiting") in places(cast, walk)["officer"]


def test_what_was_released_is_opened_and_then_considered(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children(opened=False).weigh_children()
    assert places(cast, walk, "officer", "manager") == {
        "officer": {("to_open", "with_you")}, "manager": {("to_open", "with_others")},
    }  # fmt: skip


def test_a_decision_goes_to_the_second_officer_and_back_to_be_served(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    assert places(cast, walk)["officer"] == {("mine", "with_you")}
    decision = walk.decide()
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    assert places(cast, walk, "officer", second) == {
        "officer": {("own_view", "with_others")}, second: {("own_view", "with_you")},
    }  # fmt: skip
    walk.view(decision)
    assert places(cast, walk, second) == {second: {("to_answer", "with_you")}}
    walk.confirm(decision)
    assert places(cast, walk, "officer", second) == {
        "officer": {("to_serve", "with_you")}, second: {("to_serve", "with_others")},
    }  # fmt: skip
    walk.serve(decision)
    assert set(map(tuple, places(cast, walk).values())) == {(("decided", "recorded"),)}


def test_a_review_that_ended_leaves_everybodys_work_and_its_own_side_alone_reads_how(cast: Cast) -> None:
    walk = Walk.begin(cast)
    confirm(walk, propose(walk))
    for name, kind in (
        ("officer", "ended_died"), ("officer_two", "ended_died"), ("manager", "ended_died"), ("coordinator", "ended"),
        ("registrar", "ended"),
    ):  # fmt: skip
        (work,) = next_for(cast, name, walk.review.case, walk.at)
        assert (work.kind, work.tag, work.url) == (kind, "recorded", "")
        assert ("died" in work.next) == (kind == "ended_died")


def test_who_has_it_is_named_and_since_when(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    (work,) = next_for(cast, "manager", walk.review.case, walk.at)
    assert work.who == walk.second(decision).shown_name
    assert work.since == walk.at.date()
    assert work.due
    assert work.url == ""


def test_a_registrar_confirms_and_from_then_on_others_have_the_case(cast: Cast) -> None:
    made = make_case(cast, confirmed=False)
    (work,) = next_for(cast, "registrar", made.case, made.case.opened_at)
    assert (work.kind, work.tag, work.who) == ("to_confirm", "with_you", "You")
    for name in ("coordinator", "manager"):
        (work,) = next_for(cast, name, made.case, made.case.opened_at)
        assert (work.kind, work.tag, work.who, work.url) == ("to_confirm", "waiting", "a registrar", "")
    walk = Walk.begin(cast)
    (work,) = next_for(cast, "registrar", walk.review.case, walk.at)
    assert (work.kind, work.tag, work.url) == ("under_review", "with_others", "")


def test_what_waits_longest_comes_first_and_every_case_once(cast: Cast) -> None:
    at = make_case(cast).case.opened_at
    made = [make_case(cast, confirmed=False, at=at + timedelta(days=day)) for day in (3, 1, 2)]
    with entered(cast["registrar"], "caseload.my_caseload", at=at) as passage:
        found = look(desk_of(passage), 9).works
        assert sum(pile.count for pile in work_of(passage)) == 4
    assert [work.case_id for work in found] == [made[n].case.pk for n in (1, 2, 0)]


def test_roles_without_cases_have_no_desk(cast: Cast) -> None:
    for name in ("statistician", "auditor"):
        with entered(cast[name], "caseload.my_caseload", at=make_case(cast).case.opened_at) as passage:
            assert desk_of(passage) is None
            assert work_of(passage) == ()


@pytest.mark.parametrize("kind", [*KINDS, *WELFARE_KINDS, *REVIEW_KINDS], ids=lambda kind: kind.code)
def test_every_kind_of_work_has_words_and_a_page_that_exists(kind: Kind) -> None:
    assert str(kind.title)
    assert str(kind.next)
    assert kind.page.startswith("/") or not kind.page or kind.page in {page.name for page in every_page()}
    assert kind.is_over or kind.role or kind.who, "what waits says for whom"
