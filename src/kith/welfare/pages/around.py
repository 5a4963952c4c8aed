"""What every page of a child has around it, and the one way of writing on this side."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import write as answered
from kith.records import Stale
from kith.register.queries import people_of
from kith.ui.forms import Form
from kith.welfare import queries
from kith.welfare.record import Case
from kith.welfare.rules import OnSharing


def of_child(request: Request, case: Case, child_id: uuid.UUID) -> dict[str, Any]:
    """What every page of one child shows. 404 where it is no child of this case."""
    entry = queries.child_of(case, child_id)
    if entry is None:
        raise Http404("no child of this case has this address")
    request.shown = [child_id]
    today = request.passage.at.date()
    people = people_of([case]).get(case.family_id, [])
    view = next((p for p in people if p.id == entry.person.canonical_id), None)
    age = view.age_on(today) if view else ""
    name = view.name if view else _("name not known")
    called = f"{name}, {age}" if age else name
    return {
        "case": case, "page_title": called, "child_id": child_id, "name": called, "called": name, "entry": entry,
        "other_names": view.other_names if view else (), "people": people,
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A page with one form about one child: its words, what to do with the form, and where to go then.

    `done` is what is said afterwards; `button` is what is pressed, if it is another than the title.
    """

    title: str
    act: Callable[[dict[str, Any]], object]
    done: str
    hint: str = ""
    before: tuple[str, ...] = ()  # what will happen, said before it does
    button: str = ""
    template: str = "welfare/write.html"
    then: str = "child"
    more: dict[str, Any] = field(default_factory=dict)


def write(request: Request, shown: dict[str, Any], form: Form, page: Writing) -> HttpResponse:
    """The form's page, and what comes of it: see `kith.access.writing`."""
    around = {
        "page_title": page.title, "button": page.button or page.title, "hint": page.hint, "before": page.before,
    }  # fmt: skip
    return answered(
        request, form, page.act, template=page.template, shown=shown | around | page.more, done=page.done,
        then=reverse(page.then, kwargs={"case_id": shown["case"].pk, "child_id": shown["child_id"]}),
        both=lambda stale: {"both": both_versions(form, stale)},
    )  # fmt: skip


def both_versions(form: Form, stale: Stale) -> list[tuple[str, str, str]]:
    """Every text that somebody else saved otherwise meanwhile: its name, what was typed here, what is saved now.

    The form goes on from the version that is saved now: pressing the button again keeps what was typed.
    """
    form.data = {**form.data.dict(), "version": str(getattr(stale.current, "version", 0))}  # type: ignore[attr-defined]
    return [
        (str(form.fields[name].label), mine, theirs)
        for name, mine in form.cleaned_data.items()
        if isinstance(mine, str) and isinstance(theirs := getattr(stale.current, name, None), str) and mine != theirs
    ]


def said_in(given: dict[str, Any]) -> OnSharing:
    """What a form says of sharing, beside why and on what basis."""
    return OnSharing(**{one.name: given[one.name] for one in fields(OnSharing) if one.name in given})


def number(text: str) -> int:
    """The version that a page sent; 0, which nothing has, where it is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0
