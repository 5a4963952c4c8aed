"""What goes with a family is kept by its last case, wherever that is, and nothing goes of what was opened anew meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from kith.access import actions as access
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.keeping import actions
from kith.keeping.tests.factories import AT, SIDES, acting, listed, old_case, short_times
from kith.keeping.tests.test_keeping import disposed, signed
from kith.records import new_id
from kith.register.actions import NewFact, NewPerson, open_cases, reach_step, record_people
from kith.register.models import FamilyMember, PersonName, SettledFact
from kith.register.terms import CaseStep, FactKind, Sureness
from kith.representations.models import Representation
from kith.review.models import Challenge, Service
from kith.review.terms import ChallengeKind
from kith.review.tests.factories import Walk
from kith.verdict import Refused
from tests.factories import EDINBURGH, GLASGOW, LONG_AGO, Cast, MadeCase

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _five_years(settings: LazySettings, tmp_path: Path) -> None:
    settings.RETENTION = short_times(tmp_path)


def names_of(made: MadeCase) -> set[str]:
    return set(PersonName.objects.filter(person__in=made.children).values_list("text", flat=True))


def test_nothing_goes_of_a_family_that_has_a_case_again_when_the_second_signs(cast: Cast) -> None:
    made = old_case(cast)
    disposal = signed(cast, "registrar", made, "people")
    with acting(cast, "registrar") as by:
        open_cases(families=[(made.case.family, made.case.area)], by=by, at=AT)
    with pytest.raises(Refused, match="not_over"):
        disposed(cast, "registrar_two", disposal)
    with acting(cast, "registrar"):
        assert "" not in names_of(made)


def test_nothing_goes_of_a_review_that_goes_on_again_when_the_second_signs(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    walk.serve(decision)
    at = walk.at.replace(year=walk.at.year + 6)
    disposal = signed(cast, "manager", MadeCase(walk.review.case, ()), "review", at=at)
    with acting(cast, "manager") as by:
        reach_step(case=walk.review.case, step=CaseStep.UNDER_REVIEW, by=by, at=at)
    with pytest.raises(Refused, match="not_over"), acting(cast, "senior") as by:
        actions.dispose(disposal=disposal, by=by, at=at)
    with acting(cast, "manager"):
        decision.refresh_from_db()
    assert decision.reasons


def test_what_goes_with_a_family_is_kept_as_long_as_its_case_that_was_closed_last(cast: Cast) -> None:
    made = old_case(cast)
    assert [row.term.code for row in listed(cast, "registrar").rows] == ["people"]
    with acting(cast, "registrar") as by:
        (second,) = open_cases(families=[(made.case.family, made.case.area)], by=by, at=AT)
        second.change(expected=second.version, closed_at=AT - timedelta(days=1))
    assert listed(cast, "registrar").rows == []


def test_a_case_that_a_registrar_of_one_area_does_not_see_keeps_its_family(cast: Cast) -> None:
    made = old_case(cast)
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actor = access.add_actor(
            shown_name="Of one area", agency=cast["lead"].agency, email="one@example.test", by=None, at=LONG_AGO
        )
        access.give_role(actor=actor, role=Role.REGISTRAR, area=GLASGOW, by=None, at=LONG_AGO)
    cast.people["of_one_area"], SIDES["of_one_area"] = actor, Side.REGISTRY
    assert [row.term.code for row in listed(cast, "of_one_area").rows] == ["people"]
    with acting(cast, "registrar") as by:
        open_cases(families=[(made.case.family, EDINBURGH)], by=by, at=AT)
    assert listed(cast, "of_one_area").rows == []


def test_the_second_signature_twice_is_once(cast: Cast) -> None:
    disposal = signed(cast, "coordinator", old_case(cast), "child")
    assert disposed(cast, "lead", disposal) == disposed(cast, "lead", disposal)


def test_who_said_something_and_a_settled_day_of_birth_go_with_it(cast: Cast) -> None:
    made, day = old_case(cast), date(2014, 1, 9)
    with acting(cast, "registrar") as by:
        settled = SettledFact.objects.create(
            case=made.case, person_id=made.children[0], side=FactSide.COMMON, kind=FactKind.BIRTH_DATE, value="2014-01-09",
            earliest=day, latest=day, sureness=Sureness.ORIGINAL, document="Birth certificate", why="Seen.", by=by, at=LONG_AGO,
        )  # fmt: skip
    disposed(cast, "registrar_two", signed(cast, "registrar", made, "people"))
    disposed(cast, "senior", signed(cast, "manager", made, "words"))
    with acting(cast, "registrar"):
        settled.refresh_from_db()
    assert (settled.earliest, settled.latest, settled.value) == (None, None, "")
    with acting(cast, "manager"):
        assert Representation.objects.get().said_by == ""


def test_nothing_is_over_while_a_challenge_waits_for_its_result(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    walk.serve(decision)
    at = walk.at.replace(year=walk.at.year + 6)
    assert listed(cast, "manager", at.date()).rows
    with acting(cast, "manager") as by:
        Challenge.objects.create(
            service=Service.objects.get(decision=decision), kind=ChallengeKind.JUDICIAL_REVIEW, brought_on=at.date(),
            grounds="They say that she was not heard.", by=by, at=at,
        )  # fmt: skip
    assert listed(cast, "manager", at.date()).rows == []


def test_a_younger_child_of_the_family_who_is_not_listed_keeps_it(cast: Cast) -> None:
    made, born = old_case(cast), date(2025, 1, 1)
    with acting(cast, "registrar") as by:
        fact = NewFact(FactKind.BIRTH_DATE, "2025-01-01", FactSide.COMMON, born, born)
        (baby,) = record_people(people=[NewPerson(side=FactSide.COMMON, source="A", facts=[fact])], by=by, at=AT)
        FamilyMember.objects.create(
            family=made.case.family,
            person_id=baby,
            side=FactSide.COMMON,
            relationship="child",
            why="Said so.",
            from_at=AT,
        )
    assert listed(cast, "registrar").rows == []


def test_beyond_the_last_page_the_last_one_is_shown(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    made = old_case(cast)
    assert made.case.reference in signed_in("coordinator").get("/keeping/?page=2").content.decode()


def test_what_a_side_keeps_longer_is_listed_for_it_alone_until_the_hold_ends(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    made = old_case(cast)
    with acting(cast, "manager") as by:
        hold = actions.place_retention_hold(case=made.case, reason="The inquiry asks.", by=by, at=AT)
    assert "The inquiry asks." in signed_in("senior").get("/keeping/").content.decode()
    for name in ("coordinator", "lead", "registrar"):
        assert "The inquiry asks." not in signed_in(name).get("/keeping/").content.decode()
    with acting(cast, "senior") as by:
        actions.end_retention_hold(case=made.case, hold=hold, reason="It is over.", by=by, at=AT)
    assert "The inquiry asks." not in signed_in("senior").get("/keeping/").content.decode()


def moved_away(made: MadeCase, to: MadeCase) -> None:
    """Every child of one family belongs to another now."""
    for member in FamilyMember.objects.filter(person__in=made.children, until_at__isnull=True):
        member.change(expected=member.version, until_at=AT)
        FamilyMember.objects.create(
            family=to.case.family, person=member.person, side=member.side, why="They live there.", from_at=AT
        )


def test_whoever_went_to_another_family_is_kept_with_that_one(cast: Cast) -> None:
    made, other = old_case(cast), old_case(cast, closed=None)
    with acting(cast, "registrar"):
        moved_away(made, other)
    (row,) = [row for row in listed(cast, "registrar").rows if row.reference == made.case.reference]
    assert row.texts.count == len(made.adults)
    disposed(cast, "registrar_two", signed(cast, "registrar", made, "people"))
    with acting(cast, "registrar"):
        assert "" not in names_of(made)
        assert set(PersonName.objects.filter(person__in=made.adults).values_list("text", flat=True)) == {""}


def test_whoever_went_to_another_family_since_the_first_signature_is_not_emptied_by_the_second(cast: Cast) -> None:
    made, other = old_case(cast), old_case(cast, closed=None)
    disposal = signed(cast, "registrar", made, "people")
    with acting(cast, "registrar"):
        moved_away(made, other)
    with pytest.raises(Refused, match="not_the_same"):
        disposed(cast, "registrar_two", disposal)
    with acting(cast, "registrar"):
        assert "" not in names_of(made)
