"""The practice data ten times over: every family, person, file, pair and event nine more times, under ids of their own.

Nobody could walk eleven thousand families through their steps for a measurement. So the rows of the demo are written again
by the database itself, past the application, with the same staff, who then have ten times the work: a harder test than ten
times the families of ten times the staff would be. Everyone has nine namesakes, which is harder on search, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.db import connections, models
from psycopg import sql

from benchmarks.practice import state_folder
from kith.access.models import Actor, AuditEntry, Membership
from kith.access.terms import ActorKind
from kith.intake.models import CandidatePair, HouseholdKey, Judgement, SourceRow
from kith.review.models import QualitySample
from kith.site.database import OWNER
from kith.site.upkeep import admin_connection

TIMES = 10
KEPT = "kith_once"  # the practice data itself, meanwhile
PARTS = ("register", "disclosure", "documents", "representations", "welfare", "review", "safeguards")
MORE = (AuditEntry, SourceRow, HouseholdKey, CandidatePair, Judgement)
# Who has no account is of one family, and comes with it.
OF_A_FAMILY = f"kind in ('{ActorKind.FAMILY}', '{ActorKind.CONTRIBUTOR}')"
ONLY: dict[type[models.Model], str] = {
    Actor: f"where {OF_A_FAMILY}",
    Membership: f"where actor_id in (select id from access_actor where {OF_A_FAMILY})",
}
# Unique texts and numbers, each with what makes it another one in each copy.
OTHERWISE = {
    "register_case.reference": "'KI-' || substr(reference, 4)::int + copy * 100000",
    "representations_familyaccess.link_hash": "encode(sha256(convert_to(link_hash || copy, 'utf8')), 'hex')",
    "welfare_contributionlink.token_sha256": "encode(sha256(convert_to(token_sha256 || copy, 'utf8')), 'hex')",
    "intake_sourcerow.number": "number + copy * 10000000",
}
TWINS_OF = {"uuid": "twin", "uuid[]": "twins", "jsonb": "twins_in"}
# The id of a copy is the same wherever it is named: one digit is another one, which no order of ids goes by.
OTHER = """
create function pg_temp.other(id uuid, copy int) returns uuid language sql immutable as $$
    select overlay(id::text placing to_hex((('x' || substr(id::text, 15, 1))::bit(4)::int + copy) % 16) from 15)::uuid
$$"""
TWIN = """
create function pg_temp.twin(id uuid, copy int) returns uuid language sql immutable as $$
    select case when exists (select from tenfold_once o where o.id = twin.id) then id else pg_temp.other(id, copy) end
$$"""
TWINS = """
create function pg_temp.twins(ids uuid[], copy int) returns uuid[] language sql immutable as $$
    select coalesce(array_agg(pg_temp.twin(one, copy) order by place), '{}') from unnest(ids) with ordinality as u(one, place)
$$"""
TWINS_IN = """
create function pg_temp.twins_in(said jsonb, copy int) returns jsonb language plpgsql immutable as $$
declare
    words text := said::text;
    one text;
begin
    for one in
        select distinct m[1] from regexp_matches(words, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') as found(m)
    loop
        words := replace(words, one, pg_temp.twin(one::uuid, copy)::text);
    end loop;
    return words::jsonb;
end $$"""


@contextmanager
def multiplied() -> Iterator[None]:
    """Ten times as much is in the database inside this block; afterwards it is as it was."""
    name, mark = connections["owner"].settings_dict["NAME"], state_folder() / "made-by"
    made_by = mark.read_text()
    mark.unlink()  # whatever ends this halfway, the practice data is made again
    connections.close_all()
    with admin_connection(state_folder()) as admin:
        admin.execute(f'drop database if exists "{KEPT}" with (force)')
        admin.execute(f'create database "{KEPT}" template "{name}" owner {OWNER}')
    with admin_connection(state_folder(), name) as there:
        _multiply(there)
    try:
        yield
    finally:
        connections.close_all()
        with admin_connection(state_folder()) as admin:
            admin.execute(f'drop database "{name}" with (force)')
            admin.execute(f'alter database "{KEPT}" rename to "{name}"')
        mark.write_text(made_by)


def sizes() -> str:
    """How much there is, in words."""
    counted = (
        "register_family",
        "register_person",
        "intake_candidatepair",
        "access_auditentry",
        "welfare_chronologyentry",
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"select {', '.join(f'(select count(*) from {table})' for table in counted)}")
        families, people, pairs, entries, events = cursor.fetchone()
    return (
        f"{families:,} families, {people:,} people, {pairs:,} pairs that may be one person, {entries:,} audit entries,"
        f" {events:,} entries of chronologies"
    )


def _multiply(there: psycopg.Connection) -> None:
    there.execute("set session_replication_role = replica")  # the wall's triggers are for the application
    there.execute("set search_path = public")
    copied = _copied()
    there.execute("create temp table tenfold_once (id uuid primary key)")
    for table in apps.get_models():
        if isinstance(table._meta.pk, models.UUIDField) and table not in copied:
            ids = sql.SQL("insert into tenfold_once select id from {} on conflict do nothing")
            there.execute(ids.format(sql.Identifier(table._meta.db_table)))
    there.execute(f"insert into tenfold_once select id from access_actor where not {OF_A_FAMILY}")
    there.execute("analyze tenfold_once")
    for function in (OTHER, TWIN, TWINS, TWINS_IN):
        there.execute(function)
    for table in copied:
        there.execute(_again(table))
    there.execute("vacuum analyze")


def _copied() -> list[type[models.Model]]:
    """The tables whose rows come once more with each family."""
    of_parts = [
        table for part in PARTS for table in apps.get_app_config(part).get_models() if table is not QualitySample
    ]
    return [*of_parts, *MORE, Actor, Membership]


def _again(table: type[models.Model]) -> str:
    """Every row of a table nine more times; a number that the database gives is left to it."""
    name, fields = table._meta.db_table, table._meta.local_fields
    columns = {field.column: _value(name, field) for field in fields if not isinstance(field, models.AutoField)}
    return (
        f"insert into {name} ({', '.join(columns)}) select {', '.join(columns.values())}"
        f" from {name} of_once, generate_series(1, {TIMES - 1}) copy {ONLY.get(table, '')}"
    )


def _value(name: str, field: models.Field) -> str:  # type: ignore[type-arg]  # any column
    """What a column holds in a copy."""
    if otherwise := OTHERWISE.get(f"{name}.{field.column}"):
        return otherwise
    if field.is_relation and field.related_model is not Actor:
        is_copied = field.related_model in _copied()
        return f"pg_temp.other(of_once.{field.column}, copy)" if is_copied else f"of_once.{field.column}"
    function = TWINS_OF.get(field.db_type(connections["owner"]) or "")
    return f"pg_temp.{function}(of_once.{field.column}, copy)" if function else f"of_once.{field.column}"
