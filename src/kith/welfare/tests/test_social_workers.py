"""Any agency may have the role of lead professional; while a concern is open it takes a registered social worker."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kith.access import actions as access
from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import AgencyKind, Role, Side
from kith.disclosure.models import Milestone
from kith.records import new_id
from kith.register.work import look, on_case
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.queries import children_without_lead, current_lead, proposals_for
from kith.welfare.rules import Candidate, propose_each, propose_lead
from kith.welfare.tests.test_actions import AT, appoint, welfare
from kith.welfare.tests.test_pages import SignedIn, address
from kith.welfare.work import desk_of
from tests.factories import GLASGOW, LONG_AGO, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SAYS = "Register of the SSSC, looked up by A. Khan"
WORRY = "She came without a coat."


def register(actor: Actor) -> Actor:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        return access.record_social_worker(
            actor=Actor.objects.get(pk=actor.pk), says=SAYS, on=date(2026, 6, 3), expected=1, by=None, at=LONG_AGO
        )


def raised(cast: Cast, made: MadeCase, by: str = "coordinator") -> None:
    with welfare(cast[by]):
        actions.raise_concern(case=made.case, child=made.children[0], words=WORRY, by=cast[by], at=AT)


def queues(cast: Cast, name: str) -> list[tuple[str, str, str]]:
    with entered(cast[name], "caseload.my_caseload", at=AT) as passage:
        return sorted((one.kind, one.tag, one.url) for one in look(desk_of(passage), 50, tag="").works)


def other_than(cast: Cast, lead: Actor) -> Actor:
    return cast["lead_two"] if lead == cast["lead"] else cast["lead"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Heronsgait High School", AgencyKind.SCHOOL), ("NHS Greater Glasgow and Clyde", AgencyKind.HEALTH),
        ("Southside Youth Work", AgencyKind.THIRD_SECTOR),
    ],
)  # fmt: skip
def test_somebody_of_a_school_a_health_board_or_a_charity_is_appointed_on_the_page(
    cast: Cast, signed_in: SignedIn, name: str, kind: AgencyKind
) -> None:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        agency = access.add_agency(name=name, kind=kind, area=GLASGOW, by=None, at=LONG_AGO)
        new = access.add_actor(shown_name="Ms Orr", agency=agency, email="orr@example.test", by=None, at=LONG_AGO)
        access.give_role(actor=new, role=Role.LEAD_PROFESSIONAL, area=GLASGOW, by=None, at=LONG_AGO)
    made = make_case(cast)
    coordinator = signed_in("coordinator")
    page = address(made, "appoint/")
    assert f"Ms Orr, {name}" in coordinator.get(page).content.decode()
    assert coordinator.post(page, {"professional": str(new.pk), "reason": "taught her"}).status_code == 302
    shown = coordinator.get(address(made)).content.decode()
    assert "Ms Orr" in shown
    assert name in shown
    with welfare(new):
        actions.note_event(
            case=made.case, child=made.children[0], title="Began school", happened_from=date(2020, 8, 12), source="school",
            by=new, at=AT,
        )  # fmt: skip
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert Milestone.objects.get(kind="lead_professional_appointed").contact == new


def test_while_a_concern_is_open_only_a_registered_social_worker_is_appointed(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    raised(cast, made)
    coordinator, page = signed_in("coordinator"), address(made, "appoint/")
    shown = coordinator.get(page).content.decode()
    assert "only a registered social worker can be appointed" in shown
    assert "No registered social worker of this council" in shown
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        assert [one.professional for one in proposals_for(list(children_without_lead(passage)), AT)] == [None]
    given = {"case": made.case, "child": made.children[0], "by": cast["coordinator"], "at": AT, "reason": "nearest"}
    with welfare(cast["coordinator"]), pytest.raises(Refused, match="needs_social_worker"):
        actions.appoint_lead_professional(professional=cast["lead"], **given)
    worker = register(cast["lead_two"])
    shown = coordinator.get(page).content.decode()
    assert "registered social worker (proposed)" in shown
    assert str(cast["lead"].pk) not in shown
    with welfare(cast["coordinator"]):
        actions.appoint_lead_professional(professional=worker, **given)
    assert "Lead professional: Lead Two" in (shown := coordinator.get(address(made)).content.decode())
    assert "· registered social worker" in shown
    assert "must take over" not in shown


def test_a_concern_is_never_held_up_and_the_coordinator_sees_that_a_social_worker_must_take_over(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast, children=2)
    lead = appoint(cast, made)
    name = "lead" if lead == cast["lead"] else "lead_two"
    client = signed_in(name)
    before = {step for step, _, _ in queues(cast, name)}
    answer = client.post(address(made, "protection/"), {"words": WORRY}, follow=True)
    assert "a registered social worker must take over" in answer.content.decode()
    assert ("to_take_over", "with_you", address(made, "hand-over/")) in queues(cast, "coordinator")
    assert ("to_take_over", "with_others", "") in queues(cast, name)
    assert before <= {step for step, _, _ in queues(cast, name)}, "the work goes on as before"
    assert "Hand over to a registered social worker" in signed_in("coordinator").get(address(made)).content.decode()
    mine = client.get(address(made)).content.decode()
    assert "The coordinator sees it" in mine
    assert "Hand over to a registered social worker" not in mine
    with entered(cast["coordinator"], "caseload.case", at=AT) as passage:
        kinds = [one.kind for one in on_case(desk_of(passage), made.case)]
    assert kinds.count("to_take_over") == 1, "the sister is no child of the concern"

    worker = register(other_than(cast, lead))
    with welfare(cast["coordinator"]):
        held = current_lead(made.children[0])
        assert held is not None
        actions.end_appointment(appointment=held, handover="Ring Ms Orr.", expected=1, by=cast["coordinator"], at=AT)
        actions.appoint_lead_professional(
            case=made.case, child=made.children[0], professional=worker, reason="a concern is open",
            by=cast["coordinator"], at=AT,
        )  # fmt: skip
    assert "to_take_over" not in {kind for kind, _, _ in queues(cast, "coordinator")}


def test_once_the_concern_is_closed_anybody_may_have_the_child(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with welfare(lead):
        concern = actions.raise_concern(case=made.case, child=made.children[0], words=WORRY, by=lead, at=AT)
        assert "to_take_over" in {kind for kind, _, _ in queues(cast, "coordinator")}
        actions.close_concern(concern=concern, words="She is safe.", by=lead, at=AT)
    assert "to_take_over" not in {kind for kind, _, _ in queues(cast, "coordinator")}
    assert queues(cast, "coordinator_elsewhere") == []


def test_the_rule_proposes_none_but_social_workers_for_a_child_about_whom_a_concern_is_open() -> None:
    case, safe, unsafe = new_id(), new_id(), new_id()
    nearest, worker = Candidate(new_id(), 0, True), Candidate(new_id(), 30, False, is_social_worker=True)
    assert propose_lead([nearest, worker], case=case) == nearest.id
    assert propose_lead([nearest, worker], case=case, needs_social_worker=True) == worker.id
    assert propose_lead([nearest], case=case, needs_social_worker=True) is None
    people = {case: [nearest, worker]}
    assert propose_each([(case, safe), (case, unsafe)], people, unsafe={unsafe}) == [nearest.id, worker.id]


def test_the_database_itself_wants_who_says_so_and_when(cast: Cast) -> None:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        for says, on in ((SAYS, None), ("", date(2026, 6, 3))):
            with pytest.raises(IntegrityError), transaction.atomic():
                access.record_social_worker(
                    actor=Actor.objects.get(pk=cast["lead"].pk), says=says, on=on, expected=1, by=None, at=AT
                )
