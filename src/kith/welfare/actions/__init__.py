"""Verbs of the children's side, in the order of the work."""

from kith.welfare.actions.appointing import (
    appoint_as_proposed,
    appoint_lead_professional,
    end_appointment,
    make_child_known,
    take_back_appointment,
)
from kith.welfare.actions.noting import (
    add_evidence,
    note_event,
    record_assessment,
    record_childs_views,
    take_back_childs_views,
)
from kith.welfare.actions.reporting import (
    Chosen,
    assemble_report,
    correct_report,
    fetch_report_back,
    move_report_date,
    release_report,
    return_report,
    send_up_report,
)

__all__ = [
    "Chosen",
    "add_evidence",
    "appoint_as_proposed",
    "appoint_lead_professional",
    "assemble_report",
    "correct_report",
    "end_appointment",
    "fetch_report_back",
    "make_child_known",
    "move_report_date",
    "note_event",
    "record_assessment",
    "record_childs_views",
    "release_report",
    "return_report",
    "send_up_report",
    "take_back_appointment",
    "take_back_childs_views",
]
