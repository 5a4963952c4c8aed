"""The second step of signing in: codes by an app and on paper, and what an enemy tries against both."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import ProgrammingError, connections
from django.test import Client
from django.utils import timezone

from conftest import cloned_database
from kith.access import actions
from kith.access.models import Actor, AuditEntry, SecondStep, User
from kith.access.rules import MOST_TRIES, PAUSE, obstacles_to_a_try, tries_now
from kith.access.second_step import Key, Unreadable, drawing, in_words, new_codes, new_secret, step_of
from kith.access.side import side
from kith.access.terms import Side
from kith.access.tests.signing import (
    PASSWORD,
    RFC,
    carried,
    codes_on,
    give_code,
    give_password,
    is_in,
    secret_on,
    shown,
    verbs,
)
from kith.records import new_id
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

NOW = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)


# The codes themselves.


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_rfc_6238(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert step_of(RFC, code, at, after=0) == second // 30
    assert step_of(RFC, f" {code[:3]} {code[3:]} ", at, after=0) == second // 30


@pytest.mark.parametrize(("seconds", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_phones_clock_may_be_half_a_minute_off(seconds: int, fits: bool) -> None:
    assert (step_of(RFC, shown(RFC, NOW + timedelta(seconds=seconds)), NOW, after=0) is not None) == fits


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "é", "٣٣٣٣٣٣", "0" * 40])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert step_of(RFC, code, NOW, after=0) is None


def test_a_secret_is_read_with_its_key_and_by_its_login_alone(tmp_path: Path) -> None:
    key, other, login = Key(tmp_path / "keys" / "a.key"), Key(tmp_path / "b.key"), uuid.uuid4()
    locked = key.lock(RFC, login)
    assert key.unlock(locked, login) == RFC
    assert RFC not in locked
    for reader, of in ((other, login), (key, uuid.uuid4())):
        with pytest.raises(Unreadable):
            reader.unlock(locked, of)
    assert key.path.stat().st_mode & 0o077 == 0
    assert key.print_of("abcde-fghjk", login) != other.print_of("abcde-fghjk", login)
    assert key.print_of(" ABCDE fghjk", login) == key.print_of("abcde-fghjk", login)


def test_codes_on_paper_are_many_and_never_the_same() -> None:
    codes = [*new_codes(), *new_codes()]
    assert len(set(codes)) == 20
    assert all(re.fullmatch(r"[2-9a-hj-km-np-z]{5}-[2-9a-hj-km-np-z]{5}", code) for code in codes)


def test_the_drawing_is_plain_svg_that_a_strict_policy_lets_through() -> None:
    svg = drawing(new_secret(), "<name>&@council.example")
    assert svg.startswith("<svg")
    assert not re.search(r"style=|<script|<style|onload|href|council", svg)
    assert in_words(RFC) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_five_tries_count_for_a_quarter_of_an_hour() -> None:
    assert tries_now(3, None, NOW) == 0
    assert tries_now(5, NOW, NOW + PAUSE - timedelta(seconds=1)) == 5
    assert tries_now(5, NOW, NOW + PAUSE) == 0
    assert [bool(obstacles_to_a_try(n)) for n in (0, MOST_TRIES - 1, MOST_TRIES)] == [False, False, True]


# Signing in.


@pytest.mark.django_db
def test_who_has_no_second_step_sets_one_up_before_anything_opens(coordinator: Actor) -> None:
    client = Client()
    answer = give_password(client, "/sign-in/?next=/find/")
    assert answer["Location"] == "/sign-in/second-step/?next=%2Ffind%2F"
    assert not is_in(client)
    page = client.get(answer["Location"])
    wrong = client.post(answer["Location"], {"carried": carried(page), "code": "000000"})
    assert (wrong.status_code, is_in(client)) == (422, False)
    assert carried(wrong) == carried(page)  # the app that was just set up still counts
    code = shown(secret_on(page), timezone.now())
    done = client.post(answer["Location"], {"carried": carried(page), "code": code})
    assert len(codes_on(done)) == 10
    assert 'action="/sign-in/?next=/find/"' in done.content.decode()
    assert client.post("/sign-in/?next=/find/")["Location"] == "/find/"
    assert is_in(client)
    assert [verb for verb, _ in verbs(coordinator)][:3] == [
        "access.pass_second_step", "access.second_step_set_up", "access.signed_in",
    ]  # fmt: skip


@pytest.mark.django_db
def test_password_and_code_sign_in_in_a_new_session(coordinator: Actor, secret: bytes) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["sessionid"] = fixed = session.session_key
    assert give_password(client)["Location"].startswith("/sign-in/code/")
    half = client.session.session_key
    assert not is_in(client)
    assert give_code(client, shown(secret, timezone.now())).status_code == 302
    assert is_in(client)
    assert len({fixed, half, client.session.session_key}) == 3
    for stolen in (fixed, half):
        thief = Client()
        thief.cookies["sessionid"] = stolen
        assert not is_in(thief)


@pytest.mark.django_db
def test_the_second_step_opens_nothing_without_the_password(coordinator: Actor, secret: bytes) -> None:
    client = Client()
    assert give_code(client, shown(secret, timezone.now()))["Location"].startswith("/sign-in/?")
    assert client.get("/sign-in/second-step/")["Location"].startswith("/sign-in/?")
    for path in ("/account/", "/account/codes/", "/account/second-step/", "/account/password/"):
        assert client.get(path)["Location"].startswith("/sign-in/?next=")


@pytest.mark.django_db
def test_nobody_sets_up_their_own_app_in_place_of_somebodys(coordinator: Actor, secret: bytes) -> None:
    client = Client()
    give_password(client)
    assert client.get("/sign-in/second-step/")["Location"] == "/sign-in/code/"
    assert client.post("/sign-in/second-step/", {"carried": "x", "code": "000000"})["Location"] == "/sign-in/code/"
    assert not is_in(client)


@pytest.mark.django_db
def test_the_page_of_another_login_carries_no_app_over(coordinator: Actor, cast: Cast) -> None:
    """Whoever saw the drawing made for one login cannot have it set up for another."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.set_password(user=cast["officer"].user, password=PASSWORD, by=None, at=LONG_AGO)
    thief, client = Client(), Client()
    thief.post("/sign-in/", {"email": "officer@example.test", "password": PASSWORD})
    give_password(client)
    page = thief.get("/sign-in/second-step/")
    code = shown(secret_on(page), timezone.now())
    answer = client.post("/sign-in/second-step/", {"carried": carried(page), "code": code})
    assert answer.status_code == 422
    assert "open too long" in answer.content.decode()
    assert not SecondStep.objects.exists()


@pytest.mark.django_db
def test_a_code_counts_once_and_so_does_each_before_it(coordinator: Actor, secret: bytes) -> None:
    code, before = shown(secret, timezone.now()), shown(secret, timezone.now() - timedelta(seconds=30))
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client)
    assert give_code(first, code).status_code == 302
    for used in (code, before):
        answer = give_code(second, used)
        assert answer.status_code == 422
        assert "each code counts once" in answer.content.decode()
    assert not is_in(second)


@pytest.mark.django_db
def test_after_five_tries_not_even_the_right_code_is_looked_at_in_any_browser(
    coordinator: Actor, secret: bytes
) -> None:
    for _ in range(MOST_TRIES):
        client = Client()
        give_password(client)
        assert give_code(client, "000000").status_code == 422
    cache.clear()  # what counts lies in the database, for every process of the server
    client = Client()
    give_password(client)
    answer = give_code(client, shown(secret, timezone.now()))
    assert (answer.status_code, "Wait a quarter of an hour" in answer.content.decode()) == (422, True)
    assert verbs(coordinator).count(("access.pass_second_step", "refused")) == MOST_TRIES + 1
    SecondStep.objects.update(tries_from=timezone.now() - PAUSE)
    assert give_code(client, shown(secret, timezone.now())).status_code == 302
    assert SecondStep.objects.get().tries == 0


@pytest.mark.django_db
def test_each_code_on_paper_signs_in_once_and_new_ones_end_the_old(
    coordinator: Actor, secret: bytes, settings: LazySettings
) -> None:
    key = Key(settings.SECOND_STEP_KEY)
    codes = actions.renew_codes(user=coordinator.user, key=key, by=coordinator, at=LONG_AGO)
    for code, status in ((codes[0].upper(), 302), (codes[0], 422), (codes[1].replace("-", " "), 302)):
        client = Client()
        give_password(client)
        assert give_code(client, code).status_code == status
    assert len(SecondStep.objects.get().codes) == 8
    assert not set(codes) & set(SecondStep.objects.get().codes)
    page = client.get("/account/")
    assert "8 codes on paper are left" in page.content.decode()
    new = codes_on(client.post("/account/codes/", {"code": codes[2]}))
    assert len(new) == 10
    other = Client()
    give_password(other)
    assert give_code(other, codes[3]).status_code == 422
    assert give_code(other, new[0]).status_code == 302


@pytest.mark.django_db
def test_the_half_way_in_ends_by_itself_and_with_the_password(coordinator: Actor, secret: bytes) -> None:
    late, changed = Client(), Client()
    for client in (late, changed):
        give_password(client)
    session = late.session
    session["half"] |= {"until": timezone.now().isoformat()}
    session.save()
    assert give_code(late, shown(secret, timezone.now()))["Location"].startswith("/sign-in/?")
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.set_password(user=coordinator.user, password=PASSWORD, by=None, at=LONG_AGO)
    assert give_code(changed, shown(secret, timezone.now()))["Location"].startswith("/sign-in/?")
    assert not is_in(late)
    assert not is_in(changed)


@pytest.mark.django_db
def test_whose_second_step_is_taken_off_is_out_and_sets_up_another(coordinator: Actor, secret: bytes) -> None:
    client = Client()
    give_password(client)
    give_code(client, shown(secret, timezone.now()))
    assert is_in(client)
    with side(Side.ACCOUNTS, actor_id=new_id()):
        assert actions.take_off_second_step(user=coordinator.user, by=None, at=timezone.now())
        assert not actions.take_off_second_step(user=coordinator.user, by=None, at=timezone.now())
    assert not is_in(client)
    assert give_password(Client())["Location"].startswith("/sign-in/second-step/")
    with side(Side.AUDIT, actor_id=new_id()):
        assert AuditEntry.objects.filter(verb="access.second_step_taken_off", subject=coordinator.user.pk).count() == 2


@pytest.mark.django_db
def test_a_pilot_may_begin_without_and_who_has_one_is_asked_still(
    coordinator: Actor, secret: bytes, settings: LazySettings
) -> None:
    settings.SECOND_STEP = False
    assert give_password(Client())["Location"].startswith("/sign-in/code/")
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.take_off_second_step(user=coordinator.user, by=None, at=timezone.now())
    assert give_password(Client())["Location"] == "/"


@pytest.mark.django_db
def test_a_server_with_another_key_says_so_in_words(
    coordinator: Actor, secret: bytes, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SECOND_STEP_KEY = tmp_path / "other.key"
    client = Client()
    give_password(client)
    answer = give_code(client, shown(secret, timezone.now()))
    assert (answer.status_code, "cannot read your second step" in answer.content.decode()) == (422, True)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "\x00", "x" * 9_000, "000 000", "\ud800"])
def test_whatever_is_sent_for_a_code_is_answered_in_words(coordinator: Actor, secret: bytes, code: str) -> None:
    client = Client()
    give_password(client)
    answer = client.post(
        "/sign-in/code/", f"code={code}".encode("utf-8", "replace"), "application/x-www-form-urlencoded"
    )
    assert (answer.status_code, b"error-summary" in answer.content) == (422, True)


@pytest.mark.django_db
def test_a_refused_set_up_changes_nothing(coordinator: Actor, secret: bytes, settings: LazySettings) -> None:
    before = SecondStep.objects.values().get()
    with pytest.raises(Refused):
        actions.set_up_second_step(
            user=coordinator.user, secret=new_secret(), code="000000", key=Key(settings.SECOND_STEP_KEY), by=coordinator, at=NOW,
        )  # fmt: skip
    assert SecondStep.objects.values().get() == before


# The wall.


@pytest.mark.django_db
@pytest.mark.parametrize("of", Side)
def test_no_side_reads_or_changes_anybodys_second_step(coordinator: Actor, secret: bytes, of: Side) -> None:
    for statement in (
        "select locked from access_secondstep", "update access_secondstep set tries = 0", "delete from access_secondstep",
        "select session_key from access_signedin", "delete from access_signedin",
    ):  # fmt: skip
        with (
            pytest.raises(ProgrammingError), side(of, actor_id=coordinator.pk), connections["default"].cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(statement)


def test_a_narrowed_server_knows_the_second_steps_of_its_own_people(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    with cloned_database(django_db_blocker) as name, django_db_blocker.unblock():
        for email in ("coordinator@example.test", "officer@example.test"):
            user = User.objects.select_related("actor").get(email=email)
            SecondStep.objects.create(user=user, locked=b"x", set_up_at=NOW)
        host = connections["owner"].settings_dict["HOST"]
        for login, theirs in (("kith_app_decision", "officer"), ("kith_app_welfare", "coordinator")):
            with psycopg.connect(host=host, dbname=name, user=login, autocommit=True) as enemy:
                seen = enemy.execute(
                    "select u.email from access_secondstep s join access_user u on u.id = s.user_id"
                ).fetchall()
                assert seen == [(f"{theirs}@example.test",)]
                assert enemy.execute("update access_secondstep set locked = 'mine'").rowcount == 1
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    enemy.execute("delete from access_secondstep")
