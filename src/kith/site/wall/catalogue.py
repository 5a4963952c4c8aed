"""What PostgreSQL's own tables say of grants, functions, logins, policies, triggers and keys."""

from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.db import OperationalError, connections, transaction

from kith.access.models import entry_tables
from kith.site import database
from kith.site.database import APP, BRAKING, COLUMNS, EXTENSIONS, OWNER, TELLING, Line, app_logins, declared, role_of
from kith.site.disposal import stays_empty
from kith.site.wall.leaks import PAIRS, Leak, rows

# Tables that more than one casework side reads must be narrowed by row policies, but for these, which hold no word of a case.
OPEN_TO_SIDES = frozenset({
    "access_agency", "access_actor", "access_membership", "access_auditentry", "access_run", "protocol_packversion",
})  # fmt: skip
# Every table of these is narrowed, whoever reads it.
CASEWORK = ("disclosure_", "representations_", "review_", "safeguards_", "welfare_")
TRIGGERS = {  # beside those of every table of entries: table, name, function
    ("access_auditentry", "stamp_transaction", "access_stamp_transaction"),
    ("access_disposalsignature", "signed_as_seen", "access_sign_what_is_seen"),
}
# With which our logins may begin: how plans are made and how long is waited, not what they see.
SETTINGS = {"jit", "random_page_cost", "lock_timeout"}

# Who holds what, beyond the owner. A new function is everybody's until that is taken back: its list is then empty.
_PRIVILEGES = """
    select 'everybody holds a grant on ' || c.relname from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and a.grantee = 0
    union select 'one column of ' || c.relname || ' is granted apart, to ' || case a.grantee when 0 then 'everybody'
            else a.grantee::regrole::text end
        from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
        where c.relnamespace = 'public'::regnamespace
    union select coalesce(nullif(a.grantee, 0)::regrole::text, 'everybody') || ' may make objects in the schema'
        from pg_namespace n, aclexplode(n.nspacl) a
        where n.nspname = 'public' and a.privilege_type = 'CREATE' and a.grantee <> n.nspowner
            and coalesce(nullif(a.grantee, 0)::regrole::text, '') <> %(owner)s
    union select a.grantee::regrole::text || ' holds ' || a.privilege_type || ' on sequence ' || c.relname
        from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and a.grantee not in (0, c.relowner)
    union select 'what is made later is granted by default: ' || d.defaclacl::text from pg_default_acl d
    union select coalesce(nullif(a.grantee, 0)::regrole::text, 'everybody') || ' may ' || lower(a.privilege_type)
            || ' in the database'
        from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        where d.datname = current_database() and (a.grantee = 0 or a.privilege_type <> 'CONNECT')
            and a.grantee <> d.datdba
    union select coalesce(nullif(a.grantee, 0)::regrole::text, 'everybody') || ' may run ' || p.oid::regprocedure
            || ', which ' || case when p.proname ~ %(telling)s then 'tells what others do' else 'brakes others' end
        from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where p.pronamespace = 'pg_catalog'::regnamespace and (p.proname ~ %(telling)s or p.proname ~ %(braking)s)
            and (a.grantee = 0 or a.grantee::regrole::text ~ '^(kith_app|side_)')
    union select 'schema ' || nspname || ' is not declared' from pg_namespace
        where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
    union select 'extension ' || extname || ' is not declared' from pg_extension
        where extname <> 'plpgsql' and extname <> all (%(extensions)s)
    union select 'rule ' || rulename || ' rewrites what is asked of ' || tablename from pg_rules where schemaname = 'public'
    union select 'publication ' || pubname || ' sends changes away' from pg_publication
    union select 'foreign server ' || srvname || ' is not declared' from pg_foreign_server
    union select 'event trigger ' || evtname || ' is not declared' from pg_event_trigger"""

_FUNCTIONS = """
    select p.oid::regprocedure::text, p.prosecdef, coalesce(array_to_string(p.proconfig, ','), ''),
        p.proacl is null or exists (select 1 from aclexplode(p.proacl) a where a.grantee = 0),
        coalesce((select string_agg(a.grantee::regrole::text, ',') from aclexplode(p.proacl) a
                  where a.grantee <> 0 and a.grantee <> p.proowner), '')
    from pg_proc p where p.pronamespace = 'public'::regnamespace
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')"""


def privileges() -> Iterator[Leak]:
    """Grants to everybody, and functions and views that run as their owner beyond those declared."""
    with connections["owner"].cursor() as cursor:
        given: dict[str, str | list[str]] = {
            "owner": OWNER,
            "extensions": list(EXTENSIONS),
            "telling": TELLING,
            "braking": BRAKING,
        }
        cursor.execute(_PRIVILEGES, given)
        for (words,) in cursor.fetchall():
            yield Leak("public" if "everybody" in words else "grant", words)
    yield from _functions()
    views = {line.name for line in declared() if line.kind == "view"}
    for (name,) in rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')"
    ):
        if name not in views:
            yield Leak("view", f"view {name} reads as its owner and is not declared")
    for leak in database.not_as_declared():
        yield Leak("grant", leak)


def declared_functions() -> dict[str, Line]:
    """The declared functions by the name that PostgreSQL gives them; one that is not there is left out."""
    lines = [line for line in declared() if line.kind == "function"]
    names = rows(
        "select coalesce(to_regprocedure(f)::text, '') from unnest(%s::text[]) with ordinality as u (f, n) order by n",
        [[line.name for line in lines]],
    )
    return {name: line for (name,), line in zip(names, lines, strict=True) if name}


def _functions() -> Iterator[Leak]:
    known = declared_functions()
    for name, definer, config, public, holders in rows(_FUNCTIONS):
        if name not in known:
            yield Leak("definer", f"function {name}{' runs as its owner and' if definer else ''} is not declared")
        elif definer and "search_path" not in config:
            yield Leak("definer", f"function {name} runs as its owner without a fixed search_path")
        if public:
            yield Leak("public", f"everybody may run function {name}")
        given = [column for column in COLUMNS if name in known and known[name].may(column, "EXECUTE")]
        may = {role for column in given for role in (app_logins() if column == "login" else [role_of(column)])}
        for holder in sorted(set(filter(None, holders.split(","))) - may):
            yield Leak("definer", f"{holder} may run function {name}, which is not declared")


def logins() -> Iterator[Leak]:
    """The application's logins own nothing, inherit nothing, bypass nothing, and enter only their own sides."""
    every_login = app_logins()
    sides = [role_of(column) for column in COLUMNS if column != "login"]
    ours = [*every_login, *sides]
    for name, *claims in rows(
        "select rolname, rolinherit and not rolname = any(%s), rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " rolreplication, rolcanlogin and rolname = any(%s) from pg_roles where rolname = any(%s)",
        [sides, sides, ours],
    ):
        what = (
            "inherits", "is superuser", "bypasses row policies", "makes roles", "makes databases", "may copy the whole server",
            "can sign in by itself",
        )  # fmt: skip
        for wrong, words in zip(claims, what, strict=True):
            if wrong:
                yield Leak("login", f"{name} {words}")
    for (name,) in rows(
        "select distinct refobjid::regrole::text from pg_shdepend where deptype = 'o' and refclassid = 'pg_authid'::regclass"
        " and refobjid::regrole::text = any(%s)",
        [ours],
    ):
        yield Leak("login", f"{name} owns something")
    for name, setting in rows(
        "select coalesce(nullif(setrole, 0)::regrole::text, 'the database'), unnest(setconfig) from pg_db_role_setting"
        " where setrole = 0 or setrole::regrole::text = any(%s)",
        [ours],
    ):
        if setting.split("=")[0] not in SETTINGS:
            yield Leak("login", f"{name} begins with {setting}")
    yield from _memberships(every_login, sides)


def _memberships(every_login: list[str], sides: list[str]) -> Iterator[Leak]:
    """Who is a member of what. From PostgreSQL 16 on a membership says itself whether it inherits or may be entered."""
    options = {
        name for (name,) in rows("select attname from pg_attribute where attrelid = 'pg_auth_members'::regclass")
    }
    inherits = "m.inherit_option" if "inherit_option" in options else "r.rolinherit"
    enters = "m.inherit_option or m.set_option" if "set_option" in options else "true"
    held: dict[str, set[str]] = defaultdict(set)
    for member, of, inherit, enter in rows(
        f"select m.member::regrole::text, m.roleid::regrole::text, {inherits}, {enters} from pg_auth_members m"
        " join pg_roles r on r.oid = m.member"
    ):
        if member in every_login:
            held[member].add(of)
            if inherit:
                yield Leak("login", f"{member} inherits the rights of {of}")
        elif member in sides:
            yield Leak("login", f"{member} holds the rights of {of}")
        elif enter and of in {*every_login, *sides, OWNER}:
            yield Leak("login", f"{member}, which is not of the application, can enter {of}")
    for login in every_login:
        wanted = set(sides) if login == APP else {login.replace(APP, "side")}
        for extra in sorted(held[login] - wanted):
            yield Leak("login", f"{login} can enter {extra}")


def row_security() -> Iterator[Leak]:
    """Every table that two casework sides read, and every table of the casework itself, is narrowed by row policies."""
    secured = {name for (name,) in rows(
        "select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace"
    )}  # fmt: skip
    for line in declared():
        readers = sum(line.may(column, "SELECT") for column in ("registry", "welfare", "decision"))
        if line.kind != "table" or line.name in secured | OPEN_TO_SIDES or not readers:
            continue
        if readers > 1 or line.name.startswith(CASEWORK):
            yield Leak("policy", f"{line.name} is read by {readers} sides, and no row policy narrows it")


def drift() -> Iterator[Leak]:
    """Policies, functions, triggers and views are, word for word, those that the code would make now.

    They are made again in a transaction that is rolled back. That waits a moment for pages that use the tables, and
    pages wait for it; where it cannot have them within some seconds, the proof is not given.
    """
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute("set local lock_timeout = '5s'")
            before = set(rows(_MADE))
            for statement in database.statements():
                cursor.execute(statement)
            after = set(rows(_MADE))
            transaction.set_rollback(True, using="owner")
    except OperationalError:
        yield Leak("busy", "the tables were in use for too long to compare the policies: try again")
        return
    names = {(kind, name) for kind, name, _ in before ^ after}
    for kind, name in sorted(names):
        yield Leak("drift", f"{kind} {name} is not the one that is declared")


_MADE = """
    select 'policy', policyname || ' of ' || tablename,
        concat_ws(' ', permissive, roles::text, cmd, qual, '/', with_check) from pg_policies where schemaname = 'public'
    union select 'row security of', relname, relrowsecurity::text || relforcerowsecurity from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r'
    union select 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid) from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
            and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union select 'trigger', tgname || ' of ' || tgrelid::regclass, tgenabled::text || pg_get_triggerdef(oid) from pg_trigger
        where not tgisinternal
    union select 'view', c.relname, pg_get_viewdef(c.oid) || coalesce(array_to_string(c.reloptions, ','), '') from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'"""


def triggers() -> Iterator[Leak]:
    """Every table of entries has both its triggers, switched on for everybody; what is written is stamped and looked at; and
    no other trigger carries anything away."""
    held = {(table, name, function): on for table, name, function, on in rows(
        "select tgrelid::regclass::text, tgname, tgfoid::regproc::text, tgenabled in ('O', 'A') from pg_trigger"
        " where not tgisinternal"
    )}  # fmt: skip
    of_entries = ("only_added", "only_added_whole")
    wanted = TRIGGERS | {(m._meta.db_table, name, "kith_only_added") for m in entry_tables() for name in of_entries}
    wanted |= {(m._meta.db_table, "stays_empty", "access_stay_empty") for m in stays_empty()}
    for table, name, _ in sorted(wanted - {key for key, on in held.items() if on}):
        yield Leak("trigger", f"{table} lacks the trigger {name}, or it is switched off")
    for table, name, function in sorted(set(held) - wanted):
        yield Leak("trigger", f"trigger {name} of {table}, which runs {function}, is not declared")


def foreign_keys() -> Iterator[Leak]:
    """No key runs between two parts that may not know each other, in the models or in the database."""
    for model in apps.get_models(include_auto_created=True):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            of = getattr(field.related_model, "_meta", None)
            if of is not None and (model._meta.app_label, of.app_label) in PAIRS:
                yield Leak("foreign key", f"{model._meta.label}.{field.name} points to {of.label}")
    for source, target in rows(
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
    ):
        if (source.split("_")[0], target.split("_")[0]) in PAIRS:
            yield Leak("foreign key", f"in the database, {source} points to {target}")
