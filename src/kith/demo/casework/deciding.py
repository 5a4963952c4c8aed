"""The decision side of a family's way, step by step: allocated, considered, decided by two people, served."""

from random import Random
from typing import Any

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo import words
from kith.demo.casework.children import make_known
from kith.demo.casework.family import MINUTE, PACK, Family, household_of, told_of
from kith.demo.plan import Step
from kith.disclosure import actions as disclosure
from kith.disclosure.queries import disclosures_of
from kith.disclosure.terms import ItemKind
from kith.protocol.rules import due_on
from kith.register.queries import children_of, people_of, sources_naming
from kith.review import actions as review
from kith.review.models import BestInterests, Decision, Draft, Review
from kith.review.queries import evidence_of, newest_decision, newest_draft, newest_invitation
from kith.review.rules import PanelWord
from kith.review.terms import Relation, ServiceMethod, WhyReallocated

ARRANGEMENTS = PACK.criteria("paragraph_395c")
FACTORS = ARRANGEMENTS.factors
SWAPPED = 3  # of so many one
ONE_IN = 12  # families with a child of whom a panel reads what is best


def allocate(family: Family) -> None:
    """The manager gives the case to an officer, and asks another one to weigh the children's best interests."""
    officers, (manager,) = family.cast.of(Role.REVIEW_OFFICER), family.cast.of(Role.REVIEW_MANAGER)
    at = family.days[Step.ALLOCATED]
    family.officer = officers[family.story.officer]
    first = officers[family.story.officer - 1] if Step.DECLINED in family.story.path else family.officer
    if family.story.assessor is not None:
        family.assessor = next(
            one for one in (officers[family.story.assessor :] + officers) if one not in (family.officer, first)
        )
        # The first officer has most of the families whose way ends with the report: of some the other one drafts.
        ends_with_report = family.story.path[-1] is Step.RELEASED and family.story.officer == 0
        if ends_with_report and first == family.officer and _number(family) % SWAPPED == 1:
            first = family.officer = family.assessor
            family.assessor = officers[family.story.officer]
    with entered(manager, "review.allocate", at=family.now):
        family.review = review.allocate(
            case=family.case, officer=first, pack=PACK, **_other_set(family), by=manager, at=at
        )
        if family.assessor is not None:
            review.ask_for_best_interests(review=family.review, officer=family.assessor, by=manager, at=at)
    make_known(family)


def _number(family: Family) -> int:
    return int(family.case.reference.rpartition("-")[2])


def _other_set(family: Family) -> dict[str, Any]:  # Any: as the action takes it
    """Few families are missing from the Home Office's list. The manager opens them under the others' set, and says why."""
    named_by = PACK.sources_named(sources_naming(family.case.family_id))
    is_listed = "home_office_legacy_cases" in named_by
    return {} if is_listed else {"under": ARRANGEMENTS, "reason": words.LEFT_OFF_THE_LIST}


def decline(family: Family) -> None:
    """Something ties the officer to this family: the manager gives the case to another one."""
    held, (manager,) = _review(family), family.cast.of(Role.REVIEW_MANAGER)
    with family.at_desk(held.officer, "review.declare_conflict", Step.DECLINED) as at:
        review.declare_conflict(
            review=held, has_conflict=True, words=words.conflict_of_interest(family.rng), by=held.officer, at=at
        )
    with entered(manager, "review.allocate", at=family.now):
        family.review = review.reallocate(
            review=held,
            officer=_officer(family),
            why=WhyReallocated.TIE,
            expected=held.version,
            by=manager,
            at=at + MINUTE,
        )


def ask(family: Family) -> None:
    """The officer takes the case up, and asks for the report on each child whom the other side made known since."""
    officer = _officer(family)
    with family.at_desk(officer, "review.ask_for_report", Step.ASKED) as at:
        views = {view.id: view for view in people_of([family.case]).get(family.case.family_id, [])}
        family.seen = [
            (child.person_id, told_of(family, child.person_id, views.get(child.person.canonical_id)))
            for child in children_of(family.case)
        ]
        family.household = household_of(family, list(views.values()), [told for _, told in family.seen])
        due = due_on(PACK.duty("release_report", at.date()), starts_on=at.date()).on
        for child, _ in family.seen:
            disclosure.ask_for_report(case=family.case, child=child, due_on=due, by=officer, at=at)


def weigh(family: Family, step: Step, count: int | None = None) -> bool:
    """Another officer weighs first what is best for each child, or for so many, where one was asked. Says whether it is done."""
    if family.seen and family.assessor is None:
        return False
    held = _review(family)
    if family.seen and family.assessor is not None:
        with family.at_desk(family.assessor, "review.assess_best_interests", step) as at:
            for child, told in family.seen[:count]:
                text = words.best_interests(family.rng, told)
                weighed = review.assess_best_interests(review=held, child=child, text=text, by=family.assessor, at=at)
                if (child, told) == family.seen[0] and _number(family) % ONE_IN == 0:
                    _have_a_panel_read(family, weighed)
    return True


def read_first(family: Family) -> None:
    """Where the way of a family ends with the report, its officer has opened it: from then on there is a day by which what is
    best for each child is weighed."""
    if family.story.path[-1] is Step.RELEASED:
        officer = _officer(family)
        with family.at_desk(officer, "disclosure.open_disclosure", Step.RELEASED) as at:
            for one in disclosures_of(family.case):
                disclosure.open_disclosure(disclosure=one, by=officer, at=at + MINUTE)


def draft(family: Family) -> None:
    """The officer reads what was released, writes what is found factor by factor, weighs it all, and drafts."""
    officer, held = _officer(family), _review(family)
    weigh(family, Step.DRAFTED)
    with family.at_desk(officer, "review.record_finding", Step.DRAFTED) as at:
        for one in disclosures_of(family.case):
            disclosure.open_disclosure(disclosure=one, by=officer, at=at)
            family.has_drawing |= any(item.kind == ItemKind.FILE for item in one.items.all())
        review.declare_conflict(review=held, has_conflict=False, by=officer, at=at)
        evidence = evidence_of(family.case)
        for factor in FACTORS:
            found = words.finding(family.rng, factor.code, _household(family))
            links = [review.Link(item.pk, Relation.NEITHER) for item in evidence if item.kind in found.rests_on][:2]
            review.record_finding(
                review=held, factor=factor.code, text=found.text, links=links, after=None, pack=PACK, by=officer, at=at
            )
        text = words.whole_case(family.rng, family.story.outcome, _household(family))
        review.record_weighing(review=held, text=text, after=None, pack=PACK, by=officer, at=at)
        _save_draft(family, after=0, step=Step.DRAFTED)
    for role in (Role.REVIEW_MANAGER, Role.SENIOR_OFFICER):
        _look_at_files(family, family.cast.of(role)[0], Step.DRAFTED)


def _have_a_panel_read(family: Family, weighed: BestInterests) -> None:
    """Where it is hard to say, a panel reads it; one of its members sees something otherwise."""
    assert family.assessor is not None
    for name, works_as, dissent in words.PANEL:
        said = PanelWord(name, works_as, weighed.at.date(), words.UNDERTAKING, agrees=not dissent, dissent=dissent)
        review.record_panel_member(assessment=weighed, said=said, by=family.assessor, at=weighed.at)


def _look_at_files(family: Family, who: Actor, step: Step) -> None:
    """Somebody else of this side opens the reports of a family where a child's drawing came with one."""
    if family.has_drawing:
        with family.at_desk(who, "disclosure.shared", step) as at:
            for one in disclosures_of(family.case):
                disclosure.open_disclosure(disclosure=one, by=who, at=at)


def _save_draft(family: Family, *, after: int, step: Step) -> Draft:
    is_refusal = family.story.outcome == words.REFUSAL
    return review.save_draft(
        review=_review(family), outcome=family.story.outcome, leave_length="" if is_refusal else family.story.length,
        reasons=words.reasons(family.rng, family.story.outcome, _household(family)),
        points_against=words.points_against(family.rng, _household(family)) if is_refusal else "",
        how_it_counted=words.how_it_counted(Random(f"{family.case.reference} counted")),
        after=after, pack=PACK, by=_officer(family), at=family.days[step],
    )  # fmt: skip


def invite(family: Family) -> None:
    """The family is told the points against it; a job makes the letter."""
    with family.at_desk(_officer(family), "review.invite_reply", Step.INVITED) as at:
        review.invite_reply(draft=_draft(family), by=_officer(family), at=at)
    family.make_letters(at + MINUTE)


def receive(family: Family) -> None:
    """The proof that the letter arrived; some then try to decide before the family's time is over."""
    officer = _officer(family)
    with family.at_desk(officer, "review.record_proof_of_receipt", Step.RECEIVED) as at:
        invitation = newest_invitation(_review(family))
        assert invitation is not None
        review.record_proof_of_receipt(
            invitation=invitation, method=family.rng.choice(ServiceMethod.values),
            proof=words.proof_of_delivery(family.rng), received_on=at.date(), pack=PACK, by=officer, at=at,
        )  # fmt: skip
    if family.rng.random() < 0.35:
        family.tried(
            officer, "review.record_decision", Step.RECEIVED,
            lambda at: review.record_decision(draft=_draft(family), pack=PACK, by=officer, at=at),
        )  # fmt: skip


def reply(family: Family) -> None:
    """What the family answered and how it counted, or that its time is over."""
    has_reply = family.story.has_reply
    with family.at_desk(_officer(family), "review.record_reply", Step.REPLIED) as at:
        invitation = newest_invitation(_review(family))
        assert invitation is not None
        review.record_reply(
            invitation=invitation, was_given=has_reply, words=words.reply(family.rng, _household(family)) if has_reply else "",
            considered=words.how_reply_counted(family.rng) if has_reply else "", by=_officer(family), at=at,
        )  # fmt: skip


def decide(family: Family) -> None:
    """One version of the draft becomes the decision, and a second officer is asked."""
    _decide(family, Step.DECIDED)


def _decide(family: Family, step: Step) -> None:
    with family.at_desk(_officer(family), "review.record_decision", step) as at:
        if step is Step.REDECIDED:
            _save_draft(family, after=_draft(family).number, step=step)
        review.record_decision(draft=_draft(family), pack=PACK, by=_officer(family), at=at)
        family.second = family.case.team.get(role=Role.SECOND_OFFICER, until_at__isnull=True).actor


def view(family: Family) -> None:
    """The second officer's own view, before the draft is shown."""
    _view(family, Step.VIEWED)


def _view(family: Family, step: Step) -> None:
    _look_at_files(family, _second(family), step)
    with family.at_desk(_second(family), "review.record_second_view", step) as at:
        text = words.second_view(family.rng, family.story.outcome, _household(family))
        review.record_second_view(
            decision=_decision(family), outcome=family.story.outcome, text=text, pack=PACK, by=_second(family), at=at
        )


def give_back(family: Family) -> None:
    """The second officer returns the decision with reasons."""
    with family.at_desk(_second(family), "review.confirm_decision", Step.RETURNED) as at:
        reasons = words.reasons_to_return(family.rng)
        review.return_decision(decision=_decision(family), reasons=reasons, by=_second(family), at=at)


def decide_again(family: Family) -> None:
    """The officer puts right what was returned, in a new draft, and decides on that."""
    _decide(family, Step.REDECIDED)


def review_again(family: Family) -> None:
    """The second officer's own view of the new decision."""
    _view(family, Step.REVIEWED)


def confirm(family: Family) -> None:
    """The second officer confirms exactly the version that was seen; a job makes the notice."""
    with family.at_desk(_second(family), "review.confirm_decision", Step.ANSWERED) as at:
        decision = _decision(family)
        review.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=_second(family), at=at)
    family.make_letters(at + MINUTE)


def serve(family: Family) -> None:
    """The notice is handed over, with proof."""
    officer = _officer(family)
    with family.at_desk(officer, "review.serve_decision", Step.SERVED) as at:
        review.serve_decision(
            decision=_decision(family), method=family.rng.choice(ServiceMethod.values), address=words.address(family.rng),
            proof=words.proof_of_delivery(family.rng), served_on=at.date(), pack=PACK, by=officer, at=at,
        )  # fmt: skip


def _review(family: Family) -> Review:
    assert family.review is not None
    return family.review


def _officer(family: Family) -> Actor:
    assert family.officer is not None
    return family.officer


def _second(family: Family) -> Actor:
    assert family.second is not None
    return family.second


def _household(family: Family) -> words.Household:
    assert family.household is not None
    return family.household


def _draft(family: Family) -> Draft:
    held = newest_draft(_review(family))
    assert held is not None
    return held


def _decision(family: Family) -> Decision:
    held = newest_decision(_review(family))
    assert held is not None
    return held
