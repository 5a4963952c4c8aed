"""What runs as its owner for the sake of time gives whoever asks what they would find as themselves, and no row more."""

import re
import uuid
from collections.abc import Iterator

from django.db import connection

from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Side
from kith.site.wall.leaks import Leak, rows

BORROWED = {"review_work": Side.DECISION}  # each takes one case, or null for all
_ASKERS = """
    select actor_id::text from access_membership where role = any(%s)
    union select actor_id::text from register_caseteammember where side = %s order by 1"""
_QUERY = re.compile(r"\breturn query\b(.*);\s*end\b", re.DOTALL | re.IGNORECASE)


def borrowed() -> Iterator[Leak]:
    """Each of these is asked as everybody who has or had a role there; and so is its own text, which then runs as whoever asks,
    under the row policies. Both are compared by number and by a sum over all rows: no memory, whatever the register's size."""
    for name, where in BORROWED.items():
        ((body,),) = rows("select prosrc from pg_proc where proname = %s", [name])
        text = _QUERY.search(body)
        if text is None:
            yield Leak("definer", f"{name} is not one query, and cannot be compared with what its asker would find")
            continue
        itself = re.sub(r"\bof_case\b", "null::uuid", text[1])
        roles = [role for role, its in ROLE_SIDES.items() if its == where]
        for (asker,) in rows(_ASKERS, [roles, where]):
            given, found = _sum(f"{name}(null)", where, asker), _sum(f"({itself})", where, asker)
            if given != found:
                yield Leak("definer", f"{name} gives {asker} {given[0]} rows, and {found[0]} are theirs to see")


def _sum(source: str, where: Side, asker: str) -> tuple[int, int]:
    """How many rows one person gets on a side, and a sum over them."""
    with side(where, actor_id=uuid.UUID(asker)), connection.cursor() as cursor:
        cursor.execute(f"select count(*), coalesce(sum(hashtextextended(w::text, 0)), 0) from {source} w")
        count, total = cursor.fetchone()
    return count, int(total)
