"""Nothing rewards closing a step empty: without a word, or not done, the duty stays where it is, and no figure counts it."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from conftest import SignIn
from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import Side
from kith.caseload.queries import next_on
from kith.disclosure.models import Milestone
from kith.protocol.pack import load
from kith.register import actions as register
from kith.register.gate import on_case_entered
from kith.register.models import Case
from kith.reporting.queries import counted_at
from kith.review import actions as review
from kith.review.queries import invitation_of
from kith.review.tests.factories import PACK, START, Walk, decided, deciding
from kith.safeguards import actions as safeguards
from kith.safeguards.tests.factories import Scene
from kith.verdict import Refused
from kith.welfare import actions as welfare
from kith.welfare.queries import candidates_for
from kith.welfare.rules import Grounds
from kith.welfare.terms import Body, GoesOn, ProtectionStep
from kith.welfare.tests.test_actions import AT, appoint, ask, assemble, fill, proposed
from kith.welfare.tests.test_sharing import share
from kith.welfare.tests.test_urgent import open_it
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
Close = Callable[[], object]
Step = ProtectionStep


@dataclass(frozen=True, slots=True)
class Stands:
    """A duty that stands, on whose list and as which work (none: on no caseload), and each way to close it without a word."""

    actor: Actor
    case: Case
    kinds: Collection[str]
    closes: Collection[Close]
    at: datetime = AT + timedelta(hours=1)


# Duties that no step of an officer closes, and why.
NOT_CLOSED = {
    "tell_family": "no step says that it was done: the family reads on its own page what is held, by what is held",
    "ask_for_report": "asked for by one step that needs no words; until it is, the review cannot go on",
    "end_contribution_link": "a link ends by itself",
    "challenge_decision": "a right of the family",
    "extend_reply": "given to the family on asking",
    "ask_what_helps": "its days pass by themselves, and nothing follows but that two seniors may sign a reason",
    "publish_letter": "a letter is its figures",
}


def _as(actor: Actor, on: Side, verb: Callable[..., object], **given: object) -> Close:
    """The verb as this person would take it, with nothing said."""

    def close() -> object:
        with side(on, actor_id=actor.pk):
            return verb(by=actor, at=AT + timedelta(hours=1), **given)

    return close


def _family(cast: Cast, signed_in: SignIn) -> Stands:
    made = make_case(cast, confirmed=False)
    page = f"/cases/{made.case.pk}/confirm-family/"
    return Stands(
        cast["registrar"], made.case, {"to_confirm"},
        [lambda: signed_in("registrar").post(page), lambda: signed_in("registrar").post(page, {"children": ""})],
    )  # fmt: skip


def _nobody_is_a_child(cast: Cast, signed_in: SignIn) -> Stands:
    """Who says of a family with a child that there is none is asked again, on the same list, and another registrar with them."""
    made = make_case(cast, confirmed=False)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        register.confirm_family(case=made.case, children=[], by=cast["registrar"], at=AT)
    page = f"/cases/{made.case.pk}/who-is-a-child/"
    empty = {f"is_{made.children[0]}": "adult", f"why_{made.children[0]}": ""}
    return Stands(
        cast["registrar"], made.case, {"who_is_a_child"},
        [lambda: signed_in("registrar").post(page), lambda: signed_in("registrar").post(page, empty)],
    )  # fmt: skip


def _appointing(cast: Cast, _: SignIn) -> Stands:
    made, by = make_case(cast), cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        best = proposed(cast, made)
        other = next(person for person, _ in candidates_for(made.case, AT) if person != best)
    close = _as(
        by, Side.WELFARE, welfare.appoint_lead_professional, case=made.case, child=made.children[0], professional=other
    )
    return Stands(by, made.case, {"to_appoint"}, [close])


def _hearing(cast: Cast, _: SignIn) -> Stands:
    made = make_case(cast)
    lead = appoint(cast, made)
    given = {"case": made.case, "child": made.children[0], "may_share": True, "told_who_reads": True}
    closes = [
        _as(lead, Side.WELFARE, welfare.record_childs_views, was_sought=True, words=" ", **given),
        _as(lead, Side.WELFARE, welfare.record_childs_views, was_sought=False, words="", why_not_sought=" ", **given),
    ]
    return Stands(lead, made.case, {"to_hear"}, closes)


def _report(cast: Cast, _: SignIn) -> Stands:
    made = make_case(cast)
    lead, request = appoint(cast, made), ask(cast, made)
    fill(made, lead)
    report = assemble(made, lead, request, analysis="", purpose="", basis="")
    closes = [
        _as(lead, Side.WELFARE, welfare.send_up_report, report=report, expected=report.version),
        _as(cast["coordinator"], Side.WELFARE, welfare.release_report, report=report, seen_sha256=""),
    ]
    return Stands(lead, made.case, {"asked"}, closes)


def _contribution(body: Body) -> Callable[[Cast, SignIn], Stands]:
    def asked(cast: Cast, _: SignIn) -> Stands:
        made = make_case(cast)
        lead = appoint(cast, made)
        with side(Side.WELFARE, actor_id=lead.pk):
            sent = welfare.ask_for_contribution(
                case=made.case, child=made.children[0], name="Ms Orr", role="teacher", organisation="School", body=body,
                child_called="A", question="How is she?", why="For the review.", phone="1", by=lead, at=timezone.now(),
            )  # fmt: skip
        who = sent.request.contributor
        close = _as(who, Side.CONTRIBUTOR, welfare.give_contribution, request=sent.request, text=" ", goes=GoesOn.ROLE)
        return Stands(who, made.case, (), [close])

    return asked


def _best_interests(cast: Cast, _: SignIn, walk: Walk | None = None, kind: str = "best_interests") -> Stands:
    walk = walk or Walk.begin(cast)
    close = _as(
        cast["officer_two"], Side.DECISION, review.assess_best_interests, review=walk.review, child=walk.children[0],
        text=" ",
    )  # fmt: skip
    return Stands(cast["officer_two"], walk.review.case, {kind}, [close])


def _best_interests_now(cast: Cast, signed_in: SignIn) -> Stands:
    return _best_interests(cast, signed_in, Walk.begin(cast).hear_children(), "best_interests_now")


def _reply(cast: Cast, _: SignIn) -> Stands:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare()
    walk.at = timezone.now()  # its 28 days run by the clock
    walk.hear_family(answered=False)
    officer = cast["officer"]
    with deciding(officer):
        invitation = invitation_of(walk.newest_draft())
    closes = [
        _as(
            officer,
            Side.DECISION,
            review.record_reply,
            invitation=invitation,
            was_given=given,
            words=" ",
            considered="",
        )
        for given in (True, False)
    ]
    return Stands(officer, walk.review.case, {"reply_awaited"}, closes)


def _confirming(cast: Cast, _: SignIn) -> Stands:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = walk.second(decision)
    given = {"decision": decision, "pack": PACK}
    closes = [
        _as(second, Side.DECISION, review.record_second_view, outcome="leave_granted", text=" ", **given),
        _as(second, Side.DECISION, review.confirm_decision, seen_sha256=decision.sha256, **given),
        _as(second, Side.DECISION, review.return_decision, decision=decision, reasons=" "),
    ]
    return Stands(second, walk.review.case, {"own_view"}, closes)


def _serving(cast: Cast, _: SignIn) -> Stands:
    walk, decision = decided(cast)
    walk.confirm(decision)
    close = _as(
        cast["officer"], Side.DECISION, review.serve_decision, decision=decision, method="post", address=" ", proof=" ",
        served_on=START.date(), pack=PACK,
    )  # fmt: skip
    return Stands(cast["officer"], walk.review.case, {"to_serve"}, [close])


def _look(cast: Cast, _: SignIn) -> Stands:
    scene = Scene.begin(cast, children=1)
    lead = cast[scene.leads[scene.children[0]]]
    given = {"case": scene.case, "child": scene.children[0]}
    closes = [
        _as(lead, Side.WELFARE, safeguards.record_welfare_check, needs=" ", harm_is_foreseen=False, **given),
        _as(lead, Side.WELFARE, safeguards.record_welfare_check, needs="n", harm_is_foreseen=True, harm=" ", **given),
        _as(lead, Side.WELFARE, safeguards.decline_welfare_check, reason=" ", **given),
    ]
    return Stands(lead, scene.case, (), closes)


def _tracing(cast: Cast, _: SignIn) -> Stands:
    walk, officer = Walk.begin(cast), cast["officer"]
    given = {"review": walk.review, "way": "letter", "done_on": START.date(), "pack": PACK}
    with deciding(officer):
        review.record_trace_check(was_found=False, by=officer, at=START, **given)
    close = _as(officer, Side.DECISION, review.record_trace_check, was_found=True, words=" ", **given)
    return Stands(officer, walk.review.case, {"to_trace"}, [close])


def _urgent(cast: Cast, _: SignIn) -> Stands:
    made, by = make_case(cast), cast["coordinator"]
    opening = open_it(made, cast["lead_two"])
    close = _as(
        by, Side.WELFARE, welfare.check_urgent_opening, opening=opening, was_right=True, words=" ", family_is_told=False
    )
    return Stands(by, made.case, {"urgent_to_check"}, [close], at=timezone.now())


def _emergency(cast: Cast, _: SignIn) -> Stands:
    made = make_case(cast)
    lead = appoint(cast, made)
    emergency = share(made, lead)
    nothing = Grounds(why=" ", basis=" ", was_told=True)
    close = _as(lead, Side.WELFARE, welfare.give_emergency_reasons, emergency=emergency, grounds=nothing)
    return Stands(lead, made.case, {"reasons_to_give"}, [close])


def _protection(
    step: Step, kind: str, *before: Step, told: str = "the duty social worker"
) -> Callable[[Cast, SignIn], Stands]:
    """A concern on which the steps before were taken; the step itself is written down without a word."""

    def begun(cast: Cast, _: SignIn) -> Stands:
        made: MadeCase = make_case(cast)
        lead = appoint(cast, made)
        day = {"happened_on": AT.date()}
        with side(Side.WELFARE, actor_id=lead.pk):
            concern = welfare.raise_concern(
                case=made.case, child=made.children[0], words="A worry.", told=told, by=lead, at=AT
            )
            for place, one in enumerate(before):
                meeting = AT.date() + timedelta(10) if one is Step.NOTICE else None
                welfare.record_protection_step(
                    concern=concern, step=one, meeting_on=meeting, words="As agreed.", by=lead,
                    at=AT + timedelta(minutes=place), **day,
                )  # fmt: skip
        close = _as(lead, Side.WELFARE, welfare.record_protection_step, concern=concern, step=step, words=" ", **day)
        return Stands(lead, made.case, {kind}, [close])

    return begun


BEGUN: dict[str, tuple[Callable[[Cast, SignIn], Stands], ...]] = {
    "confirm_family": (_family, _nobody_is_a_child),
    "appoint_lead_professional": (_appointing,),
    "seek_childs_views": (_hearing,),
    "give_contribution": (_contribution(Body.HEALTH),),
    "give_school_contribution": (_contribution(Body.SCHOOL),),
    "release_report": (_report,),
    "assess_best_interests": (_best_interests, _best_interests_now),
    "invite_reply": (_reply,),
    "confirm_decision": (_confirming,),
    "serve_decision": (_serving,),
    "check_welfare_before_step": (_look,),
    "trace_again": (_tracing,),
    "check_urgent_opening": (_urgent,),
    "give_emergency_reasons": (_emergency,),
    "share_concern": (_protection(Step.SHARED, "concern_to_share", told=""),),
    "hold_referral_discussion": (_protection(Step.DISCUSSION, "discussion_to_hold"),),
    "give_meeting_notice": (_protection(Step.NOTICE, "meeting_to_call", Step.DISCUSSION),),
    "hold_planning_meeting": (_protection(Step.MEETING, "meeting_to_hold", Step.DISCUSSION, Step.NOTICE),),
    "send_meeting_record": (_protection(Step.RECORD, "record_to_send", Step.MEETING),),
    "hold_core_group": (_protection(Step.CORE_GROUP, "core_group_to_meet", Step.MEETING),),
    "report_significant_change": (_protection(Step.CHANGE_REPORTED, "change_to_report", Step.DISCUSSION, Step.CHANGE),),
}


def on_the_list(one: Stands) -> set[str]:
    with on_case_entered(one.actor, "caseload.case", one.case.pk, at=one.at) as (passage, case):
        return {work.kind for work in next_on(case, passage)}


def figures(cast: Cast, case: Case) -> tuple[object, ...]:
    """All that letters and tables count, and the steps that passed, of which they count."""
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        counted = sorted(counted_at(timezone.now()), key=lambda one: one.case_key)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        passed = sorted(Milestone.objects.filter(case=case).values_list("kind", flat=True))
    return counted, passed


def test_every_duty_of_the_pack_is_tried_or_is_closed_by_no_step() -> None:
    assert BEGUN.keys() | NOT_CLOSED.keys() == {duty.code for duty in load().duties}
    assert not BEGUN.keys() & NOT_CLOSED.keys()


@pytest.mark.parametrize(
    "begin", [one for ones in BEGUN.values() for one in ones],
    ids=[f"{code}-{place}" for code, ones in BEGUN.items() for place, _ in enumerate(ones)],
)  # fmt: skip
def test_a_step_that_is_closed_empty_stays_on_its_list_and_counts_nowhere(
    cast: Cast, signed_in: SignIn, begin: Callable[[Cast, SignIn], Stands]
) -> None:
    one = begin(cast, signed_in)
    before = figures(cast, one.case)
    if one.kinds:
        assert set(one.kinds) <= on_the_list(one)
    assert one.closes
    for close in one.closes:
        if one.kinds:
            with suppress(Refused):
                close()
            assert set(one.kinds) <= on_the_list(one), "it has gone from the caseload"
        else:
            with pytest.raises(Refused):
                close()
        assert figures(cast, one.case) == before, "it is counted as done"
