"""Pages of the children's side and of what crosses: who gets them, what they keep, how many queries they make."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Disclosure, Receipt
from kith.welfare import actions
from kith.welfare.models import ChildsView, LeadProfessional, Report
from kith.welfare.queries import items_about, preview_of
from kith.welfare.tests.test_actions import AT, ask, assemble, fill, welfare
from tests.factories import ROLES, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]

ON_SHARING = {"necessity": "Nobody else can tell it.", "condition": "safeguarding", "views": "Both agree."}


def address(made: MadeCase, page: str = "") -> str:
    return f"/cases/{made.case.pk}/children/{made.children[0]}/{page}"


def appoint_on_the_page(cast: Cast, signed_in: SignedIn, made: MadeCase, name: str = "lead") -> None:
    answer = signed_in("coordinator").post(
        address(made, "appoint/"), {"professional": str(cast[name].pk), "reason": "speaks Tigrinya"}
    )
    assert answer.status_code == 302, answer.content.decode()


def test_a_coordinator_sees_the_child_appoints_and_it_is_gone_from_the_list(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    client = signed_in("coordinator")
    assert "Amala Tesfay" in client.get("/children-without-lead/").content.decode()
    assert client.get(address(made, "appoint/")).status_code == 200
    assert client.post(address(made, "appoint/"), {}).status_code == 422
    appoint_on_the_page(cast, signed_in, made)
    assert "Amala Tesfay" not in client.get("/children-without-lead/").content.decode()
    again = client.post(address(made, "appoint/"), {"professional": str(cast["lead_two"].pk), "reason": "x"})
    assert again.status_code == 422
    assert "has a lead professional already" in again.content.decode()
    with welfare(cast["coordinator"]):
        assert LeadProfessional.objects.count() == 1


GETS = {  # page of a child -> coordinator, lead, another lead of the council, another council's coordinator
    "": (200, 200, 404, 404), "dates/": (200, 200, 404, 404),
    "appoint/": (200, 403, 403, 404), "hand-over/": (200, 403, 403, 404),
    "cover/": (200, 403, 403, 404), "cover/end/": (405, 405, 405, 405), "familys-view/": (200, 200, 404, 404),
    "appoint/take-back/": (405, 405, 405, 405), "event/": (403, 200, 404, 403), "evidence/": (403, 200, 404, 403),
    "assessment/": (403, 200, 404, 403), "views/": (403, 200, 404, 403), "report/": (403, 200, 404, 403),
    "report/preview/": (200, 200, 404, 404), "report/send-up/": (405, 405, 405, 405),
    "report/fetch-back/": (405, 405, 405, 405), "report/return/": (200, 403, 403, 404),
    "report/release/": (405, 405, 405, 405), "report/correct/": (403, 200, 404, 403),
    "report/date/": (200, 403, 403, 404), "contributions/": (200, 200, 404, 404),
    "person/": (403, 200, 404, 403), "plan/": (200, 200, 404, 404), "plan/agree/": (403, 200, 404, 403),
    "plan/action/": (403, 200, 404, 403), "plan/copies/": (404, 404, 404, 404), "plan/copies/give/": (403, 404, 404, 403),
    "contributions/ask/": (403, 200, 404, 403), "contributions/link/": (405, 405, 405, 405),
    "contributions/withdraw/": (405, 405, 405, 405), "contributions/take-down/": (403, 404, 404, 403),
    "protection/": (200, 200, 404, 404), "protection/close/": (404, 404, 404, 404),
    "protection/steps/": (200, 200, 404, 404), "protection/steps/record/": (404, 404, 404, 404),
    "protection/steps/day/": (404, 404, 404, 404), "protection/steps/answer/": (404, 403, 403, 404),
}  # fmt: skip


@pytest.mark.parametrize("step", ["nothing asked", "asked", "begun", "sent", "released"])
def test_each_page_of_a_child_answers_each_role_at_each_step(cast: Cast, signed_in: SignedIn, step: str) -> None:
    made = at_step(cast, signed_in, step)
    clients = {name: signed_in(name) for name in ROLES}
    for page, answers in GETS.items():
        expected = dict(zip(("coordinator", "lead", "lead_two", "coordinator_elsewhere"), answers, strict=True))
        if page == "report/" and step == "sent":
            expected["lead"] = 302  # it is with the coordinator: read it there
        if page in ("report/return/", "report/correct/") and step in ("nothing asked", "asked"):
            expected = {name: 404 if status == 200 else status for name, status in expected.items()}  # none was begun
        for name in ("manager", "officer", "registrar", "statistician", "auditor"):
            expected[name] = 405 if answers[0] == 405 else 403
        for name, status in expected.items():
            assert clients[name].get(address(made, page)).status_code == status, (page, name)


def at_step(cast: Cast, signed_in: SignedIn, step: str) -> MadeCase:
    """A child whose report is at this step, the lead professional being "lead"."""
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    fill(made, cast["lead"])
    if step == "nothing asked":
        return made
    request = ask(cast, made)
    if step == "asked":
        return made
    report = assemble(made, cast["lead"], request)
    if step == "begun":
        return made
    with welfare(cast["lead"]):
        actions.send_up_report(report=report, expected=1, by=cast["lead"], at=AT)
    if step == "released":
        with welfare(cast["coordinator"]):
            held = Report.objects.get()
            actions.release_report(report=held, seen_sha256=preview_of(held).seen, by=cast["coordinator"], at=AT)
    return made


def test_the_list_of_children_is_for_the_team_and_an_address_of_no_child_is_not_found(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    assert (
        "Ask the child what they want to say"
        in signed_in("lead").get(f"/cases/{made.case.pk}/children/").content.decode()
    )
    assert signed_in("lead_two").get(f"/cases/{made.case.pk}/children/").status_code == 404
    for page in ("", "event/", "report/", "report/preview/"):
        assert signed_in("lead").get(f"/cases/{made.case.pk}/children/{made.case.pk}/{page}").status_code == 404


def test_what_was_typed_stays_when_something_is_wrong(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    client = signed_in("lead")
    for page, given, words in (
        ("event/", {"title": "Began school", "happened_from": "soon", "source": "school"}, "Write a day"),
        ("event/", {"title": "Began\x00school", "happened_from": "1 May 2020", "source": "s"}, "error-summary"),
        ("event/", {"title": "Began school", "happened_from": "1 May 2040", "source": "s"}, "in the future"),
        (
            "event/",
            {"title": "Began school", "happened_from": "May 2020", "happened_until": "2019", "source": "s"},
            "The end lies before the beginning.",
        ),
        ("evidence/", {"title": "Letter", "text": "x" * 60_000}, "characters long"),
        ("views/", {"was_sought": "yes", "words": "", "may_share": "yes"}, "chose not to say anything"),
        ("assessment/", {}, "at least one indicator"),
    ):
        answer = client.post(address(made, page), given)
        assert answer.status_code == 422, page
        assert words in answer.content.decode(), page
        assert given.get("title", "").split("\x00")[0] in answer.content.decode(), page


def test_a_report_goes_from_choosing_to_the_readers_receipt(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    lead, coordinator, manager = signed_in("lead"), signed_in("coordinator"), signed_in("manager")
    said = {"was_sought": "yes", "words": "I like maths.", "may_share": "yes"}
    untold = lead.post(address(made, "views/"), said)
    assert untold.status_code == 422
    assert "tell the child who will read them" in untold.content.decode()
    assert lead.post(address(made, "views/"), said | {"told_who_reads": "on"}).status_code == 302
    assert lead.post(address(made, "assessment/"), {"achieving_strengths": "Reads well."}).status_code == 302
    with welfare(cast["lead"]):
        assert ChildsView.objects.get().words == "I like maths."
    assert "No report on this child" in lead.get(address(made, "report/")).content.decode()
    ask(cast, made)
    page = lead.get(address(made, "report/"))
    assert " checked" not in page.content.decode(), "nothing is chosen at first"
    given = {f"choice_{item.id}": "goes" for item in page.context["form"].items} | {
        "analysis": "Settled.", "purpose": "To inform the review.", "basis": "public task",
        "is_shared_anyway": "yes", "was_told": "yes", "version": "0", **ON_SHARING,
    }  # fmt: skip
    assert [lead.post(address(made, "report/"), given).status_code for _ in range(2)] == [302, 302]
    stale = lead.post(address(made, "report/"), given | {"analysis": "Mine, later."})
    assert stale.status_code == 409
    for words in ("Settled.", "Mine, later.", "Someone saved this after you opened it"):
        assert words.split(",")[0] in stale.content.decode()
    kept = stale.context["form"]["version"].value()
    assert lead.post(address(made, "report/"), given | {"analysis": "Mine.", "version": kept}).status_code == 302
    preview = lead.get(address(made, "report/preview/")).content.decode()
    assert "Ask coordinator to release" in preview
    assert "Release report" not in preview
    assert signed_in("lead").post(address(made, "report/release/"), {"seen": "x"}).status_code == 403
    assert lead.post(address(made, "report/send-up/"), {"version": "2"}).status_code == 302
    page = coordinator.get(address(made, "report/preview/"))
    assert "It cannot be called back" in page.content.decode()
    assert coordinator.post(address(made, "report/release/"), {"seen": "0"}).status_code == 422
    seen = page.context["reading"].preview.seen
    twice = [coordinator.post(address(made, "report/release/"), {"seen": seen}).status_code for _ in range(2)]
    assert twice == [302, 302]
    shared = f"/cases/{made.case.pk}/shared/"
    assert "I like maths." not in manager.get(shared).content.decode()
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        released = Disclosure.objects.get()
    opened = f"{shared}{released.pk}/open/"
    assert manager.get(opened).status_code == 405
    assert [manager.post(opened).status_code, manager.post(opened).status_code] == [302, 302]
    assert "I like maths." in manager.get(shared).content.decode()
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert Receipt.objects.count() == 1
    assert "Opened by Manager" in lead.get(address(made)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_childs_page_makes_the_same_number_of_queries(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    made = make_case(cast, children=count)
    appoint_on_the_page(cast, signed_in, made)
    for _ in range(count):
        fill(made, cast["lead"])
    client = signed_in("lead")
    with django_assert_num_queries(15):  # type: ignore[attr-defined]
        client.get(address(made))
    assert AT


def test_a_coordinator_ends_an_appointment_with_a_note_and_appoints_again(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    coordinator = signed_in("coordinator")
    assert coordinator.get(address(made, "hand-over/")).status_code == 302
    appoint_on_the_page(cast, signed_in, made)
    assert coordinator.get(address(made, "hand-over/")).status_code == 200
    assert coordinator.post(address(made, "hand-over/"), {"version": "1"}).status_code == 422
    stale = coordinator.post(address(made, "hand-over/"), {"version": "9", "handover": "Ring Ms Orr."})
    assert stale.status_code == 409
    assert "Ring Ms Orr." in stale.content.decode()
    assert stale.context["form"]["version"].value() == "1", "pressed again it is saved"
    ended = coordinator.post(address(made, "hand-over/"), {"version": "1", "handover": "Ring Ms Orr."})
    assert ended.status_code == 302
    assert ended["Location"].endswith("/appoint/")
    assert signed_in("lead").get(address(made)).status_code == 404
    appoint_on_the_page(cast, signed_in, made, "lead_two")
    assert signed_in("lead_two").get(address(made)).status_code == 200


@pytest.mark.parametrize(
    ("page", "first", "then", "words"),
    [
        ("event/", {"title": "Began school", "happened_from": "1 May 2020", "source": "school"},
         {"title": "Began nursery", "happened_from": "May 2020", "source": "school"}, "Began nursery"),
        ("evidence/", {"kind": "school", "title": "Letter", "text": "Reads well", "said_by": "Ms Orr", "said_on": "1 May 2020"},
         {"kind": "school", "title": "Letter", "text": "Reads and writes", "said_by": "Ms Orr", "said_on": "1 May 2020"},
         "Reads and writes"),
        ("views/", {"was_sought": "yes", "words": "I like it here", "may_share": "yes", "told_who_reads": "on"},
         {"was_sought": "yes", "words": "I said enough", "may_share": "no"}, "I said enough"),
        ("assessment/", {"safe_strengths": "Sleeps well."}, {"safe_strengths": "Sleeps badly."}, "Sleeps badly."),
    ],
)  # fmt: skip
def test_an_entry_is_corrected_once_by_a_new_one_however_often_it_is_pressed(
    cast: Cast, signed_in: SignedIn, page: str, first: dict[str, str], then: dict[str, str], words: str
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    lead = signed_in("lead")
    assert lead.post(address(made, page), first).status_code == 302
    with welfare(cast["lead"]):
        earlier = items_about(made.children[0])[0]
    correcting = f"{address(made, page)}?corrects={earlier.id}"
    shown = lead.get(correcting).content.decode()
    assert (
        next(reversed(first.values())) in shown or first.get("words", "?") in shown or first.get("text", "?") in shown
    )
    assert [lead.post(correcting, then).status_code for _ in range(2)] == [302, 302]
    stale = lead.post(correcting, {name: f"{text} " if text in words else text for name, text in first.items()})
    assert stale.status_code == 422
    assert "corrected already" in stale.content.decode()
    with welfare(cast["lead"]):
        (now,) = items_about(made.children[0])
    assert words in (now.title + now.text)
    assert words in lead.get(address(made)).content.decode()
    for forged in ("x", str(made.case.pk), "%00"):
        assert lead.get(f"{address(made, page)}?corrects={forged}").status_code == 404


def test_forged_versions_and_steps_are_answered_in_words(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    fill(made, cast["lead"])
    ask(cast, made)
    lead = signed_in("lead")
    items = lead.get(address(made, "report/")).context["form"].items
    given = {f"choice_{item.id}": "goes" for item in items} | {
        "purpose": "p", "basis": "b", "is_shared_anyway": "no", "was_told": "no", "why_not_told": "danger", "version": "0",
        **ON_SHARING,
    }  # fmt: skip
    assert lead.post(address(made, "report/"), given | {"version": "9" * 30}).status_code == 422
    assert lead.post(address(made, "report/"), given).status_code == 302
    for version in ("", "x", "²", "-1", "9" * 30):
        answer = lead.post(address(made, "report/send-up/"), {"version": version})
        assert answer.status_code == 422, version
        assert "the family is asked first" in answer.content.decode()
    for page in ("release/", "return/", "date/"):
        assert lead.post(address(made, f"report/{page}"), {"seen": "x"}).status_code == 403


def test_what_is_next_follows_the_record_and_only_its_holder_gets_the_button(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    coordinator, lead = signed_in("coordinator"), signed_in("lead")
    assert "Appoint a lead professional for this child" in coordinator.get(address(made)).content.decode()
    appoint_on_the_page(cast, signed_in, made)
    mine, theirs = lead.get(address(made)).content.decode(), coordinator.get(address(made)).content.decode()
    assert "Ask the child what they want to say" in mine
    assert address(made, "views/") in mine
    assert address(made, "views/") not in theirs
    assert address(made, "hand-over/") in theirs
    assert address(made, "hand-over/") not in mine


@pytest.mark.parametrize(
    ("words", "status"),
    [("w" * 10_000_000, 422), ("a\x00b", 422), ("w" * 13_000_000, 400)],
    ids=["10 MB", "NUL", "more than any page takes"],
)
def test_what_cannot_be_kept_is_answered_in_words_and_nothing_is_written(
    cast: Cast, signed_in: SignedIn, words: str, status: int
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    body = urlencode({"was_sought": "yes", "may_share": "yes", "words": words})
    answer = signed_in("lead").post(address(made, "views/"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()
    with welfare(cast["lead"]):
        assert not ChildsView.objects.exists()
