"""The main menu, the line in words about the side, and the tabs of a case: the one place that knows every part's pages."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kith.access.copies import unsent
from kith.access.gate import Passage
from kith.access.help import help_for, pages_of_help
from kith.access.roles import HOMES, roles_that_may
from kith.access.terms import SIDE_LINES
from kith.protocol.pack import load
from kith.register.models import Case
from kith.safeguards.queries import hold_on

MENU: tuple[tuple[str, str, Promise], ...] = (
    ("my_caseload", "caseload.my_caseload", _("My caseload")),
    ("batches", "intake.batches", _("What came in")),
    ("judge_pair", "intake.judge_pair", _("Possible duplicates")),
    ("post", "representations.post", _("Post")),
    ("paper_files_missed", "register.paper_files_missed", _("Paper files wanted")),
    ("days_changed", "register.days_changed", _("Days that were moved")),
    ("children_without_lead", "welfare.children_without_lead", _("Children without a lead professional")),
    ("concerns", "welfare.concerns", _("Child protection")),
    ("emergencies", "welfare.emergencies", _("Shared at once")),
    ("urgent_openings", "welfare.urgent_openings", _("Opened urgently")),
    ("what_you_wrote", "welfare.what_you_wrote", _("Children you had before")),
    ("allocate", "review.allocate", _("Cases to allocate")),
    ("exceptions", "review.exceptions", _("Reports that do not come")),
    ("said_and_done", "review.said_and_done", _("Said and done")),
    ("sample", "review.sample", _("Decisions read once more")),
    ("learning", "review.learning", _("What came of decisions")),
    ("ask_for_clearance", "safeguards.ask_for_clearance", _("Clearance")),
    ("clearances", "safeguards.clearances", _("Clearance to sign")),
    ("welfare_checks", "safeguards.welfare_checks", _("Fresh looks asked for")),
    ("standing", "safeguards.standing", _("Holds and incidents")),
    ("kept_long_enough", "keeping.kept_long_enough", _("Kept long enough")),
    ("letters", "reporting.letters", _("Letters to the committees")),
    ("letters_counted", "reporting.cases_counted", _("Cases behind the letters")),
    ("proposals", "reporting.proposals", _("What proposals would cover")),
    ("accounts", "access.accounts", _("Accounts")),
    ("add_person", "access.add_person", _("Add a person")),
    ("rules", "protocol.rules", _("Rules")),
    ("audit_trail", "access.audit_trail", _("Audit trail")),
    ("audit_proof", "access.audit_proof", _("Proof")),
)
CASE_TABS: tuple[tuple[str, str, Promise], ...] = (
    ("case", "caseload.case", _("Overview")),
    ("case_people", "caseload.case_people", _("People")),
    ("child_list", "welfare.child_list", _("Children's side")),
    ("review", "review.review", _("Review")),
    ("shared", "disclosure.shared", _("Shared")),
    ("words", "representations.words", _("Words")),
    ("family_access", "representations.family_access", _("Pages of their own")),
    ("paper_files", "register.paper_files", _("Paper files")),
    ("safeguards", "safeguards.safeguards", _("Safeguards")),
    ("case_history", "caseload.case_history", _("History")),
    ("case_keeping", "keeping.case_keeping", _("Keeping")),
)


CHILDS_PAGES: tuple[tuple[str, str, Promise], ...] = (
    ("child", "welfare.child", _("Child's page")),
    ("childs_plan", "welfare.childs_plan", _("Plan")),
    ("child_dates", "welfare.child_dates", _("Dates")),
    ("preview_report", "welfare.preview_report", _("Report")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a menu."""

    label: str
    url: str
    current: str  # "page" for the page itself, "true" for the tab that a page lies under, else empty


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its own content; nothing of a case where nobody passed the gate."""
    passage: Passage | None = getattr(request, "passage", None)
    if passage is None:
        return {"side_line": _("Families, one by one, on their own merit."), "demo": settings.DEMO}
    menu = [
        Item(str(label), url, "page" if request.path == url else "")
        for name, permission, label in MENU
        if passage.role in roles_that_may(permission) and (url := _url(name))
        if name != "my_caseload" or passage.role not in HOMES
    ]
    return {
        "side_line": SIDE_LINES[passage.side],
        "navigation": menu,
        "who": {
            "name": passage.actor.shown_name,
            "role": ", ".join(str(one) for one in (passage.role.label, passage.actor.agency) if one),
            "url": _url("your_account") if passage.role in roles_that_may("access.your_account") else "",
        },
        "home_url": _url(HOMES.get(passage.role, "my_caseload")),
        "search_url": _url("find") if passage.role in roles_that_may("caseload.find") else "",
        "demo": settings.DEMO,
        "help_url": _help(request, passage),
        "looked_after_by": settings.LOOKED_AFTER_BY,
        "unsent_of": partial(unsent, request, passage.actor),
        "pages_of_case": partial(_tabs, "", passage=passage),
        "pages_of_child": partial(_pages_of_child, passage),
        **_around_case(request, passage),
    }


def _help(request: HttpRequest, passage: Passage) -> str:
    """The page of help that belongs to this page; empty for those who have none: the family, contributors."""
    if passage.role not in roles_that_may("access.help"):
        return ""
    permission = getattr(request.resolver_match.func, "permission", None) if request.resolver_match else None
    name = help_for(permission, passage.role)
    return reverse("help_page", args=[name]) if name in pages_of_help(settings.HOW_TO) else _url("help_pages")


def _around_case(request: HttpRequest, passage: Passage) -> dict[str, Any]:
    """What stands around every page of a case whose gate was passed: its council, the hold over the family, the tabs."""
    case: Case | None = getattr(request, "case", None)
    if case is None:
        return {}
    return {
        "area_name": load().areas.get(case.area, ""),
        "hold": hold_on(case, passage.at),
        "has_gone": getattr(case, "has_gone", False),  # which the gate of a case asks for
        "reads_certificates": passage.role in roles_that_may("keeping.certificates"),
        "case_tabs": _tabs(request.path, case, passage),
    }


def _tabs(path: str, case: Case, passage: Passage) -> list[Item]:
    """The tabs that this role may open. The overview is the parent of all, so it is lit for itself alone."""
    tabs = [
        (name, str(label), url)
        for name, permission, label in CASE_TABS
        if passage.role in roles_that_may(permission) and (url := _url(name, case_id=case.pk))
    ]
    return [
        Item(label, url, "page" if path == url else "true" if name != "case" and path.startswith(url) else "")
        for name, label, url in tabs
    ]


def _pages_of_child(passage: Passage, case: Case, child: uuid.UUID) -> list[Item]:
    """The pages of a child that this role may open: so whoever finds a child is on its plan or report with one more step."""
    return [
        Item(str(label), url, "")
        for name, permission, label in CHILDS_PAGES
        if passage.role in roles_that_may(permission) and (url := _url(name, case_id=case.pk, child_id=child))
    ]


def _url(name: str, **values: object) -> str:
    try:
        return reverse(name, kwargs=values or None)
    except NoReverseMatch:
        return ""
