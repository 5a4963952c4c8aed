"""Whoever shares, refuses, gives reasons or looks does so as themselves, and each has an entry of its own in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Disclosure, Receipt
from kith.welfare.models import EmergencyCheck, EmergencyRelease, SharingRecord
from kith.welfare.tests.test_actions import AT, appoint, welfare
from kith.welfare.tests.test_reports import Walk
from kith.welfare.tests.test_sharing import deciding, give, look, refuse, share
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


@contextmanager
def denied(actor: Actor) -> Iterator[None]:
    with welfare(actor), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        yield


def test_nobody_shares_refuses_looks_or_opens_in_anothers_name(cast: Cast) -> None:
    made = make_case(cast)
    lead, coordinator = appoint(cast, made), cast["coordinator"]
    shared = share(made, lead)
    of_child = {"case": made.case, "child_id": made.children[0], "at": AT}
    with denied(lead):
        SharingRecord.objects.create(
            **of_child, kind="emergency", disclosure_id=shared.disclosure_id, whom="w", why="w", basis="b", was_told=True,
            by=coordinator,
        )  # fmt: skip
    with denied(lead):
        Disclosure.objects.create(
            **of_child, kind="emergency", lead_professional=lead, purpose="p", basis="b", was_told=False, is_partial=False,
            sha256="0" * 64, by=coordinator,
        )  # fmt: skip
    reasons = give(shared, lead)
    part = {"emergency": shared, "words": "Fine."}
    with denied(lead):
        EmergencyCheck.objects.create(**of_child, **part, shared_by=lead, reasons_by=lead, by=coordinator)
    with denied(lead):  # nor does who shared it look at it by naming somebody else
        EmergencyCheck.objects.create(**of_child, **part, shared_by=coordinator, reasons_by=coordinator, by=lead)
    with denied(lead):
        copy = {"disclosure_id": shared.disclosure_id, "whom": "w", "due_on": AT.date(), "by": coordinator}
        EmergencyRelease.objects.create(**of_child, **copy)
    with deciding(cast["manager"]), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        Receipt.objects.create(disclosure_id=shared.disclosure_id, by=cast["officer"], at=AT)
    assert reasons.by == lead


def test_what_is_said_of_sharing_without_an_entry_of_its_own_is_a_fault_of_the_trail(cast: Cast) -> None:
    walk = Walk(cast)
    walk.release(walk.send())
    shared = share(walk.made, walk.lead)
    give(shared, walk.lead)
    look(shared, cast["coordinator"])
    refuse(walk.made, walk.lead)
    forged = share(walk.made, walk.lead, words="Another.")
    of_child = {"case": walk.made.case, "child_id": walk.child, "at": AT}
    with welfare(walk.lead):
        reasons = SharingRecord.objects.create(
            **of_child, kind="emergency", disclosure_id=forged.disclosure_id, whom="w", why="w", basis="b", was_told=True,
            by=walk.lead,
        )  # fmt: skip
    with welfare(cast["coordinator"]):
        check = EmergencyCheck.objects.create(
            **of_child, emergency=forged, words="w", shared_by=walk.lead, reasons_by=walk.lead, by=cast["coordinator"]
        )
    with side(Side.AUDIT, actor_id=cast["auditor"].pk), connection.cursor() as cursor:
        cursor.execute("select id from access_unrecorded()")
        assert {key for (key,) in cursor.fetchall()} == {reasons.pk, check.pk}
