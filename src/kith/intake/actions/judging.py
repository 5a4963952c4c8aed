"""Verbs of judging: the same person, different people, not sure; and taking a judgement back."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, Max, Value, When

from kith.access import audit
from kith.access.audit import Deed
from kith.access.models import Actor
from kith.intake.actions.following import follow_judgements
from kith.intake.actions.knowing import ask_about_known_pair
from kith.intake.actions.linking import ask_instead
from kith.intake.models import Batch, CandidatePair, Judgement, SourceRow
from kith.intake.queries.ledger import gone, said_about
from kith.intake.queries.pairs import next_pair
from kith.intake.rules import Said, obstacles_to_judging, obstacles_to_taking_back, verdict_of_people
from kith.intake.rules.asking import HELD, is_followed_by_known
from kith.intake.terms import Verdict
from kith.register.joining import hold_register
from kith.verdict import refuse_if


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about one pair."""

    pair: CandidatePair
    verdict: Verdict
    why: str = ""


@transaction.atomic
def judge_pair(*, pair: CandidatePair, verdict: Verdict, why: str, by: Actor, at: datetime) -> Judgement:
    """Say of two records that they are the same person, different people, or that one is not sure.

    A pair that concerns a child counts when two different people have said the same. Saying the same twice is once.
    Once in twenty answers, by lot, a pair whose answer is known is asked next. Refused where people settled the pair otherwise:
    that judgement is taken back first.
    """
    (made,) = judge_pairs(answers=[Answer(pair, verdict, why)], by=by, at=at)
    if is_followed_by_known(made.pk, settings.SECRET_KEY):
        ask_about_known_pair(after=made, by=by, at=at)
    _hold_next(pair, by=by, at=at)
    return made


@transaction.atomic
def judge_pairs(*, answers: Sequence[Answer], by: Actor, at: datetime) -> list[Judgement]:
    """Judge several pairs in one go, as `judge_pair` does one: all are written, or none.

    Families come together by it, and none parts: whoever says that two records are one person says nothing about who else
    belongs together. Where rows tie somebody to a family no more, the next files part them.
    """
    hold_register()
    table = CandidatePair.objects.select_for_update(of=("self",)).order_by("pk")
    pairs = {pair.pk: pair for pair in table.filter(pk__in=[answer.pair.pk for answer in answers])}
    said, last, gone = said_about(pairs.values()), _last_words(pairs, by), _gone(pairs.values())
    made, fresh, telling, passed_on = list[Judgement](), list[Judgement](), list[Judgement](), list[CandidatePair]()
    for answer in answers:
        pair = pairs[answer.pair.pk]
        in_force = verdict_of_people(said[pair.pk], concerns_child=pair.concerns_child)
        refuse_if(obstacles_to_judging(answer.verdict, in_force, is_gone=bool({pair.a_id, pair.b_id} & gone)))
        held = last.get(pair.pk)
        if held is None or held.verdict != answer.verdict:
            held = last[pair.pk] = Judgement(
                a_id=pair.a_id, b_id=pair.b_id, pair=pair, verdict=answer.verdict, why=answer.why, by=by, at=at
            )
            said[pair.pk].append(Said(by.pk, answer.verdict, at))
            fresh.append(held)
            if verdict_of_people(said[pair.pk], concerns_child=pair.concerns_child) != in_force:
                telling.append(held)  # else it waits for a second person, and nothing follows from it
        elif (
            answer.verdict == Verdict.UNSURE
        ):  # passed on once more: the next one comes, and never this one again at once
            passed_on.append(pair)
        made.append(held)
    _write(fresh, by=by, at=at)
    _ask_last(passed_on)
    audit.record_each("intake.pair_passed_on", [Deed(pair.pk) for pair in passed_on], by=by, at=at)
    if telling:
        people = {person for judgement in telling for person in (judgement.a_id, judgement.b_id)}
        follow_judgements(people=people, parts=False, narrows=False, by=by, at=at)
    return made


def _write(fresh: Sequence[Judgement], *, by: Actor, at: datetime) -> None:
    Judgement.objects.bulk_create(fresh)
    _ask_last({one.pair.pk: one.pair for one in fresh if one.pair and one.verdict == Verdict.UNSURE}.values())
    deeds = [Deed(one.pk, (one.verdict,), audit.digest(one.pk, one.verdict, one.why)) for one in fresh]
    audit.record_each("intake.pair_judged", deeds, by=by, at=at)


def _hold_next(answered: CandidatePair, *, by: Actor, at: datetime) -> None:
    """Let others be asked about other pairs than the one that comes before somebody now, and about the one they answered."""
    following = next_pair(by, at)
    pairs = CandidatePair.objects.filter(pk__in=[answered.pk, *([following] if following else [])])
    until = Case(When(pk=following, then=Value(at + HELD)), default=None, output_field=DateTimeField())
    pairs.update(held_by=by, held_until=until)


def _last_words(pairs: Collection[uuid.UUID], by: Actor) -> dict[uuid.UUID, Judgement]:
    """What this person said last about each of these pairs, where nobody took it back."""
    rows = Judgement.objects.filter(pair__in=pairs, by=by, rule="", takes_back__isnull=True, taken_back_by__isnull=True)
    return {one.pair_id: one for one in rows.order_by("at", "id") if one.pair_id}


def _gone(pairs: Collection[CandidatePair]) -> set[uuid.UUID]:
    """Whose rows, of the records of these pairs, were taken back with their batch."""
    people = {person for pair in pairs for person in (pair.a_id, pair.b_id)}
    rows = SourceRow.objects.filter(person__in=people, file__taken_back_at__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def _ask_last(pairs: Collection[CandidatePair]) -> None:
    """Put pairs at the end of the line: somebody was not sure, and others should be asked about clearer ones first."""
    waiting = CandidatePair.objects.filter(settled_at__isnull=True)
    end = waiting.aggregate(end=Max("place"))["end"] if pairs else 0
    for place, pair in enumerate(pairs, (end or 0) + 1):
        pair.place, pair.version = place, pair.version + 1
    CandidatePair.objects.bulk_update(pairs, ["place", "version"])


@transaction.atomic
def take_back(*, judgement: Judgement, by: Actor, at: datetime, why: str = "") -> Judgement:
    """Take a judgement back, one's own, another's or the machine's. What followed from it is worked out anew.

    What the machine joined becomes a question for people. Where files came with it or since, families that there were not
    before can come about by it; else each has its own again. Refused where it was taken back before.
    """
    hold_register()
    refuse_if(
        obstacles_to_taking_back(
            is_taken_back=Judgement.objects.filter(takes_back=judgement).exists(),
            takes_back=judgement.takes_back_id is not None,
            is_gone=Judgement.objects.filter(gone(), pk=judgement.pk).exists(),
        )
    )
    made = Judgement.objects.create(
        a_id=judgement.a_id, b_id=judgement.b_id, pair_id=judgement.pair_id, verdict=judgement.verdict,
        takes_back=judgement, why=why, by=by, at=at,
    )  # fmt: skip
    if judgement.rule:
        ask_instead(judgement, at)
    audit.record(
        "intake.judgement_taken_back", by=by, at=at, subject=judgement.pk, codes=[judgement.verdict],
        digest=audit.digest(made.pk, judgement.pk, why),
    )  # fmt: skip
    parts = Batch.objects.filter(at__gte=judgement.at).exists()
    people = {judgement.a_id, judgement.b_id}
    follow_judgements(people=people, parts=parts, narrows=True, by=by, at=at)
    return made
