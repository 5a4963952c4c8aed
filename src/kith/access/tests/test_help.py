"""Help in place: each page leads to the how-to page of its work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from kith.access.help import OF_PERMISSIONS, OF_ROLES, help_for, pages_of_help
from kith.access.roles import PERMISSIONS, roles_that_may
from kith.access.terms import Role
from tests.factories import Cast

STAFF = roles_that_may("access.help")


def test_every_page_of_every_role_that_reads_help_has_a_page_of_it() -> None:
    known = pages_of_help(settings.HOW_TO)
    for permission, roles in PERMISSIONS.items():
        for role in set(roles) & set(STAFF):
            assert help_for(permission, role) in known, (permission, role)
    assert set(OF_PERMISSIONS.values()) | {one for names in OF_ROLES.values() for one in names} <= set(known)
    assert set(OF_ROLES) == set(STAFF)


def test_the_longest_beginning_says_which_page_and_what_fits_none_is_about_the_role() -> None:
    assert help_for("review.ask_for_report", Role.REVIEW_OFFICER) == "decide-a-case"
    assert help_for("review.ask_second_officer", Role.REVIEW_MANAGER) == "allocate-cases"
    assert help_for("caseload.my_caseload", Role.REGISTRAR) == "take-in-files"
    assert help_for("representations.post", Role.REGISTRAR) == "log-post"
    assert help_for("register.paper_files_missed", Role.REVIEW_MANAGER) == "log-post"
    assert help_for(None, Role.FAMILY_MEMBER) == ""


def test_what_stands_in_a_file_as_html_is_shown_as_text_and_links_lead_to_help(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# One\n\n<script>alert(1)</script> see [two](two.md)\n\n| a |\n| --- |\n| b |\n")
    (one,) = pages_of_help(tmp_path).values()
    assert one.title == "One"
    assert "<script>" not in one.html
    assert 'href="/help/two/"' in one.html
    assert "<table>" in one.html
    assert pages_of_help(tmp_path / "nowhere") == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["registrar", "coordinator", "lead", "manager", "officer", "second", "senior", "auditor"]
)
def test_the_caseload_leads_to_help_for_ones_own_work(
    name: str, cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in(name)
    page = client.get("/", follow=True).content.decode()
    address = page.split('class="help" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "All pages of help" in answer.content.decode()


@pytest.mark.django_db
def test_who_looks_after_the_server_is_named_on_every_page_and_an_unknown_page_is_none(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("officer")
    with override_settings(LOOKED_AFTER_BY="Ann Example, 0131 000 0000"):
        assert "Looked after by Ann Example, 0131 000 0000." in client.get("/").content.decode()
        listed = client.get("/help/").content.decode()
    assert "Ann Example" in listed
    assert listed.index("decide-a-case") < listed.index("appoint-a-lead-professional"), "one's own work comes first"
    assert client.get("/help/nothing/").status_code == 404
