"""The tables of the children's side."""

from kith.welfare.models.record import (
    AbsenceCover,
    ChildEntry,
    ChildsPlan,
    ChildsView,
    ChronologyEntry,
    Concern,
    Contribution,
    ContributionDraft,
    ContributionLink,
    ContributionRequest,
    EvidenceItem,
    LeadProfessional,
    NamedPerson,
    NoteFile,
    PlanAction,
    WellbeingAssessment,
)
from kith.welfare.models.sharing import MadeKnown, MoreTime, Report, ReportItem

__all__ = [
    "AbsenceCover",
    "ChildEntry",
    "ChildsPlan",
    "ChildsView",
    "ChronologyEntry",
    "Concern",
    "Contribution",
    "ContributionDraft",
    "ContributionLink",
    "ContributionRequest",
    "EvidenceItem",
    "LeadProfessional",
    "MadeKnown",
    "MoreTime",
    "NamedPerson",
    "NoteFile",
    "PlanAction",
    "Report",
    "ReportItem",
    "WellbeingAssessment",
]
