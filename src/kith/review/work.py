"""What waits for whom on the decision side."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Passage
from kith.access.terms import Role, Side
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.models import Case, CaseTeamMember
from kith.register.work import Queue, Work, queue_of
from kith.review.models import Confirmation, Decision, Review, SecondView
from kith.review.queries import cases_to_allocate
from kith.review.terms import ConfirmationVerdict


def work_of(passage: Passage) -> list[Queue]:
    """The queues of a review manager, officer or second officer. One count each; rows are fetched when shown."""
    by_role = {Role.REVIEW_MANAGER: _of_manager, Role.REVIEW_OFFICER: _of_officer, Role.SECOND_OFFICER: _of_second}
    return by_role[passage.role](passage) if passage.role in by_role else []


def _reviews() -> QuerySet[Review]:
    return Review.objects.select_related("case", "officer").order_by("opened_at", "id")


def _of_manager(passage: Passage) -> list[Queue]:
    return [
        queue_of("to_allocate", _("Cases to allocate"), "with_you", cases_to_allocate(passage), lambda c: _to_allocate(c)),
        queue_of(
            "with_officers", _("With officers"), "with_others", _reviews().filter(closed_at__isnull=True),
            lambda r: _review(r, _("Under review"), r.officer.shown_name, r.opened_at.date()),
        ),
        queue_of(
            "decided", _("Decided"), "recorded", _reviews().filter(closed_at__isnull=False),
            lambda r: _review(r, _("Decision served"), "", r.closed_at.date()),
        ),
    ]  # fmt: skip


def _of_officer(passage: Passage) -> list[Queue]:
    mine = _reviews().filter(officer=passage.actor, closed_at__isnull=True)
    decisions = Decision.objects.filter(review=OuterRef("pk"))
    answered = Confirmation.objects.filter(decision__review=OuterRef("pk"))
    waiting = Exists(decisions.filter(confirmation__isnull=True))
    confirmed = Exists(answered.filter(verdict=ConfirmationVerdict.CONFIRMED))
    team = CaseTeamMember.objects.filter(
        case=OuterRef("case"), actor=passage.actor, side=Side.DECISION, until_at__isnull=True
    )
    return [
        queue_of(
            "mine", _("To consider"), "with_you", mine.filter(~waiting, ~confirmed),
            lambda r: _review(r, _("Consider the case: see what is missing"), _("You"), r.opened_at.date()),
        ),
        queue_of(
            "to_serve", _("To serve"), "with_you", mine.filter(confirmed),
            lambda r: _review(r, _("Serve decision"), _("You"), r.opened_at.date(), page="serve_decision"),
        ),
        queue_of(
            "best_interests", _("Best interests to weigh"), "with_you",
            _reviews().filter(Exists(team), closed_at__isnull=True, bestinterests_entries=None).exclude(officer=passage.actor),
            lambda r: _review(r, _("Assess best interests"), _("You"), r.opened_at.date()),
        ),
        queue_of(
            "with_second", _("With the second officer"), "with_others", mine.filter(waiting),
            lambda r: _review(r, _("The second officer has it"), _("the second officer"), r.opened_at.date()),
        ),
        queue_of(
            "served", _("Served"), "recorded", _reviews().filter(officer=passage.actor, closed_at__isnull=False),
            lambda r: _review(r, _("Decision served"), "", r.closed_at.date()),
        ),
    ]  # fmt: skip


def _of_second(passage: Passage) -> list[Queue]:
    team = CaseTeamMember.objects.filter(
        case=OuterRef("review__case"), actor=passage.actor, role=Role.SECOND_OFFICER, until_at__isnull=True
    )
    mine = Decision.objects.filter(Exists(team)).select_related("review__case").order_by("at", "id")
    viewed = Exists(SecondView.objects.filter(decision=OuterRef("pk"), by=passage.actor))
    unanswered = mine.filter(confirmation__isnull=True)
    return [
        queue_of(
            "own_view",
            _("Own view to record"),
            "with_you",
            unanswered.filter(~viewed),
            lambda d: _decision(d, _("Record my view")),
        ),
        queue_of(
            "to_answer",
            _("To confirm or return"),
            "with_you",
            unanswered.filter(viewed),
            lambda d: _decision(d, _("Confirm or return")),
        ),
        queue_of(
            "answered",
            _("Answered"),
            "recorded",
            mine.filter(confirmation__isnull=False),
            lambda d: _decision(d, _("Answered")),
        ),
    ]


def _to_allocate(case: Case) -> Work:
    return Work(case.pk, case.reference, _("Allocate"), _("You"), case.opened_at.date(), None, reverse("allocate"))


def _review(review: Review, words: str, who: str, since: date, page: str = "review") -> Work:
    return Work(review.case_id, review.case.reference, words, who, since, None, reverse(page, args=[review.case_id]))


def _decision(decision: Decision, words: str) -> Work:
    since = decision.at.date()
    due = due_on(load().duty("confirm_decision", since), starts_on=since).on
    case = decision.review.case
    return Work(case.pk, case.reference, words, _("You"), since, due, reverse("second_officer", args=[case.pk]))
