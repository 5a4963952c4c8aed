"""What bringing the tables of intake up to date does to the rows that are there."""

from pathlib import Path

from django.core.management import call_command

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake.actions import take_in
from kith.intake.models import ComparedRow, HandIn, HouseholdKey
from kith.intake.tests.files import HOME, home_office, person, two_families
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


def test_rows_that_are_there_are_compared_when_kith_begins_to_keep_that(own_database: str, tmp_path: Path) -> None:
    cast = standing_cast()
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        take_in(files=two_families(tmp_path), by=passage.actor, at=LONG_AGO)
        before = list(ComparedRow.objects.order_by("pk").values())
    call_command("migrate", "intake", "0005_no_names_kept", database="owner", verbosity=0)
    database.migrate(verbosity=0)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert list(ComparedRow.objects.order_by("pk").values()) == before
    assert len(before) == 7
    assert all(row["keys"] for row in before)


def test_homes_of_rows_that_are_there_are_written_without_their_postcodes_as_those_of_new_rows(
    own_database: str, tmp_path: Path
) -> None:
    """Whole homes, rooms of a house, a home without a postcode, one as long as can be; an emptied one stays empty."""
    cast = standing_cast()
    homes = [
        {"Address": "Room 4, Bracken Hotel, 19 Apple Brae", "Postcode": "ZG27 4GG"}, {"Address": "7 Mill Lane"}, {},
        {"Address": f"12 {'Long ' * 30}Street", "Postcode": "ZG27 4GG"}, HOME,
    ]  # fmt: skip
    rows = [person(f"M{n}", "Helen", "Abebe", "02/02/1990", case=f"D{n}", **home) for n, home in enumerate(homes)]
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        more = home_office(tmp_path, *rows, name="more.csv")
        take_in(files=[*two_families(tmp_path), more], by=passage.actor, at=LONG_AGO)
        emptied = HouseholdKey.objects.filter(kind="home").order_by("pk").last()
    HouseholdKey.objects.using("owner").filter(pk=emptied.pk).update(
        value=""
    )  # as a disposal does, once all is written

    def held() -> list[tuple[str, ...]]:
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            return sorted(
                (str(one), *said) for one, *said in HouseholdKey.objects.values_list("person", "kind", "value")
            )

    before = [key for key in held() if key[:2] != (str(emptied.person_id), "place")]
    call_command("migrate", "intake", "0006_rows_compared", database="owner", verbosity=0)
    assert held() == [key for key in before if key[1] != "place"]
    database.migrate(verbosity=0)
    assert held() == before
    assert len({value for _, kind, value in before if kind == "place"}) == 4
