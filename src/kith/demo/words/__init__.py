"""Seeded words for invented casework: the same random numbers give the same text. Plain, kind, about nobody real.

No text leans on where somebody comes from. Nothing here is a model for real reasons: it shows where words stand.
"""

from kith.demo.words.events import Event, events
from kith.demo.words.outcome import (
    GRANT,
    LENGTHS_OF_LEAVE,
    MORE,
    REFUSAL,
    address,
    how_it_counted,
    how_reply_counted,
    points_against,
    proof_of_delivery,
    reasons,
    reasons_to_return,
    reply,
    second_view,
    whole_case,
)
from kith.demo.words.phrases import Child, Household, about_child
from kith.demo.words.record import (
    Evidence,
    evidence,
    familys_view,
    handover,
    purpose_of_release,
    reason_for_another,
    reason_to_withhold,
    why_not_told,
)
from kith.demo.words.review import (
    LEFT_OFF_THE_LIST,
    PANEL,
    UNDERTAKING,
    Finding,
    best_interests,
    conflict_of_interest,
    finding,
)
from kith.demo.words.views import View, to_plan, view, weight, why_not_sought
from kith.demo.words.wellbeing import INDICATORS, analysis, wellbeing, world

__all__ = [
    "GRANT",
    "INDICATORS",
    "LEFT_OFF_THE_LIST",
    "LENGTHS_OF_LEAVE",
    "MORE",
    "PANEL",
    "REFUSAL",
    "UNDERTAKING",
    "Child",
    "Event",
    "Evidence",
    "Finding",
    "Household",
    "View",
    "about_child",
    "address",
    "analysis",
    "best_interests",
    "conflict_of_interest",
    "events",
    "evidence",
    "familys_view",
    "finding",
    "handover",
    "how_it_counted",
    "how_reply_counted",
    "points_against",
    "proof_of_delivery",
    "purpose_of_release",
    "reason_for_another",
    "reason_to_withhold",
    "reasons",
    "reasons_to_return",
    "reply",
    "second_view",
    "to_plan",
    "view",
    "weight",
    "wellbeing",
    "whole_case",
    "why_not_sought",
    "why_not_told",
    "world",
]
