"""A small backlog of five agencies' files, whole: what one judgement works out is what working all out would give."""

from pathlib import Path

import pytest

from kith.access.gate import entered
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
