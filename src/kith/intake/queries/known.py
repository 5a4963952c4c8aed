"""Pairs whose answer is known: which registrar is asked about them, what they said, and how far answers agree."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from kith.access.models import Actor
from kith.intake.models import CandidatePair, Judgement, KnownAnswer, KnownPair
from kith.intake.queries.judgements import JudgementView, judgement_view, judgements_on, last_judgement_of
from kith.intake.queries.ledger import said_about
from kith.intake.queries.rows import taken_back
from kith.intake.rules import Said
from kith.intake.terms import Verdict
from kith.register.queries import first_name


def held_answers() -> QuerySet[KnownAnswer]:
    """What was said about known pairs and not taken back."""
    return KnownAnswer.objects.filter(takes_back__isnull=True, taken_back_by__isnull=True)


def asked_of(by: uuid.UUID) -> QuerySet[KnownPair]:
    """The known pairs that this registrar is asked about and has not answered, oldest first."""
    return _known_to(by).exclude(Exists(held_answers().filter(known=OuterRef("pk")))).order_by("at")


def known_pair_asked(actor: Actor, pair: CandidatePair) -> KnownPair | None:
    """The question about a known pair that this one is to this registrar, answered or not: an answer that is sent twice is no
    judgement either."""
    return _known_to(actor.pk).filter(pair=pair).order_by("-at").first()


def _known_to(by: uuid.UUID) -> QuerySet[KnownPair]:
    """The known pairs of a registrar whose answer still stands, and whose rows did not go with their batch."""
    return KnownPair.objects.filter(by_id=by, pair__settled_at__isnull=False).exclude(taken_back("pair__a", "pair__b"))


def said_by_two(actor: Actor) -> dict[uuid.UUID, list[Said]]:
    """What people say about settled pairs that two or more have judged, where this registrar was never asked as about a known
    one."""
    judged = Judgement.objects.filter(
        rule="", takes_back__isnull=True, taken_back_by__isnull=True, pair__settled_at__isnull=False
    ).exclude(verdict=Verdict.UNSURE)
    by_two = judged.order_by().values("pair").annotate(people=Count("by", distinct=True)).filter(people__gte=2)
    pairs = CandidatePair.objects.filter(pk__in=by_two.values("pair")).exclude(taken_back("a", "b"))
    return said_about(list(pairs.exclude(pk__in=KnownPair.objects.filter(by=actor).values("pair"))))


def _named(rows: QuerySet[KnownAnswer]) -> QuerySet[KnownAnswer]:
    names = {"name_a": first_name("known__pair__a_id"), "name_b": first_name("known__pair__b_id")}
    return rows.select_related("by", "known", "taken_back_by__by").annotate(**names)


def known_answer_of(actor: Actor, answer: uuid.UUID) -> KnownAnswer | None:
    """An answer of this registrar's about a known pair; not what only takes one back."""
    return _named(KnownAnswer.objects.filter(pk=answer, by=actor, takes_back__isnull=True)).first()


def known_answer_view(one: KnownAnswer) -> JudgementView:
    """An answer of the queries above in words: it reads as a judgement does, for whoever gave it is not told that it was none."""
    back: KnownAnswer | None = getattr(one, "taken_back_by", None)
    return JudgementView(
        id=one.pk,
        pair=one.known.pair_id,
        a=getattr(one, "name_a", None) or "",
        b=getattr(one, "name_b", None) or "",
        verdict=str(Verdict(one.verdict).label),
        by=one.by.shown_name,
        at=one.at,
        why=one.why,
        rule="",
        taken_back_by=back.by.shown_name if back else "",
        taken_back_at=back.at if back else None,
        taken_back_why=back.why if back else "",
        went_with_batch=False,
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often one registrar was asked about known pairs, and what they said beside what two people had said."""

    name: str
    answered: int
    alike: int
    otherwise: int
    unsure: int


def agreement() -> list[Agreement]:
    """For each registrar who answered about known pairs, by name: what they said first, before they could see what others had
    said. One query."""
    alike, unsure = Q(verdict=F("known__verdict")), Q(verdict=Verdict.UNSURE)
    rows = (
        _first_answers()
        .values("by", "by__shown_name")
        .annotate(answered=Count("pk"), alike=Count("pk", filter=alike), unsure=Count("pk", filter=unsure))
        .order_by("by__shown_name", "by")
    )
    return [
        Agreement(
            one["by__shown_name"], one["answered"], one["alike"], one["answered"] - one["alike"] - one["unsure"],
            one["unsure"],
        )
        for one in rows
    ]  # fmt: skip


def judged_by_two() -> tuple[int, int]:
    """Of how many pairs two people said that they are one person or two, and of how many of these they said the same at first.
    What was taken back since counts, too: it was said. One query."""
    said = Judgement.objects.filter(rule="", takes_back__isnull=True, pair__concerns_child=True)
    pairs = (
        said.exclude(verdict=Verdict.UNSURE).order_by().values("pair")
        .annotate(people=Count("by", distinct=True), words=Count("verdict", distinct=True)).filter(people__gte=2)
    )  # fmt: skip
    counted = pairs.aggregate(both=Count("pair"), alike=Count("pair", filter=Q(words=1)))
    return counted["both"], counted["alike"]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """An answer about a known pair that is not what two people had said."""

    pair: uuid.UUID
    a: str
    b: str
    known: str
    verdict: str
    by: str
    at: datetime
    why: str


def answered_otherwise() -> QuerySet[KnownAnswer]:
    """The first answers that are not what two people had said, newest first."""
    return _named(_first_answers().exclude(verdict=F("known__verdict"))).order_by("-at", "-id")


def _first_answers() -> QuerySet[KnownAnswer]:
    """What was said first about each known pair, whatever was said since."""
    earlier = KnownAnswer.objects.filter(known=OuterRef("known"), takes_back__isnull=True, at__lt=OuterRef("at"))
    return KnownAnswer.objects.filter(~Exists(earlier), takes_back__isnull=True)


def otherwise_view(one: KnownAnswer) -> Otherwise:
    """One of them, in words."""
    view, known = known_answer_view(one), str(Verdict(one.known.verdict).label)
    return Otherwise(one.known.pair_id, view.a, view.b, known, view.verdict, view.by, view.at, view.why)


def last_answer_of(actor: Actor, at: datetime) -> tuple[JudgementView | None, int]:
    """What this registrar answered last and nobody took back, which is what Undo takes back; and how often they judged today.
    One query, or two where the last answer was about a known pair."""
    last = last_judgement_of(actor, localtime(at).replace(hour=0, minute=0, second=0, microsecond=0))
    if last is None:
        return None, 0
    later: uuid.UUID | None = getattr(last, "later_id", None)
    known = known_answer_of(actor, later) if later else None
    return known_answer_view(known) if known else judgement_view(last), getattr(last, "count_since", 0)


def judged_on(pair: CandidatePair, actor: Actor) -> list[JudgementView]:
    """What stands about one pair: all of it once it is settled, else what this registrar said of it themselves."""
    said = judgements_on(pair)
    return [judgement_view(one) for one in (said if pair.settled_at else said.filter(by=actor))]
