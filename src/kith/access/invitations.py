"""The link by which somebody chooses their own password: made once, shown once, and kept as a print alone."""

import secrets
from hashlib import sha256


def new_link() -> str:
    """A link's own part, of 256 bits: nobody finds one by trying."""
    return secrets.token_urlsafe(32)


def print_of(link: str) -> str:
    """What is kept of a link. It needs no salt: no two links are alike, and none can be guessed."""
    return sha256(link.encode("utf-8", "replace")).hexdigest()
