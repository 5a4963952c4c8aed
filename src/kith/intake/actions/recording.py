"""A row as the register takes it: each thing it says beside the side that the pack gives for its column."""

from collections.abc import Iterable, Mapping

from kith.access.terms import FactSide
from kith.intake import normalise
from kith.protocol.pack import Pack, Source
from kith.register.actions import NewFact, NewName, NewPerson, NewResidence
from kith.register.models import SourceRecord
from kith.register.rules import keys_of_name, keys_of_reference
from kith.register.terms import FactKind, NameKind, ReferenceKind

REFERENCES = {
    "person_ref": ReferenceKind.PERSON,
    "case_ref": ReferenceKind.CASE,
    "health_ref": ReferenceKind.HEALTH,
}
FACTS = {
    "birth_date": FactKind.BIRTH_DATE,
    "sex": FactKind.SEX,
    "nationality": FactKind.NATIONALITY,
    "relationship": FactKind.RELATIONSHIP,
    "guardian": FactKind.GUARDIAN,
    "arrived_on": FactKind.ARRIVED_ON,
    "birth_place": FactKind.BIRTH_PLACE,
    "phone": FactKind.PHONE,
}
DATES = frozenset({"birth_date", "arrived_on"})


def new_person(
    *, source: Source, fields: Mapping[str, str], sides: Mapping[str, str], pack: Pack, record: SourceRecord
) -> NewPerson:
    """What one row says about a person. `record` says where the row is; its person is the one made here."""
    names = _names(fields, sides, source.side)
    references = [(kind, fields[f], sides[f]) for f, kind in REFERENCES.items() if fields.get(f)]
    if source.own_number and fields.get("row_id"):
        references.append((ReferenceKind(source.own_number), fields["row_id"], sides["row_id"]))
    keys = [key for n in names for key in keys_of_name(n.text, f"{n.text} ({source.name})", n.side)]
    keys += [key for _, value, side in references for key in keys_of_reference(value, f"{value} ({source.name})", side)]
    assert record.person_id is not None
    return NewPerson(
        id=record.person_id,
        side=source.side,
        source=source.name,
        names=names,
        references=references,
        facts=[_fact(field, fields[field], sides[field]) for field in FACTS if fields.get(field)],
        residences=_residences(fields, sides, pack),
        search_keys=list(dict.fromkeys(keys)),
        record=record,
    )


def _names(fields: Mapping[str, str], sides: Mapping[str, str], side: str) -> list[NewName]:
    given, family = fields.get("given", ""), fields.get("family", "")
    names = []
    if given and family:
        text = f"{given} {family}"
        kind = NameKind.GIVEN_AND_FAMILY if _is_latin(text) else NameKind.OWN_SCRIPT
        names.append(NewName(kind, text, sides["given"], given, family))
    for field in ("given", "family", "full_name", "native"):
        text = fields.get(field, "")
        if text and not (names and field in ("given", "family")):
            kind = NameKind.ONE_CELL if _is_latin(text) and field != "native" else NameKind.OWN_SCRIPT
            names.append(NewName(kind, text, sides.get(field, side)))
    return names


def _is_latin(text: str) -> bool:
    """Whether the letters are Latin ones, accents and all (Latin blocks of Unicode end before U+0250)."""
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in text if letter.isalpha())


def _fact(field: str, value: str, side: str) -> NewFact:
    if field not in DATES:
        return NewFact(FACTS[field], value, side)
    read = normalise.births(value)
    return NewFact(FACTS[field], value, side, read.earliest, read.latest)


def _residences(fields: Mapping[str, str], sides: Mapping[str, str], pack: Pack) -> list[NewResidence]:
    said = [field for field in ("address", "town", "postcode") if fields.get(field)]
    if not said:
        return []
    town = fields.get("town", "")
    return [
        NewResidence(
            side=_narrowest(sides[field] for field in said),
            address=fields.get("address", ""),
            town=town,
            postcode=fields.get("postcode", ""),
            area=pack.council_of(town) if town else "",
        )
    ]


def _narrowest(sides: Iterable[str]) -> str:
    """The side of a fact made of several cells: common only where all of them are."""
    return next((side for side in sides if side != FactSide.COMMON), FactSide.COMMON)
