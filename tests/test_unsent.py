"""Every page on which somebody writes for more than a moment keeps what they write and brings it back: found by walking, so
that a new page which does not is found too."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from conftest import client_of
from kith.access.side import side
from kith.access.terms import Side
from kith.register.models import Case
from kith.representations.tests.factories import give
from kith.ui.forms import Form as OwnForm
from kith.welfare import actions as welfare
from tests.factories import Cast, make_case
from tests.test_hostile import ORIGIN, Browser, Form, Forms
from tests.test_page_queries import World
from tests.walking import walk

pytestmark = pytest.mark.django_db
AT_NIGHT = "KITH_LOOKS" in os.environ  # `make test-deep`
MANY = 31  # pages with a long text that somebody comes to
_LONG = re.compile(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', re.S)


def long_texts(page: str) -> dict[str, str]:
    """The long texts of a page by name, as a browser reads them: it leaves out the line break after the tag."""
    return {name: unescape(text).removeprefix("\r\n").removeprefix("\n") for name, text in _LONG.findall(page)}


def form_of(page: str, path: str) -> Form:
    """The form that holds them."""
    names = long_texts(page)
    (found,) = [one for one in Forms(page, path).found if one.is_post and set(names) <= set(dict(one.controls))]
    return found


def faults_of(client: Client, path: str) -> list[str]:
    """What is wrong with how this page keeps and brings back: nothing, if all is well. Leaves it as it was."""
    page = client.get(path).content.decode()
    names, form = long_texts(page), form_of(page, path)
    key = re.findall(r'<script src="/static/ui/unsent.js" defer data-key="([^"]+)"', page)
    if len(key) != 1:
        return ["its script is not there"]
    typed: dict[str, Any] = dict(form.controls) | {name: f"Written in {name} & “more”." for name in names}
    kept = client.post(form.action, typed | {"kept_here": unescape(key[0])})
    if kept.status_code != 204:
        return [f"keeping answers {kept.status_code}"]
    again = client.get(path).content.decode()
    faults = [f"{name} is {text!r}" for name, text in long_texts(again).items() if text != typed[name]]
    if "not sent" not in again and "did not send" not in again:
        faults.append("says nothing")
    client.post(form.action, {"start_again": "yes"})
    return faults + (["does not start again"] if long_texts(client.get(path).content.decode()) != names else [])


def test_every_page_with_a_long_text_keeps_it_and_brings_it_back(cast: Cast) -> None:
    world = World(cast, children=2, items=2).make()
    faults, seen = dict[str, list[str]](), set[str]()

    def look(client: Client, name: str, path: str) -> None:
        if long_texts(client.get(path).content.decode()):
            seen.add(name)
            if found := faults_of(client, path):
                faults[f"{name} {path}"] = found

    looks = Counter[str]()  # what looks the same to two readers is tried by one; at night by each
    for client in [*world.readers().values(), client_of(cast["senior"]), client_of(cast["asker"])]:
        for stop in walk(Browser(client), ORIGIN, "somebody", Counter() if AT_NIGHT else looks):
            if stop.has_long_text:
                look(client, stop.name, stop.path)
    for client, path in [*without_account(cast, world), correcting(cast, world)]:
        look(client, resolve(path).url_name or "", path)
    assert faults == {}
    assert len(seen) >= MANY, sorted(seen)
    assert {"our_words", "ask_for_meeting", "write_contribution", "record_finding", "assemble_report"} <= seen


def correcting(cast: Cast, world: World) -> tuple[Client, str]:
    """The lead professional puts a released report together anew."""
    client, of_child = client_of(cast[world.lead]), {name: world.kwargs[name] for name in ("case_id", "child_id")}
    client.post(reverse("correct_report", kwargs=of_child), {"why": "A name is wrong."})
    return client, reverse("assemble_report", kwargs=of_child)


def without_account(cast: Cast, world: World) -> Iterator[tuple[Client, str]]:
    """Somebody of a family, and somebody who was asked about a child: each comes in by a link and a code."""
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    client = Client()
    client.post(f"/own/in/{given.link}/", {"code": given.code})
    yield from ((client, path) for path in ("/own/words/", "/own/meeting/"))
    with side(Side.WELFARE, actor_id=cast[world.lead].pk):
        asked = welfare.ask_for_contribution(
            case=Case.objects.get(pk=world.kwargs["case_id"]), child=world.kwargs["child_id"], name="Mr Bell",
            role="teacher", organisation="School", body="school", child_called="A", question="How is she?", why="For it.",
            phone="1", by=cast[world.lead], at=timezone.now(),
        )  # fmt: skip
    client = Client()
    client.post(f"/answer/link/{asked.token}/", {"code": asked.code})
    yield client, "/answer/write/"


def test_every_form_is_of_the_one_kind_that_knows_its_long_texts() -> None:
    found, todo = set[type](), [forms.Form]
    while todo:
        kinds = todo.pop().__subclasses__()
        found.update(kinds)
        todo += kinds
    ours = {one for one in found if one.__module__.startswith("kith.")}
    assert len(ours) > 30
    assert {one.__name__ for one in ours if not issubclass(one, OwnForm)} == {"YearsForm"}, "which has no text"
