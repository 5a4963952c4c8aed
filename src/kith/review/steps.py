"""What is next in a review and who has it, and where this reader can take which step. Asks the database for nothing."""

import uuid
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Passage
from kith.access.terms import Role
from kith.protocol.pack import Pack
from kith.review.models import Confirmation, Decision
from kith.review.queries import (
    After,
    Ended,
    Papers,
    answer_to,
    invitation_of,
    is_returned,
    lacks_own_view,
    obstacles_now,
    obstacles_to_signing,
    proposed_in,
)
from kith.review.rules import OF_WORDS, TELLING, points_in
from kith.review.terms import WHOLE_CASE
from kith.ui.templatetags.ui import Missing
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class Step:
    """A verb that is open to this reader now."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Next:
    """The first thing on the page: what is next, who has it, since when, and the button where it is the reader's."""

    words: str
    who: str = ""
    since: date | None = None
    url: str = ""
    button: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and which part they have in this review."""

    id: uuid.UUID
    is_officer: bool
    is_weigher: bool
    is_second: bool
    is_manager: bool
    is_senior: bool
    is_blind: bool


def reader_of(papers: Papers, passage: Passage) -> Reader:
    """The reader's part in a review. Blind is a second officer without an own view of the newest draft's decision, who was not
    given the case since."""
    me = passage.actor.pk
    on_team = {(member.actor, member.role) for member in papers.team}
    is_second = passage.role == Role.SECOND_OFFICER or (me, Role.SECOND_OFFICER) in on_team
    is_officer = me == papers.review.officer_id
    return Reader(
        id=me,
        is_officer=is_officer,
        is_weigher=(me, Role.REVIEW_OFFICER) in on_team and not is_officer,
        is_second=is_second,
        is_manager=passage.role == Role.REVIEW_MANAGER,
        is_senior=passage.role == Role.SENIOR_OFFICER,
        is_blind=is_second and lacks_own_view(papers, me),
    )


def obstacles_in(papers: Papers, reader: Reader, pack: Pack, on: date) -> tuple[Obstacle, ...]:
    """What stands in the way of the step that comes next: of recording, or of signing what was recorded. None when closed, and
    nothing that tells the outcome to whoever has still to form a view of their own."""
    if papers.review.closed_at:
        return ()
    decision = papers.decision
    if decision is None or is_returned(decision) or not papers.is_decided:
        found = obstacles_now(papers, pack, on)
    else:
        found = obstacles_to_signing(decision, papers, pack, on)
    return tuple(one for one in found if not (reader.is_blind and one.code in TELLING | OF_WORDS))


@dataclass(frozen=True, slots=True)
class Move:
    """What clears an obstacle: the page, its button, and the same as something to do."""

    url: str
    button: str
    words: str
    waits: bool = False  # until what is best for each child is assessed


def _waits_for_best(papers: Papers) -> bool:
    authors, tied = papers.parts.drafted | {papers.review.officer_id}, papers.parts.tied
    return any(child.weighed is None or child.weighed.by in authors | tied for child in papers.children)


def missing_for(papers: Papers, reader: Reader, obstacles: tuple[Obstacle, ...]) -> list[Missing]:
    """Each obstacle with the page on which this reader can clear it; what the reader can clear comes first."""
    moves = [(obstacle, _move(obstacle, papers, reader)) for obstacle in obstacles]
    lines = [Missing(obstacle, move.url, move.button) if move else Missing(obstacle) for obstacle, move in moves]
    return sorted(lines, key=lambda line: (not line.url, line.obstacle.code != "conflict_not_declared"))


def _first_move(papers: Papers, reader: Reader, obstacles: tuple[Obstacle, ...]) -> Move | None:
    """What this reader does first: before a word is written, say whether there is a tie."""
    ordered = sorted(obstacles, key=lambda obstacle: obstacle.code != "conflict_not_declared")
    return next((move for obstacle in ordered if (move := _move(obstacle, papers, reader))), None)


def _move(obstacle: Obstacle, papers: Papers, reader: Reader) -> Move | None:
    """How this reader clears an obstacle; None where somebody else has to."""
    if reader.is_officer and (found := _of_officer(obstacle, papers)) and not (found.waits and _waits_for_best(papers)):
        return found
    if obstacle.code == "later_words_unread" and reader.is_second and not reader.is_blind:
        words = _("Read what was said since you confirmed the decision")
        return Move(_to(papers, "second_officer"), _("Read and answer"), words)
    if obstacle.code.startswith("best_interests"):
        if reader.is_weigher:
            name = next(child.name for child in papers.children if str(child.id) == obstacle.about)
            words = _("Weigh what is best for %(child)s") % {"child": name}
            return Move(_to(papers, "assess_best_interests", obstacle.about), _("Assess best interests"), words)
        if reader.is_manager and papers.weigher is None:
            words = _("Ask an officer who does not draft to weigh the children's best interests")
            return Move(_to(papers, "ask_for_best_interests"), _("Ask for best interests"), words)
    if obstacle.code == "conflict_of_interest" and reader.is_manager and papers.review.officer_id in papers.parts.tied:
        words = _("Give the case to an officer without a tie to the family")
        return Move(_to(papers, "reallocate"), _("Give to another officer"), words)
    return None


def _of_officer(obstacle: Obstacle, papers: Papers) -> Move | None:
    drafting = Move(_to(papers, "save_draft"), _("Save draft"), _("Write a draft"), waits=True)
    match obstacle.code:
        case "report_not_received":
            return _for_report(obstacle.about, papers)
        case "factor_without_finding" | "finding_with_tie" | "finding_on_old_report":
            words = _("Write what you find, factor by factor")
            return Move(_to(papers, "record_finding", obstacle.about), _("Record finding"), words, waits=True)
        case "whole_case_not_weighed" | "assessed_after_weighing":
            words = _("Weigh the whole case together")
            return Move(_to(papers, "record_finding", WHOLE_CASE), _("Weigh whole case"), words, waits=True)
        case "new_words":
            words = _("Read what was said since the decision was recorded, and say what it changes")
            return Move(_to(papers, "weigh_later_words"), _("Weigh what was said"), words)
        case "no_draft" | "new_information" | "later_words_returned":
            return drafting
        case "assessed_after_draft":
            return replace(drafting, words=_("Weigh what is best for each child in a new draft"))
        case "report_not_weighed":
            return replace(drafting, words=_("Weigh what the report says in a new draft"))
        case "shared_not_opened":
            return Move(_to(papers, "shared"), _("Open"), _("Open and read what the children's side shared at once"))
        case "shared_not_weighed":
            return replace(drafting, words=_("Weigh what was shared at once in a new draft"))
        case "how_it_counted_not_said":
            return replace(
                drafting, words=_("Write how counted what was sent and said, for those who sent and said it")
            )
        case "points_not_written":
            return replace(drafting, words=_("Write the points against the family, so that it can answer them"))
        case "conflict_of_interest" if papers.review.officer_id not in papers.parts.tied:
            return drafting
        case "conflict_not_declared":
            words = _("Say whether there is a tie to this family")
            return Move(_to(papers, "declare_conflict"), _("Declare"), words)
        case "points_changed" | "family_not_told" if papers.draft and invitation_of(papers.draft):
            words = _("Record how and when the family got the letter with the points against it")
            return Move(_to(papers, "record_proof_of_receipt"), _("Record proof of receipt"), words)
        case "points_changed" | "family_not_told":
            words = _("Let the family hear the points against it")
            return Move(_to(papers, "invite_reply"), _("Invite reply"), words)
        case "reply_still_open":
            words = _("Record the family's reply, or that its time is over")
            return Move(_to(papers, "record_reply"), _("Record reply"), words)
        case "words_unanswered" | "meeting_unanswered":
            words = _("Answer what was put forward, or say what will happen and when")
            return Move(_to(papers, "answer", obstacle.about), _("Answer"), words)
        case "paper_file_not_checked" | "paper_file_came_since":
            words = _("Look at the paper file, or say why that cannot be")
            return Move(_to(papers, "record_paper_check"), _("Record paper file"), words)
        case "post_not_dealt_with":
            return Move(_to(papers, "words"), _("Deal with post"), _("Deal with what came by post"))
    return None


def _for_report(child_id: str, papers: Papers) -> Move | None:
    child = next(one for one in papers.children if str(one.id) == child_id)
    if child.is_released:
        words = _("Open and read the report on %(child)s") % {"child": child.name}
        return Move(_to(papers, "shared"), _("Open report"), words)
    if child.asked_on is None:
        return Move(_to(papers, "ask_for_report"), _("Ask for report"), _("Ask for the report on each child"))
    return None


def next_for(papers: Papers, reader: Reader, obstacles: tuple[Obstacle, ...], after: After | None = None) -> Next:
    """What is next, who has it, since when; with a button where it is the reader's."""
    decision, review = papers.decision, papers.review
    if review.closed_at:
        if after and after.away:
            words, since = _("Hand the notice over once more: it came back"), after.away.came_back_on
            is_theirs = reader.is_officer or reader.is_manager
            return _mine(is_theirs, words, papers, since, "renew_service", _("Record that it was handed over"))
        ended = ending_in_force(papers)
        words = _("Nothing: the review ended without a decision") if ended else _("Nothing: the decision was served")
        return Next(words, since=timezone.localdate(review.closed_at))
    if proposed := proposed_in(papers.endings):
        return _next_with_ending(papers, reader, proposed)
    if decision is None or not papers.is_decided:
        return _next_before_decision(papers, reader, obstacles)
    answer = answer_to(decision)
    if answer is None:
        return _next_with_second(papers, reader, decision)
    since = timezone.localdate(answer.at)
    if is_returned(decision):
        words = _("Write a new draft: the second officer returned the decision")
        return _mine(reader.is_officer, words, papers, since, "save_draft", _("Save draft"))
    return _next_to_serve(papers, reader, answer, obstacles)


def ending_in_force(papers: Papers) -> Ended | None:
    """How the review ended without a decision, if it did."""
    return next((one for one in papers.endings if one.is_in_force), None)


def _next_with_ending(papers: Papers, reader: Reader, ending: Ended) -> Next:
    since, words = timezone.localdate(ending.at), _("Confirm that the review ends without a decision, or return it")
    if (reader.is_manager or reader.is_second) and reader.id != ending.by:
        return Next(words, _("you"), since, _to(papers, "confirm_ending"), _("Read the ending"))
    second = papers.second
    may_answer = second is not None and second.actor not in papers.parts.tied | {ending.by, papers.review.officer_id}
    return Next(words, second.name if second and may_answer else _("a review manager"), since)


def _next_before_decision(papers: Papers, reader: Reader, obstacles: tuple[Obstacle, ...]) -> Next:
    since = timezone.localdate(papers.review.opened_at)
    if not obstacles:
        return _mine(reader.is_officer, _("Record decision"), papers, since, "record_decision", _("Record decision"))
    if move := _first_move(papers, reader, obstacles):
        return Next(move.words, _("you"), since, move.url, move.button)
    if move := _first_move(papers, replace(reader, is_officer=True), obstacles):
        return Next(move.words, papers.review.officer.shown_name, since, code="with_others")
    return Next(obstacles[0].words, obstacles[0].who_can_clear, since, code="waiting")


def _next_with_second(papers: Papers, reader: Reader, decision: Decision) -> Next:
    since, second = timezone.localdate(decision.at), papers.second
    if reader.is_second:
        words = _("Record your own view of the case") if reader.is_blind else _("Confirm the decision or return it")
        button = _("Record my view") if reader.is_blind else _("Read the two views")
        return Next(words, _("you"), since, _to(papers, "second_officer"), button)
    words = _("The second officer records an own view, then confirms or returns the decision")
    if second is None and reader.is_manager:
        return Next(words, _("you"), since, _to(papers, "ask_second_officer"), _("Ask second officer"))
    return Next(words, second.name if second else _("a review manager: ask a second officer"), since)


def _next_to_serve(papers: Papers, reader: Reader, answer: Confirmation, obstacles: tuple[Obstacle, ...]) -> Next:
    since = timezone.localdate(answer.at)
    if obstacles:
        if move := _first_move(papers, reader, obstacles):
            return Next(move.words, _("you"), since, move.url, move.button)
        return Next(obstacles[0].words, obstacles[0].who_can_clear, since, code="waiting")
    if getattr(answer, "letter", None) is None:
        return Next(_("The notice is being made; then it is served"), _("within a minute"), since, code="waiting")
    return _mine(reader.is_officer, _("Serve decision"), papers, since, "serve_decision", _("Serve decision"))


def _mine(is_mine: bool, words: str, papers: Papers, since: date, page: str, button: str) -> Next:
    if is_mine:
        return Next(words, _("you"), since, _to(papers, page), button)
    return Next(words, papers.review.officer.shown_name, since)


def steps_for(papers: Papers, reader: Reader, shown: set[str], after: After | None = None) -> list[Step]:
    """The other verbs that are open to this reader now, in the order of the work; not those that are `shown` already."""
    if papers.review.closed_at:
        return _steps_when_ended(papers, reader) + _steps_when_served(papers, reader, after)
    steps: list[tuple[str, ...]] = []
    if reader.is_officer:
        steps += _steps_of_officer(papers)
    steps += _steps_of_exception(papers, reader)
    if (reader.is_officer or reader.is_weigher or reader.is_second) and reader.id not in papers.parts.tied:
        steps.append((_("Declare a tie to the family"), "declare_conflict"))
    if reader.is_manager:
        steps += [
            (_("Give to another officer"), "reallocate"),
            (_("Ask another officer for best interests") if papers.weigher else _("Ask for best interests"),
             "ask_for_best_interests"),
            (_("Ask another second officer") if papers.second else _("Ask second officer"), "ask_second_officer"),
        ]  # fmt: skip
    return [Step(words, url) for words, *page in steps if (url := _to(papers, *page)) not in shown]


def _steps_when_ended(papers: Papers, reader: Reader) -> list[Step]:
    """A confirmed ending can be taken back by whoever confirmed it, and by a review manager."""
    ended = ending_in_force(papers)
    if ended is None or not (reader.is_manager or (ended.answer and ended.answer.by == reader.id)):
        return []
    return [Step(_("Take the ending back"), _to(papers, "take_back_ending"))]


def _steps_when_served(papers: Papers, reader: Reader, after: After | None) -> list[Step]:
    """That a served notice came back, or that the decision is called into question, its officer or a manager records."""
    if after is None or not (reader.is_officer or reader.is_manager):
        return []
    steps = [Step(_("Record a challenge"), _to(papers, "record_challenge"))]
    if after.away is None:
        steps.append(Step(_("The notice came back"), _to(papers, "record_returned_notice")))
    return steps


def _steps_of_exception(papers: Papers, reader: Reader) -> list[tuple[str, ...]]:
    """Where a report does not come: the officer asks what would help, and two seniors may sign an exception."""
    steps = list[tuple[str, ...]]()
    for child in papers.children:
        if child.is_released or child.asked_on is None or child.is_excepted:
            continue
        said, name = child.exception, {"child": child.name}
        if reader.is_officer and child.helps_until is None:
            steps.append((_("Ask what would help: %(child)s") % name, "ask_what_helps", str(child.id)))
        elif reader.is_senior and child.helps_until is not None and said is not None and said.by != reader.id:
            steps.append((_("Sign the exception: %(child)s") % name, "sign_exception", str(said.id)))
        elif reader.is_senior and child.helps_until is not None and said is None:
            steps.append((_("Decide without the report: %(child)s") % name, "propose_exception", str(child.id)))
    return steps


def _steps_of_officer(papers: Papers) -> list[tuple[str, ...]]:
    draft, steps = papers.draft, list[tuple[str, ...]]()
    if any(child.asked_on is None for child in papers.children):
        steps.append((_("Ask for report"), "ask_for_report"))
    if not _waits_for_best(papers):
        steps.append((_("Save draft"), "save_draft"))
    steps.append((_("Record a try to reach the family"), "record_trace_check"))
    steps.append((_("Record paper file"), "record_paper_check"))
    invitation = invitation_of(draft) if draft else None
    if draft and points_in(draft.points_against) and invitation is None:
        steps.append((_("Invite reply"), "invite_reply"))
    if invitation is not None and not hasattr(invitation, "proof"):
        steps.append((_("Record proof of receipt"), "record_proof_of_receipt"))
    if invitation is not None and not hasattr(invitation, "reply"):
        steps.append((_("Record reply"), "record_reply"))
    if proposed_in(papers.endings) is None:
        steps.append((_("End without a decision"), "propose_ending"))
    return steps


def _to(papers: Papers, name: str, *more: str) -> str:
    return reverse(name, args=[papers.review.case_id, *more])
