"""Every page in every role that may open it, with real content, in a real browser: can everybody read and use it?"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access import actions as access
from kith.access.models import Membership
from kith.access.side import side
from kith.access.terms import ActorKind, Role, Side
from kith.demo.load import Service, load
from kith.intake.jobs import work_off_intake
from kith.records import new_id
from kith.review.jobs import make_letters
from kith.site import upkeep
from kith.ui.tests import gallery
from kith.ui.tests.test_gallery import RULES
from tests.factories import LONG_AGO
from tests.journeys.conftest import serving
from tests.walking import PLAYED_BY, Stop, pages_by_role, sign_in_as, walk

pytestmark = pytest.mark.browser
PAGES = pages_by_role()
each_page = pytest.mark.parametrize(("role", "name"), PAGES, ids=lambda one: str(one))
PHONE, DESK = 360, 1440
LONG_NAME = gallery.LONG_NAME  # sixty letters
EVERY_RULE = RULES | {"preload": False, "resultTypes": ["violations"]}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "preload": False, "resultTypes": ["violations"]}
# Undone only while nothing rests on it yet: few children stand there, and welfare's own tests press these buttons.
UNDO = {"take_back_appointment", "fetch_report_back", "take_back_report_date"}
LOOKS = int(os.environ.get("KITH_LOOKS", "0"))  # of one page in one role; none: one of each page, in whichever role


@dataclass(frozen=True, slots=True)
class Seen:
    """The faults that one visit to a page found, and its words: to open it takes longer than to look at it."""

    words: str
    axe: list[Any]
    phone: list[Any]
    keyboard: list[Any]
    unkept: list[Any]


@dataclass
class Demo:
    """The demo in miniature: a server, and everywhere that its people can go."""

    origin: str
    browser: Any
    stops: dict[tuple[Role, str], list[Stop]] = field(default_factory=dict)
    looked_at: dict[tuple[Role, str], list[Stop]] = field(default_factory=dict)
    seen: dict[Stop, Seen] = field(default_factory=dict)
    signed_in: dict[str, Any] = field(default_factory=dict)  # cookies by person
    tab: Any = None  # one at a time: tabs cost the machine
    whose: str = ""

    def pages(self, role: Role, name: str) -> list[Stop]:
        """Each look of this page that somebody of this role came to and nobody of a role before; files are no pages."""
        return self.looked_at.get((role, name), [])

    def choose(self) -> None:
        """Share the looks out: what looks the same in two roles is looked at in one of them."""
        known, named = set[frozenset[str]](), set[str]()
        for (role, name), stops in self.stops.items():
            fresh = {stop.shape: stop for stop in reversed(stops) if not stop.is_file and stop.shape not in known}
            most = LOOKS or int(name not in named)
            self.looked_at[role, name] = [*reversed(fresh.values())][:most]
            known.update(stop.shape for stop in self.looked_at[role, name])
            named.update({name} if self.looked_at[role, name] else ())

    def buttons(self, role: Role) -> set[str]:
        """Every page that a button of some page sends to that somebody of this role came to."""
        return {name for (one, _), stops in self.stops.items() if one == role for stop in stops for name in stop.sends}

    def see(self, stop: Stop) -> Seen:
        """What is wrong with this page by keyboard, wide and narrow, light and dark."""
        if stop not in self.seen:
            page = self.open(stop)
            words, unkept = page.inner_text("main"), page.evaluate(UNKEPT)
            keyboard = by_keyboard(page)
            self.seen[stop] = Seen(words, keyboard=keyboard, axe=by_axe(page), phone=on_a_phone(page), unkept=unkept)
        return self.seen[stop]

    def open(self, stop: Stop, *, width: int = DESK, script: bool = True) -> Any:
        """The page in a tab of its person; `complaints` of the tab is what the browser says about it."""
        if stop.person != self.whose:
            self._let_in(stop.person)
        self.tab.switch.send("Emulation.setScriptExecutionDisabled", {"value": not script})
        self.tab.set_viewport_size({"width": width, "height": 800})
        self.tab.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.tab.complaints.clear()
        answer = self.tab.goto(f"{self.origin}{stop.path}")
        assert answer.status == HTTPStatus.OK
        return self.tab

    def _let_in(self, person: str) -> None:
        if self.tab:
            self.tab.context.close()
        context = self.browser.new_context(storage_state=self.signed_in[person])
        self.whose, self.tab = person, (tab := context.new_page())
        tab.switch, tab.complaints = context.new_cdp_session(tab), []
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """Families at every step through the real intake and the demo's own casework; then everybody walks everywhere."""
    times = override_settings(RETENTION=settings.DEMO_RETENTION)  # by which something has had its time
    with cloned_database(django_db_blocker) as name, times, ExitStack() as opened:
        _send_cast_home()
        service = Service(
            make_letters=make_letters, seal_audit=lambda _: 0, refresh_statistics=upkeep.refresh_statistics
        )
        load(progress=lambda _, done, total: None, service=service, scale=0.1)
        assert work_off_intake(timezone.now()) == 1  # what the worker of the demo does: a file waits to be taken in
        origin = opened.enter_context(serving(name, KITH_DEMO="1"))
        made = Demo(origin, opened.enter_context(gallery.chromium()))
        for role, people in PLAYED_BY.items():
            looks = Counter[str]()
            for person in people:
                with made.browser.new_context() as context:
                    sign_in_as(context, origin, person)
                    made.signed_in[person] = context.storage_state()
                    for stop in walk(context.request, origin, person, looks):
                        made.stops.setdefault((role, stop.name), []).append(stop)
        made.choose()
        yield made


def _send_cast_home() -> None:
    """The standing cast of the other tests ends its work before the demo's people begin theirs."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        for held in Membership.objects.exclude(actor__kind=ActorKind.JOB):
            access.end_role(membership=held, expected=held.version, by=None, at=LONG_AGO + timedelta(1))


def violations(page: Any, rules: dict[str, Any] = EVERY_RULE) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it is shown now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    found = page.evaluate(AXE, rules)
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


# What sticks to an edge is put in its place meanwhile: axe takes whatever happens to lie under it for out of reach.
AXE = """async rules => {
  const sticking = [...document.querySelectorAll('.at-foot, .at-head')];
  sticking.forEach(one => { one.style.position = 'static' });
  const {violations} = await axe.run(document, rules);
  sticking.forEach(one => { one.style.position = '' });
  return violations;
}"""


def by_axe(page: Any) -> list[Any]:
    """Faults wide and narrow, light and dark, with what the browser complains of; by night the colours of both at either
    width. Leaves the page narrow and light."""
    faults = [("wide, light", violations(page))]
    page.emulate_media(color_scheme="dark")
    faults += [("wide, dark", violations(page, COLOURS))] if LOOKS else []
    page.set_viewport_size({"width": PHONE, "height": 800})
    faults += [("narrow, dark", violations(page))]
    page.emulate_media(color_scheme="light")
    faults += [("narrow, light", violations(page, COLOURS))] if LOOKS else []
    faults += [("said by the browser", page.complaints)]
    return [fault for fault in faults if fault[1]]


def on_a_phone(page: Any) -> list[Any]:
    """What is too small for a thumb, and whether anything runs out: as it is, and with a long name in each place."""
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    too_small, widths = page.evaluate(SMALL), [page.evaluate("document.documentElement.scrollWidth")]
    page.locator("bdi").evaluate_all("(all, name) => all.forEach(one => { one.textContent = name })", LONG_NAME)
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    return [*too_small, *(f"runs out: {width} px" for width in widths if width > PHONE)]


# Controls that are lower than a thumb needs: 44 px for what is pressed; axe asks 24 px of every other link.
SMALL = """[...document.querySelectorAll(
    'button, .button, select, summary, input:not([type=hidden]), .menu a, .tabs a, .pages a')]
  .map(one => one.closest('.option') || one).filter(one => one.checkVisibility())
  .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""


def by_keyboard(page: Any) -> list[Any]:
    """Controls that Tab does not reach in the order of reading, and those that do not show that one is there."""
    wanted = page.evaluate(WATCH)
    for _ in range(wanted + 1):
        page.keyboard.press("Tab")
    reached = page.evaluate("reached")
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    order = [place for place, _ in reached][:wanted]
    return [
        *([f"the order is {order}"] if order != list(range(wanted)) else []),
        *(fault for _, fault in reached if fault),
    ]


# Long texts that nothing keeps while they are written: no script with a key beside them, or one that found another form.
UNKEPT = """[...document.querySelectorAll('main form[method=post] textarea')]
  .filter(one => !document.querySelector('main script[data-key]') || !one.form.querySelector('.kept[role=status]'))
  .map(one => one.name)"""
# Numbers the controls in the order of reading, and notes at each that gets the focus whether it can be seen.
WATCH = """() => {
  document.activeElement.blur();
  const controls = [...document.querySelectorAll(
      'a[href], button, select, textarea, summary, input:not([type=hidden]), main [tabindex="0"]')]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => one.type !== 'radio' || one === (document.querySelector(`input[name="${one.name}"]:checked`)
                                                     || document.querySelector(`input[name="${one.name}"]`)));
  window.reached = [];
  document.addEventListener('focusin', event => {
    const one = event.target, style = getComputedStyle(one), box = one.getClientRects()[0];
    const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;  // of what is on the screen
    const on = document.elementFromPoint(box.left + box.width / 2, middle);
    const faults = [];
    if (style.outlineStyle !== 'solid' || style.outlineWidth !== '3px') faults.push('no ring');
    if (!on || !(one.contains(on) || on.contains(one))) faults.push('covered');
    reached.push([controls.indexOf(one), faults.length ? faults.join() + ': ' + one.outerHTML : '']);
  });
  return controls.length;
}"""


@each_page
def test_following_links_leads_to_every_page(demo: Demo, role: Role, name: str) -> None:
    """Or to a button that sends to it: such a page takes something and has nothing to look at."""
    assert (role, name) in demo.stops or name in demo.buttons(role) | UNDO


@each_page
def test_axe_finds_nothing_wide_or_narrow_light_or_dark(demo: Demo, role: Role, name: str) -> None:
    assert {stop.path: demo.see(stop).axe for stop in demo.pages(role, name) if demo.see(stop).axe} == {}


@pytest.mark.parametrize("role", sorted({role for role, _ in PAGES}))
def test_each_page_has_one_first_heading_and_a_title_of_its_own(demo: Demo, role: Role) -> None:
    pages = [stop for (one, _), stops in demo.stops.items() if one == role for stop in stops if not stop.is_file]
    assert [stop.path for stop in pages if len(stop.headings) != 1 or not stop.headings[0].strip()] == []
    named: dict[str, set[str]] = {}
    for stop in pages:
        named.setdefault(stop.title, set()).add(stop.name)
    assert {title: names for title, names in named.items() if len(names) > 1} == {}


@each_page
def test_nothing_runs_out_of_a_phone_and_a_thumb_meets_every_button(demo: Demo, role: Role, name: str) -> None:
    assert {stop.path: demo.see(stop).phone for stop in demo.pages(role, name) if demo.see(stop).phone} == {}


@pytest.mark.parametrize(
    # the trail's first line is this look at it; a report's script shows beside the choices what stands on the next page
    "name",
    dict.fromkeys(name for _, name in PAGES if name not in ("audit_trail", "assemble_report")),
)
def test_the_page_is_the_same_without_script(demo: Demo, name: str) -> None:
    stop = next((stop for (_, one), stops in demo.looked_at.items() if one == name for stop in stops), None)
    if stop:
        words = demo.see(stop).words
        plain = demo.open(stop, script=False).inner_text("main")
        if plain != words:  # a page may tell the minute, and the visit was in another: once more, one after the other
            words, plain = demo.open(stop).inner_text("main"), demo.open(stop, script=False).inner_text("main")
        assert plain == words


@each_page
def test_the_keyboard_reaches_every_control_in_the_order_of_reading_and_shows_where_one_is(
    demo: Demo, role: Role, name: str
) -> None:
    assert {stop.path: demo.see(stop).keyboard for stop in demo.pages(role, name) if demo.see(stop).keyboard} == {}


@each_page
def test_every_long_text_is_kept_while_it_is_written(demo: Demo, role: Role, name: str) -> None:
    assert {stop.path: demo.see(stop).unkept for stop in demo.pages(role, name) if demo.see(stop).unkept} == {}


@each_page
def test_a_form_sent_empty_says_what_to_put_right_and_loses_nothing(demo: Demo, role: Role, name: str) -> None:
    for stop in demo.pages(role, name)[:1]:
        page = demo.open(stop, width=PHONE)
        if not page.evaluate(HAS_QUESTIONS):
            return
        page.wait_for_timeout(400)  # what nobody can have read yet is not sent: a key pressed twice (ADR 153)
        with page.expect_navigation() as sent:
            page.evaluate(SEND_EMPTY)
        assert sent.value.status in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY)
        assert violations(page) == []
        if sent.value.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            assert page.evaluate("document.activeElement.className") == "error-summary"
            for link in page.locator(".error-summary a").all():
                assert page.locator(link.get_attribute("href") or "").count() == 1


HAS_QUESTIONS = "!!document.querySelector('main form[method=post] :is(textarea, input:not([type=hidden]))')"
# Takes everything out of the first form that asks something, and presses its last button, which never decides anything.
SEND_EMPTY = """() => {
  const form = document.querySelector('main form[method=post] :is(textarea, input:not([type=hidden]))').form;
  form.querySelectorAll('[type=radio], [type=checkbox]').forEach(one => { one.checked = false });
  form.querySelectorAll('textarea, input:not([type=radio], [type=checkbox], [type=hidden])').forEach(one => { one.value = '' });
  form.requestSubmit([...form.querySelectorAll('button')].at(-1));
}"""
