"""Somebody of a family with a page of their own, and what they say: by the actions that the pages call."""

import uuid
from datetime import UTC, datetime

from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.register.actions import join_team
from kith.representations import actions
from kith.representations.models import Representation
from kith.representations.terms import Wish
from tests.factories import LONG_AGO, Cast, MadeCase

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def give(cast: Cast, made: MadeCase, person: uuid.UUID, *, language: str = "en", at: datetime = AT) -> actions.Given:
    """A page for one person, given by the coordinator's side."""
    by = cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        return actions.give_access(case=made.case, person=person, language=language, by=by, at=at)


def say(
    given: actions.Given, words: str, to: FactSide, *, wish: Wish = Wish.WORDS, at: datetime = AT
) -> Representation:
    """What its person writes on that page."""
    actor = given.access.actor
    with side(Side.FAMILY, actor_id=actor.pk):
        return actions.say(access=given.access, wish=wish, side=to, words=words, by=actor, at=at)


def put_on_team(cast: Cast, made: MadeCase, name: str, on: Side, role: Role) -> None:
    """Somebody works on the case from long ago on."""
    by = cast["coordinator" if on == Side.WELFARE else "manager"]
    with side(on, actor_id=by.pk):
        join_team(case=made.case, actor=cast[name], side=on, role=role, by=by, at=LONG_AGO)
