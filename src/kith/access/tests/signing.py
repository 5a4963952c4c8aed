"""Signing in as a browser does it, for the tests of the second step and of one's own account."""

import base64
import re
from datetime import datetime
from html import unescape
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id

PASSWORD = "correct horse battery"
RFC = b"12345678901234567890"  # the secret of RFC 6238, appendix B
Answer = Any  # of the test client


def shown(secret: bytes, at: datetime) -> str:
    """What an app shows at that moment, by the standard and not by our code."""
    return TOTP(secret, 6, SHA1(), 30).generate(at.timestamp()).decode()  # noqa: S303  as the standard has it


def give_password(client: Client, to: str = "/sign-in/", **more: str) -> Answer:
    return client.post(to, {"email": "coordinator@example.test", "password": PASSWORD} | more)


def is_in(client: Client) -> bool:
    return bool(client.get("/").status_code == 200)


def give_code(client: Client, code: str) -> Answer:
    return client.post("/sign-in/code/", {"code": code})


def carried(page: Answer) -> str:
    (found,) = re.findall(r'name="carried" value="([^"]+)"', page.content.decode())
    return unescape(found)


def secret_on(page: Answer) -> bytes:
    (words,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())
    return base64.b32decode(words.replace(" ", ""))


def codes_on(page: Answer) -> list[str]:
    return re.findall(r"<code>([a-z0-9-]{11})</code>", page.content.decode())


def verbs(cast_or_actor: Actor) -> list[tuple[str, str]]:
    with side(Side.AUDIT, actor_id=new_id()):
        found = AuditEntry.objects.filter(actor_id=cast_or_actor.pk, verb__startswith="access.").order_by("at", "id")
        return list(found.values_list("verb", "outcome"))
