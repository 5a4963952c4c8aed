"""Words that were typed while the session ended: signed in again, they are on their page again, for their writer alone."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kith.access import actions
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.documents.tests.factories import upload
from kith.records import new_id
from kith.review.models import FactorFinding
from kith.review.tests.factories import Walk, deciding
from tests.factories import LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
PASSWORD = "correct horse battery"
TYPED = "She reads & <writes>.\r\nSecond line “é”."


@pytest.fixture
def passwords(cast: Cast) -> None:
    cache.clear()
    with side(Side.ACCOUNTS, actor_id=new_id()):
        for name in ("officer", "officer_two", "coordinator"):
            actions.set_password(user=cast[name].user, password=PASSWORD, by=None, at=LONG_AGO)


def form_of(answer: Any, action: str) -> dict[str, str]:  # Any: an answer of the test client
    """The hidden fields of the form that leads to `action`, as a browser would send them."""
    (form,) = [f for f in re.findall(r"<form .*?</form>", answer.content.decode(), re.S) if f'action="{action}' in f]
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    }


def sign_in(client: Client, name: str, to: str = "/sign-in/", **more: str) -> Any:  # Any: an answer of the test client
    return client.post(to, {"email": f"{name}@example.test", "password": PASSWORD} | more)


def found(walk: Walk) -> list[str]:
    with deciding(walk.cast["officer"]):
        return list(FactorFinding.objects.values_list("text", flat=True))


@pytest.fixture
def finding(cast: Cast, passwords: None) -> tuple[Walk, str]:
    walk = Walk.begin(cast).weigh_children()
    return walk, f"/cases/{walk.review.case_id}/review/finding/age/"


def signed_out_while_writing(path: str) -> tuple[Client, Any]:
    client = Client()
    sign_in(client, "officer")
    assert client.get(path).status_code == 200
    client.cookies.pop("sessionid")
    return client, client.post(path, {"text": TYPED, "after": ""})


def test_signed_in_again_the_same_words_are_on_the_same_page_and_saved_when_sent(finding: tuple[Walk, str]) -> None:
    walk, path = finding
    client, asked = signed_out_while_writing(path)
    assert asked.status_code == 401
    assert "She reads" not in asked.content.decode(), "nobody else who comes by reads them"
    wrong = client.post("/sign-in/", {"email": "officer@example.test", "password": "x"} | form_of(asked, "/sign-in/"))
    assert wrong.status_code == 422
    on = sign_in(client, "officer", **form_of(wrong, "/sign-in/"))
    again = client.post(path, form_of(on, path))
    assert again.context["form"]["text"].value() == TYPED
    assert "You were signed out before this was saved." in again.content.decode()
    assert found(walk) == []
    assert client.post(path, {"text": TYPED, "after": ""}).status_code == 302
    assert found(walk) == [TYPED.replace("\r\n", "\n")]


def test_whoever_sent_files_is_told_to_choose_them_again(finding: tuple[Walk, str]) -> None:
    walk, path = finding
    path = reverse("record_representation", args=[walk.review.case_id])
    client = Client()
    sign_in(client, "officer")
    client.get(path)
    client.cookies.pop("sessionid")
    asked = client.post(path, {"words": TYPED, "files": [upload("letter.png")]})
    again = client.post(path, form_of(sign_in(client, "officer", **form_of(asked, "/sign-in/")), path))
    assert again.context["form"]["words"].value() == TYPED
    assert "Choose the files again" in again.content.decode()


def test_the_words_are_for_nobody_else(finding: tuple[Walk, str]) -> None:
    _, path = finding
    client, asked = signed_out_while_writing(path)
    other = sign_in(client, "officer_two", **form_of(asked, "/sign-in/"))
    assert (other.status_code, other["Location"]) == (302, "/")
    assert "belongs to somebody else" in client.get("/").content.decode()


def test_words_that_were_forged_are_left_out(finding: tuple[Walk, str]) -> None:
    client, asked = signed_out_while_writing(finding[1])
    packed = form_of(asked, "/sign-in/")["packed"]
    for forged in ("x", packed[:-1], packed.replace(":", ";"), "\x00"):
        other = Client()
        assert sign_in(other, "officer", packed=forged).status_code == 302
    assert sign_in(client, "officer", packed=packed).status_code == 200


def test_opening_the_page_with_ones_words_is_written_down_and_changes_nothing_even_without_a_form(
    cast: Cast, signed_in: SignIn
) -> None:
    case = make_case(cast).case
    client = signed_in("manager")
    sent = client.post("/allocate/", {"case": str(case.pk), "officer": str(cast["officer"].pk), "shown_again": "1"})
    assert sent.status_code in (302, 422)
    with deciding(cast["manager"]):
        assert not case.reviews.exists()
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        mine = AuditEntry.objects.filter(actor_id=cast["manager"].pk, verb="review.allocate")
        assert set(mine.values_list("outcome", flat=True)) == {"opened"}


def test_whoever_sent_nothing_is_led_to_sign_in_as_before(finding: tuple[Walk, str]) -> None:
    client, _ = signed_out_while_writing(finding[1])
    assert client.post(finding[1]).status_code == 302
    assert Client().post(finding[1], {"text": TYPED}).status_code == 302, "nobody knows whose words these are"


def test_in_the_demo_one_click_leads_on_and_carries_the_words(
    finding: tuple[Walk, str], cast: Cast, settings: LazySettings
) -> None:
    settings.DEMO = True
    with side(Side.ACCOUNTS, actor_id=new_id()):
        person = actions.add_actor(
            shown_name="Practice Person",
            agency=cast["officer"].agency,
            email="p@demo.kith.example",
            by=None,
            at=LONG_AGO,
        )
        actions.give_role(actor=person, role="coordinator", by=None, at=LONG_AGO)
    click = f"/sign-in/{person.user.pk}/"
    page = Client().get("/sign-in/?next=/find/%3Fwords%3Da").content.decode()
    assert f'action="{click}?next=/find/%3Fwords%3Da"' in page
    for wanted, given in (("/find/", "/find/"), ("https://elsewhere.test/", "/"), ("//elsewhere.test", "/")):
        assert Client().post(f"{click}?next={wanted}")["Location"] == given
    client = Client()
    client.post(click)
    client.cookies.pop("sessionid")
    asked = client.post("/find/", {"words": "Selam"})
    assert form_of(client.post(click, form_of(asked, click)), "/find/")["words"] == "Selam"


def test_a_form_that_was_open_for_too_long_gives_the_words_back_to_copy(finding: tuple[Walk, str]) -> None:
    walk, path = finding
    client = Client(enforce_csrf_checks=True)
    key = str(new_id())
    answer = client.post(path, {"text": TYPED, "after": key, "outcome": "leave_granted", "number": "7"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "She reads &amp; &lt;writes&gt;." in page
    for code in (key, "leave_granted", ">7<"):
        assert code not in page
    assert found(walk) == []
