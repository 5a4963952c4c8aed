"""Every page for every role that uses it, through the server as it is started in service: how long, how many queries."""

import statistics
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from random import Random
from urllib.parse import urlencode

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from benchmarks import outside
from benchmarks.practice import free_port, run, say, serving
from benchmarks.table import Table
from benchmarks.visitor import FOUND, OK, Visitor
from kith.access.models import Membership
from kith.access.queries import demo_people
from kith.access.roles import PERMISSIONS
from kith.access.terms import Role
from kith.site.pages import every_page

REQUESTS, ADDRESSES, SEARCHES = 200, 20, 40
PAGE_MS, SEARCH_MS, QUERIES = 80, 100, 15
COUNTED_MS = 2000  # what the letter says now, and what a proposal would cover: a whole backlog is counted
COUNTED = (
    "letters",
    "proposals",
    "proposals_table",
    "published_letter",
    "published_letter_csv",
    "published_letter_file",
    "published_letter_workbook",
)
PEERS = (
    "Peer figures, as published and not measured here: HOPE 4.13, a Django peer on a machine of this kind, medians at pilot"
    " size: list 49 to 80 ms, detail 44 to 72 ms, household search 135 ms, person search 177 ms."
)
NO_STATEMENT = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Target:
    """One page in one role: its addresses, asked for in turn."""

    page: str
    role: Role
    addresses: tuple[str, ...]


@contextmanager
def service(**environment: str) -> Iterator[int]:
    """`kith serve` runs inside this block, and answers at the port that is given; `environment` is added to this process's."""
    port = free_port()
    with serving(sys.executable, "-m", "kith.site", "serve", "--port", str(port), port=port, more=environment):
        yield port


def one_of_each() -> dict[Role, uuid.UUID]:
    """One person of the demo for each role that has pages."""
    people = {user.actor_id: user.pk for users in demo_people().values() for user in reversed(users)}
    held = (
        Membership.objects.filter(actor__in=people, until_at__isnull=True).order_by("role").values_list("role", "actor")
    )
    return {Role(role): people[actor] for role, actor in held}


def signed_in(port: int, people: dict[Role, uuid.UUID]) -> dict[Role, Visitor]:
    """A visitor of each role."""
    visitors = {role: Visitor(port) for role in people}
    for role, visitor in visitors.items():
        visitor.sign_in(people[role])
    return visitors


def targets(visitors: dict[Role, Visitor]) -> tuple[list[Target], list[str]]:
    """Every page that each role reaches by following links, and searches; and in words what was not reached."""
    found, lost, buttons = list[Target](), list[str](), set[str]()
    words = [f"/find/?{urlencode({'words': one})}" for one in _searches()]
    for role, visitor in visitors.items():
        walked, broken = visitor.walk(most=ADDRESSES)
        reached = {
            name: addresses[:ADDRESSES] for name, addresses in (_tried(role, visitor, walked, buttons) | walked).items()
        }
        lost += [f"{role.label}: {one}" for one in broken]
        if role in PERMISSIONS["caseload.find"]:
            reached["find"] = words
        found += [Target(name, role, tuple(addresses)) for name, addresses in sorted(reached.items())]
    return found, [*lost, f"no link that was followed led to {', '.join(_unseen(visitors, found, buttons))}"]


def _tried(role: Role, visitor: Visitor, walked: dict[str, list[str]], buttons: set[str]) -> dict[str, list[str]]:
    """Pages of a case or child that no link led to, since nothing of the kind is due there: those that open all the same.
    What only takes goes to `buttons`."""
    known = [resolve(path.partition("?")[0]).kwargs for name in ("case", "child") for path in walked.get(name, ())]
    found = defaultdict[str, list[str]](list)
    for page in every_page():
        if page.name in walked or role not in PERMISSIONS.get(page.permission or "", ()):
            continue
        for path in dict.fromkeys(page.path_of(one) for one in known if page.parts == set(one)):
            status = visitor.ask(path).status
            if status == OK:
                found[page.name].append(path)
            if status == HTTPStatus.METHOD_NOT_ALLOWED:
                buttons.add(page.name)
            if status == HTTPStatus.METHOD_NOT_ALLOWED or len(found[page.name]) == ADDRESSES:
                break
    return {name: paths for name, paths in found.items() if paths}


def _unseen(visitors: dict[Role, Visitor], found: list[Target], buttons: set[str]) -> list[str]:
    """The names of pages that nobody came to. What answers no visitor's GET is a button, and no page."""
    known = buttons | {target.page for target in found}
    pages = [page for page in every_page() if page.permission and page.name not in known]
    able = [next((one for one in PERMISSIONS[page.permission or ""] if one in visitors), None) for page in pages]
    return [
        page.name
        for page, role in zip(pages, able, strict=True)
        if role is None or visitors[role].ask(page.path).status != HTTPStatus.METHOD_NOT_ALLOWED
    ]


def _searches() -> list[str]:
    """What people look for: names as the register has them, whole and in part, names misspelt, and numbers."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select text from register_personname order by md5(id::text), id limit %s", [SEARCHES])
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("select reference from register_case order by md5(id::text) limit 4")
        numbers = [number for (number,) in cursor.fetchall()]
    rng = Random(8)
    spelt = [_misspelt(name, rng) if place % 3 == 1 else name.split()[0] if place % 3 == 2 else name
             for place, name in enumerate(names)]  # fmt: skip
    return [*spelt[: SEARCHES - len(numbers)], *numbers]


def _misspelt(name: str, rng: Random) -> str:
    """Two letters beside one another in the wrong order."""
    place = rng.randrange(max(1, len(name) - 1))
    return name[:place] + name[place : place + 2][::-1] + name[place + 2 :]


def queries_of(target: Target, session: str) -> int:
    """The most statements that any of its addresses sends, beginning and committing apart. The same session, in this process."""
    client, most = Client(SERVER_NAME="localhost"), 0
    client.cookies["sessionid"] = session
    for address in target.addresses[:5]:
        connection.queries_log.clear()  # it holds the last nine thousand, and tells no more once it is full
        with CaptureQueriesContext(connection) as said:
            answer = client.get(address)
        if answer.status_code not in (OK, FOUND) or answer.headers.get("Location", "").startswith("/sign-in/"):
            raise SystemExit(
                f"{address} answers {answer.status_code} to {target.role.label} where queries are counted."
            )
        most = max(most, sum(not one["sql"].startswith(NO_STATEMENT) for one in said.captured_queries))
    return most


def measure(
    visitors: dict[Role, Visitor], chosen: list[Target], requests: int
) -> dict[Target, tuple[list[float], int]]:
    """Milliseconds of each request and the largest answer, round by round: every page once, then every page again, so that
    whatever else the machine does falls on all alike."""
    found: dict[Target, tuple[list[float], int]] = {target: ([], 0) for target in chosen}
    for turn in range(requests):
        for target in chosen:
            answer = visitors[target.role].ask(target.addresses[turn % len(target.addresses)])
            is_found = answer.status == FOUND and target.page == "find"  # a case's number leads on to the case
            if answer.status != OK and not is_found:
                raise SystemExit(f"{target.page} in the role {target.role.label} answers {answer.status}.")
            times, most = found[target]
            times.append(answer.seconds * 1000)
            found[target] = times, max(most, len(answer.body))
        if turn % 20 == 0:
            say(f"  pages {turn}/{requests}")
    return found


def percentile(times: list[float], share: float) -> float:
    """The time within which that share of requests was answered."""
    return statistics.quantiles(times, n=100, method="inclusive")[round(share * 100) - 1]


PILOT = "Pages at pilot size", "The demo's families (about 1,100 cases)"


def table(requests: int = REQUESTS, size: tuple[str, str] = PILOT) -> Table:
    """The measurement, slowest page first; `size` is its title, and how much there is, in words."""
    run("audit", "seal")
    with service() as port:
        people = one_of_each()
        visitors = signed_in(port, people) | outside.let_in(port)
        chosen, lost = targets(visitors)
        measure(visitors, chosen, 3)
        found = measure(visitors, chosen, requests)
    shown = Table(
        size[0],
        f"{size[1]}, kith serve, real sockets, signed in, warm, {requests} requests for each page"
        " and role, up to 20 addresses in turn. Queries: every statement of a request but begin and commit.",
        ("Page", "Role", "p50 ms", "p95 ms", "Queries", "KB", "Budget"),
    )
    for target, (times, most) in sorted(found.items(), key=lambda one: -percentile(one[1][0], 0.95)):
        queries = queries_of(target, visitors[target.role].cookies["sessionid"])
        what, p95 = f"{target.page}, {target.role.label}", percentile(times, 0.95)
        shown.hold(f"{what}: queries", queries, QUERIES)
        most_ms = COUNTED_MS if target.page in COUNTED else SEARCH_MS if target.page == "find" else PAGE_MS
        budget = shown.hold(f"{what}: p95", p95, most_ms, "ms")
        middle = statistics.median(times)
        shown.add(target.page, target.role.label, f"{middle:.1f}", f"{p95:.1f}", queries, f"{most / 1024:.0f}", budget)
    shown.notes += [*(f"Not measured: {one}." for one in lost), PEERS]
    return shown
