"""The statistician's letters to the committees, one a month since the arrangement began."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from kith.access.gate import entered
from kith.access.terms import Role
from kith.demo.cast import Cast
from kith.demo.days import SCOTLAND, ahead, last_working_day, moment
from kith.demo.plan import Step
from kith.protocol.pack import load
from kith.reporting.actions import publish_letter
from kith.reporting.queries import releases

LETTERS = 20
FIRST_AFTER = 6  # working days since the first files came


def days_of_letters(began: date, *, today: date, apart: int) -> list[date]:
    """The days on which letters went: as close as they may be, on working days, none in the future."""
    days: list[date] = []
    day = ahead(began, FIRST_AFTER)
    while day <= today and len(days) < LETTERS:
        days.append(day)
        day = ahead(day + timedelta(days=apart), 0)
    return days


def published(cast: Cast, *, now: datetime) -> int:
    """How many letters went already."""
    with entered(cast.of(Role.STATISTICIAN)[0], "reporting.letters", at=now):
        return releases().count()


def publish(
    cast: Cast, *, began: datetime, now: datetime, fonts: Path, folder: Path, progress: Callable[[int, int], None]
) -> None:
    """Publish the letters that are missing, each as at its own day."""
    (statistician,) = cast.of(Role.STATISTICIAN)
    pack = load()
    apart = pack.duty("publish_letter", now.date()).amount
    days = days_of_letters(began.astimezone(SCOTLAND).date(), today=last_working_day(now), apart=apart)
    done = published(cast, now=now)
    for place, day in enumerate(days[done:], done):
        progress(place, len(days))
        with entered(statistician, "reporting.publish_letter", at=now):
            at = moment(day, Step.SERVED, Random(place))
            publish_letter(pack=pack, fonts=fonts, folder=folder, by=statistician, at=at)
    progress(len(days), len(days))
