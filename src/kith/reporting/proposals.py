"""What the words of each proposal would cover: counted where the dates are, told where no number can point at a family."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.models import Actor
from kith.documents.rendering import ConvenersLetter, Part, Table
from kith.protocol.pack import Pack, Proposal
from kith.reporting.queries import framed, withheld_areas
from kith.reporting.rules import (
    CouncilCounts,
    Days,
    PersonDates,
    answer_of,
    bearers_of,
    is_small,
    put_together,
    withheld,
)
from kith.reporting.terms import ANSWER_MEANINGS, Answer, Counted, Doubt

KIND = "proposals_letter"
COUNT = "select * from reporting_proposals(%s, %s, %s, %s, %s, %s, %s)"
Numbers = tuple[int, ...]  # of cases, people and children
Told = tuple[Numbers, ...]  # of each answer, in the order of `Answer`
NOTHING: Numbers = (0,) * len(Counted)


@dataclass(frozen=True, slots=True)
class Result:
    """What is told of one proposal: all councils first, then each that can be told, then the others together. Nothing is told
    where a number of all together is too small."""

    proposal: Proposal
    years: int
    rows: tuple[tuple[str, Told], ...] = ()
    doubts: tuple[tuple[str, tuple[int | None, ...]], ...] = ()

    @property
    def title(self) -> str:
        return self.proposal.words.format(years=self.years)


def results_now(*, pack: Pack, years: Mapping[str, int], at: datetime) -> tuple[Result, ...]:
    """Every proposal of that day counted as at a moment, small numbers withheld already. Two queries.

    Of the year before and the year after the same is counted: what would show by taking one from the other is withheld too.
    """
    proposals = pack.proposals.in_force(timezone.localdate(at))
    chosen = {one.code: years.get(one.code, one.years) for one in proposals}
    read = pack.proposals
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                at, pack.names_of_sources(read.came), pack.names_of_sources(read.schools), read.school_age,
                list(chosen), [max(one.least, chosen[one.code] - 1) for one in proposals],
                [min(one.most, chosen[one.code] + 1) for one in proposals],
            ],
        )  # fmt: skip
        counted = cursor.fetchall()
    answers: dict[tuple[str, int, str], dict[str, Numbers]] = defaultdict(dict)
    doubts: dict[tuple[str, int], dict[str, Numbers]] = defaultdict(dict)
    for code, of_years, area, answer, why, *numbers in counted:
        if why is None:
            answers[code, of_years, area][answer] = tuple(numbers)
        else:
            doubts[code, of_years][why] = tuple(numbers)
    smallest = int(pack.letter(KIND)["smallest"])
    kept = withheld_areas(at=at, smallest=smallest)
    areas = sorted({area for _code, _years, area in answers}, key=lambda area: _name(area, pack))
    return tuple(
        _result(
            one, chosen[one.code], {area: _counts(answers, one.code, chosen[one.code], area) for area in areas},
            [doubts[one.code, chosen[one.code] + step] for step in (0, -1, 1)], kept, pack, smallest,
        )
        for one in proposals
    )  # fmt: skip


def _counts(
    answers: Mapping[tuple[str, int, str], Mapping[str, Numbers]], code: str, years: int, area: str
) -> CouncilCounts:
    def told(of_years: int) -> Told:
        held = answers.get((code, of_years, area), {})
        return tuple(held.get(answer, NOTHING) for answer in Answer)

    here, steps = told(years), list[int]()
    for beside in (years - 1, years + 1):
        if any(key[:2] == (code, beside) for key in answers):  # of the first and the last year there is none beyond
            for n in (list(Answer).index(Answer.COVERED), list(Answer).index(Answer.NOT_COVERED)):
                steps += [abs(a - b) for a, b in zip(here[n], told(beside)[n], strict=True)]
    return CouncilCounts(here, tuple(steps))


def _result(
    proposal: Proposal, years: int, councils: Mapping[str, CouncilCounts],
    doubts: Sequence[Mapping[str, Numbers]], kept: Collection[str], pack: Pack, smallest: int,
) -> Result:  # fmt: skip
    whole = _sum(list(councils.values()))
    if whole is None or is_small(whole, smallest):
        return Result(proposal, years)
    rows = [(_("All councils"), whole.answers)]
    hidden = put_together(list(councils.values()), smallest, [n for n, area in enumerate(councils) if area in kept])
    if hidden is not None:
        held = list(councils.items())
        rows += [(_name(area, pack), counts.answers) for n, (area, counts) in enumerate(held) if n not in hidden]
        if others := _sum([counts for n, (_area, counts) in enumerate(held) if n in hidden]):
            rows.append((_("Other councils together"), others.answers))
    return Result(proposal, years, tuple(rows), _doubts(doubts, smallest))


def _doubts(beside: Sequence[Mapping[str, Numbers]], smallest: int) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """Why it cannot be told, as far as that can be said; nothing where a number could be worked out. `beside` holds the
    reasons of this number of years, of one less and of one more: what would show between them counts like a number."""
    here, *others = beside
    held = [(str(doubt.label), here[doubt]) for doubt in Doubt if doubt in here]
    steps = [
        tuple(abs(a - b) for other in others for a, b in zip(here[doubt], other.get(doubt, NOTHING), strict=True))
        for doubt in Doubt if doubt in here
    ]  # fmt: skip
    rows, totals = withheld([numbers + step for (_label, numbers), step in zip(held, steps, strict=True)], smallest)
    width = len(Counted)
    return () if None in totals else tuple((label, row[:width]) for (label, _), row in zip(held, rows, strict=True))


def _sum(councils: Sequence[CouncilCounts]) -> CouncilCounts | None:
    if not councils:
        return None
    answers = tuple(
        tuple(map(sum, zip(*of_answer, strict=True))) for of_answer in zip(*(c.answers for c in councils), strict=True)
    )
    return CouncilCounts(answers, tuple(map(sum, zip(*(c.steps for c in councils), strict=True))))


def _name(area: str, pack: Pack) -> str:
    return pack.areas.get(area, _("Council not known yet"))


def letter_of_results(results: Sequence[Result], *, pack: Pack, by: Actor, at: datetime) -> ConvenersLetter:
    """The figures as a letter says them: the tables, what the words mean, as at when, how they were made."""
    words = pack.letter(KIND)
    told = [one for one in results if one.rows]
    return ConvenersLetter(
        **framed("KP", words, by=by, at=at),
        paragraphs=tuple(
            _("%(words)s: there are too few families to give figures that could not point at one of them.")
            % {"words": one.title}
            for one in results if not one.rows
        ),
        tables=tuple(table for one in told for table in (_table(one), *_doubt_table(one))),
        definitions=definitions(results), method=method(),
    )  # fmt: skip


def _table(result: Result) -> Table:
    """Councils down, answers across, with what each row counts: every row adds up."""
    rows: list[tuple[str | int | None, ...]] = [
        (f"{name}: {unit.label}", *(answer[n] for answer in told), sum(answer[n] for answer in told))
        for name, told in result.rows
        for n, unit in enumerate(Counted)
    ]
    columns = (_("Council and what is counted"), *(str(answer.label) for answer in Answer), _("All"))
    return Table(result.title, columns, tuple(rows))


def _doubt_table(result: Result) -> tuple[Table, ...]:
    if not result.doubts:
        return ()
    columns = (_("Why it cannot be told"), *(str(unit.label).capitalize() for unit in Counted))
    rows = tuple((label, *numbers) for label, numbers in result.doubts)
    return (Table(_("Cannot tell, of: %(words)s") % {"words": result.title}, columns, rows),)


def definitions(results: Sequence[Result]) -> tuple[Part, ...]:
    """What each word beside the figures means, and where each proposal comes from."""
    return (
        *(Part(one.title, f"{one.proposal.sentence} ({one.proposal.source})") for one in results),
        *(Part(str(answer.label), str(ANSWER_MEANINGS[answer])) for answer in Answer),
        Part(_("Case"), _("one family, whatever its number of people; decided ones are among them")),
        Part(_("Child"), _("a person of a case who is under 18 by at least one date of birth on record")),
    )


def method() -> tuple[str, ...]:
    """How the figures were made, in the order in which somebody would ask."""
    return (
        _(
            "Dates are read where they are kept, by one function that gives back numbers alone. Nothing is marked on a case."
        ),
        _("A case has one answer, so the cases add up; its people and children are counted with it."),
        _("A date with doubt counts with its earliest and its latest reading, and so do sources that disagree."),
        _("A case of which nobody is on record any more is not counted: its people belong to another one."),
    )


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody invented, and how the rule reads their dates."""

    words: str
    answer: str


def examples(result: Result, *, on: date, school_age: int) -> tuple[Example, ...]:
    """How dates are read, shown on people who do not exist: by the same rule, with the years that were chosen."""
    year = on.year - result.years
    place = {"year": year, "before": year - 1}
    born, came = _day(on.year - 16), _day(year - 2)
    if result.proposal.code == "birth_or_school":
        told = [
            (
                _("A school wrote in %(before)s that it knows the child"),
                PersonDates(born, (came,), school_on=came.latest),
            ),
            (_("The child came in %(before)s or earlier, and no school has written"), PersonDates(born, (came,))),
            (_("No date of arrival is known: the child may have been born here"), PersonDates(born)),
        ]
    else:
        told = [
            (_("Came on 1 January %(before)s"), PersonDates(born, (_day(year - 1),))),
            (
                _("Came in %(year)s, the day is not known"),
                PersonDates(born, (Days(date(year, 1, 1), date(year, 12, 31)),)),
            ),
            (_("No date of arrival is known"), PersonDates(born)),
        ]

    def answer(one: PersonDates) -> str:
        bearers = bearers_of(result.proposal.code, [one], on=on, school_age=school_age)
        return str(Answer(answer_of(bearers, years=result.years, on=on)).label)

    return tuple(Example(words % place, answer(one)) for words, one in told)


def _day(year: int) -> Days:
    return Days(date(year, 1, 1), date(year, 1, 1))
