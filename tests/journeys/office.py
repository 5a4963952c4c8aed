"""Everybody who works on cases, each at a browser of their own: what a journey says of them is what they click and type."""

import re
from typing import Any

from django.utils import timezone

from kith.access import actions as access
from kith.access.models import User
from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Side
from kith.records import new_id
from kith.register.models import Case, CaseTeamMember
from tests.factories import KINDS, ROLES, Cast, standing_cast

PASSWORD = "a long and quiet winter"
Words = str | re.Pattern[str]


def called(words: Words) -> re.Pattern[str]:
    """A name that is these words, or goes on after a colon or comma with whom or what it is about."""
    return words if isinstance(words, re.Pattern) else re.compile(rf"^{re.escape(str(words))}(?=$| ?[:,])")


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def opens(self, *links: Words) -> "Person":
        """Follow links, one after the other."""
        for link in links:
            self.page.locator("main, .nav").get_by_role("link", name=called(link)).first.click()
        return self

    def chooses(self, question: Words, answer: Words) -> "Person":
        self.page.get_by_role("group", name=question).get_by_label(called(answer)).check()
        return self

    def ticks(self, label: Words) -> "Person":
        self.page.get_by_role("checkbox", name=called(label)).check()
        return self

    def writes(self, field: str, text: str) -> "Person":
        self.page.get_by_role("textbox", name=field).fill(text)
        return self

    def presses(self, button: str) -> "Person":
        self.page.locator("main").get_by_role("button", name=called(button)).click()
        return self

    def tabs_to(self, role: str, name: str) -> "Person":
        """Press Tab until this control has the focus, or, among radio buttons, until its group has; then the arrow."""
        control = self.page.locator("main").get_by_role(role, name=called(name)).first
        for _ in range(80):
            if control.evaluate("one => one === document.activeElement"):
                return self
            in_group = control.evaluate("one => one.type === 'radio' && one.name === document.activeElement.name")
            self.page.keyboard.press("ArrowDown" if in_group else "Tab")
        raise AssertionError(f"the keyboard does not come to {name}")

    def enters(self) -> "Person":
        """Press Enter on what has the focus, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def types(self, text: str) -> "Person":
        self.page.keyboard.type(text)
        return self

    def sees(self, words: str) -> bool:
        return words in self.page.inner_text("main")

    def may(self, name: Words) -> bool:
        """Whether a link or button of this name is here."""
        main = self.page.locator("main")
        return bool(main.get_by_role("link", name=name).count() + main.get_by_role("button", name=name).count())


def everybody() -> Cast:
    """The standing cast, each with a login that has one password for all: to hash one takes half a second."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        cast = standing_cast()
        people = [cast[name].user for name, (_, role, _) in ROLES.items() if role not in KINDS]  # who have a login
        access.set_password(user=people[0], password=PASSWORD, by=None, at=timezone.now())
        people[0].refresh_from_db(fields=["password"])
        User.objects.filter(pk__in=[user.pk for user in people]).update(password=people[0].password)
    return cast


class Office:
    """Everybody of the standing cast, and a door for each."""

    def __init__(self, origin: str, browser: Any, cast: Cast, *, has_script: bool) -> None:
        self.origin, self.browser, self.cast, self.has_script = origin, browser, cast, has_script

    def signs_in(self, name: str) -> Person:
        """With e-mail and password, in a browser that knows nobody."""
        page = self.browser.new_context(java_script_enabled=self.has_script).new_page()
        page.goto(f"{self.origin}/sign-in/")
        page.get_by_label("E-mail").fill(self.cast[name].user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return Person(page)

    def has_on(self, case: Case, name: str) -> bool:
        """Whether this person is on the team of the case now."""
        its = ROLE_SIDES[ROLES[name][1]]
        with side(its, actor_id=self.cast[name].pk):
            return CaseTeamMember.objects.filter(case=case, actor=self.cast[name], until_at__isnull=True).exists()
