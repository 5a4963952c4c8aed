"""What comes after a decision was served: its notice comes back, it is challenged, and what came of that is read."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from kith.register.models import CaseState
from kith.review import actions
from kith.review.models import Challenge, ChallengeOutcome, Decision, RenewedService, ReturnedNotice, Service
from kith.review.queries import after_service
from kith.review.tests.factories import PACK, START, Walk, codes, decided, deciding, join, queue
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db
AGAIN = {"method": "by_hand", "address": "2 Short Street", "proof": "signed for"}


def served(cast: Cast) -> tuple[Walk, Decision, Service]:
    walk, decision = decided(cast)
    walk.confirm(decision).serve(decision)
    with deciding(cast["officer"]):
        service = Service.objects.get(decision=decision)
    return walk, decision, service


def challenged(cast: Cast, kind: str = "appeal") -> tuple[Walk, Challenge]:
    walk, _decision, service = served(cast)
    walk.at += timedelta(days=10)
    officer = cast["officer"]
    with deciding(officer):
        challenge = actions.record_challenge(
            service=service, kind=kind, brought_on=walk.at.date(), reference="PA/1", grounds="The years at school.",
            by=officer, at=walk.at,
        )  # fmt: skip
    return walk, challenge


def ended(walk: Walk, challenge: Challenge, result: str, **more: object) -> ChallengeOutcome:
    given = {"turned_on": ["best_interests"], "words": "They were not dealt with."} | more
    officer = walk.cast["officer"]
    with deciding(officer):
        return actions.record_challenge_outcome(
            challenge=challenge, result=result, given_on=walk.at.date(), **given, by=officer, at=walk.at
        )


def test_a_notice_that_came_back_waits_until_it_is_handed_over_once_more(cast: Cast) -> None:
    walk, _decision, service = served(cast)
    officer, walk.at = cast["officer"], START + timedelta(days=20)

    def come_back(day: date, words: str = "Gone away.") -> ReturnedNotice:
        with deciding(officer):
            return actions.record_returned_notice(
                service=service, came_back_on=day, words=words, by=officer, at=walk.at
            )

    for day, words, code in (
        (START.date() - timedelta(1), "x", "day_cannot_be"),
        (walk.at.date() + timedelta(1), "x", "day_cannot_be"),
        (walk.at.date(), " ", "no_words"),
    ):
        with pytest.raises(Refused, match=code):
            come_back(day, words)
    returned = come_back(walk.at.date())
    assert come_back(walk.at.date()) == returned
    with pytest.raises(Refused, match="recorded_before"):
        come_back(walk.at.date(), "other")
    assert queue(walk, "officer", "to_serve_again") == [walk.review.case.reference]

    def renew(day: date, **more: str) -> RenewedService:
        with deciding(officer):
            return actions.renew_service(
                returned=returned, served_on=day, pack=PACK, by=officer, at=walk.at, **(AGAIN | more)
            )

    came_back = returned.came_back_on
    walk.at += timedelta(days=10)
    with pytest.raises(Refused, match="no_address"):
        renew(came_back, address=" ")
    with pytest.raises(Refused, match="day_cannot_be"):
        renew(came_back - timedelta(1))
    friday = came_back + timedelta(days=(4 - came_back.weekday()) % 7)
    with pytest.raises(Refused, match="served_before_a_weekend"):
        renew(friday)
    monday = friday + timedelta(days=3)
    assert renew(monday) == renew(monday)
    assert queue(walk, "officer", "to_serve_again") == []
    with deciding(officer):
        after = after_service(walk.review.case)
    assert after is not None
    assert after.away is None
    assert after.served_on == monday


def test_nothing_is_challenged_before_it_was_served_nor_without_grounds(cast: Cast) -> None:
    walk, _decision, service = served(cast)
    officer, today = cast["officer"], walk.at.date()
    for day, grounds, code in ((today - timedelta(1), "g", "day_cannot_be"), (today, " ", "no_grounds")):
        with deciding(officer), pytest.raises(Refused, match=code):
            actions.record_challenge(
                service=service, kind="appeal", brought_on=day, reference="", grounds=grounds, by=officer, at=walk.at
            )


def test_a_result_goes_back_to_whoever_decided_and_whoever_confirmed_until_each_has_read_it(cast: Cast) -> None:
    walk, challenge = challenged(cast, "complaint")
    with pytest.raises(Refused, match="turned_on_nothing"):
        ended(walk, challenge, "upheld", turned_on=[])
    outcome = ended(walk, challenge, "upheld")
    assert ended(walk, challenge, "upheld") == outcome
    for result, turned_on in (("withdrawn", ["best_interests"]), ("upheld", ["delay"])):
        with pytest.raises(Refused, match="recorded_before"):
            ended(walk, challenge, result, turned_on=turned_on)
    with deciding(cast["officer"]):
        second = challenge.service.confirmation.by
    name = next(name for name, person in cast.people.items() if person == second)
    reference = [walk.review.case.reference]
    assert (queue(walk, "officer", "outcome_to_read"), queue(walk, name, "outcome_for_second")) == (
        reference,
        reference,
    )
    with deciding(cast["manager"]), pytest.raises(Refused) as refused:
        actions.read_challenge_outcome(outcome=outcome, lesson="", by=cast["manager"], at=walk.at)
    assert codes(refused) == ["did_not_decide"]
    for person in (cast["officer"], second):
        with deciding(person):
            read = actions.read_challenge_outcome(outcome=outcome, lesson="Answer the school.", by=person, at=walk.at)
            assert actions.read_challenge_outcome(
                outcome=outcome, lesson="Answer the school.", by=person, at=walk.at
            ) == read  # fmt: skip
    assert (queue(walk, "officer", "outcome_to_read"), queue(walk, name, "outcome_for_second")) == ([], [])


@pytest.mark.parametrize(
    ("kind", "result", "is_open"),
    [
        ("appeal", "upheld", True), ("judicial_review", "partly_upheld", True), ("appeal", "not_upheld", False),
        ("appeal", "withdrawn", False), ("complaint", "upheld", False),
    ],
)  # fmt: skip
def test_only_a_court_that_upholds_opens_the_case_again(cast: Cast, kind: str, result: str, is_open: bool) -> None:
    walk, challenge = challenged(cast, kind)
    ended(walk, challenge, result)
    assert (queue(walk, "manager", "to_allocate") == [walk.review.case.reference]) == is_open
    with deciding(cast["manager"]):
        newest = CaseState.objects.filter(case=walk.review.case).order_by("-at", "-id").first()
        assert newest is not None
        assert newest.step == ("under_review" if is_open else "decided")


def test_whoever_has_still_to_form_a_view_reads_nothing_of_an_earlier_decision(cast: Cast) -> None:
    walk, challenge = challenged(cast)
    ended(walk, challenge, "upheld")
    join(cast, "officer_nine")
    with deciding(cast["officer"]):
        second = challenge.service.confirmation.by
    with deciding(second):
        assert Challenge.objects.exists()
    with deciding(cast["manager"]):
        again = actions.allocate(
            case=walk.review.case, officer=cast["officer_nine"], weigher=cast["officer_two"], pack=PACK, by=cast["manager"],
            at=walk.at,
        )  # fmt: skip
    anew = Walk(cast, again, walk.children, walk.at).weigh_children()
    with deciding(cast["officer_nine"]):
        actions.save_draft(
            review=again, outcome="leave_granted", leave_length="30 months", reasons="r", points_against="", after=0,
            pack=PACK, by=cast["officer_nine"], at=anew.at,
        )  # fmt: skip
    with deciding(second):
        assert not Challenge.objects.exists()
        assert not ChallengeOutcome.objects.exists()
    name = next(name for name, person in cast.people.items() if person == second)
    assert queue(anew, name, "outcome_for_second") == []


def test_pages_record_show_and_count_what_came_of_decisions(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    walk, _decision, _service = served(cast)
    case, today = walk.review.case, walk.at.date()
    review = f"/cases/{case.pk}/review/"
    client = signed_in("officer")
    assert "Nothing was said against it." in client.get(f"{review}challenges/").content.decode()
    given = {"kind": "appeal", "day": today.isoformat(), "reference": "PA/7", "grounds": "The years at school."}
    wrong = client.post(f"{review}challenges/new/", given | {"day": "tomorrow", "grounds": "kept words"})
    assert "kept words" in wrong.content.decode()
    assert client.post(f"{review}challenges/new/", given).status_code == 302
    with deciding(cast["officer"]):
        (challenge,) = Challenge.objects.all()
    result = {
        "result": "upheld",
        "day": today.isoformat(),
        "turned_on": "best_interests",
        "words": "It was not weighed.",
    }
    assert client.post(f"{review}challenges/{challenge.pk}/result/", result).status_code == 302
    page = client.get("/learning/").content.decode()
    assert case.reference in page
    assert "What is best for a child" in page
    assert client.post(f"{review}challenges/{challenge.pk}/read/", {"lesson": "Ask earlier."}).status_code == 302
    shown = client.get(f"{review}challenges/").content.decode()
    assert "Ask earlier." in shown
    assert "It was not weighed." in shown
    assert "No challenge waits for a result." in client.get("/learning/?where=waiting").content.decode()
    back = {"day": today.isoformat(), "words": "Gone away."}
    assert client.post(f"{review}service/came-back/", back).status_code == 302
    read = client.get(review).content.decode()
    assert "Gone away." in read
    assert "1 Long Street" in read
    history = client.get(f"/cases/{case.pk}/history/").content.decode()
    assert "The notice came back" in history
    assert "The decision was called into question" in history
