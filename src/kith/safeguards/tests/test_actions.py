"""Extra holds, looks and incidents by their own verbs: what is written, who reads it, what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.safeguards import actions
from kith.safeguards.models import FollowUp, Hold, Incident, Lifting, WelfareCheck
from kith.safeguards.tests.factories import Scene, acting
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def audited(cast: Cast, verb: str) -> int:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        return AuditEntry.objects.filter(verb=verb).count()


@pytest.mark.parametrize(("own", "other"), [("coordinator", "manager"), ("manager", "coordinator")])
def test_a_hold_is_read_on_its_own_side_alone_and_so_is_its_lifting(own: str, other: str, cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    hold = scene.place(own)
    scene.lift(hold, own)
    with acting(cast, own):
        assert list(Hold.objects.all()) == [hold]
        assert Lifting.objects.count() == 1
    with acting(cast, other):
        assert not Hold.objects.exists()
        assert not Lifting.objects.exists()
    assert (audited(cast, "safeguards.hold_placed"), audited(cast, "safeguards.hold_lifted")) == (1, 1)


def test_a_hold_is_placed_once_and_lifted_once(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    hold = scene.place("coordinator")
    assert scene.place("coordinator") == hold
    scene.lift(hold, "coordinator")
    with pytest.raises(Refused):
        scene.lift(hold, "coordinator")
    assert scene.place("coordinator") != hold, "what was lifted can be placed anew"


def test_a_look_is_the_childrens_sides_alone(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1).look(harm="She would stop eating.")
    with acting(cast, "coordinator"):
        (check,) = WelfareCheck.objects.all()
    assert check.fresh_until == timezone.localdate() + timedelta(days=14)
    assert audited(cast, "safeguards.welfare_check_recorded") == 1
    scene.decline()
    assert audited(cast, "safeguards.welfare_check_declined") == 1


def test_a_look_pressed_twice_is_there_once(cast: Cast) -> None:
    Scene.begin(cast, children=1).look().look()
    with acting(cast, "coordinator"):
        assert WelfareCheck.objects.count() == 1


def test_foreseen_harm_is_said_in_words(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    with acting(cast, scene.leads[scene.children[0]]) as by, pytest.raises(Refused) as refused:
        actions.record_welfare_check(
            case=scene.case,
            child=scene.children[0],
            needs="n",
            harm_is_foreseen=True,
            harm=" ",
            by=by,
            at=timezone.now(),
        )
    assert [one.code for one in refused.value.obstacles] == ["harm_not_said"]


def test_who_takes_no_part_says_why(cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    with (
        acting(cast, scene.leads[scene.children[0]]) as by,
        pytest.raises(IntegrityError, match="who_takes_no_part_says_why"),
        transaction.atomic(),
    ):
        WelfareCheck.objects.create(case=scene.case, child_id=scene.children[0], by=by, at=timezone.now())


@pytest.mark.parametrize(("own", "other"), [("coordinator", "manager"), ("manager", "coordinator")])
def test_an_incident_and_its_follow_up_are_read_on_their_own_side(own: str, other: str, cast: Cast) -> None:
    scene = Scene.begin(cast, children=1)
    with acting(cast, own) as by:
        given = {"by": by, "at": timezone.now()}
        said = {"case": scene.case, "step": "home_visit", "words": "At six in the morning."}
        incident = actions.note_incident(happened_on=timezone.localdate(), **said, **given)
        assert actions.note_incident(happened_on=timezone.localdate(), **said, **given) == incident
        one = actions.follow_up_incident(incident=incident, words="The school was told.", is_done=False, **given)
        assert (
            actions.follow_up_incident(incident=incident, words="The school was told.", is_done=False, **given) == one
        )
        actions.follow_up_incident(incident=incident, words="Complaint answered.", is_done=True, **given)
        assert FollowUp.objects.count() == 2
        with pytest.raises(Refused):
            actions.note_incident(happened_on=timezone.localdate() + timedelta(days=1), **said, **given)
    with acting(cast, other):
        assert not Incident.objects.exists()
        assert not FollowUp.objects.exists()
    assert audited(cast, "safeguards.incident_noted") == 1
    assert audited(cast, "safeguards.incident_followed_up") == 2
