"""The access matrix: what the document says of each page and role is what happens when the page is asked for."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from conftest import client_of
from kith.access.terms import Role
from kith.site import docs
from kith.site.docs import FORBIDDEN, OF_SOMETHING
from kith.site.pages import NOBODY, Page, every_page
from tests.factories import ROLES, Cast

DOCUMENT = Path(__file__).parent.parent / "docs" / "access-matrix.md"
PAGES = every_page()
PLAYED_BY = {role: name for name, (_, role, _) in reversed(ROLES.items())}
pytestmark = pytest.mark.django_db


def asked(client: Client, page: Page) -> int:
    """The answer to GET; to an empty POST where the page only takes."""
    status = client.get(page.path).status_code
    return client.post(page.path).status_code if status == HTTPStatus.METHOD_NOT_ALLOWED else status


def said(page: Page) -> dict[Role, str]:
    """What the matrix says of this page, role by role."""
    start = f"| {page.name} | `{page.path.replace(str(NOBODY), '<id>')}` |"
    (line,) = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(start)]
    return dict(zip(Role, [cell.strip() for cell in line.strip("|").split(" | ")][3:], strict=True))


def right(page: Page, said: str) -> set[int]:
    """The answers that are right where the matrix says this."""
    if page.permission is None:
        return {200, 302, 404}
    # of something that is nobody's: there is no such case
    return {403} if said == FORBIDDEN else {404} if said == OF_SOMETHING else {200, 302, 303, 422}


@pytest.mark.parametrize("role", Role)
def test_each_role_is_answered_by_every_page_as_the_matrix_says(role: Role, cast: Cast) -> None:
    client = client_of(cast[PLAYED_BY[role]])
    last = sorted(PAGES, key=lambda page: page.permission is None)  # among them those that end the visit
    answers = {page: asked(client, page) for page in last}
    assert {page.name: status for page, status in answers.items() if status not in right(page, said(page)[role])} == {}


@pytest.mark.parametrize("page", [page for page in PAGES if page.permission], ids=lambda page: page.name)
def test_who_is_not_signed_in_is_asked_to(page: Page) -> None:
    client = Client()
    response = client.get(page.path)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response = client.post(page.path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=/")


def test_every_role_is_played_and_every_page_has_its_row() -> None:
    assert set(PLAYED_BY) == set(Role)
    for page in PAGES:
        assert docs.row(page) in DOCUMENT.read_text().splitlines(), f"{page.name}: run `make docs`"
        assert page.path.count(str(NOBODY)) <= 2


def test_the_generated_documents_are_in_step_and_a_new_page_would_be_missed(tmp_path: Path) -> None:
    assert docs.out_of_step(DOCUMENT.parent) == [], "run `make docs` and commit what it writes"
    assert set(docs.write(tmp_path)) == set(docs.GENERATED)
    assert docs.write(tmp_path) == []
    text = (tmp_path / "access-matrix.md").read_text().replace("| sign_in | ", "| sign_inn | ")
    (tmp_path / "access-matrix.md").write_text(text)
    assert docs.out_of_step(tmp_path) == ["access-matrix.md"]
