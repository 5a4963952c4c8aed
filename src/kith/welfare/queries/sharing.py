"""What is recorded of sharing and of not sharing, and what was shared in an emergency."""

import uuid

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kith.disclosure.models import Request
from kith.protocol.pack import load
from kith.register.models import Case, ClockChange
from kith.register.queries import canonical_of
from kith.welfare.models import EmergencyRelease, SharingRecord
from kith.welfare.terms import SharingKind

REASONS = "give_emergency_reasons"


def sharing_records(child: uuid.UUID) -> QuerySet[SharingRecord]:
    """Every record of sharing or not sharing something about a child, newest first, whichever of its records it is about."""
    about = SharingRecord.objects.filter(child__canonical_id=canonical_of(child))
    return about.select_related("by", "disclosure__emergency__check_of__by").order_by("-at", "-id")


def emergencies_in_sight() -> QuerySet[EmergencyRelease]:
    """What was shared in an emergency about children whose case the asker may see: first what waits for its reasons, then what
    waits for somebody's look, then the rest; each by the day on which the reasons are due (`due_now`, as it was moved)."""
    held = ClockChange.objects.filter(
        case=OuterRef("case"), child__canonical_id=OuterRef("child__canonical_id"), duty=REASONS, since=OuterRef("at"),
        takes_back__isnull=True, taken_back_by__isnull=True,
    )  # fmt: skip
    moved = Subquery(held.order_by("-at", "-id").values("due_on")[:1])
    found = EmergencyRelease.objects.select_related("case", "by", "disclosure__sharing__by", "check_of__by")
    found = found.alias(has_reasons=Q(disclosure__sharing__isnull=False), is_checked=Q(check_of__isnull=False))
    return found.annotate(due_now=Coalesce(moved, "due_on")).order_by("has_reasons", "is_checked", "due_now", "id")


def emergencies_about(child: uuid.UUID) -> QuerySet[EmergencyRelease]:
    """The same, about one child."""
    return emergencies_in_sight().filter(child__canonical_id=canonical_of(child))


def whys_in_sight() -> QuerySet[SharingRecord]:
    """Why nothing is shared of a report, where the lead professional let the review read it, about children whose case the asker
    may see, newest first: nobody read it before it crossed."""
    told = SharingRecord.objects.filter(kind=SharingKind.NO_REPORT, disclosure__isnull=False)
    return told.select_related("case", "by").order_by("-at", "-id")


def reasons_for(emergency: EmergencyRelease) -> SharingRecord | None:
    """The reasons that were written down for what was shared in an emergency. One query."""
    return SharingRecord.objects.filter(disclosure=emergency.disclosure_id).select_related("by").first()


def has_told_why(request: Request) -> bool:
    """Whether the review read why nothing is shared of the report that it asks for, since it asked for it. One query."""
    about = SharingRecord.objects.filter(case=request.case_id, child__canonical_id=canonical_of(request.child_id))
    return about.filter(kind=SharingKind.NO_REPORT, disclosure__isnull=False, at__gte=request.at).exists()


def emergency_with_id(case: Case, child: uuid.UUID, key: str) -> EmergencyRelease | None:
    """What was shared in an emergency about this child on this case, by its number; None where there is none. One query."""
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return emergencies_about(child).filter(case=case, pk=number).prefetch_related("disclosure__items").first()


def conditions() -> list[tuple[str, str]]:
    """The second conditions of the pack, each with its words."""
    return [(one.code, one.words) for one in load().conditions]
