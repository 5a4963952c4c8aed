"""Tables are made at once (`kith.tables`): the same ones as Django makes migration by migration."""

import pytest
from django.core.management import call_command
from django.db import connections

from kith.site.management.commands import migrate

SHAPE = """
select c.relname::text, row_number() over (partition by c.oid order by a.attnum)::text
       || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null ' else ' ' end || a.attidentity::text
  from pg_attribute a join pg_class c on c.oid = a.attrelid
 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
union all
select conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
  from pg_constraint where connamespace = 'public'::regnamespace
union all
select tablename::text, indexdef from pg_indexes where schemaname = 'public'
order by 1, 2
"""


def _made() -> list[tuple[str, str]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        cursor.execute(SHAPE)
        return cursor.fetchall()


@pytest.mark.deep
def test_tables_made_at_once_are_those_that_django_makes_step_by_step(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = _made()
    monkeypatch.setattr(
        migrate, "make_at_once", lambda connection: None
    )  # Django's own way, one operation after another
    step_by_step = _made()
    assert [row for row in at_once if row not in step_by_step] == []
    assert [row for row in step_by_step if row not in at_once] == []
    assert sum("confirms_after_an_own_view" in said for _, said in at_once) == 1
    assert len(at_once) > 1_000
