"""A year of invented work: the same verbs that the pages call, under the same gates, each by someone who may."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random

from django.db import transaction

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import FactSide, Role
from kith.demo.casework import children, deciding, posting, speaking
from kith.demo.casework.begun import begin_to_write
from kith.demo.casework.ending import end
from kith.demo.casework.family import PACK, Family, Job
from kith.demo.casework.following import follow
from kith.demo.casework.guarding import guard
from kith.demo.cast import COUNCILS, Cast
from kith.demo.days import SCOTLAND, last_working_day, timeline
from kith.demo.plan import Step, Story, Waiting
from kith.disclosure.models import Milestone
from kith.disclosure.rules import is_identity_open
from kith.register.models import Case, CaseState, FamilyMember, Person
from kith.register.queries import people_of
from kith.register.terms import CaseStep

VERBS: Mapping[Step, Callable[[Family], None]] = {
    Step.CONFIRMED: children.confirm, Step.APPOINTED: children.appoint, Step.HEARD: children.hear,
    Step.ALLOCATED: deciding.allocate, Step.DECLINED: deciding.decline, Step.ASKED: deciding.ask,
    Step.BEGUN: children.begin_report, Step.SENT_UP: children.send_up, Step.RELEASED: children.release,
    Step.HANDED_OVER: children.hand_over, Step.DRAFTED: deciding.draft, Step.INVITED: deciding.invite,
    Step.RECEIVED: deciding.receive, Step.REPLIED: deciding.reply, Step.DECIDED: deciding.decide, Step.VIEWED: deciding.view,
    Step.RETURNED: deciding.give_back, Step.REDECIDED: deciding.decide_again, Step.REVIEWED: deciding.review_again,
    Step.ANSWERED: deciding.confirm, Step.SERVED: deciding.serve,
}  # fmt: skip
BESIDE: Mapping[Step, Sequence[Callable[[Family], None]]] = {  # what families and others say while it goes on
    Step.HEARD: (speaking.speak_to_council, posting.wait_for_nobody), Step.ASKED: (speaking.stand_by, posting.come_by_post),
    Step.RELEASED: (deciding.read_first,), Step.DRAFTED: (posting.deal_with, speaking.answer_all),
    Step.DECIDED: (speaking.write_again,),
}  # fmt: skip


class Stopped(Exception):
    """A verb was refused, or failed, on the way of one family: nothing of that family is kept. Says which and why."""


def waiting_cases(registrar: Actor, deliveries: Sequence[datetime], *, now: datetime) -> list[Waiting]:
    """Every case that somebody belongs to, in whatever state, as the plan looks at it now."""
    with entered(registrar, "register.confirm_family", at=now):
        cases = list(Case.objects.filter(area__in=COUNCILS).order_by("reference"))
        passed: dict[object, list[str]] = defaultdict(list)
        for about, kind in Milestone.objects.values_list("case_id", "kind"):
            passed[about].append(kind)
        people = people_of(cases)
        known = set(Person.objects.exclude(side=FactSide.WELFARE).values_list("pk", flat=True))
    found = []
    for case in cases:
        if not (family := people.get(case.family_id)):
            continue
        opened = case.opened_at.astimezone(SCOTLAND).date()
        young = [p for p in family if p.is_child_on(opened)]
        both = sum(bool(known.intersection(p.recorded_ids)) for p in young)
        found.append(
            Waiting(
                case=str(case.pk), reference=case.reference, area=case.area,
                delivery=sum(at < case.opened_at for at in deliveries), children=both,
                unknown=len(young) - both, is_for_review=case.side != FactSide.WELFARE,
                has_open_identity=is_identity_open(passed[case.pk]),
            )
        )  # fmt: skip
    return found


def as_far_as_may_be(story: Story, *, registrar: Actor, now: datetime) -> Story:
    """The story of a family of whom files that came later made it an open question who somebody is, or name somebody more who
    may be a child: its children are heard, and the rest waits, as it would in service."""
    with entered(registrar, "register.confirm_family", at=now):
        case = Case.objects.get(pk=story.case)
        passed = list(Milestone.objects.filter(case=case).values_list("kind", flat=True))
        later = FamilyMember.objects.filter(family=case.family_id, from_at__gt=case.opened_at, until_at=None)
        may_go_on = not is_identity_open(passed) and not later.exists()
    return story if may_go_on else Story(story.case, Step.HEARD)


def confirmed_cases(registrar: Actor, *, now: datetime) -> set[str]:
    """The cases whose story was told before: a family goes its whole way in one commit."""
    with entered(registrar, "register.confirm_family", at=now):
        return {str(pk) for pk in CaseState.objects.filter(step=CaseStep.CONFIRMED).values_list("case_id", flat=True)}


def walk(story: Story, *, cast: Cast, make_letters: Job, now: datetime) -> None:
    """Take one family as far as its story says, in one commit or none. Twice is once. Raises `Stopped`."""
    registrar = cast.of(Role.REGISTRAR)[0]
    with entered(registrar, "register.confirm_family", at=now):
        case = Case.objects.select_related("family").get(pk=story.case)
        if CaseState.objects.filter(case=case, step=CaseStep.CONFIRMED).exists():
            return
    rng = Random(case.reference)
    days = timeline(
        story, opened=case.opened_at.astimezone(SCOTLAND).date(), today=last_working_day(now), council=case.area, pack=PACK,
        rng=rng,
    )  # fmt: skip
    family = Family(cast=cast, make_letters=make_letters, case=case, story=story, days=days, now=now, rng=rng)
    step = story.path[0]
    try:
        with transaction.atomic():
            for step in story.path:
                VERBS[step](family)
                for beside in BESIDE.get(step, ()):
                    beside(family)
            guard(family)
            follow(family)
            end(family)
            begin_to_write(family)
    except Exception as error:
        raise Stopped(f"{case.reference}, {step}: {type(error).__name__}: {error}") from error
