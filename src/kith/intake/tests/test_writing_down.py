"""Whoever is written down by hand stands beside those who may be the same; nothing is joined by itself."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.intake import actions
from kith.intake.actions import WrittenDown
from kith.intake.models import Batch, CandidatePair, ComparedRow, Judgement, SourceFile, SourceRow
from kith.intake.queries.alike import alike_by_hand
from kith.intake.rules.writing_down import obstacles_to_writing_down
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import home_office, person, two_families
from kith.protocol.pack import load
from kith.register.models import Case, FamilyMember, Person, PersonName
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
LATER = LONG_AGO + timedelta(days=1)
SELAM = {"full_name": "TESFAY, Selam", "birth_date": "01/01/1985", "address": "46 High Street", "postcode": "ZF8 2BT"}
AMAL = {"full_name": "TESFAY, Amal", "birth_date": "01/01/2012", "address": "46 High Street", "postcode": "ZF8 2BT"}
STRANGER = {"full_name": "Berhane, Dawit", "birth_date": "03/06/1999"}


class Hand:
    """A registrar who writes people down as a school says them."""

    def __init__(self, cast: Cast, kind: str = "school_roll") -> None:
        self.cast = cast
        self.kind = next(one for one in load().sources if one.code == kind)

    def find(self, said: dict[str, str]) -> list[uuid.UUID]:
        with entered(self.cast["registrar"], "intake.write_down_person", at=LATER):
            return [one.person for one in alike_by_hand(self.kind, said, pack=load(), at=LATER)]

    def write(
        self, said: dict[str, str], answers: dict[uuid.UUID, Verdict] | None = None, why: str = ""
    ) -> WrittenDown:
        with entered(self.cast["registrar"], "intake.write_down_person", at=LATER) as passage:
            return actions.write_down_person(
                kind=self.kind, said=said, answers=answers or {}, why=why, by=passage.actor, at=LATER
            )

    def heads(self, *people: uuid.UUID) -> list[uuid.UUID]:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            held = dict(Person.objects.values_list("pk", "canonical_id"))
        return [held[one] for one in people]


@pytest.fixture
def hand(cast: Cast, taken_in: TakeIn, tmp_path: Path) -> Hand:
    taken_in(two_families(tmp_path))
    return Hand(cast)


def test_a_stranger_is_written_down_as_a_row_of_the_agency_with_a_family_and_a_case(hand: Hand) -> None:
    assert hand.find(STRANGER) == []
    made = hand.write(STRANGER)
    with side(Side.REGISTRY, actor_id=hand.cast["registrar"].pk):
        row = SourceRow.objects.select_related("file__batch").get(person=made.person)
        assert (row.file.kind, row.file.header, row.cells) == (
            "school_roll", ["Pupil name", "Date of birth"], ["Berhane, Dawit", "03/06/1999"],
        )  # fmt: skip
        assert row.file.batch.counts == {
            "files": 1, "files_known_before": 0, "rows": 1, "people": 1, "errors": 0, "links": 0, "pairs_to_judge": 0,
            "cases_opened": 1, "everyday_words": [],
        }  # fmt: skip
        assert ComparedRow.objects.filter(person=made.person).exists()
        assert Person.objects.get(pk=made.person).side == FactSide.WELFARE
        assert set(PersonName.objects.filter(person=made.person).values_list("side", flat=True)) == {FactSide.WELFARE}
        family = FamilyMember.objects.get(person=made.person).family
        assert Case.objects.get(family=family).side == FactSide.WELFARE
    with side(Side.AUDIT, actor_id=hand.cast["auditor"].pk):
        entry = AuditEntry.objects.get(verb="intake.person_written_down")
    assert (entry.subject, entry.shown) == (made.batch, [made.person])


def test_the_same_words_twice_are_written_down_once(hand: Hand) -> None:
    first, again = hand.write(STRANGER), hand.write(STRANGER)
    assert (first.is_new, again.is_new, again.person) == (True, False, first.person)


def test_the_same_words_of_somebody_else_are_written_down_again(hand: Hand) -> None:
    first = hand.write(STRANGER)
    found = hand.find(STRANGER)
    assert found == [first.person]
    second = hand.write(STRANGER, {first.person: Verdict.DIFFERENT}, why="They stood here both.")
    assert second.is_new
    assert len(set(hand.heads(first.person, second.person))) == 2
    again = hand.write(STRANGER, {first.person: Verdict.DIFFERENT}, why="They stood here both.")
    assert (again.is_new, again.person) == (False, second.person), "a second press writes nothing"


def test_of_a_child_the_machine_joins_nobody_whom_one_person_holds_to_be_another(
    hand: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    found = hand.find(AMAL)
    made = hand.write(AMAL, dict.fromkeys(found, Verdict.DIFFERENT), why="The school knows both of them.")
    taken_in([home_office(tmp_path, person("N1", "Helen", "Abebe", "02/02/1990", case="C9"), name="more.csv")])
    assert len({*hand.heads(made.person, *found)}) == 1 + len(set(hand.heads(*found)))


def test_it_is_this_person_joins_them_and_taking_the_judgement_back_parts_them(hand: Hand) -> None:
    found = hand.find(SELAM)
    assert len(found) >= 1
    answers = dict.fromkeys(found, Verdict.UNSURE) | {found[0]: Verdict.SAME}
    made = hand.write(SELAM, answers)
    assert len(set(hand.heads(made.person, found[0]))) == 1
    with side(Side.REGISTRY, actor_id=hand.cast["registrar"].pk):
        said = Judgement.objects.get(rule="", verdict=Verdict.SAME)
        assert said.pair is not None
        assert (said.by_id, said.pair.settled_at) == (hand.cast["registrar"].pk, LATER)
    with entered(hand.cast["registrar"], "intake.take_back", at=LATER) as passage:
        actions.take_back(judgement=said, by=passage.actor, at=LATER)
    assert len(set(hand.heads(made.person, found[0]))) == 2


def test_of_a_child_a_second_person_is_asked_before_it_counts(hand: Hand) -> None:
    found = hand.find(AMAL)
    made = hand.write(AMAL, dict.fromkeys(found, Verdict.UNSURE) | {found[0]: Verdict.SAME})
    assert len(set(hand.heads(made.person, found[0]))) == 2
    with side(Side.REGISTRY, actor_id=hand.cast["registrar"].pk):
        pair = CandidatePair.objects.get(a__in=[made.person, found[0]], b__in=[made.person, found[0]])
        assert (pair.concerns_child, pair.settled_at) == (True, None)
    with entered(hand.cast["registrar_two"], "intake.judge_pair", at=LATER) as passage:
        actions.judge_pair(pair=pair, verdict=Verdict.SAME, why="", by=passage.actor, at=LATER)
    assert len(set(hand.heads(made.person, found[0]))) == 1


def test_it_is_somebody_else_is_kept_with_its_reason_and_never_joined_by_a_machine(
    hand: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    found = hand.find(SELAM)
    made = hand.write(SELAM, dict.fromkeys(found, Verdict.DIFFERENT), why="The school knows both of them.")
    taken_in([home_office(tmp_path, person("N1", "Helen", "Abebe", "02/02/1990", case="C9"), name="more.csv")])
    assert len({*hand.heads(made.person, *found)}) == 1 + len(set(hand.heads(*found)))
    with side(Side.REGISTRY, actor_id=hand.cast["registrar"].pk):
        said = Judgement.objects.filter(rule="")
        assert {(one.verdict, one.why) for one in said} == {(Verdict.DIFFERENT, "The school knows both of them.")}


@pytest.mark.parametrize(
    ("answers", "why", "code"),
    [
        ([], "", "not_answered"),
        ([Verdict.DIFFERENT], " ", "no_reason"),
        ([Verdict.SAME, Verdict.SAME], "", "two_are_the_same"),
    ],
)
def test_nobody_is_written_down_before_each_is_answered_about(answers: list[Verdict], why: str, code: str) -> None:
    shown = [uuid.UUID(int=n) for n in range(max(1, len(answers)))]
    (stands,) = obstacles_to_writing_down("", shown, dict(zip(shown, answers, strict=False)), why)
    assert stands.code == code
    assert not obstacles_to_writing_down("", shown, dict.fromkeys(shown, Verdict.UNSURE), "")


def test_what_is_refused_writes_nothing(hand: Hand) -> None:
    def counts() -> list[int]:
        with side(Side.REGISTRY, actor_id=hand.cast["registrar"].pk):
            return [table.objects.count() for table in (Batch, SourceFile, SourceRow, Person, CandidatePair, Judgement)]

    before = counts()
    for said, code in ((SELAM, "not_answered"), ({"birth_date": "1999"}, "cannot_be_a_person")):
        with pytest.raises(Refused) as refused:
            hand.write(said)
        assert refused.value.obstacles[0].code == code
    assert counts() == before


def test_what_was_written_down_is_taken_back_with_its_batch(hand: Hand) -> None:
    made = hand.write(STRANGER)
    with entered(hand.cast["registrar"], "intake.take_back_batch", at=LATER) as passage:
        batch = Batch.objects.get(pk=made.batch)
        taking = actions.ask_to_take_back_batch(batch=batch, why="It was a wrong call.", by=passage.actor, at=LATER)
        actions.take_back_batch(taking=taking, by=passage.actor, at=LATER, progress=lambda *_: None)
    assert hand.find(STRANGER) == [], "whoever was taken back is nobody who may be the same"
    assert hand.write(STRANGER).is_new


@pytest.fixture
def client(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("registrar")


def test_the_page_looks_first_and_keeps_what_was_typed(client: Client, hand: Hand) -> None:
    at = reverse("write_down_person")
    assert "School roll" in client.get(at).content.decode()
    assert "Pupil" not in client.get(at, {"kind": "nowhere"}).content.decode()
    assert client.get(at, {"kind": "school_roll"}).status_code == 200
    sent = SELAM | {"kind": "school_roll", "look": "yes"}
    looked = client.post(at, sent)
    shown = looked.content.decode()
    assert looked.status_code == 200
    assert "TESFAY, Selam" in shown
    assert "It is somebody else" in shown
    assert "%" not in shown.split("<main", 1)[1].split("</main>", 1)[0], "likeness is shown in words alone"
    found = hand.find(SELAM)
    with side(Side.AUDIT, actor_id=hand.cast["auditor"].pk):
        opened = AuditEntry.objects.filter(shown__contains=found)
        assert [entry.verb for entry in opened] == ["intake.write_down_person"], "whom the page showed is written down"
    del sent["look"]
    refused = client.post(at, sent | {"write_down": "yes"})
    assert refused.status_code == 422
    assert "Say of each person below" in refused.content.decode()
    assert "TESFAY, Selam" in refused.content.decode()
    answers = {f"answer_{one.hex}": "different" for one in found}
    assert client.post(at, sent | answers | {"write_down": "yes", "why": ""}).status_code == 422
    done = client.post(at, sent | answers | {"write_down": "yes", "why": "Her sister told us."})
    assert (done.status_code, done["Location"]) == (302, reverse("batches"))
    assert client.post(at, {"kind": "school_roll", "look": "yes", "sex": "F"}).status_code == 422


def test_the_page_asks_as_much_for_many_as_for_one(
    client: Client, cast: Cast, taken_in: TakeIn, tmp_path: Path
) -> None:
    at, sent = reverse("write_down_person"), SELAM | {"kind": "school_roll", "look": "yes"}

    def asked() -> int:
        client.post(at, sent)
        with CaptureQueriesContext(connection) as queries:
            assert client.post(at, sent).status_code == 200
        return len(queries)

    taken_in([home_office(tmp_path, person("A1", "Selam", "Tesfay", "01/01/1985", Address="46 High Street"))])
    one = asked()
    rows = [
        person(f"B{n}", "Selam", "Tesfay", "01/01/1985", case=f"D{n}", ref=f"P20{n}{n}{n}", Address="46 High Street")
        for n in range(9)
    ]
    taken_in([home_office(tmp_path, *rows, name="more.csv")])
    assert client.post(at, sent).content.decode().count("It is somebody else") > 2
    assert asked() == one


@pytest.mark.parametrize("answer", [Verdict.DIFFERENT, Verdict.UNSURE])
def test_writing_down_asks_as_much_with_many_answers_as_with_one(
    client: Client, cast: Cast, taken_in: TakeIn, tmp_path: Path, answer: Verdict
) -> None:
    at, hand = reverse("write_down_person"), Hand(cast)

    def asked(said: dict[str, str], many: int) -> int:
        found = hand.find(said)
        assert len(found) == many
        sent = said | {f"answer_{one.hex}": str(answer) for one in found}
        with CaptureQueriesContext(connection) as queries:
            done = client.post(at, sent | {"kind": "school_roll", "write_down": "yes", "why": "The school knows them."})
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            assert (done.status_code, Judgement.objects.filter(verdict=answer).count()) == (302, many)
        return len(queries)

    def mothers(*numbers: int) -> list[dict[str, str]]:
        return [
            person(
                f"A{n}", "Selam", "Tesfay", "01/01/1985", case=f"D{n}", ref=f"P20{n}{n}{n}", Address=f"{n} High Street"
            )
            for n in numbers
        ]

    said = {"full_name": "TESFAY, Selam", "birth_date": "01/01/1985"}
    point = transaction.savepoint()
    taken_in([home_office(tmp_path, *mothers(1))])
    one = asked(said, 1)
    transaction.savepoint_rollback(point)
    taken_in([home_office(tmp_path, *mothers(*range(1, 8)))])
    assert asked(said, 7) == one


@pytest.mark.parametrize("name", ["coordinator", "lead", "officer"])
def test_nobody_of_another_side_writes_people_down_or_asks_who_is_known(
    signed_in: Callable[[str], Client], hand: Hand, name: str
) -> None:
    assert signed_in(name).post(reverse("write_down_person"), SELAM | {"kind": "school_roll"}).status_code == 403
