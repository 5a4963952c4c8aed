"""To which clock a moved day belongs: of each duty that can be moved there is one, it begins anew with what it counts from, and
what was changed holds for each who waited then."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conftest import SignIn
from kith.access.roles import roles_that_may
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.caseload.queries import came_to_wait
from kith.disclosure.models import Disclosure
from kith.protocol.pack import Duty, load
from kith.protocol.rules import due_on
from kith.register import actions as register
from kith.register import rules
from kith.register.clocks import changes_in_sight, clocks_on
from kith.register.gate import on_case_entered
from kith.register.models import Case, ClockChange
from kith.register.terms import ClockStep
from kith.register.tests.test_clocks import LATER, WHY, do, move, next_work, running, take_back
from kith.review import actions as review
from kith.review.models import LaterWords, LaterWordsAnswer
from kith.review.tests.factories import PACK, START, Walk, decided, deciding, join
from kith.review.tests.test_later_words import name_of_second, weigh, words_come
from kith.welfare import actions as welfare
from kith.welfare.queries import current_lead
from kith.welfare.tests.test_actions import proposed
from tests.factories import Cast, MadeCase, make_case
from tests.test_who_is_a_child import LATER as CAME
from tests.test_who_is_a_child import comes

pytestmark = pytest.mark.django_db
EARLIER = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
TO_COME = timezone.localdate() + timedelta(days=20)


def clocks(cast: Cast, name: str, case: Case, duty: str) -> list[tuple[date | None, bool]]:
    """By when the clocks of this duty run on a case, and whether they stand still."""
    with on_case_entered(cast[name], "register.case_days", case.pk, at=timezone.now()) as (passage, held):
        return [(one.work.due, one.work.rests) for one in clocks_on(held, passage)[0] if one.work.clock == duty]


def over(cast: Cast, name: str, case: Case) -> list[ClockChange]:
    with on_case_entered(cast[name], "register.case_days", case.pk, at=timezone.now()) as (passage, held):
        return clocks_on(held, passage)[1]


@pytest.mark.parametrize(
    "duty", [one for one in load().duties if one.change in ("reason", "earlier")], ids=lambda one: one.code
)
def test_each_duty_that_can_be_moved_with_a_reason_is_the_clock_of_some_work(duty: Duty) -> None:
    kinds = [kind for part in ("register", "welfare", "review") for kind in import_module(f"kith.{part}.work").KINDS]
    assert [kind for kind in kinds if kind.clock == duty.code and not kind.is_over]


def test_whoever_has_a_duty_whose_clock_can_stand_still_may_let_it() -> None:
    kinds = [kind for part in ("register", "welfare", "review") for kind in import_module(f"kith.{part}.work").KINDS]
    resting = {one.code for one in load().duties if one.rests}
    who = {role for kind in kinds if kind.clock in resting for role in (kind.role, kind.also) if role}
    assert Role.REVIEW_OFFICER in who
    for verb in ("register.pause_clock", "register.go_on_with_clock"):
        assert who <= set(roles_that_may(verb))


def test_why_telling_the_family_is_not_moved_is_said_where_its_rule_is() -> None:
    duty = load().duty("tell_family", START.date())
    held = rules.Clock(duty, LATER, LATER, is_theirs=True, role=Role.LEAD_PROFESSIONAL)
    (one,) = rules.obstacles_to_changing(held)
    assert (one.code, one.words, one.source) == ("moved_by_law", duty.limit, duty.limit_source)
    assert "no step ends it" in one.words
    assert not duty.rests


# (6) a clock begins anew


def appoint(cast: Cast, made: MadeCase, at: datetime) -> None:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        welfare.appoint_lead_professional(
            case=made.case, child=made.children[0], professional=proposed(cast, made), reason="", by=cast["coordinator"], at=at
        )  # fmt: skip


def end(cast: Cast, made: MadeCase, at: datetime) -> None:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        lead = current_lead(made.children[0])
        assert lead is not None
        welfare.end_appointment(
            appointment=lead, handover="All is in the record.", expected=lead.version, by=cast["coordinator"], at=at
        )


@pytest.mark.parametrize("verb", ["move_day", "pause_clock"])
def test_a_child_without_a_lead_professional_again_has_a_clock_that_begins_then(
    cast: Cast, signed_in: SignIn, verb: str
) -> None:
    made = make_case(cast, at=EARLIER)
    given = {"due_on": LATER} if verb == "move_day" else {}
    changed = do(cast, "coordinator", made.case, verb, at=EARLIER + timedelta(days=1), **given)
    ended = EARLIER + timedelta(days=30)
    appoint(cast, made, EARLIER + timedelta(days=2))
    end(cast, made, ended)
    due = due_on(PACK.duty("appoint_lead_professional", ended.date()), starts_on=ended.date()).on
    work = next_work(cast, "coordinator", made.case)
    assert (work.kind, work.began, work.since, work.due, work.was, work.rests) == (
        "to_appoint", ended, ended.date(), due, None, False,
    )  # fmt: skip
    assert over(cast, "coordinator", made.case) == [changed], "what was changed of the earlier clock stays to be read"
    shown = signed_in("coordinator").get(reverse("children_without_lead")).content.decode()
    assert f"{ended:%-d %B %Y}" in shown
    assert f"{due:%-d %B %Y}" in shown
    assert f"{EARLIER:%-d %B %Y}" not in shown
    childs = signed_in("coordinator").get(reverse("child", args=[made.case.pk, made.children[0]])).content.decode()
    assert f"{due:%-d %B %Y}" in childs


def test_the_day_for_hearing_a_child_begins_anew_with_a_new_lead_professional(cast: Cast) -> None:
    made = make_case(cast, at=EARLIER)
    appoint(cast, made, EARLIER + timedelta(days=1))
    do(cast, "coordinator", made.case, "pause_clock", at=EARLIER + timedelta(days=2), duty="seek_childs_views")
    assert clocks(cast, "coordinator", made.case, "seek_childs_views") == [(None, True)]
    end(cast, made, EARLIER + timedelta(days=5))
    appoint(cast, made, EARLIER + timedelta(days=6))
    ((due, rests),) = clocks(cast, "coordinator", made.case, "seek_childs_views")
    assert due is not None
    assert not rests


def test_who_waits_longest_for_a_lead_professional_is_counted_from_when_the_last_one_ended(
    cast: Cast, signed_in: SignIn
) -> None:
    first = make_case(cast, at=EARLIER)
    second = make_case(cast, at=EARLIER + timedelta(days=10))
    appoint(cast, first, EARLIER + timedelta(days=1))
    end(cast, first, EARLIER + timedelta(days=20))
    rows = signed_in("coordinator").get(reverse("children_without_lead")).context["rows"]
    assert [proposal.entry.case_id for proposal, *_ in rows] == [second.case.pk, first.case.pk]


# (9) best interests


def test_what_is_best_for_each_child_has_its_day_from_when_the_report_is_read(cast: Cast, signed_in: SignIn) -> None:
    walk = Walk.begin(cast, children=2)
    case, duty = walk.review.case, "assess_best_interests"
    assert clocks(cast, "officer_two", case, duty) == [], "no day before there is something to weigh"
    walk.at = START + timedelta(days=3)
    walk.hear_children(opened=False)
    assert clocks(cast, "officer_two", case, duty) == []
    with deciding(cast["officer"]):
        first, second = (Disclosure.objects.get(case=case, child=child) for child in walk.children)
    walk.at = opened = START + timedelta(days=6)
    walk.open_report(first)
    due = due_on(PACK.duty(duty, opened.date()), starts_on=opened.date(), council=case.area, terms=PACK.terms).on
    for name in ("officer_two", "manager", "officer", "senior"):
        assert clocks(cast, name, case, duty) == [(due, False)], name
    work = running(cast, "officer_two", case, duty, opened).work
    assert (work.kind, work.tag, work.began) == ("best_interests_now", "with_you", opened)
    assert f"{due:%-d %B %Y}" in signed_in("officer_two").get("/").content.decode()
    walk.at = START + timedelta(days=8)
    walk.open_report(second)
    assert clocks(cast, "officer_two", case, duty) == [(due, False)], "the day of whoever waits longest"
    later = due + timedelta(days=7)
    walk.at += timedelta(days=1)
    move(cast, "officer_two", case, later, duty=duty, at=walk.at)
    walk.children = walk.children[:1]
    walk.weigh_children()
    assert clocks(cast, "officer_two", case, duty) == [(later, False)], "it was moved for both"
    do(cast, "officer_two", case, "pause_clock", duty=duty, at=walk.at)
    assert clocks(cast, "officer_two", case, duty) == [(None, True)]
    page = signed_in("officer_two").post(
        f"/cases/{case.pk}/days/go-on/",
        {"clock": running(cast, "officer_two", case, duty).work.key, "reason": "It came."},
    )
    assert page.status_code == 302
    assert clocks(cast, "manager", case, duty)[0][0] is not None


def test_an_officer_who_may_weigh_is_looked_for_by_the_same_day(cast: Cast) -> None:
    walk = Walk.begin(join(cast, "officer_three")).hear_children().weigh_children().declare(has_conflict=True)
    moved = START + timedelta(days=20)
    walk.at = moved
    walk.reallocate("officer_two")  # who weighed it drafts now, and it is weighed anew
    work = running(cast, "manager", walk.review.case, "assess_best_interests", moved).work
    assert (work.kind, work.tag, work.began) == ("to_ask_assessor_now", "with_you", moved)
    later = LATER + timedelta(days=9)
    move(cast, "manager", walk.review.case, later, duty="assess_best_interests", at=moved)
    with deciding(cast["manager"]):
        review.ask_for_best_interests(review=walk.review, officer=cast["officer_three"], by=cast["manager"], at=moved)
    assert running(cast, "officer_three", walk.review.case, "assess_best_interests", moved).work.due == later


def test_a_second_review_of_a_case_has_days_of_its_own(cast: Cast) -> None:
    walk = Walk.begin(cast).ready("further_information_needed")
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    again = START + timedelta(days=60)
    with deciding(cast["manager"]):
        review.allocate(case=walk.review.case, officer=cast["officer_two"], pack=PACK, by=cast["manager"], at=again)
    work = running(cast, "manager", walk.review.case, "assess_best_interests", again).work
    assert work.began == again


# (24) several behind one clock


def waits(cast: Cast, made: MadeCase) -> list[tuple[date | None, bool]]:
    return clocks(cast, "registrar", made.case, "confirm_family")


def lists(cast: Cast, made: MadeCase, child: object) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        register.list_children(case=made.case, children=[child], by=cast["registrar"], at=timezone.now())


@pytest.fixture
def two(cast: Cast) -> MadeCase:
    """A case of whom two may be children, one left off its list as it was confirmed, one who came later."""
    made = make_case(cast, confirmed=False, at=CAME - timedelta(days=12))
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        register.confirm_family(case=made.case, children=[], by=cast["registrar"], at=CAME - timedelta(days=10))
    return made


def test_a_day_that_was_moved_holds_for_each_who_waited_then(cast: Cast, two: MadeCase) -> None:
    came = comes(cast, two.case)
    day = CAME + timedelta(days=1)
    change = move(cast, "registrar", two.case, LATER, duty="confirm_family", at=day)
    lists(cast, two, two.children[0])
    assert waits(cast, two) == [(LATER, False)], "the other waited as well when it was moved"
    again = LATER + timedelta(days=3)
    second = move(cast, "registrar", two.case, again, duty="confirm_family", at=day + timedelta(days=1))
    assert (second.since, second.due_before) == (change.since, LATER)
    take_back(cast, "registrar", two.case, second, at=day + timedelta(days=2))
    assert waits(cast, two) == [(LATER, False)]
    with on_case_entered(cast["registrar"], "register.days_changed", two.case.pk, at=timezone.now()) as (
        passage,
        _case,
    ):
        seen = changes_in_sight(passage)
        assert ([one.pk for one in seen.running], list(seen.over)) == ([change.pk], [])
        at = datetime.combine(LATER, START.time(), START.tzinfo)
    with on_case_entered(cast["registrar"], "caseload.my_caseload", two.case.pk, at=at) as (passage, _case):
        assert came_to_wait(passage, at - timedelta(hours=1)), "it is told on the day that holds"
    take_back(cast, "registrar", two.case, change, at=day + timedelta(days=3))
    ((due, _rests),) = waits(cast, two)
    assert due == due_on(PACK.duty("confirm_family", CAME.date()), starts_on=CAME.date()).on
    lists(cast, two, came)
    assert waits(cast, two) == []


def test_whoever_comes_after_a_day_was_moved_has_their_own(cast: Cast, two: MadeCase) -> None:
    change = move(cast, "registrar", two.case, LATER, duty="confirm_family", at=CAME - timedelta(days=5))
    comes(cast, two.case)
    assert waits(cast, two) == [(LATER, False)]
    lists(cast, two, two.children[0])
    ((due, _rests),) = waits(cast, two)
    assert due == due_on(PACK.duty("confirm_family", CAME.date()), starts_on=CAME.date()).on
    assert over(cast, "registrar", two.case) == [change]


def test_a_clock_that_stands_still_does_so_for_each_who_waited_then(cast: Cast, two: MadeCase) -> None:
    comes(cast, two.case)
    move(cast, "registrar", two.case, LATER, duty="confirm_family", at=CAME + timedelta(hours=1))
    do(cast, "registrar", two.case, "pause_clock", duty="confirm_family", at=CAME + timedelta(hours=2))
    lists(cast, two, two.children[0])
    assert waits(cast, two) == [(None, True)]
    do(cast, "registrar", two.case, "go_on_with_clock", duty="confirm_family", at=CAME + timedelta(days=1))
    ((due, rests),) = waits(cast, two)
    assert due is not None
    assert not rests


def test_a_day_that_was_moved_for_words_to_read_holds_for_all_that_were_there(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision)
    walk.at += timedelta(days=1)
    weigh(walk, decision, words_come(walk).pk)
    walk.at += timedelta(days=1)
    weigh(walk, decision, words_come(walk, "And one thing more.").pk)
    second, case, at = name_of_second(walk, decision), walk.review.case, walk.at + timedelta(days=1)
    move(cast, second, case, LATER, duty="confirm_decision", at=at)
    with deciding(cast[second]):
        read = LaterWords.objects.order_by("at").first()
        assert read is not None
        LaterWordsAnswer.objects.create(
            later=read, decision=decision, said_by_id=read.by_id, verdict="confirmed", by=cast[second], at=at
        )
    work = running(cast, second, case, "confirm_decision", at).work
    assert (work.kind, work.due) == ("to_read_words", LATER)


def test_on_the_page_of_days_a_clock_is_not_said_to_be_the_childs(cast: Cast, signed_in: SignIn) -> None:
    made = make_case(cast, at=timezone.now() - timedelta(days=1))
    do(cast, "coordinator", made.case, "pause_clock", at=timezone.now())
    shown = signed_in("coordinator").get(reverse("case_days", args=[made.case.pk])).content.decode()
    assert "The clock stands still." in shown
    assert "Let the clock go on" in shown


# (10) the page of days that were moved


def test_what_is_over_is_told_from_what_runs(cast: Cast, signed_in: SignIn) -> None:
    over_case, runs = (make_case(cast, confirmed=False, at=timezone.now() - timedelta(days=2)) for _ in range(2))
    for made, why in ((over_case, "Asked the school."), (runs, "The council answers on Monday.")):
        do(cast, "registrar", made.case, "pause_clock", at=timezone.now(), reason=why)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        register.confirm_family(
            case=over_case.case, children=list(over_case.children), by=cast["registrar"], at=timezone.now()
        )
    registrar, page = signed_in("registrar"), reverse("days_changed")
    running_now, is_over = (registrar.get(page + query).content.decode() for query in ("", "?where=over"))
    assert "The council answers on Monday." in running_now
    assert "Asked the school." not in running_now
    assert "Asked the school." in is_over
    assert "The council answers on Monday." not in is_over
    on_case = registrar.get(reverse("case_days", args=[over_case.case.pk])).content.decode()
    for text, is_of_over in ((running_now, False), (is_over, True), (on_case, True)):
        assert ("clock stands still" in text, "clock stood still" in text) == (not is_of_over, is_of_over)
    for query in ("?page=9", "?where=over&page=9", "?page=x"):
        assert len(registrar.get(page + query).context["rows"]) == 1
    tabs = registrar.get(page).context["tabs"]
    assert [tab.count for tab in tabs] == [1, 1]


def test_the_page_of_days_that_were_moved_takes_as_many_queries_for_many(cast: Cast, signed_in: SignIn) -> None:
    registrar, page = signed_in("registrar"), reverse("days_changed")

    def asked(query: str = "") -> int:
        with CaptureQueriesContext(connection) as found:
            assert registrar.get(page + query).status_code == 200
        return len(found)

    def change() -> None:
        made = make_case(cast, confirmed=False, at=timezone.now() - timedelta(days=2))
        move(cast, "registrar", made.case, TO_COME, at=timezone.now())

    change()
    asked()
    one = asked()
    for _ in range(21):
        change()
    assert asked() == asked("?page=2") == one <= 15
    assert asked("?where=over") <= one
    assert len(registrar.get(page).context["rows"]) == 20
    assert len(registrar.get(f"{page}?page=2").context["rows"]) == 2


def test_nobody_sees_there_what_is_not_theirs_to_see(cast: Cast, signed_in: SignIn) -> None:
    made = make_case(cast, at=timezone.now() - timedelta(days=1))
    do(cast, "coordinator", made.case, "pause_clock", at=timezone.now())
    page = reverse("days_changed")
    assert WHY in signed_in("coordinator").get(page).content.decode()
    for name in ("coordinator_elsewhere", "manager", "registrar"):
        for query in ("", "?where=over"):
            assert WHY not in signed_in(name).get(page + query).content.decode()


# (25) taking back


def test_only_who_made_a_change_takes_it_back_also_by_a_statement(cast: Cast) -> None:
    made = make_case(cast, confirmed=False, at=timezone.now() - timedelta(days=2))
    other = make_case(cast, confirmed=False, at=timezone.now() - timedelta(days=2))
    change = move(cast, "registrar", made.case, TO_COME, at=timezone.now())
    row = {
        "case": made.case, "side": Side.REGISTRY, "duty": change.duty, "since": change.since, "step": ClockStep.TAKEN_BACK,
        "due_on": change.due_before, "takes_back": change, "at": timezone.now(),
    }  # fmt: skip

    def write(name: str, **more: object) -> ClockChange:
        with side(Side.REGISTRY, actor_id=cast[name].pk), transaction.atomic():
            return ClockChange.objects.create(by=cast[name], **row | more)

    for name, more in (
        ("registrar_two", {}), ("registrar", {"case": other.case}), ("registrar", {"duty": "appoint_lead_professional"}),
        ("registrar", {"since": timezone.now()}), ("registrar", {"child_id": made.children[0]}),
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"):
            write(name, **more)
    assert next_work(cast, "registrar", made.case).due == TO_COME
    back = write("registrar")
    with pytest.raises((ProgrammingError, IntegrityError)):
        write("registrar", takes_back=back)
    assert next_work(cast, "registrar", made.case).was is None
