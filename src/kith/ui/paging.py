"""Paging on the server: a page is fetched by limit and offset, whatever there is in all."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator

T = TypeVar("T")


class Counted(Generic[T]):
    """What a Paginator needs: a count known beforehand, and slices fetched when asked for."""

    def __init__(self, rows: Callable[[int, int], Sequence[T]], count: int) -> None:
        self._rows, self._count = rows, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> Sequence[T]:
        first = part.start or 0
        return self._rows((part.stop or self._count) - first, first)


def paged(rows: Callable[[int, int], Sequence[T]], count: int, *, per_page: int, number: str | None) -> Page[Any]:
    """Page `number` (the first where it is none), fetched by one call of `rows(limit, offset)`."""
    counted: Any = Counted(rows, count)  # Any: the stubs ask for more than Paginator uses
    return Paginator(counted, per_page).get_page(number)
