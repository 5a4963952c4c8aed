"""What was shared at once is kept from whom it must be kept from, before anybody of the family reads of it."""

from html import escape

import pytest

from kith.access.side import side
from kith.access.terms import Side
from kith.family.tests.test_pages import come_in, text_of
from kith.representations.actions import hold_back_from
from kith.representations.models import FamilyAccess
from kith.representations.queries import page_words
from kith.representations.tests.factories import AT, give
from kith.welfare import actions as welfare
from kith.welfare.rules import Grounds, OnSharing
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


def test_what_was_shared_at_once_is_held_back_from_one_grown_up_before_anybody_reads_of_it(cast: Cast) -> None:
    made, by, w = make_case(cast, adults=2), cast["coordinator"], page_words("en")
    unsafe, other = (come_in(give(cast, made, person)) for person in made.adults)
    grounds = Grounds(
        why="w", basis="b", was_told=True, said=OnSharing(necessity="n", condition="safeguarding", views="v")
    )
    with side(Side.WELFARE, actor_id=by.pk):
        shared = welfare.release_in_emergency(
            case=made.case, child=made.children[0], words="Hurt.", sentence="s", whom="w", was_told=True, by=by, at=AT
        )
        access = FamilyAccess.objects.get(person_id=made.adults[0])
        hold_back_from(access=access, disclosure=shared.disclosure, reason="Not safe.", by=by, at=AT)
        welfare.give_emergency_reasons(emergency=shared, grounds=grounds, by=by, at=AT)
    beside = escape(w["sent_beside"])
    assert [beside in text_of(one, "sent/") for one in (unsafe, other)] == [False, True]
