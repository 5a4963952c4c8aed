"""Every page in every role: what is asked for, and what the gate answers."""

import itertools
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kith.access import actions
from kith.access.models import User
from kith.access.roles import PERMISSIONS
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.site.wall import Leak

NOBODY = uuid.UUID(int=0)
_PART = re.compile(r"<(\w+):(\w+)>")
_ANY = {"uuid": NOBODY, "str": "x", "int": 1, "slug": "x"}


@dataclass(frozen=True, slots=True)
class Page:
    """One address with its permission; None where it is open to all."""

    name: str
    route: str
    permission: str | None

    @property
    def path(self) -> str:
        """The address of nobody's case."""
        return _PART.sub(lambda part: str(_ANY[part[1]]), self.route)

    @property
    def parts(self) -> set[str]:
        """The names of the parts of its address that differ from thing to thing."""
        return {name for _, name in _PART.findall(self.route)}

    def path_of(self, given: Mapping[str, object]) -> str:
        """The address of one thing, by what each part is there."""
        return _PART.sub(lambda part: str(given[part[2]]), self.route)

    def paths(self, held: Mapping[str, Sequence[object]]) -> list[str]:
        """The address of each thing that is held, by the names that the route gives its parts."""
        names = [name for _, name in _PART.findall(self.route)]
        choices = itertools.product(*(held[name] for name in names))
        return [self.path_of(dict(zip(names, one, strict=True))) for one in choices]


def every_page() -> list[Page]:
    """Every page of the site, by name. An address without a gate raises AttributeError: test_house says so in words."""
    return sorted(_pages(get_resolver().url_patterns, ""), key=lambda page: (page.name, page.path))


def _pages(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Page]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, route)
        else:
            yield Page(pattern.name or "", f"/{route}", pattern.callback.permission)  # type: ignore[attr-defined]


def expected(page: Page, role: Role) -> frozenset[int]:
    """The answers that are right: 403 for another role; else the page, or that there is no such case."""
    if page.permission is None:
        return frozenset({200, 302, 404, 405})
    return frozenset({200, 302, 404, 405}) if role in PERMISSIONS[page.permission] else frozenset({403})


def tried() -> tuple[int, list[Leak]]:
    """Ask for every page as someone of every role, and as nobody, in a transaction that is rolled back: the people who ask
    are made for it, and neither they, their sessions nor their entries stay."""
    count, leaks = 0, list[Leak]()
    with transaction.atomic():
        for role, user in _people().items():
            client = Client(SERVER_NAME="localhost", raise_request_exception=False)
            client.force_login(user)
            for page in every_page():
                if page.permission is not None:
                    count += 1
                    status = _asked(client, page, may=role in PERMISSIONS[page.permission])
                    if status not in expected(page, role):
                        leaks.append(Leak("page", f"{role.label} gets {status} for {page.name}"))
        for page in every_page():
            count += 1
            status = _asked(Client(SERVER_NAME="localhost", raise_request_exception=False), page, may=False)
            if page.permission is not None and status != HTTPStatus.FOUND:
                leaks.append(Leak("page", f"someone not signed in gets {status} for {page.name}"))
        transaction.set_rollback(True)
    return count, leaks


def _asked(client: Client, page: Page, *, may: bool) -> int:
    """The answer to GET. A page that only takes is sent an empty form by those who may not: refused before a word is read."""
    status = client.get(page.path).status_code
    if status == HTTPStatus.METHOD_NOT_ALLOWED and not may and page.permission is not None:
        status = client.post(page.path).status_code
    return status


def _people() -> dict[Role, User]:
    """Someone of each role, everywhere."""
    at, people = timezone.now(), dict[Role, User]()
    with side(Side.ACCOUNTS, actor_id=NOBODY):
        for role in Role:
            actor = actions.add_actor(
                shown_name=str(role.label), agency=None, email=f"{role}@wall.kith.example", by=None, at=at
            )
            actions.give_role(actor=actor, role=role, by=None, at=at)
            people[role] = actor.user
    return people
