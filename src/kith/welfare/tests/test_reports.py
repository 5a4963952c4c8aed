"""What crosses, under attack: words withdrawn or changed, another child named, one's own report, corrections, moved dates."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone, MovedDate, Receipt, Withholding
from kith.disclosure.queries import disclosures_of, due_of, is_whole, requests_of
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.register.models import CaseTeamMember
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import ChildsView, ChronologyEntry, EvidenceItem, MoreTime, Report
from kith.welfare.queries import (
    current_lead,
    items_about,
    newest_report,
    open_request,
    preview_of,
    reading_of,
    to_assemble,
)
from kith.welfare.terms import Choice
from kith.welfare.tests.test_actions import AT, appoint, ask, assemble, choose, fill, welfare
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


class Walk:
    """One child with a lead professional, whose report is asked for and whose record is filled."""

    def __init__(self, cast: Cast, children: int = 1) -> None:
        self.cast, self.made = cast, make_case(cast, children=children)
        self.lead, self.request = appoint(cast, self.made), ask(cast, self.made)
        fill(self.made, self.lead)
        self.child, self.by = self.made.children[0], cast["coordinator"]

    def note(self, **given: object) -> EvidenceItem:
        with welfare(self.lead):
            return actions.add_evidence(
                case=self.made.case, child=self.child, by=self.lead, at=AT,
                **{"kind": "school", "title": "t", "text": "x", "said_by": "s", "said_on": AT.date()} | given,
            )  # fmt: skip

    def say(self, corrects: ChildsView | None = None, may_share: bool = True) -> ChildsView:
        with welfare(self.lead):
            return actions.record_childs_views(
                case=self.made.case, child=self.child, was_sought=True, words="I changed my mind.", may_share=may_share,
                told_who_reads=True, corrects=corrects, by=self.lead, at=LATER,
            )  # fmt: skip

    def send(self, chosen: Sequence[actions.Chosen] | None = None, **changes: object) -> Report:
        given = changes | ({"chosen": chosen} if chosen is not None else {})
        report = assemble(self.made, self.lead, self.request, **given)
        with welfare(self.lead):
            return actions.send_up_report(report=report, expected=report.version, by=self.lead, at=AT)

    def seen(self, report: Report) -> str:
        with welfare(self.by):
            return preview_of(Report.objects.get(pk=report.pk)).seen

    def release(self, report: Report, seen: str = "", by: Actor | None = None) -> Disclosure:
        seen = seen or self.seen(report)
        with welfare(by or self.by):
            return actions.release_report(report=report, seen_sha256=seen, by=by or self.by, at=AT)

    @property
    def words(self) -> ChildsView:
        with welfare(self.lead):
            return ChildsView.objects.order_by("-at", "-id").first()

    def crossed(self) -> list[str]:
        """Every word that the decision side holds of it."""
        with side(Side.DECISION, actor_id=self.cast["manager"].pk):
            return list(DisclosedItem.objects.order_by("disclosure__at", "place").values_list("text", flat=True))


def test_words_that_the_child_changed_after_it_was_sent_up_do_not_go_and_neither_do_those_from_before(
    cast: Cast,
) -> None:
    walk = Walk(cast)
    report = walk.send()
    seen = walk.seen(report)
    walk.say(corrects=walk.words, may_share=False)
    for once_more in (seen, ""):
        with pytest.raises(Refused, match="changed_since_sent_up"):
            walk.release(report, once_more)
    assert walk.crossed() == []


def test_words_that_the_child_takes_back_go_nowhere_and_that_it_was_heard_stays_known(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    with welfare(walk.lead):
        words = walk.words
        taken = [actions.take_back_childs_views(view=words, by=walk.lead, at=LATER) for _ in range(2)]
        assert taken[0] == taken[1]
        assert [item.kind for item in items_about(walk.child)].count(ItemKind.VIEWS) == 0
        assert reading_of(Report.objects.get()).facts.views_known
    with pytest.raises(Refused, match="changed_since_sent_up"):
        walk.release(report)
    with welfare(walk.by):
        actions.return_report(report=report, why="Choose again.", expected=2, by=walk.by, at=LATER)
    sent = walk.send(expected=3)
    walk.release(sent)
    assert "I want to stay with my class." not in walk.crossed()


def test_only_words_that_stand_and_did_not_go_are_taken_back(cast: Cast) -> None:
    walk = Walk(cast)
    words = walk.words
    walk.release(walk.send())
    with welfare(walk.lead):
        with pytest.raises(Refused, match="words_were_released"):
            actions.take_back_childs_views(view=words, by=walk.lead, at=LATER)
        later = walk.say(corrects=words)
        taken = actions.take_back_childs_views(view=later, by=walk.lead, at=LATER)
        with pytest.raises(Refused, match="no_words"):
            actions.take_back_childs_views(view=taken, by=walk.lead, at=LATER)
    walk.say()
    with welfare(walk.by), pytest.raises(Refused, match="not_the_lead_professional"):
        actions.take_back_childs_views(view=walk.words, by=walk.by, at=LATER)


def test_the_database_itself_keeps_words_of_a_child_who_was_not_told_from_being_marked_as_shared(cast: Cast) -> None:
    walk = Walk(cast)
    with welfare(walk.lead), pytest.raises(IntegrityError, match="who_knows_who_reads"), transaction.atomic():
        ChildsView.objects.create(
            case=walk.made.case, child_id=walk.child, was_sought=True, words="w", may_share=True, by=walk.lead, at=AT
        )


def test_words_without_the_childs_leave_are_never_released(cast: Cast) -> None:
    walk = Walk(cast)
    walk.say(corrects=walk.words, may_share=False)
    report = assemble(walk.made, walk.lead, walk.request)
    with welfare(walk.lead), pytest.raises(Refused, match="no_leave_to_share"):
        actions.send_up_report(report=report, expected=1, by=walk.lead, at=AT)


def test_of_each_thing_held_something_is_said_before_it_is_sent_up(cast: Cast) -> None:
    walk = Walk(cast)
    report = assemble(walk.made, walk.lead, walk.request)
    walk.note(title="Swimming badge")
    with welfare(walk.lead), pytest.raises(Refused, match="undecided") as refused:
        actions.send_up_report(report=report, expected=1, by=walk.lead, at=AT)
    assert "Swimming badge" in refused.value.obstacles[0].words


def test_what_is_noted_after_it_was_sent_up_stays_out_and_what_was_corrected_brings_it_back(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    walk.note(title="Swimming badge", text="She swims.")
    with welfare(walk.by):
        reading = reading_of(Report.objects.get())
        assert "Swimming badge" in reading.facts.undecided
    with welfare(walk.lead):
        event = ChronologyEntry.objects.get()
        actions.note_event(
            case=walk.made.case, child=walk.child, title="Began nursery", happened_from=date(2019, 8, 12), source="s",
            corrects=event, by=walk.lead, at=LATER,
        )  # fmt: skip
    with pytest.raises(Refused, match="changed_since_sent_up"):
        walk.release(report)


def test_a_thing_held_back_and_corrected_since_makes_no_whole_report_partial(cast: Cast) -> None:
    walk = Walk(cast)
    with welfare(walk.lead):
        chosen = choose(walk.made, evidence=Choice.HELD_BACK)
    assemble(walk.made, walk.lead, walk.request, chosen=chosen)
    with welfare(walk.lead):
        held = EvidenceItem.objects.get()
    walk.note(corrects=held, title="Letter, in other words", text="She reads well.")
    report = assemble(walk.made, walk.lead, walk.request, expected=1, analysis="New.")
    with welfare(walk.lead):
        actions.send_up_report(report=report, expected=report.version, by=walk.lead, at=AT)
    assert walk.release(report).is_partial is False
    with welfare(walk.by):
        assert Withholding.objects.count() == 0


def test_another_child_of_the_family_is_not_named_without_a_reason_in_items_nor_in_ones_own_view(cast: Cast) -> None:
    walk = Walk(cast, children=2)
    walk.note(title="Choir", text="She sings with AMALB and her teacher.")
    for changes in ({"analysis": "Settled."}, {"analysis": "She misses Amalb."}):
        report = assemble(walk.made, walk.lead, walk.request, **changes, expected=_version(walk))
        with welfare(walk.lead), pytest.raises(Refused, match="names_another_child") as refused:
            actions.send_up_report(report=report, expected=report.version, by=walk.lead, at=AT)
        assert "Amalb Tesfay" in refused.value.obstacles[0].words
    report = walk.send(why_others_named="They are twins in one choir.", expected=_version(walk))
    walk.release(report)
    assert "twins" not in " ".join(walk.crossed())


def _version(walk: Walk) -> int:
    with welfare(walk.lead):
        held = Report.objects.order_by("-id").first()
    return held.version if held else 0


def test_nobody_releases_a_report_of_their_own(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    for by in (walk.lead, walk.by):
        if by == walk.by:  # the coordinator who is the author too
            with welfare(walk.by):
                Report.objects.update(author=walk.by)
        with pytest.raises(Refused, match="own_report"):
            walk.release(report, by=by)
    assert walk.crossed() == []


def test_the_release_and_the_contact_are_of_whoever_has_the_child_and_the_view_of_whoever_wrote_it(cast: Cast) -> None:
    walk = Walk(cast)
    assemble(walk.made, walk.lead, walk.request)
    other = cast["lead_two"] if walk.lead == cast["lead"] else cast["lead"]
    with welfare(walk.by):
        actions.end_appointment(appointment=current_lead(walk.child), handover="h", expected=1, by=walk.by, at=LATER)
        actions.appoint_lead_professional(
            case=walk.made.case, child=walk.child, professional=other, reason="r", by=walk.by, at=LATER
        )
    walk.lead = other
    report = walk.send(expected=1, analysis="Seen by the next one.")
    walk.release(report)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert DisclosedItem.objects.get(kind=ItemKind.ANALYSIS).said_by == other.shown_name
        assert Milestone.objects.get(kind=MilestoneKind.REPORT_RELEASED).contact == other


def test_every_button_pressed_twice_does_it_once(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    with welfare(walk.lead):
        again = actions.send_up_report(report=report, expected=1, by=walk.lead, at=LATER)
        assert again.version == report.version
        for _ in range(2):
            back = actions.fetch_report_back(report=report, by=walk.lead, at=LATER)
    assert back.step == "being_assembled"
    report = walk.send(expected=back.version, analysis="Again.")
    with welfare(walk.by):
        for _ in range(2):
            back = actions.return_report(report=report, why="Say why.", expected=report.version, by=walk.by, at=LATER)
    assert back.why_returned == "Say why."
    report = walk.send(expected=back.version)
    seen = walk.seen(report)
    assert walk.release(report, seen) == walk.release(report, seen)
    with welfare(walk.lead):
        with pytest.raises(Refused, match="already_released"):
            actions.fetch_report_back(report=report, by=walk.lead, at=LATER)
        corrections = {
            actions.correct_report(report=Report.objects.get(pk=report.pk), why="w", by=walk.lead, at=LATER).pk
            for _ in range(2)
        }
    assert len(corrections) == 1
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = list(AuditEntry.objects.filter(case_id=walk.made.case.pk).values_list("verb", flat=True))
    for verb in ("disclosure.report_released", "welfare.report_correction_begun", "welfare.report_returned"):
        assert verbs.count(verb) == 1, verb


def test_a_return_says_what_to_change(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    with welfare(walk.by), pytest.raises(Refused, match="no_reason"):
        actions.return_report(report=report, why=" ", expected=report.version, by=walk.by, at=LATER)


def test_a_correction_takes_the_place_of_what_was_released_and_the_old_stays(cast: Cast) -> None:
    walk = Walk(cast)
    with welfare(walk.lead):
        chosen = choose(walk.made, evidence=Choice.HELD_BACK)
    first = walk.release(walk.send(chosen))
    with welfare(walk.lead):
        report = Report.objects.get()
        with pytest.raises(Refused, match="no_reason"):
            actions.correct_report(report=report, why=" ", by=walk.lead, at=LATER)
        correction = actions.correct_report(report=report, why="The school is another.", by=walk.lead, at=LATER)
        assert {i.choice for i in correction.items.all()} == {"goes", "held_back"}
        assert newest_report(walk.made.case, walk.child) == correction
        asked = to_assemble(walk.made.case, walk.child, newest_report(walk.made.case, walk.child))
        assert (asked.request, asked.report) == (walk.request, correction)
        with pytest.raises(Refused, match="not_released"):
            actions.correct_report(report=correction, why="w", by=walk.lead, at=LATER)
    with welfare(walk.by), pytest.raises(Refused, match="not_the_lead_professional"):
        actions.correct_report(report=report, why="w", by=walk.by, at=LATER)
    second = walk.release(walk.send(expected=1, analysis="Her school is another."))
    assert second.supersedes == first
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        old, new = disclosures_of(walk.made.case)
        assert (old.pk, new.pk) == (first.pk, second.pk)
        assert is_whole(old)
        assert is_whole(new)
        assert (old.is_partial, new.is_partial) == (True, False)
    with welfare(walk.lead), pytest.raises(Refused, match="corrected_already"):
        actions.correct_report(report=report, why="w", by=walk.lead, at=LATER)
    assert "another" not in " ".join(walk.crossed()[: len(old.items.all())])


def test_a_report_asked_for_again_takes_the_place_of_the_one_before(cast: Cast) -> None:
    walk = Walk(cast)
    first = walk.release(walk.send())
    walk.request = ask(cast, walk.made)
    second = walk.release(walk.send())
    assert (first.request_id != second.request_id, second.supersedes) == (True, first)


def test_what_is_asked_on_one_case_is_no_business_of_another_case_of_the_child(cast: Cast) -> None:
    walk, other = Walk(cast), make_case(cast)
    with welfare(walk.by):
        assert open_request(other.case, walk.child) is None
        assert newest_report(other.case, walk.child) is None
        assert open_request(walk.made.case, walk.child) == walk.request


def test_the_day_is_moved_with_a_reason_and_only_the_day_crosses(cast: Cast) -> None:
    walk = Walk(cast)
    new = date(2026, 10, 20)
    with welfare(walk.by):
        given = {"request": walk.request, "by": walk.by, "at": AT}
        for change, code in (
            ({"reason": " ", "due_on": new}, "no_reason"),
            ({"reason": "r", "due_on": AT.date()}, "day_is_past"),
        ):
            with pytest.raises(Refused, match=code):
                actions.move_report_date(**given, **change)
        assert MovedDate.objects.count() == 0
        moved = [actions.move_report_date(**given, due_on=new, reason="The child is ill.") for _ in range(2)]
        assert moved[0] == moved[1]
        assert due_of(open_request(walk.made.case, walk.child)) == new
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert [due_of(one) for one in requests_of(walk.made.case)] == [new]
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            MoreTime.objects.count()
        with pytest.raises(ProgrammingError), transaction.atomic():
            MovedDate.objects.create(request=walk.request, due_on=new, by=cast["manager"], at=AT)
    walk.release(walk.send())
    with welfare(walk.by), pytest.raises(Refused, match="is_answered"):
        actions.move_report_date(**given, due_on=new + timedelta(1), reason="r")
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = list(AuditEntry.objects.filter(case_id=walk.made.case.pk).values_list("verb", flat=True))
    assert (verbs.count("welfare.report_date_moved"), verbs.count("disclosure.due_date_moved")) == (1, 1)


def test_why_the_family_was_not_told_stays_on_this_side_and_that_it_was_not_crosses(cast: Cast) -> None:
    walk = Walk(cast)
    walk.release(walk.send(was_told=False, why_not_told="the marked danger"))
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        held = Disclosure.objects.get()
        assert held.was_told is False
        assert "marked danger" not in str([vars(held), *map(vars, held.items.all())])


def test_what_is_released_or_noted_rolls_back_whole(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    seen = walk.seen(report)
    with welfare(walk.by), pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        actions.release_report(report=report, seen_sha256=seen, by=walk.by, at=AT)
        raise RuntimeError
    assert walk.crossed() == []
    with welfare(walk.by):
        assert Report.objects.get().step == "with_coordinator"
        assert not Milestone.objects.filter(kind=MilestoneKind.REPORT_RELEASED).exists()
        assert Receipt.objects.count() == 0
        assert CaseTeamMember.objects.filter(actor=walk.lead).count() == 1
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert not AuditEntry.objects.filter(verb="disclosure.report_released").exists()
