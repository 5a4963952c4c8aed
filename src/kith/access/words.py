"""Words that somebody sent after their session had ended: carried by the browser alone, through signing in, to the same page.

No server keeps them: a session's table is read before any side is entered, and no word of a case may stand there. That
they are the same person's is sure: a form sent with a good token was shown since the last signing in with this browser,
and whoever that was stands in a signed cookie.
"""

import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from kith.access.models import User
from kith.ui.forms import SHOWN_AGAIN

WHO, SALT, DAY = "kith_who", "kith.words", 24 * 60 * 60
NOT_WORDS = frozenset({"csrfmiddlewaretoken", "password", SHOWN_AGAIN})


@dataclass(frozen=True, slots=True)
class Words:
    """What was sent, and to which page."""

    path: str
    fields: tuple[tuple[str, str], ...]


def remember(response: HttpResponseBase, user: User) -> None:
    """Note in the browser who has signed in with it."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_signed_cookie(WHO, str(user.pk), salt=SALT, max_age=DAY, httponly=True, secure=secure, samesite="Lax")


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was typed or chosen on the page that was sent."""
    return [(name, text) for name, texts in request.POST.lists() if name not in NOT_WORDS for text in texts if text]


def pack(request: HttpRequest) -> str:
    """What was sent, signed, as the sign-in form carries it; empty where nothing was, or nobody knows by whom."""
    who, fields = request.get_signed_cookie(WHO, default="", salt=SALT, max_age=DAY), fields_of(request)
    fields += [(name, file.name or "") for name, files in request.FILES.lists() for file in files]  # to be chosen again
    return signing.dumps([who, request.get_full_path(), fields], salt=SALT, compress=True) if who and fields else ""


def unpack(packed: str, user: uuid.UUID) -> Words | None:
    """The words again, for whoever wrote them and nobody else."""
    try:
        who, path, fields = signing.loads(packed, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return Words(path, tuple((name, text) for name, text in fields)) if who == str(user) else None


_CODE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+|[a-z]+(_[a-z]+)+")


def to_copy(request: HttpRequest) -> list[str]:
    """What a person wrote, each once; numbers, ids and codes are the page's own."""
    return list(dict.fromkeys(text for _, text in fields_of(request) if not _CODE.fullmatch(text)))
