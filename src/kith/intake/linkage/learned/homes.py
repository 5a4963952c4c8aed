"""Who lives together, in a register that says nothing of families but addresses."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from kith.intake.linkage.families import MOST_PEOPLE
from kith.intake.linkage.learned.columns import Column

HOUSE, STREET, UNIT = "house", "street", "unit"


def find_homes(
    rows: Sequence[Mapping[str, str]], columns: Sequence[Column], people: Sequence[int]
) -> Sequence[Hashable] | None:
    """Each row's home. A person lives where most of their rows say; who shares that lives together, unless it is the home of
    so many that it is a house of strangers (`MOST_PEOPLE`), where each lives alone. None where rows name no house and street."""
    if not {HOUSE, STREET} <= {column.name for column in columns}:
        return None
    homes: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row, person in zip(rows, people, strict=True):
        house, street, unit = (" ".join((row.get(part) or "").lower().split()) for part in (HOUSE, STREET, UNIT))
        if house and street:
            homes[person][f"{house}/{street}/{unit}"] += 1
    lives = {person: min(named, key=lambda home: (-named[home], home)) for person, named in homes.items()}
    shared: dict[str, set[int]] = defaultdict(set)
    for person, home in lives.items():
        shared[home].add(person)
    return [
        home if (home := lives.get(person, "")) and len(shared[home]) <= MOST_PEOPLE else person for person in people
    ]
