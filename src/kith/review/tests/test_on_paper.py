"""Nothing is decided while post waits on a case, or before it is said whether somebody looked at the paper file."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from kith.access.side import side
from kith.access.terms import Side
from kith.register import actions as register
from kith.register.models import PersonReference
from kith.representations import actions as post
from kith.representations.models import PostPlace
from kith.review import actions
from kith.review.models import PaperCheck
from kith.review.queries import obstacles_now, papers_in
from kith.review.tests.factories import PACK, START, Walk, decided, deciding, queue
from kith.review.tests.test_pages import SignedIn
from kith.verdict import Obstacle, Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def log(cast: Cast, name: str = "registrar", **given: Any) -> PostPlace:
    of = Side.REGISTRY if name == "registrar" else Side.DECISION
    with side(of, actor_id=cast[name].pk):
        known = {"received_on": START.date(), "sender": "A. Reid", "way": "post"}
        return post.log_post(**known | given, by=cast[name], at=START)


def move(cast: Cast, verb: Any, name: str = "registrar", **given: Any) -> PostPlace:
    of = Side.REGISTRY if name == "registrar" else Side.DECISION
    with side(of, actor_id=cast[name].pk):
        return verb(**given, by=cast[name], at=START)


def obstacles(walk: Walk) -> tuple[Obstacle, ...]:
    with deciding(walk.cast["manager"]):
        return obstacles_now(papers_in(walk.review), PACK, walk.at.date())


def test_post_that_names_the_case_or_a_person_of_it_stands_until_it_is_opened_linked_and_dealt_with(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    case = walk.review.case
    place = log(cast, written=f"Re: {case.reference}")
    (found,) = obstacles(walk)
    assert (found.code, found.who_can_clear, found.about) == ("post_not_opened", "a registrar", str(place.pk))
    assert "1 September 2026" in found.words
    assert "Reid" not in found.words
    move(cast, post.open_post, place=place)
    assert walk.obstacles() == ["post_not_linked"]
    move(cast, post.link_post, place=place, case=case)
    (found,) = obstacles(walk)
    assert (found.code, found.who_can_clear) == ("post_not_dealt_with", cast["officer"].shown_name)
    with pytest.raises(Refused, match="post_not_dealt_with"):
        walk.decide()
    assert queue(walk, "officer", "post_to_deal") == [case.reference]
    move(cast, post.note_post, "officer", place=place, reason="A change of address.")
    assert walk.obstacles() == []
    assert walk.decide()


def test_a_number_of_a_person_names_their_case_but_not_one_that_the_childrens_side_alone_knows(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        for value, whose in (("A 123/456", "common"), ("W 9", "welfare")):
            PersonReference.objects.create(
                person_id=walk.children[0], side=whose, source="a file", said_at=START, kind="person_ref", value=value
            )
    log(cast, "manager", written="w9")
    assert walk.obstacles() == []
    log(cast, "manager", written="A123456", is_open=True)
    (found,) = obstacles(walk)
    assert (found.code, found.who_can_clear) == ("post_not_linked", "a review manager")


def test_post_that_is_linked_wrongly_or_about_no_case_is_no_obstacle_once_that_is_said(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    place = log(cast, is_open=True)
    move(cast, post.link_post, place=place, case=walk.review.case)
    back = move(cast, post.take_back_post_link, "officer", place=place, reason="Another family.")
    assert walk.obstacles() == []
    log(cast, "manager", written=walk.review.case.reference, is_open=True)
    named = log(cast, "officer", written=walk.review.case.reference, is_open=True)
    assert walk.obstacles() == ["post_not_linked"] * 2
    for one in (back, named):
        move(cast, post.set_post_aside, "officer", place=one, reason="For the council; sent on.")
    assert walk.obstacles() == ["post_not_linked"]


def test_nothing_is_confirmed_served_or_ended_while_post_waits_but_what_comes_after_the_notice_waits_for_no_service(
    cast: Cast,
) -> None:
    walk, decision = decided(cast)
    place = log(cast, is_open=True)
    move(cast, post.link_post, place=place, case=walk.review.case)
    with pytest.raises(Refused, match="post_not_dealt_with"):
        walk.confirm(decision)
    move(cast, post.note_post, "officer", place=place, reason="A change of address.")
    walk.confirm(decision)
    late = log(cast, received_on=START.date(), is_open=True)
    move(cast, post.link_post, place=late, case=walk.review.case)
    with pytest.raises(Refused, match="post_not_dealt_with"):
        walk.serve(decision)
    move(cast, post.note_post, "officer", place=late, reason="A change of address.")
    walk.serve(decision)


def test_a_second_officer_without_an_own_view_reads_no_post_and_of_none_that_waits(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = walk.second(decision)
    place = log(cast, is_open=True, sender="Dawit of Govanhill")
    move(cast, post.link_post, place=place, case=walk.review.case)
    with deciding(second):
        assert not PostPlace.objects.exists()
    page = f"/cases/{walk.review.case_id}/review/"
    name = next(name for name in ("second", "second_two") if cast[name] == second)
    assert "came by post" not in signed_in(name).get(page).content.decode()
    assert "came by post" in signed_in("officer").get(page).content.decode()


def test_that_it_was_looked_at_by_whom_and_when_or_why_it_goes_on_is_said_shown_and_pinned(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find(paper=False).declare().draft()
    assert walk.obstacles() == ["paper_file_not_checked"]
    officer, page = signed_in("officer"), f"/cases/{walk.review.case_id}/review/paper-file/"
    for wrong in ({}, {"answer": "looked_at", "looked_by": "D. Price"}, {"answer": "none", "searched": "Store 4."}):
        assert officer.post(page, wrong).status_code == 422
    assert officer.post(page, {"answer": "none", "searched": "Store 4.", "reason": "None."}).status_code == 422
    given = {"answer": "not_found", "searched": "Store 4, all of it.", "reason": "The family has waited nine years."}
    assert officer.post(page, given).status_code == 302
    assert walk.obstacles() == []
    decision = walk.decide()
    with deciding(cast["officer"]):
        assert PaperCheck.objects.get().pk in decision.considered
    second = walk.second(decision)
    name = next(name for name in ("second", "second_two") if cast[name] == second)
    text = signed_in(name).get(f"/cases/{walk.review.case_id}/review/second-officer/").content.decode()
    assert "Store 4, all of it." in text
    assert "The family has waited nine years." in text
    walk.at = timezone.now() + timedelta(days=1)
    walk.look_at_paper()  # what was pinned is no longer all that there is
    with pytest.raises(Refused, match="new_information"):
        walk.view(decision).confirm(decision)


def test_a_file_that_comes_after_it_was_said_not_to_be_there_is_looked_at(cast: Cast) -> None:
    walk = Walk.begin(cast).ready().look_at_paper("not_found")
    assert walk.obstacles() == []
    later = START + timedelta(hours=1)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        by = cast["registrar"]
        file = register.add_paper_file(case=walk.review.case, cover="A 1", by=by, at=later)
        register.record_paper_step(file=file, kind="came", holder="The registry", by=by, at=later)
    assert walk.obstacles() == ["paper_file_came_since"]
    walk.at = later + timedelta(hours=1)
    walk.look_at_paper()
    assert walk.obstacles() == []


def of_paper(walk: Walk, verb: Any, **given: Any) -> Any:
    """What the registry writes down of a file on paper, an hour later each time."""
    walk.at += timedelta(hours=1)
    with side(Side.REGISTRY, actor_id=walk.cast["registrar"].pk):
        return verb(**given, by=walk.cast["registrar"], at=walk.at)


@pytest.mark.parametrize(("kind", "said"), [
    ("is_at", {"place": "Store 4"}), ("asked_for", {"place": "Store 4"}), ("passed_on", {"holder": "D. Price"}),
])  # fmt: skip
def test_whatever_is_heard_of_a_file_after_it_was_looked_for_in_vain_is_looked_into(
    cast: Cast, kind: str, said: dict[str, str]
) -> None:
    walk = Walk.begin(cast).ready().look_at_paper("none")
    file = of_paper(walk, register.add_paper_file, case=walk.review.case, cover="A 1")
    assert walk.obstacles() == ["paper_file_came_since"]
    with pytest.raises(Refused, match="paper_file_on_record"):
        walk.look_at_paper("none")
    walk.at += timedelta(minutes=5)
    walk.look_at_paper("not_found")
    assert walk.obstacles() == []
    for _ in range(2):  # said again, it is news for whoever looked in vain meanwhile
        of_paper(walk, register.record_paper_step, file=file, kind=kind, **said)
        assert walk.obstacles() == ["paper_file_came_since"]
        walk.at += timedelta(minutes=5)
        walk.look_at_paper("not_found")
        assert walk.obstacles() == []


def test_a_second_file_that_comes_after_the_first_was_looked_at_is_looked_at_too(cast: Cast) -> None:
    walk = Walk.begin(cast)
    first = of_paper(walk, register.add_paper_file, case=walk.review.case, cover="A 1")
    walk.ready().look_at_paper()
    of_paper(walk, register.record_paper_step, file=first, kind="is_at", place="Store 4")
    assert walk.obstacles() == [], "it went back to its place"
    second = of_paper(walk, register.add_paper_file, case=walk.review.case, cover="A 1, volume 2")
    assert walk.obstacles() == ["paper_file_came_since"]
    walk.at += timedelta(minutes=5)
    walk.look_at_paper()
    assert walk.obstacles() == []
    of_paper(walk, register.record_paper_step, file=second, kind="came", holder="The registry")
    assert walk.obstacles() == ["paper_file_came_since"]


def test_only_the_officer_who_has_the_case_says_so_in_their_own_name_and_twice_is_once(cast: Cast) -> None:
    walk = Walk.begin(cast).look_at_paper().look_at_paper()
    with deciding(cast["officer"]):
        assert PaperCheck.objects.count() == 1
    with pytest.raises(Refused, match="not_the_officer"):
        walk.look_at_paper(by="officer_two")
    with deciding(cast["officer_two"]), pytest.raises(DatabaseError), transaction.atomic():
        PaperCheck.objects.create(
            id=uuid.uuid4(),
            review=walk.review,
            answer="none",
            searched="x",
            reason="y",
            by=cast["officer_two"],
            at=START,
        )
    with deciding(cast["officer"]), pytest.raises(Refused, match="day_cannot_be"):
        actions.record_paper_check(
            review=walk.review, answer="looked_at", looked_on=START.date() + timedelta(1), looked_by="D", by=cast["officer"],
            at=START,
        )  # fmt: skip
