"""What a family reads on its own page of a review that ended without a decision, and of one that goes on."""

from datetime import timedelta
from html import escape
from typing import Any

import pytest

from kith.access.side import side
from kith.access.terms import Role, Side
from kith.family.tests.test_pages import come_in, text_of
from kith.representations.queries import page_words
from kith.representations.tests.factories import give, put_on_team
from kith.review.jobs import make_letters
from kith.review.tests.factories import Walk
from kith.review.tests.test_endings import ASKED, confirm, propose, take_back
from tests.factories import Cast, MadeCase

pytestmark = pytest.mark.django_db


def test_a_grown_up_reads_of_both_letters_in_their_language_and_nothing_else_of_how_it_ended(
    cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.DOCUMENTS = tmp_path
    walk = Walk.begin(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        people = walk.review.case.family.members.values_list("person_id", flat=True)
        grown = next(person for person in people if person not in walk.children)
    made = MadeCase(walk.review.case, walk.children, (grown,))
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    parent, w = come_in(give(cast, made, grown, language="so")), page_words("so")
    ending = propose(walk, ASKED)
    confirm(walk, ending)
    assert w["letter_ending"] not in text_of(parent, "letters/"), "it is not made yet"
    make_letters(walk.at)
    page = text_of(parent, "letters/")
    for words in (w["letter_ending"], w["written_on"], w["leaf_ending"]):
        assert escape(words) in page
    for words in (w["letter_goes_on"], w["received_on"], ASKED.reason, ASKED.asked_by):
        assert escape(words) not in page
    take_back(walk, ending)
    make_letters(walk.at + timedelta(minutes=1))
    page = text_of(parent, "letters/")
    assert page.index(escape(w["letter_goes_on"])) < page.index(escape(w["letter_ending"])), "the newest first"
    assert escape(w["leaf_goes_on"]) in page
