"""What runs as its owner for the sake of time gives whoever asks what they would find as themselves: no row more, none less."""

import re
import uuid
from collections.abc import Iterator

from django.db import connection

from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Side
from kith.site.wall.leaks import Leak, rows

# Each takes one case, or null for all. Beside it what its asker would find: a question, or nothing for its own text, which
# then runs as whoever asks, under the row policies.
BORROWED = {
    "register_in_sight": (Side.DECISION, "select c.id from register_case c where of_case is null or c.id = of_case"),
    "review_work": (Side.DECISION, ""),
}
SOME = 5  # cases that each is asked about by name, in the asker's sight or not
_ASKERS = """
    select actor_id::text from access_membership where role = any(%s)
    union select actor_id::text from register_caseteammember where side = %s order by 1"""
_CASES = "select id::text from register_case order by md5(id::text || %s), id limit %s"
_QUERY = re.compile(r"\s*begin\s+return query\b([^;]*);\s*end\s*;?\s*", re.IGNORECASE)
# Both in one statement, which sees one moment, while people work.
_COMPARED = """
    select given.n, found.n, given.n = found.n and given.s = found.s from
        (select count(*) as n, sum(hashtextextended(w::text, 0)) as s
         from {asked} cross join lateral (select * from {name}(of_case)) w) given,
        (select count(*) as n, sum(hashtextextended(w::text, 0)) as s from {asked} cross join lateral ({itself}) w) found"""
_OF_ALL, _OF_SOME = "(select null::uuid as of_case) asked", "unnest(%s::uuid[]) as asked (of_case)"


def borrowed() -> Iterator[Leak]:
    """Each of these is asked as everybody who has or had a role there, about all cases and about some by name; and so is what
    they would find. Both are compared by number and by a sum over all rows: no memory, whatever the register's size."""
    for name, (where, question) in BORROWED.items():
        ((body,),) = rows("select prosrc from pg_proc where proname = %s", [name])
        text = _QUERY.fullmatch(body)
        itself = question or (text[1] if text else "")
        if not itself:
            yield Leak("definer", f"{name} is not one query, and cannot be compared with what its asker would find")
            continue
        roles = [role for role, its in ROLE_SIDES.items() if its == where]
        for (asker,) in rows(_ASKERS, [roles, where]):
            some = [case for (case,) in rows(_CASES, [asker, str(SOME)])]
            for asked, values, of in ((_OF_ALL, [], "of all cases"), (_OF_SOME, [some, some], "of a case by name")):
                statement = _COMPARED.format(asked=asked, name=name, itself=itself.replace("%", "%%"))
                with side(where, actor_id=uuid.UUID(asker)), connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    given, found, is_same = cursor.fetchone()
                if is_same is False:
                    words = f"{given} rows" if given != found else f"other rows ({given})"
                    yield Leak("definer", f"{name} gives {asker} {words} {of}, and {found} are theirs to see")
