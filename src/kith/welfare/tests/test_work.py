"""What waits for whom on the children's side: each child stands in the queue of whoever has the next step."""

import pytest

from kith.access.gate import entered
from kith.register.work import Work
from kith.welfare import actions
from kith.welfare.models import Report
from kith.welfare.queries import preview_of
from kith.welfare.tests.test_actions import AT, appoint, ask, assemble, fill, welfare
from kith.welfare.work import work_of
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


def queues(cast: Cast, name: str) -> dict[str, list[Work]]:
    """The queues of someone that are not empty, with their rows; each count is that of its rows."""
    with entered(cast[name], "caseload.my_caseload", at=AT) as passage:
        found = {}
        for queue in work_of(passage):
            rows = list(queue.rows(25, 0))
            assert len(rows) == queue.count
            if rows:
                found[queue.code] = rows
        return found


def test_a_child_moves_through_the_queues_with_whoever_has_the_next_step(cast: Cast) -> None:
    made = make_case(cast)
    (row,) = queues(cast, "coordinator")["to_appoint"]
    assert (row.child_id, row.who) == (made.children[0], "You")
    assert row.since
    assert row.due
    assert row.due > row.since
    assert queues(cast, "coordinator_elsewhere") == {}

    lead = appoint(cast, made)
    name = "lead" if lead == cast["lead"] else "lead_two"
    assert set(queues(cast, name)) == {"to_hear", "to_assess", "mine"}
    request = ask(cast, made)
    fill(made, lead)
    assert set(queues(cast, name)) == {"asked", "mine"}
    assert queues(cast, name)["asked"][0].due == request.due_on

    report = assemble(made, lead, request)
    assert set(queues(cast, "coordinator")) == {"being_assembled"}
    with welfare(lead):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
    assert set(queues(cast, name)) == {"with_coordinator", "mine"}
    assert queues(cast, "coordinator")["to_release"][0].url.endswith("/report/preview/")

    with welfare(cast["coordinator"]):
        held = Report.objects.get()
        actions.release_report(report=held, seen_sha256=preview_of(held).sha256, by=cast["coordinator"], at=AT)
    assert set(queues(cast, "coordinator")) == {"released"}
    assert set(queues(cast, name)) == {"released", "mine"}


def test_rows_are_fetched_a_page_at_a_time(cast: Cast) -> None:
    make_case(cast, children=5)
    with entered(cast["coordinator"], "caseload.my_caseload", at=AT) as passage:
        (queue,) = [queue for queue in work_of(passage) if queue.code == "to_appoint"]
        assert queue.count == 5
        first, last = queue.rows(3, 0), queue.rows(3, 3)
    assert [len(first), len(last)] == [3, 2]
    assert len({row.child_id for row in [*first, *last]}) == 5
