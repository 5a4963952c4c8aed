"""Help in place: the how-to pages of `docs/how-to`, read beside the work they are about.

They are the same files that a reader of the repository has; a server that was set up without them has no help to show.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from kith.access.terms import Role

# Which page of help belongs to which permissions: the longest beginning that fits. What fits none is about the role.
OF_PERMISSIONS = {
    "intake.": "take-in-files", "register.": "confirm-a-family",
    "register.days_changed": "move-a-day", "register.case_days": "move-a-day", "register.move_day": "move-a-day",
    "register.pause_clock": "move-a-day", "register.go_on_with_clock": "move-a-day", "register.take_back_day": "move-a-day",
    "register.paper_files": "log-post", "register.add_paper_file": "log-post", "register.record_paper_step": "log-post",
    "representations.post": "log-post", "representations.log_post": "log-post", "representations.open_post": "log-post",
    "representations.link_post": "log-post", "representations.take_back_post_link": "log-post",
    "representations.set_post_aside": "log-post", "representations.take_up_post": "log-post",
    "representations.deal_with_post": "log-post", "representations.misplace_words": "log-post",
    "welfare.arrange_cover": "appoint-a-lead-professional", "welfare.record_familys_view": "appoint-a-lead-professional",
    "welfare.children_without_lead": "appoint-a-lead-professional", "welfare.appoint": "appoint-a-lead-professional",
    "welfare.take_back_appointment": "appoint-a-lead-professional", "welfare.end_appointment": "appoint-a-lead-professional",
    "welfare.make_child_known": "appoint-a-lead-professional",
    "welfare.emergencies": "share-at-once", "welfare.sharing_records": "share-at-once",
    "welfare.refuse_to_share": "share-at-once", "welfare.release_in_emergency": "share-at-once",
    "welfare.give_emergency_reasons": "share-at-once", "welfare.check_emergency": "share-at-once",
    "welfare.open_urgently": "open-a-case-urgently", "welfare.urgent_openings": "open-a-case-urgently",
    "welfare.check_urgent_opening": "open-a-case-urgently",
    "welfare.release_report": "release-a-report", "welfare.return_report": "release-a-report",
    "welfare.move_report_date": "release-a-report", "welfare.take_back_report_date": "release-a-report",
    "welfare.assemble_report": "write-a-report", "welfare.preview_report": "write-a-report",
    "welfare.send_up_report": "write-a-report", "welfare.fetch_report_back": "write-a-report",
    "welfare.correct_report": "write-a-report", "welfare.": "hear-a-child",
    "review.allocate": "allocate-cases", "review.reallocate": "allocate-cases", "review.ask_": "allocate-cases",
    "review.draw_sample": "allocate-cases", "review.ask_for_report": "decide-a-case", "review.ask_what_helps": "decide-a-case",
    "review.second_officer": "look-as-second-officer", "review.propose_exception": "sign-as-a-senior",
    "review.sign_exception": "sign-as-a-senior", "review.check_quality": "sign-as-a-senior", "review.": "decide-a-case",
    "safeguards.ask_for_clearance": "ask-for-clearance", "safeguards.clearances": "sign-as-a-senior",
    "safeguards.sign_clearance": "sign-as-a-senior", "safeguards.ask_for_check": "sign-as-a-senior",
    "safeguards.welfare_checks": "hear-a-child", "safeguards.record_welfare_check": "hear-a-child",
    "safeguards.decline_welfare_check": "hear-a-child", "reporting.": "publish-a-letter", "access.audit": "verify-the-trail",
    "access.your_account": "sign-in", "access.accounts": "administer", "access.add_": "administer", "access.invite": "administer",
    "access.give_role": "administer", "access.end_role": "administer", "access.close_login": "administer",
    "access.open_login": "administer", "access.take_off_second_step": "administer", "access.record_social_worker": "administer",
    "access.account": "administer", "keeping.": "dispose-of-records",
}  # fmt: skip
OF_ROLES: dict[Role, tuple[str, ...]] = {
    Role.REGISTRAR: ("take-in-files", "confirm-a-family", "log-post"),
    Role.COORDINATOR: ("appoint-a-lead-professional", "release-a-report", "share-at-once", "open-a-case-urgently"),
    Role.LEAD_PROFESSIONAL: ("hear-a-child", "write-a-report", "share-at-once", "open-a-case-urgently", "add-a-file"),
    Role.REVIEW_MANAGER: ("allocate-cases", "decide-a-case", "log-post"),
    Role.REVIEW_OFFICER: ("decide-a-case", "log-post", "add-a-file"),
    Role.SECOND_OFFICER: ("look-as-second-officer",),
    Role.SENIOR_OFFICER: ("sign-as-a-senior",),
    Role.CLEARANCE_REQUESTER: ("ask-for-clearance",),
    Role.STATISTICIAN: ("publish-a-letter",),
    Role.AUDITOR: ("verify-the-trail",),
    Role.ADMINISTRATOR: ("administer",),
}
_LINK = re.compile(r'href="([a-z-]+)\.md"')
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Help:
    """One page of help: its name in addresses, its title, and its text as HTML."""

    name: str
    title: str
    html: str


def help_for(permission: str | None, role: Role) -> str:
    """The name of the page of help that belongs to a page with this permission, for this role; empty where there is none."""
    fitting = [begins for begins in OF_PERMISSIONS if permission and permission.startswith(begins)]
    if fitting:
        return OF_PERMISSIONS[max(fitting, key=len)]
    return next(iter(OF_ROLES.get(role, ())), "")


@functools.cache
def pages_of_help(folder: Path) -> dict[str, Help]:
    """Every page of help by its name, in the order of these; none where the folder is not there."""
    return {file.stem: _read(file) for file in sorted(folder.glob("*.md"))}


def _read(file: Path) -> Help:
    """HTML in the file stays text: what is shown is what Markdown makes, and nothing else."""
    text = file.read_text("utf-8")
    heading = _HEADING.search(text)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(_HEADING.sub("", text, count=1))
    html = _LINK.sub(r'href="/help/\1/"', html).replace(
        "<pre>", '<pre tabindex="0">'
    )  # a long command scrolls, by key too
    return Help(file.stem, heading[1] if heading else file.stem, html)
