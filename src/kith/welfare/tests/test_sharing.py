"""What is recorded of sharing: of a report, of what is not shared, of what is shared at once with its reasons and their look."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.disclosure.actions import open_disclosure
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone
from kith.disclosure.queries import disclosures_of, is_whole, requests_of, sharing_of, standing_disclosure
from kith.register.models import CaseChild
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import EmergencyCheck, EmergencyRelease, SharingRecord
from kith.welfare.queries import emergencies_in_sight, open_request, sharing_records
from kith.welfare.rules import Grounds, OnSharing
from kith.welfare.terms import SharingKind
from kith.welfare.tests.test_actions import AT, SAID, appoint, ask, welfare
from kith.welfare.tests.test_pages import ON_SHARING, SignedIn, address, appoint_on_the_page
from kith.welfare.tests.test_reports import Walk
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
NEXT_DAY = AT + timedelta(days=1)
HURT = "She was taken to hospital this morning."
NOW = "A visit is planned for tomorrow."
WHY = "It would show where a parent lives."
GROUNDS = Grounds(why=WHY, basis="No lawful basis", was_told=True)
TO_COME = OnSharing(advice="Say no.", advice_from="A lawyer", advice_on=date(2099, 6, 3))
REASONS = Grounds(why="A life was at risk.", basis="vital interests", was_told=True, said=SAID)


@contextmanager
def deciding(actor: Actor) -> Iterator[None]:
    with side(Side.DECISION, actor_id=actor.pk):
        yield


def refuse(made: MadeCase, lead: Actor, kind: SharingKind = SharingKind.NOTHING, **changes: object) -> SharingRecord:
    given: dict[str, object] = {
        "what": "Her school's address.", "whom": "A newspaper", "grounds": GROUNDS, "by": lead, "at": AT,
    } | changes  # fmt: skip
    with welfare(lead):
        return actions.refuse_to_share(case=made.case, child=made.children[0], kind=kind, **given)


def share(made: MadeCase, by: Actor, **changes: object) -> EmergencyRelease:
    given: dict[str, object] = {
        "words": HURT, "sentence": NOW, "whom": "The officer, rung at 9:10", "was_told": False, "by": by, "at": AT,
    } | changes  # fmt: skip
    with welfare(by):
        return actions.release_in_emergency(case=made.case, child=made.children[0], **given)


def give(emergency: EmergencyRelease, by: Actor, grounds: Grounds = REASONS) -> SharingRecord:
    with welfare(by):
        return actions.give_emergency_reasons(emergency=emergency, grounds=grounds, by=by, at=NEXT_DAY)


def look(emergency: EmergencyRelease, by: Actor, words: str = "It was right.") -> EmergencyCheck:
    with welfare(by):
        return actions.check_emergency(emergency=emergency, words=words, by=by, at=NEXT_DAY)


def test_of_each_release_everything_is_recorded_that_is_to_be_and_it_stays_on_this_side(cast: Cast) -> None:
    walk = Walk(cast)
    said = OnSharing(
        necessity="Nobody else knows.", condition="statutory_purpose", views="She agrees.", advice="Leave health out.",
        advice_from="The data protection officer", advice_on=date(2026, 8, 30),
    )  # fmt: skip
    released = walk.release(walk.send(said=said, was_told=False, why_not_told="They are away."))
    with welfare(walk.lead):
        (record,) = sharing_records(walk.child)
        assert (record.kind, record.disclosure, record.why, record.basis) == (
            "released", released, "To inform the review.", "public task"
        )  # fmt: skip
        assert (record.necessity, record.condition, record.views) == (said.necessity, said.condition, said.views)
        assert (record.advice, record.advice_from, record.advice_on) == (said.advice, said.advice_from, said.advice_on)
        assert (record.was_told, record.why_not_told) == (False, "They are away.")
        assert "Home Office" in record.whom
    with deciding(cast["manager"]), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SharingRecord.objects.count()


def test_a_report_is_not_sent_up_with_a_day_of_advice_that_is_still_to_come(cast: Cast) -> None:
    walk = Walk(cast)
    said = replace(TO_COME, necessity="n", condition="safeguarding", views="v")
    with pytest.raises(Refused, match="advice_day_to_come"):
        walk.send(said=said)


def test_what_is_said_of_sharing_is_part_of_what_the_coordinator_saw(cast: Cast) -> None:
    walk = Walk(cast)
    report = walk.send()
    seen = walk.seen(report)
    with welfare(cast["coordinator"]):
        report.refresh_from_db()
        report.change(expected=report.version, necessity="Another one.")
    with pytest.raises(Refused, match="changed_since_seen"):
        walk.release(report, seen)


def test_that_something_is_not_shared_is_recorded_with_why_and_nothing_of_it_crosses(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    advised = replace(
        GROUNDS, said=OnSharing(advice="Say no.", advice_from="A lawyer", advice_on=date(2026, 8, 30)), was_told=False,
        why_not_told="It would frighten them.",
    )  # fmt: skip
    first = refuse(made, lead, SharingKind.NOT_ALL, grounds=advised)
    assert refuse(made, lead, SharingKind.NOT_ALL, grounds=advised, at=NEXT_DAY) == first, "pressed twice it is one"
    with welfare(cast["coordinator"]):
        (held,) = sharing_records(made.children[0])
        assert (held.kind, held.what, held.whom, held.why) == ("not_all", "Her school's address.", "A newspaper", WHY)
        assert (held.basis, held.advice_from, held.why_not_told) == (
            "No lawful basis",
            "A lawyer",
            "It would frighten them.",
        )
    with deciding(cast["manager"]):
        assert not Disclosure.objects.exists()
        assert not Milestone.objects.filter(kind="not_shared").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"what": " "}, "not_said_what"),
        ({"whom": ""}, "not_said_what"),
        ({"grounds": replace(GROUNDS, why="")}, "no_reason"),
        ({"grounds": replace(GROUNDS, basis=" ")}, "no_reason"),
        ({"grounds": replace(GROUNDS, was_told=False)}, "told_not_said"),
        ({"grounds": replace(GROUNDS, said=OnSharing(advice="x"))}, "advice_half_said"),
        ({"grounds": replace(GROUNDS, said=TO_COME)}, "advice_day_to_come"),
        ({"kind": SharingKind.NO_REPORT}, "not_asked"),
    ],
)
def test_a_refusal_to_share_without_what_it_needs_is_not_recorded(
    cast: Cast, change: dict[str, object], code: str
) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with pytest.raises(Refused, match=code):
        refuse(made, lead, **change)
    with welfare(lead):
        assert not SharingRecord.objects.exists()


def test_only_the_childs_lead_professional_says_what_is_not_shared(cast: Cast) -> None:
    made = make_case(cast)
    appoint(cast, made)
    with pytest.raises(Refused, match="not_the_lead_professional"):
        refuse(made, cast["coordinator"])


@pytest.mark.parametrize("lets_read_why", [False, True])
def test_of_the_report_the_review_learns_that_nothing_is_shared_and_why_only_where_it_is_chosen(
    cast: Cast, lets_read_why: bool
) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    ask(cast, made)
    record = refuse(made, lead, SharingKind.NO_REPORT, lets_read_why=lets_read_why)
    with welfare(lead):
        assert open_request(made.case, made.children[0]) is not None, "the report can still be released"
        assert (record.disclosure is not None) == lets_read_why
    with deciding(cast["manager"]):
        assert Milestone.objects.get(kind="not_shared").contact == lead
        texts = list(DisclosedItem.objects.values_list("text", flat=True))
        assert texts == ([WHY] if lets_read_why else [])
        assert standing_disclosure(made.case, made.children[0]) is None, "it is no report"
        (sharing,) = sharing_of(made.case, cast["manager"], is_childrens_side=False)
        assert [one.kind for one in sharing.waiting] == ["report"]


def test_no_word_of_why_nothing_is_shared_crosses_with_another_childs_name_nor_a_second_time(cast: Cast) -> None:
    walk = Walk(cast, children=2)
    named = "Amalb, her brother, was hit."
    for grounds in (replace(GROUNDS, why=named), replace(GROUNDS, basis=named)):
        with pytest.raises(Refused, match="names_another_child"):
            refuse(walk.made, walk.lead, SharingKind.NO_REPORT, lets_read_why=True, grounds=grounds)
    with deciding(cast["manager"]):
        assert not DisclosedItem.objects.exists()
        assert not Milestone.objects.filter(kind="not_shared").exists()
    first = refuse(walk.made, walk.lead, SharingKind.NO_REPORT, lets_read_why=True)
    assert refuse(walk.made, walk.lead, SharingKind.NO_REPORT, lets_read_why=True) == first, "pressed twice"
    more = replace(GROUNDS, why=WHY + " And more.")
    with pytest.raises(Refused, match="why_told_already"):
        refuse(walk.made, walk.lead, SharingKind.NO_REPORT, lets_read_why=True, grounds=more)
    refuse(walk.made, walk.lead, SharingKind.NO_REPORT, grounds=replace(GROUNDS, why=named))
    with deciding(cast["manager"]):
        assert list(DisclosedItem.objects.values_list("text", flat=True)) == [WHY]


def test_a_coordinator_finds_why_nothing_is_shared_where_the_review_reads_it(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    ask(cast, made)
    refuse(made, lead, SharingKind.NO_REPORT, grounds=replace(GROUNDS, why="It stays here."))
    refuse(made, lead, SharingKind.NO_REPORT, lets_read_why=True)
    read = signed_in("coordinator").get("/emergencies/?where=whys").content.decode()
    assert WHY in read
    assert "It stays here." not in read
    assert WHY not in signed_in("coordinator_elsewhere").get("/emergencies/?where=whys").content.decode()
    assert WHY not in signed_in("coordinator").get("/emergencies/").content.decode()


def test_what_is_shared_at_once_crosses_as_an_exact_copy_and_is_opened_as_any(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    shared = share(made, lead)
    assert share(made, lead, at=NEXT_DAY) == shared, "pressed twice it is shared once"
    assert shared.due_on == date(2026, 9, 2), "the end of the next working day"
    with deciding(cast["manager"]):
        (copy,) = disclosures_of(made.case)
        assert (copy.kind, copy.purpose, copy.was_told, copy.is_partial) == ("emergency", NOW, False, False)
        assert [item.text for item in copy.items.all()] == [HURT]
        assert is_whole(copy)
        assert copy.by == lead
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            EmergencyRelease.objects.count()
        open_disclosure(disclosure=copy, by=cast["manager"], at=NEXT_DAY)
    with welfare(lead):
        assert [one.by for one in disclosures_of(made.case)[0].receipts.all()] == [cast["manager"]]


def test_a_coordinator_may_share_at_once_and_a_report_is_still_asked_for(cast: Cast) -> None:
    made = make_case(cast)
    appoint(cast, made)
    ask(cast, made)
    share(made, cast["coordinator"])
    with welfare(cast["coordinator"]):
        assert open_request(made.case, made.children[0]) is not None
        assert standing_disclosure(made.case, made.children[0]) is None
        assert requests_of(made.case).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"words": " "}, "not_said_what"),
        ({"sentence": ""}, "not_said_what"),
        ({"whom": ""}, "not_said_what"),
    ],
)
def test_sharing_at_once_needs_little_and_that_little(cast: Cast, change: dict[str, object], code: str) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    with pytest.raises(Refused, match=code):
        share(made, lead, **change)
    with welfare(lead):
        assert not Disclosure.objects.exists()
        assert not EmergencyRelease.objects.exists()


def test_no_emergency_lets_the_review_know_of_a_child_or_names_another_one(cast: Cast) -> None:
    walk = Walk(cast, children=2)
    with pytest.raises(Refused, match="names_another_child"):
        share(walk.made, walk.lead, words="Amalb found her in the morning.")
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        entry = CaseChild.objects.get(person=walk.child)
        entry.change(expected=entry.version, side=FactSide.WELFARE)
    with pytest.raises(Refused, match="child_not_known"):
        share(walk.made, walk.lead)


def test_reasons_are_given_after_with_all_that_is_recorded_of_a_report_and_late_is_never_too_late(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    shared = share(made, lead)
    for lacking, code in (
        (replace(REASONS, why=""), "no_reason"),
        (replace(REASONS, said=OnSharing()), "no_necessity"),
        (
            replace(REASONS, said=replace(TO_COME, necessity="n", condition="safeguarding", views="v")),
            "advice_day_to_come",
        ),
    ):
        with pytest.raises(Refused, match=code):
            give(shared, lead, lacking)
    with welfare(lead):
        late = actions.give_emergency_reasons(emergency=shared, grounds=REASONS, by=lead, at=AT + timedelta(days=40))
    assert give(shared, lead) == late, "they are given once"
    with welfare(lead):
        (record,) = sharing_records(made.children[0])
        assert (record.kind, record.whom, record.why, record.condition) == (
            "emergency", "The officer, rung at 9:10", "A life was at risk.", "safeguarding"
        )  # fmt: skip


def test_somebody_looks_at_it_who_neither_shared_it_nor_gave_the_reasons(cast: Cast) -> None:
    made = make_case(cast)
    lead, coordinator = appoint(cast, made), cast["coordinator"]
    shared = share(made, lead)
    with pytest.raises(Refused, match="no_reasons_yet"):
        look(shared, coordinator)
    give(shared, lead)
    for by, words, code in ((lead, "Right.", "own_emergency"), (coordinator, " ", "no_words")):
        with pytest.raises(Refused, match=code):
            look(shared, by, words)
    check = look(shared, coordinator)
    assert look(shared, coordinator, "Once more.") == check
    own = share(made, coordinator, words="Another.")
    give(own, lead)
    with welfare(coordinator), pytest.raises(IntegrityError, match="whoever_looks_had_no_part"), transaction.atomic():
        EmergencyCheck.objects.create(
            case=made.case, child_id=made.children[0], emergency=own,
            shared_by=coordinator, reasons_by=lead, words="x", by=coordinator, at=AT,
        )  # fmt: skip


def test_what_waits_for_its_reasons_comes_first_then_what_waits_for_a_look(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    done, given, waits = (share(made, lead, words=f"Case {n}") for n in range(3))
    for one in (done, given):
        give(one, lead)
    look(done, cast["coordinator"])
    with welfare(cast["coordinator"]):
        assert list(emergencies_in_sight()) == [waits, given, done]
    with welfare(cast["coordinator_elsewhere"]):
        assert not emergencies_in_sight().exists()


def test_neither_record_nor_reasons_nor_look_is_ever_changed(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    shared = share(made, lead)
    give(shared, lead)
    look(shared, cast["coordinator"])
    for table in ("sharingrecord", "emergencyrelease", "emergencycheck"):
        with welfare(lead), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update welfare_{table} set at = now()")


def test_pages_from_sharing_at_once_to_the_look_and_from_a_refusal_to_its_record(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    coordinator, lead = signed_in("coordinator"), signed_in("lead")
    ask(cast, made)
    assert "What was shared and why" in lead.get(address(made)).content.decode()
    given = {"words": HURT, "sentence": NOW, "whom": "The officer", "was_told": "no"}
    wrong = lead.post(address(made, "sharing/at-once/"), given | {"words": ""})
    assert wrong.status_code == 422
    assert NOW in wrong.content.decode(), "what was typed stays"
    assert lead.post(address(made, "sharing/at-once/"), given).status_code == 302
    listed = coordinator.get("/emergencies/").content.decode()
    assert "Not yet: the reasons" in listed or "The reasons are due on" in listed
    with welfare(cast["lead"]):
        key = EmergencyRelease.objects.get().pk
    reasons = address(made, f"sharing/reasons/?emergency={key}")
    assert HURT in lead.get(reasons).content.decode()
    said = {"why": "A life.", "basis": "vital interests", "was_told": "yes", **ON_SHARING}
    assert lead.post(reasons, said | {"condition": "made_up"}).status_code == 422
    assert lead.post(reasons, said).status_code == 302
    looked = address(made, f"sharing/look/?emergency={key}")
    assert lead.get(looked).status_code == 403
    assert "A life." in coordinator.get(looked).content.decode()
    assert coordinator.post(looked, {"words": "It was right."}).status_code == 302
    refusal = {
        "kind": "no_report",
        "what": "The report",
        "whom": "The review",
        "why": WHY,
        "basis": "b",
        "was_told": "yes",
    }
    assert lead.post(address(made, "sharing/refuse/"), refusal).status_code == 302
    record = coordinator.get(address(made, "sharing/")).content.decode()
    for words in ("It was right.", "A life.", WHY, "Safeguarding of children", "none was taken"):
        assert words in record
    for forged in ("", "x", str(uuid.uuid4())):
        assert lead.get(address(made, f"sharing/reasons/?emergency={forged}")).status_code == 404
    assert HURT not in signed_in("manager").get(f"/cases/{made.case.pk}/shared/").content.decode(), "unopened"
