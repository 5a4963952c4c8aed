"""A row as the columns that the model looks at: the same for splink's conditions and for the levels in Python."""

from dataclasses import dataclass

from kith.intake.linkage.rows import Prepared
from kith.intake.normalise import is_shared


@dataclass(frozen=True, slots=True)
class Comparable:
    """The columns of one row. Those worked out from others are properties, so that each is said once.

    `born` is the first reading of the date of birth and `swapped` the last, where there are two; `words` are those of the
    name, in no order.
    """

    key: str
    given: str
    family: str
    words: tuple[str, ...]
    bones: str
    born: str | None
    swapped: str | None
    year: int | None
    sex: str
    person_ref: str
    health_ref: str
    case_ref: str
    phone: str
    postcode: str
    building: str
    room: str

    @property
    def tokens(self) -> str:
        return " ".join(self.words)

    @property
    def first_january(self) -> bool:
        return self.born is not None and self.born[5:] == "01-01"

    @property
    def shared(self) -> bool:
        return is_shared(self.building)

    @property
    def day_month(self) -> str:
        """Day and month in either order: two offices that swap them write one."""
        return "-".join(sorted((self.born[8:10], self.born[5:7]))) if self.born else ""

    @property
    def given3(self) -> str:
        return self.given[:3]

    @property
    def family3(self) -> str:
        return self.family[:3]


def comparable(row: Prepared) -> Comparable:
    """The columns of a row."""
    born = row.births.readings
    return Comparable(
        key=row.key, given=" ".join(row.name.given), family=" ".join(row.name.family), words=row.name.tokens,
        bones=row.bones, born=born[0].isoformat() if born else None,
        swapped=born[-1].isoformat() if len(born) > 1 else None, year=row.births.year,
        sex=row.sex, person_ref=row.person_ref, health_ref=row.health_ref,
        case_ref=row.case_ref, phone=row.phone, postcode=row.postcode, building=row.address.building,
        room=row.address.room,
    )  # fmt: skip
