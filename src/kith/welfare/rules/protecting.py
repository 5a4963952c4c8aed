"""The clocks of child protection: what is due after which step, by when, on whose word. Pure; nobody is late here."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kith.protocol.pack import Duty, Pack
from kith.protocol.rules import due_on, last_day_before
from kith.verdict import Obstacle
from kith.welfare.terms import ProtectionStep as Step

NATIONAL_GUIDANCE = "National Guidance for Child Protection in Scotland 2021, as updated in 2023"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and on which day; of a notice, for which day the meeting is called."""

    step: Step
    on: date
    meeting_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A step that is still to be taken: from which day its time is counted, by when, in the guidance's words, with their
    source. `is_varied`: two people agreed on another last day; `planned_on`: for which day a meeting is called."""

    step: Step
    starts_on: date
    due: date
    words: str
    source: str
    is_varied: bool = False
    planned_on: date | None = None


def clocks(
    pack: Pack, *, raised_on: date, is_shared: bool, taken: Sequence[Taken], agreed: Mapping[Step, date]
) -> tuple[Clock, ...]:
    """What is due about one concern, in the order of the guidance. `taken` in the order in which it was written down, `agreed`
    the last days that two people moved. The text of the day on which the concern was raised holds for all of it; of one from
    before the guidance, its first.

    A later step shows that those before it are over, whether or not somebody wrote them down.
    """
    on = {one.step: one.on for one in sorted(taken, key=lambda one: one.on, reverse=True)}  # the first time of each
    began = on.get(Step.INVESTIGATION, on.get(Step.DISCUSSION, raised_on))
    called = next((one.meeting_on for one in reversed(taken) if one.step is Step.NOTICE), None)
    is_met = Step.MEETING in on
    is_called = is_met or Step.NOTICE in on
    is_discussed = is_called or not on.keys().isdisjoint((Step.DISCUSSION, Step.INVESTIGATION))
    news = unreported(taken)

    def clock(step: Step, duty: Duty, starts_on: date, planned_on: date | None = None) -> Clock:
        day = agreed.get(step) or due_on(duty, starts_on=starts_on).on
        return Clock(step, starts_on, day, duty.sentence, duty.source, step in agreed, planned_on)

    meeting = clock(Step.MEETING, pack.first_duty("hold_planning_meeting", raised_on), began, called)
    notice = pack.first_duty("give_meeting_notice", raised_on)
    called_by = agreed.get(Step.NOTICE) or last_day_before(notice, meeting.due)
    met_on = on.get(Step.MEETING, raised_on)
    standing = (
        (
            not is_shared and Step.SHARED not in on and not is_discussed,
            clock(Step.SHARED, pack.first_duty("share_concern", raised_on), raised_on),
        ),
        (
            not is_discussed,
            clock(
                Step.DISCUSSION, pack.first_duty("hold_referral_discussion", raised_on), on.get(Step.SHARED, raised_on)
            ),
        ),
        (
            is_discussed and not is_called,
            Clock(Step.NOTICE, began, called_by, notice.sentence, notice.source, Step.NOTICE in agreed),
        ),
        (is_discussed and not is_met, meeting),
        (
            is_met and Step.RECORD not in on,
            clock(Step.RECORD, pack.first_duty("send_meeting_record", raised_on), met_on),
        ),
        (
            is_met and Step.CORE_GROUP not in on,
            clock(Step.CORE_GROUP, pack.first_duty("hold_core_group", raised_on), met_on),
        ),
        (
            news is not None,
            clock(Step.CHANGE_REPORTED, pack.first_duty("report_significant_change", raised_on), news or raised_on),
        ),
    )
    return tuple(clock for is_open, clock in standing if is_open)


def unreported(taken: Sequence[Taken]) -> date | None:
    """Since when a significant change is known that nobody reported after it was written down; None where there is none."""
    reported = max((place for place, one in enumerate(taken) if one.step is Step.CHANGE_REPORTED), default=-1)
    return min((one.on for one in taken[reported + 1 :] if one.step is Step.CHANGE), default=None)


# What a step is without a word of whom it was with or what was agreed: nothing that anybody could act on. A notice says for which
# day it is; an investigation and a change begin a time, and end none.
WITH_WORDS = frozenset({Step.SHARED, Step.DISCUSSION, Step.MEETING, Step.RECORD, Step.CORE_GROUP, Step.CHANGE_REPORTED})


def obstacles_to_protection_step(
    step: Step, happened_on: date, meeting_on: date | None, *, words: str, raised_on: date, today: date, is_closed: bool,
    is_taken_back: bool = False,
) -> tuple[Obstacle, ...]:  # fmt: skip
    """Why a step of a concern cannot be written down so."""
    standing = (
        (
            step in WITH_WORDS and not is_taken_back and not words.strip(), "no_words",
            "Write in a few words who was told or took part, and what was agreed.", "whoever writes",
        ),
        (is_closed, "concern_closed", "This concern is closed. Raise another one where there is one.", "whoever writes"),
        (happened_on > today, "day_cannot_be", "The day lies in the future. Write down what has happened.", "check the day"),
        (
            happened_on < raised_on - A_YEAR, "day_cannot_be",
            "The day lies more than a year before the concern was written down.", "check the day",
        ),
        (
            step is Step.NOTICE and meeting_on is None, "no_day_of_meeting",
            "Write for which day the planning meeting is called.", "whoever writes",
        ),
        (
            meeting_on is not None and meeting_on < happened_on, "day_cannot_be",
            "The planning meeting lies before the notice of it.", "check the two days",
        ),
        (
            meeting_on is not None and meeting_on > today + A_YEAR, "day_cannot_be",
            "The planning meeting is called for a day more than a year away. Write an earlier one.",
            "check the day",
        ),
    )  # fmt: skip
    return tuple(Obstacle(code, words, NATIONAL_GUIDANCE, who) for is_so, code, words, who in standing if is_so)


def obstacles_to_variation(
    step: Step, due: date, reason: str, *, open_clocks: Sequence[Clock], today: date
) -> tuple[Obstacle, ...]:
    """Why nobody can be asked to agree to another last day of a step."""
    standing = (
        (
            all(clock.step is not step for clock in open_clocks), "step_not_due", "This step is not due now.",
            "whoever asks",
        ),
        (due < today, "day_cannot_be", "The day has passed. Write a day to come.", "check the day"),
        (due > today + A_YEAR, "day_cannot_be", "The day is more than a year away. Write an earlier one.", "check the day"),
        (
            not reason.strip(), "no_reason", "Say why another day keeps the child safer or is better for the child.",
            "whoever asks",
        ),
    )  # fmt: skip
    return tuple(Obstacle(code, words, NATIONAL_GUIDANCE, who) for is_so, code, words, who in standing if is_so)


def obstacles_to_variation_answer(
    *, by: uuid.UUID, asked_by: uuid.UUID, agrees: bool, words: str
) -> tuple[Obstacle, ...]:
    """Why this person cannot answer whoever asked for another day."""
    if by == asked_by:
        said = "You asked for it. Another coordinator answers."
        return (Obstacle("own_variation", said, NATIONAL_GUIDANCE, "another coordinator"),)
    if not agrees and not words.strip():
        return (Obstacle("no_words", "Say why you do not agree.", NATIONAL_GUIDANCE, "whoever answers"),)
    return ()
