"""The demo in miniature: everybody finds work, a second start changes nothing, and one that was stopped goes on."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access.gate import entered
from kith.access.jobs import seal_audit
from kith.access.seals import Keys, faults
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.demo.casework import Stopped, as_far_as_may_be, walk
from kith.demo.cast import PEOPLE, gather
from kith.demo.counts import LEAST, Count, too_few
from kith.demo.hands import Said, walk_as_told
from kith.demo.load import Service, load
from kith.demo.plan import Step, Story
from kith.records import Entry, new_id
from kith.register.models import Case, FamilyMember, Person
from kith.register.queries import children_of
from kith.review.jobs import make_letters
from kith.review.models import BestInterests

SCALE = 0.03


class Loaded:
    """The demo's database and what its load said of it."""

    def __init__(self, found: list[Count], said: list[str], folder: Path) -> None:
        self.found, self.said, self.folder = found, said, folder


def _service(hands: Callable[..., None] | None = None) -> Service:
    return Service(make_letters, seal_audit, lambda: None, hands)


def _tired(stories: Iterator[Story], said: Said) -> None:
    """Hands that walk three families and then are gone."""
    for story in islice(stories, 3):
        walk(story, cast=gather(), make_letters=make_letters, now=timezone.now())
        said(story, "")
    raise Stopped("gone")


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """Loaded after having been stopped once, with three families on their way."""
    folder, said = tmp_path_factory.mktemp("demo"), []
    own = {"DOCUMENTS": folder / "documents", "SEAL_ROOTS": folder / "roots", "SEAL_KEY": folder / "key"}
    with cloned_database(django_db_blocker), override_settings(**own):
        with pytest.raises(Stopped):
            load(progress=lambda *_: None, service=_service(_tired), scale=SCALE)
        found = load(progress=lambda *done: said.append(done), service=_service(), scale=SCALE)
        yield Loaded(found, said, folder)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_a_load_that_was_stopped_goes_on_where_it_was(demo: Loaded) -> None:
    assert not [stage for stage, *_ in demo.said if "delivery" in stage or "judging" in stage]
    walking = [(done, total) for stage, done, total in demo.said if "walking" in stage]
    assert walking[0][0] == 3
    assert walking[-1][0] == walking[-1][1]
    assert _rows("select 1 from register_casestate where step = 'confirmed' group by case_id having count(*) > 1") == []


def test_every_role_finds_work_and_every_way_is_gone_to_its_end(demo: Loaded) -> None:
    assert {count.role for count in demo.found} == {str(person.role.label) for person in PEOPLE}
    assert all(_rows(f"select 1 from {table} limit 1") for table in (
        "review_service", "review_proofofreceipt", "review_letter", "disclosure_withholding", "reporting_release",
    ))  # fmt: skip
    assert {outcome for (outcome,) in _rows("select distinct outcome from review_draft")} == {
        "leave_granted", "claim_refused",
    }  # fmt: skip
    taken_back = _rows("select count(*) from intake_judgement where takes_back_id is not null")
    assert taken_back[0][0] >= 1


def test_the_first_officer_has_weighed_for_a_child_whose_brothers_and_sisters_wait(demo: Loaded) -> None:
    officer = gather().of(Role.REVIEW_OFFICER)[0]
    with side(Side.DECISION, actor_id=officer.pk):
        theirs = BestInterests.objects.filter(by=officer, review__closed_at=None).values_list("review__case", flat=True)
        assert any(
            children_of(case)[1:] and BestInterests.objects.filter(review__case=case).count() == 1
            for case in Case.objects.filter(pk__in=list(theirs))
        )


def test_everybody_who_has_work_with_a_day_has_moved_one_or_let_its_clock_stand_still(demo: Loaded) -> None:
    moved = _rows(
        "select distinct m.role, c.side from register_clockchange c join access_membership m on m.actor_id = c.by_id"
    )
    everybody = {
        ("registrar", "registry"), ("coordinator", "welfare"), ("lead_professional", "welfare"),
        ("review_manager", "decision"), ("review_officer", "decision"), ("senior_officer", "decision"),
    }  # fmt: skip
    # in miniature no second officer may have a decision to answer
    assert everybody <= set(moved) <= everybody | {("second_officer", "decision")}
    assert {step for (step,) in _rows("select distinct step from register_clockchange")} >= {"moved", "paused"}
    assert _rows("select 1 from welfare_moretime limit 1")


def test_nobody_acts_in_the_future(demo: Loaded) -> None:
    now = timezone.now()
    with side(Side.ACCOUNTS, actor_id=new_id()):
        tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Entry)]
    for table in [*tables, "access_auditentry"]:
        ((last,),) = _rows(f"select max(at) from {table}")
        assert last is None or last <= now, table


def test_every_decision_is_on_record_and_the_sealed_trail_is_whole(demo: Loaded) -> None:
    auditor = gather().of(Role.AUDITOR)[0]
    with entered(auditor, "access.audit_proof", at=timezone.now()):
        found = list(faults(keys=Keys(demo.folder / "key"), outside=demo.folder / "roots"))
    assert found == []
    assert _rows("select count(*) from access_seal")[0][0] >= 1


def test_a_second_start_changes_nothing(demo: Loaded) -> None:
    before = _rows(
        "select verb, count(*) from access_auditentry where verb <> 'access.standing_made' group by 1 order by 1"
    )
    again = load(progress=lambda *_: None, service=_service(), scale=SCALE)
    after = _rows(
        "select verb, count(*) from access_auditentry where verb <> 'access.standing_made' group by 1 order by 1"
    )
    assert after == before
    assert [(c.role, c.state) for c in again] == [(c.role, c.state) for c in demo.found]


def test_a_process_that_is_told_what_was_done_does_nothing_and_answers(demo: Loaded) -> None:
    ((case,),) = _rows("select case_id from register_casestate where step = 'decided' limit 1")
    told, answers = io.StringIO(json.dumps(asdict(Story(str(case), Step.SERVED))) + "\n"), io.StringIO()
    walk_as_told(told, answers, make_letters=make_letters)
    assert answers.getvalue() == "done\n"


def test_a_family_whose_way_is_shut_is_left_as_it_was_and_named(demo: Loaded) -> None:
    ((case, reference),) = _rows(
        "select c.id, c.reference from register_case c join register_casechild k on false or true where not exists"
        " (select 1 from register_casestate s where s.case_id = c.id and s.step = 'confirmed') and exists"
        " (select 1 from register_familymember f where f.family_id = c.family_id and f.until_at is null) limit 1"
    )
    shut = Story(str(case), Step.ALLOCATED, officer=99)  # there is no such officer
    answers = io.StringIO()
    walk_as_told(io.StringIO(json.dumps(asdict(shut)) + "\n"), answers, make_letters=make_letters)
    assert answers.getvalue().startswith(f"{reference}, allocated: ")
    assert _rows(f"select 1 from register_casestate where case_id = '{case}' and step = 'confirmed'") == []


def test_whoever_may_be_two_people_by_now_is_heard_and_the_rest_of_the_story_waits(demo: Loaded) -> None:
    registrar, now = gather().of(Role.REGISTRAR)[0], timezone.now()
    told = {
        is_open: Story(str(case), Step.SERVED, ending="duplicate")
        for case, is_open in _rows(
            "select case_id, count(*) filter (where kind = 'identity_open') > count(*) filter (where kind = 'identity_settled')"
            " from disclosure_milestone group by 1"
        )
    }
    assert as_far_as_may_be(told[True], registrar=registrar, now=now) == Story(told[True].case, Step.HEARD)
    assert as_far_as_may_be(told[False], registrar=registrar, now=now) == told[False]


def test_whoever_has_somebody_more_by_now_is_heard_and_the_rest_of_the_story_waits(demo: Loaded) -> None:
    registrar, now = gather().of(Role.REGISTRAR)[0], timezone.now()
    ((case, family),) = _rows(
        "select id, family_id from register_case where side = 'common' order by reference limit 1"
    )
    told, somebody = Story(str(case), Step.SERVED), new_id()
    with side(Side.REGISTRY, actor_id=registrar.pk):
        person = Person.objects.create(id=somebody, canonical_id=somebody, side="common", recorded_at=now)
        FamilyMember.objects.create(
            family_id=family, person=person, side="common", why="a file of this week names them", from_at=now
        )
    assert as_far_as_may_be(told, registrar=registrar, now=now) == Story(told.case, Step.HEARD)


def test_what_is_too_little_is_named() -> None:
    few, enough = Count("Coordinator", "To appoint", LEAST - 1), Count("Coordinator", "Released", LEAST)
    rare = Count("Review manager", "Endings to confirm", 1, is_rare=True)
    assert too_few([few, enough, rare]) == [few]


@pytest.mark.deep
def test_the_command_says_why_it_ends_and_goes_on_after_a_failure_and_a_kill() -> None:
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        var = Path(folder)
        var.chmod(0o755)
        (var / "documents").write_text("in the way of the first letter")
        failed = _demo(var)
        said = failed.stderr.strip().splitlines()
        assert failed.returncode == 1
        assert re.match(r"Error: The demo is not loaded: KI-\d+, \w+: ", said[-1])

        (var / "documents").unlink()
        with subprocess.Popen(_command(), env=_env(var), stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout is not None
            assert any("Walking families" in line for line in killed.stdout)
            os.kill(killed.pid, signal.SIGKILL)

        done = _demo(var)
        assert "What each role finds" in done.stdout
        assert "Delivery" not in done.stdout
        assert (done.returncode, done.stderr) == (0, "")
        assert f"that there are {LEAST} of each is not asked" in done.stdout  # in miniature there cannot be
        assert not (var / "postgres" / "data" / "postmaster.pid").exists()


def _command() -> list[str]:
    return [sys.executable, "-m", "kith.site", "demo", "--once", "--scale", str(SCALE)]


def _env(var: Path) -> dict[str, str]:
    left_out = ("KITH_DATABASE", "DATABASE_URL", "PYTEST_XDIST_WORKER")
    return {name: value for name, value in os.environ.items() if name not in left_out} | {"KITH_VAR": str(var)}


def _demo(var: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(_command(), env=_env(var), capture_output=True, text=True, timeout=600, check=False)
