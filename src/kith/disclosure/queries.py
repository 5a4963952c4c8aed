"""Reading what crossed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from kith.disclosure.models import Disclosure, Milestone, Request
from kith.register.models import Case


def milestones_of(cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Milestone]]:
    """The milestones of each case, oldest first. One query."""
    found: dict[uuid.UUID, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(case_id__in=list(cases)).select_related("contact").order_by("at", "id"):
        found[milestone.case_id].append(milestone)
    return found


def requests_of(case: Case) -> QuerySet[Request]:
    """What was asked for on this case, oldest first."""
    return Request.objects.filter(case=case).select_related("by").order_by("at", "id")


def disclosures_of(case: Case) -> QuerySet[Disclosure]:
    """What crossed on this case, oldest first."""
    return (
        Disclosure.objects.filter(case=case)
        .select_related("by", "lead_professional", "request")
        .prefetch_related("items", "receipts__by")
        .order_by("at", "id")
    )
