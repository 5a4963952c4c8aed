"""Which rows are one person: scored by a learned model, held back by vetoes, joined best first.

Only what is certain is joined by itself; the rest waits for people, and what they (or an earlier run) judged is kept:
a later run may add links and never undoes any (Christen 2012, Data Matching; the waterfall of the ONS for Census 2021).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from kith.intake.linkage import calibrated, model, vetoes
from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.likeness import Arrival, arrival
from kith.intake.linkage.queue import Doubt, questions
from kith.intake.linkage.rounds import join_in_rounds
from kith.intake.linkage.rows import Candidate, Link, Linked, PersonRow, Prepared, Verdict, child_keys, prepare
from kith.intake.linkage.score import Scored, score
from kith.intake.linkage.spelling import SLIP, Spellings
from kith.intake.linkage.sweeping import nothing_swept
from kith.intake.linkage.words import agreement
from kith.register.rules import VOWELS

__all__ = ["Candidate", "Link", "Linked", "PersonRow", "Prepared", "Verdict", "link", "link_prepared", "prepare"]

# Where numbers, years or names say that there are two people, nobody needs to be asked.
OTHER_YEARS = "born_in_other_years"
SAID_BY_THE_ROWS = ("another_person_reference", "another_health_number", OTHER_YEARS, "given_names_differ")
RULE = "certain_and_no_veto"
NEXT_GENERATION = 18
LEFT_OUT = 0.01  # of the pairs that score well and whom no round holds to be alike, so many are one person
Likely = Callable[[Scored, str], float]


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def link(
    rows: Sequence[PersonRow], verdicts: Sequence[Verdict] = (), *, rules: model.Rules | None = None,
    progress: Callable[[str, int, int], None] = _silent,
) -> Linked:  # fmt: skip
    """Link rows to people, as `link_prepared` does."""
    progress("making names and dates comparable", 0, 5)
    return link_prepared([prepare(row) for row in rows], verdicts, rules=rules, progress=progress)


@nothing_swept()
def link_prepared(
    rows: Iterable[Prepared], verdicts: Sequence[Verdict] = (), *, rules: model.Rules | None = None,
    progress: Callable[[str, int, int], None] = _silent,
) -> Linked:  # fmt: skip
    """Link rows to people. `verdicts` are judgements in force: same is kept joined, different and unsure are kept apart.
    By the rules that stand, unless others are tried.

    The same rows give the same answer in any order. Refused (`UntrainedModel`) where the model lacks a weight.
    """
    rules = rules or model.standing()
    held = {row.key: row for row in sorted(rows, key=lambda row: row.key)}
    judged = {frozenset((v.a, v.b)): v for v in verdicts if v.a in held and v.b in held}
    apart_by_people = {pair for pair, v in judged.items() if v.verdict != "same" and not v.by_machine}

    def apart(a: str, b: str) -> bool:
        return frozenset((a, b)) in apart_by_people or vetoes.keeps_apart(held[a], held[b])

    clusters = Clusters(held, apart)
    for pair, verdict in sorted(judged.items(), key=lambda item: sorted(item[0])):
        if verdict.verdict == "same":
            clusters.join(*sorted(pair), force=True)
    progress("comparing rows", 1, 5)
    pairs = sorted(score(list(held.values()), rules), key=lambda p: (-p.probability, p.a, p.b))
    progress("joining what is certain", 2, 5)
    young = _children(held)
    likely = _likely(held)
    spellings = Spellings.of(held.values())
    links, left = _join_certain(pairs, held, clusters, young, rules.certain, likely, spellings)
    progress("looking at families", 3, 5)
    more, doubts = join_in_rounds(
        held, spellings, clusters, lambda a, b: frozenset((a, b)) in apart_by_people, rules.certain, rules.people
    )
    progress("writing the queue", 4, 5)
    doubts += _left_to_ask(left, held, likely)
    queue = questions(doubts, held, clusters, {pair for pair, v in judged.items() if not v.by_machine}, young)
    progress("done", 5, 5)
    links += more
    return Linked(tuple(links), clusters.representatives(), tuple(queue), rules.version)


def _left_to_ask(left: Sequence[tuple[Scored, str]], held: Mapping[str, Prepared], likely: Likely) -> list[Doubt]:
    """Of the scored pairs with the veto that stands, those that rows do not settle. Two years of birth under one number are a
    dispute over an age: they are asked about as they score."""
    doubts = []
    for pair, stands in left:
        if stands == OTHER_YEARS and vetoes.shares_number(held[pair.a], held[pair.b]):
            doubts.append(Doubt(pair.a, pair.b, likely(pair, stands)))
        elif stands not in SAID_BY_THE_ROWS:
            doubts.append(Doubt(pair.a, pair.b, LEFT_OUT * likely(pair, stands)))
    return doubts


def _likely(held: Mapping[str, Prepared]) -> Likely:
    """How likely a pair is one person, by its score and what stands against it. What is joined goes by the score alone."""
    standing = calibrated.standing()

    def likely(pair: Scored, stands: str) -> float:
        group = calibrated.group(held[pair.a], held[pair.b], stands)
        return standing.probability(pair.probability, group, rows=len(held))

    return likely


def _join_certain(
    pairs: Sequence[Scored],
    held: dict[str, Prepared],
    clusters: Clusters,
    young: frozenset[str],
    certain: float,
    likely: Likely,
    spellings: Spellings,
) -> tuple[list[Link], list[tuple[Scored, str]]]:
    """Join the certain pairs best first; returns the links made, and the pairs left with the veto that stands."""
    born: dict[date, list[Prepared]] = defaultdict(list)
    for row in held.values():
        for day in row.births.readings:
            born[day].append(row)
    links, left = [], []
    for pair in pairs:
        a, b = held[pair.a], held[pair.b]
        if clusters.same(pair.a, pair.b):
            continue
        stands = vetoes.veto(a, b) or _named_within_another(a, b, young, born) or _may_be_two(a, b)
        stands = stands or _are_called_otherwise(a, b, spellings)
        stands = stands or _named_side_by_side(clusters.members(pair.a), clusters.members(pair.b), held)
        if not stands and pair.probability >= certain and clusters.join(pair.a, pair.b):
            links.append(Link(pair.a, pair.b, RULE, likely(pair, stands), agreement(a, b).agrees))
        else:
            left.append((pair, stands))
    return links, left


def _are_called_otherwise(a: Prepared, b: Prepared, spellings: Spellings) -> str:
    """The veto on twins, too, where given names differ by more than vowels and the register does not show that they are one,
    or that one is a slip, which hardly anybody is called: Ahmet and Mehmet."""
    if vetoes.shares_number(a, b):
        return ""
    left, right = ({*x.name.given} - {*y.name.tokens} for x, y in ((a, b), (b, a)))
    is_another = any(
        spellings.alike(x, y) < SLIP and VOWELS.sub("", x) != VOWELS.sub("", y) for x in left for y in right
    )
    return "may_be_twins" if is_another else ""


def _named_side_by_side(first: Sequence[str], second: Sequence[str], held: Mapping[str, Prepared]) -> str:
    """The veto on whom each of two files names on other days: cousins of one name, of whom some office knows a year alone."""
    one, other = ([held[key] for key in keys] for keys in (first, second))
    if len({row.file for row in one} & {row.file for row in other}) < 2:
        return ""
    days = {day for row in one for day in row.births.readings if not row.births.is_first_january}
    is_one_day = any(day in days for row in other for day in row.births.readings)
    return "" if is_one_day else "named_side_by_side"


def _may_be_two(a: Prepared, b: Prepared) -> str:
    """The vetoes on another sex where names sound alike and are written apart (Adil, who is a boy, and Edil), or one file has
    both; and on 1 January where they came on other days: rooms of hotels see one name after another."""
    if vetoes.shares_number(a, b):
        return ""
    if a.sex and b.sex and a.sex != b.sex:
        written = [{row.name.spelled[word] for word in row.name.given} for row in (a, b)]
        if a.file == b.file or written[0] != written[1]:
            return "may_be_twins"
    came = arrival({*a.arrivals}, {*b.arrivals})
    return "little_is_known" if came == Arrival.ANOTHER_DAY and a.births.is_first_january else ""


def _named_within_another(
    a: Prepared, b: Prepared, young: frozenset[str], born: Mapping[date, Sequence[Prepared]]
) -> str:
    """The veto on twins, too, where a child's short name is part of a longer one of someone born on that day."""
    if a.key not in young or vetoes.shares_number(a, b):
        return ""
    words = set(a.name.tokens)
    with_them = (other for day in a.births.readings for other in born[day])
    return "may_be_twins" if any(words < set(other.name.tokens) for other in with_them) else ""


def _children(held: dict[str, Prepared]) -> frozenset[str]:
    """Rows that may be about a child, counted back from the newest birth in the register: no clock is read here."""
    newest = max((r.births.latest for r in held.values() if r.births.latest), default=date(1900, 1, 1))
    return child_keys(held.values(), adult_before=date(newest.year - NEXT_GENERATION, 1, 1))
