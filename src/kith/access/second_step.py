"""The second step of signing in: codes by an app on a phone (RFC 6238), and codes on paper for the day that the phone is lost.

The key lies in a file of the server, never in the database: whoever reads the tables can neither make a code nor try one.
"""

import base64
import hmac
import os
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECONDS, DIGITS, SECRET_BYTES, NONCE_BYTES = 30, 6, 20, 12  # what every app takes: RFC 6238, and 160 bits by RFC 4226
DRIFT = 1  # steps by which a phone's clock may be early or late
CODES, LETTERS = 10, "23456789abcdefghjkmnpqrstuvwxyz"  # on paper: none that is taken for another


class Unreadable(Exception):
    """A secret that was locked with another key, or for another login."""


@dataclass(frozen=True, slots=True)
class Key:
    """What locks the apps' secrets and prints the codes on paper: 32 bytes in a file that only the server reads."""

    path: Path

    def read(self) -> bytes:
        """The key, made on first use; of two processes that start together the first wins."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self.path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
            with suppress(FileExistsError):
                os.link(fresh, self.path)
            fresh.unlink()
        return self.path.read_bytes()

    def lock(self, secret: bytes, login: uuid.UUID) -> bytes:
        """The secret as it may stand in a table: of no use to another login, or without the key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.read()).encrypt(nonce, secret, login.bytes)

    def unlock(self, locked: bytes, login: uuid.UUID) -> bytes:
        """The secret again. Raises `Unreadable` where it was locked with another key or for another login."""
        try:
            return AESGCM(self.read()).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], login.bytes)
        except InvalidTag as error:
            raise Unreadable from error

    def print_of(self, code: str, login: uuid.UUID) -> str:
        """What is kept of a code on paper, from which the code is not found without the key."""
        said = "".join(letter for letter in code.lower() if letter in LETTERS)
        return hmac.new(self.read(), b"codes" + login.bytes + said.encode(), sha256).hexdigest()


def new_secret() -> bytes:
    """A secret for somebody's app."""
    return secrets.token_bytes(SECRET_BYTES)


def new_codes() -> list[str]:
    """Codes for paper, of 49 bits each."""
    return ["-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(CODES)]


def in_words(secret: bytes) -> str:
    """The secret to type into an app, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def drawing(secret: bytes, email: str) -> str:
    """What an app reads with its camera, as SVG; dark on light whatever the page's colours are, as cameras need it."""
    address = _app(secret).get_provisioning_uri(email, "Kith")
    return segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=4, light="white", svgclass="drawing"
    )


def code_at(secret: bytes, at: datetime) -> str:
    """The code that an app with this secret shows at that moment."""
    return _app(secret).generate(int(at.timestamp()) // SECONDS * SECONDS).decode()


def step_of(secret: bytes, code: str, at: datetime, after: int) -> int | None:
    """The time step that a code by the app is of, if it is of now and later than `after`; None where it is not."""
    said, now = "".join(code.split()).encode(), int(at.timestamp()) // SECONDS
    fitting = [
        step for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(_app(secret).generate(step * SECONDS), said) and step > after
    ]  # fmt: skip
    return max(fitting, default=None)


def _app(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), SECONDS)  # noqa: S303  as every app does; HMAC-SHA1 is sound (RFC 6238, 1.2)
