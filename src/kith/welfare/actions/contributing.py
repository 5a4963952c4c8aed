"""Asking somebody who knows a child one question, by a link and a code; and their answer.

Link and code are shown once, to whoever asks; only their hashes are kept.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import connection, transaction
from django.utils import timezone

from kith.access import audit
from kith.access.actions import let_in
from kith.access.models import Actor
from kith.access.terms import ActorKind, Outcome
from kith.protocol.pack import load
from kith.protocol.rules import DAY, due_on
from kith.records import Stale
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.actions.noting import refuse_others
from kith.welfare.models import Contribution, ContributionDraft, ContributionLink, ContributionRequest
from kith.welfare.queries import question_to, standing_answer
from kith.welfare.rules import GUIDANCE_ON_SHARING, AnswerFacts, obstacles_to_answering, said_by
from kith.welfare.terms import Body


@dataclass(frozen=True, slots=True)
class Sent:
    """A question with the link and the code to it, which are never to be had again."""

    request: ContributionRequest
    token: str
    code: str
    expires_at: datetime


@transaction.atomic
def ask_for_contribution(
    *, case: Case, child: uuid.UUID, name: str, role: str, organisation: str, body: Body, child_called: str, question: str,
    why: str, phone: str, by: Actor, at: datetime,
) -> Sent:  # fmt: skip
    """Ask somebody one question about a child. Refused to others than the lead professional.

    Asked once more on the same day in the same words, the question is there once: its newest link is the one that opens it.
    """
    hold_case(case.pk)
    refuse_others(case, child, by)
    said = {
        "role": role, "organisation": organisation, "body": body, "child_called": child_called, "question": question,
        "why": why, "phone": phone,
    }  # fmt: skip
    today = timezone.localdate(at)
    same = ContributionRequest.objects.filter(case=case, child_id=child, by=by, contributor__shown_name=name, **said)
    request = next((one for one in same.order_by("-at") if timezone.localdate(one.at) == today), None)
    if request is None:
        pack = load()
        in_school, elsewhere = pack.duty("give_school_contribution", today), pack.duty("give_contribution", today)
        duty = in_school if body == Body.SCHOOL else elsewhere
        due = due_on(duty, starts_on=today, council=case.area, terms=pack.terms).on
        contributor = let_in(called=name, kind=ActorKind.CONTRIBUTOR, by=by, at=at)
        request = ContributionRequest.objects.create(
            case=case, child_id=child, contributor=contributor, due_on=due, by=by, at=at, **said
        )
        audit.record("welfare.contribution_asked_for", by=by, at=at, subject=request.pk, case=case.pk)
    return _link(request, by, at)


@transaction.atomic
def renew_contribution_link(*, request: ContributionRequest, by: Actor, at: datetime) -> Sent:
    """Give the same question a new link and a new code; the ones before open nothing any more. What was written stays.

    Refused to others than the lead professional.
    """
    hold_case(request.case_id)
    _hold(request)
    refuse_others(request.case, request.child_id, by)
    audit.record("welfare.contribution_link_renewed", by=by, at=at, subject=request.pk, case=request.case_id)
    return _link(request, by, at)


def _link(request: ContributionRequest, by: Actor, at: datetime) -> Sent:
    """The one link that opens a question from now on."""
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06}"
    _end_links(request, at)
    today = max(timezone.localdate(at), request.due_on)
    last = due_on(load().duty("end_contribution_link", today), starts_on=today).on
    expires = timezone.make_aware(datetime.combine(last + DAY, time()))
    ContributionLink.objects.create(
        request=request,
        by=by,
        made_at=at,
        expires_at=expires,
        token_sha256=_hash(token),
        code_sha256=_hash(token, code),
    )
    return Sent(request, token, code, expires)


def _hold(request: ContributionRequest) -> None:
    """Whoever was asked and the children's side change one question in turn; their sides' locks are apart (ADR 36)."""
    with connection.cursor() as cursor:
        cursor.execute("select welfare_hold_question(%s)", [request.pk])


def hold_answers_in(report: uuid.UUID) -> None:
    """The same for each answer that a report holds, before it goes on: from then on none of them may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select welfare_hold_question(q.id) from (select distinct c.request_id as id from welfare_reportitem i"
            " join welfare_contribution c on c.id = i.item where i.report_id = %s order by 1) q",
            [report],
        )


def _hash(*parts: str) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _end_links(request: ContributionRequest, at: datetime) -> int:
    links = ContributionLink.objects.filter(request=request, revoked_at__isnull=True)
    return len([link.change(expected=link.version, revoked_at=at) for link in links])


@transaction.atomic
def withdraw_contribution_request(*, request: ContributionRequest, by: Actor, at: datetime) -> ContributionRequest:
    """Take a question back: its link opens nothing from now on. What was answered stays. Twice is once.

    Refused to others than the lead professional.
    """
    hold_case(request.case_id)
    _hold(request)
    refuse_others(request.case, request.child_id, by)
    if _end_links(request, at):
        audit.record("welfare.contribution_request_withdrawn", by=by, at=at, subject=request.pk, case=request.case_id)
    return request


@transaction.atomic
def try_contribution_code(*, token: str, code: str, by: Actor | None = None, at: datetime) -> Actor | None:
    """Who comes in with this link and this code; None where they open nothing. Every try counts, and is written down."""
    digits = "".join(sign for sign in code if sign.isalnum())
    with connection.cursor() as cursor:
        cursor.execute("select welfare_try_code(%s, %s)", [_hash(token), _hash(token, digits)])
        (found,) = cursor.fetchone()
    outcome = Outcome.DONE if found else Outcome.REFUSED
    audit.record("welfare.contribution_code_tried", by=by, at=at, subject=found, outcome=outcome)
    return Actor.objects.get(pk=found) if found else None


@transaction.atomic
def save_contribution_draft(
    *, request: ContributionRequest, text: str, expected: int, by: Actor, at: datetime
) -> ContributionDraft:
    """Keep what somebody wrote and has not given. `expected` is the version seen (0: none yet).

    Refused once the answer went on, and where the link ended. What was saved from another device meanwhile raises `Stale`.
    """
    _refuse_if_over(request, by, AnswerFacts(text, "", is_answer=False))
    draft = ContributionDraft.objects.filter(request=request).first()
    if draft is not None and draft.text == text:
        return draft
    if draft is None:
        draft = ContributionDraft.objects.create(request=request, text=text)
    elif draft.version != expected:
        raise Stale(draft)
    else:
        draft.change(expected=expected, text=text)
    audit.record("welfare.contribution_draft_saved", by=by, at=at, subject=request.pk, case=request.case_id)
    return draft


@transaction.atomic
def give_contribution(*, request: ContributionRequest, text: str, goes: str, by: Actor, at: datetime) -> Contribution:
    """Give an answer, in the name of whoever was asked; given again it takes the place of the one before, which stays.

    Refused without words, where it is not said whether it may go on, once it went on in a report, and where the link ended.
    """
    said = {
        "text": text.strip(), "goes": goes, "title": f"Answer: {request.role}"[:200],
        "said_by": said_by(by.shown_name, request.role, request.organisation, goes),
    }  # fmt: skip
    return _answer(request, "welfare.contribution_given", AnswerFacts(text, goes), by, at, **said)


@transaction.atomic
def decline_contribution(*, request: ContributionRequest, by: Actor, at: datetime) -> Contribution:
    """Say that one cannot answer; an answer given before no longer stands. Until the link ends it may still be given.

    Refused once an answer went on in a report, and where the link ended.
    """
    facts = AnswerFacts("", "", is_answer=False)
    return _answer(request, "welfare.contribution_declined", facts, by, at, is_declined=True)


@transaction.atomic
def take_down_contribution(
    *, request: ContributionRequest, text: str, goes: str, by: Actor, at: datetime
) -> Contribution:
    """Write down what somebody answered by phone or on paper; they may read it by their link, and change it there.

    Refused to others than the lead professional, without words, where it is not said whether it may go on, and where they
    answered themselves already.
    """
    hold_case(request.case_id)
    _hold(request)
    refuse_others(request.case, request.child_id, by)
    before = standing_answer(request)
    if before is not None and before.by_id == request.contributor_id:
        raise Refused(Obstacle(
            "answered_already", "They answered by their link: their own words stand.", GUIDANCE_ON_SHARING,
            "whoever was asked can change the answer",
        ))  # fmt: skip
    refuse_if(obstacles_to_answering(AnswerFacts(text, goes)))
    name = request.contributor.shown_name
    return _put(
        request, before, "welfare.contribution_taken_down", by, at, text=text.strip(), goes=goes,
        title=f"Answer: {request.role}"[:200], said_by=said_by(name, request.role, request.organisation, goes),
    )  # fmt: skip


def _answer(
    request: ContributionRequest, verb: str, facts: AnswerFacts, by: Actor, at: datetime, **said: object
) -> Contribution:
    """Put an answer of whoever was asked in the place of the one before; what was kept as a draft is needed no more."""
    _refuse_if_over(request, by, facts)
    draft = ContributionDraft.objects.filter(request=request).first()
    if draft is not None and draft.text:
        draft.change(expected=draft.version, text="")
    return _put(request, standing_answer(request), verb, by, at, **said)


def _put(
    request: ContributionRequest, before: Contribution | None, verb: str, by: Actor, at: datetime, **said: object
) -> Contribution:
    if before is not None and before.by_id == by.pk and all(getattr(before, name) == said[name] for name in said):
        return before  # pressed twice
    answer = Contribution.objects.create(
        request=request, case_id=request.case_id, child_id=request.child_id, corrects=before, by=by, at=at, **said
    )
    audit.record(verb, by=by, at=at, subject=answer.pk, case=request.case_id)
    return answer


def _refuse_if_over(request: ContributionRequest, by: Actor, facts: AnswerFacts) -> None:
    """Ask the rule under the lock, with the question as it stands now for whoever was asked."""
    _hold(request)
    question = question_to(by)
    if question is None or question.request != request:
        raise Refused(Obstacle(
            "link_ended", "This link has ended. Ring the person who asked you: they can send a new one.",
            GUIDANCE_ON_SHARING, "the lead professional can send a new link",
        ))  # fmt: skip
    refuse_if(obstacles_to_answering(replace(facts, is_used=question.is_used)))
