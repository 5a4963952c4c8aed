"""Pages of representations, for staff: what was put forward on a case, answering it, and who has a page of their own."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kith.access.gate import Request
from kith.access.roles import roles_that_may
from kith.access.terms import FactSide, Side
from kith.access.writing import posted, sent, write
from kith.disclosure.queries import disclosures_of
from kith.documents.actions import sign_off
from kith.documents.handing import MistakeForm, SignOffForm, hand_out
from kith.register.gate import Case, on_case
from kith.register.queries import names_of
from kith.representations import actions, queries
from kith.representations.forms import AnswerForm, GiveForm, HoldBackForm, RecordForm, WhyForm
from kith.representations.rules import in_groups, obstacles_to_giving_access
from kith.ui.dates import day_in_words
from kith.verdict import Refused


@on_case("representations.words")
def words(request: Request, case: Case) -> HttpResponse:
    """What the family and those who stand by it said to this side, and how it was met; what waits comes first.

    A second officer reads what tells what was drafted after an own view: the row policies of the review see to it.
    """
    found = queries.words_on(case, FactSide(request.passage.side))
    to_deal_with = queries.post_to_deal_with(case) if _may(request, "representations.deal_with_post") else []
    request.shown = [word.said.pk for word in found] + [one.item_id for one in to_deal_with]
    return render(request, "representations/words.html", {
        "to_deal_with": to_deal_with,
        "case": case, "page_title": _("Words"), "found": found, "may_answer": _may(request, "representations.answer"),
        "may_record": _may(request, "representations.record_representation"),
        "signs": "sign_sent_file" if _may(request, "representations.sign_sent_file") else "",
        "may_misplace": _may(request, "representations.misplace_words"),
        "is_second": request.passage.side == Side.DECISION and queries.is_second_officer(case, request.passage.actor.pk),
    })  # fmt: skip


@on_case("representations.answer")
def answer(request: Request, case: Case, said_id: uuid.UUID) -> HttpResponse:
    """Answer one thing, or say what will happen and when; others of the same writer can be answered with it."""
    side = FactSide(request.passage.side)
    found = queries.words_on(case, side)
    word = next((one for one in found if one.said.pk == said_id), None)
    if word is None:
        raise Http404
    request.shown = [said_id]
    others = [
        one for one in found
        if one.can_be_answered and one.said.pk != said_id and one.said.access_id == word.said.access_id
    ]  # fmt: skip
    named = [
        (str(one.said.pk), f"{one.who}, {day_in_words(one.said.said_on)}: {one.said.words[:60]}") for one in others
    ]

    def act(given: dict[str, Any]) -> None:
        actions.answer(
            case=case, said=[said_id, *map(uuid.UUID, given.get("also", []))], kind=given["kind"], words=given["words"],
            happens_on=given["happens_on"], side=side, by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return write(
        request, AnswerForm(posted(request), others=named), act, template="representations/answer.html",
        shown={"case": case, "page_title": _("Answer"), "word": word}, then=reverse("words", args=[case.pk]),
        done=_("Answered. Whoever wrote from a page of their own reads it there."),
    )  # fmt: skip


@on_case("representations.record_representation")
def record_representation(request: Request, case: Case) -> HttpResponse:
    """Write down what came from a supporter, a solicitor or a member of a parliament."""
    by, at = request.passage.actor, request.passage.at

    def act(given: dict[str, Any]) -> None:
        actions.record_representation(case=case, side=FactSide(request.passage.side), by=by, at=at, **given)

    return write(
        request, RecordForm(*sent(request), today=timezone.localdate(at)), act, template="representations/record.html",
        shown={"case": case, "page_title": _("Write down what came")}, done=_("Written down. It waits for an answer."),
        then=reverse("words", args=[case.pk]),
    )  # fmt: skip


@on_case("representations.misplace_words")
def misplace_words(request: Request, case: Case, said_id: uuid.UUID) -> HttpResponse:
    """Say that words stand on the case of another family."""
    said = queries.typed_in(case, said_id)
    if said is None:
        raise Http404("no words that were written down on this case have this address")
    request.shown = [said_id]

    def act(given: dict[str, Any]) -> None:
        actions.misplace_words(said=said, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    label, missing = _("How you know that these are words of another family"), _("Write how you know.")
    return write(
        request, WhyForm(posted(request), label=label, missing=missing), act, template="representations/misplace.html",
        shown={"case": case, "page_title": _("Words of another family"), "said": said},
        done=_("Taken off this case. What came by post waits to be linked again."), then=reverse("words", args=[case.pk]),
    )  # fmt: skip


@on_case("representations.sent_file")
def sent_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """A file that came with what was put forward to this side, to keep; not while the scanner has not found it safe."""
    found = _file(request, case, document_id)
    return hand_out(request, found.document)


@on_case("representations.mark_sent_file")
def mark_sent_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """Say that a file was added by mistake."""
    found = _file(request, case, document_id)
    request.shown = [document_id]

    def act(given: dict[str, Any]) -> None:
        actions.mark_sent_file(file=found, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    return write(
        request, MistakeForm(posted(request)), act, template="representations/mark_sent_file.html",
        shown={"case": case, "page_title": _("File sent by mistake"), "name": found.document.name},
        done=_("Marked. Nobody is shown this file any more."), then=reverse("words", args=[case.pk]),
    )  # fmt: skip


@on_case("representations.sign_sent_file")
def sign_sent_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """Put one's own name under a file that came with words, and say for what."""
    found = _file(request, case, document_id)
    request.shown = [document_id]

    def act(given: dict[str, Any]) -> None:
        sign_off(document=found.document, says=given["says"], by=request.passage.actor, at=request.passage.at)

    return write(
        request, SignOffForm(posted(request)), act, template="representations/mark_sent_file.html",
        shown={"case": case, "page_title": _("Sign off a file"), "name": found.document.name, "button": _("Sign off")},
        done=_("Signed off with your name."), then=reverse("words", args=[case.pk]),
    )  # fmt: skip


@on_case("representations.family_access")
def family_access(request: Request, case: Case) -> HttpResponse:
    """Who of the family has a page of their own. Each is one person's: nobody of the family learns of another's."""
    found = queries.pages_of(case, timezone.localdate(request.passage.at))
    by_childrens_side = request.passage.side == Side.WELFARE
    rows = [
        (one, next(iter(obstacles_to_giving_access(one.facts, queries.young_from(), by_childrens_side)), None))
        for one in found
    ]
    request.shown = [one.access.pk for one in found if one.access]
    return render(request, "representations/family_access.html", {
        "case": case, "page_title": _("Pages of their own"), "rows": rows, "languages": queries.languages(),
        "may_give": _may(request, "representations.give_access"),
        "may_stop": _may(request, "representations.stop_access"),
    })  # fmt: skip


@require_POST
@never_cache
@on_case("representations.give_access")
def give_access(request: Request, case: Case, person_id: uuid.UUID) -> HttpResponse:
    """Give one person a link and a code, shown once, on a page to print and hand over."""
    form = GiveForm(request.POST, languages=queries.languages())
    if not form.is_valid():
        messages.warning(request, _("Choose a language first."))
        return redirect("family_access", case_id=case.pk)
    try:
        given = actions.give_access(
            case=case, person=person_id, language=form.cleaned_data["language"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip
    except Refused as refused:
        request.refusals.append(refused)
        messages.warning(request, refused.obstacles[0].words)
        return redirect("family_access", case_id=case.pk)
    return render(request, "representations/given.html", {
        "case": case, "page_title": _("To hand over"), "letter": queries.page_words(given.access.language),
        "english": queries.page_words("en"), "code": in_groups(given.code),
        "address": request.build_absolute_uri(reverse("come_in", args=[given.link])),
    })  # fmt: skip


@on_case("representations.hold_back_from")
def hold_back_from(request: Request, case: Case, access_id: uuid.UUID) -> HttpResponse:
    """Do not tell of a report on one person's page, with a reason."""
    access = _access(case, access_id)
    reports = {str(held.pk): held for held in disclosures_of(case)}
    names = names_of([access.person_id, *(held.child_id for held in reports.values())])
    said = [(key, f"{names.get(held.child_id, '')}, {day_in_words(held.at)}") for key, held in reports.items()]

    def act(given: dict[str, Any]) -> None:
        actions.hold_back_from(
            access=access, disclosure=reports[given["disclosure"]], reason=given["reason"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    shown = {
        "case": case, "page_title": _("Hold a report back"), "name": names.get(access.person_id, ""),
        "has_reports": bool(reports),
    }  # fmt: skip
    return write(
        request, HoldBackForm(posted(request), reports=said), act, template="representations/hold_back_from.html",
        shown=shown, done=_("Held back from this person's page."), then=reverse("family_access", args=[case.pk]),
    )  # fmt: skip


@require_POST
@on_case("representations.stop_access")
def stop_access(request: Request, case: Case, access_id: uuid.UUID) -> HttpResponse:
    """Close somebody's page at once."""
    held = _access(case, access_id)
    actions.stop_access(access=held, expected=held.version, by=request.passage.actor, at=request.passage.at)
    messages.success(request, _("Closed. The link and the code open nothing any more."))
    return redirect("family_access", case_id=case.pk)


def _access(case: Case, access_id: uuid.UUID) -> Any:  # Any: pages know no tables
    found = queries.access_with_id(case, access_id)
    if found is None:
        raise Http404("no page of this case has this address")
    return found


def _file(request: Request, case: Case, document_id: uuid.UUID) -> Any:  # Any: pages know no tables
    found = queries.sent_file(case, document_id, request.passage.side)
    if found is None:
        raise Http404("no file of this side has this address")
    return found


def _may(request: Request, permission: str) -> bool:
    return request.passage.role in roles_that_may(permission)
