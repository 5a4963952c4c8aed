"""Sides: the transaction's PostgreSQL role, set for it and put back after it."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor, AuditEntry
from kith.access.side import current_side, side
from kith.access.terms import Side
from kith.records import new_id
from kith.register.models import Case

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        return "/".join(cursor.fetchone())


def test_a_side_is_entered_for_one_block_and_put_back() -> None:
    assert role() == "kith_app/kith_app"
    with side(Side.WELFARE, actor_id=new_id()):
        assert role() == "side_welfare/kith_app"
        assert current_side() == Side.WELFARE
        with side(Side.REGISTRY, actor_id=new_id()):
            assert role() == "side_registry/kith_app"
        assert role() == "side_welfare/kith_app"
    assert role() == "kith_app/kith_app"
    assert current_side() is None


def test_an_error_inside_a_side_puts_it_back_too() -> None:
    with pytest.raises(ZeroDivisionError), side(Side.AUDIT, actor_id=new_id()):
        raise ZeroDivisionError
    assert role() == "kith_app/kith_app"


def test_outside_every_side_the_login_can_read_no_case() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        list(Case.objects.all())


def test_a_side_may_add_to_the_audit_trail_but_not_read_it() -> None:
    with side(Side.WELFARE, actor_id=new_id()):
        audit.record("a.b", by=None, at=timezone.now())
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AuditEntry.objects.count()
        assert Actor.objects.exists()
