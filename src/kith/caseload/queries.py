"""What each role finds to do, and one case at a glance: gathered from the parts below, never written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kith.access.gate import Passage
from kith.access.terms import Side
from kith.disclosure.queries import milestones_of
from kith.register import work as register_work
from kith.register.models import Case, CaseState
from kith.register.work import Queue
from kith.review import work as review_work
from kith.ui.templatetags.ui import Line
from kith.welfare import work as welfare_work

Provider = Callable[[Passage], Iterable[Queue]]
PROVIDERS: dict[Side, tuple[Provider, ...]] = {
    Side.REGISTRY: (register_work.work_of,),
    Side.WELFARE: (welfare_work.work_of,),
    Side.DECISION: (review_work.work_of,),
}


def work_of(passage: Passage) -> list[Queue]:
    """Every queue of this role, in the order of the work."""
    return [queue for provider in PROVIDERS.get(passage.side, ()) for queue in provider(passage)]


@dataclass(frozen=True, slots=True)
class History:
    """What happened on a case as this side may know it, newest first."""

    lines: tuple[Line, ...]


def history_of(case: Case) -> History:
    """The steps of a case and the milestones that crossed, newest first. Two queries."""
    steps = CaseState.objects.filter(case=case).select_related("by").order_by("at", "id")
    said = [(s.at, Line(str(s.get_step_display()), s.at.date(), s.by.shown_name)) for s in steps]
    said += [
        (m.at, Line(str(m.get_kind_display()), m.at.date(), m.contact.shown_name if m.contact else ""))
        for m in milestones_of([case.pk]).get(case.pk, ())
    ]
    return History(tuple(line for _, line in sorted(said, key=lambda pair: pair[0], reverse=True)))
