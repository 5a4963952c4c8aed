"""Killed in the middle of releasing, making letters, serving and disposing: all or nothing, and the trail is whole."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import psycopg
import pytest
from django.conf import LazySettings, settings
from django.urls import reverse

from conftest import client_of
from kith.access.gate import passage_for
from kith.access.models import Actor
from kith.access.seals import Keys, faults
from kith.access.side import side
from kith.access.terms import Side
from kith.documents.actions import content_of
from kith.keeping import queries
from kith.keeping.actions import propose_disposal
from kith.keeping.tests.factories import AT, acting, old_case, short_times
from kith.records import new_id
from kith.review import actions
from kith.review.models import Letter
from kith.review.queries import papers_in, seen_of
from kith.review.tests.factories import PACK, Walk, deciding
from kith.site import postgres
from kith.welfare.tests.test_reports import Walk as Report
from tests.factories import Cast, standing_cast
from tests.trail import seal_until

pytestmark = pytest.mark.deep
CASES, KILLS = 5, 3  # of each kind, the first let through; how often each other is killed before it is let through too
TEXTS = 800  # that one disposal empties
LATEST = 0.25  # seconds after which it is killed at the latest, until it was seen how long it takes
SENDING = """
import json, sys
import django; django.setup()
from django.test import Client
said, client = json.load(sys.stdin), Client()
client.cookies["sessionid"] = said["session"]
assert client.get(said["page"]).status_code == 200
print("ready", flush=True)
print(client.post(said["path"], said["fields"]).status_code, flush=True)
"""
MAKING = """
import sys
import django; django.setup()
from django.conf import settings
from django.utils import timezone
from kith.review.jobs import make_letters
settings.DOCUMENTS = type(settings.DOCUMENTS)(sys.stdin.read())
print("ready", flush=True)
print(make_letters(timezone.now()), flush=True)
"""


class Past:
    """The superuser's own look at the database, past every side; and processes of their own that work on it."""

    def __init__(self, server: psycopg.Connection) -> None:
        self.server, self.rng, self.latest = server, Random(5), LATEST

    def count(self, table: str, **where: object) -> int:
        """How many rows there are with these values."""
        said = " and ".join(f"{column} is not distinct from %s" for column in where) or "true"
        (found,) = self.server.execute(f"select count(*) from {table} where {said}", list(where.values())).fetchone()
        return int(found)

    def run(self, program: str, told: str, *, kill: bool) -> str:
        """Run a program on this database and give back what it said; killed at a random moment, it may say nothing.

        One that is let through tells how long it takes: the next is killed within that time, on a fast machine too.
        """
        env = os.environ | {"DATABASE_URL": f"postgresql:///{self.server.info.dbname}", "PGHOST": self.server.info.host}
        env |= {"DJANGO_SETTINGS_MODULE": "kith.site.settings"}
        others = self._connected()
        with subprocess.Popen(
            [sys.executable, "-c", program], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(told)
            process.stdin.close()
            assert process.stdout.readline() == "ready\n"
            began = time.monotonic()
            if kill:
                time.sleep(self.rng.uniform(0, self.latest))
                process.kill()
            said = process.stdout.readline()
            if not kill:
                self.latest = time.monotonic() - began
        until = time.monotonic() + 60
        while self._connected() > others:  # its server notices that it died
            assert time.monotonic() < until
            time.sleep(0.02)
        return said.strip()

    def _connected(self) -> int:
        return self.count("pg_stat_activity", datname=self.server.info.dbname)


@pytest.fixture
def past(own_database: str) -> Iterator[Past]:
    host = os.environ.get("PGHOST") or postgres.socket_folder(Path(os.environ["KITH_VAR"]))
    with psycopg.connect(host=host, user=postgres.SUPERUSER, dbname=own_database, autocommit=True) as server:
        yield Past(server)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: LazySettings) -> None:
    settings.DOCUMENTS = tmp_path / "documents"
    settings.SEAL_KEY, settings.SEAL_ROOTS = tmp_path / "seal.key", tmp_path / "roots.jsonl"


def sent(person: Actor, path: str, fields: Mapping[str, object], page: str = "") -> str:
    """What a browser of that person would send, once it has seen the page."""
    session = client_of(person).cookies["sessionid"].value
    return json.dumps({"session": session, "page": page or path, "path": path, "fields": fields}, default=str)


def all_or_nothing(found: Sequence[int]) -> bool:
    """Whether it happened; fails where a part of it is there."""
    assert set(found) in ({0}, {1}), found
    return found[0] == 1


def is_whole() -> bool:
    """Whether the audit trail verifies, all that was done included."""
    assert seal_until(1)
    with side(Side.AUDIT, actor_id=new_id()):
        return not list(faults(keys=Keys(settings.SEAL_KEY), outside=Path(settings.SEAL_ROOTS)))


def test_a_release_that_is_killed_crosses_whole_or_not_at_all(past: Past) -> None:
    cast, was_killed = standing_cast(), 0
    for number in range(CASES):
        walk = Report(cast)
        report = walk.send()
        case = {"case_id": walk.made.case.pk}
        names = {"case_id": walk.made.case.pk, "child_id": walk.child}
        told = sent(
            walk.by, reverse("release_report", kwargs=names), {"seen": walk.seen(report)},
            page=reverse("preview_report", kwargs=names),
        )  # fmt: skip
        for _ in range(KILLS if number else 0):
            was_killed += past.run(SENDING, told, kill=True) == ""
            if _crossed(past, **case):
                break
        else:
            assert past.run(SENDING, told, kill=False) == "302"
        assert _crossed(past, **case)
    assert was_killed, "each was through before it was killed"
    assert is_whole()


def test_a_disposal_that_is_killed_empties_every_text_or_none(
    past: Past, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RETENTION = short_times(tmp_path)
    monkeypatch.setenv("KITH_RETENTION", settings.RETENTION)
    cast, was_killed = standing_cast(), 0
    for number in range(CASES):
        made = old_case(cast, events=TEXTS)
        with acting(cast, "coordinator") as by:
            rows = queries.of_case(made.case, passage_for(by, "keeping.case_keeping", at=AT))
            term = next(row.term for row in rows if row.term.code == "child")
            disposal = propose_disposal(case=made.case, term=term, by=by, at=AT)
        told = sent(
            cast["lead"],
            reverse("dispose", kwargs={"case_id": made.case.pk, "disposal_id": disposal.pk}),
            {"is_read": "on"},
        )
        for _ in range(KILLS if number else 0):
            was_killed += past.run(SENDING, told, kill=True) == ""
            if _disposed(past, made.case.pk, disposal.pk):
                break
        else:
            assert past.run(SENDING, told, kill=False) == "302"
        assert _disposed(past, made.case.pk, disposal.pk)
    assert was_killed, "each was through before it was killed"
    assert is_whole()


def _disposed(past: Past, case: UUID, disposal: UUID) -> bool:
    gone = past.count("welfare_chronologyentry", case_id=case, title="")
    signatures = past.count("access_disposalsignature", disposal_id=disposal)
    assert (gone, signatures) in ((0, TEXTS), (TEXTS, 2 * TEXTS)), (gone, signatures)
    certificates = past.count("access_disposalcertificate", disposal_id=disposal)
    return all_or_nothing(
        [gone // TEXTS, certificates, past.count("access_auditentry", verb="keeping.disposed", case_id=case)]
    )


def test_letters_are_made_once_and_served_once_however_often_it_is_killed(past: Past) -> None:
    cast = standing_cast()
    walks = [_confirmed(cast) for _ in range(CASES)]
    for _ in range(CASES * KILLS):
        past.run(MAKING, str(settings.DOCUMENTS), kill=True)
        assert past.count("review_letter") == past.count("documents_document", kind="notice") <= CASES
    past.run(MAKING, str(settings.DOCUMENTS), kill=False)
    assert past.run(MAKING, str(settings.DOCUMENTS), kill=False) == "0"
    assert past.count("review_letter") == past.count("documents_document", kind="notice") == CASES
    with deciding(cast["letters"]):
        for letter in Letter.objects.select_related("document"):
            assert content_of(letter.document, folder=settings.DOCUMENTS).startswith(b"%PDF")
    was_killed = 0
    for number, walk in enumerate(walks):
        case = {"case_id": walk.review.case_id}
        with deciding(cast["officer"]):
            letter = Letter.objects.get(review=walk.review)
        told = sent(
            cast["officer"], reverse("serve_decision", kwargs=case),
            {"letter": letter.pk, "method": "post", "address": "1 Long Street", "proof": "AB 1", "day": walk.at.date()},
        )  # fmt: skip
        for _ in range(KILLS if number else 0):
            was_killed += past.run(SENDING, told, kill=True) == ""
            if _served(past, letter, **case):
                break
        else:
            assert past.run(SENDING, told, kill=False) == "302"
        assert _served(past, letter, **case)
    assert was_killed, "each was through before it was killed"
    assert is_whole()


def _crossed(past: Past, **case: object) -> bool:
    return all_or_nothing([
        past.count("disclosure_disclosure", **case), past.count("welfare_sharingrecord", **case),
        past.count("disclosure_milestone", kind="report_released", **case),
        past.count("welfare_report", step="released", **case),
        past.count("access_auditentry", verb="disclosure.report_released", **case),
        past.count("access_auditentry", verb="welfare.report_released", **case),
    ])  # fmt: skip


def _served(past: Past, letter: Letter, **case: object) -> bool:
    return all_or_nothing([
        past.count("review_service", letter_id=letter.pk), past.count("disclosure_feedback", **case),
        past.count("disclosure_milestone", kind="decision_served", **case),
        past.count("register_casestate", step="decided", **case),
        past.count("access_auditentry", verb="review.decision_served", **case),
        past.count("review_review", **case) - past.count("review_review", closed_at=None, **case),
    ])  # fmt: skip


def _confirmed(cast: Cast) -> Walk:
    """A decision that is confirmed, and whose letter is not made yet."""
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    second = walk.second(decision)
    with deciding(second):
        seen = seen_of(decision, papers_in(walk.review))
        actions.confirm_decision(decision=decision, seen_sha256=seen, pack=PACK, by=second, at=walk.at)
    return walk
