"""The registrar's pages: who may open them, what they show, what they answer, and in how many queries."""

import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.intake.actions import TakenIn
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import home_office, person, pupil, school, two_families
from tests.factories import ROLES, Cast

pytestmark = pytest.mark.django_db
LISTS = ("batches", "judge_pair", "judgements")


@pytest.fixture
def came_in(tmp_path: Path, taken_in: TakeIn) -> TakenIn:
    return taken_in(two_families(tmp_path))


def pair(cast: Cast, *record_ids: str) -> CandidatePair:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        people = SourceRow.objects.filter(record_id__in=record_ids).values("person_id")
        return CandidatePair.objects.get(a__in=people, b__in=people)


def judgements(cast: Cast) -> list[Judgement]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return list(Judgement.objects.filter(rule="").order_by("at", "id"))


@pytest.mark.parametrize("name", ROLES)
def test_only_registrars_open_the_pages_of_intake(came_in: TakenIn, signed_in, cast: Cast, name: str) -> None:
    client = signed_in(name)
    status = 200 if name.startswith("registrar") else 403
    for page in LISTS:
        assert client.get(reverse(page)).status_code == status
    assert client.get(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])).status_code == status
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        machines = Judgement.objects.exclude(rule="").first()
    assert machines is not None
    assert client.get(reverse("take_back", args=[machines.pk])).status_code == status


def test_without_a_session_the_sign_in_page_comes_first(client, db: None) -> None:
    for page in LISTS:
        assert client.get(reverse(page)).status_code == 302


def test_nothing_came_in_yet_is_said(signed_in) -> None:
    client = signed_in("registrar")
    assert "Nothing has come in yet" in client.get(reverse("batches")).content.decode()
    assert "No pair waits for you" in client.get(reverse("judge_pair")).content.decode()
    assert "Nobody has judged a pair yet" in client.get(reverse("judgements")).content.decode()
    assert "joined nothing yet" in client.get(reverse("judgements") + "?by=machine").content.decode()


def test_what_came_in_adds_up_and_names_rows_with_errors(signed_in, tmp_path: Path, taken_in: TakeIn) -> None:
    taken_in([school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016"), pupil("S2", "", "2016"))])
    text = signed_in("registrar").get(reverse("batches")).content.decode()
    assert "2 rows read = 1 people recorded + 1 rows with errors" in text
    assert "Row 3: it names nobody" in text
    assert "School roll" in text


def test_a_pair_shows_line_by_line_what_agrees_and_what_does_not(came_in: TakenIn, signed_in, cast: Cast) -> None:
    text = signed_in("registrar").get(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])).content.decode()
    assert "1 January 1985 (as registered; may not be the birthday)" in text
    for words in ("agrees", "not known", "differs", "Pair 2 of 2", "too little is known to be sure", "Yonas"):
        assert words in text
    for key in "sdu":
        assert f'data-key="{key}"' in text
    assert "button-main" not in text, "the three answers are equal"


def test_an_answer_is_recorded_and_the_next_pair_comes(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    done = client.post(
        reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "different", "why": "asked"}
    )
    assert (done.status_code, done["Location"]) == (302, reverse("judge_pair"))
    (made,) = judgements(cast)
    assert (made.verdict, made.why) == ("different", "asked")
    text = client.get(done["Location"]).content.decode()
    assert "Recorded: different people" in text
    assert "Pair 1 of 1" in text
    assert "Undo" in text


def test_undo_takes_the_last_answer_back(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "same"})
    (made,) = judgements(cast)
    back = client.post(reverse("take_back", args=[made.pk]))
    assert back.status_code == 302
    assert pair(cast, "H1", "K1").settled_at is None
    again = client.post(reverse("take_back", args=[made.pk]))
    assert again.status_code == 422
    assert "taken back before" in again.content.decode()


def test_a_pair_with_a_child_waits_for_a_second_person(came_in: TakenIn, signed_in, cast: Cast) -> None:
    address = reverse("judge_pair", args=[pair(cast, "H2", "S2").pk])
    first, second = signed_in("registrar"), signed_in("registrar_two")
    first.post(address, {"verdict": "same"})
    assert "1 pair that you judged waits for a second person" in first.get(reverse("judge_pair")).content.decode()
    assert "Waits for a second person" in second.get(address).content.decode()
    second.post(address, {"verdict": "same"})
    assert pair(cast, "H2", "S2").settled_at is not None


@pytest.mark.parametrize(
    "sent", [{}, {"verdict": "perhaps"}, {"verdict": "same", "why": "a\0b"}, {"verdict": "same", "why": "x" * 2001}]
)
def test_an_answer_that_cannot_be_taken_is_said_and_what_was_typed_stays(
    came_in: TakenIn, signed_in, cast: Cast, sent: dict[str, str]
) -> None:
    answer = signed_in("registrar").post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), sent)
    assert answer.status_code == 422
    assert "to put right" in answer.content.decode()
    assert judgements(cast) == []


def test_a_double_click_writes_once(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    for _ in range(2):
        client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "same"})
    assert len(judgements(cast)) == 1


def test_what_others_settled_otherwise_is_refused_with_words(came_in: TakenIn, signed_in, cast: Cast) -> None:
    address = reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])
    signed_in("registrar").post(address, {"verdict": "same"})
    answer = signed_in("registrar_two").post(address, {"verdict": "different", "why": "kept words"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Take that judgement back first" in text
    assert "kept words" in text
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        refusal = AuditEntry.objects.get(outcome="refused", verb="intake.judge_pair")
    assert refusal.codes == ["judged_otherwise_before"]


def test_an_id_that_is_none_of_ours_is_not_found(came_in: TakenIn, signed_in) -> None:
    client = signed_in("registrar")
    for name in ("judge_pair", "take_back"):
        for method in (client.get, client.post):
            assert method(reverse(name, args=[uuid.uuid4()])).status_code == 404


def test_opening_a_pair_is_written_down_with_whom_it_showed(came_in: TakenIn, signed_in, cast: Cast) -> None:
    asked = pair(cast, "H1", "K1")
    signed_in("registrar").get(reverse("judge_pair", args=[asked.pk]))
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.get(outcome="opened", verb="intake.judge_pair")
    assert set(entry.shown) == {asked.a_id, asked.b_id}


@pytest.mark.parametrize(("page", "most"), [("batches", 15), ("judge_pair", 15), ("judgements", 13)])
def test_a_page_asks_the_same_number_of_questions_whatever_came_in(
    came_in: TakenIn, signed_in, tmp_path: Path, taken_in: TakeIn, cast: Cast, page: str, most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = signed_in("registrar")
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "unsure"})
    client.get(reverse("batches"))
    counts = []
    for n in range(2):
        with django_assert_max_num_queries(most) as asked:
            client.get(reverse(page))
        counts.append(len(asked))
        rows = [person(f"{n}{m}", "Selam", "Tesfay", "01/01/1985", case=f"X{n}{m}") for m in range(3)]
        taken_in([home_office(tmp_path, *rows, name=f"more{n}.csv")])
    assert counts[0] == counts[1]
