"""Pages of the review: one overview, and one page per verb, all written by one way (`writing`)."""

from kith.review.pages.allocating import allocate, ask_for_best_interests, ask_second_officer, reallocate
from kith.review.pages.checking import check_quality, draw_sample, said_and_done, sample
from kith.review.pages.considering import (
    ask_for_report,
    assess_best_interests,
    declare_conflict,
    record_finding,
    record_panel_member,
    record_paper_check,
    record_trace_check,
    save_draft,
)
from kith.review.pages.deciding import record_decision, second_officer, serve_decision, weigh_later_words
from kith.review.pages.ending import confirm_ending, propose_ending, take_back_ending
from kith.review.pages.excepting import ask_what_helps, exceptions, propose_exception, sign_exception
from kith.review.pages.following import (
    challenges,
    learning,
    read_challenge_outcome,
    record_challenge,
    record_challenge_outcome,
    record_returned_notice,
    renew_service,
)
from kith.review.pages.reading import childrens_dates, letter, review
from kith.review.pages.replying import invite_reply, record_proof_of_receipt, record_reply

__all__ = [
    "allocate",
    "ask_for_best_interests",
    "ask_for_report",
    "ask_second_officer",
    "ask_what_helps",
    "assess_best_interests",
    "challenges",
    "check_quality",
    "childrens_dates",
    "confirm_ending",
    "declare_conflict",
    "draw_sample",
    "exceptions",
    "invite_reply",
    "learning",
    "letter",
    "propose_ending",
    "propose_exception",
    "read_challenge_outcome",
    "reallocate",
    "record_challenge",
    "record_challenge_outcome",
    "record_decision",
    "record_finding",
    "record_panel_member",
    "record_paper_check",
    "record_proof_of_receipt",
    "record_reply",
    "record_returned_notice",
    "record_trace_check",
    "renew_service",
    "review",
    "said_and_done",
    "sample",
    "save_draft",
    "second_officer",
    "serve_decision",
    "sign_exception",
    "take_back_ending",
    "weigh_later_words",
]
