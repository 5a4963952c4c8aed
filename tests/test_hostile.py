"""Every page and every form in every role, sent what nobody would type: never a 500, never markup that runs, and whatever is
asked for by GET changes nothing but what is written down of the asking.

A quarter of an hour: `make test-deep` runs it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from conftest import client_of, cloned_database
from kith.access.terms import Role
from kith.demo.cast import PEOPLE, gather
from kith.demo.load import Service, load
from kith.review.jobs import make_letters
from kith.site.pages import NOBODY, every_page
from tests.walking import PLAYED_BY, Stop, walk

ORIGIN = "http://testserver"
MARKUP = "\"'><script>alert(1)</script>"
HOSTILE: dict[str, str | bytes] = {
    "nothing": "", "NUL": "a\0b", "half a sign": b"a\xed\xa0\x80b", "markup": f"{MARKUP}'; drop table access_user; --",
    "somebody else": str(NOBODY), "a huge number": "9" * 40, "below zero": "-1", "no day": "31 February 99999",
    "mirrored": "\u202egnp.exe\u2066", "very long": "x" * 200_000,
}  # fmt: skip
pytestmark = pytest.mark.deep
# What asking itself writes: that something was read, and who is signed in.
WRITTEN_BY_ASKING = {"access_auditentry", "django_session"}
ANSWERS = range(200, 500)


@dataclass
class Form:
    """One form of a page as a browser would send it."""

    action: str
    is_post: bool
    controls: list[tuple[str, str]] = field(default_factory=list)

    def sent(self, hostile: str | bytes, only: str = "") -> str:
        """Its body with the hostile value in this control, or in each."""
        return urlencode([(name, value if only and name != only else hostile) for name, value in self.controls])


class Forms(HTMLParser):
    """The forms of a page: each control once, with the value that it holds."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.found, self._open = path, list[Form](), False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            is_post = (given.get("method") or "").lower() == "post"
            self.found.append(Form(given.get("action") or self.path, is_post))
            self._open = True
        elif self._open and tag in ("input", "textarea", "select", "button") and (name := given.get("name")):
            held = self.found[-1].controls
            if name != "csrfmiddlewaretoken" and name not in dict(held):
                held.append((name, given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer as `walk` reads it."""

    status: int
    url: str
    headers: Mapping[str, str]
    content: bytes

    def text(self) -> str:
        return self.content.decode()


@dataclass(frozen=True, slots=True)
class Browser:
    """A test client that `walk` can be led by."""

    client: Client

    def get(self, url: str) -> Asked:
        answer = self.client.get(url.removeprefix(ORIGIN), follow=True)
        query = answer.request["QUERY_STRING"]
        there = answer.request["PATH_INFO"] + (f"?{query}" if query else "")
        return Asked(answer.status_code, ORIGIN + there, answer.headers, content_of(answer))


def content_of(answer: HttpResponse) -> bytes:
    return b"".join(answer)


@pytest.fixture(scope="module")
def stops(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Client, Stop]]]:
    """Somebody of each role, and every page that they come to in a demo in miniature."""
    folder = tmp_path_factory.mktemp("hostile")
    own = {"DOCUMENTS": folder / "documents", "SEAL_ROOTS": folder / "roots", "SEAL_KEY": folder / "key"}
    with cloned_database(django_db_blocker), override_settings(**own):
        service = Service(make_letters, lambda _: 0, lambda: None, None)
        load(progress=lambda *_: None, service=service, scale=0.03)
        cast, found = gather(), list[tuple[Client, Stop]]()
        for role in dict.fromkeys(person.role for person in PEOPLE):
            looks = Counter[str]()
            for actor in (one for one in cast.of(Role(role)) if one.shown_name in PLAYED_BY[role]):  # who signs in
                client = client_of(actor)
                client.raise_request_exception = False
                found += [(client, stop) for stop in walk(Browser(client), ORIGIN, actor.shown_name, looks)]
        yield found


def chosen(stops: list[tuple[Client, Stop]]) -> Iterator[tuple[Client, Stop]]:
    """All but files, and the page that ends a visit."""
    yield from ((client, stop) for client, stop in stops if not stop.is_file and stop.name != "leave_page")


def faults_of(answer: HttpResponse) -> list[str]:
    found = [] if answer.status_code in ANSWERS else [f"answers {answer.status_code}"]
    return found + (["markup that runs"] if b"<script>alert(1)" in content_of(answer) else [])


def test_no_form_breaks_whatever_it_is_sent(stops: list[tuple[Client, Stop]]) -> None:
    faults, sent = dict[str, list[str]](), 0
    for client, stop in chosen(stops):
        page, session = content_of(client.get(stop.path)).decode(), client.cookies[settings.SESSION_COOKIE_NAME].value
        for form in Forms(page, stop.path).found:
            path = urlsplit(form.action).path or stop.path
            if not form.is_post or path.startswith("/sign-out"):
                continue
            for what, hostile in HOSTILE.items():
                for only in ("", *dict(form.controls)):
                    with transaction.atomic():  # what a form with one odd answer still writes is undone
                        answer = client.post(
                            form.action, form.sent(hostile, only), content_type="application/x-www-form-urlencoded"
                        )
                        transaction.set_rollback(True)
                    client.cookies[settings.SESSION_COOKIE_NAME] = session  # which an odd answer may have taken back
                    sent += 1
                    if found := faults_of(answer):
                        faults[f"{stop.person} on {stop.path}: {form.action} {only or 'everywhere'} {what}"] = found
    assert faults == {}
    assert sent > 5_000


def test_no_address_breaks_and_asking_changes_nothing(stops: list[tuple[Client, Stop]]) -> None:
    before, faults = state(), dict[str, list[str]]()
    names = {name for _, stop in stops for name, _ in parse_qsl(urlsplit(stop.path).query)} | {
        "page",
        "corrects",
        "after",
    }
    for client, stop in chosen(stops):
        for what, hostile in HOSTILE.items():
            asked = f"{urlsplit(stop.path).path}?{urlencode([(name, hostile) for name in sorted(names)])}"
            if what != "very long" and (found := faults_of(client.get(asked))):  # no server takes so long an address
                faults[f"{stop.person} asks for {asked}"] = found
    client, _ = stops[0]
    for page in every_page():
        for odd in ("%00", "%ED%A0%80", quote(MARKUP, safe=""), "..%2f..%2fetc%2fpasswd", "x" * 3_000):
            path = page.path.replace(str(NOBODY), odd)
            if page.name != "leave_page" and (found := faults_of(client.get(path))):
                faults[path[:200]] = found
    assert faults == {}
    after = state()
    assert {table for table in after if after[table] != before[table]} <= WRITTEN_BY_ASKING


def state() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and a sum over all that stands in them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'select count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) from "{table}" t')
            found[table] = cursor.fetchone()
    return found
