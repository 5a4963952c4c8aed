"""What happened on a case as one side may know it: when, what, about whom, by whom.

Read in one statement from what each step left behind, never from the audit trail: a side reads its own rows and what
crossed, and nothing here can say more than those.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, DateField, DateTimeField, F, Field, Func, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.gate import Passage
from kith.access.statements import kept
from kith.access.terms import Side
from kith.caseload.terms import HAPPENED, TELLING, About
from kith.disclosure.models import Disclosure, Feedback, Milestone, MovedDate, Receipt, Request
from kith.disclosure.queries import reports
from kith.disclosure.terms import DisclosureKind
from kith.disclosure.terms import MilestoneKind as Kind
from kith.intake.models import Judgement
from kith.protocol.pack import Pack
from kith.register.clocks import called
from kith.register.models import Case, ClockChange, FamilyMember
from kith.register.queries import PersonView, steps_of
from kith.review import models as review
from kith.review.queries import is_blind
from kith.review.terms import WHOLE_CASE
from kith.ui.dates import written_late
from kith.ui.templatetags.ui import Line
from kith.welfare import models as welfare
from kith.welfare.rules import silences


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: on which day, written down when and by whom, about which child, and its own words."""

    about: About
    what: str
    on: date
    at: datetime
    by: str
    child: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """What happened, with the words of whoever wrote it down where the line has any."""
        return f"{self.what}: {self.text}" if self.what and self.text else self.what or self.text

    @property
    def line(self) -> Line:
        """The same as a timeline draws it; what was written down much later says so."""
        parts = (self.child, self.by, written_late(self.on, self.at))
        return Line(self.words, self.on, " · ".join(part for part in parts if part))


def happened_on(case: Case, passage: Passage, people: Iterable[PersonView], pack: Pack) -> list[Happened]:
    """Everything that happened on a case that came through the gate, newest first, as this side may know it; without what
    only a refusal needs for whoever has still to form a view of their own.

    One query, three on the decision side.
    """
    names = {view.id: view.name for view in people}
    rows = _READ[passage.side](case)
    rows += [(f"step_{s.step}", s.at, None, s.by, None, None) for s in steps_of(case)]
    if passage.side == Side.DECISION and is_blind(case, passage.actor.pk, passage.role):
        rows = [row for row in rows if row[0] not in TELLING]
    factors = {factor.code: factor.words for one in pack.criteria_sets for factor in one.factors}
    factors[WHOLE_CASE] = _("the whole case, weighed together")
    found = []
    for (code, at, day, by, child, text), count in Counter(rows).items():
        about, what = HAPPENED[code]
        said = (
            factors.get(text, text) if code == "finding" else _of_day(text) if code.startswith("day_") else text or ""
        )
        if count > 1:
            said = f"{said} ({ngettext('%(n)d record', '%(n)d records', count) % {'n': count}})"
        found.append(
            Happened(about, str(what), day or timezone.localdate(at), at, by or "", names.get(child, ""), said or "")
        )
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)


def _of_day(said: str) -> str:
    """Which duty's day it was, in the pack's words, with what was done and why."""
    duty, _space, words = said.partition(" ")
    return f"{called(duty)} {words}".strip()


def lines_of(found: Sequence[Happened], *, until: date) -> list[Line]:
    """Lines of a timeline, newest first, with the stretches in which nothing is recorded drawn in words. What one person
    did for several children on one day stands on one line."""
    lines = [(one.on, 1, one.line) for one in _together(found)]
    if found:
        lines += [
            (gap.until_on, 0, Line(gap.words, is_gap=True))
            for gap in silences([(h.on, h.on) for h in found], until=until)
        ]
    return [line for *_, line in sorted(lines, key=lambda row: row[:2], reverse=True)]


def _together(found: Sequence[Happened]) -> list[Happened]:
    same: dict[tuple[object, ...], list[Happened]] = {}
    for one in found:
        same.setdefault((one.on, one.words, one.by), []).append(one)
    return [
        replace(ones[0], child=", ".join(dict.fromkeys(one.child for one in ones if one.child)))
        for ones in same.values()
    ]


_COLUMNS: "dict[str, Field[Any, Any]]" = {
    "what": CharField(), "moment": DateTimeField(), "day": DateField(), "who": CharField(), "child_key": UUIDField(),
    "said": CharField(),
}  # fmt: skip


def _part(code: Any, rows: Any, **given: str) -> QuerySet[Any]:  # Any: a code or what gives it; any table
    """The columns of the union from one table: `moment`, `who`, `day`, `child_key` and `said` name where each comes from."""
    paths = {"moment": "at", "who": "by__shown_name"} | given
    columns = {name: F(paths[name]) if paths.get(name) else Value(None) for name in _COLUMNS}
    columns["what"] = Value(code) if isinstance(code, str) else code
    casted = {f"c_{name}": Cast(column, _COLUMNS[name]) for name, column in columns.items()}
    part: QuerySet[Any] = rows.order_by().annotate(**casted).values_list(*casted)
    return part


_STEPS = (
    Kind.REVIEW_OPENED,
    Kind.DECISION_SERVED,
    Kind.REVIEW_ENDED,
    Kind.REVIEW_GOES_ON,
)  # the steps of the case say these already
_IDENTITY = (Kind.IDENTITY_OPEN, Kind.IDENTITY_SETTLED)
_FROM_OTHERS = (*_IDENTITY, Kind.SERVICE_PLANNED)  # on the children's side: its own steps stand there in full
_FROM_CHILDREN = (
    *_IDENTITY, Kind.LEAD_PROFESSIONAL_APPOINTED, Kind.LEAD_PROFESSIONAL_ENDED, Kind.VIEWS_RECORDED,
    Kind.VIEWS_NOT_SOUGHT_EXPLAINED, Kind.ASKS_TO_WAIT, Kind.MAY_GO_ON, Kind.NOT_SHARED,
)  # fmt: skip
CHILD = {"child_key": "child__canonical_id"}


def _day(column: str) -> Func:
    """A day in words, as the database has it."""
    return Func(F(column), Value("FMDD FMMonth YYYY"), function="to_char", output_field=CharField())


def _days_changed(case: uuid.UUID) -> QuerySet[Any]:
    """The days that this side moved, each with its duty, from when to when, and why."""
    moved = When_(
        When(due_before__isnull=False, due_on__isnull=False,
             then=Concat(Value(" "), _day("due_before"), Value(" → "), _day("due_on"), Value("."))),
        default=Value(""), output_field=CharField(),
    )  # fmt: skip
    why = Concat(F("duty"), moved, Value(" "), F("reason"), output_field=CharField())
    rows = ClockChange.objects.filter(case=case).annotate(why=why)
    return _part(Concat(Value("day_"), F("step")), rows, said="why", **CHILD)


Rows = QuerySet[Any, tuple[Any, ...]]  # Any: the columns of a union


@kept
def _of_registry(case: uuid.UUID, family: uuid.UUID) -> Rows:
    members = FamilyMember.objects.filter(family=family)
    judged = Judgement.objects.filter(
        Q(a__in=members.values("person_id")) | Q(b__in=members.values("person_id")), rule=""
    )
    return _whole(
        _part(F("kind"), Milestone.objects.filter(case=case).exclude(kind__in=_STEPS), **CHILD),
        _part("joined", members, moment="from_at", who="", said="why"),
        _part("left", members.filter(until_at__isnull=False), moment="until_at", who="", said="why"),
        _part(F("verdict"), judged.filter(takes_back__isnull=True), said="why"),
        _part("taken_back", judged.filter(takes_back__isnull=False), said="why"),
        _days_changed(case),
    )


def _whole(first: Rows, *others: Rows) -> Rows:
    return first.union(*others, all=True)


def _crossed(case: uuid.UUID) -> list[QuerySet[Any]]:
    """What both sides of the wall know alike."""
    about, opened = {"child_key": "disclosure__child__canonical_id"}, Receipt.objects.filter(disclosure__case=case)
    return [
        _part(F("kind"), Request.objects.filter(case=case), **CHILD),
        _part("released", reports().filter(case=case), **CHILD),
        _part("emergency", Disclosure.objects.filter(case=case, kind=DisclosureKind.EMERGENCY), **CHILD),
        _part("counted", Feedback.objects.filter(case=case)),
        _part("opened", opened.filter(disclosure__kind=DisclosureKind.REPORT), **about),
        _part("opened_beside", opened.exclude(disclosure__kind=DisclosureKind.REPORT), **about),
    ]


@kept
def _of_welfare(case: uuid.UUID) -> Rows:
    leads = welfare.LeadProfessional.objects.filter(case=case)
    heard = When_(When(was_sought=True, then=Value("heard")), default=Value("not_heard"))
    looked = When_(When(was_right=True, then=Value("urgent_right")), default=Value("urgent_not_right"))
    standing = {"case": case, "corrected_by__isnull": True, "certificate__isnull": True}
    sent = welfare.Report.objects.filter(case=case, sent_up_at__isnull=False)
    return _whole(
        *_crossed(case),
        _part(F("kind"), Milestone.objects.filter(case=case, kind__in=_FROM_OTHERS), **CHILD),
        _part("appointed", leads, moment="from_at", said="professional__shown_name", **CHILD),
        _part(
            "ended",
            leads.filter(until_at__isnull=False),
            moment="until_at",
            who="",
            said="professional__shown_name",
            **CHILD,
        ),
        _part("event", welfare.ChronologyEntry.objects.filter(**standing), day="happened_from", said="title", **CHILD),
        _part("evidence", welfare.EvidenceItem.objects.filter(**standing), said="title", **CHILD),
        _part("assessed", welfare.WellbeingAssessment.objects.filter(**standing), **CHILD),
        _part(heard, welfare.ChildsView.objects.filter(**standing), **CHILD),
        _part("sent_up", sent, moment="sent_up_at", who="author__shown_name", **CHILD),
        _part(
            "report_moved",
            welfare.MoreTime.objects.filter(case=case).annotate(
                why=Concat(_day("moved__due_on"), Value(". "), F("reason"), output_field=CharField())
            ),
            said="why",
            child_key="moved__request__child__canonical_id",
        ),
        _part("urgent", welfare.UrgentOpening.objects.filter(case=case), said="reason"),
        _part(looked, welfare.UrgentOpeningCheck.objects.filter(case=case), said="words"),
        _days_changed(case),
    )


@kept
def _of_decision(case: uuid.UUID, held: list[uuid.UUID]) -> Rows:
    """`held` are the ids of the case's reviews, and of their decisions, invitations and endings: what hangs on these is then
    found by id. A join from each part would ask the policies of all that it passes, which takes longer to plan than to read."""
    mine = {"review_id__in": held}
    replied = When_(When(was_given=True, then=Value("replied")), default=Value("no_reply"))
    reached = When_(When(was_found=True, then=Value("reached")), default=Value("not_reached"))
    read = When_(When(verdict="confirmed", then=Value("later_confirmed")), default=Value("later_returned"))
    answered = When_(When(verdict="confirmed", then=Value("ending_confirmed")), default=Value("ending_returned"))
    invited, decided = {"invitation_id__in": held}, {"decision_id__in": held}
    return _whole(
        *_crossed(case),
        _part(F("kind"), Milestone.objects.filter(case=case, kind__in=_FROM_CHILDREN), **CHILD),
        _part(
            "report_moved",
            MovedDate.objects.filter(request__case=case).annotate(why=_day("due_on")),
            said="why",
            child_key="request__child__canonical_id",
        ),
        _part("allocated", review.Review.objects.filter(case=case), moment="opened_at", said="officer__shown_name"),
        _part("weighed", review.BestInterests.objects.filter(**mine), **CHILD),
        _part("finding", review.FactorFinding.objects.filter(**mine), said="factor"),
        _part("declared", review.ConflictDeclaration.objects.filter(**mine)),
        _part(reached, review.TraceCheck.objects.filter(**mine), day="done_on"),
        _part("paper_checked", review.PaperCheck.objects.filter(**mine)),
        _part("excepted", review.ReportException.objects.filter(**mine), **CHILD),
        _part("draft", review.Draft.objects.filter(**mine)),
        _part("invited", review.ReplyInvitation.objects.filter(**mine)),
        _part("received", review.ProofOfReceipt.objects.filter(**invited), day="received_on"),
        _part(replied, review.Reply.objects.filter(**invited)),
        _part("recorded", review.Decision.objects.filter(**mine)),
        _part("viewed", review.SecondView.objects.filter(**decided)),
        _part(F("verdict"), review.Confirmation.objects.filter(**decided)),
        _part("later_words", review.LaterWords.objects.filter(**mine)),
        _part(read, review.LaterWordsAnswer.objects.filter(**decided)),
        _part("ending_proposed", review.Ending.objects.filter(**mine)),
        _part(answered, review.EndingAnswer.objects.filter(ending_id__in=held)),
        _part("ending_taken_back", review.EndingTakenBack.objects.filter(ending_id__in=held)),
        _part("letter", review.Letter.objects.filter(**mine)),
        _part("handed_over", review.Service.objects.filter(**decided), day="served_on"),
        _part("notice_returned", review.ReturnedNotice.objects.filter(service_id__in=held), day="came_back_on"),
        _part("service_renewed", review.RenewedService.objects.filter(returned_id__in=held), day="served_on"),
        _part("challenged", review.Challenge.objects.filter(service_id__in=held), day="brought_on"),
        _part("challenge_ended", review.ChallengeOutcome.objects.filter(challenge_id__in=held), day="given_on"),
        _days_changed(case),
    )


@kept
def _held_by_reviews(case: uuid.UUID) -> QuerySet[Any, uuid.UUID]:
    reviews = review.Review.objects.filter(case=case).order_by().values_list("pk", flat=True)
    hanging = [
        of.objects.filter(review__case=case).order_by().values_list("pk", flat=True)
        for of in (review.Decision, review.ReplyInvitation, review.Ending)
    ]
    of_service = [
        review.Service.objects.filter(decision__review__case=case),
        review.ReturnedNotice.objects.filter(service__decision__review__case=case),
        review.Challenge.objects.filter(service__decision__review__case=case),
    ]
    served = [of.order_by().values_list("pk", flat=True) for of in of_service]
    return reviews.union(*hanging, *served, all=True)


_READ: Mapping[Side, Callable[[Case], list[tuple[Any, ...]]]] = {
    Side.REGISTRY: lambda case: _of_registry(case.pk, case.family_id),
    Side.WELFARE: lambda case: _of_welfare(case.pk),
    Side.DECISION: lambda case: _of_decision(case.pk, _held_by_reviews(case.pk)),
}
