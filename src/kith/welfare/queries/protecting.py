"""Child protection: each concern with its steps, what is due of it and by when, and the days that were moved."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from kith.protocol.pack import load
from kith.register.queries import canonical_of
from kith.welfare.models import Concern, ConcernStep, TimeVariation
from kith.welfare.queries.leads import open_concerns
from kith.welfare.rules import Clock, Taken, clocks
from kith.welfare.terms import ProtectionStep


@dataclass(frozen=True, slots=True)
class Protection:
    """One concern: the steps that stand, oldest first, what is due (nothing once it is closed), and every other day asked for,
    oldest first. `closing` says how it was answered."""

    concern: Concern
    closing: Concern | None
    steps: tuple[ConcernStep, ...]
    due: tuple[Clock, ...]
    variations: tuple[TimeVariation, ...]

    @property
    def asked(self) -> list[TimeVariation]:
        """Other days to which nobody has answered yet."""
        return [one for one in self.variations if not hasattr(one, "answer")]

    @property
    def next(self) -> Clock | None:
        """What is due first."""
        return min(self.due, key=lambda clock: clock.due, default=None)


def protections_of(child: uuid.UUID) -> list[Protection]:
    """Every concern about a child, those that are open first, each oldest first. Three queries."""
    found = list(
        Concern.objects.filter(child__canonical_id=canonical_of(child), certificate__isnull=True)
        .select_related("case", "by")
        .order_by("at", "id")
    )
    closings = {one.corrects_id: one for one in found if one.is_over}
    raised = [one for one in found if not one.is_over]
    return sorted(protections(raised, closings), key=lambda one: one.closing is not None)


def protections(
    concerns: Sequence[Concern], closings: dict[uuid.UUID | None, Concern] | None = None
) -> list[Protection]:
    """What belongs to each of these concerns, in their order. Two queries."""
    steps: dict[uuid.UUID, list[ConcernStep]] = defaultdict(list)
    standing = ConcernStep.objects.filter(concern__in=concerns, corrected_by__isnull=True, is_taken_back=False)
    for step in standing.select_related("by").order_by("first_at", "id"):
        steps[step.concern_id].append(step)
    asked: dict[uuid.UUID, list[TimeVariation]] = defaultdict(list)
    of_each = TimeVariation.objects.filter(concern__in=concerns)
    for one in of_each.select_related("by", "answer", "answer__by").order_by("at", "id"):
        asked[one.concern_id].append(one)
    return [
        _protection(one, (closings or {}).get(one.pk), steps.get(one.pk, []), asked.get(one.pk, [])) for one in concerns
    ]


def _protection(
    concern: Concern, closing: Concern | None, steps: Sequence[ConcernStep], asked: Sequence[TimeVariation]
) -> Protection:
    taken = {one.step: one.first_at for one in steps}  # the last time comes last
    moved = sorted(  # for the time for which it was asked: it does not hold for what comes after the step was taken
        (
            one
            for one in asked
            if hasattr(one, "answer") and one.answer.agrees and taken.get(one.step, one.at) <= one.at
        ),
        key=lambda one: (one.answer.at, one.answer.pk),
    )
    due = clocks(
        load(), raised_on=timezone.localdate(concern.at), is_shared=bool(concern.told),
        taken=[Taken(ProtectionStep(one.step), one.happened_on, one.meeting_on) for one in steps],
        agreed={ProtectionStep(one.step): one.due_on for one in moved},
    )  # fmt: skip
    in_order = tuple(sorted(steps, key=lambda one: (one.happened_on, one.at)))
    return Protection(concern, closing, in_order, () if closing else due, tuple(asked))


def open_clocks(concern: Concern) -> tuple[Clock, ...]:
    """What is due about one concern. Two queries."""
    return protections([concern])[0].due


def open_concern_with(child: uuid.UUID, number: str) -> Concern | None:
    """The open concern about this child of this number; None where there is none."""
    return next((one for one in open_concerns(child) if str(one.pk) == number), None)


def concern_step_with(concern: Concern, number: str) -> ConcernStep | None:
    """The step of this concern of this number, as it stands now; None where there is none."""
    return next((one for one in protections([concern])[0].steps if str(one.pk) == number), None)


def variation_with(child: uuid.UUID, number: str) -> TimeVariation | None:
    """The other day asked for about this child, of this number, that waits for an answer; None where there is none."""
    waiting = [one for held in protections_of(child) if held.closing is None for one in held.asked]
    return next((one for one in waiting if str(one.pk) == number), None)
