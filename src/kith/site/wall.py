"""Proving the wall: every cell of the grants is tried under its role, and every way around it is looked for.

Nothing is changed: each statement touches no row, and runs in a savepoint that is rolled back.
"""

import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import grimp
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from kith.access.models import entry_tables
from kith.site import database
from kith.site.database import APP, COLUMNS, OWNER, Line, app_logins, declared, role_of

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
DENIED = "42501"
APART = (("review", "welfare"),)
# Tables that more than one casework side reads must be narrowed by row policies, but for these, which hold no word of a case.
OPEN_TO_SIDES = frozenset({
    "access_agency", "access_actor", "access_membership", "access_auditentry", "access_run", "protocol_packversion",
    "register_person", "register_family",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leak:
    """One way around the wall, in words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Proof:
    """How much was tried, and every leak that was found."""

    tried: int
    leaks: tuple[Leak, ...]


def prove() -> Proof:
    """Try everything, on the database that is connected and the code that runs."""
    tried, leaks = 0, list[Leak]()
    for line in declared():
        for column in COLUMNS:
            if line.kind != "function":
                tried += len(VERBS)
                leaks += _tried(line, column)
    leaks += [*privileges(), *logins(), *row_security(), *triggers(), *foreign_keys()]
    leaks += [*imports(grimp.build_graph("kith")), *templates(_template_files()), *files(Path(settings.DOCUMENTS))]
    return Proof(tried, tuple(leaks))


def _tried(line: Line, column: str) -> Iterator[Leak]:
    """Attempt each verb on one table under one side's role, and compare the answer with the declared grant."""
    for verb in VERBS:
        may = line.may(column, verb)
        did = _attempt(line.name, role_of(column), verb, is_view=line.kind == "view")
        if did and not may:
            yield Leak("grant", f"{role_of(column)} can {verb} {line.name}, which is not declared")
        if may and not did:
            yield Leak("grant", f"{role_of(column)} cannot {verb} {line.name}, which is declared")


def _attempt(table: str, role: str, verb: str, *, is_view: bool) -> bool:
    """Whether the verb is permitted. The statement names no row, so that a permission is all that it can lack."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
            " and attidentity = '' order by attnum limit 1",
            [f'"{table}"'],
        )
        (first,) = cursor.fetchone()
    statement = {
        "SELECT": f'select 1 from "{table}" limit 0',
        "INSERT": f'insert into "{table}" ("{first}") select null where false',
        "UPDATE": f'update "{table}" set "{first}" = null where false',
        "DELETE": f'delete from "{table}" where false',
        "TRUNCATE": f'truncate "{table}"',
    }[verb]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('role', %s, true)", ["none" if role == APP else role])
            if verb == "TRUNCATE" or (is_view and verb != "SELECT"):
                # Never run where it would be allowed, or cannot be run at all: the privilege is asked for instead.
                cursor.execute("select has_table_privilege(%s, %s, %s)", [role, f'"{table}"', verb])
                permitted = bool(cursor.fetchone()[0])
            else:
                cursor.execute(statement)
                permitted = True
            cursor.execute("select set_config('role', 'none', true)")
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == DENIED:
            return False
        raise
    return permitted


def _rows(statement: str, values: Sequence[str | list[str]] | None = None) -> list[tuple[str, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, list(values or []))
        return list(cursor.fetchall())


def privileges() -> Iterator[Leak]:
    """Grants to everybody, and functions and views that run as their owner beyond those declared."""
    for kind, name in _rows(
        """select 'table', c.relname from pg_class c, aclexplode(c.relacl) a
           where c.relnamespace = 'public'::regnamespace and a.grantee = 0
           union select 'column of', c.relname from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
           where c.relnamespace = 'public'::regnamespace
           union select 'schema', n.nspname from pg_namespace n, aclexplode(n.nspacl) a
           where n.nspname = 'public' and a.grantee = 0 and a.privilege_type = 'CREATE'"""
    ):
        yield Leak("public", f"everybody holds a grant on {kind} {name}, or one column is granted apart")
    allowed = {line.name.split("(")[0]: line for line in declared() if line.kind == "function"}
    for name, definer, config, public, holders in _rows(
        """select p.proname, p.prosecdef, coalesce(array_to_string(p.proconfig, ','), ''),
                  p.proacl is null or exists (select 1 from aclexplode(p.proacl) a where a.grantee = 0),
                  coalesce((select string_agg(a.grantee::regrole::text, ',') from aclexplode(p.proacl) a
                            where a.grantee <> 0 and a.grantee::regrole::text <> %s), '')
           from pg_proc p where p.pronamespace = 'public'::regnamespace
             and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')""",
        [OWNER],
    ):
        if definer and name not in allowed:
            yield Leak("definer", f"function {name} runs as its owner and is not declared")
        elif definer and "search_path" not in config:
            yield Leak("definer", f"function {name} runs as its owner without a fixed search_path")
        if public:
            yield Leak("public", f"everybody may run function {name}")
        may = {role_of(c) for c in COLUMNS if name in allowed and allowed[name].may(c, "EXECUTE")}
        for holder in set(filter(None, holders.split(","))) - may:
            yield Leak("definer", f"{holder} may run function {name}, which is not declared")
    views = {line.name for line in declared() if line.kind == "view"}
    for (name,) in _rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"
    ):
        if name not in views:
            yield Leak("view", f"view {name} reads as its owner and is not declared")
    for leak in database.not_as_declared():
        yield Leak("grant", leak)


def logins() -> Iterator[Leak]:
    """The application's logins own nothing, inherit nothing, bypass nothing, and enter only their own sides."""
    every_login = app_logins()
    options = {
        name for (name,) in _rows("select attname from pg_attribute where attrelid = 'pg_auth_members'::regclass")
    }
    inherits = "m.inherit_option" if "inherit_option" in options else "r.rolinherit"
    for name, inherit, superuser, bypass, create in _rows(
        "select rolname, rolinherit, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = any(%s)",
        [every_login],
    ):
        for wrong, what in (
            (inherit, "inherits"),
            (superuser, "is superuser"),
            (bypass, "bypasses row policies"),
            (create, "makes roles"),
        ):
            if wrong:
                yield Leak("login", f"{name} {what}")
    for (name,) in _rows(
        "select distinct relowner::regrole::text from pg_class"
        " where relnamespace = 'public'::regnamespace and relowner::regrole::text <> %s",
        [OWNER],
    ):
        yield Leak("login", f"{name} owns a table")
    held: dict[str, set[str]] = defaultdict(set)
    for member, of, inherit in _rows(
        f"select m.member::regrole::text, m.roleid::regrole::text, {inherits} from pg_auth_members m"
        " join pg_roles r on r.oid = m.member where m.member::regrole::text = any(%s)",
        [every_login],
    ):
        held[member].add(of)
        if inherit:
            yield Leak("login", f"{member} inherits the rights of {of}")
    every = {role_of(column) for column in COLUMNS if column != "login"}
    for login in every_login:
        wanted = every if login == APP else {login.replace(APP, "side")}
        for extra in held[login] - wanted:
            yield Leak("login", f"{login} can enter {extra}")


def row_security() -> Iterator[Leak]:
    """Every table that two casework sides read, and every table of one side with cases, is narrowed by row policies."""
    secured = {name for (name,) in _rows("select relname from pg_class where relrowsecurity")}
    sides = ("registry", "welfare", "decision")
    for line in declared():
        readers = sum(line.may(column, "SELECT") for column in sides)
        if line.kind == "table" and readers > 1 and line.name not in secured | OPEN_TO_SIDES:
            yield Leak("policy", f"{line.name} is read by {readers} sides, and no row policy narrows it")


def triggers() -> Iterator[Leak]:
    """Every table of entries has both its triggers, switched on."""
    on = {
        (table, name)
        for table, name in _rows(
            "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal and tgenabled <> 'D'"
        )
    }
    for model in entry_tables():
        for name in ("only_added", "only_added_whole"):
            if (model._meta.db_table, name) not in on:
                yield Leak("trigger", f"{model._meta.db_table} lacks the trigger {name}, or it is switched off")


def foreign_keys() -> Iterator[Leak]:
    """No key runs between two parts that may not know each other, in the models or in the database."""
    pairs = {(a, b) for one, other in APART for a, b in ((one, other), (other, one))}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            of = getattr(field.related_model, "_meta", None) if field.is_relation and field.concrete else None
            if of is not None and (model._meta.app_label, of.app_label) in pairs:
                yield Leak("foreign key", f"{model._meta.label}.{field.name} points to {of.label}")
    for source, target in _rows(
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
    ):
        if (source.split("_")[0], target.split("_")[0]) in pairs:
            yield Leak("foreign key", f"in the database, {source} points to {target}")


def imports(graph: grimp.ImportGraph) -> Iterator[Leak]:
    """No module of the one part reaches the other, by whatever way."""
    for one, other in APART:
        for a, b in ((one, other), (other, one)):
            for chain in graph.find_shortest_chains(importer=f"kith.{a}", imported=f"kith.{b}"):
                yield Leak("import", " imports ".join(chain))


def _template_files() -> list[Path]:
    return sorted(Path(str(resources.files("kith"))).glob("*/templates/**/*.html"))


def templates(found: list[Path]) -> Iterator[Leak]:
    """No template of the one part takes in a template of the other."""
    for file in found:
        part = file.parts[file.parts.index("templates") - 1]
        for one, other in APART:
            for a, b in ((one, other), (other, one)):
                text = file.read_text()
                if part == a and (f'"{b}/' in text or f"'{b}/" in text):
                    yield Leak("template", f"{file.name} of {a} takes in a template of {b}")


def files(folder: Path) -> Iterator[Leak]:
    """One folder per side, closed to others, and no file that two sides share by its hash."""
    seen: dict[str, str] = {}
    sides = {column for column in COLUMNS if column != "login"}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        side = path.relative_to(folder).parts[0]
        if side not in sides:
            yield Leak("file", f"{path.relative_to(folder)} lies in no side's folder")
        if path.is_symlink():
            yield Leak(
                "file", f"{path.relative_to(folder)} is a link: a file of one side could be read from another's folder"
            )
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Leak("file", f"{path.relative_to(folder)} is open to other users of the machine")
        if path.is_file():
            if seen.setdefault(path.name, side) != side:
                yield Leak("file", f"{path.name} lies on two sides")
            if path.stat().st_nlink > 1:
                yield Leak("file", f"{path.relative_to(folder)} has a second name somewhere")
