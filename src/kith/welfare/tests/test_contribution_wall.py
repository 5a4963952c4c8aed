"""What whoever is asked about a child sees and writes in the database itself, and what others see of them."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import ActorKind, Side
from kith.site import upkeep
from kith.welfare import actions
from kith.welfare.models import Contribution, ContributionDraft, ContributionLink, ContributionRequest
from kith.welfare.queries import question_to
from kith.welfare.terms import Body
from kith.welfare.tests.test_actions import welfare
from kith.welfare.tests.test_contributions import ANSWER, World, asked, contributor, made_world, now

pytestmark = pytest.mark.django_db
__all__ = ["made_world"]  # a fixture


def test_whoever_is_asked_reads_their_own_question_and_answer_and_nothing_else_at_all(world: World) -> None:
    other = asked(world.cast, world.made, name="Dr Lyle", role="doctor", body=Body.HEALTH, question="Is she well?")
    there = World(world.cast, world.made, other)
    there.answered("Very well.")
    world.answered()
    with contributor(world.who):
        assert [one.pk for one in ContributionRequest.objects.all()] == [world.sent.request.pk]
        assert [one.text for one in Contribution.objects.all()] == [ANSWER]
        assert Actor.objects.filter(kind=ActorKind.CONTRIBUTOR).get() == world.who
        assert question_to(world.who).answer.text == ANSWER
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Contribution.objects.create(
                request=other.request, case=world.made.case, child_id=world.made.children[0], text="x", goes="no",
                by=world.who, at=now(),
            )  # fmt: skip
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            ContributionDraft.objects.create(request=other.request, text="x")
        for table in ("welfare_contributionlink", "register_person", "register_case", "welfare_evidenceitem"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"select 1 from {table}")


def test_an_answer_is_given_in_ones_own_name_alone(world: World) -> None:
    for on, by in ((contributor(world.who), world.cast["lead"]), (welfare(world.cast["lead"]), world.who)):
        with on, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Contribution.objects.create(
                request=world.sent.request, case=world.made.case, child_id=world.made.children[0], text="x", goes="no",
                by=by, at=now(),
            )  # fmt: skip


def test_what_is_not_given_yet_is_read_by_nobody_else_and_names_of_the_asked_stay_here(world: World) -> None:
    with contributor(world.who):
        actions.save_contribution_draft(request=world.sent.request, text="Not yet.", expected=0, by=world.who, at=now())
    with welfare(world.cast["lead"]), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ContributionDraft.objects.count()
    for name, on in (("manager", Side.DECISION), ("registrar", Side.REGISTRY), ("parent", Side.FAMILY)):
        with side(on, actor_id=world.cast[name].pk):
            assert not Actor.objects.filter(kind=ActorKind.CONTRIBUTOR).exists()
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                ContributionRequest.objects.count()
    with welfare(world.cast["lead_two"]):
        assert not ContributionRequest.objects.exists()
        assert not ContributionLink.objects.exists()


def test_nobody_lets_in_anybody_but_whom_they_may(world: World) -> None:
    with side(Side.DECISION, actor_id=world.cast["manager"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("select access_let_in('Somebody', 'contributor', now())")
    with welfare(world.cast["lead"]), pytest.raises(ProgrammingError, match="nobody is let in"), transaction.atomic():
        connection.cursor().execute("select access_let_in('Somebody', 'staff', now())")


def test_whoever_is_asked_holds_their_own_question_and_no_other(world: World) -> None:
    def holds(on: AbstractContextManager[None], request: ContributionRequest) -> int:
        with on, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select welfare_hold_question(%s), pg_backend_pid()", [request.pk])
            with upkeep.admin_connection(Path(os.environ["KITH_VAR"])) as admin:
                held = "select count(*) from pg_locks where locktype = 'advisory' and classid = 1 and pid = %s"
                (count,) = admin.execute(held, [cursor.fetchone()[1]]).fetchone()
            transaction.set_rollback(True)  # which lets go
        return int(count)

    mine = world.sent.request
    other = asked(
        world.cast, world.made, name="Dr Lyle", role="doctor", body=Body.HEALTH, question="Is she well?"
    ).request
    assert [holds(contributor(world.who), one) for one in (other, mine)] == [0, 1]
    assert [holds(welfare(world.cast["lead"]), one) for one in (other, mine)] == [1, 1]
    with side(Side.DECISION, actor_id=world.cast["manager"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("select welfare_hold_question(%s)", [mine.pk])
