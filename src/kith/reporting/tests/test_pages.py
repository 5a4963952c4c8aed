"""Letters to the committees: what they count, who may publish, that they can be made again, that no name is near."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.documents.rendering import render_letter
from kith.protocol.pack import load
from kith.reporting import actions
from kith.reporting.models import Release
from kith.reporting.queries import letter_now, letter_of
from kith.review.tests.factories import Walk
from kith.review.tests.test_endings import confirm, propose, take_back
from kith.verdict import Refused
from tests.factories import EDINBURGH, ROLES, Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, settings: Any) -> Path:
    settings.DOCUMENTS = tmp_path
    return tmp_path


def families(cast: Cast, number: int, *, leads: int = 0, **how: Any) -> None:
    for n in range(number):
        made = make_case(cast, **how)
        if n < leads:
            with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
                pass_milestone(
                    case=made.case, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED, child=made.children[0],
                    contact=cast["lead"], by=cast["coordinator"], at=AT,
                )  # fmt: skip


def publish(cast: Cast, at: datetime = AT) -> Release:
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        return actions.publish_letter(
            pack=load(), fonts=settings.FONTS, folder=settings.DOCUMENTS, by=cast["statistician"], at=at
        )


def test_cases_and_children_are_counted_by_step_and_council(cast: Cast) -> None:
    families(cast, 7, confirmed=False)
    families(cast, 12, leads=6, children=1)
    families(cast, 5, area=EDINBURGH, children=2)

    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        stages, marks, areas = letter_now(pack=load(), by=cast["statistician"], at=AT).tables

    assert stages.rows[0][:2] == ("Family to be confirmed", 7)
    assert stages.rows[1] == ("Lead professional being found", 11, 16)
    assert stages.rows[2] == ("Children being heard", 6, 6)
    assert stages.rows[-1][1] == 24
    assert marks.rows[0][1] == 6
    assert [row[:2] for row in areas.rows] == [("City of Edinburgh", 5), ("Glasgow City", 19), ("All", 24)]


def test_a_letter_counts_what_was_so_at_its_moment_and_nothing_later(cast: Cast) -> None:
    families(cast, 12, leads=6, at=AT - timedelta(days=30))
    families(cast, 7, at=AT + timedelta(days=1))

    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        before = letter_now(pack=load(), by=cast["statistician"], at=AT - timedelta(days=1)).tables
        then = letter_now(pack=load(), by=cast["statistician"], at=AT).tables

    assert [row[1] for row in before[0].rows if row[1]] == [12, 12]
    assert before[0].rows[1][0] == "Lead professional being found"
    assert [row[1] for row in then[0].rows if row[1]] == [6, 6, 12]


def test_reviews_that_ended_without_a_decision_are_counted_apart_and_the_letter_still_adds_up(cast: Cast) -> None:
    families(cast, 12)
    walks = [Walk.begin(cast) for _ in range(8)]
    for walk in walks:
        walk.at = AT
        ending = propose(walk)
        confirm(walk, ending)
        walk.at = AT + timedelta(days=2)
        take_back(walk, ending)
    for walk in walks[:6]:
        walk.at = AT + timedelta(days=4)
        confirm(walk, propose(walk))

    counted = {}
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        for day in (1, 3, 5):
            at = AT + timedelta(days=day)
            rows = letter_now(pack=load(), by=cast["statistician"], at=at).tables[0].rows
            assert sum(row[1] for row in rows[:-1]) == rows[-1][1] == 20
            counted[day] = {row[0]: row[1] for row in rows}

    assert [counted[day]["Ended without a decision"] for day in (1, 3, 5)] == [8, 0, 6]
    assert [counted[day]["Lead professional being found"] for day in (1, 3, 5)] == [12, 20, 14]
    assert {counted[day]["Decided, and the family has the notice"] for day in (1, 3, 5)} == {0}


def test_a_small_number_is_in_no_cell_of_letter_ledger_or_file(cast: Cast) -> None:
    families(cast, 9)
    families(cast, 8, area=EDINBURGH)
    families(cast, 3, confirmed=False)

    release = publish(cast)

    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        stages, areas = letter_of(release).tables  # and not what has been done for the children, which would tell it
    assert None not in [count for row in areas.rows for count in row]
    assert stages.rows[0] == ("Family to be confirmed", None, None)
    assert stages.rows[1] == ("Lead professional being found", None, None)
    assert stages.rows[-1][1] == 20
    assert "3" not in str([table["rows"] for table in release.figures["tables"]])


def test_of_too_few_families_nothing_is_told(cast: Cast) -> None:
    families(cast, 4)

    letter = letter_of(publish(cast))

    assert not letter.tables
    assert "too few" in letter.paragraphs[0]


def test_a_letter_is_made_again_from_the_ledger_byte_for_byte(cast: Cast) -> None:
    families(cast, 12)
    release = publish(cast)
    families(cast, 3)

    words = {**load().letter("frame"), **load().letter("conveners_letter")}
    assert render_letter(letter_of(release), words=words, fonts=settings.FONTS).sha256 == release.sha256


def test_a_second_letter_waits_and_a_double_click_is_one_letter(cast: Cast) -> None:
    families(cast, 12)
    first = publish(cast)

    assert publish(cast, AT + timedelta(seconds=20)).pk == first.pk
    with pytest.raises(Refused) as refused:
        publish(cast, AT + timedelta(days=27))
    assert [o.code for o in refused.value.obstacles] == ["letter_too_soon"]
    assert publish(cast, AT + timedelta(days=28)).pk != first.pk


def test_publishing_is_audited(cast: Cast) -> None:
    release = publish(cast)

    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.get(subject=release.pk, verb="reporting.letter_published").digest == release.sha256


def test_page_file_and_ledger_say_the_same_figures_also_of_the_letter_before(cast: Cast, signed_in: SignIn) -> None:
    families(cast, 12, leads=6)
    first = publish(cast)
    families(cast, 9, area=EDINBURGH, children=2)
    second = publish(cast, AT + timedelta(days=28))
    client = signed_in("statistician")

    for release in (first, second):
        kept = [row for table in release.figures["tables"] for row in table["rows"]]
        page = client.get(reverse("published_letter", args=[release.pk])).content.decode()
        file = client.get(reverse("published_letter_file", args=[release.pk])).content
        said = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(file)).pages).split())
        shown = [
            [_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
        ]
        rows = [cells[:-1] for cells in shown if cells[1:] and cells[1][:1].isdigit()]  # the last cell is the bar
        assert rows == [[str(cell) for cell in row] for row in kept]
        for row in kept:
            assert " ".join(str(cell) for cell in row) in said, row
    table = second.figures["tables"][0]
    assert list(table["columns"]) == [
        "Step",
        "Cases",
        "Cases\n1 September 2026",
        "Children",
        "Children\n1 September 2026",
    ]
    assert ["Lead professional being found", 15, 6, 24, 6] in [list(row) for row in table["rows"]]


def test_workbook_and_csv_say_what_the_ledger_says_and_are_the_same_whenever_they_are_made(
    cast: Cast, signed_in: SignIn
) -> None:
    families(cast, 12)
    families(cast, 3, area=EDINBURGH)  # withheld, and so is Glasgow
    release = publish(cast)
    client = signed_in("statistician")
    csv_at, book_at = (
        reverse("published_letter_csv", args=[release.pk]),
        reverse("published_letter_workbook", args=[release.pk]),
    )

    text, book = client.get(csv_at).content, client.get(book_at).content
    families(cast, 9)

    assert client.get(csv_at).content == text
    assert client.get(book_at).content == book
    kept = [
        ["[c]" if cell is None else str(cell) for cell in row]
        for one in release.figures["tables"]
        for row in one["rows"]
    ]
    assert ["Glasgow City", "[c]", "[c]"] in kept
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [line["figure"] for line in lines] == [cell for row in kept for cell in row[1:]]
    read = CalamineWorkbook.from_filelike(io.BytesIO(book))
    sheets = [read.get_sheet_by_name(name).to_python() for name in read.sheet_names]
    assert [sheet[0][0] for sheet in sheets[1:]] == [
        f"{n}. {one['title']}" for n, one in enumerate(release.figures["tables"], 1)
    ]
    said = [
        [str(int(cell) if isinstance(cell, float) else cell) for cell in row]
        for sheet in sheets[1:]
        for row in sheet[3:]
    ]
    assert said == kept
    about = " ".join(str(cell) for row in sheets[0] for cell in row)
    assert release.figures["as_at"] in about
    assert "one family, whatever its number of people" in about
    assert "under 18 by at least one date of birth" in about


def _text(cell: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split())


@pytest.mark.parametrize("name", ROLES)
def test_only_a_statistician_opens_the_letters(cast: Cast, signed_in: SignIn, name: str) -> None:
    release = publish(cast)
    client = signed_in(name)
    status = 200 if name == "statistician" else 403

    for address in (
        reverse("letters"),
        reverse("published_letter", args=[release.pk]),
        reverse("published_letter_file", args=[release.pk]),
        reverse("published_letter_csv", args=[release.pk]),
        reverse("published_letter_workbook", args=[release.pk]),
    ):
        assert client.get(address).status_code == status
    if status == 403:
        assert client.post(reverse("publish_letter")).status_code == 403


def test_a_statistician_publishes_reads_and_fetches_a_letter(cast: Cast, signed_in: SignIn) -> None:
    families(cast, 12)
    client = signed_in("statistician")

    assert "Publish letter" in client.get(reverse("letters")).content.decode()
    answer = client.post(reverse("publish_letter"))
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "the same file, byte for byte" in page
    file = client.get(answer["Location"] + "file/")
    assert file["Content-Type"] == "application/pdf"
    said = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(file.content)).pages).split())
    assert "Lead professional being found 12 12" in said
    assert "Kith" in said


def test_too_soon_is_said_on_the_page_and_there_is_no_button(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("statistician")
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        actions.publish_letter(
            pack=load(), fonts=settings.FONTS, folder=settings.DOCUMENTS, by=cast["statistician"],
            at=datetime.now(UTC) - timedelta(hours=1),
        )  # fmt: skip

    page = client.get(reverse("letters")).content.decode()
    assert "Publish letter" not in page
    assert "From two letters close together" in page
    answer = client.post(reverse("publish_letter"))
    assert answer.status_code == 422
    assert "From two letters close together" in answer.content.decode()


def test_the_page_of_letters_asks_the_same_number_of_questions_whatever_the_size(
    cast: Cast, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("statistician")
    publish(cast)
    with django_assert_num_queries(14, exact=False) as few:
        client.get(reverse("letters"))
    families(cast, 8)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(reverse("letters"))


def test_an_unknown_letter_is_not_found(signed_in: SignIn) -> None:
    client = signed_in("statistician")
    unknown = "01900000-0000-7000-8000-000000000000"
    assert client.get(reverse("published_letter", args=[unknown])).status_code == 404
    assert client.get(reverse("publish_letter")).status_code == 405
