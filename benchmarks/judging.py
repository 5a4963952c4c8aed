"""Judging pair after pair: from sending the answer to the whole next page, in a register of the pilot's size.

Invented families are taken in once; each run judges a copy of that register over real sockets, as the invented truth has it.
One registrar answers, then a second one, so that every way on is measured: what is joined, what is kept apart, what waits
for a second person, what somebody is not sure about. In Chromium: from the key to the next pair on the screen.
"""

import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.db import connections
from django.utils import timezone

from benchmarks.pages import service
from benchmarks.practice import beside, say, state_folder
from benchmarks.table import Table
from benchmarks.visitor import FOUND, OK, Visitor
from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.queries import demo_people
from kith.access.terms import Role
from kith.demo.cast import make_cast
from kith.demo.files import make_backlog
from kith.intake.actions import take_in
from kith.intake.models import CandidatePair, SourceRow
from kith.site import database, upkeep
from kith.ui.tests.gallery import chromium

NAME, COPY, SEED, FAMILIES = "kith_judging", "kith_judged", 64, 1_100
NEXT_MS, WARM_UP, ANSWERS, KEYS = 150, 10, 200, 60
READ_MS = 400  # nobody answers faster than they read, and what is answered sooner is not taken
NEXT = "/intake/pairs/"
FORM = re.compile(r'action="/intake/pairs/([0-9a-f-]{36})/"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def fill() -> None:
    """Invented files of as many families as the pilot has, taken in by the demo's registrar."""
    at = timezone.now()
    by = make_cast(at=at).of(Role.REGISTRAR)[0]
    with tempfile.TemporaryDirectory() as folder:
        make_backlog(Path(folder), seed=SEED, families=FAMILIES)
        with entered(by, "intake.take_in", at=at) as passage:
            take_in(files=sorted(Path(folder).iterdir()), by=passage.actor, at=at)


@contextmanager
def copied() -> Iterator[None]:
    """This process and the servers that it starts read and write a copy inside this block, which is gone afterwards."""
    names = [(alias, connections[alias].settings_dict) for alias in ("owner", "default")]
    connections.close_all()
    with upkeep.admin_connection(state_folder()) as admin:
        admin.execute(f'drop database if exists "{COPY}" with (force)')
        admin.execute(f'create database "{COPY}" template "{NAME}" owner {database.OWNER}')
        with upkeep.admin_connection(state_folder(), COPY) as there:
            there.execute(database.shut_database())
            there.execute("vacuum analyze")
        try:
            for _, settings in names:
                settings["NAME"] = COPY
            yield
        finally:
            connections.close_all()
            for _, settings in names:
                settings["NAME"] = NAME
            admin.execute(f'drop database if exists "{COPY}" with (force)')


@dataclass(frozen=True, slots=True)
class Known:
    """A pair as the invented families have it."""

    is_one: bool
    concerns_child: bool


def known_pairs(by: Actor) -> dict[str, Known]:
    """Every pair that waits, by its id."""
    with tempfile.TemporaryDirectory() as folder:
        truth = make_backlog(Path(folder), seed=SEED, families=FAMILIES).rows
    with entered(by, "intake.judge_pair", at=timezone.now()):
        pairs = list(CandidatePair.objects.filter(settled_at__isnull=True))
        people = {person for pair in pairs for person in (pair.a_id, pair.b_id)}
        rows = dict(SourceRow.objects.filter(person__in=people).values_list("person_id", "record_id"))
    return {
        str(pair.pk): Known(truth[rows[pair.a_id]].person == truth[rows[pair.b_id]].person, pair.concerns_child)
        for pair in pairs
    }


def judge(visitor: Visitor, pairs: dict[str, Known], many: int, is_second: bool) -> dict[str, list[float]]:
    """Answer pair after pair as a page shows them; milliseconds from sending to the whole next page, by what was said."""
    times, page = defaultdict[str, list[float]](list), visitor.ask(NEXT).body.decode()
    for turn in range(many):
        if not (shown := FORM.search(page)):
            break
        time.sleep(READ_MS / 1000)
        pair = pairs[shown[1]]
        says = "unsure" if turn % 20 == 19 else "same" if pair.is_one else "different"
        sent = visitor.ask(
            f"{NEXT}{shown[1]}/", method="POST", body=urlencode({**dict(HIDDEN.findall(page)), "verdict": says})
        )
        if sent.status != FOUND:
            raise SystemExit(f"An answer was answered {sent.status}.")
        came = visitor.ask(sent.headers["Location"])
        if came.status != OK:
            raise SystemExit(f"The next pair was answered {came.status}.")
        page = came.body.decode()
        if turn >= WARM_UP:
            times[_what(says, pair, is_second)].append((sent.seconds + came.seconds) * 1000)
        if turn % 50 == 0:
            say(f"  judged {turn}/{many}")
    return times


def _what(says: str, pair: Known, is_second: bool) -> str:
    if not pair.concerns_child or says == "unsure":
        return says
    return f"{says}, of a child, the {'second' if is_second else 'first'} of two"


# From the key to the next page's first paint: both clocks are the browser's own.
LISTEN = """
addEventListener("keydown", () => sessionStorage.setItem("pressed", performance.timeOrigin + performance.now()), true);
new PerformanceObserver((all) => all.getEntries().forEach((one) => {
  if (one.name === "first-contentful-paint") window.painted = performance.timeOrigin + one.startTime;
})).observe({ type: "paint", buffered: true });
"""


def by_keys(port: int, user: object, many: int) -> list[float]:
    """Milliseconds from pressing a key to the next pair painted, in Chromium."""
    times = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://localhost:{port}/sign-in/")
        page.locator(f'form[action="/sign-in/{user}/"] button').click()
        page.add_init_script(LISTEN)
        page.goto(f"http://localhost:{port}{NEXT}")
        page.wait_for_timeout(READ_MS)
        for turn in range(many + WARM_UP):
            if not page.locator("[data-key=d]").count():
                break
            with page.expect_navigation():
                page.keyboard.press("u" if turn % 20 == 19 else "s" if turn % 3 == 2 else "d")
            page.wait_for_timeout(READ_MS)  # by then it is painted
            if turn >= WARM_UP:
                times.append(page.evaluate('window.painted - Number(sessionStorage.getItem("pressed"))'))
    return times


def table(requests: int = ANSWERS) -> Table:
    """The measurement, beside its budget."""
    with beside(NAME, f"{SEED} {FAMILIES}", fill), copied():
        people = demo_people()[Role.REGISTRAR][:2]
        pairs = known_pairs(people[0].actor)
        found = defaultdict[str, list[float]](list)
        with service(KITH_DATABASE=COPY) as port:
            for is_second, user in enumerate(people):
                visitor = Visitor(port)
                visitor.sign_in(user.pk)
                for what, times in judge(visitor, pairs, requests // 2 + WARM_UP, bool(is_second)).items():
                    found[what] += times
            painted = by_keys(port, people[0].pk, KEYS)
    shown = Table(
        "The next pair",
        f"{FAMILIES:,} invented families, {len(pairs):,} pairs that wait, kith serve, real sockets, warm: from sending the answer"
        f" to the whole next page. Two registrars, one after the other, {requests // 2} answers each, as the"
        " invented truth has it.",
        ("What was said", "How often", "p50 ms", "p95 ms", "Slowest ms", "Budget"),
    )
    every = [one for times in found.values() for one in times]
    for what, times in [*sorted(found.items()), ("any answer", every), ("any key, painted in Chromium", painted)]:
        _row(shown, what, times)
    return shown


def _row(shown: Table, what: str, times: list[float]) -> None:
    if len(times) < 2:
        return
    high = statistics.quantiles(times, n=20, method="inclusive")[-1]
    budget = shown.hold(f"the next pair, {what}, p95", high, NEXT_MS, "ms")
    shown.add(what, len(times), f"{statistics.median(times):.1f}", f"{high:.1f}", f"{max(times):.1f}", budget)
