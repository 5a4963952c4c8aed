"""One's own account: the password, another app, and how sessions end."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from kith.access import actions
from kith.access.models import Actor, SecondStep, SignedIn, User
from kith.access.side import side
from kith.access.terms import Side
from kith.access.tests.signing import (
    PASSWORD,
    RFC,
    Answer,
    carried,
    codes_on,
    give_code,
    give_password,
    is_in,
    secret_on,
    shown,
    verbs,
)  # fmt: skip

pytestmark = pytest.mark.django_db
NEW = "four words that rhyme"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Answer:
    return client.post("/account/password/", {"password": old, "new": new, "again": again})


def test_another_password_ends_every_other_session(client: Client, coordinator: Actor) -> None:
    other = Client()
    other.force_login(User.objects.get(pk=coordinator.user.pk))
    assert is_in(other)
    assert change(client)["Location"] == "/account/"
    assert (is_in(client), is_in(other)) == (True, False)
    assert give_password(Client()).status_code == 422
    assert ("access.password_set", "done") in verbs(coordinator)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", NEW, NEW, "not your password"), (PASSWORD, "short", "short", "at least 12"),
        (PASSWORD, NEW, "other words that rhyme", "not the same"), ("", "", "", "Write a new password"),
        (PASSWORD, "password1234", "password1234", "too common"),
    ],
)  # fmt: skip
def test_a_password_is_changed_by_who_knows_it_to_a_good_one(
    client: Client, old: str, new: str, again: str, says: str
) -> None:
    answer = change(client, old, new, again)
    assert answer.status_code == 422
    assert says in unescape(answer.content.decode())
    assert give_password(Client()).status_code == 302


def test_guessing_the_password_from_a_desk_that_was_left_comes_to_an_end(client: Client) -> None:
    for _ in range(8):
        assert change(client, "wrong").status_code == 422
    assert "Wait five minutes" in change(client).content.decode()


def test_signing_out_everywhere_else_leaves_this_browser(client: Client, coordinator: Actor) -> None:
    other = Client()
    other.force_login(User.objects.get(pk=coordinator.user.pk))
    assert client.get("/account/sessions/").status_code == 302
    assert is_in(other)
    assert client.post("/account/sessions/")["Location"] == "/account/"
    assert (is_in(client), is_in(other)) == (True, False)


def test_another_app_takes_the_place_of_the_first_by_who_knows_the_password(client: Client, secret: bytes) -> None:
    page = client.get("/account/second-step/")
    new = secret_on(page)
    sent = {"carried": carried(page), "code": shown(new, timezone.now())}
    assert client.post("/account/second-step/", sent | {"password": "wrong"}).status_code == 422
    done = client.post("/account/second-step/", sent | {"password": PASSWORD})
    assert len(codes_on(done)) == 10
    assert is_in(client)
    other = Client()
    give_password(other)
    assert give_code(other, shown(secret, timezone.now() + timedelta(seconds=30))).status_code == 422
    assert give_code(other, shown(new, timezone.now() + timedelta(seconds=30))).status_code == 302


def test_a_session_ends_after_an_hour_without_use_and_after_eight_whatever_is_done(client: Client) -> None:
    assert 3500 < client.session.get_expiry_age() <= 3600
    session = client.session
    session["seen"] = (timezone.now() - timedelta(minutes=10)).isoformat()
    session.save()
    before = session["seen"]
    assert is_in(client)
    assert client.session["seen"] > before  # used: it lasts on
    session = client.session
    session["began"] = (timezone.now() - timedelta(hours=8)).isoformat()
    session.save()
    assert not is_in(client)


def test_who_comes_in_by_a_link_has_no_account(signed_in: Callable[[str], Client]) -> None:
    for name in ("parent", "teacher"):
        assert signed_in(name).get("/account/").status_code == 403


def test_each_place_where_one_is_signed_in_is_listed_and_ended_alone(client: Client, coordinator: Actor) -> None:
    phone, library = (
        Client(headers={"User-Agent": agent}) for agent in ("Mozilla (iPhone) Safari", "Mozilla (Windows) Firefox")
    )
    for other in (phone, library):
        SecondStep.objects.update(last_step=0)
        give_password(other)
        assert give_code(other, shown(RFC, timezone.now())).status_code == 302
    page = client.get("/account/").content.decode()
    assert ("Safari, iPhone" in page, "Firefox, Windows" in page) == (True, True)
    wanted = SignedIn.objects.get(device="Safari, iPhone")
    assert client.post("/account/sessions/", {"session": str(wanted.pk)})["Location"] == "/account/"
    assert (is_in(client), is_in(phone), is_in(library)) == (True, False, True)
    assert "Safari, iPhone" not in client.get("/account/").content.decode()
    assert ("access.session_ended", "done") in verbs(coordinator)


def test_nobody_ends_a_session_of_somebody_else(client: Client, signed_in: Callable[[str], Client]) -> None:
    officer = signed_in("officer")
    wanted = SignedIn.objects.get()
    for sent in (str(wanted.pk), "nothing", "\x00"):
        officer.post("/account/sessions/", {"session": sent})
    assert is_in(client)
    assert SignedIn.objects.get() == wanted


def test_who_closed_the_login_ends_its_sessions(client: Client, coordinator: Actor) -> None:
    with side(Side.ACCOUNTS, actor_id=coordinator.pk):
        actions.close_login(user=coordinator.user, by=None, at=timezone.now())
    assert not is_in(client)
