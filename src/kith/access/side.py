"""Entering a side: from here on PostgreSQL itself decides what may be read and written."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any  # what Django gives to a wrapper

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from kith.access.terms import Side

_current: ContextVar[Side | None] = ContextVar("kith_side", default=None)


def current_side() -> Side | None:
    """The side this code runs on, or None outside every side (where almost nothing can be read)."""
    return _current.get()


@contextmanager
def side(name: Side, *, actor_id: uuid.UUID) -> Iterator[None]:
    """Run one transaction (or savepoint) under the PostgreSQL role of a side, for one actor.

    Both settings are local to the transaction, whose end puts them back. Inside another transaction a rollback does so too,
    and success does so here. Unset means that nothing is visible. Row policies read `app.actor`.
    """
    token = _current.set(Side(name))
    is_inside = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('role'), coalesce(current_setting('app.actor', true), ''),"
                " set_config('role', %s, true), set_config('app.actor', %s, true)",
                [f"side_{Side(name)}", str(actor_id)],
            )
            role_before, actor_before, *_ = cursor.fetchone()
            with connection.execute_wrapper(_marked(name)):
                yield
            if is_inside:
                cursor.execute(
                    "select set_config('role', %s, true), set_config('app.actor', %s, true)",
                    [role_before, actor_before],
                )
    finally:
        _current.reset(token)


def _marked(name: Side) -> Callable[..., Any]:
    """Let each statement say whose it is. PostgreSQL keeps its plan for one role only: another text is another plan."""
    mark = f" /* {Side(name)} */"

    def run(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        return execute(sql + mark if isinstance(sql, str) else sql, params, many, context)

    return run


def waited_too_long(error: OperationalError) -> bool:
    """Whether the database ended this because somebody else's change took longer than we wait (`lock_timeout`)."""
    return isinstance(error.__cause__, LockNotAvailable)


def hold(what: str, *, patiently: bool = False) -> None:
    """Keep others of this side who would hold the same waiting until this transaction ends; another side never waits.

    Who waits for long is turned away (`lock_timeout`), but for those who can wait `patiently`: work without a page.
    """
    with connection.cursor() as cursor:
        if patiently:
            cursor.execute("set local lock_timeout = 0")
        cursor.execute("select access_hold(%s)", [what])


def hold_crossing(what: str) -> None:
    """Said before something crosses between the sides, which never waits for this; and before a decision, which does wait for
    whatever began to cross before it: else it could count as taken before a word that stands earlier on file."""
    with connection.cursor() as cursor:
        cursor.execute("select access_hold_crossing(%s)", [what])
