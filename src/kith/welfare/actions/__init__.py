"""Verbs of the children's side, in the order of the work."""

from kith.welfare.actions.appointing import appoint_lead_professional, end_appointment
from kith.welfare.actions.noting import add_evidence, note_event, record_assessment, record_childs_views
from kith.welfare.actions.reporting import Chosen, assemble_report, release_report, return_to_lead, send_up_report

__all__ = [
    "Chosen",
    "add_evidence",
    "appoint_lead_professional",
    "assemble_report",
    "end_appointment",
    "note_event",
    "record_assessment",
    "record_childs_views",
    "release_report",
    "return_to_lead",
    "send_up_report",
]
