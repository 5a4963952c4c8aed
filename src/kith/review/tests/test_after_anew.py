"""What came after a decision, once its case was opened again and decided anew: the older one is not forgotten, nor mixed up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure.queries import feedback_on
from kith.register import actions as register
from kith.register.models import CaseState, CaseTeamMember
from kith.register.queries import team_of
from kith.register.terms import CaseStep
from kith.review import actions
from kith.review.models import Challenge, Decision, QualityCheck, Review, Service
from kith.review.tests.factories import PACK, Walk, codes, deciding, join, queue
from kith.review.tests.test_after import AGAIN, challenged, ended
from kith.review.tests.test_checking import drawn
from kith.review.tests.test_endings import DIED, confirm, propose, take_back
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def open_anew(walk: Walk, officer: str = "officer") -> Walk:
    """A manager gives the case to an officer, as after a court upheld a challenge."""
    cast, at = walk.cast, walk.at + timedelta(days=3)
    with deciding(cast["manager"]):
        review = actions.allocate(
            case=walk.review.case,
            officer=cast[officer],
            weigher=cast["officer_two"],
            pack=PACK,
            by=cast["manager"],
            at=at,
        )
    return Walk(cast, review, walk.children, at)


def decide_anew(walk: Walk, officer: str = "officer") -> tuple[Walk, Decision]:
    anew = open_anew(walk, officer)
    anew.weigh_children().find(by=officer).declare(by=officer).draft(by=officer)
    decision = anew.decide(by=officer)
    anew.view(decision).confirm(decision).serve(decision, by=officer)
    return anew, decision


def bring(walk: Walk, service: Service, kind: str, reference: str) -> Challenge:
    officer = walk.cast["officer"]
    with deciding(officer):
        return actions.record_challenge(
            service=service,
            kind=kind,
            brought_on=walk.at.date(),
            reference=reference,
            grounds="g",
            by=officer,
            at=walk.at,
        )


def step_of(walk: Walk) -> str:
    with deciding(walk.cast["manager"]):
        newest = CaseState.objects.filter(case=walk.review.case).order_by("-at", "-id").first()
    assert newest is not None
    return str(newest.step)


def test_challenges_to_the_older_decision_are_shown_read_and_given_their_result(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk, appeal = challenged(cast)
    complaint, other = (
        bring(walk, appeal.service, "complaint", "C/1"),
        bring(walk, appeal.service, "judicial_review", "J/1"),
    )
    ended(walk, appeal, "upheld")
    anew, _ = decide_anew(walk)
    client, pages = signed_in("officer"), f"/cases/{walk.review.case_id}/review/challenges/"
    shown = client.get(pages).content.decode()
    for reference in ("PA/1", "C/1", "J/1"):
        assert reference in shown
    for path in (f"{complaint.pk}/result/", f"{other.pk}/result/", f"{appeal.pk}/read/"):
        assert client.get(f"{pages}{path}").status_code == 200, path
    assert client.post(f"{pages}{appeal.pk}/read/", {"lesson": "Ask earlier."}).status_code == 302
    assert queue(anew, "officer", "outcome_to_read") == []


def test_a_result_that_concerns_an_older_decision_opens_nothing(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    other = bring(walk, appeal.service, "judicial_review", "J/1")
    ended(walk, appeal, "upheld")
    anew, _ = decide_anew(walk)
    ended(anew, other, "upheld")
    assert step_of(walk) == "decided"
    assert queue(anew, "manager", "to_allocate") == []


def test_a_notice_of_an_older_decision_that_came_back_waits_for_nobody(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    officer = cast["officer"]
    with deciding(officer):
        returned = actions.record_returned_notice(
            service=appeal.service, came_back_on=walk.at.date(), words="Gone.", by=officer, at=walk.at
        )
    ended(walk, appeal, "upheld")
    anew, _ = decide_anew(walk)
    assert queue(anew, "officer", "to_serve_again") == []
    with deciding(officer), pytest.raises(Refused) as refused:
        actions.renew_service(returned=returned, served_on=anew.at.date(), pack=PACK, by=officer, at=anew.at, **AGAIN)
    assert codes(refused) == ["served_anew"]


def test_whoever_decided_anew_does_not_sign_for_the_older_decision(cast: Cast) -> None:
    join(cast, "officer_nine")
    walk, appeal = challenged(cast)
    outcome = ended(walk, appeal, "upheld")
    decide_anew(walk, "officer_nine")
    with deciding(cast["officer_nine"]), pytest.raises(Refused) as refused:
        actions.read_challenge_outcome(outcome=outcome, lesson="", by=cast["officer_nine"], at=walk.at)
    assert codes(refused) == ["did_not_decide"]


def test_a_case_that_ended_meanwhile_is_not_opened_by_a_court(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    other = bring(walk, appeal.service, "judicial_review", "J/1")
    ended(walk, appeal, "upheld")
    anew = open_anew(walk)
    ending = propose(anew, replace(DIED, happened_on=anew.at.date()))
    confirm(anew, ending)
    anew.at += timedelta(hours=1)
    ended(anew, other, "upheld")
    assert step_of(walk) == "ended"
    take_back(anew, ending)
    assert step_of(walk) == "under_review"


def test_an_ending_is_not_taken_back_while_another_review_is_open(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk, DIED)
    confirm(walk, ending)
    walk.at += timedelta(hours=1)
    manager = cast["manager"]
    with deciding(manager):
        register.reach_step(case=walk.review.case, step=CaseStep.UNDER_REVIEW, by=manager, at=walk.at)
    open_anew(walk)
    walk.at += timedelta(days=4)
    with pytest.raises(Refused) as refused:
        take_back(walk, ending)
    assert codes(refused) == ["review_open"]
    with deciding(manager):
        assert Review.objects.filter(case=walk.review.case, closed_at__isnull=True).count() == 1


def test_whoever_decided_reads_what_came_of_it_also_when_others_have_the_case(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    for name, role in (("officer_nine", Role.REVIEW_OFFICER), ("second_nine", Role.SECOND_OFFICER)):
        join(cast, name, role)
    walk, appeal = challenged(cast)
    complaint = bring(walk, appeal.service, "complaint", "C/1")
    with deciding(cast["officer"]):
        second = next(name for name, person in cast.people.items() if person == appeal.service.confirmation.by)
    ended(walk, appeal, "upheld")
    anew = open_anew(walk, "officer_nine")
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=anew.review, officer=cast["second_nine"], by=cast["manager"], at=anew.at)
    anew.weigh_children().draft(by="officer_nine")
    pages = f"/cases/{walk.review.case_id}/review/challenges/"
    for name, kind in (("officer", "outcome_to_read"), (second, "outcome_for_second")):
        assert queue(anew, name, kind) == [walk.review.case.reference]
        client = signed_in(name)
        assert "They were not dealt with." in client.get(pages).content.decode()
        done = client.post(f"{pages}{appeal.pk}/read/", {"lesson": ""}, follow=True)
        assert "you have read it" in done.content.decode()
        with deciding(cast["manager"]):
            place = CaseTeamMember.objects.get(actor=cast[name], role="reads_result")
        assert place.until_at is not None, "nothing more to read"
        assert place.until_at < timezone.now() + timedelta(hours=2)
    with deciding(cast["officer_nine"]):
        actions.record_challenge_outcome(
            challenge=complaint, result="withdrawn", given_on=anew.at.date(), turned_on=[], words="w",
            by=cast["officer_nine"], at=anew.at,
        )  # fmt: skip
    assert queue(anew, "officer", "outcome_to_read") == [walk.review.case.reference]


def test_the_childrens_side_does_not_learn_that_there_is_a_result_to_read(cast: Cast) -> None:
    join(cast, "officer_nine")
    walk, appeal = challenged(cast)
    ended(walk, appeal, "upheld")
    anew = open_anew(walk, "officer_nine")
    for of, name, many in (
        (Side.DECISION, "manager", 1),
        (Side.WELFARE, "coordinator", 0),
        (Side.REGISTRY, "registrar", 0),
    ):
        with side(of, actor_id=cast[name].pk):
            team = CaseTeamMember.objects.filter(case=anew.review.case)
            assert team.filter(role="reads_result").count() == many
            assert team.filter(role="review_officer").exists()
    with deciding(cast["manager"]):
        assert "reads_result" not in {one.role for one in team_of(anew.review.case, anew.at)}


def test_until_an_own_view_nobody_reads_that_an_earlier_decision_was_challenged_or_how_it_read(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk, sampled = drawn(cast)
    senior = cast["senior"]
    with deciding(senior):
        actions.check_quality(sampled=sampled, shown=[], words="Leave was rightly granted.", by=senior, at=walk.at)
    appeal = bring(walk, sampled.service, "appeal", "PA/1")
    ended(walk, appeal, "upheld")
    with deciding(cast["officer"]):
        second = next(name for name, person in cast.people.items() if person == appeal.service.confirmation.by)
    pages = f"/cases/{walk.review.case_id}/review/challenges/"
    assert "PA/1" in signed_in(second).get(pages).content.decode()
    open_anew(walk).weigh_children().draft("claim_refused", "One.")
    text = signed_in(second).get(pages).content.decode()
    assert "Nothing was said against it." not in text
    assert "Shown after you have recorded your own view." in text
    with deciding(cast[second]):
        assert not QualityCheck.objects.exists()
    with deciding(cast["officer"]):
        assert QualityCheck.objects.exists()


def test_a_second_officer_reads_what_was_told_of_the_earlier_decision_only_after_an_own_view(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk, appeal = challenged(cast)
    ended(walk, appeal, "upheld")
    anew = open_anew(walk)
    decision = anew.weigh_children().find(by="officer").declare(by="officer").draft(by="officer").decide(by="officer")
    second = next(name for name in ("second", "second_two") if cast[name] == anew.second(decision))
    shared = f"/cases/{walk.review.case_id}/shared/"
    with deciding(cast[second]):
        assert feedback_on(walk.review.case) == []
    assert "What was decided, and how it counted" not in signed_in(second).get(shared).content.decode()
    assert "What was decided, and how it counted" in signed_in("officer").get(shared).content.decode()
    anew.view(decision)
    with deciding(cast[second]):
        assert len(feedback_on(walk.review.case)) == 1
