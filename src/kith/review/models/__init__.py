"""The legacy review: factor by factor, best interests first, two officers. Every step is an entry; nothing is edited.

Composite foreign keys (in the migrations `two_officers` and `one_version`) make PostgreSQL itself refuse a decision that is
not the draft it names, a confirmation of another version or by the drafter, and a service without a confirmation and
its own notice.
"""

from kith.review.models.checking import QualityCheck, QualitySample, SampledDecision
from kith.review.models.considering import (
    BestInterests,
    ConflictDeclaration,
    Draft,
    ExceptionSignature,
    FactorFinding,
    FindingEvidence,
    PanelMember,
    PaperCheck,
    ReportException,
    Review,
    ReviewEntry,
    TraceCheck,
)
from kith.review.models.deciding import (
    Confirmation,
    Decision,
    LaterWords,
    LaterWordsAnswer,
    Letter,
    ProofOfReceipt,
    Reply,
    ReplyInvitation,
    SecondView,
    Service,
)
from kith.review.models.ending import Ending, EndingAnswer, EndingTakenBack
from kith.review.models.following import Challenge, ChallengeOutcome, OutcomeReading, RenewedService, ReturnedNotice

__all__ = [
    "BestInterests",
    "Challenge",
    "ChallengeOutcome",
    "Confirmation",
    "ConflictDeclaration",
    "Decision",
    "Draft",
    "Ending",
    "EndingAnswer",
    "EndingTakenBack",
    "ExceptionSignature",
    "FactorFinding",
    "FindingEvidence",
    "LaterWords",
    "LaterWordsAnswer",
    "Letter",
    "OutcomeReading",
    "PanelMember",
    "PaperCheck",
    "ProofOfReceipt",
    "QualityCheck",
    "QualitySample",
    "RenewedService",
    "Reply",
    "ReplyInvitation",
    "ReportException",
    "ReturnedNotice",
    "Review",
    "ReviewEntry",
    "SampledDecision",
    "SecondView",
    "Service",
    "TraceCheck",
]
