"""Every cell of the grants tried under its role, and compared with what is declared."""

from collections.abc import Iterator

from django.db import ProgrammingError, connection, transaction

from kith.site.database import APP, COLUMNS, Line, declared, role_of
from kith.site.wall.leaks import Leak, rows

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
DENIED = "42501"


def tried() -> tuple[int, list[Leak]]:
    """How many statements were attempted, and every answer that is not the declared one."""
    count, leaks = 0, list[Leak]()
    sequences = [name for (name,) in rows(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'S' and n.nspname !~ '^pg_' order by 1"
    )]  # fmt: skip
    for column in COLUMNS:
        role = role_of(column)
        for line in declared():
            if line.kind == "function":
                count += 1
                leaks += _compared(line, column, "EXECUTE", _allowed(_call(line.name), role))
                continue
            for verb in VERBS:
                count += 1
                leaks += _compared(line, column, verb, _attempt(line, role, verb))
        for name in sequences:
            count += 1
            if _allowed(f"select last_value from {name}", role) or _holds("sequence", role, name, "USAGE, UPDATE"):
                leaks.append(Leak("grant", f"{role} can use sequence {name}, which is not declared"))
    return count, leaks


def _compared(line: Line, column: str, verb: str, did: bool) -> Iterator[Leak]:
    if did and not line.may(column, verb):
        yield Leak("grant", f"{role_of(column)} can {verb} {line.name}, which is not declared")
    if line.may(column, verb) and not did:
        yield Leak("grant", f"{role_of(column)} cannot {verb} {line.name}, which is declared")


def _attempt(line: Line, role: str, verb: str) -> bool:
    """Whether the verb is permitted. The statement names no row, so that a permission is all that it can lack.

    Where a statement would empty a table, or cannot be run at all on a view, the privilege is asked for instead.
    """
    table = f'"{line.name}"'
    if verb == "TRUNCATE" or (line.kind == "view" and verb != "SELECT"):
        return _holds("table", role, table, verb)
    ((first,),) = rows(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " and attidentity = '' order by attnum limit 1",
        [table],
    )
    statement = {
        "SELECT": f"select 1 from {table} limit 0",
        "INSERT": f'insert into {table} ("{first}") select null where false',
        "UPDATE": f'update {table} set "{first}" = null where false',
        "DELETE": f"delete from {table} where false",
    }[verb]
    return _allowed(statement, role)


def _call(signature: str) -> str:
    """A call of a function that never runs it: PostgreSQL asks for the permission before it looks for rows."""
    name, _, kinds = signature.rstrip(")").partition("(")
    return f"select {name}({', '.join(f'null::{kind}' for kind in kinds.split(',') if kind)}) where false"


def _allowed(statement: str, role: str) -> bool:
    """Whether PostgreSQL lets the role run the statement; whatever it answers, the savepoint is rolled back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('role', %s, true)", ["none" if role == APP else role])
            cursor.execute(statement)
            transaction.set_rollback(True)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == DENIED:
            return False
        raise
    return True


def _holds(kind: str, role: str, name: str, verbs: str) -> bool:
    return bool(rows(f"select has_{kind}_privilege(%s, %s, %s)", [role, name, verbs])[0][0])
