"""A result of a challenge that was recorded wrong is put right by another, with a reason: the newest stands."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kith.access.gate import entered
from kith.disclosure.models import Milestone
from kith.review.models import ChallengeOutcome
from kith.review.queries import challenges_in_sight, lessons_of
from kith.review.tests.factories import Walk, codes, deciding, queue
from kith.review.tests.test_after import challenged, ended
from kith.review.tests.test_after_anew import bring, open_anew, step_of
from kith.review.tests.test_after_constraints import denied
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db
WHY = "The letter of another case was read."


def later(walk: Walk) -> None:
    walk.at += timedelta(hours=1)


def test_a_result_is_put_right_with_a_reason_and_the_newest_stands(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    first = ended(walk, appeal, "not_upheld")
    later(walk)
    for reason in ("", " "):
        with pytest.raises(Refused) as refused:
            ended(walk, appeal, "withdrawn", reason=reason)
        assert codes(refused) == ["recorded_before"]
    second = ended(walk, appeal, "withdrawn", reason=WHY)
    assert ended(walk, appeal, "withdrawn", reason=WHY) == second, "a second click"
    with deciding(cast["officer"]):
        assert appeal.outcome == second
        assert appeal.earlier_outcomes == [first]
    with entered(cast["manager"], "review.learning", at=walk.at) as passage:
        kinds = dict(lessons_of(challenges_in_sight(passage)).kinds)
    assert [many for _, many in kinds["an appeal to the tribunal"]] == [0, 0, 0, 1]
    row = {"result": "not_upheld", "given_on": walk.at.date(), "turned_on": [], "words": "w", "reason": ""}
    denied(walk, "officer", "review_challengeoutcome", by_id=cast["officer"].pk, challenge_id=appeal.pk, **row)


def test_put_right_a_court_that_upheld_it_opens_the_case(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    ended(walk, appeal, "not_upheld")
    later(walk)
    ended(walk, appeal, "upheld", reason=WHY)
    assert step_of(walk) == "under_review"


def test_put_right_before_a_review_is_open_the_case_is_decided_again(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    other = bring(walk, appeal.service, "judicial_review", "J/1")
    ended(walk, appeal, "upheld")
    ended(walk, other, "upheld")
    later(walk)
    ended(walk, appeal, "not_upheld", reason=WHY)
    assert step_of(walk) == "under_review", "the other court's result stands"
    later(walk)
    ended(walk, other, "not_upheld", reason=WHY)
    assert step_of(walk) == "decided"
    assert queue(walk, "manager", "to_allocate") == []
    with deciding(cast["officer"]):
        told = Milestone.objects.filter(case=walk.review.case).order_by("-at", "-id").values_list("kind", flat=True)
        assert told.first() == "decision_served"


def test_put_right_once_a_review_is_open_that_review_goes_on(cast: Cast) -> None:
    walk, appeal = challenged(cast)
    ended(walk, appeal, "upheld")
    anew = open_anew(walk)
    ended(anew, appeal, "not_upheld", reason=WHY)
    assert step_of(walk) == "under_review"


def test_whoever_decided_reads_the_result_that_was_put_right_too(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk, appeal = challenged(cast, "complaint")
    ended(walk, appeal, "upheld")
    client, pages = signed_in("officer"), f"/cases/{walk.review.case_id}/review/challenges/"
    client.post(f"{pages}{appeal.pk}/read/", {"lesson": ""})
    assert queue(walk, "officer", "outcome_to_read") == []
    page = client.get(f"{pages}{appeal.pk}/result/").content.decode()
    assert "They were not dealt with." in page
    assert "Why what was recorded is put right" in page
    given = {"result": "withdrawn", "day": walk.at.date().isoformat(), "words": "They took it back."}
    wrong = client.post(f"{pages}{appeal.pk}/result/", given)
    assert wrong.status_code == 422
    assert "They took it back." in wrong.content.decode()
    assert client.post(f"{pages}{appeal.pk}/result/", given | {"reason": WHY}).status_code == 302
    shown = client.get(pages).content.decode()
    for words in ("They took it back.", WHY, "and put right since: upheld", "They were not dealt with."):
        assert words in shown
    assert queue(walk, "officer", "outcome_to_read") == [walk.review.case.reference]
    assert client.get("/learning/").content.decode().count(walk.review.case.reference) == 1
    with deciding(cast["officer"]):
        assert ChallengeOutcome.objects.count() == 2
