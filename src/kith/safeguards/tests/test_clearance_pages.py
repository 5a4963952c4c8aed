"""Pages of clearance: whoever asks, the senior officer, the lead professional, and the tab of the case."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kith.register.models import CaseChild
from kith.safeguards import actions, queries
from kith.safeguards.models import Clearance, ClearanceAnswer, Hold, Incident, WelfareCheck
from kith.safeguards.tests.factories import UNKNOWN, Scene, acting
from tests.factories import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
STANDING = "/holds-and-incidents/"


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_somebody_asks_a_senior_officer_has_the_children_looked_at_and_signs(cast: Cast, signed_in: SignedIn) -> None:
    scene = Scene.begin(cast, children=1)
    asker, senior, lead = signed_in("asker"), signed_in("senior"), signed_in(scene.leads[scene.children[0]])
    answer = asker.post("/clearance/", {"reference": scene.case.reference, "step": "removal"})
    assert (answer.status_code, answer["Location"]) == (302, "/clearance/")
    assert "Not clear: not answered yet" in text_of(asker, "/clearance/")

    with acting(cast, "asker"):
        page = f"/clearances/{Clearance.objects.get().pk}/"
    assert page in text_of(senior, "/clearances/")
    assert "Not clear: welfare check not fresh" in text_of(senior, page)
    ask = f"/cases/{scene.case.pk}/safeguards/ask-for-check/"
    assert ask in text_of(senior, page)
    assert senior.post(ask).status_code == 302

    look = f"/cases/{scene.case.pk}/children/{scene.children[0]}/check/"
    assert look in text_of(lead, "/fresh-looks/")
    assert "You sign nothing and you clear nothing" in text_of(lead, look)
    wrong = lead.post(look, {"needs": "Her class.", "harm_is_foreseen": "yes", "harm": ""})
    assert wrong.status_code == 422
    assert "Write what harm you foresee." in wrong.content.decode()
    assert lead.post(look, {"needs": "Her class.", "harm_is_foreseen": "no", "harm": ""}).status_code == 302
    assert look not in text_of(lead, "/fresh-looks/")

    stale = senior.post(page, {"seen": "welfare_check_not_fresh"})
    assert stale.status_code == 422
    assert "The facts give another answer by now" in stale.content.decode()
    assert 'name="seen" value="clear"' in stale.content.decode()
    assert senior.post(page, {"seen": "clear"}).status_code == 302
    read = text_of(asker, "/clearance/")
    assert "<strong>Clear</strong>" in read
    for name in (cast["lead"].shown_name, cast["lead_two"].shown_name, "Her class", "Tesfay"):
        assert name not in read


def test_where_this_side_knows_no_child_nobody_is_asked_and_the_page_says_so(cast: Cast, signed_in: SignedIn) -> None:
    scene = Scene.begin(cast, children=1)
    with acting(cast, "registrar"):
        CaseChild.objects.filter(case=scene.case).update(side="welfare")
    ask = f"/cases/{scene.case.pk}/safeguards/ask-for-check/"
    shown = text_of(signed_in("senior"), ask)
    assert "knows no child of this case yet, so nobody would be asked" in shown
    assert "the coordinator of the council" in shown
    assert '<button class="button-main">' not in shown
    answer = signed_in("senior").post(ask)
    assert answer.status_code == 422
    assert "nobody would be asked" in answer.content.decode()
    with acting(cast, "senior"):
        assert not queries.looks_asked_on(scene.case).exists()


def test_whoever_asks_learns_the_same_of_an_unknown_case_and_of_one_out_of_sight(
    cast: Cast, signed_in: SignedIn
) -> None:
    scene = Scene.begin(cast, children=1).look().hide()
    asker, senior, read = signed_in("asker"), signed_in("senior"), dict[str, list[str]]()
    for reference in (UNKNOWN, scene.case.reference):
        read[reference] = []
        with CaptureQueriesContext(connection) as asked:
            answer = asker.post("/clearance/", {"reference": reference, "step": "detention"})
        read[reference].append(f"{answer.status_code} {len(asked)}")
        read[reference].append(_row(text_of(asker, "/clearance/"), reference))
        with acting(cast, "asker"):
            page = f"/clearances/{Clearance.objects.get(reference=reference).pk}/"
        read[reference].append(_plain(text_of(senior, page), reference))
        senior.post(page, {"seen": "other"}, follow=True)
        read[reference].append(_row(text_of(asker, "/clearance/"), reference))
    one, other = read.values()
    assert one == other
    assert "Not clear: other" in one[-1]


def _row(text: str, reference: str) -> str:
    (row,) = [row for row in re.findall(r"<tr>.*?</tr>", text, re.S) if reference in row]
    return row.replace(reference, "")


def _plain(text: str, reference: str) -> str:
    return re.sub(r"<main.*?<h1>", "", re.sub(r'value="[^"]*"|href="[^"]*"', "", text.replace(reference, "")))


def test_the_lead_professional_may_take_no_part_and_nobody_outside_reads_that(cast: Cast, signed_in: SignedIn) -> None:
    scene = Scene.begin(cast, children=1).look()
    asked = scene.ask()
    lead = signed_in(scene.leads[scene.children[0]])
    page = f"/cases/{scene.case.pk}/children/{scene.children[0]}/check/decline/"
    assert lead.post(page, {"reason": ""}).status_code == 422
    assert lead.post(page, {"reason": "I know this child."}).status_code == 302
    scene.sign(asked)
    assert "Not clear: welfare check not fresh" in text_of(signed_in("asker"), "/clearance/")
    for name in ("senior", "manager"):
        tab = text_of(signed_in(name), f"/cases/{scene.case.pk}/safeguards/")
        assert "I know this child" not in tab
        assert "takes no part" not in tab
    assert "I know this child" in text_of(signed_in("coordinator"), f"/cases/{scene.case.pk}/safeguards/")


def test_a_hold_is_placed_and_lifted_on_the_tab_of_the_case(cast: Cast, signed_in: SignedIn) -> None:
    scene = Scene.begin(cast, children=1)
    tab, coordinator = f"/cases/{scene.case.pk}/safeguards/", signed_in("coordinator")
    assert coordinator.post(f"{tab}hold/", {"reason": ""}).status_code == 422
    assert coordinator.post(f"{tab}hold/", {"reason": "A court sits."}).status_code == 302
    with acting(cast, "coordinator"):
        hold = Hold.objects.get()
    assert "A court sits." in text_of(coordinator, tab)
    assert "A court sits." not in text_of(signed_in("manager"), tab)
    assert signed_in("senior").get(f"{tab}hold/{hold.pk}/").status_code == 404, "another side's hold is none"
    lift = f"{tab}hold/{hold.pk}/"
    assert lift in text_of(coordinator, STANDING)
    lead = text_of(signed_in(scene.leads[scene.children[0]]), STANDING)
    assert tab in lead
    assert lift not in lead
    assert tab not in text_of(signed_in("manager"), STANDING)
    assert "A court sits." in text_of(coordinator, lift)
    assert coordinator.post(lift, {"reason": "It has sat."}).status_code == 302
    assert coordinator.post(lift, {"reason": "It has sat."}).status_code == 422, "lifted once"
    assert "It has sat." in text_of(coordinator, tab)
    assert tab not in text_of(coordinator, STANDING)


def test_an_incident_is_noted_and_followed_up(cast: Cast, signed_in: SignedIn) -> None:
    scene = Scene.begin(cast, children=1)
    tab, manager = f"/cases/{scene.case.pk}/safeguards/", signed_in("manager")
    given = {"step": "home_visit", "happened_on": "3 June 2026", "words": "At six in the morning."}
    assert manager.post(f"{tab}incident/", given | {"happened_on": "3 June 2999"}).status_code == 422
    assert manager.post(f"{tab}incident/", given).status_code == 302
    with acting(cast, "manager"):
        follow_up = f"{tab}incident/{Incident.objects.get().pk}/"
    assert follow_up in text_of(manager, tab)
    assert follow_up in text_of(manager, STANDING)
    assert manager.post(follow_up, {"words": "The officer's manager was told.", "is_done": "yes"}).status_code == 302
    assert "More is to be done." in text_of(manager, tab)
    assert follow_up in text_of(manager, STANDING)
    assert manager.post(follow_up, {"words": "It will not happen again.", "is_done": "no"}).status_code == 302
    assert follow_up not in text_of(manager, STANDING)
    coordinator = signed_in("coordinator")
    assert tab not in text_of(coordinator, STANDING)
    assert coordinator.get(follow_up).status_code == 404, "another side's incident is none"
    assert "At six in the morning" not in text_of(coordinator, tab)


def test_pages_ask_the_same_number_of_questions_for_one_and_for_many(cast: Cast, signed_in: SignedIn) -> None:
    counts: dict[int, dict[str, int]] = {}
    for many in (1, 4):
        scene = Scene.begin(cast, children=many).look()
        for n in range(many):
            scene.place("manager", f"Reason {n}.")
            with acting(cast, "manager") as by:
                incident = actions.note_incident(
                    case=scene.case, step="detention", happened_on=timezone.localdate(), words=f"{n}", by=by,
                    at=timezone.now(),
                )  # fmt: skip
                actions.follow_up_incident(incident=incident, words="w", is_done=True, by=by, at=timezone.now())
            asked = scene.ask(f"KI-80{many}{n}")
            if n % 2:
                scene.sign(asked)
        asked = scene.ask()
        pages = {
            "asker": "/clearance/", "senior": "/clearances/", "manager": f"/cases/{scene.case.pk}/safeguards/",
            "coordinator": f"/cases/{scene.case.pk}/safeguards/", scene.leads[scene.children[0]]: "/fresh-looks/",
        }  # fmt: skip
        counts[many] = {}
        for name, page in [*pages.items(), ("senior", f"/clearances/{asked.pk}/"), ("manager", STANDING)]:
            client = signed_in(name)
            with CaptureQueriesContext(connection) as found:
                text_of(client, page)
            counts[many][page.split("/")[-2] if "case" in page else page] = len(found)
    assert list(counts[1].values()) == list(counts[4].values())
    assert max(counts[4].values()) <= 15


def test_nobody_else_comes_near(cast: Cast, signed_in: SignedIn) -> None:
    scene = Scene.begin(cast, children=1)
    asked = scene.ask()
    assert signed_in("asker").get(f"/cases/{scene.case.pk}/").status_code == 403
    for name in ("manager", "officer", "coordinator", "registrar"):
        assert signed_in(name).get("/clearances/").status_code == 403
        assert signed_in(name).post(f"/clearances/{asked.pk}/", {"seen": "other"}).status_code == 403
    with acting(cast, "senior"):
        assert not ClearanceAnswer.objects.exists()
    with acting(cast, "coordinator"):
        assert not WelfareCheck.objects.exists()
