"""Untraced: a state with tries done and the next one due, and never an ending."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.review import actions
from kith.review.models import Review, TraceCheck
from kith.review.queries import papers_in, untraced_in
from kith.review.terms import TraceWay
from kith.review.tests.factories import PACK, START, Walk, codes, deciding, queue
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def tried(
    walk: Walk, way: str = "letter", *, found: bool = False, on: date | None = None, by: str = "officer"
) -> TraceCheck:
    with deciding(walk.cast[by]):
        return actions.record_trace_check(
            review=walk.review, way=way, done_on=on or walk.at.date(), was_found=found, words="As they said.", pack=PACK,
            by=walk.cast[by], at=walk.at,
        )  # fmt: skip


def untraced(walk: Walk) -> list[str]:
    with deciding(walk.cast["manager"]):
        return [one.way for one in untraced_in(papers_in(walk.review))]


def test_tries_stand_with_the_day_on_which_the_next_is_due_until_one_reaches_the_family(cast: Cast) -> None:
    walk = Walk.begin(cast)
    assert untraced(walk) == []
    first = tried(walk)
    assert first.next_due_on == START.date() + timedelta(days=28)
    tried(walk, TraceWay.REPRESENTATIVE)
    assert untraced(walk) == ["letter", "representative"]
    assert queue(walk, "officer", "to_trace") == [walk.review.case.reference]
    assert tried(walk, TraceWay.PHONE, found=True).next_due_on is None
    assert untraced(walk) == []
    assert queue(walk, "officer", "to_trace") == []
    tried(walk, TraceWay.REPORTING)
    assert untraced(walk) == ["reporting"], "what was done before stays on record and is over"
    with deciding(cast["manager"]):
        assert TraceCheck.objects.count() == 4
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="review.trace_check_recorded").count() == 4


def test_it_ends_nothing(cast: Cast) -> None:
    walk = Walk.begin(cast)
    before = walk.obstacles()
    tried(walk)
    assert walk.obstacles() == before
    with deciding(cast["manager"]):
        review = Review.objects.get()
        assert review.closed_at is None
        assert review.case.closed_at is None


def test_the_officer_alone_records_a_try_once_and_not_of_a_day_to_come(cast: Cast) -> None:
    walk = Walk.begin(cast)
    assert tried(walk) == tried(walk)
    with pytest.raises(Refused) as refused:
        tried(walk, by="officer_two")
    assert codes(refused) == ["not_the_officer"]
    with pytest.raises(Refused) as refused:
        tried(walk, on=START.date() + timedelta(days=1))
    assert codes(refused) == ["day_cannot_be"]


def test_who_was_not_found_is_looked_for_again_says_postgresql(cast: Cast) -> None:
    walk = Walk.begin(cast)
    with (
        deciding(cast["officer"]),
        pytest.raises(IntegrityError, match="an_untraced_family_is_looked_for_again"),
        transaction.atomic(),
    ):
        TraceCheck.objects.create(
            review=walk.review, way="letter", done_on=START.date(), was_found=False, by=cast["officer"], at=START
        )


def test_a_try_is_written_on_its_page_and_read_on_the_reviews(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast)
    base, officer = f"/cases/{walk.review.case_id}/review/", signed_in("officer")
    assert f"{base}trace/" in officer.get(base).content.decode()
    assert "Never ask a school" in officer.get(f"{base}trace/").content.decode()
    assert officer.post(f"{base}trace/").status_code == 422
    given = {"way": "letter", "done_on": "1 September 2026", "was_found": "no", "words": "Came back unopened."}
    assert officer.post(f"{base}trace/", given).status_code == 302
    for name in ("officer", "manager"):
        text = signed_in(name).get(base).content.decode()
        assert "The family cannot be reached" in text
        assert "Came back unopened." in text
    assert signed_in("manager").get(f"{base}trace/").status_code == 403
    assert officer.post(f"{base}trace/", given | {"was_found": "yes"}).status_code == 302
    assert "The family cannot be reached" not in officer.get(base).content.decode()
