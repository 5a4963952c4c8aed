"""A small backlog of five agencies' files, whole: what one judgement works out is what working all out would give."""

from itertools import combinations
from pathlib import Path

import pytest
from django.db import transaction

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.demo.files import make_backlog
from kith.intake import queries
from kith.intake.actions import judge_pair, take_back
from kith.intake.actions.families import arrange
from kith.intake.actions.following import pass_identity, settle_pairs
from kith.intake.models import SourceFile, SourceRow
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import TakeIn
from kith.register.joining import regroup
from kith.register.models import Case, FamilyMember, Person
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
FAMILIES, JUDGED = 40, 12


def families() -> set[tuple[object, ...]]:
    members = FamilyMember.objects.filter(until_at__isnull=True)
    return set(members.values_list("person_id", "family_id", "side"))


def test_judging_one_by_one_gives_what_working_all_out_gives_and_taking_back_restores_all(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    make_backlog(tmp_path, seed=7, families=FAMILIES)
    files = sorted(path for path in tmp_path.iterdir() if path.suffix in (".csv", ".xlsx"))
    taken = taken_in(files)
    assert taken.counts["rows"] == taken.counts["people"] + taken.counts["errors"] > FAMILIES
    by = cast["registrar"]
    with entered(by, "intake.judge_pair", at=LONG_AGO):
        assert SourceFile.objects.count() == len(files) == 5
        assert SourceRow.objects.count() == taken.counts["rows"]
        people, before, canonical = (
            list(Person.objects.all()),
            families(),
            dict(Person.objects.values_list("pk", "canonical_id")),
        )
        pairs = list(queries.waiting_pairs()[:JUDGED])
        assert pairs, "a backlog without a question would prove nothing"
        made = []
        for n, pair in enumerate(pairs):
            verdict = Verdict.DIFFERENT if n % 4 == 3 else Verdict.SAME
            for actor in (by, cast["registrar_two"]):
                made.append(judge_pair(pair=pair, verdict=verdict, why="", by=actor, at=LONG_AGO))
        said, local = queries.ledger(), families()
        cases = Case.objects.count()
        assert regroup(people=[person.pk for person in people], links=said.links, by=by, at=LONG_AGO) == set()
        assert settle_pairs(said=said, people=None, at=LONG_AGO) == set()
        arranged = arrange(people=None, by=by, at=LONG_AGO).families
        assert (arranged.opened, arranged.moved, families()) == ((), 0, local)
        assert Case.objects.count() == cases
        pass_identity(people=None, by=by, at=LONG_AGO)
        for judgement in reversed(made):
            take_back(judgement=judgement, by=by, at=LONG_AGO)
        assert dict(Person.objects.values_list("pk", "canonical_id")) == canonical
        assert families() == before


def test_files_one_after_another_join_nobody_wrongly_and_whom_at_once_they_join_is_asked_about(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    """What was joined on less knowledge stays, and what stands against a join now is a question: not all people are the same."""
    truth = make_backlog(tmp_path, seed=31, families=60)
    order = ("health", "accommodation", "council", "school", "home")
    files = [next(path for path in tmp_path.iterdir() if path.name.startswith(name)) for name in order]

    def people() -> dict[str, str]:
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            return {record: person for _, record, person, *_ in queries.links() if person}

    def joined(people: dict[str, str]) -> set[tuple[str, str]]:
        return {(a, b) for a, b in combinations(sorted(people), 2) if people[a] == people[b]}

    point = transaction.savepoint()
    taken_in(files)
    at_once = joined(people())
    transaction.savepoint_rollback(point)
    for file in files:
        taken_in([file])
    found = people()
    more, less = joined(found) - at_once, at_once - joined(found)
    assert more
    assert less
    assert all(truth.rows[a].person == truth.rows[b].person for a, b in more)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        heads = {str(one): str(head) for one, head in Person.objects.values_list("pk", "canonical_id")}
        asked = {
            frozenset((heads[str(a)], heads[str(b)])) for a, b in queries.waiting_pairs().values_list("a_id", "b_id")
        }
    assert {frozenset((found[a], found[b])) for a, b in less} <= asked
