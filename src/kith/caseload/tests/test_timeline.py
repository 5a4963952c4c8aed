"""What happened on a case, side by side: each reads its own steps and what crossed, newest first, silences in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from kith.access.gate import passage_for
from kith.caseload.queries import desk_of, next_on
from kith.caseload.terms import HAPPENED, About
from kith.caseload.timeline import Happened, happened_on, lines_of
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import load
from kith.register.gate import on_case_entered
from kith.register.models import Case
from kith.register.queries import people_of
from kith.register.terms import CaseStep
from kith.register.work import look
from kith.review import actions as review
from kith.review.tests.factories import Walk, decided, deciding
from kith.welfare.tests.test_actions import AT, SECRET, appoint, ask, assemble, fill
from tests.factories import Cast, MadeCase, make_case

READERS = ("registrar", "coordinator", "manager")


def told(cast: Cast, name: str, case: Case, at: datetime = AT) -> list[Happened]:
    with on_case_entered(cast[name], "caseload.case", case.pk, at=at) as (passage, opened):
        people = people_of([opened]).get(opened.family_id, [])
        return happened_on(opened, passage, people, load())


def heard(cast: Cast) -> MadeCase:
    made = make_case(cast)
    lead = appoint(cast, made)
    fill(made, lead)
    assemble(made, lead, ask(cast, made))
    return made


@pytest.mark.django_db
def test_each_side_reads_its_own_steps_and_what_crossed(cast: Cast) -> None:
    made = heard(cast)
    by_side = {name: {one.words for one in told(cast, name, made.case)} for name in READERS}
    shared = {"The case was opened", "The family was confirmed"}
    assert all(shared <= words for words in by_side.values())
    assert {"Began school", "Evidence added: Letter", "The child's own words were recorded"} <= by_side["coordinator"]
    assert "The report was asked for" in by_side["coordinator"] & by_side["manager"]
    assert {"A lead professional was appointed", "The child's views were recorded"} <= by_side["manager"]
    assert any(words.startswith("Records were put with this family") for words in by_side["registrar"])


@pytest.mark.django_db
def test_no_word_of_the_childs_record_reaches_another_side(cast: Cast) -> None:
    made = heard(cast)
    for name in ("registrar", "manager"):
        said = " ".join(one.words + one.text + one.by for one in told(cast, name, made.case))
        for own in ("Began school", "Letter", SECRET, "Wellbeing"):
            assert own not in said, (name, own)


@pytest.mark.django_db
def test_a_review_is_told_step_by_step_with_who_did_it_and_never_its_outcome(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    found = told(cast, "officer", walk.review.case, walk.at + timedelta(days=1))
    words = [one.words for one in found]
    assert "The decision was served" in words
    assert {"A draft was saved", "A decision was recorded", "The second officer confirmed the decision"} <= set(words)
    assert "A finding was written: the whole case, weighed together" in words
    assert {one.by for one in found if one.words == "The second officer recorded an own view"} == {
        walk.second(decision).shown_name
    }
    assert not any("leave" in one.words or "granted" in one.words for one in found)
    assert [one.on for one in found] == sorted((one.on for one in found), reverse=True)


REFUSALS_STEPS = {
    str(HAPPENED[code][1]) for code in ("invited", "received", "replied", "no_reply", "letter")
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("has_view", [False, True])
def test_a_second_officer_without_an_own_view_does_not_read_what_only_a_refusal_needs(
    cast: Cast, signed_in: Callable[[str], Client], has_view: bool
) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family()
    decision, case = walk.decide(), walk.review.case
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    if has_view:
        walk.view(decision)
    day = walk.at + timedelta(days=1)
    assert bool({one.words for one in told(cast, second, case, day)} & REFUSALS_STEPS) is has_view
    assert len({one.words for one in told(cast, "officer", case, day)} & REFUSALS_STEPS) == 4
    for path in ("", "history/", "people/", "review/", "shared/"):
        page = signed_in(second).get(f"/cases/{case.pk}/{path}").content.decode()
        hints = [words for words in (*REFUSALS_STEPS, "points against", "invitation", "refused") if words in page]
        assert has_view or not hints, (path, hints)


@pytest.mark.django_db
def test_a_second_officer_who_returned_a_decision_does_not_see_that_the_next_one_tells_the_family_points(
    cast: Cast,
) -> None:
    walk, decision = decided(cast)
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    with deciding(cast[second]):
        review.return_decision(decision=decision, reasons="Hear them.", by=cast[second], at=walk.at)
    walk.hear_family(answered=False)
    assert queue_of(walk, "officer") <= {"reply_awaited", "reply_over"}
    assert queue_of(walk, second) == {"mine"}
    with on_case_entered(cast[second], "caseload.case", walk.review.case_id, at=walk.at) as (passage, opened):
        assert {work.kind for work in next_on(opened, passage)} == {"mine"}


def queue_of(walk: Walk, name: str) -> set[str]:
    with deciding(walk.cast[name]):
        desk = desk_of(passage_for(walk.cast[name], "caseload.my_caseload", at=walk.at))
        assert desk
        return {work.kind for work in look(desk, 100, tag="").works}


@pytest.mark.django_db
def test_many_records_of_one_moment_are_one_line_with_their_number(cast: Cast) -> None:
    made = make_case(cast, children=3)
    (line,) = [one for one in told(cast, "registrar", made.case) if one.about == About.PEOPLE]
    assert line.words == "Records were put with this family: same case reference (4 records)"


def happened(on: date, child: str = "", what: str = "Began school", days_late: int = 0) -> Happened:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC) + timedelta(days=days_late)
    return Happened(About.CHILDREN, what, on, at, "R. Boyd", child)


def test_silences_are_drawn_in_words_between_what_happened_and_up_to_today() -> None:
    lines = lines_of([happened(date(2026, 9, 1)), happened(date(2026, 1, 5))], until=date(2027, 2, 1))
    assert [line.words for line in lines] == [
        "Nothing recorded, 5 months.", "Began school", "Nothing recorded, 8 months.", "Began school",
    ]  # fmt: skip
    assert lines_of([], until=date(2027, 2, 1)) == []


def test_what_was_done_for_several_children_on_one_day_stands_on_one_line() -> None:
    day = date(2026, 9, 1)
    lines = lines_of([happened(day, "Amal"), happened(day, "Selam"), happened(day, "Amal", "Wrote")], until=day)
    assert [(line.words, line.source) for line in lines] == [
        ("Began school", "Amal, Selam · R. Boyd"), ("Wrote", "Amal · R. Boyd"),
    ]  # fmt: skip


def test_what_was_written_down_much_later_says_so() -> None:
    line = happened(date(2026, 9, 1), "Amal", days_late=40).line
    assert line.source == "Amal · R. Boyd · written down 11 October 2026"
    assert "written down" not in happened(date(2026, 9, 1), "Amal", days_late=3).line.source


def test_every_step_and_milestone_has_words() -> None:
    said_by_steps = {
        MilestoneKind.REVIEW_OPENED, MilestoneKind.DECISION_SERVED, MilestoneKind.REVIEW_ENDED,
        MilestoneKind.REVIEW_GOES_ON,
    }  # fmt: skip
    assert {f"step_{step}" for step in CaseStep} <= set(HAPPENED)
    assert set(MilestoneKind) - said_by_steps <= set(HAPPENED)
