"""The trail is searched by who acted and by whom it was about, in ids and names of staff alone."""

import uuid
from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.queries import trail
from kith.access.side import side
from kith.access.terms import Outcome, Side
from kith.register.models import Person
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def note(verb: str, *, by: Actor | None = None, on: Side = Side.WELFARE, **more: object) -> None:
    with side(on, actor_id=by.pk if by else uuid.UUID(int=1)):
        audit.record(verb, by=by, at=timezone.now(), outcome=Outcome.OPENED, **more)


def found(cast: Cast, **asked: str) -> set[str]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        return {entry.verb for entry in trail(verb="test.", **asked)}


def test_the_trail_is_searched_by_the_name_of_who_acted_and_never_by_a_name_of_a_family(cast: Cast) -> None:
    note("test.lead", by=cast["lead"])
    note("test.coordinator", by=cast["coordinator"])
    note("test.parent", by=cast["parent"], on=Side.FAMILY)
    assert found(cast, who="coordinator") == {"test.coordinator"}
    assert found(cast, who="LEAD") == {"test.lead"}
    assert found(cast, who="Parent") == set()
    assert found(cast, who=str(cast["parent"].pk)) == {"test.parent"}
    assert found(cast, who="Nobody of that name") == set()


def test_several_deeds_of_one_kind_are_an_entry_each_in_one_query(cast: Cast) -> None:
    subjects = [uuid.uuid4() for _ in range(3)]
    deeds = [audit.Deed(one, ("same",), audit.digest(one)) for one in subjects]
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk), audit.deeds() as done:
        with CaptureQueriesContext(connection) as asked:
            audit.record_each("test.judged", deeds, by=cast["registrar"], at=timezone.now())
        audit.record_each("test.nothing", [], by=cast["registrar"], at=timezone.now())
    assert (len(asked), done) == (1, ["test.judged"])
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        held = {entry.subject: entry for entry in trail(verb="test.")}
        assert set(held) == set(subjects)
        assert {(one.actor_id, one.side, one.outcome, *one.codes) for one in held.values()} == {
            (cast["registrar"].pk, Side.REGISTRY, Outcome.DONE, "same")
        }
        assert all(one.digest == audit.digest(about) for about, one in held.items())


def test_the_trail_is_searched_by_whom_it_was_about(cast: Cast) -> None:
    made, other = make_case(cast), make_case(cast)
    child, case = made.children[0], made.case
    note("test.on_the_case", case=case.pk)
    note("test.about_the_child", subject=child)
    note("test.in_a_list", shown=[uuid.uuid4(), child])
    note("test.another", case=other.case.pk, subject=other.children[0], shown=[other.children[0]])
    on_case, about = {"test.on_the_case"}, {"test.about_the_child", "test.in_a_list"}
    assert found(cast, about=case.reference.lower()) == found(cast, about=str(case.pk)) == on_case
    assert found(cast, about=str(child)) == on_case | about
    page = f"https://kith.example/cases/{case.pk}/children/{child}/plan/"
    assert found(cast, about=page) == on_case | about
    assert found(cast, about=str(child), who="lead") == set()
    assert found(cast, about="KI-99999") == found(cast, about=str(uuid.uuid4())) == set()


def test_a_person_is_found_under_the_id_of_every_file_that_names_them(cast: Cast) -> None:
    one, same = make_case(cast), make_case(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        Person.objects.filter(pk=same.children[0]).update(canonical_id=one.children[0])
    note("test.by_the_other_row", shown=[same.children[0]])
    note("test.on_the_other_case", case=same.case.pk)
    assert found(cast, about=str(one.children[0])) == {"test.by_the_other_row", "test.on_the_other_case"}


def test_who_reads_the_trail_reads_no_name_of_a_family_and_nobody_else_finds_ids(cast: Cast) -> None:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert not Actor.objects.filter(pk__in=[cast["parent"].pk, cast["teacher"].pk]).exists()
        assert Actor.objects.filter(pk=cast["lead"].pk).exists()
    for on in (Side.WELFARE, Side.DECISION, Side.FAMILY, Side.STATISTICS):
        with (
            side(on, actor_id=cast["lead"].pk), pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute("select access_concerned(null, 'KI-0001')")


def test_the_page_names_staff_leads_on_from_each_id_and_asks_the_same_of_one_and_of_many(
    cast: Cast, signed_in: SignIn
) -> None:
    made, client = make_case(cast), signed_in("auditor")
    asked = f"/audit/?who=lead&about={made.case.reference}"
    client.get(asked)
    counts = []
    for _ in range(2):
        for _n in range(30):
            note("test.opened", by=cast["lead"], case=made.case.pk, subject=made.children[0], shown=[made.children[0]])
        with CaptureQueriesContext(connection) as queries:
            text = client.get(asked).content.decode()
        counts.append(len(queries))
    assert "Lead" in text
    assert f"?about={made.children[0]}" in text
    assert f"?who={cast['lead'].pk}" in text
    assert "Amal" not in text
    assert (counts[0], counts[0] <= 15) == (counts[1], True)
    assert "page=2" in text
