"""Reading what crossed."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from kith.access.models import Actor
from kith.access.statements import kept
from kith.disclosure.models import DisclosedFile, DisclosedItem, Disclosure, Feedback, MovedDate, Receipt, Request
from kith.disclosure.rules import Words, changes, sha256_of
from kith.disclosure.terms import Change, DisclosureKind, RequestKind
from kith.documents.queries import File, files_of
from kith.register.models import Case
from kith.register.queries import canonical_of
from kith.register.rules.dates import life_event


def requests_of(case: Case) -> QuerySet[Request]:
    """What was asked for on this case about its reports, oldest first, each with `due`: the day that holds now."""
    asked = Request.objects.filter(case=case, kind__in=(RequestKind.REPORT, RequestKind.WHAT_HELPS))
    return with_due(asked.select_related("by").order_by("at", "id"))


def with_due(requests: QuerySet[Request]) -> QuerySet[Request]:
    """The same requests, each with `due`: as asked, or as moved last (`due_of` reads it)."""
    return requests.annotate(due=due_now())


def due_now(request: str = "") -> Coalesce:
    """By when, as it holds now, for a query on requests, or on what has one in its column `request`."""
    moved = MovedDate.objects.filter(request=OuterRef(request or "pk")).order_by("-at", "-id").values("due_on")[:1]
    return Coalesce(Subquery(moved), F(f"{request}__due_on" if request else "due_on"))


def due_of(request: Request) -> date:
    """By when, as it holds now, of a request that came through `with_due`. No query."""
    due: date = request.due  # type: ignore[attr-defined]  # annotated by with_due
    return due


def open_requests(case: Case, child: uuid.UUID) -> list[Request]:
    """The reports asked for about a child on this case and not given, oldest first, whichever record it was asked about."""
    return _open_requests(case.pk, child)


@kept
def _open_requests(case: uuid.UUID, child: uuid.UUID) -> QuerySet[Request]:
    about = {"case": case, "child__canonical_id": canonical_of(child)}
    asked = Request.objects.filter(kind=RequestKind.REPORT, disclosures__isnull=True, **about)
    return with_due(asked.select_related("by", "case").order_by("at", "id"))


def asked_about(case: Case, child: uuid.UUID, kind: RequestKind) -> QuerySet[Request]:
    """What of that kind was asked for about a child on this case, newest first, whichever record it was asked about."""
    asked = Request.objects.filter(case=case, child__canonical_id=canonical_of(child), kind=kind)
    return asked.order_by("-at", "-id")


def standing_disclosure(case: Case, child: uuid.UUID) -> Disclosure | None:
    """The report on this child that the other side holds, as it stands: the copy that no later one took the place of."""
    about = reports().filter(case=case, child__canonical_id=canonical_of(child), superseded_by__isnull=True)
    return about.order_by("-at", "-id").first()


def reports() -> QuerySet[Disclosure]:
    """The reports among all that crossed: nothing else answers a request."""
    return Disclosure.objects.filter(kind=DisclosureKind.REPORT)


def disclosures_of(case: Case) -> QuerySet[Disclosure]:
    """What crossed on this case, oldest first."""
    return (
        Disclosure.objects.filter(case=case)
        .select_related("by", "lead_professional", "request")
        .prefetch_related(
            Prefetch("items", DisclosedItem.objects.select_related("file").order_by("place")),
            Prefetch("receipts", Receipt.objects.select_related("by").order_by("at", "id")),
        )
        .order_by("at", "id")
    )


def words_of(disclosure: Disclosure) -> list[Words]:
    """The items of a copy that came through `disclosures_of`, as its hash was made of them. No query."""
    return [as_words(item) for item in disclosure.items.all()]


def as_words(item: DisclosedItem) -> Words:
    """One item as its hash was made of it. No query where it came with its `file`."""
    file = getattr(item, "file", None)
    return Words(
        item.kind, item.title, item.text, item.said_by, item.said_on, file.sha256 if file else "", life_event(item.life)
    )


def is_whole(disclosure: Disclosure) -> bool:
    """Whether a copy that came through `disclosures_of` is word for word what was released. No query."""
    return disclosure.sha256 == sha256_of(
        purpose=disclosure.purpose, basis=disclosure.basis, was_told=disclosure.was_told,
        is_partial=disclosure.is_partial, items=words_of(disclosure),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copy:
    """A released copy as one reader may see it: before they have opened it, nothing of its content."""

    disclosure: Disclosure
    is_read: bool
    is_whole: bool
    changes: tuple[tuple[Change, str], ...]  # from the copy that it took the place of, if both are read
    replaced_on: date | None
    items: tuple[tuple[DisclosedItem, File | None], ...]  # with the file of each, on the side that it crossed to

    @property
    def is_report(self) -> bool:
        """Whether it is a report, and not what was shared beside one."""
        return self.disclosure.kind == DisclosureKind.REPORT


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is asked for about one child and what crossed: the copy that stands first, then those before it."""

    child: uuid.UUID
    waiting: tuple[Request, ...]
    copies: tuple[Copy, ...]


def sharing_of(case: Case, reader: Actor, *, is_childrens_side: bool) -> list[Sharing]:
    """What was asked for and what crossed on a case, child by child, as this reader may see it. Four queries, and one where files
    crossed to this side."""
    asked, crossed = list(requests_of(case)), list(disclosures_of(case))
    answered = {one.request_id for one in crossed}
    read = {one.pk for one in crossed if is_childrens_side or any(r.by_id == reader.pk for r in one.receipts.all())}
    by_key, later = {one.pk: one for one in crossed}, {one.supersedes_id: one for one in crossed}
    copied = {item.pk: item.file.document_id for one in crossed for item in one.items.all() if hasattr(item, "file")}
    files = {} if is_childrens_side else files_of(copied.values())
    children = [one.child_id for one in asked] + [one.child_id for one in crossed]
    copies: dict[uuid.UUID, list[Copy]] = {child: [] for child in children}
    for one in reversed(crossed):
        before = by_key.get(one.supersedes_id) if one.supersedes_id else None
        both = before is not None and {one.pk, before.pk} <= read
        replaced = later.get(one.pk)
        copies[one.child_id].append(
            Copy(
                one, one.pk in read, is_whole(one), changes(words_of(before), words_of(one)) if before and both else (),
                _day(replaced.at) if replaced else None,
                tuple((item, files.get(copied[item.pk]) if item.pk in copied else None) for item in one.items.all()),
            )
        )  # fmt: skip
    return [
        Sharing(
            child,
            tuple(
                a
                for a in asked
                if a.child_id == child
                and a.pk not in answered
                and not (a.kind == RequestKind.WHAT_HELPS and any(copy.is_report for copy in held))
            ),
            tuple(held),
        )
        for child, held in copies.items()
    ]


def disclosed_file(case: Case, document: uuid.UUID, reader: Actor) -> DisclosedFile | None:
    """A file that crossed on this case, for a reader who has opened what it crossed with; None for others."""
    found = DisclosedFile.objects.filter(document=document, item__disclosure__case=case)
    return found.filter(item__disclosure__receipts__by=reader).select_related("document__scan").first()


@dataclass(frozen=True, slots=True)
class Crossed:
    """One thing that the other side holds: what it is, when it was released and by whom, and who opened it when."""

    id: uuid.UUID
    kind: DisclosureKind
    on: date
    by: str
    opened: tuple[tuple[str, date], ...]
    is_replaced: bool  # a later copy took its place


def crossed_about(child: uuid.UUID) -> list[Crossed]:
    """What the other side holds of this child, newest first, whichever record it was released about. One query."""
    receipts = Receipt.objects.filter(disclosure=OuterRef("pk")).order_by("at", "id")
    opened = ArraySubquery(receipts.values(said=JSONObject(by="by__shown_name", at="at")))
    found = Disclosure.objects.filter(child__canonical_id=canonical_of(child)).annotate(
        name=F("by__shown_name"), opened=opened, later=F("superseded_by")
    )
    return [
        Crossed(
            key,
            DisclosureKind(kind),
            _day(at),
            name,
            tuple((one["by"], _day(datetime.fromisoformat(one["at"]))) for one in opened),
            bool(later),
        )
        for key, kind, at, name, opened, later in found.order_by("-at", "-id").values_list(
            "pk", "kind", "at", "name", "opened", "later"
        )
    ]


def feedback_on(case: Case) -> list[Feedback]:
    """What was told of the decisions on a case and of how counted what was sent, newest first. One query."""
    return list(Feedback.objects.filter(case=case).select_related("by").order_by("-at", "-id"))


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
