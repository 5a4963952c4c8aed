"""What waits for whom on the decision side, in words: each case stands where `review_work` (database.sql) finds it."""

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from kith.access.gate import Passage
from kith.access.terms import Role
from kith.protocol.pack import load
from kith.register.work import DECIDED, Desk, Kind

M, O, S = Role.REVIEW_MANAGER, Role.REVIEW_OFFICER, Role.SECOND_OFFICER  # noqa: E741  O is the officer
SEE = _("See what is missing, and who can clear it.")


def _endings() -> tuple[Kind, ...]:
    """One kind for each way in which a review ends without a decision, by the pack's words and in the order of these."""
    endings = sorted((one for one in load().outcomes if one.kind == "ending"), key=lambda one: one.words)
    return tuple(
        Kind(
            code=f"ended_{one.code}", title=capfirst(one.words), is_over=True,
            next=format_lazy(_("Nothing: the review ended without a decision ({words})"), words=one.words),
        )
        for one in endings
    )  # fmt: skip


KINDS = (
    Kind(
        code="to_allocate", title=_("Cases to allocate"), next=_("Allocate the case to an officer"), role=M,
        button=_("Allocate"),
        who=_("a review manager"), page="/allocate/", helps=_("Tick several, choose who considers and who weighs."),
    ),
    Kind(
        code="to_ask_assessor", title=_("Officers to ask"), next=_("Ask an officer to weigh best interests"), role=M,
        button=_("Ask for best interests"),
        who=_("a review manager"), page="ask_for_best_interests", helps=_("Not the officer who drafts."),
    ),
    Kind(
        code="to_ask_assessor_now", title=_("Officers to ask now"),
        next=_("Ask an officer to weigh best interests"), role=M, button=_("Ask for best interests"), who=_("a review manager"),
        page="ask_for_best_interests", duty="assess_best_interests", of_several=True, helps=_("Not the officer who drafts."),
    ),
    Kind(
        code="to_reallocate", title=_("Ties to a family"), next=_("Give the case to an officer without a tie to the family"),
        role=M, button=_("Give to another officer"),
        who=_("a review manager"), page="reallocate", helps=_("A tie is no blame."),
    ),
    Kind(
        code="to_ask_second", title=_("Second officers to ask"), next=_("Ask a second officer: nobody has the decision"),
        role=M, button=_("Ask second officer"),
        who=_("a review manager"), page="ask_second_officer", helps=_("Someone with no other part in the case."),
    ),
    Kind(
        code="best_interests", title=_("Best interests to weigh"), next=_("Assess what is best for each child"), role=O,
        button=_("Assess best interests"),
        page="review", helps=_("First, by one who does not draft. Nothing is found or drafted before."),
    ),
    Kind(
        code="best_interests_now", title=_("Best interests to weigh now"),
        next=_("Assess what is best for each child"), role=O, button=_("Assess best interests"), page="review",
        duty="assess_best_interests", of_several=True,
        helps=_("First, by one who does not draft. Nothing is found or drafted before."),
    ),
    Kind(
        code="to_ask", title=_("Reports to ask for"), next=_("Ask for the report on each child"), role=O,
        button=_("Ask for report"),
        page="ask_for_report", helps=_("The children's side has 28 days."),
    ),
    Kind(
        code="to_open", title=_("Reports to open"), next=_("Open what was released"), role=O, button=_("Open"), page="shared",
        helps=_("Opening is written down."),
    ),
    Kind(
        code="to_open_now", title=_("Shared at once"), next=_("Open what the children's side shared at once"), role=O,
        button=_("Open"), page="shared", helps=_("Nothing is decided before."),
    ),
    Kind(
        code="shared_unallocated", title=_("Shared at once, and nobody has the case"),
        next=_("Open what the children's side shared at once"), role=M, button=_("Open"), who=_("a review manager"),
        page="shared", helps=_("No officer has the case now."),
    ),
    Kind(
        code="mine", title=_("To consider"), next=_("Consider the case"), role=O,
        button=_("Open the review"), page="review", helps=SEE,
    ),
    Kind(
        code="to_prove", title=_("Receipt to record"), next=_("Record proof of receipt"), role=O,
        page="record_proof_of_receipt", helps=_("The time to reply begins with it."),
    ),
    Kind(
        code="reply_over", title=_("Time to reply is over"), next=_("Record the reply, or that its time is over"), role=O,
        button=_("Record reply"),
        page="record_reply", helps=_("Nothing follows from silence."),
    ),
    Kind(
        code="to_trace", title=_("Families to reach again"), next=_("Try again to reach the family"), role=O,
        button=_("Record a try"), page="record_trace_check", kept="trace_again", helps=_("Untraced is a state, never an ending."),
    ),
    Kind(
        code="to_serve", title=_("To serve"), next=_("Serve decision"), role=O, page="serve_decision", duty="serve_decision",
        helps=_("Monday to Thursday, while school is open."),
    ),
    Kind(
        code="own_view", title=_("Own view to record"), next=_("Record my view, before the draft is shown"), role=S,
        button=_("Record my view"),
        who=_("the second officer"), page="second_officer", duty="confirm_decision", helps=_("Findings and evidence first."),
    ),
    Kind(
        code="to_answer", title=_("To confirm or return"), next=_("Confirm decision, or return it with reasons"), role=S,
        button=_("Confirm or return"),
        who=_("the second officer"), page="second_officer", duty="confirm_decision", helps=_("Both views side by side."),
    ),
    Kind(
        code="to_read_words", title=_("Words to read"), next=_("Read what was said since you confirmed, and answer"), role=S,
        button=_("Read and answer"),
        who=_("the second officer"), page="second_officer", duty="confirm_decision", of_several=True,
        helps=_("Nothing is served before."),
    ),
    Kind(
        code="to_confirm_ending", title=_("Endings to confirm"), next=_("Confirm that the review ends, or return it"), role=M,
        button=_("Read the ending"), who=_("a review manager"), page="confirm_ending",
        helps=_("Nothing ends before another person has read why."),
    ),
    Kind(
        code="to_read_ending", title=_("Endings to read"), next=_("Confirm that the review ends, or return it"), role=S,
        button=_("Read the ending"), who=_("the second officer"), page="confirm_ending",
        helps=_("Nothing ends before another person has read why."),
    ),
    Kind(
        code="words_to_weigh", title=_("Words to weigh"), next=_("Say what the words that came since change"), role=O,
        button=_("Weigh what was said"), page="weigh_later_words", helps=_("Nothing, with a reason; or a new draft."),
    ),
    Kind(
        code="post_to_deal", title=_("Post to deal with"), next=_("Deal with what came by post"), role=O,
        button=_("Deal with post"), page="words", helps=_("Write it down, or say that it puts nothing forward."),
    ),
    Kind(
        code="post_unallocated", title=_("Post that nobody has yet"), next=_("Deal with what came by post"), role=M,
        button=_("Deal with post"), who=_("a review manager"), page="words", helps=_("No officer has the case now."),
    ),
    Kind(
        code="words_to_answer", title=_("Words to answer"), next=_("Answer what was put forward"), role=O, button=_("Answer"),
        page="words", helps=_("Or say what will happen, and when."),
    ),
    Kind(
        code="words_unallocated", title=_("Words that nobody has yet"), next=_("Answer what was put forward"), role=M,
        button=_("Answer"), who=_("a review manager"), page="words", helps=_("No officer has the case now."),
    ),
    Kind(
        code="to_serve_again", title=_("Notices that came back"), next=_("Hand the notice over once more"), role=O,
        page="renew_service", helps=_("The family may not have it."),
    ),
    Kind(
        code="outcome_to_read", title=_("Results to read"), next=_("Read what came of a challenge to your decision"), role=O,
        button=_("Read the result"), page="challenges", helps=_("To learn from. It says nothing about you."),
    ),
    Kind(
        code="outcome_for_second", title=_("Results of what you confirmed"), role=S,
        next=_("Read what came of a challenge to a decision that you confirmed"),
        button=_("Read the result"), who=_("the second officer"), page="challenges",
        helps=_("To learn from. It says nothing about you."),
    ),
    Kind(
        code="to_check", title=_("Decisions drawn to be read"), next=_("Read a decision that was drawn by chance"),
        role=Role.SENIOR_OFFICER, button=_("Read it"), who=_("a senior officer"), page="check_quality",
        helps=_("Somebody who had no part in it."),
    ),
    Kind(
        code="reports_awaited", title=_("Reports awaited"), next=_("The children's side puts the reports together"),
        who=_("the children's side"), kept="release_report",
        helps=_("Findings can be written once what is best for each child is assessed."),
    ),
    Kind(
        code="reply_awaited", title=_("Replies awaited"), next=_("The family may reply to the points against it"),
        who=_("the family"), kept="invite_reply", helps=_("More time is given on asking."),
    ),
    DECIDED, *_endings(),
)  # fmt: skip


def desk_of(passage: Passage) -> Desk:
    """The cases in sight of a review manager or on the team of an officer."""
    return Desk("review_work", KINDS, passage, first="register_comes_first")
