"""Whom likeness joins where no rule does: what was learned, what it may not do, and how often it is right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.intake.linkage import LEFT_OUT, Linked, PersonRow, Verdict, likely, link, model, prepare
from kith.intake.linkage.likely import LIKELY, RELATIONS, SEEN, SURE, Node, Seen, Trees, UnknownTrees, read, seen
from kith.intake.linkage.likeness import Arrival, Births, Likeness, Names
from kith.intake.linkage.rounds import left_by_rules
from kith.intake.linkage.sure import ALONE, APART, FAMILY, KIN, may_be_two, must_be_asked
from kith.intake.terms import RULES
from kith.intake.tests.test_linkage import rows_and_truth
from kith.intake.tests.test_rounds import FIRM, HERE, THERE, household, row

STANDING = likely.standing()
ONE_OR_NOT = st.integers(0, 1)
WHAT = st.tuples(
    st.integers(0, len(RELATIONS) - 1), st.floats(-12, 3), st.sampled_from(Names), st.sampled_from(Births),
    st.sampled_from(Births), *(ONE_OR_NOT for _ in range(len(SEEN) - 5)),
)  # fmt: skip
PLACES = [place for place, way in enumerate(SEEN.values()) if way]


def looked(like: Likeness) -> Seen:
    return seen(like, KIN, 0.5, Arrival.UNKNOWN, has_rival=False)


@given(WHAT, WHAT, st.sampled_from(PLACES))
def test_more_that_is_alike_never_makes_two_people_less_likely_one(what: Seen, other: Seen, place: int) -> None:
    less, more = sorted((what[place], other[place]), reverse=list(SEEN.values())[place] < 0)
    before, after = ((*what[:place], figure, *what[place + 1 :]) for figure in (less, more))
    assert 0 < STANDING.probability(before) <= STANDING.probability(after) < 1


def test_the_file_says_what_it_was_learned_from_and_each_tree_comes_to_an_end() -> None:
    assert STANDING.version == likely.FILE.removesuffix(".json")
    assert "invented families" in STANDING.learned_from
    for tree in STANDING.trees:
        for place, node in enumerate(tree):
            assert len(node) == 1 or (
                0 <= node[0] < len(SEEN) and node[2] > place < node[3] and max(node[2:]) < len(tree)
            )


def test_a_tree_is_walked_to_its_leaf() -> None:
    tree: Sequence[Node] = [[2, 4, 1, 2], [-9.0], [7, 0.5, 3, 4], [9.0], [0.0]]
    trees = Trees("people-0", "by hand", 0.0, [tree, tree])
    unlike, alike = looked(replace(FIRM, names=Names.PART)), looked(FIRM)
    of_one_file = looked(replace(FIRM, one_file=True))
    assert [round(trees.probability(one), 3) for one in (unlike, alike, of_one_file)] == [0, 1, 0.5]


def test_a_file_that_asks_about_other_things_is_refused() -> None:
    said = {"version": "people-0", "learned_from": "by hand", "start": 0, "trees": [[[0.0]]]}
    assert read({**said, "seen": list(SEEN)}).probability(looked(FIRM)) == 0.5
    for other in ([], ["nationality"], [*SEEN, "nationality"], list(reversed(SEEN))):
        with pytest.raises(UnknownTrees, match="people-0"):
            read({**said, "seen": other})


@pytest.mark.parametrize(
    "tree",
    [
        [], [[]], [[0.0, 1.0]], [[0, 1, 1]], [[0, 1, 1, 2], [0.0]], [[0, 1, 1, 0], [0.0]], [[0, 1, 0, 1], [0.0]],
        [[len(SEEN), 1, 1, 2], [0.0], [0.0]], [[-1, 1, 1, 2], [0.0], [0.0]], [["names", 1, 1, 2], [0.0], [0.0]],
        [[0, 1, 1.5, 2], [0.0], [0.0]], [[float("nan")]], [["9"]],
    ],
)  # fmt: skip
def test_a_tree_that_leads_nowhere_is_refused(tree: list[list[object]]) -> None:
    with pytest.raises(UnknownTrees, match="people-0"):
        read(
            {"version": "people-0", "learned_from": "by hand", "start": 0, "seen": list(SEEN), "trees": [[[0.0]], tree]}
        )


@pytest.mark.parametrize("wrong", [{"start": float("nan")}, {"start": float("inf")}, {"trees": []}, {"version": None}])
def test_a_file_of_no_figures_is_refused(wrong: dict[str, object]) -> None:
    said = {"version": "people-0", "learned_from": "by hand", "start": 0, "seen": list(SEEN), "trees": [[[0.0]]]}
    assert read(said).version == "people-0"
    with pytest.raises(UnknownTrees):
        read({**said, **wrong})


def test_neither_nationality_nor_sex_nor_age_nor_source_is_looked_at() -> None:
    assert not {word for name in SEEN for word in name.split("_")} & {"nationality", "culture", "sex", "age", "source"}


@pytest.mark.parametrize(
    ("changed", "relation", "asked"),
    [
        ({}, ALONE, False),
        ({}, APART, False),
        # A name and a year alone are many people's.
        *(
            ({"births": Births.YEAR, "worst": Births.YEAR}, relation, relation in (ALONE, APART))
            for relation in RELATIONS
        ),
        *(
            ({"births": Births.YEAR, "worst": Births.YEAR, what: True}, ALONE, False)
            for what in ("shares_home", "is_near", "shares_number")
        ),
        # Of a father, who is named as his son, nobody may know when he was born.
        *(({"births": Births.UNKNOWN, "shares_home": True}, relation, True) for relation in RELATIONS),
        ({"births": Births.NEXT_YEAR, "worst": Births.NEXT_YEAR}, FAMILY, True),
        ({"births": Births.OTHER_DAY, "worst": Births.OTHER_DAY}, FAMILY, True),
        # Twins are called Hasan and Husain, or Tahir Usman and Tahir Imran.
        *(({"least_names": names}, FAMILY, True) for names in (Names.OTHER, Names.UNLIKE, Names.CLOSE)),
        ({"names": Names.CLOSE, "least_names": Names.CLOSE, "shares_number": True}, ALONE, True),
        ({"least_names": Names.PART_WITH_SLIPS}, FAMILY, False),
        # Cousins of one name.
        *(({"other_number": True}, relation, True) for relation in RELATIONS),
        *(({"other_carer": True}, relation, True) for relation in RELATIONS),
        *(({"other_case": True}, relation, relation != FAMILY) for relation in RELATIONS),
        # Adil is a boy, and Edil is not.
        *(({"other_sex": True}, relation, relation != FAMILY) for relation in RELATIONS),
        *(
            ({"other_sex": True, **more}, FAMILY, True)
            for more in (
                {"births": Births.SWAPPED},
                {"names": Names.PART, "one_given": False, "like_given": False},
                {"written_apart": True},
                {"one_file": True},
            )
        ),
        # A father, and his son of that name.
        ({"may_be_kin": True}, FAMILY, False),
        ({"may_be_kin": True, "births": Births.SWAPPED}, FAMILY, False),
        ({"may_be_kin": True, "births": Births.ONE_DIGIT, "worst": Births.ONE_DIGIT}, FAMILY, True),
        # Brothers, one of whom has a name more, are born years apart, wherever they live.
        *(
            (
                {"names": Names.PART, "one_given": False, "like_given": False, "shares_home": True, **days},
                relation,
                asked,
            )
            for relation in RELATIONS
            for days, asked in (
                ({"births": Births.YEAR}, True),
                ({"births": Births.SHIFTED, "one_year": False}, True),
                ({"births": Births.SHIFTED}, False),
                ({"births": Births.SWAPPED}, False),
            )
        ),
        # One file names both: as a rule because they are two.
        *(({"one_file": True}, relation, False) for relation in RELATIONS),
        *(
            ({"one_file": True, "births": births, "worst": births}, relation, relation in (ALONE, APART))
            for relation in RELATIONS
            for births in (Births.ONE_DIGIT, Births.SWAPPED)
        ),
        ({"one_file": True, "births": Births.YEAR, "shares_home": True}, FAMILY, True),
        ({"one_file": True, "births": Births.ONE_DIGIT, "worst": Births.ONE_DIGIT, "one_year": False}, FAMILY, True),
        ({"one_file": True, "births": Births.ONE_DIGIT, "worst": Births.OTHER_DAY}, FAMILY, True),
        ({"one_file": True, "births": Births.SHIFTED, "names": Names.SLIPS}, FAMILY, True),
        ({"one_file": True, "names": Names.PART, "one_given": False, "like_given": False}, ALONE, True),
        ({"one_file": True, "two_files": True}, FAMILY, False),
        ({"one_file": True, "two_files": True, "births": Births.ONE_DIGIT}, FAMILY, True),
    ],
)
def test_who_is_never_joined_by_likeness(changed: dict[str, object], relation: str, asked: bool) -> None:
    assert must_be_asked(replace(FIRM, **changed), relation) is asked


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Linked, Linked]:
    """Families that nothing was learned from: who is who, and what rules alone and what trees, too, make of them."""
    rows, truth = rows_and_truth(tmp_path_factory.mktemp("files"), seed=131, families=1_100)
    person = {row.key: truth.rows[row.key].person for row in rows}
    return person, link(rows, rules=model.Rules(model.weights(), people=None)), link(rows)


def test_of_those_whom_only_likeness_joins_hardly_any_are_two(
    register: tuple[dict[str, str], Linked, Linked],
) -> None:
    person, by_rules, with_trees = register
    joined = Counter(person[one.a] == person[one.b] for one in with_trees.links if one.rule == LIKELY)
    assert joined[True] > 5
    assert joined[False] == 0
    assert len(set(with_trees.clusters.values())) < len(set(by_rules.clusters.values()))


def test_they_say_by_what_they_were_joined_and_how_likely_they_are(
    register: tuple[dict[str, str], Linked, Linked],
) -> None:
    made = [one for one in register[2].links if one.rule == LIKELY]
    assert LIKELY in RULES
    assert all(SURE <= one.probability < 1 and one.why for one in made)
    assert not [one for one in register[1].links if one.rule == LIKELY]


def test_what_trees_are_learned_from_is_what_rules_left(tmp_path: Path) -> None:
    rows, _ = rows_and_truth(tmp_path, seed=132, families=150)
    by_rules = link(rows, rules=model.Rules(model.weights(), people=None))
    assert not [one for one in by_rules.queue if one.probability > LEFT_OUT], (
        "without trees nobody says how likely one is"
    )
    left = left_by_rules({row.key: prepare(row) for row in rows}, by_rules.clusters)
    assert all(by_rules.clusters[one.a] != by_rules.clusters[one.b] and len(one.seen) == len(SEEN) for one in left)
    assert {one.is_open for one in left} == {True, False}


def test_a_register_that_rules_linked_already_is_joined_by_trees_all_the_same(
    register: tuple[dict[str, str], Linked, Linked], tmp_path: Path
) -> None:
    _, by_rules, with_trees = register
    rows, _ = rows_and_truth(tmp_path, seed=131, families=1_100)
    known = [Verdict(one.a, one.b, "same", by_machine=True) for one in by_rules.links]
    again = link(rows, known)
    assert [one for one in again.links if one.rule == LIKELY]
    assert len(set(again.clusters.values())) == pytest.approx(len(set(with_trees.clusters.values())), abs=2)


@pytest.mark.parametrize("other", ["18/04/2013", "19/04/2013", "01/01/2013", ""])
def test_cousins_of_one_name_whom_one_file_names_are_asked_about_however_likely(other: str) -> None:
    rows = [*household("a"), row("a4", "Amal", born=other, file="a", **HERE)]
    sure = model.Rules(model.weights(), people=replace(STANDING, start=20.0, _known={}))
    linked = link(rows, rules=sure)
    assert linked.clusters["a2"] != linked.clusters["a4"]
    assert {"a2", "a4"} in [{one.a, one.b} for one in linked.queue]


@pytest.mark.parametrize("born", ["18/04/2012", "19/05/2012", "19/04/2012"])
@pytest.mark.parametrize(
    ("one", "other", "short"),
    [
        ("Muhammad Hasan", "Muhammad Husain", "Muhammad"), ("Amina Noor", "Amira Noor", "Noor"),
        ("Ali Hasan", "Ali Husain", "Ali"),
    ],
)  # fmt: skip
def test_a_short_name_that_may_be_either_twins_is_asked_about(one: str, other: str, short: str, born: str) -> None:
    twins = [row("x", one, "Ahmad", **HERE), row("y", other, "Ahmad", **HERE)]
    linked = link([*twins, row("t", short, "Ahmad", born=born, **HERE)])
    assert len({linked.clusters[key] for key in "xyt"}) == 3
    judged = link(
        [*twins, row("t", short, "Ahmad", born=born, **HERE)], [Verdict("x", "y", "different", by_machine=False)]
    )
    assert len({judged.clusters[key] for key in "xyt"}) == 3, "nor by the order of keys, once people parted them"
    assert {"t"} <= {key for pair in judged.queue for key in (pair.a, pair.b)}


def test_two_of_whom_some_names_are_merely_close_may_be_twins() -> None:
    assert may_be_two(None)
    assert may_be_two(replace(FIRM, least_names=Names.CLOSE))
    assert not may_be_two(replace(FIRM, least_names=Names.PART_WITH_SLIPS))


def of_three_families(**more: dict[str, str]) -> list[PersonRow]:
    """A child of one name in families of whom nothing else is alike: rules join none of them."""
    rows = []
    for of, mother, born in (("x", "Hana", "14/05/2012"), ("y", "Ruth", "14/05/2012"), ("t", "Senait", "14/06/2012")):
        home = {"address": f"{len(rows) + 1} Elm Grove", "phone": f"07700 90012{len(rows)}", "file": of}
        rows += [
            row(f"{of}0", mother, born=f"03/02/198{len(rows)}", **home),
            row(of, "Ali", **{"born": born, **home, **more.get(of, {})}),
        ]
    return rows


def test_who_fits_two_whom_people_hold_apart_is_asked_about_wherever_they_live() -> None:
    sure = model.Rules(model.weights(), people=replace(STANDING, start=20.0, _known={}))
    apart = Verdict("x", "y", "different", by_machine=False)
    by = [link(of_three_families(), judged, rules=sure).clusters for judged in ((), (apart,))]
    assert [len({found[key] for key in "xyt"}) for found in by] == [1, 3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"guardian": "Sara Hosseini"}, {"guardian": "Leyla Aziz"}), ({"case_ref": "H1234567"}, {"case_ref": "K7654321"}),
        ({"person_ref": "A8333335"}, {"person_ref": "A8333336"}), ({"health_ref": "H123456781"}, {"health_ref": "H123456782"}),
    ],
)  # fmt: skip
def test_cousins_of_one_name_with_another_number_case_or_carer_are_asked_about_however_likely(
    one: dict[str, str], other: dict[str, str]
) -> None:
    sure = model.Rules(model.weights(), people=replace(STANDING, start=20.0, _known={}))
    by = [link(of_three_families(**said), rules=sure).clusters for said in ({}, {"x": one, "t": other})]
    assert [found["x"] == found["t"] for found in by] == [True, False]


@pytest.mark.parametrize(("born", "joined"), [("24/06/2012", False), ("14/07/2012", False), ("15/06/2013", True)])
def test_somebody_else_of_another_family_who_fits_is_weighed(born: str, joined: bool) -> None:
    """Who fits as well leaves it open; who fits far worse, of another number, does not."""
    by_day: Sequence[Node] = [[3, Births.SHIFTED, 1, 2], [-1.0], [9.0]]
    rows = of_three_families(x={"person_ref": "A8333335"}, y={"person_ref": "A1222222", "born": born})
    trees = Trees("people-0", "by hand", 0.0, [by_day])
    found = link(rows, rules=model.Rules(model.weights(), people=trees)).clusters
    assert (found["x"] == found["t"]) is joined
    assert found["y"] not in (found["x"], found["t"])


def test_rules_join_before_trees() -> None:
    twice = [*household("a"), row("b", "Amal", born="18/04/2012", **HERE)]
    sure = model.Rules(model.weights(), people=replace(STANDING, start=20.0, _known={}))
    (joined,) = [one for one in link(twice, rules=sure).links if {one.a, one.b} == {"a2", "b"}]
    assert joined.rule == FAMILY


def test_odds_beyond_all_figures_are_a_likelihood_all_the_same() -> None:
    for start, likelihood in ((-1e6, 0.0), (1e6, 1.0)):
        assert replace(STANDING, start=start, _known={}).probability(looked(FIRM)) == pytest.approx(likelihood)


def test_who_need_not_be_asked_about_is_joined_as_the_trees_have_it() -> None:
    away = {"phone": "07700 900999", **THERE}
    other = [row("b1", "Hana", born="11/12/1979", file="b", **away), row("b2", "Amal", file="b", **away)]
    by = {
        start: link(
            [*household("a"), *other],
            rules=model.Rules(model.weights(), people=replace(STANDING, start=start, _known={})),
        )
        for start in (-20.0, 20.0)
    }
    assert [by[start].clusters["a2"] == by[start].clusters["b2"] for start in by] == [False, True]
    assert [one.rule for one in by[20.0].links if {one.a, one.b} == {"a2", "b2"}] == [LIKELY]


def test_nobody_is_joined_below_what_is_held_to_be_certain(tmp_path: Path) -> None:
    rows, _ = rows_and_truth(tmp_path, seed=131, families=400)
    by_certain = {
        certain: [one.probability for one in link(rows, rules=rules).links if one.rule == LIKELY]
        for certain in (SURE, 0.99, 1.0)
        for rules in [model.Rules(model.weights(), certain=certain)]
    }
    assert all(share >= certain for certain, shares in by_certain.items() for share in shares)
    assert by_certain[SURE]
    assert not by_certain[1.0]


def test_whom_people_hold_apart_likeness_does_not_join(
    register: tuple[dict[str, str], Linked, Linked], tmp_path: Path
) -> None:
    rows, _ = rows_and_truth(tmp_path, seed=131, families=1_100)
    first = next(one for one in register[2].links if one.rule == LIKELY)
    again = link(rows, [Verdict(first.a, first.b, "different", by_machine=False)])
    assert again.clusters[first.a] != again.clusters[first.b]


def test_the_model_is_called_by_both_of_its_files() -> None:
    assert model.standing().version == f"{model.weights()['version']}, {STANDING.version}"
