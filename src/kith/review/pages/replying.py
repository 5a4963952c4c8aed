"""Hearing the family before a refusal."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import NothingForm, ReceiptForm, ReplyForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, invitation_of, open_review_of, posted, write


@on_case("review.invite_reply")
def invite_reply(request: Request, case: Case) -> HttpResponse:
    """Let the family hear the points against it; the letter is made within a minute."""
    draft = queries.newest_draft(open_review_of(case))
    if draft is None:
        raise Http404
    hint = _(
        "The family gets the points against it by letter and has 28 days to answer, counted from the day it has the letter."
    )
    return write(
        request,
        case,
        NothingForm(posted(request)),
        acting(request, actions.invite_reply, draft=draft),
        _("The letter is being made."),
        title=_("Invite reply"),
        hint=hint,
    )


@on_case("review.record_proof_of_receipt")
def record_proof_of_receipt(request: Request, case: Case) -> HttpResponse:
    """Record how and when the family received the invitation."""
    invitation = invitation_of(case)

    def act(given: dict[str, Any]) -> None:
        acting(request, actions.record_proof_of_receipt, invitation=invitation, pack=load())(
            {"method": given["method"], "proof": given["proof"], "received_on": given["day"]}
        )

    return write(request, case, ReceiptForm(posted(request)), act, _("Recorded."), title=_("Record proof of receipt"))


@on_case("review.record_reply")
def record_reply(request: Request, case: Case) -> HttpResponse:
    """Record the family's reply, or that its time ended."""
    invitation = invitation_of(case)

    def act(given: dict[str, Any]) -> None:
        acting(request, actions.record_reply, invitation=invitation)(given | {"was_given": given["was_given"] == "yes"})

    return write(
        request,
        case,
        ReplyForm(posted(request)),
        act,
        _("Recorded."),
        title=_("Record reply"),
        hint=_("Nothing follows from silence."),
    )
