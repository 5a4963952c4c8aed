"""Letters to a family whose review ended without a decision: which endings have one, what it says, and what follows when the
ending is taken back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError
from django.urls import reverse

from kith.documents.models import Document
from kith.documents.terms import DocumentKind
from kith.records import new_id
from kith.review import actions
from kith.review.jobs import make_letters
from kith.review.models import Ending, Letter, Review
from kith.review.tests.factories import PACK, START, Walk, deciding
from kith.review.tests.test_constraints import attempt
from kith.review.tests.test_endings import ASKED, DIED, SILENT, ask_second, confirm, propose, take_back, try_to_reach
from kith.review.tests.test_jobs import text_of as words_of
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, settings: Any) -> Path:
    settings.DOCUMENTS = tmp_path
    return tmp_path


def made(walk: Walk) -> list[Letter]:
    with deciding(walk.cast["manager"]):
        return list(Letter.objects.filter(review=walk.review).select_related("document").order_by("at", "id"))


def read(walk: Walk, letter: Letter) -> str:
    with deciding(walk.cast["manager"]):
        return words_of(letter.document)


def silent(cast: Cast) -> tuple[Walk, Ending]:
    walk = Walk.begin(cast)
    try_to_reach(walk, 1, 15, 29)
    ending = propose(walk, SILENT)
    confirm(walk, ending)
    return walk, ending


def test_the_pack_says_of_each_ending_what_the_family_is_written_or_why_nothing() -> None:
    written = {one.code for one in PACK.endings(START.date()) if one.letter}
    assert written == {"became_citizen", "explicit_withdrawal", "implicit_withdrawal", "left_voluntarily"}
    for one in PACK.outcomes:
        assert (one.kind == "ending") == bool(one.letter or one.no_letter), one.code
        assert not (one.letter and one.no_letter), one.code


def test_a_family_whose_review_ended_is_written_once_how_it_ended_and_how_it_goes_on(cast: Cast) -> None:
    walk, _ = silent(cast)
    assert make_letters(walk.at) == 1
    assert make_letters(walk.at + timedelta(minutes=1)) == 0
    (letter,) = made(walk)
    assert letter.document.kind == DocumentKind.ENDING_LETTER
    said = read(walk, letter)
    for words in (
        "We tried to reach you several times and could not.", "Nobody has said yes or no.", "You did nothing wrong",
        "Then your case can be read again", "Free legal help", walk.review.case.reference, "For children and young people",
    ):  # fmt: skip
        assert words in said, words
    assert SILENT.reason not in said, "the officer's reason is not the family's letter"


def test_who_asked_to_withdraw_is_not_told_to_the_others_and_the_day_is(cast: Cast) -> None:
    walk = Walk.begin(cast)
    asked = replace(ASKED, asked_by="Their neighbour Ruth")
    confirm(walk, propose(walk, asked))
    make_letters(walk.at)
    said = read(walk, made(walk)[0])
    assert "On 1 September 2026 we were asked, for your family, to stop looking at your case." in said
    assert asked.asked_by not in said
    assert ASKED.reason not in said


def test_where_a_letter_would_be_wrong_or_unkind_there_is_none_and_the_page_says_why(
    cast: Cast, signed_in: Any
) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk, DIED)
    assert make_letters(walk.at) == 0, "a proposal is no ending"
    confirm(walk, ending)
    assert make_letters(walk.at) == 0
    text = signed_in("officer").get(reverse("review", args=[walk.review.case_id])).content.decode()
    assert "A family that mourns gets no letter that a machine made." in text


def test_an_ending_that_was_taken_back_before_its_letter_was_made_has_none(cast: Cast) -> None:
    walk, ending = silent(cast)
    take_back(walk, ending)
    assert make_letters(walk.at) == 0
    assert made(walk) == []


def test_a_letter_that_holds_no_more_is_answered_by_one_that_the_review_goes_on(cast: Cast) -> None:
    walk, ending = silent(cast)
    make_letters(walk.at)
    take_back(walk, ending)
    assert make_letters(walk.at) == 1
    assert make_letters(walk.at) == 0
    _, answer = made(walk)
    assert answer.document.kind == DocumentKind.GOES_ON_LETTER
    assert "That letter does not hold any more: we are looking at your case again." in read(walk, answer)


def test_a_review_that_ended_anew_meanwhile_is_written_of_once(cast: Cast) -> None:
    walk, ending = silent(cast)
    make_letters(walk.at)
    take_back(walk, ending)
    confirm(walk, propose(walk, ASKED))
    assert make_letters(walk.at) == 1
    said = read(walk, made(walk)[-1])
    assert "we were asked, for your family" in said
    assert "Our letter of 30 September 2026 does not hold any more: this one takes its place." in said


def test_a_family_is_not_told_twice_which_letter_holds_no_more(cast: Cast) -> None:
    walk, ending = silent(cast)
    assert make_letters(walk.at) == 1
    assert "does not hold any more" not in read(walk, made(walk)[0])
    take_back(walk, ending)
    assert make_letters(walk.at) == 1
    confirm(walk, propose(walk, ASKED))
    assert make_letters(walk.at) == 1
    assert "does not hold any more" not in read(walk, made(walk)[-1]), "it was told that the review goes on"


def test_where_the_new_ending_has_no_letter_the_page_says_that_the_family_is_told(cast: Cast, signed_in: Any) -> None:
    walk, ending = silent(cast)
    make_letters(walk.at)
    take_back(walk, ending)
    confirm(walk, propose(walk, DIED))
    assert make_letters(walk.at) == 0
    page = signed_in("officer").get(reverse("review", args=[walk.review.case_id])).content.decode()
    assert "if no later letter does, tell the family" in page


def test_no_family_is_written_of_an_ending_from_before_such_letters_were_made(cast: Cast, signed_in: Any) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk, ASKED)
    with deciding(cast["manager"]):  # as it was confirmed then
        answer = {"ending_id": ending.pk, "proposed_by_id": ending.by_id, "verdict": "confirmed", "reasons": ""}
        attempt("review_endinganswer", at=walk.at, by_id=cast["manager"].pk, **answer)
        Review.objects.filter(pk=walk.review.pk).update(closed_at=walk.at)
    assert make_letters(walk.at) == 0
    page = signed_in("officer").get(reverse("review", args=[walk.review.case_id])).content.decode()
    assert "None was made." in page
    assert "It is being made" not in page


def test_the_page_of_the_review_leads_to_the_letters_also_a_second_officer_without_an_own_view(
    cast: Cast, signed_in: Any
) -> None:
    walk = Walk.begin(cast)
    ask_second(walk)
    ending = propose(walk, ASKED)
    confirm(walk, ending, by="second")
    page = reverse("review", args=[walk.review.case_id])
    assert "It is being made, within a minute." in signed_in("officer").get(page).content.decode()
    make_letters(walk.at)
    take_back(walk, ending, by="second")
    make_letters(walk.at)
    for letter in made(walk):
        address = reverse("letter", args=[walk.review.case_id, letter.pk])
        for name in ("officer", "second", "manager"):
            assert address in signed_in(name).get(page).content.decode(), name
            assert signed_in(name).get(address).content.startswith(b"%PDF"), name
        assert signed_in("coordinator").get(address).status_code == 403


def test_postgresql_keeps_no_letter_of_an_ending_that_does_not_stand_nor_of_another_review(cast: Cast) -> None:
    walk, ending = silent(cast)
    other = Walk.begin(cast)
    open_one = propose(other, ASKED)
    letters = cast["letters"]

    def keep(of: Walk, **cause: object) -> None:
        with deciding(letters):
            document = Document.objects.create(
                side="decision", case_id=of.review.case_id, kind=DocumentKind.ENDING_LETTER, sha256="1" * 64,
                media_type="application/pdf", bytes=1, by=letters, at=of.at,
            )  # fmt: skip
            attempt(
                "review_letter", at=of.at, by_id=letters.pk, review_id=of.review.pk, document_id=document.pk, **cause
            )

    for of, cause in (
        (other, {"ending_id": open_one.pk}), (other, {"ending_id": ending.pk}), (other, {"taken_back_id": new_id()}),
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"):
            keep(of, **cause)
    keep(walk, ending_id=ending.pk)
    second, ending = silent(cast)
    taken_back = take_back(second, ending)
    with pytest.raises(ProgrammingError, match="row-level security"):
        keep(second, ending_id=ending.pk)
    keep(second, taken_back_id=taken_back.pk)


def test_a_letter_is_kept_once(cast: Cast) -> None:
    walk, ending = silent(cast)
    make_letters(walk.at)
    (letter,) = made(walk)
    with deciding(cast["letters"]):
        again = actions.keep_letter(document=letter.document, cause=ending, by=cast["letters"], at=walk.at)
    assert again == letter
