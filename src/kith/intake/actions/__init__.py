"""Verbs of intake."""

from kith.intake.actions.judging import Answer, judge_pair, judge_pairs, take_back
from kith.intake.actions.taking_in import FileReport, Progress, TakenIn, take_in

__all__ = ["Answer", "FileReport", "Progress", "TakenIn", "judge_pair", "judge_pairs", "take_back", "take_in"]
