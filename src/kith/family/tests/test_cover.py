"""Whom a family may ring while its lead professional is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kith.access.side import side
from kith.access.terms import Side
from kith.family.tests.test_pages import come_in, text_of
from kith.register.joining import Link, regroup
from kith.register.models import CaseTeamMember
from kith.representations.queries import page_words
from kith.representations.tests.factories import give
from kith.ui.dates import day_in_words
from kith.welfare import actions
from kith.welfare.models import LeadProfessional
from tests.factories import LONG_AGO, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db


def covered(cast: Cast, made: MadeCase, children: int = 1) -> str:
    """The lead professional of each child is "lead"; for so many of them "lead_two" stands in. The last day, in words."""
    last = timezone.localdate() + timedelta(days=4)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        for place, child in enumerate(made.children):
            appointment = actions.appoint_lead_professional(
                case=made.case,
                child=child,
                professional=cast["lead"],
                reason="nearest",
                by=cast["coordinator"],
                at=LONG_AGO,
            )
            appointment = LeadProfessional.objects.select_related("case").get(pk=appointment.pk)
            if place < children:
                actions.arrange_cover(
                    appointments=[appointment], covered_by=cast["lead_two"], why="leave", from_on=timezone.localdate(),
                    until_on=last, by=cast["coordinator"], at=timezone.now(),
                )  # fmt: skip
    return day_in_words(last)


def test_a_family_reads_whom_to_ring_meanwhile_and_until_when(cast: Cast) -> None:
    made = make_case(cast)
    last = covered(cast, made)
    home = text_of(come_in(give(cast, made, made.adults[0])), "")
    assert "Lead Two" in home
    assert f"({page_words('en')['stands_in']} {last})" in home
    assert '<bdi dir="auto">Lead</bdi>' not in home, "who is away is not rung"


def test_with_one_child_of_two_covered_both_are_named(cast: Cast) -> None:
    made = make_case(cast, children=2)
    covered(cast, made, 1)
    home = text_of(come_in(give(cast, made, made.adults[0])), "")
    assert '<bdi dir="auto">Lead</bdi>' in home
    assert '<bdi dir="auto">Lead Two</bdi>' in home


def test_after_the_cover_the_lead_professional_is_named_again(cast: Cast) -> None:
    made = make_case(cast)
    covered(cast, made)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        (held,) = LeadProfessional.objects.get().covers.all()
        actions.end_cover(cover=held, by=cast["coordinator"], at=timezone.now())
    home = text_of(come_in(give(cast, made, made.adults[0])), "")
    assert '<bdi dir="auto">Lead</bdi>' in home
    assert "Lead Two" not in home


def test_who_covers_on_another_case_of_the_child_is_not_named_to_this_family(cast: Cast) -> None:
    """A child of two cases, one of which the harmful parent has: who stands in elsewhere would tell where the child is."""
    here, there = make_case(cast), make_case(cast)
    covered(cast, there)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        regroup(
            people=[here.children[0], there.children[0]],
            links=[Link(here.children[0], there.children[0], is_same=True, by_people=True, at=LONG_AGO)],
            by=cast["registrar"], at=timezone.now(),
        )  # fmt: skip
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert not CaseTeamMember.objects.filter(case=here.case, actor=cast["lead_two"]).exists()
    assert "Lead Two" not in text_of(come_in(give(cast, here, here.adults[0])), "")
    assert "Lead Two" in text_of(come_in(give(cast, there, there.adults[0])), "")
