"""Settings of the server without a wall: the site's own, but for the database, which is a copy read as its owner."""

from kith.site.settings import *  # noqa: F403  every other setting is the same, or the comparison says nothing
from kith.site.settings import DATABASES

COPY = "kith_bare"
DATABASES = {
    **DATABASES,
    "default": {**DATABASES["default"], "NAME": COPY, "USER": DATABASES["owner"]["USER"]},
}
