"""The five steps."""

import pytest

from kith.family.rules import Standing, step_now


@pytest.mark.parametrize(
    ("has_person", "is_sent", "is_under_review", "is_served", "step"),
    [
        (False, False, False, False, 2), (False, True, False, False, 2), (True, False, False, False, 3),
        (True, False, True, False, 3), (True, True, False, False, 3), (True, True, True, False, 4),
        (False, True, True, False, 4), (True, True, True, True, 5), (False, False, False, True, 5),
    ],
)  # fmt: skip
def test_where_it_stands_is_one_of_five_steps(
    has_person: bool, is_sent: bool, is_under_review: bool, is_served: bool, step: int
) -> None:
    assert step_now(Standing(True, has_person, is_sent, is_under_review, is_served, is_ended=False)) == step
