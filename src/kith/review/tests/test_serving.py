"""Serving a decision, and what then waits for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.register.actions import leave_team
from kith.register.models import CaseState
from kith.review import actions
from kith.review.models import Letter, ProofOfReceipt, Service
from kith.review.queries import open_review
from kith.review.tests.factories import PACK, START, Walk, codes, decided, deciding, queue
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def test_days_are_those_of_the_family_and_not_of_greenwich(cast: Cast) -> None:
    """Half past midnight on 3 September in Glasgow is still the 2nd in UTC."""
    walk, decision = decided(cast)
    walk.confirm(decision)
    walk.at = datetime(2026, 9, 2, 23, 30, tzinfo=UTC)
    officer = cast["officer"]

    def serve(day: date) -> Service:
        with deciding(officer):
            return actions.serve_decision(
                decision=decision,
                method="post",
                address="1 Long Street",
                proof="AB 1",
                served_on=day,
                pack=PACK,
                by=officer,
                at=walk.at,
            )

    with pytest.raises(Refused, match="day_cannot_be"):
        serve(date(2026, 9, 4))
    assert serve(date(2026, 9, 3)).served_on == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 9, 4), "served_before_a_weekend"),
        (date(2026, 9, 5), "served_before_a_weekend"),
        (date(2026, 10, 9), "served_before_a_weekend"),
        (date(2026, 12, 22), "served_before_a_school_holiday"),
        (date(2026, 8, 31), "day_cannot_be"),
    ],
)
def test_a_decision_is_served_on_a_day_after_which_someone_can_help(cast: Cast, day: date, code: str) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision)
    walk.at = START + timedelta(days=200)
    with deciding(cast["officer"]), pytest.raises(Refused) as refused:
        actions.serve_decision(
            decision=decision,
            method="post",
            address="1 Long Street",
            proof="AB 1",
            served_on=day,
            pack=PACK,
            by=cast["officer"],
            at=walk.at,
        )
    assert code in codes(refused)


def test_a_pause_closes_the_review_without_deciding_and_the_case_is_allocated_again(cast: Cast) -> None:
    walk = Walk.begin(cast).ready("further_information_needed")
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    with deciding(cast["manager"]):
        assert open_review(walk.review.case) is None
        assert not CaseState.objects.filter(case=walk.review.case, step="decided").exists()
    assert queue(walk, "manager", "to_allocate") == [walk.review.case.reference]
    with deciding(cast["manager"]):
        again = actions.allocate(
            case=walk.review.case, officer=cast["officer_two"], pack=PACK, by=cast["manager"], at=walk.at
        )
    assert again != walk.review
    assert Walk(cast, again, walk.children, walk.at).obstacles()[0] == "best_interests_not_assessed"


def test_a_manager_sees_who_has_to_be_asked_and_an_officer_every_child_still_to_weigh(cast: Cast) -> None:
    walk = Walk.begin(cast, children=2)
    reference = [walk.review.case.reference]
    assert queue(walk, "manager", "to_ask_assessor") == []
    with deciding(cast["officer_two"]):
        actions.assess_best_interests(
            review=walk.review, child=walk.children[0], text="t", by=cast["officer_two"], at=START
        )
    assert queue(walk, "officer_two", "best_interests") == reference
    walk.weigh_children()
    assert queue(walk, "officer_two", "best_interests") == []
    walk.declare(has_conflict=True)
    assert queue(walk, "manager", "to_reallocate") == reference
    walk.reallocate("officer_two")
    assert queue(walk, "manager", "to_reallocate") == []
    assert (
        queue(walk, "manager", "to_ask_assessor") == reference
    )  # the one who weighed drafts now: another has to be asked


def test_a_decision_that_nobody_has_is_seen_by_a_manager(cast: Cast) -> None:
    walk, decision = decided(cast)
    assert queue(walk, "manager", "to_ask_second") == []
    with deciding(cast["manager"]):
        member = walk.review.case.team.get(role="second_officer", until_at=None)
        leave_team(member=member, by=cast["manager"], at=walk.at)
    assert queue(walk, "manager", "to_ask_second") == [walk.review.case.reference]
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=member.actor, by=cast["manager"], at=walk.at)
    assert queue(walk, "manager", "to_ask_second") == []
    walk.confirm(decision)


def test_a_letter_is_kept_once_and_received_with_proof_on_a_day_that_can_be(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children().draft("claim_refused")
    officer, letters = cast["officer"], cast["letters"]
    with deciding(officer), pytest.raises(Refused, match="points_not_written"):
        actions.invite_reply(draft=walk.newest_draft(), by=officer, at=START)
    walk.draft("claim_refused", "One.")
    with deciding(officer):
        invitation = actions.invite_reply(draft=walk.newest_draft(), by=officer, at=START)
    walk.keep_letters()
    with deciding(letters):
        kept = Letter.objects.get(invitation=invitation)
        again = actions.keep_letter(document=kept.document, cause=invitation, by=letters, at=START)
    assert again == kept
    tomorrow = START + timedelta(days=1)
    for change, code in (
        ({"proof": " "}, "no_proof"),
        ({"received_on": tomorrow.date()}, "day_cannot_be"),
        ({"received_on": START.date() - timedelta(1)}, "day_cannot_be"),
    ):
        given = {"method": "post", "proof": "AB 1", "received_on": START.date()} | change
        with deciding(officer), pytest.raises(Refused, match=code):
            actions.record_proof_of_receipt(invitation=invitation, pack=PACK, by=officer, at=START, **given)
    with deciding(officer):
        assert not ProofOfReceipt.objects.exists()


def test_a_second_officers_view_names_an_outcome_that_is_a_decision(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = walk.second(decision)
    with deciding(second), pytest.raises(Refused, match="no_such_outcome"):
        actions.record_second_view(decision=decision, outcome="died", text="t", pack=PACK, by=second, at=START)
