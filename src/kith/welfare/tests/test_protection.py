"""The clocks of child protection: what is due by when, steps by their day, another day by two people, and who sees it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Milestone
from kith.protocol.pack import load
from kith.register.work import look
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import Concern, ConcernStep, TimeVariation, VariationAnswer
from kith.welfare.queries import open_clocks, protections_of
from kith.welfare.rules import Taken, clocks
from kith.welfare.terms import ProtectionStep as Step
from kith.welfare.terms import VariationGround
from kith.welfare.tests.test_actions import AT, welfare
from kith.welfare.tests.test_concerns import raised
from kith.welfare.tests.test_pages import address, appoint_on_the_page
from kith.welfare.work import desk_of
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PACK = load()
FRIDAY = date(2026, 8, 7)
TO_WORK = {
    Step.SHARED: "concern_to_share", Step.DISCUSSION: "discussion_to_hold", Step.NOTICE: "meeting_to_call",
    Step.MEETING: "meeting_to_hold", Step.RECORD: "record_to_send", Step.CORE_GROUP: "core_group_to_meet",
    Step.CHANGE_REPORTED: "change_to_report",
}  # fmt: skip


def due(*taken: Taken, is_shared: bool = True, agreed: dict[Step, date] | None = None) -> dict[Step, date]:
    found = clocks(PACK, raised_on=FRIDAY, is_shared=is_shared, taken=taken, agreed=agreed or {})
    return {clock.step: clock.due for clock in found}


def test_each_step_is_due_in_the_guidances_own_days() -> None:
    assert due(is_shared=False) == {Step.SHARED: FRIDAY, Step.DISCUSSION: date(2026, 8, 10)}
    assert due() == {Step.DISCUSSION: date(2026, 8, 10)}
    discussed = Taken(Step.DISCUSSION, date(2026, 8, 10))
    assert due(discussed) == {Step.NOTICE: date(2026, 9, 2), Step.MEETING: date(2026, 9, 7)}
    begun = Taken(Step.INVESTIGATION, date(2026, 8, 12))
    assert due(discussed, begun) == {Step.NOTICE: date(2026, 9, 4), Step.MEETING: date(2026, 9, 9)}
    met = Taken(Step.MEETING, date(2026, 9, 4))
    assert due(met) == {Step.RECORD: date(2026, 9, 18), Step.CORE_GROUP: date(2026, 9, 25)}
    assert due(met, Taken(Step.RECORD, met.on), Taken(Step.CORE_GROUP, met.on)) == {}


def test_working_days_leave_out_weekends_and_bank_holidays_and_calendar_days_do_not() -> None:
    found = clocks(PACK, raised_on=date(2026, 12, 24), is_shared=True, taken=(), agreed={})
    assert [one.due for one in found] == [date(2026, 12, 29)]  # Christmas on a Friday; its second day on Monday
    changed = Taken(Step.CHANGE, date(2026, 12, 24))
    found = clocks(PACK, raised_on=date(2026, 12, 24), is_shared=True, taken=(changed,), agreed={})
    assert found[-1].due == date(2026, 12, 27)
    assert "three calendar days" in found[-1].words
    assert "National Guidance" in found[-1].source


def test_a_called_meeting_shows_its_day_and_a_moved_one_moves_the_notice() -> None:
    discussed = Taken(Step.DISCUSSION, date(2026, 8, 10))
    moved = date(2026, 9, 14)
    assert due(discussed, agreed={Step.MEETING: moved}) == {Step.NOTICE: date(2026, 9, 9), Step.MEETING: moved}
    assert due(discussed, agreed={Step.NOTICE: moved})[Step.NOTICE] == moved
    called = Taken(Step.NOTICE, date(2026, 8, 20), meeting_on=date(2026, 8, 27))
    (meeting,) = clocks(PACK, raised_on=FRIDAY, is_shared=True, taken=(discussed, called), agreed={})
    assert (meeting.step, meeting.planned_on, meeting.due) == (Step.MEETING, date(2026, 8, 27), date(2026, 9, 7))


def test_a_change_is_due_to_be_reported_until_a_report_was_written_after_it() -> None:
    first, second = Taken(Step.CHANGE, date(2026, 8, 10)), Taken(Step.CHANGE, date(2026, 8, 20))
    told = Taken(Step.CHANGE_REPORTED, date(2026, 8, 12))
    assert due(first)[Step.CHANGE_REPORTED] == date(2026, 8, 13)
    assert Step.CHANGE_REPORTED not in due(first, told)
    assert due(first, told, second)[Step.CHANGE_REPORTED] == date(2026, 8, 23)


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return made


def take(cast: Cast, concern: Concern, step: Step, at: datetime = AT, **given: Any) -> ConcernStep:
    given = {"happened_on": AT.date(), "words": "With police and health.", **given}
    with welfare(cast["lead"]):
        return actions.record_protection_step(concern=concern, step=step, by=cast["lead"], at=at, **given)


def asked(
    cast: Cast, concern: Concern, step: Step = Step.MEETING, day: date = date(2026, 10, 20), at: datetime = AT
) -> TimeVariation:
    with welfare(cast["lead"]):
        return actions.vary_protection_time(
            concern=concern, step=step, due_on=day, ground=VariationGround.SAFETY, reason="The mother is in hospital.",
            by=cast["lead"], at=at,
        )  # fmt: skip


def agree(
    cast: Cast, variation: TimeVariation, agrees: bool = True, words: str = "", at: datetime = AT
) -> VariationAnswer:
    with welfare(cast["coordinator"]):
        return actions.answer_time_variation(
            variation=variation, agrees=agrees, words=words, by=cast["coordinator"], at=at
        )


def test_a_step_is_recorded_with_its_day_put_right_and_taken_back_and_all_of_it_stays(
    cast: Cast, made: MadeCase
) -> None:
    concern = raised(cast, made)
    first = take(cast, concern, Step.DISCUSSION, words="Police, health.")
    assert take(cast, concern, Step.DISCUSSION, words="Police, health.") == first
    second = take(cast, concern, Step.DISCUSSION, happened_on=date(2026, 8, 31), corrects=first)
    with pytest.raises(Refused, match="corrected_already"):
        take(cast, concern, Step.DISCUSSION, happened_on=date(2026, 8, 30), corrects=first)
    with welfare(cast["lead"]):
        (held,) = protections_of(made.children[0])
        assert held.steps == (second,)
        assert {one.step: one.due for one in held.due} == {
            Step.NOTICE: date(2026, 9, 23),
            Step.MEETING: date(2026, 9, 28),
        }
    take(cast, concern, Step.DISCUSSION, is_taken_back=True, corrects=second)
    with welfare(cast["lead"]):
        assert [one.step for one in open_clocks(concern)] == [Step.DISCUSSION]
        assert ConcernStep.objects.count() == 3
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="welfare.protection_step_recorded").count() == 3


def test_what_is_refused_says_why_and_writes_nothing(cast: Cast, made: MadeCase) -> None:
    concern = raised(cast, made)
    for code, step, given in (
        ("day_cannot_be", Step.DISCUSSION, {"happened_on": date(2027, 1, 1)}),
        ("day_cannot_be", Step.DISCUSSION, {"happened_on": date(2016, 9, 1)}),
        ("no_day_of_meeting", Step.NOTICE, {}), ("day_cannot_be", Step.NOTICE, {"meeting_on": date(2026, 8, 1)}),
        ("day_cannot_be", Step.NOTICE, {"meeting_on": AT.date() + timedelta(366)}),
        ("day_cannot_be", Step.MEETING, {"happened_on": AT.date() + timedelta(1)}),
    ):  # fmt: skip
        with pytest.raises(Refused, match=code):
            take(cast, concern, step, **given)
    with welfare(cast["lead"]):
        given = {"concern": concern, "ground": VariationGround.SAFETY, "by": cast["lead"], "at": AT}
        for code, step, day, reason in (
            ("step_not_due", Step.RECORD, date(2026, 12, 1), "r"), ("day_cannot_be", Step.DISCUSSION, date(2026, 8, 1), "r"),
            ("no_reason", Step.DISCUSSION, date(2026, 12, 1), " "),
        ):  # fmt: skip
            with pytest.raises(Refused, match=code):
                actions.vary_protection_time(step=step, due_on=day, reason=reason, **given)
        actions.close_concern(concern=concern, words="Answered.", by=cast["lead"], at=AT)
    with pytest.raises(Refused, match="concern_closed"):
        take(cast, concern, Step.DISCUSSION)
    with welfare(cast["lead"]):
        assert not ConcernStep.objects.exists()
        assert not TimeVariation.objects.exists()


def test_another_day_is_two_peoples_and_moves_nothing_before(cast: Cast, made: MadeCase) -> None:
    concern = raised(cast, made)
    take(cast, concern, Step.DISCUSSION)
    variation = asked(cast, concern)
    assert asked(cast, concern) == variation
    with welfare(cast["lead"]):
        before = {one.step: one.due for one in open_clocks(concern)}
        assert before[Step.MEETING] == date(2026, 9, 29)
        with pytest.raises(Refused, match="own_variation"):
            actions.answer_time_variation(variation=variation, agrees=True, by=cast["lead"], at=AT)
        for asked_by in (cast["coordinator"], cast["lead"]):  # nor around the rule, whoever is said to have asked
            with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                VariationAnswer.objects.create(
                    case=made.case, child_id=made.children[0], variation=variation, asked_by=asked_by, agrees=True,
                    by=cast["lead"], at=AT,
                )  # fmt: skip
    with pytest.raises(Refused, match="no_words"):
        agree(cast, variation, agrees=False)
    assert agree(cast, variation) == agree(cast, variation, agrees=False, words="No.")
    with welfare(cast["lead"]):
        after = {one.step: one for one in open_clocks(concern)}
        assert (after[Step.MEETING].due, after[Step.MEETING].is_varied) == (date(2026, 10, 20), True)
        assert after[Step.NOTICE].due == date(2026, 10, 15)
    second = asked(cast, concern, day=date(2026, 11, 3))
    agree(cast, second, agrees=False, words="Too long.")
    with welfare(cast["lead"]):
        assert {one.step: one.due for one in open_clocks(concern)}[Step.MEETING] == date(2026, 10, 20)


def on_desk(cast: Cast, name: str) -> dict[str, date]:
    with entered(cast[name], "caseload.my_caseload", at=AT) as passage:
        works = look(desk_of(passage), 100, tag="").works
    return {work.kind: work.due for work in works if work.kind in (*TO_WORK.values(), "notice_to_give") if work.due}


def test_the_list_of_work_and_the_page_say_the_same_is_due_and_when(cast: Cast, made: MadeCase) -> None:
    def same(concern: Concern) -> None:
        with welfare(cast["lead"]):
            due = {TO_WORK[one.step]: one.due for one in open_clocks(concern)}
        if "meeting_to_call" in due:
            del due["meeting_to_hold"]  # once it is called
        for name in ("lead", "coordinator"):
            seen = on_desk(cast, name)
            if "notice_to_give" in seen:
                seen["meeting_to_call"] = seen.pop("notice_to_give")
            assert seen == due

    with welfare(cast["lead"]):
        concern = actions.raise_concern(
            case=made.case, child=made.children[0], words="A worry.", by=cast["lead"], at=AT
        )
    same(concern)
    moved = AT
    for step, given in (
        (Step.SHARED, {}), (Step.DISCUSSION, {}), (Step.INVESTIGATION, {"happened_on": date(2026, 8, 30)}), (Step.CHANGE, {}),
        (Step.CHANGE_REPORTED, {}), (Step.CHANGE, {"happened_on": date(2026, 8, 31)}),
    ):  # fmt: skip
        moved += timedelta(minutes=1)
        take(cast, concern, step, at=moved, **given)
        same(concern)
    agree(cast, asked(cast, concern))
    same(concern)
    agree(cast, asked(cast, concern, Step.NOTICE, date(2026, 10, 10)))
    same(concern)
    for step, given in (
        (Step.NOTICE, {"meeting_on": date(2026, 9, 20)}), (Step.MEETING, {}), (Step.RECORD, {}), (Step.CORE_GROUP, {}),
        (Step.CHANGE_REPORTED, {}), (Step.CHANGE, {"happened_on": date(2026, 8, 31)}),
    ):  # fmt: skip
        moved += timedelta(minutes=1)
        take(cast, concern, step, at=moved, **given)
        same(concern)
    agree(cast, asked(cast, concern, Step.CHANGE_REPORTED, date(2026, 10, 30), at=moved), at=moved)
    assert on_desk(cast, "lead") == {"change_to_report": date(2026, 10, 30)}
    same(concern)
    for step in (Step.CHANGE_REPORTED, Step.CHANGE):  # a day that two people moved holds for that time alone
        moved += timedelta(minutes=1)
        take(cast, concern, step, at=moved)
        same(concern)
    assert on_desk(cast, "lead") == {"change_to_report": AT.date() + timedelta(3)}
    late = asked(cast, concern, Step.CHANGE_REPORTED, date(2026, 11, 30), at=moved)
    for step in (Step.CHANGE_REPORTED, Step.CHANGE):
        moved += timedelta(minutes=1)
        take(cast, concern, step, at=moved)
    agree(cast, late, at=moved)  # after the step for which it was asked was taken: it moves no later time
    same(concern)
    assert on_desk(cast, "lead") == {"change_to_report": AT.date() + timedelta(3)}
    take(cast, concern, Step.CHANGE_REPORTED, at=moved + timedelta(minutes=1))
    assert on_desk(cast, "lead") == {}


def test_a_concern_about_a_child_whom_nobody_has_is_the_coordinators_work(cast: Cast) -> None:
    made = make_case(cast)
    with welfare(cast["coordinator"]):
        actions.raise_concern(case=made.case, child=made.children[0], words="W.", by=cast["coordinator"], at=AT)
    with entered(cast["coordinator"], "caseload.my_caseload", at=AT) as passage:
        works = {work.kind: work.tag for work in look(desk_of(passage), 100, tag="").works}
    assert works["concern_to_share"] == works["discussion_to_hold"] == "with_you"


def test_all_of_it_is_done_on_pages_and_nothing_of_it_reaches_another_side(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    lead, coordinator, page = signed_in("lead"), signed_in("coordinator"), address(made, "protection/steps/")
    assert "No concern about this child" in lead.get(page).content.decode()
    lead.post(address(made, "protection/"), {"words": "She slept on a stair."})
    with welfare(cast["lead"]):
        concern = Concern.objects.get()
    of = f"?concern={concern.pk}"
    shown = lead.get(page).content.decode()
    assert "Inter-agency referral discussion held" in shown
    assert "She slept on a stair." in coordinator.get("/concerns/").content.decode()
    assert "Next: Shared with police" in coordinator.get("/concerns/").content.decode()
    record = f"{page}record/{of}"
    assert lead.get(f"{page}record/").status_code == lead.get(f"{page}day/{of}").status_code == 404
    assert lead.get(f"{record}&step=discussion").status_code == 200
    assert lead.post(record, {"step": "discussion", "happened_on": ""}).status_code == 422
    with welfare(cast["lead"]):
        today = Concern.objects.get().at.date()
    later = today + timedelta(days=40)
    assert lead.post(record, {"step": "discussion", "happened_on": f"{later:%d/%m/%Y}"}).status_code == 422
    given = {"step": "discussion", "happened_on": f"{today:%d/%m/%Y}", "words": "Police and health."}
    assert lead.post(record, given).status_code == 302
    day = f"{page}day/{of}&step=meeting"
    assert "28 calendar days" in lead.get(day).content.decode()
    assert lead.post(day, {"due_on": f"{later:%d/%m/%Y}", "ground": "safety", "reason": ""}).status_code == 422
    asking = {"due_on": f"{later:%d/%m/%Y}", "ground": "safety", "reason": "The uncle comes home on that day."}
    assert lead.post(day, asking).status_code == 302
    with welfare(cast["lead"]):
        variation, taken = TimeVariation.objects.get(), ConcernStep.objects.get()
    answer = f"{page}answer/?variation={variation.pk}"
    assert lead.get(answer).status_code == 403
    assert answer.replace("&", "&amp;") in coordinator.get(page).content.decode()
    assert "The uncle comes home" in coordinator.get(answer).content.decode()
    assert coordinator.post(answer, {"agrees": "no", "words": ""}).status_code == 422
    assert coordinator.post(answer, {"agrees": "yes"}).status_code == 302
    assert coordinator.get(answer).status_code == 404
    assert "moved by two people" in lead.get(page).content.decode()
    correct = f"{record}&corrects={taken.pk}"
    assert "Police and health." in lead.get(correct).content.decode()
    assert lead.post(correct, given | {"is_taken_back": "on"}).status_code == 302
    for name in ("manager", "officer", "registrar"):
        assert signed_in(name).get(page).status_code == 403
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        kinds = set(Milestone.objects.filter(case=made.case).values_list("kind", flat=True))
        assert kinds <= {"lead_professional_appointed", "asks_to_wait", "family_confirmed", "identity_settled"}
        for table in (ConcernStep, TimeVariation, VariationAnswer):
            with pytest.raises(ProgrammingError), transaction.atomic():
                table.objects.count()
    for name in ("lead_two", "coordinator_elsewhere"):
        with welfare(cast[name]):
            assert not ConcernStep.objects.exists()
            assert not TimeVariation.objects.exists()


def test_nothing_hangs_on_a_concern_out_of_sight_and_no_lead_professional_agrees(cast: Cast, made: MadeCase) -> None:
    other = make_case(cast)
    with welfare(cast["coordinator"]):
        hidden = actions.raise_concern(
            case=other.case, child=other.children[0], words="A worry.", by=cast["coordinator"], at=AT
        )
    row = {"by": cast["lead"], "at": AT, "case": made.case, "child_id": made.children[0], "concern": hidden}
    with welfare(cast["lead"]), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ConcernStep.objects.create(step=Step.MEETING, happened_on=AT.date(), first_at=AT, **row)
    with welfare(cast["coordinator"]):
        own = actions.raise_concern(
            case=made.case, child=made.children[0], words="A worry.", by=cast["coordinator"], at=AT
        )
        actions.record_protection_step(
            concern=own, step=Step.DISCUSSION, happened_on=AT.date(), words="Police.", by=cast["coordinator"], at=AT
        )
        wish = actions.vary_protection_time(
            concern=own, step=Step.MEETING, due_on=date(2026, 10, 20), ground=VariationGround.SAFETY, reason="r",
            by=cast["coordinator"], at=AT,
        )  # fmt: skip
    with welfare(cast["lead"]), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        actions.answer_time_variation(variation=wish, agrees=True, words="", by=cast["lead"], at=AT)
