"""Somebody wants to take a step against a family: what it takes until it is clear, and what everybody learns of it (S7)."""

import re

import pytest
from django.utils.timezone import localdate as today

from kith.safeguards.terms import Step
from kith.safeguards.tests.factories import Scene
from kith.ui.dates import day_in_words as in_words
from tests.journeys.office import Office

pytestmark = pytest.mark.browser
REMOVAL, VISIT = str(Step.REMOVAL.label), str(Step.HOME_VISIT.label)
DAWN = "Two officers came to the door at half past six. The children saw it."
WHY = "Her grandmother is dying in Perth, and she sees her on Sundays."
NEEDS = "Her inhaler, and the class that she knows."


def test_a_step_is_clear_only_after_a_fresh_look_at_each_child_and_a_signature(office: Office) -> None:
    # given a family whose decision was served long ago
    scene = Scene.begin(office.cast, children=2)
    reference, signs_in = scene.case.reference, office.signs_in

    # when somebody outside asks for a removal, by reference
    asker = signs_in("asker")
    asker.writes("Reference of the case", reference).chooses("Which step", REMOVAL).presses("Ask for clearance")
    assert asker.sees("Not clear: not answered yet")

    # then a senior officer sees that nobody has looked at the children, and has them looked at
    senior = signs_in("senior").opens("Clearance to sign", reference)
    assert senior.may("Sign: not clear")
    senior.opens("Ask for a fresh look").presses("Ask for a fresh look")

    # when each lead professional looks afresh
    for name in dict.fromkeys(scene.leads.values()):
        lead = signs_in(name)
        for _ in [one for one in scene.leads.values() if one == name]:
            lead.opens("Fresh looks asked for").opens(re.compile("Tesfay"))
            lead.writes("What the child needs now", NEEDS).chooses(re.compile("Do you foresee harm"), "No").presses(
                "Record"
            )
        assert lead.opens("Fresh looks asked for").sees("Nobody asks for a fresh look just now.")

    # but a coordinator knows of something that speaks against it, and places a hold
    coordinator = signs_in("coordinator").opens(reference, "Safeguards", "Place hold")
    coordinator.writes("Why", WHY).presses("Place hold")
    senior.opens("Clearance to sign", reference)
    assert senior.may("Sign: not clear")
    assert not senior.sees(WHY)

    # when the hold is lifted
    coordinator.opens("Holds and incidents", "Lift hold").writes("Why", "She has died.").presses("Lift hold")

    # then the senior officer signs what the facts give, and whoever asked learns that it is clear, and nothing else
    senior.opens("Clearance to sign", reference).presses("Sign: clear")
    asker.page.reload()
    row = asker.page.get_by_role("row", name=reference).inner_text()
    assert "Clear" in row
    for words in (WHY, NEEDS, "Tesfay"):
        assert words not in asker.page.inner_text("main")
        assert words not in senior.page.inner_text("main")

    # when officers come at dawn all the same, whoever hears of it writes it down, and it stays open until it is followed up
    senior.page.goto(f"{office.origin}/cases/{scene.case.pk}/safeguards/")
    senior.opens("Note an incident").chooses("What was done, or tried", VISIT).writes("On which day", in_words(today()))
    senior.writes("What happened", DAWN).presses("Note an incident")
    senior.opens("Holds and incidents", "Follow up incident").writes("What was done about it", "The office was told.")
    senior.chooses("Is anything still to be done?", "No").presses("Follow up incident")
    assert senior.opens("Holds and incidents").sees("No extra hold stands and no incident is open.")
