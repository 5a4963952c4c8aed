"""The child's record: where a chronology is silent, and what comes next for a child. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kith.verdict import Obstacle
from kith.welfare.rules.reporting import ARTICLE_12
from kith.welfare.terms import PlanAnswer

GAP_DAYS = 120
GIRFEC = "GIRFEC, national practice model"


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch of a chronology in which nothing is written down."""

    from_on: date
    until_on: date

    @property
    def words(self) -> str:
        months = max(1, round((self.until_on - self.from_on).days / 30.4))
        return f"Nothing recorded, {months} month{'s' if months > 1 else ''}."


def silences(spans: Sequence[tuple[date, date]], *, until: date) -> tuple[Silence, ...]:
    """The gaps between events (first day, last day), and up to `until`, longer than about four months: shown, never filled."""
    found, last = [], None
    for first, end in [*sorted(spans), (until, until)]:
        if last is not None and (first - last).days > GAP_DAYS:
            found.append(Silence(last, first))
        last = end if last is None else max(last, end)
    return tuple(found)


def obstacles_to_days(first: date, last: date, *, today: date) -> tuple[Obstacle, ...]:
    """Why something cannot be noted for the days from `first` to `last`: nothing has happened tomorrow."""
    if last < first:
        return (Obstacle("end_before_beginning", "The end lies before the beginning.", GIRFEC, "check the two days"),)
    if last > today:
        words = "The day lies in the future: write the last day that has passed."
        return (Obstacle("day_cannot_be", words, GIRFEC, "check the day"),)
    return ()


def obstacles_to_hearing(
    *,
    was_sought: bool,
    has_interpreter: bool,
    is_interpreter_named: bool,
    answer: str,
    answer_words: str,
    has_plan: bool,
) -> tuple[Obstacle, ...]:
    """Why it cannot be written down so, with whose help a child was heard and what they say to their plan (`PlanAnswer`,
    or nothing). `answer_words` are the child's own, or why they were not asked."""
    is_said = bool(answer_words.strip())
    standing = (
        (was_sought and has_interpreter and not is_interpreter_named, "no_interpreter", "Write who interpreted."),
        (bool(answer) and not has_plan, "no_plan", "There is no plan yet to which the child could say yes or no."),
        (
            is_said and not answer, "no_answer",
            "Say whether the child says yes or no to the plan, has not said, or was not asked.",
        ),
        (
            not was_sought and answer not in ("", PlanAnswer.NOT_ASKED), "answer_not_sought",
            "A child who was not asked has not answered the plan either. Say that they were not asked, and why.",
        ),
        (
            answer in (PlanAnswer.ACCEPTS, PlanAnswer.REFUSES) and not is_said, "no_words_to_plan",
            "Write what the child says to the plan, in the child's own words.",
        ),
        (answer == PlanAnswer.NOT_ASKED and not is_said, "no_reason", "Say why the child was not asked about the plan."),
    )  # fmt: skip
    return tuple(Obstacle(code, words, ARTICLE_12, "the lead professional") for is_so, code, words in standing if is_so)


class Next(StrEnum):
    """What comes next for one child."""

    APPOINT = "appoint_lead_professional"
    SETTLE = "end_appointment"
    RELEASE = "preview_report"
    HEAR = "record_childs_views"
    ASSEMBLE = "assemble_report"
    ASSESS = "record_assessment"
    MAKE_KNOWN = "make_child_known"
    NOTE = "note_event"


def next_for(
    *, has_lead: bool, has_two: bool, is_sent_up: bool, views_known: bool, is_asked: bool, is_assessed: bool,
    is_known_there: bool,
) -> Next:  # fmt: skip
    """The first step that is open: someone for the child, then what others wait for, then what is not known yet."""
    steps = (
        (not has_lead, Next.APPOINT), (has_two, Next.SETTLE), (is_sent_up, Next.RELEASE),
        (not views_known, Next.HEAR), (is_asked, Next.ASSEMBLE), (not is_assessed, Next.ASSESS),
        (not is_known_there, Next.MAKE_KNOWN),
    )  # fmt: skip
    return next((step for is_open, step in steps if is_open), Next.NOTE)
