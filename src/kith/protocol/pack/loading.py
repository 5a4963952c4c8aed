"""Reading a pack's folder and checking what one value says about another."""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from kith.protocol.pack.reading import BrokenPack, Node
from kith.protocol.pack.values import (
    Criteria,
    Dated,
    Duty,
    Order,
    Outcome,
    Pack,
    Party,
    Proposal,
    Proposals,
    Source,
    Term,
    Transition,
    plain,
)

T = TypeVar("T", bound=Dated)
FILES = (
    "parties",
    "duties",
    "outcomes",
    "kinds",
    "transitions",
    "sources",
    "proposals",
    "terms",
    "places",
    "sharing",
    "orders",
)
UNITS = ("calendar", "working", "school")
CHANGES = ("reason", "earlier", "two_people", "own_page", "law")
MOST_YEARS = 20  # of a proposal; the database counts no more
LONGEST = 3650  # days; more is a slip of the keyboard
ENDINGS = ("decision", "ending", "pause")
FROM_SILENCE = "implicit_withdrawal"
OWN_NUMBERS = frozenset({"", "school_ref", "council_ref", "provider_ref"})  # as `register.terms.ReferenceKind`
PERSON_FIELDS = frozenset(
    """row_id given family full_name native birth_date sex nationality person_ref case_ref health_ref phone address
    town postcode relationship guardian arrived_on birth_place""".split()  # noqa: SIM905  # one line of words reads best
)
SIDES = frozenset({"common", "decision", "welfare"})
# What the code asks a pack for. A pack without one of them would fail on the day that someone comes so far.
NEEDED_DUTIES = (
    "appoint_lead_professional", "ask_what_helps", "assess_best_interests", "challenge_decision", "check_urgent_opening",
    "check_welfare_before_step", "confirm_decision",
    "confirm_family", "end_contribution_link", "extend_reply", "give_contribution", "give_emergency_reasons",
    "give_meeting_notice", "give_school_contribution", "hold_core_group", "hold_planning_meeting", "hold_referral_discussion",
    "invite_reply", "publish_letter", "release_report", "report_significant_change", "seek_childs_views",
    "send_meeting_record", "serve_decision", "share_concern", "trace_again",
)  # fmt: skip
NEEDED_LETTERS = (
    "conveners_letter", "ending_letter", "family_page_en", "family_pages", "frame", "goes_on_letter", "notice",
    "proposals_letter", "reply_invitation",
)  # fmt: skip
# On which grounds somebody may come first on a side's list: those that the database works out from what this side holds.
GROUNDS = {
    "decision": {"child_alone", "turns_eighteen"},
    "registry": set[str](),
    "welfare": {"child_alone", "open_concern", "turns_eighteen"},
}
NEEDED_PROPOSALS = ("residence", "birth_or_school", "child_residence")  # what the database knows how to count


@functools.cache
def load(name: str = "scotland") -> Pack:
    """The pack of that name that comes with Kith. Refused with `BrokenPack` (file, line, what to put right)."""
    return read(resources.files("kith.protocol") / "packs" / name)


def read(folder: Traversable) -> Pack:
    """Read and check a pack's folder."""
    if not folder.is_dir():
        raise BrokenPack(folder.name, 1, "there is no such pack")
    files = {label: _text(label, file) for label, file in _files(folder, "")}
    nodes = {label: Node.of(label, text) for label, text in files.items() if label.endswith(".yaml")}
    for needed in (*(f"{name}.yaml" for name in FILES), "areas.csv"):
        if needed not in files:
            raise BrokenPack(needed, 1, "this file is missing")
    areas = _areas(files["areas.csv"])
    canonical = "\n".join(f"== {label}\n{files[label]}" for label in sorted(files))
    parties = nodes["parties.yaml"]
    parties.day("version_date"), parties.text("source")
    pack = Pack(
        name=parties.text("name"),
        sentence=parties.text("sentence"),
        parties=tuple(item.made(Party) for item in parties.child("parties").items()),
        duties=_dated(nodes["duties.yaml"].items(), Duty),
        outcomes=_dated(nodes["outcomes.yaml"].items(), Outcome),
        criteria_sets=_dated(_texts(nodes), Criteria),
        transitions=_dated(nodes["transitions.yaml"].items(), Transition),
        wellbeing=nodes["kinds.yaml"].made(Criteria),
        second_condition=nodes["sharing.yaml"].made(Criteria),
        sources=_dated(nodes["sources.yaml"].items(), Source),
        proposals=nodes["proposals.yaml"].made(Proposals),
        orders=_dated(nodes["orders.yaml"].items(), Order),
        letters=_letters(_in(nodes, "letters")),
        letters_from={node.text("code"): node.day("from") for node in _in(nodes, "letters")},
        terms=_terms(nodes["terms.yaml"], areas),
        towns=_towns(nodes["places.yaml"], areas),
        areas=areas,
        canonical_text=canonical,
        version=hashlib.sha256(canonical.encode()).hexdigest(),
    )
    _check_duties(pack, nodes["duties.yaml"])
    _check_words(pack, nodes)
    _check_transitions(pack, nodes["transitions.yaml"])
    _check_proposals(pack, nodes["proposals.yaml"])
    _check_orders(pack, nodes["orders.yaml"])
    for item, source in zip(nodes["sources.yaml"].items(), pack.sources, strict=True):
        _check_source(item, source)
    return pack


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    """Every file that belongs to the pack. Scenarios are its tests and no part of it; a stranger is refused, not passed over."""
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        label = f"{path}{file.name}"
        if file.is_dir():
            if label in ("criteria", "letters"):
                yield from _files(file, f"{label}/")
            elif label != "scenarios":
                raise BrokenPack(label, 1, "this folder is not known here")
        elif path or label == "areas.csv" or label.removesuffix(".yaml") in FILES:
            yield label, file
        else:
            raise BrokenPack(label, 1, f"this file is not known here; known are {', '.join(FILES)}")


def _text(label: str, file: Traversable) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise BrokenPack(label, line, "this is not UTF-8") from error


def _in(nodes: Mapping[str, Node], folder: str) -> list[Node]:
    return [node for label, node in sorted(nodes.items()) if label.startswith(f"{folder}/")]


def _texts(nodes: Mapping[str, Node]) -> list[Node]:
    """Every text of every criteria set: a file holds one, or a list of those that came after one another."""
    return [text for node in _in(nodes, "criteria") for text in (node.items() if node.is_list else [node])]


def _areas(text: str) -> dict[str, str]:
    areas: dict[str, str] = {}
    for number, line in enumerate(text.splitlines()[1:], 2):
        cells = line.split(",", 2)
        if len(cells) < 3 or not all(cells):
            raise BrokenPack("areas.csv", number, "a line needs kind, code and name")
        if cells[1] in areas:
            raise BrokenPack("areas.csv", number, f"{cells[1]} is said twice")
        if cells[0] == "council":
            areas[cells[1]] = cells[2]
    return areas


def _dated(nodes: Sequence[Node], kind: type[T]) -> tuple[T, ...]:
    """Every value of a file; two in force on one day under one code are refused."""
    made = [(node, node.made(kind)) for node in nodes]
    for n, (node, a) in enumerate(made):
        for _, b in made[:n]:
            if a.code == b.code and (a.until is None or b.from_ < a.until) and (b.until is None or a.from_ < b.until):
                raise node.broken(f"{a.code} is said twice for the same days")
    return tuple(value for _, value in made)


def _letters(nodes: Sequence[Node]) -> dict[str, Mapping[str, str]]:
    letters: dict[str, Mapping[str, str]] = {}
    for node in nodes:
        if (code := node.text("code")) in letters:
            raise node.child("code").broken(f"the letter {code} is said twice")
        letters[code] = node.texts()
        if not letters[code].get("smallest", "5").isdecimal():
            raise node.child("smallest").broken("a whole number is needed here")
    return letters


def _terms(node: Node, areas: Mapping[str, str]) -> dict[str, tuple[Term, ...]]:
    node.text("source")
    terms: dict[str, tuple[Term, ...]] = {}
    for council, spans in node.child("terms").pairs():
        if council.value not in areas:
            raise council.broken(f"{council.value} is no council of areas.csv")
        found: list[Term] = []
        for span in spans.items():
            term = (span.day("from"), span.day("until"))
            if term[1] < term[0]:
                raise span.broken("a term ends before it begins")
            if found and term[0] <= found[-1][1]:
                raise span.broken("a term begins before the one above it has ended")
            found.append(term)
        terms[str(council.value)] = tuple(found)
    return terms


def _towns(node: Node, areas: Mapping[str, str]) -> dict[str, str]:
    node.text("source")
    towns: dict[str, str] = {}
    for council, names in node.child("towns").pairs():
        if council.value not in areas:
            raise council.broken(f"{council.value} is no council of areas.csv")
        for name in names.items():
            if plain(name.words()) in towns:
                raise name.broken(f"{name.value} is named twice")
            towns[plain(name.words())] = str(council.value)
    return towns


def _check_duties(pack: Pack, node: Node) -> None:
    """Units and amounts that can be counted, and every duty that the code asks for, without an end."""
    for item, duty in zip(node.items(), pack.duties, strict=True):
        if duty.unit not in UNITS:
            raise item.broken(f"the unit is {duty.unit}; it is one of {', '.join(UNITS)}")
        if not 0 <= duty.amount <= LONGEST:
            raise item.broken(f"the amount is {duty.amount}; it is from 0 to {LONGEST} days")
        if duty.change not in CHANGES:
            raise item.broken(f"the change is {duty.change}; it is one of {', '.join(CHANGES)}")
        if duty.change != "reason" and not (duty.limit and duty.limit_source):
            raise item.broken(f"{duty.code}: limit and limit_source say why its day is not moved with a reason alone")
        if duty.rests and duty.change != "reason":
            raise item.broken(f"{duty.code}: a clock that cannot be moved with a reason does not stand still either")
    going_on = {duty.code for duty in pack.duties if duty.until is None}
    for code in NEEDED_DUTIES:
        if code not in going_on:
            raise node.broken(f"the duty {code} is missing, or ends and nothing follows it")


def _check_words(pack: Pack, nodes: Mapping[str, Node]) -> None:
    """Outcomes of a known kind, no factor twice in one set, every letter that the code writes."""
    for item, outcome in zip(nodes["outcomes.yaml"].items(), pack.outcomes, strict=True):
        if outcome.kind not in ENDINGS:
            raise item.broken(f"the kind is {outcome.kind}; it is one of {', '.join(ENDINGS)}")
        if outcome.code == FROM_SILENCE and min(outcome.least_tries, outcome.days_apart) < 1:
            raise item.broken(
                f"{outcome.code} needs least_tries and days_apart, each of at least 1: nothing follows from silence alone"
            )
        if bool(outcome.letter) + bool(outcome.no_letter) != (outcome.kind == "ending"):
            raise item.broken(
                f"{outcome.code}: an ending has a letter, or no_letter says why it has none; nothing else has"
            )
        if set(re.findall(r"\{(.*?)\}|[{}]", outcome.letter)) - {"day"}:
            raise item.child("letter").broken("the letter has a place for {day} and for nothing else")
    for node in (*_texts(nodes), nodes["kinds.yaml"], nodes["sharing.yaml"]):
        seen: set[str] = set()
        for factor in node.child("factors").items():
            if (code := factor.text("code")) in seen:
                raise factor.broken(f"{code} is said twice")
            seen.add(code)
    for code in NEEDED_LETTERS:
        if code not in pack.letters:
            raise BrokenPack(f"letters/{code}.yaml", 1, "this letter is missing")


def _check_transitions(pack: Pack, node: Node) -> None:
    """Each gives a text that is there and is of a whole case; what is taken up from now on is given one, whatever files name."""
    for item, one in zip(node.items(), pack.transitions, strict=True):
        texts = [text for text in pack.criteria_sets if text.code == one.criteria and text.in_force(one.text_on)]
        if not texts:
            raise item.child("criteria").broken(f"there is no text of {one.criteria} on {one.text_on}")
        if texts[0].is_of_each_child:
            raise item.child("criteria").broken(f"{one.criteria} is of each child; no review is opened under it")
        if one.taken_up_from and one.taken_up_until and one.taken_up_until <= one.taken_up_from:
            raise item.child("taken_up_until").broken("it ends before it begins")
        if unknown := set(one.named_by) - {source.code for source in pack.sources}:
            raise item.child("named_by").broken(f"{min(unknown)} is no kind of file of sources.yaml")
    if not any(one.until is one.taken_up_until is None and not one.named_by for one in pack.transitions):
        raise node.broken("one for cases that no file need name and that goes on is missing")


def _check_proposals(pack: Pack, node: Node) -> None:
    """Each proposal that the code counts, once, with years that can be asked; dates read from kinds of file that are there."""
    items = node.child("proposals").items()
    _dated(items, Proposal)
    for item, proposal in zip(items, pack.proposals.proposals, strict=True):
        if proposal.code not in NEEDED_PROPOSALS:
            raise item.broken(f"there is no way to count {proposal.code}; known are {', '.join(NEEDED_PROPOSALS)}")
        if not 1 <= proposal.least <= proposal.years <= proposal.most <= MOST_YEARS:
            raise item.broken(f"the years lie between the least and the most, from 1 to {MOST_YEARS}")
        if "{years}" not in proposal.words:
            raise item.child("words").broken("the words have no place for {years}")
    for code in NEEDED_PROPOSALS:
        if not any(one.code == code and one.until is None for one in pack.proposals.proposals):
            raise node.broken(f"the proposal {code} is missing, or ends and nothing follows it")
    for name in ("came", "schools"):
        for kind in node.child(name).items():
            if kind.words() not in {source.code for source in pack.sources}:
                raise kind.broken(f"{kind.value} is no kind of file of sources.yaml")


def _check_orders(pack: Pack, node: Node) -> None:
    """One order for each side that has cases, on grounds that this side itself can know of, with times that can be counted."""
    for item, order in zip(node.items(), pack.orders, strict=True):
        if order.side not in GROUNDS or order.code != f"order_of_{order.side}":
            raise item.broken(f"{order.code} is the order of no side; it is of one of {', '.join(sorted(GROUNDS))}")
        if unknown := {ground.code for ground in order.grounds} - GROUNDS[order.side]:
            raise item.child("grounds").broken(f"on the side {order.side} nobody comes first by {min(unknown)}")
        if not (1 <= order.months <= LONGEST and 1 <= order.days <= LONGEST):
            raise item.broken("months and days are of at least 1")
    going_on = {order.side for order in pack.orders if order.until is None}
    if missing := sorted(set(GROUNDS) - going_on):
        raise node.broken(f"the order of the side {missing[0]} is missing, or ends and nothing follows it")


def _check_source(item: Node, source: Source) -> None:
    """Columns with known fields and sides, each heading once, and a kind of file that can be recognised by them."""
    seen: set[str] = set()
    if source.side not in SIDES:
        raise item.child("side").broken(f"there is no side {source.side}; it is one of {', '.join(sorted(SIDES))}")
    for where, column in zip(item.child("columns").items(), source.columns, strict=True):
        if column.field not in PERSON_FIELDS:
            raise where.broken(f"there is no field {column.field}")
        if column.side not in SIDES:
            raise where.broken(f"there is no side {column.side}; it is one of {', '.join(sorted(SIDES))}")
        for heading in column.headings:
            if plain(heading) in seen:
                raise where.broken(f"the heading {heading} is given to two columns")
            seen.add(plain(heading))
    if source.own_number not in OWN_NUMBERS:
        raise item.child("own_number").broken(
            f"there is no number {source.own_number}; it is one of {', '.join(sorted(OWN_NUMBERS - {''}))}"
        )
    missing = [heading for heading in source.recognised_by if plain(heading) not in seen]
    if missing or not source.recognised_by:
        raise item.child("recognised_by").broken(
            f"it is recognised by {missing[0] if missing else 'nothing'}, which no column names"
        )
