"""A family's and a young person's own pages: coming in, where it stands, what was sent, our words, a meeting, leaving."""

import functools
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kith.access.gate import Request, note_refusal, open_to_all, page
from kith.access.terms import FactSide
from kith.access.visits import begin_visit, end_visit
from kith.access.writing import sent
from kith.family import queries
from kith.family.forms import CodeForm, MeetingForm, WordsForm
from kith.family.rules import STEPS, step_now
from kith.representations import actions
from kith.representations.queries import languages, leave_for, own_access, own_words, page_words
from kith.representations.terms import Wish
from kith.verdict import Refused

P = ParamSpec("P")
Words = Mapping[str, str]
LANGUAGE = "language"
CAME_IN = "came_in"


class OwnRequest(Request):
    """A request of somebody who visits: their own page, and its words in the language that they chose."""

    access: Any  # pages know no tables
    w: Words


def own_page(
    permission: str,
) -> Callable[[Callable[Concatenate[OwnRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Gate a page of whoever visits. Nothing of it is kept in the browser. A page that was closed, or given anew, since they
    came in shows nothing."""

    def decorate(view: Callable[Concatenate[OwnRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @page(permission)
        def gated(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            own: OwnRequest = request  # type: ignore[assignment]  # what it lacks is given here
            own.access = own_access()
            if _is_over(request, own.access):
                if kwargs:
                    raise Http404("nothing of theirs has this address")
                return redirect("sign_in")
            own.case_id = own.access.case_id
            own.w = page_words(request.session.get(LANGUAGE) or own.access.language)
            with translation.override(own.w["language_code"]):
                return view(own, *args, **kwargs)

        return functools.update_wrapper(gated, view, assigned=("__module__", "__name__", "__qualname__", "__doc__"))

    return decorate


@open_to_all
@never_cache
def come_in(request: HttpRequest, link: str) -> HttpResponse:
    """Come in by a link and the code that goes with it. Which of the two was wrong is not said.

    The language is the one in the address or the browser's: never the one of whoever came in on this phone before.
    """
    chosen = request.GET.get("language", "")
    chosen = chosen if chosen in dict(languages()) else ""
    w, at = page_words(chosen or translation.get_language_from_request(request)[:2]), timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None, w=w)
    if request.method == "POST" and form.is_valid():
        try:
            knock = actions.knock(link=link, by=None, at=at)
            actor = actions.come_in(knock=knock, code=form.cleaned_data["code"], by=None, at=at)
        except Refused as refused:
            note_refusal(None, "family.come_in", at, [one.code for one in refused.obstacles], None)
            form.add_error("code", w["not_together"])
        else:
            begin_visit(request, actor, at)
            request.session[LANGUAGE] = chosen or knock.language
            request.session[CAME_IN] = at.isoformat()
            return redirect("your_page")
    with translation.override(w["language_code"]):
        shown = {"form": form, "w": w, "languages": languages(), "is_outside": True}
        return render(request, "family/come_in.html", shown, status=422 if request.method == "POST" else 200)


@open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language. Before somebody came in it is kept in the address alone: a phone may be shared."""
    language, back = request.POST.get("language", ""), request.POST.get("back", "")
    if not (back.startswith("/own/") and url_has_allowed_host_and_scheme(back, {request.get_host()})):
        back = reverse("your_page")
    if language not in dict(languages()):
        return redirect(back)
    if CAME_IN not in request.session:
        return redirect(f"{back.partition('?')[0]}?{urlencode({'language': language})}")
    request.session[LANGUAGE] = language
    return redirect(back)


@open_to_all
@never_cache
@csrf_exempt
@require_POST
def leave_page(request: HttpRequest) -> HttpResponse:
    """End the visit and be somewhere else at once, whoever comes into the room."""
    end_visit(request)
    answer = render(request, "family/left.html", {"leave_for": leave_for()})
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@own_page("family.your_page")
def your_page(request: OwnRequest) -> HttpResponse:
    """The five steps and where it stands now in one sentence, who can help; for a young person in four short sentences."""
    standing, helpers = queries.standing(), queries.helpers()
    now = step_now(standing)
    current = "later" if standing.is_ended else "now"
    steps = [
        (request.w[f"step_{n}"], "done" if n < now else current if n == now else "later") for n in range(1, STEPS + 1)
    ]
    answer = "_served" if standing.is_served else "_ended" if standing.is_ended else ""
    young = (
        request.w["young_1"],
        request.w["young_2"].format(name=helpers[0].name) if helpers and helpers[0].name else request.w["young_2_nobody"],
        request.w["young_3"], request.w[f"young_4{answer}"],
    )  # fmt: skip
    template = "family/your_page_young.html" if request.access.is_young else "family/your_page.html"
    return _shown(request, template, {
        "steps": steps, "now": request.w["now_ended" if standing.is_ended else f"now_{now}"], "helpers": helpers,
        "young": young, "is_home": True,
    })  # fmt: skip


@own_page("family.sent_about_us")
def sent_about_us(request: OwnRequest) -> HttpResponse:
    """What was sent to the Home Office, when, by whom, and who opened it, and when it was asked for. Not what stands in it."""
    return _shown(request, "family/sent_about_us.html", {"sent": queries.sent(), "asked": queries.asked()})


@own_page("family.our_words")
def our_words(request: OwnRequest) -> HttpResponse:
    """Write, to whom one chooses, and read back what one wrote and what came back. Nobody else's words."""
    form = WordsForm(*sent(request), w=request.w, readers=_readers(request))
    found = own_words(request.access)
    request.shown = [one.said.pk for one in found]
    return _written(request, form, "family/our_words.html", {"found": found}, {})


@own_page("family.ask_for_meeting")
def ask_for_meeting(request: OwnRequest) -> HttpResponse:
    """Ask for a meeting."""
    form = MeetingForm(request.POST if request.method == "POST" else None, w=request.w, readers=_readers(request))
    return _written(request, form, "family/ask_for_meeting.html", {}, {"wish": Wish.MEETING})


@require_POST
@own_page("family.do_not_wait")
def do_not_wait(request: OwnRequest, said_id: uuid.UUID) -> HttpResponse:
    """Say that nothing need wait for an answer to this."""
    said = next((one.said for one in own_words(request.access) if one.said.pk == said_id), None)
    if said is None:
        raise Http404
    actions.do_not_wait(said=said, by=request.passage.actor, at=request.passage.at)
    return redirect("our_words")


@own_page("family.letters_to_us")
def letters_to_us(request: OwnRequest) -> HttpResponse:
    """Which letters the family has, since when, by when it may reply; and how counted what was sent and said."""
    return _shown(request, "family/letters_to_us.html", {"letters": queries.letters(), "feedback": queries.feedback()})


@own_page("family.who_looked")
def who_looked(request: OwnRequest) -> HttpResponse:
    """On which days which office looked at the family's records, newest first; nobody's name."""
    asked = request.GET.get("page", "")
    place = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1
    found, has_more = queries.looks(max(place, 1))
    days = [
        (day, [_look_in_words(one, request.w) for one in looks])
        for day, looks in groupby(found, key=lambda one: one.on)
    ]
    around = {"days": days, "earlier": place + 1 if has_more else 0, "later": max(place, 1) - 1}
    return _shown(request, "family/who_looked.html", around)


@own_page("family.legal_help")
def legal_help(request: OwnRequest) -> HttpResponse:
    """Where free legal help is."""
    return _shown(request, "family/legal_help.html", {})


def _look_in_words(look: queries.Look, w: Words) -> str:
    office = w.get(f"office_{look.office}", w["office_other"])
    said = f"{office}: {w[f'looked_{look.sort}']}"
    return f"{said} ({w['looked_urgent']})" if look.was_urgent else said


def _is_over(request: Request, access: Any) -> bool:  # Any: pages know no tables
    came_in = request.session.get(CAME_IN)
    return access is None or came_in is None or datetime.fromisoformat(came_in) < access.given_at


def _readers(request: OwnRequest) -> list[tuple[str, str]]:
    """Who can be written to: the children's side, and the Home Office where it knows of the case. What a young person writes
    is always read by the children's side too."""
    sides = [FactSide.WELFARE]
    if queries.standing().may_write_to_review:
        sides += [FactSide.COMMON] if request.access.is_young else [FactSide.DECISION, FactSide.COMMON]
    whose = "young_" if request.access.is_young else ""
    return [(side, request.w[f"{whose}reader_{side}"]) for side in sides]


def _written(
    request: OwnRequest, form: Any, template: str, shown: dict[str, Any], wish: dict[str, Any]
) -> HttpResponse:  # Any: either form, and what it does not ask
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | wish
        actions.say(access=request.access, by=request.passage.actor, at=request.passage.at, **given)
        return redirect("our_words")
    return _shown(request, template, {"form": form} | shown, status=422 if request.method == "POST" else 200)


def _shown(request: OwnRequest, template: str, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    around = {"w": request.w, "languages": languages(), "is_young": request.access.is_young}
    return render(request, template, around | shown, status=status)
