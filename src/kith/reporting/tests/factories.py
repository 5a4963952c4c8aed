"""Invented families by the dates that are on record of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.protocol.pack import load
from kith.register import actions as register
from kith.register.joining import Link, regroup
from kith.register.terms import FactKind
from kith.reporting.rules import Days, PersonDates
from tests.factories import GLASGOW, Cast

ARRIVED, BORN, SEX = FactKind.ARRIVED_ON, FactKind.BIRTH_DATE, FactKind.SEX


def make_families(cast: Cast, families: Sequence[tuple[str, Sequence[PersonDates]]]) -> None:
    """One case for each (council, people): what the Home Office, its contractor and a school hold of each is a row of its
    own, and the rows of one person are joined."""
    names = {source.code: source.name for source in load().sources}
    at, by = timezone.now() - timedelta(days=1), cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        for area, people in families:
            members = []
            for one in people:
                rows = [_row(names["home_office_legacy_cases"], FactSide.COMMON, _dates(one))]
                if one.here_by:
                    moved = register.NewFact(ARRIVED, "", FactSide.DECISION, one.here_by, one.here_by)
                    rows.append(_row(names["accommodation_provider"], FactSide.DECISION, [moved]))
                ids = register.record_people(people=rows, by=by, at=at)
                if one.school_on:  # a school's file is as old as the day on which it came in
                    came = datetime.combine(one.school_on, time(12), tzinfo=UTC)
                    roll = _row(names["school_roll"], FactSide.WELFARE, [register.NewFact(SEX, "f", FactSide.WELFARE)])
                    ids += register.record_people(people=[roll], by=by, at=came)
                links = [Link(ids[0], other, is_same=True, by_people=True, at=at) for other in ids[1:]]
                regroup(people=ids, links=links, by=by, at=at)
                members += [register.NewMember(n, FactSide.COMMON, "same case reference", "") for n in ids]
            (family,) = register.assemble_families(families=[members], by=by, at=at)
            register.open_cases(families=[(family, area)], by=by, at=at)


def family_of(came: Days, *, area: str = GLASGOW, child: Days | None = None) -> tuple[str, list[PersonDates]]:
    """A grown-up and a child who came on one day."""
    grown = Days(came.earliest.replace(year=came.earliest.year - 30)) if came.earliest else Days()
    return area, [
        PersonDates(Days(grown.earliest, grown.earliest), (came,)),
        PersonDates(child or Days(), (came,)),
    ]


def _row(source: str, of: FactSide, facts: Sequence[register.NewFact]) -> register.NewPerson:
    return register.NewPerson(side=of, source=source, names=[], facts=list(facts), search_keys=[])


def _dates(one: PersonDates) -> list[register.NewFact]:
    held = [(BORN, one.born), *((ARRIVED, came) for came in one.came)]
    return [
        register.NewFact(kind, "", FactSide.COMMON, days.earliest, days.latest) for kind, days in held if days.latest
    ]
