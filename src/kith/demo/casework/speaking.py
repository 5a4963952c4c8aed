"""What families write on their own pages and others say for them, and how each side answers."""

from random import Random

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import FactSide
from kith.demo.casework.family import MINUTE, Family
from kith.demo.cast import WITH_LOGIN
from kith.demo.papers import drawing, letter
from kith.demo.plan import Step
from kith.register.queries import people_of
from kith.representations import actions
from kith.representations.queries import languages, own_access, put_forward
from kith.representations.terms import AnswerKind, Voice, Wish

OWN_WORDS = (
    (
        Wish.WORDS,
        FactSide.WELFARE,
        "We were at the school evening. The teacher was kind. Please write down that we came.",
    ),
    (Wish.WORDS, FactSide.COMMON, "We have lived in the same street since we came. Our neighbours know us."),
    (Wish.WRONG, FactSide.COMMON, "The name of our daughter is spelled wrong in your letter."),
    (Wish.MEETING, FactSide.WELFARE, "We would like to talk about the summer, when the school is closed."),
    (Wish.MEETING, FactSide.COMMON, "We would like to sit down with you. A page is hard for us."),
)
FOR_THEM = (
    (
        Voice.SOLICITOR,
        "a solicitor of the law centre",
        Wish.WORDS,
        "I act for this family. Send me copies of your letters.",
    ),
    (Voice.MP, "the member for the constituency", Wish.MEETING, "My constituents ask for a meeting before you decide."),
    (
        Voice.SUPPORTER,
        "a neighbour",
        Wish.WORDS,
        "Her children play with mine. I want you to know that they are at home here.",
    ),
)
SENDS_LETTER = 0.5  # of those who write to the review
SENDS_PHOTO = 0.5
WRITES_TO_COUNCIL = 0.8
ANSWERS = (
    "Thank you. I have read it, and it is with your papers.",
    "Thank you. I put this right today, and you get a new letter.",
    "I have read what you say. It is weighed with everything else, and the decision says how.",
)


def write_on_own_page(family: Family) -> None:
    """The lead professional gives a grown-up of the family a page of their own; who writes on it, and sometimes is
    answered the same day."""
    rng, lead = Random(f"{family.case.reference} own page"), family.lead
    if lead is None or lead.shown_name not in WITH_LOGIN or rng.random() > 0.95:
        return
    with family.at_desk(lead, "representations.give_access", Step.HEARD) as at:
        adults = [p for p in people_of([family.case]).get(family.case.family_id, []) if not p.is_child_on(at.date())]
        if not adults:
            return
        language = rng.choice(languages())[0]
        given = actions.give_access(
            case=family.case, person=adults[0].recorded_ids[0], language=language, by=lead, at=at
        )
    member = given.access.actor
    with entered(member, "family.our_words", at=family.now):
        access = own_access()
        assert access is not None
        wish, side, words = rng.choice(OWN_WORDS)
        photo = [drawing(rng, "Photo.png")] if family.adds_files and rng.random() < SENDS_PHOTO else []
        actions.say(access=access, wish=wish, side=side, words=words, files=photo, by=member, at=at + MINUTE)
    if rng.random() < 0.3:
        _answer(family, lead, FactSide.WELFARE, Step.HEARD, rng)


def speak_to_council(family: Family) -> None:
    """What the children's side hears while it hears the child."""
    write_on_own_page(family)
    write_to_council(family)


def write_to_council(family: Family) -> None:
    """Somebody who stands by the family writes to the children's side; who gets it keeps the letter, and answers."""
    rng = Random(f"{family.case.reference} to the council")
    by = rng.choice((family.lead, family.coordinator))
    if by is None or not family.adds_files or by.shown_name not in WITH_LOGIN or rng.random() > WRITES_TO_COUNCIL:
        return
    with family.at_desk(by, "representations.record_representation", Step.HEARD) as at:
        actions.record_representation(
            case=family.case, voice=Voice.SUPPORTER, said_by="a neighbour", said_on=at.date(), wish=Wish.WORDS,
            words=FOR_THEM[-1][-1], side=FactSide.WELFARE, files=[letter("Letter.pdf", FOR_THEM[-1][-1])], by=by, at=at,
        )  # fmt: skip
    _answer(family, by, FactSide.WELFARE, Step.HEARD, rng)


def stand_by(family: Family) -> None:
    """A solicitor, a member of a parliament or a neighbour writes to the review; its officer writes it down.

    Where a review ends without a decision nobody does, and who wrote before is answered: until then nothing ends.
    """
    if family.story.ending and family.officer is not None:
        _answer(family, family.officer, FactSide.DECISION, Step.ASKED, Random(f"{family.case.reference} answers"))
        return
    _put_forward(family, Step.ASKED)


def write_again(family: Family) -> None:
    """Somebody writes after the decision was recorded, and before the second officer's view: does that change anything?"""
    if family.story.until is Step.DECIDED:
        _put_forward(family, Step.DECIDED)


def _put_forward(family: Family, step: Step) -> None:
    rng, officer = Random(f"{family.case.reference} {step} stand by"), family.officer
    if officer is None:
        return
    with family.at_desk(officer, "representations.record_representation", step) as at:
        voice, said_by, wish, words = rng.choice(FOR_THEM)
        kept = [letter("Letter.pdf", words)] if family.adds_files and rng.random() < SENDS_LETTER else []
        actions.record_representation(
            case=family.case, voice=voice, said_by=said_by, said_on=at.date(), wish=wish, words=words,
            side=FactSide.DECISION, files=kept, by=officer, at=at,
        )  # fmt: skip


def answer_all(family: Family) -> None:
    """Before anything is decided the officer answers everybody who wrote to the review."""
    if family.officer is not None:
        _answer(family, family.officer, FactSide.DECISION, Step.DRAFTED, Random(f"{family.case.reference} answers"))


def _answer(family: Family, by: Actor, side: FactSide, step: Step, rng: Random) -> None:
    with family.at_desk(by, "representations.answer", step) as at:
        for said in put_forward(family.case, side).exclude(answers__side__in=(side, FactSide.COMMON)):
            actions.answer(
                case=family.case, said=[said.pk], kind=AnswerKind.ANSWERED, words=rng.choice(ANSWERS), side=side, by=by,
                at=at + MINUTE * 2,
            )  # fmt: skip
