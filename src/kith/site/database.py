"""Roles, triggers, policies and grants: everything about the wall that a migration does not make.

`make_roles` needs a superuser once per server, since roles belong to the whole server. `apply_wall` runs as the owner
after every migration, in one transaction, and leaves exactly what `grants.txt` and the parts' `database.sql` say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from kith.access.models import entry_tables
from kith.access.terms import ROLE_SIDES, Side
from kith.site.disposal import disposal

COLUMNS = (*(side.value for side in Side), "login")
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE", "X": "EXECUTE"}
OWNER, APP = "kith_owner", "kith_app"
EXTENSIONS = ("pg_trgm", "fuzzystrmatch")
# Functions of PostgreSQL itself that everybody may run until it is taken back, and that tell how much others write (what
# was held back could be counted) or what they wait for, or keep what they are given where another side finds it.
TELLING = (
    "^(pg_stat_get_(?!activity|backend|progress)|pg_current_wal_|(lo_|loread$|lowrite$)"
    "|pg_(relation|table|indexes|total_relation|database|tablespace)_size$"
    "|pg_lock_status$|pg_(safe_snapshot_)?blocking_pids$|pg_isolation_test_session_is_blocked$)"
)
BRAKING = "^pg_(try_)?advisory_"  # locks by a number that anybody may think of: the owner's, behind `access_hold`
# Parts in the order in which their SQL may build on one another.
PARTS = (
    "access", "documents", "register", "disclosure", "representations", "intake", "welfare", "review", "safeguards",
    "reporting", "family",
)  # fmt: skip


LAST_OF_THE_STEPS = "c1baf04"  # the last commit that has the migrations which first tables stand for (decision 97)


class HalfMade(Exception):
    """The database has run some of the steps that a first migration stands for, and not all."""


class BadGrants(Exception):
    """The table of grants and the tables of the database do not agree; the text names the line to write or remove."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of grants.txt: a table (by its model's label), function or view, and the verbs of each column."""

    kind: str  # table, function, view
    name: str  # as PostgreSQL knows it
    label: str  # as grants.txt gives it
    verbs: dict[str, frozenset[str]]

    def may(self, column: str, verb: str) -> bool:
        """Whether that side (or the login) was given that verb."""
        return verb in self.verbs[column]


def role_of(column: str) -> str:
    """The PostgreSQL role behind a column of grants.txt."""
    return APP if column == "login" else f"side_{column}"


def app_logins() -> list[str]:
    """The application's logins: the whole one and, for each side that people have, a narrowed one."""
    return [APP, *(f"{APP}_{column}" for column in COLUMNS if column != "login")]


def declared() -> list[Line]:
    """grants.txt, line by line. Refused with `BadGrants` where a line cannot be read or names no table."""
    text = (resources.files("kith.site") / "grants.txt").read_text()
    tables = {model._meta.label: model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    lines = []
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        (*name,) = raw.split()
        cells, name = name[-len(COLUMNS) :], name[: -len(COLUMNS)]
        kind, label = (name[0], " ".join(name[1:])) if len(name) > 1 else ("table", name[0])
        if kind == "table" and label not in tables:
            raise BadGrants(
                f"grants.txt line {number}: there is no table {label}. Remove the line or correct the name."
            )
        given = {
            c: frozenset(VERBS[letter] for letter in cell if letter != ".")
            for c, cell in zip(COLUMNS, cells, strict=True)
        }
        lines.append(Line(kind, tables[label] if kind == "table" else label, label, given))
    missing = sorted(set(tables) - {line.label for line in lines if line.kind == "table"})
    if missing:
        raise BadGrants(f"These tables have no line in grants.txt: {', '.join(missing)}. Write one for each.")
    return lines


def make_roles(admin: psycopg.Connection, *, database: str, passwords: dict[str, str] | None = None) -> None:
    """Make the roles and the database, under a lock, on a connection that may (a superuser, in autocommit).

    The logins neither own nor inherit anything: NOINHERIT is said at creation, before any grant, since from
    PostgreSQL 16 on a grant remembers what the login was when it was given.
    """
    with admin.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('kith.roles'))")
        cursor.execute("select rolname from pg_roles")
        held = {name for (name,) in cursor.fetchall()}
        sides = [role_of(column) for column in COLUMNS if column != "login"]
        for name in [OWNER, *sides, *app_logins()]:
            if name not in held:
                login = sql.SQL(
                    "nologin" if name in sides else "login createdb" if name == OWNER else "login noinherit"
                )
                cursor.execute(sql.SQL("create role {} {}").format(sql.Identifier(name), login))
            if passwords and name in passwords:
                cursor.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(name), passwords[name]))
        for login_name in app_logins():
            # Plans of the wall look dear to PostgreSQL, so that it would compile many of them: dearer than to run them.
            # The register lies in memory or on flash: to look up a few rows by an index costs less than reading a table.
            # Who waits longer for somebody else's change is told so, and keeps their words (`access/gate.py`).
            for setting in ("jit = off", "random_page_cost = 1.1", "lock_timeout = '10s'"):
                cursor.execute(sql.SQL("alter role {} set {}").format(sql.Identifier(login_name), sql.SQL(setting)))
            for role in sides if login_name == APP else [login_name.replace(APP, "side")]:
                cursor.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(login_name)))
        cursor.execute("select 1 from pg_database where datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(database), sql.Identifier(OWNER))
            )
        cursor.execute("select pg_advisory_unlock(hashtext('kith.roles'))")


def shut_catalogue(admin: psycopg.Connection) -> None:
    """Take `TELLING` and `BRAKING` from everybody, in the database that `admin` (a superuser) is connected to: monitoring
    keeps the one, the owner the other."""
    with admin.cursor() as cursor:
        for pattern, keeper in ((TELLING, "pg_monitor"), (BRAKING, OWNER)):
            cursor.execute(
                "select oid::regprocedure::text from pg_proc"
                " where pronamespace = 'pg_catalog'::regnamespace and proname ~ %s",
                [pattern],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("revoke execute on function {} from public").format(sql.SQL(name)))
                cursor.execute(sql.SQL("grant execute on function {} to {}").format(sql.SQL(name), sql.SQL(keeper)))


_NO_POLICIES = """do $$ declare p record; begin
    for p in select policyname, tablename from pg_policies where schemaname = 'public' loop
        execute format('drop policy %I on %I', p.policyname, p.tablename);
    end loop; end $$"""
_NO_VIEWS = """do $$ declare v record; begin
    for v in select viewname from pg_views where schemaname = 'public' and viewowner = current_user loop
        execute format('drop view %I cascade', v.viewname);
    end loop; end $$"""


def make_way() -> None:
    """Take away policies and views, for PostgreSQL changes no column that they name: until the wall is applied again whoever
    is let in by a policy is kept out."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(_NO_POLICIES)
        cursor.execute(_NO_VIEWS)


def refuse_half_made() -> None:
    """Django takes such a database for one that is up to date. Raises `HalfMade`."""
    loader = MigrationLoader(connections["owner"])
    for (part, name), migration in loader.disk_migrations.items():
        if migration.replaces and (part, name) not in loader.applied_migrations:
            missing = [step for _, step in migration.replaces if (part, step) not in loader.applied_migrations]
            if missing and len(missing) < len(migration.replaces):
                raise HalfMade(
                    f"The tables of {part} are older than this Kith can bring up to date: {missing[0]} was not run."
                    f" Run kith db migrate of commit {LAST_OF_THE_STEPS} first."
                )


def migrate(*, verbosity: int) -> None:
    """Bring the tables up to date as the owner, then the wall. Raises `HalfMade`."""
    refuse_half_made()
    make_way()
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    apply_wall()


def apply_wall() -> None:
    """Make the database hold exactly the declared triggers, functions, policies and grants. Runs as the owner."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('kith.wall'))")
        for statement in statements():
            cursor.execute(statement)


def statements() -> Iterator[str]:
    """The whole wall as statements, in order. Whatever was granted before is taken back first."""
    lines = declared()
    grantees = ", ".join(["public", *app_logins(), *(role_of(c) for c in COLUMNS if c != "login")])
    yield shut_database()
    yield from (f"create extension if not exists {name}" for name in EXTENSIONS)
    yield f"revoke all on schema public from {grantees}"
    for kind in ("tables", "sequences", "functions"):
        yield f"revoke all on all {kind} in schema public from {grantees}"
    yield f"grant usage on schema public to {', '.join([*app_logins(), *(role_of(c) for c in COLUMNS if c != 'login')])}"
    yield _NO_POLICIES
    for part in PARTS:
        file = resources.files(f"kith.{part}") / "database.sql"
        if file.is_file():
            yield file.read_text()
    yield from _own_people()
    yield from _triggers()
    yield from disposal({c: {ln.name for ln in lines if ln.kind == "table" and ln.may(c, "INSERT")} for c in COLUMNS})
    yield "revoke all on all functions in schema public from public"  # a new function is everybody's until this is said
    # Trigram operators and fuzzy matching are nobody's secret; functions of extensions stay open to the sides' roles.
    yield """do $$ declare f record; begin
        for f in select p.oid::regprocedure as name from pg_proc p join pg_depend d on d.objid = p.oid and d.deptype = 'e'
                 join pg_extension e on e.oid = d.refobjid where e.extname in ('pg_trgm', 'fuzzystrmatch') loop
            execute format('grant execute on function %s to side_registry, side_welfare, side_decision', f.name);
        end loop; end $$"""
    for line in lines:
        on = {"table": f'"{line.name}"', "view": line.name, "function": f"function {line.name}"}[line.kind]
        for column, verbs in line.verbs.items():
            to = ", ".join(app_logins()) if column == "login" else role_of(column)
            if verbs:
                yield f"grant {', '.join(sorted(verbs))} on {on} to {to}"


def shut_database() -> str:
    """The database is for the logins alone, and nobody makes tables of their own in it, temporary ones included: whoever
    used the connection next would find those before ours."""
    return f"""do $$ begin
        execute format('revoke all on database %I from public', current_database());
        execute format('grant connect on database %I to {", ".join(app_logins())}', current_database());
    end $$"""


def _own_people() -> Iterator[str]:
    """A narrowed login reads the logins of those whose every role is on its side, and the sessions that it began itself:
    whoever broke into one server could else take the session, or set the password, of someone on another."""
    yield "alter table access_user enable row level security"
    yield f"create policy everyone on access_user to {APP}, {role_of(Side.ACCOUNTS)} using (true) with check (true)"
    for login in app_logins()[1:]:
        side = login.removeprefix(f"{APP}_")
        roles = ", ".join(f"'{role}'" for role, of in ROLE_SIDES.items() if of == side)
        yield f"""create policy of_{side} on access_user to {login}
            using (exists (select 1 from access_membership m where m.actor_id = access_user.actor_id and m.role in ({roles}))
                   and not exists (select 1 from access_membership m where m.actor_id = access_user.actor_id
                                   and m.role not in ({roles}) and m.until_at is null))"""
    for table in ("access_secondstep", "access_signedin"):  # whose login is seen, by the policies above
        yield f"alter table {table} enable row level security"
        yield f"""create policy of_own_people on {table} to {", ".join(app_logins())}
            using (exists (select 1 from access_user u where u.id = user_id))
            with check (exists (select 1 from access_user u where u.id = user_id))"""
    yield "alter table django_session add column if not exists begun_by name not null default session_user"
    yield "alter table django_session enable row level security"
    yield f"""create policy of_the_login on django_session to {", ".join(app_logins())}
        using (begun_by = session_user) with check (begun_by = session_user)"""


def _triggers() -> Iterator[str]:
    """Every table of entries refuses UPDATE, DELETE and TRUNCATE, whoever asks, but for the disposal function."""
    yield f"""create or replace function kith_only_added() returns trigger language plpgsql as $$ begin
        if tg_op = 'UPDATE' and current_setting('kith.disposing', true) = old.id::text and current_user = '{OWNER}' then
            return new;
        end if;
        raise exception 'entries of % are only added: a correction is a new entry', tg_table_name
            using errcode = 'restrict_violation';
    end $$"""
    for model in entry_tables():
        table = model._meta.db_table
        yield f'drop trigger if exists only_added on "{table}"'
        yield f'drop trigger if exists only_added_whole on "{table}"'
        yield (
            f'create trigger only_added before update or delete on "{table}" '
            "for each row execute function kith_only_added()"
        )
        yield (
            f'create trigger only_added_whole before truncate on "{table}" '
            "for each statement execute function kith_only_added()"
        )


def not_as_declared() -> list[str]:
    """Grants that the database holds beyond grants.txt, and those it lacks, in words. Empty when they agree."""
    wanted = {
        (line.name, role, verb)
        for line in declared()
        if line.kind != "function"
        for column in COLUMNS
        for role in (app_logins() if column == "login" else [role_of(column)])
        for verb in line.verbs[column]
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select c.relname, a.grantee::regrole::text, a.privilege_type from pg_class c, aclexplode(c.relacl) a"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')"
            " and a.grantee <> c.relowner and a.grantee <> 0"
        )
        held = {tuple(row) for row in cursor.fetchall()}
    return [f"{role} holds {verb} on {name}, which is not declared" for name, role, verb in sorted(held - wanted)] + [
        f"{role} lacks {verb} on {name}, which is declared" for name, role, verb in sorted(wanted - held)
    ]
