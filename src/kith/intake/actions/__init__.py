"""Verbs of intake."""

from kith.intake.actions.handing_in import (
    ask_to_take_in,
    correct_columns,
    hand_in_files,
    look_again,
    set_aside_hand_in,
    set_aside_old_hand_ins,
    take_out_file,
)
from kith.intake.actions.judging import Answer, judge_pair, judge_pairs, take_back
from kith.intake.actions.knowing import answer_known_pair, ask_about_known_pair, take_back_known_answer
from kith.intake.actions.looking_through import STAGES, begin_work, end_work, look_through, take_in_handed
from kith.intake.actions.taking_back import (
    agree_to_take_back_batch,
    ask_to_take_back_batch,
    take_back_batch,
    withdraw_taking_back,
)
from kith.intake.actions.taking_in import FileReport, Progress, TakenIn, take_in
from kith.intake.actions.trying import Tried, try_rules
from kith.intake.actions.writing_down import WrittenDown, look_for_alike, write_down_person

__all__ = [
    "STAGES", "Answer", "FileReport", "Progress", "TakenIn", "Tried", "WrittenDown", "agree_to_take_back_batch",
    "answer_known_pair", "ask_about_known_pair", "ask_to_take_back_batch", "ask_to_take_in", "begin_work", "correct_columns",
    "end_work", "hand_in_files", "judge_pair", "judge_pairs", "look_again", "look_for_alike", "look_through",
    "set_aside_hand_in", "set_aside_old_hand_ins", "take_back", "take_back_batch", "take_back_known_answer", "take_in",
    "take_in_handed", "take_out_file", "try_rules", "withdraw_taking_back", "write_down_person",
]  # fmt: skip
