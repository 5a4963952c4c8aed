"""The rules of the children's side: frozen facts in, proposals and obstacles out."""

from kith.welfare.rules.appointing import (
    RULE,
    Candidate,
    obstacles_to_appointment,
    obstacles_to_cover,
    obstacles_to_making_child_known,
    obstacles_to_taking_back_appointment,
    propose_each,
    propose_lead,
)
from kith.welfare.rules.contributing import (
    GUIDANCE_ON_SHARING,
    TRIES,
    AnswerFacts,
    holiday_until,
    obstacles_to_answering,
    said_by,
)
from kith.welfare.rules.dates import DateFact, Told, date_facts
from kith.welfare.rules.record import (
    GIRFEC,
    Next,
    Silence,
    next_for,
    obstacles_to_days,
    obstacles_to_hearing,
    silences,
)
from kith.welfare.rules.reporting import (
    ARTICLE_12,
    PRACTICE_GUIDANCE,
    ReportFacts,
    children_named,
    obstacles_to_release,
    obstacles_to_sending_up,
)

__all__ = [
    "ARTICLE_12",
    "GIRFEC",
    "GUIDANCE_ON_SHARING",
    "PRACTICE_GUIDANCE",
    "RULE",
    "TRIES",
    "AnswerFacts",
    "Candidate",
    "DateFact",
    "Next",
    "ReportFacts",
    "Silence",
    "Told",
    "children_named",
    "date_facts",
    "holiday_until",
    "next_for",
    "obstacles_to_answering",
    "obstacles_to_appointment",
    "obstacles_to_cover",
    "obstacles_to_days",
    "obstacles_to_hearing",
    "obstacles_to_making_child_known",
    "obstacles_to_release",
    "obstacles_to_sending_up",
    "obstacles_to_taking_back_appointment",
    "propose_each",
    "propose_lead",
    "said_by",
    "silences",
]
