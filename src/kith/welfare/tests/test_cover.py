"""What the family says to the choice of a lead professional, and who has the child while that one is away."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.disclosure.models import Milestone
from kith.records import Stale
from kith.register.models import CaseTeamMember
from kith.register.work import look
from kith.representations import actions as representations
from kith.representations.terms import Voice, Wish
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import AbsenceCover, ChronologyEntry, LeadProfessional
from kith.welfare.queries import contact_for, current_lead, is_lead_of
from kith.welfare.rules import obstacles_to_cover
from kith.welfare.tests.test_actions import appoint, welfare
from kith.welfare.tests.test_pages import SignedIn, address, appoint_on_the_page
from kith.welfare.tests.test_social_workers import register
from kith.welfare.work import desk_of
from tests.factories import LONG_AGO, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SAID = "We would rather have somebody who speaks Tigrinya."


def said(**given: Any) -> dict[str, str]:
    return {
        "from_on": TODAY.isoformat(), "until_on": (TODAY + timedelta(days=9)).isoformat(), "why": "leave", "which": "this",
    } | given  # fmt: skip


def held_by(cast: Cast, made: MadeCase, place: int = 0) -> LeadProfessional:
    with welfare(cast["coordinator"]):
        held = current_lead(made.children[place])
        assert held is not None
        return LeadProfessional.objects.select_related("case").get(pk=held.pk)


def cover(cast: Cast, made: MadeCase, who: str = "lead_two", **given: Any) -> AbsenceCover:
    held = held_by(cast, made)
    with welfare(cast["coordinator"]):
        (made_one,) = actions.arrange_cover(
            appointments=[held], covered_by=cast[who],
            **{"why": "leave", "from_on": TODAY, "until_on": TODAY, "by": cast["coordinator"], "at": timezone.now()} | given,
        )  # fmt: skip
    return made_one


def note(cast: Cast, made: MadeCase, name: str) -> ChronologyEntry:
    with welfare(cast[name]):
        return actions.note_event(
            case=made.case, child=made.children[0], title="Ill", happened_from=date(2020, 8, 12), source="GP", by=cast[name],
            at=timezone.now(),
        )  # fmt: skip


def queues(cast: Cast, name: str) -> set[tuple[str, str]]:
    with entered(cast[name], "caseload.my_caseload", at=timezone.now()) as passage:
        return {(one.kind, one.tag) for one in look(desk_of(passage), 50, tag="").works}


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return made


def test_what_the_family_says_to_the_choice_is_kept_in_its_words_at_the_appointment_or_later(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast)
    coordinator, page = signed_in("coordinator"), address(made, "familys-view/")
    assert coordinator.get(page).status_code == 302, "nobody is appointed yet"
    given = {"professional": str(cast["lead"].pk), "reason": "taught her", "why_family_not_asked": "They were away."}
    both = coordinator.post(address(made, "appoint/"), given | {"family_view": SAID})
    assert both.status_code == 422
    with welfare(cast["coordinator"]):
        assert not LeadProfessional.objects.exists(), "nobody is appointed by halves"
    assert coordinator.post(address(made, "appoint/"), given).status_code == 302
    assert "They were away." in coordinator.get(address(made)).content.decode()
    lead = signed_in("lead")
    version = lead.get(page).context["form"]["version"].value()
    assert lead.post(page, {"version": version}).status_code == 422
    assert lead.post(page, {"version": version, "family_view": SAID}).status_code == 302
    assert lead.post(page, {"version": version, "family_view": SAID}).status_code == 302, "pressed twice"
    for name in ("lead", "coordinator"):
        shown = signed_in(name).get(address(made)).content.decode()
        assert SAID in shown
        assert "They were away." not in shown
    held = held_by(cast, made)
    for name, code in (("lead", "words_stand"), ("lead_two", "not_the_lead")):
        with welfare(cast[name]), pytest.raises((Refused, LeadProfessional.DoesNotExist)) as refused:
            actions.record_familys_view(
                appointment=held,
                family_view="Yes.",
                why_family_not_asked="",
                expected=held.version,
                by=cast[name],
                at=LONG_AGO,
            )
        assert code in str(refused.value) or name == "lead_two", (
            "who does not have the child does not see the appointment"
        )
    with welfare(cast["lead"]), pytest.raises(Stale):
        actions.record_familys_view(
            appointment=held, family_view="Yes.", why_family_not_asked="", expected=1, by=cast["lead"], at=LONG_AGO
        )
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="welfare.familys_view_recorded").count() == 2


def test_whoever_covers_has_the_child_for_that_time_and_keeps_only_what_they_wrote(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    coordinator, stand_in = signed_in("coordinator"), signed_in("lead_two")
    assert stand_in.get(address(made)).status_code == 404
    answer = coordinator.post(address(made, "cover/"), said(covered_by=str(cast["lead_two"].pk)))
    assert answer.status_code == 302, answer.content.decode()
    assert coordinator.post(address(made, "cover/"), said(covered_by=str(cast["lead_two"].pk))).status_code == 302
    with welfare(cast["coordinator"]):
        held = AbsenceCover.objects.get()
        team = CaseTeamMember.objects.get(actor=cast["lead_two"], case=made.case)
    assert (team.role, team.from_at, team.until_at) == (Role.LEAD_PROFESSIONAL, held.from_at, held.until_at)
    assert timezone.localdate(held.until_at) == TODAY + timedelta(days=10), "the last day is over at midnight"

    page = stand_in.get(address(made)).content.decode()
    assert "Lead Two has the child from" in page
    assert "Lead is on leave." in page
    assert stand_in.get(address(made, "event/")).status_code == 200
    note(cast, made, "lead_two")
    note(cast, made, "lead")
    assert ("to_hear", "with_you") in queues(cast, "lead_two")
    assert ("to_hear", "with_you") not in queues(cast, "lead")
    with welfare(cast["coordinator"]):
        assert contact_for(made.children[0]) == cast["lead_two"]
        assert current_lead(made.children[0]).professional == cast["lead"], "the lead professional stays who it is"

    ended = coordinator.post(address(made, "cover/end/"), {"cover": str(held.pk)})
    assert ended.status_code == 302
    assert coordinator.post(address(made, "cover/end/"), {"cover": str(held.pk)}).status_code == 302, "twice is once"
    assert stand_in.get(address(made)).status_code == 404
    with welfare(cast["lead_two"]):
        assert not is_lead_of(made.children[0], cast["lead_two"])
        assert [one.by for one in ChronologyEntry.objects.select_related("by")] == [cast["lead_two"]]
    with pytest.raises(Refused, match="not_the_lead_professional"):
        note_again(cast, made)
    assert "Ill" in stand_in.get("/what-you-wrote/").content.decode()
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(verb__startswith="welfare.cover").values_list("verb", flat=True)
        assert sorted(verbs) == ["welfare.cover_arranged", "welfare.cover_ended"]


def note_again(cast: Cast, made: MadeCase) -> None:
    with welfare(cast["lead_two"]):
        actions.note_event(
            case=made.case, child=made.children[0], title="Later", happened_from=date(2020, 8, 12), source="GP",
            by=cast["lead_two"], at=timezone.now(),
        )  # fmt: skip


def test_cover_that_is_to_come_gives_nothing_yet_and_ends_by_itself(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    later = cover(cast, made, from_on=TODAY + timedelta(days=3), until_on=TODAY + timedelta(days=5))
    assert signed_in("lead_two").get(address(made)).status_code == 404
    assert "Lead Two has the child from" in signed_in("lead").get(address(made)).content.decode()
    with welfare(cast["coordinator"]):
        actions.end_cover(cover=later, by=cast["coordinator"], at=timezone.now())
        later.refresh_from_db()
        assert later.until_at == later.from_at
        over = timezone.now() - timedelta(days=9)
        actions.arrange_cover(
            appointments=[held_by(cast, made)], covered_by=cast["lead_two"], why="away", from_on=over.date(),
            until_on=over.date() + timedelta(days=1), by=cast["coordinator"], at=over,
        )  # fmt: skip
    assert signed_in("lead_two").get(address(made)).status_code == 404, "its time is over"
    assert "Lead Two has the child" not in signed_in("lead").get(address(made)).content.decode()
    with welfare(cast["lead_two"]):
        assert not is_lead_of(made.children[0], cast["lead_two"])


def test_new_words_and_worries_reach_whoever_covers(cast: Cast, made: MadeCase) -> None:
    cover(cast, made)
    with welfare(cast["coordinator"]):
        representations.record_representation(
            case=made.case, voice=Voice.SUPPORTER, said_by="A neighbour", said_on=TODAY, wish=Wish.WORDS,
            words="They are good people.", side=FactSide.WELFARE, by=cast["coordinator"], at=timezone.now(),
        )  # fmt: skip
        actions.raise_concern(
            case=made.case, child=made.children[0], words="No coat.", by=cast["coordinator"], at=timezone.now()
        )
    assert ("words_to_answer", "with_you") in queues(cast, "lead_two")
    assert "words_to_answer" not in {kind for kind, _ in queues(cast, "lead")}
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert Milestone.objects.get(kind="asks_to_wait").contact == cast["lead_two"], "whom the review may ring"


def test_every_child_of_whoever_is_away_is_covered_at_once_or_none(cast: Cast, signed_in: SignedIn) -> None:
    made, other = make_case(cast, children=2), make_case(cast)
    lead = appoint(cast, made)
    appoint(cast, made, 1)
    with welfare(cast["coordinator"]):
        actions.appoint_lead_professional(
            case=other.case, child=other.children[0], professional=lead, reason="knows them", by=cast["coordinator"],
            at=LONG_AGO,
        )  # fmt: skip
        actions.raise_concern(
            case=other.case, child=other.children[0], words="No coat.", by=cast["coordinator"], at=timezone.now()
        )
    free = cast["lead_two"] if lead == cast["lead"] else cast["lead"]
    coordinator, given = signed_in("coordinator"), said(covered_by=str(free.pk), which="all")
    refused = coordinator.post(address(made, "cover/"), given)
    assert refused.status_code == 422
    assert "only a registered social worker covers" in refused.content.decode()
    with welfare(cast["coordinator"]):
        assert not AbsenceCover.objects.exists()
    register(free)
    assert coordinator.post(address(made, "cover/"), given).status_code == 302
    with welfare(cast["coordinator"]):
        assert AbsenceCover.objects.count() == 3
    for one, place in ((made, 0), (made, 1), (other, 0)):
        with welfare(free):
            assert is_lead_of(one.children[place], free)


def test_cover_ends_with_the_appointment(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    cover(cast, made)
    assert signed_in("lead_two").get(address(made)).status_code == 200
    held = held_by(cast, made)
    with welfare(cast["coordinator"]):
        actions.end_appointment(
            appointment=held, handover="Ring Ms Orr.", expected=held.version, by=cast["coordinator"], at=timezone.now()
        )
    assert signed_in("lead_two").get(address(made)).status_code == 404


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, ""), ({"is_current": False}, "has_ended"), ({"is_in_area": False}, "not_in_area"),
        ({"is_another": False}, "is_the_same"), ({"has_conflict": True}, "has_part_in_the_review"),
        ({"is_covered": True}, "is_covered"), ({"is_time": False}, "no_time"),
        ({"needs_social_worker": True}, "needs_social_worker"),
        ({"needs_social_worker": True, "is_social_worker": True}, ""),
    ],
)  # fmt: skip
def test_who_can_cover_and_when(given: dict[str, bool], code: str) -> None:
    facts = {
        "is_current": True, "is_in_area": True, "is_another": True, "has_conflict": False, "is_covered": False,
        "is_time": True, "needs_social_worker": False, "is_social_worker": False,
    }  # fmt: skip
    assert [one.code for one in obstacles_to_cover(**facts | given)] == ([code] if code else [])


def test_two_do_not_cover_at_once_and_nobody_for_themselves_or_into_the_past(cast: Cast, made: MadeCase) -> None:
    for who, changes, code in (
        ("lead", {}, "is_the_same"), ("officer", {}, "not_in_area"),
        ("lead_two", {"until_on": TODAY - timedelta(days=1), "from_on": TODAY - timedelta(days=3)}, "no_time"),
        ("lead_two", {"from_on": TODAY + timedelta(days=3), "until_on": TODAY + timedelta(days=1)}, "no_time"),
        ("lead_two", {"until_on": TODAY + timedelta(days=183)}, "too_long"),
        ("lead_two", {"until_on": date.max}, "too_long"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=code):
            cover(cast, made, who, **changes)
    cover(cast, made, until_on=TODAY + timedelta(days=5))
    with pytest.raises(Refused, match="is_covered"):
        cover(cast, made, from_on=TODAY + timedelta(days=5), until_on=TODAY + timedelta(days=8))
    for one in (held_by(cast, made),):
        with welfare(cast["coordinator"]):
            actions.end_cover(cover=one.covers.get(), by=cast["coordinator"], at=timezone.now())
    later = {"until_on": TODAY + timedelta(days=8)}
    cover(cast, made, from_on=TODAY + timedelta(days=5), **later)
    with pytest.raises(Refused, match="is_covered"):
        cover(cast, made, from_on=TODAY + timedelta(days=2), **later)  # longer than what stands: not the same again
    with welfare(cast["coordinator"]):
        AbsenceCover.objects.get(from_at__gt=timezone.now())
    with welfare(cast["lead_two"]):
        assert AbsenceCover.objects.count() == 2
    for name in ("coordinator_elsewhere",):
        with welfare(cast[name]):
            assert not AbsenceCover.objects.exists()


def test_only_a_coordinator_arranges_cover_and_what_is_said_of_it_is_one_of_three_words(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    given = said(covered_by=str(cast["lead_two"].pk))
    assert signed_in("lead").post(address(made, "cover/"), given).status_code == 403
    assert signed_in("coordinator_elsewhere").post(address(made, "cover/"), given).status_code == 404
    coordinator = signed_in("coordinator")
    for wrong in (
        {"why": "has the flu"},
        {"until_on": "soon"},
        {"covered_by": str(cast["lead"].pk)},
        {"which": "some"},
    ):
        answer = coordinator.post(address(made, "cover/"), given | wrong)
        assert answer.status_code == 422, wrong
