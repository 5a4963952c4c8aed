"""Who is laid beside whom: nobody is left out who may be one."""

import random
from datetime import date, timedelta
from itertools import combinations

from kith.intake.linkage import Prepared, prepare
from kith.intake.linkage.likeness import compare
from kith.intake.linkage.look import Look
from kith.intake.linkage.spelling import Spellings
from kith.intake.tests.test_rounds import PLAIN, row

IN_A_FAMILY = 30


def born(dice: random.Random) -> str:
    """A day written as offices write it: whole, as 1 January, as a year alone, or not at all."""
    begun = dice.choice((date(2012, 4, 9), date(2012, 12, 20)))
    day = begun + timedelta(days=dice.choice((0, 1, 12, 30, 365, 366, 378, 730, 1461, 3652)))
    return dice.choice(
        (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"01/01/{day.year}", str(day.year), f"{day:%d/%m/%Y}", "")
    )


def number(dice: random.Random) -> str:
    """No number, one, another, or the same with a slip in it."""
    return dice.choice(("", "", "A1234567", "A1234576", "A123456", "A7654321"))


def test_no_number_and_no_day_that_fits_keeps_two_from_being_looked_at() -> None:
    dice = random.Random(7)
    for _ in range(20):
        held: dict[str, Prepared] = {}
        for n in range(IN_A_FAMILY + 10):
            said = {"person_ref": number(dice), "health_ref": number(dice)}
            one = prepare(row(f"{n:03}", dice.choice(("Amal", "Amal Sirwan")), born=born(dice), **said))
            held[one.key] = one
        keys = sorted(held)
        clusters = {key: keys[n % IN_A_FAMILY] for n, key in enumerate(keys)}
        rows = {person: [held[key] for key in keys if clusters[key] == person] for person in keys[:IN_A_FAMILY]}
        look = Look(held, PLAIN)
        people = look.meet(rows)
        found = look.pairs(clusters, dict.fromkeys(people, 0))
        alike = {pair for pair in combinations(people, 2) if compare(*(people[key] for key in pair), PLAIN)}
        assert alike
        assert alike <= {*found}
        assert found == sorted({*found}), "each once, in the order of keys"
        assert len(found) < len(list(combinations(people, 2))), "whom a number or a year makes two are left out"


def test_two_words_of_a_name_find_whoever_has_no_day_of_birth_where_few_have_them() -> None:
    def found(others: int) -> int:
        rows = [row("a", "Sirwan", "Tahir", born=""), *(row(f"b{n:02}", "Sirwan", "Tahir Amin") for n in range(others))]
        held = {one.key: prepare(one) for one in rows}
        look = Look(held, Spellings({}))
        look.meet({key: [one] for key, one in held.items()})
        family = {key: n for n, key in enumerate(held)}
        return sum("a" in pair for pair in look.pairs({key: key for key in held}, family))

    assert found(9) == 9
    assert found(10) == 0
