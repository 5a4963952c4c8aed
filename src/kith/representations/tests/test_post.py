"""Post: logged as it came, opened, linked to its case or waiting with its age, dealt with there; each step on record."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.documents.models import Document
from kith.documents.tests.factories import upload
from kith.register.models import Case
from kith.representations import actions, queries
from kith.representations.models import Misplaced, PostFile, PostItem, PostPlace, PostStep, Representation, SentFile
from kith.representations.rules import keys_of
from kith.representations.terms import PostState, PostWay, Voice, Wish
from kith.representations.tests.factories import AT, give, say
from kith.representations.tests.test_pages import SignedIn, on_team
from kith.verdict import Refused
from tests.factories import ROLES, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def of(name: str) -> Side:
    return Side.REGISTRY if name.startswith("registrar") else Side.DECISION


def log(cast: Cast, name: str = "registrar", **given: Any) -> PostPlace:
    with side(of(name), actor_id=cast[name].pk):
        known = {"received_on": TODAY, "sender": "A. Reid, Law Centre", "way": PostWay.POST, "is_open": True}
        return actions.log_post(**known | given, by=cast[name], at=AT)


def take(cast: Cast, name: str, verb: Any, **given: Any) -> PostPlace:
    with side(of(name), actor_id=cast[name].pk):
        return verb(**given, by=cast[name], at=AT)


def refused(cast: Cast, name: str, verb: Any, **given: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        take(cast, name, verb, **given)
    return [one.code for one in caught.value.obstacles]


def seen_by(cast: Cast, name: str) -> list[PostPlace]:
    with entered(cast[name], "representations.post", at=AT) as passage:
        return list(queries.post_visible_to(passage).order_by("item__at", "pk"))


def linked(cast: Cast, made: MadeCase, by: str = "registrar", **given: Any) -> PostPlace:
    return take(cast, by, actions.link_post, place=log(cast, by, **given), case=made.case)


def test_an_item_goes_from_unopened_to_its_case_and_its_whole_way_is_on_record(cast: Cast) -> None:
    made = on_team(cast)
    place = log(cast, is_open=False, written="KI-0001")
    assert place.state == PostState.UNOPENED
    take(cast, "registrar_two", actions.open_post, place=place, what="a school letter")
    take(cast, "registrar", actions.link_post, place=place, case=made.case)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        held = PostPlace.objects.get()
        assert (held.state, held.case_id, held.side) == (PostState.LINKED, made.case.pk, Side.REGISTRY)
        assert [(one.kind, one.by, one.words) for one in queries.post_steps(held.item_id)] == [
            ("opened", cast["registrar_two"], "a school letter"), ("linked", cast["registrar"], ""),
        ]  # fmt: skip
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(subject=place.item_id).order_by("id").values_list("verb", flat=True)
        assert [verb.split(".")[1] for verb in verbs] == ["post_logged", "post_opened", "post_linked"]


def test_what_waits_is_known_to_its_own_side_and_of_the_other_only_how_much_and_since_when(cast: Cast) -> None:
    log(cast, received_on=TODAY - timedelta(40))
    log(cast, is_open=False)
    log(cast, "manager", received_on=TODAY - timedelta(3), sender="Dawit Tesfay")
    assert len(seen_by(cast, "registrar")) == 2
    assert [one.item.sender for one in seen_by(cast, "manager")] == ["Dawit Tesfay"]
    for name in ("registrar", "manager"):
        with side(of(name), actor_id=cast[name].pk):
            found = queries.post_waiting()
        assert [(one.side, one.unopened, one.not_linked, one.age_on(TODAY)) for one in found] == [
            (Side.REGISTRY, 1, 1, "40 days"), (Side.DECISION, 0, 1, "3 days"),
        ]  # fmt: skip
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk), pytest.raises(DatabaseError), transaction.atomic():
        PostPlace.objects.exists()


def test_whoever_may_see_it_by_the_rule_may_by_the_row_policies_and_nobody_else(cast: Cast) -> None:
    made, other = on_team(cast), make_case(cast)
    linked(cast, made)
    linked(cast, other)
    log(cast, "officer")
    log(cast)
    for name in ("registrar", "manager", "officer", "officer_two"):
        with side(of(name), actor_id=cast[name].pk):
            held = set(PostPlace.objects.values_list("pk", flat=True))
            items = set(PostItem.objects.values_list("pk", flat=True))
        seen = seen_by(cast, name)
        assert held == {one.pk for one in seen}, name
        assert items == {one.item_id for one in seen}, name
    assert [len(seen_by(cast, name)) for name in ("registrar", "manager", "officer", "officer_two")] == [3, 3, 2, 1]


def test_a_wrong_link_is_taken_back_with_a_reason_and_whoever_took_it_back_has_it(cast: Cast) -> None:
    made, right = on_team(cast), make_case(cast)
    place = linked(cast, made)
    assert refused(cast, "officer", actions.take_back_post_link, place=place, reason=" ") == ["no_reason"]
    back = take(cast, "officer", actions.take_back_post_link, place=place, reason="It names another father.")
    assert (back.state, back.case_id, back.side) == (PostState.NOT_LINKED, None, Side.DECISION)
    assert seen_by(cast, "registrar") == []
    take(cast, "manager", actions.link_post, place=back, case=right.case)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        steps = queries.post_steps(place.item_id)
        assert [(one.kind, one.case_id) for one in steps] == [
            ("linked", made.case.pk), ("taken_back", made.case.pk), ("linked", right.case.pk),
        ]  # fmt: skip


def test_an_officer_links_to_no_case_that_is_not_theirs(cast: Cast) -> None:
    other = make_case(cast)
    place = log(cast, "officer")
    with pytest.raises(DatabaseError), transaction.atomic():
        take(cast, "officer", actions.link_post, place=place, case=other.case)


def test_nothing_is_linked_before_it_is_opened_nor_twice_nor_to_a_case_that_the_review_does_not_know(
    cast: Cast,
) -> None:
    made = on_team(cast)
    assert refused(cast, "registrar", actions.link_post, place=log(cast, is_open=False), case=made.case) == [
        "post_is_elsewhere"
    ]
    place = linked(cast, made)
    assert refused(cast, "registrar", actions.link_post, place=place, case=made.case) == ["post_is_elsewhere"]
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        hidden = make_case(cast).case
        Case.objects.filter(pk=hidden.pk).update(side=FactSide.WELFARE)
        hidden.refresh_from_db()
    assert refused(cast, "registrar", actions.link_post, place=log(cast), case=hidden) == ["case_not_known_to_review"]
    tomorrow = TODAY + timedelta(1)
    assert refused(cast, "registrar", lambda **kw: log(cast, received_on=tomorrow), place=place) == ["day_cannot_be"]


def test_what_it_puts_forward_becomes_words_of_the_case_with_its_scan_and_nothing_is_typed_again(cast: Cast) -> None:
    made = on_team(cast)
    place = linked(cast, made, "manager", received_on=date(2026, 8, 3), files=[upload("scan.png")])
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        done = actions.write_down_post(
            place=place, voice=Voice.BY_LETTER, wish=Wish.WORDS, words="We are at home.", by=cast["officer"], at=AT
        )
        said = Representation.objects.get()
        assert done.representation == said
        assert (said.said_by, said.said_on, said.voice) == ("A. Reid, Law Centre", date(2026, 8, 3), Voice.BY_LETTER)
        assert SentFile.objects.get().document_id == PostFile.objects.get().document_id
        assert queries.words_on(made.case, FactSide.DECISION)[0].files[0].name == "scan.png"
        assert not queries.post_to_deal_with(made.case)
    again = {"place": place, "reason": "It says nothing."}
    assert refused(cast, "officer", actions.note_post, **again) == ["post_is_elsewhere"]


def test_it_may_go_with_words_that_stand_there_or_put_nothing_forward(cast: Cast) -> None:
    made, other = on_team(cast), make_case(cast)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        said, elsewhere = (
            actions.record_representation(
                case=one.case, voice=Voice.MP, said_by="B", said_on=TODAY, wish=Wish.WORDS, words="w",
                side=FactSide.DECISION, by=cast["manager"], at=AT,
            )
            for one in (made, other)
        )  # fmt: skip
    first, second = linked(cast, made), linked(cast, made)
    assert refused(cast, "officer", actions.join_post, place=first, said=elsewhere) == ["words_of_another_case"]
    assert take(cast, "officer", actions.join_post, place=first, said=said).representation_id == said.pk
    assert refused(cast, "officer", actions.note_post, place=second, reason="") == ["no_reason"]
    noted = take(cast, "officer", actions.note_post, place=second, reason="An empty envelope.")
    assert (noted.state, noted.representation_id) == (PostState.DEALT_WITH, None)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):  # which linked it, and reads no word of the other side
        assert {one.words for one in PostStep.objects.all()} == {""}


def test_what_is_about_no_case_is_set_aside_with_a_reason_and_can_be_taken_up_again(cast: Cast) -> None:
    place = log(cast)
    assert refused(cast, "registrar", actions.set_post_aside, place=place, reason="") == ["no_reason"]
    assert take(cast, "registrar", actions.set_post_aside, place=place, reason="Meant for the tax office.").state == (
        PostState.NO_CASE
    )
    assert take(cast, "registrar_two", actions.take_up_post, place=place).state == PostState.NOT_LINKED


def test_a_scan_of_unlinked_post_is_read_with_its_item_and_not_by_all_of_its_side(cast: Cast) -> None:
    made = on_team(cast)
    place = log(cast, "manager", files=[upload("scan.png")])
    with side(Side.DECISION, actor_id=cast["officer_two"].pk):
        assert Document.objects.count() == 1
    take(cast, "manager", actions.link_post, place=place, case=made.case)
    for name, count in (("officer", 1), ("officer_two", 0)):
        with side(Side.DECISION, actor_id=cast[name].pk):
            assert (Document.objects.count(), PostFile.objects.count()) == (count, count)


@pytest.mark.parametrize(
    ("written", "key"),
    [("KI-0412", "ki0412"), ("Your ref: ki 412 (Tesfay)", "ki0412"), ("A/123 456", "a123456"), ("skiing 12", "skiing12"),
     ("Ref A1234567", "a1234567"), ("A1234567 Tesfay", "a1234567"), ("HO ref: A 123/4567", "a1234567"),
     ("KI-7 and KI-8", "ki0008"), ("A 12 34 567", "a1234567"), ("KI-0412/W9", "w9"), ("Ա 412", "a412")],
)  # fmt: skip
def test_what_is_written_on_it_is_compared_as_people_write_it(written: str, key: str) -> None:
    assert key in keys_of(written)


def test_a_name_is_no_number_and_part_of_a_word_is_none() -> None:
    assert keys_of("") == keys_of("Tesfay, by hand") == []
    assert "ki0012" not in keys_of("skiing 12")
    assert "1234567" not in keys_of("A1234567")


def test_what_was_on_the_wrong_case_becomes_words_of_the_right_one_with_its_scan(cast: Cast) -> None:
    wrong, right = on_team(cast), on_team(cast)
    said = {"voice": Voice.BY_LETTER, "wish": Wish.WORDS, "words": "We are at home here."}
    place = linked(cast, wrong, "manager", files=[upload("scan.png")])
    take(cast, "officer", actions.write_down_post, place=place, **said)
    logged = linked(cast, right)  # by the registry, which reads no step of the review
    take(cast, "officer", actions.write_down_post, place=logged, **said)
    for name, one in (("manager", place), ("registrar", logged)):
        assert refused(cast, name, actions.take_back_post_link, place=one, reason="Another family.") == ["became_words"]
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        words = Representation.objects.get(case=wrong.case)
        assert refused(cast, "officer", actions.misplace_words, said=words, reason=" ") == ["no_reason"]
    gone = take(cast, "officer", actions.misplace_words, said=words, reason="It speaks of another school.")
    assert take(cast, "manager", actions.misplace_words, said=words, reason="Again.") == gone
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        assert not Representation.objects.filter(case=wrong.case).exists()
        assert queries.words_on(wrong.case, FactSide.DECISION) == []
        place.refresh_from_db()
        assert (place.state, place.case_id, place.representation_id) == (PostState.NOT_LINKED, None, None)
    again = take(cast, "officer", actions.link_post, place=place, case=right.case)
    take(cast, "officer", actions.write_down_post, place=again, **said)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        files = SentFile.objects.filter(representation__case=right.case)
        assert [one.document_id for one in files] == [PostFile.objects.get().document_id]
        assert [one.case for one in Representation.objects.all()] == [right.case] * 2


def test_what_came_from_a_familys_own_page_is_never_of_another_family_and_typed_words_go_with_their_files(
    cast: Cast, signed_in: SignedIn
) -> None:
    made, officer = on_team(cast), signed_in("officer")
    words = f"/cases/{made.case.pk}/words/"
    given = {
        "voice": "mp", "said_by": "J. Swinney", "said_on": "1 September 2026", "wish": "words", "words": "They wait.",
        "files": [upload("letter.png")],
    }  # fmt: skip
    assert officer.post(f"{words}write-down/", given).status_code == 302
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        typed = Representation.objects.get()
    page = f"{words}{typed.pk}/elsewhere/"
    assert f'href="{page}"' in officer.get(words).content.decode()
    assert officer.post(page, {}).status_code == 422
    assert officer.post(page, {"reason": "It is of the Tesfays in Leith."}).status_code == 302
    shown = officer.get(words).content.decode()
    assert "They wait." not in shown
    assert "letter.png" not in shown
    assert officer.get(page).status_code == 404
    own = say(give(cast, made, made.adults[0]), "We live here.", FactSide.DECISION)
    assert officer.get(f"{words}{own.pk}/elsewhere/").status_code == 404
    assert refused(cast, "officer", actions.misplace_words, said=own, reason="No.") == ["not_typed_in"]
    with (
        pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(),
        side(Side.DECISION, actor_id=cast["officer"].pk),
    ):  # fmt: skip
        Misplaced.objects.create(representation=own, case=made.case, reason="No.", by=cast["officer"], at=AT)


def number_of(page: str) -> str:
    found = re.search(r'name="sending" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_page_that_is_sent_twice_is_one_item_and_typed_anew_it_is_another(cast: Cast, signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    given = {"received_on": "1 September 2026", "sender": "not known", "way": "post", "written": "", "is_open": ""}
    number = number_of(manager.get("/post/log/").content.decode())
    other = number_of(manager.get("/post/log/").content.decode())
    for sending, sender in (
        (number, "not known"), (number, "not known"), (other, "not known"), (number, "A. Reid"), ("", "A. Reid"),
    ):  # fmt: skip
        assert manager.post("/post/log/", given | {"sending": sending, "sender": sender}).status_code == 302
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert sorted(PostItem.objects.values_list("sender", flat=True)) == ["A. Reid"] * 2 + ["not known"] * 2
    assert manager.post("/post/log/", given | {"sending": "x"}).status_code == 422


def test_words_that_are_sent_twice_are_written_down_once(cast: Cast, signed_in: SignedIn) -> None:
    made, officer = on_team(cast), signed_in("officer")
    page = f"/cases/{made.case.pk}/words/write-down/"
    given = {
        "voice": "mp", "said_by": "J. Swinney", "said_on": "1 September 2026", "wish": "meeting", "words": "They wait.",
        "sending": number_of(officer.get(page).content.decode()),
    }  # fmt: skip
    for _ in range(2):
        assert officer.post(page, given).status_code == 302
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        assert Representation.objects.count() == 1


def test_each_page_answers_each_role(cast: Cast, signed_in: SignedIn) -> None:
    made = on_team(cast)
    own, on_case = log(cast, "manager"), linked(cast, made)
    may = (Role.REGISTRAR, Role.REVIEW_MANAGER, Role.REVIEW_OFFICER)
    all_three = {name: 200 for name, (_, role, _) in ROLES.items() if role in may}
    hidden = {"registrar": 404, "registrar_two": 404}
    pages = {
        "/post/": all_three, "/post/log/": all_three, f"/post/{own.item_id}/": all_three | hidden,
        f"/post/{own.item_id}/set-aside/": all_three | hidden,
        f"/post/{on_case.item_id}/take-back/": all_three | {"officer_two": 404},
        f"/cases/{made.case.pk}/post/{on_case.item_id}/": {"manager": 200, "officer": 200, "officer_two": 404},
    }  # fmt: skip
    for page, answers in pages.items():
        for name in ROLES:
            assert signed_in(name).get(page).status_code == answers.get(name, 403), (page, name)


def test_a_registrar_logs_opens_finds_and_links_in_two_steps(cast: Cast, signed_in: SignedIn) -> None:
    made = on_team(cast)
    registrar: Client = signed_in("registrar")
    empty = registrar.post("/post/log/", {"sender": "A. Reid"})
    assert empty.status_code == 422
    assert "A. Reid" in empty.content.decode()
    given = {
        "received_on": "1 September 2026",
        "sender": "A. Reid",
        "way": "post",
        "written": f"Re {made.case.reference}",
    }
    assert registrar.post("/post/log/", given)["Location"] == "/post/log/"
    assert "Unopened" in registrar.get("/post/").content.decode()
    item = seen_by(cast, "registrar")[0].item_id
    assert registrar.post(f"/post/{item}/open/", {"what": "a letter"}).status_code == 302
    # what is written on it is looked for by itself
    text = registrar.get(f"/post/{item}/").content.decode()
    assert f"Link to {made.case.reference}" in text
    assert "Selam Tesfay" in registrar.get(f"/post/{item}/?words=Tesfai").content.decode()
    assert registrar.post(f"/post/{item}/link/{made.case.pk}/", follow=True).status_code == 200
    words = signed_in("officer").get(f"/cases/{made.case.pk}/words/").content.decode()
    assert "Came, and still to be dealt with" in words
    assert "A. Reid" in words


def test_a_manager_reads_on_the_first_page_how_much_waits_and_since_when(cast: Cast, signed_in: SignedIn) -> None:
    log(cast, is_open=False)
    log(cast, sender="Dawit Tesfay")
    for name in ("registrar", "manager"):
        text = signed_in(name).get("/").content.decode()
        assert "1 unopened, 1 not linked" in text, name
    assert "Dawit" not in signed_in("manager").get("/").content.decode()
    assert "unopened" not in signed_in("officer").get("/").content.decode()


def test_an_officer_deals_with_post_on_the_page_and_what_was_typed_stays_where_it_is_wrong(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast)
    page = f"/cases/{made.case.pk}/post/{linked(cast, made).item_id}/"
    officer = signed_in("officer")
    wrong = officer.post(page, {"how": "words", "words": "Nine years here."})
    assert wrong.status_code == 422
    assert "Nine years here." in wrong.content.decode()
    given = {"how": "words", "words": "Nine years here.", "voice": "solicitor", "wish": "words"}
    assert officer.post(page, given).status_code == 302
    assert "Nine years here." in officer.get(f"/cases/{made.case.pk}/words/").content.decode()
    assert "dealt with already" in officer.get(page).content.decode()
