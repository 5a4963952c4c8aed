"""A review that ends without a decision: proposed by its officer, read by another person, and taken back in one step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError

from kith.access.models import AuditEntry
from kith.access.roles import PERMISSIONS
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.disclosure.models import Milestone
from kith.disclosure.terms import MilestoneKind
from kith.records import new_id
from kith.register.models import Case, CaseState
from kith.register.terms import CaseStep
from kith.representations import actions as representations
from kith.representations.models import Representation
from kith.representations.terms import AnswerKind, Voice, Wish
from kith.review import actions
from kith.review.models import Ending, EndingAnswer, EndingTakenBack, FactorFinding, Review, TraceCheck
from kith.review.rules import EndingWords
from kith.review.tests.factories import PACK, START, Walk, codes, deciding, queue
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
DIED = EndingWords(
    outcome="died", reason="The only applicant has died.", happened_on=START.date(), proof="Certificate 12/2026"
)
ASKED = replace(
    DIED, outcome="explicit_withdrawal", reason="She wishes to go home now.", asked_by="Selam Tesfay",
    asked_on=START.date(), asked_how="in_writing",
)  # fmt: skip
SILENT = replace(DIED, outcome="implicit_withdrawal", reason="Nobody could reach the family.", proof="Three tries")
TAKEN_UP = "The family was found in Perth."


def propose(walk: Walk, said: EndingWords = DIED, by: str = "officer") -> Ending:
    with deciding(walk.cast[by]):
        return actions.propose_ending(review=walk.review, said=said, pack=PACK, by=walk.cast[by], at=walk.at)


def confirm(walk: Walk, ending: Ending, by: str = "manager") -> EndingAnswer:
    walk.at += timedelta(minutes=1)
    with deciding(walk.cast[by]):
        return actions.confirm_ending(ending=ending, pack=PACK, by=walk.cast[by], at=walk.at)


def give_back(walk: Walk, ending: Ending, by: str = "manager", reasons: str = "Say more.") -> EndingAnswer:
    with deciding(walk.cast[by]):
        return actions.return_ending(ending=ending, reasons=reasons, by=walk.cast[by], at=walk.at)


def take_back(walk: Walk, ending: Ending, by: str = "manager", reason: str = TAKEN_UP) -> EndingTakenBack:
    walk.at += timedelta(minutes=1)
    with deciding(walk.cast[by]):
        return actions.take_back_ending(ending=ending, reason=reason, by=walk.cast[by], at=walk.at)


def ask_second(walk: Walk, name: str = "second") -> None:
    with deciding(walk.cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=walk.cast[name], by=walk.cast["manager"], at=walk.at)


def try_to_reach(walk: Walk, *days: int, found: bool = False) -> None:
    """A try so many days after the review was opened, written down then."""
    for day in days:
        walk.at = START + timedelta(days=day)
        with deciding(walk.cast["officer"]):
            actions.record_trace_check(
                review=walk.review, way="letter", done_on=walk.at.date(), was_found=found, words="As they said.", pack=PACK,
                by=walk.cast["officer"], at=walk.at,
            )  # fmt: skip


def say(walk: Walk, on: date) -> None:
    with deciding(walk.cast["officer"]):
        representations.record_representation(
            case=walk.review.case, voice=Voice.SOLICITOR, said_by="A. Reid", said_on=on, wish=Wish.WORDS,
            words="They are at a friend's.", side=FactSide.DECISION, by=walk.cast["officer"], at=walk.at,
        )  # fmt: skip


def answer_all(walk: Walk) -> None:
    with deciding(walk.cast["officer"]):
        said = list(Representation.objects.filter(case=walk.review.case).values_list("pk", flat=True))
        representations.answer(
            case=walk.review.case, said=said, kind=AnswerKind.ANSWERED, words="Thank you.", side=FactSide.DECISION,
            by=walk.cast["officer"], at=walk.at,
        )  # fmt: skip


def wrong(act: Callable[..., object], *given: object, **more: object) -> list[str]:
    with pytest.raises(Refused) as found:
        act(*given, **more)
    return codes(found)


def now(walk: Walk) -> Review:
    with deciding(walk.cast["manager"]):
        return Review.objects.get(pk=walk.review.pk)


def steps(walk: Walk) -> list[str]:
    with deciding(walk.cast["manager"]):
        return list(CaseState.objects.filter(case=walk.review.case).order_by("at", "id").values_list("step", flat=True))


def verbs(cast: Cast) -> list[str]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        found = AuditEntry.objects.filter(verb__startswith="review.ending", outcome="done")
        return list(found.order_by("at", "id").values_list("verb", flat=True))


def test_a_review_ends_when_another_person_has_confirmed_it_and_stays_undecided(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk, ASKED)
    assert now(walk).closed_at is None, "a proposal ends nothing"
    confirm(walk, ending)
    assert now(walk).closed_at == walk.at
    assert steps(walk)[-1] == CaseStep.ENDED
    assert CaseStep.DECIDED not in steps(walk)
    assert verbs(cast) == ["review.ending_proposed", "review.ending_confirmed"]
    assert wrong(propose, walk) == ["review_closed"]


def test_the_childrens_side_learns_that_it_ended_and_nothing_else(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk, ASKED)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        before = Milestone.objects.count()
    confirm(walk, ending)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert Milestone.objects.count() == before + 1, "a proposal crosses in no way"
        ended = Milestone.objects.get(kind=MilestoneKind.REVIEW_ENDED)
        assert (ended.child_id, ended.contact_id) == (None, None)
        for table in (Ending, EndingAnswer, EndingTakenBack):
            with pytest.raises(ProgrammingError, match="permission denied"), side(Side.WELFARE, actor_id=new_id()):
                table.objects.count()
    take_back(walk, ending)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert Milestone.objects.filter(kind=MilestoneKind.REVIEW_GOES_ON).exists()


def test_whoever_proposed_does_not_answer_and_neither_does_who_has_another_part(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children()
    ending = propose(walk)
    assert wrong(confirm, walk, ending, by="officer") == ["proposed_it", "second_officer_drafted"]
    assert wrong(confirm, walk, ending, by="officer_two") == ["second_officer_assessed"]
    assert wrong(give_back, walk, ending, by="officer") == ["proposed_it", "second_officer_drafted"]
    ask_second(walk)
    walk.declare(True, by="second")
    assert wrong(confirm, walk, ending, by="second") == ["has_a_tie"]
    assert now(walk).closed_at is None


def test_a_second_officer_with_no_part_may_confirm_and_twice_is_once(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ask_second(walk)
    ending = propose(walk)
    assert propose(walk) == ending
    assert wrong(propose, walk, ASKED) == ["ending_proposed"]
    assert confirm(walk, ending, by="second") == confirm(walk, ending, by="second")
    assert wrong(confirm, walk, ending) == ["answered_already"]
    assert wrong(give_back, walk, ending) == ["answered_already"]


def test_what_is_returned_has_reasons_and_the_review_goes_on(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk)
    assert wrong(give_back, walk, ending, reasons=" ") == ["no_reasons"]
    assert give_back(walk, ending) == give_back(walk, ending)
    assert wrong(confirm, walk, ending) == ["answered_already"]
    assert now(walk).closed_at is None
    assert propose(walk) != ending, "it can be proposed anew"
    assert wrong(take_back, walk, ending) == ["ending_not_confirmed"]


def test_only_the_officer_without_a_tie_proposes(cast: Cast) -> None:
    walk = Walk.begin(cast)
    assert wrong(propose, walk, by="officer_two") == ["not_the_officer"]
    walk.declare(True)
    assert wrong(propose, walk) == ["has_a_tie"]


def test_an_officer_who_turns_out_to_have_a_tie_has_proposed_nothing_that_can_be_confirmed(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk)
    walk.declare(True)
    assert wrong(confirm, walk, ending) == ["has_a_tie"]


def test_nothing_is_proposed_beside_a_decision_unless_it_was_returned(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    assert wrong(propose, walk) == ["has_a_decision"]
    second = walk.second(decision)
    walk.view(decision)
    with deciding(second):
        actions.return_decision(decision=decision, reasons="r", by=second, at=walk.at)
    name = next(name for name in ("second", "second_two") if cast[name] == second)
    confirm(walk, propose(walk), by=name)
    assert now(walk).closed_at is not None


def test_silence_alone_ends_nothing(cast: Cast) -> None:
    walk = Walk.begin(cast)
    assert wrong(propose, walk, SILENT) == ["tries_not_made"]
    try_to_reach(walk, 1, 1, 30)
    assert wrong(propose, walk, SILENT) == ["tries_not_made"], "on one day is one try"
    try_to_reach(walk, 40, found=True)
    try_to_reach(walk, 50, 64)
    assert wrong(propose, walk, SILENT) == ["tries_not_made"], "what was before it was reached counts no more"
    try_to_reach(walk, 70)
    assert wrong(propose, walk, SILENT) == ["tries_not_made"], "what lies close together is one try"
    try_to_reach(walk, 90)
    ending = propose(walk, SILENT)
    try_to_reach(walk, 100, found=True)
    assert wrong(confirm, walk, ending) == ["tries_not_made"], "found while the ending waited"


def test_a_family_that_can_be_heard_of_is_not_taken_as_withdrawn(cast: Cast) -> None:
    walk = Walk.begin(cast)
    try_to_reach(walk, 1, 30, 60)
    say(walk, START.date())
    assert wrong(propose, walk, SILENT) == wrong(propose, walk, DIED) == ["words_unanswered"]
    say(walk, START.date() + timedelta(days=20))
    assert wrong(propose, walk, SILENT) == ["words_unanswered", "words_unanswered", "heard_since"]
    answer_all(walk)
    assert wrong(propose, walk, SILENT) == ["heard_since"]
    assert propose(walk, DIED), "other endings do not rest on silence"
    say(walk, walk.at.date())
    with deciding(cast["manager"]):
        ending = Ending.objects.get()
    assert wrong(confirm, walk, ending) == ["words_unanswered"]


def test_who_speaks_after_an_ending_is_heard_by_a_manager(cast: Cast) -> None:
    walk = Walk.begin(cast)
    confirm(walk, propose(walk))
    say(walk, walk.at.date())
    assert queue(walk, "manager", "words_unallocated") == [walk.review.case.reference]


def test_a_duplicate_names_the_case_that_stands(cast: Cast) -> None:
    walk, unseen = Walk.begin(cast), make_case(cast)
    other = Walk.begin(cast)
    own, reference = walk.review.case.reference, other.review.case.reference
    same = replace(DIED, outcome="duplicate", reason="The Home Office opened it twice.")
    for given, code in (
        ("", "other_case_not_said"), (own, "other_case_not_said"), ("KI-9999", "other_case_not_seen"),
        (unseen.case.reference, "other_case_not_seen"),
    ):  # fmt: skip
        assert wrong(propose, walk, replace(same, other_reference=given)) == [code]
    ending = propose(walk, replace(same, other_reference=reference))
    back = replace(same, other_reference=own)
    assert wrong(propose, other, back) == ["is_the_case_that_stands"], "or the family would be lost between the two"
    confirm(walk, ending)
    assert wrong(propose, other, back) == ["is_the_case_that_stands"]
    take_back(walk, ending)
    assert propose(other, back)


def test_taking_back_opens_the_review_as_it_was(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().draft()
    with deciding(cast["officer"]):
        written = set(FactorFinding.objects.filter(review=walk.review).values_list("pk", flat=True))
    before, officer, standing = steps(walk), now(walk).officer_id, walk.obstacles()
    ending = propose(walk)
    confirm(walk, ending)
    assert take_back(walk, ending).reason == TAKEN_UP
    held = now(walk)
    assert (held.closed_at, held.officer_id) == (None, officer)
    assert steps(walk) == [*before, CaseStep.ENDED, CaseStep.UNDER_REVIEW]
    with deciding(cast["officer"]):
        assert set(FactorFinding.objects.filter(review=walk.review).values_list("pk", flat=True)) == written
    assert walk.obstacles() == standing == []
    assert walk.decide(), "and it can be decided"
    assert verbs(cast)[-1] == "review.ending_taken_back"


def test_whoever_confirmed_or_a_manager_takes_back_with_a_reason(cast: Cast) -> None:
    walk = Walk.begin(cast)
    for name in ("second", "second_two"):
        ask_second(walk, name)
    ending = propose(walk)
    confirm(walk, ending, by="second_two")
    assert wrong(take_back, walk, ending, by="officer") == ["did_not_confirm"]
    assert wrong(take_back, walk, ending, by="second_two", reason=" ") == ["no_reason"]
    done = take_back(walk, ending, by="second_two")
    assert take_back(walk, ending, by="second_two") == done
    assert wrong(take_back, walk, ending) == ["recorded_before"]
    again = propose(walk)
    confirm(walk, again, by="second_two")
    assert take_back(walk, again, by="manager")


def test_an_ended_case_is_not_allocated_anew_but_taken_back(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk)
    confirm(walk, ending)
    manager = cast["manager"]
    given = {"case": walk.review.case, "officer": cast["officer_two"], "pack": PACK, "by": manager, "at": walk.at}
    with deciding(manager):
        assert wrong(actions.allocate, **given) == ["review_ended"]


def test_what_waited_waits_for_nobody_and_comes_back(cast: Cast) -> None:
    walk = Walk.begin(cast)
    walk.child_comes()
    reference = walk.review.case.reference
    try_to_reach(walk, 1)
    assert queue(walk, "officer", "to_trace") == queue(walk, "officer_two", "best_interests") == [reference]
    ending = propose(walk)
    assert queue(walk, "manager", "to_confirm_ending") == [reference]
    ask_second(walk)
    assert queue(walk, "second", "to_read_ending") == [reference]
    assert queue(walk, "manager", "to_confirm_ending") == []
    confirm(walk, ending)
    for name, kind in (
        ("officer", "to_trace"), ("officer_two", "best_interests"), ("second", "to_read_ending"), ("officer", "to_ask"),
        ("manager", "to_allocate"),
    ):  # fmt: skip
        assert queue(walk, name, kind) == []
    take_back(walk, ending)
    assert queue(walk, "officer", "to_trace") == queue(walk, "officer", "to_ask") == [reference]


def test_every_ending_is_kept_apart_and_no_machine_may_say_one(cast: Cast) -> None:
    jobs = {Role.INTAKE_JOB, Role.LETTER_JOB, Role.SEALER, Role.WELFARE_FILES, Role.DECISION_FILES}
    assert not jobs & {
        role
        for name in ("propose_ending", "confirm_ending", "take_back_ending")
        for role in PERMISSIONS[f"review.{name}"]
    }
    for one in PACK.endings(START.date()):
        walk = Walk.begin(cast)
        other = Walk.begin(cast).review.case.reference
        said = ASKED if one.code == "explicit_withdrawal" else replace(DIED, outcome=one.code)
        if one.code == "implicit_withdrawal":
            try_to_reach(walk, 1, 15, 29)
        if one.code == "duplicate":
            said = replace(said, other_reference=other)
        confirm(walk, propose(walk, said))
    with deciding(cast["manager"]):
        kept = Ending.objects.filter(answer__verdict="confirmed").values_list("outcome", flat=True)
        assert sorted(kept) == sorted(one.code for one in PACK.endings(START.date()))
        assert len(kept) == 8


def test_the_case_itself_and_its_tries_stay_as_they_are(cast: Cast) -> None:
    walk = Walk.begin(cast)
    try_to_reach(walk, 1, 15, 29)
    confirm(walk, propose(walk, SILENT))
    with deciding(cast["manager"]):
        assert Case.objects.get(pk=walk.review.case_id).closed_at is None
        assert TraceCheck.objects.filter(review=walk.review).count() == 3
