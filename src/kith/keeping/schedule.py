"""For how long each class of record is kept: from the file of classes, and from a server's own file of times, if it has one."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any  # what a file says

import yaml
from django.conf import settings

from kith.keeping.rules import MONTHS, STARTS, Term


class BadSchedule(Exception):
    """The file of a server's own times says what cannot be: which line, and what to put right."""


def terms() -> tuple[Term, ...]:
    """Every time for which something is kept, in the order of the classes: one for each, and one more for each body that set
    its own. Raises `BadSchedule`."""
    return _terms(Path(settings.RECORDS), Path(settings.RETENTION) if settings.RETENTION else None)


def tables_of(code: str) -> tuple[str, ...]:
    """The labels of the tables of a class."""
    return _tables(Path(settings.RECORDS))[code]


@functools.cache
def _tables(classes: Path) -> dict[str, tuple[str, ...]]:
    return {row["code"]: tuple(row["tables"]) for row in yaml.safe_load(classes.read_text("utf-8"))}


@functools.cache
def _terms(classes: Path, own: Path | None) -> tuple[Term, ...]:
    found = {
        row["code"]: [Term(row["code"], row["words"], "", row["years"] * MONTHS, row["starts"], row["source"])]
        for row in yaml.safe_load(classes.read_text("utf-8"))
    }
    for row in _rows(own) if own else []:
        code, body, months, source = _checked(row, found)
        if body:
            found[code].append(replace(found[code][0], controller=body, months=months, source=source))
        else:
            found[code][0] = replace(found[code][0], months=months, source=source)
    longest = max(term.months for term in found["review"])
    for term in (*found["crossed"], *found["words"]):
        if term.months < longest:
            raise BadSchedule(
                f"{term.code}: decisions rest on it, so that it is kept at least {longest / MONTHS:g} years, as they are."
            )
    return tuple(
        replace(term, others=() if term.controller else tuple(one.controller for one in same[1:]))
        for same in found.values()
        for term in same
    )


def _rows(own: Path) -> list[Any]:
    try:
        rows = yaml.safe_load(own.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadSchedule(f"{own} (KITH_RETENTION) cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise BadSchedule(f"{own}: write a list, each line with class, controller, years and source.")
    return rows


def _checked(row: Any, found: dict[str, list[Term]]) -> tuple[str, str, int, str]:
    if not isinstance(row, dict) or set(row) != {"class", "controller", "years", "source"}:
        raise BadSchedule(f"{row}: a line has class, controller (empty: everybody's), years and source.")
    code, body, years, source = (row[name] for name in ("class", "controller", "years", "source"))
    if code not in found or found[code][0].starts not in STARTS[:3]:
        raise BadSchedule(f"{code}: there is no such class whose time can be set.")
    if code == "people" and body:
        raise BadSchedule("people: what every body's file says goes together, so that it has one time for all.")
    if any(one.controller == body for one in found[code][1:]):
        raise BadSchedule(f"{code}: {body} has two times.")
    if not isinstance(years, int | float) or isinstance(years, bool) or not 0 < round(years * MONTHS) <= 100 * MONTHS:
        raise BadSchedule(f"{code}: {years} is no number of years between a month and a hundred years.")
    if not source:
        raise BadSchedule(f"{code}: say by whose rule it is {years} years.")
    return code, body or "", round(years * MONTHS), source
