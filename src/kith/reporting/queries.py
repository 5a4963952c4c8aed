"""Figures for the committees, counted from a view that holds no name, and the letters made of them."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.gate import Passage
from kith.access.models import Actor
from kith.documents.rendering import ConvenersLetter, Part, Table
from kith.protocol.pack import Pack
from kith.register.models import Case
from kith.register.queries import cases_visible_to, with_steps
from kith.reporting.models import CountedCase, Release
from kith.reporting.rules import CaseFacts, Figures, beside, moved, stage_of, withheld
from kith.reporting.terms import MEANINGS, CaseStage, ChildMark
from kith.ui.dates import day_in_words

KIND = "conveners_letter"
# What was so at a moment: steps taken later do not count, so that a letter says what it says it does.
STEPS = """
    with child as (
        select case_key, area, child_key is null or listed_at > %(at)s as is_nobody,
               bool_or(confirmed_at <= %(at)s) as confirmed,
               bool_or(served > went_on) as served, bool_or(ended > went_on) as ended,
               bool_and(lead_at <= %(at)s is true) as all_led, bool_or(lead_at <= %(at)s) as led,
               bool_or(views_at <= %(at)s) as heard,
               bool_and(released_at <= %(at)s is true) as all_reported, bool_or(released_at <= %(at)s) as reported,
               bool_or(side is distinct from 'welfare') as to_decision, bool_or(side is distinct from 'decision') as to_welfare
        from reporting_child_step cross join lateral (
            select (select max(t) from unnest(served_at) t where t <= %(at)s) as served,
                   (select max(t) from unnest(ended_at) t where t <= %(at)s) as ended,
                   coalesce((select max(t) from unnest(went_on_at) t where t <= %(at)s), '-infinity') as went_on
        ) last where opened_on <= %(at)s::date
        group by case_key, area, child_key, is_nobody
    ), family as (
        select case_key, area, coalesce(bool_or(confirmed), false) as is_confirmed, coalesce(bool_or(served), false) as is_served,
               coalesce(bool_or(ended), false) as is_ended,
               bool_and(is_nobody or all_led) as leads, bool_and(is_nobody or all_reported) as reports,
               count(*) filter (where not is_nobody) as children, count(*) filter (where not is_nobody and led) as led,
               count(*) filter (where not is_nobody and heard) as heard,
               count(*) filter (where not is_nobody and reported) as reported,
               bool_and(is_nobody or all_led or not to_decision) as leads_d,
               bool_and(is_nobody or all_reported or not to_decision) as reports_d,
               count(*) filter (where not is_nobody and to_decision) as children_d,
               bool_and(is_nobody or all_led or not to_welfare) as leads_w,
               bool_and(is_nobody or all_reported or not to_welfare) as reports_w,
               count(*) filter (where not is_nobody and to_welfare) as children_w
        from child group by case_key, area
    ), told as (
        select distinct on (case_key) case_key, outcome from reporting_outcome where at <= %(at)s order by case_key, at desc
    )
    select case_key, area, coalesce(outcome, ''), is_confirmed, is_served, is_ended, leads, reports, children::int,
           leads_d, reports_d, children_d::int, leads_w, reports_w, children_w::int, led::int, heard::int, reported::int
    from family left join told using (case_key)"""


@dataclass(frozen=True, slots=True)
class Counted:
    """One family as it is counted: where it is, and of how many children it is so, of how many each thing was done; and what
    was decided last, or how its review ended (it may go on since)."""

    case_key: str
    area: str
    outcome: str
    stage: str
    children: int
    done: tuple[int, int, int]  # lead professional, views, report
    to_decision: tuple[str, int]  # step and number of children, of those whom that side knows
    to_welfare: tuple[str, int]


def releases(kind: str = KIND) -> QuerySet[Release]:
    """Every letter of a kind that was published, newest first."""
    return _ledger().filter(kind=kind)


def newest() -> Release | None:
    """What was published last, of whatever kind: two kinds that lie close together tell as much as two of one kind."""
    return _ledger().first()


def release(release_id: uuid.UUID) -> Release | None:
    """One published letter, of whatever kind."""
    return _ledger().filter(pk=release_id).first()


def _ledger() -> QuerySet[Release]:
    return Release.objects.select_related("by", "document").order_by("-as_at", "-id")


def words_of(kind: str, pack: Pack) -> dict[str, str]:
    """The pack's words of a kind of letter, with those that every letter carries."""
    return {**pack.letter("frame"), **pack.letter(kind)}


def letter_now(
    *, pack: Pack, by: Actor, at: datetime, last: Release | None = None, families: Sequence[Counted] | None = None
) -> ConvenersLetter:
    """What a letter says as at a moment, small numbers withheld already, beside what `last` said; of these `families`, or of
    those that are counted now. One query, whatever the number of cases."""
    words = pack.letter(KIND)
    smallest, families = int(words["smallest"]), counted_at(at) if families is None else families
    by_stage, by_area = defaultdict[str, list[int]](lambda: [0, 0]), defaultdict[str, list[int]](lambda: [0, 0])
    children, done = 0, [0, 0, 0]
    for one in families:
        for counts in (by_stage[one.stage], by_area[one.area]):
            counts[0] += 1
            counts[1] += one.children
        children, done = children + one.children, [so_far + here for so_far, here in zip(done, one.done, strict=True)]
    stages, marks, areas = (
        _stages(by_stage, smallest),
        _marks(children, done, smallest),
        _areas(by_area, pack, smallest),
    )
    total = stages.rows[-1][1]
    # A total that one table withholds would be read from another one, so there are figures of all or of none.
    totals = (*stages.rows[-1][1:], *areas.rows[-1][1:], *(row[-1] for row in marks.rows))
    can_tell = bool(total) and None not in totals
    # What has been done for the children would tell of a step that is withheld how many children stand there.
    tables: tuple[Figures, ...] = (stages, areas) if any(None in row for row in stages.rows) else (stages, marks, areas)
    tables += tuple(_outcomes(families, stages, pack, smallest))
    method = [
        _("The figures are counted from the steps written down in the case records, at the moment named above."),
        _("A case is at one step only, so the cases add up. A child of two cases is counted in each of them."),
        _("Where a step is withheld, the table of what has been done for the children is left out: it could tell it."),
    ]
    if last is not None:
        method.append(
            _(
                "Beside a figure stands that of the letter before, as it was published; where one is withheld, so is the other."
            )
        )
        method += _again(last, smallest)
    return ConvenersLetter(
        **framed("KL", words, by=by, at=at), paragraphs=(_sentence(total, can_tell),),
        tables=tuple(_beside(one, last) for one in tables) if can_tell else (),
        definitions=(
            Part(_("Case"), _("one family, whatever its number of people")),
            Part(_("Child"), _("a person of a case who is under 18 by at least one date of birth on record")),
            *(Part(str(stage.label), str(MEANINGS[stage])) for stage in CaseStage),
        ),
        method=tuple(method),
    )  # fmt: skip


def _again(last: Release, smallest: int) -> list[str]:
    """What came of counting the letter before once more, for its own moment, from the records as they are now; nothing for one
    of which it is not kept which cases it counted. Two queries."""
    then = dict(CountedCase.objects.filter(release=last).values_list("case_key", "stage"))
    if not then:
        return []
    count = moved(then, {one.case_key: one.stage for one in counted_at(last.as_at)})
    if not count:
        return [_("The letter before was counted again for its day: every case stands where it was counted.")]
    said = _("The letter before was counted again for its day: %(n)s of its cases stand otherwise now.")
    few = _("fewer than %(n)s") % {"n": smallest}
    why = _("Records were joined or taken apart since, or a child was put on a list or taken off it.")
    return [f"{said % {'n': few if count < smallest else count}} {why}"]


@dataclass(frozen=True, slots=True)
class Behind:
    """One case behind a figure: the case, and the children that the letter counted of it."""

    case: Case
    children: int


def steps_behind(release: Release) -> Counter[str]:
    """Of the cases that the reader may see, how many a letter counted at each step. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select stage, count(*) from reporting_counted_in_sight(%s) group by stage", [release.pk])
        return Counter(dict(cursor.fetchall()))


def cases_behind(release: Release, stage: str, passage: Passage, *, limit: int, offset: int) -> list[Behind]:
    """One page of the cases that the reader may see and a letter counted at a step, by their reference. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, children from reporting_counted_in_sight(%s) where stage = %s order by length(reference), reference"
            " limit %s offset %s", [release.pk, stage, limit, offset],
        )  # fmt: skip
        found = dict(cursor.fetchall())
    cases = {case.pk: case for case in with_steps(cases_visible_to(passage).filter(pk__in=found))}
    return [Behind(cases[key], children) for key, children in found.items() if key in cases]


def withheld_areas(*, at: datetime, smallest: int) -> frozenset[str]:
    """The councils of which a letter of that moment would not tell how many cases and children they have. One query."""
    by_area = defaultdict[str, list[int]](lambda: [0, 0])
    for one in counted_at(at):
        by_area[one.area] = [by_area[one.area][0] + 1, by_area[one.area][1] + one.children]
    rows, _totals = withheld(list(by_area.values()), smallest)
    return frozenset(area for area, row in zip(by_area, rows, strict=True) if None in row)


def counted_at(at: datetime) -> list[Counted]:
    """Every family as it stood at a moment, by the steps that were written down until then. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STEPS, {"at": at})
        return [
            Counted(
                key, area, outcome, *_standing(steps, known[:3]), tuple(done), to_decision=_standing(steps, known[3:6]),
                to_welfare=_standing(steps, known[6:]),
            )
            for key, area, outcome, *rest in cursor.fetchall()
            for steps, known, done in [(rest[:3], rest[3:12], rest[12:])]
        ]  # fmt: skip


def _standing(steps: Sequence[Any], known: Sequence[Any]) -> tuple[str, int]:  # Any: columns of `STEPS`
    """At which step a family is, and with how many children, by the children of whom somebody knows."""
    (is_confirmed, is_served, is_ended), (leads, reports, children) = steps, known
    return stage_of(CaseFacts(is_confirmed, leads, reports, is_served, is_ended)), children


def framed(
    mark: str, words: Mapping[str, str], *, by: Actor, at: datetime
) -> dict[str, Any]:  # Any: what a letter is made with
    """What every letter of figures carries alike: its reference, from whom, to whom, whom to ask, as at when."""
    agency = by.agency.name if by.agency else ""
    return {
        "reference": f"{mark}-{timezone.localtime(at):%Y%m%d}", "on": timezone.localdate(at), "agency": agency,
        "to": tuple(line.strip() for line in words["conveners"].split(";")),
        "contact": by.phone or (by.agency.phone if by.agency else "") or agency, "signed_by": (_("the statistician"),),
        "as_at": day_in_words(at), "smallest": int(words["smallest"]),
    }  # fmt: skip


def _beside(now: Figures, last: Release | None) -> Table:
    """A table of the letter, with the last letter's figures where it had the same table."""
    compared = [column for column in now.columns if column in (_("Cases"), _("Children"), _("Recorded"))]
    if last is not None:
        kept = {one["title"]: one for one in last.figures["tables"]}.get(now.title)
        before = Figures(now.title, tuple(kept["columns"]), tuple(tuple(row) for row in kept["rows"])) if kept else None
        day = day_in_words(timezone.localdate(last.as_at))
        now = beside(now, before, columns=compared, heading=day, none=_("none given"))
    return Table(now.title, now.columns, now.rows, now.note)


def figures_of(letter: ConvenersLetter) -> dict[str, Any]:  # Any: JSON
    """All that the letter says, as the ledger keeps it: the letter can be made again from nothing else."""
    return asdict(letter) | {"on": letter.on.isoformat()}


def letter_of(release: Release) -> ConvenersLetter:
    """The letter as it was published, made again from the ledger."""
    kept = release.figures
    return ConvenersLetter(
        reference=kept["reference"], on=datetime.fromisoformat(kept["on"]).date(), agency=kept["agency"],
        to=tuple(kept["to"]), contact=kept["contact"], signed_by=tuple(kept["signed_by"]), dated=kept["dated"],
        as_at=kept["as_at"], paragraphs=tuple(kept["paragraphs"]),
        tables=tuple(
            Table(one["title"], tuple(one["columns"]), tuple(tuple(row) for row in one["rows"]), one["note"])
            for one in kept["tables"]
        ),
        definitions=tuple(Part(one["heading"], one["text"]) for one in kept["definitions"]),
        method=tuple(kept["method"]), smallest=kept["smallest"],
    )  # fmt: skip


def _sentence(cases: str | int | None, can_tell: bool) -> str:
    """How many families the arrangement has, where that can be said."""
    if not cases or not can_tell:
        return _("There are too few families to give figures that could not point at one of them.")
    words = ngettext("The arrangement has %(n)s family.", "The arrangement has %(n)s families.", int(cases))
    return words % {"n": f"{int(cases):,}"}


def _table(title: str, columns: tuple[str, ...], names: list[str], counts: list[list[int]], smallest: int) -> Figures:
    rows, totals = withheld(counts, smallest)
    shown = tuple((name, *row) for name, row in zip(names, rows, strict=True))
    return Figures(title, columns, (*shown, (_("All"), *totals)))


def _stages(by_stage: dict[str, list[int]], smallest: int) -> Figures:
    columns = (_("Step"), _("Cases"), _("Children"))
    names, counts = [str(stage.label) for stage in CaseStage], [by_stage[stage] for stage in CaseStage]
    return _table(_("Cases by step"), columns, names, counts, smallest)


def _areas(by_area: dict[str, list[int]], pack: Pack, smallest: int) -> Figures:
    named = sorted((pack.areas.get(area, _("Council not known yet")), counts) for area, counts in by_area.items())
    columns = (_("Council"), _("Cases"), _("Children"))
    return _table(_("Cases by council"), columns, [n for n, _counts in named], [c for _name, c in named], smallest)


def _outcomes(families: Sequence[Counted], stages: Figures, pack: Pack, smallest: int) -> Iterator[Figures]:
    """What was decided, and how reviews ended without a decision, each kept apart, in alphabetical order of the words. They make
    up one step of the table of steps: where that is withheld, or could be found by taking away, the table is left out."""
    known = {str(row[0]): row[1] for row in stages.rows}
    for stage, kind, title in (
        (CaseStage.SERVED, "decision", _("What was decided")),
        (CaseStage.ENDED, "ending", _("How reviews ended without a decision")),
    ):
        counts: dict[str, list[int]] = {one.words: [0, 0] for one in pack.outcomes if one.kind == kind}
        words = {one.code: one.words for one in pack.outcomes}
        for one in families:
            if one.stage == stage:
                told = counts.setdefault(words.get(one.outcome, one.outcome), [0, 0])
                told[:] = told[0] + 1, told[1] + one.children
        names = sorted(counts)
        columns = (_("Outcome"), _("Cases"), _("Children"))
        table = _table(
            title, columns, [name.capitalize() for name in names], [counts[name] for name in names], smallest
        )
        if known[str(stage.label)] and None not in table.rows[-1]:
            yield table


def _marks(children: int, done: list[int], smallest: int) -> Figures:
    """Each line stands for itself: done and not yet make all the children, so both are withheld or neither."""
    rows: list[tuple[str | int | None, ...]] = []
    for mark, count in zip(ChildMark, done, strict=True):
        both, (total,) = withheld([[count], [children - count]], smallest)
        rows.append((str(mark.label), both[0][0], both[1][0], total))
    columns = (_("For each child"), _("Recorded"), _("Not yet"), _("All children"))
    note = _(
        "Views: what the child wants to say is recorded, or why they were not asked. Report: released to the review."
    )
    return Figures(_("What has been done for the children"), columns, tuple(rows), note)
