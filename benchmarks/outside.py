"""Those who come in without a login: somebody of a family, and somebody who was asked about a child."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.db import connections
from django.utils import timezone

from benchmarks.visitor import Visitor
from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.representations import actions as representations
from kith.representations.models import FamilyAccess
from kith.verdict import Refused
from kith.welfare import actions as welfare
from kith.welfare.models import ContributionRequest

# Where most was read and done on a case there is most to show: its people come first.
BUSIEST = "order by (select count(*) from access_auditentry e where e.case_id = one.case_id) desc, one.id"
PAGES = f"select one.given_by_id, one.id from representations_familyaccess one where stopped_at is null {BUSIEST}"
QUESTIONS = f"select one.by_id, one.id from welfare_contributionrequest one {BUSIEST}"


def let_in(port: int) -> dict[Role, Visitor]:
    """Who was given a page of their own, and who was asked, each with a new link and a new code. Nobody of a kind: none."""
    return {
        role: visitor
        for role, ways in ((Role.FAMILY_MEMBER, _to_own_page), (Role.CONTRIBUTOR, _to_question))
        for visitor in _first_that_opens(port, ways())
    }


def _first_that_opens(port: int, ways: Iterator[tuple[str, str]]) -> Iterator[Visitor]:
    for path, code in ways:
        visitor = Visitor(port)
        if visitor.comes_in(path, code=code):
            yield visitor
            return


def _to_own_page() -> Iterator[tuple[str, str]]:
    """Address and code of one page after another, where whoever gave it may still give it."""
    for giver, held in _listed(PAGES):
        with suppress(Refused, FamilyAccess.DoesNotExist):
            with entered(giver, "representations.give_access", at=timezone.now()):
                access = FamilyAccess.objects.get(pk=held)
                given = representations.give_access(
                    case=access.case, person=access.person_id, language=access.language, by=giver, at=timezone.now()
                )
            yield f"/own/in/{given.link}/", given.code


def _to_question() -> Iterator[tuple[str, str]]:
    """Address and code of one question after another, where whoever asked it still leads for the child."""
    for asker, held in _listed(QUESTIONS):
        with suppress(Refused, ContributionRequest.DoesNotExist):
            with entered(asker, "welfare.renew_contribution_link", at=timezone.now()):
                request = ContributionRequest.objects.get(pk=held)
                sent = welfare.renew_contribution_link(request=request, by=asker, at=timezone.now())
            yield f"/answer/link/{sent.token}/", sent.code


def _listed(query: str) -> list[tuple[Actor, UUID]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    actors = Actor.objects.in_bulk([giver for giver, _ in rows])
    return [(actors[giver], held) for giver, held in rows if giver in actors]
