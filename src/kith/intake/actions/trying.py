"""Trying other rules of matching on all that was taken in. Nothing is joined, asked or changed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.intake.actions.taking_in import Progress
from kith.intake.linkage import NEXT_GENERATION, Verdict, link_prepared
from kith.intake.linkage.model import Rules
from kith.intake.linkage.rows import child_keys
from kith.intake.linkage.trying import Change, Difference, Share, difference, shares
from kith.intake.queries.exports import names_of
from kith.intake.queries.ledger import ledger
from kith.intake.queries.rows import held_rows
from kith.intake.terms import Verdict as Word
from kith.protocol.pack import load


@dataclass(frozen=True, slots=True)
class Tried:
    """What the other rules would change; of each change the rows in the exports' names, and whether a child is among them; and
    how many rows of each source, sex and age are found in other files."""

    difference: Difference
    rows: dict[str, str]
    children: frozenset[str]
    shares: tuple[Share, ...]

    def concerns_child(self, change: Change) -> bool:
        """Whether one of the rows may be about a child."""
        return any(key in self.children for rows in change.people for key in rows)


@transaction.atomic
def try_rules(*, rules: Rules, by: Actor, at: datetime, progress: Progress) -> Tried:
    """Link everything ever taken in twice, by the rules that stand and by these, each from the beginning and with what people
    judged; the machine's own joins of before count for neither. The audit trail keeps that it was tried, and the counts.

    Refused (`UntrainedModel`) where the weights lack a level.
    """
    held = held_rows(load())
    key = {one.person: one.row.key for one in held}
    said = ledger()
    verdicts = [
        Verdict(key[one.a], key[one.b], Word.SAME if one.is_same else Word.DIFFERENT, by_machine=False)
        for one in said.links
        if one.by_people and one.a in key and one.b in key
    ]
    unsure = [tuple(sorted(pair)) for pair in said.unsure]
    verdicts += [Verdict(key[a], key[b], Word.UNSURE, by_machine=False) for a, b in unsure if a in key and b in key]
    rows = [one.prepared for one in held]
    now = link_prepared(
        rows, verdicts, progress=lambda stage, *counts: progress(f"by the rules that stand: {stage}", *counts)
    )
    then = link_prepared(
        rows, verdicts, rules=rules, progress=lambda stage, *counts: progress(f"by the other rules: {stage}", *counts)
    )
    found = difference(now, then)
    young = child_keys((one.prepared for one in held), adult_before=date(at.year - NEXT_GENERATION - 1, 1, 1))
    counts = (found.people_now, found.people_then, len(found.changes), found.asked_more, found.asked_no_more)
    audit.record("intake.rules_tried", by=by, at=at, codes=[str(rules.learned["version"])[:40], *map(str, counts)])
    of_groups = shares((one.prepared for one in held), now, then, young)
    return Tried(found, names_of(key), young, of_groups)
