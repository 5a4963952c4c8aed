"""The plan with all of its fields, and copies of it: chosen part by part, seen before, kept as they were given."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register.models import Person, PersonFact, PersonReference, Residence
from kith.register.queries import people_of
from kith.register.terms import FactKind, ReferenceKind
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import PlanCopy
from kith.welfare.queries import child_of, plan_copies, plan_of
from kith.welfare.rules import chosen_parts, digest_of_copy
from kith.welfare.terms import Receiver
from kith.welfare.tests.test_actions import AT, fill, welfare
from kith.welfare.tests.test_pages import address, appoint_on_the_page
from kith.welfare.tests.test_plans import ACTION, PERSON, PLAN
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
MOST = 15  # queries of a page
HOMES = ("4 Refuge Lane", "9 Father Street")
MORE = {
    "assessment": "She is tired.", "conclusions": "She needs rest.", "parents_views": "Her mother agrees.",
    "others_views": "The school sees it.", "other_plans": "A co-ordinated support plan of 2025.",
}  # fmt: skip


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    """A child with a plan, two addresses in the family and a health number."""
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        said = {"side": FactSide.WELFARE, "source": "council", "said_at": AT}
        for person, home in zip((made.children[0], made.adults[0]), HOMES, strict=True):
            Residence.objects.create(person_id=person, address=home, **said)
        PersonReference.objects.create(person_id=made.children[0], kind=ReferenceKind.HEALTH, value="CHI 77", **said)
    fill(made, cast["lead"])
    with welfare(cast["lead"]):
        given = {"case": made.case, "child": made.children[0], "by": cast["lead"], "at": AT}
        actions.record_named_person(**PERSON, **given)
        actions.agree_plan(**PLAN | MORE, **given)
        actions.plan_action(**ACTION, **given)
    return made


def parts_of(cast: Cast, made: MadeCase) -> Any:
    with welfare(cast["lead"]):
        entry = child_of(made.case, made.children[0])
        assert entry is not None
        people = people_of([made.case]).get(made.case.family_id, [])
        return entry, plan_of(entry, people=people, on=AT.date()).parts


def give(cast: Cast, made: MadeCase, codes: list[str], by: str = "lead", seen: str = "", **given: Any) -> PlanCopy:
    entry, parts = parts_of(cast, made)
    said = {"receiver": "Ms Orr", "kind": Receiver.SERVICE, "why_left_out": "Not needed there.", **given}
    seen = seen or digest_of_copy(said["receiver"], said["kind"], chosen_parts(parts, codes)[0])
    with welfare(cast[by]):
        return actions.give_plan_copy(entry=entry, codes=codes, seen=seen, by=cast[by], at=AT, **said)


def free(cast: Cast, made: MadeCase) -> list[str]:
    """What goes to whomever, as nobody can be found or put at risk by it."""
    return [part.code for part in parts_of(cast, made)[1] if not part.is_guarded]


def codes(cast: Cast, made: MadeCase, *, addresses: bool = False) -> list[str]:
    return [part.code for part in parts_of(cast, made)[1] if addresses or not part.is_address]


def test_the_plan_holds_every_field_of_the_model_list(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    page = signed_in("coordinator").get(address(made, "plan/")).content.decode()
    wanted = [
        "Amala Tesfay", "Date of birth", *HOMES, "CHI 77", "Address of", "Ms Reid", "head teacher", "Lead",
        PLAN["needs"], PLAN["disagreements"], *MORE.values(), "1 December 2026",
        *(str(said) for said in ACTION.values() if not isinstance(said, date)), "I want to stay with my class.",
        "Looked at again on",
    ]  # fmt: skip
    assert [words for words in wanted if str(words) not in page] == []


def test_a_copy_is_kept_as_it_was_given_whatever_becomes_of_the_plan(cast: Cast, made: MadeCase) -> None:
    some = [code for code in codes(cast, made) if code != "disagreements"]
    copy = give(cast, made, some)
    assert give(cast, made, some) == copy
    before = copy.parts
    with welfare(cast["lead"]):
        given = {"case": made.case, "child": made.children[0], "by": cast["lead"], "at": AT}
        actions.agree_plan(**PLAN | {"needs": "Rest."}, **given)
        (held,) = plan_copies(made.children[0])
    said = " ".join(f"{part['heading']} {part['text']}" for part in held.parts)
    assert held.parts == before
    assert PLAN["needs"] in said
    assert "A quiet room at noon." in said
    assert PLAN["disagreements"] not in said
    assert not any(home in said for home in HOMES)
    assert "What is not agreed, and by whom" in held.left_out
    assert (held.plan.needs, held.why_left_out, held.by) == (PLAN["needs"], "Not needed there.", cast["lead"])
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="welfare.plan_copy_given").count() == 1


@pytest.mark.parametrize("kind", [Receiver.CHILD, Receiver.PARENT, Receiver.OTHER])
def test_no_address_goes_to_the_family_without_the_leave_of_whoever_lives_there(
    cast: Cast, made: MadeCase, kind: Receiver
) -> None:
    everything = codes(cast, made, addresses=True)
    with pytest.raises(Refused, match="no_leave_for_address"):
        give(cast, made, everything, kind=kind)
    assert give(cast, made, free(cast, made), kind=kind)
    copy = give(cast, made, everything, kind=kind, leave="The mother, on the phone, 1 September.")
    assert copy.left_out == []


def test_what_keeps_a_copy_back_says_why(cast: Cast, made: MadeCase) -> None:
    some = codes(cast, made)
    for code, given in (
        ("no_receiver", {"receiver": " "}), ("nothing_chosen", {"codes": []}), ("changed_since_seen", {"seen": "0" * 64}),
        ("no_reason", {"codes": some[1:], "why_left_out": ""}), ("not_the_lead_professional", {"by": "coordinator"}),
    ):  # fmt: skip
        with pytest.raises(Refused, match=code):
            give(cast, made, **{"codes": some, **given})
    with welfare(cast["lead"]):
        view = {"was_sought": True, "words": "Tell nobody.", "may_share": False, "told_who_reads": True}
        actions.record_childs_views(case=made.case, child=made.children[0], by=cast["lead"], at=AT, **view)
    with pytest.raises(Refused, match="no_leave_to_share"):
        give(cast, made, codes(cast, made))
    own = [part.code for part in parts_of(cast, made)[1] if not (part.is_address or part.is_anothers_words)]
    assert give(cast, made, own, kind=Receiver.CHILD), "they are the child's own"


def test_a_copy_is_chosen_seen_exactly_given_and_read_on_pages(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    lead, page = signed_in("lead"), address(made, "plan/copies/give/")
    some = [code for code in codes(cast, made) if code != "others_views"]
    first = lead.get(page).content.decode()
    assert all(f'value="{code}"' in first for code in some)
    assert " checked" not in first, "nothing goes before somebody ticks it, whomever it names and wherever they are"
    given = {"receiver": "Ms Orr of the school", "kind": "service", "parts": some, "seen": ""}
    nothing = lead.post(page, given | {"parts": []})
    assert nothing.status_code == 422
    assert "Choose at least one part" in nothing.content.decode()
    assert "Ms Orr of the school" in nothing.content.decode(), "what was typed stays"
    again = lead.post(page, given | {"receiver": ""}).content.decode()
    assert again.count(" checked") >= len(some), "and what was ticked"
    missing = lead.post(page, given)
    assert missing.status_code == 422
    assert "Say why parts are left out" in missing.content.decode()
    given["why_left_out"] = "Her doctor wrote of her own health in it."
    seen = lead.post(page, given)
    assert seen.status_code == 200
    text = seen.content.decode()
    assert "Give this copy" in text
    assert PLAN["needs"] in text
    with welfare(cast["lead"]):
        assert not PlanCopy.objects.exists(), "what is read before it is given is not given"
    sha256 = text.split('name="seen" value="')[1].split('"')[0]
    changed = lead.post(page, given | {"seen": sha256, "parts": some[:-1]})
    assert changed.status_code == 200, "another choice is read again first"
    assert lead.post(page, given | {"seen": sha256}).status_code == 302
    with welfare(cast["lead"]):
        copy = PlanCopy.objects.get()
    assert copy.sha256 == sha256
    assert "Ms Orr of the school" in signed_in("coordinator").get(address(made, "plan/")).content.decode()
    held = f"{address(made, 'plan/copies/')}?copy={copy.pk}"
    for name in ("lead", "coordinator"):
        reader = signed_in(name)
        shown = reader.get(held).content.decode()
        assert PLAN["needs"] in shown
        assert "The school sees it." not in shown
        assert "Her doctor wrote" in shown
        assert made.case.reference not in shown, "nothing of the case goes out with a copy"
        with CaptureQueriesContext(connection) as asked:
            reader.get(held)
        assert len(asked) <= MOST
    assert lead.get(address(made, "plan/copies/")).status_code == 404
    assert signed_in("manager").get(held).status_code == 403
    with side(Side.DECISION, actor_id=cast["manager"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        PlanCopy.objects.count()
    with welfare(cast["coordinator_elsewhere"]):
        assert not PlanCopy.objects.exists()


@pytest.mark.parametrize("kind", [Receiver.PARENT, Receiver.OTHER])
def test_what_one_parent_and_the_child_said_goes_to_the_other_only_with_their_leave(
    cast: Cast, signed_in: SignedIn, made: MadeCase, kind: Receiver
) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        PersonFact.objects.create(
            person_id=made.children[0], kind=FactKind.GUARDIAN, value="Mrs A, 4 Refuge Lane, 0141 555",
            side=FactSide.WELFARE, source="school", said_at=AT,
        )  # fmt: skip
    form = signed_in("lead").get(address(made, "plan/copies/give/")).context["form"]
    ticked = set(form["parts"].value() or ())
    assert not ticked, "nothing, whatever it is"
    guarded = {part.code for part in parts_of(cast, made)[1] if part.is_guarded}
    assert {"guardian", "home", "parents_views", "others_views"} <= guarded
    assert not ticked & guarded
    plain = free(cast, made)
    for more, refused in ((["parents_views"], "no_leave_for_words"), (["guardian"], "no_leave_for_address")):
        with pytest.raises(Refused, match=refused):
            give(cast, made, [*plain, *more], kind=kind)
    assert give(cast, made, plain, kind=kind).left_out


def test_a_copy_given_again_later_is_another_and_its_leave_is_kept(cast: Cast, made: MadeCase) -> None:
    first = give(cast, made, codes(cast, made))
    assert give(cast, made, codes(cast, made)) == first
    assert give(cast, made, codes(cast, made), leave="The mother, today.").leave == "The mother, today."


def test_a_copy_hangs_on_a_plan_of_that_very_child_whichever_record_of_it_and_on_no_other_in_sight(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    other = make_case(cast)
    appoint_on_the_page(cast, signed_in, other)
    fill(other, cast["lead"])
    with welfare(cast["lead"]):
        plan = actions.agree_plan(**PLAN | MORE, case=other.case, child=other.children[0], by=cast["lead"], at=AT)
    row = {
        "case": made.case, "child_id": made.children[0], "plan": plan, "receiver": "Ms Orr", "kind": Receiver.SERVICE,
        "parts": [], "left_out": [], "sha256": "0" * 64, "by": cast["lead"], "at": AT,
    }  # fmt: skip
    with welfare(cast["lead"]), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        PlanCopy.objects.create(**row)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):  # the two turn out to be one child
        Person.objects.filter(pk=other.children[0]).update(canonical_id=made.children[0])
    with welfare(cast["lead"]):
        assert PlanCopy.objects.create(**row).plan == plan


def test_the_page_of_the_plan_is_printed_without_addresses(signed_in: SignedIn, made: MadeCase) -> None:
    page = signed_in("lead").get(address(made, "plan/")).content.decode()
    for home in HOMES:
        assert f'<dd class="words on-screen" dir="auto">{home}' in page
    assert '<dt class="on-screen">Home address' in page
    assert '<dd class="words" dir="auto">Amala Tesfay' in page
    assert "Addresses are not printed with this page" in page
