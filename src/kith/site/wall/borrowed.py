"""What runs as its owner for the sake of time gives whoever asks what they would find as themselves: no row more, none less."""

import re
import uuid
from collections.abc import Iterator

from django.db import connection

from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Side
from kith.site.wall.leaks import Leak, rows

_OF_CASES = (Side.REGISTRY, Side.WELFARE, Side.DECISION)
# Each takes one case, or some, or null for all. Beside it who asks, and what they would find: a question, or nothing for its own
# text, which then runs as whoever asks, under the row policies.
BORROWED: dict[str, tuple[tuple[Side, ...], str]] = {
    "register_in_sight": (_OF_CASES, "select c.id from register_case c where of_case is null or c.id = of_case"),
    "review_work": ((Side.DECISION,), ""),
} | {f"keeping_texts_{name}": ((name,), "") for name in _OF_CASES}
SOME = 5  # cases that each is asked about by name, in the asker's sight or not
_ASKERS = """
    select actor_id::text from access_membership where role = any(%s)
    union select actor_id::text from register_caseteammember where side = %s order by 1"""
_CASES = "select id::text from register_case order by md5(id::text || %s), id limit %s"
_QUERY = re.compile(r"\s*begin\s+return query\b([^;]*);\s*end\s*;?\s*", re.IGNORECASE)
# Both in one statement, which sees one moment, while people work; of all cases and of some by name, so that it is planned once.
_COUNTED = ", ".join(
    f"count(*) filter (where {which}) as n_{name}, sum(hashtextextended(w::text, 0)) filter (where {which}) as s_{name}"
    for name, which in (("all", "of_case is null"), ("some", "of_case is not null"))
)
_COMPARED = f"""
    with asked (of_case, of_cases) as materialized (
        select null::uuid, null::uuid[] union all select one, array[one] from unnest(%s::uuid[]) one
    )
    select h.n_all, f.n_all, h.n_all = f.n_all and h.s_all is not distinct from f.s_all,
           h.n_some, f.n_some, h.n_some = f.n_some and h.s_some is not distinct from f.s_some
    from (select {_COUNTED} from asked cross join lateral (select * from {{name}}({{given}})) w) h,
         (select {_COUNTED} from asked cross join lateral ({{itself}}) w) f"""


def borrowed() -> Iterator[Leak]:
    """Each of these is asked as everybody who has or had a role there, about all cases and about some by name; and so is what
    they would find. Both are compared by number and by a sum over all rows: no memory, whatever the register's size."""
    for name, (sides, question) in BORROWED.items():
        ((body, given),) = rows("select prosrc, proargnames[1] from pg_proc where proname = %s", [name])
        text = _QUERY.fullmatch(body)
        itself = question or (text[1] if text else "")
        if not itself:
            yield Leak("definer", f"{name} is not one query, and cannot be compared with what its asker would find")
            continue
        for where in sides:
            yield from _as_everybody(name, where, given, itself)


def _as_everybody(name: str, where: Side, given: str, itself: str) -> Iterator[Leak]:
    roles = [role for role, its in ROLE_SIDES.items() if its == where]
    for (asker,) in rows(_ASKERS, [roles, where]):
        some = [case for (case,) in rows(_CASES, [asker, str(SOME)])]
        statement = _COMPARED.format(name=name, given=given, itself=itself.replace("%", "%%"))
        with side(where, actor_id=uuid.UUID(asker)), connection.cursor() as cursor:
            cursor.execute(statement, [some])
            found = cursor.fetchone()
        for of, (has, its, is_same) in (("of all cases", found[:3]), ("of a case by name", found[3:])):
            if not is_same:
                words = f"{has} rows" if has != its else f"other rows ({has})"
                yield Leak("definer", f"{name} gives {asker} {words} {of}, and {its} are theirs to see")
