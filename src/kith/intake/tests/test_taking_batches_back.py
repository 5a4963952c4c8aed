"""A whole batch is taken back: all that it brought and nothing else, by two where children are concerned, and not where
people's work rests on it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kith.access.actions import add_actor, give_role
from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure.models import Milestone
from kith.intake import actions, queries
from kith.intake.jobs import work_off_intake
from kith.intake.models import Batch, CandidatePair, Judgement, SourceFile, SourceRow, TakingBack
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import HOME, PUPILS_HOME, home_office, person, pupil, school, two_families
from kith.intake.tests.test_judging import Desk
from kith.intake.tests.test_taking_in import held
from kith.protocol.pack import load
from kith.register.actions import confirm_family
from kith.register.models import Case, FamilyMember, Person
from kith.register.queries import find
from kith.register.unlisted import cases_left_behind
from kith.register.work import desk_of, look
from kith.verdict import Refused
from tests.factories import GLASGOW, LONG_AGO, Cast

pytestmark = pytest.mark.django_db
LATER = LONG_AGO + timedelta(days=2)
Back = Callable[..., TakingBack]


@pytest.fixture
def taken_back(cast: Cast) -> Back:
    """`taken_back(batch)` has both registrars say so and the job do it."""

    def run(batch: Batch, *, names: tuple[str, ...] = ("registrar", "registrar_two"), work: bool = True) -> TakingBack:
        with entered(cast[names[0]], "intake.take_back_batch", at=LATER) as passage:
            made = actions.ask_to_take_back_batch(batch=batch, why="Last year's list.", by=passage.actor, at=LATER)
        for name in names[1:]:
            with entered(cast[name], "intake.take_back_batch", at=LATER) as passage:
                actions.agree_to_take_back_batch(taking=made, by=passage.actor, at=LATER)
        if work:
            work_off_intake(LATER)
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            return TakingBack.objects.select_related("batch").get(pk=made.pk)

    return run


def register(cast: Cast) -> dict[str, Any]:
    """Who is one person, who is a family, which cases are open and which pairs are asked, by the ids of the rows."""
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        standing = SourceRow.objects.filter(file__taken_back_at__isnull=True, person__isnull=False)
        name = dict(standing.values_list("person_id", "record_id"))
        one = {name[p]: c for p, c in Person.objects.values_list("pk", "canonical_id") if p in name}
        members = FamilyMember.objects.filter(until_at__isnull=True).values_list(
            "person_id", "family__cases__reference", "side"
        )
        waiting = CandidatePair.objects.filter(settled_at__isnull=True).values_list("a_id", "b_id")
        milestones = Milestone.objects.order_by("at", "id").values_list("case__reference", "kind")
        return {
            "people": one,
            "families": {name[p]: (case, whose) for p, case, whose in members},
            "open": set(Case.objects.filter(closed_at__isnull=True).values_list("reference", flat=True)),
            "pairs": {frozenset((name[a], name[b])) for a, b in waiting},
            "identity": dict(milestones),
        }


def apart(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def second_batch(tmp_path: Path) -> list[Path]:
    """A school's roll that knows a child of the first family and ties the second family to it, and a family of its own."""
    return [
        school(
            apart(tmp_path, "second"),
            pupil("T1", "TESFAY, Yonas", "25/05/2016", **PUPILS_HOME), pupil("T2", "HAILE, Senait", "03/03/2014"),
            pupil("T3", "TESFAY, Dawit", "02/07/2018", **PUPILS_HOME), name="second_roll.csv",
        )
    ]  # fmt: skip


def test_the_register_is_as_it_was_before_the_batch_came(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    taken_in(two_families(tmp_path))
    before, left = register(cast), len(left_behind(cast))
    batch = taken_in(second_batch(tmp_path)).batch
    assert register(cast) != before
    assert taken_back(batch).step == "done"
    after = register(cast)
    assert {**after, "identity": None} == {**before, "identity": None}
    assert {case: kind for case, kind in after["identity"].items() if case in before["open"]} == before["identity"]
    assert len(left_behind(cast)) == left


def left_behind(cast: Cast) -> list[Any]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return cases_left_behind()


def test_no_row_goes_and_nobody_of_it_is_found_or_asked_about(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    batch = taken_in(second_batch(tmp_path)).batch
    rows = held(cast)
    taken_back(batch)
    assert {**held(cast), "Milestone": 0} == {**rows, "Milestone": 0}
    with entered(cast["registrar"], "caseload.find", at=LATER) as passage:
        assert find("Senait Haile", passage).count == 0
        assert look(desk_of(passage), 10).count == 0
        assert [line[2:] for line in queries.links()] == [("", "", "")] * 3
    assert queries_of_pairs(cast) == 0


def queries_of_pairs(cast: Cast) -> int:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return queries.waiting_pairs().count()


def test_what_people_judged_about_others_stays(tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back) -> None:
    taken_in(two_families(tmp_path))
    desk = Desk(cast)
    desk.judge(desk.pair("H2", "S2"), "same")
    desk.judge(desk.pair("H2", "S2"), "same", "registrar_two")
    desk.judge(desk.pair("H1", "K1"), "different")
    before = register(cast)
    taken_back(taken_in(second_batch(tmp_path)).batch)
    assert {**register(cast), "identity": None} == {**before, "identity": None}
    assert desk.is_one("H2", "S2")


def test_the_first_batch_goes_and_what_came_later_stands_by_itself(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    first = taken_in(two_families(tmp_path)).batch
    taken_in(second_batch(tmp_path))
    taken_back(first)
    after = register(cast)
    assert set(after["people"]) == set(after["families"]) == {"T1", "T2", "T3"}
    assert len(set(after["people"].values())) == 3
    assert {case for case, _ in after["families"].values()} == after["open"]


def test_the_same_files_can_be_taken_in_anew_and_come_to_the_same(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    files = two_families(tmp_path)
    first = taken_in(files)
    before = register(cast)
    taken_back(first.batch)
    again = taken_in(files)
    after = register(cast)
    assert again.counts == first.counts
    assert after["pairs"] == before["pairs"]
    for what in ("people", "families"):
        assert {frozenset(n for n, o in after[what].items() if o == one) for one in after[what].values()} == {
            frozenset(n for n, o in before[what].items() if o == one) for one in before[what].values()
        }


def test_a_batch_with_children_needs_two_different_people_and_one_without_needs_one(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    batch = taken_in(two_families(tmp_path)).batch
    made = taken_back(batch, names=("registrar",))
    assert made.step == "asked"
    with pytest.raises(Refused, match="second_person"):
        taken_back(batch, names=("registrar", "registrar"))
    assert taken_back(batch, names=("registrar_two",)).pk == made.pk  # asked twice is once
    with entered(cast["registrar"], "intake.take_back_batch", at=LATER) as passage:
        actions.withdraw_taking_back(taking=made, by=passage.actor, at=LATER)
        with pytest.raises(Refused, match="not_asked"):
            actions.withdraw_taking_back(taking=made, by=passage.actor, at=LATER)
    with (
        pytest.raises(Refused, match="not_asked"),
        entered(cast["registrar_two"], "intake.take_back_batch", at=LATER) as two,
    ):
        actions.agree_to_take_back_batch(taking=made, by=two.actor, at=LATER)
    grown = taken_in([home_office(apart(tmp_path, "grown"), person("G1", "Rahel", "Haile", "01/02/1970"))]).batch
    assert taken_back(grown, names=("registrar",)).step == "done"
    with pytest.raises(Refused, match="taken_back_before"):
        taken_back(grown, names=("registrar",))


def test_where_work_rests_on_its_people_it_is_refused_and_the_case_is_named(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back, signed_in: Callable[[str], Client]
) -> None:
    batch = taken_in(two_families(tmp_path)).batch
    agreed = taken_back(batch, work=False)
    with entered(cast["registrar"], "register.confirm_family", at=LATER) as passage:
        case = Case.objects.filter(closed_at__isnull=True).order_by("reference").first()
        members = FamilyMember.objects.filter(family=case.family_id).values_list("person_id", flat=True)
        confirm_family(case=case, children=list(members)[:1], by=passage.actor, at=LATER)
    before = register(cast)
    work_off_intake(LATER)  # it was agreed before, and work came between: the job asks the rule again
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        agreed.refresh_from_db()
        assert (agreed.step, case.reference in agreed.failure) == ("withdrawn", True)
        assert not SourceFile.objects.filter(taken_back_at__isnull=False).exists()
    assert register(cast) == before
    with pytest.raises(Refused, match="rests_confirmed") as refused:
        taken_back(batch)
    assert case.reference in refused.value.obstacles[0].words
    assert {one.who_can_clear for one in refused.value.obstacles} == {"nobody"}
    page = signed_in("registrar").get(reverse("take_back_batch", args=[batch.pk])).content.decode()
    assert ("Who can clear it: nobody." in page, "Who can clear it: registrar" in page) == (True, False)


def test_whoever_does_not_see_all_its_cases_does_not_take_it_back(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    batch = taken_in(two_families(tmp_path)).batch
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        elsewhere = add_actor(shown_name="Registrar Elsewhere", agency=cast["registrar"].agency, by=None, at=LONG_AGO)
        give_role(actor=elsewhere, role=Role.REGISTRAR, area=GLASGOW, by=None, at=LONG_AGO)
    with (
        pytest.raises(Refused, match="out_of_sight"),
        entered(elsewhere, "intake.take_back_batch", at=LATER) as passage,
    ):
        actions.ask_to_take_back_batch(batch=batch, why="x", by=passage.actor, at=LATER)


def test_a_later_batch_of_people_whose_case_was_worked_on_before_it_came_can_go(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    taken_in(two_families(tmp_path))
    with entered(cast["registrar"], "register.confirm_family", at=LONG_AGO) as passage:
        case = Case.objects.order_by("reference").first()
        confirm_family(case=case, children=[], by=passage.actor, at=LONG_AGO - timedelta(1))
    batch = taken_in(second_batch(tmp_path)).batch
    assert taken_back(batch).step == "done"


def test_answers_about_its_records_count_no_more_and_cannot_be_given_or_taken_back(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    batch = taken_in(two_families(tmp_path)).batch
    desk = Desk(cast)
    pair = desk.pair("H1", "K1")
    said = desk.judge(pair, "same")
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        machine = Judgement.objects.exclude(rule="").get()
    taken_back(batch)
    for act in (
        lambda: desk.judge(pair, "different"), lambda: desk.take_back(said), lambda: desk.take_back(machine),
    ):  # fmt: skip
        with pytest.raises(Refused, match="went_with_its_batch"):
            act()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert queries.last_answer_of(cast["registrar"], LONG_AGO)[0] is None
        shown = queries.pair_or_next(cast["registrar"], pair.pk, LONG_AGO)
        assert shown is not None
        assert queries.pair_view(shown, pack=load()).is_settled, "its page opens, though its people left their families"
        (view,) = [queries.judgement_view(one) for one in queries.judgements(by_machine=True)]
        assert (view.went_with_batch, view.is_in_force) == (True, False)


def test_a_machines_join_of_others_that_came_with_the_batch_goes_with_it(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    """Whatever the machine judged when the batch was taken in counts no more, and may be judged by it anew."""
    taken_in([home_office(tmp_path, person("H3", "Yonas", "Tesfay", "25/05/2016", ref="P100003", **HOME))])
    batch = taken_in([school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016", **PUPILS_HOME))]).batch
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        made = Judgement.objects.exclude(rule="").get()
        assert made.batch_id == batch.pk
    taken_back(batch)
    again = taken_in([school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016", **PUPILS_HOME))])
    assert again.counts["links"] == 1


def test_it_is_written_down_with_its_reason_bound(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, taken_back: Back
) -> None:
    batch = taken_in(two_families(tmp_path)).batch
    taken_back(batch)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.get(verb="intake.batch_taken_back")
        assert (entry.subject, entry.actor_id, bool(entry.digest)) == (batch.pk, cast["registrar_two"].pk, True)
        assert AuditEntry.objects.get(verb="intake.taking_back_batch_asked").actor_id == cast["registrar"].pk


def test_a_batch_is_taken_back_on_its_page(
    tmp_path: Path, cast: Cast, taken_in: TakeIn, signed_in: Callable[[str], Client],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    batch = taken_in(two_families(tmp_path)).batch
    url = reverse("take_back_batch", args=[batch.pk])
    first, second = signed_in("registrar"), signed_in("registrar_two")
    assert "Say why the batch is to be taken back." in first.post(url, {"why": " "}).content.decode()
    assert first.post(url, {"why": "Last year's list."}).status_code == 302
    assert "when another registrar says so, too" in first.get(url).content.decode()
    assert first.post(url, {"agree": "1"}).status_code == 422
    assert second.post(url, {"withdraw": "1"}).status_code == 302
    assert second.post(url, {"why": "Last year's list."}).status_code == 302
    with django_assert_max_num_queries(15):
        assert "Last year" in first.get(url).content.decode()
    assert first.post(url, {"agree": "1"}).status_code == 302
    assert "It is being taken back" in first.get(url).content.decode()
    work_off_intake(LATER)
    text = first.get(url).content.decode()
    assert ("Taken back" in text, "said so, too" in text) == (True, True)
    assert "none of it counts any more" in first.get(reverse("batches")).content.decode()
    assert first.post(url, {"why": "Again."}).status_code == 422
