"""A case is opened urgently for a reason and a day, seen by its team, looked at by somebody else; never across the wall."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from kith.access.gate import passage_for
from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.register.models import Case, CaseTeamMember
from kith.register.queries import case_in_sight, cases_visible_to
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import UrgentOpening, UrgentOpeningCheck
from kith.welfare.queries import urgent_openings
from kith.welfare.rules import LASTS, obstacles_to_opening_urgently, obstacles_to_urgent_check
from kith.welfare.tests.test_actions import appoint, welfare
from kith.welfare.tests.test_pages import SignedIn
from tests.factories import EDINBURGH, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
WHY = "The hospital rang: a child of this family is there, and nobody of its team answers."


def open_it(made: MadeCase, by: Actor, *, ago: timedelta = timedelta(0), reason: str = WHY) -> UrgentOpening:
    with welfare(by):
        return actions.open_urgently(reference=made.case.reference, reason=reason, by=by, at=timezone.now() - ago)


def sees(made: MadeCase, who: Actor) -> tuple[bool, bool]:
    """As the database and as the gate have it."""
    with welfare(who):
        passage = passage_for(who, "caseload.case", at=timezone.now())
        return Case.objects.filter(pk=made.case.pk).exists(), case_in_sight(passage, made.case.pk) is not None


@contextmanager
def denied(who: Actor, on: Side = Side.WELFARE, match: str = "row-level security") -> Iterator[None]:
    with side(on, actor_id=who.pk), pytest.raises(Error, match=match), transaction.atomic():
        yield


def test_a_rule_says_what_keeps_it_back() -> None:
    assert [o.code for o in obstacles_to_opening_urgently(is_in_sight=True, reason=WHY)] == ["in_sight"]
    assert [o.code for o in obstacles_to_opening_urgently(is_in_sight=False, reason=" ")] == ["no_reason"]
    assert obstacles_to_opening_urgently(is_in_sight=False, reason=WHY) == ()


@pytest.mark.parametrize("name", ["lead", "coordinator_elsewhere"])
def test_whoever_gives_a_reason_sees_the_case_for_a_day_and_no_longer(cast: Cast, name: str) -> None:
    made, other, who = make_case(cast), make_case(cast), cast[name]
    assert sees(made, who) == (False, False)
    opening = open_it(made, who)
    assert opening.until_at - opening.at == LASTS
    assert sees(made, who) == (True, True)
    assert sees(other, who) == (False, False)
    with welfare(who):
        passage = passage_for(who, "caseload.case", at=timezone.now() + LASTS)
        assert made.case not in cases_visible_to(passage)
    later = make_case(cast)
    open_it(later, who, ago=LASTS + timedelta(minutes=1))
    assert sees(later, who) == (False, False)
    with welfare(who):  # that they opened it stays, with what they wrote and the number that they typed
        assert UrgentOpening.objects.get(case_id=later.case.pk).reference == later.case.reference


def test_it_is_written_down_with_a_verb_of_its_own_and_without_a_reason_nothing_is(cast: Cast) -> None:
    made, lead = make_case(cast), cast["lead"]
    with pytest.raises(Refused, match="no_reason"):
        open_it(made, lead, reason="  ")
    with pytest.raises(Refused, match="no_such_case"), welfare(lead):
        actions.open_urgently(reference="KI-99999", reason=WHY, by=lead, at=timezone.now())
    opening = open_it(made, lead)
    with pytest.raises(Refused, match="in_sight"):
        open_it(made, lead)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        (entry,) = AuditEntry.objects.filter(verb="welfare.opened_urgently")
        assert (entry.subject, entry.case_id, entry.actor_id) == (opening.pk, made.case.pk, lead.pk)


def test_no_other_side_opens_a_case_urgently_and_nobody_without_a_role_or_a_reason(cast: Cast) -> None:
    made = make_case(cast)
    asked = "select welfare_open_urgently(%s, %s, now())"
    for name, on in (
        ("officer", Side.DECISION), ("registrar", Side.REGISTRY), ("parent", Side.FAMILY), ("teacher", Side.CONTRIBUTOR),
        ("asker", Side.CLEARANCE), ("auditor", Side.AUDIT),
    ):  # fmt: skip
        with denied(cast[name], on, "permission denied"), connection.cursor() as cursor:
            cursor.execute(asked, [made.case.reference, WHY])
    with denied(cast["officer"], match="only who works on the children's side"), connection.cursor() as cursor:
        cursor.execute(asked, [made.case.reference, WHY])
    with denied(cast["lead"], match="for a reason"), connection.cursor() as cursor:
        cursor.execute(asked, [made.case.reference, " "])
    with denied(cast["lead"], match="for a reason, now"), connection.cursor() as cursor:
        cursor.execute(asked.replace("now()", "now() + interval '1 year'"), [made.case.reference, WHY])


def test_the_other_sides_never_learn_of_it(cast: Cast) -> None:
    made = make_case(cast)
    open_it(made, cast["lead"])
    for name, on in (("manager", Side.DECISION), ("registrar", Side.REGISTRY)):
        with side(on, actor_id=cast[name].pk):
            assert not CaseTeamMember.objects.filter(case=made.case).exists()
        with denied(cast[name], on, "permission denied"):
            UrgentOpening.objects.exists()
    with welfare(cast["coordinator"]):
        assert CaseTeamMember.objects.filter(case=made.case, role="urgent").exists()


def test_another_coordinator_looks_and_where_it_was_not_right_it_ends(cast: Cast) -> None:
    made, lead, coordinator = make_case(cast), cast["lead"], cast["coordinator"]
    opening = open_it(made, lead)
    said = {"words": "Ring the team first.", "family_is_told": False, "at": timezone.now()}
    with pytest.raises(Refused, match="own_opening"), welfare(lead):
        actions.check_urgent_opening(opening=opening, was_right=True, by=lead, **said)
    with pytest.raises(Refused, match="no_words"), welfare(coordinator):
        actions.check_urgent_opening(opening=opening, was_right=True, by=coordinator, **(said | {"words": " "}))
    assert sees(made, lead) == (True, True)
    with welfare(coordinator):
        check = actions.check_urgent_opening(opening=opening, was_right=False, by=coordinator, **said)
        again = actions.check_urgent_opening(opening=opening, was_right=True, by=coordinator, **said)
        assert check == again
    assert sees(made, lead) == (False, False)
    with welfare(lead):  # whoever opened it reads what was said of it
        assert UrgentOpeningCheck.objects.get().words == "Ring the team first."
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        (entry,) = AuditEntry.objects.filter(verb="welfare.urgent_opening_checked")
        assert (entry.subject, entry.codes) == (check.pk, ["not_right"])


def test_where_it_was_right_it_lasts_to_its_end(cast: Cast) -> None:
    made, lead, coordinator = make_case(cast), cast["lead"], cast["coordinator"]
    opening = open_it(made, lead)
    with welfare(coordinator):
        actions.check_urgent_opening(
            opening=opening, was_right=True, words="Right.", family_is_told=True, by=coordinator, at=timezone.now()
        )
    assert sees(made, lead) == (True, True)


def test_nobody_writes_in_anothers_name_or_looks_at_their_own(cast: Cast) -> None:
    made, lead, coordinator = make_case(cast), cast["lead"], cast["coordinator"]
    opening = open_it(made, lead)
    row = {
        "case": made.case, "reference": "KI-1", "reason": "r", "until_at": timezone.now() + timedelta(days=900),
        "at": timezone.now(),
    }  # fmt: skip
    with denied(lead):
        UrgentOpening.objects.create(**row, by=coordinator)
    look = {
        "opening": opening, "case": made.case, "was_right": True, "words": "Fine.", "family_is_told": False,
        "at": timezone.now(),
    }  # fmt: skip
    with denied(lead):
        UrgentOpeningCheck.objects.create(**look, opened_by=lead, by=coordinator)
    with denied(lead, match="whoever_opened_urgently_does_not_look"):
        UrgentOpeningCheck.objects.create(**look, opened_by=lead, by=lead)
    with denied(lead):  # nor by naming somebody else as who opened it
        UrgentOpeningCheck.objects.create(**look, opened_by=coordinator, by=lead)
    with denied(cast["coordinator_elsewhere"]):
        UrgentOpeningCheck.objects.create(**look, opened_by=lead, by=cast["coordinator_elsewhere"])


def test_a_rule_says_who_does_not_look() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    assert [o.code for o in obstacles_to_urgent_check(by=one, opened_by=one, words="w")] == ["own_opening"]
    assert obstacles_to_urgent_check(by=two, opened_by=one, words="w") == ()


def test_the_pages_open_a_case_by_its_number_show_it_to_its_team_and_take_the_look(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast, area=EDINBURGH)
    lead, coordinator = signed_in("lead"), signed_in("coordinator_elsewhere")
    case = f"/cases/{made.case.pk}/"
    assert lead.get(case).status_code == 404
    wrong = lead.post("/urgent/open/", {"reference": "Tesfay", "reason": WHY})
    assert (wrong.status_code, WHY in wrong.content.decode()) == (422, True)
    assert "Amal" not in wrong.content.decode()
    assert lead.post("/urgent/open/", {"reference": made.case.reference, "reason": ""}).status_code == 422
    opened = lead.post("/urgent/open/", {"reference": made.case.reference.lower().replace("-", " "), "reason": WHY})
    assert (opened.status_code, opened["Location"]) == (302, case)
    assert lead.get(case).status_code == 200
    team = coordinator.get(case).content.decode()
    assert "opened it urgently, for a day" in team
    assert WHY in team
    assert WHY in coordinator.get(f"{case}urgent/").content.decode()
    listed = coordinator.get("/urgent/").content.decode()
    opening = _only(cast)
    look = f"{case}urgent/{opening}/"
    assert (WHY in listed, look in listed) == (True, True)
    assert lead.get(look).status_code == 403
    said = {"was_right": "yes", "words": "It was right.", "family_is_told": "no"}
    assert coordinator.post(look, said | {"was_right": ""}).status_code == 422
    assert coordinator.post(look, said)["Location"] == "/urgent/"
    assert "It was right." in lead.get("/urgent/").content.decode()
    assert "It was right." in coordinator.get(f"{case}history/").content.decode()
    assert signed_in("officer").get("/urgent/").status_code == 403
    assert signed_in("officer").get("/urgent/open/").status_code == 403
    manager = signed_in("manager").get(case).content.decode()
    assert ("urgent" in manager.lower(), WHY in manager) == (False, False)


def _only(cast: Cast) -> object:
    with welfare(cast["coordinator_elsewhere"]):
        return UrgentOpening.objects.get().pk


def test_a_coordinator_finds_what_waits_for_a_look_among_the_work_and_not_their_own(cast: Cast) -> None:
    made = make_case(cast)
    appoint(cast, made)
    open_it(made, cast["lead_two"] if not sees(made, cast["lead_two"])[0] else cast["lead"])
    waits = "select count(*) from welfare_work() where queue = 'urgent_to_check'"
    for name, many in (("coordinator", 1), ("coordinator_elsewhere", 0)):
        with welfare(cast[name]), connection.cursor() as cursor:
            cursor.execute(waits)
            assert cursor.fetchone() == (many,)
    with welfare(cast["coordinator"]):
        passage = passage_for(cast["coordinator"], "welfare.urgent_openings", at=timezone.now())
        assert [one.is_in_sight for one in urgent_openings(passage)] == [True]
