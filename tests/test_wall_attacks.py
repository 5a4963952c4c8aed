"""What an enemy tries who has broken into the decision side's server and speaks SQL with its narrowed login.

Each attack runs on connections of its own, against what another side has committed, and must come to nothing.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date

import psycopg
import pytest
from django.db import connections
from django.test import Client
from psycopg import errors, sql
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import Side
from kith.welfare import actions as welfare
from tests.factories import KINDS, LONG_AGO, ROLES, Cast, MadeCase, make_case, standing_cast

SECRET = "The marked sentence of the school."
Login = Callable[..., psycopg.Connection]


@pytest.fixture(scope="module")
def attacked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """One database for all attacks, where commits stay."""
    with cloned_database(django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def cast(attacked: str) -> Cast:
    """The standing cast, in that database."""
    return standing_cast()


@pytest.fixture
def login(attacked: str) -> Iterator[Login]:
    """`login("kith_app_decision")` connects as that login; `role="side_decision"` enters the side, as one actor."""
    with ExitStack() as opened:

        def connect(user: str, role: str = "", actor: Actor | None = None) -> psycopg.Connection:
            connection = opened.enter_context(
                psycopg.connect(
                    host=connections["owner"].settings_dict["HOST"], dbname=attacked, user=user, autocommit=True
                )
            )
            if role:
                connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            if actor:
                connection.execute("select set_config('app.actor', %s, false)", [str(actor.pk)])
            return connection

        yield connect


@pytest.fixture(scope="module")
def family(cast: Cast) -> MadeCase:
    """A family of whom the children's side has written down what no one else may read, and knows a name of its own."""
    made = make_case(cast)
    child, by = made.children[0], cast["lead"]
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        welfare.appoint_lead_professional(
            case=made.case, child=child, professional=by, reason="knows them", by=cast["coordinator"], at=LONG_AGO
        )
    with side(Side.WELFARE, actor_id=by.pk):
        welfare.note_event(
            case=made.case,
            child=child,
            title=SECRET,
            happened_from=date(2019, 8, 12),
            source="school",
            by=by,
            at=LONG_AGO,
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into register_personname (id, person_id, side, source, said_at, kind, text, given, family)"
            " values (%s, %s, 'welfare', 'school', now(), 'one_cell', %s, '', '')",
            [uuid.uuid4(), child, SECRET],
        )
        cursor.execute("analyze")
    return made


@pytest.fixture
def enemy(login: Login, cast: Cast, family: MadeCase) -> psycopg.Connection:
    """The decision side's server, broken into, after a manager entered the side on it."""
    return login("kith_app_decision", "side_decision", cast["manager"])


def refused(connection: psycopg.Connection, statement: str) -> bool:
    """Whether PostgreSQL says that the one who asks may not."""
    try:
        connection.execute(statement)
    except errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "create temp table welfare_childsview (words text)",
        "create table public.peek (words text)",
        "create schema peek",
        "create function pg_temp.peek() returns int language sql as 'select 1'",
        "select lo_from_bytea(0, 'words')",
        "select lo_create(0)",
        "select lo_creat(-1)",
    ],
)
def test_nothing_can_be_made_that_another_side_would_walk_into(
    enemy: psycopg.Connection, login: Login, statement: str
) -> None:
    """A table or function of the enemy's, found before ours by whoever uses the connection next; a file in the database."""
    assert refused(enemy, statement)
    assert refused(login("kith_app"), statement)
    assert refused(login("kith_app", "side_registry"), statement)


def test_sessions_of_another_server_are_neither_seen_nor_taken(login: Login, cast: Cast) -> None:
    client = Client()
    client.force_login(cast["coordinator"].user)
    assert client.get("/").status_code == 200
    enemy = login("kith_app_decision")
    assert enemy.execute("select count(*) from django_session").fetchone() == (0,)
    assert enemy.execute("update django_session set expire_date = now()").rowcount == 0
    assert enemy.execute("delete from django_session").rowcount == 0
    assert login("kith_app").execute("select count(*) from django_session").fetchone() == (1,)


def test_a_server_reads_the_logins_of_its_own_people_alone_and_changes_no_others_password(
    login: Login, cast: Cast
) -> None:
    enemy = login("kith_app_decision")
    seen = {email.split("@")[0] for (email,) in enemy.execute("select email from access_user")}
    assert seen == {"manager", "officer", "officer_two", "second", "second_two", "senior", "letters", "decision_files"}
    change = "update access_user set password = 'taken' where email = 'coordinator@example.test'"
    assert enemy.execute(change).rowcount == 0
    assert enemy.execute("update access_user set last_login = now() where email like 'officer@%'").rowcount == 1
    assert login("kith_app").execute("select count(*) from access_user").fetchone() == (
        sum(role not in KINDS for _, role, _ in ROLES.values()),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "select n_tup_ins from pg_stat_user_tables where relname = 'disclosure_withholding'",
        "select pg_stat_get_tuples_inserted('disclosure_withholding'::regclass)",
        "select pg_stat_get_live_tuples('welfare_chronologyentry'::regclass)",
        "select pg_stat_get_xact_tuples_inserted('welfare_chronologyentry'::regclass)",
        "select pg_relation_size('welfare_chronologyentry')",
        "select pg_total_relation_size('welfare_chronologyentry')",
        "select pg_table_size('welfare_chronologyentry')",
        "select pg_indexes_size('welfare_chronologyentry')",
        "select heap_blks_hit from pg_statio_user_tables where relname = 'welfare_chronologyentry'",
        "select idx_tup_read from pg_stat_user_indexes where relname = 'welfare_chronologyentry'",
    ],
)
def test_how_much_another_side_writes_is_not_told(enemy: psycopg.Connection, statement: str) -> None:
    """Counting before and after a release would say how many things were held back."""
    assert refused(enemy, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "copy welfare_chronologyentry to stdout",
        "copy (select title from welfare_chronologyentry) to stdout",
        "copy review_review to program 'cat'",
        "copy review_review from '/etc/hostname'",
        "select pg_read_file('PG_VERSION')",
        "select pg_ls_dir('.')",
        "select * from pg_statistic",
        "select * from pg_authid",
        "select rolpassword from pg_authid",
        "select data from pg_largeobject",
        "alter table welfare_chronologyentry disable row level security",
        "create rule peek as on select to review_review do instead select 1",
        "create trigger peek after insert on review_review execute function kith_only_added()",
        "alter table review_review add column peek text",
        "alter role kith_app_decision inherit",
        "grant side_welfare to kith_app_decision",
        "set session authorization kith_owner",
        "set role kith_owner",
        "set session_replication_role = replica",
        "select setval('register_searchkey_id_seq', 1)",
        "select nextval('register_searchkey_id_seq')",
        "select lo_export(1, '/tmp/peek')",
        "do $$ begin lock table register_case in access exclusive mode; end $$",
        "analyze welfare_chronologyentry",
        "truncate review_review",
    ],
)
def test_what_only_an_owner_may_is_refused(enemy: psycopg.Connection, statement: str) -> None:
    if statement.startswith("analyze"):  # which only warns
        enemy.execute(statement)
        assert enemy.execute("select last_value from pg_sequences where last_value is not null").fetchone() is None
        return
    assert refused(enemy, statement)


def test_how_far_a_hidden_counter_has_come_is_not_told(enemy: psycopg.Connection) -> None:
    """PostgreSQL 15 refuses; 18 answers nothing."""
    statement = "select pg_sequence_last_value('register_searchkey_id_seq'::regclass)"
    assert refused(enemy, statement) or enemy.execute(statement).fetchone() == (None,)


def test_what_postgresql_has_counted_of_columns_is_not_shown(enemy: psycopg.Connection) -> None:
    """Its statistics keep the most common values, word for word."""
    assert enemy.execute(
        "select count(*) from pg_stats where schemaname = 'public' and tablename ~ '^(welfare|intake|register_search)'"
    ).fetchone() == (0,)
    assert enemy.execute(
        "select count(*) from pg_stats where schemaname = 'public' and tablename in (select relname::text from pg_class"
        " where relrowsecurity)"
    ).fetchone() == (0,)
    assert SECRET not in str(enemy.execute("select * from pg_stats where schemaname = 'public'").fetchall())


def test_another_actor_of_another_side_opens_nothing(enemy: psycopg.Connection, cast: Cast) -> None:
    for name in ("coordinator", "lead", "registrar"):
        enemy.execute("select set_config('app.actor', %s, false)", [str(cast[name].pk)])
        assert enemy.execute("select count(*) from register_case").fetchone() == (0,)
        assert enemy.execute("select * from register_find(%s, %s, %s, %s, 9)", ["tesfay"] * 4).fetchall() == []
        assert enemy.execute("select count(*) from register_personname where side = 'welfare'").fetchone() == (0,)


def test_which_named_people_the_childrens_agencies_know_is_not_told(
    enemy: psycopg.Connection, family: MadeCase
) -> None:
    """A row of their files names nobody, but joined with the names of others it tells who they know, how often, since when."""
    child, hidden = family.children[0], uuid.uuid4()
    with connections["owner"].cursor() as cursor:
        cursor.execute("insert into register_person values (%s, %s, 'welfare', now())", [hidden, child])
        cursor.execute("insert into register_family values (%s, 1, now())", [uuid.uuid4()])
    joined = "select p.side from register_personname n join register_person p on p.canonical_id = n.person_id"
    assert {side for (side,) in enemy.execute(joined)} == {"common"}
    assert enemy.execute("select count(*) from register_person where id = %s", [hidden]).fetchone() == (0,)
    assert enemy.execute("select id from register_family").fetchall() == [(family.case.family_id,)]
    with pytest.raises(errors.InsufficientPrivilege):
        enemy.execute("update register_person set side = 'common'")


def test_a_condition_that_fails_on_hidden_rows_is_never_asked_of_them(enemy: psycopg.Connection) -> None:
    """Division by nothing where a hidden row fits would tell, by the error, that there is one."""
    fits = f"select count(*) from register_personname where 1 / (text <> '{SECRET}')::int > 0"
    assert enemy.execute(fits).fetchone()[0] > 0


def test_errors_do_not_quote_what_another_side_holds(enemy: psycopg.Connection, family: MadeCase) -> None:
    """Keys, checks and casts: each told with what the enemy gave, never with what was there."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select id from register_caseteammember where case_id = %s limit 1", [family.case.pk])
        (taken,) = cursor.fetchone()
        cursor.execute("select email from access_user where email like 'coord%%' limit 1")
    with pytest.raises(psycopg.Error) as told:
        enemy.execute(
            "insert into register_caseteammember (id, version, case_id, actor_id, side, role, from_at)"
            " select %s, 1, %s, current_setting('app.actor')::uuid, 'decision', 'review_officer', now()",
            [taken, family.case.pk],
        )
    assert "coordinator" not in str(told.value)
    for statement in (
        "insert into disclosure_milestone (id, at, by_id, case_id, kind) select id, now(), id, id, 'x' from register_person",
        "select cast(text as uuid) from register_personname",
        "select (text || ' ')::date from register_personname",
    ):
        with pytest.raises(psycopg.Error) as told:
            enemy.execute(statement)
        assert SECRET not in str(told.value)


def test_a_plan_made_on_one_side_is_made_again_on_the_other(login: Login, cast: Cast, family: MadeCase) -> None:
    """One connection of a pool, one prepared statement, two sides."""
    pooled = login("kith_app")
    pooled.execute("prepare peek as select text from register_personname")
    pooled.execute("prepare own as select id from register_case")

    def read(role: str, name: str, statement: str) -> list[str]:
        with pooled.transaction():
            pooled.execute(
                "select set_config('role', %s, true), set_config('app.actor', %s, true)", [role, str(cast[name].pk)]
            )
            return [str(value) for (value,) in pooled.execute(f"execute {statement}")]

    for _ in range(8):  # often enough for PostgreSQL to keep a plan of its own accord
        assert SECRET in read("side_registry", "registrar", "peek")
        assert SECRET in read("side_welfare", "coordinator", "peek")
        assert SECRET not in read("side_decision", "manager", "peek")
        assert read("side_welfare", "coordinator", "own") == [str(family.case.pk)]
        assert read("side_welfare", "coordinator_elsewhere", "own") == []
        assert read("side_decision", "officer", "own") == []
    with pytest.raises(errors.InsufficientPrivilege):
        pooled.execute("execute peek")


def test_what_another_server_asks_is_not_shown_while_it_asks(login: Login, enemy: psycopg.Connection) -> None:
    other = login("kith_app_welfare", "side_welfare")
    other.execute(f"select '{SECRET}'")
    assert SECRET not in str(enemy.execute("select * from pg_stat_activity").fetchall())
    assert SECRET in str(login("kith_app_welfare").execute("select query from pg_stat_activity").fetchall())


def test_no_text_of_another_side_is_disposed_of(enemy: psycopg.Connection, cast: Cast) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("select id from welfare_chronologyentry")
        (entry,) = cursor.fetchone()
    with pytest.raises(errors.InsufficientPrivilege):
        enemy.execute(
            'insert into access_disposalsignature (id, at, by_id, "table", subject, retention_class, source)'
            " values (gen_random_uuid(), now(), %s, 'welfare.ChronologyEntry', %s, 'c', 's')",
            [cast["manager"].pk, entry],
        )
    with pytest.raises(errors.RestrictViolation):
        enemy.execute("select access_dispose(gen_random_uuid(), gen_random_uuid(), now())")


def test_an_entry_of_the_trail_says_the_side_it_was_written_on_whatever_the_writer_says(
    enemy: psycopg.Connection,
) -> None:
    made = uuid.uuid4()
    enemy.execute(
        "insert into access_auditentry (id, at, side, verb, outcome, shown, codes, digest, transaction)"
        " values (%s, now(), 'welfare', 'welfare.event_noted', 'done', '{}', '{}', '', 0)",
        [made],
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("select side, transaction > 0 from access_auditentry where id = %s", [made])
        assert cursor.fetchone() == ("decision", True)


def test_a_step_of_a_case_is_said_by_its_own_side_alone(
    enemy: psycopg.Connection, family: MadeCase, cast: Cast
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        enemy.execute(
            "insert into register_casestate (id, at, by_id, case_id, step) values (%s, now(), %s, %s, 'confirmed')",
            [uuid.uuid4(), cast["manager"].pk, family.case.pk],
        )


def test_the_login_of_every_server_reads_nothing_outside_a_side_but_what_signing_in_needs(login: Login) -> None:
    for name in ("kith_app", "kith_app_decision", "kith_app_welfare", "kith_app_registry"):
        readable = login(name).execute(
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')"
            " and has_table_privilege(c.oid, 'select') order by 1"
        )
        assert [table for (table,) in readable] == [
            "access_actor", "access_agency", "access_membership", "access_secondstep", "access_signedin", "access_user",
            "django_session",
        ]  # fmt: skip
