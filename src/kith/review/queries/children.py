"""The children of a case as its review knows them: what was asked for, what came, what is best for each, an exception."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.statements import kept
from kith.disclosure.models import Disclosure, Receipt, Request
from kith.disclosure.queries import due_now, reports
from kith.disclosure.terms import DisclosureKind, RequestKind
from kith.register.models import CaseChild, PersonName
from kith.review.models import BestInterests, PanelMember, ReportException, Review

_OF_MEMBER = ("id", "name", "works_as", "undertook_on", "undertaking", "agrees", "dissent", "at")
_WHAT_IT_READ = {"assessment": "assessment_id", "read_at": "assessment__at"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who sat on a panel about a child, what they see otherwise, if anything, and when that was written which they
    read."""

    id: uuid.UUID
    name: str
    works_as: str
    undertook_on: date
    undertaking: str
    agrees: bool
    dissent: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Weighed:
    """The assessment of one child's best interests that stands, with the panel that read it, if there was one, and `earlier`
    those who read what was written before."""

    id: uuid.UUID
    text: str
    by: uuid.UUID
    by_name: str
    at: datetime
    panel: tuple[Member, ...] = ()
    earlier: tuple[Member, ...] = ()
    written_at: datetime | None = None  # the same, or when the last member of the panel was written down

    @property
    def heard(self) -> tuple[Member, ...]:
        """Everybody who sat on a panel about the child, whichever assessment they read."""
        return self.panel + self.earlier


@dataclass(frozen=True, slots=True)
class Excepted:
    """The newest word that the case may be decided without this child's report, and by whom it was signed too, if it was."""

    id: uuid.UUID
    reason: str
    by: uuid.UUID
    by_name: str
    on: date
    told_on: date
    told_how: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class Child:
    """One child of the case, whichever of the child's records things were written to."""

    id: uuid.UUID
    canonical: uuid.UUID
    name: str
    asked_on: date | None
    due_on: date | None
    is_released: bool
    is_received: bool
    opened_at: datetime | None  # by the first who read what was released last
    has_unopened_beside: bool  # something that was shared beside a report, and that nobody has opened
    beside_opened_at: datetime | None  # by the first who read what was shared last beside a report
    weighed: Weighed | None
    helps_until: date | None  # the children's side was asked what would help, and may answer until then
    exception: Excepted | None

    @property
    def is_excepted(self) -> bool:
        """Whether two seniors have signed that the case is decided without a report, and none has come since."""
        return self.exception is not None and bool(self.exception.signed_by) and not self.is_released


def children_in(review: Review) -> tuple[Child, ...]:
    """The children of the case that this side may know of, each once, whichever of a child's records was written to."""
    found: dict[uuid.UUID, Child] = {}
    for entry in _children(review.pk, review.case_id):
        child = Child(
            entry.person_id, entry.canonical, entry.name or _("a child of this family"),
            timezone.localdate(entry.asked) if entry.asked else None, entry.due, entry.released,
            entry.released and not entry.unread, entry.opened_at, entry.unread_beside, entry.beside_opened_at,
            _weighed(entry.weighed, entry.panel), entry.helps, _excepted(entry.excepted),
        )  # fmt: skip
        found.setdefault(entry.canonical, child)
    return tuple(found.values())


@kept
def _children(review: uuid.UUID, case: uuid.UUID) -> QuerySet[Any]:  # Any: a child with what is annotated here
    canonical = OuterRef("person__canonical_id")
    of_child = {"case": OuterRef("case"), "child__canonical_id": canonical}
    asked = Request.objects.filter(kind=RequestKind.REPORT, **of_child).order_by("-at", "-id")
    helps = Request.objects.filter(kind=RequestKind.WHAT_HELPS, **of_child).order_by("-at", "-id")
    excepted = ReportException.objects.filter(review=review, child__canonical_id=canonical).order_by("-at", "-id")
    current = reports().filter(superseded_by__isnull=True, **of_child)
    beside = Disclosure.objects.exclude(kind=DisclosureKind.REPORT).filter(**of_child)
    receipts = Receipt.objects.values("disclosure_id")
    opened, beside_opened = (
        some.annotate(first=Min("receipts__at")).order_by(F("first").desc(nulls_last=True))
        for some in (current, beside)
    )
    panel = PanelMember.objects.filter(assessment__review=review, assessment__child__canonical_id=canonical)
    weighed = BestInterests.objects.filter(review=review, child__canonical_id=canonical).order_by("-at", "-id")
    names = PersonName.objects.filter(person__canonical_id=canonical).order_by("said_at", "source", "id")
    return (
        CaseChild.objects.filter(case=case, until_at__isnull=True)
        .annotate(
            canonical=F("person__canonical_id"),
            name=Subquery(names.values("text")[:1]),
            asked=Subquery(asked.values("at")[:1]),
            due=Subquery(asked.values(moved_to=due_now())[:1]),
            helps=Subquery(helps.filter(at__date__gt=OuterRef("due")).values("due_on")[:1]),  # asked once it was late
            excepted=Subquery(
                excepted.values(
                    json=JSONObject(
                        id="id",
                        reason="reason",
                        by="by_id",
                        by_name="by__shown_name",
                        at="at",
                        told_on="family_told_on",
                        told_how="family_told_how",
                        signed_by="signature__by__shown_name",
                    )
                )[:1]
            ),
            released=Exists(current),
            unread=Exists(current.exclude(pk__in=receipts)),
            opened_at=Subquery(opened.values("first")[:1]),
            unread_beside=Exists(beside.exclude(pk__in=receipts)),
            beside_opened_at=Subquery(beside_opened.values("first")[:1]),
            weighed=Subquery(
                weighed.values(json=JSONObject(id="id", text="text", by="by_id", name="by__shown_name", at="at"))[:1]
            ),
            panel=ArraySubquery(
                panel.order_by("assessment__at", "at", "id").values(
                    row=JSONObject(**{name: name for name in _OF_MEMBER}, **_WHAT_IT_READ)
                )
            ),
        )
        .order_by("from_at", "id")
    )


def _weighed(said: dict[str, Any] | None, heard: list[dict[str, Any]]) -> Weighed | None:  # Any: columns of every kind
    if said is None:
        return None
    at = datetime.fromisoformat(said["at"])
    panel = [one for one in heard if one["assessment"] == said["id"]]
    return Weighed(
        uuid.UUID(said["id"]), said["text"], uuid.UUID(said["by"]), said["name"], at, tuple(map(_member, panel)),
        tuple(_member(one) for one in heard if one not in panel),
        max([at, *(datetime.fromisoformat(one["at"]) for one in panel)]),
    )  # fmt: skip


def _member(said: dict[str, Any]) -> Member:  # Any: columns of every kind
    return Member(
        uuid.UUID(said["id"]), said["name"], said["works_as"], date.fromisoformat(said["undertook_on"]),
        said["undertaking"], said["agrees"], said["dissent"], datetime.fromisoformat(said["read_at"]),
    )  # fmt: skip


def _excepted(said: dict[str, str] | None) -> Excepted | None:
    if said is None:
        return None
    return Excepted(
        uuid.UUID(said["id"]), said["reason"], uuid.UUID(said["by"]), said["by_name"],
        timezone.localdate(datetime.fromisoformat(said["at"])), date.fromisoformat(said["told_on"]), said["told_how"],
        said["signed_by"] or "",
    )  # fmt: skip
