"""What came after a decision was served: the notice that came back, challenges and what came of them."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet

from kith.access.gate import Passage
from kith.register.models import Case, CaseState
from kith.register.queries import cases_visible_to
from kith.register.terms import CaseStep
from kith.review.models import Challenge, ChallengeOutcome, OutcomeReading, QualityCheck, ReturnedNotice, Service
from kith.review.terms import IN_FAVOUR, ChallengeKind, ChallengeResult, TurnedOn

_BY_DAY = ("brought_on", "at", "id")


@dataclass(frozen=True, slots=True)
class After:
    """What was recorded since a decision was served. `away` is the return that waits for the notice to go out anew."""

    service: Service
    returned: tuple[ReturnedNotice, ...]
    challenges: tuple[Challenge, ...]
    check: QualityCheck | None  # how it reads to somebody who had no part in it, where it was drawn by chance

    @property
    def away(self) -> ReturnedNotice | None:
        """The return of the notice after which it was not handed over again."""
        return next((one for one in self.returned if not hasattr(one, "renewed")), None)

    @property
    def served_on(self) -> Any:  # Any: a date
        """The day on which the notice was handed over last."""
        return max(
            [self.service.served_on, *(one.renewed.served_on for one in self.returned if hasattr(one, "renewed"))]
        )


def after_service(case: Case) -> After | None:
    """What came after the newest service of a case, with the challenges to each decision of the case, those to the newest one
    first; None: nothing was served. Four queries, six where it is challenged."""
    service = _newest_service(case.pk)
    challenges = Challenge.objects.filter(service__decision__review__case=case).order_by("-service__at", *_BY_DAY)
    return None if service is None else _after(service, challenges)


def waiting_to_read(case: Case) -> frozenset[uuid.UUID]:
    """Who decided on a case and has still to read what came of a challenge to that. Six queries at most."""
    after, waiting = after_service(case), frozenset[uuid.UUID]()
    for one in after.challenges if after else ():
        if outcome := one.outcome:
            waiting |= one.service.decided_by - outcome.read_by
    return waiting


def after_of(service: Service) -> After:
    """What came after one service, the newest or an earlier one, as it is now."""
    return _after(service, Challenge.objects.filter(service=service).order_by(*_BY_DAY))


def _after(service: Service, challenges: QuerySet[Challenge]) -> After:
    returned = ReturnedNotice.objects.filter(service=service).select_related("by", "renewed__by").order_by("at", "id")
    check = QualityCheck.objects.filter(sampled__service=service).select_related("by").first()
    return After(service, tuple(returned), tuple(_with_readings(challenges)), check)


def _newest_service(case: uuid.UUID) -> Service | None:
    found = Service.objects.filter(decision__review__case=case).order_by("-at", "-id")
    return found.select_related("decision__review__case", "confirmation", "by").first()


def is_served_anew(service: Service) -> bool:
    """Whether another decision on the case was served since. One query."""
    return _newest_service(service.decision.review.case_id) != service


def decides(service: Service) -> bool:
    """Whether a case is decided now by this service: nothing was served since, and nothing opened or ended it. Two queries."""
    return not is_served_anew(service) and _step_now(service) == CaseStep.DECIDED


def is_only_opened(service: Service) -> bool:
    """Whether the case was opened again and no more: this service would decide it (`review_is_decided`: nothing was served
    since, no review is open, no court upheld a challenge), and the case is under review. Three queries."""
    if is_served_anew(service) or _step_now(service) != CaseStep.UNDER_REVIEW:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select review_is_decided(%s)", [service.decision.review.case_id])
        return bool(cursor.fetchone()[0])


def _step_now(service: Service) -> str | None:
    steps = CaseState.objects.filter(case=service.decision.review.case_id).order_by("-at", "-id")
    return steps.values_list("step", flat=True).first()


@dataclass(frozen=True, slots=True)
class Told:
    """One challenge in sight and its newest result, if it has one."""

    pk: uuid.UUID
    case_id: uuid.UUID
    reference: str
    kind: ChallengeKind
    brought_on: date
    result: ChallengeResult | None
    given_on: date | None
    turned_on: tuple[str, ...]


def challenges_in_sight(passage: Passage) -> tuple[Told, ...]:
    """Every challenge to a decision on a case in sight, the longest waiting first. One query: what comes of decisions is a
    few hundred lines in a year, and the row policies of five tables cost more than the lines do."""
    case = "service__decision__review__case"
    found = Challenge.objects.filter(**{f"{case}__in": cases_visible_to(passage)})
    rows = found.order_by(*_BY_DAY, "outcomes__at", "outcomes__id").values_list(
        "pk", f"{case}_id", f"{case}__reference", "kind", "brought_on",
        "outcomes__result", "outcomes__given_on", "outcomes__turned_on",
    )  # fmt: skip
    told = {}
    for pk, case_id, reference, kind, brought_on, result, given_on, turned_on in rows:  # a later result takes its place
        said = ChallengeResult(result) if result else None
        told[pk] = Told(pk, case_id, reference, ChallengeKind(kind), brought_on, said, given_on, tuple(turned_on or ()))
    return tuple(told.values())


@dataclass(frozen=True, slots=True)
class Lessons:
    """What results say together: how many of each kind had which result, and what those that were upheld turned on."""

    kinds: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # the kind in words, then each result with its number
    results: tuple[str, ...]
    turned_on: tuple[tuple[str, int], ...]


def lessons_of(told: Iterable[Told]) -> Lessons:
    """The results counted."""
    over = [one for one in told if one.result]
    counted = Counter((one.kind, one.result) for one in over)
    on = Counter(what for one in over if one.result in IN_FAVOUR for what in one.turned_on)
    return Lessons(
        tuple(
            (str(kind.label), tuple((str(one.label), counted[kind, one]) for one in ChallengeResult))
            for kind in ChallengeKind
        ),
        tuple(str(result.label) for result in ChallengeResult),
        tuple((str(one.label), on[one]) for one in TurnedOn if on[one]),
    )


def _with_readings(challenges: QuerySet[Challenge]) -> Iterable[Challenge]:
    readings = Prefetch("readings", OutcomeReading.objects.select_related("by").order_by("at", "id"))
    outcomes = Prefetch("outcomes", ChallengeOutcome.objects.select_related("by").prefetch_related(readings))
    found = challenges.select_related("by", "service__decision", "service__confirmation")
    return found.prefetch_related(outcomes)
