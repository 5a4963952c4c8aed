"""Ids are in the order of writing (`kith.records.new_id`): what is ordered by them comes as it was written."""

from itertools import pairwise
from uuid import RFC_4122

from kith.records import new_id


def test_what_is_written_later_has_the_greater_id_within_one_millisecond_too() -> None:
    made = [new_id() for _ in range(20_000)]
    assert all(before < after for before, after in pairwise(made))
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


def test_nobody_can_guess_an_id_by_those_about_it() -> None:
    chance = [one.int & (1 << 62) - 1 for one in (new_id() for _ in range(4_000))]
    assert all(0.4 < sum(value >> bit & 1 for value in chance) / len(chance) < 0.6 for bit in range(62))
