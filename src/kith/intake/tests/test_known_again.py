"""Known pairs in bad luck: answered twice, open again, gone with their batch, put right after a look."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake import queries
from kith.intake.actions import (
    agree_to_take_back_batch,
    ask_about_known_pair,
    ask_to_take_back_batch,
    judge_pair,
    take_back_batch,
)
from kith.intake.actions.taking_in import silent
from kith.intake.models import CandidatePair, KnownAnswer
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import two_families
from kith.intake.tests.test_asking import Lot
from kith.intake.tests.test_pages import judgements, pair
from kith.intake.tests.test_queue_pages import a_known_pair_is_asked, words
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(cast: Cast, tmp_path: Path, taken_in: TakeIn) -> Lot:
    taken_in(two_families(tmp_path))
    return Lot(cast)


def test_an_answer_about_a_known_pair_that_is_sent_twice_is_no_judgement(
    cast: Cast, tmp_path: Path, taken_in: TakeIn, signed_in
) -> None:
    taken_in(two_families(tmp_path))
    child = a_known_pair_is_asked(cast)
    before = judgements(cast)
    address = reverse("judge_pair", args=[child.pk])
    for _ in range(2):
        assert signed_in("registrar").post(address, {"verdict": "same"}).status_code == 302
    otherwise = signed_in("registrar").post(address, {"verdict": "different"})
    assert (otherwise.status_code, "Take that answer back first" in otherwise.content.decode()) == (422, True)
    assert judgements(cast) == before
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert KnownAnswer.objects.count() == 1


def test_a_known_pair_that_waits_again_is_judged_and_no_longer_known(lot: Lot) -> None:
    known = lot.draw()
    for one in judgements(lot.cast):
        if one.pair_id == lot.child.pk:
            lot.take_back(one)
    with pytest.raises(Refused, match="waits_again"):
        lot.answer(known, Verdict.DIFFERENT)
    with side(Side.REGISTRY, actor_id=lot.cast["registrar"].pk):
        shown = queries.pair_or_next(lot.cast["registrar"], lot.child.pk, lot.at)
        assert not queries.is_known_to_be(shown)
        assert queries.known_pair_asked(lot.cast["registrar"], lot.child) is None
    assert lot.judge(lot.child, "different").verdict == "different"


def test_a_known_pair_whose_batch_went_is_asked_about_no_more(cast: Cast, tmp_path: Path, taken_in: TakeIn) -> None:
    files = two_families(tmp_path)
    taken_in(files[:2])
    last = taken_in(files[2:])
    child, at = a_known_pair_is_asked(cast), timezone.now()
    with entered(cast["registrar"], "intake.take_back_batch", at=at) as passage:
        taking = ask_to_take_back_batch(batch=last.batch, why="the wrong list", by=passage.actor, at=at)
    with entered(cast["registrar_two"], "intake.take_back_batch", at=at) as passage:
        agree_to_take_back_batch(taking=taking, by=passage.actor, at=at)
        assert take_back_batch(taking=taking, by=passage.actor, at=at, progress=silent)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert queries.pair_or_next(cast["registrar"], None, at) != child


def test_what_was_said_first_of_a_known_pair_is_counted_whatever_was_said_since(lot: Lot) -> None:
    known = lot.draw()
    lot.undo(lot.answer(known, Verdict.DIFFERENT))
    lot.answer(known, Verdict.SAME)
    with side(Side.REGISTRY, actor_id=lot.cast["registrar"].pk):
        (one,) = queries.agreement()
        assert (one.answered, one.alike, one.otherwise) == (1, 0, 1)
        assert [answer.verdict for answer in queries.answered_otherwise()] == ["different"]


def test_a_known_pair_stands_in_line_as_others_do(cast: Cast, tmp_path: Path, taken_in: TakeIn, signed_in) -> None:
    taken_in(two_families(tmp_path))
    child, long_ago = pair(cast, "H2", "S2"), timezone.now() - timedelta(days=180)
    for name in ("registrar", "registrar_two"):
        with entered(cast[name], "intake.judge_pair", at=timezone.now()) as passage:
            judge_pair(pair=child, verdict=Verdict.SAME, why="", by=passage.actor, at=long_ago)
    with entered(cast["registrar"], "intake.judge_pair", at=timezone.now()) as passage:
        rest = list(CandidatePair.objects.filter(settled_at__isnull=True))
        made = [
            judge_pair(pair=one, verdict=Verdict.DIFFERENT, why="", by=passage.actor, at=timezone.now()) for one in rest
        ]
        ask_about_known_pair(after=made[-1], by=passage.actor, at=timezone.now())
    page = words(signed_in("registrar"), reverse("judge_pair"))
    assert re.findall(r"Pair \d+ of \d+", page)[0] == "Pair 1 of 1"
