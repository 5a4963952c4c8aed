"""Disposal: two people, each signing what they see themselves, and only the text goes."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction

from kith.access import actions
from kith.access.models import Actor, AuditEntry, DisposalCertificate, DisposalSignature, RetentionHold
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure.models import DisclosedItem, Disclosure, Request
from kith.disclosure.terms import ItemKind, RequestKind
from kith.register.models import CaseTeamMember
from tests.factories import LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
CLASS = {"retention_class": "reports of children", "source": "Retention schedule, line 4"}
Sign = Callable[..., DisposalSignature]


@pytest.fixture
def released(cast: Cast) -> DisclosedItem:
    """A released text that two people of the children's side may see: the coordinator and a lead professional."""
    made = make_case(cast)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        request = Request.objects.create(
            case=made.case,
            child_id=made.children[0],
            kind=RequestKind.REPORT,
            due_on=AT.date(),
            by=cast["manager"],
            at=AT,
        )
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        CaseTeamMember.objects.create(
            case=made.case, actor=cast["lead"], side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL, from_at=LONG_AGO
        )
        disclosure = Disclosure.objects.create(
            request=request, case=made.case, child_id=made.children[0], lead_professional=cast["lead"], purpose="p",
            basis="b", was_told=True, is_partial=False, sha256="0" * 64, by=cast["coordinator"], at=AT,
        )  # fmt: skip
        return DisclosedItem.objects.create(
            disclosure=disclosure,
            place=1,
            kind=ItemKind.EVIDENCE,
            title="School",
            text="Words.",
            by=cast["coordinator"],
            at=AT,
        )


def signed(
    by: Actor, subject: uuid.UUID, *, on: Side = Side.WELFARE, table: str = "disclosure.DisclosedItem"
) -> DisposalSignature:
    with side(on, actor_id=by.pk):
        return actions.sign_disposal(table=table, subject=subject, by=by, at=AT, **CLASS)


def disposed(first: DisposalSignature, by: Actor, on: Side = Side.WELFARE) -> uuid.UUID:
    with side(on, actor_id=by.pk):
        return actions.dispose(first=first, by=by, at=AT)


def text_of(cast: Cast, item: DisclosedItem) -> str:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        return DisclosedItem.objects.get(pk=item.pk).text


def test_two_people_empty_the_text_and_row_and_certificate_stay(cast: Cast, released: DisclosedItem) -> None:
    certificate = disposed(signed(cast["lead"], released.pk), cast["coordinator"])
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        left = DisclosedItem.objects.get(pk=released.pk)
        assert (left.text, left.title, left.kind, left.certificate_id) == ("", "", ItemKind.EVIDENCE, certificate)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        held = DisposalCertificate.objects.get(pk=certificate)
        assert (held.by, held.second) == (cast["lead"], cast["coordinator"])
        verbs = list(AuditEntry.objects.filter(subject=released.pk).order_by("id").values_list("verb", flat=True))
        assert verbs == ["access.disposal_signed", "access.disposal_signed", "access.disposed"]


def test_one_person_alone_disposes_of_nothing(cast: Cast, released: DisclosedItem) -> None:
    first = signed(cast["lead"], released.pk)
    with pytest.raises(IntegrityError, match="signs_a_disposal_once"), transaction.atomic():
        disposed(first, cast["lead"])
    with (
        pytest.raises(Error, match="two people sign the same"),
        transaction.atomic(),
        side(Side.WELFARE, actor_id=cast["lead"].pk),
        connection.cursor() as cursor,
    ):
        cursor.execute("select access_dispose(%s, %s, now())", [first.pk, first.pk])
    assert text_of(cast, released) == "Words."


def test_a_signature_in_another_persons_name_is_refused(cast: Cast, released: DisclosedItem) -> None:
    with (
        pytest.raises(ProgrammingError, match="of the person who signs"),
        transaction.atomic(),
        side(Side.WELFARE, actor_id=cast["lead"].pk),
    ):
        actions.sign_disposal(
            table="disclosure.DisclosedItem", subject=released.pk, by=cast["coordinator"], at=AT, **CLASS
        )


@pytest.mark.parametrize(
    ("name", "on", "table", "words"),
    [
        ("coordinator_elsewhere", Side.WELFARE, "disclosure.DisclosedItem", "no such entry"),
        ("manager", Side.DECISION, "disclosure.DisclosedItem", "adds nothing"),
        ("manager", Side.DECISION, "welfare.ChronologyEntry", "adds nothing"),
        ("registrar", Side.REGISTRY, "disclosure.DisclosedItem", "adds nothing"),
        ("coordinator", Side.WELFARE, "access.User", "cannot be disposed of"),
        ("coordinator", Side.WELFARE, "register.CaseState", "cannot be disposed of"),
    ],
)
def test_nobody_signs_away_what_they_may_not_see_or_write(
    cast: Cast, released: DisclosedItem, name: str, on: Side, table: str, words: str
) -> None:
    with pytest.raises(Error, match=words), transaction.atomic():
        signed(cast[name], released.pk, on=on, table=table)


def test_what_two_people_sign_is_the_same(cast: Cast, released: DisclosedItem) -> None:
    first = signed(cast["lead"], released.pk)
    first.source = "Another line"
    with pytest.raises(IntegrityError, match="two people sign the same"), transaction.atomic():
        disposed(first, cast["coordinator"])
    assert text_of(cast, released) == "Words."


def test_under_a_retention_hold_nothing_goes(cast: Cast, released: DisclosedItem) -> None:
    first = signed(cast["lead"], released.pk)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        hold = actions.place_retention_hold(subject=released.pk, reason="an inquiry", by=cast["registrar"], at=AT)
    with pytest.raises(IntegrityError, match="a retention hold stands"), transaction.atomic():
        disposed(first, cast["coordinator"])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        RetentionHold.objects.create(subject=released.pk, reason="", ends_hold=hold, by=cast["registrar"], at=AT)
    disposed(first, cast["coordinator"])
    assert text_of(cast, released) == ""


def test_saying_that_one_disposes_opens_no_entry(cast: Cast, released: DisclosedItem) -> None:
    """The word that lets the owner's function pass is anybody's to say; the function is not."""
    with transaction.atomic(), side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('kith.disposing', %s, true)", [str(released.pk)])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            DisclosedItem.objects.filter(pk=released.pk).update(text="")
