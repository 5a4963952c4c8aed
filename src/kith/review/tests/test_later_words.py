"""What is said after a decision was recorded: it needs no new draft where it changes nothing, and two people say so."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Outcome, Side
from kith.representations import actions as representations
from kith.representations.models import Representation
from kith.representations.terms import AnswerKind
from kith.representations.tests.factories import give, say
from kith.review import actions
from kith.review.models import Decision, Draft, LaterWords, LaterWordsAnswer, Service
from kith.review.queries import obstacles_to_signing, papers_in
from kith.review.rules import obstacles_to_later_words
from kith.review.tests.factories import PACK, Walk, codes, decided, deciding, queue
from kith.verdict import Refused
from tests.factories import Cast, MadeCase

pytestmark = pytest.mark.django_db
REASON = "She thanks us and says nothing new."


def words_come(walk: Walk, words: str = "Thank you for your letter.") -> Representation:
    """Something is said on a page of the family's own, and the officer answers it."""
    walk.at += timedelta(minutes=1)
    with deciding(walk.cast["manager"]):
        adult = walk.review.case.family.members.exclude(person_id__in=walk.children).get().person_id
    page = give(walk.cast, MadeCase(walk.review.case, walk.children), adult, at=walk.at)
    said = say(page, words, FactSide.DECISION, at=walk.at)
    with deciding(walk.cast["officer"]):
        representations.answer(
            case=walk.review.case, said=[said.pk], kind=AnswerKind.ANSWERED, words="We read it.", side=FactSide.DECISION,
            by=walk.cast["officer"], at=walk.at,
        )  # fmt: skip
    return said


def weigh(walk: Walk, decision: Decision, *said: uuid.UUID, reason: str = REASON, by: str = "officer") -> LaterWords:
    walk.at += timedelta(minutes=1)
    with deciding(walk.cast[by]):
        return actions.weigh_later_words(decision=decision, said=said, reason=reason, by=walk.cast[by], at=walk.at)


def name_of_second(walk: Walk, decision: Decision) -> str:
    second = walk.second(decision)
    return next(name for name in ("second", "second_two") if walk.cast[name] == second)


def standing(walk: Walk, decision: Decision) -> list[str]:
    with deciding(walk.cast["manager"]):
        return [one.code for one in obstacles_to_signing(
            Decision.objects.get(pk=decision.pk), papers_in(walk.review), PACK, walk.at.date()
        )]  # fmt: skip


def refused_to_serve(walk: Walk, decision: Decision) -> list[str]:
    with pytest.raises(Refused) as refused:
        walk.serve(decision)
    return codes(refused)


def test_words_that_change_nothing_need_no_new_draft_before_the_second_officer_has_answered(cast: Cast) -> None:
    walk, decision = decided(cast)
    said = words_come(walk)
    assert standing(walk, decision) == ["new_words"]
    weigh(walk, decision, said.pk)
    assert standing(walk, decision) == []
    second = walk.second(decision)
    with deciding(second), pytest.raises(Refused) as refused:  # who confirms what was shown before the words came
        actions.confirm_decision(
            decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at + timedelta(minutes=2)
        )
    assert codes(refused) == ["another_version"]
    walk.confirm(decision).serve(decision)
    with deciding(cast["manager"]):
        assert Service.objects.get().decision == decision
        assert Draft.objects.count() == 1
        assert LaterWordsAnswer.objects.get().by == second
        assert said.pk in papers_in(walk.review).considered_in(decision)
        assert papers_in(walk.review).considered == papers_in(walk.review).considered_in(decision)


def test_after_a_confirmation_the_second_officer_reads_the_words_and_confirms_again(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision)
    first = words_come(walk)
    walk.at += timedelta(days=1)  # what is said on the day of the service may have come after it
    assert queue(walk, "officer", "words_to_weigh") == [walk.review.case.reference]
    assert refused_to_serve(walk, decision) == ["new_words"]
    weigh(walk, decision, first.pk)
    assert refused_to_serve(walk, decision) == ["later_words_unread"]
    assert queue(walk, "officer", "words_to_weigh") == queue(walk, "officer", "to_serve") == []
    second = name_of_second(walk, decision)
    assert queue(walk, second, "to_read_words") == [walk.review.case.reference]
    walk.confirm(decision)
    assert queue(walk, second, "to_read_words") == []
    assert queue(walk, "officer", "to_serve") == [walk.review.case.reference]
    another = words_come(walk, "And one thing more.")
    walk.at += timedelta(days=1)
    assert refused_to_serve(walk, decision) == ["new_words"]
    weigh(walk, decision, another.pk)
    walk.confirm(decision).serve(decision)
    with deciding(cast["manager"]):
        assert [one.by for one in LaterWordsAnswer.objects.all()] == [cast[second]] * 2


def test_where_the_second_officer_finds_that_they_change_something_a_new_draft_is_needed(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision)
    said = words_come(walk, "Our son was born.")
    weigh(walk, decision, said.pk)
    second = walk.second(decision)
    with deciding(second):
        for reasons in ("A child was born.", "A child was born."):
            actions.return_decision(decision=decision, reasons=reasons, by=second, at=walk.at + timedelta(minutes=2))
        assert LaterWordsAnswer.objects.get().verdict == "returned"
    assert refused_to_serve(walk, decision) == ["later_words_returned"]
    assert queue(walk, "officer", "mine") == [walk.review.case.reference]
    with pytest.raises(Refused) as refused:
        walk.confirm(decision)
    assert codes(refused) == ["later_words_returned"]
    with pytest.raises(Refused) as refused:
        weigh(walk, decision, words_come(walk).pk)
    assert codes(refused) == ["later_words_returned"]
    newer = walk.draft(reasons="more").decide()
    assert said.pk in newer.considered
    walk.view(newer).confirm(newer).serve(newer)


def test_only_what_was_said_can_be_set_aside_so(cast: Cast) -> None:
    walk, decision = decided(cast)
    said = words_come(walk)
    weigh(walk, decision, said.pk)
    walk.correct_report(opened=True).find(text="again")
    assert standing(walk, decision) == ["report_not_weighed", "new_information"]


def test_saying_that_words_change_nothing_is_refused_whole(cast: Cast) -> None:
    walk, decision = decided(cast)
    said, old = words_come(walk), uuid.uuid4()
    for words, reason, by, code in (
        ((said.pk,), "No.", "officer", "no_reason"),
        ((), REASON, "officer", "words_not_new"),
        ((said.pk, old), REASON, "officer", "words_not_new"),
        ((said.pk,), REASON, "officer_two", "not_the_officer"),
    ):
        with pytest.raises(Refused) as refused:
            weigh(walk, decision, *words, reason=reason, by=by)
        assert codes(refused) == [code]
    walk.draft(reasons="more")
    with pytest.raises(Refused) as refused:
        weigh(walk, decision, said.pk)
    assert codes(refused) == ["another_version"]
    with deciding(cast["manager"]):
        assert not LaterWords.objects.exists()
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert not AuditEntry.objects.filter(verb="review.later_words_weighed", outcome=Outcome.DONE).exists()


def test_both_steps_are_written_down_and_sent_twice_are_one(cast: Cast) -> None:
    walk, decision = decided(cast)
    said = words_come(walk)
    assert weigh(walk, decision, said.pk) == weigh(walk, decision, said.pk)
    walk.confirm(decision).confirm(decision)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        done = AuditEntry.objects.filter(verb__startswith="review.later_words", outcome=Outcome.DONE).order_by("at")
        assert [(one.verb, one.shown) for one in done] == [
            ("review.later_words_weighed", [said.pk]), ("review.later_words_confirmed", [said.pk]),
        ]  # fmt: skip
        assert REASON not in str([vars(one) for one in done])


def test_postgresql_takes_the_answer_of_another_person_with_an_own_view_alone(cast: Cast) -> None:
    walk, decision = decided(cast)
    later = weigh(walk, decision, words_come(walk).pk)
    other = next(name for name in ("second", "second_two") if name != name_of_second(walk, decision))
    for by, name in (
        ("officer", "later_words_are_read_by_two_people"),
        (other, "answers_later_words_after_an_own_view"),
    ):
        with deciding(cast["manager"]), pytest.raises(IntegrityError, match=name), transaction.atomic():
            LaterWordsAnswer.objects.create(
                later=later, decision=decision, said_by=later.by, verdict="confirmed", by=cast[by], at=walk.at
            )


@pytest.mark.parametrize("reason", ["", "Nothing.", "It is nothing"])
def test_a_reason_is_a_sentence(reason: str) -> None:
    found = obstacles_to_later_words(are_new=True, was_returned=False, reason=reason)
    assert [one.code for one in found] == ["no_reason"]


def test_the_pages_lead_from_the_words_to_the_reason_to_the_second_officer(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = name_of_second(walk, decision)
    said = words_come(walk, "We moved to Dennistoun.")
    case = walk.review.case_id
    review, weighing, answering, history = (
        reverse(name, args=[case]) for name in ("review", "weigh_later_words", "second_officer", "case_history")
    )
    officer = signed_in("officer")
    assert weighing in officer.get(review).content.decode()
    page = officer.get(weighing)
    assert "We moved to Dennistoun." in page.content.decode()
    hidden = page.context["form"].initial
    assert officer.post(weighing, hidden | {"reason": "No."}).status_code == 422
    assert officer.post(weighing, hidden | {"reason": REASON}).status_code == 302
    assert "Nothing new was said" in officer.get(weighing).content.decode()
    blind = signed_in(second)
    for address in (review, history, answering):
        shown = blind.get(address).content.decode()
        assert REASON not in shown
        assert "said since" not in shown
    walk.view(decision)
    reading = blind.get(answering)
    for words in ("We moved to Dennistoun.", REASON, "Confirm decision"):
        assert words in reading.content.decode()
    sent = blind.post(answering, reading.context["form"].initial | {"step": "confirm", "reasons": ""})
    assert sent.status_code == 302
    with deciding(cast["manager"]):
        assert LaterWordsAnswer.objects.get().later.said == [said.pk]
    for name in ("officer", second):
        shown = signed_in(name).get(review).content.decode()
        assert REASON in shown
        assert "has read it and agrees" in shown
        assert "agreed that it changes nothing" in signed_in(name).get(history).content.decode()
    other = words_come(walk, "We have a telephone now.")
    weigh(walk, decision, other.pk)
    assert answering in blind.get(review).content.decode()
    again = blind.get(answering)
    assert "We have a telephone now." in again.content.decode()
    assert blind.post(
        answering, again.context["form"].initial | {"step": "return", "reasons": "Then ring them first."}
    ).status_code == 302  # fmt: skip
    assert "Then ring them first." in officer.get(review).content.decode()
    assert reverse("save_draft", args=[case]) in officer.get(review).content.decode()
