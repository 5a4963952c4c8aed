"""What PostgreSQL itself refuses of what comes after service, in raw SQL under the role that the application has."""

import uuid
from datetime import date

import pytest
from django.db import ProgrammingError, connection

from kith.access.side import side
from kith.access.terms import Role, Side
from kith.review.models import OutcomeReading, ReturnedNotice
from kith.review.tests.factories import PACK, Walk, deciding, join
from kith.review.tests.test_after import challenged, ended
from kith.review.tests.test_checking import drawn
from kith.review.tests.test_constraints import attempt
from tests.factories import EDINBURGH, Cast

pytestmark = pytest.mark.django_db


def denied(walk: Walk, by: str, table: str, **values: object) -> None:
    with deciding(walk.cast[by]), pytest.raises(ProgrammingError, match="row-level security"):
        attempt(table, at=walk.at, **values)


def test_nobody_writes_what_comes_after_service_in_anothers_name(cast: Cast) -> None:
    walk, challenge = challenged(cast)
    day, officer, manager = walk.at.date(), cast["officer"].pk, cast["manager"].pk
    rows: dict[str, dict[str, object]] = {
        "review_challenge": {
            "service_id": challenge.service_id, "kind": "appeal", "brought_on": day, "reference": "", "grounds": "g",
        },
        "review_challengeoutcome": {
            "challenge_id": challenge.pk, "result": "withdrawn", "given_on": day, "turned_on": [], "words": "w", "reason": "",
        },
        "review_returnednotice": {"service_id": challenge.service_id, "came_back_on": day, "words": "w"},
    }  # fmt: skip
    for table, row in rows.items():
        denied(walk, "officer", table, by_id=manager, **row)
        with deciding(cast["officer"]):
            attempt(table, at=walk.at, by_id=officer, **row)
    with deciding(cast["officer"]):
        returned = ReturnedNotice.objects.get()
    denied(
        walk, "officer", "review_renewedservice", by_id=manager, returned_id=returned.pk, method="post", address="a",
        proof="p", served_on=day,
    )  # fmt: skip


def test_a_drawn_decision_is_read_and_drawn_in_nobody_elses_name(cast: Cast) -> None:
    walk, sampled = drawn(cast)
    senior, manager = cast["senior"].pk, cast["manager"].pk
    join(cast, "manager_of_one", Role.REVIEW_MANAGER, EDINBURGH)
    month = {"month": date(2026, 8, 1), "seed": "s"}
    for by, name in (("officer", "manager"), ("officer", "officer"), ("manager_of_one", "manager_of_one")):
        denied(walk, by, "review_qualitysample", by_id=cast[name].pk, **month)
    with deciding(cast["manager"]):
        attempt("review_qualitysample", at=walk.at, by_id=manager, **month)
    denied(walk, "officer", "review_qualitycheck", by_id=senior, sampled_id=sampled.pk, shown=[], words="w")
    denied(
        walk,
        "officer",
        "review_sampleddecision",
        by_id=senior,
        sample_id=sampled.sample_id,
        service_id=sampled.service_id,
    )


def test_a_result_is_read_by_those_who_decided_and_by_nobody_in_their_name(cast: Cast) -> None:
    walk, challenge = challenged(cast)
    outcome = ended(walk, challenge, "not_upheld")
    for by, name in (("officer_two", "officer"), ("officer_two", "officer_two"), ("manager", "manager")):
        denied(walk, by, "review_outcomereading", by_id=cast[name].pk, outcome_id=outcome.pk, lesson="")
    with deciding(cast["officer"]):
        attempt("review_outcomereading", at=walk.at, by_id=cast["officer"].pk, outcome_id=outcome.pk, lesson="")
        assert OutcomeReading.objects.count() == 1


def test_what_comes_after_service_without_an_entry_of_its_own_is_found(cast: Cast) -> None:
    walk, challenge = challenged(cast)
    outcome = ended(walk, challenge, "not_upheld")
    before, key = unrecorded(cast), uuid.uuid4()
    assert not {challenge.pk, outcome.pk} & before
    with deciding(cast["officer"]):
        attempt("review_outcomereading", id=key, at=walk.at, by_id=cast["officer"].pk, outcome_id=outcome.pk, lesson="")
    assert unrecorded(cast) == before | {key}


@pytest.mark.parametrize("kind", ["appeal", "complaint"])
def test_no_statement_says_that_a_case_is_decided_without_the_service_that_decides_it(kind: str, cast: Cast) -> None:
    walk, challenge = challenged(cast, kind)
    by, of_case = cast["officer"].pk, walk.review.case_id

    def says(*, is_taken: bool) -> None:
        for table, said in (
            ("register_casestate", {"step": "decided"}),
            ("disclosure_milestone", {"kind": "decision_served"}),
        ):
            if is_taken:
                with deciding(cast["officer"]):
                    attempt(table, at=walk.at, by_id=by, case_id=of_case, **said)
            else:
                denied(walk, "officer", table, by_id=by, case_id=of_case, **said)

    says(is_taken=True)
    ended(walk, challenge, "upheld")
    says(is_taken=kind == "complaint")


def test_no_statement_says_that_a_case_is_decided_while_its_review_is_open_or_only_asks_for_more(cast: Cast) -> None:
    pause = next(one.code for one in PACK.outcomes if one.kind == "pause")
    walk = Walk.begin(cast).ready(pause)
    said = {"by_id": cast["officer"].pk, "case_id": walk.review.case_id, "step": "decided"}
    denied(walk, "officer", "register_casestate", **said)
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    denied(walk, "officer", "register_casestate", **said)


def unrecorded(cast: Cast) -> set[uuid.UUID]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk), connection.cursor() as cursor:
        cursor.execute("select id from access_unrecorded()")
        return {key for (key,) in cursor.fetchall()}
