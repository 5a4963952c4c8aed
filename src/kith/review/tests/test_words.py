"""Obstacle 12: what was put forward to the decision side waits for no decision; what was said to the children's side alone
never reaches this one."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kith.access.terms import FactSide
from kith.protocol.pack import load
from kith.representations import actions as representations
from kith.representations.models import Answer, MeetingRequest, Representation
from kith.representations.terms import AnswerKind, Wish
from kith.representations.tests.factories import give, say
from kith.review import actions
from kith.review.queries import obstacles_to_signing, papers_in
from kith.review.tests.factories import PACK, START, Walk, codes, deciding
from kith.verdict import Refused
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db


def own_page(walk: Walk) -> representations.Given:
    with deciding(walk.cast["manager"]):
        adult = walk.review.case.family.members.exclude(person_id__in=walk.children).get().person_id
    return give(walk.cast, MadeCase(walk.review.case, walk.children), adult, at=START)


def answer(walk: Walk, said: uuid.UUID, kind: AnswerKind = AnswerKind.ANSWERED) -> None:
    by = walk.cast["officer"]
    with deciding(by):
        representations.answer(
            case=walk.review.case, said=[said], kind=kind, words="We read it.", happens_on=START.date(),
            side=FactSide.DECISION, by=by, at=START,
        )  # fmt: skip


@pytest.mark.parametrize(("wish", "code"), [(Wish.WORDS, "words_unanswered"), (Wish.MEETING, "meeting_unanswered")])
@pytest.mark.parametrize("kind", [AnswerKind.ANSWERED, AnswerKind.WILL_HAPPEN])
def test_nothing_is_decided_before_what_was_put_forward_is_met(
    cast: Cast, wish: Wish, code: str, kind: AnswerKind
) -> None:
    walk = Walk.begin(cast).ready()
    said = say(own_page(walk), "We have something to say.", FactSide.DECISION, wish=wish, at=START)
    assert walk.obstacles() == [code]
    with pytest.raises(Refused) as refused:
        walk.decide()
    assert codes(refused) == [code]
    answer(walk, said.pk, kind)
    assert walk.obstacles() == []
    assert said.pk in walk.decide().considered


def test_words_for_the_childrens_side_alone_are_nothing_to_the_review(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    page = own_page(walk)
    with deciding(cast["officer"]):
        before = papers_in(walk.review)
    say(page, "Only for the person of my child.", FactSide.WELFARE, wish=Wish.MEETING, at=START)
    with deciding(cast["officer"]):
        after = papers_in(walk.review)
        assert not Representation.objects.exists()
    assert (after.said, after.considered) == (before.said, before.considered)
    assert walk.obstacles() == []


def test_what_comes_after_the_decision_stands_against_signing_it(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    page, decision = own_page(walk), walk.decide()
    answer(walk, say(page, "Our son was born.", FactSide.COMMON, at=START).pk)
    with deciding(cast["officer"]):
        found = obstacles_to_signing(decision, papers_in(walk.review), load(), START.date())
    assert [one.code for one in found] == ["new_words"]


def test_the_page_of_the_review_leads_to_the_answer(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    walk = Walk.begin(cast).ready()
    said = say(own_page(walk), "When will you meet us?", FactSide.DECISION, wish=Wish.MEETING, at=START)
    case = f"/cases/{walk.review.case_id}/"
    address = f"{case}words/{said.pk}/answer/"
    assert address in signed_in("officer").get(f"{case}review/").content.decode()
    assert address not in signed_in("manager").get(f"{case}review/").content.decode()
    assert "Answer what was put forward" in signed_in("officer").get("/?kind=words_to_answer").content.decode()


def listed(client: Client, path: str) -> list[str]:
    """What is next in the list itself; what waits longest of all stands beside it."""
    return [str(task.work.next) for task in client.get(path).context["tasks"]]


def test_words_that_come_while_no_officer_has_the_case_wait_for_a_review_manager_who_answers(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    made = make_case(cast)
    page = give(cast, made, made.adults[0], at=START)
    before = say(page, "When will you begin?", FactSide.DECISION, at=START)
    manager = signed_in("manager")
    waits, address = "Answer what was put forward", f"/cases/{made.case.pk}/words/"
    assert waits in manager.get("/?kind=words_unallocated").content.decode()
    assert f"{address}{before.pk}/answer/" in manager.get(address).content.decode()
    given = {"kind": "answered", "words": "In September."}
    assert manager.post(f"{address}{before.pk}/answer/", given).status_code == 302
    assert waits not in listed(manager, "/?kind=words_unallocated")
    with deciding(cast["manager"]):
        actions.allocate(case=made.case, officer=cast["officer"], pack=PACK, by=cast["manager"], at=START)
    say(page, "And now?", FactSide.DECISION, at=START + timedelta(1))
    assert waits not in listed(manager, "/?kind=words_unallocated")
    assert waits in signed_in("officer").get("/?kind=words_to_answer").content.decode()


@pytest.mark.parametrize(("days", "is_answered", "is_served"), [(1, False, True), (0, False, False), (0, True, True)])
def test_what_comes_after_the_notice_was_handed_over_does_not_stand_against_recording_that(
    cast: Cast, days: int, is_answered: bool, is_served: bool
) -> None:
    walk = Walk.begin(cast).ready()
    given = own_page(walk)
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    handed_over, walk.at = walk.at, walk.at + timedelta(days=days)
    said = say(given, "I have your notice.", FactSide.DECISION, at=walk.at)
    if is_answered:
        with deciding(cast["officer"]):
            representations.answer(
                case=walk.review.case, said=[said.pk], kind=AnswerKind.ANSWERED, words="Thank you.",
                side=FactSide.DECISION, by=cast["officer"], at=walk.at,
            )  # fmt: skip
    with deciding(cast["officer"]):
        given_ = {
            "method": "post",
            "address": "1 Long Street",
            "proof": "AB 1",
            "served_on": handed_over.date(),
            "pack": PACK,
            "by": cast["officer"],
        }
        if is_served:
            assert actions.serve_decision(decision=decision, at=walk.at, **given_)
        else:
            with pytest.raises(Refused):
                actions.serve_decision(decision=decision, at=walk.at, **given_)


def test_a_second_officer_reads_how_words_were_met_and_what_came_after_an_invitation_only_after_an_own_view(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare()
    page = own_page(walk)
    first = say(page, "She has her friends here.", FactSide.DECISION, at=START - timedelta(1))
    answer(walk, first.pk)
    walk.hear_family("Point 0.")
    late = say(page, "We read what you hold against us.", FactSide.DECISION, wish=Wish.MEETING, at=START + timedelta(1))
    answer(walk, late.pk)
    decision = walk.decide()
    name = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    words, review = (f"/cases/{walk.review.case_id}/{tab}/" for tab in ("words", "review"))
    tells = ("We read it.", "We read what you hold against us.")
    blind = signed_in(name).get(words).content.decode()
    assert "She has her friends here." in blind
    assert "You see what was answered once you have given your own view." in blind
    assert "Waits for an answer" not in blind
    assert not [one for one in tells if one in blind]
    with deciding(cast[name]):
        assert set(Representation.objects.values_list("pk")) == {(first.pk,)}
        assert not Answer.objects.exists()
        assert not MeetingRequest.objects.exists()
        assert obstacles_to_signing(decision, papers_in(walk.review), load(), START.date()) == ()
    with deciding(cast["officer"]):
        assert Answer.objects.count() == 2
    still = say(page, "Are you there?", FactSide.DECISION, at=START + timedelta(2))
    assert "Not answered yet" not in signed_in(name).get(review).content.decode()
    assert "words_to_answer" not in signed_in(name).get("/?where=all").content.decode()
    assert "Not answered yet" in signed_in("officer").get(review).content.decode()
    walk.view(decision)
    seeing = signed_in(name).get(words).content.decode()
    assert not [one for one in (*tells, still.words) if one not in seeing]
    assert "Not answered yet" in signed_in(name).get(review).content.decode()


def test_nor_what_a_family_said_after_an_invitation_of_an_earlier_review(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare()
    page = own_page(walk)
    before = say(page, "She has her friends here.", FactSide.DECISION, at=START - timedelta(1))
    answer(walk, before.pk)
    walk.hear_family("Point 0.")
    late = say(page, "We read what you hold against us.", FactSide.DECISION, at=START + timedelta(minutes=1))
    answer(walk, late.pk)
    paused = walk.draft("further_information_needed").decide()
    walk.view(paused).confirm(paused).serve(paused)
    with deciding(cast["manager"]):
        again = {"pack": PACK, "by": cast["manager"], "at": START + timedelta(days=9)}
        review = actions.allocate(case=walk.review.case, officer=cast["officer"], **again)
        del again["pack"]
        actions.ask_second_officer(review=review, officer=cast["second_two"], **again)
    with deciding(cast["second_two"]):
        assert set(Representation.objects.values_list("pk")) == {(before.pk,)}
        assert not Answer.objects.exists()


def test_who_is_second_officer_of_one_case_reads_what_was_answered_on_another(cast: Cast) -> None:
    own, other = Walk.begin(cast).ready(), Walk.begin(cast).ready()
    for walk in (own, other):
        answer(walk, say(own_page(walk), "We want to stay.", FactSide.COMMON, at=START).pk)
    own.decide()
    other_decision = other.decide()
    for walk in (own, other):
        with deciding(cast["manager"]):
            actions.ask_second_officer(review=walk.review, officer=cast["second"], by=cast["manager"], at=START)
    other.view(other_decision)
    with deciding(cast["second"]):
        assert {one.representation.case_id for one in Answer.objects.all()} == {other.review.case_id}
