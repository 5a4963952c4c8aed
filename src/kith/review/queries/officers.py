"""Who can take which part, how much each has now, and which cases wait for somebody."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kith.access.gate import Passage
from kith.access.models import Actor
from kith.access.queries import actors_with_role
from kith.access.terms import Role, Side
from kith.register.models import Case, CaseChild, CaseTeamMember
from kith.register.queries import cases_visible_to, last_step
from kith.register.terms import CaseStep
from kith.review.models import Review


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who holds a role now, and what they have: open reviews of their own, and a part in those of others."""

    actor: Actor
    reviews: int
    parts: int

    @property
    def id(self) -> uuid.UUID:
        """The actor's id."""
        return self.actor.pk

    @property
    def name(self) -> str:
        """The name they use."""
        return self.actor.shown_name

    @property
    def agency(self) -> str:
        """Where they work, so that somebody in another team is found."""
        return self.actor.agency.name if self.actor.agency else ""


def colleagues(role: Role, at: datetime) -> list[Colleague]:
    """Everyone who holds `role` now, by name, with how much each has among the cases that the asker may see. One query."""
    open_now = Review.objects.filter(closed_at__isnull=True)
    own = open_now.filter(officer=OuterRef("pk")).values("officer").annotate(n=Count("pk")).values("n")
    of_another = open_now.filter(case=OuterRef("case")).exclude(officer=OuterRef("actor"))
    part = CaseTeamMember.objects.filter(
        Exists(of_another), actor=OuterRef("pk"), side=Side.DECISION, role=role, until_at__isnull=True
    )
    counted = part.values("actor").annotate(n=Count("pk")).values("n")
    people = actors_with_role(role, at).annotate(own=Coalesce(Subquery(own), 0), parts=Coalesce(Subquery(counted), 0))
    return [Colleague(one, one.own, one.parts) for one in people]


def second_officer_of(case: Case, barred: frozenset[uuid.UUID]) -> uuid.UUID | None:
    """Who is second officer of this case already, and may be: a returned decision goes back to the same person."""
    team = CaseTeamMember.objects.filter(case=case, side=Side.DECISION, role=Role.SECOND_OFFICER, until_at__isnull=True)
    return team.exclude(actor_id__in=barred).order_by("-from_at").values_list("actor_id", flat=True).first()


def cases_to_allocate(passage: Passage) -> QuerySet[Case]:
    """Confirmed cases in sight that have no open review and no decision that stands, longest waiting first, with how many
    children each has. One whose review ended in a pause is among them again."""
    is_open = Review.objects.filter(case=OuterRef("pk"), closed_at__isnull=True)
    children = CaseChild.objects.filter(case=OuterRef("pk"), until_at__isnull=True)
    number = children.values("case").annotate(n=Count("person__canonical_id", distinct=True)).values("n")
    found = cases_visible_to(passage).annotate(step=last_step(), child_count=Coalesce(Subquery(number), 0))
    return found.filter(~Exists(is_open), step__in=(CaseStep.CONFIRMED, CaseStep.UNDER_REVIEW)).order_by(
        "opened_at", "reference"
    )


def cases_by_id(passage: Passage, ids: Sequence[str]) -> list[Case]:
    """Those of the given cases that this person may see; what is no id is left out."""
    known = []
    for one in ids:
        with suppress(ValueError):
            known.append(uuid.UUID(one))
    return list(cases_visible_to(passage).filter(pk__in=known).order_by("opened_at", "reference"))
