"""Which family stands where: enough of each for every page, in shares like those of a real caseload. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

GRANT, REFUSAL = "leave_granted", "claim_refused"
EXPLICIT, IMPLICIT, DUPLICATE = "explicit_withdrawal", "implicit_withdrawal", "duplicate"
PROPOSED, RETURNED, CONFIRMED, TAKEN_BACK = "proposed", "returned", "confirmed", "taken_back"
# How reviews end without a decision: what became of it, whether a second officer reads it, and for how many families.
ENDINGS = (
    (EXPLICIT, CONFIRMED, True, 2), (IMPLICIT, CONFIRMED, False, 2), (DUPLICATE, CONFIRMED, False, 2),
    (EXPLICIT, PROPOSED, True, 1), (IMPLICIT, PROPOSED, False, 1), (IMPLICIT, TAKEN_BACK, False, 1),
    (DUPLICATE, RETURNED, False, 1),
)  # fmt: skip
LENGTHS = ("30 months", "three years", "indefinite leave to remain")


class Step(StrEnum):
    """The steps of a family, in the order of the work."""

    CONFIRMED = "confirmed"
    APPOINTED = "appointed"
    HEARD = "heard"
    ALLOCATED = "allocated"
    DECLINED = "declined"  # the officer says that something ties them to the family; another one gets the case
    ASKED = "asked"
    BEGUN = "begun"  # the report is being put together
    SENT_UP = "sent_up"
    RELEASED = "released"
    HANDED_OVER = "handed_over"  # another lead professional takes over
    DRAFTED = "drafted"
    INVITED = "invited"  # to reply to the points against it, where the claim may be refused
    RECEIVED = "received"
    REPLIED = "replied"  # or its time to reply is over
    DECIDED = "decided"
    VIEWED = "viewed"  # the second officer's own view
    RETURNED = "returned"
    REDECIDED = "redecided"
    REVIEWED = "reviewed"
    ANSWERED = "answered"  # confirmed by the second officer
    SERVED = "served"


class Sequel(StrEnum):
    """What comes after a decision was served."""

    CAME_BACK = "came_back"  # the notice, and nobody has handed it over since
    RENEWED = "renewed"
    COMPLAINT = "complaint"  # without a result yet
    COMPLAINT_MET = "complaint_met"
    APPEAL = "appeal"  # without a result yet
    APPEAL_LOST = "appeal_lost"
    APPEAL_WITHDRAWN = "appeal_withdrawn"
    APPEAL_WON = "appeal_won"


STEPS = tuple(Step)
ONLY_FOR_SOME = {Step.DECLINED, Step.HANDED_OVER, Step.RETURNED, Step.REDECIDED, Step.REVIEWED}
REPLYING = {Step.INVITED, Step.RECEIVED, Step.REPLIED}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case as the plan looks at it. `children` are those of whom both sides know, `unknown` those whom only the
    children's side's files name."""

    case: str
    reference: str
    area: str
    delivery: int
    children: int
    has_open_identity: bool
    unknown: int = 0
    is_for_review: bool = True  # the review's side knows somebody of this family


@dataclass(frozen=True, slots=True)
class Story:
    """How far one family goes and what happens on its way. Officers are numbered as in the cast; 0 is the first."""

    case: str
    until: Step
    officer: int = 0
    assessor: int | None = 1  # nobody was asked yet
    outcome: str = GRANT
    length: str = LENGTHS[0]
    twists: tuple[Step, ...] = ()
    has_reply: bool = True
    is_assessed: bool = True  # the wellbeing of its children
    is_over: bool = False  # the time to reply, or for the report, and nobody has said so yet
    is_with_first_lead: bool = False  # the coordinator chose this lead professional, with a reason
    has_question: bool = False  # the school is asked about each child
    has_concern: bool = False  # about the first child, open
    is_looked_at: bool = (
        False  # what was shared at once of it; else reasons wait for a look, and others are still to be given
    )
    help_is_asked: bool = False  # what would help to finish a report that is late
    is_excepted: bool = False  # a senior officer has written why that report cannot be waited for
    is_signed: bool = False  # and another has signed it
    is_untraced: bool = False  # a letter came back
    ending: str = ""  # how its review ends without a decision
    ends: str = ""  # what became of that
    is_read_by_second: bool = False
    other: str = ""  # the reference of the case that stands, where it is the same as another
    sequels: tuple[Sequel, ...] = ()  # what comes after its decision was served

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps that this family takes, in order."""
        left_out = ONLY_FOR_SOME - set(self.twists)
        left_out |= set() if self.outcome == REFUSAL else REPLYING
        return tuple(step for step in STEPS[: STEPS.index(self.until) + 1] if step not in left_out)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One time that the agencies sent their files: how many working days ago, and how many families."""

    days_ago: int
    families: int


DELIVERIES = (Delivery(405, 320), Delivery(215, 290), Delivery(20, 100), Delivery(3, 450))
LONG_AGO, SOME_WEEKS, THIS_WEEK = (0, 1), (2,), (3,)
WHOSE_TURN = -1  # to be the officer who weighs best interests
WHOLE_WAY = 153  # families whose decision was served
CONCERNS = 6  # one family in so many of those that are being heard
ENOUGH = 21  # what every state shows to the first of each role, with some to spare


def plan(waiting: Sequence[Waiting], *, officers: int, home: str, scale: float = 1) -> list[Story]:
    """A story for each case that goes further than being opened; the same cases give the same stories.

    `home` is the council of the first coordinator and the first lead professional, who see every state well filled, as the
    first officer does. At a smaller scale each state has fewer families, and one at least while there are any.
    """
    ordered = sorted(waiting, key=lambda case: (len(case.reference), case.reference))

    def pool(deliveries: tuple[int, ...]) -> "_Pool":
        return _Pool([case for case in ordered if case.delivery in deliveries], officers, home, scale)

    long_ago = _with_sequels(_long_ago(pool(LONG_AGO)))
    return [*long_ago, *_some_weeks(pool(SOME_WEEKS)), *_this_week(pool(THIS_WEEK))]


# By the order in which they are planned: the families who are shown first have what is still to be done.
OF_GRANTS = (
    (Sequel.CAME_BACK, Sequel.COMPLAINT, Sequel.APPEAL_LOST), (), (Sequel.RENEWED,), (), (), (Sequel.COMPLAINT_MET,), (), (), (),
)  # fmt: skip
OF_REFUSALS = (
    (Sequel.APPEAL,), (Sequel.APPEAL_LOST,), (), (Sequel.APPEAL_WITHDRAWN,), (Sequel.APPEAL_LOST,), (), (Sequel.APPEAL_WON,),
    (), (), (Sequel.APPEAL,), (Sequel.CAME_BACK,), (),
)  # fmt: skip


def _with_sequels(stories: Iterable[Story]) -> Iterator[Story]:
    """The same stories; some of those whose decision is served go on."""
    places = {GRANT: 0, REFUSAL: 0}
    for story in stories:
        if story.until is not Step.SERVED:
            yield story
            continue
        after = OF_REFUSALS if story.outcome == REFUSAL else OF_GRANTS
        yield replace(story, sequels=after[places[story.outcome] % len(after)])
        places[story.outcome] += 1


class _Pool:
    """Cases of some deliveries, given out one state after another. Holds what is left and whose turn it is."""

    def __init__(self, cases: list[Waiting], officers: int, home: str, scale: float) -> None:
        self.settled = [case for case in cases if not case.has_open_identity]
        self.open = [case for case in cases if case.has_open_identity]
        self.home, self.scale, self.others = home, scale, max(1, officers - 1)
        self.turn = 0

    def enough(self, count: int) -> int:
        """That many at this scale, but one at least."""
        return max(1, round(count * self.scale))

    def some(self, count: int, *, is_settled: bool = False, children: int = 1) -> list[Waiting]:
        """So many families with so many children or more, the newest first."""
        return self._take(count, lambda case: 1, is_settled, "", lambda case: case.children >= children)

    def at_home(self, count: int = ENOUGH, *, is_settled: bool = False) -> list[Waiting]:
        """Families with so many children together, of the council that is shown first."""
        return self._take(count, lambda case: case.children, is_settled, self.home)

    def with_unknown(self, count: int, *, is_for_review: bool = False) -> list[Waiting]:
        """Families of that council with enough children of whom the review does not know."""
        return self._take(
            count, lambda case: case.unknown, False, self.home,
            lambda case: case.unknown > 0 and case.is_for_review >= is_for_review,
        )  # fmt: skip

    def _take(
        self, count: int, weight: Callable[[Waiting], int], is_settled: bool, area: str,
        fits: Callable[[Waiting], bool] = lambda case: case.children > 0,
    ) -> list[Waiting]:  # fmt: skip
        """Those whose identity is an open question go first, where that is no obstacle: they cannot go further."""
        taken: list[Waiting] = []
        for pool in (self.settled,) if is_settled else (self.open, self.settled):
            for case in pool[::-1]:
                if sum(map(weight, taken)) >= self.enough(count):
                    return taken
                if fits(case) and area in ("", case.area):
                    taken.append(case)
                    pool.remove(case)
        return taken

    def story(
        self, case: Waiting, until: Step, *, is_first: bool = False, assessor: int | None = WHOSE_TURN, outcome: str = GRANT,
        twists: tuple[Step, ...] = (), is_assessed: bool = True, is_over: bool = False, is_with_first_lead: bool = False,
        has_concern: bool = False, is_untraced: bool = False,
    ) -> Story:  # fmt: skip
        """A story with the first officer, or with whichever other's turn it is; a third of the decisions is a refusal."""
        self.turn += 1
        may_be_refused = Step.RETURNED not in twists and self.turn % 10 in (2, 5, 8)
        return Story(
            case=case.case, until=until, officer=0 if is_first else 1 + self.turn % self.others,
            assessor=1 + (self.turn + 1) % self.others if assessor == WHOSE_TURN else assessor,
            outcome=outcome or (REFUSAL if may_be_refused else GRANT), length=LENGTHS[self.turn % len(LENGTHS)],
            twists=twists, has_reply=self.turn % 4 != 0, is_assessed=is_assessed, is_over=is_over,
            is_with_first_lead=is_with_first_lead, has_question=is_with_first_lead and until is Step.HEARD,
            has_concern=has_concern, is_untraced=is_untraced,
        )  # fmt: skip


def _long_ago(pool: _Pool) -> Iterator[Story]:
    """Those who go the whole way, and those who are on it before them."""
    known_later = pool.with_unknown(2, is_for_review=True)  # there are few of these: whoever takes all leaves none
    for case in pool.with_unknown(ENOUGH + 4):  # a few are merged, or told, before anybody looks
        yield pool.story(case, Step.HEARD, is_with_first_lead=True)
    at_home = {Step.SERVED: pool.at_home(2 * ENOUGH, is_settled=True)}  # what is kept of them can have had its time
    at_home |= {step: pool.at_home() for step in (Step.RELEASED, Step.SENT_UP, Step.BEGUN, Step.HEARD)}
    for step, cases in at_home.items():
        for case in cases:
            yield pool.story(case, step, is_first=True, is_with_first_lead=True)
    for until, assessor in ((Step.ALLOCATED, None), (Step.RELEASED, WHOSE_TURN), (Step.ASKED, WHOSE_TURN)):
        for case in pool.some(ENOUGH - len(at_home.get(until, ()))):
            yield pool.story(case, until, is_first=True, assessor=assessor, is_untraced=until is Step.ASKED)
    for place, case in enumerate(pool.some(ENOUGH + 2)):
        yield pool.story(case, (Step.ASKED, Step.BEGUN, Step.SENT_UP)[place % 3], assessor=0)
    # The first officer weighs now, and can let that clock stand still; of brothers and sisters one is weighed.
    for case in (*pool.some(5, children=2), *pool.some(10)):
        yield pool.story(case, Step.RELEASED, assessor=0)
    for help_is_asked, is_excepted, is_signed, count in (  # whose reports do not come
        (False, False, False, 8), (True, False, False, 8), (True, True, False, 8), (True, True, True, 3),
    ):  # fmt: skip
        for case in pool.some(count):
            story = pool.story(case, Step.ASKED, is_first=True, is_over=True)
            yield replace(story, help_is_asked=help_is_asked, is_excepted=is_excepted, is_signed=is_signed)
    others = [case.reference for case in at_home[Step.SERVED]]
    for ending, ends, is_read_by_second, count in ENDINGS:
        for case in pool.some(count) if others or ending != DUPLICATE else ():
            yield replace(
                pool.story(case, Step.ASKED, is_first=True), ending=ending, ends=ends,
                is_read_by_second=is_read_by_second, other=others[0] if ending == DUPLICATE else "",
            )  # fmt: skip
    for until, count, outcome, is_over in (
        (Step.DRAFTED, ENOUGH, GRANT, False), (Step.DRAFTED, 4, REFUSAL, False),
        (Step.INVITED, ENOUGH, REFUSAL, False), (Step.RECEIVED, ENOUGH, REFUSAL, False),
        (Step.RECEIVED, ENOUGH, REFUSAL, True), (Step.DECIDED, ENOUGH, "", False), (Step.VIEWED, ENOUGH, "", False),
        (Step.ANSWERED, ENOUGH, "", False),
    ):  # fmt: skip
        for case in pool.some(count, is_settled=until is not Step.DRAFTED):
            yield pool.story(case, until, is_first=True, outcome=outcome, is_over=is_over)
    for place, case in enumerate(pool.some(WHOLE_WAY - len(at_home[Step.SERVED]), is_settled=True)):
        yield pool.story(case, Step.SERVED, is_first=place % 5 == 0, outcome="", twists=_twists(place))
    for case in known_later:  # whom the coordinator makes known while the case is under review
        yield pool.story(case, Step.ALLOCATED, is_first=True)
    for case in (*pool.settled, *pool.open):
        yield pool.story(case, Step.HEARD)


def _some_weeks(pool: _Pool) -> Iterator[Story]:
    """Those whose children are being heard, and those who wait for an officer."""
    for case in pool.at_home():
        yield pool.story(case, Step.APPOINTED, is_with_first_lead=True)
    for place, case in enumerate(pool.at_home()):
        story = pool.story(
            case, Step.HEARD, is_assessed=False, is_with_first_lead=True, has_concern=place % CONCERNS == 0
        )
        yield replace(story, is_looked_at=place // CONCERNS % 2 == 1)
    for place, case in enumerate((*pool.settled, *pool.open)):
        yield pool.story(case, Step.APPOINTED if place % 8 == 0 else Step.HEARD)


def _this_week(pool: _Pool) -> Iterator[Story]:
    """Those who were confirmed a day or two ago; all others are still to be confirmed."""
    for until, count in ((Step.APPOINTED, 12), (Step.CONFIRMED, 64)):
        for case in pool.some(count):
            yield pool.story(case, until)


def _twists(place: int) -> tuple[Step, ...]:
    """What does not go straight on the way of those who are served."""
    twists = {
        Step.DECLINED: place % 8 == 1,
        Step.HANDED_OVER: place % 9 == 3,
        **dict.fromkeys((Step.RETURNED, Step.REDECIDED, Step.REVIEWED), place % 8 == 4),
    }
    return tuple(step for step, happens in twists.items() if happens)
