"""Hearing the family before a refusal."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import posted
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import ReceiptForm, ReplyForm, ThisVersionForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, closed_words, own_review, write
from kith.review.rules import points_in


@on_case("review.invite_reply")
def invite_reply(request: Request, case: Case) -> HttpResponse:
    """Let the family hear the points against it, exactly as they are shown here; the letter is made within a minute."""
    review, pack = own_review(request, case), load()
    form = ThisVersionForm(posted(request))
    newest = queries.newest_draft(review)
    if newest is None:
        raise Http404
    form.fields["draft"].initial = newest.number

    def act(given: dict[str, Any]) -> None:
        draft = queries.draft_numbered(review, given["draft"])
        if draft is None:
            raise Http404
        actions.invite_reply(draft=draft, by=request.passage.actor, at=request.passage.at)

    today = timezone.localdate(request.passage.at)
    return write(
        request, case, form, act, _("The letter is being made. Next: the proof that the family has it."),
        title=_("Invite reply"), template="review/invite_reply.html",
        more={
            "draft": newest, "points": points_in(newest.points_against), "closed": closed_words(review),
            "days": pack.duty("invite_reply", today).amount, "more_days": pack.duty("extend_reply", today).amount,
        },
    )  # fmt: skip


@on_case("review.record_proof_of_receipt")
def record_proof_of_receipt(request: Request, case: Case) -> HttpResponse:
    """Record how and when the family received the invitation."""
    invitation, shown = _invitation(request, case)
    form = ReceiptForm(posted(request), initial={"letter": invitation.pk})

    def act(given: dict[str, Any]) -> None:
        actions.record_proof_of_receipt(
            invitation=_same(invitation, given["letter"]), method=given["method"], proof=given["proof"],
            received_on=given["day"], pack=load(), by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    done = _("Recorded. The family's time to reply is counted from that day.")
    title = _("Record proof of receipt")
    return write(request, case, form, act, done, title=title, template="review/receipt.html", more=shown)


@on_case("review.record_reply")
def record_reply(request: Request, case: Case) -> HttpResponse:
    """Record the family's reply and what was made of it, or that its time ended without one."""
    invitation, shown = _invitation(request, case)
    form = ReplyForm(posted(request), initial={"letter": invitation.pk})

    def act(given: dict[str, Any]) -> None:
        action = acting(request, actions.record_reply, invitation=_same(invitation, given.pop("letter")))
        action(given | {"was_given": given["was_given"] == "yes"})

    title = _("Record reply")
    return write(request, case, form, act, _("Recorded."), title=title, template="review/reply.html", more=shown)


def _invitation(request: Request, case: Case) -> tuple[Any, dict[str, Any]]:  # Any: an invitation
    review = own_review(request, case)
    found = queries.newest_invitation(review)
    if found is None:
        raise Http404
    shown = {
        "invitation": found, "letter": getattr(found, "letter", None), "proof": getattr(found, "proof", None),
        "points": points_in(found.draft.points_against), "closed": closed_words(review),
    }  # fmt: skip
    return found, shown


def _same(invitation: Any, seen: object) -> Any:  # Any: an invitation
    """The invitation that the page showed; where another was sent meanwhile, that page is gone."""
    if invitation.pk != seen:
        raise Http404
    return invitation
