"""A family's own pages: coming in and leaving, reading and writing; and two of one family, one of whom does harm."""

import re
from html import escape, unescape

import pytest
from django.core import signing
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kith.access.copies import SALT
from kith.access.models import Actor, Membership
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import Disclosure
from kith.disclosure.rules import Words
from kith.representations import actions
from kith.representations.models import Answer, FamilyAccess, MeetingRequest, Representation
from kith.representations.queries import languages, page_words
from kith.representations.terms import AnswerKind, Wish
from kith.representations.tests.factories import AT, give, put_on_team, say
from kith.welfare import actions as welfare
from kith.welfare.rules import Grounds, OnSharing
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
PAGES = ("", "words/", "meeting/", "sent/", "letters/", "looks/", "legal-help/")


def come_in(given: actions.Given, client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post(f"/own/in/{given.link}/", {"code": f"{given.code[:4]} {given.code[4:]}"})
    assert (answer.status_code, answer["Location"]) == (302, "/own/")
    return client


def text_of(client: Client, page: str) -> str:
    answer = client.get(f"/own/{page}")
    assert answer.status_code == 200, page
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    # what a script keeps words by: whose, on which page, and a number of each page shown
    return re.sub(r'data-key="([^"]+)"', lambda key: str(signing.loads(key[1], salt=SALT)[:4]), text)


def test_coming_in_reading_writing_and_leaving(cast: Cast) -> None:
    made = make_case(cast)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    client = come_in(give(cast, made, made.adults[0]))
    w = page_words("en")
    home = text_of(client, "")
    assert escape(w["now_3"]) in home
    assert home.count('aria-current="step"') == 1
    assert "Lead" in home
    assert client.post("/own/words/", {"words": "x"}).status_code == 422
    given = {"wish": "wrong", "words": "My name is written wrong.", "side": "welfare"}
    assert client.post("/own/words/", given).status_code == 302
    assert client.post("/own/meeting/", {"words": "Our son", "times": "Fridays", "side": "common"}).status_code == 302
    written = text_of(client, "words/")
    assert "My name is written wrong." in written
    assert "Our son" in written
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        (said,) = Representation.objects.all()
        assert said.meeting.times == "Fridays"
    assert client.post(f"/own/words/{said.pk}/do-not-wait/").status_code == 302
    assert escape(w["not_awaited"]) in text_of(client, "words/")
    left = client.post("/own/leave/")
    assert left.status_code == 200
    assert "refresh" in left.content.decode()
    assert "Kith" not in left.content.decode()
    assert client.get("/own/")["Location"].startswith("/sign-in/")


def test_no_page_stays_in_the_browser_and_each_has_leave_page(cast: Cast) -> None:
    made = make_case(cast)
    client = come_in(give(cast, made, made.adults[0]))
    for page in PAGES:
        answer = client.get(f"/own/{page}")
        assert "no-store" in answer["Cache-Control"], page
        assert 'action="/own/leave/"' in answer.content.decode(), page


def test_a_wrong_code_and_a_link_of_nobody_look_the_same(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    said = set()
    for link in (given.link, "nobodys"):
        client = Client()
        assert client.get(f"/own/in/{link}/").status_code == 200
        answer = client.post(f"/own/in/{link}/", {"code": "0"})
        assert answer.status_code == 422
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        said.add(text.replace(link, ""))
        assert client.get("/own/").status_code == 302
    assert len(said) == 1


def test_a_page_that_is_closed_ends_a_visit_that_goes_on(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    client = come_in(given)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        actions.stop_access(access=given.access, expected=given.access.version, by=cast["coordinator"], at=AT)
    assert client.get("/own/")["Location"] == "/sign-in/"
    assert client.post("/own/words/", {"wish": "words", "words": "x", "side": "welfare"})["Location"] == "/sign-in/"
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert not Representation.objects.exists()


def test_a_new_link_and_code_end_a_visit_that_began_with_the_old_ones(cast: Cast) -> None:
    made = make_case(cast)
    client = come_in(give(cast, made, made.adults[0]))  # by whoever got hold of the first ones
    assert client.get("/own/").status_code == 200
    again = give(cast, made, made.adults[0], at=timezone.now())
    for page in PAGES:
        assert client.get(f"/own/{page}")["Location"] == "/sign-in/", page
    assert client.post("/own/words/", {"wish": "words", "words": "x", "side": "welfare"})["Location"] == "/sign-in/"
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert not Representation.objects.exists()
    assert come_in(again).get("/own/").status_code == 200


def test_an_answer_is_read_on_ones_own_page(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    said = say(given, "When?", FactSide.DECISION)
    by = cast["manager"]
    with side(Side.DECISION, actor_id=by.pk):
        actions.answer(
            case=made.case,
            said=[said.pk],
            kind=AnswerKind.ANSWERED,
            words="In June.",
            side=FactSide.DECISION,
            by=by,
            at=AT,
        )
    assert "In June." in text_of(come_in(given), "words/")


def test_a_child_reads_four_short_sentences_who_reads_and_where_to_ring(cast: Cast) -> None:
    made = make_case(cast)
    client = come_in(give(cast, made, made.children[0]))
    w = page_words("en")
    home = text_of(client, "")
    assert [key for key in ("young_1", "young_2_nobody", "young_3", "young_4") if escape(w[key]) not in home] == []
    assert "<ol" not in home
    for page in ("", "words/", "meeting/"):
        assert "0800 1111" in text_of(client, page)
        assert "999" in text_of(client, page)
    assert escape(w["young_reader_welfare"]) in text_of(client, "words/")
    assert escape(w["reader_welfare"]) not in text_of(client, "words/")
    assert all(len(w[key].split()) <= 18 for key in w if re.fullmatch(r"young_\d.*", key))


def test_every_language_says_everything_and_drafts_say_that_they_are() -> None:
    english = set(page_words("en"))
    assert languages()[0] == ("en", "English")
    for code, _name in languages():
        w = page_words(code)
        assert set(w) == english, code
        assert (w["draft_note"] == "-") == (code == "en"), code
        assert w["direction"] == ("rtl" if code in ("ar", "fa", "ckb", "ur") else "ltr"), code
        assert w["young_2"].count("{name}") == 1, code
        for number in ("0800 1111", "999"):
            assert number in w["young_danger"], code
    assert {"ar", "en"} <= {code for code, _ in languages()}


def test_arabic_is_mirrored_and_whole(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0], language="ar")
    say(given, "كلمات", FactSide.COMMON)
    client = come_in(given)
    w, ar = page_words("en"), page_words("ar")
    english = [w[key] for key in w if key != "language" and len(w[key]) > 3 and w[key] != ar[key]]
    for page in PAGES:
        text = text_of(client, page)
        assert '<html lang="ar" dir="rtl">' in text
        assert ar["draft_note"] in unescape(text)
        assert [words for words in english if f">{escape(words)}<" in text] == [], page
    assert client.post("/own/language/", {"language": "en", "back": "/own/words/"})["Location"] == "/own/words/"
    assert '<html lang="en" dir="ltr">' in text_of(client, "words/")
    assert client.post("/own/language/", {"language": "xx", "back": "https://else.example/"})["Location"] == "/own/"


def test_pages_ask_the_same_few_questions_however_much_is_written(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    say(given, "words", FactSide.COMMON, wish=Wish.MEETING)
    client, counts = come_in(given), []
    for _ in range(2):
        found = {}
        for page in PAGES:
            with CaptureQueriesContext(connection) as asked:
                text_of(client, page)
            found[page] = len(asked)
        counts.append(found)
        for n in range(5):
            say(given, f"words {n}", FactSide.COMMON, wish=Wish.MEETING)
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 15


# Two of one family: Selam, who is safe only while Dawit does not learn of her page.

SECRET = ("We sleep at 12 Harbour Lane.", "Meet me at the library.", "Ring 07700 900123.")


def both(cast: Cast) -> tuple[MadeCase, actions.Given]:
    made = make_case(cast, adults=2)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    return made, give(cast, made, made.adults[1])


def speak(cast: Cast, made: MadeCase) -> actions.Given:
    """Selam gets a page, comes in, writes to everybody, asks for a meeting, is answered, and says not to wait."""
    hers = give(cast, made, made.adults[0])
    come_in(hers)
    said = [say(hers, words, to) for words, to in zip(SECRET, FactSide, strict=True)]
    say(hers, SECRET[1], FactSide.COMMON, wish=Wish.MEETING)
    by = cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        actions.answer(
            case=made.case, said=[said[0].pk], kind=AnswerKind.ANSWERED, words=f"We keep this: {SECRET[0]}",
            side=FactSide.WELFARE, by=by, at=AT,
        )  # fmt: skip
    with side(Side.FAMILY, actor_id=hers.access.actor_id):
        actions.do_not_wait(said=said[2], by=hers.access.actor, at=AT)
    return hers


def test_one_of_a_family_reads_the_same_whether_another_has_a_page_and_wrote_or_not(cast: Cast) -> None:
    made, his = both(cast)
    client = come_in(his)
    before = {page: text_of(client, page) for page in PAGES}
    hers = speak(cast, made)
    after = {page: text_of(client, page) for page in PAGES}
    assert after == before
    known = (
        *SECRET,
        "Selam",
        hers.link,
        hers.code,
        str(hers.access.pk),
        str(hers.access.actor_id),
        str(made.adults[0]),
    )
    assert [one for one in known if one in str(after)] == []
    assert actions.CALLED not in str(after)


def test_one_of_a_family_reaches_nothing_of_another_by_an_address_either(cast: Cast) -> None:
    made, his = both(cast)
    client, hers = come_in(his), speak(cast, made)
    with side(Side.FAMILY, actor_id=hers.access.actor_id):
        said = list(Representation.objects.all())
    for one in said:
        assert client.post(f"/own/words/{one.pk}/do-not-wait/").status_code == 404
    other = Client().post(f"/own/in/{hers.link}/", {"code": his.code})
    assert other.status_code == 422
    assert come_in(his).get("/own/").status_code == 200
    for page in (
        f"/cases/{made.case.pk}/words/",
        f"/cases/{made.case.pk}/own-pages/",
        f"/cases/{made.case.pk}/",
        "/find/?words=Selam",
    ):
        assert client.get(page).status_code == 403, page


def test_the_database_itself_shows_one_of_a_family_nothing_of_another(cast: Cast) -> None:
    made, his = both(cast)
    hers = speak(cast, made)
    with side(Side.FAMILY, actor_id=hers.access.actor_id):
        said = Representation.objects.filter(side=FactSide.WELFARE).first()
    with side(Side.FAMILY, actor_id=his.access.actor_id):
        assert [one.pk for one in FamilyAccess.objects.all()] == [his.access.pk]
        for table in (Representation, MeetingRequest, Answer):
            assert not table.objects.exists(), table
        assert hers.access.actor_id not in set(Actor.objects.values_list("pk", flat=True))
        assert set(Membership.objects.values_list("actor_id", flat=True)) == {his.access.actor_id}
        with connection.cursor() as cursor:
            for function in ("family_standing", "family_helpers", "family_sent", "family_letters"):
                cursor.execute(f"select f::text from {function}() f")
                assert str(hers.access.actor_id) not in str(cursor.fetchall())
            for table in ("register_person", "register_personname", "register_residence", "register_case", "access_user",
                          "disclosure_discloseditem", "welfare_childsview"):  # fmt: skip
                with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
                    cursor.execute(f"select 1 from {table}")
        words = {
            "case": made.case,
            "voice": "family",
            "wish": "words",
            "side": "welfare",
            "words": "x",
            "said_on": AT.date(),
        }
        for forged in (
            {"access": hers.access, "person_id": made.adults[0], "by": his.access.actor},
            {"access": his.access, "person_id": made.adults[0], "by": his.access.actor},
            {"access": his.access, "person_id": made.adults[1], "by": hers.access.actor},
            {"access": None, "person_id": made.adults[0], "by": his.access.actor},
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Representation.objects.create(at=AT, **words | forged)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Answer.objects.create(representation=said, side=said.side, kind="not_awaited", by=his.access.actor, at=AT)


def release(cast: Cast, made: MadeCase, child: int, *, was_told: bool, title: str) -> None:
    """A report crosses, and the officer opens it."""
    officer, by = cast["officer"], cast["coordinator"]
    with side(Side.DECISION, actor_id=officer.pk):
        asked = disclosure.ask_for_report(
            case=made.case, child=made.children[child], due_on=AT.date(), by=officer, at=AT
        )
    with side(Side.WELFARE, actor_id=by.pk):
        items = [Words("evidence", title, SECRET[0], "school", None)]
        crossed = disclosure.disclose(
            request=asked, lead_professional=cast["lead"], purpose="p", basis="b", was_told=was_told, items=items,
            held_back=(), by=by, at=AT,
        )  # fmt: skip
    with side(Side.DECISION, actor_id=officer.pk):
        disclosure.open_disclosure(disclosure=crossed, by=officer, at=AT)


def test_what_was_sent_is_told_to_whom_it_may_be_told_by_day_and_names_of_staff_alone(cast: Cast) -> None:
    made = make_case(cast, adults=2, children=2)
    put_on_team(cast, made, "officer", Side.DECISION, Role.REVIEW_OFFICER)
    parent, child = (come_in(give(cast, made, person)) for person in (made.adults[0], made.children[0]))
    w = page_words("en")
    release(cast, made, 1, was_told=False, title="Untold")
    for client in (parent, child):
        assert escape(w["nothing_sent"]) in text_of(client, "sent/")
    release(cast, made, 1, was_told=True, title="Of the other child")
    assert escape(w["nothing_sent"]) in text_of(child, "sent/")
    release(cast, made, 0, was_told=True, title="Of this child")
    assert text_of(child, "sent/").count(escape(w["sent_report"])) == 1
    read = text_of(parent, "sent/")
    assert read.count(escape(w["sent_report"])) == 2
    assert "Officer" in read
    assert [words for words in (SECRET[0], "Of this child", "Amal") if words in read] == []
    other = come_in(give(cast, made, made.adults[1]))
    by = cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        access = FamilyAccess.objects.get(person_id=made.adults[0])
        for crossed in Disclosure.objects.all():
            actions.hold_back_from(access=access, disclosure=crossed, reason="It would not be safe.", by=by, at=AT)
    assert escape(w["nothing_sent"]) in text_of(parent, "sent/")
    assert text_of(other, "sent/").count(escape(w["sent_report"])) == 2


@pytest.mark.parametrize("told", ["at once", "later", "not"])
def test_what_was_shared_at_once_is_listed_once_the_family_knows_of_it(cast: Cast, told: str) -> None:
    made = make_case(cast)
    parent, w = come_in(give(cast, made, made.adults[0])), page_words("en")
    by = cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        shared = welfare.release_in_emergency(
            case=made.case, child=made.children[0], words=SECRET[0], sentence="s", whom="w", was_told=told == "at once",
            by=by, at=AT,
        )  # fmt: skip
        grounds = Grounds(
            why="w", basis="b", was_told=told != "not", why_not_told="danger",
            said=OnSharing(necessity="n", condition="safeguarding", views="v"),
        )  # fmt: skip
    assert escape(w["sent_beside"]) not in text_of(parent, "sent/"), "until the reasons are given it can be held back"
    with side(Side.WELFARE, actor_id=by.pk):
        welfare.give_emergency_reasons(emergency=shared, grounds=grounds, by=by, at=AT)
    read = text_of(parent, "sent/")
    assert read.count(escape(w["sent_beside"])) == (told != "not")
    assert escape(w["sent_report"]) not in read
    assert SECRET[0] not in read


def test_that_a_report_was_asked_for_is_told_by_day_to_whom_it_is_about(cast: Cast) -> None:
    made = make_case(cast, adults=1, children=2)
    put_on_team(cast, made, "officer", Side.DECISION, Role.REVIEW_OFFICER)
    parent, child = (come_in(give(cast, made, person)) for person in (made.adults[0], made.children[0]))
    asked = escape(page_words("en")["asked_on"])
    assert asked not in text_of(parent, "sent/")
    release(cast, made, 1, was_told=False, title="Untold")
    read = text_of(parent, "sent/")
    assert read.count(asked) == 1
    assert "Untold" not in read
    assert asked not in text_of(child, "sent/")
