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
from kith.intake.models import CandidatePair, Judgement, SourceFile, SourceRow
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import home_office, person, pupil, school, two_families
from tests.factories import ROLES, Cast
from tests.test_unsent import faults_of

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
        file = SourceFile.objects.first()
    assert machines is not None
    assert file is not None
    assert client.get(reverse("source_file", args=[file.pk])).status_code == status
    if status == 403:
        for address in (
            reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]),
            reverse("take_back", args=[machines.pk]),
        ):
            assert client.post(address, {"verdict": "same"}).status_code == 403
        assert judgements(cast) == []
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
    assert "2 rows read: 1 recorded as people, 1 with errors." in " ".join(text.split())
    assert "School roll" in text


def test_a_file_shows_whose_each_column_is_and_its_rows_with_errors_page_by_page(
    signed_in, tmp_path: Path, taken_in: TakeIn, cast: Cast
) -> None:
    nobody = [pupil(f"S{n}", "", "2016", **{"Home address": f"{n} Mill Lane"}) for n in range(60)]
    path = school(tmp_path, pupil("S99", "TESFAY, Yonas", "25/05/2016"), *nobody)
    path.write_text(path.read_text().replace("Sex", "Shoe size") + f"S100,{'x' * 5_000},,,,,,,,,\n")
    taken_in([path])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        address = reverse("source_file", args=[SourceFile.objects.get().pk])
    client = signed_in("registrar")
    first = client.get(address).content.decode()
    for words in ("it names nobody. Fill in a name.", "0 Mill Lane", "Child&#x27;s side", "1–25 of 61", "Shoe size"):
        assert words in first
    assert "61 with errors" in first
    assert "not understood" in first
    last = client.get(address, {"page": "3"}).content.decode()
    assert "59 Mill Lane" in last
    assert "too long to show here" in last
    assert "x" * 500 not in last
    for page in ("9", "-1", "x", "9" * 400, "\0", "²"):
        for listed in (address, reverse("batches"), reverse("judgements")):
            assert client.get(listed, {"page": page}).status_code == 200
    assert client.get(reverse("source_file", args=[uuid.uuid4()])).status_code == 404


def test_a_pair_shows_line_by_line_what_agrees_and_what_does_not(came_in: TakenIn, signed_in, cast: Cast) -> None:
    text = signed_in("registrar").get(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])).content.decode()
    assert "1 January 1985 (as registered; may not be the birthday)" in text
    for words in ("agrees", "not known", "differs", "Pair 2 of 2", "too little is known to be sure", "Yonas"):
        assert words in text
    assert "If “same” is wrong, two people share one file" in text
    assert "home_office.csv</bdi>, row 2, <bdi>H1" in text
    assert "Relationship to main applicant" in text, "every column stands there as received"
    assert "written <bdi>01/01/1985" in " ".join(text.split())
    for key in "sdu":
        assert f'data-key="{key}"' in text
    assert "button-main" not in text, "the three answers are equal"


def test_an_answer_is_recorded_and_the_next_pair_comes(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    done = client.post(
        reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "different", "why": "asked"}
    )
    following = reverse("judge_pair", args=[pair(cast, "H2", "S2").pk])
    assert (done.status_code, done["Location"]) == (302, following), "so that the back button leads to this one"
    (made,) = judgements(cast)
    assert (made.verdict, made.why) == ("different", "asked")
    text = client.get(done["Location"]).content.decode()
    assert "Your last answer: different people" in text
    assert "Pair 1 of 1" in text
    assert "Undo" in text


def test_undo_takes_the_last_answer_back(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "same"})
    (made,) = judgements(cast)
    back = client.post(reverse("take_back", args=[made.pk]))
    assert (back.status_code, back["Location"]) == (302, reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]))
    assert pair(cast, "H1", "K1").settled_at is None
    again = client.post(reverse("take_back", args=[made.pk]))
    assert again.status_code == 422
    assert "taken back before" in again.content.decode()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Judgement.objects.filter(takes_back=made).count() == 1


def test_taking_back_keeps_why_and_the_ledger_says_by_whom(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "same"})
    (made,) = judgements(cast)
    address = reverse("take_back", args=[made.pk])
    for why in ("a\0b", "x" * 10_000_000):
        refused = client.post(address, {"why": why})
        assert refused.status_code in (413, 422)
    signed_in("registrar_two").post(address, {"why": "The papers differ."})
    ledger = client.get(reverse("judgements")).content.decode()
    assert "taken back by Registrar Two" in ledger
    assert "The papers differ." in ledger
    assert "The papers differ." in client.get(address).content.decode()


def test_the_machines_judgement_is_shown_in_words_and_can_be_taken_back(
    came_in: TakenIn, signed_in, cast: Cast
) -> None:
    client = signed_in("registrar")
    assert "nothing speaks against it" in client.get(reverse("judgements") + "?by=machine").content.decode()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        made = Judgement.objects.exclude(rule="").get()
    assert "the machine will not join it again" in client.get(reverse("take_back", args=[made.pk])).content.decode()
    assert client.post(reverse("take_back", args=[made.pk]))["Location"] == reverse("judgements")
    assert pair(cast, "H3", "S1").settled_at is None


def test_what_only_takes_back_is_no_judgement_to_take_back(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "same"})
    (made,) = judgements(cast)
    client.post(reverse("take_back", args=[made.pk]))
    back = next(one for one in judgements(cast) if one.takes_back_id)
    assert client.post(reverse("take_back", args=[back.pk])).status_code == 404


def test_a_pair_with_a_child_waits_for_a_second_person(came_in: TakenIn, signed_in, cast: Cast) -> None:
    address = reverse("judge_pair", args=[pair(cast, "H2", "S2").pk])
    first, second = signed_in("registrar"), signed_in("registrar_two")
    first.post(address, {"verdict": "same", "why": "the same papers"})
    assert "1 pair that you judged waits for a second person" in first.get(reverse("judge_pair")).content.decode()
    assert "You have judged this pair" in first.get(address).content.decode()
    seen = second.get(address).content.decode()
    assert "a second person is asked. Look for yourself first" in seen
    assert "the same papers" not in seen, "the second person judges without the first one's answer"
    first.post(address, {"verdict": "unsure"})
    assert "Pair 2 of 2" in first.get(address).content.decode(), "the last word counts: it is in their line again"
    first.post(address, {"verdict": "same"})
    second.post(address, {"verdict": "same"})
    assert pair(cast, "H2", "S2").settled_at is not None


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"verdict": "perhaps"}, {"verdict": "a\0b"}, {"verdict": ["same", ""]},
        {"verdict": "same", "why": "a\0b"}, {"verdict": "same", "why": "x" * 2001},
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_is_said_and_what_was_typed_stays(
    came_in: TakenIn, signed_in, cast: Cast, sent: dict[str, str]
) -> None:
    answer = signed_in("registrar").post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), sent)
    assert answer.status_code == 422
    assert "to put right" in answer.content.decode()
    assert judgements(cast) == []


@pytest.mark.parametrize("name", ["verdict", "why"])
def test_ten_million_letters_are_refused_with_a_clear_page(came_in: TakenIn, signed_in, cast: Cast, name: str) -> None:
    sent = {"verdict": "same", name: "x" * 10_000_000}
    answer = signed_in("registrar").post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), sent)
    assert answer.status_code in (413, 422)
    assert judgements(cast) == []


def test_half_a_sign_is_refused_or_kept_as_the_sign_of_a_loss(came_in: TakenIn, signed_in, cast: Cast) -> None:
    answer = signed_in("registrar").post(
        reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), b"verdict=same&why=a%ED%A0%80b",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code in (302, 422)
    assert [made.why for made in judgements(cast)] in ([], ["a���b"])


def test_an_answer_without_its_pair_is_taken_for_none(came_in: TakenIn, signed_in, cast: Cast) -> None:
    assert signed_in("registrar").post(reverse("judge_pair"), {"verdict": "same"}).status_code == 404
    assert judgements(cast) == []


def test_a_pair_that_became_one_person_meanwhile_is_said_to_be_settled(came_in: TakenIn, signed_in, cast: Cast) -> None:
    address = reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])
    stale, other = signed_in("registrar"), signed_in("registrar_two")
    assert "Pair 2 of 2" in stale.get(address).content.decode()
    other.post(address, {"verdict": "same"})
    assert "This pair is settled." in stale.get(address).content.decode()
    assert stale.post(address, {"verdict": "same"}).status_code == 302
    assert pair(cast, "H1", "K1").settled_at is not None


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


@pytest.mark.parametrize(
    ("page", "questions"),
    [("batches", 12), ("judge_pair", 13), ("judgements", 9), ("source_file", 10), ("take_back", 9)],
)
def test_a_page_asks_the_same_number_of_questions_whatever_came_in(
    came_in: TakenIn, signed_in, tmp_path: Path, taken_in: TakeIn, cast: Cast, page: str, questions: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    assert questions <= 15
    client = signed_in("registrar")
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "unsure"})
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        one = {"source_file": SourceFile, "take_back": Judgement}.get(page)
        address = reverse(page, args=[one.objects.first().pk] if one else [])
    client.get(reverse("batches"))
    for n in range(2):
        with django_assert_num_queries(questions):
            assert client.get(address).status_code == 200
        rows = [person(f"{n}{m}", "Selam", "Tesfay", "01/01/1985", case=f"X{n}{m}") for m in range(3)]
        bad = [person(f"{n}{m}", "", "", "1985") for m in range(3, 40)]
        taken_in([home_office(tmp_path, *rows, *bad, name=f"more{n}.csv")])


def test_what_is_begun_on_a_pair_or_a_judgement_comes_back(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client = signed_in("registrar")
    assert faults_of(client, reverse("judge_pair")) == [], "the next pair has no number in its address"
    client.post(reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]), {"verdict": "unsure"})
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        judgement = Judgement.objects.first()
    assert judgement is not None
    assert faults_of(client, reverse("take_back", args=[judgement.pk])) == []
