"""What waits for whom on the children's side: each child stands in one place, with whoever has the next step."""

from itertools import product

import pytest

from kith.access.gate import entered
from kith.register.work import Work, look, on_case
from kith.welfare import actions
from kith.welfare.models import Report
from kith.welfare.queries import child_of, preview_of
from kith.welfare.record import record_of
from kith.welfare.rules import Next
from kith.welfare.tests.test_actions import AT, appoint, ask, assemble, fill, welfare
from kith.welfare.work import desk_of
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
STEP = {
    "to_appoint": Next.APPOINT, "to_settle": Next.SETTLE, "to_release": Next.RELEASE, "to_hear": Next.HEAR,
    "asked": Next.ASSEMBLE, "to_assess": Next.ASSESS, "to_make_known": Next.MAKE_KNOWN,
    "not_asked": Next.NOTE, "released": Next.NOTE, "decided": Next.NOTE,
}  # fmt: skip


def seen(cast: Cast, name: str) -> list[tuple[str, str]]:
    """Kind and place of everything on someone's desk; each pile is as high as the rows that it stands for."""
    with entered(cast[name], "caseload.my_caseload", at=AT) as passage:
        seen = look(desk_of(passage), 100, tag="")
        found = seen.works
        assert {(p.code, p.tag): p.count for p in seen.piles} == {
            key: sum((w.kind, w.tag) == key for w in found) for key in {(w.kind, w.tag) for w in found}
        }
    return [(work.kind, work.tag) for work in found]


def first(cast: Cast, name: str) -> Work:
    with entered(cast[name], "caseload.my_caseload", at=AT) as passage:
        return look(desk_of(passage), 1, tag="").works[0]


def test_a_child_moves_with_whoever_has_the_next_step(cast: Cast) -> None:
    made = make_case(cast)
    work = first(cast, "coordinator")
    assert (work.child_id, work.who, work.tag, work.kind) == (made.children[0], "You", "with_you", "to_appoint")
    assert work.due
    assert work.due > work.since
    assert seen(cast, "coordinator_elsewhere") == []

    lead = appoint(cast, made)
    name = "lead" if lead == cast["lead"] else "lead_two"
    assert seen(cast, name) == [("to_hear", "with_you")]
    assert seen(cast, "coordinator") == [("to_hear", "with_others")]
    assert first(cast, "coordinator").who == lead.shown_name
    assert first(cast, "coordinator").url == "", "it is not theirs to do"
    fill(made, lead)
    assert seen(cast, name) == [("not_asked", "waiting")]
    request = ask(cast, made)
    assert seen(cast, name) == [("asked", "with_you")]
    assert first(cast, name).due == request.due_on

    report = assemble(made, lead, request)
    with welfare(lead):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
    assert seen(cast, name) == [("to_release", "with_others")]
    assert first(cast, "coordinator").url.endswith("/report/preview/")

    with welfare(cast["coordinator"]):
        held = Report.objects.get()
        actions.release_report(report=held, seen_sha256=preview_of(held).seen, by=cast["coordinator"], at=AT)
    assert seen(cast, "coordinator") == seen(cast, name) == [("released", "waiting")]


def test_on_a_case_a_lead_professional_reads_also_who_has_the_other_children(cast: Cast) -> None:
    made = make_case(cast, children=2)
    lead = appoint(cast, made)
    with entered(lead, "caseload.case", at=AT) as passage:
        found = on_case(desk_of(passage), made.case)
    assert [(w.kind, w.tag, w.who) for w in found] == [
        ("to_hear", "with_you", "You"), ("to_appoint", "with_others", "a coordinator"),
    ]  # fmt: skip


@pytest.mark.parametrize(("heard", "assessed", "asked", "with_lead"), list(product((False, True), repeat=4)))
def test_the_list_and_the_childs_page_name_the_same_next_step(
    cast: Cast, heard: bool, assessed: bool, asked: bool, with_lead: bool
) -> None:
    made = make_case(cast)
    if with_lead:
        write(made, cast, heard=heard, assessed=assessed)
    if asked:
        ask(cast, made)
    with entered(cast["coordinator"], "caseload.my_caseload", at=AT) as passage:
        (work,) = look(desk_of(passage), 9, tag="").works
        record = record_of(child_of(made.case, made.children[0]), on=AT.date())
    assert STEP[work.kind] == record.next
    assert record.since in (work.since, None)


def write(made: MadeCase, cast: Cast, *, heard: bool, assessed: bool) -> None:
    lead = appoint(cast, made)
    given = {"case": made.case, "child": made.children[0], "by": lead, "at": AT}
    with welfare(lead):
        if heard:
            actions.record_childs_views(was_sought=False, why_not_sought="She is two.", **given)
        if assessed:
            actions.record_assessment(indicators={"safe": {"strengths": "Sleeps well.", "challenges": ""}}, **given)


def test_rows_are_fetched_a_page_at_a_time(cast: Cast) -> None:
    make_case(cast, children=5)
    with entered(cast["coordinator"], "caseload.my_caseload", at=AT) as passage:
        desk = desk_of(passage)
        pages = [look(desk, 3, offset, kind="to_appoint") for offset in (0, 3, 6)]
        assert look(desk, 9, tag="waiting").works == ()
        assert look(desk, 9, kind="to_hear") == look(desk, 9), "a kind of which nothing is there does not narrow"
    parts = [page.works for page in pages]
    assert {(page.tag, page.kind, page.count) for page in pages} == {("with_you", "to_appoint", 5)}
    assert [len(part) for part in parts] == [3, 2, 0]
    assert len({row.child_id for part in parts for row in part}) == 5
