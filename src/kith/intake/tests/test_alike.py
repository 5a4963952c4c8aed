"""Whoever may be the same as somebody new is found at once, and it is whom the batch would find."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.demo.files import make_backlog
from kith.intake.actions import take_in
from kith.intake.linkage import PersonRow, model, prepare
from kith.intake.linkage.comparable import comparable
from kith.intake.linkage.score import score
from kith.intake.models import ComparedRow, SourceRow
from kith.intake.queries import held_rows, likely
from kith.intake.queries.alike import having_a_key_of
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import home_office, person
from kith.protocol.pack import load
from kith.register.models import Person
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
STANDING = model.standing()


def changed(row: PersonRow, by: random.Random, key: str) -> PersonRow:
    """A row as another office might write it: letters and digits slip, things are left out, parts of the name swapped."""
    new = replace(row, key=key, file="new")
    for _ in range(by.randint(1, 3)):
        field = by.choice(
            ("given", "family", "birth_date", "person_ref", "health_ref", "sex", "address", "postcode", "phone")
        )
        text = getattr(new, field)
        if by.random() < 0.4 or len(text) < 3:
            new = replace(new, **{field: ""})
        elif field in ("given", "family") and by.random() < 0.4:
            new = replace(new, given=new.family, family=new.given)
        else:
            at = by.randrange(len(text))
            new = replace(
                new, **{field: text[:at] + by.choice("aeiou" if text[at].isalpha() else "0123456789") + text[at + 1 :]}
            )
    return new


def strangers(rows: Sequence[PersonRow], by: random.Random, key: str) -> PersonRow:
    """Somebody put together from what stands in several rows: alike in part with many, and nobody of them."""
    parts = {
        field: getattr(by.choice(rows), field)
        for field in ("given", "family", "birth_date", "sex", "address", "postcode")
    }
    return PersonRow(key=key, file="new", source="s", **parts)


@pytest.fixture
def register(cast: Cast, tmp_path: Path) -> Iterator[list[PersonRow]]:
    """Some two hundred invented families, taken in, and the registry's side entered."""
    make_backlog(tmp_path, seed=23, families=120)
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        take_in(files=sorted(tmp_path.iterdir()), by=passage.actor, at=LONG_AGO)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        yield [held.row for held in held_rows(load())]


def test_a_new_row_finds_in_postgresql_whom_the_batch_finds_with_the_same_probability(
    register: list[PersonRow],
) -> None:
    by = random.Random(24)
    new = [changed(by.choice(register), by, f"{n:05}{'' if n % 2 else 'z'}") for n in range(150)]
    new += [strangers(register, by, f"z{n:05}") for n in range(50)]
    new += [PersonRow(key="zz1", file="new", source="s"), PersonRow(key="zz2", file="new", source="s", given="Amal")]
    ours = {row.key for row in new}
    batch: dict[str, dict[str, float]] = {row.key: {} for row in new}
    for pair in score([prepare(row) for row in [*register, *new]], STANDING):
        for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
            if one in ours and other not in ours:
                batch[one][other] = pair.probability
    assert sum(map(len, batch.values())) > 300
    for row in new:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            live = {one.key: one.probability for one in likely(prepare(row), STANDING)}
        assert len(asked) == 1
        assert live == pytest.approx(batch[row.key], abs=1e-9), row.key


def test_each_row_is_compared_when_it_comes_in_and_the_one_with_an_error_is_not(
    tmp_path: Path, cast: Cast, taken_in: TakeIn
) -> None:
    taken_in([home_office(tmp_path, person("H1", "Amal", "Tesfay", "19/04/2012"), person("H2", "", "", "19/04/2012"))])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (kept,) = ComparedRow.objects.all()
        assert kept.person_id == SourceRow.objects.get(person__isnull=False).person_id
        assert (kept.given, kept.family, str(kept.born), kept.year) == ("amal", "tasfi", "2012-04-19", 2012)


def test_only_the_registry_reads_what_is_compared(tmp_path: Path, cast: Cast, taken_in: TakeIn) -> None:
    taken_in([home_office(tmp_path, person("H1", "Amal", "Tesfay", "19/04/2012"))])
    table = ComparedRow._meta.db_table
    for role in ("side_welfare", "side_decision", "side_family", "side_statistics", "side_audit", "side_accounts"):
        with connection.cursor() as cursor:
            cursor.execute("select has_table_privilege(%s, %s, 'select')", [role, table])
            assert cursor.fetchone() == (False,)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Person.objects.count() == ComparedRow.objects.count() == 1


def test_whoever_is_alike_is_found_where_the_server_binds_what_is_asked_for_as_it_does_in_service(
    register: list[PersonRow],
) -> None:
    sql, asked = having_a_key_of(comparable(prepare(register[0]))).query.sql_with_params()
    connection.ensure_connection()
    bound = psycopg.Cursor(connection.connection)  # which leaves binding to the server
    assert len(bound.execute(sql, asked).fetchall()) > 0
