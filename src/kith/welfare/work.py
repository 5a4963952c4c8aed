"""What waits for whom on the children's side, in words: each child stands where `welfare_work` (database.sql) finds it.

The steps follow `rules.next_for`; a test takes children through both and compares them. Of a case whose review ended
nothing waits for anybody. That a registered social worker must take over while a concern is open stands beside a child's
step and keeps nothing back: the concern does not wait for the review, nor the review's work for the handover.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kith.access.gate import Passage
from kith.access.terms import Role
from kith.register.work import DECIDED, ENDED, Desk, Kind

C, L = Role.COORDINATOR, Role.LEAD_PROFESSIONAL
PROTECTION: dict[str, Any] = {  # Any: what a kind is given
    "role": L, "also": C, "who": _("a coordinator"), "page": "child_protection", "button": _("Steps and days"),
}  # fmt: skip
MOVED = _("Two people can move a day, for the child's good.")
KINDS = (
    Kind(
        code="to_appoint", title=_("To appoint"), next=_("Appoint lead professional"), role=C, who=_("a coordinator"),
        page="appoint_lead_professional", duty="appoint_lead_professional",
        helps=_("Someone is proposed, by a rule in words."),
    ),
    Kind(
        code="to_settle", title=_("Two lead professionals"), next=_("Say who stays lead professional"), role=C,
        who=_("a coordinator"), page="end_appointment", helps=_("Two records turned out to be one child."),
    ),
    Kind(
        code="to_take_over", title=_("A social worker must take over"), next=_("Hand over to a registered social worker"),
        role=C, who=_("a coordinator"), page="end_appointment", helps=_("A concern is open, and goes its own way meanwhile."),
    ),
    Kind(
        code="concern_to_share", title=_("Concerns to share"), next=_("Share with police or social work"), **PROTECTION,
        duty="share_concern", helps=MOVED,
    ),
    Kind(
        code="discussion_to_hold", title=_("Referral discussions"), next=_("Hold the referral discussion"), **PROTECTION,
        duty="hold_referral_discussion", helps=MOVED,
    ),
    Kind(
        code="meeting_to_call", title=_("Planning meetings to call"), next=_("Give notice of the planning meeting"), **PROTECTION,
        duty="hold_planning_meeting", ahead="give_meeting_notice", helps=MOVED,
    ),
    Kind(
        code="notice_to_give", title=_("Notices on another day"), next=_("Give notice of the planning meeting"), **PROTECTION,
        kept="give_meeting_notice", helps=MOVED,
    ),
    Kind(
        code="meeting_to_hold", title=_("Planning meetings to hold"), next=_("Hold the planning meeting"), **PROTECTION,
        duty="hold_planning_meeting", helps=MOVED,
    ),
    Kind(
        code="record_to_send", title=_("Records of meetings to send"), next=_("Send the record of the meeting"), **PROTECTION,
        duty="send_meeting_record", helps=MOVED,
    ),
    Kind(
        code="core_group_to_meet", title=_("Core groups to meet"), next=_("Bring the core group together"), **PROTECTION,
        duty="hold_core_group", helps=MOVED,
    ),
    Kind(
        code="change_to_report", title=_("Changes to report"), next=_("Report the change to the chair"), **PROTECTION,
        duty="report_significant_change", helps=MOVED,
    ),
    Kind(
        code="time_to_agree", title=_("Other days asked for"), next=_("Agree to another day, or not"), role=C,
        who=_("a coordinator"), page="child_protection", button=_("Answer"),
        helps=_("By a coordinator who did not ask for it."),
    ),
    Kind(
        code="to_release", title=_("Reports to release"), next=_("Read the report and release it"), role=C,
        button=_("Read what they will read"),
        who=_("a coordinator"), page="preview_report", kept="release_report", helps=_("Both versions stand side by side."),
    ),
    Kind(
        code="to_hear", title=_("Children to hear"), next=_("Ask the child what they want to say"), role=L,
        button=_("Record child's views"),
        page="record_childs_views", duty="seek_childs_views", helps=_("An interpreter; a drawing; not today."),
    ),
    Kind(
        code="asked", title=_("Reports asked for"), next=_("Put the report together"), role=L, page="assemble_report",
        kept="release_report",
        helps=_("Choose; nothing is typed twice."),
    ),
    Kind(
        code="to_assess", title=_("Wellbeing to assess"), next=_("Record strengths and challenges"), role=L,
        button=_("Record assessment"),
        page="record_assessment", helps=_("What is not known stays empty."),
    ),
    Kind(
        code="to_make_known", title=_("Children the review does not know of"), next=_("Make the child known to the review"),
        role=C, button=_("Make child known"), who=_("a coordinator"), page="make_child_known",
        helps=_("Until then nothing is decided on this family."),
    ),
    Kind(
        code="reasons_to_give", title=_("Reasons to give"), next=_("Write down why it was shared at once"), role=L,
        button=_("Give emergency reasons"), page="sharing_records", kept="give_emergency_reasons",
        helps=_("Late is never too late."),
    ),
    Kind(
        code="emergency_to_check", title=_("Shared at once, to look at"), next=_("Look at what was shared at once"), role=C,
        button=_("Look at it"), who=_("a coordinator"), page="sharing_records",
        helps=_("By a coordinator who had no part in it."),
    ),
    Kind(
        code="urgent_to_check", title=_("Opened urgently, to look at"), next=_("Look at why the case was opened urgently"),
        role=C, button=_("Look at it"), who=_("a coordinator"), page="case_urgent_openings", duty="check_urgent_opening",
        helps=_("By a coordinator who did not open it."),
    ),
    Kind(
        code="words_to_answer", title=_("Words to answer"), next=_("Answer what was put forward"), role=L, button=_("Answer"),
        page="words", helps=_("Or say what will happen, and when."),
    ),
    Kind(
        code="words_unallocated", title=_("Words that nobody has yet"), next=_("Answer what was put forward"), role=C,
        button=_("Answer"), who=_("a coordinator"), page="words", helps=_("There is no lead professional yet."),
    ),
    Kind(
        code="not_asked", title=_("Nothing asked yet"), next=_("The review asks for the report when it opens"),
        who=_("the review"), helps=_("Note what happens as it happens."),
    ),
    Kind(
        code="released", title=_("Released"), next=_("The review reads the report, then decides"), who=_("the review"),
        helps=_("Shared shows who has opened it."),
    ),
    DECIDED,
    ENDED,
)  # fmt: skip


def desk_of(passage: Passage) -> Desk:
    """The children of a coordinator's area, or a lead professional's own."""
    return Desk("welfare_work", KINDS, passage, is_own=passage.role == L, first="welfare_comes_first")
