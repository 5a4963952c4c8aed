"""What Kith finds in a register: by the rules that stand for families' registers, else by weights learned from its rows."""

from collections.abc import Hashable, Sequence

from benchmarks.linkage.files import Register
from kith.intake.linkage import PersonRow, Verdict, link_prepared, prepare
from kith.intake.linkage.families import families
from kith.intake.linkage.learned import find_people
from kith.intake.linkage.learned.homes import find_homes
from kith.intake.linkage.named import may_be_one

Found = tuple[
    Sequence[Hashable], Sequence[Hashable] | None
]  # each row's person and, where families are known, its family


def found(register: Register) -> Found:
    """People and families."""
    if register.names:
        return [who for n, (a, b) in enumerate(register.names) for who in (n, n if may_be_one(a, b) else -n - 1)], None
    if register.persons:
        return by_the_rules(register.persons)
    people = find_people(register.cells, register.columns, files=register.files, once_per_file=register.once).people
    return people, find_homes(register.cells, register.columns, people)


def by_the_rules(rows: Sequence[PersonRow], said: Sequence[Verdict] = ()) -> Found:
    """People and families of a register of families, by the rules that stand and what people said."""
    prepared = list(map(prepare, rows))
    linked = link_prepared(prepared, said)
    family_of = {
        member.key: number
        for number, household in enumerate(families(prepared, linked.clusters))
        for member in household.members
    }
    return [linked.clusters[row.key] for row in rows], [family_of[row.key] for row in rows]
