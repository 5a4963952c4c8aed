"""What agrees, what differs and what is not known between two rows, in plain words."""

from dataclasses import dataclass

from kith.intake.linkage.named import letters_apart, telling
from kith.intake.linkage.rows import Prepared
from kith.register.rules import fold


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two rows compared, in words a registrar reads."""

    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    unknown: tuple[str, ...]


def agreement(a: Prepared, b: Prepared) -> Agreement:
    """Compare two rows line by line. Never a percentage: what there is to see, in words."""
    agrees: list[str] = []
    differs: list[str] = []
    unknown: list[str] = []

    def say(what: str, left: object, right: object, alike: bool) -> None:
        (unknown if not left or not right else agrees if alike else differs).append(what)

    if a.name.tokens == b.name.tokens and (a.name.spelled == b.name.spelled or _as_it_sounds(a) == _as_it_sounds(b)):
        agrees.append("the whole name")
    elif a.name.tokens == b.name.tokens or _is_one_otherwise_spelled(a, b):
        agrees.append("the whole name, in another spelling or form")
    elif set(a.name.tokens) & set(b.name.tokens):
        agrees.append("part of the name")
        differs.append("the rest of the name")
    elif a.bones and a.bones == b.bones:
        agrees.append("the name as it sounds")
    else:
        differs.append("the spelling of the name")
    same_day = bool(set(a.births.readings) & set(b.births.readings))
    if same_day and a.births.is_first_january:
        agrees.append("the date of birth (1 January, as registered: it says little)")
    elif same_day or not (a.births.year and b.births.year):
        say("the date of birth", a.births.year, b.births.year, same_day)
    elif a.births.year == b.births.year:
        agrees.append("the year of birth")
        differs.append("the day of birth")
    else:
        differs.append("the year of birth")
    say("the Home Office number", a.person_ref, b.person_ref, a.person_ref == b.person_ref)
    say("the health number", a.health_ref, b.health_ref, a.health_ref == b.health_ref)
    say("the sex recorded", a.sex, b.sex, a.sex == b.sex)
    say("the address", a.address.building, b.address.building, a.address == b.address)
    say("the telephone", a.phone, b.phone, a.phone == b.phone)
    return Agreement(tuple(agrees), tuple(differs), tuple(unknown))


def _as_it_sounds(row: Prepared) -> set[str]:
    return {fold(spelled) for spelled in row.name.spelled.values()}


def _is_one_otherwise_spelled(a: Prepared, b: Prepared) -> bool:
    return len(a.name.words) == len(b.name.words) and letters_apart(telling(a.name), telling(b.name)) == 0
