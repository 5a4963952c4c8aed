"""The dates that the register holds of the children of a case, as the side that reads may know them. Reads."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from kith.protocol.pack import load
from kith.register.models import CaseChild, PersonFact, SettledFact
from kith.register.rules.dates import Dates, LifeEvent, Placed, Told, is_here
from kith.register.terms import FactKind, Sureness

KINDS = (FactKind.BIRTH_DATE, FactKind.ARRIVED_ON, FactKind.BIRTH_PLACE)


def with_dates(entries: QuerySet[CaseChild]) -> QuerySet[CaseChild]:
    """The same children, each with what this side's sources say of its dates, and with what is taken as right of it:
    `dates_of` reads them without another query."""
    about = {"person__canonical_id": OuterRef("person__canonical_id"), "kind__in": KINDS}
    facts = PersonFact.objects.filter(**about).order_by("said_at", "source", "id")
    settled = SettledFact.objects.filter(
        case=OuterRef("case"), takes_back__isnull=True, taken_back_by__isnull=True, certificate__isnull=True, **about
    ).order_by("at", "id")
    said = {name: name for name in ("kind", "value", "earliest", "latest")}
    return entries.annotate(
        dates=ArraySubquery(facts.values(said=JSONObject(source="source", **said))),
        settled=ArraySubquery(settled.values(said=JSONObject(sureness="sureness", **said))),
    )


def dates_of(child: CaseChild, events: Iterable[tuple[str, date | None, LifeEvent]] = ()) -> Dates:
    """All that is told of the dates of a child that came through `with_dates`, and by `events` (who says so, when it was
    first written down if that is known, and its dates). No query.

    What a registrar has taken as right of one kind takes the place of what sources say of it; they stay to be read elsewhere.
    Of a file that only knows since when it knew somebody, the day is one on which they were here already.
    """
    said: list[dict[str, Any]] = child.dates  # type: ignore[attr-defined]  # annotated by with_dates
    taken: list[dict[str, Any]] = child.settled  # type: ignore[attr-defined]  # annotated by with_dates
    right = {one["kind"]: one for one in taken}  # the newest comes last
    pack = load()
    came = set(pack.names_of_sources(pack.proposals.came))

    def told(kind: FactKind) -> list[Told]:
        rows = (
            [right[kind] | {"source": _as_right(right[kind])}]
            if kind in right
            else [r for r in said if r["kind"] == kind]
        )
        return [
            Told(row["source"], date.fromisoformat(row["earliest"]), date.fromisoformat(row["latest"]))
            for row in rows
            if row["earliest"] and row["latest"]
        ]

    arrivals, is_settled = told(FactKind.ARRIVED_ON), FactKind.ARRIVED_ON in right
    place = right.get(FactKind.BIRTH_PLACE)
    places = [(_as_right(place), place["value"])] if place else [
        (row["source"], row["value"]) for row in said if row["kind"] == FactKind.BIRTH_PLACE
    ]  # fmt: skip
    return Dates(
        births=tuple(told(FactKind.BIRTH_DATE)),
        places=tuple(Placed(source, given, is_here(given)) for source, given in places if given),
        arrivals=tuple(one for one in arrivals if is_settled or one.source in came),
        here_by=tuple(one for one in arrivals if not is_settled and one.source not in came),
    ).with_events(events)


def _as_right(settled: Mapping[str, Any]) -> str:
    return _("taken as right by a registrar: %(why)s") % {"why": Sureness(settled["sureness"]).label}
