"""Accounts on pages: an administrator opens and ends them by the rules, reads no case, and never comes in as somebody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import psycopg.errors
import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kith.access import actions
from kith.access.models import AccountChange, Actor, Agency, AuditEntry, Invitation, Membership, SecondStep, User
from kith.access.side import side
from kith.access.terms import AgencyKind, Role, Side
from kith.records import new_id
from tests.factories import EDINBURGH, GLASGOW, LONG_AGO, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
NEW = {"name": "Ann Example", "email": "Ann@Example.Test", "role": "coordinator", "area": GLASGOW}
GOOD = "four words that rhyme"


@pytest.fixture
def desk(signed_in: SignIn) -> Client:
    return signed_in("administrator")


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def agency(name: str = "Glasgow City Council") -> str:
    return str(Agency.objects.get(name=name).pk)


def added(desk: Client, **more: str) -> str:
    """Add somebody on the page; the path of their link."""
    answer = desk.post("/accounts/add/", NEW | {"agency": agency()} | more)
    assert answer.status_code == 200, words(answer)
    assert answer["Cache-Control"] == "no-store"
    (path,) = re.findall(r"<code>http://testserver(/account/new/[^<]+)</code>", words(answer))
    return path


def of(cast: Cast, name: str) -> str:
    return f"/accounts/{cast[name].user.pk}/"


def held(cast: Cast, name: str) -> Membership:
    return Membership.objects.get(actor=cast[name], until_at__isnull=True)


def written(cast: Cast, verb: str) -> list[tuple[str, object]]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        found = AuditEntry.objects.filter(verb=verb, actor_id=cast["administrator"].pk).order_by("at", "id")
        return list(found.values_list("outcome", "subject"))


def changes(actor: Actor) -> list[tuple[str, str]]:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        return list(AccountChange.objects.filter(actor=actor).order_by("at", "id").values_list("what", "reason"))


def test_a_new_person_chooses_their_own_password_by_a_link_that_opens_once(
    cast: Cast, desk: Client, settings: LazySettings
) -> None:
    settings.SECOND_STEP = False
    path = added(desk)
    user = User.objects.get(email="ann@example.test")
    assert not user.has_usable_password()
    with side(Side.ACCOUNTS, actor_id=new_id()):
        assert Invitation.objects.get(user=user).print not in path
    browser = Client()
    assert "Ann Example" in words(browser.get(path))
    for new, again in (("short", "short"), (GOOD, "another"), ("", "")):
        assert browser.post(path, {"new": new, "again": again}).status_code == 422
    assert browser.post(path, {"new": GOOD, "again": GOOD})["Location"] == "/"
    assert browser.get("/").status_code == 200
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"new": GOOD, "again": GOOD}).status_code == 404
    assert ("done", user.actor_id) in written(cast, "access.person_added")
    assert [what for what, _ in changes(user.actor)] == ["added", "role_given", "invited"]


def test_who_comes_by_a_link_sets_up_a_second_step_before_anything_opens(desk: Client, settings: LazySettings) -> None:
    settings.SECOND_STEP = True
    path, browser = added(desk), Client()
    assert browser.post(path, {"new": GOOD, "again": GOOD})["Location"].startswith("/sign-in/second-step/")
    assert browser.get("/")["Location"].startswith("/sign-in/")


def test_whoever_was_signed_in_with_the_browser_is_not_taken_for_who_the_link_is_for(
    desk: Client, settings: LazySettings
) -> None:
    settings.SECOND_STEP = False
    path = added(desk)
    assert desk.post(path, {"new": GOOD, "again": GOOD})["Location"] == "/"
    assert desk.get("/accounts/").status_code == 403  # it is the new person who is signed in now


def test_a_link_ends_after_a_week_with_the_next_one_and_with_the_login(cast: Cast, desk: Client) -> None:
    path = added(desk)
    user = User.objects.get(email="ann@example.test")
    with side(Side.ACCOUNTS, actor_id=new_id()):
        Invitation.objects.update(until_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 404
    assert "did not use the link in time" in words(desk.get("/accounts/?words=Ann"))
    again = words(desk.post(f"/accounts/{user.pk}/link/"))
    (second,) = re.findall(r"testserver(/account/new/[^<]+)</code>", again)
    assert (Client().get(path).status_code, Client().get(second).status_code) == (404, 200)
    desk.post(f"/accounts/{user.pk}/close/", {"reason": "Never came."})
    assert Client().get(second).status_code == 404
    for wrong in ("/account/new/nothing/", "/account/new/%00/", f"/account/new/{'x' * 500}/"):
        assert Client().get(wrong).status_code == 404


def test_an_administrator_comes_in_as_nobody_who_is_there_already(cast: Cast, desk: Client) -> None:
    """Who has a password has no link made for them: else whoever makes it would read what they read."""
    user = cast["coordinator"].user
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.set_password(user=user, password=GOOD, by=None, at=LONG_AGO)
    page = of(cast, "coordinator")
    assert f"{page}link/" not in words(desk.get(page))
    refused = desk.post(f"{page}link/")
    assert refused.status_code == 422
    assert "a password of their own" in words(refused)
    with side(Side.ACCOUNTS, actor_id=new_id()):
        assert not Invitation.objects.exists()
    assert ("refused", None) in written(cast, "access.invite")


def test_a_link_of_one_login_sets_no_password_of_another(cast: Cast, desk: Client) -> None:
    link = added(desk).split("/")[-2]
    other = cast["officer"].user
    with pytest.raises(Exception, match="no_link"):
        actions.choose_password(user=other, link=link, password=GOOD, by=other.actor, at=timezone.now())
    assert not User.objects.get(pk=other.pk).has_usable_password()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"email": "Coordinator@Example.Test"}, "signs in with this e-mail already"), ({"email": "nobody"}, "Write their e-mail"),
        ({"name": ""}, "Write their name"), ({"role": "sealer"}, "Choose what they will do"), ({"area": ""}, "Choose an area"),
        ({"agency": str(new_id())}, "Choose where they work"), ({"role": "family_member"}, "Choose what they will do"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: Client, more: dict[str, str], says: str) -> None:
    before = User.objects.count()
    answer = desk.post("/accounts/add/", NEW | {"agency": agency()} | more)
    assert answer.status_code == 422
    assert says in words(answer)
    if "name" not in more:
        assert 'value="Ann Example"' in words(answer)
    assert User.objects.count() == before


def test_a_role_is_given_and_ended_with_a_reason_and_the_last_one_closes_the_login(
    cast: Cast, desk: Client, signed_in: SignIn
) -> None:
    page, officer = of(cast, "officer"), signed_in("officer")
    assert desk.post(f"{page}give-role/", {"role": "second_officer", "area": "all"})["Location"] == page
    assert ("done", Membership.objects.get(actor=cast["officer"], role=Role.SECOND_OFFICER).pk) in written(
        cast, "access.role_given"
    )
    first, second = Membership.objects.filter(actor=cast["officer"]).order_by("role")
    assert "review manager first" in words(desk.get(f"{page}roles/{first.pk}/end/"))
    assert desk.post(f"{page}roles/{first.pk}/end/", {"reason": ""}).status_code == 422
    assert desk.post(f"{page}roles/{first.pk}/end/", {"reason": "Other work."})["Location"] == page
    assert officer.get("/").status_code == 200
    assert desk.post(f"{page}roles/{first.pk}/end/", {"reason": "Again."})["Location"] == page  # a double click
    desk.post(f"{page}roles/{second.pk}/end/", {"reason": "Left on Friday."})
    assert officer.get("/")["Location"].startswith("/sign-in/")
    assert changes(cast["officer"])[-2:] == [("role_ended", "Left on Friday."), ("login_closed", "Left on Friday.")]
    assert "Left on Friday." in words(desk.get(page))
    assert "login closed" in words(desk.get("/accounts/?which=closed"))


def test_a_login_is_closed_and_opened_again_with_reasons(cast: Cast, desk: Client, signed_in: SignIn) -> None:
    page, officer = of(cast, "officer"), signed_in("officer")
    assert desk.post(f"{page}close/", {"reason": "A phone was stolen."})["Location"] == page
    assert officer.get("/")["Location"].startswith("/sign-in/")
    assert desk.post(f"{page}close/", {"reason": "Again."}).status_code == 422
    assert "closed already" in words(desk.get(f"{page}close/"))
    assert desk.post(f"{page}give-role/", {"role": "second_officer", "area": "all"}).status_code == 422
    assert desk.post(f"{page}open/", {"reason": "It was found."})["Location"] == page
    assert desk.post(f"{page}open/", {"reason": "Again."}).status_code == 422
    assert signed_in("officer").get("/").status_code == 200
    assert [what for what, _ in changes(cast["officer"])] == ["login_closed", "login_opened"]


def test_nobody_gives_a_role_to_themselves_not_even_by_sql(cast: Cast, desk: Client) -> None:
    page, me = of(cast, "administrator"), cast["administrator"]
    assert f"{page}give-role/" not in words(desk.get(page))
    refused = desk.post(f"{page}give-role/", {"role": "coordinator", "area": "all"})
    assert refused.status_code == 422
    assert "Nobody gives a role to themselves" in words(refused)
    with side(Side.ACCOUNTS, actor_id=me.pk):
        for change in (
            lambda: Membership.objects.create(actor=me, role=Role.COORDINATOR, from_at=LONG_AGO),
            lambda: Membership.objects.filter(actor=cast["coordinator"]).update(actor=me),
            lambda: Membership.objects.filter(actor=me).update(role=Role.COORDINATOR),
        ):
            with pytest.raises((ProgrammingError, InternalError)) as raised, transaction.atomic():
                change()
            assert isinstance(raised.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    ("name", "sent", "says"),
    [
        ("coordinator", {"role": "review_officer", "area": "all"}, "work on another side: Coordinator"),
        ("officer", {"role": "administrator", "area": "all"}, "work on another side"),
        ("officer", {"role": "review_officer", "area": "all"}, "have this role there already"),
        ("officer", {"role": "", "area": "all"}, "Choose what they will do"),
    ],
)
def test_a_role_that_would_join_two_sides_or_is_held_is_refused(
    cast: Cast, desk: Client, name: str, sent: dict[str, str], says: str
) -> None:
    refused = desk.post(f"{of(cast, name)}give-role/", sent)
    assert refused.status_code == 422
    assert says in words(refused)
    assert Membership.objects.filter(actor=cast[name]).count() == 1


def another(area: str = "", seen: bool = True) -> User:
    """One more administrator, who signed in once or not."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actor = actions.add_actor(
            shown_name="Other", agency=Agency.objects.get(name="Glasgow City Council"), email="other@example.test", by=None,
            at=LONG_AGO,
        )  # fmt: skip
        actions.give_role(actor=actor, role=Role.ADMINISTRATOR, area=area, by=None, at=LONG_AGO)
        User.objects.filter(actor=actor).update(last_login=LONG_AGO if seen else None)
    return actor.user


def test_the_last_administrator_stays(cast: Cast, desk: Client) -> None:
    page, own = of(cast, "administrator"), held(cast, "administrator")
    for _ in range(2):  # alone, and beside one who never came
        for path in (f"{page}roles/{own.pk}/end/", f"{page}close/"):
            refused = desk.post(path, {"reason": "Enough."})
            assert refused.status_code in (200, 422)
            assert "Nobody else who can sign in looks after all accounts" in words(refused)
        assert f"{page}close/" not in words(desk.get(page))
        other = User.objects.filter(email="other@example.test").first() or another(seen=False)
    with side(Side.ACCOUNTS, actor_id=new_id()):
        User.objects.filter(pk=other.pk).update(last_login=LONG_AGO)
    assert desk.post(f"{page}roles/{own.pk}/end/", {"reason": "Enough."})["Location"] == page
    assert desk.get("/accounts/")["Location"].startswith("/sign-in/")


def test_an_administrator_of_an_area_looks_after_its_people_alone(cast: Cast) -> None:
    desk = Client()
    desk.force_login(another(GLASGOW))
    shown = words(desk.get("/accounts/"))
    assert ("coordinator@example.test" in shown, "officer@example.test" in shown) == (True, False)
    for path in ("", "give-role/", "close/", "link/", "second-step-off/", "social-worker/"):
        assert desk.get(f"{of(cast, 'officer')}{path}").status_code == 404
    sent = {"role": "lead_professional"}
    page = of(cast, "coordinator")
    assert desk.post(f"{page}give-role/", sent | {"area": "all"}).status_code == 422
    assert desk.post(f"{page}give-role/", sent | {"area": EDINBURGH}).status_code == 422
    assert desk.post(f"{page}give-role/", sent | {"area": GLASGOW})["Location"] == page
    new = {"name": "A school", "kind": "school"}
    assert desk.post("/accounts/add-agency/", new | {"area": EDINBURGH}).status_code == 422
    assert "?agency=" in desk.post("/accounts/add-agency/", new | {"area": GLASGOW})["Location"]


def test_an_agency_is_added_once_and_with_a_code_that_can_be_one(desk: Client) -> None:
    new = {"name": "Fife Council", "kind": AgencyKind.COUNCIL, "area": "s12000047"}
    assert desk.post("/accounts/add-agency/", new | {"area": "Fife"}).status_code == 422
    assert desk.post("/accounts/add-agency/", new)["Location"].startswith("/accounts/add/?agency=")
    assert Agency.objects.get(name="Fife Council").area == "S12000047"
    refused = desk.post("/accounts/add-agency/", new | {"name": "FIFE COUNCIL"})
    assert (refused.status_code, "of this name already" in words(refused)) == (422, True)
    assert "Fife Council" in words(desk.get("/accounts/add/"))


def test_a_second_step_is_taken_off_by_who_says_that_they_rang(cast: Cast, desk: Client, signed_in: SignIn) -> None:
    page, lead = of(cast, "lead"), signed_in("lead")
    assert "no second step" in words(desk.get(f"{page}second-step-off/"))
    SecondStep.objects.create(user=cast["lead"].user, locked=b"x", set_up_at=LONG_AGO)
    assert desk.post(f"{page}second-step-off/", {"reason": "Lost phone."}).status_code == 422
    assert SecondStep.objects.exists()
    assert desk.post(f"{page}second-step-off/", {"reason": "Lost phone.", "is_them": "on"})["Location"] == page
    assert not SecondStep.objects.exists()
    assert lead.get("/")["Location"].startswith("/sign-in/")
    assert changes(cast["lead"]) == [("second_step_taken_off", "Lost phone.")]
    SecondStep.objects.create(user=cast["administrator"].user, locked=b"x", set_up_at=LONG_AGO)
    own = f"{of(cast, 'administrator')}second-step-off/"
    assert desk.post(own, {"reason": "Lost phone.", "is_them": "on"}).status_code == 422


def test_who_is_a_registered_social_worker_is_said_with_source_and_day(cast: Cast, desk: Client) -> None:
    page = f"{of(cast, 'lead')}social-worker/"
    version = re.findall(r'name="version" value="(\d+)"', words(desk.get(page)))[0]
    yes = {"is_registered": "yes", "says": "Register of the SSSC", "on": "3 June 2026", "version": version}
    for wrong in ({"says": ""}, {"on": ""}, {"on": "3 June 2126"}, {"is_registered": ""}, {"on": "soon"}):
        assert desk.post(page, yes | wrong).status_code == 422, wrong
    assert desk.post(page, yes)["Location"] == of(cast, "lead")
    assert Actor.objects.get(pk=cast["lead"].pk).is_social_worker
    assert desk.post(page, {"is_registered": "no", "version": version}).status_code == 409  # somebody else was first
    assert desk.post(page, {"is_registered": "no", "version": str(int(version) + 1)}).status_code == 302
    assert not Actor.objects.get(pk=cast["lead"].pk).is_social_worker


def test_the_list_is_found_by_name_or_e_mail_and_pages_on_the_server(cast: Cast, desk: Client) -> None:
    assert "Coordinator Elsewhere" in words(desk.get("/accounts/?words=elsewhere"))
    assert "Coordinator Elsewhere" in words(desk.get("/accounts/?words=ELSEWHERE@example"))
    assert "Nobody fits" in words(desk.get("/accounts/?words=%00zzz"))
    with CaptureQueriesContext(connection) as few:
        desk.get("/accounts/?words=elsewhere")
    with side(Side.ACCOUNTS, actor_id=new_id()):
        for n in range(60):
            actor = actions.add_actor(
                shown_name=f"Zoe {n:02}", agency=None, email=f"zoe{n}@example.test", by=None, at=LONG_AGO
            )
            for role in (Role.COORDINATOR, Role.LEAD_PROFESSIONAL):
                actions.give_role(actor=actor, role=role, area=GLASGOW, by=None, at=LONG_AGO)
    with CaptureQueriesContext(connection) as many:
        shown = words(desk.get("/accounts/?words=zoe"))
    assert (len(few) == len(many), len(many) <= 15, shown.count("<tr>")) == (True, True, 26)
    assert "Zoe 59" in words(desk.get("/accounts/?words=zoe&page=3"))


def test_one_account_asks_few_questions_whatever_was_done_with_it(cast: Cast, desk: Client) -> None:
    page, counts = of(cast, "coordinator"), []
    for times in (1, 5):
        for n in range(times):
            desk.post(f"{page}close/", {"reason": f"{n}"})
            desk.post(f"{page}open/", {"reason": f"{n}"})
        assert "is open again" in words(desk.get(page))  # said once
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page).status_code == 200
        counts.append(len(asked))
    with CaptureQueriesContext(connection) as own:
        desk.get(of(cast, "administrator"))
    assert (counts[0] == counts[1], max(*counts, len(own)) <= 15) == (True, True)


def test_the_desk_is_where_an_administrator_begins_and_opens_no_case(cast: Cast, desk: Client) -> None:
    assert desk.get("/")["Location"] == "/accounts/"
    assert desk.get("/find/").status_code == 403
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk), connection.cursor() as cursor:
        for table in (
            "register_case",
            "register_person",
            "register_caseteammember",
            "access_auditentry",
            "access_secondstep",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(f"select 1 from {table}")


def test_where_the_server_sends_e_mail_the_link_goes_to_the_person_and_not_through_other_hands(
    cast: Cast, desk: Client, settings: LazySettings
) -> None:
    settings.EMAIL_HOST, settings.ADDRESSES = "mail.example.test", {Side.WELFARE: "https://welfare.example.test/"}
    answer = desk.post("/accounts/add/", NEW | {"agency": agency()})
    assert "/account/new/" not in words(answer)
    (sent,) = mail.outbox
    assert sent.to == ["ann@example.test"]
    (path,) = re.findall(r"https://welfare\.example\.test(/account/new/\S+/)", sent.body)
    assert Client().get(path).status_code == 200
    for word in ("Ann", "Coordinator", "Glasgow"):
        assert word not in sent.subject + sent.body.replace("ann@", "")
    settings.EMAIL_BACKEND = "kith.caseload.tests.test_jobs.IsAway"
    answer = desk.post(f"/accounts/{User.objects.get(email='ann@example.test').pk}/link/")
    assert ("mail server did not take it" in words(answer), "/account/new/" in words(answer)) == (True, True)
