"""Visits: who has no account comes in as one actor for a while, through the same gate, and learns of nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from kith.access.gate import NotYours, Request, page, passage_for
from kith.access.models import Actor, Membership
from kith.access.side import side
from kith.access.terms import ActorKind, Side
from kith.access.visits import LASTS, begin_visit, end_visit, visitor
from tests.factories import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
OUTSIDE = (Side.FAMILY, Side.REPRESENTATIVE, Side.CONTRIBUTOR, Side.CLEARANCE)


@pytest.fixture
def browser() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    return request


def test_a_visit_lasts_while_pages_are_read_and_ends_by_itself(cast: Cast, browser: HttpRequest) -> None:
    begin_visit(browser, cast["parent"], AT)
    almost = AT + LASTS - timedelta(seconds=1)
    assert visitor(browser, almost) == cast["parent"]
    assert visitor(browser, almost + LASTS - timedelta(seconds=1)) == cast["parent"]
    assert visitor(browser, almost + 3 * LASTS) is None
    assert dict(browser.session.items()) == {}


def test_leaving_leaves_nothing(cast: Cast, browser: HttpRequest) -> None:
    begin_visit(browser, cast["teacher"], AT)
    end_visit(browser)
    assert visitor(browser, AT) is None


def test_a_visit_begins_in_a_new_session(cast: Cast, browser: HttpRequest) -> None:
    """Whoever planted a key in this browser before does not share the visit."""
    browser.session["left"] = "behind"
    browser.session.save()
    before = browser.session.session_key
    begin_visit(browser, cast["parent"], AT)
    assert "left" not in browser.session
    assert browser.session.session_key != before


def test_staff_cannot_come_in_by_a_link(cast: Cast, browser: HttpRequest) -> None:
    with pytest.raises(ValueError, match="own account"):
        begin_visit(browser, cast["coordinator"], AT)


def test_a_visitor_meets_the_same_gate_as_everybody(cast: Cast, browser: HttpRequest) -> None:
    def shown(request: Request) -> HttpResponse:
        raise AssertionError("nobody of the family may see this page")

    begin_visit(browser, cast["parent"], timezone.now())
    with pytest.raises(PermissionDenied):
        page("welfare.children_without_lead")(shown)(browser)
    with pytest.raises(NotYours):
        passage_for(cast["parent"], "caseload.case", at=AT)


@pytest.mark.parametrize("name", OUTSIDE)
def test_who_comes_from_outside_learns_of_nobody_but_staff(cast: Cast, name: Side) -> None:
    with side(name, actor_id=cast["parent"].pk):
        seen = set(Actor.objects.filter(kind__in=(ActorKind.FAMILY, ActorKind.CONTRIBUTOR)))
        assert seen == {cast["parent"]}
        assert set(Membership.objects.values_list("actor_id", flat=True)) == {cast["parent"].pk}
        assert cast["coordinator"] in set(Actor.objects.all())
