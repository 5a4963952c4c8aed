"""One phone in one home: what one person leaves on it, the next must not find; and pages that must end."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from conftest import SignIn
from kith.access.side import side
from kith.access.terms import Side
from kith.family.tests.test_pages import PAGES, SECRET, both, come_in, text_of
from kith.register.models import FamilyMember, Person
from kith.representations.models import FamilyAccess, Representation
from kith.representations.tests.factories import give
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def test_a_form_that_was_opened_by_one_is_not_sent_as_another(cast: Cast) -> None:
    made, his = both(cast)
    hers = give(cast, made, made.adults[0])
    shared = Client(enforce_csrf_checks=True)
    for given in (hers, his):
        page = shared.get(f"/own/in/{given.link}/").content.decode()
        assert shared.post(f"/own/in/{given.link}/", {"code": given.code, **token_in(page)}).status_code == 302
        if given is hers:
            half_written = shared.get("/own/words/").content.decode()
    sent = {"wish": "words", "words": SECRET[0], "side": "welfare", **token_in(half_written)}
    assert shared.post("/own/words/", sent).status_code == 403
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert not Representation.objects.exists()


def token_in(page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    return {"csrfmiddlewaretoken": found[1]}


def test_the_language_of_one_does_not_stay_on_the_phone_for_another(cast: Cast) -> None:
    made, his = both(cast)
    hers = give(cast, made, made.adults[0], language="ar")
    shared = come_in(hers)
    assert '<html lang="ar"' in text_of(shared, "")
    assert '<html lang="en"' in shared.get(f"/own/in/{his.link}/").content.decode()
    assert '<html lang="en"' in text_of(come_in(his, shared), "")


def test_before_coming_in_a_language_is_kept_in_the_address_alone(cast: Cast) -> None:
    _made, his = both(cast)
    client, page = Client(), f"/own/in/{his.link}/"
    answer = client.post("/own/language/", {"language": "so", "back": page})
    assert answer["Location"] == f"{page}?language=so"
    assert '<html lang="so"' in client.get(answer["Location"]).content.decode()
    assert '<html lang="en"' in client.get(page).content.decode()
    assert client.post(f"{page}?language=so", {"code": his.code}).status_code == 302
    assert '<html lang="so"' in text_of(client, "")


@pytest.mark.parametrize("back", ["", "foo", "//else.example/", "/own/\x00", "/cases/"])
def test_a_forged_way_back_leads_to_ones_own_page(cast: Cast, back: str) -> None:
    _, his = both(cast)
    answer = come_in(his).post("/own/language/", {"language": "ar", "back": back})
    assert (answer.status_code, answer["Location"][:5]) == (302, "/own/")


def test_who_moved_to_another_family_reads_nothing_more_of_this_one_and_the_page_can_be_closed(
    cast: Cast, signed_in: SignIn
) -> None:
    made, his = both(cast)
    client = come_in(his)
    assert client.get("/own/").status_code == 200
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        moved = FamilyMember.objects.filter(person_id=made.adults[1], until_at__isnull=True)
        assert moved.update(until_at=timezone.now()) == 1
    for page in PAGES:
        assert client.get(f"/own/{page}")["Location"] == "/sign-in/", page
    pages = f"/cases/{made.case.pk}/own-pages/"
    lead, stop = signed_in("lead"), f"{pages}{his.access.pk}/stop/"
    assert stop in lead.get(pages).content.decode()
    assert lead.post(stop).status_code == 302
    assert stop not in lead.get(pages).content.decode()


def test_of_two_pages_of_one_person_each_can_be_closed(cast: Cast, signed_in: SignIn) -> None:
    made, his = both(cast)
    hers = give(cast, made, made.adults[0])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):  # it turns out that they are one
        Person.objects.filter(pk=made.adults[1]).update(canonical_id=made.adults[0])
    lead, pages = signed_in("lead"), f"/cases/{made.case.pk}/own-pages/"
    for given in (his, hers):
        assert f"{pages}{given.access.pk}/stop/" in lead.get(pages).content.decode()
        assert lead.post(f"{pages}{given.access.pk}/stop/").status_code == 302


def test_what_the_childrens_side_closed_no_registrar_opens_again(cast: Cast, signed_in: SignIn) -> None:
    made, his = both(cast)
    pages = f"/cases/{made.case.pk}/own-pages/"
    lead, registrar, give_page = signed_in("lead"), signed_in("registrar"), f"{pages}{made.adults[1]}/give/"
    assert give_page in registrar.get(pages).content.decode()
    assert lead.post(f"{pages}{his.access.pk}/stop/").status_code == 302
    assert give_page not in registrar.get(pages).content.decode()
    registrar.post(give_page, {"language": "en"})
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert FamilyAccess.objects.get(pk=his.access.pk).stopped_at is not None
    assert lead.post(give_page, {"language": "en"}).status_code == 200
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert FamilyAccess.objects.get(pk=his.access.pk).stopped_at is None


def test_what_a_young_person_writes_is_always_read_by_the_childrens_side(cast: Cast) -> None:
    made, _his = both(cast)
    client = come_in(give(cast, made, made.children[0]))
    for page in ("words/", "meeting/"):
        text = text_of(client, page)
        assert 'value="welfare"' in text
        assert 'value="common"' in text
        assert 'value="decision"' not in text
    sent = {"wish": "words", "words": "I am afraid.", "side": "decision"}
    assert client.post("/own/words/", sent).status_code == 422
