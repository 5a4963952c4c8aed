"""Statements that are asked all the time, built and compiled once: building one costs Django more than PostgreSQL's answer.

Only the text is kept, never an answer: each call asks the database, as the side that is entered, with its own values.
"""

import functools
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar  # Any: values of every type, and Django's compiler

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

P = ParamSpec("P")
Row = TypeVar("Row")
MOST_SHAPES = 50  # lengths of lists that one statement is kept for


@dataclass(frozen=True, slots=True)
class _Compiled:
    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: dict[int, int]  # which of the values given stands at which place of the parameters


def kept(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Ask what `build` builds, as a list, building it once in each thread and for each length of the lists among its values.

    Values are ids, moments, texts, or lists of them, given by place; none may be None, and what is built may depend on
    nothing else: not on what they are, not on the language.
    """
    own = threading.local()  # a compiler belongs to a connection, of which a thread has one (with an event loop, two)

    @functools.wraps(build)
    def ask(*values: P.args, **named: P.kwargs) -> list[Row]:
        flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
        flat = [str(one) if isinstance(one, str) else one for one in flat]  # of an enumeration, its text
        if named or None in flat:
            raise TypeError("a statement that is kept takes values by place, and none of them is None")
        known: dict[Any, _Compiled | None] = own.__dict__.setdefault("known", {})
        shape = tuple(len(value) if isinstance(value, list) else None for value in values)
        made = known.get(shape)
        if shape not in known or (made is not None and made.compiler.connection is not connections[made.rows.db]):
            if len(known) == MOST_SHAPES:
                known.clear()
            made = known[shape] = _compiled(build, values, flat)
        if made is None:
            return []
        params = tuple(flat[made.places[at]] if at in made.places else one for at, one in enumerate(made.params))
        made.compiler.as_sql = lambda *_, **__: (made.sql, params)
        rows = made.rows.all()
        rows.query.get_compiler = lambda *_, **__: made.compiler  # type: ignore[method-assign]
        return list(rows)

    return ask


def _compiled(build: Callable[..., QuerySet[Any, Any]], values: tuple[Any, ...], flat: list[Any]) -> _Compiled | None:
    """Build and compile with marks in the place of the values, and see where they came to stand; None of what can only be
    empty."""
    marks = [_mark(one, place) for place, one in enumerate(flat)]
    left = iter(marks)
    rows = build(*([next(left) for _ in value] if isinstance(value, list) else next(left) for value in values))
    compiler = rows.query.get_compiler(using=rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = {at: marks.index(one) for at, one in enumerate(params) if isinstance(one, _MARKED) and one in marks}
    if set(places.values()) != set(range(len(marks))):
        raise TypeError(f"{build.__name__} does not ask for each of its values as it was given")
    return _Compiled(rows, compiler, sql, tuple(params), places)


_MARKED = (uuid.UUID, datetime, str)


def _mark(value: Any, place: int) -> Any:
    """A value of the same type that nothing else in a statement has."""
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, datetime):
        return datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=place)
    if isinstance(value, str):
        return f"mark {place} {uuid.uuid4()}"
    raise TypeError(f"a statement that is kept takes no {type(value).__name__}")
