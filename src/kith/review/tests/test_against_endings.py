"""What keeps an ending from standing where it should not: beside a decision, on silence that was none, for nobody's family."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from kith.review import actions
from kith.review.models import Ending
from kith.review.rules import EndingWords
from kith.review.tests.factories import PACK, START, Walk, deciding, join, queue
from kith.review.tests.test_endings import (
    DIED,
    SILENT,
    ask_second,
    confirm,
    give_back,
    propose,
    say,
    take_back,
    try_to_reach,
    wrong,
)
from tests.factories import Cast

pytestmark = pytest.mark.django_db
ERROR = replace(DIED, outcome="data_error", reason="There was no such case.")


def test_nothing_is_decided_while_an_ending_waits_for_an_answer(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    ending = propose(walk)
    assert walk.obstacles() == wrong(walk.decide) == ["ending_proposed"]
    give_back(walk, ending)
    assert walk.decide()


def test_a_try_that_was_made_before_the_family_was_reached_counts_no_more_when_it_is_written_down_later(
    cast: Cast,
) -> None:
    walk = Walk.begin(cast)
    try_to_reach(walk, 40, found=True)
    for day in (1, 10, 20):
        with deciding(cast["officer"]):
            actions.record_trace_check(
                review=walk.review, way="letter", done_on=START.date() + timedelta(days=day), was_found=False, pack=PACK,
                by=cast["officer"], at=walk.at,
            )  # fmt: skip
    assert wrong(propose, walk, SILENT) == ["tries_not_made"]
    assert queue(walk, "officer", "to_trace") == []
    try_to_reach(walk, 41, 55, 69)
    assert propose(walk, SILENT)


def test_a_family_that_replied_or_may_reply_yet_is_not_silent(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare()
    try_to_reach(walk, 1, 15, 29)
    walk.hear_family(answered=False)
    assert wrong(propose, walk, SILENT) == ["reply_still_open"]
    with deciding(cast["officer"]):
        actions.record_reply(
            invitation=walk.newest_draft().invitation, was_given=True, words="w", considered="c", by=cast["officer"],
            at=walk.at,
        )  # fmt: skip
    assert wrong(propose, walk, SILENT) == ["heard_since"]
    assert propose(walk, DIED), "other endings do not rest on silence"


def test_whoever_has_no_own_view_learns_nothing_of_what_was_said_by_being_refused(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare()
    ending = propose(walk)
    ask_second(walk)
    for day in (1, 2):
        say(walk, (START + timedelta(days=day)).date())
    assert wrong(confirm, walk, ending, by="second") == ["stands_unseen"]
    assert wrong(confirm, walk, ending, by="manager") == ["words_unanswered"] * 2


def test_what_a_former_officer_proposed_is_not_confirmed_over_the_head_of_who_has_the_case(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk)
    join(cast, "officer_three")
    walk.reallocate("officer_three")
    assert wrong(confirm, walk, ending) == ["proposed_by_former_officer"]
    give_back(walk, ending)
    confirm(walk, propose(walk, by="officer_three"))


def same_as(other: Walk) -> EndingWords:
    reference = other.review.case.reference
    return replace(DIED, outcome="duplicate", reason="The Home Office opened it twice.", other_reference=reference)


def test_the_case_that_stands_for_two_is_neither_recorded_in_error_nor_the_same_as_a_third(cast: Cast) -> None:
    first, second, third = Walk.begin(cast), Walk.begin(cast), Walk.begin(cast)
    ending = propose(first, same_as(second))
    for _ in range(2):  # while it waits, and when it is confirmed
        assert wrong(propose, second, ERROR) == wrong(propose, second, same_as(third)) == ["is_the_case_that_stands"]
        confirm(first, ending)
    take_back(first, ending)
    confirm(second, propose(second, ERROR))
    assert wrong(propose, first, same_as(second)) == ["other_case_is_gone"]


def test_two_cases_that_name_each_other_at_the_same_moment_do_not_both_end(cast: Cast) -> None:
    first, second = Walk.begin(cast), Walk.begin(cast)
    one = propose(first, same_as(second))
    with deciding(cast["officer"]):  # as it stands when both are asked before either is written
        other = Ending.objects.create(
            review=second.review, **asdict(same_as(first)), by=cast["officer"], at=second.at
        )  # fmt: skip
    assert wrong(confirm, first, one) == wrong(confirm, second, other) == ["is_the_case_that_stands"]
    give_back(second, other)
    confirm(first, one)


def test_whoever_confirms_that_two_cases_are_the_same_can_look_at_both(cast: Cast) -> None:
    first, second = Walk.begin(cast), Walk.begin(cast)
    ask_second(first)
    ending = propose(first, same_as(second))
    assert wrong(confirm, first, ending, by="second") == ["other_case_not_seen"]
    ask_second(second)
    confirm(first, ending, by="second")


def test_an_ending_that_its_second_officer_may_not_answer_for_is_a_managers_to_read(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ask_second(walk)
    propose(walk)
    assert queue(walk, "second", "to_read_ending") == [walk.review.case.reference]
    walk.declare(True, by="second")
    assert queue(walk, "second", "to_read_ending") == []
    assert queue(walk, "manager", "to_confirm_ending") == [walk.review.case.reference]
