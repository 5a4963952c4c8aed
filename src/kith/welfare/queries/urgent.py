"""Cases that somebody opened urgently, and what another person said of it."""

import uuid

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from kith.access.gate import Passage
from kith.register.models import Case
from kith.register.queries import cases_visible_to
from kith.welfare.models import UrgentOpening


def urgent_openings(passage: Passage) -> QuerySet[UrgentOpening]:
    """Every urgent opening of a case that the asker may see (`is_in_sight`), and their own: first those at which nobody has
    looked, then the newest. One's own says no more of a case than its number, once it has ended."""
    seen = Q(case__in=cases_visible_to(passage).values("pk"))
    found = UrgentOpening.objects.filter(Q(by=passage.actor) | seen).select_related("by__agency", "check_of__by")
    found = found.annotate(is_in_sight=ExpressionWrapper(seen, BooleanField()))
    return found.alias(is_checked=Q(check_of__isnull=False)).order_by("is_checked", "-at", "-id")


def urgent_opening(case: Case, key: uuid.UUID) -> UrgentOpening | None:
    """One urgent opening of a case that came through the gate. One query."""
    return UrgentOpening.objects.filter(case=case, pk=key).select_related("by__agency", "check_of__by").first()
