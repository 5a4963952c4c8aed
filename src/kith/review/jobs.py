"""Jobs of the review."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.queries import job_actor
from kith.access.side import waited_too_long
from kith.access.terms import Role
from kith.documents.actions import keep_document
from kith.documents.models import Document
from kith.documents.rendering import Letter, NotRendered, render_letter
from kith.documents.terms import DocumentKind
from kith.protocol.pack import load
from kith.register.gate import hold_case
from kith.review import actions
from kith.review.letters import confirmations_without_letter, invitation_letter, invitations_without_letter, notice

AT_ONCE = 100  # letters in one look, so that other jobs have their turn
_log = logging.getLogger(__name__)


def make_letters(at: datetime) -> int:
    """Make the letters that are due: invitations to reply, and notices of confirmed decisions. Returns how many.

    Each has a transaction of its own and the lock of its case, so that twice, at once or stopped halfway is right.
    A letter that cannot be set, or whose case somebody holds for long, is logged by the id of its cause and does not keep the
    others waiting.
    """
    actor = job_actor(Role.LETTER_JOB, at)
    with entered(actor, "review.make_letters", at=at):
        invitations = [one.pk for one in invitations_without_letter()[:AT_ONCE]]
        confirmations = [one.pk for one in confirmations_without_letter()[: AT_ONCE - len(invitations)]]
    made = [_tried(_make_invitation, one, actor, at) for one in invitations]
    made += [_tried(_make_notice, one, actor, at) for one in confirmations]
    return sum(made)


def _tried(make: Callable[[uuid.UUID, Actor, datetime], bool], cause: uuid.UUID, actor: Actor, at: datetime) -> bool:
    try:
        with entered(actor, "review.make_letters", at=at):
            return make(cause, actor, at)
    except NotRendered as refused:
        _log.warning("no letter for %s: %s", cause, refused)
        return False
    except OperationalError as error:
        if not waited_too_long(error):
            raise
        _log.warning("no letter for %s yet: somebody else is changing its case", cause)
        return False


def _make_invitation(cause: uuid.UUID, actor: Actor, at: datetime) -> bool:
    due = invitations_without_letter().filter(pk=cause)
    if not (invitation := due.first()):
        return False
    hold_case(invitation.review.case_id)
    if not due.exists():  # made by another while this one waited for the lock
        return False
    letter = invitation_letter(invitation, pack=load(), on=timezone.localdate(at))
    document = _kept(letter, DocumentKind.REPLY_INVITATION, invitation.review.case_id, actor, at)
    actions.keep_letter(document=document, invitation=invitation, by=actor, at=at)
    return True


def _make_notice(cause: uuid.UUID, actor: Actor, at: datetime) -> bool:
    due = confirmations_without_letter().filter(pk=cause)
    if not (confirmation := due.first()):
        return False
    case = confirmation.decision.review.case_id
    hold_case(case)
    if not due.exists():
        return False
    letter = notice(confirmation, pack=load(), on=timezone.localdate(at))
    document = _kept(letter, DocumentKind.NOTICE, case, actor, at)
    actions.keep_letter(document=document, confirmation=confirmation, by=actor, at=at)
    return True


def _kept(letter: Letter, kind: DocumentKind, case: uuid.UUID, actor: Actor, at: datetime) -> Document:
    words = {**load().letter("frame"), **load().letter(letter.template)}
    done = render_letter(letter, words=words, fonts=settings.FONTS)
    return keep_document(content=done.pdf, kind=kind, case=case, folder=settings.DOCUMENTS, by=actor, at=at)
