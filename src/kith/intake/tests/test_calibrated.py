"""How likely two rows are one person, as a share that can be held against what is so."""

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.intake.linkage import PersonRow, calibrated, link, prepare
from kith.intake.linkage.calibrated import MOST_BITS, ONE_HOME, ONE_HOTEL, Calibration, bits, group, learn
from kith.intake.linkage.model import FILE
from kith.intake.linkage.vetoes import ALL

STANDING = calibrated.standing()
SHARES = st.floats(0, 1)
GROUPS = st.sampled_from(["no veto", "never seen", *ALL]).flatmap(
    lambda name: st.sampled_from([name, name + ONE_HOME, name + ONE_HOTEL])
)


def test_what_was_learned_is_what_went_in() -> None:
    counts = {
        ("no veto", 4): (1000, 990), ("no veto", 10): (1000, 999), ("may_be_twins", 4): (1000, 500),
        ("may_be_twins", 10): (1000, 910), ("two_of_one_file", 4): (2, 0),
    }  # fmt: skip
    made = learn(counts, about="by hand", version="calibration-0", rows=1000)
    assert made == learn(dict(reversed(counts.items())), about="by hand", version="calibration-0", rows=1000)

    def said(name: str, size: int) -> float:
        return made.probability(1 / (1 + 2.0**-size), name, rows=1000)

    for (name, size), (pairs, right) in counts.items():
        if pairs == 1000:
            assert said(name, size) == pytest.approx(right / pairs, abs=0.01)
    assert 0 < said("two_of_one_file", 4) < said("may_be_twins", 4), (
        "of two pairs something, and not for ever, is learned"
    )


@given(SHARES, SHARES, GROUPS, st.integers(1, 10_000_000))
def test_a_higher_score_never_makes_a_pair_less_likely(one: float, other: float, name: str, rows: int) -> None:
    low, high = sorted((one, other))
    assert 0 < STANDING.probability(low, name, rows=rows) <= STANDING.probability(high, name, rows=rows) < 1


@given(SHARES, GROUPS)
def test_in_a_larger_register_strangers_are_more_and_people_of_one_home_are_not(score: float, name: str) -> None:
    few, many = (STANDING.probability(score, name, rows=rows) for rows in (1_000, 1_000_000))
    assert few == many if name.endswith(ONE_HOME) else few > many


def test_bits_have_an_end_on_either_side() -> None:
    assert (bits(0), bits(0.5), bits(0.8), bits(1)) == (-MOST_BITS, 0, 2, MOST_BITS)


def test_what_stands_against_a_pair_counts_and_the_home_counts() -> None:
    a, b, c, room, same, other = (
        prepare(PersonRow(f"{n}", f"{n}", "s", given="Hasan", family="Ali", address=address))
        for n, address in enumerate(
            (
                "5 High Street", "5 High Street", "9 Low Road", "Room 4, Royal Hotel, 9 Quay", "Room 4, Royal Hotel, 9 Quay",
                "Room 5, Royal Hotel, 9 Quay",
            )
        )
    )  # fmt: skip
    assert group(a, b, "") == group(room, same, "") == "no veto" + ONE_HOME
    assert group(room, other, "") == "no veto" + ONE_HOTEL
    assert group(a, c, "may_be_twins") == "may_be_twins"
    assert STANDING.probability(0.999, "given_names_differ" + ONE_HOME, rows=12_000) < 0.3, "brothers and sisters"
    assert STANDING.probability(0.9999, "no veto" + ONE_HOME, rows=12_000) > 0.99
    assert "another_health_number" + ONE_HOTEL not in STANDING.groups
    assert STANDING.probability(1, "another_health_number" + ONE_HOTEL, rows=12_000) < 0.9, (
        "what is so of others is so here"
    )


def test_the_file_says_by_which_weights_it_was_learned() -> None:
    said = json.loads((resources.files("kith.intake") / "model" / calibrated.FILE).read_text())
    assert Calibration(**said) == STANDING
    assert said["learned_from"].endswith(f"by {FILE}")
    assert {name.partition(",")[0] for name in STANDING.groups} >= set(ALL) - {"born_in_other_years"}


def test_links_and_questions_say_how_likely_they_are() -> None:
    def row(key: str, given: str, born: str) -> PersonRow:
        return PersonRow(
            key, key[0], "s", given=given, family="Karimi", birth_date=born, address="5 High Street", postcode="G1 1AA"
        )

    rows = [row("a1", "Amal", "14/03/2012"), row("b1", "Amal", "14/03/2012"), row("c1", "Amel", "14/03/2012")]
    found = link([*rows, row("d1", "Hassan", "01/02/2001"), row("e1", "Husain", "01/02/2001")])
    certain = next(one for one in found.links if one.rule == "certain_and_no_veto")
    a, b = (prepare(one) for one in rows[:2])
    assert certain.probability == STANDING.probability(1 - 1e-9, group(a, b, ""), rows=5)
    assert all(0 < one.probability < 1 for one in found.queue)
