"""The review by its own verbs: it works, each refusal, what the database itself refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure import actions as disclosure
from kith.disclosure.terms import MilestoneKind
from kith.records import Stale, new_id
from kith.register.models import CaseState
from kith.review import actions
from kith.review.models import Decision, Service
from kith.review.queries import obstacles_now, open_review, papers_in
from kith.review.tests.factories import PACK, START, Walk, codes, deciding
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


def test_a_family_goes_the_whole_way_and_every_step_is_on_record(cast: Cast) -> None:
    walk = Walk.begin(cast, children=2).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = set(AuditEntry.objects.filter(case_id=walk.review.case_id).values_list("verb", flat=True))
    assert {
        "review.allocated", "review.best_interests_assessed", "review.finding_recorded", "review.weighing_recorded",
        "review.draft_saved", "review.conflict_declared", "review.decision_recorded", "review.second_view_recorded",
        "review.decision_confirmed", "review.letter_kept", "review.decision_served",
    } <= verbs  # fmt: skip
    with deciding(cast["manager"]):
        assert open_review(walk.review.case) is None
        assert CaseState.objects.filter(case=walk.review.case, step="decided").exists()


def read_too_late(walk: Walk) -> None:
    """The report is opened when the draft is written already: by nobody who could heed it."""
    walk.at += timedelta(hours=1)
    walk.correct_report(opened=True).find()


def another_child_is_heard(walk: Walk) -> None:
    """A child comes when everything else is written already, and is heard like the others."""
    walk.children = (walk.child_comes(),)
    walk.hear_children()


OBSTACLES: dict[str, Callable[[Walk], object]] = {
    "no_lead_professional": lambda w: w.hear_children(lead=False).weigh_children().find().declare().draft(),
    "report_not_received": lambda w: w.hear_children(report=False).weigh_children().find().declare().draft(),
    "report_not_weighed": lambda w: read_too_late(w.ready()),
    "views_not_recorded": lambda w: w.hear_children(views=False).weigh_children().find().declare().draft(),
    "best_interests_not_assessed": lambda w: another_child_is_heard(w.ready()),
    "factor_without_finding": lambda w: w.hear_children().weigh_children().find(leave_out="age").declare().draft(),
    "whole_case_not_weighed": lambda w: w.hear_children().weigh_children().find(weigh=False).declare().draft(),
    "paper_file_not_checked": lambda w: w.hear_children().weigh_children().find(paper=False).declare().draft(),
    "conflict_not_declared": lambda w: w.hear_children().weigh_children().find().draft(),
    "conflict_of_interest": lambda w: w.ready().declare(has_conflict=True),
    "points_not_written": lambda w: w.hear_children().weigh_children().find().declare().draft("claim_refused"),
    "family_not_told": lambda w: w.hear_children().weigh_children().find().declare().draft("claim_refused", "points"),
}


@pytest.mark.parametrize("code", OBSTACLES)
def test_no_decision_is_recorded_while_an_obstacle_stands(cast: Cast, code: str) -> None:
    walk = Walk.begin(cast)
    OBSTACLES[code](walk)
    with pytest.raises(Refused) as refused:
        walk.decide()
    assert codes(refused) == [code]
    with deciding(cast["manager"]):
        assert not Decision.objects.exists()


def test_a_report_that_nobody_opened_is_not_received(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children(opened=False).weigh_children().find().declare().draft()
    with pytest.raises(Refused) as refused:
        walk.decide()
    assert codes(refused) == ["report_not_received"]


def test_an_obstacle_that_comes_later_stops_confirmation_and_service(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    _ask_to_wait(walk)
    with pytest.raises(Refused) as refused:
        walk.confirm(decision)
    assert codes(refused) == ["asked_to_wait"]
    _may_go_on(walk)
    walk.confirm(decision)
    _ask_to_wait(walk)
    with pytest.raises(Refused) as refused:
        walk.serve(decision)
    assert codes(refused) == ["asked_to_wait"]


def _ask_to_wait(walk: Walk) -> None:
    with side(Side.WELFARE, actor_id=walk.cast["coordinator"].pk):
        disclosure.pass_milestone(
            case=walk.review.case,
            kind=MilestoneKind.ASKS_TO_WAIT,
            child=walk.children[0],
            by=walk.cast["coordinator"],
            at=walk.at,
        )


def _may_go_on(walk: Walk) -> None:
    with side(Side.WELFARE, actor_id=walk.cast["coordinator"].pk):
        disclosure.pass_milestone(
            case=walk.review.case,
            kind=MilestoneKind.MAY_GO_ON,
            child=walk.children[0],
            by=walk.cast["coordinator"],
            at=walk.at,
        )


def test_an_open_question_of_identity_stops_a_decision(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        disclosure.pass_milestone(
            case=walk.review.case, kind=MilestoneKind.IDENTITY_OPEN, by=cast["registrar"], at=START
        )
    with pytest.raises(Refused) as refused:
        walk.decide()
    assert codes(refused) == ["identity_open"]


def test_a_refusal_waits_for_the_familys_reply_and_a_grant_does_not(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().draft("claim_refused", "points")
    officer = cast["officer"]
    with deciding(officer):
        invitation = actions.invite_reply(draft=walk.newest_draft(), by=officer, at=walk.at)
        assert actions.invite_reply(draft=walk.newest_draft(), by=officer, at=walk.at) == invitation
        with pytest.raises(Refused, match="letter_not_made"):
            _prove(walk, invitation)
    walk.keep_letters()
    with deciding(officer):
        with pytest.raises(Refused, match="family_not_told"):
            actions.record_reply(invitation=invitation, was_given=False, by=officer, at=walk.at)
        proof = _prove(walk, invitation)
        assert proof.reply_by == START.date() + timedelta(28)
        with pytest.raises(Refused, match="reply_still_open"):
            actions.record_reply(invitation=invitation, was_given=False, by=officer, at=walk.at)
        with pytest.raises(Refused, match="reply_without_words"):
            actions.record_reply(invitation=invitation, was_given=True, by=officer, at=walk.at)
    with pytest.raises(Refused, match="reply_still_open"):
        walk.decide()
    walk.at = START + timedelta(days=29)
    with deciding(officer):
        reply = actions.record_reply(invitation=invitation, was_given=False, by=officer, at=walk.at)
        assert actions.record_reply(invitation=invitation, was_given=False, by=officer, at=walk.at) == reply
    assert walk.decide().outcome == "claim_refused"


def _prove(walk: Walk, invitation: object) -> object:
    return actions.record_proof_of_receipt(
        invitation=invitation,
        method="post",
        proof="AB 1",
        received_on=walk.at.date(),
        pack=PACK,
        by=walk.cast["officer"],
        at=walk.at,
    )


def test_the_second_officer_gives_an_own_view_first_and_confirms_one_version(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    assert walk.decide() == decision
    second = walk.second(decision)
    assert second.pk not in {cast["officer"].pk, *walk.assessed_by()}
    with deciding(second):
        for attempt in (
            lambda: actions.confirm_decision(
                decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at
            ),
            lambda: actions.return_decision(decision=decision, reasons="r", by=second, at=walk.at),
        ):
            with pytest.raises(Refused, match="no_own_view"):
                attempt()
    walk.view(decision)
    with deciding(second), pytest.raises(Refused, match="another_version"):
        actions.confirm_decision(decision=decision, seen_sha256="f" * 64, pack=PACK, by=second, at=walk.at)
    with deciding(second), pytest.raises(Refused, match="no_reasons"):
        actions.return_decision(decision=decision, reasons=" ", by=second, at=walk.at)
    walk.draft()
    with deciding(second), pytest.raises(Refused, match="another_version"):
        actions.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at)


def test_a_returned_decision_needs_a_new_draft_and_a_new_answer(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    second = walk.second(decision)
    with deciding(second):
        given = {"decision": decision, "reasons": "Say more on school.", "by": second, "at": walk.at}
        assert actions.return_decision(**given) == actions.return_decision(**given)
    with pytest.raises(Refused, match="not_confirmed"):
        walk.serve(decision)
    newer = walk.draft().decide()
    walk.view(newer).confirm(newer).serve(newer)


def test_drafter_and_assessor_cannot_be_second_officer(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    for name, code in (("officer", "second_officer_drafted"), ("officer_two", "second_officer_assessed")):
        with deciding(cast[name]), pytest.raises(Refused, match=code):
            actions.record_second_view(
                decision=decision, outcome="leave_granted", text="t", pack=PACK, by=cast[name], at=walk.at
            )


def test_new_information_after_the_decision_stops_its_confirmation(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).weigh_children()
    with pytest.raises(Refused, match="new_information"):
        walk.confirm(decision)


def test_service_needs_a_letter_proof_and_a_day_that_can_be(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    with pytest.raises(Refused, match="not_confirmed"):
        walk.serve(decision)
    walk.view(decision)
    second, officer = walk.second(decision), cast["officer"]
    with deciding(second):
        actions.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at)
    with pytest.raises(Refused, match="letter_not_made"):
        walk.serve(decision)
    walk.keep_letters()

    def serve(proof: str = "AB 1", served_on: date | None = None, at: object = START) -> Service:
        with deciding(officer):
            return actions.serve_decision(
                decision=decision,
                method="post",
                address="1 Long Street",
                proof=proof,
                served_on=served_on or START.date(),
                pack=PACK,
                by=officer,
                at=at,
            )

    with pytest.raises(Refused, match="no_proof"):
        serve(proof=" ")
    with pytest.raises(Refused, match="day_cannot_be"):
        serve(served_on=START.date() + timedelta(1))
    friday = START + timedelta(days=3)
    with pytest.raises(Refused, match="served_before_a_weekend"):
        serve(served_on=friday.date(), at=friday)
    assert serve() == serve()


def test_the_drafter_does_not_weigh_best_interests_and_nobody_weighs_a_stranger(cast: Cast) -> None:
    walk = Walk.begin(cast)
    with deciding(cast["officer"]), pytest.raises(Refused, match="best_interests_by_drafter"):
        actions.assess_best_interests(
            review=walk.review, child=walk.children[0], text="t", by=cast["officer"], at=START
        )
    with deciding(cast["officer_two"]), pytest.raises(Refused, match="not_a_child"):
        actions.assess_best_interests(review=walk.review, child=new_id(), text="t", by=cast["officer_two"], at=START)
    with deciding(cast["manager"]), pytest.raises(Refused, match="best_interests_by_drafter"):
        actions.ask_for_best_interests(review=walk.review, officer=cast["officer"], by=cast["manager"], at=START)


def test_a_stale_finding_or_draft_gives_the_other_text_back_and_writes_nothing(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children().find().draft()
    officer = cast["officer"]
    with deciding(officer):
        with pytest.raises(Stale) as stale:
            actions.record_finding(
                review=walk.review, factor="age", text="mine", links=[], after=None, pack=PACK, by=officer, at=START
            )
        assert stale.value.current.text == "t"
        with pytest.raises(Stale):
            actions.save_draft(
                review=walk.review,
                outcome="leave_granted",
                reasons="mine",
                leave_length="1 year",
                after=0,
                pack=PACK,
                by=officer,
                at=START,
            )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"factor": "colour"}, "no_such_factor"),
        ({"links": [actions.Link(new_id(), "for")]}, "evidence_not_opened"),
    ],
)
def test_a_finding_needs_a_known_factor_and_opened_evidence(cast: Cast, change: dict[str, object], code: str) -> None:
    walk, officer = Walk.begin(cast), cast["officer"]
    given = {"factor": "age", "text": "t", "links": []} | change
    with deciding(officer), pytest.raises(Refused, match=code):
        actions.record_finding(review=walk.review, after=None, pack=PACK, by=officer, at=START, **given)


def test_only_the_officer_of_the_review_writes_findings_and_drafts(cast: Cast) -> None:
    walk, other = Walk.begin(cast), cast["officer_two"]
    with deciding(other), pytest.raises(Refused, match="not_the_officer"):
        actions.record_weighing(review=walk.review, text="t", after=None, pack=PACK, by=other, at=START)


def test_a_draft_names_an_outcome_and_the_length_of_leave(cast: Cast) -> None:
    walk, officer = Walk.begin(cast), cast["officer"]
    for outcome, code in (("died", "no_such_outcome"), ("leave_granted", "no_length")):
        with deciding(officer), pytest.raises(Refused, match=code):
            actions.save_draft(
                review=walk.review, outcome=outcome, reasons="r", after=0, pack=PACK, by=officer, at=START
            )


def test_an_unconfirmed_family_is_not_allocated_and_a_second_time_gives_the_same_review(cast: Cast) -> None:
    made = make_case(cast, confirmed=False)
    with deciding(cast["manager"]), pytest.raises(Refused, match="family_not_confirmed"):
        actions.allocate(case=made.case, officer=cast["officer"], pack=PACK, by=cast["manager"], at=START)
    walk = Walk.begin(cast)
    with deciding(cast["manager"]):
        again = actions.allocate(
            case=walk.review.case, officer=cast["officer"], pack=PACK, by=cast["manager"], at=START
        )
    assert again == walk.review


def test_every_obstacle_says_what_to_do_and_where_it_comes_from(cast: Cast) -> None:
    walk = Walk.begin(cast, children=2)
    with deciding(cast["officer"]):
        found = obstacles_now(papers_in(walk.review), PACK, START.date())
    assert len(found) == 8 + 8 + 2 + 1 + 1
    assert all(o.words and o.source and o.who_can_clear for o in found)
