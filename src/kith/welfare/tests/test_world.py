"""The My World Triangle and the Resilience Matrix: parts of the assessment that may stay empty, and hold no number."""

import pytest

from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import WellbeingAssessment
from kith.welfare.queries import items_about
from kith.welfare.tests.test_actions import AT, welfare
from kith.welfare.tests.test_pages import SignedIn, address, appoint_on_the_page
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
GROWS, HARD, AROUND = "Rides a bicycle.", "The flat is damp.", "Her aunt looks in."


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return made


def test_a_side_of_the_world_is_written_alone_and_the_others_stay_unknown(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    lead = signed_in("lead")
    assert "Resilience Matrix" not in lead.get(address(made)).content.decode(), "it is not wanted"
    form = lead.get(address(made, "assessment/")).content.decode()
    assert "My World Triangle" in form
    assert "Resilience Matrix: only where it helps" in form
    assert lead.post(address(made, "assessment/"), {"grow_strengths": GROWS}).status_code == 302
    page = lead.get(address(made)).content.decode()
    assert GROWS in page
    for words in ("How I grow and develop", "What I need from people who look after me", "My wider world"):
        assert words in page
    assert "Resilience Matrix" not in page
    with welfare(cast["lead"]):
        held = WellbeingAssessment.objects.get()
    assert (held.world, held.matrix, held.indicators) == ({"grow": {"strengths": GROWS, "challenges": ""}}, {}, {})


def test_what_was_written_of_a_side_stays_until_something_else_is_and_goes_into_a_report_by_name(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    lead = signed_in("lead")
    for given in (
        {"grow_strengths": GROWS}, {"world_challenges": HARD, "resilience": "Makes friends.", "protection": AROUND},
    ):  # fmt: skip
        assert lead.post(address(made, "assessment/"), given).status_code == 302
    page = lead.get(address(made)).content.decode()
    for words in (GROWS, HARD, "Makes friends.", AROUND, "Resilience Matrix", "What makes the child vulnerable"):
        assert words in page, words
    with welfare(cast["lead"]):
        texts = [item.text for item in items_about(made.children[0])]
        last = WellbeingAssessment.objects.order_by("-at", "-id").first()
    assert texts == [
        f"How I grow and develop, strengths: {GROWS}",
        f"My wider world, challenges: {HARD}\nWhat is strong in the child: Makes friends.\n"
        f"What protects, around the child: {AROUND}",
    ]
    assert last is not None
    again = lead.get(f"{address(made, 'assessment/')}?corrects={last.pk}").context["form"]
    assert (again["world_challenges"].value(), again["protection"].value()) == (HARD, AROUND)


def test_all_empty_is_refused_and_so_is_a_side_that_is_none(cast: Cast, made: MadeCase) -> None:
    given = {"case": made.case, "child": made.children[0], "by": cast["lead"], "at": AT, "indicators": {}}
    with welfare(cast["lead"]):
        for wrong, code in (
            ({"world": {"grow": {"strengths": " "}}, "matrix": {"adversity": ""}}, "nothing_written"),
            ({"world": {"moon": {"strengths": "x"}}}, "no_such_indicator"),
            ({"matrix": {"score": "7"}}, "no_such_indicator"),
        ):
            with pytest.raises(Refused, match=code):
                actions.record_assessment(**given, **wrong)
        assert not WellbeingAssessment.objects.exists()
