"""Reading the safeguards: the hold from the steps of the case, which every side reads alike; extra holds and incidents of
one's own side; what was asked from outside, with the answer that the database works out."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kith.access.gate import Passage
from kith.access.models import Actor
from kith.disclosure.models import Request
from kith.disclosure.terms import RequestKind
from kith.protocol.pack import load
from kith.register.models import Case, CaseChild
from kith.register.queries import (
    canonical_of,
    cases_visible_to,
    children_of,
    first_name,
    names_of,
    steps_of,
    with_steps,
)
from kith.register.terms import CaseStep
from kith.safeguards import models
from kith.safeguards.rules import Answer, Hold, HoldFacts, answer_to, hold_over
from kith.safeguards.terms import NotClear, Step
from kith.welfare.models import AbsenceCover, LeadProfessional
from kith.welfare.queries import IN_FORCE


def hold_facts(case: Case) -> HoldFacts:
    """What the hold over a case that came through the gate follows from. No query: the steps came with the case.

    The last step says where a case is: one that was decided and is looked at again has no final decision.
    """
    steps = steps_of(case)
    is_decided = bool(steps) and steps[-1].step == CaseStep.DECIDED
    return HoldFacts(
        registered_on=timezone.localdate(case.opened_at),
        served_on=timezone.localdate(steps[-1].at) if is_decided else None,
        closed_on=timezone.localdate(case.closed_at) if case.closed_at else None,
    )


def hold_on(case: Case, at: datetime) -> Hold:
    """The hold over a case as it stands at that moment."""
    return hold_over(hold_facts(case), load(), timezone.localdate(at))


def holds_on(case: Case) -> list[models.Hold]:
    """The extra holds that this side has placed over a case, newest first, each with its lifting if there is one. One query."""
    return list(models.Hold.objects.filter(case=case).select_related("by", "lifting__by").order_by("-at", "-id"))


def hold_with_id(case: Case, hold: uuid.UUID) -> models.Hold | None:
    """One extra hold of this side over a case."""
    return models.Hold.objects.filter(case=case, pk=hold).select_related("by", "lifting").first()


def incidents_on(case: Case) -> list[models.Incident]:
    """What this side noted on a case, newest first, each with what was done about it, oldest first. Two queries."""
    follow_ups = Prefetch("follow_ups", models.FollowUp.objects.select_related("by").order_by("at", "id"))
    noted = models.Incident.objects.filter(case=case).select_related("by").prefetch_related(follow_ups)
    return list(noted.order_by("-happened_on", "-at", "-id"))


def incident_with_id(case: Case, incident: uuid.UUID) -> models.Incident | None:
    """One incident of this side."""
    return models.Incident.objects.filter(case=case, pk=incident).select_related("by").first()


def standing(passage: Passage) -> QuerySet[Any, Any]:  # Any: rows of two tables
    """The extra holds that stand and the incidents with more to be done, of this side, in the cases in sight; oldest first."""
    newest = models.FollowUp.objects.filter(incident=OuterRef("pk")).order_by("-at", "-id")
    is_done = Coalesce(Subquery(newest.values("is_done")[:1]), False)
    holds = models.Hold.objects.filter(lifting__isnull=True)
    incidents = models.Incident.objects.alias(is_done=is_done).filter(is_done=False)

    def rows(found: QuerySet[Any], *, are_holds: bool) -> QuerySet[Any, Any]:
        return found.filter(case__in=cases_visible_to(passage)).values(
            "id", "case_id", "at", is_hold=Value(are_holds), reference=F("case__reference"), who=F("by__shown_name")
        )

    return rows(holds, are_holds=True).union(rows(incidents, are_holds=False), all=True).order_by("at", "id")


def checks_of(case: Case) -> list[models.WelfareCheck]:
    """The fresh looks at the children of a case, newest first. On the children's side alone. One query."""
    return list(models.WelfareCheck.objects.filter(case=case).select_related("by").order_by("-at", "-id"))


def newest_check(child: uuid.UUID) -> models.WelfareCheck | None:
    """What was written last about a child by whoever had it, to whichever of the child's records."""
    found = models.WelfareCheck.objects.filter(child__canonical_id=canonical_of(child)).select_related("by")
    return found.order_by("-at", "-id").first()


@dataclass(frozen=True, slots=True)
class LookAsked:
    """A child at whom its lead professional is asked to look afresh: since when, by when."""

    case_id: uuid.UUID
    reference: str
    child_id: uuid.UUID
    name: str
    since: date
    due: date


def looks_asked_of(actor: Actor) -> list[LookAsked]:
    """The children of a lead professional, or of whoever covers for one now, on whose case a fresh look was asked for and not
    given by them since, oldest first: what somebody else gave who was it before counts no more.

    Asked about one child of a case, it is asked about each: the other side need not know of all. One query.
    """
    child = OuterRef("person__canonical_id")
    covered = Exists(AbsenceCover.objects.filter(IN_FORCE, appointment=OuterRef("pk"), covered_by=actor))
    own = LeadProfessional.objects.filter(
        Q(professional=actor) | covered, child__canonical_id=child, until_at__isnull=True
    )
    asked = Request.objects.filter(case=OuterRef("case"), kind=RequestKind.FRESH_CHECK).order_by("-at", "-id")
    given = models.WelfareCheck.objects.filter(child__canonical_id=child, by=actor).order_by("-at", "-id")
    found = (
        CaseChild.objects.filter(Exists(own), until_at__isnull=True)
        .annotate(
            asked=Subquery(asked.values("at")[:1]), due=Subquery(asked.values("due_on")[:1]),
            given=Subquery(given.values("at")[:1], output_field=DateTimeField()), name=first_name(),
        )
        .filter(Q(given__isnull=True) | Q(given__lt=F("asked")), asked__isnull=False)
        .select_related("case")
        .order_by("asked", "case_id", "person_id")
    )  # fmt: skip
    return [
        LookAsked(
            one.case_id, one.case.reference, one.person_id, one.name or "", timezone.localdate(one.asked), one.due
        )
        for one in found
    ]


def children_on(case: Case) -> list[tuple[uuid.UUID, str]]:
    """The children of a case whom this side knows of, as recorded, with their names. Two queries."""
    recorded = list(children_of(case).values_list("person_id", flat=True))
    names = names_of(recorded)
    return [(child, names.get(child, "")) for child in recorded]


def looks_asked_on(case: Case) -> QuerySet[Request]:
    """When a fresh look at the children of a case was asked for, newest first."""
    return Request.objects.filter(case=case, kind=RequestKind.FRESH_CHECK).select_related("by").order_by("-at", "-id")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked from outside: under which reference, for which step, when; and the answer, once it counts."""

    id: uuid.UUID
    reference: str
    step: Step
    on: date
    answer: Answer | None


def asked_by(actor: Actor, *, limit: int, offset: int) -> list[Asked]:
    """What this person has asked, newest first, each with its answer once that was signed. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with c as materialized (
                select * from safeguards_clearance where by_id = %s order by at desc, id desc limit %s offset %s)
            select c.id, c.reference, c.step, c.at, f.kind from c left join lateral safeguards_answer(c.id) f on true
            order by c.at desc, c.id desc""",
            [actor.pk, limit, offset],
        )
        return [
            Asked(key, reference, Step(step), timezone.localdate(at), None if kind is None else Answer(kind))
            for key, reference, step, at, kind in cursor.fetchall()
        ]


def count_asked_by(actor: Actor) -> int:
    """How much this person has asked."""
    return models.Clearance.objects.filter(by=actor).count()


def waiting() -> QuerySet[models.Clearance]:
    """What was asked from outside and nobody has answered yet, longest waiting first."""
    return models.Clearance.objects.filter(answer__isnull=True).select_related("by__agency").order_by("at", "id")


def clearance_with_id(clearance: uuid.UUID) -> models.Clearance | None:
    """What was asked, for a senior officer, with its signed answer if there is one."""
    return models.Clearance.objects.filter(pk=clearance).select_related("by__agency", "answer__by").first()


def case_asked_about(clearance: models.Clearance, passage: Passage) -> Case | None:
    """The case of that reference, for a senior officer who sees it. None where there is none, or it is out of sight."""
    return with_steps(cases_visible_to(passage)).filter(reference=clearance.reference).first()


def answer_of(clearance: models.Clearance) -> Answer | None:
    """What the database says of a clearance to whoever asks: see `safeguards_answer`. None where that is nothing yet."""
    with connection.cursor() as cursor:
        cursor.execute("select kind from safeguards_answer(%s)", [clearance.pk])
        found = cursor.fetchone()
    return Answer(found[0]) if found else None


def worked_out(clearance: models.Clearance, case: Case | None, at: datetime) -> Answer:
    """What a senior officer may sign now: the one rule, asked of the hold over the case that they see (None: none) and of
    what the facts of both sides say. One query."""
    return answer_to(hold_on(case, at) if case else None, answer_of(clearance) or Answer(NotClear.OTHER))
