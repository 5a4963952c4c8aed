"""Which rows are one person: only what is certain is joined; twins never; people's word stands; order never matters."""

import random
from pathlib import Path

import pytest

from kith.demo.files import Truth, make_backlog
from kith.intake.linkage import Linked, PersonRow, Verdict, link, model, vetoes
from kith.intake.linkage.rows import prepare
from kith.intake.queries.rows import person_row
from kith.intake.readers import read_table
from kith.intake.rules import fields_of
from kith.protocol.pack import load

HOME = {"address": "46 High Street", "postcode": "ZF8 2BT"}


def row(key: str, given: str, family: str = "Tesfay", born: str = "19/04/2012", **more: str) -> PersonRow:
    return PersonRow(key=key, file=key, source="s", given=given, family=family, birth_date=born, **more)


def together(*rows: PersonRow, verdicts: tuple[Verdict, ...] = ()) -> bool:
    return len(set(link(rows, verdicts).clusters.values())) == 1


def test_one_name_one_day_and_one_home_are_one_person_in_any_spelling() -> None:
    assert together(row("a", "Mohammed", "Al-Husseini", **HOME), row("b", "MUHAMAD", "alhussaini", **HOME))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row("a", "Hassan", **HOME), row("b", "Hussein", **HOME)),
        (row("a", "Amal", **HOME), row("b", "Selam", **HOME)),
        (row("a", "Samaneh", "Rahmani", **HOME), row("b", "Rahmani", "Setareh", **HOME)),
        (row("a", "Amal", person_ref="P100001"), row("b", "Amal", person_ref="P777777")),
        (row("a", "Amal", health_ref="H100001"), row("b", "Amal", health_ref="H777777")),
        (row("a", "Amal", born="19/04/1985", **HOME), row("b", "Amal", born="19/04/2012", **HOME)),
        (row("a", "Amal", born="01/01/2012"), row("b", "Amal", born="01/01/2012")),
        (row("a", "", "Tesfay", **HOME), row("b", "Amal", "Tesfay", **HOME)),
    ],
)
def test_what_may_be_two_people_is_not_joined_by_the_machine(one: PersonRow, other: PersonRow) -> None:
    assert not together(one, other)


def test_twins_with_part_of_a_name_in_common_are_not_joined_by_a_short_form() -> None:
    rows = [row("a", "Mohammed Ali", **HOME), row("b", "Mohammed Reza", **HOME), row("c", "Mohammed", **HOME)]
    clusters = link(rows).clusters
    assert len({clusters["a"], clusters["b"]}) == 2
    assert clusters["c"] not in (clusters["a"], clusters["b"]), "it may mean either of them"


def test_what_people_judged_stands() -> None:
    a, b = row("a", "Amal", **HOME), row("b", "Amal", **HOME)
    assert together(a, b)
    for verdict in ("different", "unsure"):
        assert not together(a, b, verdicts=(Verdict("a", "b", verdict, by_machine=False),))
    other = row("b", "Selam", **HOME)
    assert together(a, other, verdicts=(Verdict("a", "b", "same", by_machine=False),))


def test_a_pair_that_people_judged_is_not_asked_again() -> None:
    rows = (row("a", "Amal", born="01/01/2012"), row("b", "Amal", born="01/01/2012"))
    (asked,) = link(rows).queue
    assert asked.veto in vetoes.ALL
    assert asked.agrees
    assert link(rows, (Verdict("a", "b", "different", by_machine=False),)).queue == ()


def test_no_row_one_row_and_rows_that_say_nothing_are_fine() -> None:
    assert link([]) == Linked((), {}, (), model.standing().version)
    assert dict(link([row("a", "")]).clusters) == {"a": "a"}
    assert len(set(link([PersonRow(key=k, file=k, source="s") for k in "abc"]).clusters.values())) == 3


def test_a_model_that_lacks_a_weight_is_refused() -> None:
    learned = model.weights()
    learned["levels"]["name"].popitem()
    with pytest.raises(model.UntrainedModel, match="name"):
        model.settings(learned)


def rows_and_truth(folder: Path, *, seed: int, families: int) -> tuple[list[PersonRow], Truth]:
    truth = make_backlog(folder, seed=seed, families=families)
    pack, rows = load(), []
    for path in sorted(folder.iterdir()):
        table = read_table(path, limit_bytes=10**8, known_headings=pack.known_headings())
        match = pack.source_of(table.header)
        assert match is not None
        for one in table.rows:
            fields = fields_of(match, one.cells)
            rows.append(person_row(fields["row_id"], path.name, match.source.code, fields))
    return rows, truth


def test_the_same_rows_in_any_order_give_the_same_answer(tmp_path: Path) -> None:
    rows, _ = rows_and_truth(tmp_path, seed=11, families=60)
    shuffled = list(rows)
    random.Random(1).shuffle(shuffled)
    assert link(rows) == link(shuffled)


def test_on_families_never_seen_before_few_are_missed_and_none_mixed(tmp_path: Path) -> None:
    rows, truth = rows_and_truth(tmp_path, seed=12, families=150)
    person = {key: origin.person for key, origin in truth.rows.items()}
    linked = link(rows)
    joined: dict[str, set[str]] = {}
    for key, cluster in linked.clusters.items():
        joined.setdefault(cluster, set()).add(str(person[key]))
    mixed = sum(len(people) > 1 for people in joined.values())
    assert mixed <= 1
    true_pairs = found = 0
    keys = sorted(linked.clusters)
    for n, a in enumerate(keys):
        for b in keys[n + 1 :]:
            if person[a] == person[b]:
                true_pairs += 1
                found += linked.clusters[a] == linked.clusters[b]
    assert found / true_pairs >= 0.85


def test_a_veto_says_why_in_words() -> None:
    assert all(words and words[0].islower() for _, words in vetoes.ALL.values())
    assert vetoes.veto(prepare(row("a", "Amal")), prepare(row("b", "Selam"))) == "given_names_differ"
