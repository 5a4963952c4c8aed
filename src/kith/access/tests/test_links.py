"""The link for a password, where each side has a server of its own, and where two use it at once."""

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from kith.access.invitations import print_of
from kith.access.models import User
from kith.access.tests.test_account_pages import added


def test_a_link_opens_on_the_server_of_its_persons_side_and_on_no_other(own_database: str) -> None:
    """A narrowed server learns of a link only whose it is, and cannot read the table of links."""
    desk = Client()
    desk.force_login(User.objects.get(email="administrator@example.test"))
    link = added(desk).split("/")[-2]
    whose = User.objects.get(email="ann@example.test").pk
    host, now = connections["owner"].settings_dict["HOST"], timezone.now()
    for login, is_theirs in (("kith_app_decision", False), ("kith_app_welfare", True)):
        with psycopg.connect(host=host, dbname=own_database, user=login, autocommit=True) as server:
            assert server.execute("select access_invited(%s, %s)", [print_of(link), now]).fetchone() == (whose,)
            seen = server.execute("select id from access_user where id = %s", [whose]).fetchall()
            assert bool(seen) == is_theirs
            for statement in ("select 1 from access_invitation", "update access_invitation set used_at = null"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    server.execute(statement)
    asked = ("select access_take_invitation(%s, %s)", [print_of(link), now])
    with (
        psycopg.connect(host=host, dbname=own_database, user="kith_app_welfare") as first,
        psycopg.connect(host=host, dbname=own_database, user="kith_app", options="-c lock_timeout=200") as second,
    ):
        assert first.execute(*asked).fetchone() == (whose,)
        with pytest.raises(psycopg.errors.LockNotAvailable):  # two at once: one of them waits
            second.execute(*asked)
        first.commit()
        second.rollback()
        assert second.execute(*asked).fetchone() == (None,)
