"""Verbs of measuring how far answers agree: pairs whose answer two people gave are asked about once more, and nothing follows."""

from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import hold
from kith.intake.models import CandidatePair, Judgement, KnownAnswer, KnownPair
from kith.intake.queries.known import held_answers, said_by_two
from kith.intake.rules import obstacles_to_taking_back
from kith.intake.rules.asking import drawn, known_to, obstacles_to_answering_known
from kith.intake.terms import Verdict
from kith.register.joining import hold_register
from kith.verdict import refuse_if


@transaction.atomic
def ask_about_known_pair(*, after: Judgement, by: Actor, at: datetime) -> KnownPair | None:
    """Draw one pair whose answer two people gave, to be asked of `by` next, after this answer of theirs; None where there is
    none that they have not judged lately. The answer's id is the seed, so that anybody can draw the same one again."""
    hold(f"known pairs {by.pk}")
    if (before := KnownPair.objects.filter(after=after).first()) is not None:
        return before
    chosen = drawn(known_to(said_by_two(by), by.pk, at), seed=after.pk)
    if chosen is None:
        return None
    made = KnownPair.objects.create(pair_id=chosen.pair, verdict=chosen.verdict, after=after, by=by, at=at)
    audit.record("intake.known_pair_drawn", by=by, at=at, subject=made.pk)
    return made


@transaction.atomic
def answer_known_pair(*, known: KnownPair, verdict: Verdict, why: str, by: Actor, at: datetime) -> KnownAnswer:
    """Say of a known pair what one holds it to be. Nobody is joined or parted by it. The same twice is once.

    Refused where it was answered otherwise: that is taken back first; and where the pair waits for a judgement again.
    """
    hold_register()
    hold(f"known pairs {by.pk}")
    held = held_answers().filter(known=known).first()
    refuse_if(
        obstacles_to_answering_known(
            is_answered=held is not None,
            is_same=bool(held and held.verdict == verdict),
            is_waiting=CandidatePair.objects.filter(pk=known.pair_id, settled_at__isnull=True).exists(),
        )
    )
    if held is not None:
        return held
    made = KnownAnswer.objects.create(known=known, verdict=verdict, why=why, by=by, at=at)
    audit.record(
        "intake.known_pair_answered", by=by, at=at, subject=made.pk, codes=[verdict],
        digest=audit.digest(made.pk, verdict, why),
    )  # fmt: skip
    return made


@transaction.atomic
def take_back_known_answer(*, answer: KnownAnswer, by: Actor, at: datetime, why: str = "") -> KnownAnswer:
    """Take one's answer about a known pair back: it is asked about once more. Refused where it was taken back before."""
    hold(f"known pairs {by.pk}")
    refuse_if(
        obstacles_to_taking_back(
            is_taken_back=KnownAnswer.objects.filter(takes_back=answer).exists(),
            takes_back=answer.takes_back_id is not None,
        )
    )
    made = KnownAnswer.objects.create(
        known_id=answer.known_id, verdict=answer.verdict, why=why, takes_back=answer, by=by, at=at
    )
    audit.record(
        "intake.known_answer_taken_back", by=by, at=at, subject=answer.pk, codes=[answer.verdict],
        digest=audit.digest(made.pk, answer.pk, why),
    )  # fmt: skip
    return made
