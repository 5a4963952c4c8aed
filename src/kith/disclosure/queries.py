"""Reading what crossed."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from kith.disclosure.models import Disclosure, Receipt, Request
from kith.register.models import Case


def requests_of(case: Case) -> QuerySet[Request]:
    """What was asked for on this case, oldest first."""
    return Request.objects.filter(case=case).select_related("by").order_by("at", "id")


def disclosures_of(case: Case) -> QuerySet[Disclosure]:
    """What crossed on this case, oldest first."""
    return (
        Disclosure.objects.filter(case=case)
        .select_related("by", "lead_professional", "request")
        .prefetch_related("items", Prefetch("receipts", Receipt.objects.select_related("by").order_by("at", "id")))
        .order_by("at", "id")
    )


@dataclass(frozen=True, slots=True)
class Crossed:
    """One report that the other side holds: when it was released and by whom, and who opened it when."""

    on: date
    by: str
    opened: tuple[tuple[str, date], ...]


def crossed_about(child: uuid.UUID) -> list[Crossed]:
    """What the other side holds of this child, newest first. One query."""
    receipts = Receipt.objects.filter(disclosure=OuterRef("pk")).order_by("at", "id")
    opened = ArraySubquery(receipts.values(said=JSONObject(by="by__shown_name", at="at")))
    found = Disclosure.objects.filter(child_id=child).annotate(name=F("by__shown_name"), opened=opened)
    return [
        Crossed(_day(at), name, tuple((one["by"], _day(datetime.fromisoformat(one["at"]))) for one in opened))
        for at, name, opened in found.order_by("-at", "-id").values_list("at", "name", "opened")
    ]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
