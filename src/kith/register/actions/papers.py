"""Verbs of files on paper: that there is one, and where it is."""

from datetime import datetime, timedelta

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.register import rules
from kith.register.gate import hold_case, hold_crossing_of
from kith.register.models import Case, PaperFile, PaperFileStep
from kith.register.terms import PaperStep
from kith.verdict import refuse_if

A_CLICK = timedelta(minutes=1)


@transaction.atomic
def add_paper_file(*, case: Case, cover: str, by: Actor, at: datetime) -> PaperFile:
    """Write down that there is a file on paper about a case, by what is written on its cover. The same cover twice is once.

    Refused without what is written on it.
    """
    hold_case(case.pk)
    refuse_if(rules.obstacles_to_paper_file(cover))
    held = PaperFile.objects.filter(case=case, cover=cover.strip()).first()
    if held is None:
        held = PaperFile.objects.create(case=case, cover=cover.strip(), by=by, at=at)
        audit.record("register.paper_file_added", by=by, at=at, subject=held.pk, case=case.pk)
    return held


@transaction.atomic
def record_paper_step(
    *, file: PaperFile, kind: PaperStep, place: str = "", holder: str = "", words: str = "", by: Actor, at: datetime
) -> PaperFileStep:
    """Write down where a file on paper is, that it was asked for, came or was passed on, or that it cannot be found.

    A second click is none; said again later it is news, for whoever looked in vain meanwhile. Refused without the place or the
    person that such a step names, and, where it cannot be found, without what was searched.
    """
    hold_case(file.case_id)
    hold_crossing_of(file.case_id)
    refuse_if(rules.obstacles_to_paper_step(kind, place, holder, words))
    said = {"kind": kind, "place": place, "holder": holder, "words": words, "by": by}
    last = PaperFileStep.objects.filter(file=file).order_by("-at", "-id").first()
    if (
        last is not None
        and at - last.at < A_CLICK
        and all(getattr(last, name) == value for name, value in said.items())
    ):
        return last
    step = PaperFileStep.objects.create(file=file, **said, at=at)
    audit.record("register.paper_step_recorded", by=by, at=at, subject=step.pk, case=file.case_id, codes=[kind])
    return step
