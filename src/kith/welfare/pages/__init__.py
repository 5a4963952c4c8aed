"""Pages of the children's side."""

from kith.welfare.pages.appointing import (
    appoint_as_proposed,
    appoint_lead_professional,
    children_without_lead,
    end_appointment,
    make_child_known,
    take_back_appointment,
)
from kith.welfare.pages.asking import (
    ask_for_contribution,
    contributions,
    renew_contribution_link,
    take_down_contribution,
    withdraw_contribution_request,
)
from kith.welfare.pages.child import child, child_list, childs_plan, what_you_wrote
from kith.welfare.pages.contributing import (
    contribution,
    decline_contribution,
    enter_contribution,
    give_contribution,
    write_contribution,
)
from kith.welfare.pages.covering import arrange_cover, end_cover, record_familys_view
from kith.welfare.pages.files import child_file, mark_child_file
from kith.welfare.pages.protecting import close_concern, concerns, raise_concern
from kith.welfare.pages.reporting import (
    assemble_report,
    correct_report,
    fetch_report_back,
    move_report_date,
    preview_report,
    release_report,
    return_report,
    send_up_report,
)
from kith.welfare.pages.sharing import (
    check_emergency,
    emergencies,
    give_emergency_reasons,
    refuse_to_share,
    release_in_emergency,
    sharing_records,
)
from kith.welfare.pages.writing import (
    add_evidence,
    agree_plan,
    note_event,
    plan_action,
    record_assessment,
    record_childs_views,
    record_named_person,
    take_back_childs_views,
)

__all__ = [
    "add_evidence",
    "agree_plan",
    "appoint_as_proposed",
    "appoint_lead_professional",
    "arrange_cover",
    "ask_for_contribution",
    "assemble_report",
    "check_emergency",
    "child",
    "child_file",
    "child_list",
    "children_without_lead",
    "childs_plan",
    "close_concern",
    "concerns",
    "contribution",
    "contributions",
    "correct_report",
    "decline_contribution",
    "emergencies",
    "end_appointment",
    "end_cover",
    "enter_contribution",
    "fetch_report_back",
    "give_contribution",
    "give_emergency_reasons",
    "make_child_known",
    "mark_child_file",
    "move_report_date",
    "note_event",
    "plan_action",
    "preview_report",
    "raise_concern",
    "record_assessment",
    "record_childs_views",
    "record_familys_view",
    "record_named_person",
    "refuse_to_share",
    "release_in_emergency",
    "release_report",
    "renew_contribution_link",
    "return_report",
    "send_up_report",
    "sharing_records",
    "take_back_appointment",
    "take_back_childs_views",
    "take_down_contribution",
    "what_you_wrote",
    "withdraw_contribution_request",
    "write_contribution",
]
