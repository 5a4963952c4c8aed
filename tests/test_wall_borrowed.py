"""What runs as its owner gives nobody a row more than the row policies would, and a difference is found."""

import pytest
from django.db import connections

from kith.review.tests.factories import Walk
from kith.site import database, wall
from tests.factories import EDINBURGH, make_case, standing_cast

PLANTED = {
    "a policy that the function does not keep": (
        "create policy peek on review_draft as restrictive for select to side_decision using (false)", "rows"
    ),
    "cases out of sight": (
        "create or replace function register_in_sight(of_case uuid) returns setof uuid language sql stable security definer"
        " set search_path = public, pg_temp as $$ select c.id from register_case c $$",
        "rows, and ",
    ),
    "children of the other side alone": (
        "alter policy children_of_decision on register_casechild using (side = 'decision')", "rows",
    ),
    "more than one query": (
        "create or replace function review_work(of_case uuid) returns table (queue text, case_id uuid, child_id uuid,"
        " since timestamptz, due date, holder uuid, person uuid) language plpgsql stable security definer"
        " set search_path = public, pg_temp as $$ begin queue := 'x'; return next; end $$",
        "is not one query",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("own_database")
def test_nobody_is_given_more_than_is_theirs_to_see() -> None:
    cast = standing_cast()
    make_case(cast, area=EDINBURGH)
    Walk.begin(cast)
    Walk.begin(cast).ready().decide()
    assert list(wall.borrowed()) == []
    for what, (statement, words) in PLANTED.items():
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        assert any(words in leak.words for leak in wall.borrowed()), what
        database.apply_wall()
        assert list(wall.borrowed()) == [], what
