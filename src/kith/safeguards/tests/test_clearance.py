"""Clearance: worked out from facts of both sides, signed by a senior officer before it counts, and telling nothing else."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from kith.access.models import AuditEntry, Membership
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.disclosure.actions import ask_for_check
from kith.disclosure.terms import MilestoneKind as Kind
from kith.records import new_id
from kith.register import actions as register
from kith.register.models import Case, FamilyMember, Person
from kith.register.queries import with_steps
from kith.register.terms import CaseStep
from kith.review import actions as review
from kith.review.rules import EndingWords
from kith.review.tests.factories import PACK, Walk
from kith.safeguards import actions, queries
from kith.safeguards.models import Clearance, ClearanceAnswer, WelfareCheck
from kith.safeguards.rules import Answer
from kith.safeguards.tests.factories import UNKNOWN, Scene, acting
from kith.verdict import Refused
from kith.welfare import actions as welfare
from tests.factories import EDINBURGH, GLASGOW, Cast, make_case

pytestmark = pytest.mark.django_db
CLEAR, NOT_FINAL, NOT_FRESH, OTHER = (
    Answer(), Answer("decision_not_final"), Answer("welfare_check_not_fresh"), Answer("other"),
)  # fmt: skip
Change = Callable[[Scene], object]

CHANGES: dict[str, tuple[Change, Answer]] = {
    "nothing": (lambda s: None, CLEAR),
    "the case is looked at again": (lambda s: s.reach(CaseStep.UNDER_REVIEW, timezone.now()), NOT_FINAL),
    "its review ended without a decision": (lambda s: s.end_review(), NOT_FINAL),
    "a look is fourteen days old": (lambda s: s.look(0, days_ago=14), CLEAR),
    "the lead professional takes no part": (lambda s: s.decline(), NOT_FRESH),
    "takes no part, then looks": (lambda s: s.decline().look(0), CLEAR),
    "harm is foreseen": (lambda s: s.look(1, harm="She would stop eating again."), OTHER),
    "harm is foreseen no more": (lambda s: s.look(1, harm="h").look(1), CLEAR),
    "the children's side asks to wait": (lambda s: s.wait(), OTHER),
    "it no longer asks to wait": (lambda s: s.wait().wait(Kind.MAY_GO_ON), CLEAR),
    "a hold of the children's side": (lambda s: s.place("coordinator"), OTHER),
    "a hold of the decision side": (lambda s: s.place("manager"), OTHER),
    "a hold that was lifted": (lambda s: s.lift(s.place("coordinator"), "coordinator"), CLEAR),
    "who somebody is, is open": (lambda s: s.identity(Kind.IDENTITY_OPEN), OTHER),
    "who somebody is, was settled": (lambda s: s.identity(Kind.IDENTITY_OPEN).identity(Kind.IDENTITY_SETTLED), CLEAR),
    "the children's side alone knows of the case": (lambda s: s.hide(), OTHER),
    "who looked is the lead professional no more": (lambda s: s.end_lead(), NOT_FRESH),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_fact_gives_its_answer_and_no_more(change: str, cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    do, answer = CHANGES[change]
    do(scene)
    assert scene.worked_out(scene.ask()) == answer


@pytest.mark.parametrize(("days", "answer"), [(14, NOT_FRESH), (13, CLEAR)])
def test_a_look_counts_for_fourteen_days(days: int, answer: Answer, cast: Cast) -> None:
    scene = Scene.begin(cast, children=1).look(days_ago=days + 1)
    assert scene.worked_out(scene.ask()) == answer


def test_every_child_is_looked_at(cast: Cast) -> None:
    scene = Scene.begin(cast).look(0)
    asked = scene.ask()
    assert scene.worked_out(asked) == NOT_FRESH
    scene.look(1)
    assert scene.worked_out(asked) == CLEAR


@pytest.mark.parametrize("days", [0, 14])
def test_a_decision_that_can_be_challenged_is_not_final(days: int, cast: Cast) -> None:
    scene = Scene.begin(cast, served_days_ago=days).look()
    assert scene.worked_out(scene.ask()) == NOT_FINAL


@pytest.mark.parametrize(("final", "fresh", "stopped"), list(product((False, True), repeat=3)))
def test_of_several_reasons_one_is_named(final: bool, fresh: bool, stopped: bool, cast: Cast) -> None:
    scene = Scene.begin(cast, children=1, served_days_ago=60 if final else 3)
    if fresh:
        scene.look()
    if stopped:
        scene.place("lead" if scene.leads[scene.children[0]] == "lead" else "lead_two")
    expected = OTHER if final and fresh and stopped else CLEAR if final and fresh else NOT_FRESH if final else NOT_FINAL
    assert scene.worked_out(scene.ask()) == expected


def test_nothing_counts_before_a_senior_officer_has_signed(cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    assert scene.read(asked) is None
    signed = scene.sign(asked)
    assert (signed.is_clear, signed.kind) == (True, "")
    assert scene.read(asked) == CLEAR
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="safeguards.clearance_signed", subject=signed.pk).count() == 1


def test_clear_ends_as_soon_as_the_facts_no_longer_give_it(cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    scene.sign(asked)
    hold = scene.place("coordinator")
    assert scene.read(asked) == OTHER
    scene.lift(hold, "coordinator")
    assert scene.read(asked) == CLEAR
    scene.decline()
    assert scene.read(asked) == NOT_FRESH
    scene.reach(CaseStep.UNDER_REVIEW, timezone.now())
    assert scene.read(asked) == NOT_FINAL


def test_a_review_that_ended_is_not_decided_and_makes_no_step_clear(cast: Cast) -> None:
    """The same family, heard and looked at, is clear once it is decided and not final where its review has only ended."""
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    assert scene.worked_out(asked) == CLEAR
    scene.reach(CaseStep.UNDER_REVIEW, timezone.now() - timedelta(minutes=3))
    assert scene.worked_out(asked) == NOT_FINAL
    scene.end_review()
    assert scene.worked_out(asked) == NOT_FINAL
    with acting(cast, "manager"):
        case = with_steps(Case.objects.filter(pk=scene.case.pk)).get()
        assert queries.hold_on(case, timezone.now()).stands


def test_a_removal_that_is_recorded_as_an_ending_does_not_become_clear_by_it(cast: Cast) -> None:
    walk = Walk.begin(cast)
    officer, manager = cast["officer"], cast["manager"]
    said = EndingWords(outcome="removed", reason="Put on a plane.", happened_on=walk.at.date(), proof="Letter 1")
    with acting(cast, "officer"):
        ending = review.propose_ending(review=walk.review, said=said, pack=PACK, by=officer, at=walk.at)
    with acting(cast, "manager"):
        review.confirm_ending(ending=ending, pack=PACK, by=manager, at=walk.at + timedelta(minutes=1))
    scene = Scene(cast, walk.review.case, tuple(walk.children), walk.at, {}).appoint().look()
    assert scene.worked_out(scene.ask()) == NOT_FINAL


def test_clear_does_not_come_back_with_a_new_decision_before_somebody_signs_again(cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    scene.sign(asked)
    scene.reach(CaseStep.UNDER_REVIEW, timezone.now())
    scene.reach(CaseStep.DECIDED, timezone.now())
    assert scene.read(asked) == NOT_FINAL
    assert scene.worked_out(asked) == NOT_FINAL


def test_clear_does_not_outlive_the_looks_on_which_it_was_signed(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1, served_days_ago=400).look()
    asked = scene.ask()
    with acting(cast, "senior") as by:
        then = timezone.now() - timedelta(days=20)  # the look of that day is stale by now, this one is newer
        actions.sign_clearance(clearance=asked, case=scene.seen(asked), seen=CLEAR, by=by, at=then)
    assert scene.read(asked) == NOT_FRESH, "of the new look no senior officer has heard"
    assert scene.worked_out(asked) == CLEAR


@pytest.mark.parametrize(("outcome", "answer"), [("leave_granted", OTHER), ("claim_refused", CLEAR)])
def test_a_family_that_was_given_leave_is_never_clear(outcome: str, answer: Answer, cast: Cast) -> None:
    walk = Walk.begin(cast).ready(outcome)
    if outcome == "claim_refused":
        walk.hear_family()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    scene = Scene(cast, walk.review.case, tuple(walk.children), walk.at, {}).appoint().look()
    assert scene.worked_out(scene.ask()) == answer


def test_a_family_that_joined_another_is_clear_only_when_the_other_is(cast: Cast) -> None:
    older = make_case(cast)
    scene = Scene.begin(cast, children=1).look()
    asked = scene.ask()
    assert scene.worked_out(asked) == CLEAR
    with acting(cast, "registrar") as registrar:
        members = FamilyMember.objects.filter(until_at__isnull=True)
        found = members.filter(family__in=[older.case.family_id, scene.case.family_id]).values_list(
            "person_id", "relationship"
        )
        plan = register.FamilyPlan([register.NewMember(p, FactSide.COMMON, "why", r) for p, r in found], GLASGOW)
        register.arrange_families(plans=[plan], by=registrar, at=timezone.now())
        left = set(Case.objects.filter(family__members__until_at__isnull=True).values_list("reference", flat=True))
    assert left == {older.case.reference}, "the people are in the older case now"
    assert scene.worked_out(asked) == OTHER
    again = scene.ask(older.case.reference)
    assert scene.worked_out(again) == NOT_FINAL


def test_a_child_who_is_on_another_list_too_has_both_cases_count(cast: Cast) -> None:
    older = make_case(cast)
    scene = Scene.begin(cast, children=1).look()
    with acting(cast, "registrar"):
        Person.objects.filter(pk=scene.children[0]).update(canonical_id=older.children[0])
    assert scene.worked_out(scene.ask()) == NOT_FINAL


def test_a_family_of_which_no_child_is_listed_is_not_clear(cast: Cast) -> None:
    scene = Scene.begin(cast, children=0)
    assert scene.worked_out(scene.ask()) == OTHER


def test_who_does_not_see_the_case_signs_nothing_clear_by_the_database_either(cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    with side(Side.ACCOUNTS, actor_id=new_id()):
        Membership.objects.filter(actor=cast["senior"]).update(area=EDINBURGH)
    with acting(cast, "senior") as by:
        assert queries.answer_of(asked) == OTHER
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ClearanceAnswer.objects.create(clearance=asked, is_clear=True, by=by, at=timezone.now())


def test_a_name_is_no_reference(cast: Cast) -> None:
    with acting(cast, "asker") as by, pytest.raises(Refused) as refused:
        actions.ask_for_clearance(reference="Selam Tesfay, 12 Harbour Lane", step="removal", by=by, at=timezone.now())
    assert [one.code for one in refused.value.obstacles] == ["no_reference"]


def test_another_answer_than_the_one_that_was_signed_before_is_refused(cast: Cast) -> None:
    scene = Scene.begin(cast)
    asked = scene.ask()
    scene.sign(asked)
    with acting(cast, "senior") as by, pytest.raises(Refused) as refused:
        actions.sign_clearance(clearance=asked, case=scene.seen(asked), seen=CLEAR, by=by, at=timezone.now())
    assert [one.code for one in refused.value.obstacles] == ["signed_before"]


def test_asked_again_the_same_answer_is_written_again(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    lead, child = scene.leads[scene.children[0]], scene.children[0]

    def ask(days_ago: int) -> None:
        with acting(cast, "senior") as by:
            at = timezone.now() - timedelta(days=days_ago)
            ask_for_check(
                case=scene.case, child=child, by=by, at=at, due_on=timezone.localdate(at) + timedelta(days=14)
            )

    ask(40)
    scene.decline()
    ask(0)
    scene.decline()
    with acting(cast, lead) as by:
        assert queries.looks_asked_of(by) == []
        assert WelfareCheck.objects.count() == 2
    scene.decline()
    with acting(cast, lead):
        assert WelfareCheck.objects.count() == 2, "pressed twice"


def test_not_clear_stays_until_it_is_asked_again(cast: Cast) -> None:
    scene = Scene.begin(cast)
    asked = scene.ask()
    scene.sign(asked)
    scene.look()
    assert scene.read(asked) == NOT_FRESH
    again = scene.ask()
    assert again != asked
    scene.sign(again)
    assert scene.read(again) == CLEAR


def test_what_nobody_has_answered_is_not_asked_twice(cast: Cast) -> None:
    scene = Scene.begin(cast)
    assert scene.ask() == scene.ask(scene.case.reference.lower().replace("-", " "))


def test_an_unknown_reference_and_a_case_out_of_sight_read_the_same(cast: Cast) -> None:
    scene = Scene.begin(cast).look().hide()
    for reference in (UNKNOWN, scene.case.reference):
        asked = scene.ask(reference)
        assert scene.read(asked) is None
        assert scene.seen(asked) is None
        scene.sign(asked)
        assert scene.read(asked) == OTHER


def test_what_one_asks_no_other_reads(cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    scene.sign(asked)
    with side(Side.CLEARANCE, actor_id=cast["statistician"].pk):
        assert list(Clearance.objects.all()) == []
        assert queries.answer_of(asked) is None
    with acting(cast, "asker"):
        assert list(Clearance.objects.all()) == [asked]


@pytest.mark.parametrize("name", ["manager", "officer", "second"])
def test_on_the_decision_side_senior_officers_alone_read_or_sign(name: str, cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    with acting(cast, name) as by:
        assert list(Clearance.objects.all()) == []
        assert queries.answer_of(asked) is None
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ClearanceAnswer.objects.create(clearance=asked, is_clear=True, by=by, at=timezone.now())


def test_no_senior_officer_signs_clear_where_the_facts_do_not_give_it_or_as_another(cast: Cast) -> None:
    scene = Scene.begin(cast)
    asked = scene.ask()
    with acting(cast, "senior") as by:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ClearanceAnswer.objects.create(clearance=asked, is_clear=True, by=by, at=timezone.now())
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ClearanceAnswer.objects.create(
                clearance=asked, is_clear=False, kind="other", by=cast["manager"], at=timezone.now()
            )


def test_what_changed_since_the_page_was_shown_is_not_signed(cast: Cast) -> None:
    scene = Scene.begin(cast).look()
    asked = scene.ask()
    scene.decline()
    with acting(cast, "senior") as by, pytest.raises(Refused) as refused:
        actions.sign_clearance(clearance=asked, case=scene.seen(asked), seen=CLEAR, by=by, at=timezone.now())
    assert [one.code for one in refused.value.obstacles] == ["answer_changed"]
    assert scene.read(asked) is None


def test_it_is_signed_once(cast: Cast) -> None:
    scene = Scene.begin(cast)
    asked = scene.ask()
    assert scene.sign(asked) == scene.sign(asked)


def test_a_child_of_whom_the_children_know_alone_is_looked_at_too(cast: Cast) -> None:
    """The decision side cannot ask about that child: asked about one child of the case, it is asked about each."""
    scene = Scene.begin(cast)
    with acting(cast, "registrar"):
        scene.case.children.filter(person_id=scene.children[1]).update(side="welfare")
    scene.look(0)
    asked = scene.ask()
    assert scene.worked_out(asked) == NOT_FRESH
    scene.look(1)
    assert scene.worked_out(asked) == CLEAR


def test_the_looks_asked_for_stand_with_each_lead_professional_until_they_are_given(cast: Cast) -> None:
    scene = Scene.begin(cast)
    lead = scene.leads[scene.children[0]]
    own = [child for child in scene.children if scene.leads[child] == lead]
    with acting(cast, lead) as by:
        assert queries.looks_asked_of(by) == []
    with acting(cast, "senior") as by:
        given = {"case": scene.case, "child": scene.children[0], "by": by, "at": timezone.now()}
        due = timezone.localdate() + timedelta(days=14)
        first = ask_for_check(due_on=due, **given)
        assert ask_for_check(due_on=due, **given) == first, "what is asked for is not asked twice"
    with acting(cast, lead) as by:
        assert {one.child_id for one in queries.looks_asked_of(by)} == set(own)
    scene.look(scene.children.index(own[0]))
    with acting(cast, lead) as by:
        assert {one.child_id for one in queries.looks_asked_of(by)} == set(own[1:])


def test_what_a_former_lead_professional_wrote_does_not_take_the_question_from_the_next(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    with acting(cast, "senior") as by:
        due = timezone.localdate() + timedelta(days=14)
        ask_for_check(case=scene.case, child=scene.children[0], due_on=due, by=by, at=timezone.now())
    scene.look().end_lead()
    following = "lead" if scene.leads[scene.children[0]] == "lead_two" else "lead_two"
    with acting(cast, "coordinator") as by:
        welfare.appoint_lead_professional(
            case=scene.case, child=scene.children[0], professional=cast[following], reason="Knows the family.", by=by,
            at=timezone.now(),
        )  # fmt: skip
    scene.leads[scene.children[0]] = following
    assert scene.worked_out(scene.ask()) == NOT_FRESH
    with acting(cast, following) as by:
        assert [one.child_id for one in queries.looks_asked_of(by)] == list(scene.children)
    scene.look()
    with acting(cast, following) as by:
        assert queries.looks_asked_of(by) == []
    assert scene.worked_out(scene.ask()) == CLEAR


@pytest.mark.parametrize("who", ["coordinator", "another lead professional"])
def test_only_the_childs_lead_professional_looks_or_takes_no_part(who: str, cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    another = "lead" if scene.leads[scene.children[0]] == "lead_two" else "lead_two"
    with acting(cast, who if who == "coordinator" else another) as by:
        given = {"case": scene.case, "child": scene.children[0], "by": by, "at": timezone.now()}
        with pytest.raises(Refused):
            actions.record_welfare_check(needs="n", harm_is_foreseen=False, **given)
        with pytest.raises(Refused):
            actions.decline_welfare_check(reason="r", **given)
