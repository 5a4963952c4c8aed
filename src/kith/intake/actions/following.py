"""What follows from judgements: who is one person, which pairs still wait, which families there are, what is settled."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestones
from kith.disclosure.models import Milestone
from kith.disclosure.rules import is_identity_open
from kith.disclosure.terms import MilestoneKind
from kith.intake.actions.families import arrange
from kith.intake.models import CandidatePair, SourceRow
from kith.intake.queries.kin import kin_of, sharing_with
from kith.intake.queries.ledger import Ledger, ledger, tied_to
from kith.register.joining import regroup
from kith.register.models import Case, FamilyMember, Person

IDENTITY = (MilestoneKind.IDENTITY_OPEN, MilestoneKind.IDENTITY_SETTLED)


@transaction.atomic
def follow_judgements(*, people: Collection[uuid.UUID], parts: bool, narrows: bool, by: Actor, at: datetime) -> None:
    """Work out anew what rests on judgements about `people`: only those whom they touch, and no row is moved.

    Where it does not part (`parts`), families come together and none comes about; where it `narrows`, as taking back does, a side
    sees no more whom rows do not show it.
    """
    tied = tied_to(people)
    said = ledger(tied)
    changed = regroup(people=tied, links=said.links, by=by, at=at)
    touched = settle_pairs(said=said, people=tied, at=at) | set(people) | changed
    if changed:
        kin = kin_of(sharing_with(changed))
        arrange(people=kin, parts=parts, narrows=narrows, by=by, at=at)
        touched |= kin
    pass_identity(people=touched, by=by, at=at)
    audit.record("intake.judgements_followed", by=by, at=at, codes=[str(len(changed))])


def settle_pairs(*, said: Ledger, people: Collection[uuid.UUID] | None, at: datetime) -> set[uuid.UUID]:
    """Close the pairs that are no question any more, open those that are one again, and return whom that touches.

    A pair is settled where its two are one person now, or where people said that they, or others who are one with
    them, are different; and where the batch of one was taken back.
    """
    pairs = CandidatePair.objects.all()
    if people is not None:
        pairs = pairs.filter(Q(a__in=people) | Q(b__in=people))
    apart = [(link.a, link.b) for link in said.links if link.by_people and not link.is_same]
    rows = list(pairs.values_list("pk", "a_id", "b_id", "settled_at"))
    ends = {person for _, a, b, _ in rows for person in (a, b)} | {person for pair in apart for person in pair}
    canonical = dict(Person.objects.filter(pk__in=ends).values_list("pk", "canonical_id"))
    rows_gone = SourceRow.objects.filter(person__in=ends, file__taken_back_at__isnull=False)
    gone = set(rows_gone.values_list("person_id", flat=True))
    kept_apart = {frozenset((canonical[a], canonical[b])) for a, b in apart}

    def is_settled(a: uuid.UUID, b: uuid.UUID) -> bool:
        ends = frozenset((canonical[a], canonical[b]))
        return len(ends) == 1 or ends in kept_apart or a in gone or b in gone

    turned = {pk: (a, b, not settled) for pk, a, b, settled in rows if is_settled(a, b) is (settled is None)}
    for closes in (True, False):
        chosen = [pk for pk, (_, _, now) in turned.items() if now is closes]
        CandidatePair.objects.filter(pk__in=chosen).update(settled_at=at if closes else None, version=F("version") + 1)
    return {person for a, b, _ in turned.values() for person in (a, b)}


def pass_identity(*, people: Iterable[uuid.UUID] | None, by: Actor, at: datetime) -> None:
    """Let the other sides know for which cases who a person is has become an open question, or is settled again."""
    cases = Case.objects.filter(closed_at__isnull=True)
    if people is not None:
        touched = FamilyMember.objects.filter(person__in=set(people)).values("family_id")
        cases = cases.filter(family__in=touched)
    members = FamilyMember.objects.filter(family__in=cases.values("family_id"), until_at__isnull=True)
    waiting = CandidatePair.objects.filter(settled_at__isnull=True)
    # Either end by itself: asked for both at once, PostgreSQL reads every pair for each member of every family.
    asked_about = members.filter(person__in=waiting.values("a")).values_list("family_id").union(
        members.filter(person__in=waiting.values("b")).values_list("family_id")
    )  # fmt: skip
    is_open = {family for (family,) in asked_about}
    passed: dict[uuid.UUID, list[str]] = defaultdict(list)
    for about, said in Milestone.objects.filter(case__in=cases, kind__in=IDENTITY).values_list("case_id", "kind"):
        passed[about].append(said)
    turned: dict[MilestoneKind, list[Case]] = {kind: [] for kind in IDENTITY}
    for case in cases.order_by("reference"):
        if (now_open := case.family_id in is_open) != is_identity_open(passed[case.pk]):
            turned[MilestoneKind.IDENTITY_OPEN if now_open else MilestoneKind.IDENTITY_SETTLED].append(case)
    for kind, chosen in turned.items():
        pass_milestones(cases=chosen, kind=kind, by=by, at=at)
