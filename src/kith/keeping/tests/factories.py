"""A case whose time is over: closed long ago, with texts of each side; and a server's own short times."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from kith.access.gate import passage_for
from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.keeping.queries import Ended, ended
from kith.register.actions import join_team
from kith.representations.actions import record_representation
from kith.representations.terms import Voice, Wish
from kith.welfare.models import ChronologyEntry
from tests.factories import LONG_AGO, Cast, MadeCase, make_case

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
TODAY = AT.date()
SCHOOL_DAY = date(2019, 5, 4)
WORDS = {"words": "He reads well.", "said_by": "A. Reid"}
SIDES = {
    "registrar": Side.REGISTRY, "registrar_two": Side.REGISTRY, "coordinator": Side.WELFARE, "lead": Side.WELFARE,
    "lead_two": Side.WELFARE, "coordinator_elsewhere": Side.WELFARE, "manager": Side.DECISION, "senior": Side.DECISION,
}  # fmt: skip


def short_times(folder: Path) -> str:
    """A file by which everything is kept for five years alone."""
    file = folder / "times.yaml"
    codes = ("people", "case", "child", "protection", "crossed", "review", "words", "safeguards", "files")
    file.write_text("".join(f"- {{class: {code}, controller: '', years: 5, source: A test}}\n" for code in codes))
    return str(file)


@contextmanager
def acting(cast: Cast, name: str) -> Iterator[Actor]:
    with side(SIDES[name], actor_id=cast[name].pk):
        yield cast[name]


def old_case(cast: Cast, *, events: int = 2, closed: datetime | None = LONG_AGO) -> MadeCase:
    """A family whose case was closed in 2020, with a child of 2014: events of its record, and words that the review has."""
    made = make_case(cast)
    with acting(cast, "coordinator") as by:
        join_team(
            case=made.case, actor=cast["lead"], side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL, by=by, at=LONG_AGO
        )
    with acting(cast, "lead") as by:
        for n in range(events):
            ChronologyEntry.objects.create(
                case=made.case, child_id=made.children[0], title=f"Began school {n}", happened_from=SCHOOL_DAY,
                happened_until=SCHOOL_DAY, source="school", by=by, at=LONG_AGO,
            )  # fmt: skip
    with acting(cast, "manager") as by:
        join_team(
            case=made.case, actor=cast["officer"], side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=LONG_AGO
        )
        record_representation(
            case=made.case, voice=Voice.SOLICITOR, said_on=SCHOOL_DAY, wish=Wish.WORDS, side=FactSide.DECISION,
            by=cast["manager"], at=LONG_AGO, **WORDS,
        )  # fmt: skip
    if closed:
        with acting(cast, "registrar"):
            made.case.change(expected=made.case.version, closed_at=closed)
    return made


def listed(cast: Cast, name: str, today: date = TODAY, **more: int) -> Ended:
    with acting(cast, name) as by:
        passage = passage_for(by, "keeping.kept_long_enough", at=AT)
        return ended(passage, today, **{"limit": 25, "offset": 0} | more)
