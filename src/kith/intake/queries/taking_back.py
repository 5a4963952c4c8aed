"""What a whole batch brought, and what came to rest on it since."""

import uuid
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value

from kith.disclosure.models import Milestone
from kith.disclosure.terms import MilestoneKind
from kith.intake.models import Batch, TakingBack
from kith.intake.rules import Resting
from kith.intake.terms import TakingBackStep
from kith.register.models import (
    Case,
    CaseChild,
    CaseState,
    CaseTeamMember,
    Family,
    FamilyMember,
    NotAChild,
    PaperFile,
    Person,
)  # fmt: skip
from kith.register.terms import CaseStep, FactKind
from kith.representations.models import FamilyAccess, PostPlace

IDENTITY = (MilestoneKind.IDENTITY_OPEN, MilestoneKind.IDENTITY_SETTLED)
A_CHILD = timedelta(days=18 * 365.25)


def batch_of(pk: uuid.UUID) -> Batch | None:
    """One batch with who took it in; None where there is none."""
    return Batch.objects.select_related("by").filter(pk=pk).first()


def takings_back_at_work() -> QuerySet[TakingBack]:
    """What a job has to take back, longest agreed first."""
    return TakingBack.objects.filter(step=TakingBackStep.AGREED).order_by("agreed_at", "id")


def taking_back_of(batch: Batch) -> TakingBack | None:
    """The last that was said about taking a batch back; None where nobody did. One query."""
    rows = TakingBack.objects.filter(batch=batch).select_related("by", "agreed_by", "run")
    return rows.order_by("-asked_at", "-id").first()


def people_of_batch(batch: Batch) -> QuerySet[Person]:
    """Everyone whom a row of this batch made."""
    return Person.objects.filter(source_row__file__batch=batch)


def concerns_child(batch: Batch, at: datetime) -> bool:
    """Whether one of its people may be a child: by the latest reading of a birth, or because none is known. One query."""
    births = Q(personfacts__kind=FactKind.BIRTH_DATE)
    latest = people_of_batch(batch).annotate(born=Max("personfacts__latest", filter=births))
    return latest.filter(Q(born__isnull=True) | Q(born__gt=(at - A_CHILD).date())).exists()


def cases_of_batch(batch: Batch) -> QuerySet[Case]:
    """The open cases in which one of its people is or was."""
    homes = FamilyMember.objects.filter(person__in=people_of_batch(batch)).values("family_id")
    return Case.objects.filter(family__in=homes, closed_at__isnull=True)


def resting_on(batch: Batch) -> list[Resting]:
    """What was done on cases of its people since the batch came, by either side: from the registry's own tables and from
    what crosses to it; and that there are cases which whoever asks may not see. One query."""
    homes = FamilyMember.objects.filter(person__in=people_of_batch(batch)).values("family_id")
    hidden = Family.objects.filter(pk__in=homes).exclude(Exists(Case.objects.filter(family=OuterRef("pk"))))
    its, since = {"case__in": cases_of_batch(batch)}, batch.at
    done = {
        "confirmed": CaseState.objects.filter(**its, at__gte=since).exclude(step=CaseStep.TO_CONFIRM),
        "team": CaseTeamMember.objects.filter(**its, from_at__gte=since),
        "work": Milestone.objects.filter(**its, at__gte=since).exclude(kind__in=IDENTITY),
        "children": CaseChild.objects.filter(**its, from_at__gte=since),
        "access": FamilyAccess.objects.filter(**its, given_at__gte=since),
        "paper": PaperFile.objects.filter(**its, at__gte=since),
        "post": PostPlace.objects.filter(**its).filter(Q(case__opened_at__gte=since) | Q(item__at__gte=since)),
    }
    said = {**done, "adults": NotAChild.objects.filter(**its, at__gte=since)}
    rows = [
        found.order_by().values_list(
            Value("children" if code == "adults" else code, output_field=CharField()), F("case__reference")
        )
        for code, found in said.items()
    ]
    rows.append(hidden.order_by().values_list(Value("out_of_sight"), Value("")))
    return [Resting(code, reference) for code, reference in rows[0].union(*rows[1:])]
