"""Django's `migrate`, which makes the tables of an empty database at once (decision 97)."""

from typing import Any  # Any: Django's own options

from django.core.management.commands import migrate
from django.db import connections

from kith.tables import make_at_once


class Command(migrate.Command):
    """Brings a database up to date; an empty one in a tenth of the time."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all tables where there is none yet, then what is left to do: Django's signals, and later migrations."""
        if not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["fake"]):
            make_at_once(connections[options["database"]])
        super().handle(*args, **options)
