"""The gate: whatever happens to a page, the side is left with it, and what was refused is written down."""

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from kith.access.gate import Request, page
from kith.access.models import Actor, AuditEntry, Membership
from kith.access.side import current_side, side
from kith.access.terms import ROLE_SIDES, Side
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user || coalesce(nullif(current_setting('app.actor', true), ''), '')")
        return str(cursor.fetchone()[0])


def asked(cast: Cast, view: Callable[[Request], HttpResponseBase], name: str = "coordinator") -> HttpResponseBase:
    request = RequestFactory().get("/tried/")
    request.user = cast[name].user
    request.session = {}
    return page("welfare.children_without_lead")(view)(request)


def broken(request: Request) -> HttpResponse:
    raise ZeroDivisionError


def missing(request: Request) -> HttpResponse:
    raise Http404


def refused(request: Request) -> HttpResponse:
    raise PermissionDenied


def clashing(request: Request) -> HttpResponse:
    Actor.objects.create(shown_name="x", agency_id=request.passage.actor.pk)  # the side may not add actors
    return HttpResponse()


def late(request: Request) -> HttpResponseBase:
    def read() -> Iterator[bytes]:
        yield str(Membership.objects.count()).encode()

    return StreamingHttpResponse(read())


def unrendered(request: Request) -> HttpResponseBase:
    return TemplateResponse(request, "404.html", {})


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (broken, ZeroDivisionError), (missing, Http404), (refused, PermissionDenied), (clashing, ProgrammingError),
        (late, TypeError), (unrendered, TypeError),
    ],
)  # fmt: skip
def test_a_page_that_fails_leaves_no_side_behind(
    cast: Cast, view: Callable[[Request], HttpResponseBase], error: type[Exception]
) -> None:
    with pytest.raises(error):
        asked(cast, view)
    assert (role(), current_side()) == ("kith_app", None)


def test_inside_a_page_the_side_is_that_of_the_role_and_afterwards_none(cast: Cast) -> None:
    seen: list[str] = []

    def view(request: Request) -> HttpResponse:
        seen.append(role())
        return HttpResponse()

    assert asked(cast, view).status_code == 200
    assert seen == [f"side_welfare{cast['coordinator'].pk}"]
    assert role() == "kith_app"


@pytest.mark.parametrize("name", ["manager", "registrar", "statistician", "auditor"])
def test_who_has_no_role_for_it_never_reaches_the_page(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        asked(cast, broken, name)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.filter(actor_id=cast[name].pk).latest("at")
        assert (entry.verb, entry.outcome) == ("welfare.children_without_lead", "refused")
    assert ROLE_SIDES[Membership.objects.get(actor=cast[name]).role] != Side.WELFARE


def test_a_role_that_ended_opens_nothing_any_more(cast: Cast) -> None:
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        held = Membership.objects.get(actor=cast["coordinator"])
        held.change(expected=held.version, until_at=LONG_AGO.replace(year=2021))
    with pytest.raises(PermissionDenied):
        asked(cast, broken)
