"""What PostgreSQL itself refuses, in raw SQL under the role that the application has: whatever the code may forget."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kith.documents.models import Document
from kith.documents.terms import DocumentKind
from kith.records import new_id
from kith.review import actions
from kith.review.models import Confirmation, Decision, Draft, Letter, ReplyInvitation, SecondView, Service
from kith.review.tests.factories import PACK, Walk, deciding
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def attempt(table: str, **values: object) -> None:
    """Add a row as the application may, with every constraint asked at once."""
    values = {"id": new_id(), **values}
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"insert into {table} ({columns}) values ({places})", list(values.values()))
        cursor.execute("set constraints all immediate")


def refused(cast: Cast, by: str, constraint: str, table: str, **values: object) -> None:
    with deciding(cast[by]), pytest.raises(IntegrityError, match=constraint):
        attempt(table, **values)


@pytest.fixture
def walk(cast: Cast) -> Walk:
    return Walk.begin(cast).ready()


def viewed(walk: Walk) -> tuple[Decision, SecondView]:
    decision = walk.decide()
    walk.view(decision)
    with deciding(walk.cast["manager"]):
        return decision, decision.second_views.get()


def confirmation(walk: Walk, decision: Decision, view: SecondView, **change: object) -> dict[str, object]:
    return {
        "by_id": view.by_id, "at": walk.at, "decision_id": decision.pk, "decided_by_id": decision.by_id,
        "decision_sha256": decision.sha256, "view_id": view.pk, "verdict": "confirmed", "reasons": "",
    } | change  # fmt: skip


def service(walk: Walk, decision: Decision, answer: uuid.UUID, letter: uuid.UUID) -> dict[str, object]:
    return {
        "by_id": walk.cast["officer"].pk, "at": walk.at, "decision_id": decision.pk, "confirmation_id": answer,
        "verdict": "confirmed", "letter_id": letter, "method": "post", "address": "a", "proof": "x",
        "served_on": walk.at.date(),
    }  # fmt: skip


def kept(walk: Walk, source: Any) -> Letter:
    """A letter by the job's own action."""
    with deciding(walk.cast["letters"]):
        document = Document.objects.create(
            side="decision", case_id=walk.review.case_id, kind=DocumentKind.NOTICE, sha256="1" * 64,
            media_type="application/pdf", bytes=1, by=walk.cast["letters"], at=walk.at,
        )  # fmt: skip
        return actions.keep_letter(document=document, cause=source, by=walk.cast["letters"], at=walk.at)


def test_a_confirmation_that_is_right_goes_in_so_that_the_refusals_below_mean_something(walk: Walk) -> None:
    decision, view = viewed(walk)
    with deciding(walk.second(decision)):
        attempt("review_confirmation", **confirmation(walk, decision, view))
        assert Confirmation.objects.filter(decision=decision).exists()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (lambda w, d: {"by_id": d.by_id}, "the_second_officer_did_not_draft"),
        (lambda w, d: {"by_id": w.cast["officer_two"].pk}, "confirms_after_an_own_view"),
        (lambda w, d: {"decision_sha256": "f" * 64}, "confirms_the_version_decided"),
        (lambda w, d: {"decided_by_id": w.cast["officer_two"].pk}, "confirms_the_version_decided"),
        (lambda w, d: {"view_id": new_id()}, "review_confirmation_view_id|confirms_after_an_own_view"),
        (lambda w, d: {"verdict": "returned"}, "what_is_returned_has_reasons"),
    ],
    ids=["the drafter", "without an own view", "another version", "as if someone else had drafted", "no view", "returned bare"],
)  # fmt: skip
def test_a_confirmation_is_refused(walk: Walk, change: object, constraint: str) -> None:
    decision, view = viewed(walk)
    second = walk.second(decision)
    with deciding(second), pytest.raises(IntegrityError, match=constraint):
        attempt("review_confirmation", **confirmation(walk, decision, view, **change(walk, decision)))
    with deciding(second):
        assert not Confirmation.objects.filter(decision=decision).exists()


def test_a_decision_is_confirmed_once(walk: Walk) -> None:
    decision, view = viewed(walk)
    walk.confirm(decision)
    with deciding(walk.second(decision)), pytest.raises(IntegrityError):
        attempt("review_confirmation", **confirmation(walk, decision, view))


def test_nothing_is_served_without_a_confirmation(walk: Walk, cast: Cast) -> None:
    decision = walk.decide()
    refused(cast, "officer", "review_service", "review_service", **service(walk, decision, new_id(), new_id()))


def test_a_returned_decision_is_not_served(walk: Walk, cast: Cast) -> None:
    decision, _ = viewed(walk)
    second = walk.second(decision)
    with deciding(second):
        answer = actions.return_decision(decision=decision, reasons="r", by=second, at=walk.at)
    letter = kept(walk, answer)
    refused(
        cast, "officer", "serves_what_was_confirmed", "review_service", **service(walk, decision, answer.pk, letter.pk)
    )


def test_a_decision_is_served_with_its_own_notice_and_no_other_letter(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family()
    decision = walk.decide()
    walk.view(decision)
    second = walk.second(decision)
    with deciding(second):
        answer = actions.confirm_decision(
            decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at
        )
        invitation = Letter.objects.get(invitation__isnull=False)
    wrong = service(walk, decision, answer.pk, invitation.pk)
    refused(cast, "officer", "serves_its_own_notice", "review_service", **wrong)
    with deciding(cast["officer"]):
        assert not Service.objects.exists()


def test_a_decision_says_what_its_draft_says_and_is_by_whoever_wrote_it(walk: Walk, cast: Cast) -> None:
    draft = walk.newest_draft()
    right = {
        "by_id": cast["officer"].pk, "at": walk.at, "review_id": walk.review.pk, "draft_id": draft.pk,
        "outcome": draft.outcome, "leave_length": draft.leave_length, "reasons": "r", "pack_version": "v",
        "considered": [], "sha256": "0" * 64,
    }  # fmt: skip
    for change in (
        {"outcome": "claim_refused"}, {"leave_length": "1 day"}, {"by_id": cast["officer_two"].pk},
    ):  # fmt: skip
        refused(cast, "officer", "decides_what_the_draft_says", "review_decision", **right | change)
    with deciding(cast["officer"]):
        attempt("review_decision", **right)


def test_a_draft_becomes_one_decision_and_the_family_is_told_its_points_once(walk: Walk, cast: Cast) -> None:
    decision = walk.decide()
    again = {
        "by_id": decision.by_id, "at": walk.at + timedelta(1), "review_id": walk.review.pk, "draft_id": decision.draft_id,
        "outcome": decision.outcome, "leave_length": decision.leave_length, "reasons": "r", "pack_version": "v",
        "considered": [], "sha256": "0" * 64,
    }  # fmt: skip
    refused(cast, "officer", "draft_id", "review_decision", **again)
    invitation = {
        "by_id": decision.by_id, "at": walk.at, "review_id": walk.review.pk, "draft_id": decision.draft_id,
    }  # fmt: skip
    with deciding(cast["officer"]):
        attempt("review_replyinvitation", **invitation)
        assert ReplyInvitation.objects.count() == 1
    refused(cast, "officer", "draft_id", "review_replyinvitation", **invitation)


def test_two_drafts_of_one_review_cannot_have_one_number(walk: Walk, cast: Cast) -> None:
    draft = walk.newest_draft()
    refused(
        cast, "officer", "a_draft_has_one_number", "review_draft", by_id=draft.by_id, at=walk.at,
        review_id=walk.review.pk, number=draft.number, outcome="claim_refused", leave_length="", reasons="r",
        points_against="", how_it_counted="",
    )  # fmt: skip
    with deciding(cast["officer"]):
        assert Draft.objects.count() == 1


def test_a_case_has_one_open_review(walk: Walk, cast: Cast) -> None:
    refused(
        cast, "manager", "a_case_has_one_open_review", "review_review", version=1, case_id=walk.review.case_id,
        officer_id=cast["officer_two"].pk, criteria="paragraph_395c", pack_version="v", by_id=cast["manager"].pk,
        opened_at=walk.at,
    )  # fmt: skip
