"""Where files on paper are: of one case with their whole way, and those that somebody waits for."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest

from kith.access.gate import Passage
from kith.register.models import Case, FamilyMember, PaperFile, PaperFileStep, PersonReference
from kith.register.queries import cases_visible_to
from kith.register.terms import PaperStep, ReferenceKind


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A file on paper with its way, what was last known of it first."""

    file: PaperFile
    steps: tuple[PaperFileStep, ...]


def on_paper(case: Case) -> list[OnPaper]:
    """The files on paper about a case, as they were written down. Two queries."""
    steps = PaperFileStep.objects.select_related("by").order_by("-at", "-id")
    files = PaperFile.objects.filter(case=case).select_related("by").prefetch_related(Prefetch("steps", steps))
    return [OnPaper(file, tuple(file.steps.all())) for file in files.order_by("at", "id")]


IS_HERE = (PaperStep.CAME,)
MAY_BE = (PaperStep.IS_AT, PaperStep.ASKED_FOR, PaperStep.CAME, PaperStep.PASSED_ON)


def paper_news(
    case: Any, kinds: tuple[PaperStep, ...]
) -> QuerySet[Any]:  # Any: a case, or a reference to one in a query
    """The moment at which a file on paper was last written down about a case, or such a step of one: one row, or none."""
    news = Greatest("at", Max("steps__at", filter=Q(steps__kind__in=kinds)))
    return PaperFile.objects.filter(case=case).annotate(news=news).order_by("-news").values_list("news", flat=True)[:1]


def paper_file(case: Case, file: uuid.UUID) -> PaperFile | None:
    """One file on paper about a case."""
    return PaperFile.objects.filter(case=case, pk=file).first()


def paper_files_missed(passage: Passage) -> QuerySet[PaperFileStep]:
    """The last step of each file on paper that was asked for and did not come, or cannot be found, of the cases that this
    person may see; longest first."""
    later = PaperFileStep.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")), file=OuterRef("file")
    )
    missed = PaperFileStep.objects.filter(
        ~Exists(later), kind__in=(PaperStep.ASKED_FOR, PaperStep.NOT_FOUND),
        file__case__in=cases_visible_to(passage).values("pk"),
    )  # fmt: skip
    return missed.select_related("file__case", "by").order_by("at", "id")


def cover_on_record(case: uuid.UUID) -> str:
    """What is written on the cover of a file on paper about a case; empty where none is written down."""
    return PaperFile.objects.filter(case=case).order_by("at", "id").values_list("cover", flat=True).first() or ""


def case_numbers(case: Case) -> list[str]:
    """The Home Office's case references that the people of a case are known by: what the cover of its file may say. One query."""
    members = FamilyMember.objects.filter(family=case.family_id, until_at__isnull=True).values("person_id")
    found = PersonReference.objects.filter(person__in=members, kind=ReferenceKind.CASE)
    return list(found.order_by("value").values_list("value", flat=True).distinct())
