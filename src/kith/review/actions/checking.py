"""The sample of served decisions: drawn once for a month by chance, and read by senior officers who had no part."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.queries import roles_now
from kith.access.side import hold as hold_name
from kith.access.terms import Role
from kith.review.actions.holding import hold, same_again
from kith.review.models import QualityCheck, QualitySample, SampledDecision
from kith.review.queries import parts_in, served_in
from kith.review.rules import drawn_from, obstacles_to_checking, obstacles_to_drawing
from kith.verdict import refuse_if


@transaction.atomic
def draw_sample(*, month: date, by: Actor, at: datetime) -> QualitySample:
    """Draw a tenth of the decisions served in a month, given by its first day, by chance. The seed is kept, so that anybody
    can draw the same ones again.

    Refused to a manager of some councils alone, and for a month that is not over, has no decisions or was drawn from.
    """
    hold_name("quality sample")
    services = served_in(month)
    is_drawn = QualitySample.objects.filter(month=month).exists()
    sees_all = (Role.REVIEW_MANAGER, "") in roles_now(by, at)
    refuse_if(obstacles_to_drawing(
        month, on=timezone.localdate(at), count=len(services), is_drawn=is_drawn, sees_all=sees_all
    ))  # fmt: skip
    seed = secrets.token_hex(16)
    sample = QualitySample.objects.create(month=month, seed=seed, by=by, at=at)
    drawn = [SampledDecision(sample=sample, service_id=one, by=by, at=at) for one in drawn_from(services, seed=seed)]
    SampledDecision.objects.bulk_create(drawn)
    audit.record("review.sample_drawn", by=by, at=at, subject=sample.pk, shown=[one.pk for one in drawn])
    return sample


@transaction.atomic
def check_quality(
    *, sampled: SampledDecision, shown: Sequence[str], words: str, by: Actor, at: datetime
) -> QualityCheck:
    """Say how a drawn decision reads: what it shows of what was looked for, and in words. Once; twice the same gives it back.

    Refused to whoever had a part in the decision or has a tie to the family, and without words.
    """
    review = hold(sampled.service.decision.review)
    if held := QualityCheck.objects.filter(sampled=sampled).first():
        return same_again(held, shown=sorted(shown), words=words, by_id=by.pk)
    refuse_if(obstacles_to_checking(by.pk, parts_in(review), words=words))
    entry = QualityCheck.objects.create(sampled=sampled, shown=sorted(shown), words=words, by=by, at=at)
    audit.record("review.quality_checked", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry
