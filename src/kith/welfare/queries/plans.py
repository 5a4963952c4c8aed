"""The child's plan and its actions, and the named person: as they stand now, whichever of the child's records they are of."""

import uuid

from django.db.models import Q

from kith.register.queries import canonical_of
from kith.welfare.models import ChildsPlan, NamedPerson, PlanAction


def named_person_of(child: uuid.UUID) -> NamedPerson | None:
    """Whom child and parents can always go to: whoever was recorded last. One query."""
    return NamedPerson.objects.filter(_stands(child)).order_by("-at", "-id").first()


def standing_plan(child: uuid.UUID) -> ChildsPlan | None:
    """The child's plan as it was agreed last. One query."""
    return ChildsPlan.objects.filter(_stands(child)).select_related("by").order_by("-at", "-id").first()


def plan_actions(child: uuid.UUID) -> list[PlanAction]:
    """What is done by the child's plan: what is still to do first, each by its day. One query."""
    return list(PlanAction.objects.filter(_stands(child)).select_related("by").order_by("is_over", "by_on", "id"))


def _stands(child: uuid.UUID) -> Q:
    return Q(child__canonical_id=canonical_of(child), corrected_by__isnull=True, certificate__isnull=True)
