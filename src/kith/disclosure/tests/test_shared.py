"""What crossed, as either side sees it: asked for once, opened once, read only after opening, and by nobody else."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure import actions
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone, Receipt, Request
from kith.disclosure.rules import Words, sha256_of
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.register.actions import join_team
from kith.register.joining import Link, regroup
from kith.verdict import Refused
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


SECRET = "the marked purpose"


def release(cast: Cast, made: MadeCase, *texts: str, held_back: bool = False) -> Disclosure:
    request = ask(cast, made)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        return actions.disclose(
            request=request, lead_professional=cast["lead"], purpose=SECRET, basis="b", was_told=False,
            items=[Words(ItemKind.EVIDENCE, text.split()[0], text, "Ms Orr", None) for text in texts],
            held_back=[actions.HeldBack(made.children[0], ItemKind.VIEWS, "the marked reason")] if held_back else [],
            by=cast["coordinator"], at=AT,
        )  # fmt: skip


def test_of_a_report_that_is_not_opened_nothing_of_its_content_is_shown(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    sent = release(cast, made, "School. She reads.", held_back=True)
    shared = f"/cases/{made.case.pk}/shared/"
    page = signed_in("manager").get(shared).content.decode()
    for words in (SECRET, "She reads", "School", "partial", "not told", "marked reason", sent.sha256):
        assert words not in page, words
    assert "Open the report that was released to you" in page


def test_what_was_held_back_is_on_no_page_of_the_other_side_nor_its_number(cast: Cast, signed_in: SignedIn) -> None:
    made, other = make_case(cast), make_case(cast)
    pages = []
    for case, number in ((made, 1), (other, 3)):
        request = ask(cast, case)
        with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
            sent = actions.disclose(
                request=request, lead_professional=cast["lead"], purpose="p", basis="b", was_told=True,
                items=[Words(ItemKind.EVIDENCE, "School", "She reads.", "Ms Orr", None)],
                held_back=[actions.HeldBack(case.children[0], ItemKind.VIEWS, "x" * number)] * number,
                by=cast["coordinator"], at=AT,
            )  # fmt: skip
        client, shared = signed_in("manager"), f"/cases/{case.case.pk}/shared/"
        assert client.post(f"{shared}{sent.pk}/open/").status_code == 302
        page = client.get(shared).content.decode()
        for own in (case.case.reference, str(case.case.pk), str(sent.pk), str(case.children[0])):
            page = page.replace(own, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
    assert pages[0] == pages[1], "what is held back changes nothing but that the report is partial"
    assert "This is a partial report." in pages[0]


def test_a_later_report_takes_the_place_of_an_earlier_one_and_both_are_read(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    client, shared = signed_in("manager"), f"/cases/{made.case.pk}/shared/"
    first = release(cast, made, "School. She reads.", "Club. She swims.")
    client.post(f"{shared}{first.pk}/open/")
    second = release(cast, made, "School. She reads well.", "Choir. She sings.")
    unopened = client.get(shared).content.decode()
    assert "She swims." in unopened, "what was read stays readable"
    assert "She sings." not in unopened
    assert "A later report took its place" in unopened
    client.post(f"{shared}{second.pk}/open/")
    page = " ".join(client.get(shared).content.decode().split())
    for words in ("She reads.", "She reads well.", "School.: in other words", "Choir.: new", "Club.: no longer in it"):
        assert words in page, words
    assert page.count("word for word as it was released") == 2
    assert page.index("She sings.") < page.index("She swims.")


def test_a_copy_that_is_not_as_it_was_released_says_so(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    cross(cast, made)  # its hash is none of its words
    assert "not word for word" in signed_in("lead").get(f"/cases/{made.case.pk}/shared/").content.decode()


@pytest.mark.parametrize("change", ["purpose", "text", "partial", "told", "order"])
def test_the_hash_of_a_copy_follows_every_word_of_it(change: str) -> None:
    items = [Words("event", "a", "b", "c", date(2026, 1, 1)), Words("event", "d", "e", "f", None)]
    said: dict[str, Any] = {"purpose": "p", "basis": "b", "was_told": True, "is_partial": False, "items": items}
    other = {
        "purpose": {"purpose": "pb", "basis": ""}, "text": {"items": [items[0], replace(items[1], text="é")]},
        "partial": {"is_partial": True}, "told": {"was_told": False}, "order": {"items": items[::-1]},
    }[change]  # fmt: skip
    assert sha256_of(**said) != sha256_of(**said | other)
    assert sha256_of(**said) == sha256_of(**said)


def test_asked_again_by_another_record_of_the_child_it_is_one_request(cast: Cast) -> None:
    made = make_case(cast, children=2)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        link = Link(*made.children, is_same=True, by_people=True, at=AT)
        regroup(people=made.children, links=[link], by=cast["registrar"], at=AT)
    first = ask(cast, made)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        again = actions.ask_for_report(
            case=made.case, child=made.children[1], due_on=date(2026, 9, 29), by=cast["manager"], at=AT
        )
    assert first == again


def test_the_database_itself_keeps_a_reader_from_a_second_receipt(cast: Cast) -> None:
    crossed = cross(cast, make_case(cast))
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        actions.open_disclosure(disclosure=crossed, by=cast["manager"], at=AT)
        with pytest.raises(IntegrityError, match="once"), transaction.atomic():
            Receipt.objects.create(disclosure=crossed, by=cast["manager"], at=AT)


def test_a_moved_date_is_seen_by_whoever_asked_and_has_no_reason(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    request = ask(cast, made)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        moved = actions.move_due_date(request=request, due_on=date(2026, 10, 20), by=cast["coordinator"], at=AT)
        again = actions.move_due_date(request=request, due_on=date(2026, 10, 20), by=cast["coordinator"], at=AT)
        assert moved == again
        with pytest.raises(Refused, match="day_is_past"):
            actions.move_due_date(request=request, due_on=AT.date(), by=cast["coordinator"], at=AT)
    page = signed_in("manager").get(f"/cases/{made.case.pk}/shared/").content.decode()
    assert "The date was moved from 29 September 2026 to 20 October 2026." in page
