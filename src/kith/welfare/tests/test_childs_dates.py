"""What the children's side knows of a child's dates: from its files, and from events that the lead professional notes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register.models import PersonFact
from kith.register.rules.dates import LifeEvent
from kith.register.terms import EventAbout, FactKind
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import ChronologyEntry
from kith.welfare.queries import items_about
from kith.welfare.tests.test_actions import AT, appoint, welfare
from kith.welfare.tests.test_pages import SignedIn, address, appoint_on_the_page
from tests.factories import LONG_AGO, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
AWAY = {
    "title": "With her grandmother", "happened_from": "June 2018", "happened_until": "12 August 2018", "source": "her mother",
    "about": "away", "is_over": "yes",
}  # fmt: skip
CAME = LifeEvent(EventAbout.CAME, date(2015, 3, 1), date(2015, 3, 31))


def say(cast: Cast, made: MadeCase, kind: FactKind, value: str, side_of: FactSide, source: str, *days: date) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        PersonFact.objects.create(
            person_id=made.children[0], side=side_of, source=source, said_at=LONG_AGO, kind=kind, value=value,
            earliest=days[0] if days else None, latest=days[-1] if days else None,
        )  # fmt: skip


def note(cast: Cast, made: MadeCase, life: LifeEvent, **more: object) -> ChronologyEntry:
    given = {"title": "An event", "happened_from": life.first, "source": "her mother", "at": AT} | more
    with welfare(cast["lead"]):
        return actions.note_event(case=made.case, child=made.children[0], life=life, by=cast["lead"], **given)  # type: ignore[arg-type]


def test_an_event_says_when_a_child_was_away_with_its_doubt_and_is_corrected_with_it(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    lead = signed_in("lead")
    assert lead.post(address(made, "event/"), AWAY).status_code == 302
    with welfare(cast["lead"]):
        entry = ChronologyEntry.objects.get()
    life = LifeEvent(EventAbout.AWAY, date(2018, 6, 1), date(2018, 6, 30), date(2018, 8, 12), date(2018, 8, 12))
    assert entry.life_event == life
    assert (entry.happened_from, entry.happened_until) == (date(2018, 6, 1), date(2018, 8, 12))
    words = "Was away from the United Kingdom: from June 2018 until 12 August 2018"
    for page in ("", "dates/"):
        assert "from June 2018 until 12 August 2018" in lead.get(address(made, page)).content.decode()
    assert words in lead.get(address(made)).content.decode()
    correcting = f"{address(made, 'event/')}?corrects={entry.pk}"
    form = lead.get(correcting).context["form"]
    assert [form[name].value() for name in ("happened_from", "happened_until", "about")] == [
        "June 2018", "12 August 2018", "away",
    ]  # fmt: skip
    assert lead.post(correcting, AWAY | {"happened_until": "", "is_over": ""}).status_code == 422
    assert lead.post(correcting, AWAY | {"is_over": "no"}).status_code == 422, "and it ended"
    assert lead.post(correcting, AWAY | {"happened_until": "", "is_over": "no"}).status_code == 302
    with welfare(cast["lead"]):
        again = ChronologyEntry.objects.get(corrects=entry)
        (item,) = items_about(made.children[0])
    assert again.life_event == LifeEvent(EventAbout.AWAY, date(2018, 6, 1), date(2018, 6, 30)), "not over"
    assert lead.get(f"{address(made, 'event/')}?corrects={again.pk}").context["form"]["happened_until"].value() == ""
    assert item.life == again.life_event
    assert "and not over when it was written down" in item.text, "what crosses says it in words"


def test_an_event_that_says_nothing_of_dates_is_as_it_was(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    assert signed_in("lead").post(address(made, "event/"), AWAY | {"about": ""}).status_code == 302
    with welfare(cast["lead"]):
        entry = ChronologyEntry.objects.get()
        (item,) = items_about(made.children[0])
    assert (entry.about, entry.begun_by, entry.ended_from, entry.life_event) == ("", None, None, None)
    assert (item.life, item.text) == (None, "With her grandmother")


def test_days_that_cannot_be_are_refused_and_nothing_is_written(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    for life, code in (
        (
            LifeEvent(EventAbout.AWAY, date(2018, 6, 1), date(2018, 6, 1), date(2018, 5, 1), date(2018, 5, 1)),
            "end_before",
        ),
        (LifeEvent(EventAbout.CAME, date(2040, 6, 1), date(2040, 6, 1)), "day_cannot_be"),
    ):
        with welfare(lead), pytest.raises(Refused, match=code):
            actions.note_event(
                case=made.case, child=made.children[0], title="t", happened_from=life.first, source="s", life=life, by=lead,
                at=AT,
            )  # fmt: skip
    with welfare(lead):
        assert not ChronologyEntry.objects.exists()
        with pytest.raises(IntegrityError, match="says_by_when_it_began"), transaction.atomic():
            ChronologyEntry.objects.create(
                case=made.case, child_id=made.children[0], title="t", happened_from=AT.date(), happened_until=AT.date(),
                about="came", source="s", by=lead, at=AT,
            )  # fmt: skip


def test_the_same_dates_pressed_twice_are_one_entry_and_audited_once(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    assert note(cast, made, CAME).pk == note(cast, made, CAME).pk
    assert note(cast, made, LifeEvent(EventAbout.CAME, date(2015, 3, 1), date(2015, 4, 30))).pk is not None
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="welfare.event_noted").count() == 2


def test_years_follow_from_what_is_told_and_each_thing_says_from_whom(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    lead = signed_in("lead")
    before = lead.get(address(made, "dates/")).content.decode()
    assert "No source tells of time away. That does not say that there was none." in before
    assert "time away left out" not in before
    note(cast, made, CAME, source="her mother", agency="the family itself")
    note(cast, made, LifeEvent(EventAbout.AWAY, *[date(2018, 6, 1)] * 2, *[date(2018, 8, 12)] * 2), source="a ticket")
    page = lead.get(address(made, "dates/"), {"on": "2020-01-01"})
    text = page.content.decode()
    assert page.status_code == 200
    read = page.context["read"]
    assert read.days[1] == "1 January 2020"
    on_days = {line.label: line.words[1] for line in read.on_days}
    assert on_days["Age"] == "5 years"
    assert on_days["Years here"] == "4 years"
    assert on_days["Years here, time away left out"] == "4 years"
    assert on_days["Years here since the last return"] == "1 year"
    coming = {line.label: line for line in read.coming}
    assert coming["Seven years here"].words == "between 1 March 2022 and 31 March 2022"
    assert coming["Seven years here, time away left out"].words == "between 13 May 2022 and 12 June 2022"
    assert coming["Seven years here"].sources == "her mother, the family itself"
    assert coming["Eighteenth birthday"].words == "9 January 2032"
    assert "Which of them holds, and whether time away interrupts years here, needs a person's judgement." in text
    assert "a ticket" in text
    earlier = lead.get(address(made, "dates/"), {"on": "3 May 2014"})
    assert {line.label: line.words[1] for line in earlier.context["read"].on_days}[
        "Years here"
    ] == "not yet on that day"


@pytest.mark.parametrize("typed", ["soon", "31/2/2020", "1 May 20000", "3 June 1066", "<b>"])
def test_a_day_that_cannot_be_read_gets_a_sentence_and_stays_as_it_was_typed(
    cast: Cast, signed_in: SignedIn, typed: str
) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    answer = signed_in("lead").get(address(made, "dates/"), {"on": typed})
    assert answer.status_code == 422
    assert answer.context["form"]["on"].value() == typed
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in answer.content.decode()
    assert "Write a day, for example" in answer.content.decode() or "Choose a day between" in answer.content.decode()
    assert answer.context["read"].days == (answer.context["read"].days[0],), "today still stands"
    assert signed_in("lead").get(address(made, "dates/"), {"on": ""}).status_code == 200


def test_this_side_never_reads_what_the_home_offices_own_columns_say(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    day = date(2016, 7, 8)
    say(cast, made, FactKind.ARRIVED_ON, "2016-07-08", FactSide.DECISION, "Home Office, legacy cases", day)
    say(cast, made, FactKind.BIRTH_PLACE, "Asmara", FactSide.DECISION, "Home Office, legacy cases")
    say(cast, made, FactKind.BIRTH_PLACE, "Glasgow, Scotland", FactSide.WELFARE, "Health board, registrations")
    for page in ("", "dates/"):
        text = signed_in("lead").get(address(made, page)).content.decode()
        assert "8 July 2016" not in text
        assert "Asmara" not in text
        assert "yes (“Glasgow, Scotland”)" in text
        assert "Health board, registrations" in text
    read = signed_in("lead").get(address(made, "dates/")).context["read"]
    assert {line.label: line.words for line in read.coming}["Seven years here"] == "9 January 2021", (
        "counted from birth"
    )


def test_a_place_that_names_no_country_is_shown_as_it_was_written(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    say(cast, made, FactKind.BIRTH_PLACE, "Perth", FactSide.WELFARE, "School roll")
    read = signed_in("lead").get(address(made, "dates/")).context["read"]
    told = {line.label: line.words for line in read.told}
    assert told["Born in the United Kingdom"] == "written as “Perth”, which does not surely say so"
    assert "Seven years here" not in {line.label for line in read.coming}
    assert any("Seven years here" in line.label for line in read.unknown)


def test_the_page_asks_the_same_number_of_questions_whatever_there_is(cast: Cast, signed_in: SignedIn) -> None:
    asked = []
    for count in (1, 4):
        made = make_case(cast, children=count)
        appoint_on_the_page(cast, signed_in, made)
        for n in range(count):
            note(cast, made, LifeEvent(EventAbout.AWAY, *[date(2018 + n, 6, 1)] * 2, *[date(2018 + n, 8, 12)] * 2))
            say(cast, made, FactKind.BIRTH_PLACE, f"Place {n}", FactSide.WELFARE, "School roll")
        client = signed_in("lead")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(made, "dates/")).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 15


def test_a_month_away_with_nothing_as_its_end_is_a_month_and_over(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    month = AWAY | {"happened_from": "August 2015", "happened_until": ""}
    assert signed_in("lead").post(address(made, "event/"), month).status_code == 302
    with welfare(cast["lead"]):
        life = ChronologyEntry.objects.get().life_event
    first, last = date(2015, 8, 1), date(2015, 8, 31)
    assert life == LifeEvent(EventAbout.AWAY, first, last, first, last)


def test_a_correction_keeps_the_doubt_of_a_year(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    lead = signed_in("lead")
    assert (
        lead.post(
            address(made, "event/"), AWAY | {"happened_from": "2018", "happened_until": "August 2018"}
        ).status_code
        == 302
    )
    with welfare(cast["lead"]):
        entry = ChronologyEntry.objects.get()
    correcting = f"{address(made, 'event/')}?corrects={entry.pk}"
    form = lead.get(correcting, headers={"accept-language": "gd"}).context["form"]
    typed = {name: form[name].value() for name in ("happened_from", "happened_until", "about", "is_over")}
    assert typed == {"happened_from": "2018", "happened_until": "August 2018", "about": "away", "is_over": "yes"}
    assert lead.post(correcting, AWAY | typed | {"title": "With her aunt"}).status_code == 302
    with welfare(cast["lead"]):
        assert ChronologyEntry.objects.get(corrects=entry).life_event == entry.life_event


def test_what_crosses_of_dates_is_in_one_language_whatever_the_browser_asks(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    life = LifeEvent(EventAbout.AWAY, date(2018, 10, 1), date(2018, 10, 31))
    note(cast, made, life)
    with welfare(cast["lead"]), override("gd"):
        (item,) = items_about(made.children[0])
    assert "October 2018" in item.text
