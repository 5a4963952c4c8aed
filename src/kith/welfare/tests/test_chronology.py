"""The chronology: each event with the body that it comes from, why it matters and what it changed; each of them may be empty."""

from datetime import date

import pytest

from kith.welfare import actions
from kith.welfare.models import ChronologyEntry
from kith.welfare.notes import written_by
from kith.welfare.queries import items_about
from kith.welfare.tests.test_actions import AT, welfare
from kith.welfare.tests.test_pages import SignedIn, address, appoint_on_the_page
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
EVENT = {"title": "Moved to a new flat", "happened_from": "3 June 2020", "source": "the housing officer"}
MORE = {
    "agency": "Glasgow City Council",
    "significance": "The third move in a year.",
    "impact": "She walks to school now.",
}


def test_an_event_says_from_which_body_it_comes_and_what_it_changed(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    lead = signed_in("lead")
    assert lead.post(address(made, "event/"), EVENT).status_code == 302, "nothing more is needed"
    with welfare(cast["lead"]):
        first = ChronologyEntry.objects.get()
        assert (first.agency, first.significance, first.impact) == ("", "", "")
    correcting = f"{address(made, 'event/')}?corrects={first.pk}"
    assert lead.post(correcting, EVENT | MORE).status_code == 302
    for name in ("lead", "coordinator"):
        page = signed_in(name).get(address(made)).content.decode()
        for words in MORE.values():
            assert words in page, (name, words)
    with welfare(cast["lead"]):
        (item,) = items_about(made.children[0])
        again = ChronologyEntry.objects.get(corrects=first)
    assert item.text == "The third move in a year.\nShe walks to school now."
    assert item.said_by == "the housing officer, Glasgow City Council"
    form = lead.get(f"{address(made, 'event/')}?corrects={again.pk}").context["form"]
    assert {name: form[name].value() for name in MORE} == MORE


def test_the_chronology_is_whole_for_those_who_look_after_the_child_and_ones_own_for_those_who_did(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    given = {"case": made.case, "child": made.children[0], "at": AT}
    with welfare(cast["lead"]):
        actions.note_event(
            title="Began school", happened_from=date(2020, 8, 12), source="school", impact="Made a friend.",
            by=cast["lead"], **given,
        )  # fmt: skip
    signed_in("coordinator").post(address(made, "hand-over/"), {"version": "1", "handover": "Ring Ms Orr."})
    appoint_on_the_page(cast, signed_in, made, "lead_two")
    with welfare(cast["lead_two"]):
        actions.note_event(
            title="Ill for a week", happened_from=date(2026, 8, 1), source="GP", by=cast["lead_two"], **given
        )
    page = signed_in("lead_two").get(address(made)).content.decode()
    assert "Began school" in page
    assert "Ill for a week" in page
    assert "Nothing recorded, " in page
    mine = signed_in("lead").get("/what-you-wrote/").content.decode()
    assert "Made a friend." in mine
    assert "Ill for a week" not in mine
    with welfare(cast["lead"]):
        assert [note.title for note in written_by(cast["lead"], made.children)[made.children[0]]] == ["Began school"]
        assert ChronologyEntry.objects.count() == 1
    for name in ("coordinator_elsewhere", "manager"):
        assert signed_in(name).get(address(made)).status_code in (403, 404)
