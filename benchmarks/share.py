"""What the wall and the audit take of a page's time: each page asked for with and without them, in turn, in one run.

"Without" is a second server on a copy of the same database, through the seam of `benchmarks/bare.py`: the owner's login, no
row policies, no side entered, no transaction opened for it, no audit entry. The product has no setting that does any of this.
"""

import re
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections

from benchmarks.bare_settings import COPY
from benchmarks.pages import Target, one_of_each, service, signed_in, targets
from benchmarks.practice import free_port, say, serving, state_folder
from benchmarks.table import Table
from benchmarks.visitor import OK, Visitor
from kith.access.terms import ROLE_SIDES, Role, Side
from kith.site.cli.serve import GRANIAN
from kith.site.database import OWNER
from kith.site.postgres import SUPERUSER, socket_folder
from kith.site.upkeep import admin_connection

SHARE = 15
TOKEN = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
# Facts that carry their side; what both sides may read of the other's is not among them.
FACTS = (
    "register_personname", "register_personreference", "register_personfact", "register_residence", "register_familymember",
    "register_casechild", "documents_document",
)  # fmt: skip
# Search filters by side inside its own function: without sides it would answer another question.
LEFT_OUT = ("find",)


@contextmanager
def bare_service(side: Side | None) -> Iterator[int]:
    """The server without wall and audit runs inside this block, on a copy of the database."""
    port = free_port()
    command = (sys.executable, *GRANIAN, "--port", str(port), "benchmarks.bare:application")
    with _copied(side), serving(*command, port=port, more={"KITH_POOL": "1"}):
        yield port


@contextmanager
def _copied(side: Side | None) -> Iterator[None]:
    """A copy of the database without row policies, gone afterwards. What the side may not know is not in it at all, so
    that the pages say the same."""
    original = connections["owner"].settings_dict["NAME"]
    connections.close_all()
    with admin_connection(state_folder()) as admin:
        admin.execute(f'drop database if exists "{COPY}" with (force)')
        admin.execute(f'create database "{COPY}" template "{original}" owner {OWNER}')
        try:
            with psycopg.connect(
                host=socket_folder(state_folder()), user=SUPERUSER, dbname=COPY, autocommit=True
            ) as copy:
                for (name,) in copy.execute("select relname from pg_class where relrowsecurity").fetchall():
                    copy.execute(f'alter table "{name}" disable row level security')
                copy.execute("set session_replication_role = replica")  # entries may go, from this copy
                for name in FACTS if side else ():
                    copy.execute(f"delete from {name} where side not in ('common', '{side}')")
                copy.execute("vacuum analyze")
            yield
        finally:
            admin.execute(f'drop database if exists "{COPY}" with (force)')


def table(requests: int) -> Table:
    """Page by page, dearest wall first, and over all pages."""
    found, times = list[Target](), dict[Target, tuple[list[float], list[float]]]()
    for side in (None, Side.WELFARE, Side.DECISION):
        with bare_service(side) as bare_port, service() as port:
            people = {role: user for role, user in one_of_each().items() if _narrowed(role) == side}
            within, without = signed_in(port, people), signed_in(bare_port, people)
            reached = [one for one in targets(within)[0] if one.page not in LEFT_OUT]
            alike = [one for one in reached if _says_the_same(one, within[one.role], without[one.role])]
            times |= _pairs(alike, within, without, requests)
            found += reached
    shown = Table(
        "The share of the wall and the audit",
        f"The same pages as above, each asked for with and without role, row policies and audit entry, {requests} pairs, warm,"
        " the order changing. Medians. Only pages that say the same both ways: where row policies alone narrow what is read,"
        " there is nothing to compare with.",
        ("Page", "Role", "With ms", "Without ms", "Share"),
    )
    middles = {target: (statistics.median(a), statistics.median(b)) for target, (a, b) in times.items()}
    for target, (with_it, without_it) in sorted(middles.items(), key=lambda one: -_share(*one[1])):
        shown.add(
            target.page,
            target.role.label,
            f"{with_it:.1f}",
            f"{without_it:.1f}",
            f"{_share(with_it, without_it):.0f} %",
        )
    total, bare = (sum(one[n] for one in middles.values()) for n in (0, 1))
    shown.add("all of them", "", f"{total:.1f}", f"{bare:.1f}", f"{_share(total, bare):.1f} %")
    shown.notes.append(
        f"Budget: {shown.hold('wall and audit, over all pages', _share(total, bare), SHARE, '%')} of a page's time."
    )
    left = ", ".join(f"{one.page} ({one.role.label})" for one in found if one not in times)
    shown.notes.append(
        f"Not compared: find, which asks for its side inside its own function; {left or 'no other page'}."
    )
    return shown


def _narrowed(role: Role) -> Side | None:
    """The side whose facts alone a role may know; None where no fact is kept from it, or none is shown to it."""
    return side if (side := ROLE_SIDES[role]) in (Side.WELFARE, Side.DECISION) else None


def _says_the_same(target: Target, within: Visitor, without: Visitor) -> bool:
    """Whether every address answers alike both ways, but for the token of its forms."""
    for address in target.addresses:
        one, other = within.ask(address), without.ask(address)
        if (one.status, other.status) != (OK, OK) or TOKEN.sub(b"", one.body) != TOKEN.sub(b"", other.body):
            return False
    return True


def _pairs(
    chosen: list[Target], within: dict[Role, Visitor], without: dict[Role, Visitor], requests: int
) -> dict[Target, tuple[list[float], list[float]]]:
    """Milliseconds with and without, page by page in turn, now the one first, now the other."""
    times: dict[Target, tuple[list[float], list[float]]] = {target: ([], []) for target in chosen}
    for turn in range(requests):
        for place, target in enumerate(chosen):
            address = target.addresses[turn % len(target.addresses)]
            both = [(within, times[target][0]), (without, times[target][1])]
            for visitors, kept in both if (turn + place) % 2 else reversed(both):
                kept.append(visitors[target.role].ask(address).seconds * 1000)
        if turn % 20 == 0:
            say(f"  pairs {turn}/{requests}")
    return times


def _share(with_it: float, without_it: float) -> float:
    return 100 * (with_it - without_it) / with_it
