"""Signing in and out, and the auditor's two pages."""

import uuid
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from kith.access import actions, audit
from kith.access.models import Actor, AuditEntry
from kith.access.pages import TRIES
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
PASSWORD = "correct horse battery"


@pytest.fixture
def coordinator(cast: Cast) -> Actor:
    """Someone with a password; nobody has tried to guess it yet."""
    cache.clear()
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.set_password(user=cast["coordinator"].user, password=PASSWORD, by=None, at=LONG_AGO)
    return cast["coordinator"]


def sign_in(
    client: Client, email: str = "coordinator@example.test", password: str = PASSWORD, to: str = "/sign-in/"
) -> object:
    return client.post(to, {"email": email, "password": password})


@pytest.mark.parametrize("email", ["coordinator@example.test", "Coordinator@Example.Test"])
def test_e_mail_and_password_sign_in_whatever_the_capitals_and_change_the_session(
    coordinator: Actor, email: str
) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    answer = sign_in(client, email)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("coordinator@example.test", "wrong"), ("nobody@example.test", PASSWORD), ("", ""), ("no e-mail", "x"),
        ("a\x00b@example.test", PASSWORD), ("coordinator@example.test", "nul\x00in it"),
        ("coordinator@example.test", "x" * 9_000),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said_in_words(coordinator: Actor, email: str, password: str) -> None:
    client = Client()
    answer = sign_in(client, email, password)
    assert answer.status_code == 422
    assert b"error-summary" in answer.content
    assert f'value="{password}"' not in answer.content.decode() or not password
    assert client.get("/").status_code == 302


def test_too_many_wrong_passwords_make_a_pause_said_in_words(coordinator: Actor) -> None:
    client = Client()
    for _ in range(TRIES):
        sign_in(client, password="wrong")
    answer = sign_in(client)
    assert answer.status_code == 422
    assert b"Wait five minutes" in answer.content
    cache.clear()
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "given"), [("/find/", "/find/"), ("https://elsewhere.test/", "/"), ("//elsewhere.test", "/")]
)
def test_signing_in_leads_on_within_kith_and_nowhere_else(coordinator: Actor, wanted: str, given: str) -> None:
    assert sign_in(Client(), to=f"/sign-in/?next={wanted}")["Location"] == given


def test_signing_out_is_a_post_and_ends_the_session(signed_in: SignIn) -> None:
    client = signed_in("coordinator")
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302


def test_without_the_demo_there_is_no_one_click_sign_in(cast: Cast, settings: LazySettings) -> None:
    settings.DEMO = False
    client = Client()
    assert client.post(f"/sign-in/{cast['coordinator'].user.pk}/").status_code == 404
    assert client.get("/").status_code == 302


def test_in_the_demo_only_its_own_people_are_one_click_away(cast: Cast, settings: LazySettings) -> None:
    settings.DEMO = True
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actor = actions.add_actor(
            shown_name="Practice Person", agency=cast["coordinator"].agency, email="practice@demo.kith.example",
            by=None, at=LONG_AGO,
        )  # fmt: skip
        actions.give_role(actor=actor, role="coordinator", by=None, at=LONG_AGO)
    client = Client(enforce_csrf_checks=True)
    page = client.get("/sign-in/").content.decode()
    assert "Practice Person" in page
    assert str(cast["coordinator"].user.pk) not in page
    assert client.post(f"/sign-in/{actor.user.pk}/").status_code == 403
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post(f"/sign-in/{cast['coordinator'].user.pk}/", {"csrfmiddlewaretoken": token}).status_code == 404
    assert client.post(f"/sign-in/{actor.user.pk}/", {"csrfmiddlewaretoken": token}).status_code == 302
    assert client.get("/").status_code == 200


def test_someone_whose_login_was_closed_is_out_at_once(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("coordinator")
    with side(Side.ACCOUNTS, actor_id=new_id()):
        user = cast["coordinator"].user
        user.is_active = False
        user.save(update_fields=["is_active"])
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", ["coordinator", "officer", "registrar"])
def test_an_opening_and_a_refusal_are_each_one_entry(signed_in: SignIn, cast: Cast, name: str) -> None:
    client = signed_in(name)
    assert client.get("/").status_code == 200
    assert client.get("/audit/").status_code == 403
    nobody = uuid.uuid4()
    assert client.get(f"/cases/{nobody}/").status_code == 404
    with side(Side.AUDIT, actor_id=new_id()):
        mine = AuditEntry.objects.filter(actor_id=cast[name].pk).order_by("at")
        entries = list(mine.values_list("verb", "outcome", "case_id"))
    assert entries == [
        ("caseload.my_caseload", "opened", None), ("access.audit_trail", "refused", None), ("caseload.case", "refused", nobody),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["", "?page=2", "?page=x", "?page=-1", "?verb=test.&page=99", "?about=nothing", "?verb=%00", "?about=%00", "?verb=%ED%A0%80",
     "?outcome=refused", "?outcome=other", f"?about={uuid.UUID(int=7)}", f"?verb={'x' * 9_000}", "?who=%00", "?who=x",
     f"?who={uuid.UUID(int=7)}", "?who=%25", f"?about={'x' * 9_000}"],
)  # fmt: skip
def test_the_audit_trail_answers_whatever_is_asked(signed_in: SignIn, query: str) -> None:
    with side(Side.WELFARE, actor_id=new_id()):
        for place in range(60):
            audit.record(f"test.verb_{place}", by=None, at=timezone.now())
    assert signed_in("auditor").get(f"/audit/{query}").status_code == 200


def test_the_audit_trail_is_filtered_by_verb_outcome_and_case(signed_in: SignIn) -> None:
    case = uuid.uuid4()
    with side(Side.WELFARE, actor_id=new_id()):
        audit.record("test.this", by=None, at=timezone.now(), case=case)
        audit.record("test.that", by=None, at=timezone.now(), outcome="refused")
    client = signed_in("auditor")
    for query, this, that in [
        ("verb=test.this", True, False), (f"about={case}", True, False), ("outcome=refused", False, True),
        ("verb=test", True, True),
    ]:  # fmt: skip
        page = client.get(f"/audit/?{query}").content.decode()
        assert (">test.this<" in page, ">test.that<" in page) == (this, that), query


@pytest.mark.parametrize("path", ["/audit/", "/audit/proof/", "/sign-in/"])
def test_pages_of_access_make_few_queries(signed_in: SignIn, path: str) -> None:
    client = signed_in("auditor") if "audit" in path else Client()
    before = len(connections["default"].queries_log)
    connections["default"].force_debug_cursor = True
    try:
        assert client.get(path).status_code == 200
        assert len(connections["default"].queries_log) - before <= 15
    finally:
        connections["default"].force_debug_cursor = False
