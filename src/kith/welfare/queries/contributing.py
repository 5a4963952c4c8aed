"""Who was asked about a child and what they answered, as the children's side sees it and as whoever was asked does."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from kith.access.models import Actor
from kith.protocol.pack import load
from kith.register.models import Case
from kith.register.queries import canonical_of
from kith.welfare.models import Contribution, ContributionDraft, ContributionLink
from kith.welfare.models import ContributionRequest as ContributionRequest  # the type of what a page acts on
from kith.welfare.rules import TRIES, holiday_until
from kith.welfare.terms import Body


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody was asked, what they wrote and have not given, and what they gave: all that they can see."""

    request: ContributionRequest
    draft: str
    draft_version: int  # 0: there is none
    answer: Contribution | None
    is_used: bool  # the answer went on in a report
    until: datetime  # when the link ends

    @property
    def text(self) -> str:
        """What to begin with: what was saved last, else what was given."""
        return self.draft or (self.answer.text if self.answer else "")


def question_to(actor: Actor) -> Question | None:
    """The question that this actor was asked, while its link stands; None where it ended. Four queries."""
    with connection.cursor() as cursor:
        cursor.execute("select request, is_used, until_at from welfare_my_question()")
        found = cursor.fetchone()
    if found is None:
        return None
    request = ContributionRequest.objects.select_related("by__agency").get(pk=found[0])
    draft = ContributionDraft.objects.filter(request=request).first()
    answer = standing_answer(request)
    return Question(request, draft.text if draft else "", draft.version if draft else 0, answer, found[1], found[2])


def standing_answer(request: ContributionRequest) -> Contribution | None:
    """The answer that stands: given last, and not disposed of."""
    given = Contribution.objects.filter(request=request, corrected_by__isnull=True, certificate__isnull=True)
    return given.first()


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked about a child: the question, what became of it, and the link as it is."""

    request: ContributionRequest
    answer: Contribution | None
    link_ends: datetime | None  # None: it was taken back
    is_link_over: bool
    holiday_until: date | None  # a school that has not answered is on holiday until that day


def asked_about(case: Case, child: uuid.UUID, at: datetime) -> list[Asked]:
    """Everybody who was asked about a child, newest first, whichever of the child's records it was for. Three queries."""
    requests = ContributionRequest.objects.filter(child__canonical_id=canonical_of(child), certificate__isnull=True)
    requests = requests.select_related("contributor", "by").order_by("-at", "-id")
    links = {
        one.request_id: one for one in ContributionLink.objects.filter(request__in=requests, revoked_at__isnull=True)
    }
    answers = {one.request_id: one for one in Contribution.objects.filter(
        request__in=requests, corrected_by__isnull=True, certificate__isnull=True
    ).select_related("by")}  # fmt: skip
    holiday = holiday_until(load().terms.get(case.area, ()), timezone.localdate(at))
    return [_asked(one, answers.get(one.pk), links.get(one.pk), holiday, at) for one in requests]


def _asked(
    request: ContributionRequest, answer: Contribution | None, link: ContributionLink | None, holiday: date | None,
    at: datetime,
) -> Asked:  # fmt: skip
    is_over = link is not None and (link.expires_at <= at or link.tries >= TRIES)
    waits_for_school = answer is None and request.body == Body.SCHOOL
    return Asked(request, answer, link.expires_at if link else None, is_over, holiday if waits_for_school else None)


def request_about(child: uuid.UUID, number: str) -> ContributionRequest | None:
    """One question about this child, by its number. One query."""
    try:
        key = uuid.UUID(number)
    except ValueError:
        return None
    about = ContributionRequest.objects.filter(
        pk=key, child__canonical_id=canonical_of(child), certificate__isnull=True
    )
    return about.select_related("case", "contributor").first()
