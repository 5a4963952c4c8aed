"""Which rows are one person: scored by a learned model, held back by vetoes, joined best first.

Only what is certain is joined by itself; the rest waits for people, and what they (or an earlier run) judged is kept:
a later run may add links and never undoes any (Christen 2012, Data Matching; the waterfall of the ONS for Census 2021).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kith.intake.linkage import model, vetoes
from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.rows import Candidate, Link, Linked, PersonRow, Prepared, Verdict, child_keys, prepare
from kith.intake.linkage.score import Scored, score
from kith.intake.linkage.words import agreement

__all__ = ["Candidate", "Link", "Linked", "PersonRow", "Prepared", "Verdict", "link", "prepare"]

# Where numbers, years or names say that there are two people, nobody needs to be asked.
SAID_BY_THE_ROWS = ("another_person_reference", "another_health_number", "born_in_other_years", "given_names_differ")
RULE = "certain_and_no_veto"
RULE_ONLY_ONE = "the_only_one_of_the_name_in_the_household"
NEXT_GENERATION = 18


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def link(
    rows: Sequence[PersonRow], verdicts: Sequence[Verdict] = (), *, rules: model.Rules | None = None,
    progress: Callable[[str, int, int], None] = _silent,
) -> Linked:  # fmt: skip
    """Link rows to people. `verdicts` are judgements in force: same is kept joined, different and unsure are kept apart.
    By the rules that stand, unless others are tried.

    The same rows give the same answer in any order. Refused (`UntrainedModel`) where the model lacks a weight.
    """
    rules = rules or model.standing()
    progress("making names and dates comparable", 0, 4)
    held = {row.key: prepare(row) for row in sorted(rows, key=lambda row: row.key)}
    judged = {frozenset((v.a, v.b)): v for v in verdicts if v.a in held and v.b in held}
    apart_by_people = {pair for pair, v in judged.items() if v.verdict != "same" and not v.by_machine}

    def apart(a: str, b: str) -> bool:
        return frozenset((a, b)) in apart_by_people or vetoes.keeps_apart(held[a], held[b])

    def apart_but_for_the_day(a: str, b: str) -> bool:
        return frozenset((a, b)) in apart_by_people or vetoes.keeps_apart_but_for_the_day(held[a], held[b])

    clusters = Clusters(held, apart)
    for pair, verdict in sorted(judged.items(), key=lambda item: sorted(item[0])):
        if verdict.verdict == "same":
            clusters.join(*sorted(pair), force=True)
    progress("comparing rows", 1, 4)
    pairs = sorted(score(list(held.values()), rules), key=lambda p: (-p.probability, p.a, p.b))
    progress("joining what is certain", 2, 4)
    young = _children(held)
    links, open_pairs = _join_certain(pairs, held, clusters, young, rules.certain)
    more: list[Link] | None = None
    while more is None or more:  # what one round joined is no longer a second such person in the next
        more, open_pairs = _join_only_ones(open_pairs, held, clusters, young, apart_but_for_the_day, rules.certain)
        links += more
    progress("writing the queue", 3, 4)
    queue = _queue(open_pairs, held, clusters, {pair for pair, v in judged.items() if not v.by_machine}, young)
    progress("done", 4, 4)
    return Linked(tuple(links), clusters.representatives(), tuple(queue), str(rules.learned["version"]))


def _join_certain(
    pairs: Sequence[Scored], held: dict[str, Prepared], clusters: Clusters, young: frozenset[str], certain: float
) -> tuple[list[Link], list[tuple[Scored, str]]]:
    """Join the certain pairs best first; returns the links made, and the pairs left with the veto that stands."""
    households = _Households(held)
    links, left = [], []
    for pair in pairs:
        a, b = held[pair.a], held[pair.b]
        if clusters.same(pair.a, pair.b):
            continue
        stands = vetoes.veto(a, b) or _named_within_another(a, b, young, households)
        if stands == "may_be_twins" and not young & {a.key, b.key} and vetoes.is_certain_if_the_only_one(a, b):
            stands = ""  # grown people of one birthday, one name with a slip or a word more
        if not stands and pair.probability >= certain and clusters.join(pair.a, pair.b):
            links.append(Link(pair.a, pair.b, RULE, pair.probability, agreement(a, b).agrees))
        else:
            left.append((pair, stands))
    return links, left


def _join_only_ones(
    pairs: Sequence[tuple[Scored, str]],
    held: dict[str, Prepared],
    clusters: Clusters,
    young: frozenset[str],
    apart_but_for_the_day: Callable[[str, str], bool],
    certain: float,
) -> tuple[list[Link], list[tuple[Scored, str]]]:
    """Join what is certain if there is no second such person in the household; where there are two, ask.

    Where nothing stands between two rows of one name and one day of birth, a day mistyped on a third does not count.
    """
    households = _Households(held)
    links = []
    for pair, stands in pairs:
        a, b = held[pair.a], held[pair.b]
        is_plain = not stands and pair.probability >= certain and vetoes.same_name_and_day(a, b)
        if clusters.same(pair.a, pair.b) or not (is_plain or vetoes.is_certain_if_the_only_one(a, b)):
            continue
        first, second = clusters.members(pair.a), clusters.members(pair.b)
        own = {*first, *second}
        in_one_file = {held[key].file for key in first} & {held[key].file for key in second}
        is_fuller = vetoes.one_name_holds_the_other(a, b)
        if (
            stands == "may_be_twins"
            and young & own
            and (in_one_file or not is_fuller or not vetoes.shares_household(a, b))
        ):
            continue  # children of names merely close, named by one file, or living apart: it may mean two people
        apart = apart_but_for_the_day if is_plain else None
        if households.namesakes(a, b) <= own and clusters.join(pair.a, pair.b, apart=apart):
            links.append(Link(pair.a, pair.b, RULE_ONLY_ONE, pair.probability, agreement(a, b).agrees))
    return links, [(pair, stands) for pair, stands in pairs if not clusters.same(pair.a, pair.b)]


def _named_within_another(a: Prepared, b: Prepared, young: frozenset[str], households: "_Households") -> str:
    """The veto on twins, too, where a child's short name is part of a longer one of someone born on that day."""
    if a.key not in young or vetoes.shares_number(a, b):
        return ""
    words = set(a.name.tokens)
    return "may_be_twins" if any(words < set(other.name.tokens) for other in households.born_with(a)) else ""


class _Households:
    """Who shares a home, a telephone or a case with a row, and bears a name that could be taken for its own."""

    def __init__(self, held: Mapping[str, Prepared]) -> None:
        self._held = held
        self._rows: dict[tuple[str, object], list[str]] = defaultdict(list)
        self._born: dict[date, list[Prepared]] = defaultdict(list)
        for row in held.values():
            for key in self._keys(row):
                self._rows[key].append(row.key)
            for day in row.births.readings:
                self._born[day].append(row)

    def born_with(self, row: Prepared) -> list[Prepared]:
        """Everyone of the register who may have been born on the same day."""
        return [other for day in row.births.readings for other in self._born[day]]

    @staticmethod
    def _keys(row: Prepared) -> list[tuple[str, object]]:
        keys: list[tuple[str, object]] = [("phone", row.phone), ("case", row.case_ref)]
        if not row.address.is_shared or row.address.room:
            keys.append(("home", (row.address.building, row.address.room) if row.address.building else ""))
        return [key for key in keys if key[1]]

    def namesakes(self, a: Prepared, b: Prepared) -> set[str]:
        """Rows of either household that bear every word, by spelling or by consonants, which the two have in common, and
        that contradict one of them: then there are two such people, and it is not sure which of them a row means."""
        words = set(a.name.tokens) & set(b.name.tokens)
        sounds = set(a.bones.split()) & set(b.bones.split())
        near = {other for key in {*self._keys(a), *self._keys(b)} for other in self._rows[key]} - {a.key, b.key}
        return {
            other
            for other in near
            if (not words or words <= set(self._held[other].name.tokens))
            or (not sounds or sounds <= set(self._held[other].bones.split()))
            if vetoes.contradicts(self._held[other], a) or vetoes.contradicts(self._held[other], b)
        }


def _queue(
    pairs: Sequence[tuple[Scored, str]],
    held: dict[str, Prepared],
    clusters: Clusters,
    judged: set[frozenset[str]],
    young: frozenset[str],
) -> list[Candidate]:
    """One question for each two sets of rows, the likeliest pair of them; children first, then the likeliest."""
    asked: set[frozenset[str]] = set()
    queue = []
    for pair, stands in pairs:
        first, second = clusters.members(pair.a), clusters.members(pair.b)
        sets = frozenset((first[0], second[0]))
        if len(sets) == 1 or sets in asked or any(frozenset((x, y)) in judged for x in first for y in second):
            continue
        asked.add(sets)
        if stands in SAID_BY_THE_ROWS:
            continue
        said = agreement(held[pair.a], held[pair.b])
        concerns = bool(young & {*first, *second})
        queue.append(
            Candidate(pair.a, pair.b, pair.probability, stands, said.agrees, said.differs, said.unknown, concerns)
        )
    return sorted(queue, key=lambda c: (not c.concerns_child, -c.probability, c.a, c.b))


def _children(held: dict[str, Prepared]) -> frozenset[str]:
    """Rows that may be about a child, counted back from the newest birth in the register: no clock is read here."""
    newest = max((r.births.latest for r in held.values() if r.births.latest), default=date(1900, 1, 1))
    return child_keys(held.values(), adult_before=date(newest.year - NEXT_GENERATION, 1, 1))
