"""What somebody of a family reads about their own case: asked of the database's own few functions, and of no table."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from kith.access.models import Actor, Agency
from kith.access.terms import AgencyKind
from kith.family.rules import Standing
from kith.protocol.pack import load


def standing() -> Standing:
    """Where the case of whoever visits is. One query."""
    return Standing(*_rows("select * from family_standing()")[0])


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody to ring: a name, for whom they work, the number; and the last day, where they stand in for somebody else."""

    name: str
    agency: str
    phone: str
    until_on: date | None = None


def helpers() -> list[Helper]:
    """Who can help whoever visits: the lead professionals or who covers for them, or else the council. Two queries."""
    found = _rows("select who, area, until_at from family_helpers()")
    ends = {who: until_at for who, _area, until_at in found if who}
    people = Actor.objects.filter(pk__in=ends).select_related("agency")
    if ends:
        return [
            Helper(one.shown_name, str(one.agency or ""), one.phone or _phone(one.agency), _last_day(ends[one.pk]))
            for one in people
        ]
    areas = [area for _who, area, _until_at in found if area]
    councils = Agency.objects.filter(kind=AgencyKind.COUNCIL, area__in=areas)
    named = [Helper("", one.name, one.phone) for one in councils]
    return named or [Helper("", load().areas.get(area, ""), "") for area in areas]


def _last_day(until_at: datetime | None) -> date | None:
    return _day(until_at - timedelta(seconds=1)) if until_at else None


def _phone(agency: Agency | None) -> str:
    return agency.phone if agency else ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One report that was sent to the Home Office, or what was told it beside one: the day, by whom, and who opened it when."""

    is_report: bool
    on: date
    by: str
    opened: tuple[tuple[str, date], ...]


def sent() -> list[Sent]:
    """What was sent about whoever visits and their family, newest first. Two queries."""
    found = _rows("select disclosure, sent_at, sender, reader, opened_at, is_report from family_sent()")
    names = dict(
        Actor.objects.filter(pk__in={who for row in found for who in row[2:4] if who}).values_list("pk", "shown_name")
    )
    copies: dict[uuid.UUID, list[tuple[Any, ...]]] = {}
    for row in found:
        copies.setdefault(row[0], []).append(row)
    return [
        Sent(
            rows[0][5], _day(rows[0][1]), names.get(rows[0][2], ""),
            tuple((names.get(reader, ""), _day(opened)) for _, _, _, reader, opened, _ in rows if reader),
        )
        for rows in copies.values()
    ]  # fmt: skip


def asked() -> list[date]:
    """On which days the Home Office asked for a report about whoever visits or their family, newest first. One query."""
    return [day for (day,) in _rows("select asked_on from family_asked()")]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the family has: a code for its kind, since when (of `ending` and `goes_on` the day on which it was
    written), and by when it may reply."""

    kind: str
    of_day: date
    reply_by: date | None


def letters() -> list[Letter]:
    """The letters that the family has, newest first. One query."""
    return [Letter(*row) for row in _rows("select kind, of_day, reply_by from family_letters()")]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was decided, and how counted what was sent and said, in the officer's own words to the family. These are empty for
    somebody from whom anything that was sent is held back."""

    served_on: date
    outcome: str
    leave_length: str
    how_it_counted: str


def feedback() -> list[Feedback]:
    """What was told of each decision, newest first. One query."""
    return [
        Feedback(*row)
        for row in _rows("select served_on, outcome, leave_length, how_it_counted from family_feedback()")
    ]


LOOKS = 30  # on one page


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody of an office looked on a day: a code for the office and for what sort of page; whether it was urgent."""

    on: date
    office: str
    sort: str
    was_urgent: bool


def looks(page: int) -> tuple[list[Look], bool]:
    """Who looked at the records of whoever visits, newest first: one page of it, and whether there is more. One query."""
    found = _rows("select * from family_looks(%s, %s)", LOOKS + 1, LOOKS * (page - 1))
    return [Look(*row) for row in found[:LOOKS]], len(found) > LOOKS


def _rows(statement: str, *given: int) -> list[tuple[Any, ...]]:  # Any: what the functions give
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
