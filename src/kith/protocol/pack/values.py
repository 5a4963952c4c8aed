"""What a pack holds: duties, outcomes, criteria, kinds of file, proposals, letters.

Frozen values; each knows from when it holds and why.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Term = tuple[date, date]  # its first and its last day
T = TypeVar("T", bound="Dated")


@dataclass(frozen=True, slots=True)
class Dated:
    """A value of the pack: in force from one day until before another, with its source and a plain sentence."""

    code: str
    from_: date
    source: str
    sentence: str
    until: date | None = None

    def in_force(self, on: date) -> bool:
        return self.from_ <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the arrangement: who it is, and what it answers for."""

    code: str
    name: str
    answers_for: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Dated):
    """Who does what, from which event on, by when: `amount` of `unit` (calendar, working or school days).

    `change` is how another day can be given: with a reason by whoever has it or answers for them (reason); so, and never a later
    one (earlier); by two people (two_people); on a page of its own (own_page); by nobody, or only as the law lengthens it (law).
    Where it is not with a reason alone, `limit` says why in words and `limit_source` on what that rests. `rests`: whether its
    clock can stand still for a reason.
    """

    who: str
    starts_with: str
    amount: int
    unit: str
    change: str = "reason"
    rests: bool = False
    limit: str = ""
    limit_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Dated):
    """What a decision can say, or how a case ended without one (`kind`: decision, pause, ending).

    `least_tries`: so often it was tried to reach the family, before an ending may be taken from its silence; a try counts where
    it was made `days_apart` or more calendar days after the one that was counted before it.
    `letter`: what the family is written when a case ends so, with a place for the `day`; where it is written nothing,
    `no_letter` says why.
    """

    words: str
    kind: str
    needs_reply: bool
    needs_length: bool
    least_tries: int = 0
    days_apart: int = 0
    letter: str = ""
    no_letter: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor or limb of a criteria set, or one indicator of wellbeing.

    `is_date`: whether it can be worked out from dates. Every other one needs a person's judgement.
    """

    code: str
    words: str
    sentence: str
    is_date: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Dated):
    """One text of a criteria set: factors in the set's own order. No factor is scored.

    `left_out`: what its source says and this text does not. `is_of_each_child`: weighed child by child beside whichever set a
    review has; no review is opened under it.
    """

    words: str
    factors: tuple[Factor, ...]
    applies_after_until: str = ""
    left_out: str = ""
    is_of_each_child: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Dated):
    """Which text of which set a review gets that is opened while this is in force, and why (`sentence`, `source`).

    For cases taken up from `taken_up_from` until before `taken_up_until`; with `named_by`, only for families of which a file
    of one of these kinds names somebody. `text_on` is the day whose text of the set is read.
    """

    criteria: str
    text_on: date
    taken_up_from: date | None = None
    taken_up_until: date | None = None
    named_by: tuple[str, ...] = ()

    def fits(self, taken_up_on: date, named_by: Collection[str], on: date) -> bool:
        """Whether it gives the set of a case taken up on one day, for a review opened on another."""
        is_in_time = (self.taken_up_from is None or self.taken_up_from <= taken_up_on) and (
            self.taken_up_until is None or taken_up_on < self.taken_up_until
        )
        return self.in_force(on) and is_in_time and (not self.named_by or not set(self.named_by).isdisjoint(named_by))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source: the field it fills, the side it belongs to, the headings it is known by."""

    field: str
    side: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What was understood of a file's header: column index -> (field, side), and the headings that were not."""

    source: "Source"
    columns: Mapping[int, tuple[str, str]]
    not_understood: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Dated):
    """A kind of file: how it is recognised, what its columns say, whose they are.

    `own_number` is whose number of a person its `row_id` is, where it is one by which its agency finds them again.
    """

    name: str
    side: str
    recognised_by: tuple[str, ...]
    columns: tuple[Column, ...]
    own_number: str = ""

    def match(self, header: Sequence[str]) -> Match | None:
        """How this kind of file reads `header`; None where it is another kind of file."""
        told = self.reads(self.recognised_by).columns.values()
        found = self.reads(header)
        # a column that tells the kind of file may go by any of its headings
        return found if {field for field, _ in told} <= {field for field, _ in found.columns.values()} else None

    def reads(self, header: Sequence[str]) -> Match:
        """What this kind of file understands of `header`, whether or not the headings tell that it is of this kind."""
        told = [plain(heading) for heading in header]
        known = {plain(heading): column for column in self.columns for heading in column.headings}
        columns = {i: (known[h].field, known[h].side) for i, h in enumerate(told) if h in known}
        return Match(self, columns, tuple(header[i] for i, h in enumerate(told) if h and i not in columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Dated):
    """What somebody proposed, in words with a place for `{years}`: a number that is usual, and the least and most to ask."""

    words: str
    years: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What is counted of the argument about criteria, and how dates are read for it.

    `came` are the kinds of file whose date of arrival is that of coming to the country: of every other it says only that
    somebody was here by then. `schools` are a school's own files. Nobody is at school before `school_age`.
    """

    source: str
    sentence: str
    came: tuple[str, ...]
    schools: tuple[str, ...]
    school_age: int
    proposals: tuple[Proposal, ...]

    def in_force(self, on: date) -> tuple[Proposal, ...]:
        """The proposals of that day, in the pack's order."""
        return tuple(one for one in self.proposals if one.in_force(on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Dated):
    """In which order a side's list of work stands: who comes first on which `grounds`, in this order, then who waits longest.

    A child turns 18 soon within that many `months`; what has waited longer than so many calendar `days` is said at the top of
    every list. Each side's grounds are facts that this side holds itself.
    """

    side: str
    words: str
    months: int
    days: int
    grounds: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of one arrangement. `version` is the hash of `canonical_text`: whoever has one can check the other."""

    name: str
    sentence: str
    parties: tuple[Party, ...]
    duties: tuple[Duty, ...]
    outcomes: tuple[Outcome, ...]
    criteria_sets: tuple[Criteria, ...]
    transitions: tuple[Transition, ...]
    wellbeing: Criteria
    second_condition: Criteria
    sources: tuple[Source, ...]
    proposals: Proposals
    orders: tuple[Order, ...]
    letters: Mapping[str, Mapping[str, str]]
    letters_from: Mapping[str, date]
    terms: Mapping[str, tuple[Term, ...]]
    towns: Mapping[str, str]
    areas: Mapping[str, str]
    canonical_text: str
    version: str

    def duty(self, code: str, on: date) -> Duty:
        """The duty in force that day. KeyError where the pack has none."""
        return _chosen(self.duties, code, on)

    def first_duty(self, code: str, on: date) -> Duty:
        """The duty in force that day; of a day before there was one, the first. KeyError where the pack never had one."""
        begins = min((one.from_ for one in self.duties if one.code == code), default=on)
        return self.duty(code, max(on, begins))

    def outcome(self, code: str, on: date) -> Outcome:
        """The outcome in force that day. KeyError where the pack has none."""
        return _chosen(self.outcomes, code, on)

    def decisions(self, on: date) -> tuple[Outcome, ...]:
        """What a draft may say, in alphabetical order of the words: no order that leans."""
        return tuple(
            sorted(
                (o for o in self.outcomes if o.kind != "ending" and o.in_force(on)), key=lambda outcome: outcome.words
            )
        )

    def endings(self, on: date) -> tuple[Outcome, ...]:
        """How a review can end without a decision, in the same order."""
        return tuple(sorted((o for o in self.outcomes if o.kind == "ending" and o.in_force(on)), key=lambda o: o.words))

    def order(self, side: str, on: date) -> Order:
        """In which order that side's work stands on a day. KeyError where the pack says nothing of it."""
        return _chosen(self.orders, f"order_of_{side}", on)

    @property
    def indicators(self) -> tuple[Factor, ...]:
        """The indicators of wellbeing, in their own order."""
        return self.wellbeing.factors

    @property
    def conditions(self) -> tuple[Factor, ...]:
        """On what second condition special category data can be shared, in alphabetical order of their codes."""
        return self.second_condition.factors

    def criteria(self, code: str, on: date | None = None) -> Criteria:
        """The text of a criteria set that was in force on a day; without one, its newest. KeyError where the pack has none.

        The day is not today: a review keeps the text under which it was opened.
        """
        if on is not None:
            return _chosen(self.criteria_sets, code, on)
        return max((c for c in self.criteria_sets if c.code == code), key=lambda text: text.from_)

    def names_of_sources(self, codes: Sequence[str]) -> list[str]:
        """The kinds of file of these codes, by the names under which the register holds what they say."""
        return [source.name for source in self.sources if source.code in codes]

    def sources_named(self, names: Collection[str]) -> set[str]:
        """The other way: the codes of the kinds of file of these names."""
        return {source.code for source in self.sources if source.name in names}

    def letter(self, code: str) -> Mapping[str, str]:
        """The words of a letter."""
        return self.letters[code]

    def source_of(self, header: Sequence[str]) -> Match | None:
        """Which kind of file has this header, and what is understood of it; None where it is none that the pack knows."""
        return next((match for source in self.sources if (match := source.match(header))), None)

    def known_headings(self) -> frozenset[str]:
        """Every heading of every kind of file, as `plain` gives it."""
        return frozenset(plain(h) for source in self.sources for column in source.columns for h in column.headings)

    def council_of(self, town: str) -> str:
        """The code of the council whose area the town lies in; empty where the pack does not know the town."""
        return self.towns.get(plain(town), "")


def plain(heading: str) -> str:
    """A heading without capitals, double spaces and outer space: how two spellings of one heading are compared."""
    return re.sub(r"\s+", " ", heading).strip().casefold()


def _chosen(values: Sequence[T], code: str, on: date) -> T:
    for value in values:
        if value.code == code and value.in_force(on):
            return value
    raise KeyError(f"{code} on {on}")
