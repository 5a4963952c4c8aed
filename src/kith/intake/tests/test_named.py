"""Two names compared where nothing but the names is known."""

from random import Random
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kith.intake import spellings
from kith.intake.linkage.named import MOST, apart, letters_apart, may_be_one, telling, words_of
from kith.intake.linkage.rows import PersonRow, prepare
from kith.intake.linkage.words import agreement
from kith.intake.normalise import name
from kith.intake.spellings import one_name, spelled_as
from kith.register.rules import fold

PARTS = st.sampled_from(
    ["Ali", "Alireza", "Reza", "Hassan", "Husain", "Abdul", "Abdurrahman", "bin", "al", "Dr",
     "Tesfay", "Haile", "X.", "Ольга", "حسن",
     "习近平", "김", "Kim", "Nguyễn", "M", "O'Neill", "Van", "Jones", "Ivanov", "Ivanova", "Zeinab"]
)  # fmt: skip
NAMES = st.lists(PARTS, max_size=7).map(" ".join) | st.text(max_size=20)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Muhammad al-Husayn", "Mohamed Hussein", True),
        ("Vladimir Putin", "Putin, Vladimir", True),
        ("V. Putin", "Vladimir Putin", True),
        ("FridrichBuchenberg", "Friedrich Buchenberg", True),
        ("Habib Ben Mohamed Loubiri", "Habib Ben Said Loubiri", False),
        ("Anna Schmidt", "Anna Weber", False),
        ("", "Anna Weber", False),
        ("Maxamed Cabdi Xasan", "Mohamed Abdi Hassan", True),  # Somali as Somalis write it
        ("Abdurrahman Karimi", "Abd al-Rahman Karimi", True),
        ("Alireza Karimi", "Ali Reza Karimi", True),
        ("Karimi Ali", "Ali Rezaa Karimi", True),
        ("Hasan Karimi", "Husain Karimi", False),  # brothers
        ("Sergejs Lavrovs", "Sergey Viktorovich LAVROV", True),
        ("Sergey Viktorovich Lavrov", "Sergey Ivanevich Lavrov", False),
        ("Dr. Ted Doe", "Theodore Doe", True),
        ("President Karimi", "Reza Karimi", True),
        ("N. N.", "Nadia Noor", False),  # initials alone
        ("William G. Frost", "William W. Frost", False),
        ("محمد السوداني", "Mohammed al-Sudani", True),  # written without vowels
        ("Xi Jinping", "習近平", True),
        ("習近平", "習近朋", False),  # another sign is another name
        ("贝拉克·奥巴马", "Barack Obama", True),  # written as it was heard
        ("习近平", "Barack Obama", False),
        ("Anna B C D E F", "Otto G H I J K L", False),
        ("Ali Reza Karim Hasan Said Omar", "Aly Riza Kerim Hosan Sayid Umer", True),
        ("Ada Bela Cora Dora Eva Fina Gina", "Uda Balo Cera Dura Ova Fona Gona", True),
    ],
)
def test_names_alone_are_compared_by_the_words_that_stand_against_each_other(one: str, other: str, alike: bool) -> None:
    assert may_be_one(one, other) is alike
    assert apart(one, other) == apart(other, one)
    assert not one or apart(one, one) == (9 if one == "N. N." else 0)


@given(NAMES, NAMES)
@example("Ali", "Alireza")
@example("김 김", "Kim 习近平")
def test_it_is_the_same_from_either_side_and_never_less_than_nothing(one: str, other: str) -> None:
    assert 0 <= apart(one, other) == apart(other, one) <= 9


@given(NAMES)
def test_a_name_is_its_own_in_any_case_and_in_whatever_way_signs_are_composed(text: str) -> None:
    tells = any(len(spelled) > 1 for _, spelled in words_of(text))
    assert (apart(text, text) == 0) is tells
    if text.isascii():
        assert words_of(text.upper()) == words_of(text.lower())
    assert (
        words_of(normalize("NFC", text)) == words_of(normalize("NFD", normalize("NFC", text))) or not text.isprintable()
    )


@given(st.lists(st.sampled_from(["Ali", "Hassan", "Tesfay", "Karimi", "Ольга"]), min_size=1, max_size=5), st.randoms())
def test_the_order_of_words_says_nothing_and_words_beyond_say_nothing(words: list[str], chance: Random) -> None:
    turned = chance.sample(words, len(words))
    assert apart(" ".join(words), " ".join(turned)) == 0
    assert apart(" ".join(words), " ".join([*turned, "Zachariah"])) == 0


@given(st.sampled_from(["Hassan", "Tesfay", "Karimi", "Lindberg"]), st.integers(0, 4), st.sampled_from("bdfgklmnprt"))
def test_one_letter_is_a_slip_of_the_pen(word: str, at: int, letter: str) -> None:
    assert apart(f"Mustafa {word}", f"Mustafa {word[:at]}{letter}{word[at:]}") <= MOST


def test_forms_of_one_name_are_known_as_they_sound() -> None:
    assert one_name(fold("Bob"), fold("Robert"))
    assert spelled_as(fold("Faadumo")) == spelled_as(fold("Fatma")) == spelled_as(fold("Fatima"))
    assert spelled_as(fold("Maxamuud")) != spelled_as(fold("Maxamed")), "two names, which brothers bear"
    assert not one_name(fold("Ahmet"), fold("Mehmet"))
    assert not one_name(fold("Hasan"), fold("Husain"))
    assert not one_name("", "")


def test_a_name_that_was_made_comparable_is_compared_in_the_same_way() -> None:
    mine, theirs = name("Abdul Rahman", "Karimi"), name("", "", "KARIMI, Abdurrahman")
    assert letters_apart(telling(mine), telling(theirs)) == 0


def test_a_registrar_reads_that_a_name_is_one_in_another_spelling() -> None:
    def row(key: str, given: str, family: str) -> PersonRow:
        return PersonRow(key, key, "s", given=given, family=family, birth_date="1990-05-06")

    first, again, brother = (
        prepare(row(*cells)) for cells in (("a", "Maxamed", "Cali"), ("b", "Mohamed", "Aly"), ("c", "Axmed", "Cali"))
    )
    assert agreement(first, again).agrees[0] == "the whole name, in another spelling or form"
    assert "the spelling of the name" not in agreement(first, again).differs
    assert agreement(first, brother).agrees[0] == "part of the name"
    assert agreement(first, first).agrees[0] == "the whole name"


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Maxamed", "Muhammad", True),
        ("CABDIRAXMAAN", "Abdurahman", True),
        ("Abd al-Qadir", "Cabdiqaadir", True),
        ("Cali", "Ali", True),
        ("Caasha", "Aisha", True),
        ("Yonas", "Jonas", True),
        ("Olena", "Elena", True),
        ("Raxma", "Rahma", True),
        ("Nimco", "Nimo", True),
        ("Eltayeb", "Tayib", True),
        ("Elsadig", "Sadiq", True),
        ("Olufemi", "Femi", True),
        ("Alisa", "Isa", False),
        ("Elena", "Ena", False),
        ("Clara", "Lara", False),
        ("Celia", "Elia", False),
        ("Xuan", "Huan", False),
        ("Sadiq", "Siddiq", False),
        ("Qali", "Ali", False),  # a woman's name of its own
        ("Aisha", "Issa", False),  # they sound alike when folded; she is no Issa
        ("Kumar", "Cumar", False),
        ("Amina", "Aminu", False),
        ("Maxamuud", "Maxamed", False),  # brothers
        ("Xasan", "Xuseen", False),  # twins
        ("Ahmet", "Mehmet", False),
        ("Hanna", "Anna", False),
        ("Zahra", "Zohra", False),
        ("Tsega", "Tsegay", False),
    ],
)
def test_offices_spellings_of_one_name_are_one_word_and_other_names_stay_apart(
    one: str, other: str, is_one: bool
) -> None:
    assert (name(one, "").words == name(other, "").words) is is_one


def test_no_spelling_belongs_to_two_names() -> None:
    """But for Younes and Yonas, which sound alike when folded: they are one name too, Jonah's."""
    lines = [line.split() for line in spellings._SPELLED.strip().splitlines()]
    assert len(lines) > 80
    for first, *forms in lines:
        for form in (first, *forms):
            word = spelled_as(fold(form.removeprefix("=")), form.removeprefix("="))
            assert word == spelled_as(fold(first)), form
