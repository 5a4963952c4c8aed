"""What runs as its owner gives nobody a row more than the row policies would, and none less; and a difference is found."""

import pytest
from django.db import connections

from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.register.models import CaseChild, ClockChange, Person
from kith.representations import actions as representations
from kith.representations.terms import PostWay
from kith.review.tests.factories import Walk
from kith.site import database, wall
from tests.factories import EDINBURGH, Cast, make_case, standing_cast

SIGHT = """create or replace function register_in_sight(of_case uuid) returns setof uuid language sql stable security definer
    set search_path = public, pg_temp as $$ {} $$"""
WORK = """create or replace function review_work(of_case uuid) returns table (queue text, case_id uuid, child_id uuid,
    since timestamptz, due date, holder uuid, person uuid) language plpgsql stable security definer
    set search_path = public, pg_temp as $work$ {} $work$"""
BLIND = "select b.case_id from review_blind_cases() b"
NOTHING = "select null::uuid where false"
PLANTED = {
    "a policy that the function does not keep": (
        "create policy peek on review_draft as restrictive for select to side_decision using (false)", "rows"
    ),
    "cases out of sight": (SIGHT.format("select c.id from register_case c"), "register_in_sight gives"),
    "a case out of sight, for whoever knows its name": (
        SIGHT.format("select c.id from register_case c where c.id = of_case or (of_case is null and"
                     " (c.id in (select register_my_cases()) or c.area = any (array(select register_sees_area()))"
                     " or '' = any (array(select register_sees_area()))))"),
        "of a case by name",
    ),
    "no case at all": (SIGHT.format("select c.id from register_case c where false"), "gives"),
    "children of the other side alone": (
        "alter policy children_of_decision on register_casechild using (side = 'decision')", "rows",
    ),
    "more than one query": (WORK.format("begin queue := 'x'; return next; end"), "is not one query"),
    "two queries": (
        WORK.format("begin return query select * from (values (1)) v; return query select * from (values (1)) v; end"),
        "is not one query",
    ),
}  # fmt: skip
THIS_SIDE = "p.side in ('common', 'decision') and "
NOT_WELFARE, ANSWERED_HERE = " and k.side <> 'welfare'", " and a.side in ('common', 'decision')"
LISTED = f"k.until_at is null{NOT_WELFARE} and not exists ("
TYPED, OWN_STEPS = '"representations_misplaced"."id" IS NULL', '"register_clockchange"."side" IN (\'registry\')'
ITS_POST = '"representations_postplace"."side" IN (\'registry\')'
ITS_SIDES = "\"representations_representation\".\"side\" IN ('decision', 'common')"
NOT_BLIND = f"where s <> all (array({BLIND}))"
# What the functions say in the place of policies, and where: said no more, they give something else.
KEPT = {
    "nothing to sign for, where the asker is blind": ("keeping_texts_decision", NOT_BLIND, ""),
    "texts are of this side": ("keeping_texts_decision", ITS_SIDES, "true"),
    "texts are of no other family": ("keeping_texts_decision", TYPED, "true"),
    "what was moved was so by the registry": ("keeping_texts_registry", OWN_STEPS, "true"),
    "post is with the registry": ("keeping_texts_registry", ITS_POST, "true"),
}
SAID = {
    "who a report is not asked for is of this side": (f"{LISTED}\n            select 1 from disclosure_request", NOT_WELFARE),
    "whose best interests are weighed is of this side": (f"{LISTED}  -- who drafts", NOT_WELFARE),
    "what waits for an answer is of this side": (f"where {THIS_SIDE}not exists (\n", THIS_SIDE),
    "what was answered was so by this side": (f"{ANSWERED_HERE})", ANSWERED_HERE),
    "what is to be weighed is of this side": (f"and {THIS_SIDE}p.id <> all", THIS_SIDE),
    "what waits for an answer, where the asker is blind": (f"where w.case_id <> all (array({BLIND}))", BLIND),
    "what came by post, where the asker is blind": (f"where w.case_id not in ({BLIND})", BLIND),
    "what is to be weighed, where the asker is blind": (f"where r.case_id not in ({BLIND})", BLIND),
}  # fmt: skip


def say(walk: Walk, where: str, *answered: str) -> None:
    """Something is put forward to a side, and answered by others, as only the owner could write it here."""
    said = new_id()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into representations_representation (id, at, by_id, case_id, voice, said_by, said_on, wish, side, words)"
            " values (%s, %s, %s, %s, 'solicitor', 'A. Reid', %s, 'words', %s, 'w')",
            [said, walk.at, walk.cast["officer"].pk, walk.review.case_id, walk.at.date(), where],
        )
        for by in answered:
            cursor.execute(
                "insert into representations_answer (id, at, by_id, representation_id, side, kind, words)"
                " values (%s, %s, %s, %s, %s, 'answered', 'w')",
                [new_id(), walk.at, walk.cast["officer"].pk, said, by],
            )


def misplace(walk: Walk) -> None:
    """The words that are on a case are of another family."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into representations_misplaced (id, at, by_id, case_id, representation_id, reason)"
            " select gen_random_uuid(), at, by_id, case_id, id, 'w' from representations_representation where case_id = %s",
            [walk.review.case_id],
        )


def move_day(walk: Walk) -> None:
    """The decision side moves a day of its own."""
    with side(Side.DECISION, actor_id=walk.cast["officer"].pk):
        ClockChange.objects.create(
            case=walk.review.case, side="decision", duty="confirm_decision", since=walk.at, step="moved",
            due_on=walk.at.date(), reason="w", by=walk.cast["officer"], at=walk.at,
        )  # fmt: skip


def link_post(walk: Walk, name: str = "registrar", where: Side = Side.REGISTRY) -> None:
    """Somebody links what came to them by post to the case."""
    by = walk.cast[name]
    with side(where, actor_id=by.pk):
        place = representations.log_post(
            received_on=walk.at.date(), sender="A. Reid", way=PostWay.POST, is_open=True, by=by, at=walk.at
        )
        representations.link_post(place=place, case=walk.review.case, by=by, at=walk.at)


def add_child_of_welfare(walk: Walk) -> None:
    """A child whom only the children's side knows."""
    key = new_id()
    with side(Side.REGISTRY, actor_id=walk.cast["registrar"].pk):
        Person.objects.create(id=key, canonical_id=key, side="welfare", recorded_at=walk.at)
        CaseChild.objects.create(case=walk.review.case, person_id=key, side="welfare", from_at=walk.at)


def make_cases(cast: Cast) -> None:
    """Cases in which each thing that the function says in the place of a policy matters."""
    make_case(cast, area=EDINBURGH)
    Walk.begin(cast)
    add_child_of_welfare(Walk.begin(cast).ready())
    add_child_of_welfare(Walk.begin(cast).hear_children())
    say(Walk.begin(cast), "welfare")
    say(Walk.begin(cast), "common", "welfare")
    elsewhere = Walk.begin(cast)
    say(elsewhere, "decision")
    misplace(elsewhere)
    move_day(elsewhere)
    refused = Walk.begin(cast).ready("claim_refused").hear_family()
    granted, answered = Walk.begin(cast).ready(), Walk.begin(cast).ready()
    for walk in (granted, answered, refused):
        walk.decide()  # the second officer has no own view yet
    say(granted, "welfare")
    link_post(granted)
    link_post(Walk.begin(cast), "manager", Side.DECISION)
    for walk in (answered, refused):
        say(walk, "decision", "decision")


@pytest.mark.usefixtures("own_database")
def test_nobody_is_given_more_or_less_than_is_theirs_to_see() -> None:
    make_cases(standing_cast())
    assert list(wall.borrowed()) == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'review_work'")
        ((text,),) = cursor.fetchall()
    planted = dict(PLANTED)
    for what, (place, filter_) in SAID.items():
        assert text.count(place) == 1, what
        less = place.replace(filter_, NOTHING if filter_ == BLIND else "")
        planted[what] = (WORK.format(text.replace(place, less)), "review_work gives")
    for what, (name, place, less) in KEPT.items():
        with connections["owner"].cursor() as cursor:
            cursor.execute("select pg_get_functiondef(oid) from pg_proc where proname = %s", [name])
            ((definition,),) = cursor.fetchall()
        assert place in definition, what
        planted[what] = (definition.replace(place, less), f"{name} gives")
    for what, (statement, words) in planted.items():
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        assert any(words in leak.words for leak in wall.borrowed()), what
        database.apply_wall()
        assert list(wall.borrowed()) == [], what
