"""What the wall and the audit take of a page's time: each page asked for with and without them, in turn, in one run.

"Without" is a second server on a copy of the same database, through the seam of `benchmarks/bare.py`: the owner's login, no
row policies, no side entered, no transaction opened for it, no audit entry. The product has no setting that does any of this.
"""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from benchmarks.bare_settings import COPY
from benchmarks.pages import Target, one_of_each, percentile, service, signed_in, targets
from benchmarks.practice import free_port, say, serving, state_folder
from benchmarks.table import Table
from kith.site.cli.serve import GRANIAN
from kith.site.database import OWNER
from kith.site.upkeep import admin_connection

SHARE = 15
# Search filters by side inside its own function: without sides it would answer another question.
LEFT_OUT = ("find",)


@contextmanager
def bare_service() -> Iterator[int]:
    """The server without wall and audit runs inside this block, on a copy of the database."""
    port = free_port()
    command = (sys.executable, *GRANIAN, "--port", str(port), "benchmarks.bare:application")
    with _copied(), serving(*command, port=port, more={"KITH_POOL": "1"}):
        yield port


@contextmanager
def _copied() -> Iterator[None]:
    """A copy of the database without row policies, gone afterwards."""
    original = connections["owner"].settings_dict["NAME"]
    connections.close_all()
    with admin_connection(state_folder()) as admin:
        admin.execute(f'drop database if exists "{COPY}" with (force)')
        admin.execute(f'create database "{COPY}" template "{original}" owner {OWNER}')
        try:
            connections["owner"].settings_dict["NAME"] = COPY
            with connections["owner"].cursor() as cursor:
                cursor.execute("select relname from pg_class where relrowsecurity")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'alter table "{name}" disable row level security')
                cursor.execute("analyze")
            connections["owner"].close()
            connections["owner"].settings_dict["NAME"] = original
            yield
        finally:
            admin.execute(f'drop database if exists "{COPY}" with (force)')


def table(requests: int) -> Table:
    """Page by page, dearest wall first, and over all pages."""
    with bare_service() as bare_port, service() as port:
        people = one_of_each()
        within, without = signed_in(port, people), signed_in(bare_port, people)
        chosen = [one for one in targets(within)[0] if one.page not in LEFT_OUT]
        times: dict[Target, tuple[list[float], list[float]]] = {target: ([], []) for target in chosen}
        for turn in range(-3, requests):
            for place, target in enumerate(chosen):
                address = target.addresses[turn % len(target.addresses)]
                both = [(within, times[target][0]), (without, times[target][1])]
                for visitors, kept in both if (turn + place) % 2 else reversed(both):
                    taken = visitors[target.role].ask(address).seconds * 1000
                    if turn >= 0:
                        kept.append(taken)
            if turn % 20 == 0:
                say(f"  pairs {turn}/{requests}")
    shown = Table(
        "The share of the wall and the audit",
        f"The same pages as above, each asked for with and without role, row policies and audit entry, {requests} pairs, warm,"
        " the order changing. Medians.",
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
    budget = shown.hold("wall and audit, over all pages", _share(total, bare), SHARE, "%")
    spread = percentile([_share(*one) for one in middles.values()], 0.9)
    shown.notes.append(
        f"Budget: {budget} of a page's time, over all pages. Nine pages in ten lie at or below {spread:.0f} %."
    )
    return shown


def _share(with_it: float, without_it: float) -> float:
    return 100 * (with_it - without_it) / with_it
