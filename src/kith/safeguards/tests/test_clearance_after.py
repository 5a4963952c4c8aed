"""Clearance after a decision was served: while a court has it, or its notice came back, it is not final."""

from datetime import datetime

import pytest

from kith.review import actions as review
from kith.review.models import Service
from kith.review.tests.factories import PACK, Walk, deciding
from kith.safeguards.rules import Answer
from kith.safeguards.tests.factories import Scene
from tests.factories import Cast

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
    with deciding(officer):
        review.record_challenge_outcome(
            challenge=challenge, result="not_upheld", given_on=at.date(), turned_on=[], words="w", by=officer, at=at
        )
    assert scene.worked_out(asked) == CLEAR


def test_while_the_notice_is_away_the_decision_is_not_final(cast: Cast) -> None:
    scene, service, at = _served(cast)
    officer = cast["officer"]
    with deciding(officer):
        returned = review.record_returned_notice(
            service=service, came_back_on=at.date(), words="Gone away.", by=officer, at=at
        )
    asked = scene.ask()
    assert scene.worked_out(asked) == NOT_FINAL
    with deciding(officer):
        review.renew_service(
            returned=returned,
            method="by_hand",
            address="a",
            proof="p",
            served_on=at.date(),
            pack=PACK,
            by=officer,
            at=at,
        )
    assert scene.worked_out(asked) == CLEAR


def _served(cast: Cast) -> tuple[Scene, Service, datetime]:
    """A refusal that was served long enough ago, with its children looked at."""
    walk = Walk.begin(cast).ready("claim_refused").hear_family()
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    scene = Scene(cast, walk.review.case, tuple(walk.children), walk.at, {}).appoint().look()
    with deciding(cast["officer"]):
        return scene, Service.objects.get(decision=decision), walk.at
