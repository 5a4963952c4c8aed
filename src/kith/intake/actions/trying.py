"""Trying other rules of matching on all that was taken in. Nothing is joined, asked or changed."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.intake.actions.linking import held_apart
from kith.intake.actions.taking_in import Progress
from kith.intake.linkage import NEXT_GENERATION, Candidate, Linked, Verdict, link_prepared
from kith.intake.linkage.model import Rules
from kith.intake.linkage.rows import child_keys
from kith.intake.linkage.trying import Change, Difference, Share, difference, shares
from kith.intake.models import CandidatePair, RulesTried
from kith.intake.queries.exports import names_of
from kith.intake.queries.ledger import Pair, ledger
from kith.intake.queries.rows import held_rows
from kith.intake.queries.trying import joins_by
from kith.intake.terms import Verdict as Word
from kith.protocol.pack import load
from kith.register.models import Person


@dataclass(frozen=True, slots=True)
class Tried:
    """What the other rules would change; of each change the rows in the exports' names, and whether a child is among them; and
    how many rows of each source, sex and age are found in other files. `is_beside_register` where what stands was joined by
    another model than the rules that stand."""

    difference: Difference
    rows: dict[str, str]
    children: frozenset[str]
    shares: tuple[Share, ...]
    is_beside_register: bool

    def concerns_child(self, change: Change) -> bool:
        """Whether one of the rows may be about a child."""
        return any(key in self.children for rows in change.people for key in rows)


@transaction.atomic
def try_rules(*, rules: Rules, by: Actor, at: datetime, progress: Progress) -> Tried:
    """Link everything ever taken in twice, by the rules that stand and by these, each from the beginning and with what people
    judged; the machine's own joins of before count for neither. That it was tried, and the counts, are kept.

    Where what stands was joined by another model than the rules that stand, its weights may be there no more: then these rules
    are held beside the register itself, its people as they are and its pairs that wait.

    Refused (`UntrainedModel`) where the weights lack a level.
    """
    held = held_rows(load())
    key = {one.person: one.row.key for one in held}
    said, is_other = ledger(), joins_by().is_other
    apart = held_apart(said)
    judged = [(one.a, one.b, Word.SAME) for one in said.links if one.by_people and one.is_same]
    judged += [(a, b, Word.DIFFERENT) for a, b in map(sorted, apart)]
    verdicts = [Verdict(key[a], key[b], word, by_machine=False) for a, b, word in judged if a in key and b in key]
    rows = [one.prepared for one in held]
    now = _as_it_stands(key, apart) if is_other else link_prepared(
        rows, verdicts, progress=lambda stage, *counts: progress(f"by the rules that stand: {stage}", *counts)
    )  # fmt: skip
    then = link_prepared(
        rows, verdicts, rules=rules, progress=lambda stage, *counts: progress(f"by the other rules: {stage}", *counts)
    )
    found = difference(now, then)
    young = child_keys((one.prepared for one in held), adult_before=date(at.year - NEXT_GENERATION - 1, 1, 1))
    counts = {
        "people_now": found.people_now, "people_then": found.people_then, "changed": len(found.changes),
        "asked_more": found.asked_more, "asked_no_more": found.asked_no_more,
    }  # fmt: skip
    made = RulesTried.objects.create(model_version=rules.version, certain=rules.certain, **counts, by=by, at=at)
    codes = [rules.version, *map(str, counts.values())]
    audit.record("intake.rules_tried", by=by, at=at, subject=made.pk, codes=codes)
    of_groups = shares((one.prepared for one in held), now, then, young)
    return Tried(found, names_of(key), young, of_groups, is_other)


def _as_it_stands(key: Mapping[uuid.UUID, str], apart: Collection[Pair]) -> Linked:
    """Whose person each row is in the register, and the pairs that wait there, but for those that people hold apart."""
    canonical = dict(Person.objects.filter(pk__in=key).values_list("pk", "canonical_id"))
    first: dict[uuid.UUID, str] = {}
    for person in sorted(key, key=lambda one: key[one]):
        first.setdefault(canonical[person], key[person])
    waiting = CandidatePair.objects.filter(settled_at__isnull=True, a__in=key, b__in=key).values_list("a_id", "b_id")
    queue = (
        Candidate(key[a], key[b], 0, "", (), (), (), concerns_child=False)
        for a, b in waiting
        if frozenset((a, b)) not in apart
    )
    return Linked((), {key[person]: first[canonical[person]] for person in key}, tuple(queue), "")
