"""The link for a password, where each side has a server of its own, and where two use it at once."""

from typing import Any, ClassVar  # Any: messages

import psycopg
import pytest
from django.conf import LazySettings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections
from django.test import Client
from django.utils import timezone

from kith.access import actions
from kith.access.invitations import print_of
from kith.access.models import User
from kith.access.side import current_side, side
from kith.access.terms import Role, Side
from kith.access.tests.test_account_pages import GOOD, NEW, added, agency, another, words
from kith.access.tests.test_account_pages import desk as desk  # a fixture
from kith.records import new_id
from kith.ui.forms import SHOWN_AGAIN
from kith.verdict import Refused
from tests.factories import GLASGOW, LONG_AGO, Cast


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


@pytest.mark.django_db
def test_a_password_of_ones_own_and_a_closed_login_end_the_link(desk: Client, settings: LazySettings) -> None:
    settings.SECOND_STEP = False
    path = added(desk)
    user = User.objects.get(email="ann@example.test")
    assert Client().get(path).status_code == 200
    desk.post(f"/accounts/{user.pk}/close/", {"reason": "The link went astray."})
    desk.post(f"/accounts/{user.pk}/open/", {"reason": "She asked."})
    assert Client().get(path).status_code == 404
    with side(Side.ACCOUNTS, actor_id=new_id()):
        link = actions.invite(user=user, by=None, at=timezone.now())
    assert Client().get(f"/account/new/{link}/").status_code == 200
    actions.set_password(user=user, password=GOOD, by=user.actor, at=timezone.now())
    assert Client().get(f"/account/new/{link}/").status_code == 404


@pytest.mark.django_db
def test_no_link_is_made_for_somebody_who_chose_a_password_meanwhile(
    cast: Cast, desk: Client, settings: LazySettings
) -> None:
    settings.SECOND_STEP = False
    path = added(desk)
    read_before = User.objects.get(email="ann@example.test")
    assert Client().post(path, {"new": GOOD, "again": GOOD}).status_code == 302
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk), pytest.raises(Refused, match="has_password"):
        actions.invite(user=read_before, by=cast["administrator"], at=timezone.now())


@pytest.mark.django_db
def test_an_administrator_of_one_area_ends_nothing_beyond_it_and_gives_no_role_that_reads_of_every_area(
    cast: Cast,
) -> None:
    of_area = Client()
    of_area.force_login(another(GLASGOW))
    with side(Side.ACCOUNTS, actor_id=new_id()):
        everywhere = actions.add_actor(
            shown_name="Of all areas", agency=cast["lead"].agency, email="all@example.test", by=None, at=LONG_AGO
        )
        held = actions.give_role(actor=everywhere, role=Role.ADMINISTRATOR, by=None, at=LONG_AGO)
    user = everywhere.user
    for path in (f"/accounts/{user.pk}/roles/{held.pk}/end/", f"/accounts/{user.pk}/close/"):
        answer = of_area.post(path, {"reason": "x"})
        assert (answer.status_code, "outside your area" in answer.content.decode()) == (422, True)
    for role in ("auditor", "statistician"):
        answer = of_area.post("/accounts/add/", NEW | {"agency": agency(), "role": role})
        assert (answer.status_code, "reads of every area" in answer.content.decode()) == (422, True)


class SaysFromWhere(BaseEmailBackend):
    """Notes which side was entered as a message was sent; none, once all that a page did is kept."""

    sides: ClassVar[list[str | None]] = []

    def send_messages(self, messages: Any) -> int:
        self.sides.append(current_side())
        return len(messages)


@pytest.mark.django_db
def test_the_link_is_sent_once_it_opens_something_and_not_while_the_database_waits(
    cast: Cast, desk: Client, settings: LazySettings
) -> None:
    settings.EMAIL_HOST = "mail.example.test"
    settings.EMAIL_BACKEND = f"{SaysFromWhere.__module__}.{SaysFromWhere.__name__}"
    SaysFromWhere.sides.clear()
    answer = desk.post("/accounts/add/", NEW | {"agency": agency()})
    assert ("It was sent to them by e-mail" in words(answer), SaysFromWhere.sides) == (True, [None])
    again = {SHOWN_AGAIN: "1", **NEW, "email": "other@example.test", "agency": agency()}
    desk.post("/accounts/add/", again)  # shown once more after signing in, and undone: its link never opens anything
    assert len(SaysFromWhere.sides) == 1
    assert not User.objects.filter(email="other@example.test").exists()
