"""The pages on which a review ends without a decision: who gets which answer, what they show, in how many queries."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kith.review.models import Ending
from kith.review.tests.factories import PACK, START, Walk, deciding, join
from kith.review.tests.test_endings import ASKED, DIED, SILENT, confirm, give_back, propose, take_back, try_to_reach
from kith.review.tests.test_pages import MOST_QUERIES, entries
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PAGES = ("propose_ending", "confirm_ending", "take_back_ending")
GIVEN = {
    "outcome": "died", "reason": "The only applicant has died.", "happened_on": "1 September 2026", "proof": "Paper 12",
}  # fmt: skip


def address(walk: Walk, name: str) -> str:
    return reverse(name, args=[walk.review.case_id])


def test_each_role_gets_the_answer_that_is_right(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast)
    propose(walk)
    join(cast, "stranger")
    for page, may in zip(PAGES, ({"officer"}, {"manager"}, {"manager"}), strict=True):
        for name in ("manager", "officer", "officer_two", "senior", "coordinator", "registrar"):
            wanted = 200 if name in may else 403
            assert signed_in(name).get(address(walk, page)).status_code == wanted, (page, name)
        outsider = "stranger" if page == "propose_ending" else "second"
        assert signed_in(outsider).get(address(walk, page)).status_code == 404, page


def test_the_endings_are_in_order_of_their_words_look_alike_and_none_is_chosen(cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in("officer").get(address(Walk.begin(cast), "propose_ending")).content.decode()
    words = [one.words for one in PACK.endings(START.date())]
    radios = re.findall(r'<input type="radio" name="outcome" value="(\w+)"([^>]*)>', text)
    assert [value for value, _ in radios] == [one.code for one in PACK.endings(START.date())]
    assert words == sorted(words)
    assert all("checked" not in more for _, more in radios)


def test_an_ending_is_proposed_read_confirmed_and_taken_back_on_its_pages(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast)
    review, officer, manager = address(walk, "review"), signed_in("officer"), signed_in("manager")
    assert address(walk, "propose_ending") in officer.get(review).content.decode()
    assert officer.post(address(walk, "propose_ending"), GIVEN).status_code == 302
    text = officer.get(address(walk, "propose_ending")).content.decode()
    assert "An ending without a decision is proposed already" in text
    assert '<form method="post" novalidate>' not in text
    assert address(walk, "confirm_ending") in manager.get(review).content.decode()
    page = manager.get(address(walk, "confirm_ending"))
    assert "The only applicant has died." in page.content.decode()
    seen = {"ending": page.context["newest"].id}
    assert manager.post(address(walk, "confirm_ending"), seen | {"step": "return"}).status_code == 422
    assert manager.post(address(walk, "confirm_ending"), seen | {"step": "confirm"}).status_code == 302
    assert "No ending waits for an answer" in manager.get(address(walk, "confirm_ending")).content.decode()
    text = officer.get(review).content.decode()
    assert "Nothing: the review ended without a decision" in text
    assert "the review has ended so" in text
    assert "This review is closed" in officer.get(address(walk, "propose_ending")).content.decode()
    assert address(walk, "take_back_ending") in manager.get(review).content.decode()
    assert address(walk, "take_back_ending") not in text
    found = seen | {"reason": "The family was found."}
    assert manager.post(address(walk, "take_back_ending"), seen).status_code == 422
    assert manager.post(address(walk, "take_back_ending"), found).status_code == 302
    assert "taken back: the review went on" in officer.get(review).content.decode()
    assert "No ending is in force" in manager.get(address(walk, "take_back_ending")).content.decode()


def test_what_is_wrong_is_said_and_nothing_is_written(cast: Cast, signed_in: SignedIn) -> None:
    walk, officer = Walk.begin(cast), signed_in("officer")
    before = entries(walk)
    for change, words in (
        ({"outcome": ""}, "Choose how the review ends."),
        ({"outcome": "explicit_withdrawal"}, "Say who of the family asked to withdraw"),
        ({"outcome": "implicit_withdrawal"}, "3 are needed"),
        ({"outcome": "duplicate", "other_reference": "ki-9999"}, "You see no case of this reference."),
        ({"proof": ""}, "Write what shows it."),
        ({"happened_on": "soon"}, "Write a day"),
    ):
        answer = officer.post(address(walk, "propose_ending"), GIVEN | change)
        assert answer.status_code == 422, change
        assert words in answer.content.decode(), change
    assert entries(walk) == before


def test_a_reference_is_understood_however_it_is_typed(cast: Cast, signed_in: SignedIn) -> None:
    walk, other = Walk.begin(cast), Walk.begin(cast)
    reference = other.review.case.reference
    given = GIVEN | {"outcome": "duplicate", "other_reference": f" {reference.lower()} "}
    assert signed_in("officer").post(address(walk, "propose_ending"), given).status_code == 302
    with deciding(cast["manager"]):
        assert Ending.objects.get().other_reference == reference


def test_nothing_of_a_page_that_was_overtaken_is_recorded(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast)
    first = propose(walk)
    give_back(walk, first)
    propose(walk, ASKED)
    manager = signed_in("manager")
    answer = manager.post(address(walk, "confirm_ending"), {"ending": first.pk, "step": "confirm"})
    assert answer.status_code == 422
    other = propose(Walk.begin(cast))
    assert manager.post(address(walk, "confirm_ending"), {"ending": other.pk, "step": "confirm"}).status_code == 404


def test_where_no_ending_was_proposed_there_is_none_to_answer(cast: Cast, signed_in: SignedIn) -> None:
    walk, made = Walk.begin(cast), make_case(cast)
    for page in PAGES[1:]:
        assert signed_in("manager").get(address(walk, page)).status_code == 404
        assert signed_in("manager").get(reverse(page, args=[made.case.pk])).status_code == 404


def test_a_page_asks_the_same_number_of_questions_whatever_the_size(cast: Cast, signed_in: SignedIn) -> None:
    asked: dict[str, list[int]] = {page: [] for page in (*PAGES, "review", "after")}

    def ask(walk: Walk, page: str, who: str) -> int:
        client = signed_in(who)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(walk, page)).status_code == 200
        return len(captured)

    for size in (1, 4):
        walk = Walk.begin(cast, children=size).hear_children().weigh_children().find().declare()
        try_to_reach(walk, *range(1, size + 1))
        for n in range(size):
            ending = propose(walk, ASKED if n % 2 else DIED)
            confirm(walk, ending)
            take_back(walk, ending)
        asked["propose_ending"].append(ask(walk, "propose_ending", "officer"))
        ending = propose(walk)
        asked["confirm_ending"].append(ask(walk, "confirm_ending", "manager"))
        asked["review"].append(ask(walk, "review", "officer"))
        confirm(walk, ending)
        asked["take_back_ending"].append(ask(walk, "take_back_ending", "manager"))
        asked["after"].append(ask(walk, "review", "manager"))
    assert {page: (few, many) for page, (few, many) in asked.items() if few != many or many > MOST_QUERIES} == {}


def test_what_cannot_be_confirmed_any_more_has_no_button_for_it_and_is_returned(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk, manager = Walk.begin(cast), signed_in("manager")
    try_to_reach(walk, 1, 30, 60)
    ending = propose(walk, SILENT)
    assert 'value="confirm"' in manager.get(address(walk, "confirm_ending")).content.decode()
    try_to_reach(walk, 61, found=True)
    text = manager.get(address(walk, "confirm_ending")).content.decode()
    assert 'value="confirm"' not in text
    assert "3 are needed" in text
    given = {"ending": ending.pk, "step": "return", "reasons": "The family was found."}
    assert manager.post(address(walk, "confirm_ending"), given).status_code == 302


def test_a_review_that_ended_promises_no_further_try(cast: Cast, signed_in: SignedIn) -> None:
    walk, officer = Walk.begin(cast), signed_in("officer")
    try_to_reach(walk, 1, 30, 60)
    assert "tried again by" in officer.get(address(walk, "review")).content.decode()
    confirm(walk, propose(walk, SILENT))
    text = officer.get(address(walk, "review")).content.decode()
    assert "Tries to reach the family" in text
    assert "tried again by" not in text
