"""Whoever moved the day of a report takes that back: the day before it holds again on both sides, and all of it stays."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import MovedDate
from kith.disclosure.queries import due_of, requests_of
from kith.disclosure.rules import obstacles_to_taking_back_date
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import MoreTime
from kith.welfare.queries import times_moved
from kith.welfare.tests.test_actions import AT, welfare
from kith.welfare.tests.test_pages import address
from kith.welfare.tests.test_reports import Walk
from tests.factories import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
FIRST, NEW, NEWER = date(2026, 9, 29), date(2026, 10, 20), date(2026, 10, 27)
WHY = "The child is ill."


def moved(walk: Walk, day: date) -> MoreTime:
    with welfare(walk.by):
        return actions.move_report_date(request=walk.request, due_on=day, reason=WHY, by=walk.by, at=AT)


def due_there(walk: Walk) -> date:
    with side(Side.DECISION, actor_id=walk.cast["manager"].pk):
        (request,) = requests_of(walk.made.case)
        return due_of(request)


def test_the_day_before_holds_again_and_what_was_said_stays(cast: Cast) -> None:
    walk = Walk(cast)
    first, second = moved(walk, NEW), moved(walk, NEWER)
    with welfare(walk.by):
        with pytest.raises(Refused, match="does_not_hold"):
            actions.take_back_report_date(more=first, by=walk.by, at=AT)
        with pytest.raises(Refused, match="not_theirs"):
            actions.take_back_report_date(more=second, by=walk.lead, at=AT)
        actions.take_back_report_date(more=second, by=walk.by, at=AT)
        assert [one.reason for one in times_moved(walk.request)] == [actions.reporting.TAKEN_BACK, WHY, WHY]
    assert due_there(walk) == NEW
    with welfare(walk.by):
        assert MovedDate.objects.count() == 3
        with pytest.raises(Refused, match="does_not_hold"):
            actions.take_back_report_date(more=second, by=walk.by, at=AT)


def test_the_first_move_taken_back_gives_the_day_as_it_was_asked(cast: Cast) -> None:
    walk = Walk(cast)
    more = moved(walk, NEW)
    with welfare(walk.by):
        actions.take_back_report_date(more=more, by=walk.by, at=AT)
    assert due_there(walk) == FIRST
    assert [one.code for one in obstacles_to_taking_back_date(is_answered=True, is_newest=False, is_theirs=False)] == [
        "is_answered", "does_not_hold", "not_theirs",
    ]  # fmt: skip


def test_it_is_done_on_the_page_where_it_was_moved_and_stands_on_both_timelines(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk(cast)
    more = moved(walk, date(2030, 10, 20))
    coordinator, page = signed_in("coordinator"), address(walk.made, "report/date/")
    undo = f"{page}take-back/"
    assert undo in coordinator.get(page).content.decode()
    here = coordinator.get(f"/cases/{walk.made.case.pk}/history/").content.decode()
    there = signed_in("manager").get(f"/cases/{walk.made.case.pk}/history/").content.decode()
    assert f"20 October 2030. {WHY}" in here
    assert "20 October 2030" in there
    assert WHY not in there
    assert coordinator.post(undo).status_code == 404
    assert coordinator.post(undo, {"moved": str(more.pk)}).status_code == 302
    assert due_there(walk) == FIRST
    coordinator.post(undo, {"moved": str(more.pk)})
    assert due_there(walk) == FIRST, "a second click is none"


def test_what_takes_a_move_back_is_not_taken_back_itself(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk(cast)
    more = moved(walk, date(2030, 10, 20))
    with welfare(walk.by):
        back = actions.take_back_report_date(more=more, by=walk.by, at=AT)
        assert (more.undoes, back.undoes) == (False, True)
        with pytest.raises(Refused, match="undoes_already"):
            actions.take_back_report_date(more=back, by=walk.by, at=AT)
    coordinator, page = signed_in("coordinator"), address(walk.made, "report/date/")
    undo = f"{page}take-back/"
    assert undo not in coordinator.get(page).content.decode()
    coordinator.post(undo, {"moved": str(back.pk)})
    assert due_there(walk) == FIRST
    moved(walk, date(2030, 10, 21))
    assert undo in coordinator.get(page).content.decode(), "a day that is moved again can be taken back"
