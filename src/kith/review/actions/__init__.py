"""Verbs of the review, in the order of the work. Each is one transaction, asks the rule after taking the case's lock,
and writes one audit entry."""

from kith.review.actions.allocating import allocate, ask_for_best_interests, ask_second_officer, reallocate
from kith.review.actions.checking import check_quality, draw_sample
from kith.review.actions.considering import (
    Link,
    assess_best_interests,
    declare_conflict,
    record_finding,
    record_panel_member,
    record_paper_check,
    record_trace_check,
    record_weighing,
    save_draft,
)
from kith.review.actions.deciding import (
    confirm_decision,
    record_decision,
    record_second_view,
    return_decision,
    weigh_later_words,
)
from kith.review.actions.ending import confirm_ending, propose_ending, return_ending, take_back_ending
from kith.review.actions.excepting import propose_exception, sign_exception
from kith.review.actions.following import (
    read_challenge_outcome,
    record_challenge,
    record_challenge_outcome,
    record_returned_notice,
    renew_service,
)
from kith.review.actions.replying import invite_reply, record_proof_of_receipt, record_reply
from kith.review.actions.serving import keep_letter, serve_decision

__all__ = [
    "Link",
    "allocate",
    "ask_for_best_interests",
    "ask_second_officer",
    "assess_best_interests",
    "check_quality",
    "confirm_decision",
    "confirm_ending",
    "declare_conflict",
    "draw_sample",
    "invite_reply",
    "keep_letter",
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
    "record_second_view",
    "record_trace_check",
    "record_weighing",
    "renew_service",
    "return_decision",
    "return_ending",
    "save_draft",
    "serve_decision",
    "sign_exception",
    "take_back_ending",
    "weigh_later_words",
]
