"""The log: where an error came from, and never what it said. A message may quote what someone typed or what a row holds."""

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType

from psycopg import Error

from kith.verdict import Refused

_SECRET = re.compile(r"(/link/)[\w-]+")  # whoever has it needs the code as well, and still it is nobody's business
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Wordless(logging.Formatter):
    """Lines of code, kinds of error, codes of PostgreSQL and of obstacles: enough to find the fault, no word of a case."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without the secret part of a link."""
        return _SECRET.sub(r"\1…", super().format(record))

    def formatException(self, ei: Raised) -> str:  # noqa: N802  as logging names it
        """Every error of the chain, the last one last."""
        return "".join(_lines(ei[1])).rstrip("\n") if ei[1] else ""


def _lines(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _lines(before)
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}{_codes(error)}\n"


def _codes(error: BaseException) -> str:
    codes: list[str | None] = []
    if isinstance(error, Error):
        codes = [error.sqlstate, error.diag.table_name, error.diag.constraint_name]
    elif isinstance(error, Refused):
        codes = [obstacle.code for obstacle in error.obstacles]
    return " ".join(["", *filter(None, codes)])
