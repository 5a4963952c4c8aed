"""The pages on which files are handed in, seen, put right and taken in."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake import actions
from kith.intake.jobs import work_off_intake
from kith.intake.models import HandedFile, HandIn, SourceRow
from kith.intake.tests.conftest import Hand, TakeIn, counts_of, files_of, take_in, worked
from kith.intake.tests.files import HOME, home_office, person, pupil, school, two_families
from kith.intake.tests.test_changed_model import joined_by_older, tried
from kith.intake.tests.test_taking_in import held
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db


def test_a_date_of_birth_that_cannot_be_read_is_pointed_at_and_the_row_comes_in(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    looked = handed([school(tmp_path, pupil("S1", "TESFAY, Yonas", "99/99/9999"))])
    (file,) = files_of(cast, looked)
    assert counts_of(file) == (1, 0, 0, 0)
    rows = client.get(reverse("handed_file", args=[looked.pk, file.pk])).content.decode()
    assert "the date of birth “99/99/9999” cannot be read: no age will be known from it" in rows
    assert take_in(cast, looked).batch.counts["people"] == 1


@pytest.fixture
def client(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("registrar")


def sent(client: Client, *files: Path, to: str = "") -> object:
    given = [SimpleUploadedFile(path.name, path.read_bytes()) for path in files]
    return client.post(to or reverse("hand_in_files"), {"handed": given})


def pressed(client: Client, url: str, button: str, page: str = "") -> HttpResponse:
    """Press a button of the page as it is now, or as it was when `page` was opened."""
    hidden = re.findall(r'name="(version|seen)" value="([^"]+)"', page or client.get(url).content.decode())
    sent = {"version": [], "seen": []}
    for name, value in hidden:
        sent[name].append(value)
    return client.post(url, sent | {button: "1"})


def test_a_page_says_that_another_model_is_tried_first_and_loses_nothing(
    client: Client, cast: Cast, handed: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in(two_families(tmp_path))
    looked = handed([school(tmp_path, pupil("S9", "HAILE, Senait", "03/03/2014"), name="more.csv")])
    joined_by_older(cast)
    url = reverse("hand_in", args=[looked.pk])
    page = client.get(url).content.decode()
    assert "nobody has tried yet what this one would change" in page
    assert 'name="take_in"' not in page
    assert 'name="look_again"' in page
    answer = pressed(client, url, "take_in")
    assert answer.status_code == 422
    assert "kith intake try-rules --to CHANGES.csv" in answer.content.decode()
    assert [counts_of(file) for file in files_of(cast, looked)] == [(1, 0, 0, 0)]
    tried(cast)
    page = client.get(url).content.decode()
    assert "nobody has tried" not in page
    assert 'name="take_in"' in page


@pytest.mark.parametrize("button", ["take_in", "set_aside"])
def test_a_page_opened_before_somebody_changed_the_files_does_nothing_and_says_what_changed(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path, button: str
) -> None:
    first, second, third = two_families(tmp_path)
    looked = handed([first, second])
    url = reverse("hand_in", args=[looked.pk])
    old = client.get(url).content.decode()
    with entered(cast["registrar_two"], "intake.hand_in_files", at=LONG_AGO) as passage:
        by = {"by": passage.actor, "at": LONG_AGO}
        actions.hand_in_files(files=[(third.name, third.read_bytes())], hand_in=looked, **by)
        actions.take_out_file(file=looked.files.get(name=first.name), **by)
    worked(cast, looked)
    before = held(cast)
    answer = pressed(client, url, button, old)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f"{cast['registrar_two'].shown_name} changed what was handed in." in text
    assert f"Added: {third.name}. Taken out: {first.name}." in text
    again = worked(cast, looked)
    assert (again.step, held(cast)) == ("looked", before)
    assert client.post(url, {button: "1"}).status_code == 422
    assert client.post(url, {button: "1", "version": "x" * 40}).status_code == 422
    assert pressed(client, url, button, text).status_code == 302
    assert worked(cast, looked).step == {"take_in": "taken_in", "set_aside": "set_aside"}[button]


def test_a_page_opened_before_columns_were_corrected_says_that_the_files_are_the_same(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    looked = handed(two_families(tmp_path))
    url = reverse("hand_in", args=[looked.pk])
    old = client.get(url).content.decode()
    with entered(cast["registrar_two"], "intake.hand_in", at=LONG_AGO) as passage:
        actions.look_again(hand_in=looked, by=passage.actor, at=LONG_AGO)
    worked(cast, looked)
    assert "The files are the same, but how they are read" in pressed(client, url, "take_in", old).content.decode()


def test_files_are_handed_in_seen_and_taken_in_on_pages(client: Client, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    files = [*two_families(tmp_path), school(tmp_path / "x", pupil("N1", "", ""), name="bad.csv")]
    answer = sent(client, *files)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "It begins in a moment" in page.content.decode()
    work_off_intake(LONG_AGO)
    text = client.get(answer["Location"]).content.decode()
    assert "What would come of it" in text
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        bad = HandedFile.objects.get(name="bad.csv")
    rows = client.get(reverse("handed_file", args=[bad.hand_in_id, bad.pk]))
    assert "It names nobody" in rows.content.decode() or "it names nobody" in rows.content.decode()
    assert client.get(reverse("handed_file", args=[bad.hand_in_id, bad.pk]) + "?show=new").status_code == 200
    assert pressed(client, answer["Location"], "take_in").status_code == 302
    assert "The files are taken in" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"], {"set_aside": "1"}).status_code == 422
    work_off_intake(LONG_AGO)
    assert "See what came of it" in client.get(answer["Location"]).content.decode()
    assert client.get(reverse("handed_file", args=[bad.hand_in_id, bad.pk])).status_code == 404
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert SourceRow.objects.count() == 8


def test_of_a_file_with_too_many_columns_nothing_is_kept_and_no_columns_can_be_corrected(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text("".join(",".join(f"{sign}{n}" for n in range(20_000)) + "\n" for sign in "hx"))
    looked = handed([wide])
    (file,) = files_of(cast, looked)
    assert "more than 500 columns" in file.problem
    assert (file.header, file.sample) == ([], [])
    correct = reverse("correct_columns", args=[looked.pk, file.pk])
    page = client.get(reverse("hand_in", args=[looked.pk])).content.decode()
    assert ("more than 500 columns" in page, correct in page) == (True, False)
    assert "column_1" not in client.get(f"{correct}?kind=school_roll").content.decode()


@override_settings(FILE_LIMIT_BYTES=300)
def test_what_is_no_list_is_not_handed_in_and_the_page_says_what_to_do(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    for name, content, said in (
        ("notes.docx", b"x", "Save it as one of these."), ("none.csv", b"", "is empty"),
        ("big.csv", b"x" * 400, "a page takes"), ("a.csv", None, "Choose at least one file."),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content or b"")
        answer = sent(client, path) if content is not None else client.post(reverse("hand_in_files"), {})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert not HandIn.objects.exists()


def test_columns_are_corrected_on_a_page_and_what_contradicts_is_said(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    looked = handed([home_office(tmp_path, person("H1", "Selam", "Tesfay", "01/01/1985", **HOME))])
    (file,) = files_of(cast, looked)
    url = reverse("correct_columns", args=[looked.pk, file.pk])
    assert "Selam" in client.get(url).content.decode()
    twice = client.post(url, {"kind": file.kind, "column_3": "given", "column_4": "given"})
    assert "Two columns are read as Given name" in twice.content.decode()
    assert (
        "Say which column holds the name" in client.post(url, {"kind": file.kind, "column_6": "sex"}).content.decode()
    )
    assert client.post(url, {"kind": file.kind, "column_3": "family", "column_4": "given"}).status_code == 302
    looked = worked(cast, looked)
    assert (looked.step, looked.found["people"]) == ("looked", 1)
    assert client.get(reverse("hand_in", args=[uuid.uuid4()])).status_code == 404
    assert client.get(reverse("correct_columns", args=[looked.pk, uuid.uuid4()])).status_code == 404


def test_pages_ask_at_most_fifteen_questions_and_as_many_for_one_row_as_for_many(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    asked = []
    for count in (1, 60):
        given = [
            school(
                tmp_path, *(pupil(f"{count}-{n}", f"TESFAY, Yonas {n}", "") for n in range(count)), name=f"{count}.csv"
            )
        ]
        looked = handed(given)
        (file,) = files_of(cast, looked)
        for url in (
            reverse("hand_in", args=[looked.pk]),
            reverse("handed_file", args=[looked.pk, file.pk]) + "?page=2",
        ):
            with django_assert_max_num_queries(15) as counted:
                assert client.get(url).status_code == 200
            asked.append(len(counted))
    assert asked[:2] == asked[2:]
