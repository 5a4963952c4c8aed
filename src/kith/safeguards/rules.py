"""The hold over a family until the decision on its case is final: worked out each time it is asked for, kept in no row,
lifted by nobody. And what is answered to whoever asks whether a step is clear.

Pure: frozen facts in, the hold or the answer out. What every side may read is enough to work the hold out, so that every
side reads the same.
"""

from dataclasses import dataclass
from datetime import date

from kith.protocol.pack import Pack
from kith.protocol.rules import due_on
from kith.safeguards.terms import NotClear
from kith.verdict import Obstacle

ARRANGEMENT = "Arrangement of March 2007 between Scottish ministers and the Home Office"
RETURNS = "Home Office enforcement guidance, chapter 45(b): returns begin only when no appeal is left"
MEANS = (
    "No step to remove anyone of this family is taken. Nobody can lift this hold: it ends when the decision has been "
    "handed over and the time to challenge it is over."
)
ENDED_MEANS = (
    "This does not say that a step may be taken: how each child is must be looked at afresh before any step. Where a court has "
    "the decision, or the notice came back, no step is clear either."
)


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What the hold follows from: when the case was registered, when the decision that stands was served (None while
    there is none, or while it is looked at again), and when the case ended with an outcome for the record."""

    registered_on: date
    served_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Whether the hold stands, why, what that means, and whose rule it is. `until` is its last day, where that is known."""

    stands: bool
    words: str
    meaning: str
    source: str
    until: date | None = None


def hold_over(facts: HoldFacts, pack: Pack, on: date) -> Hold:
    """The hold as it stands on that day. In doubt it stands: where the pack has no time to challenge, that time is not over."""
    if facts.closed_on is not None and facts.closed_on <= on:
        return _ended(f"The case was closed on {_said(facts.closed_on)}, with the reason on record", ARRANGEMENT)
    if facts.served_on is None:
        return _stands("the decision is not final.", ARRANGEMENT, since=facts.registered_on)
    try:
        duty = pack.duty("challenge_decision", facts.served_on)
    except KeyError:
        words = (
            f"the decision was handed over on {_said(facts.served_on)}; until when it can be challenged is not known."
        )
        return _stands(words, RETURNS)
    until = due_on(duty, starts_on=facts.served_on).on
    source = f"{duty.source}. {RETURNS}"
    if on <= until:
        words = f"the decision of {_said(facts.served_on)} can be challenged until {_said(until)}."
        return _stands(words, source, until=until)
    return _ended(f"The time to challenge the decision of {_said(facts.served_on)} ended on {_said(until)}", source)


def _stands(why: str, source: str, *, since: date | None = None, until: date | None = None) -> Hold:
    begins = f" since {_said(since)}" if since else ""
    return Hold(True, f"A hold stands{begins}: {why}", MEANS, source, until)


def _ended(why: str, source: str) -> Hold:
    """In words for every side: whether a court has the decision, or its notice came back, is not for all to know."""
    return Hold(False, f"{why}; no step may be taken from this alone.", ENDED_MEANS, source)


def _said(day: date) -> str:
    return f"{day:%-d %B %Y}"


def obstacles_to_asking_for_check(knows_a_child: bool) -> tuple[Obstacle, ...]:
    """Why no fresh look can be asked for: where this side knows no child of a case, nobody would be asked."""
    if knows_a_child:
        return ()
    words = (
        "This side knows no child of this case yet, so nobody would be asked. The children have to be made known first."
    )
    who = "a registrar, who lists the children; the coordinator of the council, for a child that the children's side alone knows"
    return (Obstacle("no_child_known", words, ARRANGEMENT, who),)


@dataclass(frozen=True, slots=True)
class Answer:
    """Clear, or not clear with exactly one of three kinds. It says nothing else."""

    kind: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether no kind is named."""
        return not self.kind


def answer_to(hold: Hold | None, facts_say: Answer) -> Answer:
    """What a senior officer may sign: never more than the facts of both sides say, and nothing while the hold stands.

    `hold` is None where the officer sees no case of that reference: an unknown one and one out of sight are one answer.
    """
    if hold is None:
        return Answer(NotClear.OTHER)
    if hold.stands:
        return Answer(NotClear.DECISION_NOT_FINAL)
    return facts_say


CHANGED = Obstacle(
    "answer_changed", "The facts give another answer by now. It is shown below.", ARRANGEMENT, "you: read it, then sign"
)
SIGNED_BEFORE = Obstacle(
    "signed_before", "Another senior officer signed another answer before you. It is shown below.", ARRANGEMENT,
    "nobody: whoever asked can ask again",
)  # fmt: skip
NO_REFERENCE = Obstacle(
    "no_reference", "This is not the reference of a case. It looks like KI-0412.", "House rule: no names in a question",
    "you: write the reference as it stands on the papers",
)  # fmt: skip
LIFTED_BEFORE = Obstacle("lifted_before", "This hold was lifted already.", ARRANGEMENT, "nobody: it stands no longer")
NOT_THE_LEAD = Obstacle(
    "not_the_lead_professional", "Only the child's lead professional looks afresh at how the child is.", ARRANGEMENT,
    "the coordinator can hand over to you",
)  # fmt: skip
DAY_TO_COME = Obstacle("day_cannot_be", "The day lies in the future.", "House rule", "check the day")
HARM_NOT_SAID = Obstacle(
    "harm_not_said", "Write what harm you foresee.", "GIRFEC, national practice model", "the lead professional"
)
