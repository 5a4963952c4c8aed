"""Appointments under attack: another has the child, by another record or on another case; two presses; several at once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from kith.access.gate import entered
from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure.models import Milestone
from kith.disclosure.terms import MilestoneKind
from kith.records import Stale
from kith.register.actions import join_team
from kith.register.joining import Link, regroup
from kith.register.models import CaseTeamMember
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import ChronologyEntry, LeadProfessional
from kith.welfare.notes import notes_about, written_by
from kith.welfare.queries import (
    candidates_for,
    child_of,
    children_without_lead,
    current_lead,
    entries_in_sight,
    former_children,
    leads_of,
    proposals_for,
)
from kith.welfare.record import record_of
from kith.welfare.rules import Next
from kith.welfare.tests.test_actions import AT, appoint, fill, welfare
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def judge_the_same(cast: Cast, *people: uuid.UUID) -> None:
    """A registrar judges that these records are of one person."""
    links = [Link(people[0], other, is_same=True, by_people=True, at=AT) for other in people[1:]]
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        regroup(people=people, links=links, by=cast["registrar"], at=AT)


def give(cast: Cast, made: MadeCase, who: str, place: int = 0, at: Any = AT) -> LeadProfessional:
    with welfare(cast["coordinator"]):
        return actions.appoint_lead_professional(
            case=made.case,
            child=made.children[place],
            professional=cast[who],
            reason="r",
            by=cast["coordinator"],
            at=at,
        )


def appointed(cast: Cast, made: MadeCase) -> list[uuid.UUID]:
    """The children of whom the decision side knows that they have a lead professional on this case."""
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        told = Milestone.objects.filter(case=made.case, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED)
        return list(told.values_list("child_id", flat=True))


def test_while_one_is_appointed_no_other_is_by_any_record_of_the_child_and_on_any_case(cast: Cast) -> None:
    made, other = make_case(cast), make_case(cast)
    give(cast, made, "lead")
    judge_the_same(cast, made.children[0], other.children[0])
    for case in (made, other):
        with pytest.raises(Refused, match="has_lead_professional") as refused:
            give(cast, case, "lead_two")
        assert "Lead." in refused.value.obstacles[0].words
    with welfare(cast["coordinator"]):
        assert LeadProfessional.objects.count() == 1


def test_who_has_the_child_is_seen_from_another_councils_case_too(cast: Cast) -> None:
    made, other = make_case(cast), make_case(cast, area="S12000036")
    give(cast, made, "lead")
    judge_the_same(cast, made.children[0], other.children[0])
    with welfare(cast["coordinator_elsewhere"]):
        assert current_lead(other.children[0]).professional == cast["lead"]
        assert notes_about(other.children[0]) == []
        with pytest.raises(Refused, match="has_lead_professional"):
            actions.appoint_lead_professional(
                case=other.case, child=other.children[0], professional=cast["lead_two"], reason="r",
                by=cast["coordinator_elsewhere"], at=AT,
            )  # fmt: skip


def test_whoever_has_the_child_takes_another_case_of_the_child_on_and_its_review_learns_all_it_waits_for(
    cast: Cast,
) -> None:
    made, other = make_case(cast), make_case(cast)
    give(cast, made, "lead")
    fill(made, cast["lead"])
    judge_the_same(cast, made.children[0], other.children[0])
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        (waiting,) = children_without_lead(passage)
        assert waiting.person_id == other.children[0]
        (proposal,) = proposals_for([waiting], AT)
        assert proposal.professional == cast["lead"]
        assert leads_of(child_of(other.case, other.children[0]))[0].is_on_case is False
    assert give(cast, other, "lead") == give(cast, other, "lead")
    assert appointed(cast, other) == [other.children[0]]
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert Milestone.objects.filter(case=other.case, kind=MilestoneKind.VIEWS_RECORDED).count() == 1
    with welfare(cast["lead"]):
        assert LeadProfessional.objects.count() == 1
        assert len(notes_about(other.children[0])) == 4, "what is written about one record is read by the other"
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        assert not children_without_lead(passage)


def test_two_lead_professionals_of_one_child_are_a_task_until_one_appointment_ends(cast: Cast) -> None:
    made, other = make_case(cast), make_case(cast)
    give(cast, made, "lead")
    give(cast, other, "lead_two", at=LATER)
    judge_the_same(cast, made.children[0], other.children[0])
    with welfare(cast["coordinator"]):
        record = _record(made)
        assert record.next == Next.SETTLE
        assert {lead.name for lead in record.leads} == {"Lead", "Lead Two"}
    for who, case in (("lead", made), ("lead_two", other)):  # until then each may write
        with welfare(cast[who]):
            _note(cast[who], case)
    with welfare(cast["coordinator"]):
        ends = LeadProfessional.objects.get(professional=cast["lead_two"])
        actions.end_appointment(
            appointment=ends, handover="Lead goes on.", expected=1, by=cast["coordinator"], at=LATER
        )
        assert _record(made).next != Next.SETTLE
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        assert [entry.case for entry in children_without_lead(passage)] == [other.case]


def _record(made: MadeCase) -> Any:
    from_case = child_of(made.case, made.children[0])
    assert from_case is not None
    return record_of(from_case, on=AT.date())


def _note(by: Actor, made: MadeCase) -> ChronologyEntry:
    return actions.note_event(
        case=made.case,
        child=made.children[0],
        title=f"Noted by {by}",
        happened_from=AT.date(),
        source="s",
        by=by,
        at=AT,
    )


def test_one_record_of_two_with_the_same_lead_professional_ends_for_both(cast: Cast) -> None:
    made, other = make_case(cast), make_case(cast)
    first = give(cast, made, "lead")
    give(cast, other, "lead")
    judge_the_same(cast, made.children[0], other.children[0])
    with welfare(cast["coordinator"]):
        actions.end_appointment(appointment=first, handover="h", expected=1, by=cast["coordinator"], at=LATER)
        assert current_lead(other.children[0]) is None
        assert not CaseTeamMember.objects.filter(actor=cast["lead"], until_at__isnull=True).exists()


def test_an_ended_appointment_leaves_the_team_only_where_no_other_child_needs_it(cast: Cast) -> None:
    made = make_case(cast, children=2)
    first, _ = give(cast, made, "lead", 0), give(cast, made, "lead", 1)
    with welfare(cast["coordinator"]):
        for _ in range(2):  # twice is once
            actions.end_appointment(appointment=first, handover="h", expected=1, by=cast["coordinator"], at=LATER)
        assert CaseTeamMember.objects.filter(actor=cast["lead"], until_at__isnull=True).count() == 1
        ended = Milestone.objects.filter(case=made.case, kind=MilestoneKind.LEAD_PROFESSIONAL_ENDED)
        assert [milestone.child_id for milestone in ended] == [made.children[0]]
        with pytest.raises(Stale):
            actions.end_appointment(appointment=first, handover="other", expected=1, by=cast["coordinator"], at=LATER)


def test_somebody_with_a_part_in_the_review_is_not_proposed_and_not_appointed(cast: Cast) -> None:
    made = make_case(cast)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        join_team(
            case=made.case, actor=cast["lead"], side=Side.DECISION, role=Role.REVIEW_OFFICER, by=cast["manager"], at=AT
        )
    with welfare(cast["coordinator"]):
        candidates = dict(candidates_for(made.case, AT))
        assert candidates[cast["lead"]].has_conflict
    with pytest.raises(Refused, match="has_part_in_the_review"):
        give(cast, made, "lead")
    assert appoint(cast, made) == cast["lead_two"]


def test_several_are_appointed_in_one_step_exactly_as_shown_or_none(cast: Cast) -> None:
    cases = [make_case(cast) for _ in range(4)]
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        shown = list(children_without_lead(passage))
        proposals = proposals_for(shown, AT)
        proposed = [str(p.professional.pk) for p in proposals if p.professional]
        assert {p.professional for p in proposals} == {cast["lead"], cast["lead_two"]}, "not one person for all"
        chosen = [str(entry.pk) for entry in shown[:2]]
        given: dict[str, Any] = {"shown": shown, "by": cast["coordinator"], "at": AT}
        for wrong, code in (
            ({"chosen": [], "proposed": proposed}, "nothing_chosen"),
            ({"chosen": [str(uuid.uuid4())], "proposed": proposed}, "nothing_chosen"),
            ({"chosen": chosen, "proposed": [*proposed[:3], "x"]}, "proposals_changed"),
        ):
            with pytest.raises(Refused, match=code):
                actions.appoint_as_proposed(**given, **wrong)
        assert LeadProfessional.objects.count() == 0
        made = actions.appoint_as_proposed(**given, chosen=chosen, proposed=proposed)
        assert [str(one.professional_id) for one in made] == proposed[:2]
        again = actions.appoint_as_proposed(**given, chosen=chosen, proposed=proposed)
        assert [one.pk for one in again] == [one.pk for one in made]
        assert LeadProfessional.objects.filter(reason="").count() == 2
    other = {"lead": "lead_two", "lead_two": "lead"}
    first = next(name for name in other if str(cast[name].pk) == proposed[2])
    give(cast, next(made for made in cases if made.case == shown[2].case), other[first])
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT):
        for rest in ([str(shown[3].pk)], [str(shown[2].pk), str(shown[3].pk)]):
            with pytest.raises(Refused, match="proposals_changed"):  # what was shown is no longer so
                actions.appoint_as_proposed(**given, chosen=rest, proposed=proposed)
        assert LeadProfessional.objects.count() == 3


def test_nobody_is_appointed_for_a_child_for_whom_nobody_is_free(cast: Cast) -> None:
    make_case(cast, area="S12000036")
    with entered(cast["coordinator_elsewhere"], "welfare.children_without_lead", at=AT) as passage:
        (entry,) = shown = list(children_without_lead(passage))
        assert [p.professional for p in proposals_for(shown, AT)] == [None]
        with pytest.raises(Refused, match="nobody_is_free"):
            actions.appoint_as_proposed(
                shown=shown, proposed=[""], chosen=[str(entry.pk)], by=cast["coordinator_elsewhere"], at=AT
            )


def test_entries_of_other_councils_and_forged_numbers_are_left_out(cast: Cast) -> None:
    make_case(cast)
    make_case(cast, area="S12000036")
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        (mine,) = children_without_lead(passage)
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            everyone = [str(entry.pk) for entry in type(mine)._base_manager.all()]
        found = entries_in_sight(passage, [*everyone, "x", "", str(uuid.uuid4())])
        assert found == [mine]


def test_an_appointment_is_taken_back_until_something_is_written(cast: Cast) -> None:
    made = make_case(cast)
    first = give(cast, made, "lead")
    with welfare(cast["coordinator"]):
        actions.take_back_appointment(appointment=first, by=cast["coordinator"], at=AT)
        with pytest.raises(Refused, match="has_ended"):
            actions.take_back_appointment(appointment=first, by=cast["coordinator"], at=AT)
        assert current_lead(made.children[0]) is None
    second = give(cast, made, "lead", at=LATER)
    with welfare(cast["lead"]):
        actions.note_event(
            case=made.case, child=made.children[0], title="t", happened_from=AT.date(), source="s", by=cast["lead"],
            at=LATER,
        )  # fmt: skip
    with welfare(cast["coordinator"]), pytest.raises(Refused, match="has_written"):
        actions.take_back_appointment(appointment=second, by=cast["coordinator"], at=LATER)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="welfare.appointment_taken_back").count() == 1


def test_whoever_had_a_child_before_keeps_their_own_words_and_nothing_else(cast: Cast) -> None:
    made = make_case(cast)
    first = give(cast, made, "lead")
    fill(made, cast["lead"])
    with welfare(cast["coordinator"]):
        actions.end_appointment(appointment=first, handover="h", expected=1, by=cast["coordinator"], at=LATER)
    give(cast, made, "lead_two", at=LATER)
    with welfare(cast["lead_two"]):
        (event,) = [note for note in notes_about(made.children[0]) if note.kind == "event"]
        actions.note_event(
            case=made.case, child=made.children[0], title="Not theirs", happened_from=AT.date(), source="s",
            corrects=ChronologyEntry.objects.get(pk=event.id), by=cast["lead_two"], at=LATER,
        )  # fmt: skip
    with welfare(cast["lead"]):
        (former,) = former_children(cast["lead"])
        assert former.child == made.children[0]
        own = written_by(cast["lead"], [former.child])[former.child]
        assert len(own) == 4
        assert "Not theirs" not in {note.title for note in own}
        assert "Not theirs" not in ChronologyEntry.objects.values_list("title", flat=True)
        with pytest.raises(Refused, match="not_the_lead_professional"):
            _note(cast["lead"], made)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ChronologyEntry.objects.create(
                case=made.case, child_id=made.children[0], title="t", happened_from=AT.date(), happened_until=AT.date(),
                source="s", by=cast["lead"], at=LATER,
            )  # fmt: skip
    give_back = LATER + timedelta(days=1)
    with welfare(cast["coordinator"]):
        actions.end_appointment(
            appointment=current_lead(made.children[0]), handover="h", expected=1, by=cast["coordinator"], at=give_back
        )
    give(cast, made, "lead", at=give_back)
    with welfare(cast["lead"]):
        assert former_children(cast["lead"]) == [], "a child whom they have again is no former one"
