"""From linkage to the ledger: what the machine joins is a judgement, what it does not dare is a question."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db.models import F, Max

from kith.access.models import Actor
from kith.intake.linkage import NEXT_GENERATION, Candidate, Linked, Verdict, link_prepared
from kith.intake.linkage.rows import child_keys, may_be_child
from kith.intake.linkage.words import agreement
from kith.intake.models import Batch, CandidatePair, Judgement
from kith.intake.queries.ledger import Ledger, Pair, ledger
from kith.intake.queries.rows import HeldRow, held_rows
from kith.intake.terms import Verdict as Word
from kith.protocol.pack import load
from kith.records import new_id, pour
from kith.register.actions import CHUNK
from kith.register.joining import regroup
from kith.register.models import Person


def link_all(rows: Sequence[HeldRow], *, progress: Callable[[str, int, int], None]) -> Linked:
    """Compare all rows ever taken in. Whom judgements hold to be one stays one; whom people hold apart stays apart."""
    key = {held.person: held.row.key for held in rows}
    return link_prepared([held.prepared for held in rows], _verdicts(key), progress=progress)


def _verdicts(key: dict[uuid.UUID, str]) -> list[Verdict]:
    """The ledger as linkage takes it: everyone tied to who stands for them, and every pair that people hold apart."""
    canonical = Person.objects.exclude(pk=F("canonical_id")).values_list("pk", "canonical_id")
    tied = [Verdict(key[a], key[b], Word.SAME, by_machine=True) for a, b in canonical if a in key and b in key]
    kept = [tuple(sorted(pair)) for pair in held_apart(ledger())]
    return tied + [Verdict(key[a], key[b], Word.DIFFERENT, by_machine=False) for a, b in kept if a in key and b in key]


def held_apart(said: Ledger) -> set[Pair]:
    """Every pair that no machine joins, since people hold it apart. A machine's join that somebody took back is never made by a
    machine again, nor one of which one person said that they are two, or was not sure, while a second is waited for."""
    apart = {frozenset((one.a, one.b)) for one in said.links if one.by_people and not one.is_same}
    apart |= said.unsure | said.doubted
    taken_back = Judgement.objects.exclude(rule="").filter(taken_back_by__isnull=False)
    apart |= {frozenset(pair) for pair in taken_back.values_list("a_id", "b_id")}
    return apart - {frozenset((one.a, one.b)) for one in said.links if one.is_same}


def join_and_ask(
    rows: Sequence[HeldRow], linked: Linked, *, batch: Batch, by: Actor, at: datetime
) -> tuple[Ledger, int, int]:
    """Write the machine's judgements, work out who is one person, and put the questions in their order.

    Returns the ledger as it is now, how many links were made and how many pairs are asked for the first time.
    """
    person = {held.row.key: held.person for held in rows}
    pour(
        Judgement,
        (
            {
                "id": new_id(), "a_id": person[one.a], "b_id": person[one.b], "verdict": Word.SAME,
                "rule": one.rule[:60], "strength": one.probability, "model_version": linked.model_version,
                "why": "; ".join(one.why), "by_id": by.pk, "at": at, "batch_id": batch.pk,
            }
            for one in linked.links
        ),
    )  # fmt: skip
    said = ledger()
    regroup(people=person.values(), links=said.links, by=by, at=at)
    return said, len(linked.links), _ask(linked.queue, person, at)


def _ask(queue: Sequence[Candidate], person: dict[str, uuid.UUID], at: datetime) -> int:
    """Put new questions beside those that wait, all in the order of the queue. Two people are asked about once."""
    canonical = dict(Person.objects.values_list("pk", "canonical_id"))
    waiting = {
        frozenset((canonical[pair.a_id], canonical[pair.b_id])): pair
        for pair in CandidatePair.objects.filter(settled_at__isnull=True).order_by("-place")
    }
    asked_before = {frozenset(pair) for pair in CandidatePair.objects.values_list("a_id", "b_id")}
    fresh, placed = [], []
    for place, one in enumerate(queue, 1):
        a, b = sorted((person[one.a], person[one.b]))
        known = waiting.pop(frozenset((canonical[a], canonical[b])), None)
        if known is not None:
            known.place = place
            known.concerns_child |= one.concerns_child  # a row that came since may be about a child
            placed.append(known)
        elif frozenset((a, b)) not in asked_before:
            fresh.append(new_pair(one, a, b, place, at))
    for place, pair in enumerate(sorted(waiting.values(), key=lambda pair: pair.place), len(queue) + 1):
        pair.place = place
        placed.append(pair)
    CandidatePair.objects.bulk_update(placed, ["place", "concerns_child"], batch_size=CHUNK)
    CandidatePair.objects.bulk_create(fresh, batch_size=CHUNK)
    return len(fresh)


def new_pair(one: Candidate, a: uuid.UUID, b: uuid.UUID, place: int, at: datetime) -> CandidatePair:
    """A question for people, with what agrees, what differs and what is not known."""
    return CandidatePair(
        a_id=a, b_id=b, place=place, veto=one.veto, agrees=list(one.agrees), differs=list(one.differs),
        unknown=list(one.unknown), concerns_child=one.concerns_child, found_at=at,
    )  # fmt: skip


def ask_instead(judgement: Judgement, at: datetime) -> None:
    """Where somebody takes a machine's join back, people are asked, last in the line, unless they were before."""
    a, b = sorted((judgement.a_id, judgement.b_id))
    if CandidatePair.objects.filter(a=a, b=b).exists():
        return
    rows = {held.person: held.prepared for held in held_rows(load(), [a, b])}
    said = agreement(rows[a], rows[b])
    young = child_keys(rows.values(), adult_before=date(at.year - NEXT_GENERATION - 1, 1, 1))
    is_child = any(may_be_child([row], young) for row in rows.values())
    end = CandidatePair.objects.aggregate(end=Max("place"))["end"] or 0
    one = Candidate("", "", judgement.strength, "", said.agrees, said.differs, said.unknown, is_child)
    new_pair(one, a, b, end + 1, at).save(force_insert=True)
