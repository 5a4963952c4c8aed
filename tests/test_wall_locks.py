"""What an enemy with one side's login learns from locks, or stops by them; and what happens to whoever waits for one."""
# ruff: noqa: F811  the fixtures of the attacks are used here too

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import errors

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.gate import hold_case
from kith.review.actions import confirm_decision
from kith.review.jobs import make_letters
from kith.review.tests.factories import PACK, Walk, deciding
from kith.site.database import app_logins
from tests.factories import Cast, MadeCase
from tests.test_wall_attacks import Login, attacked, cast, enemy, family, login, refused  # noqa: F401


@pytest.mark.parametrize(
    "statement",
    [
        "select * from pg_locks",
        "select * from pg_lock_status()",
        "select pg_blocking_pids(1)",
        "select pg_safe_snapshot_blocking_pids(1)",
        "select pg_isolation_test_session_is_blocked(1, '{}')",
        "select pg_advisory_lock(7)",
        "select pg_advisory_lock_shared(7, 7)",
        "select pg_advisory_xact_lock(hashtextextended('case', 1))",
        "select pg_try_advisory_lock(7)",
        "select pg_try_advisory_xact_lock_shared(7)",
        "select pg_advisory_unlock_all()",
    ],
)
def test_what_another_side_waits_for_is_neither_told_nor_held(
    enemy: psycopg.Connection, login: Login, statement: str
) -> None:
    """Locks have numbers, and a number can be worked out: it would tell which case is worked on, and stop the work."""
    assert refused(enemy, statement)
    assert refused(login("kith_app"), statement)
    assert refused(login("kith_app_decision"), statement)


def test_a_case_that_one_side_holds_is_free_to_the_other_and_waited_for_on_its_own(
    enemy: psycopg.Connection, login: Login, cast: Cast, family: MadeCase
) -> None:
    case, by = family.case, cast["lead"]
    with enemy.transaction(), connection.cursor() as cursor:
        enemy.execute("select access_hold(%s), access_hold(%s)", [f"case {case.pk}", f"child {family.children[0]}"])
        with side(Side.WELFARE, actor_id=by.pk):
            cursor.execute("set local lock_timeout = '2s'")
            hold_case(case.pk)
            other = login("kith_app", "side_decision")
            other.execute("set lock_timeout = '50ms'")
            with pytest.raises(errors.LockNotAvailable):
                other.execute("select access_hold(%s)", [f"case {case.pk}"])
    assert refused(login("kith_app"), "select access_hold('case')"), "outside a side there is nothing to hold"


def test_who_waits_too_long_is_told_so_and_their_words_are_sent_again(
    login: Login, cast: Cast, family: MadeCase
) -> None:
    for name in app_logins():
        assert login(name).execute("show lock_timeout").fetchone() == ("10s",)
    client = Client()
    client.force_login(cast["lead"].user)
    page = reverse("note_event", args=[family.case.pk, family.children[0]])
    words = {"title": 'Moved "twice" & more', "happened_from": "3/2/2019", "source": "school\r\nand home"}
    other = login("kith_app_welfare", "side_welfare")
    with other.transaction():
        other.execute("select access_hold(%s)", [f"case {family.case.pk}"])
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '50ms'")
        answer = client.post(page, words)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    with connection.cursor() as cursor:
        cursor.execute("reset lock_timeout")
    text = answer.content.decode()
    kept = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', text)}
    assert kept.pop("csrfmiddlewaretoken")
    assert kept == words
    assert f'action="{page}"' in text
    assert ">Moved &quot;twice&quot; &amp; more</p>" in text  # to be seen, too
    assert client.post(page, kept).status_code == 302


def test_no_decision_passes_what_began_to_cross_before_it(cast: Cast, login: Login) -> None:
    walk, welfare = Walk.begin(cast).ready(), login("kith_app_welfare", "side_welfare")

    def kept_waiting(verb: Callable[[], Any]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '50ms'")
            with welfare.transaction():
                welfare.execute("select access_hold_crossing(%s)", [f"case {walk.review.case_id}"])
                with pytest.raises(OperationalError, match="lock timeout"):
                    verb()
            cursor.execute("reset lock_timeout")
        return verb()

    decision = kept_waiting(walk.decide)
    walk.view(decision)
    kept_waiting(lambda: walk.confirm(decision))
    kept_waiting(lambda: walk.serve(decision))


def test_what_crosses_waits_for_nobody_and_is_noticed_until_it_has_crossed(
    enemy: psycopg.Connection, cast: Cast, family: MadeCase
) -> None:
    case, hold = family.case, "select access_hold_crossing(%s)"
    with side(Side.WELFARE, actor_id=cast["lead"].pk), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '50ms'")
        with enemy.transaction():
            enemy.execute(hold, [f"case {case.pk}"])
            pass_milestone(case=case, kind=MilestoneKind.ASKS_TO_WAIT, by=cast["lead"], at=timezone.now())
        pass_milestone(case=case, kind=MilestoneKind.ASKS_TO_WAIT, by=cast["lead"], at=timezone.now())
        enemy.execute("set lock_timeout = '50ms'")
        with pytest.raises(errors.LockNotAvailable):
            enemy.execute(hold, [f"case {case.pk}"])
    enemy.execute(hold, [f"case {case.pk}"])


def test_a_case_that_is_held_keeps_no_other_letter_waiting(
    enemy: psycopg.Connection, cast: Cast, tmp_path: Path, settings: LazySettings
) -> None:
    settings.DOCUMENTS = tmp_path
    held, free = Walk.begin(cast).ready(), Walk.begin(cast).ready()
    for walk in (held, free):
        decision = walk.decide()
        walk.view(decision)
        with deciding(second := walk.second(decision)):
            confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at)
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '50ms'")
        with enemy.transaction():
            enemy.execute("select access_hold(%s)", [f"case {held.review.case_id}"])
            assert make_letters(free.at) == 1
        cursor.execute("reset lock_timeout")
    assert make_letters(held.at) == 1
