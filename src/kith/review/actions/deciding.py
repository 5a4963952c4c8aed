"""Two people, two views, one version: recording a decision, and confirming or returning it."""

from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Role, Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import Pack
from kith.register.actions import join_team
from kith.register.gate import hold_case
from kith.review.models import Confirmation, Decision, Draft, SecondView
from kith.review.queries import (
    best_interests_of,
    considered_now,
    decision_facts,
    newest_decision,
    newest_draft,
    second_officer_of,
    second_officers,
)
from kith.review.rules import obstacles_to_confirmation, obstacles_to_decision, propose_second_officer
from kith.review.terms import ConfirmationVerdict
from kith.verdict import Obstacle, Refused, refuse_if

SOURCE = "Arrangement of March 2007, confirm_decision"


@transaction.atomic
def record_decision(*, draft: Draft, pack: Pack, by: Actor, at: datetime) -> Decision:
    """Make one version of a draft the decision, pinning all that was considered, and ask a second officer.

    Refused with every obstacle that stands, for another than the newest draft, for another officer than its writer, and
    where no second officer is free. Twice for one draft gives the decision back.
    """
    review = draft.review
    hold_case(review.case_id)
    if held := Decision.objects.filter(draft=draft).first():
        return held
    if newest_draft(review) != draft:
        raise Refused(Obstacle("draft_is_old", "There is a newer draft.", SOURCE, "the review officer"))
    if by.pk != draft.by_id:
        raise Refused(
            Obstacle(
                "not_the_drafter",
                "Only the officer who wrote the draft can make it the decision.",
                SOURCE,
                "the drafter",
            )
        )
    refuse_if(obstacles_to_decision(decision_facts(review, pack, at.date()), pack, at.date()))
    barred = frozenset(entry.by_id for entry in best_interests_of(review).values()) | {by.pk}
    second = second_officer_of(review.case, barred) or propose_second_officer(second_officers(at).loads, barred)
    if second is None:
        raise Refused(
            Obstacle("no_second_officer", "No second officer is free for this case.", SOURCE, "a review manager")
        )
    considered = considered_now(review)
    decision = Decision.objects.create(
        review=review, draft=draft, outcome=draft.outcome, leave_length=draft.leave_length, reasons=draft.reasons,
        pack_version=pack.version, considered=considered,
        sha256=audit.digest(draft.pk, draft.outcome, draft.leave_length, draft.reasons, pack.version, *considered),
        by=by, at=at,
    )  # fmt: skip
    join_team(
        case=review.case, actor=Actor.objects.get(pk=second), side=Side.DECISION, role=Role.SECOND_OFFICER, by=by, at=at
    )
    audit.record(
        "review.decision_recorded", by=by, at=at, subject=decision.pk, case=review.case_id, digest=decision.sha256
    )
    return decision


@transaction.atomic
def record_second_view(
    *, decision: Decision, outcome: str, text: str, pack: Pack, by: Actor, at: datetime
) -> SecondView:
    """The second officer's own view, from findings and evidence, before the draft is shown. Once; twice gives it back.

    Refused to anyone who had another part in the case, for an outcome that is no decision, and after an answer.
    """
    hold_case(decision.review.case_id)
    if held := SecondView.objects.filter(decision=decision, by=by).first():
        return held
    refuse_if(_confirmation_obstacles(decision, by, has_view=True))
    if outcome not in {one.code for one in pack.decisions(at.date())}:
        raise Refused(
            Obstacle("no_such_outcome", "Choose one of the outcomes.", "Pack: outcomes", "the second officer")
        )
    view = SecondView.objects.create(decision=decision, outcome=outcome, text=text, by=by, at=at)
    audit.record("review.second_view_recorded", by=by, at=at, subject=view.pk, case=decision.review.case_id)
    return view


@transaction.atomic
def confirm_decision(*, decision: Decision, seen_sha256: str, pack: Pack, by: Actor, at: datetime) -> Confirmation:
    """Confirm exactly the version that was seen. The rule of the decision is asked again.

    Refused without an own view, to anyone with another part, while an obstacle stands, and for another version.
    """
    hold_case(decision.review.case_id)
    if held := Confirmation.objects.filter(decision=decision).first():
        return held
    view = SecondView.objects.filter(decision=decision, by=by).first()
    refuse_if(_confirmation_obstacles(decision, by, has_view=view is not None))
    if (
        seen_sha256 != decision.sha256
        or newest_decision(decision.review) != decision
        or newest_draft(decision.review) != decision.draft
    ):
        raise Refused(
            Obstacle(
                "another_version",
                "This is not the version that stands now. Read the newest one.",
                SOURCE,
                "the second officer",
            )
        )
    refuse_if(obstacles_to_decision(decision_facts(decision.review, pack, at.date()), pack, at.date()))
    if considered_now(decision.review) != sorted(decision.considered):
        raise Refused(
            Obstacle(
                "new_information",
                "Something new has come in since the decision was recorded.",
                SOURCE,
                "the review officer: weigh it in a new draft",
            )
        )
    assert view is not None
    entry = _answer(decision, view, ConfirmationVerdict.CONFIRMED, "", by, at)
    pass_milestone(case=decision.review.case, kind=MilestoneKind.SERVICE_PLANNED, by=by, at=at)
    audit.record(
        "review.decision_confirmed",
        by=by,
        at=at,
        subject=entry.pk,
        case=decision.review.case_id,
        digest=decision.sha256,
    )
    return entry


@transaction.atomic
def return_decision(*, decision: Decision, reasons: str, by: Actor, at: datetime) -> Confirmation:
    """Return a decision with reasons; the officer writes a new draft. Refused without an own view or without reasons."""
    hold_case(decision.review.case_id)
    if held := Confirmation.objects.filter(decision=decision).first():
        return held
    view = SecondView.objects.filter(decision=decision, by=by).first()
    refuse_if(_confirmation_obstacles(decision, by, has_view=view is not None))
    if not reasons.strip():
        raise Refused(
            Obstacle("no_reasons", "Say why you return it, so that it can be put right.", SOURCE, "the second officer")
        )
    assert view is not None
    entry = _answer(decision, view, ConfirmationVerdict.RETURNED, reasons, by, at)
    audit.record("review.decision_returned", by=by, at=at, subject=entry.pk, case=decision.review.case_id)
    return entry


def _answer(
    decision: Decision, view: SecondView, verdict: ConfirmationVerdict, reasons: str, by: Actor, at: datetime
) -> Confirmation:
    return Confirmation.objects.create(
        decision=decision, decided_by_id=decision.by_id, decision_sha256=decision.sha256, view=view, verdict=verdict,
        reasons=reasons, by=by, at=at,
    )  # fmt: skip


def _confirmation_obstacles(decision: Decision, by: Actor, *, has_view: bool) -> tuple[Obstacle, ...]:
    assessed = frozenset(entry.by_id for entry in best_interests_of(decision.review).values())
    return obstacles_to_confirmation(second=by.pk, drafter=decision.by_id, assessed=assessed, has_view=has_view)
