"""The ledger of judgements: which are in force, and what they say about who is one person."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from kith.intake.models import CandidatePair, Judgement, TakingBack
from kith.intake.queries.rows import taken_back
from kith.intake.rules import Said, verdict_of_people
from kith.intake.terms import TakingBackStep, Verdict
from kith.register.joining import Link
from kith.register.models import Person

Pair = frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What counts now: links for joining, the pairs on which people said that they are not sure, and those on which one person
    said that they are two, or unsure, and a second is waited for."""

    links: tuple[Link, ...]
    unsure: frozenset[Pair]
    doubted: frozenset[Pair]


def ledger(people: Collection[uuid.UUID] | None = None) -> Ledger:
    """What the judgements in force say, all of them or those that touch `people`. People come before the machine."""
    rows = Judgement.objects.filter(takes_back__isnull=True, taken_back_by__isnull=True).exclude(gone())
    if people is not None:
        rows = rows.filter(Q(a__in=people) | Q(b__in=people))
    by_people: dict[Pair, list[Said]] = defaultdict(list)
    by_machine: dict[Pair, Link] = {}
    concerns_child: dict[Pair, bool] = {}
    columns = ("a_id", "b_id", "rule", "verdict", "by_id", "at", "strength", "pair__concerns_child")
    for a, b, rule, verdict, by, at, strength, child in rows.order_by("at", "id").values_list(*columns):
        pair = frozenset((a, b))
        if rule:
            by_machine[pair] = Link(a, b, verdict == Verdict.SAME, False, at, strength)
        else:
            by_people[pair].append(Said(by, verdict, at))
            concerns_child[pair] = bool(child)
    links, unsure, doubted = [], set(), set()
    for pair, said in by_people.items():
        verdict = verdict_of_people(said, concerns_child=concerns_child[pair])
        if verdict:
            by_machine.pop(pair, None)
        if verdict == Verdict.UNSURE:
            unsure.add(pair)
        elif verdict:
            a, b = sorted(pair)
            links.append(Link(a, b, verdict == Verdict.SAME, True, max(one.at for one in said)))
        elif any(one.verdict != Verdict.SAME for one in said):
            doubted.add(pair)
    return Ledger((*links, *by_machine.values()), frozenset(unsure), frozenset(doubted))


def gone() -> Q:
    """Judgements that went with their batch: about a row of it, or made by the machine when it was taken in."""
    back = TakingBack.objects.filter(step=TakingBackStep.DONE).values("batch_id")
    return taken_back("a", "b") | Q(batch__isnull=False, batch__in=back)


def tied_to(people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Everyone who must be worked out together with `people`: whoever a judgement of "same" ties to them, in any number
    of steps, and whoever is one with them now."""
    canonical = Person.objects.filter(pk__in=set(people)).values("canonical_id")
    found = set(Person.objects.filter(canonical_id__in=canonical).values_list("pk", flat=True))
    edge = found
    while edge:
        near = (
            Judgement.objects.filter(Q(a__in=edge) | Q(b__in=edge), verdict=Verdict.SAME)
            .order_by()
            .values_list("a_id", "b_id")
        )
        edge = {person for pair in near for person in pair} - found
        found |= edge
    return found


def said_about(pairs: Collection[CandidatePair]) -> dict[uuid.UUID, list[Said]]:
    """What people have said about each of these pairs and nobody took back, oldest first."""
    rows = Judgement.objects.filter(
        pair__in=[pair.pk for pair in pairs], rule="", takes_back__isnull=True, taken_back_by__isnull=True
    )
    said: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for pair, by, verdict, at in rows.order_by("at", "id").values_list("pair_id", "by_id", "verdict", "at"):
        if pair is not None:
            said[pair].append(Said(by, verdict, at))
    return said
