"""What records say of served decisions, and the sample that is read once more."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from kith.access.gate import Passage
from kith.register.models import Case
from kith.register.queries import cases_visible_to
from kith.review.models import QualitySample, SampledDecision, Service
from kith.review.rules import ChildSteps, Steps, strays_in
from kith.review.terms import Claim


@dataclass(frozen=True, slots=True)
class Served:
    """One served decision, and the claims that records do not bear out for it."""

    case: uuid.UUID
    reference: str
    on: date
    steps: Steps
    strays: tuple[Claim, ...]


def served_decisions() -> list[Served]:
    """Every served decision in sight, held against each claim, served last first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select o.case_id, k.reference, o.served_on, o.steps
               from review_order() o join register_case k on k.id = o.case_id order by o.served_on desc, k.reference"""
        )
        rows = cursor.fetchall()
    found = ((case, reference, on, _steps(json.loads(said))) for case, reference, on, said in rows)
    return [Served(case, reference, on, steps, strays_in(steps)) for case, reference, on, steps in found]


def _steps(said: Mapping[str, Any]) -> Steps:  # Any: columns of every kind
    moments = {name: _moment(said[name]) for name in ("drafted", "decided", "viewed", "confirmed", "notice")}
    return Steps(
        decided_by=uuid.UUID(said["decided_by"]), second=uuid.UUID(said["second"]), **moments,
        confirmed_on=timezone.localdate(moments["confirmed"]), served_on=date.fromisoformat(said["served_on"]),
        has_proof=said["has_proof"], has_points=said["has_points"],
        told=_times(said["told"]), children=tuple(
            ChildSteps(
                _times(child["reports"]), _moment(child["excepted"]) if child["excepted"] else None,
                tuple((_moment(at), uuid.UUID(by)) for at, by in child["weighed"]),
            )
            for child in said["children"]
        ),
    )  # fmt: skip


def _times(said: Iterable[Sequence[str]]) -> tuple[tuple[datetime, datetime, datetime], ...]:
    return tuple((_moment(first), _moment(second), _moment(third)) for first, second, third in said)


_moment = datetime.fromisoformat


@dataclass(frozen=True, slots=True)
class Month:
    """The decisions served in one month, given by its first day."""

    first: date
    served: int


def months_to_draw(passage: Passage) -> list[Month]:
    """The months that are over, have served decisions and were not drawn from yet, newest first. Two queries."""
    this = passage.at.date().replace(day=1)
    drawn = set(QualitySample.objects.values_list("month", flat=True))
    served = Service.objects.filter(served_on__lt=this, decision__review__case__in=cases_visible_to(passage))
    counted = served.order_by().values(month=TruncMonth("served_on")).annotate(n=Count("id")).order_by("-month")
    return [Month(row["month"], row["n"]) for row in counted if row["month"] not in drawn]


def served_in(month: date) -> list[uuid.UUID]:
    """The services of a month that are in sight, in the order of their ids."""
    found = Service.objects.filter(served_on__year=month.year, served_on__month=month.month)
    return list(found.order_by("id").values_list("pk", flat=True))


def sampled_visible_to(passage: Passage, *, is_read: bool) -> QuerySet[SampledDecision]:
    """Drawn decisions on cases in sight: those to be read, longest drawn first, or those that were, newest first."""
    found = SampledDecision.objects.filter(
        service__decision__review__case__in=cases_visible_to(passage), check_made__isnull=not is_read
    )
    order = ("-check_made__at", "-id") if is_read else ("sample__month", "service__served_on", "id")
    return found.select_related("sample", "check_made__by", "service__decision__review__case").order_by(*order)


def sampled_on(case: Case) -> SampledDecision | None:
    """The drawn decision of a case, the newest."""
    return (
        SampledDecision.objects.filter(service__decision__review__case=case)
        .select_related("sample", "check_made__by", "service__decision__review__case", "service__decision__by")
        .order_by("-at", "-id").first()
    )  # fmt: skip


def shown_in_sample(passage: Passage) -> Counter[str]:
    """How many of the drawn decisions that were read showed each thing that was looked for."""
    read = sampled_visible_to(passage, is_read=True).values_list("check_made__shown", flat=True).order_by()
    return Counter(one for shown in read for one in shown)
