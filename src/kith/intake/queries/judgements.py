"""The ledger as registrars read it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kith.access.models import Actor
from kith.access.statements import kept
from kith.intake.models import CandidatePair, Judgement, KnownAnswer
from kith.intake.queries.ledger import gone
from kith.intake.terms import RULES, Verdict
from kith.register.queries import first_name

OWN = ("by", "taken_back_by__by")


@dataclass(frozen=True, slots=True)
class JudgementView:
    """One judgement of the ledger, as a list shows it; `taken_back_by` is empty while it is in force."""

    id: uuid.UUID
    pair: uuid.UUID | None
    a: str
    b: str
    verdict: str
    by: str
    at: datetime
    why: str
    rule: str
    taken_back_by: str
    taken_back_at: datetime | None
    taken_back_why: str
    went_with_batch: bool

    @property
    def is_in_force(self) -> bool:
        return self.taken_back_at is None and not self.went_with_batch


def judgements(*, by_machine: bool) -> QuerySet[Judgement]:
    """The ledger, newest first: what people judged, or what the machine did. Taking back is shown on what it took back."""
    rows = Judgement.objects.filter(takes_back__isnull=True).select_related(*OWN)
    rows = rows.exclude(rule="") if by_machine else rows.filter(rule="")
    return _with_names(rows).order_by("-at", "-id")


def judgements_of(ids: Sequence[uuid.UUID]) -> QuerySet[Judgement]:
    """These judgements; not those that only take one back."""
    return _with_names(Judgement.objects.filter(pk__in=ids, takes_back__isnull=True).select_related(*OWN))


def last_judgement_of(actor: Actor, since: datetime) -> Judgement | None:
    """What this registrar judged last and nobody took back: the one that Undo takes back. With how many answers they gave
    `since` then (`count_since`), and what they said later about a known pair (`later_id`)."""
    found = _last_of(actor.pk, since)
    return found[0] if found else None


@kept
def _last_of(by: uuid.UUID, since: datetime) -> QuerySet[Judgement]:
    # "Taken back" is asked of each row, newest first, and not joined: a registrar has judged thousands.
    stands = ~Exists(Judgement.objects.filter(takes_back=OuterRef("pk")))
    given = Judgement.objects.filter(by_id=by, rule="", takes_back__isnull=True)
    last = given.filter(stands).exclude(gone()).order_by("-at", "-id").values("pk")[:1]
    later = KnownAnswer.objects.filter(
        by_id=by, at__gt=OuterRef("at"), takes_back__isnull=True, taken_back_by__isnull=True
    ).order_by("-at")
    count = given.filter(at__gte=since).order_by().values("by").annotate(count=Count("pk")).values("count")
    its = Judgement.objects.filter(pk=Subquery(last)).select_related(*OWN)
    return _with_names(
        its.annotate(later_id=Subquery(later.values("pk")[:1]), count_since=Coalesce(Subquery(count), 0))
    )


def judgements_on(pair: CandidatePair) -> QuerySet[Judgement]:
    """What people say about one pair and nobody took back, oldest first."""
    held = Judgement.objects.filter(pair=pair, rule="", takes_back__isnull=True, taken_back_by__isnull=True)
    return _with_names(held.select_related(*OWN)).order_by("at", "id")


def _with_names(rows: QuerySet[Judgement]) -> QuerySet[Judgement]:
    """Judgements with the names of the two persons as recorded, and whether they went with their batch, in the same query."""
    its = Judgement.objects.filter(gone(), pk=OuterRef("pk"))
    return rows.annotate(went=Exists(its), name_a=first_name("a_id"), name_b=first_name("b_id"))


def judgement_view(one: Judgement) -> JudgementView:
    """A judgement of one of the queries above, in words."""
    back: Judgement | None = getattr(one, "taken_back_by", None)
    return JudgementView(
        id=one.pk,
        pair=one.pair_id,
        a=getattr(one, "name_a", None) or "",
        b=getattr(one, "name_b", None) or "",
        verdict=str(Verdict(one.verdict).label),
        by=one.by.shown_name,
        at=one.at,
        why=one.why,
        rule=str(RULES.get(one.rule, one.rule)),
        taken_back_by=back.by.shown_name if back else "",
        taken_back_at=back.at if back else None,
        taken_back_why=back.why if back else "",
        went_with_batch=getattr(one, "went", False),
    )
