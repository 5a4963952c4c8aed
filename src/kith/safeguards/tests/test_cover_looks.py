"""What somebody saw while they covered for a lead professional counts as the lead professional's own look, and goes on to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kith.safeguards import actions
from kith.safeguards.rules import Answer
from kith.safeguards.tests.factories import Scene, acting
from kith.welfare import actions as welfare
from kith.welfare.models import AbsenceCover, LeadProfessional
from tests.factories import Cast

pytestmark = pytest.mark.django_db
CLEAR, NOT_FRESH, OTHER = Answer(), Answer("welfare_check_not_fresh"), Answer("other")


def covered(cast: Cast, scene: Scene, *, days_ahead: int = 0) -> tuple[str, AbsenceCover]:
    """Who covers for the lead professional of the first child, and that cover."""
    child = scene.children[0]
    other = "lead_two" if scene.leads[child] == "lead" else "lead"
    first = timezone.localdate() + timedelta(days=days_ahead)
    with acting(cast, "coordinator") as by:
        held = LeadProfessional.objects.select_related("case").get(child_id=child, until_at__isnull=True)
        (cover,) = welfare.arrange_cover(
            appointments=[held], covered_by=cast[other], why="leave", from_on=first, until_on=first + timedelta(days=3),
            by=by, at=timezone.now(),
        )  # fmt: skip
    return other, cover


def look(cast: Cast, scene: Scene, name: str, harm: str = "") -> None:
    with acting(cast, name) as by:
        actions.record_welfare_check(
            case=scene.case, child=scene.children[0], needs="Her class.", harm_is_foreseen=bool(harm), harm=harm, by=by,
            at=timezone.now(),
        )  # fmt: skip


def end(cast: Cast, cover: AbsenceCover) -> None:
    with acting(cast, "coordinator") as by:
        welfare.end_cover(cover=AbsenceCover.objects.get(pk=cover.pk), by=by, at=timezone.now())


def test_harm_that_whoever_covered_foresaw_stops_a_step_after_the_cover_too(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1).look()
    asked = scene.ask()
    assert scene.worked_out(asked) == CLEAR
    other, cover = covered(cast, scene)
    look(cast, scene, other, "She would stop eating.")
    assert scene.worked_out(asked) == OTHER
    end(cast, cover)
    assert scene.worked_out(asked) == OTHER, "an older look does not come back to life"
    scene.look(0)
    assert scene.worked_out(asked) == CLEAR, "the lead professional has looked since"


def test_whoever_takes_no_part_while_they_cover_leaves_the_step_unclear_after_it_too(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1).look()
    other, cover = covered(cast, scene)
    with acting(cast, other) as by:
        actions.decline_welfare_check(
            case=scene.case, child=scene.children[0], reason="I take no part.", by=by, at=timezone.now()
        )
    end(cast, cover)
    assert scene.worked_out(scene.ask()) == NOT_FRESH


def test_a_look_while_covering_is_as_good_as_the_lead_professionals(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    asked = scene.ask()
    assert scene.worked_out(asked) == NOT_FRESH
    other, cover = covered(cast, scene)
    look(cast, scene, other)
    assert scene.worked_out(asked) == CLEAR
    end(cast, cover)
    assert scene.worked_out(asked) == CLEAR
