"""Judging pairs: two people where a child is concerned, undo in one step, nothing moved, cases told."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import models

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Milestone
from kith.intake import queries
from kith.intake.actions import Answer, judge_pair, judge_pairs, take_back
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import HOME, home_office, person, two_families
from kith.register.models import Case, CaseState, FamilyMember, Person
from kith.register.unlisted import cases_left_behind
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
LATER = LONG_AGO + timedelta(days=1)


class Desk:
    """A registrar's desk with two families taken in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.at = LATER

    def judge(self, pair: CandidatePair, verdict: str, name: str = "registrar", why: str = "") -> Judgement:
        with entered(self.cast[name], "intake.judge_pair", at=self.at) as passage:
            return judge_pair(pair=pair, verdict=Verdict(verdict), why=why, by=passage.actor, at=self._tick())

    def take_back(self, judgement: Judgement, name: str = "registrar") -> Judgement:
        with entered(self.cast[name], "intake.take_back", at=self.at) as passage:
            return take_back(judgement=judgement, by=passage.actor, at=self._tick())

    def _tick(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def pair(self, *record_ids: str) -> CandidatePair:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            people = SourceRow.objects.filter(record_id__in=record_ids).values("person_id")
            return CandidatePair.objects.get(a__in=people, b__in=people)

    def lines(self) -> dict[str, tuple[str, ...]]:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            return {line[1]: line for line in queries.links()}

    def is_one(self, a: str, b: str) -> bool:
        lines = self.lines()
        return lines[a][2] == lines[b][2]

    def waiting(self) -> int:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            return queries.waiting_pairs().count()

    def identity(self, record_id: str) -> str:
        reference = self.lines()[record_id][4]
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            return Milestone.objects.filter(case__reference=reference).order_by("at", "id").last().kind

    def now(self, *tables: type[models.Model]) -> list[list[tuple[object, ...]]]:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            return [sorted(table._base_manager.values_list(), key=str) for table in tables]

    def families(self) -> set[tuple[uuid.UUID, uuid.UUID, str]]:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            members = FamilyMember.objects.filter(until_at__isnull=True)
            return set(members.values_list("person_id", "family_id", "side"))


@pytest.fixture
def desk(cast: Cast, tmp_path: Path, taken_in: TakeIn) -> Desk:
    taken_in(two_families(tmp_path))
    return Desk(cast)


def test_same_joins_two_records_and_their_families_and_the_older_case_stays(desk: Desk) -> None:
    before = desk.lines()
    desk.judge(desk.pair("H1", "K1"), "same", why="the same paper")
    after = desk.lines()
    assert desk.is_one("H1", "K1")
    references = sorted({before["H1"][4], before["K1"][4]})
    assert {after[name][4] for name in ("H1", "H2", "H3", "K1", "K2", "S1")} == {references[0]}
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        assert [left.case.reference for left in cases_left_behind()] == [references[1]]
    assert desk.waiting() == 1


def test_different_settles_the_pair_and_joins_nothing(desk: Desk) -> None:
    before, families = desk.lines(), desk.families()
    desk.judge(desk.pair("H1", "K1"), "different")
    assert (desk.lines(), desk.families(), desk.waiting()) == (before, families, 1)


def test_unsure_settles_nothing_and_puts_the_pair_last(desk: Desk) -> None:
    child, mothers = desk.pair("H2", "S2"), desk.pair("H1", "K1")
    assert child.place < mothers.place
    desk.judge(child, "unsure")
    assert desk.pair("H2", "S2").place > mothers.place
    assert desk.waiting() == 2


def test_a_pair_that_concerns_a_child_needs_two_different_people(desk: Desk) -> None:
    pair = desk.pair("H2", "S2")
    assert pair.concerns_child
    desk.judge(pair, "same")
    assert not desk.is_one("H2", "S2")
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        assert list(queries.pairs_for(desk.cast["registrar"])) == [desk.pair("H1", "K1")]
        assert pair in queries.pairs_for(desk.cast["registrar_two"])
    desk.judge(pair, "same", "registrar_two")
    assert desk.is_one("H2", "S2")


def test_one_person_saying_it_twice_is_one_person(desk: Desk) -> None:
    pair = desk.pair("H2", "S2")
    first = desk.judge(pair, "same")
    assert desk.judge(pair, "same") == first
    assert not desk.is_one("H2", "S2")


def test_two_people_who_disagree_about_a_child_settle_nothing_until_a_third_agrees(desk: Desk) -> None:
    pair = desk.pair("H2", "S2")
    desk.judge(pair, "different")
    desk.judge(pair, "same", "registrar_two")
    assert (desk.is_one("H2", "S2"), desk.waiting()) == (False, 2)
    desk.judge(pair, "same")
    assert (desk.is_one("H2", "S2"), desk.waiting()) == (True, 1)


def test_judging_otherwise_what_people_settled_is_refused_and_nothing_is_written(desk: Desk) -> None:
    pair = desk.pair("H1", "K1")
    desk.judge(pair, "same")
    before = desk.now(Judgement, Person, CandidatePair)
    with pytest.raises(Refused, match="judged_otherwise_before"):
        desk.judge(pair, "different", "registrar_two")
    assert desk.now(Judgement, Person, CandidatePair) == before


@pytest.mark.parametrize(
    ("ids", "names"), [(("H1", "K1"), ["registrar"]), (("H2", "S2"), ["registrar", "registrar_two"])]
)
def test_taking_back_leaves_the_register_as_it_was(desk: Desk, ids: tuple[str, str], names: list[str]) -> None:
    lines, families, waiting, people = desk.lines(), desk.families(), desk.waiting(), desk.now(Person, Case, CaseState)
    made = [desk.judge(desk.pair(*ids), "same", name) for name in names]
    assert desk.is_one(*ids)
    desk.take_back(made[-1], "registrar_two")
    assert (desk.lines(), desk.families(), desk.waiting()) == (lines, families, waiting)
    assert desk.now(Person, Case, CaseState) == people


def test_a_judgement_is_taken_back_once(desk: Desk) -> None:
    made = desk.judge(desk.pair("H1", "K1"), "same")
    back = desk.take_back(made)
    before = desk.now(Judgement, Person)
    for one in (made, back):
        with pytest.raises(Refused, match="not_in_force"):
            desk.take_back(one)
    assert desk.now(Judgement, Person) == before


def test_what_was_taken_back_can_be_judged_anew(desk: Desk) -> None:
    pair = desk.pair("H1", "K1")
    desk.take_back(desk.judge(pair, "same"))
    desk.judge(pair, "different")
    assert (desk.is_one("H1", "K1"), desk.waiting()) == (False, 1)


def test_the_machines_join_can_be_taken_back_and_is_not_made_again(
    desk: Desk, tmp_path: Path, taken_in: TakeIn
) -> None:
    assert desk.is_one("H3", "S1")
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        (machines,) = Judgement.objects.exclude(rule="")
    desk.take_back(machines)
    assert not desk.is_one("H3", "S1")
    assert desk.pair("H3", "S1").settled_at is None, "people are asked instead"
    later = home_office(tmp_path, person("Z1", "Biniam", "Haile", "04/02/1990", case="C9"), name="newest.csv")
    taken_in([later])
    assert not desk.is_one("H3", "S1")


@pytest.mark.parametrize(("verdict", "is_one"), [("different", False), ("same", True)])
def test_a_newer_file_never_undoes_what_people_judged(
    desk: Desk, tmp_path: Path, taken_in: TakeIn, verdict: str, is_one: bool
) -> None:
    """The newer list has the number of the one with the case and home of the other, and then says that they were born apart."""
    desk.judge(desk.pair("H1", "K1"), verdict)
    for name, born, case in (("Z1", "01/01/1985", "C2"), ("Z2", "07/03/1991", "C1")):
        row = person(name, "Selam", "Tesfay", born, ref="P100001", case=case, **HOME)
        taken_in([home_office(tmp_path, row, name=f"{name}.csv")])
        assert desk.is_one("H1", "K1") is is_one
        with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
            people = set(SourceRow.objects.filter(record_id__in=("H1", "K1")).values_list("person", flat=True))
            assert not queries.waiting_pairs().filter(a__in=people, b__in=people).exists(), "nor is it asked again"


def test_what_waits_keeps_its_place_behind_what_is_asked_anew_when_more_comes_in(
    desk: Desk, tmp_path: Path, taken_in: TakeIn
) -> None:
    """Taken back, the machine's pair waits though linkage would not ask it; the others are asked once each."""
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        (machines,) = Judgement.objects.exclude(rule="")
    desk.take_back(machines)
    desk.judge(desk.pair("H1", "K1"), "different")
    later = home_office(tmp_path, person("Z1", "Biniam", "Haile", "04/02/1990", case="C9"), name="newest.csv")
    assert taken_in([later]).counts["pairs_to_judge"] == 0
    with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
        assert list(queries.waiting_pairs()) == [desk.pair("H2", "S2"), desk.pair("H3", "S1")]


def test_the_cases_are_told_that_identity_is_open_and_settled(desk: Desk) -> None:
    assert {desk.identity(name) for name in ("H1", "K1", "S2")} == {"identity_open"}
    desk.judge(desk.pair("H1", "K1"), "different")
    assert (desk.identity("K1"), desk.identity("H1")) == ("identity_settled", "identity_open")
    made = [desk.judge(desk.pair("H2", "S2"), "different", name) for name in ("registrar", "registrar_two")]
    assert {desk.identity(name) for name in ("H1", "K1", "S2")} == {"identity_settled"}
    desk.take_back(made[0])
    assert (desk.identity("H1"), desk.identity("S2"), desk.identity("K1")) == (
        "identity_open", "identity_open", "identity_settled",
    )  # fmt: skip


def test_judging_and_taking_back_are_written_down(desk: Desk) -> None:
    made = desk.judge(desk.pair("H1", "K1"), "same")
    desk.take_back(made)
    with side(Side.AUDIT, actor_id=desk.cast["auditor"].pk):
        entries = AuditEntry.objects.filter(subject=made.pk).order_by("at")
        assert [(entry.verb, entry.codes) for entry in entries] == [
            ("intake.pair_judged", ["same"]), ("intake.judgement_taken_back", ["same"]),
        ]  # fmt: skip


def test_several_are_judged_or_none(desk: Desk) -> None:
    mothers, child = desk.pair("H1", "K1"), desk.pair("H2", "S2")
    desk.judge(mothers, "same")
    before = desk.now(Judgement, Person)
    answers = [Answer(child, Verdict.SAME), Answer(mothers, Verdict.DIFFERENT)]
    with entered(desk.cast["registrar"], "intake.judge_pair", at=LATER) as passage, pytest.raises(Refused):
        judge_pairs(answers=answers, by=passage.actor, at=LATER)
    assert desk.now(Judgement, Person) == before


def test_a_judgement_moves_no_row(desk: Desk) -> None:
    def rows() -> list[tuple[object, ...]]:
        with side(Side.REGISTRY, actor_id=desk.cast["registrar"].pk):
            return [
                *SourceRow.objects.order_by("pk").values_list("pk", "person_id", "cells"),
                *Person.objects.order_by("pk").values_list("pk", "side", "recorded_at"),
            ]

    before = rows()
    desk.judge(desk.pair("H1", "K1"), "same")
    assert rows() == before
