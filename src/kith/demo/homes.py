"""Invented places to live: real towns of Scotland, invented streets and hotels, postcodes beginning with Z (none exist)."""

from dataclasses import dataclass
from datetime import date
from random import Random

# Where the invented families live, in hundredths; the towns are those that the pack's `places.yaml` gives to a council.
TOWNS: tuple[tuple[str, str, int], ...] = (
    ("Glasgow", "ZG", 60),
    ("Edinburgh", "ZE", 9),
    ("Aberdeen", "ZA", 5),
    ("Dundee", "ZD", 4),
    ("Motherwell", "ZM", 3),
    ("Coatbridge", "ZC", 2),
    ("Cumbernauld", "ZC", 2),
    ("Hamilton", "ZH", 3),
    ("Rutherglen", "ZR", 2),
    ("Paisley", "ZP", 4),
    ("Renfrew", "ZP", 1),
    ("Falkirk", "ZF", 1),
    ("Dunfermline", "ZK", 1),
    ("Greenock", "ZN", 1),
    ("Livingston", "ZL", 1),
    ("Clydebank", "ZY", 1),
)
_FIRST = (  # noqa: SIM905
    "Corbie Kelpwater Whinfell Larkmoor Heronsgait Tannerlea Ospreyburn Hazelrigg Rowansike Peatholm Silverburnet Quernstone "
    "Weaverlaw Brackenside Thistlemoss Otterhaugh Millstaney Sandmartin Gorsebank Curlewhope Ferryloan Bellheath Saltpanny "
    "Applecrae Harebellow Dovecraig Lintmill Merlinhall Alderwick Barleyknowe"
).split()
_KIND = "Street Road Loan Brae Gardens Terrace Court Avenue Wynd Crescent".split()  # noqa: SIM905
_HOTELS = "Hazel Osprey Lantern Ferry Bracken Heron Linden Quayside Rowan Tannery Juniper Weaver".split()  # noqa: SIM905
_UNIT = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lived, and when. `until` is open (None) for where they live now."""

    address: str
    town: str
    postcode: str
    is_hotel: bool
    from_: date
    until: date | None


class Places:
    """Streets and hotels of one invented caseload. The same street and number have one postcode."""

    def __init__(self, rng: Random, families: int) -> None:
        self._rng = rng
        self._units: dict[tuple[str, str, int], str] = {}
        self._hotels = [self._hotel(name) for name in _HOTELS[: max(1, min(len(_HOTELS), families // 60 + 1))]]

    def _town(self) -> tuple[str, str]:
        town, letters, _ = self._rng.choices(TOWNS, [share for *_, share in TOWNS])[0]
        return town, letters

    def _street(self) -> str:
        return f"{self._rng.choice(_FIRST)} {self._rng.choice(_KIND)}"

    def _postcode(self, town: str, letters: str, street: str, number: int) -> str:
        key = (town, street, number // 20)
        if key not in self._units:
            rng = self._rng
            unit = f"{rng.randint(1, 9)}{rng.choice(_UNIT)}{rng.choice(_UNIT)}"
            self._units[key] = f"{letters}{rng.randint(1, 40)} {unit}"
        return self._units[key]

    def _hotel(self, name: str) -> tuple[str, str, str]:
        town, letters = self._town()
        street, number = self._street(), self._rng.randint(2, 90)
        return f"{name} Hotel, {number} {street}", town, self._postcode(town, letters, street, number)

    def hotel_room(self, from_: date, until: date | None) -> Home:
        """A room in a hotel that many families share."""
        building, town, postcode = self._rng.choice(self._hotels)
        return Home(f"Room {self._rng.randint(1, 240)}, {building}", town, postcode, True, from_, until)

    def flat(self, from_: date, until: date | None, town: str | None = None) -> Home:
        """A flat or house of the family's own, in the town given or any."""
        letters = next((letters for name, letters, _ in TOWNS if name == town), "")
        if not letters or town is None:
            town, letters = self._town()
        rng = self._rng
        street, number = self._street(), rng.randint(1, 180)
        stair = f"Flat {rng.randint(0, 3)}/{rng.randint(1, 3)}, " if rng.random() < 0.45 else ""
        postcode = self._postcode(town, letters, street, number)
        return Home(f"{stair}{number} {street}", town, postcode, False, from_, until)
