"""What changed from one copy to the next, and when a date can be moved."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kith.disclosure.rules import Words, changes, is_identity_open, obstacles_to_moving_date
from kith.disclosure.terms import Change, MilestoneKind

KINDS, TITLES, TEXTS = st.sampled_from(["event", "evidence"]), st.sampled_from("ab"), st.sampled_from("xy")
WORDS = st.lists(st.builds(Words, KINDS, TITLES, TEXTS, st.just("s"), st.none()), max_size=5)


@given(before=WORDS, after=WORDS)
def test_whoever_reads_the_changes_knows_what_became_of_every_item(before: list[Words], after: list[Words]) -> None:
    found = [change for change, _title in changes(before, after)]
    assert len(before) - found.count(Change.GONE) + found.count(Change.NEW) == len(after)
    assert changes(before, before) == ()
    if sorted(map(repr, before)) != sorted(map(repr, after)):
        assert found


def test_the_same_thing_in_other_words_is_told_from_a_new_one() -> None:
    one = Words("event", "Began school", "In August.", "school", date(2020, 8, 12))
    assert changes([one], [replace(one, text="In September.")]) == ((Change.OTHER_WORDS, "Began school"),)
    assert changes([one], [replace(one, title="Began nursery")]) == (
        (Change.NEW, "Began nursery"),
        (Change.GONE, "Began school"),
    )


def test_who_somebody_is_stays_open_until_it_is_settled_in_whatever_order_it_is_read() -> None:
    opened, settled, other = MilestoneKind.IDENTITY_OPEN, MilestoneKind.IDENTITY_SETTLED, MilestoneKind.REPORT_RELEASED
    assert not is_identity_open([])
    assert is_identity_open([opened, other])
    assert not is_identity_open([settled, other, opened])
    assert is_identity_open([opened, settled, opened])


def test_a_date_is_moved_only_to_a_day_to_come_and_while_something_is_awaited() -> None:
    today = date(2026, 9, 1)
    assert not obstacles_to_moving_date(is_answered=False, due_on=date(2026, 9, 2), today=today)
    found = obstacles_to_moving_date(is_answered=True, due_on=today, today=today)
    assert [o.code for o in found] == ["is_answered", "day_is_past"]
