"""What comes by post and what lies on paper: logged, opened and linked by a registrar, dealt with by the officer; the paper file
asked for, come, or looked for in vain. Beside that, post of which nobody knows yet whose it is."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from kith.access.gate import Passage, entered
from kith.access.models import Actor
from kith.access.terms import FactSide, Role, Side
from kith.demo.casework.family import MINUTE, Family
from kith.demo.cast import Cast
from kith.demo.days import ahead, last_working_day, moment
from kith.demo.papers import letter
from kith.demo.plan import Step
from kith.register import actions as register
from kith.register.queries import cases_visible_to, people_of
from kith.register.terms import PaperStep
from kith.representations import actions
from kith.representations.queries import post_counts, post_to_deal_with
from kith.representations.terms import PostState, PostWay, Voice, Wish
from kith.review import actions as review
from kith.review.terms import PaperAnswer

ITEMS = (
    ("A. Reid, Southside Law Centre", PostWay.RECORDED, "a solicitor's letter with two school reports"),
    ("not known", PostWay.POST, "a certificate of a language course, without a letter"),
    ("the member for the constituency", PostWay.EMAIL, "a letter of a member of parliament"),
    ("Mrs Orr, a neighbour", PostWay.POST, "a letter about the children next door"),
    ("handwritten, no name on the envelope", PostWay.BY_HAND, "a letter in another language"),
    ("St Brigid's Church, Govanhill", PostWay.POST, "a letter of the parish with eleven names under it"),
)
SAYS = "We have been here since the twins were small. Both go to school in our street. We ask you to let us stay."
NOTHING = "A copy of a form that we sent out ourselves. Nothing is asked for."
STORE = "Store 4, Croydon"
SEARCHED = "Store 4 and the boxes that came from Liverpool; the former caseworker was asked, and remembers none."
GOES_ON = (
    "What would be in it is in the released reports and in the words of the family, and it has waited long enough."
)
ASIDE = "Meant for the tax office, and sent on."
UNOPENED, OPENED = (
    32,
    28,
)  # items of the decision side of which nobody knows whose they are; the registry has three times more
FEWEST, SOME = 5, 20
APART = timedelta(minutes=3)


def wait_for_nobody(family: Family) -> None:
    """Post for a family to which no officer is given yet: a review manager finds it."""
    if family.story.until is Step.HEARD and _number(family) % 8 == 0 and family.case.side == FactSide.COMMON:
        _come(family, Step.HEARD)


def come_by_post(family: Family) -> None:
    """A registrar opens what came for a family and links it; one in four of those that are on their way to the first officer
    is not opened yet. And the officer asks for the paper file, where a registrar knows of one."""
    story, number = family.story, _number(family)
    _ask_for_file(family)
    if story.ending:
        return
    is_with_others = story.officer > 0
    if story.until in (Step.BEGUN, Step.SENT_UP, Step.RELEASED) or (is_with_others and story.until is Step.ASKED):
        _come(family, Step.ASKED, is_open=is_with_others or number % 4 > 0)
    elif _has_post(family):
        _come(family, Step.ASKED)


def deal_with(family: Family) -> None:
    """Before the draft the officer deals with what came by post, and looks at the paper file, or says where it was looked for
    and why the decision goes on."""
    officer, held, number = family.officer, family.review, _number(family)
    assert officer is not None
    assert held is not None
    answer = (
        PaperAnswer.NOT_FOUND if number % 7 == 0 else PaperAnswer.NONE if number % 11 == 0 else PaperAnswer.LOOKED_AT
    )
    with family.at_desk(officer, "review.record_paper_check", Step.DRAFTED) as at:
        if _has_post(family):
            _deal_with_post(family, officer, at)
        for file in family.case.paper_files.all() if _has_file(family) else ():
            if answer == PaperAnswer.LOOKED_AT:
                register.record_paper_step(file=file, kind=PaperStep.CAME, holder=officer.shown_name, by=officer, at=at)
            else:
                register.record_paper_step(file=file, kind=PaperStep.NOT_FOUND, words=SEARCHED, by=officer, at=at)
        review.record_paper_check(
            review=held, answer=answer, looked_on=at.date(), looked_by=officer.shown_name, searched=SEARCHED, reason=GOES_ON,
            by=officer, at=at + MINUTE,
        )  # fmt: skip


def _deal_with_post(family: Family, officer: Actor, at: datetime) -> None:
    for place in post_to_deal_with(family.case):
        if _number(family) % 8:
            actions.write_down_post(
                place=place, voice=Voice.BY_LETTER, wish=Wish.WORDS, words=SAYS, by=officer, at=at + MINUTE
            )
        else:
            actions.note_post(place=place, reason=NOTHING, by=officer, at=at + MINUTE)


def _has_post(family: Family) -> bool:
    """Whether something came for a family that is drafted."""
    return Step.DRAFTED in family.story.path and _number(family) % 4 == 0


def _has_file(family: Family) -> bool:
    """Whether a registrar knows of a paper file."""
    return _number(family) % 3 == 0 and _number(family) % 11 > 0


def _ask_for_file(family: Family) -> None:
    officer, registrar, number = family.officer, family.cast.of(Role.REGISTRAR)[0], _number(family)
    if officer is None or not _has_file(family):
        return
    with family.at_desk(registrar, "register.add_paper_file", Step.ASKED) as at:
        file = register.add_paper_file(case=family.case, cover=f"T {1_000_000 + number * 37}", by=registrar, at=at)
        register.record_paper_step(file=file, kind=PaperStep.IS_AT, place=STORE, by=registrar, at=at)
    with family.at_desk(officer, "register.record_paper_step", Step.ASKED) as at:
        register.record_paper_step(file=file, kind=PaperStep.ASKED_FOR, place=STORE, by=officer, at=at + MINUTE)


def _come(family: Family, step: Step, *, is_open: bool = True) -> None:
    registrar, rng = family.cast.of(Role.REGISTRAR)[0], Random(f"{family.case.reference} {step} post")
    sender, way, what = rng.choice(ITEMS)
    with family.at_desk(registrar, "representations.log_post", step) as at:
        place = actions.log_post(
            received_on=at.date(), sender=sender, way=way, written=family.case.reference, by=registrar, at=at
        )
        if is_open:
            actions.open_post(place=place, what=what, by=registrar, at=at + MINUTE)
            actions.link_post(place=place, case=family.case, by=registrar, at=at + 2 * MINUTE)


def _number(family: Family) -> int:
    return int(family.case.reference.removeprefix("KI-"))


def fill_the_boxes(cast: Cast, *, now: datetime, scale: float) -> None:
    """Post of which nobody knows yet whose it is: boxes of it unopened with the registry, some opened and linked to nothing; a
    little with the decision side. All of it once."""
    (manager,), officer = cast.of(Role.REVIEW_MANAGER), cast.of(Role.REVIEW_OFFICER)[0]
    with entered(manager, "representations.post", at=now) as passage:
        if post_counts(passage).get(PostState.NO_CASE):
            return
    with transaction.atomic():
        for actors, share in ((cast.of(Role.REGISTRAR), 3), ([manager, officer], 1)):
            for is_open, count in ((False, UNOPENED), (True, OPENED)):
                for n in range(max(FEWEST, round(count * share * scale))):
                    _log(actors[n % len(actors)], n, is_open=is_open, now=now)


def _log(by: Actor, n: int, *, is_open: bool, now: datetime) -> None:
    rng = Random(f"box {by.shown_name} {n} {is_open}")
    sender, way, what = rng.choice(ITEMS)
    day = ahead(last_working_day(now), -rng.randint(0, 60))
    at = moment(day, Step.CONFIRMED, rng) + APART * (n % 9)
    with entered(by, "representations.log_post", at=now) as passage:
        names = _names(passage) if n % 3 == 1 else ["", "Your letter of March", f"LSC/{n * 31}"]
        has_scan = passage.side == Side.DECISION and n < FEWEST
        place = actions.log_post(
            received_on=day, sender=sender, way=way, written=rng.choice(names),
            files=[letter("Scan.pdf", what)] if has_scan else [], by=by, at=at,
        )  # fmt: skip
        if is_open:
            actions.open_post(place=place, what=what, by=by, at=at + MINUTE)
            if n % 9 == 0:
                actions.set_post_aside(place=place, reason=ASIDE, by=by, at=at + 2 * MINUTE)


def _names(passage: Passage) -> list[str]:
    """What some people are called whom the reader may see: what may be written on their letters."""
    people = people_of(cases_visible_to(passage).order_by("-opened_at", "reference")[:SOME])
    return [one.name for family in people.values() for one in family if one.name] or [""]
