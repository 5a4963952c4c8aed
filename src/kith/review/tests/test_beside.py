"""What the children's side shares beside a report: nothing is decided before it is opened and weighed."""

from datetime import timedelta

import pytest

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem, Disclosure
from kith.disclosure.rules import Words
from kith.disclosure.terms import DisclosureKind, ItemKind, MilestoneKind
from kith.review import actions
from kith.review.letters import notice as notice_of
from kith.review.queries import children_in, obstacles_now, papers_in
from kith.review.tests.factories import PACK, Walk, decided, deciding, queue
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db
HURT = "She was taken to hospital this morning."


def share(walk: Walk, kind: DisclosureKind = DisclosureKind.EMERGENCY, *, was_told: bool = False) -> Disclosure:
    by = walk.cast["lead"]
    with side(Side.WELFARE, actor_id=walk.cast["coordinator"].pk):
        return disclosure.disclose_beside(
            kind=kind, case=walk.review.case, child=walk.children[0], lead_professional=by, purpose="It cannot wait.",
            basis="b", was_told=was_told, items=[Words(ItemKind.WORDS, "Now", HURT, "lead", None)],
            by=walk.cast["coordinator"], at=walk.at,
        )  # fmt: skip


def codes(walk: Walk) -> list[str]:
    with deciding(walk.cast["manager"]):
        return [one.code for one in obstacles_now(papers_in(walk.review), PACK, walk.at.date())]


def ready(cast: Cast) -> Walk:
    return Walk.begin(cast).hear_children().weigh_children().find().declare().draft()


def test_what_was_shared_at_once_is_opened_and_weighed_before_a_decision(cast: Cast) -> None:
    walk = ready(cast)
    shared = share(walk)
    assert codes(walk) == ["shared_not_opened"]
    walk.at += timedelta(hours=1)
    walk.open_report(shared)
    assert codes(walk) == ["shared_not_weighed"]
    walk.at += timedelta(hours=1)
    walk.draft()
    assert codes(walk) == []
    decision = walk.decide()
    with deciding(cast["manager"]):
        assert shared.pk in decision.considered
        assert DisclosedItem.objects.get(disclosure=shared).pk in decision.considered


def test_what_is_shared_after_the_decision_keeps_it_from_being_confirmed(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.at += timedelta(hours=1)
    shared = share(walk)
    second = walk.second(decision)
    for do in (lambda: None, lambda: walk.open_report(shared)):
        do()
        with deciding(second), pytest.raises(Refused, match="shared_not"):
            actions.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=walk.at)


def test_it_is_no_report_and_the_report_is_still_awaited(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children(report=False)
    walk.open_report(share(walk))
    with deciding(cast["manager"]):
        (child,) = children_in(walk.review)
    assert not child.is_released
    assert not child.is_received
    assert "report_not_received" in codes(walk)


def test_it_stands_on_the_officers_list_whatever_else_is_next_until_somebody_opens_it(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children(report=False)
    shared = share(walk)
    assert queue(walk, "officer", "to_open_now") == [walk.review.case.reference]
    walk.open_report(shared)
    assert queue(walk, "officer", "to_open_now") == []


def test_that_nothing_is_shared_of_the_report_is_said_in_words_with_whom_to_ring(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children(report=False).ask_to_wait(MilestoneKind.NOT_SHARED, contact="lead")
    with deciding(cast["manager"]):
        said = [
            (one.words, one.who_can_clear)
            for one in obstacles_now(papers_in(walk.review), PACK, walk.at.date())
            if one.code == "report_not_received"
        ]
    (words,) = said
    assert "shares nothing of the report" in words[0]
    assert words[1].startswith(cast["lead"].shown_name)


@pytest.mark.parametrize("was_told", [False, True])
def test_a_notice_names_it_only_to_a_family_that_was_told(cast: Cast, was_told: bool) -> None:
    walk = ready(cast)
    walk.open_report(share(walk, was_told=was_told))
    walk.at += timedelta(hours=1)
    decision = walk.draft().decide()
    walk.view(decision)
    with deciding(walk.second(decision)):
        confirmation = actions.confirm_decision(
            decision=decision, seen_sha256=decision.sha256, pack=PACK, by=walk.second(decision), at=walk.at
        )
    with deciding(cast["officer"]):
        notice = notice_of(confirmation, pack=PACK, on=walk.at.date())
    assert any("shared at once" in line for line in notice.heard) == was_told
    assert sum("The report of the lead professional" in line for line in notice.heard) == 1
