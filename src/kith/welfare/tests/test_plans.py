"""The named person, and the child's plan with its actions."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import ChildsPlan, NamedPerson, PlanAction
from kith.welfare.queries import named_person_of, plan_actions, standing_plan
from kith.welfare.tests.test_actions import AT, fill, welfare
from kith.welfare.tests.test_pages import address, appoint_on_the_page
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PERSON = {"name": "Ms Reid", "role": "head teacher", "service": "Heronsgait Primary", "from_on": date(2025, 8, 13)}
PLAN = {
    "needs": "Somebody to talk to at school.",
    "disagreements": "Her father sees no need.",
    "review_on": date(2027, 3, 1),
}
ACTION = {
    "need": "Sleeps badly", "action": "A quiet room at noon.", "outcome": "She is rested.", "how_seen": "Her teacher says so.",
    "responsible": "Ms Orr", "by_on": date(2026, 12, 1),
}  # fmt: skip


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return made


def test_another_named_person_takes_the_place_of_the_one_before_who_stays_in_the_history(
    cast: Cast, made: MadeCase
) -> None:
    given = {"case": made.case, "child": made.children[0], "by": cast["lead"], "at": AT}
    with welfare(cast["lead"]):
        first = actions.record_named_person(**PERSON, **given)
        assert actions.record_named_person(**PERSON, **given) == first
        second = actions.record_named_person(**PERSON | {"name": "Mr Lyle"}, **given)
        assert second.corrects == first
        assert named_person_of(made.children[0]) == second
        assert NamedPerson.objects.count() == 2
        with pytest.raises(Refused, match="day_cannot_be"):
            actions.record_named_person(**PERSON | {"from_on": date(2027, 1, 1)}, **given)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="welfare.named_person_recorded").count() == 2


def test_a_plan_is_agreed_with_what_is_not_agreed_and_its_actions_say_what_came_of_them(
    cast: Cast, made: MadeCase
) -> None:
    child = made.children[0]
    given = {"case": made.case, "child": child, "by": cast["lead"], "at": AT}
    with welfare(cast["lead"]):
        plan = actions.agree_plan(**PLAN, **given)
        assert actions.agree_plan(**PLAN, **given) == plan
        with pytest.raises(Refused, match="day_cannot_be"):
            actions.agree_plan(**PLAN | {"review_on": AT.date()}, **given)
        later = actions.agree_plan(**PLAN | {"needs": "Rest."}, **given)
        assert standing_plan(child) == later
        assert ChildsPlan.objects.count() == 2
        action = actions.plan_action(**ACTION, **given)
        with pytest.raises(Refused, match="no_result"):
            actions.plan_action(**ACTION, is_over=True, corrects=action, **given)
        over = actions.plan_action(**ACTION, is_over=True, result="She sleeps.", corrects=action, **given)
        other = actions.plan_action(**ACTION | {"need": "Has no bus pass"}, **given)
        assert plan_actions(child) == [other, over]
        assert PlanAction.objects.count() == 3


def test_only_the_lead_professional_writes_the_plan(cast: Cast, made: MadeCase) -> None:
    given = {"case": made.case, "child": made.children[0], "by": cast["coordinator"], "at": AT}
    with welfare(cast["coordinator"]):
        for verb, said in (
            (actions.record_named_person, PERSON), (actions.agree_plan, PLAN), (actions.plan_action, ACTION),
        ):  # fmt: skip
            with pytest.raises(Refused, match="not_the_lead_professional"):
                verb(**said, **given)


def test_the_plan_is_written_on_pages_and_read_whole(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    fill(made, cast["lead"])
    lead = signed_in("lead")
    assert "No plan is agreed yet" in lead.get(address(made, "plan/")).content.decode()
    person = PERSON | {"from_on": "13 August 2025"}
    for page, given in (
        ("person/", person), ("plan/agree/", PLAN | {"review_on": "1 March 2027"}),
        ("plan/action/", ACTION | {"by_on": "1 December 2026"}),
    ):  # fmt: skip
        assert lead.post(address(made, page), {}).status_code == 422, page
        assert lead.post(address(made, page), given).status_code == 302, page
    for name in ("lead", "coordinator"):
        page = signed_in(name).get(address(made, "plan/")).content.decode()
        for words in (
            "Ms Reid",
            PLAN["needs"],
            PLAN["disagreements"],
            "A quiet room at noon.",
            "I want to stay with my class.",
        ):
            assert words in page, words
        child = signed_in(name).get(address(made)).content.decode()
        assert "Ms Reid" in child
        assert "A quiet room at noon." in child
    with welfare(cast["lead"]):
        (action,) = plan_actions(made.children[0])
    change = f"{address(made, 'plan/action/')}?corrects={action.pk}"
    assert "Sleeps badly" in lead.get(change).content.decode()
    done = ACTION | {"by_on": "1 December 2026", "result": "She sleeps.", "is_over": "on"}
    assert lead.post(change, done).status_code == 302
    assert lead.post(change, done | {"result": "Again."}).status_code == 422
    assert "A quiet room at noon." not in lead.get(address(made)).content.decode()
    assert "She sleeps." in lead.get(address(made, "plan/")).content.decode()
    assert lead.get(f"{address(made, 'plan/action/')}?corrects={made.case.pk}").status_code == 404
