"""Someone who is signed in and follows links, over a real socket: what a browser does, without the drawing."""

import html
import http.client
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve

LINK = re.compile(r'href="([/?][^"#]*)"')
OK, FOUND = 200, 302
NOT_FOLLOWED = ("/static/", "/sign-out/")
# What is due here and there alone is found by looking at so many times more of these.
WIDER = {"my_caseload": 6, "case": 4, "child": 3}


@dataclass(slots=True)
class Answer:
    """One answer: its status, its text and how long it took, from the request to the last byte."""

    status: int
    body: bytes
    seconds: float
    headers: Message


@dataclass(slots=True)
class Visitor:
    """One connection, kept alive, with its cookies, and the page that they come in at."""

    port: int
    home: str = "/"
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def ask(self, path: str, *, method: str = "GET", body: str = "") -> Answer:
        """Ask for a page. A connection that the server closed meanwhile is opened again, once."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://localhost:{self.port}/",
            }
        began = time.perf_counter()
        try:
            answer = self._sent(method, path, body, headers)
        except (http.client.HTTPException, ConnectionError):
            self._connection = None
            began = time.perf_counter()
            answer = self._sent(method, path, body, headers)
        text = answer.read()
        taken = time.perf_counter() - began
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(answer.status, text, taken, answer.headers)

    def _sent(self, method: str, path: str, body: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        self._connection.request(method, path, body or None, headers)
        return self._connection.getresponse()

    def comes_in(self, path: str, *, seen_on: str = "", **words: str) -> bool:
        """Send a form as the page shows it; whether it led on, which is to the page that they come in at."""
        page = self.ask(seen_on or path).body.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        words["csrfmiddlewaretoken"] = token[1] if token else ""
        answer = self.ask(path, method="POST", body=urlencode(words))
        self.home = answer.headers.get("Location", self.home)
        return answer.status == FOUND

    def sign_in(self, user: object) -> None:
        """One click on the demo's sign-in page. A refusal ends the measurement."""
        if not self.comes_in(f"/sign-in/{user}/", seen_on="/sign-in/"):
            raise SystemExit("Signing in was refused.")

    def walk(self, *, most: int) -> tuple[dict[str, list[str]], list[str]]:
        """Follow links from their first page, some `most` addresses of each page: those that answered 200, by the page's
        name, and in words each page whose links led nowhere."""
        waiting, seen = [self.home], defaultdict[str, set[str]](set)
        found, broken = defaultdict[str, list[str]](list), list[str]()
        seen[_name(self.home)].add(self.home)
        while waiting:
            path = waiting.pop(0)
            answer, name = self.ask(path), _name(path)
            if answer.status == OK:
                found[name].append(path)
            elif answer.status != FOUND:
                broken.append(f"a link to {name} answers {answer.status}")
            for link in _links(answer):
                target = urljoin(path, link)
                name = "" if target.startswith(NOT_FOLLOWED) else _name(target)
                if name and target not in seen[name] and len(seen[name]) < most * WIDER.get(name, 1):
                    seen[name].add(target)
                    waiting.append(target)
        return dict(found), sorted(set(broken))


def _links(answer: Answer) -> list[str]:
    """Where an answer leads: by its links, or at once."""
    if answer.status == FOUND:
        return [answer.headers["Location"]]
    is_page = "html" in answer.headers.get("Content-Type", "")
    return [html.unescape(link) for link in LINK.findall(answer.body.decode())] if is_page else []


def _name(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""
