"""Pages of the children's side."""

from kith.welfare.pages.appointing import (
    appoint_as_proposed,
    appoint_lead_professional,
    children_without_lead,
    end_appointment,
    make_child_known,
    take_back_appointment,
)
from kith.welfare.pages.child import child, child_list, what_you_wrote
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
from kith.welfare.pages.writing import (
    add_evidence,
    note_event,
    record_assessment,
    record_childs_views,
    take_back_childs_views,
)

__all__ = [
    "add_evidence",
    "appoint_as_proposed",
    "appoint_lead_professional",
    "assemble_report",
    "child",
    "child_list",
    "children_without_lead",
    "correct_report",
    "end_appointment",
    "fetch_report_back",
    "make_child_known",
    "move_report_date",
    "note_event",
    "preview_report",
    "record_assessment",
    "record_childs_views",
    "release_report",
    "return_report",
    "send_up_report",
    "take_back_appointment",
    "take_back_childs_views",
    "what_you_wrote",
]
