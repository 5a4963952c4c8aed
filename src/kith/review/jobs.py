"""Jobs of the review."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.models import QuerySet
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
from kith.review import actions, letters

AT_ONCE = 100  # letters in one look, so that other jobs have their turn
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: what it is kept as, the causes that have none yet, and the letter of one of them."""

    of: DocumentKind
    due: Callable[[], QuerySet[Any]]  # Any: one of `letters.Cause`
    letter: Callable[..., Letter]


KINDS = (
    Kind(DocumentKind.REPLY_INVITATION, letters.invitations_without_letter, letters.invitation_letter),
    Kind(DocumentKind.NOTICE, letters.confirmations_without_letter, letters.notice),
    Kind(DocumentKind.ENDING_LETTER, letters.endings_without_letter, letters.ending_letter),
    Kind(DocumentKind.GOES_ON_LETTER, letters.taken_back_without_letter, letters.goes_on_letter),
)


def make_letters(at: datetime) -> int:
    """Make the letters that are due: invitations to reply, notices of confirmed decisions, that a review ended without a
    decision, and that it goes on after all. Returns how many.

    Each has a transaction of its own and the lock of its case, so that twice, at once or stopped halfway is right.
    A letter that cannot be set, that fails in whatever way, or whose case somebody holds for long, is logged by the id of its
    cause, is tried again at the next look, and does not keep the others waiting.
    """
    actor = job_actor(Role.LETTER_JOB, at)
    with entered(actor, "review.make_letters", at=at):
        due = [(kind, one.pk) for kind in KINDS for one in kind.due()[:AT_ONCE]]
    return sum(_tried(kind, cause, actor, at) for kind, cause in due[:AT_ONCE])


def _tried(kind: Kind, cause: uuid.UUID, actor: Actor, at: datetime) -> bool:
    try:
        with entered(actor, "review.make_letters", at=at):
            return _made(kind, cause, actor, at)
    except NotRendered as refused:
        _log.warning("no letter for %s: %s", cause, refused)
        return False
    except Exception as error:  # one letter must not stop the others; what failed is in the log, and is tried again
        if isinstance(error, OperationalError) and waited_too_long(error):
            _log.warning("no letter for %s yet: somebody else is changing its case", cause)
        else:
            _log.exception("no letter for %s", cause)
        return False


def _made(kind: Kind, cause: uuid.UUID, actor: Actor, at: datetime) -> bool:
    due = kind.due().filter(pk=cause)
    if not (found := due.first()):
        return False
    case = letters.cause_of_letter(found)[1].case_id
    hold_case(case)
    if not due.exists():  # made by another while this one waited for the lock, or due no more
        return False
    letter = kind.letter(found, pack=load(), on=timezone.localdate(at))
    document = _kept(letter, kind.of, case, actor, at)
    actions.keep_letter(document=document, cause=found, by=actor, at=at)
    return True


def _kept(letter: Letter, kind: DocumentKind, case: uuid.UUID, actor: Actor, at: datetime) -> Document:
    words = {**load().letter("frame"), **load().letter(letter.template)}
    done = render_letter(letter, words=words, fonts=settings.FONTS)
    return keep_document(content=done.pdf, kind=kind, case=case, folder=settings.DOCUMENTS, by=actor, at=at)
