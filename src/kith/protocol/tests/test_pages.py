"""The pages of the rules: who reads them, what each says, and that every version stays readable."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.protocol.actions import keep_version
from kith.protocol.models import PackVersion
from kith.protocol.overview import GROUPS, rules_of
from kith.protocol.pack import Pack, load
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
TODAY = date(2026, 9, 1)
STAFF = (
    "registrar",
    "coordinator",
    "lead",
    "manager",
    "officer",
    "second",
    "senior",
    "asker",
    "statistician",
    "auditor",
)
HOSTILE = ("%00", "%ED%A0%80", "%22%3E%3Cscript%3E", "..%2f..%2fetc%2fpasswd", "x" * 3000, "-", "0")


def old_pack() -> Pack:
    """A version that is in use no longer."""
    values = {name: getattr(load(), name) for name in Pack.__dataclass_fields__}
    return Pack(**values | {"canonical_text": "== duties.yaml\n<b>as it was</b>", "version": "a" * 64})


@pytest.mark.parametrize("name", STAFF)
def test_everybody_who_works_by_the_rules_can_read_them(signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)
    page = client.get(reverse("rules")).content.decode()
    assert f'href="{reverse("rules")}" aria-current="page"' in page
    assert reverse("rule", args=["duties", "release_report"]) in page
    assert client.get(reverse("rule", args=["criteria", "paragraph_395c"])).status_code == 200
    versions = reverse("pack_versions")
    assert (versions in page) == (name != "asker") == (client.get(versions).status_code == 200), (
        "no link leads to a 403"
    )


def test_families_and_contributors_have_no_such_page_and_nobody_is_asked_to_sign_in(signed_in: SignedIn) -> None:
    assert Client().get(reverse("rules")).status_code == 302
    assert signed_in("solicitor").get(reverse("rules")).status_code == 403


def test_every_rule_of_the_pack_has_a_page_with_its_sentence_its_days_and_its_source(signed_in: SignedIn) -> None:
    client, pack = signed_in("officer"), load()
    listed = client.get(reverse("rules")).content.decode()
    held = [rule for group in GROUPS for rule in rules_of(pack, group, TODAY)]
    dated = (
        pack.criteria_sets,
        pack.transitions,
        pack.duties,
        pack.outcomes,
        pack.sources,
        pack.proposals.proposals,
        pack.orders,
    )
    assert {rule.code for rule in held} == {one.code for part in dated for one in part} | {
        *pack.letters,
        "wellbeing",
        "second_condition",
    }
    for rule in held:
        path = reverse("rule", args=[rule.group, rule.code])
        assert path in listed
        answer = client.get(path)
        assert answer.status_code == 200
        texts = answer.context["rule"].texts
        assert all(text.sentence and text.source and text.from_ for text in texts)
        assert answer.content.decode().count("In force from") == len(texts)


def test_a_duty_says_who_in_which_time_and_by_which_source(signed_in: SignedIn) -> None:
    page = signed_in("coordinator").get(reverse("rule", args=["duties", "release_report"])).content.decode()
    for words in (
        "lead professional, then coordinator",
        "28 calendar days",
        "In force from 21 March 2007",
        "four weeks",
    ):
        assert words in page


def test_a_set_of_factors_shows_its_earlier_texts_what_is_shortened_and_what_needs_judgement(
    signed_in: SignedIn,
) -> None:
    page = signed_in("second").get(reverse("rule", args=["criteria", "paragraph_276ade"])).content.decode()
    for words in (
        "In force from 28 July 2014 until before 20 June 2022", "In force from 9 July 2012 until before 13 December 2012",
        "A matter of dates", "Needs a person&#x27;s judgement", "What is shortened here", "Statement of Changes HC 760",
    ):  # fmt: skip
        assert words in page.replace("Needs a person's", "Needs a person&#x27;s"), words
    assert page.index("28 July 2014 until") < page.index("9 July 2012 until")


def test_a_concession_says_that_no_rule_gives_it(signed_in: SignedIn) -> None:
    page = signed_in("manager").get(reverse("rule", args=["criteria", "dp5_96"])).content.decode()
    assert "The rule gives it to no case. A manager can open a review under it, with a written reason." in page
    assert "It went on applying where, before 9 December 2008" in page


@pytest.mark.parametrize("odd", HOSTILE)
def test_an_odd_address_is_no_page_and_runs_nothing(signed_in: SignedIn, odd: str) -> None:
    client = signed_in("officer")
    for path in (f"/rules/{odd}/paragraph_395c/", f"/rules/criteria/{odd}/", f"/rules/versions/{odd}/"):
        assert client.get(path).status_code == 404
    assert client.get(f"/rules/versions/?page={odd}").status_code == 200


def test_an_old_version_stays_readable_and_says_that_it_is_in_use_no_longer(cast: Cast, signed_in: SignedIn) -> None:
    old = old_pack()
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        for _ in range(2):
            keep_version(pack=old, by=cast["manager"], at=LONG_AGO)
        assert PackVersion.objects.filter(sha256=old.version).count() == 1
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="protocol.version_kept", digest=old.version).count() == 1
    client = signed_in("lead")
    assert reverse("pack_version", args=[old.version]) in client.get(reverse("pack_versions")).content.decode()
    page = client.get(reverse("pack_version", args=[old.version])).content.decode()
    assert "&lt;b&gt;as it was&lt;/b&gt;" in page
    assert "<dd>no</dd>" in page


def test_the_version_in_use_can_be_read_before_anything_was_done_under_it(signed_in: SignedIn) -> None:
    client = signed_in("auditor")
    assert "Nothing was done under any version yet." in client.get(reverse("pack_versions")).content.decode()
    page = client.get(reverse("pack_version", args=[load().version])).content.decode()
    assert "not yet: nothing was done under it" in page
    assert "== criteria/paragraph_395c.yaml" in page
    assert client.get(reverse("pack_version", args=["b" * 64])).status_code == 404


def test_the_pages_ask_few_questions_whatever_there_is(cast: Cast, signed_in: SignedIn) -> None:
    client, asked = signed_in("officer"), []
    for size in (1, 30):
        with side(Side.DECISION, actor_id=cast["manager"].pk):
            for n in range(size):
                values = {"name": "n", "sha256": f"{size}-{n}", "text": "t", "by": cast["manager"], "at": LONG_AGO}
                PackVersion.objects.create(**values)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("pack_versions")).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 15
