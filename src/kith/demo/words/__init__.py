"""Seeded words for invented casework: the same random numbers give the same text. Plain, kind, about nobody real.

No text leans on where somebody comes from. Nothing here is a model for real reasons: it shows where words stand.
"""

from kith.demo.words.phrases import Child, Household, about_child
from kith.demo.words.record import (
    Event,
    Evidence,
    events,
    evidence,
    handover,
    purpose_of_release,
    reason_for_another,
    reason_to_withhold,
    why_not_told,
)
from kith.demo.words.views import View, view, why_not_sought
from kith.demo.words.wellbeing import INDICATORS, analysis, wellbeing

__all__ = [
    "INDICATORS",
    "Child",
    "Event",
    "Evidence",
    "Household",
    "View",
    "about_child",
    "analysis",
    "events",
    "evidence",
    "handover",
    "purpose_of_release",
    "reason_for_another",
    "reason_to_withhold",
    "view",
    "wellbeing",
    "why_not_sought",
    "why_not_told",
]
