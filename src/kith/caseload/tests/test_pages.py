"""Pages of the caseload: who gets them, what they show, and a fixed number of queries."""

from collections.abc import Callable

import pytest
from django.test import Client

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def test_without_signing_in_every_page_leads_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_registrar_finds_the_families_to_confirm_and_the_page_says_what_is_next(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast, confirmed=False)
    text = signed_in("registrar").get("/").content.decode()
    assert made.case.reference in text
    assert "Confirm family" in text
    assert "Registry." in text


def test_a_case_is_shown_to_its_coordinator_and_is_not_there_for_another(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, children=2)
    for path in ("", "people/", "history/"):
        assert signed_in("coordinator").get(f"/cases/{made.case.pk}/{path}").status_code == 200
        assert signed_in("coordinator_elsewhere").get(f"/cases/{made.case.pk}/{path}").status_code == 404
        assert signed_in("statistician").get(f"/cases/{made.case.pk}/{path}").status_code == 403


def test_opening_and_being_refused_are_written_down(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    signed_in("coordinator").get(f"/cases/{made.case.pk}/")
    signed_in("coordinator_elsewhere").get(f"/cases/{made.case.pk}/")
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        found = AuditEntry.objects.filter(case_id=made.case.pk, verb="caseload.case").order_by("at", "id")
        assert sorted(found.values_list("outcome", flat=True)) == ["opened", "refused"]


@pytest.mark.parametrize("count", [1, 4])
def test_pages_make_the_same_number_of_queries_whatever_the_number_of_cases(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    made = [make_case(cast, confirmed=False) for _ in range(count)]
    client = signed_in("registrar")
    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        client.get("/")
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        client.get(f"/cases/{made[0].case.pk}/people/")


def test_the_registrar_confirms_a_family_and_a_second_time_is_told_so(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, children=1, confirmed=False)
    client, url = signed_in("registrar"), f"/cases/{made.case.pk}/confirm-family/"
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    done = client.post(url, {"children": [str(made.children[0])]})
    assert done.status_code == 302, done.content.decode()
    again = client.post(url, {"children": [str(made.children[0])]})
    assert again.status_code == 422
    assert "was confirmed before" in again.content.decode()


def test_a_person_is_found_by_another_spelling_with_why(cast: Cast, signed_in: SignedIn) -> None:
    make_case(cast)
    text = signed_in("coordinator").get("/find/", {"words": "Selaam Tesfai"}).content.decode()
    assert "Selam Tesfay" in text
