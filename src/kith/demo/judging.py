"""Registrars judge what the machine did not dare: by the truth of the invented families, on days after each delivery."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo.cast import Cast
from kith.demo.days import SCOTLAND, ahead, last_working_day, moment
from kith.demo.files import Origin
from kith.demo.plan import Step
from kith.intake import actions
from kith.intake.actions import Answer
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.queries import waiting_pairs
from kith.intake.terms import Verdict

SESSIONS = 4  # times that registrars sit down after a delivery
TAKEN_BACK = 3
KNOWN = 4  # pairs whose answer was known, asked of each registrar after a wave; the last one is answered otherwise
WHY = {
    Verdict.SAME: (
        "What both files say of the family agrees.", "One spelling is by ear. The family is the same.",
        "The agency was asked: one person.",
    ),
    Verdict.DIFFERENT: (
        "Two people of one family.", "Another family lives there.", "The agency was asked: two people.",
    ),
    Verdict.UNSURE: ("The paper file may show it.",),
}  # fmt: skip
Truth = Mapping[tuple[int, str], Origin]  # by delivery and record


def has_judged(cast: Cast, *, since: datetime, now: datetime) -> bool:
    """Whether the registrars of the demo have judged what was found since then: they do so in one commit or none."""
    registrar = cast.of(Role.REGISTRAR)[0]
    with entered(registrar, "intake.judge_pair", at=now):
        return Judgement.objects.filter(rule="", by=registrar, pair__found_at__gte=since).exists()


def judge(cast: Cast, truth: Truth, *, since: datetime, now: datetime, progress: Callable[[int, int], None]) -> None:
    """Judge about half of the pairs found since then; of those that concern a child some wait for the other registrar."""
    registrars = cast.of(Role.REGISTRAR)
    with transaction.atomic():
        with entered(registrars[0], "intake.judge_pair", at=now):
            sittings = _sittings(list(waiting_pairs().filter(found_at__gte=since)), registrars, truth, now)
        for done, ((at, _, registrar), answers) in enumerate(sorted(sittings.items(), key=lambda one: one[0][:2])):
            progress(done, len(sittings))
            with entered(registrar, "intake.judge_pair", at=now):
                actions.judge_pairs(answers=answers, by=registrar, at=at)
        _take_back(registrars[-1], since, now)
        for registrar in registrars:
            _answer_known(registrar, since, now)
    progress(len(sittings), len(sittings))


def _sittings(
    pairs: Sequence[CandidatePair], registrars: Sequence[Actor], truth: Truth, now: datetime
) -> dict[tuple[datetime, int, Actor], list[Answer]]:
    """Who says what, and when."""
    found: dict[tuple[datetime, int, Actor], list[Answer]] = defaultdict(list)
    origins, today = _origins(pairs, truth), last_working_day(now)
    for place, pair in enumerate(pairs):
        a, b = origins.get(pair.a_id), origins.get(pair.b_id)
        if a is None or b is None:
            continue
        rng = Random(place)
        day = min(ahead(pair.found_at.astimezone(SCOTLAND).date(), 1 + 2 * (place % SESSIONS)), today)
        says = Verdict.SAME if a == b else Verdict.DIFFERENT
        for turn, who in _who_judges(place, concerns_child=pair.concerns_child):
            verdict = Verdict.UNSURE if place % 20 == 9 else says
            at = moment(
                min(ahead(day, turn), today), Step.APPOINTED if turn else Step.CONFIRMED, Random(place % SESSIONS)
            )
            found[at, who, registrars[who]].append(Answer(pair, verdict, rng.choice(WHY[verdict])))
    return found


def _who_judges(place: int, *, concerns_child: bool) -> list[tuple[int, int]]:
    """Turn and registrar of each who judges this pair; nobody where it still waits for both."""
    if not concerns_child:
        return [(0, place % 2)] if place % 10 < 7 else []
    if place % 10 < 5:
        return [(0, place % 2), (1, 1 - place % 2)]
    return [(0, 0)] if place % 10 in (5, 6, 8) else [(0, 1)] if place % 10 == 7 else []


def _origins(pairs: Sequence[CandidatePair], truth: Truth) -> dict[uuid.UUID, tuple[int, int]]:
    """Who each recorded person of the pairs is in truth: the delivery and the number of the invented person."""
    people = [person for pair in pairs for person in (pair.a_id, pair.b_id)]
    rows = SourceRow.objects.filter(person_id__in=people).values_list("person_id", "record_id", "file__batch__at")
    batches = sorted(set(SourceRow.objects.values_list("file__batch__at", flat=True)))
    return {
        person: (delivery, truth[delivery, record].person)
        for person, record, at in rows
        if (delivery := batches.index(at), record) in truth
    }


def _take_back(registrar: Actor, since: datetime, now: datetime) -> None:
    """Second thoughts: what was judged first is asked again."""
    with entered(registrar, "intake.take_back", at=now):
        for judgement in Judgement.objects.filter(
            rule="", verdict=Verdict.SAME, pair__concerns_child=True, pair__found_at__gte=since
        ).order_by("at", "id")[:TAKEN_BACK]:
            day = ahead(judgement.at.astimezone(SCOTLAND).date(), 2)
            if day <= last_working_day(now):
                actions.take_back(judgement=judgement, by=registrar, at=moment(day, Step.CONFIRMED, Random(0)))


def _answer_known(registrar: Actor, since: datetime, now: datetime) -> None:
    """Answer about pairs that were judged after an earlier delivery, as if the lot had fallen on the last answers of this one."""
    others = {Verdict.SAME: Verdict.DIFFERENT, Verdict.DIFFERENT: Verdict.UNSURE}
    with entered(registrar, "intake.judge_pair", at=now):
        mine = Judgement.objects.filter(by=registrar, rule="", takes_back__isnull=True, pair__found_at__gte=since)
        for turn, after in enumerate(mine.order_by("-at", "-id")[:KNOWN], 1):
            at = after.at + timedelta(minutes=turn)
            known = actions.ask_about_known_pair(after=after, by=registrar, at=at)
            if known is not None:
                says = Verdict(known.verdict)
                verdict = others[says] if turn == KNOWN else says
                actions.answer_known_pair(known=known, verdict=verdict, why="", by=registrar, at=at)
