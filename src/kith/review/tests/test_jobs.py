"""The job that makes letters: what they say, that each is made once, and that one that fails keeps no other waiting."""

import hashlib
import io
import logging
import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from kith.documents.models import Document
from kith.documents.queries import content_of
from kith.representations.queries import languages, page_words
from kith.review import actions
from kith.review.jobs import make_letters
from kith.review.letters import _leaves
from kith.review.models import Letter, Review
from kith.review.queries import findings_of, newest_decision, newest_draft
from kith.review.terms import WHOLE_CASE
from kith.review.tests.factories import PACK, Walk, deciding
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, settings: Any) -> Path:
    settings.DOCUMENTS = tmp_path
    return tmp_path


def ready(cast: Cast, outcome: str = "leave_granted", points: str = "") -> Walk:
    return Walk.begin(cast).hear_children().weigh_children().find().declare().draft(outcome, points)


def confirmed(cast: Cast) -> Walk:
    walk = ready(cast)
    decision = walk.decide()
    second = walk.second(decision)
    with deciding(second):
        actions.record_second_view(
            decision=decision, outcome="leave_granted", text="t", pack=PACK, by=second, at=walk.at
        )
        actions.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at)
    return walk


def invited(cast: Cast, points: str) -> Walk:
    walk = ready(cast, "claim_refused", points)
    draft = walk.newest_draft()
    with deciding(cast["officer"]):
        actions.invite_reply(draft=draft, by=cast["officer"], at=walk.at)
    return walk


def text_of(document: Document) -> str:
    pages = PdfReader(io.BytesIO(content_of(document, folder=settings.DOCUMENTS))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def letter_of(walk: Walk) -> Letter:
    return Letter.objects.select_related("document").get(review=walk.review)


def test_a_confirmed_decision_gets_its_notice_once(cast: Cast) -> None:
    walk = confirmed(cast)

    assert make_letters(walk.at) == 1
    assert make_letters(walk.at + timedelta(minutes=1)) == 0
    with deciding(cast["manager"]):
        letter = letter_of(walk)
        said = text_of(letter.document)
    assert letter.confirmation_id is not None
    assert letter.document.kind == "notice"
    assert "We have decided: leave to remain was granted. You may stay for: 30 months." in said
    assert "Why we decided this because" in said
    assert "8. Any representations received on the person's behalf t" in said
    assert "The report of the lead professional on" in said
    assert "released on 1 September 2026" in said
    assert walk.review.case.reference in said


def test_a_notice_tells_nothing_that_came_after_the_decision(cast: Cast) -> None:
    walk = confirmed(cast)
    officer = cast["officer"]
    with deciding(officer):
        held = findings_of(walk.review)[WHOLE_CASE].id
        actions.record_weighing(
            review=walk.review, text="Written afterwards.", after=held, pack=PACK, by=officer, at=walk.at
        )

    make_letters(walk.at)

    with deciding(cast["manager"]):
        assert "Written afterwards" not in text_of(letter_of(walk).document)


def test_an_invitation_to_reply_tells_each_point_by_number(cast: Cast) -> None:
    walk = invited(cast, "The first point.\n\nThe second point.\n")

    assert make_letters(walk.at) == 1

    with deciding(cast["manager"]):
        said = text_of(letter_of(walk).document)
    assert "Point 1 The first point. Point 2 The second point." in said
    assert "You have 28 days" in said
    assert "14 more days" in said


@pytest.mark.parametrize(
    "make", [confirmed, lambda cast: invited(cast, "You came late.")], ids=["notice", "invitation"]
)
def test_a_letter_says_what_it_is_in_every_language_for_children_too_and_where_nobody_has_checked_it(
    cast: Cast, make: Callable[[Cast], Walk]
) -> None:
    walk = make(cast)
    make_letters(walk.at)
    with deciding(cast["officer"]):
        text = text_of(letter_of(walk).document)
    assert "You did nothing wrong. The person who is there for you can tell you" in text
    assert text.count("0141 248 9799") == 1 + len(languages())
    for said in ("Warqaddani", "Kjo letër", "እዚ ደብዳበ"):
        assert said in text
    for code, name in languages()[1:]:
        words = page_words(code)
        if words["direction"] == "ltr":
            assert name in text
            assert words["draft_note"].split()[0] in text
    letters = {unicodedata.name(sign, "").split()[0] for sign in text}
    assert {"LATIN", "ARABIC", "ETHIOPIC"} <= letters


def test_what_is_filled_in_keeps_its_order_among_words_from_right_to_left() -> None:
    for leaf in _leaves("leaf_invitation", PACK, days=28, more=14):
        number = "\u206828\u2069" if leaf.dir == "rtl" else " 28 "
        assert number in leaf.lines[1], leaf.language
        assert not re.search("[{}]", "".join(leaf.lines)), leaf.language


def test_a_letter_that_cannot_be_set_is_logged_without_its_words_and_keeps_no_other_waiting(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = invited(cast, "Unreadable 你 words."), confirmed(cast)

    with caplog.at_level(logging.WARNING):
        assert make_letters(other.at) == 1

    assert "U+4F60" in caplog.text
    assert "Unreadable" not in caplog.text
    with deciding(cast["manager"]):
        assert letter_of(other).confirmation_id is not None
        assert not Letter.objects.filter(review=stuck.review).exists()


def test_a_letter_that_fails_in_any_other_way_is_in_the_log_tried_again_and_keeps_no_other_waiting(
    cast: Cast, signed_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = confirmed(cast), confirmed(cast)
    with deciding(cast["manager"]):
        criteria = stuck.review.criteria
        Review.objects.filter(pk=stuck.review.pk).update(criteria="gone_from_the_pack")

    with caplog.at_level(logging.ERROR):
        assert make_letters(other.at) == 1

    with deciding(cast["manager"]):
        assert letter_of(other).confirmation_id is not None
        confirmation = newest_decision(stuck.review).confirmation
        assert str(confirmation.pk) in caplog.text
        Review.objects.filter(pk=stuck.review.pk).update(criteria=criteria)
    page = signed_in("officer").get(reverse("serve_decision", args=[stuck.review.case_id])).content.decode()
    assert "If it is not here after an hour" in page
    assert make_letters(other.at) == 1, "it is tried again"


def test_the_team_fetches_a_letter_as_it_was_kept_and_nobody_else_does(cast: Cast, signed_in: Any) -> None:
    walk = confirmed(cast)
    make_letters(walk.at)
    with deciding(cast["manager"]):
        letter = letter_of(walk)
    address = reverse("letter", args=[walk.review.case_id, letter.pk])

    page = signed_in("officer").get(reverse("review", args=[walk.review.case_id])).content.decode()
    file = signed_in("officer").get(address)

    assert address in page
    assert hashlib.sha256(file.content).hexdigest() == letter.document.sha256
    assert file["Content-Disposition"] == f'attachment; filename="{walk.review.case.reference}-notice.pdf"'
    assert signed_in("coordinator").get(address).status_code == 403
    assert signed_in("officer").get(reverse("letter", args=[walk.review.case_id, walk.review.pk])).status_code == 404


def test_a_second_officer_reads_no_letter_before_an_own_view(cast: Cast, signed_in: Any) -> None:
    """The invitation to reply would tell that a refusal was considered."""
    walk = invited(cast, "The first point.")
    make_letters(walk.at)
    officer, later = cast["officer"], walk.at + timedelta(days=40)
    with deciding(officer):
        letter = letter_of(walk)
        invitation = walk.newest_draft().invitation
        actions.record_proof_of_receipt(
            invitation=invitation, method="post", proof="p", received_on=walk.at.date(), pack=PACK, by=officer, at=later
        )
        actions.record_reply(invitation=invitation, was_given=False, by=officer, at=later)
    walk.at = later
    second = walk.second(walk.decide())
    client = signed_in(second.user.email.split("@")[0])
    address = reverse("letter", args=[walk.review.case_id, letter.pk])

    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("review", args=[walk.review.case_id])).content.decode()


def test_a_draft_or_a_recorded_decision_alone_gets_no_letter(cast: Cast) -> None:
    walk = ready(cast)
    walk.decide()

    assert make_letters(walk.at) == 0
    with deciding(cast["officer"]):
        assert newest_draft(walk.review) is not None
