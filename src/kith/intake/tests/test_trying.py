"""Other rules of matching are tried and counted, and nothing comes of it."""

import csv
import json
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.demo.files import make_backlog
from kith.intake.linkage import Candidate, Linked, PersonRow, likely, model, prepare
from kith.intake.linkage.trying import difference, shares
from kith.intake.models import CandidatePair, Judgement
from kith.intake.tests.conftest import Kith
from kith.register.models import Person
from kith.site.cli.trying import try_out
from tests.factories import Cast

BY = ("--by", "registrar@example.test")
PEOPLE = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 4), min_size=1)


def linked(people: dict[str, str], *asked: tuple[str, str]) -> Linked:
    return Linked((), people, tuple(Candidate(a, b, 0.5, "", (), (), (), False) for a, b in asked), "1")


def test_whom_other_rules_would_join_and_take_apart_is_named_row_by_row() -> None:
    now = linked({"a": "a", "b": "a", "c": "c", "d": "d"}, ("c", "d"), ("a", "c"))
    then = linked({"a": "a", "b": "b", "c": "c", "d": "c"}, ("b", "a"), ("c", "a"))
    found = difference(now, then)
    assert (found.people_now, found.people_then) == (3, 3)
    assert [(one.is_joined, one.people) for one in found.changes] == [
        (True, (("c",), ("d",))), (False, (("a",), ("b",))),
    ]  # fmt: skip
    assert (found.asked_now, found.asked_then, found.asked_more, found.asked_no_more) == (2, 2, 1, 1)


@given(PEOPLE, st.data())
def test_the_same_answer_differs_in_nothing_and_changes_turn_round(people: dict[str, int], data: st.DataObject) -> None:
    other = {row: data.draw(st.integers(0, 4)) for row in people}
    now, then = (linked({row: str(one) for row, one in said.items()}) for said in (people, other))
    assert difference(now, now).changes == ()
    there, back = difference(now, then), difference(then, now)
    assert (there.count(is_joined=True), there.count(is_joined=False)) == (
        back.count(is_joined=False), back.count(is_joined=True),
    )  # fmt: skip
    assert there.changes or len({*zip(people.values(), other.values(), strict=True)}) == there.people_now


def test_how_many_of_each_group_are_found_in_other_files_is_counted_without_any_truth() -> None:
    rows = [
        prepare(PersonRow(key, file, source, given="Amal", family="Tesfay", sex=sex))
        for key, file, source, sex in (
            ("a", "1", "school", "f"), ("b", "2", "health", "f"), ("c", "2", "health", ""), ("d", "2", "health", ""),
        )
    ]  # fmt: skip
    now = linked({"a": "a", "b": "b", "c": "c", "d": "c"})
    then = linked({"a": "a", "b": "a", "c": "c", "d": "d"})
    found = {(one.by, one.group): (one.rows, one.now, one.then) for one in shares(rows, now, then, {"a"})}
    assert found == {
        ("age", "grown up"): (3, 0, 1), ("age", "may be a child"): (1, 0, 1), ("sex", "f"): (2, 0, 2),
        ("sex", "not said"): (2, 0, 0), ("source", "health"): (3, 0, 1), ("source", "school"): (1, 0, 1),
    }  # fmt: skip


@pytest.mark.django_db
def test_rules_that_ask_for_more_would_join_fewer_and_nothing_is_written(
    kith: Kith, tmp_path: Path, cast: Cast
) -> None:
    folder, changes = tmp_path / "files", tmp_path / "changes.csv"
    folder.mkdir()
    make_backlog(folder, seed=17, families=25)
    assert kith("run", folder, *BY).exit_code == 0
    before = _held(cast)
    same = tried_out("--to", changes, *BY)
    assert same.exit_code == 0, same.output
    assert "Would become one: 0; would come apart: 0" in same.output
    assert "Records found in other files, too, by the rules that stand and by these:\n  age, grown up: " in same.output
    stricter = tried_out("--certain", "0.9999999", "--to", changes, *BY)
    assert stricter.exit_code == 0, stricter.output
    assert "Would become one: 0;" in stricter.output
    with changes.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines
    assert {line["change"].split()[1] for line in lines} == {"apart"}
    assert all(": " in line["record"] for line in lines)
    assert _held(cast) == before
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        tried = AuditEntry.objects.filter(verb="intake.rules_tried").order_by("at")
        assert [entry.codes[3] == "0" for entry in tried] == [True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["nothing", '{"version": "2"}', "[]"])
def test_weights_that_cannot_be_read_are_an_error_and_weights_that_lack_a_level_too(
    kith: Kith, tmp_path: Path, cast: Cast, said: str
) -> None:
    assert "Nothing was changed" in refused("--weights", tmp_path, said)
    learned = model.weights()
    learned["levels"]["name"].popitem()
    assert "says nothing of name" in refused("--weights", tmp_path, json.dumps(learned))


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["nothing", '{"version": "2"}', "[]", '{"seen": ["name"], "version": "2"}'])
def test_what_was_learned_of_people_and_cannot_be_read_is_an_error(
    kith: Kith, tmp_path: Path, cast: Cast, said: str
) -> None:
    assert "Nothing was changed" in refused("--people", tmp_path, said)


@pytest.mark.django_db
def test_what_was_learned_of_people_is_tried_as_weights_are(kith: Kith, tmp_path: Path, cast: Cast) -> None:
    folder, people = tmp_path / "files", tmp_path / "people.json"
    folder.mkdir()
    make_backlog(folder, seed=17, families=80)
    assert kith("run", folder, *BY).exit_code == 0
    stands = json.loads((resources.files("kith.intake") / "model" / likely.FILE).read_text())
    for start, said in (
        (stands["start"], " by these: 0 more, 0 no more"),
        (-30.0, " by these: 0 more, 3 no more"),
    ):
        people.write_text(json.dumps({**stands, "start": start}))
        tried = tried_out("--people", people, "--to", tmp_path / "changes.csv", *BY)
        assert tried.exit_code == 0, tried.output
        assert "Would become one: 0;" in tried.output
        assert said in tried.output, "trees that hold nobody to be one ask about nobody"


def refused(option: str, folder: Path, said: str) -> str:
    """What is answered to a file that says so, which writes nothing down."""
    file, changes = folder / "file.json", folder / "changes.csv"
    file.write_text(said)
    answered = tried_out(option, file, "--to", changes, *BY)
    assert (answered.exit_code, changes.exists()) == (1, False)
    return answered.output


def tried_out(*said: object) -> Result:
    return CliRunner().invoke(try_out, [str(one) for one in said])


def _held(cast: Cast) -> tuple[int, int, int]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return Judgement.objects.count(), CandidatePair.objects.count(), Person.objects.count()
