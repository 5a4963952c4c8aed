"""What keeps the machine from joining two rows, whatever the score: each a named rule that says why in words.

A veto never says that two rows are different people: it says that a person must look. Twins, brothers and sisters,
fathers and sons share almost everything, and there the score is surest where it is most often wrong.
"""

from collections.abc import Callable

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from kith.intake.linkage.rows import Prepared
from kith.intake.linkage.spelling import ends_otherwise
from kith.intake.normalise import Name
from kith.register.rules import VOWELS

Veto = Callable[[Prepared, Prepared], bool]


def _contradicts(a: str, b: str) -> bool:
    """Two numbers that are both given and differ by more than one slip of the pen."""
    return bool(a and b) and DamerauLevenshtein.distance(a, b, score_cutoff=1) > 1


def another_person_reference(a: Prepared, b: Prepared) -> bool:
    """The Home Office knows them by different numbers."""
    return _contradicts(a.person_ref, b.person_ref)


def another_health_number(a: Prepared, b: Prepared) -> bool:
    """The health service knows them by different numbers."""
    return _contradicts(a.health_ref, b.health_ref)


def no_given_name(a: Prepared, b: Prepared) -> bool:
    """One of them has a single word as a name, which whole families share."""
    return (len(a.name.tokens) < 2 or len(b.name.tokens) < 2) and not _one_number_and_day(a, b)


def given_names_differ(a: Prepared, b: Prepared) -> bool:
    """Part of the name agrees and the rest does not: brothers and sisters, parents and children look so."""
    if _one_number_and_day(a, b):
        return False  # a slip of the pen in the name
    return words_differ(a.name, b.name)


def words_differ(a: Name, b: Name) -> bool:
    """Each of two names has a word that is like none of the other's."""
    return _has_another(a.tokens, b.tokens) and _has_another(b.tokens, a.tokens)


def born_in_other_years(a: Prepared, b: Prepared) -> bool:
    """The years of birth are more than one apart."""
    return a.births.year is not None and b.births.year is not None and abs(a.births.year - b.births.year) > 1


def born_on_other_days(a: Prepared, b: Prepared) -> bool:
    """Two full dates of birth that no reading brings together, and no number in common: a slip, or a brother or twin."""
    full = a.births.readings and b.births.readings and not (a.births.is_first_january or b.births.is_first_january)
    return bool(full) and not set(a.births.readings) & set(b.births.readings) and not shares_number(a, b)


def two_of_one_file(a: Prepared, b: Prepared) -> bool:
    """One file names both, writes their birth differently and gives them no common number: it may mean two people."""
    return a.file == b.file and a.births.written != b.births.written and not shares_number(a, b) and not _is_vague(a, b)


def _same_year(a: Prepared, b: Prepared) -> bool:
    return a.births.year is not None and a.births.year == b.births.year


def _is_vague(a: Prepared, b: Prepared) -> bool:
    return a.births.is_first_january or b.births.is_first_january or not (a.births.readings and b.births.readings)


def another_sex_and_name(a: Prepared, b: Prepared) -> bool:
    """The sex recorded differs, and the names are not alike."""
    return bool(a.sex and b.sex) and a.sex != b.sex and a.name.tokens != b.name.tokens and not _one_number_and_day(a, b)


def may_be_twins(a: Prepared, b: Prepared) -> bool:
    """Names that are close but not alike, and no number in common: twins and cousins are named so (Hassan and Hussein)."""
    return a.name.tokens != b.name.tokens and not shares_number(a, b) and not spelled_alike(a.name, b.name)


def little_is_known(a: Prepared, b: Prepared) -> bool:
    """Without a common number, a name is one person's only with a full date of birth other than 1 January, or with
    the same year of birth in the same household. A household alone is not enough: cousins of one name live together."""
    same_day = bool(set(a.births.readings) & set(b.births.readings)) and not a.births.is_first_january
    return (
        not same_day
        and not shares_number(a, b)
        and not (_same_year(a, b) and _is_vague(a, b) and shares_household(a, b))
    )


def nothing_else_in_common(a: Prepared, b: Prepared) -> bool:
    """A name and a day of birth alone: in a large register there are two such people somewhere."""
    return not (shares_number(a, b) or shares_household(a, b) or (a.case_ref and a.case_ref == b.case_ref))


ALL: dict[str, tuple[Veto, str]] = {
    "another_person_reference": (another_person_reference, "the Home Office has two different numbers for them"),
    "another_health_number": (another_health_number, "the health service has two different numbers for them"),
    "no_given_name": (no_given_name, "one of them is recorded with a single name"),
    "born_in_other_years": (born_in_other_years, "they were born in different years"),
    "born_on_other_days": (born_on_other_days, "they have two different full dates of birth"),
    "two_of_one_file": (two_of_one_file, "one file names both of them, with births written differently"),
    "given_names_differ": (given_names_differ, "part of the name agrees, the rest does not: they may be of one family"),
    "another_sex_and_name": (another_sex_and_name, "the sex recorded differs, and so does the name"),
    "may_be_twins": (may_be_twins, "the names are close and no number is the same: they may be twins or cousins"),
    "little_is_known": (little_is_known, "too little is known to be sure"),
    "nothing_else_in_common": (nothing_else_in_common, "nothing but the name and the day of birth is the same"),
}


CONTRADICTIONS = (
    "another_person_reference",
    "another_health_number",
    "born_in_other_years",
    "born_on_other_days",
    "two_of_one_file",
    "another_sex_and_name",
)


def veto(a: Prepared, b: Prepared) -> str:
    """The name of the first veto that stands between two rows; empty where none does."""
    return next((name for name, (stands, _) in ALL.items() if stands(a, b)), "")


def keeps_apart(a: Prepared, b: Prepared) -> bool:
    """Whether two rows may not end up in one person by way of others: what contradicts, not what is merely unsure."""
    stands = next((name for name in CONTRADICTIONS if ALL[name][0](a, b)), "")
    return bool(stands) and not (stands == "born_on_other_days" and _one_slip(a, b))


def _one_number_and_day(a: Prepared, b: Prepared) -> bool:
    return shares_number(a, b) and bool(set(a.births.readings) & set(b.births.readings))


def shares_number(a: Prepared, b: Prepared) -> bool:
    return bool(a.person_ref and a.person_ref == b.person_ref) or bool(a.health_ref and a.health_ref == b.health_ref)


def _one_slip(a: Prepared, b: Prepared) -> bool:
    """Two dates that differ in one digit as written."""
    return any(
        sum(x != y for x, y in zip(one.isoformat(), other.isoformat(), strict=True)) == 1
        for one in a.births.readings
        for other in b.births.readings
    )


def shares_household(a: Prepared, b: Prepared) -> bool:
    same_home = a.address.building and a.address == b.address and (not a.address.is_shared or a.address.room)
    same_carer = len(a.guardian.tokens) > 1 and a.guardian.tokens == b.guardian.tokens
    return bool(
        same_home or same_carer or (a.phone and a.phone == b.phone) or (a.case_ref and a.case_ref == b.case_ref)
    )


def _has_another(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(word not in others and not any(_spelled(word, other) for other in others) for word in words)


def _spelled(a: str, b: str) -> bool:
    """One word in two spellings: close letter by letter, or one is the beginning of the other."""
    if (
        len(a) >= 4
        and len(b) >= 4
        and (a.startswith(b) or b.startswith(a) or a in ("al" + b, "el" + b) or b in ("al" + a, "el" + a))
    ):
        return True
    return JaroWinkler.similarity(a, b) >= 0.82 or DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1


def spelled_alike(a: Name, b: Name) -> bool:
    """One name in two spellings rather than two names: every word of the shorter has its own in the longer.

    The given name, which parts twins, is held to a stricter likeness than the family name, which they share.
    """
    if len(a.tokens) != len(b.tokens):
        return False  # a word more may be the one that parts two brothers
    shorter, longer = (a, b) if len(a.tokens) <= len(b.tokens) else (b, a)
    left = list(longer.tokens)
    for word in sorted(shorter.tokens, key=lambda w: w not in left):
        # Where an office swapped the two, a given name stands as a family name: both rows must hold it to be one.
        in_family = word in shorter.family
        found = next((o for o in left if o == word), None) or next(
            (o for o in left if _one_word(word, o, in_family and o in longer.family)), None
        )
        if found is None:
            return False
        left.remove(found)
    return True


def _one_word(a: str, b: str, is_family: bool) -> bool:
    """One word in two spellings: Yusuf and Yusif, Katib and Alkatib; but not Hasan and Husain."""
    if a in ("al" + b, "el" + b) or b in ("al" + a, "el" + a):
        return True
    slips = DamerauLevenshtein.distance(a, b, score_cutoff=2)
    if is_family:
        return (slips <= 2 and min(len(a), len(b)) >= 4) or slips <= 1
    if ends_otherwise(a, b):
        return False  # brother and sister: Samir, Samira
    if VOWELS.sub("", a) == VOWELS.sub("", b):
        return slips <= (2 if min(len(a), len(b)) >= 6 else 1)
    # A letter left out, added or in another place is a slip; another letter in its place may be another name (Amina, Amira).
    moved = slips <= 1 and (len(a) != len(b) or sorted(a) == sorted(b))
    return (moved and min(len(a), len(b)) >= 4) or (slips <= 1 and min(len(a), len(b)) >= 6)
