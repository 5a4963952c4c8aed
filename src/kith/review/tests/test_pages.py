"""Every page of the review: who gets which answer, in how many queries, and what each shows to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kith.access.actions import give_role
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Outcome, Role, Side
from kith.disclosure.models import DisclosedItem
from kith.register.gate import on_case_entered
from kith.review import actions
from kith.review.models import Letter
from kith.review.queries import is_blind, newest_draft, papers_of
from kith.review.steps import reader_of
from kith.review.tests.factories import PACK, Walk, deciding, join, queue
from tests.factories import LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
MOST_QUERIES = 15

# Who may open a page of a case that they work on; all others of the decision side get 403, who is not on the case 404.
PAGES: dict[str, set[str]] = {
    "review": {"manager", "officer", "weigher", "second"},
    "reallocate": {"manager"},
    "ask_for_best_interests": {"manager"},
    "ask_second_officer": {"manager"},
    "ask_for_report": {"officer"},
    "assess_best_interests": {"officer", "weigher"},
    "record_finding": {"officer"},
    "save_draft": {"officer"},
    "declare_conflict": {"officer", "weigher", "second"},
    "invite_reply": {"officer"},
    "record_proof_of_receipt": {"officer"},
    "record_reply": {"officer"},
    "record_decision": {"officer"},
    "second_officer": {"second"},
    "weigh_later_words": {"officer"},
    "serve_decision": {"officer"},
    "letter": {"manager", "officer", "weigher", "second"},
    "childrens_dates": {"manager", "officer", "weigher", "second"},
}
OF_A_ROLE = {
    "reallocate": Role.REVIEW_MANAGER, "ask_for_best_interests": Role.REVIEW_MANAGER,
    "ask_second_officer": Role.REVIEW_MANAGER, "second_officer": Role.SECOND_OFFICER,
}  # fmt: skip
OTHER_SIDES = ("coordinator", "registrar")  # the access matrix asks for every role


@pytest.fixture(autouse=True)
def documents(tmp_path: Any, settings: Any) -> None:
    settings.DOCUMENTS = tmp_path


def whole(cast: Cast, size: int = 1) -> tuple[Walk, str]:
    """A review with everything in it: refusal considered, family heard, decided, confirmed. And the second officer's name."""
    walk = Walk.begin(cast, children=size).hear_children(items=size)
    with deciding(cast["officer"]):
        links = [
            actions.Link(item.pk, "neither") for item in DisclosedItem.objects.filter(disclosure__case=walk.review.case)
        ]
    walk.weigh_children().find(links=links).declare()
    for round_ in range(size):
        walk.hear_family(f"Point {round_}.")
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    second = walk.second(decision)
    return walk, next(name for name in ("second", "second_two") if cast[name] == second)


def address(name: str, walk: Walk) -> str:
    more: dict[str, list[object]] = {"assess_best_interests": [walk.children[0]], "record_finding": ["age"]}
    if name == "letter":
        with deciding(walk.cast["officer"]):
            more["letter"] = [Letter.objects.filter(review=walk.review).order_by("at", "id").first().pk]
    return reverse(name, args=[walk.review.case_id, *more.get(name, [])])


def test_each_role_gets_the_answer_that_is_right(cast: Cast, signed_in: SignedIn) -> None:
    walk, second = whole(cast)
    join(cast, "stranger")
    other_second = next(name for name in ("second", "second_two") if name != second)
    on_case = {"manager": "manager", "officer": "officer", "weigher": "officer_two", "second": second}
    clients = {name: signed_in(name) for name in (*on_case.values(), "stranger", other_second, *OTHER_SIDES)}
    for page, parts in PAGES.items():
        path = address(page, walk)
        for part, name in on_case.items():
            assert clients[name].get(path).status_code == (200 if part in parts else 403), (page, part)
        for name, role in (("stranger", Role.REVIEW_OFFICER), (other_second, Role.SECOND_OFFICER)):
            may = OF_A_ROLE.get(page, role) == role and (role == Role.REVIEW_OFFICER or "second" in parts)
            assert clients[name].get(path).status_code == (404 if may else 403), (page, name)
        for name in OTHER_SIDES:
            assert clients[name].get(path).status_code == 403, (page, name)
        assert Client().get(path).status_code == 302, page


def test_a_form_sent_empty_is_shown_again_or_is_refused_and_writes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    walk, second = whole(cast)
    who = {"officer": "officer", "weigher": "officer_two", "manager": "manager", "second": second}
    before = entries(walk)
    for page in set(PAGES) - {"review", "letter", "childrens_dates"}:
        client = signed_in(
            next(who[part] for part in ("weigher", "officer", "manager", "second") if part in PAGES[page])
        )
        answer = client.post(address(page, walk))
        if page == "ask_for_report":  # a button and nothing else; every report was asked for
            assert answer.status_code == 302
        else:
            assert answer.status_code == 422, page
            assert "error-summary" in answer.content.decode(), page
    assert entries(walk) == before


def entries(walk: Walk) -> int:
    with side(Side.AUDIT, actor_id=walk.cast["auditor"].pk):
        return AuditEntry.objects.filter(case_id=walk.review.case_id, outcome=Outcome.DONE).count()


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return len(captured)


def test_a_page_asks_the_same_number_of_questions_whatever_the_size(cast: Cast, signed_in: SignedIn) -> None:
    asked: dict[str, list[int]] = {page: [] for page in PAGES}
    for size in (1, 4):
        walk, second = whole(cast, size)
        who = {"officer": "officer", "weigher": "officer_two", "manager": "manager", "second": second}
        for page, parts in PAGES.items():
            client = signed_in(next(who[part] for part in ("officer", "manager", "second") if part in parts))
            asked[page].append(queries_of(client, address(page, walk)))
    assert {page: (few, many) for page, (few, many) in asked.items() if few != many or many > MOST_QUERIES} == {}


def test_the_second_officers_first_step_asks_as_few(cast: Cast, signed_in: SignedIn) -> None:
    asked: dict[str, list[int]] = {"review": [], "second_officer": []}
    for size in (1, 4):
        walk = Walk.begin(cast, children=size).hear_children(items=size).weigh_children().find().declare().draft()
        second = walk.second(walk.decide())
        client = signed_in(next(name for name in ("second", "second_two") if cast[name] == second))
        for page, counts in asked.items():
            counts.append(queries_of(client, address(page, walk)))
    assert {page: (few, many) for page, (few, many) in asked.items() if few != many or many > MOST_QUERIES} == {}


def test_the_page_of_cases_to_allocate_asks_as_few(cast: Cast, signed_in: SignedIn) -> None:
    asked = []
    for size in (1, 4):
        for _ in range(size):
            make_case(cast, children=size)
        client = signed_in("manager")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("allocate")).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert asked[0] <= MOST_QUERIES


TELLS = ("the claim was refused", "Because of this.", "Point 0.", "All in all against.", "has not been told of")


def test_a_second_officer_sees_nothing_that_tells_the_outcome_before_an_own_view(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find(weigh=False).declare()
    with deciding(cast["officer"]):
        actions.record_weighing(
            review=walk.review, text="All in all against.", after=None, pack=PACK, by=cast["officer"], at=walk.at
        )
    walk.hear_family("Point 0.", reasons="Because of this.")
    decision = walk.decide()
    walk.draft("claim_refused", "Point 0.\nPoint 1.", reasons="Because of this.")  # not told of the second point
    second = walk.second(decision)
    client = signed_in(next(name for name in ("second", "second_two") if cast[name] == second))
    for page in ("review", "second_officer"):
        shown = client.get(address(page, walk)).content.decode()
        shown = shown.replace(
            '<label for="id_outcome_2">the claim was refused</label>', ""
        )  # a choice, like the others
        for words in TELLS:
            assert words not in shown, (page, words)
    assert all(words in signed_in("officer").get(address("review", walk)).content.decode() for words in TELLS)


def test_who_saw_an_older_decision_is_told_nothing_of_the_draft_that_came_since(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    walk.draft("claim_refused", "Point 0.", reasons="Because of this.")
    client = signed_in(next(name for name in ("second", "second_two") if cast[name] == walk.second(decision)))
    shown = client.get(address("second_officer", walk)).content.decode()
    assert "has received the points against it" not in shown
    assert "has received the points against it" in signed_in("officer").get(address("review", walk)).content.decode()


def test_a_second_officer_who_is_given_the_case_reads_what_they_write(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready()
    walk.view(walk.decide())
    join(cast, "both", Role.SECOND_OFFICER)
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        give_role(actor=cast["both"], role=Role.REVIEW_OFFICER, by=None, at=LONG_AGO)
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=cast["both"], by=cast["manager"], at=walk.at)
    walk.reallocate("both")
    walk.declare(by="both").draft("claim_refused", "Point 0.", reasons="Written by me.", by="both")
    with deciding(cast["both"]):
        draft = newest_draft(walk.review)
        assert draft
        actions.invite_reply(draft=draft, by=cast["both"], at=walk.at)
    walk.keep_letters()
    client = signed_in("both")
    assert "Written by me." in client.get(address("review", walk)).content.decode()
    assert queue(walk, "both", "to_prove") == [walk.review.case.reference]


def test_someone_who_is_officer_elsewhere_and_second_officer_here_is_blind_as_well(
    cast: Cast, signed_in: SignedIn
) -> None:
    """Two roles in one person: the page goes by the part in this case, not by the role that opened it."""
    join(cast, "both", Role.SECOND_OFFICER)
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        give_role(actor=cast["both"], role=Role.REVIEW_OFFICER, by=None, at=LONG_AGO)
    walk = Walk.begin(cast).ready()
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=cast["both"], by=cast["manager"], at=walk.at)
    walk.decide()
    client = signed_in("both")
    assert "because" not in client.get(address("review", walk)).content.decode()
    for page in ("save_draft", "record_decision"):
        assert client.get(address(page, walk)).status_code == 403


def test_whoever_may_not_know_the_outcome_yet_is_the_same_in_one_query_and_on_the_page(cast: Cast) -> None:
    def blind(walk: Walk) -> set[str]:
        found = set()
        for name, role in (
            ("officer", Role.REVIEW_OFFICER),
            (second, Role.SECOND_OFFICER),
            ("manager", Role.REVIEW_MANAGER),
        ):
            with on_case_entered(cast[name], "review.review", walk.review.case_id, at=walk.at) as (passage, case):
                papers = papers_of(case)
                assert papers
                says = is_blind(case, passage.actor.pk, passage.role)
                assert says is reader_of(papers, passage).is_blind is (says and passage.role == role)
                found |= {name} if says else set()
        return found

    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    assert blind(walk) == {second}
    assert blind(walk.view(decision)) == set()
    assert blind(walk.draft(reasons="more")) == {second}
    again = walk.decide()
    assert blind(walk.view(again).confirm(again)) == set()
    walk.serve(again)
    assert blind(walk) == set()


def test_on_the_decision_side_the_childrens_side_only_asks_to_wait(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready().ask_to_wait(contact="lead")
    shown = signed_in("officer").get(address("review", walk)).content.decode()
    assert "The children&#x27;s side asks you to wait. Speak to: Lead." in shown
    assert "Record decision" not in shown
    assert signed_in("officer").post(address("record_decision", walk), {"draft": 1}).status_code == 422


def test_what_is_missing_leads_each_reader_to_what_they_can_do_and_names_the_others(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast)
    came = walk.child_comes()
    case, child = walk.review.case_id, walk.children[0]
    officer = signed_in("officer").get(address("review", walk)).content.decode()
    for page in ("declare_conflict", "ask_for_report"):
        assert f'class="button" href="{reverse(page, args=[case])}"' in officer, page
    assert reverse("save_draft", args=[case]) not in officer, "nothing is drafted before what is best for each child"
    assert f'href="{reverse("record_finding", args=[case, "age"])}"' in officer
    assert "Who can clear it: Officer Two." in officer
    assert "the coordinator of the council" in officer
    weigher = signed_in("officer_two").get(address("review", walk)).content.decode()
    assert f'href="{reverse("assess_best_interests", args=[case, child])}"' in weigher
    assert reverse("save_draft", args=[case]) not in weigher
    assert "Who can clear it: Officer." in weigher
    manager = signed_in("manager").get(address("review", walk)).content.decode()
    for page in ("reallocate", "ask_for_best_interests", "ask_second_officer"):
        assert reverse(page, args=[case]) in manager, page
    assert reverse("save_draft", args=[case]) not in manager
    walk.children += (came,)
    walk.weigh_children()
    officer = signed_in("officer").get(address("review", walk)).content.decode()
    assert f'class="button" href="{reverse("save_draft", args=[case])}"' in officer


def test_a_manager_is_led_to_give_the_case_away_after_a_tie(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready().declare(has_conflict=True)
    shown = signed_in("manager").get(address("review", walk)).content.decode()
    assert "Give the case to an officer without a tie to the family" in shown
    path = reverse("reallocate", args=[walk.review.case_id])
    assert f'<a class="button button-main" href="{path}">' in shown
    page = signed_in("manager").get(path).content.decode()
    assert "Officer Two, Home Office, Glasgow" in page
    assert "The case is with this officer already." in page


def test_after_service_the_page_says_when_how_and_where_the_record_is(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    before = signed_in("officer").get(address("serve_decision", walk)).content.decode()
    assert "It cannot be undone or called back." in before
    assert "Tuesday, " in before
    walk.serve(decision)
    after = signed_in("officer").get(address("review", walk)).content.decode()
    assert "On 1 September 2026, recorded post. What shows it: AB 1." in after
    assert reverse("case_history", args=[walk.review.case_id]) in after
    assert reverse("save_draft", args=[walk.review.case_id]) not in after
    for page in ("save_draft", "record_finding", "serve_decision", "declare_conflict"):
        shown = signed_in("officer").get(address(page, walk)).content.decode()
        assert "This review is closed" in shown, page
        assert '<button class="button-main">' not in shown, page
