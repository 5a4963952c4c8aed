"""What administrators may do with accounts, rule by rule; and a message from being noted to being sent or given up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kith.access import actions
from kith.access.gate import entered
from kith.access.models import Actor, Message
from kith.access.queries import job_actor, looks_before, messages_wait
from kith.access.roles import roles_that_may
from kith.access.rules import (
    MAIL_PAUSE,
    MOST_MAILS,
    LoginFacts,
    RoleFacts,
    obstacle_of_email,
    obstacle_of_link,
    obstacles_to_adding_agency,
    obstacles_to_closing,
    obstacles_to_ending_role,
    obstacles_to_giving_role,
    obstacles_to_inviting,
    obstacles_to_opening,
    obstacles_to_taking_off,
)
from kith.access.terms import ROLE_SIDES, Role, Side
from kith.records import Stale
from kith.verdict import Obstacle
from tests.factories import EDINBURGH, GLASGOW, Cast

PERMISSION = "caseload.tell_what_waits"
MORNING = datetime(2026, 6, 3, 7, 0, tzinfo=UTC)
TODAY = MORNING.replace(hour=0)
GIVEN = RoleFacts(Role.COORDINATOR, GLASGOW, is_own=False, held=(), is_open=True, areas=("",))
LOGIN = LoginFacts(
    is_open=True, has_password=True, has_second_step=True, is_own=False, is_last_administrator=False
)  # fmt: skip


def codes(found: tuple[Obstacle, ...]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"is_own": True}, ["own_role"]),
        ({"role": Role.LETTER_JOB}, ["not_for_people"]),
        ({"held": ((Role.REVIEW_OFFICER, ""),)}, ["other_side"]),
        ({"held": ((Role.COORDINATOR, GLASGOW),)}, ["role_held"]),
        ({"held": ((Role.COORDINATOR, EDINBURGH),)}, []),
        ({"is_open": False}, ["login_closed"]),
        ({"areas": (GLASGOW,)}, []),
        ({"areas": (EDINBURGH,)}, ["other_area"]),
        ({"areas": (GLASGOW,), "role": Role.AUDITOR}, ["every_area"]),
        ({"areas": (GLASGOW,), "role": Role.STATISTICIAN}, ["every_area"]),
        ({"role": Role.AUDITOR}, []),
    ],
)
def test_who_is_given_which_role(changed: dict[str, object], expected: list[str]) -> None:
    assert codes(obstacles_to_giving_role(replace(GIVEN, **changed))) == expected  # type: ignore[arg-type]  # by name


def test_the_last_who_looks_after_all_stays_and_nobody_ends_what_is_beyond_their_area() -> None:
    assert obstacles_to_ending_role(False) == ()
    assert codes(obstacles_to_ending_role(True)) == ["last_administrator"]
    assert obstacles_to_ending_role(False, (GLASGOW,), (GLASGOW,)) == ()
    assert codes(obstacles_to_ending_role(False, ("",), (GLASGOW,))) == ["other_area"]
    assert obstacles_to_closing(LOGIN) == ()
    assert codes(obstacles_to_closing(replace(LOGIN, is_open=False))) == ["login_closed"]
    assert codes(obstacles_to_closing(replace(LOGIN, is_last_administrator=True))) == ["last_administrator"]
    assert codes(obstacles_to_closing(LOGIN, (EDINBURGH,), (GLASGOW,))) == ["other_area"]


def test_a_login_is_opened_when_it_is_closed_and_a_link_made_for_who_has_no_password() -> None:
    assert codes(obstacles_to_opening(LOGIN)) == ["login_open"]
    assert obstacles_to_opening(replace(LOGIN, is_open=False)) == ()
    assert codes(obstacles_to_inviting(LOGIN)) == ["has_password"]
    assert codes(obstacles_to_inviting(replace(LOGIN, is_open=False))) == ["login_closed"]
    assert obstacles_to_inviting(replace(LOGIN, has_password=False)) == ()
    assert (obstacle_of_email().code, obstacle_of_link().code) == ("email_taken", "no_link")


def test_a_second_step_is_taken_off_by_somebody_else_where_there_is_one() -> None:
    assert obstacles_to_taking_off(LOGIN) == ()
    assert codes(obstacles_to_taking_off(replace(LOGIN, is_own=True))) == ["own_second_step"]
    assert codes(obstacles_to_taking_off(replace(LOGIN, has_second_step=False))) == ["no_second_step"]


def test_an_agency_is_added_once_and_in_ones_own_area() -> None:
    assert obstacles_to_adding_agency(False, GLASGOW, ("",)) == ()
    assert codes(obstacles_to_adding_agency(True, EDINBURGH, (GLASGOW,))) == ["agency_known", "other_area"]


@contextmanager
def job(at: datetime) -> Iterator[Actor]:
    """The job of the children's side that tells what waits."""
    role = next(one for one in roles_that_may(PERMISSION) if ROLE_SIDES[one] == Side.WELFARE)
    with entered(job_actor(role, at), PERMISSION, at=at) as passage:
        yield passage.actor


@pytest.mark.django_db
def test_a_message_is_noted_once_a_day_and_one_that_is_refused_is_given_up_after_some_tries(cast: Cast) -> None:
    told, at = cast["lead"], MORNING
    with job(at) as by:
        actions.note_waiting(waits={told.pk: True, cast["coordinator"].pk: False}, today=TODAY, by=by, at=at)
        actions.note_waiting(waits={told.pk: False}, today=TODAY, by=by, at=at + timedelta(hours=1))  # the same day
        assert looks_before()[told.pk] == at
        for _ in range(MOST_MAILS):
            assert messages_wait(at)
            message = actions.take_message(by=by, at=at)
            assert message is not None
            assert (message.actor_id, actions.take_message(by=by, at=at)) == (told.pk, None)
            actions.put_back_message(message=message, by=by, at=at)
            assert not messages_wait(at)
            at += MAIL_PAUSE
        assert not messages_wait(at), "given up"
        tomorrow = at + timedelta(days=1)
        actions.note_waiting(waits={told.pk: True}, today=TODAY + timedelta(days=1), by=by, at=tomorrow)
        message = actions.take_message(by=by, at=tomorrow)
        assert message is not None
        actions.message_sent(message=message, by=by, at=tomorrow)
        assert Message.objects.get(actor=told).sent_at == tomorrow
        with pytest.raises(Stale):
            actions.message_sent(message=replaced(message), by=by, at=tomorrow)


def replaced(message: Message) -> Message:
    """The same, as somebody read it before it was sent."""
    message.version -= 1
    return message


@pytest.mark.django_db
def test_whoever_wants_no_messages_says_so_and_takes_it_back(cast: Cast) -> None:
    user = cast["lead"].user
    for wish in (False, True):
        actions.say_whether_told(user=user, is_told=wish, by=cast["lead"], at=MORNING)
        user.refresh_from_db()
        assert user.is_told is wish
