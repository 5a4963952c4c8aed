"""Days help: whoever has a step moves its day, or lets its clock stand still, with a reason that stays on its side."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st

from conftest import SignIn
from kith.access.gate import Passage, entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.caseload.queries import came_to_wait, next_on
from kith.protocol.pack import load
from kith.protocol.rules import obstacles_to_serving_on
from kith.register import actions
from kith.register.clocks import Running, changes_on, clocks_on
from kith.register.gate import on_case_entered
from kith.register.models import Case, ClockChange
from kith.register.terms import ClockStep
from kith.register.work import Work
from kith.review import actions as review
from kith.review.tests.factories import START, Walk, deciding
from kith.verdict import Refused
from kith.welfare import actions as welfare
from tests.factories import LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 7, 10, 0, tzinfo=START.tzinfo)  # a Monday
LATER = date(2026, 10, 5)
WHY = "The interpreter is ill until then."
PACK = load()
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))


@contextmanager
def at_desk(cast: Cast, name: str, case: Case, at: datetime = NOW) -> Iterator[tuple[Passage, Case]]:
    with on_case_entered(cast[name], "register.case_days", case.pk, at=at) as inside:
        yield inside


def running(cast: Cast, name: str, case: Case, duty: str = "", at: datetime = NOW) -> Running:
    with at_desk(cast, name, case, at) as (passage, held):
        return next(one for one in clocks_on(held, passage)[0] if one.work.clock == duty or not duty)


def next_work(cast: Cast, name: str, case: Case, at: datetime = NOW) -> Work:
    with at_desk(cast, name, case, at) as (passage, held):
        return next(work for work in next_on(held, passage) if work.clock)


def do(
    cast: Cast, name: str, case: Case, verb: str, at: datetime = NOW, duty: str = "", **given: object
) -> ClockChange:
    with at_desk(cast, name, case, at) as (passage, held):
        key = next(one.work.key for one in clocks_on(held, passage)[0] if one.work.clock == duty or not duty)
        given = {"clock": key, "reason": WHY} | given
        made: ClockChange = getattr(actions, verb)(case=held, passage=passage, by=cast[name], at=at, **given)
        return made


def move(cast: Cast, name: str, case: Case, to: date = LATER, **given: object) -> ClockChange:
    return do(cast, name, case, "move_day", due_on=to, **given)


def take_back(cast: Cast, name: str, case: Case, change: ClockChange, at: datetime = NOW) -> ClockChange:
    with at_desk(cast, name, case, at) as (passage, held):
        return actions.take_back_day(case=held, passage=passage, change=change, by=cast[name], at=at)


def refused(*args: object, **kwargs: object) -> list[str]:
    """Why moving, or another verb, is refused."""
    verb = kwargs.pop("by_verb", move)
    with pytest.raises(Refused) as found:
        verb(*args, **kwargs)  # type: ignore[operator]
    return [one.code for one in found.value.obstacles]


# the actions, on each side


def test_of_two_at_once_whoever_waited_for_the_other_has_the_last_word(cast: Cast) -> None:
    case = make_case(cast, confirmed=False, at=NOW - timedelta(days=2)).case
    move(cast, "registrar", case, at=NOW + timedelta(seconds=1))  # began later, and took the lock first
    waited = move(cast, "registrar_two", case, LATER + timedelta(2), at=NOW)
    assert next_work(cast, "registrar", case).due == LATER + timedelta(2)
    take_back(cast, "registrar_two", case, waited)
    assert next_work(cast, "registrar", case).due == LATER


def test_a_registrar_moves_a_day_and_the_caseload_has_the_day_that_holds_now(cast: Cast) -> None:
    case = make_case(cast, confirmed=False, at=NOW - timedelta(days=2)).case
    before = next_work(cast, "registrar", case)
    assert (before.due, before.was, before.rests) == (date(2026, 9, 11), None, False)
    change = move(cast, "registrar", case)
    assert move(cast, "registrar", case) == change, "a second click is none"
    after = next_work(cast, "registrar_two", case)
    assert (after.due, after.was) == (LATER, before.due)
    assert after.kind == before.kind, "it is on the same list"
    again = move(cast, "registrar_two", case, LATER + timedelta(1), reason="Another week.")
    with at_desk(cast, "registrar", case) as (_, held):
        assert [(one.by, one.due_before, one.due_on, one.reason) for one in changes_on(held)] == [
            (cast["registrar_two"], LATER, LATER + timedelta(1), "Another week."),
            (cast["registrar"], before.due, LATER, WHY),
        ]
    assert refused(cast, "registrar", case, again, by_verb=take_back) == ["not_theirs"]
    assert refused(cast, "registrar", case, change, by_verb=take_back) == ["does_not_hold"]
    back = take_back(cast, "registrar_two", case, again)
    assert take_back(cast, "registrar_two", case, again) == back
    assert next_work(cast, "registrar", case).due == LATER, "what held before holds again"
    take_back(cast, "registrar", case, change)
    assert next_work(cast, "registrar", case).due == before.due
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(case_id=case.pk, verb__startswith="register.day_").order_by("transaction")
        assert [one.verb for one in verbs] == ["register.day_moved"] * 2 + ["register.day_taken_back"] * 2
    with at_desk(cast, "registrar", case) as (_, held):
        assert len(changes_on(held)) == 4, "all of it stays to be read"


def test_a_clock_stands_still_and_goes_on_with_the_days_that_were_left(cast: Cast) -> None:
    made = make_case(cast, at=NOW - timedelta(days=3))  # on Friday: five working days are over on Friday the 11th
    assert next_work(cast, "coordinator", made.case).due == date(2026, 9, 11)
    paused = do(cast, "coordinator", made.case, "pause_clock", reason="A reply from the family is awaited.")
    work = next_work(cast, "coordinator", made.case)
    assert (work.kind, work.tag, work.due, work.rests) == ("to_appoint", "with_you", None, True)
    assert refused(cast, "coordinator", made.case) == ["stands_still"]
    do(cast, "coordinator", made.case, "go_on_with_clock", at=NOW + timedelta(days=7), reason="It came.")
    assert next_work(cast, "coordinator", made.case).due == date(2026, 9, 18)
    assert refused(cast, "coordinator", made.case, paused, by_verb=take_back) == ["does_not_hold"]
    assert refused(cast, "coordinator", made.case, "go_on_with_clock", by_verb=do, reason="Again.") == ["runs"]


def test_one_childs_day_is_its_own(cast: Cast) -> None:
    made = make_case(cast, children=2, at=NOW - timedelta(days=3))
    with at_desk(cast, "coordinator", made.case) as (passage, held):
        keys = {one.work.child_id: one.work.key for one in clocks_on(held, passage)[0]}
    move(cast, "coordinator", made.case, clock=keys[made.children[0]])
    with at_desk(cast, "coordinator", made.case) as (passage, held):
        due = {one.work.child_id: one.work.due for one in clocks_on(held, passage)[0]}
    assert due == {made.children[0]: LATER, made.children[1]: date(2026, 9, 11)}


def test_the_decision_sides_days_are_its_own_and_a_new_clock_begins_anew(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    case, other = walk.review.case, "officer"
    assert refused(cast, other, case) == ["not_theirs"]
    move(cast, second, case)
    assert {next_work(cast, name, case).due for name in (second, other, "manager")} == {LATER}
    walk.view(decision)
    assert next_work(cast, second, case).due == LATER, "the same decision, one step on"
    do(cast, "manager", case, "pause_clock")
    assert next_work(cast, second, case).rests
    do(cast, "senior", case, "go_on_with_clock")
    walk.confirm(decision)
    work = next_work(cast, "officer", case)
    assert (work.kind, work.was, work.rests) == ("to_serve", None, False)
    friday = next(LATER + timedelta(n) for n in range(9) if (LATER + timedelta(n)).weekday() == 4)
    assert "served_before_a_weekend" in refused(cast, "officer", case, friday)
    assert refused(cast, "officer", case, "pause_clock", by_verb=do, at=START) == ["does_not_rest"]
    day = next(
        LATER + timedelta(n)
        for n in range(30)
        if not obstacles_to_serving_on(LATER + timedelta(n), pack=PACK, council=case.area)
    )
    move(cast, "officer", case, day)
    assert next_work(cast, "officer", case).due == day


def test_a_family_is_looked_for_at_least_every_28_days_and_its_own_days_are_nobodys(cast: Cast) -> None:
    walk = Walk.begin(cast)
    with deciding(cast["officer"]):
        review.record_trace_check(
            review=walk.review,
            way="letter",
            done_on=START.date(),
            was_found=False,
            pack=PACK,
            by=cast["officer"],
            at=START,
        )
    given = {"duty": "trace_again", "at": START}
    latest = START.date() + timedelta(days=28)
    assert refused(cast, "officer", walk.review.case, latest + timedelta(days=1), **given) == ["not_later"]
    move(cast, "officer", walk.review.case, latest - timedelta(days=7), **given)
    move(cast, "officer", walk.review.case, latest - timedelta(days=3), **given)
    assert refused(cast, "officer", walk.review.case, latest + timedelta(days=1), **given) == ["not_later"]
    told, now = Walk.begin(cast).hear_children().weigh_children().find().declare(), timezone.now()
    told.at = now
    told.hear_family(answered=False)
    for days in (20, 40):
        to = timezone.localdate(now) + timedelta(days=days)
        assert refused(cast, "manager", told.review.case, to, duty="invite_reply", at=now) == ["moved_by_law"]


def test_the_day_of_a_report_is_moved_where_it_always_was(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children(report=False)
    for name in ("manager", "officer"):
        assert refused(cast, name, walk.review.case, duty="release_report") == ["moved_by_own_page"]


def test_a_step_that_is_over_has_no_day_to_move(cast: Cast) -> None:
    made = make_case(cast, confirmed=False, at=NOW - timedelta(days=2))
    case = made.case
    key = running(cast, "registrar", case).work.key
    change = move(cast, "registrar", case)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        actions.confirm_family(case=case, children=list(made.children), by=cast["registrar"], at=NOW)
    assert refused(cast, "registrar", case, change, by_verb=take_back) == ["does_not_hold"]
    with at_desk(cast, "registrar", case) as (passage, held), pytest.raises(Refused, match="step_over"):
        actions.move_day(
            case=held, passage=passage, clock=key, due_on=LATER, reason="Again.", by=cast["registrar"], at=NOW
        )
    with at_desk(cast, "registrar", case) as (passage, held):
        assert clocks_on(held, passage)[1] == [change], "what was moved of it stays to be read"


def test_something_moved_to_today_is_told_today_and_not_on_the_day_that_was(cast: Cast) -> None:
    walk = Walk.begin(cast)
    with deciding(cast["officer"]):
        review.record_trace_check(
            review=walk.review,
            way="letter",
            done_on=START.date(),
            was_found=False,
            pack=PACK,
            by=cast["officer"],
            at=START,
        )

    def told(day: date) -> bool:
        at = datetime.combine(day, START.time(), START.tzinfo)
        with entered(cast["officer"], "caseload.my_caseload", at=at) as passage:
            return came_to_wait(passage, at - timedelta(hours=1))

    first, sooner = START.date() + timedelta(28), START.date() + timedelta(21)
    assert (told(first), told(sooner)) == (True, False)
    move(cast, "officer", walk.review.case, sooner, duty="trace_again", at=START)
    assert (told(first), told(sooner)) == (False, True)


# the wall


def test_no_other_side_learns_of_it_and_nobody_writes_for_another(cast: Cast) -> None:
    walk = Walk.begin(cast)
    case = walk.review.case
    change = move(cast, "coordinator", case, duty="appoint_lead_professional")
    for name, on in (("manager", Side.DECISION), ("officer", Side.DECISION), ("registrar", Side.REGISTRY)):
        with side(on, actor_id=cast[name].pk):
            assert not ClockChange.objects.exists()
    with side(Side.WELFARE, actor_id=cast["coordinator_elsewhere"].pk):
        assert not ClockChange.objects.exists()
    row = {
        "case": case, "duty": change.duty, "since": change.since, "step": ClockStep.MOVED, "due_on": LATER, "reason": WHY,
        "at": NOW,
    }  # fmt: skip
    for on, by in ((Side.WELFARE, "lead"), (Side.DECISION, "coordinator")):
        with (
            side(Side.WELFARE, actor_id=cast["coordinator"].pk),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            ClockChange.objects.create(side=on, by=cast[by], **row)


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": ClockStep.MOVED, "due_on": None}, {"step": ClockStep.PAUSED}, {"step": ClockStep.TAKEN_BACK},
        {"reason": ""},
    ],
)  # fmt: skip
def test_the_database_itself_wants_a_day_and_a_reason(cast: Cast, wrong: dict[str, object]) -> None:
    case = make_case(cast, confirmed=False).case
    row = {
        "case": case, "side": Side.REGISTRY, "duty": "confirm_family", "since": LONG_AGO, "step": ClockStep.MOVED,
        "due_on": LATER, "reason": WHY, "by": cast["registrar"], "at": NOW,
    }  # fmt: skip
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClockChange.objects.create(**row | wrong)
        assert ClockChange.objects.create(**row)


def test_whoever_has_still_to_form_a_view_reads_the_days_of_their_own_step_alone(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    with deciding(cast["officer"]):
        review.record_trace_check(
            review=walk.review, way="letter", done_on=START.date(), was_found=True, words="Rang.", pack=PACK,
            by=cast["officer"], at=START,
        )  # fmt: skip
    decision = walk.decide()
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    case = walk.review.case
    move(cast, "manager", case)
    with deciding(cast["officer"]):
        for duty in ("serve_decision", "trace_again"):
            ClockChange.objects.create(
                case=case, side=Side.DECISION, duty=duty, since=START, step=ClockStep.MOVED, due_on=LATER,
                reason="It will be refused.", by=cast["officer"], at=START,
            )  # fmt: skip
        assert ClockChange.objects.count() == 3
    with deciding(cast[second]):
        assert [one.duty for one in ClockChange.objects.all()] == ["confirm_decision"]
    walk.view(decision)
    with deciding(cast[second]):
        assert ClockChange.objects.count() == 3


# the pages


def test_all_of_it_is_done_on_pages_by_who_may(cast: Cast, signed_in: SignIn) -> None:
    made = make_case(cast, children=2, at=timezone.now() - timedelta(days=1))
    base = f"/cases/{made.case.pk}/days/"
    coordinator = signed_in("coordinator")
    assert base in coordinator.get(f"/cases/{made.case.pk}/").content.decode()
    shown = coordinator.get(base).content.decode()
    assert "Each child has a lead professional within five working days." in shown
    clocks = [key for key, _label in coordinator.get(f"{base}move/").context["form"].fields["clock"].choices]
    assert len(clocks) == 2
    to = timezone.localdate() + timedelta(days=20)
    given = {"clock": clocks[0], "due_on": f"{to:%d/%m/%Y}", "reason": WHY}
    assert coordinator.post(f"{base}move/").status_code == 422
    assert coordinator.post(f"{base}move/", given | {"reason": ""}).status_code == 422
    assert coordinator.post(f"{base}move/", given | {"due_on": "3 June 2007"}).status_code == 422
    assert coordinator.post(f"{base}move/", given | {"clock": f"confirm_family  {uuid.uuid4()}"}).status_code == 422
    assert coordinator.post(f"{base}move/", given).status_code == 302
    assert coordinator.post(f"{base}pause/", {"clock": clocks[1], "reason": "A reply is awaited."}).status_code == 302
    shown = coordinator.get(base).content.decode()
    for words in (WHY, "A reply is awaited.", "Moved to another day", "The clock stands still", "Coordinator"):
        assert words in shown
    for page in (f"/cases/{made.case.pk}/", "/", f"/cases/{made.case.pk}/children/"):
        text = coordinator.get(page).content.decode()
        assert "clock stands still" in text, page
        assert "moved, was" in text, page
    waiting = coordinator.get(reverse("children_without_lead")).content.decode()
    assert f"{to:%-d %B %Y}" in waiting
    listed = coordinator.get("/days/").content.decode()
    assert WHY in listed
    assert "A reply is awaited." in listed
    history = coordinator.get(f"/cases/{made.case.pk}/history/").content.decode()
    assert WHY in history
    assert f"→ {to:%-d %B %Y}" in history
    assert coordinator.post(f"{base}go-on/", {"clock": clocks[1], "reason": "It came."}).status_code == 302
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        change = ClockChange.objects.get(step=ClockStep.MOVED)
    undo = f"{base}{change.pk}/take-back/"
    assert coordinator.get(undo).status_code == 405
    assert coordinator.post(undo).status_code == 302
    assert coordinator.post(f"{base}{uuid.uuid4()}/take-back/").status_code == 404
    shown = coordinator.get(base).content.decode()
    assert "taken back since" in shown
    for name in ("manager", "registrar"):
        other = signed_in(name)
        assert (
            WHY not in other.get(base).content.decode() + other.get(f"/cases/{made.case.pk}/history/").content.decode()
        )
        assert WHY not in other.get("/days/").content.decode()
        assert other.post(undo).status_code == 404
    assert signed_in("coordinator_elsewhere").get(base).status_code == 404
    assert signed_in("statistician").get(base).status_code == 403
    assert "There is no day here" in signed_in("manager").get(f"{base}pause/").content.decode()


def test_where_a_day_is_moved_in_another_way_the_page_says_how(cast: Cast, signed_in: SignIn) -> None:
    made = make_case(cast)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        welfare.raise_concern(
            case=made.case, child=made.children[0], words="A worry.", by=cast["coordinator"], at=timezone.now()
        )
    page = signed_in("coordinator").get(f"/cases/{made.case.pk}/days/")
    assert "Two people move it" in page.content.decode()
    of_concern = [one for one, _child in page.context["rows"] if one.work.kind == "concern_to_share"]
    assert [(one.may_move, one.may_pause, one.may_go_on) for one in of_concern] == [(False, False, False)]
