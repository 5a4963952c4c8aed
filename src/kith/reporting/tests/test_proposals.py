"""What three proposals would cover: the database counts by the rule, tells no small number, and nobody else may ask."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.db.utils import DataError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.documents.rendering import render_letter
from kith.protocol.pack import load
from kith.reporting import actions
from kith.reporting.files import as_csv, as_workbook
from kith.reporting.models import Release
from kith.reporting.proposals import COUNT, Result, letter_of_results, results_now
from kith.reporting.queries import letter_of, words_of
from kith.reporting.rules import Days, PersonDates, answer_of, bearers_of
from kith.reporting.tests.factories import family_of, make_families
from kith.verdict import Refused
from tests.factories import EDINBURGH, GLASGOW, ROLES, Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
CODES, PACK = ("residence", "birth_or_school", "child_residence"), load()
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, settings: Any) -> Path:
    settings.DOCUMENTS = tmp_path
    return tmp_path


def ago(years: int, days: int = 0) -> Days:
    day = date(TODAY.year - years, 1, 1) - timedelta(days)
    return Days(day, day)


def counted(cast: Cast, least: int = 1, most: int = 19) -> list[tuple[Any, ...]]:
    read = PACK.proposals
    sources = (PACK.names_of_sources(read.came), PACK.names_of_sources(read.schools))
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk), connection.cursor() as cursor:
        cursor.execute(COUNT, [timezone.now(), *sources, read.school_age, list(CODES), [least] * 3, [most] * 3])
        return cursor.fetchall()


def results(cast: Cast, **years: int) -> dict[str, Result]:
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        return {one.proposal.code: one for one in results_now(pack=PACK, years=years, at=timezone.now())}


def enough(cast: Cast) -> None:
    """Families of whom figures can be told: of Glasgow and Edinburgh, some long here, some not, some of unknown arrival."""
    child = ago(14)
    make_families(
        cast,
        [
            *[family_of(ago(9), area=area, child=child) for area in (GLASGOW, EDINBURGH) for _ in range(8)],
            *[family_of(ago(1), area=area, child=child) for area in (GLASGOW, EDINBURGH) for _ in range(6)],
            *[(area, [PersonDates(ago(40)), PersonDates(child)]) for area in (GLASGOW, EDINBURGH) for _ in range(5)],
        ],
    )


def publish(cast: Cast, at: Any = None, **years: int) -> Release:
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        return actions.publish_proposals(
            pack=PACK, years=years, fonts=settings.FONTS, folder=settings.DOCUMENTS, by=cast["statistician"],
            at=at or timezone.now(),
        )  # fmt: skip


def someone(rng: Random) -> PersonDates:
    """Whoever may be on record: any dates, with doubt or without, or none."""

    def days() -> Days:
        first = TODAY - timedelta(rng.randint(0, 20 * 365))
        return Days(first, min(TODAY, first + timedelta(rng.choice((0, 0, 30, 365, 900)))))

    def edge() -> date:  # the very days on which an answer changes
        return date(TODAY.year - rng.randint(1, 19), TODAY.month, min(28, TODAY.day)) + timedelta(rng.randint(-1, 1))

    born = days() if rng.random() < 0.8 else Days()
    if rng.random() < 0.2:
        born = Days(edge(), edge())
        born = Days(
            min(born.earliest or TODAY, born.latest or TODAY), max(born.earliest or TODAY, born.latest or TODAY)
        )
    came = tuple(days() if rng.random() < 0.7 else Days(day := edge(), day) for _ in range(rng.choice((0, 1, 1, 2))))
    return PersonDates(born, came, edge() if rng.random() < 0.3 else None, edge() if rng.random() < 0.4 else None)


def test_the_database_counts_by_the_rule_whatever_is_on_record(cast: Cast) -> None:
    rng = Random(2007)
    families = {f"F{n}": [someone(rng) for _ in range(rng.randint(1, 4))] for n in range(150)}
    make_families(cast, list(families.items()))  # each in a council of its own, so that its answer can be read off

    said = {(code, years, area): answer for code, years, area, answer, why, *_ in counted(cast) if why is None}

    assert len(said) == len(families) * len(CODES) * 19
    told = set()
    for (code, years, area), answer in said.items():
        bearers = bearers_of(code, families[area], on=TODAY, school_age=PACK.proposals.school_age)
        assert answer == answer_of(bearers, years=years, on=TODAY), (code, years, families[area])
        told.add((code, answer))
    assert len(told) == 9, "every answer of every proposal was compared"


def test_cases_people_and_children_are_counted_and_add_up(cast: Cast) -> None:
    enough(cast)

    residence = results(cast, residence=5)["residence"]

    assert residence.rows == (
        ("All councils", ((16, 32, 16), (12, 24, 12), (10, 20, 10))),
        ("City of Edinburgh", ((8, 16, 8), (6, 12, 6), (5, 10, 5))),
        ("Glasgow City", ((8, 16, 8), (6, 12, 6), (5, 10, 5))),
    )
    assert residence.doubts == (("No date of arrival is known", (10, 20, 10)),)


def test_a_council_with_a_small_number_goes_together_with_another(cast: Cast) -> None:
    enough(cast)
    make_families(cast, [family_of(ago(9), area="S12000033", child=ago(14)) for _ in range(3)])

    residence = results(cast, residence=5)["residence"]

    names = [name for name, _ in residence.rows]
    assert len(names) == 3
    assert names[0] == "All councils"
    assert names[2] == "Other councils together"
    for n in range(3):
        for unit in range(3):
            assert residence.rows[0][1][n][unit] == sum(told[n][unit] for _, told in residence.rows[1:])
    assert not any(0 < n < 5 for _, told in residence.rows for numbers in told for n in numbers)


def test_a_council_of_which_a_letter_does_not_tell_is_not_told_of_here(cast: Cast) -> None:
    enough(cast)
    assert len(results(cast, residence=5)["residence"].rows) == 3
    make_case(cast, children=1)  # the one child of Glasgow that is listed, so that a letter tells of no council

    assert [name for name, _ in results(cast, residence=5)["residence"].rows] == ["All councils"]


def test_what_would_show_between_two_numbers_of_years_is_told_of_neither(cast: Cast) -> None:
    enough(cast)
    make_families(cast, [family_of(ago(6), child=ago(14))] * 2)  # covered for 6 years, and for 7 no more

    assert not results(cast, residence=6)["residence"].rows
    assert not results(cast, residence=7)["residence"].rows
    assert results(cast, residence=8)["residence"].rows
    assert results(cast, residence=4)["residence"].rows


def test_nor_why_it_cannot_be_told_where_single_families_would_show_between_them(cast: Cast) -> None:
    enough(cast)
    grown, child, half = ago(40), ago(14), TODAY - timedelta(5 * 365 + 180)
    none = [(GLASGOW, [PersonDates(grown, here_by=half), PersonDates(child)])] * 4
    make_families(cast, [*[family_of(Days(ago(9).earliest, half), child=child)] * 2, *none])  # covered for 5 years only
    make_families(cast, [family_of(Days(ago(9).earliest, ago(1).latest), child=child)] * 9)

    of_five, of_six = (results(cast, residence=years)["residence"] for years in (5, 6))

    assert of_five.rows[0][1][0][0] - of_six.rows[0][1][0][0] == 6
    five, six = dict(of_five.doubts), dict(of_six.doubts)
    pairs = [pair for label in five.keys() & six.keys() for pair in zip(five[label], six[label], strict=True)]
    assert not any(0 < abs(a - b) < 5 for a, b in pairs if a is not None and b is not None)


def test_of_too_few_families_nothing_is_told_or_published(cast: Cast) -> None:
    make_families(cast, [family_of(ago(9), child=ago(14))] * 4)

    assert not any(one.rows for one in results(cast).values())
    with pytest.raises(Refused) as refused:
        publish(cast)
    assert [o.code for o in refused.value.obstacles] == ["too_few_families"]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert not AuditEntry.objects.filter(verb="reporting.proposals_published").exists()


@pytest.mark.parametrize("of", [Side.WELFARE, Side.DECISION, Side.REGISTRY, Side.CLEARANCE, Side.AUDIT])
def test_no_other_side_may_count(cast: Cast, of: Side) -> None:
    with (
        side(of, actor_id=cast["statistician"].pk), pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(COUNT, [timezone.now(), [], [], 4, ["residence"], [5], [5]])


@pytest.mark.parametrize("days", [-2, 2])
def test_nobody_counts_as_at_another_day(cast: Cast, days: int) -> None:
    with (
        side(Side.STATISTICS, actor_id=cast["statistician"].pk), pytest.raises(DataError, match="as at now"),
        transaction.atomic(), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(COUNT, [timezone.now() + timedelta(days), [], [], 4, ["residence"], [5], [5]])


def test_what_comes_out_of_the_database_names_no_case_and_no_person(cast: Cast) -> None:
    enough(cast)
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk), connection.cursor() as cursor:
        cursor.execute(COUNT, [timezone.now(), [], [], 4, ["residence"], [5], [5]])
        names = [column.name for column in cursor.description]
    assert names == ["proposal", "years", "area", "answer", "why", "cases", "people", "children"]


def test_published_figures_are_frozen_audited_and_made_again_byte_for_byte(cast: Cast) -> None:
    enough(cast)
    release = publish(cast, residence=6)
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        kept = letter_of(release)
    make_families(cast, [family_of(ago(9), child=ago(14))] * 9)

    assert render_letter(kept, words=words_of(release.kind, PACK), fonts=settings.FONTS).sha256 == release.sha256
    assert as_csv(kept) == as_csv(letter_of(release))
    assert as_workbook(kept, title="t") == as_workbook(letter_of(release), title="t")
    assert "for 6 years" in kept.tables[0].title
    assert kept.tables[0].rows[0] == ("All councils: cases", 16, 12, 10, 38)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.get(subject=release.pk).verb == "reporting.proposals_published"


def test_figures_and_letters_lie_apart_and_a_double_click_is_one(cast: Cast) -> None:
    enough(cast)
    first = publish(cast)

    assert publish(cast, timezone.now() + timedelta(seconds=20)).pk == first.pk
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk), pytest.raises(Refused) as refused:
        actions.publish_letter(
            pack=PACK, fonts=settings.FONTS, folder=settings.DOCUMENTS, by=cast["statistician"],
            at=timezone.now() + timedelta(days=3),
        )  # fmt: skip
    assert [o.code for o in refused.value.obstacles] == ["letter_too_soon"]


def test_page_csv_and_ledger_say_the_same(cast: Cast, signed_in: SignIn) -> None:
    enough(cast)
    client = signed_in("statistician")

    page = client.get(reverse("proposals"), {"residence": 6}).content.decode()
    assert "This says nothing about any family." in page
    file = client.get(reverse("proposals_table"), {"residence": 6})
    assert file["Content-Type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    answer = client.post(reverse("publish_proposals"), {"residence": 6, "birth_or_school": 3})
    assert answer.status_code == 302
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        kept = Release.objects.get().figures
    said = [line["figure"] for line in lines]
    assert said == [str(cell) for table in kept["tables"] for row in table["rows"] for cell in row[1:]]
    numbers = re.findall(r'<td class="num">\s*(\d+)\s*</td>', page)
    assert numbers == said

    published = client.get(answer["Location"]).content.decode()
    assert "the same file, byte for byte" in published
    again = client.get(answer["Location"] + "csv/").content.decode("utf-8-sig")
    assert [line["figure"] for line in csv.DictReader(io.StringIO(again))] == said
    book = client.get(answer["Location"] + "workbook/")
    assert book.content == client.get(answer["Location"] + "workbook/").content
    assert book.content[:2] == b"PK"


@pytest.mark.parametrize("typed", ["2", "11", "5.5", "x", ""])
def test_years_outside_the_range_are_refused_in_words_and_nothing_is_published(
    cast: Cast, signed_in: SignIn, typed: str
) -> None:
    enough(cast)
    client = signed_in("statistician")

    for answer in (
        client.get(reverse("proposals"), {"residence": typed}),
        client.get(reverse("proposals_table"), {"residence": typed}),
        client.post(reverse("publish_proposals"), {"residence": typed, "birth_or_school": 3}),
    ):
        assert answer.status_code == 422
        assert "Choose a number of" in answer.content.decode()
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        assert not Release.objects.exists()


@pytest.mark.parametrize("name", ROLES)
def test_only_a_statistician_opens_what_proposals_would_cover(signed_in: SignIn, name: str) -> None:
    client, may = signed_in(name), name == "statistician"
    assert client.get(reverse("proposals")).status_code == (200 if may else 403)
    assert client.get(reverse("proposals_table")).status_code == (200 if may else 403)
    assert client.post(reverse("publish_proposals")).status_code == (422 if may else 403)


def test_the_page_asks_the_same_few_questions_whatever_the_size(
    cast: Cast, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("statistician")
    with django_assert_num_queries(15, exact=False) as few:
        client.get(reverse("proposals"))
    enough(cast)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(reverse("proposals"))


def test_a_letter_says_of_what_there_are_too_few(cast: Cast) -> None:
    make_families(cast, [family_of(ago(9), child=ago(14))] * 9)
    make_families(cast, [family_of(ago(6), child=ago(14))] * 2)
    told = tuple(results(cast, residence=6).values())
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        letter = letter_of_results(told, pack=PACK, by=cast["statistician"], at=timezone.now())
    assert any("has lived in the United Kingdom for 6 years: there are too few" in said for said in letter.paragraphs)
