"""splink's own tutorial model for each kind of file, as its documentation shows them (splink 5, the examples febrl3, febrl4
"advanced", deduplicate_50k_synthetic and pseudopeople-acs): the same comparisons, blocks, training and cuts, in our words.

A file of another kind gets what a reader of the tutorials would take: its comparisons for names, birth dates and postcodes, and
exact ones for the rest. Clusters are splink's own, connected components.
"""

import logging
import warnings
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import Linker, block_on
from splink.backends.duckdb import DuckDBAPI

from benchmarks.linkage.files import Register, in_cells
from kith.intake.linkage.learned import Kind

SEED = 1
Rule = Any  # splink's rules and comparisons have no common type


@dataclass(frozen=True, slots=True)
class Tutorial:
    """What one example sets, by its documentation."""

    blocks: Sequence[Rule]
    comparisons: Sequence[Rule]
    surely: Sequence[Rule]  # rules by which a pair is surely one person
    recall: float  # of those rules
    training: Sequence[Rule]
    cut: float  # the probability from which pairs are joined
    pairs: float = 1e6  # random pairs
    date: str = "%Y-%m-%d"
    more: dict[str, str] = field(default_factory=dict)  # columns made of others


def _exact(name: str) -> Rule:
    return compare.ExactMatch(name).configure(term_frequency_adjustments=True)


def _born(name: str, **more: Any) -> Rule:
    return compare.DateOfBirthComparison(name, input_is_string=True, **more)


def _febrl3() -> Tutorial:
    return Tutorial(
        blocks=[block_on(name) for name in ("number", "given", "family", "born", "postcode")],
        comparisons=[
            compare.NameComparison("given"), compare.NameComparison("family"), _born("born", datetime_format="%Y%m%d"),
            compare.DamerauLevenshteinAtThresholds("number", [2]), _exact("house"), _exact("postcode"),
        ],
        surely=[
            block_on("number"), block_on("given", "family", "born"),
            "l.given = r.family and l.family = r.given and l.born = r.born",
        ],
        recall=0.9, training=[block_on("born"), block_on("postcode")], cut=0.9,
    )  # fmt: skip


def _febrl4() -> Tutorial:
    def closely(name: str, *slips: int) -> Rule:
        return {
            "output_column_name": f"{name} by slips",
            "comparison_levels": [
                levels.NullLevel(name), levels.ExactMatchLevel(name, term_frequency_adjustments=True),
                *(levels.DamerauLevenshteinLevel(name, n) for n in slips), levels.ElseLevel(),
            ],
        }  # fmt: skip

    def crossed(least: float) -> Rule:
        crosswise = "jaro_winkler_similarity(given_l, family_r) + jaro_winkler_similarity(family_l, given_r)"
        return {"sql_condition": f"{crosswise} >= {least}", "label_for_charts": f"crosswise alike by {least}"}

    whole_name = {
        "output_column_name": "whole name",
        "comparison_levels": [
            {
                "sql_condition": "(given_l is null or given_r is null) and (family_l is null or family_r is null)",
                "label_for_charts": "nothing known", "is_null_level": True,
            },
            levels.ExactMatchLevel("whole_name", term_frequency_adjustments=True),
            levels.JaroWinklerLevel("whole_name", 0.9), levels.JaroWinklerLevel("whole_name", 0.7),
            levels.ColumnsReversedLevel("given", "family"), crossed(1.8), crossed(1.4),
            levels.ExactMatchLevel("given", term_frequency_adjustments=True),
            levels.ExactMatchLevel("family", term_frequency_adjustments=True),
            {"sql_condition": "given_l = family_r or family_l = given_r", "label_for_charts": "one of them crosswise"},
            levels.JaroWinklerLevel("given", 0.9), levels.JaroWinklerLevel("family", 0.9), levels.ElseLevel(),
        ],
    }  # fmt: skip
    return Tutorial(
        blocks=[
            block_on("given", "family"), "l.given = r.family and l.family = r.given", block_on("born"), block_on("number"),
            block_on("state", "street"), block_on("house", "street"), block_on("postcode"),
        ],
        comparisons=[
            whole_name, _born("born", datetime_format="%Y%m%d", invalid_dates_as_null=True), closely("number", 1, 2),
            closely("house", 1), closely("postcode", 1, 2),
        ],
        surely=[block_on("number"), block_on("given", "family", "born")], recall=0.8,
        training=[block_on("born"), block_on("postcode")], cut=0.5,
        more={"whole_name": "given || '_' || family"},
    )  # fmt: skip


def _historical() -> Tutorial:
    area = "substr(postcode, 1, 3)"
    return Tutorial(
        blocks=[
            block_on("substr(given, 1, 3)", "substr(family, 1, 4)"), block_on("family", "born"), block_on("given", "born"),
            block_on("postcode", "given"), block_on("postcode", "family"), block_on("born", "birth_place"),
            block_on(area, "born"), block_on(area, "given"), block_on(area, "family"),
            block_on("substr(given, 1, 2)", "substr(family, 1, 2)", "substr(born, 1, 4)"),
        ],
        comparisons=[
            compare.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="whole_name"),
            _born("born", datetime_format="%Y%m%d"),
            compare.PostcodeComparison("postcode"), _exact("birth_place"), _exact("occupation"),
        ],
        surely=[
            block_on("given", "family", "born"), block_on("substr(given, 1, 2)", "family", "substr(postcode, 1, 2)"),
            block_on("born", "postcode"),
        ],
        recall=0.6, training=[block_on("given", "family"), block_on("born")], cut=0.95, pairs=1e7,
        more={"whole_name": "given || ' ' || family"},
    )  # fmt: skip


def _pseudopeople() -> Tutorial:
    return Tutorial(
        # The example links two small files and blocks on single columns; for seven files those blocks are paired.
        blocks=[
            block_on("given", "family"), block_on("born"), block_on("number"), block_on("house", "street"),
            block_on("given", "street"), block_on("family", "street"),
        ],
        comparisons=[
            compare.NameComparison("given", jaro_winkler_thresholds=[0.9]).configure(term_frequency_adjustments=True),
            _exact("middle"),
            compare.NameComparison("family", jaro_winkler_thresholds=[0.9]).configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("born", [1]), compare.DamerauLevenshteinAtThresholds("number", [1]),
            compare.DamerauLevenshteinAtThresholds("place").configure(term_frequency_adjustments=True),
            compare.ExactMatch("sex"),
        ],
        surely=[block_on("number"), block_on("given", "family", "born")], recall=0.8,
        training=[block_on("born"), block_on("family", "given")], cut=0.95,
        more={"place": "house || ' ' || street || ' ' || coalesce(unit, '')"},
    )  # fmt: skip


def families() -> Tutorial:
    """For a register of families as agencies keep it."""
    return Tutorial(
        blocks=[
            block_on("given", "family"), block_on("birth_date", "family"), block_on("birth_date", "given"),
            block_on("person_ref"), block_on("health_ref"), block_on("postcode", "given"),
            block_on("phone", "given"),
        ],
        comparisons=[
            compare.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="whole_name"),
            _born("birth_date", datetime_format="%Y-%m-%d", invalid_dates_as_null=True),
            compare.PostcodeComparison("postcode"), compare.ExactMatch("person_ref"), compare.ExactMatch("health_ref"),
            compare.ExactMatch("phone"), compare.ExactMatch("sex"),
        ],
        surely=[block_on("person_ref"), block_on("health_ref"), block_on("given", "family", "birth_date")], recall=0.6,
        training=[block_on("given", "family"), block_on("birth_date")], cut=0.9,
        more={"whole_name": "given || ' ' || family"},
    )  # fmt: skip


def _another(register: Register) -> Tutorial:
    """For a file without a tutorial."""
    kinds = {column.name: column.kind for column in register.columns}
    how: dict[Kind, Callable[[str], Rule]] = {
        Kind.GIVEN: compare.NameComparison, Kind.FAMILY: compare.NameComparison, Kind.WORDS: compare.NameComparison,
        Kind.DATE: lambda name: compare.DamerauLevenshteinAtThresholds(name, [1]), Kind.NUMBER: compare.ExactMatch,
        Kind.CODE: _exact, Kind.TEXT: _exact, Kind.CATEGORY: compare.ExactMatch,
    }  # fmt: skip
    names = [name for name, kind in kinds.items() if kind in (Kind.GIVEN, Kind.FAMILY, Kind.WORDS)]
    dates = [name for name, kind in kinds.items() if kind is Kind.DATE]
    numbers = [name for name, kind in kinds.items() if kind is Kind.NUMBER]
    places = [name for name in ("postcode", "street", "birth_place") if name in kinds]
    blocks = [block_on(name) for name in numbers + dates] + [block_on(*names)]
    blocks += [block_on(place, name) for place in places for name in names]
    return Tutorial(
        blocks=blocks, comparisons=[how[kind](name) for name, kind in kinds.items()],
        surely=[block_on(name) for name in numbers] or [block_on(*names, *dates)], recall=0.7,
        training=[block_on(*dates) if dates else block_on(*places), block_on(*names)], cut=0.95,
    )  # fmt: skip


OF = {"febrl3": _febrl3, "febrl4": _febrl4, "historical_50k": _historical, "pseudopeople": _pseudopeople}


def found(register: Register) -> tuple[list[Hashable], None]:
    """Each row's person by the tutorial's model; it knows no families."""
    if register.names:
        return _of_names(register.names), None
    if register.persons:
        register = in_cells(register)
    tutorial = OF[register.name]() if register.name in OF else families() if register.persons else _another(register)
    connection = duckdb.connect(config={"threads": 2})
    grouped = clusters(connection, _tables(connection, register, tutorial), tutorial)
    lines = connection.execute(f"select unique_id, cluster_id from {grouped}").fetchall()
    people: list[Hashable] = list(range(len(register.cells)))
    for number, cluster in lines:
        people[number] = f"of {cluster}"
    return people, None


def clusters(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], tutorial: Tutorial) -> str:
    """Train the tutorial's model on these tables and cluster their rows; the name of the table that holds the clusters."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI(connection)
        linker = Linker(
            [api.register(table, table_name=f"kith_{table}") for table in tables],
            {
                "link_type": "link_only" if len(tables) > 1 else "dedupe_only",
                "blocking_rules_to_generate_predictions": tutorial.blocks, "comparisons": tutorial.comparisons,
            },
        )  # fmt: skip
        train = linker.training
        train.estimate_probability_two_random_records_match(tutorial.surely, recall=tutorial.recall)
        train.estimate_u_using_random_sampling(max_pairs=tutorial.pairs, seed=SEED)
        for rule in tutorial.training:
            train.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
        scored = linker.inference.predict(threshold_match_probability=min(tutorial.cut, 0.5))
        grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, tutorial.cut)
    return str(grouped.physical_name)


def _of_names(names: Sequence[tuple[str, str]]) -> list[Hashable]:
    """Two names by the last of the levels that splink's comparison of names sets for a likely match: nothing can be learned
    from names alone."""
    asked = "select jaro_winkler_similarity(lower(?), lower(?)) >= 0.88"
    alike = [duckdb.execute(asked, pair).fetchall()[0][0] for pair in names]
    return [who for n, is_alike in enumerate(alike) for who in (n, n if is_alike else -n - 1)]


def _tables(connection: duckdb.DuckDBPyConnection, register: Register, tutorial: Tutorial) -> list[str]:
    """The rows as tables: one, or one for each file where a file names each person once."""
    names = [column.name for column in register.columns]
    cells = {name: pa.array([row.get(name) or None for row in register.cells], pa.string()) for name in names}
    cells |= {
        "file": pa.array(register.files, pa.string()),
        "unique_id": pa.array(range(len(register.cells)), pa.int64()),
    }
    given = pa.table(cells)
    connection.register("given", given)
    more = "".join(f", {how} as {name}" for name, how in tutorial.more.items())
    made = []
    for n, file in enumerate(dict.fromkeys(register.files) if register.once else [""]):
        connection.execute(f"create table part_{n} as select *{more} from given where ? in ('', file)", [file])
        made.append(f"part_{n}")
    return made
