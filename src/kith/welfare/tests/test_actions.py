"""The children's side by its own verbs: it works, each refusal, and nothing crosses but what was released."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kith.access.gate import entered
from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone, Request, Withholding
from kith.disclosure.terms import ItemKind
from kith.records import Stale, new_id
from kith.register.models import CaseTeamMember
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import ChildsView, LeadProfessional, Report
from kith.welfare.queries import candidates_for, children_without_lead, current_lead, items_about, preview_of
from kith.welfare.rules import OnSharing, propose_lead
from kith.welfare.terms import Choice
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
SAID = OnSharing(necessity="Nobody else can tell it.", condition="safeguarding", views="Both agree.")
SECRET = "She told her teacher about the marked sentence."


def welfare(actor: Actor) -> AbstractContextManager[None]:
    return side(Side.WELFARE, actor_id=actor.pk)


def proposed(cast: Cast, made: MadeCase) -> Actor:
    candidates = candidates_for(made.case, AT)
    chosen = propose_lead([c for _, c in candidates], case=made.case.pk)
    return next(person for person, _ in candidates if person.pk == chosen)


def appoint(cast: Cast, made: MadeCase, place: int = 0) -> Actor:
    with welfare(cast["coordinator"]):
        lead = proposed(cast, made)
        actions.appoint_lead_professional(
            case=made.case, child=made.children[place], professional=lead, by=cast["coordinator"], at=AT
        )
    return lead


def ask(cast: Cast, made: MadeCase) -> Request:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        return disclosure.ask_for_report(
            case=made.case, child=made.children[0], due_on=date(2026, 9, 29), by=cast["manager"], at=AT
        )


def fill(made: MadeCase, lead: Actor) -> None:
    with welfare(lead):
        given = {"case": made.case, "child": made.children[0], "by": lead, "at": AT}
        actions.note_event(title="Began school", happened_from=date(2020, 8, 12), source="school", **given)
        actions.add_evidence(
            kind="school", title="Letter", text=SECRET, said_by="Ms Orr", said_on=date(2026, 6, 1), **given
        )
        actions.record_assessment(
            indicators={"achieving": {"strengths": "Reads above her age.", "challenges": ""}}, **given
        )
        actions.record_childs_views(
            was_sought=True, words="I want to stay with my class.", may_share=True, told_who_reads=True, **given
        )


def choose(made: MadeCase, **choices: Choice) -> list[actions.Chosen]:
    return [
        actions.Chosen(i.kind, i.id, choices.get(i.kind, Choice.GOES), "not needed" if i.kind in choices else "")
        for i in items_about(made.children[0])
    ]


def assemble(made: MadeCase, lead: Actor, request: Request, **changes: object) -> Report:
    with welfare(lead):
        every = choose(made)
    given: dict[str, object] = {
        "is_shared_anyway": True, "chosen": every,
        "analysis": "She is settled.", "purpose": "To inform the review.", "basis": "public task",
        "was_told": True, "expected": 0, "said": SAID,
    } | changes  # fmt: skip
    with welfare(lead):
        return actions.assemble_report(request=request, by=lead, at=AT, **given)


def test_a_lead_professional_is_appointed_once_and_the_other_side_learns_only_that(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    assert appoint(cast, made) == lead
    with welfare(lead):
        assert current_lead(made.children[0]).professional == lead
        assert LeadProfessional.objects.count() == 1
        assert CaseTeamMember.objects.filter(case=made.case, actor=lead).count() == 1
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert Milestone.objects.get(case=made.case).contact == lead
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            LeadProfessional.objects.count()


def test_brothers_and_sisters_are_proposed_the_same_lead_professional(cast: Cast) -> None:
    made = make_case(cast, children=3)
    assert len({appoint(cast, made, place).pk for place in range(3)}) == 1


def test_children_without_a_lead_professional_are_those_of_my_area(cast: Cast) -> None:
    made = make_case(cast, children=2)
    for name, count in (("coordinator", 2), ("coordinator_elsewhere", 0)):
        with entered(cast[name], "welfare.children_without_lead", at=AT) as passage:
            assert children_without_lead(passage).count() == count
    appoint(cast, made)
    with entered(cast["coordinator"], "welfare.children_without_lead", at=AT) as passage:
        assert children_without_lead(passage).count() == 1


def test_another_than_the_one_proposed_needs_a_reason_and_must_be_of_the_area(cast: Cast) -> None:
    made = make_case(cast)
    with welfare(cast["coordinator"]):
        first = proposed(cast, made)
        other = cast["lead_two"] if first == cast["lead"] else cast["lead"]
        for professional, child, code in (
            (other, made.children[0], "no_reason"),
            (cast["officer"], made.children[0], "not_in_area"),
            (other, new_id(), "not_a_child"),
        ):
            with pytest.raises(Refused, match=code):
                actions.appoint_lead_professional(
                    case=made.case, child=child, professional=professional, by=cast["coordinator"], at=AT
                )
        actions.appoint_lead_professional(
            case=made.case,
            child=made.children[0],
            professional=other,
            reason="speaks the language",
            by=cast["coordinator"],
            at=AT,
        )
        with pytest.raises(Refused, match="has_lead_professional"):
            actions.appoint_lead_professional(
                case=made.case, child=made.children[0], professional=first, by=cast["coordinator"], at=AT
            )


def test_an_appointment_ends_with_a_note_and_its_holder_leaves_the_team(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with welfare(cast["coordinator"]):
        held = current_lead(made.children[0])
        with pytest.raises(Refused, match="no_handover"):
            actions.end_appointment(appointment=held, handover=" ", expected=1, by=cast["coordinator"], at=AT)
        actions.end_appointment(
            appointment=held, handover="Ring Ms Orr.", expected=1, by=cast["coordinator"], at=AT + timedelta(1)
        )
        assert current_lead(made.children[0]) is None
        with pytest.raises(Stale):
            actions.end_appointment(appointment=held, handover="x", expected=1, by=cast["coordinator"], at=AT)
    with welfare(lead):
        assert not CaseTeamMember.objects.filter(actor=lead, until_at__isnull=True).exists()


NOTES: dict[str, tuple[Callable[..., object], dict[str, object]]] = {
    "day_cannot_be": (actions.note_event, {"title": "t", "happened_from": date(2030, 1, 1), "source": "s"}),
    "no_such_indicator": (actions.record_assessment, {"indicators": {"clever": {"strengths": "x"}}}),
    "nothing_written": (actions.record_assessment, {"indicators": {"safe": {"strengths": " "}}}),
    "no_words": (actions.record_childs_views, {"was_sought": True, "may_share": True}),
    "child_not_told": (actions.record_childs_views, {"was_sought": True, "words": "w", "may_share": True}),
    "sharing_not_said": (actions.record_childs_views, {"was_sought": True, "words": "w"}),
    "no_reason": (actions.record_childs_views, {"was_sought": False}),
}


@pytest.mark.parametrize("code", NOTES)
def test_each_note_says_why_it_was_refused_and_writes_nothing(cast: Cast, code: str) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    action, given = NOTES[code]
    with welfare(lead), pytest.raises(Refused, match=code):
        action(case=made.case, child=made.children[0], by=lead, at=AT, **given)
    with welfare(lead):
        assert items_about(made.children[0]) == []


def test_evidence_of_a_day_to_come_is_refused(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with welfare(lead), pytest.raises(Refused, match="day_cannot_be"):
        actions.add_evidence(
            case=made.case,
            child=made.children[0],
            kind="school",
            title="t",
            text="t",
            said_by="s",
            said_on=date(2030, 1, 1),
            by=lead,
            at=AT,
        )


def test_only_the_childs_lead_professional_writes_in_the_record(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    other = cast["lead_two"] if lead == cast["lead"] else cast["lead"]
    with welfare(other), pytest.raises(Refused, match="not_the_lead_professional"):
        actions.note_event(
            case=made.case,
            child=made.children[0],
            title="t",
            happened_from=date(2020, 1, 1),
            source="s",
            by=other,
            at=AT,
        )


def test_views_that_were_not_sought_are_explained(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with welfare(lead):
        actions.record_childs_views(
            case=made.case, child=made.children[0], was_sought=False, why_not_sought="Two months old.", by=lead, at=AT
        )
        assert not ChildsView.objects.get().was_sought
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert "views_not_sought_explained" in Milestone.objects.values_list("kind", flat=True)


def test_what_is_released_is_exactly_what_was_seen_and_what_is_held_back_stays(cast: Cast) -> None:
    made = make_case(cast)
    lead, request = appoint(cast, made), ask(cast, made)
    fill(made, lead)
    with welfare(lead):
        chosen = choose(made, evidence=Choice.HELD_BACK, event=Choice.LEFT_OUT)
    report = assemble(made, lead, request, chosen=chosen)
    with welfare(lead):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
    with welfare(cast["coordinator"]):
        preview = preview_of(Report.objects.get())
        released = actions.release_report(report=report, seen_sha256=preview.seen, by=cast["coordinator"], at=AT)
        again = actions.release_report(report=report, seen_sha256=preview.seen, by=cast["coordinator"], at=AT)
        assert released == again
        assert Withholding.objects.get().kind == ItemKind.EVIDENCE
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        crossed = Disclosure.objects.get()
        texts = list(DisclosedItem.objects.order_by("place").values_list("text", flat=True))
        assert texts == [item.text for item in preview.items]
        assert crossed.is_partial
        assert crossed.sha256 == preview.sha256
        assert SECRET not in " ".join(texts)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Withholding.objects.count()


def test_a_report_that_changed_after_it_was_seen_is_not_released(cast: Cast) -> None:
    made = make_case(cast)
    lead, request = appoint(cast, made), ask(cast, made)
    fill(made, lead)
    report = assemble(made, lead, request)
    with welfare(cast["coordinator"]), pytest.raises(Refused, match="not_sent_up"):
        actions.release_report(report=report, seen_sha256="", by=cast["coordinator"], at=AT)
    with welfare(lead):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
        with pytest.raises(Refused, match="with_coordinator"):
            actions.assemble_report(
                request=request,
                chosen=[],
                analysis="",
                purpose="",
                basis="",
                was_told=None,
                said=SAID,
                expected=2,
                by=lead,
                at=AT,
            )
    with welfare(cast["coordinator"]):
        with pytest.raises(Refused, match="changed_since_seen"):
            actions.release_report(report=report, seen_sha256="f" * 64, by=cast["coordinator"], at=AT)
        held = Report.objects.get()
        actions.return_report(report=held, why="Name the school.", expected=held.version, by=cast["coordinator"], at=AT)
        assert Report.objects.get().step == "being_assembled"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chosen": []}, "nothing_chosen"),
        ({"purpose": ""}, "no_purpose"),
        ({"was_told": None}, "told_not_said"),
        ({"was_told": False}, "told_not_said"),
        ({"said": replace(SAID, necessity=" ")}, "no_necessity"),
        ({"said": replace(SAID, condition="")}, "no_condition"),
        ({"said": replace(SAID, views="")}, "no_views_on_sharing"),
        ({"said": replace(SAID, advice="Leave the school out.")}, "advice_half_said"),
    ],
)
def test_an_incomplete_report_is_not_sent_up(cast: Cast, change: dict[str, object], code: str) -> None:
    made = make_case(cast)
    lead, request = appoint(cast, made), ask(cast, made)
    fill(made, lead)
    report = assemble(made, lead, request, **(change | ({"analysis": ""} if "chosen" in change else {})))
    with welfare(lead), pytest.raises(Refused, match=code):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)


def test_assembling_refuses_strangers_items_not_held_and_reasons_missing(cast: Cast) -> None:
    made = make_case(cast)
    lead, request = appoint(cast, made), ask(cast, made)
    fill(made, lead)
    other = cast["lead_two"] if lead == cast["lead"] else cast["lead"]
    with pytest.raises(Refused, match="not_the_lead_professional"):
        assemble(made, other, request, chosen=[])
    with pytest.raises(Refused, match="not_held"):
        assemble(made, lead, request, chosen=[actions.Chosen(ItemKind.EVENT, new_id(), Choice.GOES)])
    with welfare(lead):
        item = items_about(made.children[0])[0]
    with pytest.raises(Refused, match="no_reason"):
        assemble(made, lead, request, chosen=[actions.Chosen(item.kind, item.id, Choice.HELD_BACK)])
    report = assemble(made, lead, request)
    with pytest.raises(Stale):
        assemble(made, lead, request, analysis="In other words.", expected=7)
    again = assemble(made, lead, request, expected=0)
    assert (again.pk, again.version) == (report.pk, report.version), "the same once more is saved once"
    changed = assemble(made, lead, request, analysis="In other words.", expected=report.version)
    assert changed.version == report.version + 1
    with welfare(other), pytest.raises(Refused, match="not_the_lead_professional"):
        actions.send_up_report(report=report, expected=2, by=other, at=AT)


def test_a_released_report_is_not_returned_and_every_step_is_on_record(cast: Cast) -> None:
    made = make_case(cast)
    lead, request = appoint(cast, made), ask(cast, made)
    fill(made, lead)
    report = assemble(made, lead, request)
    with welfare(lead):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
    with welfare(cast["coordinator"]):
        held = Report.objects.get()
        actions.release_report(report=held, seen_sha256=preview_of(held).seen, by=cast["coordinator"], at=AT)
        held = Report.objects.get()
        with pytest.raises(Refused, match="already_released"):
            actions.return_report(report=held, why="x", expected=held.version, by=cast["coordinator"], at=AT)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = set(AuditEntry.objects.filter(case_id=made.case.pk).values_list("verb", flat=True))
    assert {
        "welfare.lead_professional_appointed", "welfare.event_noted", "welfare.evidence_added",
        "welfare.assessment_recorded", "welfare.childs_views_recorded", "welfare.report_assembled",
        "welfare.report_sent_up", "disclosure.report_released",
    } <= verbs  # fmt: skip


def test_the_database_itself_allows_one_current_lead_professional(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with welfare(cast["coordinator"]), pytest.raises(IntegrityError), transaction.atomic():
        LeadProfessional.objects.create(
            case=made.case, child_id=made.children[0], professional=lead, rule="r", by=lead, from_at=AT
        )
