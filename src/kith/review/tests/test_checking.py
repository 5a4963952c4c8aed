"""What records say of served decisions, and the decisions that are drawn by chance to be read once more."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.review import actions
from kith.review.models import QualityCheck, QualitySample, SampledDecision, Service
from kith.review.queries import served_decisions
from kith.review.rules import SHARE, ChildSteps, Steps, drawn_from, strays_in
from kith.review.terms import Claim
from kith.review.tests.factories import Walk, codes, decided, deciding, join, queue
from kith.verdict import Refused
from tests.factories import GLASGOW, Cast


@given(st.lists(st.uuids(), unique=True, max_size=120), st.text())
def test_a_tenth_is_drawn_and_the_same_seed_draws_the_same(services: list, seed: str) -> None:
    drawn = drawn_from(services, seed=seed)
    assert drawn == drawn_from(sorted(services), seed=seed)
    assert set(drawn) <= set(services)
    assert len(drawn) == -(-len(services) * SHARE // 100)


def served(cast: Cast) -> Walk:
    walk, decision = decided(cast)
    walk.confirm(decision).serve(decision)
    return walk


def drawn(cast: Cast) -> tuple[Walk, SampledDecision]:
    walk = served(cast)
    walk.at += timedelta(days=40)
    with deciding(cast["manager"]):
        actions.draw_sample(month=date(2026, 9, 1), by=cast["manager"], at=walk.at)
        return walk, SampledDecision.objects.select_related("service__decision__review__case").get()


@pytest.mark.django_db
def test_a_sample_is_drawn_once_of_a_month_that_is_over(cast: Cast) -> None:
    walk = served(cast)
    manager, month = cast["manager"], walk.at.date().replace(day=1)

    def draw(of: date) -> QualitySample:
        with deciding(manager):
            return actions.draw_sample(month=of, by=manager, at=walk.at)

    with pytest.raises(Refused, match="month_not_over"):
        draw(month)
    walk.at += timedelta(days=40)
    with pytest.raises(Refused, match="nothing_served"):
        draw(date(2026, 1, 1))
    sample = draw(month)
    with pytest.raises(Refused, match="drawn_before"):
        draw(month)
    with deciding(manager):
        assert [one.service_id for one in SampledDecision.objects.all()] == drawn_from(
            [one.pk for one in Service.objects.all()], seed=sample.seed
        )
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="review.sample_drawn").count() == 1


@pytest.mark.django_db
def test_a_manager_of_some_councils_does_not_draw_for_all(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    walk = served(cast)
    walk.at += timedelta(days=40)
    join(cast, "manager_of_one", Role.REVIEW_MANAGER, GLASGOW)
    manager = cast["manager_of_one"]
    with deciding(manager), pytest.raises(Refused, match="sees_not_all"):
        actions.draw_sample(month=date(2026, 9, 1), by=manager, at=walk.at)
    for name, may in (("manager_of_one", False), ("manager", True)):
        assert ("Months to draw from" in signed_in(name).get("/sample/").content.decode()) is may


@pytest.mark.django_db
def test_a_senior_without_a_part_reads_a_drawn_decision_and_says_how_it_reads(cast: Cast) -> None:
    walk, sampled = drawn(cast)
    senior = cast["senior"]
    assert queue(walk, "senior", "to_check") == [walk.review.case.reference]
    with deciding(senior), pytest.raises(Refused, match="no_words"):
        actions.check_quality(sampled=sampled, shown=[], words=" ", by=senior, at=walk.at)
    with deciding(cast["officer"]), pytest.raises(Refused) as refused:
        actions.check_quality(sampled=sampled, shown=[], words="w", by=cast["officer"], at=walk.at)
    assert codes(refused) == ["has_a_part"]
    with deciding(senior):
        made = actions.check_quality(sampled=sampled, shown=["plain", "heard"], words="w", by=senior, at=walk.at)
        again = actions.check_quality(sampled=sampled, shown=["heard", "plain"], words="w", by=senior, at=walk.at)
    assert made == again
    assert [is_there for _, is_there in made.answers] == [False, False, True, True]
    assert queue(walk, "senior", "to_check") == []


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["leave_granted", "claim_refused"])
def test_of_a_decision_in_order_records_say_all_that_is_claimed(outcome: str, cast: Cast) -> None:
    walk = Walk.begin(cast, children=2).ready(outcome)
    if outcome == "claim_refused":
        walk.hear_family()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    with deciding(cast["manager"]):
        (one,) = served_decisions()
    assert (one.case, one.strays, one.steps.is_excepted) == (walk.review.case_id, (), False)
    assert len(one.steps.children) == 2
    assert one.steps.has_points == bool(one.steps.told) == (outcome == "claim_refused")


def at(hours: int) -> datetime:
    return datetime(2026, 9, 1, 8, tzinfo=UTC) + timedelta(hours=hours)


OFFICER, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
CHILD = ChildSteps(reports=((at(0), at(1), at(2)),), excepted=None, weighed=((at(3), OTHER),))
IN_ORDER = Steps(
    decided_by=OFFICER, second=OTHER, drafted=at(3), decided=at(7), viewed=at(8), confirmed=at(9),
    confirmed_on=date(2026, 9, 1), notice=at(10),
    served_on=date(2026, 9, 1), has_proof=True, has_points=True, told=((at(4), at(5), at(6)),), children=(CHILD, CHILD),
)  # fmt: skip


def test_nothing_strays_where_everything_came_in_order() -> None:
    assert strays_in(IN_ORDER) == ()
    assert strays_in(replace(IN_ORDER, has_points=False, told=())) == ()


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        ({"drafted": at(1)}, Claim.REPORT),
        ({"children": (CHILD, replace(CHILD, reports=()))}, Claim.REPORT),
        ({"children": (CHILD, replace(CHILD, reports=((at(1), at(0), at(2)),)))}, Claim.REPORT),
        ({"children": (CHILD, replace(CHILD, reports=((at(0), at(2), at(1)),)))}, Claim.REPORT),
        ({"children": (CHILD, replace(CHILD, reports=(), excepted=at(8)))}, Claim.REPORT),
        ({"children": (CHILD, replace(CHILD, weighed=()))}, Claim.BEST),
        ({"children": (CHILD, replace(CHILD, weighed=((at(8), OTHER),)))}, Claim.BEST),
        ({"children": (CHILD, replace(CHILD, weighed=((at(3), OFFICER),)))}, Claim.BEST),
        ({"told": ()}, Claim.TOLD),
        ({"told": ((at(4), at(5), at(8)),)}, Claim.TOLD),
        ({"told": ((at(5), at(4), at(6)),)}, Claim.TOLD),
        ({"second": OFFICER}, Claim.SECOND),
        ({"viewed": at(6)}, Claim.SECOND),
        ({"viewed": at(10)}, Claim.SECOND),
        ({"notice": at(8)}, Claim.SERVED),
        ({"served_on": date(2026, 8, 31)}, Claim.SERVED),
        ({"has_proof": False}, Claim.SERVED),
    ],
)
def test_what_came_in_another_order_is_found_by_the_records_alone(change: dict[str, Any], claim: Claim) -> None:
    assert strays_in(replace(IN_ORDER, **change)) == (claim,)


def test_a_decision_without_a_report_is_in_order_where_two_seniors_had_signed() -> None:
    excepted = replace(IN_ORDER, children=(CHILD, replace(CHILD, reports=(), excepted=at(6))))
    assert (strays_in(excepted), excepted.is_excepted, IN_ORDER.is_excepted) == ((), True, False)


def test_of_a_case_without_a_child_nobody_can_claim_that_children_were_heard() -> None:
    assert strays_in(replace(IN_ORDER, children=())) == (Claim.REPORT, Claim.BEST)


@pytest.mark.django_db
def test_officers_do_not_open_either_page_and_managers_and_seniors_do(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    walk, sampled = drawn(cast)
    reference = walk.review.case.reference
    manager, senior, officer = signed_in("manager"), signed_in("senior"), signed_in("officer")
    for path in ("/said-and-done/", "/sample/"):
        assert officer.get(path).status_code == 403
        for client in (manager, senior):
            assert client.get(path).status_code == 200
    assert "every served decision came about in the order" in manager.get("/said-and-done/").content.decode()
    assert reference in senior.get("/sample/").content.decode()
    assert senior.post("/sample/draw/", {"month": "2026-08-01"}).status_code == 403
    assert (
        "No decision was served in August 2026."
        in manager.post("/sample/draw/", {"month": "2026-08-01"}).content.decode()
    )
    assert manager.post("/sample/draw/", {"month": "x"}).status_code == 422
    page = f"/cases/{walk.review.case_id}/review/sample/"
    assert "kept" in senior.post(page, {"shown": "nothing", "words": "kept"}).content.decode()
    assert senior.post(page, {"shown": ["plain"], "words": "Plain and careful."}).status_code == 302
    assert "Plain and careful." in officer.get(f"/cases/{walk.review.case_id}/review/").content.decode()
    assert reference in senior.get("/sample/?where=read").content.decode()
    with deciding(cast["senior"]):
        assert QualityCheck.objects.get().sampled_id == sampled.pk
