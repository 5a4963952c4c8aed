"""What an actor may do now: read from memberships alone."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kith.access.models import Actor, Membership


def memberships_now(actor: Actor, at: datetime) -> QuerySet[Membership]:
    """The roles that `actor` holds at that moment, in a fixed order."""
    return Membership.objects.filter(_in_force(at), actor=actor).order_by("role", "area")


def actors_with_role(role: str, at: datetime, *, area: str = "") -> QuerySet[Actor]:
    """Everyone who holds `role` now, for that area or everywhere, by name."""
    held = Membership.objects.filter(_in_force(at), role=role)
    if area:
        held = held.filter(Q(area=area) | Q(area=""))
    return Actor.objects.filter(pk__in=held.values("actor_id")).select_related("agency").order_by("shown_name", "id")


def _in_force(at: datetime) -> Q:
    return Q(from_at__lte=at) & (Q(until_at__isnull=True) | Q(until_at__gt=at))
