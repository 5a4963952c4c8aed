"""The gate of a case: only those who may see it come further, and what happens inside is about this case alone."""

import functools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponseBase

from kith.access.gate import Passage, Request, entered, page
from kith.access.models import Actor
from kith.access.side import hold, hold_crossing
from kith.register.models import Case as Case  # the type of what a gated page is given: pages import no models
from kith.register.queries import case_in_sight

P = ParamSpec("P")


def on_case(
    permission: str,
) -> Callable[[Callable[Concatenate[Request, Case, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Gate a page of one case: the view gets the Case for the `case_id` of its URL. Not on the team, not the area: 404."""

    def decorate(view: Callable[Concatenate[Request, Case, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @page(permission)
        def gated(request: Request, /, case_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.case_id = case_id
            case = _case(request.passage, case_id)
            request.case = case  # type: ignore[attr-defined]  # for what stands around every page of a case
            return view(request, case, *args, **kwargs)

        return functools.update_wrapper(gated, view, assigned=("__module__", "__name__", "__qualname__", "__doc__"))

    return decorate


@contextmanager
def on_case_entered(
    actor: Actor, permission: str, case_id: uuid.UUID, *, at: datetime
) -> Iterator[tuple[Passage, Case]]:
    """The same gate without a page, for jobs and the demo's year."""
    with entered(actor, permission, at=at) as passage:
        yield passage, _case(passage, case_id)


def _case(passage: Passage, case_id: uuid.UUID) -> Case:
    case = case_in_sight(passage, case_id)
    if case is None:
        raise Http404("no case that you work on has this address")
    return case


def hold_case(case_id: uuid.UUID) -> None:
    """Keep this side's other changes of this case waiting until this transaction ends, without the right to change its row.

    What the other side writes meanwhile is another row; what it lets cross is held apart (`hold_crossing_of`)."""
    hold(f"case {case_id}")


def hold_crossing_of(case_id: uuid.UUID) -> None:
    """Before something about this case crosses, and before it is decided (`access.side.hold_crossing`)."""
    hold_crossing(f"case {case_id}")
