"""Reviews that end without a decision: proposed by the officer, read by somebody else, and some of them taken back."""

from collections.abc import Mapping
from datetime import datetime

from kith.access.models import Actor
from kith.access.terms import FactSide, Role
from kith.demo.casework.family import MINUTE, PACK, Family
from kith.demo.casework.guarding import after
from kith.demo.plan import CONFIRMED, DUPLICATE, EXPLICIT, IMPLICIT, PROPOSED, RETURNED, Step
from kith.register.models import Case
from kith.representations import actions as representations
from kith.representations.terms import Voice, Wish
from kith.review import actions as review
from kith.review.models import Ending
from kith.review.rules import EndingWords
from kith.review.terms import AskedHow, TraceWay

ERROR = "data_error"
WHY: Mapping[str, str] = {
    EXPLICIT: "They said, with an interpreter, that they will join a sister abroad and want no answer any more.",
    IMPLICIT: "Three letters and calls came to nobody; the reporting centre and their former solicitor know no more.",
    DUPLICATE: "The same family was taken up twice: once from each file. The older reference stands.",
    ERROR: "There is no such family: the row of the file was a heading that had slipped.",
}
SHOWN = {
    EXPLICIT: "Note of the meeting",
    IMPLICIT: "The tries on this case",
    DUPLICATE: "Note of the registrar",
    ERROR: "Note of the registrar",
}
TRIES = (
    (1, TraceWay.LETTER),
    (11, TraceWay.PHONE),
    (21, TraceWay.REPORTING),
)  # working days since the report was asked for: two weeks or more between two of them
NOBODY = "Nobody answered, and nothing came back."
SAY_MORE = "Say which of the two files was taken in first, and who has compared the people."
FOUND = "The family rang from Perth: their letters went to the flat that they had left. Nothing was withdrawn."
STILL_HERE = "My clients have moved to Perth and still wait for an answer. Nothing was withdrawn."
ENDED, ANSWERED, BACK = 11, 13, 15  # working days likewise; where the family is silent, `LONGER`
LONGER = 11


def end(family: Family) -> None:
    """End the review of a family as its story says, as far as it goes."""
    if not family.story.ending:
        return
    ending = _propose(family)
    reader = _reader(family)
    if family.story.ends == PROPOSED:
        return
    with family.at_desk(reader, "review.confirm_ending", _day(family, ANSWERED)) as at:
        if family.story.ends == RETURNED:
            review.return_ending(ending=ending, reasons=SAY_MORE, by=reader, at=at)
            return
        review.confirm_ending(ending=ending, pack=PACK, by=reader, at=at)
    family.make_letters(at + MINUTE)
    if family.story.ends == CONFIRMED:
        if family.story.ending == IMPLICIT:
            _be_found(family)
        return
    with family.at_desk(reader, "review.take_back_ending", _day(family, BACK)) as at:
        review.take_back_ending(ending=ending, reason=FOUND, by=reader, at=at)
    family.make_letters(at + MINUTE)


def _day(family: Family, days: int) -> datetime:
    """So many working days after the report was asked for, or longer after where the family is silent."""
    return after(family, Step.ASKED, days + (LONGER if family.story.ending == IMPLICIT else 0))


def _propose(family: Family) -> Ending:
    officer, held, code, other = family.officer, family.review, family.story.ending, family.story.other
    assert officer is not None
    assert held is not None
    for days, way in TRIES if code == IMPLICIT else ():
        with family.at_desk(officer, "review.record_trace_check", after(family, Step.ASKED, days)) as at:
            review.record_trace_check(
                review=held, way=way, done_on=at.date(), was_found=False, words=NOBODY, pack=PACK, by=officer, at=at
            )
    with family.at_desk(officer, "review.propose_ending", _day(family, ENDED)) as at:
        if other and not Case.objects.filter(reference=other).exists():  # other hands are still at that one
            code, other = ERROR, ""
        is_asked, adults = code == EXPLICIT, family.household.adults if family.household else ()
        said = EndingWords(
            outcome=code, reason=WHY[code], happened_on=at.date(), proof=f"{SHOWN[code]}, {family.case.reference}/7",
            asked_by=(adults[0] if adults else "the mother") if is_asked else "", asked_on=at.date() if is_asked else None,
            asked_how=AskedHow.AT_MEETING if is_asked else "",
            other_reference=other,
        )  # fmt: skip
        return review.propose_ending(review=held, said=said, pack=PACK, by=officer, at=at)


def _be_found(family: Family) -> None:
    """Their solicitor writes after all; no officer has the case any more, so that the manager reads it."""
    officer = family.officer
    assert officer is not None
    with family.at_desk(officer, "representations.record_representation", _day(family, BACK)) as at:
        representations.record_representation(
            case=family.case, voice=Voice.SOLICITOR, said_by="A. Reid", said_on=at.date(), wish=Wish.WORDS,
            words=STILL_HERE, side=FactSide.DECISION, by=officer, at=at,
        )  # fmt: skip


def _reader(family: Family) -> Actor:
    """Who reads it: the review manager, or a second officer whom the manager asks."""
    (manager,) = family.cast.of(Role.REVIEW_MANAGER)
    if not family.story.is_read_by_second:
        return manager
    second = family.cast.of(Role.SECOND_OFFICER)[0]
    assert family.review is not None
    with family.at_desk(manager, "review.ask_second_officer", _day(family, ENDED + 1)) as at:
        review.ask_second_officer(review=family.review, officer=second, by=manager, at=at)
    return second
