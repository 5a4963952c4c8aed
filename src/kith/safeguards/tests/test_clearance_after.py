"""Clearance after a decision was served: while a court has it, or its notice came back, it is not final."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from kith.protocol.rules import obstacles_to_serving_on
from kith.review import actions as review
from kith.review.models import RenewedService, ReturnedNotice, Service
from kith.review.tests.factories import PACK, Walk, deciding
from kith.safeguards import queries
from kith.safeguards.models import ClearanceAnswer
from kith.safeguards.queries import hold_on
from kith.safeguards.rules import Answer
from kith.safeguards.tests.factories import Scene, acting
from tests.factories import GLASGOW, Cast

pytestmark = pytest.mark.django_db
CLEAR, NOT_FINAL = Answer(), Answer("decision_not_final")


@pytest.mark.parametrize(
    ("kind", "answer"), [("appeal", NOT_FINAL), ("judicial_review", NOT_FINAL), ("complaint", CLEAR)]
)
def test_while_a_court_has_a_decision_it_is_not_final(kind: str, answer: Answer, cast: Cast) -> None:
    scene, service, at = _served(cast)
    officer = cast["officer"]
    with deciding(officer):
        challenge = review.record_challenge(
            service=service, kind=kind, brought_on=at.date(), reference="", grounds="g", by=officer, at=at
        )
    asked = scene.ask()
    assert scene.worked_out(asked) == answer
    words = hold_on(scene.seen(asked), timezone.now()).words
    assert "hold has ended" not in words
    assert "no step may be taken from this alone" in words
    with deciding(officer):
        review.record_challenge_outcome(
            challenge=challenge, result="not_upheld", given_on=at.date(), turned_on=[], words="w", by=officer, at=at
        )
    assert scene.worked_out(asked) == CLEAR


def test_while_the_notice_is_away_the_decision_is_not_final_nor_before_the_time_to_challenge_is_over_again(
    cast: Cast,
) -> None:
    scene, service, at = _served(cast)
    asked = scene.ask()
    assert scene.worked_out(asked) == CLEAR
    returned = come_back(cast, service, at)
    assert scene.worked_out(asked) == NOT_FINAL
    renew(cast, returned, at + timedelta(days=1))
    assert scene.worked_out(asked) == CLEAR  # that was long ago as well
    now = timezone.now()
    renew(cast, come_back(cast, service, now - timedelta(days=9)), now - timedelta(days=3))
    hold = hold_on(scene.seen(asked), now)
    assert hold.stands
    assert "can be challenged until" in hold.words
    assert scene.worked_out(asked) == NOT_FINAL


def test_what_was_signed_before_a_notice_was_handed_over_again_counts_no_more(cast: Cast) -> None:
    scene, service, _ = _served(cast)
    asked = scene.ask()
    scene.sign(asked)
    assert scene.read(asked) == CLEAR
    now = timezone.now()
    renew(cast, come_back(cast, service, now - timedelta(days=9)), now)
    assert scene.read(asked) == NOT_FINAL


@pytest.mark.parametrize(("kind", "answer"), [("appeal", NOT_FINAL), ("complaint", CLEAR)])
def test_what_was_signed_before_a_court_had_it_does_not_come_back_by_itself(
    kind: str, answer: Answer, cast: Cast
) -> None:
    scene, service, _ = _served(cast)
    asked, officer, now = scene.ask(), cast["officer"], timezone.now
    scene.sign(asked)
    with deciding(officer):
        challenge = review.record_challenge(
            service=service, kind=kind, brought_on=now().date(), reference="", grounds="g", by=officer, at=now()
        )
    assert scene.read(asked) == answer
    with deciding(officer):
        review.record_challenge_outcome(
            challenge=challenge,
            result="not_upheld",
            given_on=now().date(),
            turned_on=[],
            words="w",
            by=officer,
            at=now(),
        )
    assert scene.read(asked) == answer
    assert scene.worked_out(asked) == CLEAR  # for a senior officer to sign again


def test_a_notice_of_an_older_decision_that_came_back_holds_nothing_up(cast: Cast) -> None:
    scene, service, at = _served(cast)
    officer, manager = cast["officer"], cast["manager"]
    come_back(cast, service, at)
    with deciding(officer):
        appeal = review.record_challenge(
            service=service, kind="appeal", brought_on=at.date(), reference="", grounds="g", by=officer, at=at
        )
        review.record_challenge_outcome(
            challenge=appeal, result="upheld", given_on=at.date(), turned_on=["delay"], words="w", by=officer,
            at=at + timedelta(hours=1),
        )  # fmt: skip
    asked, later = scene.ask(), at + timedelta(days=6)
    assert scene.worked_out(asked) == NOT_FINAL
    with deciding(manager):
        anew = review.allocate(
            case=scene.case, officer=officer, weigher=cast["officer_two"], pack=PACK, by=manager, at=later
        )
    walk = Walk(cast, anew, scene.children, later).weigh_children().find().declare().hear_family("Three.")
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    assert scene.worked_out(asked) == CLEAR


@pytest.mark.parametrize("days", [1, 14])
def test_postgresql_does_not_take_clear_while_it_can_be_challenged(days: int, cast: Cast) -> None:
    asked = (scene := Scene.begin(cast, children=1, served_days_ago=days).look()).ask()
    with acting(cast, "senior") as by:
        assert queries.answer_of(asked) == NOT_FINAL
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ClearanceAnswer.objects.create(clearance=asked, is_clear=True, by=by, at=timezone.now())
    assert scene.read(asked) is None


def test_postgresql_counts_the_days_anew_where_a_courts_result_was_put_right(cast: Cast) -> None:
    scene, service, at = _served(cast)
    officer, now = cast["officer"], timezone.now()
    with deciding(officer):
        appeal = review.record_challenge(
            service=service, kind="appeal", brought_on=at.date(), reference="", grounds="g", by=officer, at=at
        )
        said = {"challenge": appeal, "given_on": at.date(), "words": "w", "by": officer}
        review.record_challenge_outcome(result="upheld", turned_on=["delay"], at=now - timedelta(days=1), **said)
        review.record_challenge_outcome(result="not_upheld", turned_on=[], reason="Another case.", at=now, **said)
    asked = scene.ask()
    assert scene.worked_out(asked) == NOT_FINAL
    with (
        acting(cast, "senior") as by,
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        ClearanceAnswer.objects.create(clearance=asked, is_clear=True, by=by, at=timezone.now())


def come_back(cast: Cast, service: Service, at: datetime) -> ReturnedNotice:
    with deciding(cast["officer"]):
        return review.record_returned_notice(
            service=service, came_back_on=at.date(), words="Gone away.", by=cast["officer"], at=at
        )


def renew(cast: Cast, returned: ReturnedNotice, at: datetime) -> RenewedService:
    """Handed over once more, on the last day until then on which a notice may be."""
    days = (at.date() - timedelta(days=n) for n in range(9))
    day = next(one for one in days if not obstacles_to_serving_on(one, pack=PACK, council=GLASGOW))
    with deciding(cast["officer"]):
        return review.renew_service(
            returned=returned,
            method="by_hand",
            address="a",
            proof="p",
            served_on=day,
            pack=PACK,
            by=cast["officer"],
            at=at,
        )


def _served(cast: Cast) -> tuple[Scene, Service, datetime]:
    """A refusal that was served long enough ago, with its children looked at."""
    walk = Walk.begin(cast).ready("claim_refused").hear_family()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    scene = Scene(cast, walk.review.case, tuple(walk.children), walk.at, {}).appoint().look()
    with deciding(cast["officer"]):
        return scene, Service.objects.get(decision=decision), walk.at
