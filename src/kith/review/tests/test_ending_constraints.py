"""What PostgreSQL itself refuses of endings, in raw SQL under the role that the application has."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kith.review.models import Ending, Review
from kith.review.tests.factories import START, Walk, deciding
from kith.review.tests.test_constraints import attempt, refused
from kith.review.tests.test_endings import confirm, give_back, propose, take_back
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def row(walk: Walk, **change: object) -> dict[str, object]:
    return {
        "at": walk.at, "by_id": walk.cast["officer"].pk, "review_id": walk.review.pk, "outcome": "died", "reason": "r",
        "happened_on": START.date(), "proof": "p", "asked_by": "", "asked_how": "", "other_reference": "",
    } | change  # fmt: skip


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"outcome": "explicit_withdrawal"}, "only_a_family_that_asked_withdrew_by_its_own_word"),
        ({"asked_by": "Selam"}, "only_a_family_that_asked_withdrew_by_its_own_word"),
        ({"outcome": "duplicate"}, "the_same_case_as_another_names_it"),
        ({"other_reference": "KI-0001"}, "the_same_case_as_another_names_it"),
    ],
    ids=["nobody asked", "asked for another ending", "the same as none", "another case for another ending"],
)
def test_postgresql_keeps_the_endings_apart(cast: Cast, change: dict[str, object], constraint: str) -> None:
    walk = Walk.begin(cast)
    refused(cast, "officer", constraint, "review_ending", **row(walk, **change))
    with deciding(cast["officer"]):
        attempt("review_ending", **row(walk))
        assert Ending.objects.count() == 1


def test_postgresql_takes_a_word_from_its_own_author_alone_and_from_two_people(cast: Cast) -> None:
    walk = Walk.begin(cast)
    ending = propose(walk)
    manager = cast["manager"].pk
    answer = {
        "at": walk.at, "by_id": manager, "ending_id": ending.pk, "proposed_by_id": cast["officer"].pk,
        "verdict": "confirmed", "reasons": "",
    }  # fmt: skip
    back = {"at": walk.at, "by_id": manager, "ending_id": ending.pk, "verdict": "confirmed", "reason": "r"}
    for by, table, values in (
        ("officer_two", "review_ending", row(walk, by_id=cast["officer_two"].pk)),
        ("manager", "review_ending", row(walk)),
        ("officer", "review_endinganswer", answer),
        ("officer", "review_endinganswer", answer | {"by_id": cast["officer"].pk}),
        ("officer_two", "review_endingtakenback", back | {"by_id": cast["officer_two"].pk}),
    ):
        with deciding(cast[by]), pytest.raises(ProgrammingError, match="row-level security"):
            attempt(table, **values)
    for table, values, constraint in (
        ("review_endinganswer", answer | {"proposed_by_id": manager}, "an_ending_is_confirmed_by_another_person"),
        ("review_endinganswer", answer | {"proposed_by_id": cast["officer_two"].pk}, "answers_the_ending_of_another"),
        ("review_endinganswer", answer | {"verdict": "returned"}, "an_ending_is_returned_with_reasons"),
        ("review_endingtakenback", back, "takes_back_what_was_confirmed"),
        ("review_endingtakenback", back | {"verdict": "returned"}, "only_a_confirmed_ending_is_taken_back"),
    ):
        with deciding(cast["manager"]), pytest.raises(IntegrityError, match=constraint):
            attempt(table, **values)
    give_back(walk, ending)
    with deciding(cast["manager"]), pytest.raises(IntegrityError, match="takes_back_what_was_confirmed"):
        attempt("review_endingtakenback", **back)


def says_that_it_ended(walk: Walk) -> None:
    """Nobody says so in a statement of their own: not on the review, not on the case, not to the children's side."""
    said = {"at": walk.at, "by_id": walk.cast["manager"].pk, "case_id": walk.review.case_id}
    for table, values in (
        ("register_casestate", said | {"step": "ended"}),
        ("disclosure_milestone", said | {"kind": "review_ended"}),
        ("review_review", {
            "case_id": walk.review.case_id, "officer_id": walk.cast["officer"].pk, "criteria": "c", "pack_version": "p",
            "by_id": walk.cast["manager"].pk, "opened_at": walk.at, "closed_at": walk.at, "version": 1,
        }),
    ):  # fmt: skip
        with deciding(walk.cast["manager"]), pytest.raises(ProgrammingError, match="row-level security"):
            attempt(table, **values)
    refusal = pytest.raises(ProgrammingError, match="row-level security")
    with deciding(walk.cast["manager"]), refusal, transaction.atomic():
        Review.objects.filter(pk=walk.review.pk).update(closed_at=walk.at)


def test_postgresql_closes_no_review_and_ends_no_case_before_two_people_have_said_so(cast: Cast) -> None:
    walk = Walk.begin(cast)
    says_that_it_ended(walk)
    ending = propose(walk)
    says_that_it_ended(walk)
    confirm(walk, ending)
    take_back(walk, ending)
    says_that_it_ended(walk)
    give_back(walk, propose(walk))
    says_that_it_ended(walk)
