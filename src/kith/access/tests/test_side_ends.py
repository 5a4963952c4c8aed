"""A side ends with its transaction: what a pool gives to the next request is nobody's connection."""

from contextlib import suppress

from django.db import connection

from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id


def settings_now() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_user::text, current_setting('app.actor', true)")
        user, actor = cursor.fetchone()
        return user, actor


def test_after_a_commit_the_connection_has_neither_side_nor_actor(own_database: str) -> None:
    with side(Side.WELFARE, actor_id=(someone := new_id())):
        assert settings_now() == ("side_welfare", str(someone))
    assert settings_now() == ("kith_app", "")


def test_after_a_rollback_neither(own_database: str) -> None:
    with suppress(ZeroDivisionError), side(Side.WELFARE, actor_id=(someone := new_id())):
        assert settings_now() == ("side_welfare", str(someone))
        raise ZeroDivisionError
    assert settings_now() == ("kith_app", "")
