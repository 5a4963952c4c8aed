"""What a registrar reads when judging: two records side by side, line by line, with the family around them."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kith.access.models import Actor
from kith.access.statements import kept
from kith.intake.linkage import PersonRow
from kith.intake.linkage.vetoes import ALL as VETOES
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.queries.known import asked_of
from kith.intake.queries.rows import key_of, person_row, read_as
from kith.intake.rules import AGREES, BY_SOUND, DIFFERS, FAMILY, PARTLY, UNKNOWN, birth_in_words, compared, fields_of
from kith.intake.rules.marking import Parts, in_parts
from kith.intake.terms import FIELDS, Verdict
from kith.protocol.pack import Match, Pack
from kith.register.models import FamilyMember, PersonFact
from kith.register.queries import first_name
from kith.register.rules import fold
from kith.register.terms import FactKind

# The lines of the comparison, in the order in which registrars read them.
LINES = {
    "name": FIELDS["full_name"],
    **{field: FIELDS[field] for field in ("native", "birth_date", "sex", "person_ref", "case_ref", "health_ref")},
    **{field: FIELDS[field] for field in ("address", "phone", "guardian", "relationship", "nationality", "arrived_on")},
}
LONGEST_SHOWN = 300  # of a cell as received: columns that were not understood may hold anything


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what either record says in words, how it compares, and how the births were written. What is
    said stands in parts, each with whether the other record has nothing like it."""

    label: str
    a: Parts
    b: Parts
    mark: str
    written_a: str = ""
    written_b: str = ""

    @property
    def is_alike(self) -> bool:
        """Whether both records say it in the same words: on a phone it stands there once."""
        return (self.a, self.written_a) == (self.b, self.written_b)


@dataclass(frozen=True, slots=True)
class RecordView:
    """Where one record comes from, its row as received by heading, and the family it stands in now."""

    person: uuid.UUID
    source: str
    file: str
    row: int
    record_id: str
    cells: tuple[tuple[str, str], ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """A question for people: is this one person?"""

    pair: CandidatePair
    a: RecordView
    b: RecordView
    lines: tuple[Line, ...]
    families: str
    asked_because: str
    hanging: int  # records that would be one person's if the two are one
    is_settled: bool  # as far as whoever is asked may see: a known pair is shown as one that waits
    is_mine: bool
    waits_for_second: bool
    unsure_at: datetime | None  # when whoever looks said that they were not sure

    @property
    def summary(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What agrees, what differs and what is not known, by the labels of the lines."""
        marks = (
            (_("Agrees"), AGREES), (_("Agrees by sound"), BY_SOUND), (_("Partly agrees"), PARTLY),
            (_("Differs"), DIFFERS), (_("Not known"), UNKNOWN),
        )  # fmt: skip
        said = ((title, tuple(line.label for line in self.lines if line.mark == mark)) for title, mark in marks)
        return tuple((title, labels) for title, labels in said if labels)


@dataclass(frozen=True, slots=True)
class PlaceInLine:
    """Where a pair stands in a registrar's line, how long the line is, and how many pairs wait for others."""

    number: int
    total: int
    waiting_for_others: int


def _judged() -> QuerySet[Judgement]:
    """What people said about a pair of an outer query, where it is their last word, and nobody took it back."""
    said = Judgement.objects.filter(rule="", takes_back__isnull=True, taken_back_by__isnull=True)
    later = said.filter(pair=OuterRef("pair"), by=OuterRef("by"), at__gt=OuterRef("at"))
    return said.filter(pair=OuterRef("pk")).exclude(verdict=Verdict.UNSURE).exclude(Exists(later))


def waiting_pairs() -> QuerySet[CandidatePair]:
    """Every pair that waits for people, in the order of asking."""
    return CandidatePair.objects.filter(settled_at__isnull=True).order_by("place", "id")


def pairs_for(actor: Actor) -> QuerySet[CandidatePair]:
    """The pairs that wait for this registrar: not those that they judged already and that need a second person."""
    return _line_of(actor.pk)


def _line_of(by: uuid.UUID) -> QuerySet[CandidatePair]:
    return waiting_pairs().exclude(Exists(_judged().filter(by_id=by)))


def pair_or_next(actor: Actor, pair_id: uuid.UUID | None, at: datetime) -> CandidatePair | None:
    """The pair of that id; without one what is asked of this registrar next, None where nothing is: a known pair on which the
    lot fell, the first in their line that nobody else has before them, or the first."""
    found = _first_shown(actor.pk, at) if pair_id is None else _shown_to(actor.pk, pair_id)
    return found[0] if found else None


def next_pair(actor: Actor, at: datetime) -> uuid.UUID | None:
    """The id of what is asked of this registrar next; None where nothing is."""
    found = _next(actor.pk, at)
    return found[0] if found else None


@kept
def _next(by: uuid.UUID, at: datetime) -> QuerySet[CandidatePair, uuid.UUID]:
    return CandidatePair.objects.filter(pk=_first_of(by, at)).values_list("pk", flat=True)


@kept
def _first_shown(by: uuid.UUID, at: datetime) -> QuerySet[CandidatePair]:
    return _with_marks(CandidatePair.objects.filter(pk=_first_of(by, at)), by)


@kept
def _shown_to(by: uuid.UUID, pair: uuid.UUID) -> QuerySet[CandidatePair]:
    return _with_marks(CandidatePair.objects.filter(pk=pair), by)


def _with_marks(pairs: QuerySet[CandidatePair], by: uuid.UUID) -> QuerySet[CandidatePair]:
    """Pairs with whether anybody has judged them, whether this registrar has, whether their answer is known and they are asked
    about all the same, and when this registrar was not sure."""
    mine, known = Exists(_judged().filter(by_id=by)), Exists(asked_of(by).filter(pair=OuterRef("pk")))
    unsure = Judgement.objects.filter(
        pair=OuterRef("pk"), by_id=by, verdict=Verdict.UNSURE, takes_back__isnull=True, taken_back_by__isnull=True
    )
    last = Subquery(unsure.order_by("-at").values("at")[:1])
    return pairs.annotate(is_judged=Exists(_judged()), is_mine=mine, is_known=known, unsure_at=last)


def _first_of(by: uuid.UUID, at: datetime) -> Coalesce:
    line = _line_of(by)
    free = line.filter(Q(held_until__isnull=True) | Q(held_until__lte=at) | Q(held_by_id=by))
    known = asked_of(by).values("pair")
    return Coalesce(*(Subquery(one[:1]) for one in (known, free.values("pk"), line.values("pk"))))


def is_known_to_be(pair: CandidatePair | None) -> bool:
    """Whether a pair (of `pair_or_next`) is asked about although its answer is known."""
    return getattr(pair, "is_known", False)


# The pairs that wait, those ahead, and of both those that this registrar judged: found once, from the side of who judged.
IN_LINE = """
    with mine as materialized (
        select distinct on (j.pair_id) p.place, j.verdict
        from intake_judgement j join intake_candidatepair p on p.id = j.pair_id and p.settled_at is null
        where j.by_id = %(by)s and j.rule = '' and j.takes_back_id is null
            and not exists (select from intake_judgement back where back.takes_back_id = j.id)
        order by j.pair_id, j.at desc, j.id desc
    ),
    judged as (select place from mine where verdict <> 'unsure')
    select (select count(*) from intake_candidatepair where settled_at is null),
        (select count(*) from intake_candidatepair where settled_at is null and place < %(place)s),
        (select count(*) from judged), (select count(*) from judged where place < %(place)s)"""


def place_in_line(actor: Actor, pair: CandidatePair | None) -> PlaceInLine:
    """Where `pair` stands in this registrar's line: a known one first. One query."""
    is_known = is_known_to_be(pair)
    place = pair.place if pair and not is_known else 0
    with connection.cursor() as cursor:
        cursor.execute(IN_LINE, {"by": actor.pk, "place": place})
        waiting, ahead, judged, judged_ahead = cursor.fetchone()
    total = waiting - judged + is_known
    return PlaceInLine(min(ahead - judged_ahead + 1, total), total, judged)


def pair_view(pair: CandidatePair, *, pack: Pack) -> PairView:
    """One pair (of `pair_or_next`) with all that there is to see. Two queries, whatever the size of the register. A known one is
    shown as it stood before it was settled: a family that became one would give the answer away."""
    is_known = is_known_to_be(pair)
    found = SourceRow.objects.select_related("file").filter(person__in=[pair.a_id, pair.b_id])
    rows = {row.person_id: row for row in found}
    a, b = (_as_row(rows[person], pack) for person in (pair.a_id, pair.b_id))
    around, how, hanging = _families(pair, pair.settled_at if is_known else None)
    waits = pair.concerns_child and pair.settled_at is None and getattr(pair, "is_judged", False)
    is_mine = waits and getattr(pair, "is_mine", False)
    return PairView(
        pair=pair,
        a=_record(rows[pair.a_id], pack, around[pair.a_id]),
        b=_record(rows[pair.b_id], pack, around[pair.b_id]),
        lines=lines_of(a, b),
        families=how,
        asked_because=VETOES[pair.veto][1] if pair.veto in VETOES else _("all lines together do not make it certain"),
        hanging=hanging,
        is_settled=pair.settled_at is not None and not is_known,
        is_mine=is_mine,
        waits_for_second=waits and not is_mine,
        unsure_at=getattr(pair, "unsure_at", None),
    )


def lines_of(a: PersonRow, b: PersonRow) -> tuple[Line, ...]:
    """Two rows line by line, in the order in which registrars read them."""
    return tuple(line for field in LINES if (line := _line(field, a, b)))


def _line(field: str, a: PersonRow, b: PersonRow) -> Line | None:
    """One line, None where neither record says anything of it; name and birth stand there always."""
    left, right = _shown(field, a), _shown(field, b)
    if not left and not right and field not in ("name", "birth_date"):
        return None
    written = [row.birth_date if field == "birth_date" else "" for row in (a, b)]
    written = [said if said != shown else "" for said, shown in zip(written, (left, right), strict=True)]
    mark = compared(field, a, b)
    return Line(str(LINES[field]), in_parts(left, right, mark), in_parts(right, left, mark), mark, *written)


def _match(row: SourceRow, pack: Pack) -> Match | None:
    return read_as(row.file, pack)


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
        cells=tuple(
            (heading, cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]} …")
            for heading, cell in zip(row.file.header, row.cells, strict=False)
            if heading
        ),
        family=tuple(family),
    )


def _families(pair: CandidatePair, before: datetime | None) -> tuple[dict[uuid.UUID, tuple[str, ...]], str, int]:
    """For each of the two, who else is in their family (name and year of birth); how the families compare; and how many records
    there are of the two. As they are now, or as they were `before` a moment. One query."""
    people = (pair.a_id, pair.b_id)
    names, years, home, canonical = _members(people, before)
    own = {canonical.get(person, person) for person in people}
    hanging = sum(head in own for head in canonical.values())
    around = {
        person: [
            (name, years[of, head]) for (of, head), name in names.items() if of == home.get(person) and head not in own
        ]
        for person in people
    }
    a, b = ({frozenset(fold(name).split()) for name, _years in around[person]} for person in people)
    how = UNKNOWN if not a or not b else PARTLY if a & b else DIFFERS
    shown = {person: tuple(_with_years(*one) for one in said) for person, said in around.items()}
    is_one = pair.a_id in home and home[pair.a_id] == home.get(pair.b_id)
    return shown, FAMILY if is_one else how, hanging


def families_around(people: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    """For each of these, who else is in their family (name and year of birth). One query."""
    names, years, home, canonical = _members(people)
    return {
        person: tuple(
            _with_years(name, years[of, head])
            for (of, head), name in names.items()
            if of == home.get(person) and head != canonical[person]
        )
        for person in people
    }


def _members(people: Collection[uuid.UUID], before: datetime | None = None) -> "_Members":
    """Who is in the families of these, or was `before` a moment: names and years of birth by family and person, and each one's
    family and person."""
    then = Q(until_at__isnull=True)
    if before is not None:
        then = Q(from_at__lt=before) & (then | Q(until_at__gte=before))
    homes = FamilyMember.objects.filter(then, person__in=people).values("family_id")
    births = PersonFact.objects.filter(person=OuterRef("person_id"), kind=FactKind.BIRTH_DATE)
    rows = (
        FamilyMember.objects.filter(then, family__in=homes)
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
    return names, years, home, canonical


_ByMember = tuple[uuid.UUID, uuid.UUID]
_Members = tuple[
    dict[_ByMember, str], dict[_ByMember, set[str]], dict[uuid.UUID, uuid.UUID], dict[uuid.UUID, uuid.UUID]
]


def _with_years(name: str, years: set[str]) -> str:
    if not years:
        return name
    return _("%(name)s, born %(years)s") % {"name": name, "years": _(" or ").join(sorted(years))}
