"""The children's side of a family's way, step by step: confirmed by a registrar, heard, reported on."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any  # what several verbs are given alike

from kith.access.models import Actor
from kith.access.terms import FactSide, Role
from kith.demo import words
from kith.demo.casework.family import MINUTE, Family, told_of, undone_alone
from kith.demo.casework.planning import give_copy
from kith.demo.casework.protecting import protect
from kith.demo.casework.sharing import open_urgently, refuse_to_share, said_of, share_at_once
from kith.demo.papers import drawing
from kith.demo.plan import Step
from kith.disclosure.terms import ItemKind
from kith.register import actions as register
from kith.register.queries import PersonView, children_of, people_of
from kith.register.rules.dates import LifeEvent
from kith.register.terms import EventAbout, FactKind, Sureness
from kith.verdict import Refused
from kith.welfare import actions as welfare
from kith.welfare.queries import (
    Item,
    candidates_for,
    current_lead,
    items_about,
    newest_report,
    open_request,
    preview_of,
)
from kith.welfare.rules import Candidate, propose_lead
from kith.welfare.terms import Away, Body, Choice, GoesOn, Interpreting, PlanAnswer

WHY_RETURNED = "Say at the end what waiting means for the children. It is in your notes, and not in the report."
WHY_KNOWN = "The decision is about this child, too. Both parents were asked and agree. Public task of the council."
QUESTION = "How is school going, and who are the friends there?"
WHY_ASKED = "A decision about the family is coming, and whoever takes it should know how the child lives."
ANSWER = "Reads with the older group, and has lunch with the same two friends every day."
WORRY = "Came to school without a coat for a week, and says that nobody is at home in the mornings."
TOO_YOUNG, AT_SCHOOL = 3, 5
TELLS_OF_DATES = ("3", "7")  # the last digit of the reference of a family
STAYED = "Stayed with an aunt in Dublin over the summer"
DRAWS = 0.7  # of the children who were heard
TRIES = 5
COVERED, A_WEEK, TEN_DAYS = 0.3, timedelta(days=7), timedelta(days=10)
YEAR, HALF_A_YEAR = timedelta(days=300), timedelta(days=180)
NEEDS = "Somebody of the same age after school, and a quiet place for homework."
CONCLUSIONS = "What school gives is good, and ends at three o'clock."
PASSPORT_SEEN = ("2", "5", "7")  # the last digit of the reference of a family
BASIS = "Children and Young People (Scotland) Act 2014, part 5; consent where it is needed"


def confirm(family: Family) -> None:
    """The registrar confirms who belongs to the family and who of them are children."""
    registrar = family.rng.choice(family.cast.of(Role.REGISTRAR))
    with family.at_desk(registrar, "register.confirm_family", Step.CONFIRMED) as at:
        people = people_of([family.case]).get(family.case.family_id, [])
        children = [p for p in people if p.is_child_on(at.date())]
        family.children = [(p.id, told_of(family, p.id, p)) for p in children]
        if family.story.until is Step.CONFIRMED and family.children and family.rng.random() < 0.5:
            family.children.pop()  # of whom the registrar was not sure: it is a task now to say who is a child
        register.confirm_family(case=family.case, children=[c for c, _ in family.children], by=registrar, at=at)
        if family.case.reference.endswith(PASSPORT_SEEN):
            _settle(family, registrar, [p for p in people if p.births][:1], at)
    (family.coordinator,) = family.cast.of(Role.COORDINATOR, family.case.area)


def _settle(family: Family, registrar: Actor, people: list[PersonView], at: datetime) -> None:
    """A registrar saw a passport, and writes down which day of birth it gives, of whatever sources say."""
    for person in people:
        given, earliest, latest = person.births[0]
        said = register.Settled(
            given, earliest, latest, Sureness.ORIGINAL, "Passport, seen at the registry", at.date(),
            "It was issued before the family came.",
        )  # fmt: skip
        register.settle_fact(
            case=family.case, person=person.id, kind=FactKind.BIRTH_DATE, said=said, after=None, by=registrar, at=at
        )


def appoint(family: Family) -> None:
    """The coordinator appoints whom the rule proposes; now and then another, with a reason."""
    assert family.coordinator is not None
    if not family.children:
        return
    with family.at_desk(family.coordinator, "welfare.appoint_lead_professional", Step.APPOINTED) as at:
        _appoint(family, family.coordinator, at, may_differ=family.rng.random() < 0.06)
        is_quiet = family.story.until is Step.APPOINTED and not family.story.is_with_first_lead
        if is_quiet and Random(family.case.reference).random() < COVERED:
            _cover(family, family.coordinator, at, from_on=at.date())


def _cover(family: Family, coordinator: Actor, at: datetime, *, from_on: date) -> None:
    """A registered social worker has these children until ten days from now; some councils have none to spare."""
    others = [one for one in family.cast.of(Role.LEAD_PROFESSIONAL, family.case.area) if one != family.lead]
    free = next((one for one in others if one.is_social_worker), None)
    if free is not None:
        held = [current_lead(child) for child, _ in family.children]
        welfare.arrange_cover(
            appointments=[one for one in held if one], covered_by=free, why=Away.LEAVE, from_on=from_on,
            until_on=(family.now + TEN_DAYS).date(), by=coordinator, at=at,
        )  # fmt: skip


def _appoint(family: Family, coordinator: Actor, at: datetime, *, may_differ: bool = False) -> None:
    """Brothers and sisters get the same one: whom the rule proposes, or else the next with room."""
    chosen: uuid.UUID | None = None
    reason = ""
    for child, told in family.children:
        for tries_left in reversed(range(TRIES)):
            if chosen is None:
                found = candidates_for(family.case, at)
                proposed = propose_lead([candidate for _, candidate in found], case=family.case.pk)
                chosen = _choice(family, found, proposed, may_differ=may_differ)
                family.lead = next(person for person, _ in found if person.pk == chosen)
                reason = "" if chosen == proposed else words.reason_for_another(family.rng, told)
            assert family.lead is not None
            try:
                with undone_alone():
                    welfare.appoint_lead_professional(
                        case=family.case, child=child, professional=family.lead, reason=reason, by=coordinator, at=at,
                        **dict([words.familys_view(Random(f"{family.case.reference} {told.called} choice"), told)]),
                    )  # fmt: skip
                reason = ""  # whoever has one child of a family is who the rule proposes for the next
                break
            except Refused:  # somebody was appointed elsewhere meanwhile, and another is proposed now
                if not tries_left:
                    raise
                chosen = None


def _choice(
    family: Family, found: Sequence[tuple[Actor, Candidate]], proposed: uuid.UUID | None, *, may_differ: bool
) -> uuid.UUID | None:
    if family.story.is_with_first_lead:
        return family.cast.of(Role.LEAD_PROFESSIONAL, family.case.area)[0].pk
    others = [(candidate.children_now, candidate.id) for _, candidate in found if candidate.id != proposed]
    return min(others)[1] if may_differ and others else proposed


def make_known(family: Family) -> None:
    """The coordinator lets the review know of children whom only a school's or a health board's file names."""
    assert family.coordinator is not None
    with family.at_desk(family.coordinator, "welfare.make_child_known", Step.ALLOCATED) as at:
        for child in children_of(family.case):
            if child.side == FactSide.WELFARE:
                welfare.make_child_known(
                    case=family.case, child=child.person_id, reason=WHY_KNOWN, by=family.coordinator, at=at
                )


def hear(family: Family) -> None:
    """The lead professional notes what is known, asks the child, and assesses wellbeing."""
    if not family.children:
        return
    assert family.lead is not None
    with family.at_desk(family.lead, "welfare.note_event", Step.HEARD) as at:
        for child, told in family.children:
            _note(family, family.lead, child, told, at)
    if family.story.has_question:
        with family.at_desk(family.lead, "welfare.ask_for_contribution", Step.HEARD) as at:
            for place, (child, told) in enumerate(family.children):
                _ask(family, family.lead, child, told, at, is_answered=place > 0)
    if family.story.has_concern:
        with family.at_desk(family.lead, "welfare.raise_concern", Step.HEARD) as at:
            concern = welfare.raise_concern(
                case=family.case, child=family.children[0][0], words=WORRY, told="Duty social worker, 14:10",
                by=family.lead, at=at,
            )  # fmt: skip
        protect(family, concern)
        share_at_once(family, family.children[0][0])
        refuse_to_share(family, family.children[0][0])
        open_urgently(family)
        assert family.coordinator is not None
        with family.at_desk(
            family.coordinator, "welfare.arrange_cover", Step.HEARD
        ) as at:  # while who has them is away soon
            _cover(family, family.coordinator, at, from_on=(family.now + A_WEEK).date())


def _ask(family: Family, lead: Actor, child: uuid.UUID, told: words.Child, at: datetime, *, is_answered: bool) -> None:
    """The class teacher is asked; some answer on the phone."""
    sent = welfare.ask_for_contribution(
        case=family.case, child=child, name=told.teacher, role="class teacher", organisation=told.school,
        body=Body.SCHOOL, child_called=told.called, question=QUESTION, why=WHY_ASKED, phone="0141 496 0000", by=lead, at=at,
    )  # fmt: skip
    if is_answered:
        welfare.take_down_contribution(request=sent.request, text=ANSWER, goes=GoesOn.ROLE, by=lead, at=at + MINUTE)


def _note(family: Family, lead: Actor, child: uuid.UUID, told: words.Child, at: datetime) -> None:
    rng, since, until = family.rng, (at - YEAR).date(), at.date()
    given: dict[str, Any] = {"case": family.case, "child": child, "by": lead, "at": at}
    is_asked_about = Step.BEGUN in family.story.path  # only then is much written down
    for event in words.events(rng, told, since=since, until=until, count=2 if is_asked_about else 1):
        _note_event(family, event, given)
    if family.case.reference.endswith(TELLS_OF_DATES):
        _note_dates(told, given)
    for item in words.evidence(rng, told, since=since, until=until, count=2 if is_asked_about else 1):
        welfare.add_evidence(
            kind=item.kind, title=item.title, text=item.text, said_by=item.said_by, said_on=item.said_on, paper=item.paper,
            **given,
        )  # fmt: skip
    if family.story.is_assessed:
        indicators, summary = words.wellbeing(rng, told)
        world, matrix = words.world(Random(f"{family.case.reference} {told.called} world"), told)
        welfare.record_assessment(indicators=indicators, world=world, matrix=matrix, summary=summary, **given)
    if told.age < TOO_YOUNG or rng.random() < 0.05:
        welfare.record_childs_views(was_sought=False, why_not_sought=words.why_not_sought(rng, told), **given)
        return
    said = words.view(rng, told)
    own = Random(f"{family.case.reference} {told.called} draws")
    views: dict[str, Any] = {
        "was_sought": True, "told_who_reads": True, "language": said.language, "who_was_present": said.who_was_present,
        "seen_apart": said.seen_apart, "interpreter": said.interpreter, "how_weighed": words.weight(own, told),
        "interpreting": Interpreting.PRESENT if said.interpreter else Interpreting.NOT_NEEDED, **given,
    }  # fmt: skip
    if family.story.has_question and told.age > TOO_YOUNG:
        views |= _plan(own, told, given)
        if family.adds_files:
            give_copy(family, child, told.school, given)
    drawn = [drawing(own, "My house.png")] if family.adds_files and own.random() < DRAWS else []
    first = welfare.record_childs_views(words=said.words, may_share=said.may_share, files=drawn, **views)
    if rng.random() < 0.05:  # the child thought again
        again = words.view(rng, told)
        welfare.record_childs_views(words=again.words, may_share=again.may_share, corrects=first, **views)


def _note_dates(told: words.Child, given: dict[str, Any]) -> None:
    """What the lead professional was told of the child's dates: time away, to the month, and the years at a nursery."""
    year = given["at"].year - 1
    if told.age > TOO_YOUNG:
        gone = LifeEvent(EventAbout.AWAY, date(year, 7, 1), date(year, 7, 31), date(year, 8, 12), date(year, 8, 12))
        welfare.note_event(title=STAYED, happened_from=gone.first, source="The child's mother", life=gone, **given)
    if told.age > AT_SCHOOL and told.is_born_here:
        begun = given["at"].year - told.age + TOO_YOUNG
        days = date(begun, 8, 1), date(begun, 8, 31), date(begun + 2, 6, 1), date(begun + 2, 6, 30)
        nursery = LifeEvent(EventAbout.SCHOOL, *days)
        welfare.note_event(
            title="At nursery", happened_from=nursery.first, source="Letter of the nursery", life=nursery, **given
        )


def _plan(rng: Random, told: words.Child, given: dict[str, Any]) -> dict[str, Any]:
    """A plan with one action, and what the child says to it."""
    welfare.agree_plan(needs=NEEDS, conclusions=CONCLUSIONS, review_on=(given["at"] + HALF_A_YEAR).date(), **given)
    welfare.plan_action(
        need="Friends", action=f"A place at {told.club}", outcome="Goes there each week", how_seen="Told by the leader",
        responsible=f"The leader of {told.club}", by_on=(given["at"] + HALF_A_YEAR).date(), **given,
    )  # fmt: skip
    says_yes, said = words.to_plan(rng, told)
    return {"plan_answer": PlanAnswer.ACCEPTS if says_yes else PlanAnswer.REFUSES, "plan_words": said}


def _note_event(family: Family, event: words.Event, given: dict[str, Any]) -> None:
    """Note an event; now and then with a wrong day first, which a second entry corrects."""
    noted: dict[str, Any] = {
        "title": event.title, "source": event.source, "agency": event.agency, "significance": event.significance,
        "impact": event.impact, **given,
    }  # fmt: skip
    is_wrong = family.rng.random() < 0.06
    day: date = event.on - timedelta(days=7) if is_wrong else event.on
    first = welfare.note_event(happened_from=day, **noted)
    if is_wrong:
        welfare.note_event(happened_from=event.on, corrects=first, **noted)


def begin_report(family: Family) -> None:
    """The lead professional puts the report on each child together that is asked for."""
    if not family.seen:
        return
    assert family.lead is not None
    assert family.coordinator is not None
    told_of_child, own = dict(family.children), Random(f"{family.case.reference} sharing")
    with family.at_desk(family.lead, "welfare.assemble_report", Step.BEGUN) as at:
        for child, _ in family.seen:
            request = open_request(family.case, child)
            assert request is not None
            told = told_of_child[child]
            was_told = family.rng.random() < 0.95
            welfare.assemble_report(
                request=request, chosen=[_choose(family, item, told) for item in items_about(child)], expected=0,
                analysis=words.analysis(family.rng, told), purpose=words.purpose_of_release(family.rng, told), basis=BASIS,
                why_others_named="They live one life together; a part of it cannot be told without the other.",
                was_told=was_told, why_not_told="" if was_told else words.why_not_told(family.rng, told),
                said=said_of(own, family.coordinator, family), by=family.lead, at=at,
            )  # fmt: skip


def _choose(family: Family, item: Item, told: words.Child) -> welfare.Chosen:
    """What may not be shared is held back, with why; a little else, too; the rest goes."""
    if item.file is not None and not item.may_share:  # a drawing goes as the child's words go
        why = words.reason_to_withhold(Random(f"{family.case.reference} {item.title}"), ItemKind.VIEWS, told)
        return welfare.Chosen(item.kind, item.id, Choice.HELD_BACK, why)
    if item.may_share is False or (item.kind in (ItemKind.EVENT, ItemKind.EVIDENCE) and family.rng.random() < 0.08):
        why = words.reason_to_withhold(family.rng, item.kind, told)
        return welfare.Chosen(item.kind, item.id, Choice.HELD_BACK, why)
    is_left_out = item.kind == ItemKind.EVENT and family.rng.random() < 0.05
    return welfare.Chosen(item.kind, item.id, Choice.LEFT_OUT if is_left_out else Choice.GOES)


def send_up(family: Family) -> None:
    """The lead professional asks the coordinator to release; who sometimes gives it back once."""
    if not family.seen:
        return
    assert family.lead is not None
    assert family.coordinator is not None
    with family.at_desk(family.lead, "welfare.assemble_report", Step.SENT_UP) as at:
        for child, _ in family.seen:
            _send_up(family, child, at)
    if family.rng.random() < 0.04:
        child = family.seen[0][0]
        with family.at_desk(family.coordinator, "welfare.preview_report", Step.SENT_UP) as at:
            report = newest_report(family.case, child)
            assert report is not None
            welfare.return_report(
                report=report, why=WHY_RETURNED, expected=report.version, by=family.coordinator, at=at + MINUTE * 2
            )
        with family.at_desk(family.lead, "welfare.assemble_report", Step.SENT_UP) as at:
            _send_up(family, child, at + MINUTE * 5)


def _send_up(family: Family, child: uuid.UUID, at: datetime) -> None:
    assert family.lead is not None
    report = newest_report(family.case, child)
    assert report is not None
    welfare.send_up_report(report=report, expected=report.version, by=family.lead, at=at)


def release(family: Family) -> None:
    """The coordinator releases exactly what the preview shows."""
    if not family.seen:
        return
    assert family.coordinator is not None
    with family.at_desk(family.coordinator, "welfare.release_report", Step.RELEASED) as at:
        for child, _ in family.seen:
            report = newest_report(family.case, child)
            assert report is not None
            welfare.release_report(report=report, seen_sha256=preview_of(report).seen, by=family.coordinator, at=at)


def hand_over(family: Family) -> None:
    """Another lead professional takes over, with a note; a council that has only one keeps that one."""
    if not family.children or len(family.cast.of(Role.LEAD_PROFESSIONAL, family.case.area)) == 1:
        return
    assert family.coordinator is not None
    with family.at_desk(family.coordinator, "welfare.end_appointment", Step.HANDED_OVER) as at:
        for child, told in family.children:
            note = words.handover(family.rng, told)
            appointment = current_lead(child)
            assert appointment is not None
            welfare.end_appointment(
                appointment=appointment, handover=note, expected=appointment.version, by=family.coordinator, at=at
            )
        _appoint(family, family.coordinator, at + MINUTE)
