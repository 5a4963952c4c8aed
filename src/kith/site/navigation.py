"""The main menu, the line in words about the side, and the tabs of a case: the one place that knows every part's pages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kith.access.gate import Passage
from kith.access.roles import roles_that_may
from kith.access.terms import SIDE_LINES

MENU: tuple[tuple[str, str, Promise], ...] = (
    ("my_caseload", "caseload.my_caseload", _("My caseload")),
    ("batches", "intake.batches", _("What came in")),
    ("judge_pair", "intake.judge_pair", _("Possible duplicates")),
    ("children_without_lead", "welfare.children_without_lead", _("Children without a lead professional")),
    ("allocate", "review.allocate", _("Cases to allocate")),
    ("letters", "reporting.letters", _("Letters to the committees")),
    ("audit_trail", "access.audit_trail", _("Audit trail")),
    ("audit_proof", "access.audit_proof", _("Proof")),
)
CASE_TABS: tuple[tuple[str, str, Promise], ...] = (
    ("case", "caseload.case", _("Overview")),
    ("case_people", "caseload.case_people", _("People")),
    ("child_list", "welfare.child_list", _("Children's side")),
    ("review", "review.review", _("Review")),
    ("shared", "disclosure.shared", _("Shared")),
    ("case_history", "caseload.case_history", _("History")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a menu."""

    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its own content; nothing of a case where nobody passed the gate."""
    passage: Passage | None = getattr(request, "passage", None)
    if passage is None:
        return {"side_line": _("Families, one by one, on their own merit."), "demo": settings.DEMO}
    menu = [
        Item(str(label), url, request.path == url)
        for name, permission, label in MENU
        if passage.role in roles_that_may(permission) and (url := _url(name))
    ]
    return {
        "side_line": SIDE_LINES[passage.side],
        "navigation": menu,
        "who": {"name": passage.actor.shown_name, "role": f"{passage.role.label}, {passage.actor.agency or ''}"},
        "search_url": _url("find") if passage.role in roles_that_may("caseload.find") else "",
        "case_tabs": _tabs(request, passage),
        "demo": settings.DEMO,
    }


def _tabs(request: HttpRequest, passage: Passage) -> list[Item]:
    case_id = getattr(request, "case_id", None)
    if case_id is None:
        return []
    return [
        Item(str(label), url, request.path == url)
        for name, permission, label in CASE_TABS
        if passage.role in roles_that_may(permission) and (url := _url(name, case_id=case_id))
    ]


def _url(name: str, **values: object) -> str:
    try:
        return reverse(name, kwargs=values or None)
    except NoReverseMatch:
        return ""
