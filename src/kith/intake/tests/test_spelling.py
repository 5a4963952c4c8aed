"""Which words are one name spelled in two ways: what is learned from rows and families, slips, and names without vowels."""

from dataclasses import replace

import pytest

from kith.intake.linkage.rows import prepare
from kith.intake.linkage.spelling import BARE, CLOSE, OTHER, RESPELLED, SAME, SLIP, Spellings
from kith.intake.normalise import births as read
from kith.intake.tests.test_rounds import PLAIN, row


def test_two_spellings_are_learned_where_number_and_day_are_the_same_and_nowhere_else() -> None:
    rows = [
        prepare(row(f"{n}{way}", given, "Kidane", person_ref=number, born=born))
        for n, (number, born) in enumerate((("P100001", "19/04/2012"), ("P200002", "03/02/1985")))
        for way, given in (("a", "Khoshnaw"), ("b", "Xoshnaw"))
    ]
    learned = Spellings.of(rows)
    a, b = prepare(row("x", "Khoshnaw")).name.given[0], prepare(row("y", "Xoshnaw")).name.given[0]
    assert (learned.alike(a, b), learned.alike(b, a), learned.alike(a, a)) == (RESPELLED, RESPELLED, SAME)
    once = [prepare(row(f"h{way}", given, person_ref="P300003")) for way, given in (("a", "Hasan"), ("b", "Husain"))]
    hasan, husain = (one.name.given[0] for one in once)
    assert Spellings.of([*rows, *once]).alike(hasan, husain) != RESPELLED, (
        "one number, mistyped, makes no two names one"
    )
    unlike = [replace(one, births=read(f"0{n}/05/2001")) for n, one in enumerate(rows, 1)]
    assert Spellings.of(unlike).alike(a, b) in (OTHER, CLOSE), "numbers alone may be mistyped"
    assert PLAIN.alike("kidana", "kidaina") == SLIP


def test_a_word_that_hardly_anybody_bears_is_a_slip_of_one_that_many_bear() -> None:
    rows = [prepare(row(f"{n}", "Chinar", "Aziz")) for n in range(20)] + [prepare(row("x", "Chisar", "Aziz"))]
    many, few = rows[0].name.given[0], rows[-1].name.given[0]
    assert Spellings.of(rows).alike(many, few) == SLIP
    assert PLAIN.alike(many, few) == CLOSE
    both = [*rows, *(prepare(row(f"y{n}", "Chisar", "Aziz")) for n in range(20))]
    assert Spellings.of(both).alike(many, few) == CLOSE, "two names that many bear are two names"


@pytest.mark.parametrize(
    ("slip", "borne", "alike"),
    [
        ("tahri", {}, SLIP),
        ("tahri", {"tahri": 6}, CLOSE),  # few are called so, and more than hardly anybody
        ("tahri", {"tahar": 4}, CLOSE),  # no slip of what is as rare: Esra beside Ayse, though rare beside Aisha
        ("tahri", {"tahir": 19}, CLOSE),
        ("tahira", {}, CLOSE),  # a woman's name
        ("ahir", {}, OTHER),  # nobody loses the first letter: Amira, Samira
        ("tabir", {}, CLOSE),  # another letter in its place may be another name: Dina beside Lena, who is Lina
    ],
)
def test_a_slip_of_one_spelling_is_a_slip_of_the_others(slip: str, borne: dict[str, int], alike: int) -> None:
    said = {"tahir": 100, "tahar": 20, slip: 1} | borne
    learned = Spellings({("tahar", "tahir"): 2}, said)
    assert (learned.alike(slip, "tahar"), learned.alike("tahar", slip)) == (alike, alike)
    assert Spellings({("tahar", "tahir"): 1}, said).alike(slip, "tahar") < SLIP, "one number may be mistyped"


def test_short_names_are_too_near_to_one_another_to_be_slips_of_other_spellings() -> None:
    """Esra is a letter from Aisha, who is Ayse, too; and twins are called Esra and Ayse."""
    learned = Spellings({("asa", "isa"): 2}, {"asa": 5000, "isa": 1000, "asra": 100})
    assert learned.alike("asra", "isa") == OTHER


def test_a_common_name_is_no_slip_of_what_somebody_made_of_another() -> None:
    """Somebody wrote Husan for Hasan, which is a letter from Husain, too."""
    learned = Spellings({("hasan", "husan"): 2, ("hasan", "hasun"): 2}, {"hasan": 100, "husan": 2, "husin": 100})
    assert learned.alike("hasan", "husin") == CLOSE


@pytest.mark.parametrize(
    ("written", "latin", "is_bare"),
    [
        ("بلال", "Bilal", True), ("أحمد", "Ahmed", True), ("محمد", "Muhammad", True), ("حداد", "Haddad", True),
        ("احمدی", "Ahmadi", True), ("حسن", "Husain", True), ("بلال", "Khalil", False), ("أحمد", "Mahmud", False),
        ("Ng", "Tan", False),
    ],
)  # fmt: skip
def test_a_name_that_is_written_without_its_vowels_may_be_any_that_is_written_so(
    written: str, latin: str, is_bare: bool
) -> None:
    one, other = (prepare(row("a", given)).name.given[0] for given in (written, latin))
    assert (PLAIN.alike(one, other) == BARE) is is_bare


def test_spellings_are_learned_from_families_unless_one_file_names_both() -> None:
    many = [("feban", "favan")] * 3
    learned = Spellings({})
    assert not learned.learn(many[:2], [])
    assert learned.alike("favan", "feban") == CLOSE
    assert learned.learn([("favan", "feban")] * 3, [])
    assert learned.alike("feban", "favan") == RESPELLED
    twins = Spellings({})
    assert not twins.learn([("hasan", "husin")] * 3, [("hasan", "husin")])


def test_the_one_word_by_which_two_names_differ() -> None:
    assert PLAIN.one_word(("favan", "tesfay"), ("feban", "tesfay")) == [("favan", "feban")]
    assert PLAIN.one_word(("favan", "tesfay"), ("feban", "tesfai")) == []
    assert PLAIN.one_word(("favan", "tesfay"), ("favan", "tesfay")) == []
    assert PLAIN.one_word(("amal", "tesfay"), ("yusuf", "tesfay")) == []
