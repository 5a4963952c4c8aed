"""What is taken as right of what sources say differently: with document and reason, beside all that they say."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conftest import SignIn
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.records import Stale, new_id
from kith.register import actions, rules
from kith.register.actions import Settled
from kith.register.models import PersonFact, SettledFact
from kith.register.settled import settled_about, settled_fact
from kith.register.terms import FactKind
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
AT = timezone.now()
BORN = Settled(
    "2014-01-09", date(2014, 1, 9), date(2014, 1, 9), "original", "Passport", date(2026, 5, 1), "Seen by me."
)
READING = st.builds(rules.Reading, st.sampled_from("abc"), st.sampled_from(FactSide))


def two_dates(cast: Cast) -> tuple[MadeCase, object]:
    """A child of whom the Home Office's list and a school say different days of birth."""
    made = make_case(cast)
    child = made.children[0]
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        day = date(2013, 5, 3)
        PersonFact.objects.create(
            person_id=child, side=FactSide.WELFARE, source="School", said_at=LONG_AGO, kind=FactKind.BIRTH_DATE,
            value="03/05/2013", earliest=day, latest=day,
        )  # fmt: skip
    return made, child


def settle(
    cast: Cast, made: MadeCase, child: object, name: str = "registrar", said: Settled = BORN, **more: object
) -> SettledFact:
    with side(Side.REGISTRY, actor_id=cast[name].pk):
        return actions.settle_fact(
            case=made.case, person=child, kind=FactKind.BIRTH_DATE, said=said, by=cast[name],
            **{"after": None, "at": AT} | more,
        )  # fmt: skip


def test_what_is_settled_stands_with_document_and_reason_and_the_sources_stay(cast: Cast, signed_in: SignIn) -> None:
    made, child = two_dates(cast)
    page = signed_in("registrar").get(f"/cases/{made.case.pk}/people/")
    assert "Taken as right" not in page.content.decode()
    settle(cast, made, child)
    text = signed_in("registrar").get(f"/cases/{made.case.pk}/people/").content.decode()
    for words in (
        "Taken as right:",
        "Passport",
        "Seen by me.",
        "An original document was seen",
        "9 January 2014",
        "3 May 2013",
    ):
        assert words in text
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="register.fact_settled", case_id=made.case.pk, shown=[child]).count() == 1


def test_what_one_side_alone_says_is_settled_for_that_side_alone(cast: Cast) -> None:
    made, child = two_dates(cast)
    assert settle(cast, made, child).side == FactSide.COMMON
    school = Settled("3 May 2013", date(2013, 5, 3), date(2013, 5, 3), "said", "", None, "The mother says so.")
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        first = settled_fact(made.case, child, FactKind.BIRTH_DATE)
    assert settle(cast, made, child, said=school, after=first.pk, at=AT + timedelta(1)).side == FactSide.WELFARE
    for on, name, day in ((Side.WELFARE, "coordinator", 2013), (Side.DECISION, "manager", 2014)):
        with side(on, actor_id=cast[name].pk):
            (one,) = settled_about(made.case).values()
            assert one.earliest.year == day


def test_only_the_registry_writes_and_everybody_as_themselves(cast: Cast) -> None:
    made, child = two_dates(cast)
    row = {
        "case": made.case, "person_id": child, "kind": "birth_date", "value": "2012", "sureness": "said", "why": "w", "at": AT,
        "side": FactSide.COMMON,
    }  # fmt: skip
    for on, name, by in (
        (Side.DECISION, "manager", "manager"), (Side.WELFARE, "lead", "lead"), (Side.REGISTRY, "registrar", "registrar_two"),
    ):  # fmt: skip
        with (
            side(on, actor_id=cast[name].pk),
            pytest.raises(ProgrammingError, match=r"row-level security|permission denied"),
            transaction.atomic(),
        ):
            SettledFact.objects.create(**row, by=cast[by])


def test_another_who_was_first_is_shown_and_a_double_click_is_one(cast: Cast) -> None:
    made, child = two_dates(cast)
    sending = new_id()
    assert settle(cast, made, child, sending=sending) == settle(cast, made, child, sending=sending)
    with pytest.raises(Stale):
        settle(cast, made, child)


def test_it_is_opened_again_with_a_reason_and_once(cast: Cast, signed_in: SignIn) -> None:
    made, child = two_dates(cast)
    settled = settle(cast, made, child)
    path = f"/cases/{made.case.pk}/people/{child}/birth_date/open-again/"
    assert signed_in("registrar").post(path, {"why": ""}).status_code == 422
    assert signed_in("registrar").post(path, {"why": "The passport was a brother's."}).status_code == 302
    assert signed_in("registrar").get(path).status_code == 404
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert settled_fact(made.case, child, FactKind.BIRTH_DATE) is None
        again = actions.take_back_settled(settled=settled, why="", by=cast["registrar"], at=AT)
        assert again.why == "The passport was a brother's."


def test_the_page_keeps_what_was_typed_and_says_what_is_missing(cast: Cast, signed_in: SignIn) -> None:
    made, child = two_dates(cast)
    path, client = f"/cases/{made.case.pk}/people/{child}/birth_date/", signed_in("registrar")
    page = client.get(path)
    assert "Registrar</a>" in page.content.decode(), "who is signed in stands above it, as on every page"
    form = page.context["form"]
    assert form["right"].value() is None
    assert [words for _, words in form.fields["right"].choices][:2] == [
        "9 January 2014 (Home Office, legacy cases)",
        "3 May 2013 (School)",
    ]
    given = {"right": "other", "other": "the spring", "sureness": "original", "why": "Because of the card."}
    answer = client.post(path, given)
    assert answer.status_code == 422
    text = answer.content.decode()
    for words in ("Write a day, a month or a year", "Say which document it was", "Because of the card.", "the spring"):
        assert words in text
    given |= {"other": "May 2012", "document": "Card", "seen_on": "1 May 2026"}
    assert client.post(path, given).status_code == 302
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        one = settled_fact(made.case, child, FactKind.BIRTH_DATE)
        assert (one.earliest, one.latest, one.side) == (date(2012, 5, 1), date(2012, 5, 31), FactSide.COMMON)
    late = client.post(path, given | {"why": "Another reason."})
    assert (late.status_code, "Somebody else has settled this" in late.content.decode()) == (409, True)
    assert client.post(path, late.context["form"].data).status_code == 302  # read, and sent again


@pytest.mark.parametrize("person", ["nobody", "another family's"])
def test_nobody_of_another_family_can_be_named(cast: Cast, signed_in: SignIn, person: str) -> None:
    made, _ = two_dates(cast)
    other = make_case(cast).children[0] if person == "another family's" else new_id()
    client: Client = signed_in("registrar")
    assert client.get(f"/cases/{made.case.pk}/people/{other}/birth_date/").status_code == 404
    with pytest.raises(Refused, match="nothing_said"):
        settle(cast, made, other)


@given(st.lists(READING, min_size=1), st.sampled_from("abcd"))
def test_a_common_word_never_says_what_one_side_alone_said(readings: list[rules.Reading], value: str) -> None:
    key = rules.reading_key(value, None, None)
    of = rules.side_of_settled(key, readings)
    said_by = {one.side for one in readings if one.value == value} or {one.side for one in readings}  # own words
    assert of == (said_by.pop() if len(said_by) == 1 else FactSide.COMMON)
