"""What keeps an ending from standing where it should not: beside a decision, on silence that was none, for nobody's family."""

import pytest

from kith.review.tests.factories import Walk
from kith.review.tests.test_endings import give_back, propose, wrong
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def test_nothing_is_decided_while_an_ending_waits_for_an_answer(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    ending = propose(walk)
    assert walk.obstacles() == wrong(walk.decide) == ["ending_proposed"]
    give_back(walk, ending)
    assert walk.decide()
