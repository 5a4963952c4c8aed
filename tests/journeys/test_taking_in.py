"""The backlog comes in, with its errors and duplicates: handed in, put right, judged, confirmed, and a batch taken back (S1)."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from kith.access.side import side
from kith.access.terms import Side
from kith.intake.jobs import work_off_intake
from kith.intake.models import SourceFile, SourceRow
from kith.intake.tests.files import pupil, school, two_families
from kith.intake.tests.test_opendocument import opendocument, row, sheet
from kith.register.models import Case, Person
from tests.journeys.office import Office
from tests.journeys.office import Person as Somebody

pytestmark = pytest.mark.browser
HEADER = ("No", "Child", "Born", "Town")


def choose(somebody: Somebody, *files: Path) -> None:
    somebody.page.get_by_label("Files").set_input_files([str(file) for file in files])


def held(office: Office) -> tuple[int, int, int]:
    """How many rows, people and open cases the register holds."""
    with side(Side.REGISTRY, actor_id=office.cast["registrar"].pk):
        rows = SourceRow.objects.count(), Person.objects.count()
        return *rows, Case.objects.filter(closed_at__isnull=True).count()


def work_goes_on(somebody: Somebody, link: str = "See how far it is now") -> None:
    """The job has its look, and the page is asked how far it is."""
    assert somebody.sees("It begins in a moment.")
    assert work_off_intake(timezone.now()) == 1
    if somebody.may(link):
        somebody.opens(link)


def answers(registrar: Somebody, key: str, has_script: bool) -> None:
    """One answer to the pair that is shown: by its key, or, where no script runs, by Tab and Enter. It is read first."""
    registrar.page.wait_for_timeout(400)
    if has_script:
        with registrar.page.expect_navigation():
            registrar.page.keyboard.press(key)
    else:
        registrar.tabs_to("button", {"s": "Same", "d": "Different"}[key]).enters()


def test_files_with_errors_and_duplicates_become_families_and_a_batch_is_taken_back(
    office: Office, tmp_path: Path
) -> None:
    # given lists of agencies: one of them no list at all, one with headings that nobody knows, one with rows in error
    (tmp_path / "bad").mkdir()
    lists = two_families(tmp_path)
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"Dear registrar")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 half of it")
    odd = opendocument(
        tmp_path, sheet(row(*HEADER), row("N1", "HAILE, Senait", "03/03/2014", "Eastholm"), row("N2", "", ""))
    )
    registrar = office.signs_in("registrar")

    # when they are handed in
    registrar.opens("What came in", "Hand in files")
    choose(registrar, letter)
    registrar.presses("Hand in")
    assert registrar.page.get_by_text("Save it as one of these.").first.is_visible()
    choose(registrar, *lists, broken, odd)
    registrar.presses("Hand in")
    page = registrar.page.url
    work_goes_on(registrar)

    # then each says what is wrong with it and what to do, nothing is in the register, and nothing can be taken in
    assert registrar.sees("damaged")
    assert registrar.sees("Say of what kind it is, and what its columns hold.")
    assert not registrar.may("Take in")
    assert held(office) == (0, 0, 0)

    # when the broken one is taken out, and the other's columns are said
    registrar.page.get_by_role("button", name=re.compile("Take it out ?: broken")).click()
    work_goes_on(registrar)
    registrar.opens(re.compile("Correct its columns ?: roll"), "School roll")
    for heading, field in (("No", "The row's own id"), ("Child", "Name"), ("Born", "Date of birth")):
        registrar.page.get_by_label(heading, exact=True).select_option(label=field)
    registrar.presses("Save columns")
    work_goes_on(registrar)

    # then rows and errors are seen, and what would come of all of them, while nothing is in the register yet
    assert registrar.sees("What would come of it")
    assert registrar.sees("Pairs that may be one person")
    registrar.opens(re.compile("See its rows ?: roll"))
    assert registrar.sees("names nobody")
    registrar.opens("New (1)")
    assert registrar.sees("HAILE, Senait")
    assert held(office) == (0, 0, 0)

    # when they are taken in
    registrar.opens("Back to what was handed in").presses("Take in")
    assert registrar.sees("The files are taken in")
    work_goes_on(registrar)
    assert registrar.sees("Taken in.")
    assert held(office)[:2] == (9, 8)

    # and the pairs are judged by keyboard, those that may concern a child by two people
    registrar.opens("Judge pairs")
    waiting = int(registrar.page.locator("main strong").first.inner_text().split()[-1])
    assert waiting == 2
    assert registrar.sees("This may concern a child.")
    for _ in range(waiting):
        answers(registrar, "s", office.has_script)
    assert registrar.sees("No pair waits for you.")
    assert registrar.sees("for a second person")
    registrar.page.go_back()  # to the pair that was answered last, and no other
    registrar.page.reload()
    assert registrar.sees("This pair is settled.")
    assert registrar.may("Undo")
    registrar.opens("Next pair")
    assert registrar.sees("No pair waits for you.")
    second = office.signs_in("registrar_two").opens("Possible duplicates")
    assert second.sees("a second person is asked")
    answers(second, "s", office.has_script)
    assert not second.sees("a second person is asked")

    # then the family is whole, and a registrar confirms it
    registrar.opens("My caseload")
    with side(Side.REGISTRY, actor_id=office.cast["registrar"].pk):
        one = {"family__members__person__source_row__record_id": "H2", "family__members__until_at__isnull": True}
        case = Case.objects.get(**one)
    registrar.opens(case.reference, "Confirm family")
    assert registrar.sees("Amal")
    registrar.presses("Confirm family")

    # when a later list turns out to be the wrong one, it is taken back by two, and the register is as it was
    before = held(office)
    later = school(
        tmp_path / "bad", pupil("W1", "TESFAY, Yonas", "25/05/2016"), pupil("W2", "OKORO, Ada", "01/02/2015")
    )
    registrar.opens("What came in", "Hand in files")
    choose(registrar, later)
    registrar.presses("Hand in")
    work_goes_on(registrar)
    registrar.presses("Take in")
    work_goes_on(registrar)
    assert held(office)[:2] == (before[0] + 2, before[1] + 2)
    registrar.opens("What came in", "Take this batch back")
    registrar.presses("Take batch back")
    assert registrar.page.get_by_text("Say why the batch is to be taken back.").first.is_visible()
    registrar.writes("Why", "The school sent last year's list.").presses("Take batch back")
    assert registrar.sees("when another registrar says so, too")
    assert not registrar.may("Take batch back")
    second.opens("What came in", "Take this batch back")
    assert second.sees("The school sent last year's list.")
    second.presses("Take batch back")
    work_goes_on(second)
    assert second.sees("The files can be taken in anew.")
    assert held(office)[2] == before[2]
    second.opens("My caseload")
    assert not second.sees("OKORO")

    # but the first batch stays: a family of it was confirmed, and the page names it
    second.opens("What came in")
    second.page.get_by_role("link", name="Take this batch back").last.click()
    assert second.sees("the family was confirmed")
    assert second.sees(case.reference)
    assert not second.may("Take batch back")
    registrar.page.goto(page)
    assert registrar.sees("Taken in.")
    with side(Side.REGISTRY, actor_id=office.cast["registrar"].pk):
        assert SourceFile.objects.filter(taken_back_at__isnull=False).count() == 1
