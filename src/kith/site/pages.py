"""Every page in every role: what is asked for, and what the gate answers."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kith.access.models import Membership
from kith.access.roles import PERMISSIONS
from kith.access.terms import Role
from kith.site.wall import Leak

NOBODY = uuid.UUID(int=0)
CONVERTERS = {"UUIDConverter": NOBODY, "StringConverter": "x", "IntConverter": 1, "SlugConverter": "x"}


@dataclass(frozen=True, slots=True)
class Page:
    """One address with its permission; None where it is open to all."""

    name: str
    path: str
    permission: str | None


def every_page() -> list[Page]:
    """Every page of the site, by name. An address without a gate raises AttributeError: test_house says so in words."""
    return sorted(_pages(get_resolver().url_patterns, ""), key=lambda page: (page.name, page.path))


def _pages(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Page]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, route)
        else:
            for name, converter in pattern.pattern.converters.items():
                kind = type(converter).__name__
                route = route.replace(f"<{_tag(kind)}{name}>", str(CONVERTERS[kind]))
            yield Page(pattern.name or "", f"/{route}", pattern.callback.permission)  # type: ignore[attr-defined]


def _tag(kind: str) -> str:
    return {"UUIDConverter": "uuid:", "IntConverter": "int:", "SlugConverter": "slug:", "StringConverter": "str:"}[kind]


def expected(page: Page, role: Role) -> frozenset[int]:
    """The answers that are right: 403 for another role; else the page, or that there is no such case."""
    if page.permission is None:
        return frozenset({200, 302, 404, 405})
    return frozenset({200, 302, 404, 405}) if role in PERMISSIONS[page.permission] else frozenset({403})


def tried() -> tuple[int, list[Leak]]:
    """Ask for every page as someone of every role that is held now; what was opened is on the audit trail like any page."""
    count, leaks = 0, list[Leak]()
    now = timezone.now()
    held = Membership.objects.filter(until_at__isnull=True, from_at__lte=now, actor__user__isnull=False)
    for role in Role:
        one = held.filter(role=role).select_related("actor__user").order_by("from_at").first()
        if one is None:
            continue
        client = Client(SERVER_NAME="localhost")
        client.force_login(one.actor.user)
        others = set(held.filter(actor=one.actor).values_list("role", flat=True)) - {role}
        for page in every_page():
            if page.permission is None or any(Role(o) in PERMISSIONS[page.permission] for o in others):
                continue
            count += 1
            status = client.get(page.path).status_code
            if status == HTTPStatus.METHOD_NOT_ALLOWED and role not in PERMISSIONS[page.permission]:
                status = client.post(page.path).status_code  # a page that only takes: refused before it reads a word
            if status not in expected(page, role):
                leaks.append(Leak("page", f"{role.label} gets {status} for {page.name}"))
        client.logout()
    return count, leaks
