"""The registrar's pages in a real Chromium: keys, no script, phone and desk, and nothing that axe finds.

The browser is answered by the test's own client, in the test's own transaction: no server and no port.
"""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake.actions import hand_in_files
from kith.intake.jobs import work_off_intake
from kith.intake.models import CandidatePair, HandedFile, Judgement, SourceFile
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import pupil, school, two_families
from kith.ui.tests import gallery
from kith.ui.tests.test_gallery import RULES
from tests.factories import LONG_AGO, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
Open = Callable[..., Any]
READ_MS = 400  # a pair is looked at for a moment, or the press counts as the second one of two


@pytest.fixture(scope="module")
def browser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch, gallery.chromium() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop running in this thread
        yield browser
        with django_db_blocker.unblock():
            connections.close_all()  # those of the driver's context, which no later test could reach and close


@pytest.fixture
def opened(
    browser: Any, cast: Cast, signed_in: Callable[[str], Client], tmp_path: Path, taken_in: TakeIn
) -> Iterator[Open]:
    """`opened(path, width=…)` gives the page as the registrar sees it; two pairs wait, one file has errors, and another was
    handed in and looked through."""
    taken_in([*two_families(tmp_path), school(tmp_path, *(pupil(f"N{n}", "", "") for n in range(30)), name="bad.csv")])
    hand_in(cast, school(tmp_path, *(pupil(f"A{n}", f"TESFAY, Yonas {n}", "") for n in range(30)), name="autumn.csv"))
    client, transaction = signed_in("registrar"), connections["default"]
    pages = []

    def answered(route: Any) -> None:
        connections["default"] = transaction  # the driver answers in a context of its own, which would open another
        answer(client, route)

    def open_page(path: str, *, width: int = 1440, **options: Any) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        pages.append(page)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route("**", answered)
        page.goto(f"{gallery.ORIGIN}{path}")
        return page

    yield open_page
    for page in pages:
        page.close()


def reads(page: Any) -> Any:
    """The page once somebody has had time to read it."""
    page.wait_for_timeout(READ_MS)
    return page


def hand_in(cast: Cast, path: Path) -> None:
    with entered(cast["registrar"], "intake.hand_in_files", at=LONG_AGO) as passage:
        hand_in_files(files=[(path.name, path.read_bytes())], by=passage.actor, at=LONG_AGO)
    work_off_intake(LONG_AGO)


def answer(client: Client, route: Any) -> None:
    """Answer one request of the browser by the test's client; redirects are followed here."""
    asked = urlsplit(route.request.url)
    if asked.path.startswith("/static/"):
        found = finders.find(asked.path.removeprefix("/static/"))
        kind = mimetypes.guess_type(found or "")[0] or "application/octet-stream"
        route.fulfill(status=200 if found else 404, body=Path(found).read_bytes() if found else "", content_type=kind)
        return
    given = client.generic(
        route.request.method, f"{asked.path}?{asked.query}", route.request.post_data or "",
        content_type=route.request.headers.get("content-type", ""),
    )  # fmt: skip
    if given.status_code in (302, 303):
        given = client.get(given["Location"])
    headers = {"content-security-policy": given["Content-Security-Policy"]}
    route.fulfill(status=given.status_code, body=given.content, content_type=given["Content-Type"], headers=headers)


def said(cast: Cast) -> list[str]:
    """What people judged so far, oldest first; what was taken back is there, and taking back is not."""
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        rows = Judgement.objects.filter(rule="", takes_back__isnull=True).order_by("at", "id")
        return list(rows.values_list("verdict", flat=True))


def paths(cast: Cast) -> list[str]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        file, made = SourceFile.objects.get(name="bad.csv").pk, Judgement.objects.exclude(rule="").get().pk
        handed, batch = HandedFile.objects.get(), SourceFile.objects.get(name="bad.csv").batch_id
    own = [handed.hand_in_id, handed.pk]
    return [
        reverse("hand_in_files"), reverse("hand_in", args=own[:1]), reverse("handed_file", args=own),
        reverse("correct_columns", args=own), reverse("take_back_batch", args=[batch]),
        reverse("batches"), reverse("source_file", args=[file]), reverse("judge_pair"), reverse("judgements"),
        reverse("known_pairs"),
        f"{reverse('judgements')}?by=machine", reverse("take_back", args=[made]),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(opened: Open, cast: Cast, width: int) -> None:
    for path in [*paths(cast), reverse("write_down_person"), f"{reverse('write_down_person')}?kind=school_roll"]:
        look_at(opened(path, width=width), path, width)


def look_at(page: Any, path: str, width: int) -> None:
    """Axe finds nothing, nothing runs out of the page, and what is pressed is large enough."""
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == [], path
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    small = page.locator("main button, main .button, .tabs a, .pages a").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < (innerWidth < 700 ? 44 : 24)).map(e => e.outerHTML)"
    )
    assert small == [], path
    assert page.complaints == [], path


@pytest.mark.parametrize(("width", "has_script"), [(360, True), (1440, True), (1440, False)])
def test_a_person_is_written_down_by_keys_alone_beside_those_who_may_be_the_same(
    opened: Open, cast: Cast, width: int, has_script: bool
) -> None:
    page = opened(f"{reverse('write_down_person')}?kind=school_roll", width=width, java_script_enabled=has_script)
    page.get_by_label("Name", exact=True).fill("TESFAY, Selam")
    page.get_by_label("Home address").or_(page.get_by_label("Address")).fill("46 High Street")
    page.get_by_label("Postcode").fill("ZF8 2BT")
    page.get_by_label("Date of birth").fill("01/01/1985")
    page.keyboard.press("Enter")  # looks, and never writes down
    page.get_by_role("heading", name="may be the same").wait_for()
    if has_script:
        look_at(page, "who may be the same", width)
    page.get_by_role("button", name="Write down").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Say of each person below").first.wait_for()
    assert page.get_by_label("Date of birth").input_value() == "01/01/1985"
    for radio in page.get_by_label("It is somebody else").all():
        radio.focus()
        page.keyboard.press("Space")
    page.get_by_label("How you know").fill("Her sister told us.")
    page.get_by_role("button", name="Write down").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Written down. It stands first").wait_for()
    assert set(said(cast)) == {"different"}


def test_the_answers_are_on_the_first_screen_of_a_desk(opened: Open) -> None:
    page = opened(reverse("judge_pair"))
    boxes = [
        page.get_by_role("button", name=name, exact=True).bounding_box() for name in ("Same", "Different", "Unsure")
    ]
    assert all(box["y"] + box["height"] <= 900 for box in boxes)
    assert len({(box["y"], box["height"]) for box in boxes}) == 1, "the three answers stand level"


def test_on_a_phone_the_values_stand_one_over_the_other(opened: Open) -> None:
    page = opened(reverse("judge_pair"), width=360)
    a, b = (page.locator(f"tbody tr:nth-child(2) td[data-label={letter}]").bounding_box() for letter in "AB")
    assert a["x"] == b["x"]
    assert a["y"] + a["height"] <= b["y"] + 1


@pytest.mark.parametrize(("key", "verdict"), [("s", "same"), ("D", "different"), ("u", "unsure")])
def test_one_key_answers(opened: Open, cast: Cast, key: str, verdict: str) -> None:
    page = reads(opened(reverse("judge_pair")))
    page.keyboard.press(key)
    page.get_by_text("Your last answer").wait_for()
    assert said(cast) == [verdict]


def test_typing_why_is_no_answer_and_the_keys_can_be_switched_off(opened: Open, cast: Cast) -> None:
    page = reads(opened(reverse("judge_pair")))
    page.get_by_label("Why").press_sequentially("suds")
    page.get_by_label("Use keys").uncheck()
    page.locator("body").press("d")
    assert said(cast) == []
    page.get_by_label("Use keys").check()
    page.locator("h1").click()
    page.keyboard.press("d")
    page.get_by_text("Your last answer").wait_for()
    assert said(cast) == ["different"]


def test_keys_pressed_twice_answer_one_pair_and_undo_one_answer(opened: Open, cast: Cast) -> None:
    page = reads(opened(reverse("judge_pair")))
    for _ in range(2):
        with page.expect_navigation():
            page.keyboard.press("d")
        page.keyboard.press("d")  # the finger was still bouncing when the next pair came
        assert reads(page).get_by_text("Your last answer").is_visible()
        with page.expect_navigation():
            page.keyboard.press("z")
        page.keyboard.press("z")
        assert reads(page).get_by_text("Taken back. The records").is_visible()
        assert page.get_by_text("Pair 1 of 2").is_visible()
    assert said(cast) == ["different", "different"]


def test_a_settled_pair_leads_on_by_a_key(opened: Open, cast: Cast) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        mothers = CandidatePair.objects.get(concerns_child=False)
    page = reads(opened(reverse("judge_pair", args=[mothers.pk])))
    with page.expect_navigation():
        page.keyboard.press("s")
    page.goto(f"{gallery.ORIGIN}{reverse('judge_pair', args=[mothers.pk])}")
    assert page.get_by_text("This pair is settled.").is_visible()
    look_at(page, "a settled pair", 1440)
    page.keyboard.press("d")  # there is nothing to answer
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.get_by_text("Pair 1 of 1").is_visible()
    assert said(cast) == ["same"]


@pytest.mark.parametrize("has_script", [True, False])
def test_a_registrar_answers_takes_back_and_answers_anew(opened: Open, cast: Cast, has_script: bool) -> None:
    page = reads(opened(reverse("judge_pair"), java_script_enabled=has_script))
    assert page.get_by_text("Pair 1 of 2").is_visible()
    page.get_by_label("Why").fill("أمل is another child")
    page.get_by_role("button", name="Different").click()
    assert page.get_by_text("Pair 1 of 1").is_visible()
    reads(page).get_by_role("button", name="Undo").click()
    assert page.get_by_text("Taken back. The records").is_visible()
    assert page.get_by_text("Pair 1 of 2").is_visible()
    reads(page).get_by_role("button", name="Same", exact=True).click()
    page.get_by_role("link", name="All judgements").click()
    assert page.get_by_text("taken back by Registrar").is_visible()
    assert page.get_by_text("أمل is another child").is_visible()
    assert said(cast) == ["different", "same"]
