"""Somebody who knows a child is asked one question by a link and a code: what they see, what they give, who reads it."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from kith.access.models import Actor, AuditEntry, Membership
from kith.access.side import side
from kith.access.terms import ActorKind, Role, Side
from kith.disclosure.models import DisclosedItem
from kith.disclosure.terms import ItemKind
from kith.records import Stale
from kith.site.logs import Wordless
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import Contribution, ContributionDraft, ContributionLink, ContributionRequest, Report
from kith.welfare.queries import asked_about, items_about, preview_of
from kith.welfare.terms import Body, Choice, GoesOn
from kith.welfare.tests.test_actions import ask as ask_for_report
from kith.welfare.tests.test_actions import assemble, welfare
from kith.welfare.tests.test_pages import address, appoint_on_the_page
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
QUESTION = "How is she in class, and who are her friends?"
ANSWER = "She reads to the younger ones, and eats with Ayla every day."


@dataclass(frozen=True, slots=True)
class World:
    """A child whose lead professional asked the class teacher; `who` is the teacher."""

    cast: Cast
    made: MadeCase
    sent: actions.Sent

    @property
    def who(self) -> Actor:
        return self.sent.request.contributor

    def answered(self, text: str = ANSWER, goes: str = GoesOn.ROLE) -> Contribution:
        with contributor(self.who):
            return actions.give_contribution(request=self.sent.request, text=text, goes=goes, by=self.who, at=now())

    def comes_in(self, code: str = "") -> Client:
        client = Client()
        client.post(f"/answer/link/{self.sent.token}/", {"code": code or self.sent.code})
        return client


def now() -> datetime:
    return timezone.now()


def contributor(actor: Actor) -> object:
    return side(Side.CONTRIBUTOR, actor_id=actor.pk)


def asked(cast: Cast, made: MadeCase, at: datetime | None = None, **changes: object) -> actions.Sent:
    given = {
        "name": "Ms Orr", "role": "class teacher", "organisation": "Heronsgait Primary", "body": Body.SCHOOL,
        "child_called": "Amala", "question": QUESTION, "why": "A decision is coming.", "phone": "0141 496 0000",
    } | changes  # fmt: skip
    with welfare(cast["lead"]):
        return actions.ask_for_contribution(
            case=made.case, child=made.children[0], by=cast["lead"], at=at or now(), **given
        )


@pytest.fixture(name="world")
def made_world(cast: Cast, signed_in: SignedIn) -> World:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return World(cast, made, asked(cast, made))


# asking


def test_a_question_is_asked_with_a_link_and_a_code_of_which_only_hashes_are_kept(world: World) -> None:
    with welfare(world.cast["lead"]):
        link = ContributionLink.objects.get()
        kept = {str(value) for value in vars(link).values()}
        assert world.sent.token not in kept
        assert world.sent.code not in kept
        assert len(world.sent.token) >= 32
        assert re.fullmatch(r"\d{6}", world.sent.code)
        assert world.who.kind == ActorKind.CONTRIBUTOR
        assert set(Membership.objects.filter(actor=world.who).values_list("role", flat=True)) == {Role.CONTRIBUTOR}
    with side(Side.AUDIT, actor_id=world.cast["auditor"].pk):
        verbs = list(AuditEntry.objects.filter(subject=world.sent.request.pk).values_list("verb", flat=True))
        assert verbs == ["welfare.contribution_asked_for"]


def test_schools_have_ten_school_days_and_others_ten_working_days(world: World) -> None:
    at = datetime(2026, 6, 22, 9, tzinfo=timezone.get_current_timezone())  # term ends on the 24th
    school = asked(world.cast, world.made, at).request.due_on
    doctor = asked(world.cast, world.made, at, body=Body.HEALTH, role="doctor").request.due_on
    assert doctor == date(2026, 7, 6)
    assert school > date(2026, 8, 12)


def test_only_the_lead_professional_asks(world: World) -> None:
    other = world.cast["coordinator"]
    with welfare(other), pytest.raises(Refused, match="not_the_lead_professional"):
        actions.ask_for_contribution(
            case=world.made.case, child=world.made.children[0], name="A", role="r", organisation="o", body=Body.OTHER,
            child_called="c", question="q", why="w", phone="1", by=other, at=now(),
        )  # fmt: skip
    for verb in (actions.renew_contribution_link, actions.withdraw_contribution_request):
        with welfare(other), pytest.raises(Refused, match="not_the_lead_professional"):
            verb(request=world.sent.request, by=other, at=now())


def test_asked_twice_it_is_one_question_and_the_newest_link_opens_it(world: World) -> None:
    again = asked(world.cast, world.made)
    assert again.request == world.sent.request
    assert again.token != world.sent.token
    assert world.comes_in().get("/answer/").status_code == 302
    assert World(world.cast, world.made, again).comes_in().get("/answer/").status_code == 200


# coming in


def test_link_and_code_together_let_in_and_the_page_before_tells_nothing(world: World) -> None:
    client = Client()
    before = client.get(f"/answer/link/{world.sent.token}/").content.decode()
    for word in ("Amala", "Ms Orr", "Lead", QUESTION):
        assert word not in before
    spaced = f"{world.sent.code[:3]} {world.sent.code[3:]}"
    answer = client.post(f"/answer/link/{world.sent.token}/", {"code": spaced})
    assert (answer.status_code, answer["Location"]) == (302, "/answer/")
    page = client.get("/answer/").content.decode()
    for word in ("Amala", "0141 496 0000", "A decision is coming.", "Who will read what you write"):
        assert word in page


def test_a_wrong_link_and_a_wrong_code_get_the_same_answer_and_after_five_nothing_opens(world: World) -> None:
    wrong = "000000" if world.sent.code != "000000" else "111111"
    client = Client()
    unknown = client.post("/answer/link/nothing/", {"code": wrong})
    assert unknown.status_code == 422
    for _ in range(5):
        answer = client.post(f"/answer/link/{world.sent.token}/", {"code": wrong})
        assert answer.status_code == 422
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", answer.content.decode()) == token.sub("", unknown.content.decode())
    assert client.post(f"/answer/link/{world.sent.token}/", {"code": world.sent.code}).status_code == 422
    with side(Side.AUDIT, actor_id=world.cast["auditor"].pk):
        tried = AuditEntry.objects.filter(verb="welfare.contribution_code_tried")
        assert set(tried.values_list("outcome", flat=True)) == {"refused"}
        assert tried.count() == 7


def test_the_right_code_gives_all_tries_back(world: World) -> None:
    for _ in range(3):
        for _ in range(4):
            world.comes_in("999999" if world.sent.code != "999999" else "111111")
        assert world.comes_in().get("/answer/").status_code == 200


@pytest.mark.parametrize("end", ["withdrawn", "renewed", "expired"])
def test_a_link_that_ended_opens_nothing_and_ends_the_visit(world: World, end: str) -> None:
    client, lead = world.comes_in(), world.cast["lead"]
    assert client.get("/answer/").status_code == 200
    with welfare(lead):
        if end == "withdrawn":
            actions.withdraw_contribution_request(request=world.sent.request, by=lead, at=now())
            actions.withdraw_contribution_request(request=world.sent.request, by=lead, at=now())
        else:
            link = ContributionLink.objects.get()
            link.change(expected=link.version, expires_at=now() - timedelta(seconds=1))
    if end == "renewed":
        with welfare(lead):
            actions.renew_contribution_link(request=world.sent.request, by=lead, at=now())
        assert client.get("/answer/").status_code == 200, "the same person, the same question"
    else:
        for answer in (client.get("/answer/"), client.post("/answer/write/", {"text": "late", "version": "0"})):
            assert "This link has ended" in answer.content.decode()
        with contributor(world.who), pytest.raises(Refused, match="link_ended"):
            actions.give_contribution(request=world.sent.request, text="x", goes="no", by=world.who, at=now())
    assert Client().post(f"/answer/link/{world.sent.token}/", {"code": world.sent.code}).status_code == 422


def test_whoever_is_asked_opens_no_other_page(world: World) -> None:
    client = world.comes_in()
    for path in ("/", f"/cases/{world.made.case.pk}/", address(world.made), "/find/", "/audit/", "/allocate/"):
        assert client.get(path).status_code == 403, path


def test_no_line_of_the_log_holds_the_secret_of_a_link(world: World) -> None:
    said = logging.makeLogRecord({"msg": "%s: %s", "args": ("Gone", f"/answer/link/{world.sent.token}/")})
    assert Wordless("%(message)s").format(said) == "Gone: /answer/link/…/"


# answering


def test_a_teacher_answers_in_three_steps_and_may_change_it(world: World) -> None:
    client = world.comes_in()
    assert client.get("/answer/give/")["Location"] == "/answer/write/"
    page = client.get("/answer/write/")
    assert QUESTION in page.content.decode()
    empty = client.post("/answer/write/", {"text": "", "version": "0"})
    assert empty.status_code == 422
    later = client.post("/answer/write/", {"text": ANSWER, "version": "0", "later": "yes"})
    assert later["Location"] == "/answer/write/"
    again = world.comes_in()
    kept = again.get("/answer/write/").context["form"]
    assert kept["text"].value() == ANSWER
    on = again.post("/answer/write/", {"text": ANSWER + " More.", "version": kept["version"].value()})
    assert on["Location"] == "/answer/give/"
    assert "More." in again.get("/answer/give/").content.decode()
    assert again.post("/answer/give/", {}).status_code == 422
    assert [again.post("/answer/give/", {"goes": "role"}).status_code for _ in range(2)] == [302, 302]
    thanks = again.get("/answer/").content.decode()
    assert "Class teacher, Heronsgait Primary" in thanks
    assert "More." in thanks
    version = again.get("/answer/write/").context["form"]["version"].value()
    again.post("/answer/write/", {"text": "Other words.", "version": version})
    again.post("/answer/give/", {"goes": "no"})
    with welfare(world.cast["lead"]):
        assert Contribution.objects.count() == 2
        (one,) = asked_about(world.made.case, world.made.children[0], now())
        assert (one.answer.text, one.answer.goes) == ("Other words.", "no")
    assert "Amala" not in client.get("/answer/link/x/").content.decode()


def test_what_another_device_saved_meanwhile_is_not_overwritten(world: World) -> None:
    first, second = world.comes_in(), world.comes_in()
    first.post("/answer/write/", {"text": "From the phone.", "version": "0"})
    answer = second.post("/answer/write/", {"text": "From the desk.", "version": "0"})
    assert answer.status_code == 409
    for words in ("From the phone.", "From the desk."):
        assert words.split()[-1] in answer.content.decode()
    kept = answer.context["form"]["version"].value()
    assert second.post("/answer/write/", {"text": "From the desk.", "version": kept}).status_code == 302
    with contributor(world.who), pytest.raises(Stale):
        actions.save_contribution_draft(request=world.sent.request, text="Old.", expected=1, by=world.who, at=now())


def test_whoever_cannot_answer_says_so_and_may_answer_later(world: World) -> None:
    client = world.comes_in()
    client.post("/answer/write/", {"text": "Half a", "version": "0"})
    assert "thrown away" in client.get("/answer/cannot/").content.decode()
    assert [client.post("/answer/cannot/").status_code for _ in range(2)] == [302, 302]
    with contributor(world.who):
        assert ContributionDraft.objects.get().text == ""
        assert Contribution.objects.get().is_declined
    with welfare(world.cast["lead"]):
        assert items_about(world.made.children[0]) == []
    assert "cannot answer" in client.get("/answer/").content.decode()
    world.answered()
    with welfare(world.cast["lead"]):
        assert [item.text for item in items_about(world.made.children[0])] == [ANSWER]


def test_an_answer_by_phone_is_taken_down_and_their_own_words_take_its_place(world: World) -> None:
    lead, request = world.cast["lead"], world.sent.request
    given = {"request": request, "by": lead, "at": now()}
    with welfare(lead):
        with pytest.raises(Refused, match="no_words"):
            actions.take_down_contribution(text=" ", goes="name", **given)
        first = actions.take_down_contribution(text="Told on the phone.", goes="name", **given)
        assert actions.take_down_contribution(text="Told on the phone.", goes="name", **given) == first
    assert "Told on the phone." in world.comes_in().get("/answer/").content.decode()
    own = world.answered()
    assert own.corrects_id == first.pk
    with welfare(lead), pytest.raises(Refused, match="answered_already"):
        actions.take_down_contribution(text="Again.", goes="name", **given)


# what it becomes


def release(world: World) -> Report:
    cast, made = world.cast, world.made
    request = ask_for_report(cast, made)
    with welfare(cast["lead"]):
        actions.record_childs_views(
            case=made.case, child=made.children[0], was_sought=False, why_not_sought="Too young.", by=cast["lead"],
            at=now(),
        )  # fmt: skip
        every = [actions.Chosen(item.kind, item.id, Choice.GOES) for item in items_about(made.children[0])]
    report = assemble(made, cast["lead"], request, chosen=every)
    with welfare(cast["lead"]):
        actions.send_up_report(report=report, expected=report.version, by=cast["lead"], at=now())
    with welfare(cast["coordinator"]):
        report = Report.objects.get(pk=report.pk)
        actions.release_report(report=report, seen_sha256=preview_of(report).seen, by=cast["coordinator"], at=now())
    return report


def test_an_answer_goes_into_the_report_as_its_giver_wished_and_is_then_changed_no_more(world: World) -> None:
    world.answered()
    release(world)
    with side(Side.DECISION, actor_id=world.cast["manager"].pk):
        crossed = DisclosedItem.objects.get(kind=ItemKind.EVIDENCE)
        assert (crossed.text, crossed.said_by) == (ANSWER, "Class teacher, Heronsgait Primary")
        assert "Orr" not in f"{crossed.title} {crossed.said_by}"
    client = world.comes_in()
    assert "cannot be changed here" in client.get("/answer/").content.decode()
    for path, given in (("write", {"text": "x", "version": "0"}), ("give", {"goes": "no"}), ("cannot", {})):
        assert client.post(f"/answer/{path}/", given).status_code == 422, path
    with contributor(world.who):
        before = Contribution.objects.get()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Contribution.objects.create(
                request=world.sent.request, case_id=before.case_id, child_id=before.child_id, corrects=before, text="x",
                goes="no", by=world.who, at=now(),
            )  # fmt: skip


def test_an_answer_that_stays_is_read_on_the_childrens_side_and_is_in_no_report(
    world: World, signed_in: SignedIn
) -> None:
    world.answered(goes=GoesOn.NO)
    with welfare(world.cast["lead"]):
        assert items_about(world.made.children[0]) == []
    page = signed_in("lead").get(address(world.made)).content.decode()
    assert ANSWER in page
    assert "stays on the children" in page


def test_who_has_not_answered_stands_there_kindly_with_since_and_due(world: World, signed_in: SignedIn) -> None:
    for path in (address(world.made), address(world.made, "contributions/")):
        page = signed_in("lead").get(path).content.decode()
        assert "has not answered yet" in page, path
    world.answered()
    for path in (address(world.made), address(world.made, "contributions/")):
        page = signed_in("lead").get(path).content.decode()
        assert "has not answered yet" not in page, path
        assert ANSWER in page


def test_the_lead_professional_asks_renews_takes_down_and_ends_on_pages(world: World, signed_in: SignedIn) -> None:
    lead = signed_in("lead")
    page = address(world.made, "contributions/")
    assert lead.post(f"{page}ask/", {}).status_code == 422
    sent = lead.post(f"{page}ask/", {
        "name": "Dr Lyle", "role": "family doctor", "organisation": "Possil Surgery", "body": "health",
        "child_called": "Amala", "question": "Is she well?", "why": "A decision is coming.", "phone": "1",
    })  # fmt: skip
    found = re.search(r"http://testserver(/answer/link/[\w-]+/)", sent.content.decode())
    code = re.search(r"(\d{3}) (\d{3})</strong>", sent.content.decode())
    assert found
    assert code
    doctor = Client()
    assert doctor.post(found[1], {"code": "".join(code.groups())}).status_code == 302
    assert "Is she well?" in doctor.get("/answer/write/").content.decode()
    with welfare(world.cast["lead"]):
        asked_doctor = ContributionRequest.objects.get(body="health")
    assert lead.post(f"{page}link/", {"asked": str(asked_doctor.pk)}).status_code == 200
    assert lead.post(f"{page}link/", {"asked": str(world.made.case.pk)}).status_code == 404
    assert lead.get(f"{page}take-down/?asked={asked_doctor.pk}").status_code == 200
    taken = lead.post(f"{page}take-down/?asked={asked_doctor.pk}", {"text": "Very well.", "goes": "name"})
    assert taken.status_code == 302
    assert lead.post(f"{page}withdraw/", {"asked": str(asked_doctor.pk)}).status_code == 302
    assert "This link has ended" in doctor.get("/answer/").content.decode()
    assert "Very well." in signed_in("coordinator").get(page).content.decode()
    assert signed_in("lead_two").get(page).status_code == 404


def test_pages_of_whoever_is_asked_ask_few_questions(
    world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = world.comes_in()
    client.post("/answer/write/", {"text": ANSWER, "version": "0"})
    for page in ("", "write/", "give/", "cannot/"):
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            assert client.get(f"/answer/{page}").status_code == 200


def test_what_is_being_written_comes_back_by_the_link_and_goes_into_the_answer_when_it_is_sent(world: World) -> None:
    client, page = world.comes_in(), "/answer/write/"
    key = re.findall(r'data-key="([^"]+)"', client.get(page).content.decode())[0]
    assert client.post(page, {"text": ANSWER, "version": "0", "kept_here": key}).status_code == 204
    again = world.comes_in()
    assert again.get(page).context["form"]["text"].value() == ANSWER
    assert again.post(page, {"text": ANSWER, "version": "0"}).status_code == 302
    assert "Begun and not sent" not in again.get(page).content.decode()
