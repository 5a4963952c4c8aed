"""What crossed, as either side sees it: asked for once, opened once, read only after opening, and by nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure import actions
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone, Receipt, Request
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.register.actions import join_team
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
WORDS = "Amala reads above her age."


def ask(cast: Cast, made: MadeCase) -> Request:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        return actions.ask_for_report(
            case=made.case, child=made.children[0], due_on=date(2026, 9, 29), by=cast["manager"], at=AT
        )


def cross(cast: Cast, made: MadeCase, *, is_partial: bool = False) -> Disclosure:
    """A report that was released on this case, as the children's side leaves it."""
    request, lead = ask(cast, made), cast["lead"]
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        join_team(
            case=made.case, actor=lead, side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL, by=cast["coordinator"], at=AT
        )
        crossed = Disclosure.objects.create(
            request=request, case=made.case, child_id=made.children[0], lead_professional=lead, purpose="p", basis="b",
            was_told=True, is_partial=is_partial, sha256="0" * 64, by=cast["coordinator"], at=AT,
        )  # fmt: skip
        DisclosedItem.objects.create(
            disclosure=crossed, place=1, kind=ItemKind.EVIDENCE, title="School", text=WORDS, said_by="Ms Orr",
            said_on=date(2026, 6, 1), by=cast["coordinator"], at=AT,
        )  # fmt: skip
    return crossed


def test_asking_twice_while_one_is_open_gives_the_open_one_back_and_is_written_down_once(cast: Cast) -> None:
    made = make_case(cast)
    assert ask(cast, made) == ask(cast, made)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        asked = AuditEntry.objects.filter(case_id=made.case.pk, verb="disclosure.report_asked_for")
        assert asked.count() == 1


def test_milestones_of_many_cases_pass_at_once_and_none_pass_for_no_case(cast: Cast) -> None:
    made = make_case(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        given: dict[str, Any] = {"kind": MilestoneKind.IDENTITY_OPEN, "by": cast["registrar"], "at": AT}
        assert actions.pass_milestones(cases=[], **given) == []
        (passed,) = actions.pass_milestones(cases=[made.case], **given)
        assert Milestone.objects.get(case=made.case) == passed
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="disclosure.milestones_passed").count() == 1


def test_the_text_is_read_only_after_opening_and_the_other_side_sees_the_receipt(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast)
    crossed = cross(cast, made, is_partial=True)
    shared = f"/cases/{made.case.pk}/shared/"
    before = signed_in("manager").get(shared).content.decode()
    assert WORDS not in before
    assert "partial" not in before
    assert "Not opened yet" in signed_in("lead").get(shared).content.decode()
    assert signed_in("manager").post(f"{shared}{crossed.pk}/open/").status_code == 302
    after = signed_in("manager").get(shared).content.decode()
    assert WORDS in after
    assert "This is a partial report." in after
    assert "Opened by Manager" in signed_in("lead").get(shared).content.decode()
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "seen", "opened"),
    [
        ("manager", 200, 302), ("lead", 200, 403), ("coordinator", 200, 403), ("coordinator_elsewhere", 404, 403),
        ("lead_two", 404, 403), ("officer", 404, 404), ("registrar", 403, 403), ("statistician", 403, 403),
    ],
)  # fmt: skip
def test_what_crossed_is_for_those_who_work_on_the_case(
    cast: Cast, signed_in: SignedIn, name: str, seen: int, opened: int
) -> None:
    made = make_case(cast)
    crossed = cross(cast, made)
    shared = f"/cases/{made.case.pk}/shared/"
    assert signed_in(name).get(shared).status_code == seen
    assert signed_in(name).post(f"{shared}{crossed.pk}/open/").status_code == opened


def test_an_address_of_no_disclosure_of_this_case_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    made, other = make_case(cast), make_case(cast)
    crossed = cross(cast, other)
    answer = signed_in("manager").post(f"/cases/{made.case.pk}/shared/{crossed.pk}/open/")
    assert answer.status_code == 404


def test_what_crossed_stays_as_it_crossed(cast: Cast) -> None:
    crossed = cross(cast, make_case(cast))
    for who, name in ((Side.WELFARE, "coordinator"), (Side.DECISION, "manager")):
        with side(who, actor_id=cast[name].pk), pytest.raises(ProgrammingError), transaction.atomic():
            DisclosedItem.objects.filter(disclosure=crossed).update(text="something else")


@pytest.mark.parametrize("reports", [1, 3])
def test_the_page_makes_the_same_number_of_queries_whatever_crossed(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: Callable[[int], Any], reports: int
) -> None:
    made = make_case(cast)
    for _ in range(reports):
        cross(cast, made)
    client = signed_in("lead")
    with django_assert_num_queries(14):
        assert client.get(f"/cases/{made.case.pk}/shared/").status_code == 200
