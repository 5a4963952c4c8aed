"""Who looked at a family's records, as its own pages tell it: days, offices and sorts of page; never more."""

from datetime import datetime, timedelta
from html import escape

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kith.access import audit
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Outcome, Role, Side
from kith.family.queries import LOOKS, looks
from kith.family.tests.test_pages import both, come_in, text_of
from kith.representations.queries import languages, page_words
from kith.representations.tests.factories import AT, give, put_on_team, say
from kith.welfare import actions as welfare
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIDES = {"lead": Side.WELFARE, "officer": Side.DECISION, "registrar": Side.REGISTRY, "parent": Side.FAMILY}


def look(cast: Cast, name: str, verb: str, made: MadeCase | None, at: datetime = AT, **more: object) -> None:
    """Somebody opens a page, as the gate writes it down."""
    with side(SIDES[name], actor_id=cast[name].pk):
        audit.record(
            verb, by=cast[name], at=at, case=made.case.pk if made else None, **{"outcome": Outcome.OPENED} | more
        )


def seen(given: object) -> list[tuple[str, str, str, bool]]:
    with side(Side.FAMILY, actor_id=given.access.actor_id):
        return [(one.on.isoformat(), one.office, one.sort, one.was_urgent) for one in looks(1)[0]]


def test_a_family_reads_on_which_day_which_office_looked_at_what_sort_of_page(cast: Cast) -> None:
    made, other = make_case(cast), make_case(cast)
    given, w = give(cast, made, made.adults[0]), page_words("en")
    look(cast, "lead", "caseload.case", made)
    look(cast, "lead", "welfare.child", made, at=AT + DAY, shown=[made.children[0]])
    look(cast, "lead", "caseload.find", None, at=AT + DAY, shown=[made.case.pk])
    look(cast, "registrar", "intake.judge_pair", None, at=AT + DAY, shown=[made.children[0], other.children[0]])
    look(cast, "officer", "review.second_officer", made, at=AT + DAY)
    look(cast, "lead", "welfare.child", other, at=AT + 2 * DAY)
    look(cast, "parent", "family.your_page", made, at=AT + 2 * DAY)
    look(cast, "lead", "welfare.note_event", made, at=AT + 2 * DAY, outcome=Outcome.REFUSED)
    first, second = AT.date().isoformat(), (AT + DAY).date().isoformat()
    assert seen(given) == [
        (second, "council", "child", False), (second, "council", "list", False), (second, "home_office", "any", False),
        (second, "registry", "any", False), (first, "council", "case", False),
    ]  # fmt: skip
    text = text_of(come_in(given), "looks/")
    assert escape(f"{w['office_council']}: {w['looked_child']}") in text
    assert escape(f"{w['office_home_office']}: {w['looked_any']}") in text
    names = [cast[name].shown_name for name in ("lead", "officer", "registrar")]
    assert [one for one in (*names, "review", "second_officer", str(cast["lead"].pk)) if one in text] == []
    assert seen(give(cast, other, other.adults[0])) == [
        ((AT + 2 * DAY).date().isoformat(), "council", "child", False), (second, "registry", "any", False),
    ]  # fmt: skip


def test_what_could_put_somebody_in_danger_looks_as_any_other_page_does(cast: Cast) -> None:
    """A worry about a child, a page of somebody's own that is closed, a step that the other side takes."""
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    for verb in ("welfare.concerns", "welfare.raise_concern", "welfare.sharing_records", "welfare.child"):
        look(cast, "lead", verb, made)
    for verb in ("representations.hold_back_from", "safeguards.record_welfare_check", "caseload.case"):
        look(cast, "lead", verb, made)
    for verb in ("review.serve_decision", "safeguards.clearances", "review.record_finding"):
        look(cast, "officer", verb, made)
    day = AT.date().isoformat()
    assert seen(given) == [
        (day, "council", "case", False), (day, "council", "child", False), (day, "home_office", "any", False),
    ]  # fmt: skip


def test_that_words_were_read_stands_there_for_whose_words_they_were_alone(cast: Cast) -> None:
    made, his = both(cast)
    hers = give(cast, made, made.adults[0])
    words = say(hers, "Meet me at the library.", FactSide.WELFARE)
    look(cast, "lead", "representations.words", made, shown=[words.pk])
    look(cast, "officer", "representations.sent_file", made, shown=[words.pk])
    assert [row[1] for row in seen(hers)] == ["council", "home_office"]
    assert seen(his) == []


def test_that_it_was_urgent_is_told_only_where_whoever_looked_at_it_says_so(cast: Cast) -> None:
    made, hidden = make_case(cast), make_case(cast)
    now = timezone.now()
    for case, is_told in ((made, True), (hidden, False)):
        given, lead, by = give(cast, case, case.adults[0]), cast["lead"], cast["coordinator"]
        with side(Side.WELFARE, actor_id=lead.pk):
            opening = welfare.open_urgently(reference=case.case.reference, reason="The hospital.", by=lead, at=now)
        look(cast, "lead", "caseload.case", case, at=now + timedelta(minutes=1))
        assert [row[1:] for row in seen(given)] == [("council", "case", False)]
        with side(Side.WELFARE, actor_id=by.pk):
            welfare.check_urgent_opening(
                opening=opening, was_right=True, words="Right.", family_is_told=is_told, by=by, at=now
            )
        assert [row[1:] for row in seen(given)] == [("council", "case", is_told)]
        text = text_of(come_in(given), "looks/")
        assert (escape(page_words("en")["looked_urgent"]) in text, "hospital" in text) == (is_told, False)


def test_it_comes_page_by_page_and_asks_the_same_of_few_and_of_many(cast: Cast) -> None:
    made = make_case(cast)
    client = come_in(give(cast, made, made.adults[0]))
    counts = []
    for many in (1, LOOKS + 2):
        for n in range(many):
            look(cast, "lead", "caseload.case", made, at=AT - n * DAY)
        with CaptureQueriesContext(connection) as asked:
            text = text_of(client, "looks/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
    w = page_words("en")
    assert (w["looked_earlier"] in text, w["looked_later"] in text) == (True, False)
    rest = text_of(client, "looks/?page=2")
    assert (w["looked_earlier"] in rest, w["looked_later"] in rest) == (False, True)
    assert rest.count(escape(f"{w['office_council']}: {w['looked_case']}")) == 2
    for odd in ("0", "-1", "x", "%00", "9" * 30, "²"):
        assert client.get(f"/own/looks/?page={odd}").status_code == 200, odd


@pytest.mark.parametrize("is_young", [False, True])
def test_it_is_in_every_language_and_for_children_too(cast: Cast, is_young: bool) -> None:
    made = make_case(cast, children=1)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    look(cast, "lead", "welfare.child", made)
    for language, _name in languages():
        w = page_words(language)
        client = come_in(give(cast, made, made.children[0] if is_young else made.adults[0], language=language))
        title = escape(w["young_looked" if is_young else "who_looked"])
        assert title in text_of(client, "")
        text = text_of(client, "looks/")
        assert f"<h1>{title}</h1>" in text
        assert escape(f"{w['office_council']}: {w['looked_child']}") in text
        assert f'dir="{w["direction"]}"' in text


def test_no_family_reads_the_trail_itself_and_nobody_else_asks_for_a_familys_looks(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    with (
        side(Side.FAMILY, actor_id=given.access.actor_id), pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):  # fmt: skip
        AuditEntry.objects.exists()
    for name, on in (("lead", Side.WELFARE), ("officer", Side.DECISION), ("teacher", Side.CONTRIBUTOR)):
        with (
            side(on, actor_id=cast[name].pk), pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute("select * from family_looks(10, 0)")
