"""Pages of what has had its time: the list, a case's own, holds, two signatures, and certificates."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.writing import posted, write
from kith.keeping import actions, queries
from kith.keeping.forms import HoldForm, SignForm, WithdrawForm
from kith.keeping.wording import CALLED, words_in
from kith.register.gate import Case, on_case

ROWS, LOOKED_AT, HOLDS, TEXTS = 25, 40, 25, 20


@page("keeping.kept_long_enough")
def kept_long_enough(request: Request) -> HttpResponse:
    """What has come to the end of its time on the cases that one sees, the longest ago closed first."""
    today, asked = timezone.localdate(request.passage.at), request.GET.get("page", "")
    place = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    found = queries.ended(request.passage, today, limit=LOOKED_AT, offset=LOOKED_AT * (place - 1))
    shown = Paginator(range(found.count), LOOKED_AT).get_page(place)
    if shown.number != place:  # beyond the last page
        found = queries.ended(request.passage, today, limit=LOOKED_AT, offset=LOOKED_AT * (shown.number - 1))
    held = Paginator(queries.standing_holds(), HOLDS).get_page(request.GET.get("holds"))
    request.shown = [*(row.case for row in found.rows), *(hold.subject for hold in held)]
    return render(request, "keeping/kept_long_enough.html", {
        "found": shown, "rows": _told(found.rows), "today": today, "holds": held,
    })  # fmt: skip


@on_case("keeping.case_keeping")
def case_keeping(request: Request, case: Case) -> HttpResponse:
    """Each class of record that one's side holds of a case, until when it is kept, and what keeps it longer."""
    today = timezone.localdate(request.passage.at)
    rows = queries.of_case(case, request.passage)
    return render(request, "keeping/case_keeping.html", {
        "case": case, "page_title": _("Keeping"), "rows": [(*told, told[0].is_over(today)) for told in _told(rows)],
        "holds": queries.holds_on(case), "is_held": bool(queries.held_among([case.pk])), "me": request.passage.actor.pk,
        "may_sign": request.passage.role in roles_that_may("keeping.propose_disposal"),
    })  # fmt: skip


@on_case("keeping.place_retention_hold")
def place_retention_hold(request: Request, case: Case) -> HttpResponse:
    """Keep longer what one's side holds of a case."""

    def act(given: dict[str, Any]) -> None:
        actions.place_retention_hold(case=case, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    return _written(request, case, HoldForm(posted(request)), act, title=_("Keep longer"), done=_("It is kept."), before=(
        _("Nothing that your side holds of this case can be disposed of while the hold stands, nor what crossed."),
        _("Your reason stays on your side."),
    ))  # fmt: skip


@on_case("keeping.end_retention_hold")
def end_retention_hold(request: Request, case: Case, hold_id: uuid.UUID) -> HttpResponse:
    """End a hold, with why."""
    hold = queries.hold_with_id(case, hold_id)
    if hold is None:
        raise Http404("no hold that stands over this case has this address")

    def act(given: dict[str, Any]) -> None:
        actions.end_retention_hold(
            case=case, hold=hold, reason=given["reason"], by=request.passage.actor, at=request.passage.at
        )

    return _written(
        request, case, HoldForm(posted(request)), act, title=_("End the hold"), done=_("The hold has ended."),
        quoted=hold.reason, before=(_("What has had its time can then go, when two people sign."),),
    )  # fmt: skip


@on_case("keeping.propose_disposal")
def propose_disposal(request: Request, case: Case, code: str) -> HttpResponse:
    """Sign as the first that all texts of one class on a case, of one body (?controller=) or of all, must go."""
    controller = request.GET.get("controller", "")
    rows = queries.of_case(case, request.passage, code)
    row = next((one for one in rows if one.term.controller == controller), None)
    if row is None or row.signed:
        raise Http404("nothing of this class waits for a first signature on this case")

    def act(given: dict[str, Any]) -> None:
        actions.propose_disposal(
            case=case, term=row.term, read=given["read"], by=request.passage.actor, at=request.passage.at
        )

    return _written(
        request, case, SignForm(posted(request), initial={"read": row.texts.count}), act,
        title=_("Sign that it must go"), button=_("Sign as the first"),
        done=_("Signed. Nothing has gone: somebody else signs second."), row=row,
        tables=_tables(row.texts.by_table), words=row.term.words, controller=row.term.controller,
        texts=_texts(request, queries.texts_of(case.pk, row.term, request.passage.side)),
        before=(_("Nothing goes yet. Another person who may see this case signs second."),
                _("Until then a hold still keeps it.")),
    )  # fmt: skip


@on_case("keeping.dispose")
def dispose(request: Request, case: Case, disposal_id: uuid.UUID) -> HttpResponse:
    """Sign as the second, after which the texts are gone."""
    disposal, term = _waiting(case, disposal_id)

    def act(given: dict[str, Any]) -> None:
        actions.dispose(disposal=disposal, by=request.passage.actor, at=request.passage.at)

    return _written(
        request, case, SignForm(posted(request)), act, title=_("Dispose of it"), button=_("Sign as the second and dispose"),
        done=_("Gone. The certificate is the first of the list."), disposal=disposal,
        words=_words_of(disposal.retention_class), controller=disposal.controller,
        tables=_tables(queries.tables_signed(disposal)), then=reverse("certificates"),
        texts=_texts(request, queries.texts_of(case.pk, term, request.passage.side, disposal)),
        before=(_("The texts are emptied at once, and nobody can bring them back."),
                _("That there was an entry, by whom and when, stays, with the certificate; a file goes within a day."),
                _("All of it goes, or, if anything fails, none of it.")),
    )  # fmt: skip


@on_case("keeping.withdraw_disposal")
def withdraw_disposal(request: Request, case: Case, disposal_id: uuid.UUID) -> HttpResponse:
    """Take back a first signature, so that nothing goes."""
    disposal, _term = _waiting(case, disposal_id)

    def act(given: dict[str, Any]) -> None:
        actions.withdraw_disposal(
            disposal=disposal, reason=given["reason"], by=request.passage.actor, at=request.passage.at
        )

    return _written(
        request, case, WithdrawForm(posted(request)), act, title=_("Take the first signature back"),
        done=_("Taken back. Nothing has gone."), disposal=disposal, words=_words_of(disposal.retention_class),
        controller=disposal.controller, tables=_tables(queries.tables_signed(disposal)),
        before=(_("Nothing goes, and nobody can sign second."), _("Whoever finds later that it must go signs first, anew.")),
    )  # fmt: skip


@page("keeping.certificates")
def certificates(request: Request) -> HttpResponse:
    """Every certificate that one may read, newest first."""
    found = Paginator(queries.certificates(), ROWS).get_page(request.GET.get("page"))
    rows = [(one, _words_of(one.retention_class)) for one in found]
    request.shown = [one.pk for one in found]
    return render(request, "keeping/certificates.html", {"found": found, "rows": rows})


@page("keeping.certificates")
def certificate(request: Request, certificate_id: uuid.UUID) -> HttpResponse:
    """One certificate, to print."""
    found = queries.certificates().filter(pk=certificate_id).first()
    if found is None or found.disposal is None:
        raise Http404("no certificate that you may read has this address")
    request.shown, request.case_id = [found.pk], found.disposal.case_id
    return render(request, "keeping/certificate.html", {
        "one": found, "words": _words_of(found.retention_class), "tables": _tables(queries.tables_signed(found.disposal)),
    })  # fmt: skip


def _written(
    request: Request, case: Case, form: Any, act: Any, *, title: str, done: str, then: str = "", **shown: Any
) -> HttpResponse:  # Any: either form, what is done with it, and what its page shows
    back = reverse("case_keeping", args=[case.pk])
    around = {"case": case, "page_title": title, "button": title, "back": back} | shown
    return write(request, form, act, template="keeping/write.html", shown=around, done=done, then=then or back)


def _waiting(case: Case, disposal_id: uuid.UUID) -> tuple[Any, Any]:  # Any: a Disposal, and its Term
    disposal = queries.disposal_with_id(case, disposal_id)
    term = queries.term_of(disposal.retention_class, disposal.controller) if disposal else None
    if disposal is None or term is None:
        raise Http404("nothing that waits for a second signature on this case has this address")
    return disposal, term


def _texts(request: Request, texts: list[queries.Text]) -> Any:  # Any: one page of them
    """A page of what goes, each with what it is called and every word of it, to be read before it is signed for."""
    found: Any = Paginator(texts, TEXTS).get_page(request.GET.get("texts"))
    read = queries.said_in(found.object_list)
    request.shown = [text.pk for text, _who, _said in read]  # what was read, and nothing that went meanwhile
    found.object_list = [(CALLED[text.label], text.at, who, words_in(said), text.pk) for text, who, said in read]
    return found


def _told(rows: list[queries.Row]) -> list[tuple[queries.Row, list[tuple[str, int]]]]:
    return [(row, _tables(row.texts.by_table)) for row in rows]


def _tables(counted: Any) -> list[tuple[str, int]]:  # Any: pairs
    """Each table by what its texts are called."""
    return sorted((str(CALLED[label]), many) for label, many in counted)


def _words_of(code: str) -> str:
    term = queries.term_of(code, "")
    return term.words if term else code
