"""Jobs of intake: what was handed in is looked through and taken in, and what was left lying is set aside."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections
from django.utils import timezone

from kith.access.gate import NotYours, entered
from kith.access.models import Actor, Run
from kith.access.queries import job_actor
from kith.access.terms import Role, Side
from kith.intake import actions, queries
from kith.intake.models import HandIn, TakingBack
from kith.intake.readers import UnreadableFile
from kith.intake.terms import HandInStep
from kith.verdict import Refused

NOT_THEIRS = "Whoever asked for this may do so no longer. Press the button again."
OUR_FAULT = "This stopped for a reason of Kith's own, which is in its log. Nothing was changed. Press the button again."
_log = logging.getLogger(__name__)


def work_off_intake(at: datetime) -> int:
    """Look through what was handed in, take in what registrars said, and take batches back; returns how many were done.

    Each is done whole in one transaction, as whoever asked. Where it is stopped halfway nothing is changed, and the next look
    does it; what was stopped twice waits for whoever asked.
    """
    if settings.SIDES and Side.REGISTRY not in settings.SIDES:
        return 0
    job = job_actor(Role.INTAKE_JOB, at)
    with entered(job, "intake.work_off", at=at):
        due: list[HandIn | TakingBack] = [
            *queries.hand_ins_at_work().select_related("asked_by"),
            *queries.takings_back_at_work().select_related("agreed_by"),
        ]
    return sum(_done(one, job, at) for one in due)


def set_aside_old_hand_ins(at: datetime) -> int:
    """Let go what was handed in and not gone on with for as long as what somebody began to write. Twice is once."""
    if settings.SIDES and Side.REGISTRY not in settings.SIDES:
        return 0
    job, before = job_actor(Role.INTAKE_JOB, at), at - timedelta(settings.WORKING_COPY_DAYS)
    with entered(job, "intake.work_off", at=at):
        return actions.set_aside_old_hand_ins(before=before, by=job, at=at)


def _work(one: HandIn | TakingBack, at: datetime, progress: actions.Progress) -> bool:
    """Do what was asked for, as whoever asked for it last."""
    if isinstance(one, TakingBack):
        assert one.agreed_by is not None
        with entered(one.agreed_by, "intake.take_back_batch", at=at) as passage:
            return actions.take_back_batch(taking=one, by=passage.actor, at=at, progress=progress)
    act = actions.look_through if one.step == HandInStep.LOOKING else actions.take_in_handed
    with entered(one.asked_by, "intake.take_in", at=at) as passage:
        return act(hand_in=one, by=passage.actor, at=at, progress=progress)


def _done(work: HandIn | TakingBack, job: Actor, at: datetime) -> bool:
    with entered(job, "intake.work_off", at=at):
        run = actions.begin_work(work=work, by=job, at=at)
    if run is None:
        return False
    failure, done = OUR_FAULT, False
    try:
        with _telling(run, job, at) as progress:
            done = _work(work, at, progress)
        failure = ""
    except NotYours:
        failure = NOT_THEIRS
    except UnreadableFile as error:
        failure = str(error)
    except Refused as refused:
        failure = " ".join(obstacle.words for obstacle in refused.obstacles)
    finally:
        with entered(job, "intake.work_off", at=at):
            actions.end_work(work=work, run=run, failure=failure, by=job, at=timezone.now())
    return done


@contextmanager
def _telling(run: Run, job: Actor, at: datetime) -> Iterator[actions.Progress]:
    """Write how far work is where a page can read it: through a connection of its own, since what the work itself writes is
    seen at its end."""

    def tell(stage: str) -> None:
        with entered(job, "intake.work_off", at=at):
            Run.objects.filter(pk=run.pk).update(done=actions.STAGES.index(stage))

    with ThreadPoolExecutor(1) as pool:
        told: list[str] = []

        def progress(stage: str, done: int, total: int) -> None:
            if stage in actions.STAGES and stage not in told:
                told.append(stage)
                pool.submit(tell, stage)

        try:
            yield progress
        finally:
            pool.submit(connections.close_all)
