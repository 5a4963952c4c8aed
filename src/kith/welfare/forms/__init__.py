"""Forms of the children's side: each asks for one thing, and says what it is for to someone who sees it once a year."""

from kith.welfare.forms.beside import (
    ActionForm,
    AnswerForm,
    AskForm,
    CloseConcernForm,
    CodeForm,
    ConcernForm,
    GiveForm,
    NamedPersonForm,
    PlanCopyForm,
    PlanForm,
    TakeDownForm,
)
from kith.welfare.forms.covering import AppointForm, CoverForm, FamilysViewForm
from kith.welfare.forms.protecting import AnswerVariationForm, ProtectionStepForm, VaryTimeForm
from kith.welfare.forms.record import (
    AppointSeveralForm,
    AssessmentForm,
    EventForm,
    EvidenceForm,
    HandoverForm,
    MakeKnownForm,
    ViewsForm,
)
from kith.welfare.forms.sharing import (
    CorrectForm,
    EmergencyCheckForm,
    EmergencyForm,
    EmergencyReasonsForm,
    MoveDateForm,
    NotSharedForm,
    ReportForm,
    ReturnForm,
)
from kith.welfare.forms.urgent import UrgentCheckForm, UrgentForm

__all__ = [
    "ActionForm",
    "AnswerForm",
    "AnswerVariationForm",
    "AppointForm",
    "AppointSeveralForm",
    "AskForm",
    "AssessmentForm",
    "CloseConcernForm",
    "CodeForm",
    "ConcernForm",
    "CorrectForm",
    "CoverForm",
    "EmergencyCheckForm",
    "EmergencyForm",
    "EmergencyReasonsForm",
    "EventForm",
    "EvidenceForm",
    "FamilysViewForm",
    "GiveForm",
    "HandoverForm",
    "MakeKnownForm",
    "MoveDateForm",
    "NamedPersonForm",
    "NotSharedForm",
    "PlanCopyForm",
    "PlanForm",
    "ProtectionStepForm",
    "ReportForm",
    "ReturnForm",
    "TakeDownForm",
    "UrgentCheckForm",
    "UrgentForm",
    "VaryTimeForm",
    "ViewsForm",
]
