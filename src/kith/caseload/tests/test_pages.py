"""Pages of the caseload: who gets them, what they say first, how they are narrowed and paged, and what is forged."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register import actions as register
from kith.register.models import Case, FamilyMember
from kith.register.rules import keys_of_name
from kith.register.terms import FactKind, NameKind, ReferenceKind
from tests.factories import GLASGOW, LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def text_of(client: Client, path: str, **given: str) -> str:
    answer = client.get(path, given)
    assert answer.status_code == 200, answer.status_code
    words: str = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", words))


def test_without_signing_in_every_page_leads_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_my_caseload_says_what_is_next_who_has_it_since_when_by_when_and_what_helps(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast, confirmed=False)
    text = text_of(signed_in("registrar"), "/")
    assert f"{made.case.reference} Selam Tesfay and 1 more Confirm family You 1 January 2020" in text
    assert "The page shows whom each file names." in text
    assert "Ordered by: longest waiting first." in text


def test_a_child_is_listed_by_name_and_age(cast: Cast, signed_in: SignedIn) -> None:
    make_case(cast)
    assert "Amala Tesfay, " in text_of(signed_in("coordinator"), "/")


def test_tabs_say_where_the_work_is_and_their_numbers_add_up(cast: Cast, signed_in: SignedIn) -> None:
    for confirmed in (True, False, False):
        make_case(cast, confirmed=confirmed)
    client = signed_in("registrar")
    tabs = {tab.label: tab.count for tab in client.get("/").context["tabs"]}
    assert tabs == {"With you": 2, "With others": 1, "Waiting": 0, "Recorded": 0, "All": 3}
    assert "Confirmed" in [kind.label for kind in client.get("/", {"where": "all"}).context["kinds"]]
    assert len(client.get("/", {"where": "all", "kind": "confirmed"}).context["tasks"]) == 1
    assert "Nothing is here just now." in text_of(client, "/", where="waiting")


def test_the_caseload_comes_twenty_at_a_time(cast: Cast, signed_in: SignedIn) -> None:
    for day in range(23):
        make_case(cast, confirmed=False, at=LONG_AGO + timedelta(days=day))
    client = signed_in("registrar")
    pages = [client.get("/", {"page": number}).context["tasks"] for number in ("1", "2")]
    assert [len(page) for page in pages] == [20, 3]
    assert len({task.work.case_id for page in pages for task in page}) == 23
    assert "1–20 of 23" in text_of(client, "/")


@pytest.mark.parametrize(
    ("name", "home"), [("statistician", "letters"), ("auditor", "audit_trail"), ("asker", "ask_for_clearance")]
)
def test_who_has_no_cases_is_led_to_where_their_work_is(signed_in: SignedIn, name: str, home: str) -> None:
    client = signed_in(name)
    assertRedirects(client.get("/"), reverse(home))
    assert "My caseload" not in text_of(client, reverse(home))


def test_a_case_is_shown_to_its_coordinator_and_is_not_there_for_another(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, children=2)
    for path in ("", "people/", "history/"):
        assert signed_in("coordinator").get(f"/cases/{made.case.pk}/{path}").status_code == 200
        assert signed_in("coordinator_elsewhere").get(f"/cases/{made.case.pk}/{path}").status_code == 404
        assert signed_in("statistician").get(f"/cases/{made.case.pk}/{path}").status_code == 403


def test_a_case_says_first_what_is_next_also_where_someone_else_has_it(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, children=2)
    mine = text_of(signed_in("coordinator"), f"/cases/{made.case.pk}/")
    assert "What is next Appoint lead professional With you since 1 January 2020" in mine
    for child in ("Amala Tesfay", "Amalb Tesfay"):
        assert f"Appoint lead professional: {child}" in mine
    theirs = text_of(signed_in("registrar"), f"/cases/{made.case.pk}/")
    assert "With a coordinator, a review manager since 1 January 2020" in theirs
    assert text_of(signed_in("manager"), f"/cases/{made.case.pk}/").count("Allocate the case to an officer") == 1


def test_a_case_that_is_not_confirmed_waits_for_a_registrar_on_every_side(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, confirmed=False)
    for name in ("coordinator", "manager"):
        assert "Confirm family Waiting for a registrar" in text_of(signed_in(name), f"/cases/{made.case.pk}/")


def test_a_timeline_is_narrowed_by_what_it_is_about(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    client, path = signed_in("registrar"), f"/cases/{made.case.pk}/"
    assert [kind.label for kind in client.get(path).context["kinds"]] == ["Everything", "Steps of the case", "People"]
    steps = text_of(client, path, about="steps")
    assert "The family was confirmed" in steps
    assert "Records were put" not in steps
    assert "Nothing recorded," in steps, "silences stay"


def family(cast: Cast, *people: register.NewPerson) -> Case:
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        ids = register.record_people(people=people, by=by, at=datetime(2026, 7, 28, 12, tzinfo=UTC))
        members = [register.NewMember(i, FactSide.COMMON, "same reference") for i in ids]
        (made,) = register.assemble_families(families=[members], by=by, at=LONG_AGO)
        (case,) = register.open_cases(families=[(made, GLASGOW)], by=by, at=LONG_AGO)
    return case


def test_people_stand_with_every_date_number_and_name_and_who_said_it_when(cast: Cast, signed_in: SignedIn) -> None:
    first, last = datetime(2016, 3, 8).date(), datetime(2016, 8, 3).date()
    case = family(cast, register.NewPerson(
        side=FactSide.COMMON, source="School roll",
        names=[register.NewName(NameKind.ONE_CELL, "Amal Tesfay", FactSide.COMMON),
               register.NewName(NameKind.OWN_SCRIPT, "አማል", FactSide.WELFARE)],
        references=[(ReferenceKind.PERSON, "A2695794", FactSide.COMMON), (ReferenceKind.HEALTH, "H1", FactSide.WELFARE)],
        facts=[register.NewFact(FactKind.BIRTH_DATE, "08/03/2016", FactSide.COMMON, first, last),
               register.NewFact(FactKind.SEX, "F", FactSide.COMMON),
               register.NewFact(FactKind.RELATIONSHIP, "principal", FactSide.COMMON),
               register.NewFact(FactKind.ARRIVED_ON, "2018-01-26", FactSide.COMMON, datetime(2018, 1, 26).date(),
                                datetime(2018, 1, 26).date())],
        residences=[register.NewResidence(FactSide.WELFARE, "1 Main Street", "Glasgow", "G1 1AA")],
    ))  # fmt: skip
    path = f"/cases/{case.pk}/people/"
    text = text_of(signed_in("coordinator"), path)
    assert "8 March 2016 or 3 August 2016 (written “08/03/2016”) School roll, 28 July 2026" in text
    for said in (
        "አማል",
        "Home Office person reference: A2695794",
        "health number: H1",
        "26 January 2018",
        "1 Main Street",
    ):
        assert said in text, said
    assert "Sex as recorded female School roll" in text
    assert "Relationship as recorded main applicant School roll" in text
    theirs = text_of(signed_in("manager"), path)
    assert "A2695794" in theirs
    for said in ("አማል", "H1", "1 Main Street"):
        assert said not in theirs, said


def test_an_empty_case_leads_the_registrar_to_where_its_people_are_now(cast: Cast, signed_in: SignedIn) -> None:
    older, younger = make_case(cast, confirmed=False), make_case(cast, confirmed=False)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        people = FamilyMember.objects.filter(family__in=[older.case.family_id, younger.case.family_id])
        members = [
            register.NewMember(person, FactSide.COMMON, "same") for person in people.values_list("person", flat=True)
        ]
        register.arrange_families(
            plans=[register.FamilyPlan(members, GLASGOW)], by=cast["registrar"], at=LONG_AGO + timedelta(days=1)
        )
    for path in ("", "people/"):
        page = signed_in("registrar").get(f"/cases/{younger.case.pk}/{path}").content.decode()
        assert f'<a href="/cases/{older.case.pk}/"><bdi dir="auto">{older.case.reference}</bdi></a>' in page, path
        assert "its people are in another case" in page, path
        assert (
            older.case.reference
            not in signed_in("coordinator").get(f"/cases/{younger.case.pk}/{path}").content.decode()
        )
    assert "its people are" not in signed_in("registrar").get(f"/cases/{older.case.pk}/").content.decode()


def test_history_says_what_was_done_by_whom_in_words(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    text = text_of(signed_in("manager"), f"/cases/{made.case.pk}/history/")
    assert "1 January 2020, 00:00 The family was confirmed Registrar" in text


def test_opening_and_being_refused_are_written_down(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    signed_in("coordinator").get(f"/cases/{made.case.pk}/")
    signed_in("coordinator_elsewhere").get(f"/cases/{made.case.pk}/")
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        found = AuditEntry.objects.filter(case_id=made.case.pk, verb="caseload.case").order_by("at", "id")
        assert sorted(found.values_list("outcome", flat=True)) == ["opened", "refused"]


def test_the_registrar_confirms_a_family_and_a_second_time_is_told_so(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, children=1, confirmed=False)
    client, url = signed_in("registrar"), f"/cases/{made.case.pk}/confirm-family/"
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    done = client.post(url, {"children": [str(made.children[0])]})
    assert done.status_code == 302, done.content.decode()
    opened = client.get(url)
    again = client.post(url, {"children": [str(made.children[0])]})
    assert (opened.status_code, again.status_code) == (200, 422)
    for page in (opened.content.decode(), again.content.decode()):
        assert "was confirmed before" in page
        assert '<button class="button-main">' not in page


@pytest.mark.parametrize("forged", ["x", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "9" * 40])
def test_a_forged_child_is_answered_in_words_and_nothing_is_written(
    cast: Cast, signed_in: SignedIn, forged: str
) -> None:
    made = make_case(cast, confirmed=False)
    answer = signed_in("registrar").post(f"/cases/{made.case.pk}/confirm-family/", {"children": [forged]})
    assert answer.status_code == 422
    assert "Tick people of this family only" in answer.content.decode()


def people(count: int) -> list[register.NewPerson]:
    names = [f"Mohammed Ali{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(count)]
    return [
        register.NewPerson(
            side=FactSide.COMMON, source="a file", names=[register.NewName(NameKind.ONE_CELL, name, FactSide.COMMON)],
            search_keys=keys_of_name(name, name, FactSide.COMMON),
        )
        for name in names
    ]  # fmt: skip


def test_a_person_is_found_by_another_spelling_with_why(cast: Cast, signed_in: SignedIn) -> None:
    case = make_case(cast).case
    text = text_of(signed_in("coordinator"), "/find/", words="Selaam Tesfai")
    assert f"Selam Tesfay, 41 {case.reference} Glasgow City Family confirmed" in re.sub(r", \d+", ", 41", text, count=1)
    assert "a name like it: Selam Tesfay" in text or "the same name: Selam Tesfay" in text


@pytest.mark.parametrize(("name", "of_child"), [("coordinator", ("", "plan/", "report/preview/")), ("registrar", ())])
def test_whatever_there_is_of_a_family_is_two_steps_away(
    cast: Cast, signed_in: SignedIn, name: str, of_child: tuple[str, ...]
) -> None:
    made, client = make_case(cast), signed_in(name)
    case, tabs = f"/cases/{made.case.pk}/", client.get(f"/cases/{made.case.pk}/").context["case_tabs"]
    ways = {f"{case}children/{made.children[0]}/{page}" for page in of_child} | {tab.url for tab in tabs}
    found = client.get("/find/", {"words": "Amala Tesfay"}).content.decode()
    for way in ways:
        assert f'href="{way}"' in found, way
        assert client.get(way).status_code == 200, way
    assert ("/report/" in found) is bool(of_child)
    straight = client.get("/find/", {"words": made.case.reference}, follow=True).content.decode()
    assert [way for way in ways if f'href="{way}"' not in straight] == []


def test_nobody_found_says_what_to_try(cast: Cast, signed_in: SignedIn) -> None:
    make_case(cast)
    text = text_of(signed_in("coordinator"), "/find/", words="Wilhelmina")
    assert "Nobody whom you may see has a name or number like that." in text
    assert "another spelling" in text
    assert "Write a name as you hear it" in text_of(signed_in("coordinator"), "/find/", words="  ")


@pytest.mark.parametrize(("count", "pages", "more"), [(1, 1, False), (25, 1, False), (230, 8, True)])
def test_one_twenty_five_and_very_many_are_found_page_by_page(
    cast: Cast, signed_in: SignedIn, count: int, pages: int, more: bool
) -> None:
    family(cast, *people(count))
    client = signed_in("registrar")
    first = client.get("/find/", {"words": "mohammed"})
    assert first.context["found"].paginator.num_pages == pages
    assert len(first.context["rows"]) == min(count, 25)
    last = client.get("/find/", {"words": "mohammed", "page": str(pages)})
    assert len(last.context["rows"]) == (min(count, 200) - 1) % 25 + 1
    assert ("There may be more than 200" in first.content.decode()) is more
    beyond = client.get("/find/", {"words": "mohammed", "page": "99"})
    assert beyond.status_code == 302


def test_a_reference_typed_whole_leads_straight_to_its_case(cast: Cast, signed_in: SignedIn) -> None:
    case = make_case(cast).case
    for words in (case.reference, case.reference.lower().replace("-", " ")):
        assert signed_in("coordinator").get("/find/", {"words": words})["Location"] == f"/cases/{case.pk}/"
    assert signed_in("coordinator_elsewhere").get("/find/", {"words": case.reference}).status_code == 200


ODD = [
    "\x00",
    "%00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "'; --",
    "9" * 400,
    "-1",
    "²",
    "",
    "<b>",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_addresses_are_answered_with_a_page(cast: Cast, signed_in: SignedIn, odd: str) -> None:
    case: Case = make_case(cast).case
    client = signed_in("coordinator")
    for path, names in (
        ("/", ("where", "kind", "page")), ("/find/", ("words", "page")), ("/children-without-lead/", ("page",)),
        (f"/cases/{case.pk}/", ("about", "page")), (f"/cases/{case.pk}/history/", ("about", "page")),
    ):  # fmt: skip
        for name in names:
            assert client.get(path, {"words": "selam", name: odd}).status_code in (200, 302), (path, name)
        assert client.get(f"{path}?{names[0]}=%ED%A0%80&page=%00").status_code in (200, 302)


def test_ten_million_letters_to_find_are_cut_and_answered(cast: Cast, signed_in: SignedIn) -> None:
    make_case(cast)
    answer = signed_in("coordinator").get("/find/", {"words": "selam " * 1_700_000})
    assert answer.status_code == 200


def test_someone_whose_role_ended_is_told_whom_to_ask_and_sees_nothing(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    actor: Actor = cast["coordinator"]
    client = signed_in("coordinator")
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        actor.memberships.update(until_at=LONG_AGO + timedelta(days=1))
    assert client.get(f"/cases/{made.case.pk}/").status_code == 403
    assert client.get("/").status_code == 403
