"""The dates of a child on both sides of the wall: each works out what it may know, and what crossed counts once it is opened."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from conftest import SignIn
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem, Disclosure
from kith.disclosure.queries import disclosures_of, is_whole
from kith.register.actions import Settled, settle_fact
from kith.register.rules.dates import LifeEvent, life_event
from kith.register.terms import EventAbout, FactKind
from kith.review.tests.factories import Walk
from kith.welfare import actions
from kith.welfare.queries import preview_of
from kith.welfare.tests.test_actions import AT, appoint, ask, assemble, welfare
from kith.welfare.tests.test_childs_dates import say
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
GONE = LifeEvent(EventAbout.AWAY, date(2018, 6, 1), date(2018, 6, 30), date(2018, 8, 12), date(2018, 8, 12))
BORN = LifeEvent(EventAbout.BORN_HERE, date(2014, 1, 9), date(2014, 1, 9))


def page_of(client: Client, made: MadeCase, on: str = "") -> str:
    answer = client.get(reverse("childrens_dates", args=[made.case.pk]), {"on": on} if on else {})
    assert answer.status_code == 200
    return answer.content.decode()


def released(cast: Cast, made: MadeCase) -> Disclosure:
    """A report on the first child with two events that say something of its dates."""
    lead = appoint(cast, made)
    given = {"case": made.case, "child": made.children[0], "by": lead, "at": AT, "happened_from": AT.date()}
    with welfare(lead):
        actions.note_event(title="With her grandmother", source="her mother", life=GONE, **given)
        actions.note_event(title="Born", source="extract 1234", life=BORN, **given)
        actions.record_childs_views(
            case=made.case, child=made.children[0], was_sought=False, why_not_sought="Asked for time.", by=lead, at=AT
        )
    report = assemble(made, lead, ask(cast, made))
    with welfare(lead):
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
    with welfare(cast["coordinator"]):
        seen = preview_of(report).seen
        return actions.release_report(report=report, seen_sha256=seen, by=cast["coordinator"], at=AT)


def test_what_events_say_of_dates_counts_for_the_review_once_it_was_released_and_opened(
    cast: Cast, signed_in: SignIn
) -> None:
    made = make_case(cast)
    say(cast, made, FactKind.ARRIVED_ON, "2016-07-08", FactSide.DECISION, "Home Office, legacy cases", date(2016, 7, 8))
    manager = signed_in("manager")
    before = page_of(manager, made)
    assert "8 July 2016" in before
    copy = released(cast, made)
    for page in (before, page_of(manager, made)):
        for word in ("With her grandmother", "June 2018", "extract 1234", "her mother", "time away left out"):
            assert word not in page, "nothing before it is opened"
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        disclosure.open_disclosure(disclosure=copy, by=cast["manager"], at=AT)
        kept = {life_event(item.life) for item in DisclosedItem.objects.filter(disclosure=copy) if item.life}
        assert kept == {GONE, BORN}
        assert all(is_whole(one) for one in disclosures_of(made.case))
    after = page_of(manager, made, on="2020-01-01")
    assert "from June 2018 until 12 August 2018" in after
    assert "her mother, released 1 September 2026" in after
    assert "extract 1234, released 1 September 2026" in after
    assert "Seven years here, time away left out" in after
    assert "1 January 2020" in after


def test_the_review_never_reads_the_files_of_the_childrens_side(cast: Cast, signed_in: SignIn) -> None:
    made = make_case(cast)
    say(cast, made, FactKind.BIRTH_PLACE, "Glasgow, Scotland", FactSide.WELFARE, "Health board, registrations")
    say(cast, made, FactKind.BIRTH_DATE, "2013-05-06", FactSide.WELFARE, "School roll", date(2013, 5, 6))
    say(cast, made, FactKind.BIRTH_PLACE, "Asmara, Eritrea", FactSide.DECISION, "Home Office, legacy cases")
    page = page_of(signed_in("manager"), made)
    for word in ("Glasgow, Scotland", "Health board", "School roll", "6 May 2013"):
        assert word not in page
    assert "written as “Asmara, Eritrea”" in page
    assert "9 January 2014" in page, "the list of the arrangement is both sides'"


def test_what_a_registrar_took_as_right_takes_the_place_of_what_sources_say(cast: Cast, signed_in: SignIn) -> None:
    made = make_case(cast)
    say(cast, made, FactKind.BIRTH_DATE, "2013-05-06", FactSide.COMMON, "Another list", date(2013, 5, 6))
    manager, registrar = signed_in("manager"), cast["registrar"]
    assert "6 May 2031; or 9 January 2032" in page_of(manager, made)
    day = date(2014, 1, 9)
    said = Settled("2014-01-09", day, day, "original", "Passport", date(2026, 5, 1), "Seen by me.")
    with side(Side.REGISTRY, actor_id=registrar.pk):
        settle_fact(
            case=made.case,
            person=made.children[0],
            kind=FactKind.BIRTH_DATE,
            said=said,
            after=None,
            by=registrar,
            at=AT,
        )
    page = page_of(manager, made)
    assert "6 May 2031" not in page
    assert "taken as right by a registrar: an original document was seen" in page


def test_a_file_that_only_knows_since_when_it_knew_somebody_says_no_day_of_coming(
    cast: Cast, signed_in: SignIn
) -> None:
    made = make_case(cast)
    say(cast, made, FactKind.ARRIVED_ON, "2015-02-03", FactSide.DECISION, "Accommodation provider", date(2015, 2, 3))
    answer = signed_in("manager").get(reverse("childrens_dates", args=[made.case.pk]))
    ((_name, read),) = answer.context["children"]
    told = {line.label: line.words for line in read.told}
    assert "Came to the United Kingdom" not in told
    assert told["Was here on this day already"] == "3 February 2015"
    coming = {line.label: line.words for line in read.coming}
    assert coming["Seven years here"] == "between 9 January 2021 and 3 February 2022", "from birth at the earliest"


def test_each_child_of_the_case_is_there_once_and_the_review_leads_to_it(cast: Cast, signed_in: SignIn) -> None:
    walk = Walk.begin(cast, children=3)
    officer = signed_in("officer")
    address = reverse("childrens_dates", args=[walk.review.case_id])
    for page in ("review", "record_finding"):
        more = ["length_of_residence"] if page == "record_finding" else []
        assert address in officer.get(reverse(page, args=[walk.review.case_id, *more])).content.decode(), page
    assert len(officer.get(address).context["children"]) == 3
    wrong = officer.get(address, {"on": "soon"})
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.content.decode()
