"""What waits for whom: the shape that every part gives its work in, so that one page can show all of it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Passage
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.models import Case, CaseState
from kith.register.queries import cases_visible_to
from kith.register.terms import CaseStep


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to be done on one case: what is next, who has it, since when, by when, and the page to do it on."""

    case_id: uuid.UUID
    reference: str
    next: str
    who: str
    since: date | None = None
    due: date | None = None
    url: str = ""
    child_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Work of one kind in one state. `tag` says where it is: with_you, with_others, waiting, recorded.

    `count` comes from one statement; `rows(limit, offset)` gives one page of it, in the order that `order` says in words.
    """

    code: str
    title: str
    tag: str
    count: int
    order: str
    rows: Callable[[int, int], Sequence[Work]]


def queue_of(
    code: str, title: str, tag: str, found: QuerySet[Any], row: Callable[[Any], Work]
) -> Queue:  # Any: any table
    """A queue over rows of a table, longest waiting first as `found` orders them; fetched by the page, counted at once."""
    return Queue(
        code, title, tag, found.count(), str(_("Ordered by: longest waiting first.")),
        lambda limit, offset: [row(one) for one in found[offset : offset + limit]],
    )  # fmt: skip


def work_of(passage: Passage) -> list[Queue]:
    """What waits for a registrar on cases: families to be confirmed."""
    reached = CaseState.objects.filter(case=OuterRef("pk"), step=CaseStep.CONFIRMED)
    waiting = (
        cases_visible_to(passage).filter(~Exists(reached), closed_at__isnull=True).order_by("opened_at", "reference")
    )
    return [
        Queue(
            "to_confirm", str(_("Families to confirm")), "with_you", waiting.count(),
            str(_("Ordered by: longest open first.")), lambda limit, offset: _to_confirm(waiting, limit, offset),
        )
    ]  # fmt: skip


def _to_confirm(waiting: QuerySet[Case], limit: int, offset: int) -> list[Work]:
    pack, words = load(), str(_("Confirm family"))
    return [
        Work(
            case.pk, case.reference, words, str(_("You")), case.opened_at.date(),
            due_on(pack.duty("confirm_family", case.opened_at.date()), starts_on=case.opened_at.date()).on,
            reverse("confirm_family", args=[case.pk]),
        )
        for case in waiting[offset : offset + limit]
    ]  # fmt: skip
