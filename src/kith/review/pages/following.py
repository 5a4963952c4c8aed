"""After a decision was served: its notice came back, it is challenged, what came of that, and what all results say together."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.writing import posted
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import (
    ChallengeForm,
    ChallengeOutcomeForm,
    CorrectedOutcomeForm,
    LessonForm,
    RenewedServiceForm,
    ReturnedNoticeForm,
)
from kith.review.overview import Case
from kith.review.pages.deciding import days_to_serve
from kith.review.pages.writing import around, write
from kith.review.rules import obstacles_to_reading
from kith.ui.tabs import tabs_at

ROWS = 20
WAITING = "waiting"  # of the tab


@on_case("review.record_returned_notice")
def record_returned_notice(request: Request, case: Case) -> HttpResponse:
    """Record that the notice came back."""
    after = _after(case)
    form = ReturnedNoticeForm(posted(request))

    def act(given: dict[str, Any]) -> None:
        actions.record_returned_notice(
            service=after.service, came_back_on=given["day"], words=given["words"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    return write(
        request, case, form, act, _("Recorded. The notice waits to be handed over once more."),
        title=_("The notice came back"), template="review/returned_notice.html", more={"after": after},
    )  # fmt: skip


@on_case("review.renew_service")
def renew_service(request: Request, case: Case) -> HttpResponse:
    """Record that the notice which came back was handed over once more, where to and with what proof."""
    after, pack, today = _after(case), load(), timezone.localdate(request.passage.at)
    form = RenewedServiceForm(posted(request), initial={"returned": after.away.pk if after.away else None})

    def act(given: dict[str, Any]) -> None:
        returned = next((one for one in after.returned if one.pk == given["returned"]), None)
        if returned is None:
            raise Http404
        actions.renew_service(
            returned=returned, method=given["method"], address=given["address"], proof=given["proof"],
            served_on=given["day"], pack=pack, by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return write(
        request, case, form, act, _("Recorded: the notice was handed over once more."), title=_("Hand over once more"),
        template="review/renew_service.html", more={"after": after, "days": days_to_serve(case, today)},
    )  # fmt: skip


@on_case("review.challenges")
def challenges(request: Request, case: Case) -> HttpResponse:
    """What was said against the decision, what came of it, and who of those who decided has read that."""
    after, role, me = _after(case), request.passage.role, request.passage.actor.pk
    is_blind = not after.challenges and queries.is_blind(case, me, "")
    request.shown = [one.pk for one in after.challenges]
    return render(request, "review/challenges.html", around(case, _("What was said against the decision")) | {
        "after": after, "may_record": role in roles_that_may("review.record_challenge"),
        "may_read": role in roles_that_may("review.read_challenge_outcome"), "me": me, "is_blind": is_blind,
    })  # fmt: skip


@on_case("review.record_challenge")
def record_challenge(request: Request, case: Case) -> HttpResponse:
    """Record an appeal, a judicial review or a complaint."""
    after = _after(case)

    def act(given: dict[str, Any]) -> None:
        day = given.pop("day")
        actions.record_challenge(
            service=after.service, brought_on=day, **given, by=request.passage.actor, at=request.passage.at
        )

    return write(
        request, case, ChallengeForm(posted(request)), act, _("Recorded."), title=_("Record a challenge"),
        template="review/challenge.html", then=reverse("challenges", args=[case.pk]), more={"after": after},
    )  # fmt: skip


@on_case("review.record_challenge_outcome")
def record_challenge_outcome(request: Request, case: Case, challenge_id: uuid.UUID) -> HttpResponse:
    """Record what came of a challenge, or put right what was recorded. It goes back to those who decided."""
    challenge = _challenge(_after(case), challenge_id)
    held = challenge.outcome
    form = ChallengeOutcomeForm(posted(request)) if held is None else CorrectedOutcomeForm(posted(request), initial={
        "result": held.result, "day": held.given_on, "turned_on": held.turned_on, "words": held.words,
    })  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        day = given.pop("day")
        actions.record_challenge_outcome(
            challenge=challenge, given_on=day, **given, by=request.passage.actor, at=request.passage.at
        )

    return write(
        request, case, form, act, _("Recorded. Whoever decided and whoever confirmed it read it next."),
        title=_("Record the result") if held is None else _("Put the result right"),
        template="review/challenge_outcome.html", then=reverse("challenges", args=[case.pk]), more={"challenge": challenge},
    )  # fmt: skip


@on_case("review.read_challenge_outcome")
def read_challenge_outcome(request: Request, case: Case, challenge_id: uuid.UUID) -> HttpResponse:
    """Read a result, as one of those who decided, and say what to learn from it, if anything."""
    challenge = _challenge(_after(case), challenge_id)
    if challenge.outcome is None:
        raise Http404
    me, at = request.passage.actor, request.passage.at

    def act(given: dict[str, Any]) -> None:
        actions.read_challenge_outcome(outcome=challenge.outcome, lesson=given["lesson"], by=me, at=at)

    return write(
        request, case, LessonForm(posted(request)), act, _("Recorded: you have read it."), title=_("I have read it"),
        template="review/read_outcome.html", then=reverse("challenges", args=[case.pk]),
        more={"challenge": challenge, "obstacles": tuple(obstacles_to_reading(me.pk, challenge.service.decided_by))},
    )  # fmt: skip


@page("review.learning")
def learning(request: Request) -> HttpResponse:
    """What came of decisions: results counted, what they turned on, and each challenge that waits or has a result."""
    is_waiting = request.GET.get("where") == WAITING
    told = queries.challenges_in_sight(request.passage)
    waiting = [one for one in told if not one.result]
    over = sorted((one for one in told if one.result), key=lambda one: (one.given_on, one.pk), reverse=True)
    found = Paginator(waiting if is_waiting else over, ROWS).get_page(request.GET.get("page"))
    request.shown = [one.pk for one in found]
    return render(request, "review/learning.html", {
        "found": found, "is_waiting": is_waiting, "lessons": queries.lessons_of(told),
        "may_record": request.passage.role in roles_that_may("review.record_challenge_outcome"),
        "tabs": tabs_at(
            WAITING if is_waiting else "", (_("Results"), "", len(over)), (_("Waiting for a result"), WAITING, len(waiting))
        ),
        "query": f"where={WAITING}&" if is_waiting else "",
    })  # fmt: skip


def _after(case: Case) -> queries.After:
    found = queries.after_service(case)
    if found is None:
        raise Http404
    return found


def _challenge(after: queries.After, challenge: uuid.UUID) -> Any:  # Any: pages know no tables
    found = next((one for one in after.challenges if one.pk == challenge), None)
    if found is None:
        raise Http404
    return found
