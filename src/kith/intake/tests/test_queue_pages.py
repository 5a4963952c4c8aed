"""The queue as a registrar meets it: settled meanwhile, pressed twice, asked about what is known, and told what hangs on it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake.actions import TakenIn, ask_about_known_pair, judge_pair
from kith.intake.models import CandidatePair, Judgement, KnownAnswer
from kith.intake.rules.marking import in_parts
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import two_families
from kith.intake.tests.test_pages import judgements, pair
from tests.factories import Cast
from tests.test_unsent import faults_of

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'name="shown" value="(\d+)"')


@pytest.fixture
def came_in(tmp_path: Path, taken_in: TakeIn) -> TakenIn:
    return taken_in(two_families(tmp_path))


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def a_known_pair_is_asked(cast: Cast) -> CandidatePair:
    """Of the registrar, about the child whom both registrars judged to be one, half a year ago."""
    child, long_ago = pair(cast, "H2", "S2"), timezone.now() - timedelta(days=180)
    for name in ("registrar", "registrar_two"):
        with entered(cast[name], "intake.judge_pair", at=timezone.now()) as passage:
            judge_pair(pair=child, verdict=Verdict.SAME, why="The papers.", by=passage.actor, at=long_ago)
    with entered(cast["registrar"], "intake.judge_pair", at=timezone.now()) as passage:
        after = judge_pair(
            pair=pair(cast, "H1", "K1"), verdict=Verdict.UNSURE, why="", by=passage.actor, at=timezone.now()
        )
        ask_about_known_pair(after=after, by=passage.actor, at=timezone.now())
    return child


def test_a_pair_that_was_settled_says_who_said_what_and_leads_to_taking_back_and_on(
    came_in: TakenIn, signed_in, cast: Cast
) -> None:
    address = reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])
    signed_in("registrar").post(address, {"verdict": "same", "why": "One paper."})
    (made,) = judgements(cast)
    text = words(signed_in("registrar_two"), address)
    assert "Registrar: the same person" in text
    assert "One paper." in text
    assert reverse("take_back", args=[made.pk]) in text
    assert f'href="{reverse("judge_pair")}" data-key="n"' in text
    assert 'name="verdict"' not in text, "there is nothing to answer"


def test_whoever_waits_for_a_second_person_reads_their_own_answer_alone(
    came_in: TakenIn, signed_in, cast: Cast
) -> None:
    address = reverse("judge_pair", args=[pair(cast, "H2", "S2").pk])
    first, second = signed_in("registrar"), signed_in("registrar_two")
    second.post(address, {"verdict": "different", "why": "Two schools."})
    first.post(address, {"verdict": "same", "why": "One paper."})
    text = words(first, address)
    assert "Registrar: the same person" in text
    assert "One paper." in text
    assert "Two schools." not in text


def test_an_answer_that_came_with_the_press_before_it_is_not_taken(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client, address = signed_in("registrar"), reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])
    now = int(timezone.now().timestamp() * 1000)
    (shown,) = SHOWN.findall(client.get(address).content.decode())
    assert abs(int(shown) - now) < 60_000
    answer = client.post(address, {"verdict": "same", "shown": now, "why": "kept words"})
    assert answer.status_code == 422
    assert "by a second press, and was not taken" in answer.content.decode()
    assert "kept words" in answer.content.decode()
    for broken in ("x", "-1", "9" * 400, "a\0b"):
        assert client.post(address, {"verdict": "same", "shown": broken}).status_code == 422
    assert judgements(cast) == []
    assert client.post(address, {"verdict": "same", "shown": now - 2_000}).status_code == 302
    assert len(judgements(cast)) == 1


def test_the_page_says_what_hangs_on_the_answer_how_many_were_judged_and_that_one_was_not_sure(
    came_in: TakenIn, signed_in, cast: Cast
) -> None:
    client, mothers = signed_in("registrar"), reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])
    text = words(client, mothers)
    assert "2 records hang on this answer." in text
    assert "judged 1 today" not in text
    assert "You are asked because" in text
    client.post(mothers, {"verdict": "unsure"})
    text = words(client, mothers)
    assert "You have judged 1 today." in text
    assert "You were not sure about this pair" in text
    assert "You were not sure" not in words(signed_in("registrar_two"), mothers)
    assert "<title>One person or two? Pair 2 of 2" in text, "who hears the title hears that it is another pair"


def test_what_differs_within_a_line_is_marked(came_in: TakenIn, signed_in, cast: Cast) -> None:
    text = words(signed_in("registrar"), reverse("judge_pair", args=[pair(cast, "H1", "K1").pk]))
    assert "<mark>" not in text, "both are called Selam Tesfay, born on the same day"
    said = render_to_string("intake/_value.html", {"value": in_parts("Amal Tesfay", "Amal Haile", "partly agrees")})
    assert '<bdi dir="auto">Amal <mark>Tesfay</mark></bdi>' in said
    assert '<tr class="alike"><th scope="row">Name</th><td data-label="A and B">' in text


def test_nothing_tells_a_known_pair_from_another_and_its_answer_changes_nothing(
    came_in: TakenIn, signed_in, cast: Cast
) -> None:
    child = a_known_pair_is_asked(cast)
    before, client = judgements(cast), signed_in("registrar")
    text = words(client, reverse("judge_pair"))
    address = reverse("judge_pair", args=[child.pk])
    assert f'action="{address}"' in text
    assert "Pair 1 of 2" in text
    for told in ("settled", "Somebody has judged", "You have judged this pair", "The papers.", "known pair"):
        assert told not in text
    assert words(client, address).count("settled") == 0, "its own address tells no more"
    done = client.post(address, {"verdict": "different", "why": "Another mother."})
    assert done["Location"] == reverse("judge_pair", args=[pair(cast, "H1", "K1").pk])
    assert judgements(cast) == before
    text = words(client, done["Location"])
    assert "Your last answer: different people" in text
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        made = KnownAnswer.objects.get()
    assert reverse("take_back", args=[made.pk]) in text
    assert client.post(address, {"verdict": "same"}).status_code == 422, "what was answered is taken back first"
    assert judgements(cast) == before


def test_an_answer_about_a_known_pair_is_undone_as_any_other_and_by_nobody_else(
    came_in: TakenIn, signed_in, cast: Cast
) -> None:
    child, client = a_known_pair_is_asked(cast), signed_in("registrar")
    address = reverse("judge_pair", args=[child.pk])
    client.post(address, {"verdict": "different"})
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        back = reverse("take_back", args=[KnownAnswer.objects.get().pk])
    other = signed_in("registrar_two")
    assert (other.get(back).status_code, other.post(back).status_code) == (404, 404)
    assert "different people" in words(client, back)
    assert faults_of(client, back) == []
    undone = client.post(back)
    assert (undone.status_code, undone["Location"]) == (302, address)
    assert "settled" not in words(client, address)
    assert client.post(back).status_code == 422
    client.post(address, {"verdict": "same"})
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Judgement.objects.filter(takes_back__isnull=False).count() == 0


def test_how_far_answers_agree_is_read_by_registrars(came_in: TakenIn, signed_in, cast: Cast) -> None:
    client, address = signed_in("registrar"), reverse("known_pairs")
    assert "Nobody has answered about a known pair yet" in words(client, address)
    child = a_known_pair_is_asked(cast)
    client.post(reverse("judge_pair", args=[child.pk]), {"verdict": "different", "why": "Another mother."})
    text = words(signed_in("registrar_two"), address)
    for told in (
        "1 pair that concerns a child",
        "Of 1 both said the same.",
        "Look at these together",
        "Another mother.",
    ):
        assert told in text
    assert reverse("judge_pair", args=[child.pk]) in text
    assert signed_in("lead").get(address).status_code == 403
    assert client.get(address, {"page": "9" * 40}).status_code == 200


def test_no_page_of_the_queue_asks_more_than_fifteen_questions(came_in: TakenIn, signed_in, cast: Cast) -> None:
    child, client = a_known_pair_is_asked(cast), signed_in("registrar")
    known, open_one = (reverse("judge_pair", args=[one.pk]) for one in (child, pair(cast, "H1", "K1")))

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    counts = [asked(address) for address in (reverse("judge_pair"), known, open_one, reverse("known_pairs"))]
    client.post(known, {"verdict": "different"})
    counts += [asked(address) for address in (reverse("judge_pair"), known, open_one, reverse("known_pairs"))]
    assert max(counts) <= 15, counts
