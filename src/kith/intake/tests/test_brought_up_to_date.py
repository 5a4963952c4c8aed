"""What bringing the tables of intake up to date does to the rows that are there."""

from django.core.management import call_command

from kith.access.side import side
from kith.access.terms import Side
from kith.intake.models import HandIn
from kith.site import database
from tests.factories import LONG_AGO, standing_cast


def test_names_that_an_earlier_kith_kept_of_what_is_over_go(
    own_database: str,
) -> None:
    cast = standing_cast()
    found = {"pairs": 1, "pairs_shown": [{"a": {"name": "Selam Tesfay"}}]}
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        by = {"by": cast["registrar"], "asked_by": cast["registrar"], "begun_at": LONG_AGO, "asked_at": LONG_AGO}
        over, waits = (HandIn.objects.create(**by, step=step, found=found) for step in ("set_aside", "looked"))
    call_command("migrate", "intake", "0004_runs_that_died", database="owner", verbosity=0)
    database.migrate(verbosity=0)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        over.refresh_from_db()
        waits.refresh_from_db()
    assert (over.found, waits.found) == ({"pairs": 1}, found)
