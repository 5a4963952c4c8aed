"""What the rules look at, taken from the papers of a review."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet
from django.utils import timezone

from kith.access.terms import Role
from kith.disclosure.rules import is_identity_open
from kith.disclosure.terms import MilestoneKind as Kind
from kith.protocol.pack import Pack
from kith.register.models import Case
from kith.review.models import Decision, Ending
from kith.review.queries.children import Child
from kith.review.queries.ended import Ended, proposed_in
from kith.review.queries.outside import OnPaper, Trace
from kith.review.queries.papers import Papers, Passed, answer_to, invitation_of, is_returned, reply_to
from kith.review.rules import (
    ANOTHER_VERSION,
    LATER_WORDS_RETURNED,
    LATER_WORDS_UNREAD,
    NEW_INFORMATION,
    NEW_WORDS,
    ChildFacts,
    DecisionFacts,
    EndingFacts,
    EndingWords,
    ExceptionFacts,
    PutForward,
    obstacles_of_proposer,
    obstacles_to_decision,
    obstacles_to_ending,
    obstacles_to_finding,
    points_in,
    stands_against_service,
    told_of,
)
from kith.review.terms import NO_CASE, WHOLE_CASE, ConfirmationVerdict, PaperAnswer
from kith.verdict import Obstacle


def obstacles_now(papers: Papers, pack: Pack, on: date) -> tuple[Obstacle, ...]:
    """What stands between this case and a decision: the one rule, asked of these papers."""
    return obstacles_to_decision(decision_facts(papers, pack), pack, on)


def obstacles_to_signing(decision: Decision, papers: Papers, pack: Pack, on: date) -> tuple[Obstacle, ...]:
    """What stands between a recorded decision and its confirmation or service: the same rule, a newer version, new papers, and
    what was said since without being weighed by two people."""
    if papers.draft is None or papers.draft.pk != decision.draft_id:
        return (ANOTHER_VERSION,)
    return (*obstacles_now(papers, pack, on), *_new_in(papers, decision))


def _new_in(papers: Papers, decision: Decision) -> tuple[Obstacle, ...]:
    if papers.is_contradicted(decision):
        return (LATER_WORDS_RETURNED,)
    new_words = papers.new_words_since(decision)
    if sorted([*papers.considered_in(decision), *new_words]) != papers.considered:
        return (NEW_INFORMATION,)
    unread = answer_to(decision) is not None and papers.unread_on(decision)
    return (*((NEW_WORDS,) if new_words else ()), *((LATER_WORDS_UNREAD,) if unread else ()))


def papers_until(served_on: date, decision: Decision, papers: Papers) -> Papers:
    """The papers without what was put forward, or came by post, when the family had the notice already:
    `rules.stands_against_service`."""
    weighed = set(papers.considered_in(decision))
    said = tuple(
        one for one in papers.said
        if one.id in weighed or stands_against_service(said_on=one.on, is_met=one.is_met, served_on=served_on)
    )  # fmt: skip
    came = (one for one in papers.post if stands_against_service(said_on=one.on, is_met=False, served_on=served_on))
    return replace(papers, said=said, post=tuple(came))


def decision_facts(papers: Papers, pack: Pack) -> DecisionFacts:
    """What `rules.obstacles_to_decision` looks at, as it stands in these papers."""
    review, draft, findings = papers.review, papers.standing_draft, papers.findings
    drafter = draft.by_id if draft else review.officer_id
    told, answered = _points_heard(papers)
    paper = _paper(papers)
    return DecisionFacts(
        children=tuple(_child_facts(child, papers) for child in papers.children),
        officer=review.officer_id,
        drafter=drafter,
        authors=papers.parts.drafted | {review.officer_id},
        tied=papers.parts.tied,
        declared=papers.declared,
        findings=frozenset(findings),
        set_aside=frozenset(
            code for code, finding in findings.items() if finding.by in papers.parts.tied - {review.officer_id}
        ),
        outdated=frozenset(code for code, f in findings.items() if any(link.is_corrected for link in f.links)),
        factors=pack.criteria(review.criteria, review.criteria_from).factors,
        weighing=WHOLE_CASE,
        drafted_at=draft.at if draft else None,
        outcome=draft.outcome if draft else "",
        says_how_it_counted=draft is None or bool(draft.how_it_counted.strip()),
        points=frozenset(points_in(draft.points_against)) if draft else frozenset(),
        told=told,
        answered=answered,
        identity_is_open=is_identity_open(passed.kind for passed in papers.milestones),
        may_have_another_child="may_be_a_child" in papers.unheard,
        children_side_waits="known_to_one_side" in papers.unheard,
        officer_name=review.officer.shown_name,
        weigher=papers.weigher.name if papers.weigher else "",
        unanswered=_unanswered(papers),
        post=papers.post,
        paper_is_answered=paper is not None,
        paper_came_since=paper is not None and _came_since(paper, papers),
        ending_is_proposed=proposed_in(papers.endings) is not None,
        weighed_at=findings[WHOLE_CASE].at if WHOLE_CASE in findings else None,
    )


def what_comes_first(papers: Papers, pack: Pack) -> tuple[Obstacle, ...]:
    """What stands between this case and any finding, weighing or draft: `rules.obstacles_to_finding`."""
    return obstacles_to_finding(decision_facts(papers, pack))


def _unanswered(papers: Papers) -> tuple[PutForward, ...]:
    return tuple(PutForward(s.id, s.who, s.on, s.asks_to_meet) for s in papers.said if not s.is_met)


def _paper(papers: Papers) -> OnPaper | None:
    """What was said last of the paper file; nothing counts that a former officer with a tie to the family has said."""
    said = papers.paper
    return None if said is None or said.by in papers.parts.tied - {papers.review.officer_id} else said


def _came_since(paper: OnPaper, papers: Papers) -> bool:
    """Whether a file on paper came or was heard of since one was looked at; or, where it was said that there is none or that it
    cannot be found, whether anybody has said since where one may be."""
    news = papers.paper_came_at if paper.answer == PaperAnswer.LOOKED_AT else papers.paper_known_at
    return news is not None and news > paper.at


def _points_heard(papers: Papers) -> tuple[frozenset[str], frozenset[str]]:
    """The points that the family is proved to have received, and those to which its time to reply is over."""
    told, answered = set[str](), set[str]()
    for draft in papers.drafts:
        invitation = invitation_of(draft)
        if getattr(invitation, "proof", None) is None:
            continue
        told |= set(points_in(draft.points_against))
        if reply_to(draft) is not None:
            answered |= set(points_in(draft.points_against))
    return frozenset(told), frozenset(answered)


def _child_facts(child: Child, papers: Papers) -> ChildFacts:
    own = [passed for passed in papers.milestones if passed.child == child.canonical]
    last = {passed.kind: place for place, passed in enumerate(own)}
    has_lead = _stands(last, Kind.LEAD_PROFESSIONAL_APPOINTED, Kind.LEAD_PROFESSIONAL_ENDED)
    waits = _stands(last, Kind.ASKS_TO_WAIT, Kind.MAY_GO_ON)
    contact = _contact(own, last.get(Kind.LEAD_PROFESSIONAL_APPOINTED) if has_lead else None)
    return ChildFacts(
        id=child.id,
        name=child.name,
        has_lead_professional=has_lead,
        report_is_received=child.is_received,
        views_are_recorded_or_explained=Kind.VIEWS_RECORDED in last or Kind.VIEWS_NOT_SOUGHT_EXPLAINED in last,
        best_interests_by=child.weighed.by if child.weighed else None,
        asks_to_wait=waits,
        contact=contact,
        wait_contact=_contact(own, last.get(Kind.ASKS_TO_WAIT)) or contact,
        report_asked_on=child.asked_on,
        report_due_on=child.due_on,
        report_is_released=child.is_released,
        report_is_excepted=child.is_excepted,
        report_opened_at=child.opened_at,
        shares_nothing=_stands(last, Kind.NOT_SHARED, Kind.REPORT_RELEASED),
        has_unopened_beside=child.has_unopened_beside,
        beside_opened_at=child.beside_opened_at,
        best_interests_at=child.weighed.written_at if child.weighed else None,
    )


def exception_facts(child: Child, papers: Papers) -> ExceptionFacts:
    """What an exception for this child's report depends on."""
    contact = _child_facts(child, papers).contact
    return ExceptionFacts(
        name=child.name,
        lead=contact.split(", ")[0],
        report_due_on=child.due_on,
        report_is_released=child.is_released,
        helps_until=child.helps_until,
    )


def untraced_in(papers: Papers) -> tuple[Trace, ...]:
    """The tries since contact with the family was lost, oldest first; none where the last one reached it. They are in order of
    the days on which they were made: what is written down later than it was made is no later for that."""
    found = [place for place, one in enumerate(papers.traces, 1) if one.was_found]
    return papers.traces[found[-1] if found else 0 :]


def ending_facts(papers: Papers, pack: Pack, on: date, said: EndingWords | None = None) -> EndingFacts:
    """What an ending depends on. Where it is said that there is no such case, one query tells whether another case is said to
    be the same as it, and one whether the case that is named is in sight and stands."""
    tries, decision = untraced_in(papers), papers.decision if papers.is_decided else None
    silence = max(pack.endings(on), key=lambda one: one.least_tries, default=None)
    heard_on = [one.on for one in papers.said] + [
        timezone.localdate(reply.at) for draft in papers.drafts if (reply := reply_to(draft)) and reply.was_given
    ]
    found = list(_is_gone(said.other_reference)) if said and said.other_reference else []
    return EndingFacts(
        outcomes=frozenset(one.code for one in pack.endings(on)),
        reference=papers.review.case.reference,
        tried_on=tuple(one.on for one in tries),
        least_tries=silence.least_tries if silence else 0,
        days_apart=silence.days_apart if silence else 0,
        was_heard_since=bool(tries) and any(day >= tries[0].on for day in heard_on),
        unanswered=_unanswered(papers),
        post=papers.post,
        has_decision=decision is not None and not (is_returned(decision) or papers.is_contradicted(decision)),
        may_reply_until=_may_reply_until(papers, on),
        other_is_seen=bool(found),
        other_is_gone=any(found),
        is_named=said is not None and said.outcome in NO_CASE and _is_named(papers.review.case),
    )  # fmt: skip


def obstacles_to_confirming_ending(
    ending: Ended, papers: Papers, pack: Pack, on: date, *, by: uuid.UUID
) -> tuple[Obstacle, ...]:
    """Why a proposed ending cannot be confirmed now, whoever else may answer, as far as `by` may read it: the rule by which it
    was proposed, asked again, and whether the officer who proposed it still speaks for the review."""
    facts = ending_facts(papers, pack, on, ending.words)
    is_second = (by, Role.SECOND_OFFICER) in {(member.actor, member.role) for member in papers.team}
    found = told_of(obstacles_to_ending(ending.words, facts, on), is_blind=is_second and lacks_own_view(papers, by))
    return (*obstacles_of_proposer(ending.by, papers.parts), *found)


def lacks_own_view(papers: Papers, who: uuid.UUID) -> bool:
    """Whether this person, as second officer, has still to form a view of what was drafted last: no view of its decision is
    theirs, and they were not given the case since."""
    return who != papers.review.officer_id and not (papers.is_decided and papers.view_of(who))


def _may_reply_until(papers: Papers, on: date) -> date | None:
    """Until when the family may still reply to points against it, where it has not replied."""
    waiting = (invitation_of(draft) for draft in papers.drafts if reply_to(draft) is None)
    days = [proof.reply_by for one in waiting if (proof := getattr(one, "proof", None)) is not None]
    return max((day for day in days if day >= on), default=None)


def _is_gone(reference: str) -> QuerySet[Case, bool]:
    """Whether the case of a reference is said to be no case of its own; nothing where it is not in sight."""
    said = Ending.objects.filter(review__case=OuterRef("pk"), outcome__in=NO_CASE, taken_back__isnull=True)
    return Case.objects.filter(reference=reference).values_list(
        Exists(said.exclude(answer__verdict=ConfirmationVerdict.RETURNED)), flat=True
    )


def _is_named(case: Case) -> bool:
    """Whether another case, in sight or not, is said to be the same as this one."""
    named = Func(F("pk"), function="review_is_named", output_field=BooleanField())
    return bool(Case.objects.filter(pk=case.pk).values_list(named, flat=True).get())


def _stands(last: Mapping[str, int], begun: Kind, ended: Kind) -> bool:
    """Whether the newest of two milestones is the first of them."""
    return begun in last and last[begun] > last.get(ended, -1)


def _contact(passed: Sequence[Passed], place: int | None) -> str:
    return "" if place is None else passed[place].contact
