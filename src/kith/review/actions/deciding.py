"""Two people, two views, one version: recording a decision, and confirming or returning it."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Role, Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.actions import keep_version
from kith.protocol.pack import Pack
from kith.register.actions import join_team
from kith.register.gate import hold_crossing_of
from kith.review.actions.holding import hold_open, hold_own, same_again, same_answer
from kith.review.models import Confirmation, Decision, Draft, LaterWords, LaterWordsAnswer, Review, SecondView
from kith.review.queries import (
    Later,
    answer_to,
    colleagues,
    decision_of,
    newest_draft,
    obstacles_now,
    obstacles_to_signing,
    papers_in,
    parts_in,
    second_officer_of,
    seen_of,
)
from kith.review.rules import (
    ANOTHER_VERSION,
    LATER_WORDS_UNREAD,
    MANAGER,
    OFFICER,
    SECOND,
    TWO_OFFICERS,
    obstacles_to_asking_second,
    obstacles_to_confirmation,
    obstacles_to_later_words,
    obstacles_to_returning,
    propose_second_officer,
)
from kith.review.terms import ConfirmationVerdict
from kith.verdict import Obstacle, Refused, obstacles_to_nothing_said, refuse_if

RETURNED = Obstacle(
    "returned",
    "The second officer returned this version. Write a new draft that meets the reasons.",
    TWO_OFFICERS,
    OFFICER,
)


@transaction.atomic
def record_decision(*, draft: Draft, pack: Pack, by: Actor, at: datetime) -> Decision:
    """Make one version of a draft the decision, pinning all that was considered, and ask a second officer.

    Refused with every obstacle that stands, for another than the newest draft, to everyone but the officer who has the
    case and wrote it, for a draft that was answered, and where no second officer is free. Twice for one draft gives the
    decision back.
    """
    review = hold_own(draft.review, by)
    hold_crossing_of(review.case_id)
    papers = papers_in(review)
    if papers.draft != draft:
        raise Refused(Obstacle("draft_is_old", "There is a newer draft. Read that one first.", TWO_OFFICERS, OFFICER))
    if held := decision_of(papers.draft):
        return _unanswered(held)
    refuse_if(obstacles_now(papers, pack, timezone.localdate(at)))
    keep_version(pack=pack, by=by, at=at)
    decision = Decision.objects.create(
        review=review, draft=draft, outcome=draft.outcome, leave_length=draft.leave_length, reasons=draft.reasons,
        pack_version=pack.version, considered=papers.considered,
        sha256=audit.digest(
            draft.pk, draft.outcome, draft.leave_length, draft.reasons, draft.how_it_counted, pack.version,
            *papers.considered,
        ),
        by=by, at=at,
    )  # fmt: skip
    join_team(case=review.case, actor=_second(review, at), side=Side.DECISION, role=Role.SECOND_OFFICER, by=by, at=at)
    audit.record(
        "review.decision_recorded", by=by, at=at, subject=decision.pk, case=review.case_id, digest=decision.sha256
    )
    return decision


def _unanswered(decision: Decision) -> Decision:
    """The decision, while the second officer has it: an answer cannot be asked for twice."""
    answer = answer_to(decision)
    if answer is None:
        return decision
    if answer.verdict == ConfirmationVerdict.RETURNED:
        raise Refused(RETURNED)
    raise Refused(Obstacle("confirmed_already", "This version is decided and confirmed.", TWO_OFFICERS, OFFICER))


def _second(review: Review, at: datetime) -> Actor:
    """Who is asked: whoever is second officer of this case already, else whoever has least; never one with another part."""
    parts = parts_in(review)
    loads = {one.id: one.parts for one in colleagues(Role.SECOND_OFFICER, at)}
    barred = frozenset(who for who in loads if obstacles_to_asking_second(who, parts))
    second = second_officer_of(review.case, barred) or propose_second_officer(loads, barred)
    if second is None:
        words = "Nobody who could be second officer is free for this case."
        raise Refused(Obstacle("no_second_officer", words, TWO_OFFICERS, f"{MANAGER}: ask one"))
    return Actor.objects.get(pk=second)


@transaction.atomic
def record_second_view(
    *, decision: Decision, outcome: str, text: str, pack: Pack, by: Actor, at: datetime
) -> SecondView:
    """The second officer's own view, from findings and evidence, before the draft is shown. Twice the same gives it back.

    Refused without words, to anyone who had another part in the case or has a tie, for an outcome that is no decision, for
    another than the newest version, after an answer, and where another view was recorded before: the first one stands.
    """
    review = hold_open(decision.review)
    if held := SecondView.objects.filter(decision=decision, by=by).first():
        return same_again(held, outcome=outcome, text=text)
    refuse_if(obstacles_to_confirmation(second=by.pk, parts=parts_in(review), has_view=True))
    refuse_if(obstacles_to_nothing_said(text, ask="Write your own view.", source=TWO_OFFICERS, who_can_clear=SECOND))
    if outcome not in {one.code for one in pack.decisions(timezone.localdate(at))}:
        raise Refused(Obstacle("no_such_outcome", "Choose one of the outcomes.", "Pack: outcomes", SECOND))
    newest = newest_draft(review)
    if newest != decision.draft or Confirmation.objects.filter(decision=decision).exists():
        raise Refused(ANOTHER_VERSION)
    view = SecondView.objects.create(decision=decision, outcome=outcome, text=text, by=by, at=at)
    audit.record("review.second_view_recorded", by=by, at=at, subject=view.pk, case=review.case_id)
    return view


@transaction.atomic
def confirm_decision(*, decision: Decision, seen_sha256: str, pack: Pack, by: Actor, at: datetime) -> Confirmation:
    """Confirm exactly the version that was seen, and that the words weighed since change nothing in it. The rule of the
    decision is asked again. Words that were weighed after the confirmation are confirmed by confirming again.

    Refused without an own view, to anyone with another part, while an obstacle stands, for another version or without the
    words weighed since (`seen_sha256` is `queries.seen_of`), after new information, and where the decision was answered
    otherwise or by someone else. Twice gives the confirmation back.
    """
    review = hold_open(decision.review)
    hold_crossing_of(review.case_id)
    held, papers = _answered(decision, ConfirmationVerdict.CONFIRMED, by), papers_in(review)
    unread = papers.unread_on(decision)
    if held and not unread and not papers.is_contradicted(decision):
        return held
    view = _view_for(decision, review, by)
    if seen_sha256 != seen_of(decision, papers):
        raise Refused(ANOTHER_VERSION)
    standing = obstacles_to_signing(decision, papers, pack, timezone.localdate(at))
    refuse_if(tuple(one for one in standing if one != LATER_WORDS_UNREAD))
    _answer_later(unread, decision, ConfirmationVerdict.CONFIRMED, "", by, at)
    if held:
        return held
    entry = _answer(decision, view, ConfirmationVerdict.CONFIRMED, "", by, at)
    pass_milestone(case=review.case, kind=MilestoneKind.SERVICE_PLANNED, by=by, at=at)
    audit.record(
        "review.decision_confirmed", by=by, at=at, subject=entry.pk, case=review.case_id, digest=decision.sha256
    )
    return entry


@transaction.atomic
def return_decision(*, decision: Decision, reasons: str, by: Actor, at: datetime) -> Confirmation:
    """Return a decision with reasons; the officer writes a new draft. Twice the same gives the answer back. After a
    confirmation the words that were weighed since are returned: that confirmation serves nothing any more.

    Refused without an own view or without reasons, to anyone with another part, and where the decision was answered
    otherwise or by someone else.
    """
    review = hold_open(decision.review)
    confirmed = Confirmation.objects.filter(decision=decision, verdict=ConfirmationVerdict.CONFIRMED, by=by).first()
    unread = papers_in(review).unread_on(decision) if confirmed else ()
    last = LaterWordsAnswer.objects.filter(decision=decision, by=by, verdict=ConfirmationVerdict.RETURNED).first()
    if confirmed and last and not unread:
        same_again(last, reasons=reasons)
        return confirmed
    if not unread and (held := _answered(decision, ConfirmationVerdict.RETURNED, by)):
        return same_again(held, reasons=reasons)
    view = _view_for(decision, review, by)
    refuse_if(obstacles_to_returning(reasons, source=TWO_OFFICERS, who=SECOND))
    if confirmed:
        _answer_later(unread, decision, ConfirmationVerdict.RETURNED, reasons, by, at)
        return confirmed
    entry = _answer(decision, view, ConfirmationVerdict.RETURNED, reasons, by, at)
    audit.record("review.decision_returned", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry


@transaction.atomic
def weigh_later_words(
    *, decision: Decision, said: Collection[uuid.UUID], reason: str, by: Actor, at: datetime
) -> LaterWords:
    """Say that what was said after a decision was recorded changes nothing, and why. It stands in place of a new draft once
    the second officer has read the same words and confirms (again). Twice the same gives it back.

    Refused to everyone but the officer who has the case, for another than the newest version, where the second officer
    returned it or found that words do change something, for words that are not new, and without a sentence of reason.
    """
    review = hold_own(decision.review, by)
    papers, words = papers_in(review), frozenset(said)
    for one in papers.later_on(decision):
        if one.said == words and one.reason == reason:
            return LaterWords.objects.get(pk=one.id)
    if papers.draft is None or papers.draft.pk != decision.draft_id:
        raise Refused(ANOTHER_VERSION)
    if (answer := answer_to(decision)) is not None and answer.verdict == ConfirmationVerdict.RETURNED:
        raise Refused(RETURNED)
    refuse_if(obstacles_to_later_words(
        are_new=bool(words) and words <= set(papers.new_words_since(decision)),
        was_returned=papers.is_contradicted(decision), reason=reason,
    ))  # fmt: skip
    entry = LaterWords.objects.create(review=review, decision=decision, said=sorted(words), reason=reason, by=by, at=at)
    audit.record(
        "review.later_words_weighed", by=by, at=at, subject=entry.pk, case=review.case_id, shown=sorted(words),
        digest=decision.sha256,
    )  # fmt: skip
    return entry


def _answer_later(
    unread: Iterable[Later], decision: Decision, verdict: ConfirmationVerdict, reasons: str, by: Actor, at: datetime
) -> None:
    for one in LaterWords.objects.filter(pk__in=[later.id for later in unread]).order_by("at", "id"):
        entry = LaterWordsAnswer.objects.create(
            later=one, decision=decision, said_by_id=one.by_id, verdict=verdict, reasons=reasons, by=by, at=at
        )
        audit.record(
            f"review.later_words_{verdict}", by=by, at=at, subject=entry.pk, case=decision.review.case_id,
            shown=one.said, digest=decision.sha256,
        )  # fmt: skip


def _answered(decision: Decision, verdict: ConfirmationVerdict, by: Actor) -> Confirmation | None:
    """The same answer by the same person, if there is one. Refused where it was answered otherwise."""
    held = Confirmation.objects.filter(decision=decision).select_related("by").first()
    return same_answer(held, verdict, by, of="version", source=TWO_OFFICERS, who=f"{OFFICER}: record a new version")


def _view_for(decision: Decision, review: Review, by: Actor) -> SecondView:
    view = SecondView.objects.filter(decision=decision, by=by).first()
    refuse_if(obstacles_to_confirmation(second=by.pk, parts=parts_in(review), has_view=view is not None))
    assert view is not None
    return view


def _answer(
    decision: Decision, view: SecondView, verdict: ConfirmationVerdict, reasons: str, by: Actor, at: datetime
) -> Confirmation:
    return Confirmation.objects.create(
        decision=decision, decided_by_id=decision.by_id, decision_sha256=decision.sha256, view=view, verdict=verdict,
        reasons=reasons, by=by, at=at,
    )  # fmt: skip
