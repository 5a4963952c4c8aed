"""Files of a child's record: opening one, and saying that it was added by mistake."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import posted
from kith.documents.actions import sign_off
from kith.documents.handing import MistakeForm, SignOffForm, hand_out
from kith.register.gate import on_case
from kith.welfare import actions, queries
from kith.welfare.pages.around import Writing, write
from kith.welfare.record import Case


@on_case("welfare.child_file")
def child_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """A file of a child's record, to keep; not while the scanner has not found it safe."""
    found, _child = _file(case, document_id)
    return hand_out(request, found.document)


@on_case("welfare.mark_child_file")
def mark_child_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """Say that a file was added to the child's record by mistake."""
    found, child = _file(case, document_id)
    request.shown = [document_id]
    shown = {"case": case, "child_id": child, "name": _("The child's page")}

    def act(given: dict[str, Any]) -> None:
        actions.mark_child_file(file=found, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    return write(request, shown, MistakeForm(posted(request)), Writing(
        title=_("Added by mistake"), act=act, done=_("Marked. Nobody is shown this file any more."),
        more={"quoted": found.document.name},
    ))  # fmt: skip


@on_case("welfare.sign_child_file")
def sign_child_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """Put one's own name under a file of a child's record, and say for what."""
    found, child = _file(case, document_id)
    request.shown = [document_id]
    shown = {"case": case, "child_id": child, "name": _("The child's page")}

    def act(given: dict[str, Any]) -> None:
        sign_off(document=found.document, says=given["says"], by=request.passage.actor, at=request.passage.at)

    return write(request, shown, SignOffForm(posted(request)), Writing(
        title=_("Sign off"), act=act, done=_("Signed off with your name."), more={"quoted": found.document.name},
    ))  # fmt: skip


def _file(case: Case, document_id: uuid.UUID) -> tuple[Any, uuid.UUID]:  # Any: pages know no tables
    """Where the file was added, and the child as this case has it."""
    found = queries.note_file(case, document_id)
    if found is None:
        raise Http404("no file of a child of this case has this address")
    return found
