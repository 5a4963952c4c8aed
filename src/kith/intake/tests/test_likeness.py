"""What is held of two people before any rule looks at them: who is whose parent, of another sex, who else fits."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from kith.intake.linkage import PersonRow, Prepared, link, prepare
from kith.intake.linkage.likeness import Births, Likeness, Names, Person, compare
from kith.intake.linkage.look import Look
from kith.intake.linkage.spelling import Spellings
from kith.intake.linkage.sure import are_named_apart, fits_as_well, is_whole
from kith.intake.tests.test_rounds import FIRM, HERE, PLAIN, THERE, row


def alike(one: PersonRow, other: PersonRow, spellings: Spellings = PLAIN, grown: int = 0) -> Likeness:
    first, second = (Person(said.key, [prepare(said)]) for said in (one, other))
    found = compare(first, second, spellings, grown)
    assert found is not None
    assert compare(second, first, spellings, grown) == found
    return found


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        # A child is called by its father's and its grandfather's names, too.
        (row("a", "Samhar", "Yonas Tesfay", guardian="Yonas Tesfay"), row("b", "Samhar", "Yonas Tesfay", ""), False),
        (row("a", "Samhar", "Yonas Tesfay", guardian="Yonas Tesfay"), row("b", "Yonas", "Tesfay", ""), True),
        (row("a", "Samhar", "Yonas Tesfay", guardian="Yonas Tesfay"), row("b", "Yonas", "Tesfay Samhar", ""), True),
        (row("a", "Omar", "Tesfay", guardian="Omar Tesfay"), row("b", "Omar", "Tesfay", ""), True),
        # A grandfather whose cells are the wrong way round, and a father who has none for his given name.
        (row("a", "Ahmed", "Hassan Ali", guardian="Ahmed Hassan"), row("b", "Ali", "Ahmed Hassan", ""), True),
        (row("a", "Omar", "Tesfay", guardian="Omar Tesfay"), row("b", "", "Omar Tesfay", ""), True),
        # Whoever is born in one year or the next is nobody's parent among them.
        (row("a", "Omar", "Tesfay", guardian="Omar Tesfay"), row("b", "Omar", "Tesfay", "01/01/2012"), False),
        (row("a", "Omar", "Tesfay", guardian="Omar Tesfay"), row("b", "Omar", "Tesfay", "19/04/2011"), False),
        (
            row("a", "Amal", born="19/04/2007", relationship="Daughter"),
            row("b", "Amal", born="19/04/2006", relationship="Wife"),
            True,
        ),
        (row("a", "Omar", born="19/04/1996", guardian="Omar Tesfay"), row("b", "Omar", born="19/04/1966"), True),
        (
            row("a", "Omar", born="19/04/2012", relationship="Son"),
            row("b", "Omar", born="19/04/2002", relationship="Wife"),
            True,
        ),
    ],
)
def test_who_may_be_the_parent_of_whom(one: PersonRow, other: PersonRow, kin: bool) -> None:
    assert alike(one, other).may_be_kin is kin


def named(*sexes: str, given: str = "Muhammad") -> list[Prepared]:
    """So many people of one given name."""
    return [prepare(row(f"{given}{n}", given, f"Aziz{n}", sex=sex)) for n, sex in enumerate(sexes)]


MEN = named(*"m" * 20)


@pytest.mark.parametrize(
    ("people", "other"),
    [
        (MEN, False),
        (named(*"m" * 19, "f"), True),
        (named(*"m" * 38, "f", "f"), False),
        (named(*"m" * 37, "f", "f"), True),
        (named(*"m" * 19), True),
        ([], True),
        ([prepare(row(f"k{n}", "Muhammad", sex="m")) for n in range(40)], True),  # one man in forty rows
    ],
)
def test_a_sex_that_nobody_of_the_name_has_is_a_slip(people: list[Prepared], other: bool) -> None:
    boy, girl = row("a", "Muhammad", sex="m", **HERE), row("b", "Muhammad", sex="f", **HERE)
    assert alike(boy, girl, Spellings.of(people)).other_sex is other


@pytest.mark.parametrize(
    "girl",
    [
        row("b", "Hodan Muhammad", sex="f", **HERE),  # his twin, of whom one cell has her father's name, too
        row("b", "Muhammad", born="01/01/2012", sex="f", person_ref="A1234567", **HERE),
        row("b", "Muhammad", born="", sex="f", person_ref="A1234567", **HERE),
        row("b", "Muhammad", born="19/04/2011", sex="f", person_ref="A1234567", **HERE),
        row("b", "Muhammad", sex="f", **THERE),
    ],
)
def test_another_sex_is_no_slip_where_anything_else_differs(girl: PersonRow) -> None:
    boy = row("a", "Muhammad", sex="m", person_ref="A1234567", **HERE)
    assert alike(boy, girl, Spellings.of(MEN)).other_sex
    assert not alike(boy, replace(boy, sex="f"), Spellings.of(MEN)).other_sex


def test_of_names_heard_alike_each_is_of_one_sex_as_it_is_written() -> None:
    spellings = Spellings.of([*named(*"m" * 20, given="Noor"), *named(*"f" * 20, given="Nour")])
    assert spellings.sexes == {"noor": "m", "nour": "f"}
    man, woman = row("a", "Noor", sex="m", **HERE), row("b", "Nour", sex="f", **HERE)
    assert alike(man, woman, spellings).other_sex
    assert not alike(man, replace(woman, given="Noor"), spellings).other_sex


SPELLED = Spellings({("halima", "hilma"): 2, ("amina", "amira"): 2}, {"halima": 40, "halma": 1})


@pytest.mark.parametrize(
    ("one", "other", "like", "shares"),
    [
        (("Halima", "Aziz"), ("Halima", "Aziz Noor"), True, True),
        (("Halima", "Aziz"), ("Hilma", "Aziz Noor"), True, True),
        (("Halima", "Aziz"), ("Halma", "Aziz Noor"), False, True),  # a slip may be another name: Amina, Amira
        (("Halima", "Aziz"), ("Halima Noor", "Aziz"), False, True),
        (("Amina Amira", "Fatima Ali"), ("Amina Fatima", "Ali"), False, True),
        (("Aziz", "Halima"), ("Halima", "Aziz Noor"), False, False),
    ],
)
def test_given_names_are_alike_word_by_word(
    one: tuple[str, str], other: tuple[str, str], like: bool, shares: bool
) -> None:
    found = alike(row("a", *one), row("b", *other), SPELLED)
    assert (found.like_given, found.shares_given) == (like, shares)


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ([("Halima", "Aziz"), ("Aziz", "Halima")], [("Halima", "Aziz Noor")], True),
        ([("Halima", "Aziz")], [("Halima", "Aziz Noor"), ("Aziz Noor", "Hilma"), ("", "Halima")], True),
        ([("Halima", "Aziz"), ("Aziz", "Halima")], [("Noor", "Aziz"), ("Aziz", "Noor")], False),  # sisters
        ([("Halima", "Aziz"), ("Aziz", "Halima")], [("Aziz Noor", "Halima"), ("Halima", "Aziz Noor")], False),
        ([("Halima", "Aziz"), ("Noor", "Halima")], [("Halima", "Aziz")], False),  # Noor may be Halima's daughter
        ([("Halima", "Aziz"), ("Halima Noor", "Aziz")], [("Halima", "Aziz Noor")], False),
        ([("Halima", "Aziz"), ("Aziz", "Halima Noor")], [("Halima", "Aziz Noor")], False),
        # Of three spellings the second is both others', and these are not known to be one.
        ([("Nader", "Aziz")], [("Nadir", "Aziz Noor"), ("Nazir", "Aziz Noor")], False),
    ],
)
def test_fewer_than_half_of_the_rows_may_have_the_familys_name_where_the_given_ones_stand(
    one: list[tuple[str, str]], other: list[tuple[str, str]], like: bool
) -> None:
    a, b = (
        Person(key, [prepare(row(f"{key}{n}", *name)) for n, name in enumerate(names)])
        for key, names in (("a", one), ("b", other))
    )
    spellings = replace(SPELLED, seen=SPELLED.seen | {("nadar", "nadir"): 2, ("nadir", "nazir"): 2})
    found = compare(a, b, spellings)
    assert found is not None
    assert found.like_given is like
    assert found == compare(b, a, spellings)


def test_a_name_is_whole_where_the_familys_alone_has_a_word_more() -> None:
    more = replace(FIRM, names=Names.PART, one_given=False)
    assert is_whole(more)
    assert not is_whole(replace(more, like_given=False))


ANOTHER = ("other_case", "other_carer", "other_number")  # cousins of one name


@pytest.mark.parametrize(
    ("changed", "apart"),
    [
        ({"births": Births.SHIFTED, "worst": Births.SHIFTED}, False),
        ({"names": Names.RESPELLED, "births": Births.ONE_DIGIT, "worst": Births.SHIFTED}, False),
        ({"names": Names.SLIPS, "births": Births.ONE_DIGIT, "worst": Births.SHIFTED}, True),
        ({"births": Births.ONE_DIGIT, "worst": Births.ONE_DIGIT, "one_year": False}, True),
        ({"births": Births.SHIFTED, "worst": Births.OTHER_DAY}, True),
        *(({"births": Births.SHIFTED, "worst": Births.SHIFTED, another: True}, True) for another in ANOTHER),
        ({"births": Births.SHIFTED, "worst": Births.SHIFTED, "two_files": True}, True),
    ],
)
def test_whom_one_file_names_twice_with_a_slip_in_the_day_are_one(changed: Mapping[str, object], apart: bool) -> None:
    assert are_named_apart(replace(FIRM, one_file=True, **changed)) is apart  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rival", "like", "fits"),
    [
        ({}, {}, True),
        ({"other_sex": True}, {}, True),
        ({"shares_given": False}, {}, True),  # whose cells may be the wrong way round
        ({"names": Names.PART, "other_sex": True}, {}, False),
        ({"names": Names.PART, "other_sex": True}, {"other_sex": True}, True),
        ({"names": Names.PART}, {}, True),
        ({"names": Names.PART, "shares_given": False}, {}, False),
        ({"names": Names.PART, "shares_given": False}, {"shares_given": False}, True),
        ({"names": Names.SLIPS}, {}, False),
        ({"births": Births.SHIFTED}, {}, False),
        ({}, {"births": Births.SHIFTED}, True),
        ({"may_be_kin": True, "births": Births.ONE_DIGIT}, {"births": Births.ONE_DIGIT}, False),
        ({}, {"shares_home": True}, False),
        ({}, {"shares_home": True, "births": Births.SHIFTED}, True),
    ],
)
def test_who_fits_about_as_well(rival: Mapping[str, object], like: Mapping[str, object], fits: bool) -> None:
    assert fits_as_well(replace(FIRM, **rival), replace(FIRM, **like)) is fits  # type: ignore[arg-type]


def test_one_without_a_day_of_birth_is_looked_for_where_they_are_found_though_many_are_called_so() -> None:
    many = [row(f"m{n}", "Amal", born=f"{n + 1:02}/03/19{60 + n}", address=f"{n} Elm Grove") for n in range(15)]
    known = row("a", "Amal", phone="07700 900123", **HERE)

    def asked(**found_at: str) -> bool:
        linked = link([*many, known, row("b", "Amal", born="", **found_at)])
        return linked.clusters["a"] == linked.clusters["b"] or {"a", "b"} in [{one.a, one.b} for one in linked.queue]

    assert not asked()
    assert not asked(address="7 Sea View")
    for place in ({"address": HERE["address"]}, {"postcode": HERE["postcode"]}, {"phone": "07700 900123"}):
        assert asked(**place)


def test_twins_of_names_a_consonant_apart_that_many_bear_are_asked_about() -> None:
    many = [
        row(f"{name}{n}", name, f"Aziz{n}", born=f"{n + 1:02}/0{n % 9 + 1}/1990")
        for n in range(12)
        for name in ("Ahmet", "Mehmet")
    ]
    known = {"case_ref": "C12345", "phone": "07700 900123", **HERE}
    linked = link([*many, row("a", "Ahmet", "Yilmaz", **known), row("b", "Mehmet", "Yilmaz", **known)])
    assert linked.clusters["a"] != linked.clusters["b"]
    assert {"a", "b"} in [{one.a, one.b} for one in linked.queue]
    for one, other in (("Mehmet", "Mehet"), ("Faisal", "Feisal")):
        found = link([*many, row("a", one, "Yilmaz", **known), row("b", other, "Yilmaz", **known)]).clusters
        assert found["a"] == found["b"], "what hardly anybody is called is a slip, and so are vowels"
    numbered = {"person_ref": "A1234567", **known}
    found = link([*many, row("a", "Ahmet", "Yilmaz", **numbered), row("b", "Mehmet", "Yilmaz", **numbered)]).clusters
    assert found["a"] == found["b"], "under one number and day"


def test_words_that_numbers_show_to_be_one_are_looked_up_as_most_write_them() -> None:
    spellings = Spellings(
        {("kahn", "kan"): 2, ("kaan", "kahn"): 3, ("alan", "kan"): 1}, {"kan": 40, "kahn": 9, "kaan": 2, "alan": 50}
    )
    assert spellings.usual() == {"kahn": "kan", "kaan": "kan"}
    assert Spellings({("b", "a"): 2}).usual() == {"a": "b"}


def test_two_spellings_of_a_name_are_looked_up_as_one() -> None:
    held = {
        one.key: prepare(one)
        for one in (row("a", "Sirwan", "Xoshnaw", born="14/04/2012"), row("b", "Sirwan", "Khoshnaw", born="23/09/2011"))
    }

    def found(*seen: tuple[str, str]) -> list[tuple[str, str]]:
        look = Look(held, Spellings(dict.fromkeys(seen, 2)))
        look.meet({key: [one] for key, one in held.items()})
        return look.pairs({key: key for key in held}, {"a": 0, "b": 1})

    assert found() == []
    assert found(("ksusnav", "kusnav")) == [("a", "b")]
