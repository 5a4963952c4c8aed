"""Which family stands where, and when it took each step: enough of each, on working days, nothing in the future, little late."""

import functools
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from random import Random

import pytest

from kith.access.terms import Role
from kith.demo.cast import COUNCILS, EDINBURGH, EVERYONE, GLASGOW, PEOPLE
from kith.demo.days import ahead, last_working_day, timeline
from kith.demo.letters import LETTERS, days_of_letters
from kith.demo.plan import DELIVERIES, Step, Story, Waiting, plan
from kith.protocol.pack import load
from kith.protocol.rules import due_on, is_working_day, obstacles_to_serving_on

PACK = load()
DAYS = [datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((1, 2), (4, 6), (7, 19), (11, 25), (12, 28))]


def caseload(families: float = 1.2) -> list[Waiting]:
    """Cases as the four deliveries bring them: a fifth without children, a fifth with an open question, most in Glasgow."""
    rng, found = Random(1), []
    for delivery, sent in enumerate(DELIVERIES):
        for _ in range(round(sent.families * families)):
            area = rng.choices([GLASGOW, EDINBURGH, "S12000042"], [6, 2, 2])[0]
            found.append(
                Waiting(
                    case=f"case {len(found)}", reference=f"KI-{len(found):04d}", area=area,
                    delivery=delivery, children=rng.choice([0, 1, 1, 2, 3]), has_open_identity=rng.random() < 0.2,
                )
            )  # fmt: skip
    return found


CASES = {case.case: case for case in caseload()}
STORIES = plan(list(CASES.values()), officers=6, home=GLASGOW)


@functools.cache
def timelines(now: datetime) -> dict[str, dict[Step, datetime]]:
    today = last_working_day(now)
    opened = [ahead(today, -delivery.days_ago) for delivery in DELIVERIES]
    return {
        story.case: timeline(
            story, opened=opened[CASES[story.case].delivery], today=today, council=GLASGOW, pack=PACK,
            rng=Random(story.case),
        )
        for story in STORIES
    }  # fmt: skip


def days_of(story: Story, now: datetime) -> dict[Step, datetime]:
    return timelines(now)[story.case]


def test_the_same_cases_give_the_same_stories_one_for_each_case_at_most() -> None:
    assert plan(caseload(), officers=6, home=GLASGOW) == STORIES
    assert len({story.case for story in STORIES}) == len(STORIES)


def test_at_least_150_families_go_the_whole_way_and_each_step_has_enough_families() -> None:
    until = Counter(story.until for story in STORIES)
    assert until[Step.SERVED] >= 150
    open_questions = {case.case for case in CASES.values() if case.has_open_identity}
    assert not [story for story in STORIES if story.case in open_questions and Step.DECIDED in story.path]
    for step in (Step.ALLOCATED, Step.RELEASED, Step.DRAFTED, Step.INVITED, Step.DECIDED, Step.VIEWED, Step.ANSWERED):
        assert len([s for s in STORIES if s.until is step and s.officer == 0]) >= 20, step


@pytest.mark.parametrize("scale", [0.03, 0.1, 1])
def test_the_first_officer_weighs_for_brothers_and_sisters_however_few_families_there_are(scale: float) -> None:
    stories = plan(caseload(), officers=6, home=GLASGOW, scale=scale)
    weighed = [CASES[s.case] for s in stories if s.assessor == 0 and s.until is Step.RELEASED]
    assert max(case.children for case in weighed) > 1


def test_outcomes_of_both_kinds_and_every_turn_on_the_way_are_among_the_served() -> None:
    served = [story for story in STORIES if story.until is Step.SERVED]
    outcomes = Counter(story.outcome for story in served)
    assert min(outcomes.values()) > len(served) / 5
    assert len({story.length for story in served}) == 3
    turns = Counter(twist for story in served for twist in story.twists)
    assert all(turns[step] > 5 for step in (Step.DECLINED, Step.HANDED_OVER, Step.RETURNED))
    refused = [story for story in served if story.outcome == "claim_refused"]
    assert {story.has_reply for story in refused} == {True, False}
    assert all(Step.REPLIED in story.path for story in refused)


def test_a_smaller_demo_has_every_step_too() -> None:
    small = plan(caseload(0.1), officers=6, home=GLASGOW, scale=0.05)
    assert {story.until for story in small} == {story.until for story in STORIES}


@pytest.mark.parametrize("now", DAYS, ids=lambda day: f"{day:%d %B}")
def test_people_work_on_working_days_one_step_after_another_and_never_in_the_future(now: datetime) -> None:
    for story in STORIES:
        days = list(days_of(story, now).values())
        assert list(days_of(story, now)) == list(story.path)
        assert days == sorted(days)
        assert all(is_working_day(day.date()) and 9 <= day.hour < 18 for day in days)
        assert days[-1] < now


@pytest.mark.parametrize("now", DAYS, ids=lambda day: f"{day:%d %B}")
def test_few_are_late_but_those_whose_reports_do_not_come(now: datetime) -> None:
    duty = {  # what those wait for who stand at a step, and the step that it is counted from
        Step.CONFIRMED: ("appoint_lead_professional", Step.CONFIRMED), Step.APPOINTED: ("seek_childs_views", Step.APPOINTED),
        Step.ASKED: ("release_report", Step.ASKED), Step.BEGUN: ("release_report", Step.ASKED),
        Step.SENT_UP: ("release_report", Step.ASKED), Step.DECIDED: ("confirm_decision", Step.DECIDED),
        Step.VIEWED: ("confirm_decision", Step.DECIDED), Step.ANSWERED: ("serve_decision", Step.ANSWERED),
    }  # fmt: skip
    waiting = [story for story in STORIES if story.until in duty]
    late = []
    for story in waiting:
        code, since = duty[story.until]
        began = days_of(story, now)[since].date()
        due = due_on(PACK.duty(code, began), starts_on=began, council=GLASGOW, terms=PACK.terms).on
        late += [story] if due < now.date() else []
    do_not_come = [story for story in waiting if story.until is Step.ASKED and story.is_over]
    others = [story for story in late if story not in do_not_come]
    assert [story for story in do_not_come if story not in late] == []
    assert len(others) < (len(waiting) - len(do_not_come)) / 20, Counter(story.until for story in others)


def test_a_reply_is_awaited_or_its_time_is_over_as_the_story_says_and_nobody_is_served_before_a_weekend() -> None:
    now = DAYS[3]
    for story in STORIES:
        days = days_of(story, now)
        if story.until is Step.RECEIVED:
            received = days[Step.RECEIVED].date()
            is_over = due_on(PACK.duty("invite_reply", received), starts_on=received).on < now.date()
            assert is_over is story.is_over
        if Step.REPLIED in days and not story.has_reply:
            assert (days[Step.REPLIED].date() - days[Step.RECEIVED].date()).days > 28
        if Step.SERVED in days:
            assert not obstacles_to_serving_on(days[Step.SERVED].date(), pack=PACK, council=GLASGOW)


@pytest.mark.parametrize("now", DAYS, ids=lambda day: f"{day:%d %B}")
def test_letters_lie_far_enough_apart_and_there_are_enough_of_them(now: datetime) -> None:
    today = last_working_day(now)
    days = days_of_letters(ahead(today, -DELIVERIES[0].days_ago), today=today, apart=28)
    assert len(days) == LETTERS
    assert all((later - earlier).days >= 28 for earlier, later in pairwise(days))
    assert days[-1] <= today


def test_working_days_are_counted_across_weekends_and_holidays() -> None:
    assert ahead(date(2026, 12, 24), 1) == date(2026, 12, 29)  # Christmas, the weekend, and Boxing Day's substitute
    assert ahead(date(2026, 11, 23), -1) == date(2026, 11, 20)
    assert ahead(date(2026, 11, 21), 0) == date(2026, 11, 23)


def test_every_council_has_a_coordinator_and_lead_professionals_and_nobody_has_two_names() -> None:
    assert len({person.name for person in EVERYONE}) == len(EVERYONE)
    for area in COUNCILS:
        roles = Counter(person.role for person in EVERYONE if person.area == area)
        assert roles[Role.COORDINATOR] == 1
        assert roles[Role.LEAD_PROFESSIONAL] >= 1
    assert {person.role for person in PEOPLE} == {person.role for person in EVERYONE}
