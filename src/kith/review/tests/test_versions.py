"""One version: what happens when something newer comes, when something is sent twice, and when two write at once."""

import pytest

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem
from kith.disclosure.terms import MilestoneKind
from kith.records import Stale, new_id
from kith.register.models import CaseChild, Person
from kith.review import actions
from kith.review.models import BestInterests, Confirmation, Decision, Draft, FactorFinding, Service
from kith.review.queries import children_in
from kith.review.tests.factories import PACK, START, Walk, codes, decided, deciding, queue
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def answer(walk: Walk, decision: Decision, reasons: str = "") -> Confirmation:
    second = walk.second(decision)
    with deciding(second):
        if reasons:
            return actions.return_decision(decision=decision, reasons=reasons, by=second, at=walk.at)
        return actions.confirm_decision(
            decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at
        )


def second_name(walk: Walk, decision: Decision) -> str:
    second = walk.second(decision)
    return next(name for name in ("second", "second_two") if walk.cast[name] == second)


def test_a_returned_decision_is_not_confirmed_and_a_confirmed_one_not_returned(cast: Cast) -> None:
    walk, decision = decided(cast)
    answer(walk, decision, "Say more.")
    with pytest.raises(Refused, match="answered_already"):
        answer(walk, decision)
    walk, decision = decided(cast)
    answer(walk, decision)
    with pytest.raises(Refused, match="answered_already"):
        answer(walk, decision, "Say more.")


def test_an_answer_sent_twice_is_one_and_another_persons_is_refused(cast: Cast) -> None:
    walk, decision = decided(cast)
    assert answer(walk, decision) == answer(walk, decision)
    other = next(cast[name] for name in ("second", "second_two") if cast[name] != walk.second(decision))
    with deciding(cast["manager"]), pytest.raises(Refused, match="answered_already"):
        actions.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=other, at=walk.at)
    walk, decision = decided(cast)
    assert answer(walk, decision, "r") == answer(walk, decision, "r")
    with pytest.raises(Refused, match="recorded_before"):
        answer(walk, decision, "other reasons")


def test_a_draft_that_was_answered_is_not_recorded_again(cast: Cast) -> None:
    walk, decision = decided(cast)
    assert walk.decide() == decision
    answer(walk, decision, "Say more.")
    with pytest.raises(Refused, match="returned"):
        walk.decide()
    newer = walk.draft(reasons="more").decide()
    walk.view(newer)
    answer(walk, newer)
    with pytest.raises(Refused, match="confirmed_already"):
        walk.decide()


def test_a_draft_saved_while_the_second_officer_has_the_decision_takes_it_back(cast: Cast) -> None:
    walk, decision = decided(cast)
    name = second_name(walk, decision)
    assert queue(walk, name, "to_answer") == [walk.review.case.reference]
    walk.draft(reasons="changed")
    assert queue(walk, name, "to_answer") == []
    assert queue(walk, "officer", "mine") == [walk.review.case.reference]
    with pytest.raises(Refused, match="another_version"):
        answer(walk, decision)
    newer = walk.decide()
    assert queue(walk, name, "own_view") == [walk.review.case.reference]
    walk.view(newer)
    answer(walk, newer)
    assert queue(walk, "officer", "to_serve") == [walk.review.case.reference]


def test_no_view_is_recorded_of_a_version_that_stands_no_longer_or_was_answered(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.draft(reasons="changed")
    with pytest.raises(Refused, match="another_version"):
        walk.view(decision)
    newer = walk.decide()
    walk.view(newer)
    answer(walk, newer, "r")
    other = next(cast[name] for name in ("second", "second_two") if cast[name] != walk.second(newer))
    with deciding(cast["manager"]), pytest.raises(Refused, match="another_version"):
        actions.record_second_view(decision=newer, outcome="leave_granted", text="t", pack=PACK, by=other, at=walk.at)


def test_a_draft_saved_after_the_confirmation_stops_its_service(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision).draft(reasons="changed")
    assert queue(walk, "officer", "to_serve") == []
    with pytest.raises(Refused, match="another_version"):
        walk.serve(decision)
    with deciding(cast["manager"]):
        assert not Service.objects.exists()


def test_what_comes_in_after_the_confirmation_stops_the_service(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision).find(text="anew")
    with pytest.raises(Refused) as refused:
        walk.serve(decision)
    assert codes(refused) == ["new_information"]


def test_a_corrected_report_is_opened_and_read_before_anything_is_decided_on_it(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children()
    with deciding(cast["officer"]):
        item = DisclosedItem.objects.get()
    walk.weigh_children().find(links=[actions.Link(item.pk, "for")]).declare().draft()
    assert walk.obstacles() == []
    walk.correct_report()
    assert "report_not_received" in walk.obstacles()
    with pytest.raises(Refused):
        walk.decide()
    with deciding(cast["officer"]):
        newest = DisclosedItem.objects.exclude(pk=item.pk).select_related("disclosure").get()
    walk.open_report(newest.disclosure)
    assert set(walk.obstacles()) == {"finding_on_old_report", "whole_case_not_weighed"}
    with deciding(cast["officer"]), pytest.raises(Refused, match="evidence_not_opened"):
        walk.find(text="x", links=[actions.Link(item.pk, "for")])
    walk.find(text="read again", links=[actions.Link(newest.pk, "neither")])
    assert walk.obstacles() == []


def test_a_correction_that_comes_while_a_decision_waits_stops_its_confirmation(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.correct_report()
    with pytest.raises(Refused) as refused:
        answer(walk, decision)
    assert "report_not_received" in codes(refused)


def test_a_second_report_that_nobody_opened_is_waited_for(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    with deciding(cast["officer"]):
        again = disclosure.ask_for_report(
            case=walk.review.case, child=walk.children[0], due_on=START.date(), by=cast["officer"], at=START
        )
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        released = walk._released(again, walk.children[0])
    assert walk.obstacles() == ["report_not_received"]
    walk.open_report(released)
    assert walk.obstacles() == []


def new_child(walk: Walk, canonical: object = None) -> object:
    with side(Side.REGISTRY, actor_id=walk.cast["registrar"].pk):
        key = new_id()
        Person.objects.create(id=key, canonical_id=canonical or key, side="common", recorded_at=walk.at)
        CaseChild.objects.create(case=walk.review.case, person_id=key, side="common", from_at=walk.at)
    return key


@pytest.mark.parametrize("reached", ["drafted", "decided", "confirmed"])
def test_a_child_who_joins_late_is_heard_like_every_other_before_the_next_step(cast: Cast, reached: str) -> None:
    walk = Walk.begin(cast).ready()
    decision = None if reached == "drafted" else walk.decide()
    if decision:
        walk.view(decision)
    if reached == "confirmed":
        walk.confirm(decision)
    new_child(walk)
    step = {
        "drafted": walk.decide, "decided": lambda: answer(walk, decision), "confirmed": lambda: walk.serve(decision),
    }[reached]  # fmt: skip
    with pytest.raises(Refused) as refused:
        step()
    assert codes(refused) == [
        "no_lead_professional", "report_not_received", "views_not_recorded", "best_interests_not_assessed",
    ]  # fmt: skip


def test_two_records_of_one_child_are_one_child_and_are_asked_for_once(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    new_child(walk, canonical=walk.children[0])
    assert walk.obstacles() == []
    with deciding(cast["officer"]):
        assert [child.id for child in children_in(walk.review)] == [walk.children[0]]


def test_the_familys_reply_can_be_taken_into_a_new_draft_without_asking_it_again(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family("One.\nTwo.\n")
    walk.draft("claim_refused", "Two.\n\n  One.  ", reasons="Having read the reply")
    assert walk.obstacles() == []
    assert walk.draft("claim_refused", "Two.").obstacles() == []


def test_a_point_that_the_family_was_not_told_waits_for_its_reply(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family("One.")
    walk.draft("claim_refused", "One.\nAnother.")
    assert walk.obstacles() == ["points_changed"]
    with pytest.raises(Refused, match="points_changed"):
        walk.decide()
    walk.hear_family("One.\nAnother.", reasons="more", answered=False)
    assert walk.obstacles() == ["reply_still_open"]
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family("One.")
    assert walk.draft("claim_refused", "Another.").obstacles() == ["family_not_told"]
    assert walk.draft("claim_refused", " \n").obstacles() == ["points_not_written"]


def test_a_second_click_writes_nothing_twice(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children()
    officer, other = cast["officer"], cast["officer_two"]
    with deciding(other):
        weighed = {"review": walk.review, "child": walk.children[0], "text": "t", "by": other, "at": START}
        assert actions.assess_best_interests(**weighed) == actions.assess_best_interests(**weighed)
        assert BestInterests.objects.count() == 1
    with deciding(officer):
        item = DisclosedItem.objects.get()
        finding = {
            "review": walk.review, "factor": "age", "text": "t", "links": [actions.Link(item.pk, "for")] * 2, "after": None,
            "pack": PACK, "by": officer, "at": START,
        }  # fmt: skip
        draft = {
            "review": walk.review, "outcome": "claim_refused", "reasons": "r", "points_against": "p", "after": 0, "pack": PACK,
            "by": officer, "at": START,
        }  # fmt: skip
        assert actions.record_finding(**finding) == actions.record_finding(**finding)
        assert actions.save_draft(**draft) == actions.save_draft(**draft)
        assert (FactorFinding.objects.count(), Draft.objects.count()) == (1, 1)


def test_whoever_writes_without_having_seen_the_newest_gets_it_back_and_nothing_is_written(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    officer, other = cast["officer"], cast["officer_two"]
    with deciding(officer):
        for text, links in (("mine", []), ("t", [actions.Link(DisclosedItem.objects.get().pk, "for")])):
            with pytest.raises(Stale) as stale:
                actions.record_finding(
                    review=walk.review,
                    factor="age",
                    text=text,
                    links=links,
                    after=None,
                    pack=PACK,
                    by=officer,
                    at=START,
                )
            assert stale.value.current.text == "t"
        with pytest.raises(Stale) as stale:
            actions.save_draft(
                review=walk.review, outcome="claim_refused", reasons="mine", after=0, pack=PACK, by=officer, at=START
            )
        assert stale.value.current.reasons == "because"
    with deciding(other), pytest.raises(Stale) as stale:
        actions.assess_best_interests(review=walk.review, child=walk.children[0], text="mine", by=other, at=START)
    assert stale.value.current.text == "t"
    with deciding(officer):
        assert (Draft.objects.count(), BestInterests.objects.count()) == (1, 1)


def test_what_was_recorded_before_is_not_replaced_by_something_else(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family()
    officer = cast["officer"]
    with deciding(officer):
        invitation = walk.newest_draft().invitation
        proof = {
            "invitation": invitation, "method": "post", "proof": "AB 1", "received_on": walk.at.date(), "pack": PACK,
            "by": officer, "at": walk.at,
        }  # fmt: skip
        reply = {
            "invitation": invitation,
            "was_given": True,
            "words": "w",
            "considered": "c",
            "by": officer,
            "at": walk.at,
        }
        assert actions.record_proof_of_receipt(**proof) == actions.record_proof_of_receipt(**proof)
        assert actions.record_reply(**reply) == actions.record_reply(**reply)
        with pytest.raises(Refused, match="recorded_before"):
            actions.record_proof_of_receipt(**proof | {"proof": "CD 2"})
        with pytest.raises(Refused, match="recorded_before"):
            actions.record_reply(**reply | {"words": "other"})
    decision = walk.decide()
    second = walk.second(decision)
    with deciding(second):
        view = {
            "decision": decision,
            "outcome": "claim_refused",
            "text": "t",
            "pack": PACK,
            "by": second,
            "at": walk.at,
        }
        assert actions.record_second_view(**view) == actions.record_second_view(**view)
        with pytest.raises(Refused, match="recorded_before"):
            actions.record_second_view(**view | {"text": "other"})
    walk.confirm(decision).serve(decision)
    walk.serve(decision)
    with deciding(officer), pytest.raises(Refused, match="recorded_before"):
        actions.serve_decision(
            decision=decision,
            method="post",
            address="1 Long Street",
            proof="other",
            served_on=walk.at.date(),
            pack=PACK,
            by=officer,
            at=walk.at,
        )


def test_the_childrens_side_asks_to_wait_with_someone_to_ring_and_nothing_else(cast: Cast) -> None:
    walk = Walk.begin(cast, children=2).ready().ask_to_wait(contact="lead_two")
    with pytest.raises(Refused) as refused:
        walk.decide()
    (obstacle,) = refused.value.obstacles
    assert obstacle.words == "The children's side asks you to wait. Speak to: Lead Two."
    assert (obstacle.code, obstacle.who_can_clear, obstacle.about) == ("asked_to_wait", "Lead Two", "")
    walk.ask_to_wait(MilestoneKind.MAY_GO_ON)
    assert walk.obstacles() == []


def test_a_length_without_leave_is_not_drafted(cast: Cast) -> None:
    walk, officer = Walk.begin(cast), cast["officer"]
    with deciding(officer), pytest.raises(Refused, match="length_without_leave"):
        actions.save_draft(
            review=walk.review, outcome="claim_refused", reasons="r", leave_length="30 months", after=0, pack=PACK,
            by=officer, at=START,
        )  # fmt: skip
