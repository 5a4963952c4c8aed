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
    PlanForm,
    TakeDownForm,
)
from kith.welfare.forms.covering import AppointForm, CoverForm, FamilysViewForm
from kith.welfare.forms.record import (
    AppointSeveralForm,
    AssessmentForm,
    EventForm,
    EvidenceForm,
    HandoverForm,
    MakeKnownForm,
    ViewsForm,
)
from kith.welfare.forms.sharing import CorrectForm, MoveDateForm, ReportForm, ReturnForm

__all__ = [
    "ActionForm",
    "AnswerForm",
    "AppointForm",
    "AppointSeveralForm",
    "AskForm",
    "AssessmentForm",
    "CloseConcernForm",
    "CodeForm",
    "ConcernForm",
    "CorrectForm",
    "CoverForm",
    "EventForm",
    "EvidenceForm",
    "FamilysViewForm",
    "GiveForm",
    "HandoverForm",
    "MakeKnownForm",
    "MoveDateForm",
    "NamedPersonForm",
    "PlanForm",
    "ReportForm",
    "ReturnForm",
    "TakeDownForm",
    "ViewsForm",
]
