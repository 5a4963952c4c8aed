"""The seam for `benchmarks/share.py`: the application without entering a side and without audit entries.

It works only on the copy that the benchmark makes and removes. Nothing of the product imports it or knows of it.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare_settings"

# isort: off
from kith.site.wsgi import application  # after the settings are chosen, and before whatever needs the apps
from kith.access import audit, gate
from kith.access.terms import Side

# isort: on

__all__ = ["application"]


@contextmanager
def _no_side(name: Side, *, actor_id: uuid.UUID) -> Iterator[None]:
    yield


def _no_entry(verb: str, **about: object) -> None:
    """Nothing is written down."""


gate.side = _no_side  # type: ignore[assignment]
audit.record = _no_entry  # type: ignore[assignment]
