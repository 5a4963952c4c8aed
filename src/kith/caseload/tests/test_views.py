"""Saved views: how somebody sees a list, under a name of their own, on the side on which it was saved and of nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from kith.access import actions
from kith.access.models import AuditEntry, SavedView
from kith.access.rules import MOST_VIEWS, ViewFacts, obstacles_to_saving_view
from kith.access.side import side
from kith.access.terms import Side
from tests.factories import LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def saved(client: Client, name: str = "Mine", query: str = "where=waiting&kind=&order=waiting") -> SavedView:
    answer = client.post(f"/views/save/?{query}", {"name": name})
    assert answer.status_code == 302, answer.content
    return client.get("/").context["views"][0]


def test_a_view_is_saved_opened_renamed_removed_and_brought_back(cast: Cast, signed_in: SignedIn) -> None:
    make_case(cast)
    client = signed_in("manager")
    view = saved(client, query="where=with_you&kind=to_allocate&order=waiting&page=7&evil=1")
    assert view.url == "/?kind=to_allocate&order=waiting&where=with_you"
    assert view.what == "with you · Cases to allocate · longest waiting first"
    assert client.get(view.url).context["is_by_rule"] is False
    assert client.post(f"/views/{view.id}/change/", {"name": "Today"}).status_code == 302
    assert b"Today" in client.get("/").content
    client.post(f"/views/{view.id}/remove/")
    client.post(f"/views/{view.id}/remove/")
    assert client.get("/").context["views"] == []
    page = client.get("/views/")
    assert [one.name for one in page.context["removed"]] == ["Today"]
    client.post(f"/views/{view.id}/bring-back/")
    assert [one.name for one in client.get("/").context["views"]] == ["Today"]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        done = AuditEntry.objects.filter(subject=view.id, outcome="done").order_by("at", "id")
        assert [one.verb.partition("view_")[2] for one in done] == ["saved", "renamed", "removed", "brought_back"]


def test_a_name_that_is_taken_is_refused_and_stays_on_the_page(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    saved(client, "Mine")
    again = client.post("/views/save/?where=all", {"name": "mine"})
    assert again.status_code == 422
    assert 'value="mine"' in again.content.decode()
    assert "You have a saved view called mine" in again.content.decode()
    empty = client.post("/views/save/?where=all", {"name": " "})
    assert (empty.status_code, b"Write a name" in empty.content) == (422, True)


def test_a_removed_name_can_be_used_again_and_then_the_old_one_does_not_come_back(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    old = saved(client, "Mine")
    client.post(f"/views/{old.id}/remove/")
    saved(client, "Mine")
    text = client.post(f"/views/{old.id}/bring-back/", follow=True).content.decode()
    assert "You have a saved view called Mine" in text


def test_there_is_a_most() -> None:
    assert not obstacles_to_saving_view(ViewFacts("New", ("Old",)))
    many = tuple(str(n) for n in range(MOST_VIEWS))
    assert [one.code for one in obstacles_to_saving_view(ViewFacts("New", many))] == ["too_many_views"]


def test_nobody_else_sees_or_changes_it_on_either_side(cast: Cast, signed_in: SignedIn) -> None:
    view = saved(signed_in("manager"))
    for name in ("coordinator", "registrar", "senior", "officer"):
        client = signed_in(name)
        assert client.get("/").context["views"] == []
        assert client.get(f"/views/{view.id}/change/").status_code == 404
        assert client.post(f"/views/{view.id}/remove/").status_code == 404
    for where in (Side.WELFARE, Side.REGISTRY):
        with side(where, actor_id=cast["manager"].pk):
            assert not SavedView.objects.exists(), "the same person on another side"
    with side(Side.DECISION, actor_id=cast["senior"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        SavedView.objects.create(
            owner=cast["manager"], side=Side.DECISION, page="my_caseload", name="x", saved_at=LONG_AGO
        )


def test_what_was_removed_is_gone_after_some_weeks(cast: Cast, signed_in: SignedIn) -> None:
    kept, removed = saved(signed_in("manager"), "Kept"), saved(signed_in("senior"), "Removed")
    signed_in("senior").post(f"/views/{removed.id}/remove/")
    with side(Side.SEALING, actor_id=cast["sealer"].pk):
        later = timezone.now() + timedelta(days=1)
        assert actions.remove_old_copies(before=later, by=cast["sealer"], at=later) == 1
    with side(Side.DECISION, actor_id=cast["senior"].pk):
        assert not SavedView.objects.exists()
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert SavedView.objects.get().pk == kept.id


def test_letters_that_two_languages_make_small_in_two_ways_are_two_names_and_no_failure(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in("manager")
    for name in ("i", "\u0130", "I"):  # the Turkish and Kurdish capital of i
        assert client.post("/views/save/?where=waiting", {"name": name}).status_code in (302, 422)
    assert {view.name for view in client.get("/").context["views"]} == {"i", "\u0130"}


def test_what_somebody_changes_in_two_places_at_once_is_changed(cast: Cast, signed_in: SignedIn) -> None:
    view_id = saved(signed_in("manager")).id
    by, at = cast["manager"], timezone.now()
    with side(Side.DECISION, actor_id=by.pk):
        first, second, third = (SavedView.objects.get(pk=view_id) for _ in range(3))
        actions.rename_view(view=first, name="Today", by=by, at=at)
        assert actions.rename_view(view=second, name="This week", by=by, at=at).name == "This week"
        for one in (second, third):
            actions.remove_view(view=one, by=by, at=at)
        assert SavedView.objects.get(pk=view_id).removed_at == at
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="access.view_removed").count() == 1


def test_who_waits_longest_is_written_down_as_shown_on_every_tab(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast, confirmed=False)
    assert signed_in("registrar").get("/?where=recorded").context["longest"]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.filter(verb="caseload.my_caseload").latest("at")
        assert made.case.pk in entry.shown
