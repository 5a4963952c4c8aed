"""What has had its time, case by case, as one side holds it; what keeps it longer; who signed that it must go."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as When_
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest, JSONArray
from django.utils import timezone

from kith.access.gate import Passage
from kith.access.models import Actor, Disposal, DisposalCertificate, DisposalSignature, RetentionHold
from kith.access.side import current_side
from kith.access.terms import Side
from kith.keeping.rules import BIRTH, Facts, Term, is_over, kept_until, latest_begin
from kith.keeping.schedule import tables_of, terms
from kith.keeping.tables import BESIDE, case_of, disposable_models, going_with
from kith.register.models import Case, CaseChild, CaseState, FamilyMember, PersonFact
from kith.register.queries import cases_visible_to
from kith.register.terms import CaseStep, FactKind

_OVER = (CaseStep.DECIDED, CaseStep.ENDED)


@dataclass(frozen=True, slots=True)
class Texts:
    """How much of one class there is on one case by one time: how many texts in all, and how many of each table."""

    count: int
    by_table: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One class of record on one case: its time, until when it is kept (None: cannot be told yet), what there is of it, whether
    a hold stands, and somebody's signature that waits for another's."""

    case: uuid.UUID
    reference: str
    term: Term
    kept_until: date | None
    texts: Texts
    is_held: bool
    signed: Disposal | None

    def is_over(self, today: date) -> bool:
        """Whether its time is over."""
        return self.kept_until is not None and self.kept_until < today


def own_models() -> list[type[Model]]:
    """The tables of which the side that asks disposes: it adds to them. One query."""
    models = {m._meta.db_table: m for m in disposable_models() if case_of(m)}
    with connection.cursor() as cursor:
        cursor.execute("select t from unnest(%s::text[]) t where has_table_privilege(t, 'insert')", [list(models)])
        return [models[table] for (table,) in cursor.fetchall()]


def _models_of(term: Term, models: Collection[type[Model]]) -> list[type[Model]]:
    labels = tables_of(term.code)
    return [m for m in models if m._meta.label in labels]


def own_terms(models: Collection[type[Model]]) -> list[Term]:
    """The times of what the side that asks can dispose of."""
    return [term for term in terms() if term.months and _models_of(term, models)]


def _with_facts(cases: QuerySet[Case]) -> QuerySet[Any]:  # Any: with columns that are worked out
    """Cases with what their times count from: when they were closed, the latest birth in the family, whether another case of the
    family is open or was closed later, and whether a challenge waits for its result."""
    # One question for both, that it is over and since when: it is asked of every case.
    is_over = When_(When(step__in=_OVER, then=F("at")), default=None, output_field=DateTimeField(null=True))
    last = CaseState.objects.filter(case=OuterRef("pk")).order_by("-at", "-id").values(over_at=is_over)[:1]
    births = PersonFact.objects.filter(kind=FactKind.BIRTH_DATE, latest__isnull=False)
    listed = CaseChild.objects.filter(case=OuterRef("pk"), until_at__isnull=True)
    of_case = CaseChild.objects.filter(case=OuterRef(OuterRef("pk")), until_at__isnull=True)
    # Whoever is of the family counts, too, listed or not: what was said of them goes with it. Asked apart, for the indexes.
    members = FamilyMember.objects.filter(family=OuterRef(OuterRef("family")))
    births_of = [
        births.filter(person__canonical_id__in=of_case.values("person__canonical_id")),
        births.filter(person__canonical_id__in=members.values("person__canonical_id")),
    ]
    youngest = [Subquery(some.order_by("-latest").values("latest")[:1]) for some in births_of]
    unknown = listed.filter(~Exists(births.filter(person__canonical_id=OuterRef("person__canonical_id"))))
    # The registry alone keeps what goes with a family; a case that somebody of one area does not see counts, too.
    goes_on = Func(F("pk"), function="register_family_goes_on", output_field=BooleanField())
    # Asked of the database, since what every side keeps imports no side.
    is_challenged = RawSQL("register_case.id = any (array(select review_challenged()))", [], BooleanField())
    return cases.annotate(
        is_challenged=is_challenged if current_side() == Side.DECISION else Value(False),
        over_at=Coalesce("closed_at", Subquery(last)),
        youngest=Greatest(*youngest),
        has_unknown=Exists(unknown),
        has_open=goes_on if current_side() == Side.REGISTRY else Value(False),
    )


def _facts(case: Any) -> Facts:  # Any: a case with what `_with_facts` adds
    closed = timezone.localdate(case.over_at) if case.over_at and not case.is_challenged else None
    return Facts(closed, None if case.has_unknown else case.youngest, case.has_open)


def _may_be_over(terms: Collection[Term], today: date) -> Q:
    """Of a case with its facts: that some time may be over. What is over, `rules.is_over` says."""
    found = Q(pk__in=[])
    for starts, months in {(term.starts, term.months) for term in terms}:
        begin = latest_begin(months, today)
        before = timezone.make_aware(datetime.combine(begin + timedelta(1), time()))
        found |= Q(youngest__lte=begin) if starts == BIRTH else Q(over_at__lt=before)
    return found & Q(over_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """One page of what has had its time: the classes of cases that were looked at in all, and those of this page of which there
    are texts."""

    count: int
    rows: list[Row]


def ended(passage: Passage, today: date, *, limit: int, offset: int) -> Ended:
    """What has come to the end of its time on the cases of whoever asks, the longest ago closed first; last, of what this side
    disposed of before, what was added to it since. Texts are counted of one page alone: of all cases it takes too long. Six
    queries."""
    models = own_models()
    known = own_terms(models)
    cases = _with_facts(cases_visible_to(passage)).filter(_may_be_over(known, today)).order_by("over_at", "pk")
    latest = {term: latest_begin(term.months, today) for term in known}
    over = [
        (case, term)
        for case, facts in ((case, _facts(case)) for case in cases)
        for term in known
        if is_over(term, facts, latest[term])
    ]
    signed = Disposal.objects.filter(case_id__in={case.pk for case, _ in over}, certificate_of__isnull=False)
    gone = set(signed.values_list("case_id", "retention_class", "controller"))
    over.sort(key=lambda one: (one[0].pk, one[1].code, one[1].controller) in gone)
    chosen = over[offset : offset + limit]
    counts = _counted({term for _, term in chosen}, passage.side, {case.pk for case, _ in chosen})
    return Ended(len(over), [row for row in _rows(chosen, counts, passage.side) if row.texts.count])


def of_case(case: Case, passage: Passage, code: str = "") -> list[Row]:
    """Every class of record that this side holds of a case, or one, in the order of the classes, and until when it is kept."""
    models = own_models()
    found = _with_facts(cases_visible_to(passage)).get(pk=case.pk)
    known = [term for term in own_terms(models) if code in ("", term.code)]
    counts = _counted(known, passage.side, [case.pk])
    return [row for row in _rows([(found, term) for term in known], counts, passage.side) if row.texts.count]


_Counts = Mapping[tuple[uuid.UUID, str, str], list[tuple[str, int]]]


def _rows(chosen: Sequence[tuple[Any, Term]], counts: _Counts, side: str) -> list[Row]:
    """Any: cases with what `_with_facts` adds. Two queries."""
    ids = {case.pk for case, _ in chosen}
    waiting = {
        (one.case_id, one.retention_class, one.controller): one
        for one in _waiting().filter(case_id__in=ids, side=side).select_related("by")
    }
    stand = held_among(ids)
    rows = []
    for case, term in chosen:
        key = (case.pk, term.code, term.controller)
        said = tuple(sorted(counts.get(key, ())))
        rows.append(Row(
            case.pk, case.reference, term, kept_until(term, _facts(case)), Texts(sum(n for _, n in said), said),
            case.pk in stand, waiting.get(key),
        ))  # fmt: skip
    return rows


def _counted(chosen: Collection[Term], side: str, cases: Collection[uuid.UUID]) -> _Counts:
    """How many texts of each table there are by case, class and body. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select case_id, label, body, count(*) from keeping_texts_{Side(side)}(%s) group by 1, 2, 3", [list(cases)]
        )
        counts = cursor.fetchall()
    found = defaultdict[tuple[uuid.UUID, str, str], list[tuple[str, int]]](list)
    for term in chosen:
        labels, many = tables_of(term.code), Counter[tuple[uuid.UUID, str]]()
        for case, label, body, n in counts:
            if label in labels and term.covers(body):
                many[case, label] += n
        for (case, label), n in many.items():
            found[case, term.code, term.controller].append((label, n))
    return found


@dataclass(frozen=True, slots=True)
class Text:
    """One text that stands: of which table, and when and by whom it was written."""

    label: str
    pk: uuid.UUID
    at: datetime | None  # none of a report that was never sent up
    by: uuid.UUID | None


def texts_of(case: uuid.UUID, term: Term, side: str, disposal: Disposal | None = None) -> list[Text]:
    """Every text of a class on a case that stands, or those that the first signed for, in the order of time. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select body, label, id, at, by_id from keeping_texts_{Side(side)}(%s) t where label = any (%s)"
            " and (%s::uuid is null or exists (select 1 from access_disposalsignature s"
            "                                  where s.disposal_id = %s and s.subject = t.id)) order by at, id",
            [[case], list(tables_of(term.code)), *[disposal.pk if disposal else None] * 2],
        )
        return [Text(*row) for body, *row in cursor.fetchall() if term.covers(body)]


def texts_to_sign(
    case: uuid.UUID, term: Term, side: str, disposal: Disposal | None = None
) -> list[tuple[str, uuid.UUID]]:
    """The table and the id of each text of a class on a case that stands and that nobody signed for with others than those of a
    disposal. Two queries."""
    others = _standing().exclude(pk=disposal.pk) if disposal else _standing()
    found = texts_of(case, term, side)
    signed = DisposalSignature.objects.filter(subject__in=[text.pk for text in found], disposal__in=others)
    gone = set(signed.values_list("subject", flat=True))
    return sorted((text.label, text.pk) for text in found if text.pk not in gone)


def said_in(texts: Sequence[Text]) -> list[tuple[Text, str, list[Any]]]:
    """These texts with who wrote each and its words, as whoever asks may read them. Two queries."""
    written = Actor.objects.filter(pk__in={text.by for text in texts})
    names: dict[uuid.UUID | None, str] = dict(written.values_list("pk", "shown_name"))
    parts = []
    for label in sorted({text.label for text in texts}):
        model = apps.get_model(label)
        said = [*_words_of(model), *(_beside(model, *beside) for beside in BESIDE.get(label, ()))]
        rows = model._default_manager.filter(pk__in=[text.pk for text in texts if text.label == label]).order_by()
        parts.append(rows.values_list("pk", JSONArray(*said)))
    words: dict[uuid.UUID, list[Any]] = dict(_together(parts)) if parts else {}
    return [(text, names.get(text.by, ""), words[text.pk]) for text in texts if text.pk in words]


def _words_of(model: type[Model]) -> list[str]:
    """Those columns that go which hold words of somebody's: no day, and no word of a list."""
    fields = [model._meta.get_field(name) for name in getattr(model, "disposable", ())]
    return [one.name for one in fields if not isinstance(one, DateField) and not getattr(one, "choices", None)]


def _beside(model: type[Model], label: str, column: str) -> ArraySubquery:
    of = apps.get_model(label)
    key = next(key for other, key, _ in going_with(model) if other is of)
    return ArraySubquery(of._default_manager.filter(**{key: OuterRef("pk")}).order_by("pk").values(column))


def _together(parts: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _standing() -> QuerySet[Disposal]:
    """First signatures that nobody took back, followed by a second or not."""
    return Disposal.objects.filter(withdrawal__isnull=True)


def _waiting() -> QuerySet[Disposal]:
    """First signatures that wait for a second."""
    return _standing().filter(certificate_of__isnull=True)


def term_of(code: str, controller: str) -> Term | None:
    """One of the times, by its class and body."""
    return next((one for one in terms() if (one.code, one.controller) == (code, controller)), None)


def facts_of(case: uuid.UUID) -> Facts:
    """What the times of a case count from. One query."""
    return _facts(_with_facts(Case.objects.all()).get(pk=case))


def held_among(cases: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these cases over which a hold stands for the side that asks: one of its own or the registry's. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select access_held(%s)", [list(cases)])
        return {case for (case,) in cursor.fetchall()}


def holds_on(case: Case) -> list[RetentionHold]:
    """The holds of the side that asks over a case, with their ends, newest first. One query."""
    found = RetentionHold.objects.filter(subject=case.pk, ends_hold__isnull=True)
    return list(found.select_related("by", "ended_by__by").order_by("-at", "-id"))


def standing_holds() -> QuerySet[RetentionHold]:
    """The holds of the side that asks over cases in its sight that have not ended, newest first; the policy says which."""
    found = RetentionHold.objects.filter(ends_hold__isnull=True, ended_by__isnull=True)
    reference = Case.objects.filter(pk=OuterRef("subject")).values("reference")
    found = found.annotate(reference=Subquery(reference[:1])).filter(reference__isnull=False)
    return found.select_related("by").order_by("-at", "-id")


def hold_with_id(case: Case, hold: uuid.UUID) -> RetentionHold | None:
    """One hold over a case that has not ended. One query."""
    found = RetentionHold.objects.filter(subject=case.pk, ends_hold__isnull=True, ended_by__isnull=True, pk=hold)
    return found.select_related("by").first()


def disposal_with_id(case: Case, disposal: uuid.UUID) -> Disposal | None:
    """Somebody's word that texts of this case must go, which waits for another's. One query."""
    return _waiting().filter(case_id=case.pk, pk=disposal).select_related("by").first()


def tables_signed(disposal: Disposal) -> list[tuple[str, int]]:
    """How many texts of each table one person signed for. One query."""
    found = DisposalSignature.objects.filter(disposal=disposal, by=disposal.by_id).order_by("table")
    return list(found.values_list("table").annotate(n=Count("pk")))


def certificates() -> QuerySet[DisposalCertificate]:
    """Every certificate that whoever asks may read, newest first."""
    found = DisposalCertificate.objects.filter(disposal__isnull=False)
    return found.select_related("by__agency", "second__agency", "disposal").order_by("-at", "-id")
