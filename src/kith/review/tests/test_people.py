"""Who may have which part in a review: another person in each, none with a tie, and what happens when a part changes hands."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kith.access.actions import give_role
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure.models import Request
from kith.records import Stale
from kith.register.models import CaseTeamMember
from kith.review import actions
from kith.review.models import ConflictDeclaration, Draft, Review
from kith.review.queries import children_in, open_review
from kith.review.terms import WhyReallocated
from kith.review.tests.factories import PACK, START, Walk, codes, deciding, join
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


def team(walk: Walk, role: Role) -> set[str]:
    with deciding(walk.cast["manager"]):
        members = CaseTeamMember.objects.filter(case=walk.review.case, side="decision", role=role, until_at=None)
        return {member.actor.shown_name for member in members.select_related("actor")}


def verbs(walk: Walk) -> list[tuple[str, list[str]]]:
    with side(Side.AUDIT, actor_id=walk.cast["auditor"].pk):
        return list(AuditEntry.objects.filter(case_id=walk.review.case_id).values_list("verb", "codes"))


def test_two_officers_are_chosen_in_one_step_and_neither_if_one_may_not(cast: Cast) -> None:
    case = make_case(cast).case
    common = {"case": case, "officer": cast["officer"], "pack": PACK, "by": cast["manager"], "at": START}
    with deciding(cast["manager"]):
        with pytest.raises(Refused, match="best_interests_by_drafter"):
            actions.allocate(weigher=cast["officer"], **common)
        assert open_review(case) is None
        actions.allocate(weigher=cast["officer_two"], **common)
        members = CaseTeamMember.objects.filter(case=case, side="decision").values_list("actor__shown_name", flat=True)
        assert set(members) == {"Officer", "Officer Two"}


def test_a_case_that_another_officer_has_is_not_allocated_again(cast: Cast) -> None:
    walk = Walk.begin(cast)
    given = {"case": walk.review.case, "pack": PACK, "by": cast["manager"], "at": START}
    with deciding(cast["manager"]):
        assert actions.allocate(officer=cast["officer"], **given) == walk.review
        with pytest.raises(Refused, match="already_allocated"):
            actions.allocate(officer=cast["officer_two"], **given)


def test_an_open_review_is_not_given_back_as_if_somebody_else_weighed(cast: Cast) -> None:
    join(cast, "officer_three")
    case = make_case(cast).case
    common = {"case": case, "officer": cast["officer"], "pack": PACK, "by": cast["manager"], "at": START}
    with deciding(cast["manager"]):
        opened = actions.allocate(weigher=cast["officer_two"], **common)
        assert actions.allocate(weigher=cast["officer_two"], **common) == opened
        with pytest.raises(Refused, match="another_weighs"):
            actions.allocate(weigher=cast["officer_three"], **common)


def test_a_case_goes_to_another_officer_who_then_sees_it_and_the_former_does_not(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready().reallocate("officer_three")
    assert team(walk, Role.REVIEW_OFFICER) == {"Officer Three", "Officer Two"}
    assert ("review.reallocated", [WhyReallocated.AWAY]) in verbs(walk)
    with deciding(cast["officer"]):
        assert open_review(walk.review.case) is None
    with deciding(cast["officer_three"]):
        assert open_review(walk.review.case).officer == cast["officer_three"]


def test_giving_a_case_away_needs_an_open_review_of_the_version_seen_and_someone_else_without_a_tie(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready().declare(has_conflict=True, by="officer_two")

    def give(officer: str, expected: int = 1) -> Review:
        return actions.reallocate(
            review=walk.review, officer=cast[officer], why=WhyReallocated.TIE, expected=expected, by=cast["manager"],
            at=START,
        )  # fmt: skip

    with deciding(cast["manager"]):
        for officer, code in (("officer", "has_it_already"), ("officer_two", "has_a_tie")):
            with pytest.raises(Refused, match=code):
                give(officer)
        with pytest.raises(Stale):
            give("officer_three", expected=7)
        give("officer_three")


def test_both_parts_change_hands_in_one_step_or_neither(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready()
    with pytest.raises(Refused, match="best_interests_by_drafter"):
        walk.reallocate("officer_two", weigher="officer")
    assert team(walk, Role.REVIEW_OFFICER) == {"Officer", "Officer Two"}
    walk.reallocate("officer_two", weigher="officer_three")
    assert team(walk, Role.REVIEW_OFFICER) == {"Officer Two", "Officer Three"}


def test_the_next_officer_writes_a_draft_of_their_own_and_what_the_former_found_stays(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready().reallocate("officer_three").declare(by="officer_three")
    assert walk.obstacles() == ["no_draft"]
    with pytest.raises(Refused, match="not_the_officer"):
        walk.decide()
    with pytest.raises(Refused, match="no_draft"):
        walk.decide(by="officer_three")
    walk.draft(by="officer_three", reasons="mine")
    assert walk.decide(by="officer_three").reasons == "mine"


def test_what_an_officer_with_a_tie_found_is_written_anew_by_the_next(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready().declare(has_conflict=True)
    assert walk.obstacles() == ["conflict_of_interest"]
    walk.reallocate("officer_three").declare(by="officer_three").draft(by="officer_three")
    assert set(walk.obstacles()) == {"finding_with_tie", "whole_case_not_weighed", "paper_file_not_checked"}
    walk.find(by="officer_three")
    assert walk.obstacles() == []


def test_a_decision_by_an_officer_who_then_declares_a_tie_is_neither_confirmed_nor_served(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).declare(has_conflict=True).reallocate("officer_three")
    with pytest.raises(Refused) as refused:
        walk.confirm(decision)
    assert "conflict_of_interest" in codes(refused)


def test_a_tie_that_was_declared_stands_and_is_declared_on_an_open_review_only(cast: Cast) -> None:
    walk = Walk.begin(cast).ready().declare().declare()
    with deciding(cast["officer"]):
        assert ConflictDeclaration.objects.count() == 1
    walk.declare(has_conflict=True)
    with pytest.raises(Refused, match="tie_stands"):
        walk.declare()
    assert walk.obstacles() == ["conflict_of_interest"]
    served = Walk.begin(cast).ready()
    decision = served.decide()
    served.view(decision).confirm(decision).serve(decision)
    with pytest.raises(Refused, match="review_closed"):
        served.declare(has_conflict=True)


def test_an_assessment_by_whoever_drafts_later_or_has_a_tie_does_not_stand(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready().reallocate("officer_two", weigher="officer_three")
    walk.declare(by="officer_two")
    with pytest.raises(Refused, match="best_interests_by_drafter"):
        walk.draft(by="officer_two")
    assert walk.obstacles() == ["best_interests_by_drafter", "no_draft"]
    walk.weigh_children("officer_three").draft(by="officer_two")
    assert walk.obstacles() == []
    walk.declare(has_conflict=True, by="officer_three")
    assert walk.obstacles() == ["best_interests_with_tie"]


def test_whoever_drafted_or_has_a_tie_weighs_no_best_interests(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready().reallocate("officer_three").declare(has_conflict=True, by="officer_two")
    with deciding(cast["manager"]):
        for officer, code in (
            ("officer_three", "best_interests_by_drafter"), ("officer", "best_interests_by_drafter"),
            ("officer_two", "has_a_tie"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=code):
                actions.ask_for_best_interests(review=walk.review, officer=cast[officer], by=cast["manager"], at=START)
    with pytest.raises(Refused, match="has_a_tie"):
        walk.weigh_children("officer_two", text="again")


def test_another_weigher_takes_the_place_of_the_one_asked_before_whose_words_stay(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready()
    with deciding(cast["manager"]):
        actions.ask_for_best_interests(review=walk.review, officer=cast["officer_three"], by=cast["manager"], at=START)
    assert team(walk, Role.REVIEW_OFFICER) == {"Officer", "Officer Three"}
    assert walk.assessed_by() == {cast["officer_two"].pk}
    assert walk.obstacles() == []


def test_another_second_officer_takes_the_place_of_the_one_asked_before(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    first = walk.second(decision)
    walk.view(decision)
    other = next(cast[name] for name in ("second", "second_two") if cast[name] != first)
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=other, by=cast["manager"], at=START)
    assert walk.second(decision) == other
    assert ("review.second_officer_asked", []) in verbs(walk)
    with pytest.raises(Refused, match="no_own_view"):
        walk.confirm(decision)
    walk.view(decision).confirm(decision)


def test_a_second_officer_who_was_asked_beforehand_gets_the_decision(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=cast["second_two"], by=cast["manager"], at=START)
    assert walk.second(walk.decide()) == cast["second_two"]


def test_nobody_with_another_part_in_the_case_is_second_officer_also_when_their_words_were_written_anew(
    cast: Cast,
) -> None:
    for name in ("officer_three", "officer_four"):
        join(cast, name)
    walk = Walk.begin(cast).ready().ask_weigher("officer_three").weigh_children("officer_three", text="anew")
    walk.reallocate("officer_four").find(by="officer_four").declare(by="officer_four").draft(by="officer_four")
    decision = walk.decide(by="officer_four")
    for name, code in (
        ("officer", "second_officer_drafted"), ("officer_two", "second_officer_assessed"),
        ("officer_three", "second_officer_assessed"), ("officer_four", "second_officer_drafted"),
    ):  # fmt: skip
        with deciding(cast["manager"]), pytest.raises(Refused, match=code):
            actions.ask_second_officer(review=walk.review, officer=cast[name], by=cast["manager"], at=START)
        with deciding(cast["manager"]), pytest.raises(Refused, match=code):
            actions.record_second_view(
                decision=decision, outcome="leave_granted", text="t", pack=PACK, by=cast[name], at=walk.at
            )


def test_whoever_could_read_the_draft_is_not_asked_for_a_view_of_their_own(cast: Cast) -> None:
    join(cast, "both", Role.SECOND_OFFICER)
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        give_role(actor=cast["both"], role=Role.REVIEW_OFFICER, by=None, at=START)
    walk = Walk.begin(cast).ready().ask_weigher("both")  # who weighs nothing, and reads the draft
    with deciding(cast["both"]):
        assert Draft.objects.get().reasons
    walk.ask_weigher("officer_two")
    with deciding(cast["manager"]), pytest.raises(Refused, match="second_officer_read"):
        actions.ask_second_officer(review=walk.review, officer=cast["both"], by=cast["manager"], at=walk.at)
    assert walk.second(walk.decide()) != cast["both"]


def test_a_second_officer_with_a_tie_answers_for_nothing(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    walk.declare(has_conflict=True, by=second)
    with pytest.raises(Refused, match="has_a_tie"):
        walk.confirm(decision)


def test_where_nobody_is_free_to_be_second_officer_nothing_is_recorded(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    with deciding(cast["manager"]):  # both have a tie; they are asked, say so, and the manager is told whom to ask
        for name in ("second", "second_two"):
            actions.ask_second_officer(review=walk.review, officer=cast[name], by=cast["manager"], at=START)
            actions.declare_conflict(review=walk.review, has_conflict=True, by=cast[name], at=START)
    with pytest.raises(Refused, match="no_second_officer") as refused:
        walk.decide()
    assert refused.value.obstacles[0].who_can_clear == "a review manager: ask one"


WRITES: dict[str, Callable[[Walk], object]] = {
    "a finding": lambda w: w.find(by="officer_two", text="x"),
    "a draft": lambda w: w.draft(by="officer_two"),
    "the family's reply": lambda w: actions.record_reply(
        invitation=w.newest_draft().invitation, was_given=False, by=w.cast["officer_two"], at=w.at
    ),
    "proof of receipt": lambda w: actions.record_proof_of_receipt(
        invitation=w.newest_draft().invitation, method="post", proof="p", received_on=w.at.date(), pack=PACK,
        by=w.cast["officer_two"], at=w.at,
    ),
    "an invitation": lambda w: actions.invite_reply(draft=w.newest_draft(), by=w.cast["officer_two"], at=w.at),
    "a decision": lambda w: w.decide(by="officer_two"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITES)
def test_only_the_officer_of_the_review_records(cast: Cast, what: str) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family()
    with deciding(cast["officer_two"]), pytest.raises(Refused, match="not_the_officer"):
        WRITES[what](walk)


def test_only_the_officer_of_the_review_serves(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    with pytest.raises(Refused, match="not_the_officer"):
        walk.serve(decision, by="officer_two")


def test_what_was_read_before_the_case_changed_hands_is_read_again_before_it_is_written_to(cast: Cast) -> None:
    """The page read the review; meanwhile the manager gave it away; then the form comes in."""
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready()
    with deciding(cast["officer"]):
        read_before = open_review(walk.review.case)
    walk.reallocate("officer_three")
    assert read_before.officer_id == cast["officer"].pk
    with deciding(cast["officer"]), pytest.raises(Refused, match="not_the_officer"):
        actions.record_weighing(review=read_before, text="t", after=None, pack=PACK, by=cast["officer"], at=START)
    with deciding(cast["manager"]), pytest.raises(Refused, match="not_the_officer"):
        actions.record_weighing(review=read_before, text="t", after=None, pack=PACK, by=cast["officer"], at=START)


def test_nobody_is_asked_or_given_anything_on_a_closed_review(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    given = {"review": walk.review, "by": cast["manager"], "at": START}
    with deciding(cast["manager"]):
        for verb in (
            lambda: actions.ask_for_best_interests(officer=cast["officer_three"], **given),
            lambda: actions.ask_second_officer(officer=cast["second"], **given),
            lambda: actions.reallocate(officer=cast["officer_three"], why=WhyReallocated.LOAD, expected=2, **given),
        ):
            with pytest.raises(Refused, match="review_closed"):
                verb()


def test_a_tie_to_the_family_outlives_the_review_in_which_it_was_declared(cast: Cast) -> None:
    walk = Walk.begin(cast).ready("further_information_needed")
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=cast["second"], by=cast["manager"], at=START)
    walk.declare(has_conflict=True, by="second").declare(has_conflict=True, by="officer_two")
    join(cast, "officer_three")
    walk.ask_weigher("officer_three")
    decision = walk.weigh_children(by="officer_three").decide()
    with deciding(cast["second_two"]):
        actions.record_second_view(
            decision=decision, outcome="leave_granted", text="t", pack=PACK, by=cast["second_two"], at=START
        )
        actions.confirm_decision(
            decision=decision, seen_sha256=decision.sha256, pack=PACK, by=cast["second_two"], at=START
        )
    walk.keep_letters().serve(decision)
    given = {"case": walk.review.case, "pack": PACK, "by": cast["manager"], "at": START}
    with deciding(cast["manager"]), pytest.raises(Refused, match="has_a_tie"):
        actions.allocate(officer=cast["officer_two"], **given)
    with deciding(cast["manager"]):
        again = Walk(cast, actions.allocate(officer=cast["officer"], **given), walk.children, START)
    assert "conflict_not_declared" in again.obstacles()
    with deciding(cast["manager"]):
        for ask, name in ((actions.ask_for_best_interests, "officer_two"), (actions.ask_second_officer, "second")):
            with pytest.raises(Refused, match="has_a_tie"):
                ask(review=again.review, officer=cast[name], by=cast["manager"], at=START)
    with pytest.raises(Refused, match="tie_stands"):
        again.declare(by="second")


def asked(walk: Walk) -> dict[uuid.UUID, tuple[str, date]]:
    """Of each child, who asked for its report and until when; a child who was asked about twice fails."""
    with side(Side.WELFARE, actor_id=walk.cast["coordinator"].pk):
        found = [(one.child_id, (one.by.shown_name, one.due_on)) for one in Request.objects.select_related("by")]
    assert len(found) == len(dict(found))
    return dict(found)


def test_the_report_on_each_child_is_asked_for_as_the_review_opens(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk = Walk.begin(cast, children=2)
    within = (START + timedelta(days=28)).date()
    assert asked(walk) == dict.fromkeys(walk.children, ("Manager", within))
    late = walk.child_comes()
    assert late not in asked(walk)
    for _ in range(2):
        signed_in("officer").post(reverse("ask_for_report", args=[walk.review.case_id]))
    with deciding(cast["officer"]):
        assert all(child.asked_on for child in children_in(walk.review))
    after = timezone.localdate() + timedelta(days=28)
    assert asked(walk) == dict.fromkeys(walk.children, ("Manager", within)) | {late: ("Officer", after)}
