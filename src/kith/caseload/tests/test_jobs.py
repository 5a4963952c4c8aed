"""That something waits is told once a day by e-mail, to whoever wants it, and nothing of what."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import psycopg
import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import ProgrammingError, connections, transaction
from django.test import Client

from kith.access import actions
from kith.access.gate import Passage
from kith.access.models import AuditEntry, Message, User
from kith.access.rules import MAIL_PAUSE, MOST_MAILS
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.caseload import jobs
from kith.caseload.jobs import look_for_waiting, send_messages
from kith.records import new_id
from tests.factories import GLASGOW, LONG_AGO, Cast, MadeCase, make_case, standing_cast

MORNING = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
REFUSED = "registrar@example.test"


class Refuses(EmailBackend):
    """A mail server that takes messages to everybody but one."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if messages[0].to == [REFUSED]:
            raise SMTPRecipientsRefused({REFUSED: (550, b"no such person")})
        return super().send_messages(messages)


class IsKilled(EmailBackend):
    """The worker ends in the middle of sending."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise KeyboardInterrupt


class IsAway(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


@pytest.fixture
def post(db: None, settings: LazySettings) -> LazySettings:
    settings.EMAIL_HOST = "mail.example.test"
    settings.ADDRESSES = {Side.REGISTRY: "https://kith.example.test"}
    return settings


def told() -> list[str]:
    """To whom it was told, in the order of their addresses; the box is emptied."""
    found = sorted(one.to[0] for one in mail.outbox)
    mail.outbox.clear()
    return found


def came(cast: Cast, at: datetime, *, confirmed: bool = False) -> MadeCase:
    return make_case(cast, at=at, confirmed=confirmed)


def day(at: datetime) -> list[str]:
    """What the worker does in a day."""
    look_for_waiting(at)
    send_messages(at)
    return told()


REGISTRARS = ["registrar@example.test", "registrar_two@example.test"]


def test_whoever_something_came_to_is_told_once_a_day_and_nobody_else(cast: Cast, post: LazySettings) -> None:
    assert day(MORNING) == []
    came(cast, MORNING + timedelta(hours=3))
    assert day(MORNING + timedelta(hours=8)) == []  # one look a day
    assert day(MORNING + A_DAY) == REGISTRARS
    assert day(MORNING + A_DAY + timedelta(hours=1)) == []
    assert day(MORNING + 2 * A_DAY) == []  # nothing else came
    came(cast, MORNING + 2 * A_DAY + timedelta(hours=1), confirmed=True)
    assert day(MORNING + 3 * A_DAY) == ["coordinator@example.test", "manager@example.test"]


def test_a_message_says_that_something_waits_and_where_to_sign_in_and_nothing_else(
    cast: Cast, post: LazySettings
) -> None:
    made = came(cast, MORNING - timedelta(hours=2))
    look_for_waiting(MORNING)
    send_messages(MORNING)
    for one in mail.outbox:
        text = f"{one.subject} {one.body} {one.extra_headers}"
        assert "Something new waits for you. Sign in at https://kith.example.test to see it." in one.body
        for word in (made.case.reference, str(made.case.pk), "Tesfay", "Amal", "Glasgow", "Registrar", "family"):
            assert word not in text
        assert (len(one.to), one.cc, one.bcc, one.attachments) == (1, [], [], [])


def test_nothing_is_told_at_night_without_a_mail_server_or_to_who_wants_none(
    cast: Cast, post: LazySettings, signed_in: Callable[[str], Client]
) -> None:
    came(cast, MORNING - timedelta(hours=12))
    assert day(MORNING - timedelta(hours=3)) == []
    post.EMAIL_HOST = ""
    assert day(MORNING) == []
    page = signed_in("registrar").get("/account/").content.decode()
    assert "This server sends no e-mail." in page
    post.EMAIL_HOST = "mail.example.test"
    registrar = signed_in("registrar")
    assert "Tell me no more by e-mail" in registrar.get("/account/").content.decode()
    assert registrar.post("/account/", {"is_told": "no"})["Location"] == "/account/"
    assert "Tell me by e-mail" in registrar.get("/account/").content.decode()
    assert day(MORNING) == ["registrar_two@example.test"]
    registrar.post("/account/", {"is_told": "yes"})
    assert User.objects.get(actor=cast["registrar"]).is_told
    assert "E-mail</h2>" not in signed_in("auditor").get("/account/").content.decode()


def test_who_left_or_has_work_on_two_sides_is_told_nothing(cast: Cast, post: LazySettings) -> None:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.close_login(user=cast["registrar"].user, by=None, at=LONG_AGO)
        actions.give_role(actor=cast["registrar_two"], role=Role.COORDINATOR, area=GLASGOW, by=None, at=LONG_AGO)
    came(cast, MORNING - timedelta(hours=2))
    assert day(MORNING) == []


def test_one_that_is_refused_keeps_no_other_waiting_and_is_tried_again_some_times(
    cast: Cast, post: LazySettings
) -> None:
    came(cast, MORNING - timedelta(hours=2))
    post.EMAIL_BACKEND = f"{__name__}.Refuses"
    assert day(MORNING) == ["registrar_two@example.test"]
    for n in range(1, MOST_MAILS):
        assert send_messages(MORNING + n * MAIL_PAUSE - timedelta(seconds=1)) == 0
        assert send_messages(MORNING + n * MAIL_PAUSE) == 1
    assert send_messages(MORNING + 2 * A_DAY) == 0  # not for ever
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(subject=cast["registrar"].pk).values_list("verb", flat=True)
        assert list(verbs).count("access.message_not_sent") == MOST_MAILS


def test_after_a_refusal_it_goes_once_the_server_takes_it(cast: Cast, post: LazySettings) -> None:
    came(cast, MORNING - timedelta(hours=2))
    whole, post.EMAIL_BACKEND = post.EMAIL_BACKEND, f"{__name__}.Refuses"
    day(MORNING)
    post.EMAIL_BACKEND = whole
    assert day(MORNING + MAIL_PAUSE) == ["registrar@example.test"]


def test_while_the_server_does_not_answer_nothing_is_taken(cast: Cast, post: LazySettings) -> None:
    came(cast, MORNING - timedelta(hours=2))
    whole, post.EMAIL_BACKEND = post.EMAIL_BACKEND, f"{__name__}.IsAway"
    assert day(MORNING) == []
    post.EMAIL_BACKEND = whole
    assert day(MORNING + A_DAY) == REGISTRARS  # the next day's look finds nothing new, and forgets nothing


def test_whoever_is_killed_while_sending_sends_no_message_twice(cast: Cast, post: LazySettings) -> None:
    came(cast, MORNING - timedelta(hours=2))
    whole, post.EMAIL_BACKEND = post.EMAIL_BACKEND, f"{__name__}.IsKilled"
    with pytest.raises(KeyboardInterrupt):
        day(MORNING)
    post.EMAIL_BACKEND = whole
    assert len(day(MORNING + timedelta(minutes=1))) == 1  # the other one
    assert day(MORNING + A_DAY) == []


def test_what_one_worker_has_in_hand_another_leaves(
    own_database: str, settings: LazySettings, superuser: Callable[[], psycopg.Connection]
) -> None:
    settings.EMAIL_HOST = "mail.example.test"
    came(standing_cast(), MORNING - timedelta(hours=2))
    look_for_waiting(MORNING)
    mail.outbox.clear()
    with superuser() as other, other.transaction():
        other.execute("select 1 from access_message where waits for update")
        assert send_messages(MORNING) == 0
    assert send_messages(MORNING) == 2
    assert told() == REGISTRARS


@pytest.fixture
def superuser() -> Callable[[], psycopg.Connection]:
    """Another connection to the database of this test."""

    def opened() -> psycopg.Connection:
        return psycopg.connect(**{
            name: connections["owner"].get_connection_params()[name] for name in ("dbname", "user", "host")
        })  # fmt: skip

    return opened


def test_that_something_waits_is_known_to_its_own_side_alone(cast: Cast, post: LazySettings) -> None:
    came(cast, MORNING - timedelta(hours=2))
    look_for_waiting(MORNING)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Message.objects.filter(waits=True).count() == 2
    for where, who in ((Side.WELFARE, "coordinator"), (Side.DECISION, "officer")):
        with side(where, actor_id=cast[who].pk):
            assert not Message.objects.filter(waits=True).exists()
            with pytest.raises(ProgrammingError), transaction.atomic():
                Message.objects.create(
                    actor=cast[who], side=Side.REGISTRY, looked_at=MORNING, try_at=MORNING, waits=True
                )
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        Message.objects.exists()


class Counting(EmailBackend):
    """Django's own, which counts how often the mail server is asked."""

    opened = 0

    def open(self) -> bool:
        Counting.opened += 1
        return bool(super().open())


def test_the_mail_server_is_not_asked_where_nothing_is_to_be_sent(cast: Cast, post: LazySettings) -> None:
    post.EMAIL_BACKEND = f"{Counting.__module__}.{Counting.__qualname__}"
    send_messages(MORNING)
    assert Counting.opened == 0


def test_one_list_that_cannot_be_seen_keeps_no_other_untold(
    cast: Cast, post: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    came(cast, MORNING - timedelta(hours=2))
    seen = jobs.came_to_wait

    def failing(passage: Passage, since: datetime) -> bool:
        if passage.actor == cast["registrar"]:
            raise RuntimeError("a list that is broken")
        return seen(passage, since)

    monkeypatch.setattr(jobs, "came_to_wait", failing)
    look_for_waiting(MORNING)
    send_messages(MORNING)
    assert told()
