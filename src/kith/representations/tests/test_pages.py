"""Pages of representations: who gets them, what is handed over once, what is answered."""

from collections.abc import Callable

import pytest
from django.test import Client

from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.representations.models import Answer, FamilyAccess, Representation
from kith.representations.tests.factories import give, put_on_team, say
from tests.factories import ROLES, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def on_team(cast: Cast, **kwargs: int) -> MadeCase:
    made = make_case(cast, **kwargs)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    put_on_team(cast, made, "officer", Side.DECISION, Role.REVIEW_OFFICER)
    put_on_team(cast, made, "second", Side.DECISION, Role.SECOND_OFFICER)
    return made


def test_each_page_answers_each_role(cast: Cast, signed_in: SignedIn) -> None:
    made = on_team(cast)
    words = {"coordinator": 200, "lead": 200, "manager": 200, "officer": 200, "second": 200, "senior": 200,
             "lead_two": 404, "coordinator_elsewhere": 404, "officer_two": 404, "second_two": 404}  # fmt: skip
    record = words | {"manager": 403, "second": 403, "second_two": 403, "senior": 403}
    pages = {"registrar": 200, "registrar_two": 200, "coordinator": 200, "lead": 200, "lead_two": 404,
             "coordinator_elsewhere": 404}  # fmt: skip
    for page, answers in (("words/", words), ("words/write-down/", record), ("own-pages/", pages)):
        for name in ROLES:
            status = signed_in(name).get(f"/cases/{made.case.pk}/{page}").status_code
            assert status == answers.get(name, 403), (page, name)


def test_link_and_code_are_shown_once_to_be_handed_over(cast: Cast, signed_in: SignedIn) -> None:
    made = on_team(cast)
    lead = signed_in("lead")
    own_pages = f"/cases/{made.case.pk}/own-pages/"
    assert "Selam Tesfay" in lead.get(own_pages).content.decode()
    answer = lead.post(f"{own_pages}{made.adults[0]}/give/", {"language": "ar"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert 'dir="rtl"' in text
    assert "/own/in/" in text
    assert "Has a page" in lead.get(own_pages).content.decode()
    assert "/own/in/" not in lead.get(own_pages).content.decode()
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        access = FamilyAccess.objects.get()
    assert lead.post(f"{own_pages}{access.pk}/stop/").status_code == 302
    assert "The page was closed" in lead.get(own_pages).content.decode()
    assert lead.post(f"{own_pages}{made.adults[0]}/give/", {"language": "xx"}).status_code == 302
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert FamilyAccess.objects.get().stopped_at is not None


def test_each_side_reads_its_own_words_answers_them_and_they_leave_its_caseload(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast)
    given = give(cast, made, made.adults[0])
    say(given, "Only for the person of my child.", FactSide.WELFARE)
    said = say(given, "Only for the Home Office.", FactSide.DECISION)
    lead, officer = signed_in("lead"), signed_in("officer")
    for client, own, other in (
        (lead, "Only for the person", "Only for the Home"),
        (officer, "Only for the Home", "Only for the person"),
    ):
        text = client.get(f"/cases/{made.case.pk}/words/").content.decode()
        assert own in text
        assert other not in text
    assert "Answer what was put forward" in lead.get("/").content.decode()
    page = f"/cases/{made.case.pk}/words/{said.pk}/answer/"
    assert lead.get(page).status_code == 404
    assert officer.get(page).status_code == 200
    assert officer.post(page, {}).status_code == 422
    assert officer.post(page, {"kind": "will_happen", "words": "We meet."}).status_code == 422
    assert officer.post(page, {"kind": "answered", "words": "We read it."}).status_code == 302
    assert officer.post(page, {"kind": "answered", "words": "Again."}).status_code == 422
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        assert [one.words for one in Answer.objects.all()] == ["We read it."]


def test_the_page_offers_to_answer_at_once_what_one_person_wrote_and_nothing_of_another(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast, adults=2)
    hers, his = (give(cast, made, person) for person in made.adults)
    first = say(hers, "Where will we live?", FactSide.WELFARE)
    say(hers, "Where, please?", FactSide.WELFARE)
    say(his, "Where are they?", FactSide.WELFARE)
    text = signed_in("lead").get(f"/cases/{made.case.pk}/words/{first.pk}/answer/").content.decode()
    assert "Where, please?" in text
    assert "Where are they?" not in text


def test_what_came_from_a_solicitor_is_written_down_and_repeated_letters_are_answered_at_once(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast)
    officer = signed_in("officer")
    page = f"/cases/{made.case.pk}/words/"
    letter = {
        "voice": "solicitor",
        "said_by": "B. Orr, Southside Law Centre",
        "said_on": "1 September 2026",
        "wish": "words",
    }
    assert officer.post(f"{page}write-down/", letter).status_code == 422
    assert officer.post(f"{page}write-down/", letter | {"words": "x", "said_on": "1 May 2040"}).status_code == 422
    for words in ("They wait for four years.", "They still wait."):
        assert officer.post(f"{page}write-down/", letter | {"words": words}).status_code == 302
    text = officer.get(page).content.decode()
    assert text.count("Waits for an answer") == 2
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        one, two = (str(said.pk) for said in made.case.representations.order_by("at"))
    given = {"kind": "answered", "words": "We know.", "also": [two]}
    assert officer.post(f"{page}{one}/answer/", given).status_code == 302
    assert "Waits for an answer" not in officer.get(page).content.decode()


def test_before_there_is_a_lead_professional_the_coordinator_reads_and_answers(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    say(give(cast, made, made.children[0]), "I am afraid.", FactSide.WELFARE)
    coordinator, words = signed_in("coordinator"), f"/cases/{made.case.pk}/words/"
    waiting = {"where": "with_you", "kind": "words_unallocated"}
    assert [task.work.case_id for task in coordinator.get("/", waiting).context["tasks"]] == [made.case.pk]
    assert "I am afraid." in coordinator.get(words).content.decode()
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        page = f"{words}{Representation.objects.get().pk}/answer/"
    assert page in coordinator.get(words).content.decode()
    assert coordinator.post(page, {"kind": "answered", "words": "I ring you today."}).status_code == 302
    assert "words_unallocated" not in kinds_of(coordinator)


def kinds_of(client: Client) -> list[str]:
    return [kind.url.partition("kind=")[2] for kind in client.get("/", {"where": "with_you"}).context["kinds"]]


def test_with_a_lead_professional_the_words_are_theirs(cast: Cast, signed_in: SignedIn) -> None:
    made = on_team(cast)
    say(give(cast, made, made.adults[0]), "When?", FactSide.WELFARE)
    assert "words_unallocated" not in kinds_of(signed_in("coordinator"))
    assert "Answer what was put forward" in signed_in("lead").get("/").content.decode()
