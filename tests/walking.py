"""Walking as people do: who each role is in the demo, and every page that following links from the caseload leads to."""

import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from django.urls import resolve
from playwright.sync_api import BrowserContext, Page

from kith.access.roles import HOMES, PERMISSIONS
from kith.access.terms import Role
from kith.demo.load import PEOPLE
from kith.site.pages import every_page

PLAYED_BY = {role: [person.name for person in PEOPLE if person.role == role] for role in Role}
SEARCHES = ("/find/?words=Ali", "/find/?words=zzzzzz")  # typed into the box of every page that has one
CASES = 3  # of one look that are gone into, and reviews
LINKS = 6  # of one kind that are followed from one page, or a few more
_LINK = re.compile(r'<a\b[^>]*\shref="([^"#]+)')
_ACTION = re.compile(r'<form\b[^>]*\saction="([^"#]+)')
_TITLE = re.compile("<title>(.*?)</title>", re.S)
_HEADING = re.compile("<h1>(.*?)</h1>", re.S)
_VALUES = re.compile(r"<(bdi|td|option|blockquote)\b.*?</\1>", re.S)
_SHAPE = re.compile(
    r"<(button|caption|legend)\b[^>]*>(?P<words>.*?)</\1>|<a class=\"button[^>]*>(?P<link>.*?)</a>"
    r'|aria-current="page"[^>]*>(?P<tab>.*?)</a>|class="(?P<is>empty|tag tag-\w+)',
    re.S,
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A page that somebody came to: its name in the URLs, where it is, who came, and its first words; a file has none."""

    name: str
    path: str
    person: str
    title: str
    headings: tuple[str, ...]  # of the first order
    sends: frozenset[str] = frozenset()  # the pages that its buttons send to
    shape: frozenset[str] = frozenset()  # what kind of page it is within its frame, whoever looks
    has_long_text: bool = False  # somebody writes on it for more than a moment

    @property
    def is_file(self) -> bool:
        return not self.title


class DeadEnd(AssertionError):
    """A link that leads its reader to something other than a page."""


def answers(origin: str) -> bool:
    """Whether the pages are there yet."""
    try:
        urllib.request.urlopen(f"{origin}/sign-in/", timeout=5)  # noqa: S310  # our own address
    except OSError:
        return False
    return True


def sign_in_as(context: BrowserContext, origin: str, person: str) -> Page:
    """The demo's one click, and the caseload that follows, or the page of their own of those who have none."""
    page = context.new_page()
    page.goto(f"{origin}/sign-in/")
    page.get_by_role("button", name=person, exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


class Asks(Protocol):
    """Whatever asks for a page by its address and gives status, final address, headers and text: a browser, or a test client."""

    def get(self, url: str) -> Any: ...  # Any: an answer of playwright's kind


def walk(request: Asks, origin: str, person: str, looks: Counter[str]) -> Iterator[Stop]:
    """Follow links from the caseload; one stop for each page, and one more for each other look that it has.

    Of many links of one kind on a page some are followed, the first and the last among them, and none from a page that
    looks like those before: `looks` counts those known already. What lies behind a case or its review is not told by its look
    (whether a child's drawing crossed, or for which child the reader weighed what is best), so that a few of each are gone into.
    Fails with `DeadEnd` at a link that answers with anything but a page or a file: nobody is shown a door that is shut.
    """
    seen, todo = {"/"}, [("/", "")]
    while todo:
        path, before = todo.pop(0)
        answer = request.get(f"{origin}{path}")
        if answer.status != HTTPStatus.OK:
            raise DeadEnd(f"{person} follows a link on {before} to {path}: {answer.status}")
        name = resolve(urlsplit(answer.url).path).url_name or ""
        text = answer.text() if "html" in answer.headers["content-type"] else ""
        links = [urlsplit(urljoin(answer.url, unescape(link))) for link in _LINK.findall(text)]
        kinds = [resolve(link.path).url_name or "" for link in links]
        look = " ".join([name, *sorted({*kinds, *_shapes(text)})])
        looks[look] += 1
        if looks[look] > (CASES if name in ("case", "review") else 1):
            continue
        sends = {urlsplit(urljoin(answer.url, unescape(action))).path for action in _ACTION.findall(text)}
        if looks[look] == 1:
            yield Stop(
                name, path, person, "".join(_TITLE.findall(text)), tuple(_HEADING.findall(text)),
                frozenset(resolve(one).url_name or "" for one in sends), frozenset({name, *_shapes(text)}),
                "<textarea name=" in text,
            )  # fmt: skip
        of_kind: dict[str, list[str]] = {}
        for link, kind in zip(links, kinds, strict=True):
            of_kind.setdefault(kind, []).append(f"{link.path}?{link.query}" if link.query else link.path)
        for kind, found in of_kind.items():
            fresh = [
                one
                for one in (found if kind == name else found[:: max(1, len(found) // LINKS)] + found[-1:])
                if one not in seen
            ]
            seen.update(fresh)
            todo += [(one, path) for one in dict.fromkeys(fresh)]
        if path == "/" and 'role="search"' in text:
            todo += [(search, path) for search in SEARCHES]


def _shapes(text: str) -> set[str]:
    """What kind of page this is, whatever family it is about: its buttons, tables, questions, tags and open tab."""
    main = _VALUES.sub("", text[text.find("<main") :])
    found = ("".join(filter(None, one.group("words", "link", "tab", "is"))) for one in _SHAPE.finditer(main))
    return {re.sub(r"<[^>]*>|\d+", "", words) for words in found}


def pages_by_role() -> list[tuple[Role, str]]:
    """Every page beside every role that may open it, for those roles that people hold."""
    return sorted(
        {
            (role, page.name)
            for page in every_page()
            if page.permission is not None
            for role in PERMISSIONS[page.permission]
            if PLAYED_BY[role] and not (page.name == "my_caseload" and role in HOMES)  # which leads on to another page
        }
    )
