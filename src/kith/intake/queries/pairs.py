"""What a registrar reads when judging: two records side by side, line by line, with the family around them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from kith.access.models import Actor
from kith.intake.linkage import PersonRow
from kith.intake.linkage.vetoes import ALL as VETOES
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.queries.batches import with_names
from kith.intake.queries.rows import key_of, person_row
from kith.intake.rules import birth_in_words, compared, fields_of
from kith.intake.terms import Verdict
from kith.protocol.pack import Match, Pack
from kith.register.models import FamilyMember, PersonFact
from kith.register.queries import first_name
from kith.register.terms import FactKind

LINES = {
    "name": "Name",
    "native": "Name in own script",
    "birth_date": "Date of birth",
    "sex": "Sex as recorded",
    "person_ref": "Home Office number",
    "case_ref": "Home Office case",
    "health_ref": "Health number",
    "address": "Address",
    "phone": "Telephone",
    "guardian": "Parent or carer",
    "relationship": "Relationship",
    "nationality": "Nationality as recorded",
    "arrived_on": "Arrived on",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what either record says, as given, and how it compares in words."""

    label: str
    a: str
    b: str
    mark: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """Where one record comes from, and the family it stands in now."""

    person: uuid.UUID
    source: str
    file: str
    row: int
    record_id: str
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """A question for people: is this one person?"""

    pair: CandidatePair
    a: RecordView
    b: RecordView
    lines: tuple[Line, ...]
    asked_because: str
    waits_for_second: bool


@dataclass(frozen=True, slots=True)
class PlaceInLine:
    """Where a pair stands in a registrar's line, how long the line is, and how many pairs wait for others."""

    number: int
    total: int
    waiting_for_others: int


def _judged() -> QuerySet[Judgement]:
    """What people said about a pair of an outer query and nobody took back."""
    return Judgement.objects.filter(
        pair=OuterRef("pk"), rule="", takes_back__isnull=True, taken_back_by__isnull=True
    ).exclude(verdict=Verdict.UNSURE)


def waiting_pairs() -> QuerySet[CandidatePair]:
    """Every pair that waits for people, in the order of asking."""
    return CandidatePair.objects.filter(settled_at__isnull=True).order_by("place", "id")


def pairs_for(actor: Actor) -> QuerySet[CandidatePair]:
    """The pairs that wait for this registrar: not those that they judged already and that need a second person."""
    return waiting_pairs().exclude(Exists(_judged().filter(by=actor)))


def pair_or_next(actor: Actor, pair_id: uuid.UUID | None) -> CandidatePair | None:
    """The pair of that id; without one the next that waits for this registrar, None where nothing does."""
    pairs = CandidatePair.objects.filter(pk=pair_id) if pair_id is not None else pairs_for(actor)
    return pairs.annotate(is_judged=Exists(_judged())).first()


def place_in_line(actor: Actor, pair: CandidatePair | None) -> PlaceInLine:
    """Where `pair` stands in this registrar's line. One query."""
    mine = Exists(_judged().filter(by=actor))
    counted = (
        waiting_pairs()
        .annotate(is_mine=mine)
        .aggregate(
            total=Count("pk", filter=Q(is_mine=False)),
            before=Count("pk", filter=Q(is_mine=False, place__lt=pair.place if pair else 0)),
            others=Count("pk", filter=Q(is_mine=True)),
        )
    )
    return PlaceInLine(min(counted["before"] + 1, counted["total"]), counted["total"], counted["others"])


def pair_view(pair: CandidatePair, *, pack: Pack) -> PairView:
    """One pair with all that there is to see. Two queries, whatever the size of the register."""
    found = SourceRow.objects.select_related("file").filter(person__in=[pair.a_id, pair.b_id])
    rows = {row.person_id: row for row in found}
    a, b = (_as_row(rows[person], pack) for person in (pair.a_id, pair.b_id))
    families = _families([pair.a_id, pair.b_id])
    return PairView(
        pair=pair,
        a=_record(rows[pair.a_id], pack, families.get(pair.a_id, ())),
        b=_record(rows[pair.b_id], pack, families.get(pair.b_id, ())),
        lines=tuple(
            Line(label, left, right, compared(field, a, b))
            for field, label in LINES.items()
            for left, right in [(_shown(field, a), _shown(field, b))]
            if left or right or field in ("name", "birth_date")
        ),
        asked_because=VETOES[pair.veto][1] if pair.veto in VETOES else "",
        waits_for_second=pair.concerns_child and pair.settled_at is None and getattr(pair, "is_judged", False),
    )


def _match(row: SourceRow, pack: Pack) -> Match | None:
    return pack.source_of(row.file.header)


def _as_row(row: SourceRow, pack: Pack) -> PersonRow:
    match = _match(row, pack)
    fields = fields_of(match, row.cells) if match else {}
    return person_row(key_of(row.file.sha256, row.number), row.file.sha256, row.file.kind, fields)


def _shown(field: str, row: PersonRow) -> str:
    """A line as the row gives it: names and addresses in one, births with their precision."""
    if field == "name":
        return " ".join(part for part in (row.given, row.family) if part) or row.full_name
    if field == "address":
        return ", ".join(part for part in (row.address, row.town, row.postcode) if part)
    if field == "birth_date":
        return birth_in_words(row.birth_date)
    return str(getattr(row, field))


def _record(row: SourceRow, pack: Pack, family: Sequence[str]) -> RecordView:
    match = _match(row, pack)
    assert row.person_id is not None
    return RecordView(
        person=row.person_id,
        source=match.source.name if match else row.file.kind,
        file=row.file.name,
        row=row.number,
        record_id=row.record_id,
        family=tuple(family),
    )


def _families(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    """For each person as recorded, who else is in their family: name and year of birth. One query."""
    homes = FamilyMember.objects.filter(person__in=people, until_at__isnull=True).values("family_id")
    births = PersonFact.objects.filter(person=OuterRef("person_id"), kind=FactKind.BIRTH_DATE)
    rows = (
        FamilyMember.objects.filter(family__in=homes, until_at__isnull=True)
        .order_by("person__canonical_id", "person_id")
        .annotate(name=first_name(), born=Subquery(births.order_by("id").values("earliest")[:1]))
        .values_list("family_id", "person_id", "person__canonical_id", "name", "born")
    )
    names: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
    years: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = defaultdict(set)
    home, canonical = {}, {}
    for family, person, head, name, born in rows:
        home[person], canonical[person] = family, head
        names.setdefault((family, head), name or "")
        years[family, head] |= {str(born.year)} if born else set()
    return {
        person: tuple(
            f"{name}, born {' or '.join(sorted(years[of, head]))}" if years[of, head] else name
            for (of, head), name in names.items()
            if of == home[person] and head != canonical[person]
        )
        for person in people
        if person in home
    }


def last_judgement_of(actor: Actor) -> Judgement | None:
    """What this registrar judged last and nobody took back: the one that Undo takes back."""
    held = Judgement.objects.filter(by=actor, rule="", takes_back__isnull=True, taken_back_by__isnull=True)
    return with_names(held.select_related("by", "taken_back_by")).order_by("-at", "-id").first()
