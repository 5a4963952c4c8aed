"""The one way in which texts go: the functions of the database behind `access.actions.dispose` and `keeping.actions.dispose`.

A signature is looked at by a trigger that runs as the signer: it finds only what their grants and policies show. What there is
to sign for is asked as the owner, for the sake of time, and compared with what the signer would find (decision 144).
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import connections
from django.db.models import CharField, Model, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from psycopg import sql

from kith.access.terms import Side
from kith.keeping.tables import NOW, SEEN, WRITTEN, WRITTEN_AS, case_of, disposable_models, going_with, side_of

_NOBODY = uuid.UUID(int=0)
# Known to both sides, or to families: what one side holds back from disposal of these, it holds for all.
_OF_BOTH = ("disclosure.", "representations.")


def disposal(adds: Mapping[str, Collection[str]]) -> Iterator[str]:
    """`access_dispose` empties one text and `access_dispose_all` all of one `Disposal`, under a certificate by two people, which
    `access_empty` alone may do; where a hold stands nothing goes. `keeping_texts_…` finds what stands: `adds` says to which
    tables each side adds, for it disposes of no others."""
    models = disposable_models()
    yield _signed_as_seen(models)
    yield "drop function if exists access_dispose(text, uuid, text, text, uuid, uuid, timestamptz)"
    yield """create or replace trigger signed_as_seen before insert on access_disposalsignature
        for each row execute function access_sign_what_is_seen()"""
    yield _cases_of(models)
    yield _empty(models)
    yield _DISPOSE
    yield _DISPOSE_ALL
    yield _STAYS_EMPTY
    for model, fields in stays_empty().items():
        columns = ", ".join(f"'{name}'" for name in fields)
        yield f"""create or replace trigger stays_empty before insert or update on "{model._meta.db_table}"
            for each row execute function access_stay_empty({columns})"""
    for side in WRITTEN_AS:
        yield _texts_in_sight(side, [m for m in models if case_of(m) and m._meta.db_table in adds[side]])


def stays_empty() -> dict[type[Model], tuple[str, ...]]:
    """The tables whose rows carry a certificate, each with the columns that stay empty under it: those that are disposed of, and
    those that go with them."""
    found = {m: tuple(getattr(m, "disposable", ())) for m in disposable_models()}
    for of in disposable_models():
        for m, _key, fields in going_with(of):
            if any(field.name == "certificate" for field in m._meta.local_concrete_fields):
                found.setdefault(m, fields)
    return found


def _signed_as_seen(models: list[type[Model]]) -> str:
    tables = " ".join(f"when '{m._meta.label}' then '{m._meta.db_table}'" for m in models)
    return f"""create or replace function access_sign_what_is_seen() returns trigger language plpgsql
        set search_path = public, pg_temp as $$
        declare name text := case new."table" {tables} end; is_seen boolean; begin
        if name is null then
            raise exception 'the text of % cannot be disposed of', new."table" using errcode = 'restrict_violation';
        end if;
        if new.by_id::text is distinct from current_setting('app.actor', true) then
            raise exception 'a signature is of the person who signs' using errcode = 'insufficient_privilege';
        end if;
        if not has_table_privilege(name, 'insert') then
            raise exception 'this side adds nothing to %', new."table" using errcode = 'insufficient_privilege';
        end if;
        execute format('select exists (select 1 from %I where id = $1)', name) into is_seen using new.subject;
        if not is_seen then raise exception 'there is no such entry' using errcode = 'no_data_found'; end if;
        return new; end $$"""


def _cases_of(models: list[type[Model]]) -> str:
    branches = " ".join(f"when '{m._meta.label}' then return query {_sql_of_case(m)};" for m in models if case_of(m))
    return f"""create or replace function access_cases_of(label text, which uuid) returns setof uuid
        language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
        case label {branches} else return; end case; end $$"""


def _sql_of_case(model: type[Model]) -> str:
    return _asked(model._base_manager.using("owner").filter(pk=_NOBODY).order_by().values(case_of(model)), "which")


def _asked(rows: QuerySet[Any], of: str) -> str:  # Any: whatever columns
    """The text of a question, with another expression in the place of the one id in it."""
    text, params = rows.query.get_compiler(using="owner").as_sql()
    assert params.count(_NOBODY) == 1, "the way between a text and its case asks for one of the two"
    assert connections["owner"].vendor == "postgresql"
    return str(text % tuple(of if value == _NOBODY else sql.quote(value) for value in params))


def _texts_in_sight(side: str, models: list[type[Model]]) -> str:
    """What stands and is this side's to dispose of, on some cases or (null) all that whoever asks may see: of which table each
    text is, of which body its writer, when and by whom it was written. Nothing of a case on which the asker has to say first
    what they think themselves. One query, as `kith prove-wall` wants it; its plan is made once for a connection."""
    blind = "where s <> all (array(select b.case_id from review_blind_cases() b))" if side == Side.DECISION else ""
    parts = " union all ".join(
        f"select t.a, '{m._meta.label}', t.b, t.c::text, t.d, t.e from ({_sql_of_texts(m, side)}) as t (a, b, c, d, e)"
        for m in models
    )
    return f"""create or replace function keeping_texts_{side}(of_cases uuid[])
        returns table (case_id uuid, label text, id uuid, body text, at timestamptz, by_id uuid)
        language plpgsql stable security definer
        set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$ begin
        return query with mine as materialized (
            select s as id from unnest(coalesce(of_cases, array[null::uuid])) u cross join lateral register_in_sight(u) s {blind}
        ) {parts}; end $$"""


def _sql_of_texts(model: type[Model], side: str) -> str:
    label = model._meta.label
    by, at = WRITTEN.get(label, ("by", "at"))
    asked: dict[str, Any] = {case_of(model): _NOBODY, "certificate__isnull": True}
    asked |= NOW.get(label, {}) | SEEN.get(side, {}).get(label, {})
    if whose := side_of(model):
        asked |= {f"{whose}__in": WRITTEN_AS[side]}
    # In one filter: it is this membership of a case that must last, not any other.
    rows = model._base_manager.using("owner").filter(**asked).order_by().distinct().values_list(
        Cast(case_of(model), UUIDField()), "pk", f"{by}__agency__name" if by else Cast(Value(None), CharField()), at,
        f"{by}_id" if by else Cast(Value(None), UUIDField()),
    )  # fmt: skip
    return _asked(rows, "any (array(select m.id from mine m))")


def _empty(models: list[type[Model]]) -> str:
    branches = " ".join(f"when '{m._meta.label}' then {_emptying(m)}" for m in models)
    of_both = " or ".join(f"""one."table" ^@ '{part}'""" for part in _OF_BOTH)
    return f"""create or replace function access_empty(one access_disposalsignature, made uuid) returns void
        language plpgsql security definer set search_path = public, pg_temp as $$ begin
        if exists (select 1 from access_retentionhold h where h.ends_hold_id is null
                   and (h.subject = one.subject or h.subject in (select access_cases_of(one."table", one.subject)))
                   and (h.side in ('registry', one.side) or {of_both})
                   and not exists (select 1 from access_retentionhold e where e.ends_hold_id = h.id)) then
            raise exception 'a retention hold stands over this' using errcode = 'restrict_violation';
        end if;
        perform set_config('kith.disposing', one.subject::text, true);
        case one."table" {branches} end case;
        perform set_config('kith.disposing', '', true); end $$"""


def _emptying(model: type[Model]) -> str:
    """The statements that empty one text and what goes with it; of a person all that any file said of them."""
    gone = [_update(of, fields, f"{key}_id") for of, key, fields in going_with(model)]
    return " ".join((*gone, _update(model, getattr(model, "disposable", ()), "id")))


def _update(model: type[Model], fields: tuple[str, ...], key: str) -> str:
    columns = [f'"{name}" = {_emptied(model, name)}' for name in fields]
    if any(field.name == "certificate" for field in model._meta.local_concrete_fields):
        columns.append("certificate_id = made")
    return f'update "{model._meta.db_table}" set {", ".join(columns)} where {key} = one.subject;'


def _emptied(model: type[Model], name: str) -> str:
    """What an emptied column of that type holds."""
    kind = model._meta.get_field(name).get_internal_type()
    empty = {"JSONField": "'{}'::jsonb", "ArrayField": "'{}'", "DateField": "null", "PositiveSmallIntegerField": "null"}
    return empty.get(kind, "''")


# Nobody says of a row by themselves that it was disposed of, or writes anew what went.
_STAYS_EMPTY = """create or replace function access_stay_empty() returns trigger language plpgsql
    set search_path = public, pg_temp as $$ begin
    if tg_op = 'INSERT' then
        if new.certificate_id is not null then
            raise exception 'a certificate is written by two people' using errcode = 'restrict_violation';
        end if;
        return new;
    end if;
    if current_setting('kith.disposing', true) <> ''  -- this row, or what it goes with
            and current_user = (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = tg_relid) then
        return new;
    end if;
    if new.certificate_id is distinct from old.certificate_id then
        raise exception 'a certificate is written by two people' using errcode = 'restrict_violation';
    end if;
    if old.certificate_id is not null and exists (
            select 1 from unnest(tg_argv) name where to_jsonb(new) -> name is distinct from to_jsonb(old) -> name) then
        raise exception 'what was disposed of stays empty' using errcode = 'restrict_violation';
    end if;
    return new; end $$"""

_DISPOSE = """create or replace function access_dispose(first uuid, second uuid, moment timestamptz) returns uuid
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare made uuid := gen_random_uuid(); one access_disposalsignature; two access_disposalsignature; begin
    select * into one from access_disposalsignature where id = first;
    select * into two from access_disposalsignature where id = second;
    if one.id is null or two.id is null or one.by_id = two.by_id
            or (one.side, one."table", one.subject, one.retention_class, one.source)
            is distinct from (two.side, two."table", two.subject, two.retention_class, two.source) then
        raise exception 'two people sign the same' using errcode = 'restrict_violation';
    end if;
    if two.by_id::text is distinct from current_setting('app.actor', true) then
        raise exception 'the second signature is of the person who asks' using errcode = 'insufficient_privilege';
    end if;
    insert into access_disposalcertificate (id, at, by_id, second_id, retention_class, source)
        values (made, moment, one.by_id, two.by_id, one.retention_class, one.source);
    perform access_empty(one, made);
    return made; end $$"""

_DISPOSE_ALL = """create or replace function access_dispose_all(which uuid, moment timestamptz) returns uuid
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare made uuid := gen_random_uuid(); d access_disposal; one access_disposalsignature; n integer := 0;
        me uuid := nullif(current_setting('app.actor', true), '')::uuid; begin
    select * into d from access_disposal where id = which;
    if d.id is null or d.by_id = me or 'side_' || d.side <> current_setting('role') then
        raise exception 'two people sign the same' using errcode = 'restrict_violation';
    end if;
    if exists (select 1 from access_disposalwithdrawal w where w.disposal_id = d.id) then
        raise exception 'this was taken back' using errcode = 'restrict_violation';
    end if;
    insert into access_disposalcertificate (id, at, by_id, second_id, retention_class, source, disposal_id)
        values (made, moment, d.by_id, me, d.retention_class, d.source, d.id);
    for one in select * from access_disposalsignature s where s.disposal_id = d.id and s.by_id = d.by_id loop
        if not exists (select 1 from access_disposalsignature t where t.disposal_id = d.id and t.by_id = me
                       and (t.side, t."table", t.subject, t.retention_class, t.source)
                       is not distinct from (one.side, one."table", one.subject, one.retention_class, one.source)) then
            raise exception 'two people sign the same' using errcode = 'restrict_violation';
        end if;
        perform access_empty(one, made);
        n := n + 1;
    end loop;
    if n <> d.count or n = 0 then
        raise exception 'two people sign the same' using errcode = 'restrict_violation';
    end if;
    return made; end $$"""
