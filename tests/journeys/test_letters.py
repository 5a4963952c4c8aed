"""A letter to the committees: read before it goes, published, taken along in each form, and made again from the ledger (S8)."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from kith.reporting.rules import Days
from kith.reporting.tests.factories import family_of, make_families
from tests.factories import EDINBURGH, GLASGOW
from tests.journeys.office import Office

pytestmark = pytest.mark.browser
FAMILIES = 12  # in each council: enough that no number is withheld


def test_a_statistician_publishes_a_letter_whose_figures_everybody_can_check(office: Office) -> None:
    # given families in two councils
    came = date(timezone.localdate().year - 9, 1, 1)
    day = Days(came, came)
    make_families(office.cast, [family_of(day, area=area, child=day) for area in (GLASGOW, EDINBURGH)] * FAMILIES)

    # when the statistician reads what a letter would say now, and publishes it
    statistician = office.signs_in("statistician")
    statistician.opens("Letters to the committees")
    assert statistician.sees("No letter has been published yet.")
    assert statistician.sees(str(2 * FAMILIES))
    assert not statistician.sees("Tesfay")
    statistician.presses("Publish letter")

    # then it is made again from the ledger, byte for byte, and another cannot follow at once
    assert statistician.sees("the same file, byte for byte")
    page = statistician.page
    letter = page.url
    with page.expect_download() as pdf:
        page.get_by_role("link", name="This letter as PDF").click()
    with page.expect_download() as table:
        page.get_by_role("link", name="Figures as CSV").click()
    with page.expect_download() as book:
        page.get_by_role("link", name="Figures as workbook (XLSX)").click()
    assert Path(pdf.value.path()).read_bytes().startswith(b"%PDF")
    assert Path(book.value.path()).read_bytes()[:2] == b"PK"
    said = Path(table.value.path()).read_text("utf-8-sig")
    figures = [line["figure"] for line in csv.DictReader(io.StringIO(said))]
    assert str(2 * FAMILIES) in figures
    assert re.search(r"KI-\d|Tesfay", said) is None
    statistician.opens("Letters to the committees")
    assert not statistician.may("Publish letter")

    # when more families come, the letter that went stays as it was
    make_families(office.cast, [family_of(day, area=GLASGOW, child=day)] * FAMILIES)
    assert statistician.opens("Letters to the committees").sees(str(3 * FAMILIES))
    page.goto(letter)
    assert statistician.sees("the same file, byte for byte")
    with page.expect_download() as again:
        page.get_by_role("link", name="Figures as CSV").click()
    assert Path(again.value.path()).read_text("utf-8-sig") == said
