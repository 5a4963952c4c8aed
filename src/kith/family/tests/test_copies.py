"""What somebody of a family begins to write on their own page comes back to them, in their language, and to nobody else."""

import re
from datetime import timedelta
from html import escape, unescape

import pytest
from django.test import Client
from django.utils import timezone

from kith.access.models import WorkingCopy
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.access.visits import KEY
from kith.family.tests.test_pages import come_in, text_of
from kith.representations import actions
from kith.representations.models import Representation
from kith.representations.queries import languages, page_words
from kith.representations.tests.factories import AT, give, say
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
HERS = "We sleep at 12 Harbour Lane."
PAGE = "/own/words/"


def keep(client: Client, words: str) -> int:
    key = re.findall(r'data-key="([^"]+)"', client.get(PAGE).content.decode())[0]
    return client.post(PAGE, {"wish": "wrong", "words": words, "kept_here": unescape(key)}).status_code


def begun(given: actions.Given) -> list[WorkingCopy]:
    with side(Side.FAMILY, actor_id=given.access.actor_id):
        return list(WorkingCopy.objects.all())


def test_she_comes_back_on_another_phone_and_he_never_learns_of_it(cast: Cast) -> None:
    made = make_case(cast, adults=2)
    hers, his = (give(cast, made, one) for one in made.adults)
    he, she = come_in(his), come_in(hers)
    before = {page: text_of(he, page) for page in ("", "words/", "meeting/")}
    assert keep(she, HERS) == 204
    assert {page: text_of(he, page) for page in before} == before
    she.post("/own/leave/")
    assert she.get(PAGE).status_code == 302
    assert HERS not in she.get(PAGE).content.decode()
    again = text_of(come_in(hers), "words/")
    w = page_words("en")
    assert escape(w["unsent"]) in again
    assert HERS in again
    assert re.search(r'value="wrong"[^>]*checked', again)
    assert w["files_again"] in again


def test_in_every_language_it_is_said_in_words_of_that_language(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    client = come_in(given)
    keep(client, HERS)
    english = page_words("en")
    for code, _ in languages():
        client.post("/own/language/", {"language": code, "back": PAGE})
        text, w = unescape(client.get(PAGE).content.decode()), page_words(code)
        names = [name for name in w if name.startswith(("unsent", "start_again", "kept_"))]
        assert len(names) == 10
        for name in names:
            assert w[name] in text, (code, name)
            assert code == "en" or w[name] != english[name]
        assert "{time}" in w["kept_saved"]


def test_sent_it_is_kept_no_longer_and_where_the_page_was_closed_meanwhile_nothing_is_lost(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    client = come_in(given)
    keep(client, HERS)
    sent = {"wish": "words", "words": HERS, "side": "welfare"}
    assert client.post(PAGE, sent).status_code == 302
    assert begun(given) == []
    keep(client, "And more.")
    session = client.session
    session["came_in"] = (AT - timedelta(1)).isoformat()  # the page was given anew since
    session.save()
    assert client.post(PAGE, sent | {"words": "And more."})["Location"] == "/sign-in/"
    assert [one.words["words"] for one in begun(given)] == [["And more."]]


def test_a_visit_that_ended_keeps_nothing_more_and_loses_nothing_that_was_kept(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    client = come_in(given)
    assert keep(client, HERS) == 204
    key = re.findall(r'data-key="([^"]+)"', client.get(PAGE).content.decode())[0]
    session = client.session
    session[KEY] = session[KEY] | {"until": (timezone.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    assert client.post(PAGE, {"words": "Late.", "kept_here": unescape(key)}).status_code == 401
    assert HERS in text_of(come_in(given), "words/")


def test_what_is_begun_reaches_no_side_that_reads_what_is_sent(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    keep(come_in(given), HERS)
    say(given, "Sent.", FactSide.COMMON)
    for on, name in ((Side.WELFARE, "coordinator"), (Side.DECISION, "manager")):
        with side(on, actor_id=cast[name].pk):
            assert WorkingCopy.objects.count() == 0
            assert not Representation.objects.filter(words__contains="Harbour").exists()
