"""Days in words, as people say them. A date of birth keeps its doubt: what is not known is said, never filled in."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

Birth = tuple[str, date | None, date | None]  # as it was given, its earliest and its latest reading


def day_in_words(day: date | None) -> str:
    """ "3 June 2007"; with the time where it is a moment; nothing for None."""
    if isinstance(day, datetime):
        moment = timezone.localtime(day) if timezone.is_aware(day) else day
        return f"{date_format(moment, 'j F Y')}, {date_format(moment, 'H:i')}"
    return date_format(day, "j F Y") if day else ""


def period_named(first: date, last: date) -> str:
    """ "3 June 2007", "June 2007" or "2007", as people write it and a form reads it again; nothing where it is none of them."""
    if first == last:
        return day_in_words(first)
    if first.day != 1 or (last + timedelta(days=1)).day != 1 or first.year != last.year:
        return ""
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return date_format(first, "F Y") if first.month == last.month else ""


def period_around(first: date, last: date) -> str:
    """The shortest day, month or year that holds a span, as a form reads it; nothing where it lies in more than one year."""
    if first.year != last.year:
        return ""
    begins, ends = (first.month, last.month) if first.month == last.month else (1, 12)
    whole = first.replace(month=begins, day=1), last.replace(month=ends, day=monthrange(last.year, ends)[1])
    return period_named(first, last) or period_named(*whole)


def span_in_words(first: date, last: date | None) -> str:
    """A day with its doubt: as named, or between two days; without an end, not before the first."""
    if last is None:
        return _("not before %(first)s") % {"first": day_in_words(first)}
    return period_named(first, last) or _("between %(first)s and %(last)s") % {
        "first": day_in_words(first), "last": day_in_words(last),
    }  # fmt: skip


LATE = 14  # days between what happened and its writing down, from which on both are said


def written_late(happened: date, at: datetime) -> str:
    """ "written down 9 May 2007", where that was long after it happened; else nothing."""
    written = timezone.localdate(at)
    return _("written down %(day)s") % {"day": day_in_words(written)} if (written - happened).days > LATE else ""


def birth_in_words(given: str, earliest: date | None, latest: date | None) -> str:
    """One date of birth with its precision. 1 January is what offices register when they know only a year."""
    if earliest is None or latest is None:
        return _("written as “%(given)s”") % {"given": given} if given else _("not known")
    if earliest == latest:
        if (earliest.day, earliest.month) == (1, 1):
            return _("%(day)s (as registered; may not be the birthday)") % {"day": day_in_words(earliest)}
        return day_in_words(earliest)
    starts, ends = earliest.day == 1, (latest + timedelta(days=1)).day == 1
    if starts and ends and (earliest.month, latest.month) == (1, 12):
        if earliest.year == latest.year:
            return _("%(year)s (day and month not known)") % {"year": earliest.year}
        return _("between %(first)s and %(last)s") % {"first": earliest.year, "last": latest.year}
    if starts and ends and (earliest.year, earliest.month) == (latest.year, latest.month):
        return _("%(month)s (day not known)") % {"month": date_format(earliest, "F Y")}
    readings = {"first": day_in_words(earliest), "last": day_in_words(latest), "given": given}
    if (earliest.day, earliest.month, earliest.year) == (latest.month, latest.day, latest.year):
        return _("%(first)s or %(last)s (written “%(given)s”)") % readings
    return _("between %(first)s and %(last)s") % readings


def births_in_words(births: Iterable[Birth]) -> str:
    """Every date of birth that is held, none preferred: two sources, both said."""
    said = dict.fromkeys(birth_in_words(*birth) for birth in births)
    return _("; or ").join(said) or _("not known")
