"""Accounts at the command line: a role ends, and with the last one the login."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from kith.access import actions
from kith.access.models import Actor, AuditEntry, SecondStep
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.records import new_id
from kith.site.cli.accounts import accounts
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
EMAIL = "coordinator@example.test"


@pytest.fixture(autouse=True)
def database_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "the connection of the test")


def end(*arguments: str) -> Result:
    return CliRunner().invoke(accounts, ["end", *arguments], catch_exceptions=False)


def written(cast: Cast) -> list[str]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(verb__in=["access.role_ended", "access.login_closed"]).order_by("verb")
        return list(verbs.values_list("verb", flat=True))


def test_the_last_role_ends_with_the_login_and_both_are_written_down(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("coordinator")
    before = written(cast)
    done = end("Coordinator@Example.Test", "--role", "coordinator")
    assert done.output == "Ended: Coordinator. The login is closed.\n"
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert written(cast) == sorted([*before, "access.login_closed", "access.role_ended"])


def test_a_login_stays_for_another_role_and_ends_with_all(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.give_role(actor=cast["coordinator"], role=Role.AUDITOR, by=None, at=LONG_AGO)
    client = signed_in("coordinator")
    assert "The login stays" in end(EMAIL, "--role", "coordinator").output
    assert client.get("/audit/").status_code == 200
    assert end(EMAIL).output == "Ended: Auditor. The login is closed.\n"
    assert end(EMAIL).output == "Ended: no role. The login is closed.\n"
    assert client.get("/audit/").status_code == 302


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody@example.test"], "Nobody has the e-mail"),
        ([EMAIL, "--role", "auditor"], "does not have the role auditor"),
    ],
)
def test_what_cannot_be_ended_is_said_and_nothing_changes(cast: Cast, arguments: list[str], says: str) -> None:
    before = written(cast)
    refused = end(*arguments)
    assert refused.exit_code == 1
    assert says in refused.output
    assert "Nothing was changed." in refused.output
    assert written(cast) == before


SAYS = "Register of the SSSC, looked up by A. Khan"


def command(*arguments: str) -> Result:
    return CliRunner().invoke(accounts, ["social-worker", *arguments], catch_exceptions=False)


def test_who_is_registered_is_written_down_with_who_says_so_and_when(
    cast: Cast,
) -> None:
    day = ("--on", "2026-06-03")
    for wrong in ((), ("--says", SAYS), day, ("--says", " ", *day), ("--says", SAYS, *day, "--not-any-more"),
                  ("--says", SAYS, "--on", "2126-06-03")):  # fmt: skip
        assert command("lead@example.test", *wrong).exit_code == 1, wrong
    assert command("nobody@example.test", "--says", SAYS, *day).exit_code == 1
    assert command("lead@example.test", "--says", SAYS, *day).exit_code == 0
    lead = Actor.objects.get(pk=cast["lead"].pk)
    assert (lead.is_social_worker, lead.social_worker_says, lead.social_worker_on) == (True, SAYS, date(2026, 6, 3))
    assert command("lead@example.test", "--not-any-more").exit_code == 0
    assert not Actor.objects.get(pk=cast["lead"].pk).is_social_worker
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(subject=cast["lead"].pk, verb__startswith="access.social").order_by(
            "at", "id"
        )
        assert list(verbs.values_list("verb", flat=True)) == [
            "access.social_worker_recorded", "access.social_worker_ended",
        ]  # fmt: skip


def test_a_second_step_is_taken_off_by_e_mail_and_ends_every_session(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("coordinator")
    SecondStep.objects.create(user=cast["coordinator"].user, locked=b"x", set_up_at=LONG_AGO)
    for email, says in (
        ("Coordinator@Example.Test", "It is off."),
        (EMAIL, "had none"),
        ("nobody@example.test", "Nobody has"),
    ):
        assert says in CliRunner().invoke(accounts, ["second-step-off", email], catch_exceptions=False).output
    assert not SecondStep.objects.exists()
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_who_forgot_their_password_gets_a_link_from_whoever_runs_the_server(cast: Cast) -> None:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.set_password(user=cast["coordinator"].user, password="four words that rhyme", by=None, at=LONG_AGO)
    said = CliRunner().invoke(accounts, ["link", EMAIL.upper()], catch_exceptions=False)
    (path,) = re.findall(r"/account/new/\S+/", said.output)
    new = "four other words that do"
    browser = Client()
    assert browser.post(path, {"new": new, "again": new})["Location"] == "/"
    assert Client().post("/sign-in/", {"email": EMAIL, "password": new}).status_code == 302
    assert CliRunner().invoke(accounts, ["link", "nobody@example.test"]).exit_code == 1
