"""What a family reads where the review of its case ended without a decision: that it is read no more, and not why."""

from html import escape

import pytest

from kith.family.tests.test_pages import come_in, text_of
from kith.representations.queries import page_words
from kith.representations.tests.factories import give
from kith.review import actions
from kith.review.tests.factories import PACK, START, Walk, deciding
from kith.review.tests.test_endings import DIED, confirm, propose, take_back
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


def test_a_family_learns_that_its_case_is_read_no_more_and_neither_how_nor_why(cast: Cast) -> None:
    made, w = make_case(cast), page_words("en")
    grown, young = (come_in(give(cast, made, person)) for person in (made.adults[0], made.children[0]))
    with deciding(cast["manager"]):
        review = actions.allocate(case=made.case, officer=cast["officer"], pack=PACK, by=cast["manager"], at=START)
    walk = Walk(cast, review, made.children, START)

    def is_said() -> tuple[bool, ...]:
        theirs, own = text_of(grown, ""), text_of(young, "")
        assert not any(secret in page for page in (theirs, own) for secret in (DIED.reason, DIED.proof, DIED.outcome))
        assert escape(w["young_4"]) in own or escape(w["young_4_ended"]) in own
        return escape(w["now_ended"]) in theirs, escape(w["young_4_ended"]) in own, "aria-current" not in theirs

    ending = propose(walk)
    assert is_said() == (False, False, False)
    confirm(walk, ending)
    assert is_said() == (True, True, True)
    take_back(walk, ending)
    assert is_said() == (False, False, False)
