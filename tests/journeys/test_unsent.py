"""Work is not lost: the browser ends, the session ends, another device goes on, two windows, no network, no script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access import actions as access
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.review.tests.factories import Walk
from kith.ui.tests import gallery
from kith.ui.tests.test_gallery import RULES
from tests.factories import LONG_AGO, standing_cast
from tests.journeys.conftest import serving

pytestmark = pytest.mark.browser
PHONE, DESK = 360, 1440
PASSWORD = "correct horse battery"
SAVED = re.compile(r"Saved at \d\d:\d\d, only you see it\.")
FAILED = "Could not save just now. Your words are still on this page."
WORDS = "She has friends here & reads\nto the “little ones”."


@dataclass(frozen=True)
class Office:
    """A server with one case, and a browser."""

    origin: str
    case: str
    browser: Any

    def finding(self, factor: str) -> str:
        return f"{self.case}review/finding/{factor}/"

    def signed_in(self, name: str = "officer", **how: Any) -> Any:
        """A device of its own on which this person has signed in."""
        page = self.browser.new_context(**how).new_page()
        page.goto(f"{self.origin}/sign-in/")
        self.sign_in(page, name)
        page.wait_for_url(f"{self.origin}/")
        return page

    def sign_in(self, page: Any, name: str = "officer") -> None:
        page.locator("input[name=email]").fill(f"{name}@example.test")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main .button-main").click()


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with cloned_database(django_db_blocker) as name:
        cast = standing_cast()
        with side(Side.ACCOUNTS, actor_id=new_id()):
            access.set_password(user=cast["officer"].user, password=PASSWORD, by=None, at=LONG_AGO)
        walk = Walk.begin(cast).weigh_children()
        with serving(name) as origin, gallery.chromium() as browser:
            yield Office(origin, f"{origin}/cases/{walk.review.case_id}/", browser)


def writes(page: Any, address: str, words: str = WORDS) -> None:
    page.goto(address)
    page.locator("textarea").fill(words)
    page.get_by_text(SAVED).wait_for()


def test_the_browser_ends_and_on_another_device_the_words_are_there(office: Office) -> None:
    page, address = office.signed_in(), office.finding("age")
    writes(page, address)
    assert page.locator(".kept").get_attribute("role") == "status"
    assert page.evaluate("JSON.stringify([localStorage.length, sessionStorage.length])") == "[0,0]"
    page.context.close()
    phone = office.signed_in(viewport={"width": PHONE, "height": 740})
    line = phone.locator("details.begun:not(.longest) summary")
    assert line.inner_text() == "You began to write on 1 page and have not sent it"
    line.click()
    phone.locator("details.begun:not(.longest) a").click()
    assert phone.url == address
    assert phone.locator("textarea").input_value() == WORDS
    assert "You began to write here on" in phone.locator(".unsent").inner_text()
    phone.locator("main form.beside .button-main").click()
    phone.wait_for_url(lambda url: url != address)
    phone.goto(address)
    assert phone.locator(".unsent").count() == 0
    assert phone.locator("textarea").input_value() == WORDS, "it is the finding now"
    phone.goto(office.origin)
    assert phone.locator("details.begun:not(.longest)").count() == 0
    phone.context.close()


def test_the_session_ends_while_somebody_writes(office: Office) -> None:
    page, address = office.signed_in(), office.finding("strength_of_connections")
    writes(page, address)
    page.context.clear_cookies(name="sessionid")
    page.locator("textarea").fill(f"{WORDS} And more.")
    page.get_by_text(FAILED).wait_for()
    assert page.locator("textarea").input_value() == f"{WORDS} And more."
    page.locator("main form.beside .button-main").click()
    office.sign_in(page)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(address)
    assert page.locator("textarea").input_value() == f"{WORDS} And more."
    page.get_by_text(SAVED).wait_for()  # the page that came back keeps by itself what was typed last
    page.context.close()
    other = office.signed_in()
    other.goto(address)
    assert other.locator("textarea").input_value() == f"{WORDS} And more."
    other.get_by_text("Start again without it").click()
    assert WORDS.split("\n")[0] in other.locator(".unsent blockquote").inner_text()
    other.get_by_role("button", name="Remove it and start again").click()
    other.wait_for_load_state()
    assert other.locator("textarea").input_value() == ""
    other.context.close()


def test_words_begun_before_something_else_was_saved_stand_beside_it(office: Office) -> None:
    page, other, address = office.signed_in(), office.signed_in(), office.finding("domestic_circumstances")
    other.goto(address)
    writes(page, address, "They share one room.")
    page.context.close()
    other.locator("textarea").fill("They share two rooms.")
    other.get_by_text("You are writing here in another window or on another device, too.").wait_for()
    other.locator("main form.beside .button-main").click()
    other.wait_for_url(lambda url: url != address)
    writes(other, address, "They share two rooms, or three.")
    stale = office.signed_in()
    stale.goto(address)
    stale.locator("textarea").fill("They share two rooms, or four.")
    stale.get_by_text(SAVED).wait_for()  # it showed those words, and goes on with them
    other.locator("textarea").fill("Five rooms.")
    other.locator("main form.beside .button-main").click()
    other.wait_for_url(lambda url: url != address)
    writes(stale, f"{address}", "Six rooms.")
    other.goto(address)
    assert other.locator("textarea").input_value() == "Six rooms."
    for one in (other, stale):
        one.context.close()


def test_both_texts_stand_side_by_side_where_they_differ(office: Office) -> None:
    page, address = office.signed_in(), office.finding("personal_history")
    page.goto(address)
    second = page.context.new_page()
    second.goto(address)
    page.locator("textarea").fill("Born in Asmara.")
    page.get_by_text(SAVED).wait_for()
    second.locator("textarea").fill("Born in Keren.")
    second.locator("main form.beside .button-main").click()
    second.wait_for_url(lambda url: url != address)
    page.locator("textarea").fill("Born in Asmara, she says.")
    page.wait_for_event("requestfinished", lambda request: request.method == "POST")
    page.goto(address)
    assert "Something else was saved here since you began" in page.locator(".unsent").inner_text()
    assert page.locator(".unsent .side-by-side .words").all_inner_texts() == [
        "Born in Asmara, she says.",
        "Born in Keren.",
    ]
    assert page.locator("textarea").input_value() == "Born in Asmara, she says."
    page.get_by_text("Start again without it").click()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        clean(page)
    page.context.close()


def test_without_network_the_page_says_so_and_keeps_when_it_is_back(office: Office) -> None:
    page = office.signed_in()
    page.goto(office.finding("compassionate_circumstances"))
    page.context.set_offline(True)
    page.locator("textarea").fill("Ill since May.")
    page.get_by_text(FAILED).wait_for()
    page.context.set_offline(False)
    page.locator("textarea").press("End")
    page.locator("textarea").press_sequentially(" Better now.")
    page.get_by_text(SAVED).wait_for()
    page.context.close()


def test_whoever_types_without_a_pause_is_kept_within_twenty_seconds(office: Office) -> None:
    page = office.signed_in()
    page.clock.install()
    page.goto(office.finding("criminal_record"))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    for _ in range(19):
        page.locator("textarea").press_sequentially("x")
        page.clock.run_for(1000)
    assert sent == []
    for _ in range(3):
        page.locator("textarea").press_sequentially("y")
        page.clock.run_for(1000)
    page.get_by_text(SAVED).wait_for()
    assert len(sent) == 1
    assert "kept_here=" in sent[0]
    page.context.close()


def test_files_stay_where_they_are_until_they_are_sent(office: Office, tmp_path: Path) -> None:
    page, letter = office.signed_in(), tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4 the words of a letter")
    page.goto(f"{office.case}words/write-down/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.locator("input[type=file]").set_input_files(letter)
    page.locator("textarea").fill("Nine years.")
    page.get_by_text(SAVED).wait_for()
    assert len(sent) == 1
    assert "letter" not in sent[0]
    assert "%25PDF" not in sent[0]
    page.goto(page.url)
    assert "Choose the files again" in page.locator(".unsent").inner_text()
    page.context.close()


def test_without_script_nothing_is_kept_and_what_was_kept_comes_back(office: Office) -> None:
    page, address = office.signed_in(), office.finding("length_of_residence")
    writes(page, address, "Since 2001.")
    page.context.close()
    plain = office.signed_in(java_script_enabled=False)
    plain.goto(address)
    assert plain.locator("textarea").input_value() == "Since 2001."
    assert plain.locator(".kept").count() == 0
    plain.locator("textarea").fill("Since 2002.")
    plain.locator("main form.beside .button-main").click()
    plain.goto(address)
    assert plain.locator("textarea").input_value() == "Since 2002."
    assert plain.locator(".unsent").count() == 0
    plain.context.close()


def clean(page: Any) -> None:
    """What axe finds on the page as it stands."""
    page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    rules = RULES | {"preload": False, "resultTypes": ["violations"]}
    found = page.evaluate("rules => axe.run(document, rules).then(all => all.violations.map(one => one.id))", rules)
    assert found == [], page.url
