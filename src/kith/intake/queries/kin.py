"""Whom a change of families can touch, and what households share."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from kith.intake.linkage.families import Counted, Key, most_who_share
from kith.intake.models import Batch, HouseholdKey, SourceRow
from kith.intake.terms import TakingBackStep
from kith.register.models import FamilyMember, Person


def kin_of(people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Everyone who is, or ever was, in a family with one of `people`, or is one person with one who is.

    Families follow evidence between these alone, so that working them out anew is working out all that can change.
    """
    found: set[uuid.UUID] = set()
    edge = set(people)
    while edge:
        found |= edge
        homes = FamilyMember.objects.filter(person__in=edge).values("family_id")
        canonical = Person.objects.filter(pk__in=edge).values("canonical_id")
        near = set(FamilyMember.objects.filter(family__in=homes).values_list("person_id", flat=True))
        near |= set(Person.objects.filter(canonical_id__in=canonical).values_list("pk", flat=True))
        edge = near - found
    return found


def _standing(values: Collection[str] | QuerySet[HouseholdKey, Any]) -> QuerySet[HouseholdKey]:  # Any: values alone
    """These keys of everybody whose row was not taken back. Their rows are asked for one by one: few people share few keys, and
    asked for all who went, PostgreSQL reads every key that there is."""
    gone = SourceRow.objects.filter(person=OuterRef("person"), file__taken_back_at__isnull=False)
    return HouseholdKey.objects.filter(~Exists(gone), value__in=values).order_by()


def used_by(people: Collection[uuid.UUID]) -> dict[Key, int]:
    """How many persons in the whole register share each household key that one of `people` has."""
    values = HouseholdKey.objects.filter(person__in=people).values("value")
    rows = _standing(values).values_list("kind", "value")
    return {(kind, value): count for kind, value, count in rows.annotate(Count("person__canonical_id", distinct=True))}


def counted_before(people: Collection[uuid.UUID]) -> Counted:
    """What families rest on beyond the rows of `people`: how many share what they share, counted now; and the words too
    common to tie anybody, as the last intake counted them over the whole register."""
    standing = Batch.objects.exclude(takings_back__step=TakingBackStep.DONE)
    last = standing.order_by("-at", "-id").values_list("counts", flat=True).first() or {}
    return Counted(used_by(people), frozenset(last.get("everyday_words", ())))


def sharing_with(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Whoever shares a household key with one of `people`, where joining or parting these can decide whether the key is
    shared by too many to tie a household."""
    close = {key for key, count in used_by(people).items() if count <= most_who_share(key) + len(people)}
    rows = _standing({value for _, value in close})
    return {
        person for kind, value, person in rows.values_list("kind", "value", "person_id") if (kind, value) in close
    } | set(people)
