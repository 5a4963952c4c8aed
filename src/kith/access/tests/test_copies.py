"""What somebody is writing is kept while they write, comes back to them alone, and goes when it is sent."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from kith.access import actions, jobs
from kith.access.models import AuditEntry, WorkingCopy
from kith.access.rules import MOST_COPIES, MOST_SIGNS, CopyFacts, obstacles_to_keeping
from kith.access.side import side
from kith.access.terms import CopyEnd, Side
from kith.records import new_id
from kith.review.models import FactorFinding
from kith.review.tests.factories import Walk, deciding
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
TYPED = "She reads & <writes>.\r\nSecond line “é”."


@pytest.fixture
def finding(cast: Cast) -> tuple[Walk, str]:
    walk = Walk.begin(cast).weigh_children()
    return walk, f"/cases/{walk.review.case_id}/review/finding/age/"


def key_on(client: Client, path: str) -> str:
    """What the page's script sends along."""
    return unescape(re.findall(r'data-key="([^"]+)"', client.get(path).content.decode())[0])


def keep(client: Client, path: str, key: str, **typed: Any) -> int:
    return client.post(path, {"text": TYPED, "after": ""} | typed | {"kept_here": key}).status_code


def begun(cast: Cast, name: str = "officer", on: Side = Side.DECISION) -> list[WorkingCopy]:
    with side(on, actor_id=cast[name].pk):
        return list(WorkingCopy.objects.all())


def entries(cast: Cast, verb: str) -> list[AuditEntry]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        return list(AuditEntry.objects.filter(verb__startswith=verb).order_by("at", "id"))


def found(walk: Walk) -> list[str]:
    with deciding(walk.cast["officer"]):
        return list(FactorFinding.objects.values_list("text", flat=True))


def test_what_was_typed_is_on_the_page_again_on_another_device_and_opening_it_writes_nothing(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    walk, path = finding
    client = signed_in("officer")
    assert "Begun and not sent" not in client.get(path).content.decode()
    assert keep(client, path, key_on(client, path)) == 204
    (held,) = begun(cast)
    assert (held.view, held.ids["factor"], held.case_id) == ("record_finding", "age", walk.review.case_id)
    assert "csrfmiddlewaretoken" not in held.words
    other = signed_in("officer")
    again = other.get(path)
    assert again.context["form"]["text"].value() == TYPED
    text = again.content.decode()
    assert "You began to write here on" in text
    assert "She reads &amp; &lt;writes&gt;." in text
    (same,) = begun(cast)
    assert (same.version, same.saved_at) == (held.version, held.saved_at)
    assert found(walk) == []


def test_beginning_and_ending_are_written_down_and_what_lies_between_is_not(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    walk, path = finding
    client = signed_in("officer")
    key = key_on(client, path)
    for n in range(3):
        assert keep(client, path, key, text=f"{n}") == 204
    (begin,) = entries(cast, "access.working_copy")
    assert (begin.verb, begin.case_id, begin.outcome) == ("access.working_copy_begun", walk.review.case_id, "done")
    assert client.post(path, {"text": "Done.", "after": ""}).status_code == 302
    assert [one.verb for one in entries(cast, "access.working_copy")] == [begin.verb, "access.working_copy_ended"]
    assert entries(cast, "access.working_copy")[1].codes == [CopyEnd.SENT]
    assert not [one for one in entries(cast, "review.record_finding") if one.outcome == "refused"]


def test_sending_ends_it_and_a_form_that_is_wrong_does_not(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    walk, path = finding
    client = signed_in("officer")
    keep(client, path, key_on(client, path))
    wrong = client.post(path, {"text": "", "after": ""})
    assert wrong.status_code == 422
    assert wrong.context["form"]["text"].value() == "", "what was sent stands, not what was kept"
    assert len(begun(cast)) == 1
    key = re.findall(r'data-key="([^"]+)"', wrong.content.decode())[0]
    assert 'data-typed="yes"' in wrong.content.decode()
    assert keep(client, path, key, text="Again.") == 204, "the page goes on with what this person began"
    assert client.post(path, {"text": "Again.", "after": ""}).status_code == 302
    assert begun(cast) == []
    assert found(walk) == ["Again."]


def test_two_windows_never_write_over_each_other(finding: tuple[Walk, str], cast: Cast, signed_in: SignIn) -> None:
    _, path = finding
    client = signed_in("officer")
    first, second = key_on(client, path), key_on(client, path)
    assert keep(client, path, first, text="First.") == 204
    assert keep(client, path, second, text="Second.") == 409
    assert keep(client, path, first, text="First, more.") == 204
    assert [one.words["text"] for one in begun(cast)] == [["First, more."]]
    third = key_on(client, path)  # shows what the first wrote, and goes on with it
    assert keep(client, path, third, text="First, more, and third.") == 204
    assert keep(client, path, first, text="First, late.") == 409
    refused = [one for one in entries(cast, "review.record_finding") if one.outcome == "refused"]
    assert {code for one in refused for code in one.codes} == {"written_elsewhere"}


def test_starting_again_takes_it_away_and_says_before_what_goes(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    _, path = finding
    client = signed_in("officer")
    keep(client, path, key_on(client, path))
    text = client.get(path).content.decode()
    assert text.index("This goes for good") < text.index("She reads &amp;") < text.index("Remove it and start again")
    assert client.post(path, {"start_again": "yes"})["Location"] == path
    assert begun(cast) == []
    assert "Begun and not sent" not in client.get(path).content.decode()
    assert entries(cast, "access.working_copy_ended")[0].codes == [CopyEnd.STARTED_AGAIN]
    assert client.post(path, {"start_again": "yes"}).status_code == 302, "twice is once"


def test_words_begun_before_somebody_saved_stand_beside_what_is_saved_now(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    walk, path = finding
    client = signed_in("officer")
    keep(client, path, key_on(client, path), text="She is nine.")
    walk.find()  # in another window
    page = client.get(path)
    text = page.content.decode()
    assert "Something else was saved here since you began" in text
    assert "What is saved now" in text
    assert page.context["form"]["text"].value() == "She is nine."
    with deciding(cast["officer"]):
        now = FactorFinding.objects.get(factor="age")
    assert now.text in re.sub(r"</?(ins|del)[^>]*>", "", unescape(text))
    assert str(page.context["form"]["after"].value()) == str(now.pk), "the form goes on from what is saved now"
    assert client.post(path, {"text": "She is nine.", "after": str(now.pk)}).status_code == 302
    assert "She is nine." in found(walk)


def test_nobody_begins_what_was_not_shown_to_them_on_that_page(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    _, path = finding
    key = key_on(signed_in("officer"), path)
    for client, to, sent in (
        (signed_in("officer_two"), path, key),
        (signed_in("officer"), path.replace("age", "compassionate_circumstances"), key),
        (signed_in("officer"), path, "x"),
        (signed_in("officer"), path, key[:-1]),
        (signed_in("officer"), path, "\x00"),
    ):
        assert keep(client, to, sent) == 400
    assert keep(signed_in("coordinator"), path, key) == 403
    assert keep(Client(), path, key) == 401
    assert begun(cast) == begun(cast, "officer_two") == []


def test_it_is_its_writers_alone_whoever_asks_the_database(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    _, path = finding
    client = signed_in("officer")
    keep(client, path, key_on(client, path))
    others = [
        (Side.DECISION, "officer_two"), (Side.DECISION, "manager"), (Side.WELFARE, "officer"), (Side.WELFARE, "lead"),
        (Side.REGISTRY, "registrar"), (Side.FAMILY, "parent"), (Side.CONTRIBUTOR, "teacher"), (Side.CLEARANCE, "asker"),
    ]  # fmt: skip
    for on, name in others:
        with side(on, actor_id=cast[name].pk), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_workingcopy")
            assert cursor.fetchone() == (0,), (on, name)
            cursor.execute("update access_workingcopy set words = '{}'")
            assert cursor.rowcount == 0
            cursor.execute("delete from access_workingcopy")
            assert cursor.rowcount == 0
    for on, name in ((Side.STATISTICS, "statistician"), (Side.AUDIT, "auditor"), (Side.SEALING, "sealer")):
        with pytest.raises(DatabaseError), transaction.atomic(), side(on, actor_id=cast[name].pk):
            WorkingCopy.objects.count()
    at = timezone.now()
    for owner, of in (("officer", Side.DECISION), ("officer_two", Side.WELFARE)):
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            side(Side.DECISION, actor_id=cast["officer_two"].pk),
        ):
            WorkingCopy.objects.create(
                owner=cast[owner], side=of, view="x", words={}, hand=new_id(), begun_at=at, saved_at=at
            )
    assert len(begun(cast)) == 1


def test_what_nobody_goes_on_with_is_removed_and_only_that(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn, settings: LazySettings
) -> None:
    _, path = finding
    client = signed_in("officer")
    keep(client, path, key_on(client, path))
    (held,) = begun(cast)
    days = timedelta(settings.WORKING_COPY_DAYS)
    assert jobs.remove_old_copies(held.saved_at + days - timedelta(seconds=1)) == 0
    assert entries(cast, "access.working_copies_removed") == []
    assert jobs.remove_old_copies(held.saved_at + days + timedelta(seconds=1)) == 1
    assert jobs.remove_old_copies(held.saved_at + days + timedelta(seconds=2)) == 0
    assert begun(cast) == []
    (entry,) = entries(cast, "access.working_copies_removed")
    assert entry.shown == [held.pk]


def test_the_caseload_says_what_was_begun_where_and_until_when_without_a_word_of_it(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    _, path = finding
    client = signed_in("officer")
    assert "You began to write on" not in client.get("/").content.decode()
    keep(client, path, key_on(client, path))
    text = client.get("/").content.decode()
    assert "You began to write on 1 page and have not sent it" in text
    assert f'<a href="{path}">Record finding' in text
    assert "She reads" not in text
    assert '<details class="card begun" open>' not in text
    for name in ("officer_two", "manager"):
        assert "You began to write on" not in signed_in(name).get("/").content.decode()
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        WorkingCopy.objects.update(saved_at=timezone.now() - timedelta(25))
    assert '<details class="card begun" open>' in client.get("/").content.decode(), "told before it is removed"
    made = make_case(cast)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        WorkingCopy.objects.update(case_id=made.case.pk)
    text = client.get("/").content.decode()
    assert "a case that you have no more" in text
    assert made.case.reference not in text
    assert path not in text


def test_what_cannot_be_stored_is_shown_as_what_it_is_and_too_much_is_said(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    _, path = finding
    client = signed_in("officer")
    key = key_on(client, path)
    assert keep(client, path, key, text="x" * (MOST_SIGNS + 1)) == 413
    assert begun(cast) == []
    assert keep(client, path, key, text="a\x00b", other="1") == 204
    assert client.get(path).context["form"]["text"].value() == "a�b"


def test_names_that_cannot_be_stored_neither_of_a_field_nor_in_an_address_break_a_page(
    finding: tuple[Walk, str], cast: Cast, signed_in: SignIn
) -> None:
    _, path = finding
    client = signed_in("officer")
    assert client.get(f"{path}?a%00b=1").status_code == 200
    assert keep(client, path, key_on(client, path), **{"a\x00b": "1"}) == 204
    assert [name for name in begun(cast)[0].words if name.startswith("a")] == ["after", "a�b"]


def test_what_is_not_kept_is_no_refusal_of_the_page(finding: tuple[Walk, str], cast: Cast, signed_in: SignIn) -> None:
    _, path = finding
    client = signed_in("officer")
    key, before = key_on(client, path), len(entries(cast, "review.record_finding"))
    for _n in range(3):
        assert keep(client, path, key, text="x" * (MOST_SIGNS + 1)) == 413
    assert len(entries(cast, "review.record_finding")) == before


def test_who_was_signed_out_and_starts_again_signs_in_first_and_the_script_is_told_that_nothing_is_kept(
    finding: tuple[Walk, str],
) -> None:
    _, path = finding
    answer = Client().post(path, {"start_again": "yes"})
    assert answer.status_code == 401 or "/sign-in/" in answer.get("Location", "")
    assert answer.content or answer.get("Location"), "never an empty page"
    assert Client().post(path, {"text": TYPED, "kept_here": "x"}).status_code == 401


def test_a_row_that_another_side_put_there_keeps_nobody_from_writing_and_tells_nothing(cast: Cast) -> None:
    lead, at = cast["lead"], timezone.now()
    place = {"view": "raise_concern", "ids": {"case_id": str(new_id())}}
    given = place | {"title": "X", "words": {}, "hand": new_id(), "shown": None, "by": lead, "at": at}
    for one in (Side.DECISION, Side.WELFARE):
        with side(one, actor_id=lead.pk):
            actions.keep_working_copy(**given)
    for one in (Side.DECISION, Side.WELFARE):
        with side(one, actor_id=lead.pk):
            assert WorkingCopy.objects.get(view="raise_concern").side == one


def test_a_role_whose_side_writes_nothing_keeps_nothing(signed_in: SignIn) -> None:
    client = signed_in("auditor")
    assert client.post("/audit/", {"kept_here": "x"}).status_code == 200
    assert client.post("/audit/", {"start_again": "yes"}).status_code == 200


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (CopyFacts(MOST_SIGNS, MOST_COPIES - 1, is_elsewhere=False), None),
        (CopyFacts(MOST_SIGNS + 1, 0, is_elsewhere=False), "too_much"),
        (CopyFacts(1, MOST_COPIES, is_elsewhere=False), "too_many"),
        (CopyFacts(MOST_SIGNS + 1, MOST_COPIES, is_elsewhere=True), "written_elsewhere"),
    ],
)
def test_what_is_kept_has_its_bounds(facts: CopyFacts, code: str | None) -> None:
    assert [one.code for one in obstacles_to_keeping(facts)] == ([code] if code else [])


def test_somebody_begins_on_so_many_pages_and_no_more(cast: Cast) -> None:
    officer, at = cast["officer"], timezone.now()
    with side(Side.DECISION, actor_id=officer.pk):
        for n in range(MOST_COPIES):
            actions.keep_working_copy(
                view="x", ids={"n": str(n)}, title="X", words={}, hand=new_id(), shown=None, by=officer, at=at
            )
        with pytest.raises(Exception, match="too_many"):
            actions.keep_working_copy(
                view="x", ids={}, title="X", words={}, hand=new_id(), shown=None, by=officer, at=at
            )
        assert actions.end_working_copy(view="x", ids={"n": "3"}, how=CopyEnd.SENT, by=officer, at=at)
        assert not actions.end_working_copy(view="x", ids={"n": "3"}, how=CopyEnd.SENT, by=officer, at=at)
