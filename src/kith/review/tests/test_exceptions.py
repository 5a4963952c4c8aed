"""Deciding without one child's report: two seniors, after the children's side was asked what would help and had its time."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from kith.access import actions as access
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import Request
from kith.protocol.rules import due_on
from kith.records import new_id
from kith.review import actions
from kith.review.models import ExceptionSignature, ReportException
from kith.review.queries import children_in
from kith.review.rules import (
    ExceptionFacts,
    Parts,
    obstacles_to_asking_what_helps,
    obstacles_to_exception,
    obstacles_to_seconding,
    obstacles_to_signing_exception,
    obstacles_to_taking_over,
    obstacles_to_weighing,
)
from kith.review.tests.factories import PACK, Walk, codes, deciding, join, queue
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
LATE = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)  # the report was due on 29 September
OVER = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)  # five working days and one later
READY = ExceptionFacts(
    name="Amal", lead="Ann Lead", report_due_on=date(2026, 9, 29),
    report_is_released=False, helps_until=date(2026, 10, 8),
)  # fmt: skip
CAUSES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "report_is_here": ({"report_is_released": True}, {}),
    "report_not_asked": ({"report_due_on": None}, {}),
    "report_not_late": ({"report_due_on": date(2026, 10, 9)}, {}),
    "help_not_asked": ({"helps_until": None}, {}),
    "help_awaited": ({"helps_until": date(2026, 10, 9)}, {}),
    "family_not_told": ({}, {"family_told_on": date(2026, 10, 10)}),
    "names_lead_professional": ({}, {"reason": "Because ann lead does not write."}),
}


def stands(change: dict[str, object], given: dict[str, object]) -> list[str]:
    said = {"reason": "A court date.", "family_told_on": date(2026, 10, 9), "on": date(2026, 10, 9)} | given
    return [one.code for one in obstacles_to_exception(replace(READY, **change), **said)]


def test_every_condition_is_one_obstacle_and_without_them_there_is_none() -> None:
    assert stands({}, {}) == []
    for code, (change, given) in CAUSES.items():
        assert stands(change, given) == [code]


def test_five_working_days_are_given_to_say_what_would_help() -> None:
    assert due_on(PACK.duty("ask_what_helps", LATE.date()), starts_on=LATE.date()).on == date(2026, 10, 8)


def test_whoever_signs_has_no_other_part_no_tie_and_signs_once() -> None:
    officer, drafter, weigher, tied, free = (uuid.UUID(int=n) for n in range(1, 6))
    second = uuid.UUID(int=6)
    parts = Parts(officer, frozenset({drafter}), frozenset({weigher}), frozenset({tied}), frozenset({second}))
    for who in (officer, drafter, weigher, second):
        assert [one.code for one in obstacles_to_signing_exception(who, parts)] == ["has_a_part"]
    assert [one.code for one in obstacles_to_signing_exception(tied, parts)] == ["has_a_tie"]
    assert obstacles_to_signing_exception(free, parts) == ()
    assert [one.code for one in obstacles_to_signing_exception(free, parts, proposed_by=free)] == ["signed_first"]


def test_whoever_signed_takes_no_other_part() -> None:
    officer, signer, free = (uuid.UUID(int=n) for n in range(1, 4))
    nobody = frozenset[uuid.UUID]()
    parts = Parts(officer, nobody, nobody, nobody, excepted=frozenset({signer}))
    for rule in (obstacles_to_seconding, obstacles_to_weighing, obstacles_to_taking_over):
        assert [one.code for one in rule(signer, parts)] == ["signed_an_exception"], rule
        assert rule(free, parts) == (), rule


def test_what_would_help_is_asked_only_where_a_report_is_late() -> None:
    due = date(2026, 10, 1)
    for day, asked_for, wanted in ((1, due, ["report_not_late"]), (2, due, []), (2, None, ["report_not_asked"])):
        found = obstacles_to_asking_what_helps("Amal", asked_for, date(2026, 10, day))
        assert [one.code for one in found] == wanted


def late(cast: Cast, *, asked: bool = True) -> Walk:
    """Everything is done but for the report, which is late; what would help was asked, and the time to say so is over."""
    join(cast, "senior_two", Role.SENIOR_OFFICER)
    walk = Walk.begin(cast).hear_children(report=False).weigh_children().find().declare().draft()
    if asked:
        ask(walk)
    walk.at = OVER
    return walk


def ask(walk: Walk, at: datetime = LATE) -> Request:
    due = due_on(PACK.duty("ask_what_helps", at.date()), starts_on=at.date()).on
    with deciding(walk.cast["officer"]):
        return disclosure.ask_what_helps(
            case=walk.review.case, child=walk.children[0], due_on=due, by=walk.cast["officer"], at=at
        )


def propose(walk: Walk, name: str = "senior", reason: str = "A hearing on Monday cannot be moved.") -> ReportException:
    with deciding(walk.cast[name]):
        return actions.propose_exception(
            review=walk.review, child=walk.children[0], reason=reason, family_told_on=walk.at.date(),
            family_told_how="By letter, in Tigrinya.", by=walk.cast[name], at=walk.at,
        )  # fmt: skip


def sign(walk: Walk, exception: ReportException, name: str = "senior_two") -> ExceptionSignature:
    with deciding(walk.cast[name]):
        return actions.sign_exception(exception=exception, by=walk.cast[name], at=walk.at)


def test_what_was_asked_before_the_report_was_late_does_not_count(cast: Cast) -> None:
    walk = late(cast, asked=False)
    ask(walk, LATE - timedelta(days=20))
    with pytest.raises(Refused) as refused:
        propose(walk)
    assert codes(refused) == ["help_not_asked"]


def test_the_second_officer_signs_no_exception_and_who_signed_is_not_asked_to_be_one(cast: Cast) -> None:
    walk = late(cast)
    with side(Side.ACCOUNTS, actor_id=new_id()):
        access.give_role(actor=cast["senior"], role=Role.SECOND_OFFICER, by=None, at=LONG_AGO)
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=walk.review, officer=cast["senior"], by=cast["manager"], at=walk.at)
    with pytest.raises(Refused) as refused:
        propose(walk)
    assert codes(refused) == ["has_a_part"]


def test_in_raw_sql_nobody_signs_for_a_senior_officer_or_as_one(cast: Cast) -> None:
    walk = late(cast)
    told = {"family_told_on": walk.at.date(), "family_told_how": "x", "reason": "r", "at": walk.at}
    of_child = {"review": walk.review, "child_id": walk.children[0]}
    for name, by in (("officer", "senior"), ("officer", "officer"), ("senior", "senior_two")):
        with deciding(cast[name]), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ReportException.objects.create(**of_child, **told, by=cast[by])
    exception = propose(walk)
    for name, by in (("officer", "senior_two"), ("officer", "officer"), ("senior", "senior_two")):
        with deciding(cast[name]), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ExceptionSignature.objects.create(exception=exception, proposed_by=cast["senior"], by=cast[by], at=walk.at)


def test_two_seniors_take_the_obstacle_away_and_one_does_not(cast: Cast) -> None:
    walk = late(cast)
    assert walk.obstacles() == ["report_not_received"]
    exception = propose(walk)
    assert walk.obstacles() == ["report_not_received"]
    signature = sign(walk, exception)
    assert walk.obstacles() == []
    assert exception.pk in walk.decide().considered
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        for verb, row in (("review.exception_proposed", exception), ("review.exception_signed", signature)):
            assert AuditEntry.objects.filter(verb=verb, subject=row.pk).count() == 1


def test_a_report_that_comes_after_all_is_read(cast: Cast) -> None:
    walk = late(cast)
    sign(walk, propose(walk))
    decision = walk.decide()
    walk.view(decision)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        released = walk._released(Request.objects.get(kind="report"), walk.children[0])
    assert walk.obstacles() == ["report_not_received"]
    with pytest.raises(Refused) as refused:
        walk.confirm(decision)
    assert "report_not_received" in codes(refused)
    walk.open_report(released)
    assert walk.obstacles() == ["report_not_weighed"]
    with pytest.raises(Refused, match="new_information"):
        walk.confirm(decision)
    walk.draft(reasons="Weighed with the report.")
    assert walk.obstacles() == []


def test_without_having_asked_what_would_help_nobody_signs(cast: Cast) -> None:
    walk = late(cast, asked=False)
    with pytest.raises(Refused, match="help_not_asked"):
        propose(walk)
    ask(walk, OVER)
    with pytest.raises(Refused, match="help_awaited"):
        propose(walk)


def test_a_date_that_was_moved_is_waited_for(cast: Cast) -> None:
    walk = late(cast)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        disclosure.move_due_date(
            request=Request.objects.get(kind="report"), due_on=OVER.date() + timedelta(days=3), by=cast["coordinator"],
            at=OVER,
        )  # fmt: skip
    with pytest.raises(Refused, match="report_not_late"):
        propose(walk)


def test_the_second_signature_asks_all_again_and_is_by_another(cast: Cast) -> None:
    walk = late(cast)
    exception = propose(walk)
    with pytest.raises(Refused, match="signed_first"):
        sign(walk, exception, "senior")
    newer = propose(walk, reason="Another reason.")
    with pytest.raises(Refused, match="exception_is_old"):
        sign(walk, exception)
    assert sign(walk, newer) == sign(walk, newer), "pressed twice it is signed once"


def test_the_same_word_twice_is_one(cast: Cast) -> None:
    walk = late(cast)
    assert propose(walk) == propose(walk)


def test_no_other_child_of_no_other_case_is_excepted(cast: Cast) -> None:
    walk = late(cast)
    with deciding(cast["senior"]), pytest.raises(Refused, match="no_such_child"):
        actions.propose_exception(
            review=walk.review, child=uuid.UUID(int=7), reason="r", family_told_on=walk.at.date(), family_told_how="h",
            by=cast["senior"], at=walk.at,
        )  # fmt: skip


def test_postgresql_itself_takes_two_people_and_the_first_one_by_name(cast: Cast) -> None:
    walk = late(cast)
    exception = propose(walk)
    given = {"exception": exception, "at": walk.at}
    with deciding(cast["senior"]):
        for proposed_by, by, name in (
            ("senior", "senior", "an_exception_is_signed_by_two_people"),
            ("manager", "senior", "signs_the_exception_of_another"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                ExceptionSignature.objects.create(proposed_by=cast[proposed_by], by=cast[by], **given)


def test_the_case_is_the_officers_again_when_two_have_signed(cast: Cast) -> None:
    walk = late(cast)
    assert queue(walk, "officer", "mine") == []
    sign(walk, propose(walk))
    assert queue(walk, "officer", "mine") == [walk.review.case.reference]


def test_what_would_help_is_asked_and_two_seniors_sign_on_their_pages(cast: Cast, signed_in: SignedIn) -> None:
    walk = late(cast, asked=False)
    base, child = f"/cases/{walk.review.case_id}/review/", walk.children[0]
    officer, first, second = signed_in("officer"), signed_in("senior"), signed_in("senior_two")
    ask_page = f"{base}what-helps/{child}/"
    assert ask_page in officer.get(base).content.decode()
    assert ask_page in officer.get("/exceptions/").content.decode()
    waiting = first.get("/exceptions/").content.decode()
    assert base in waiting
    assert "not asked yet" in waiting
    assert "what would help" in officer.get(ask_page).content.decode()
    assert officer.post(ask_page).status_code == 302
    assert ask_page not in officer.get(base).content.decode()
    assert base in first.get("/exceptions/").content.decode()
    assert ask_page not in officer.get("/exceptions/").content.decode()

    propose_page = f"{base}exception/{child}/"
    assert propose_page in first.get(base).content.decode()
    given = {"reason": "A hearing.", "family_told_on": "1 September 2026", "family_told_how": "In person."}
    early = first.post(propose_page, given)
    assert early.status_code == 422
    assert "to answer" in early.content.decode(), "asked today: the time to say what would help is not over"
    with deciding(cast["manager"]):
        assert not ReportException.objects.exists()
    assert second.get(f"{base}exception/{uuid.uuid4()}/sign/").status_code == 404
    for name in ("officer", "manager", "second"):
        assert signed_in(name).get(propose_page).status_code in (403, 404)


def test_a_signed_exception_is_shown_with_both_names(cast: Cast, signed_in: SignedIn) -> None:
    walk = late(cast)
    exception = propose(walk)
    base = f"/cases/{walk.review.case_id}/review/"
    page = f"{base}exception/{exception.pk}/sign/"
    first, second = signed_in("senior"), signed_in("senior_two")
    assert page not in first.get(base).content.decode()
    assert "The first signature is yours" in first.get(page).content.decode()
    assert page in second.get(base).content.decode()
    assert "A hearing on Monday" in second.get(page).content.decode()
    assert second.post(page).status_code == 302
    text = signed_in("officer").get(base).content.decode()
    assert "Senior, Senior Two" in text
    assert "Without a report" in text
    assert base not in first.get("/exceptions/").content.decode()


def test_whatever_was_signed_stays_on_one_list_with_what_became_of_it(cast: Cast, signed_in: SignedIn) -> None:
    walk = late(cast)
    senior, page = signed_in("senior"), "/exceptions/?where=signed"

    def row() -> list[str]:
        text = senior.get(page).content.decode()
        cells = re.findall(r"<td[^>]*>(.*?)</td>", text, re.S)
        return [" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in cells]

    exception = propose(walk)
    assert row() == [], "one signature is none"
    sign(walk, exception)
    said = [walk.review.case.reference, "Senior, Senior Two", "9 October 2026"]
    assert row() == [*said, "not yet", "not yet", "no"]
    decision = walk.decide()
    assert row() == [*said, "9 October 2026", "not yet", "no"]
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        walk._released(Request.objects.get(kind="report"), walk.children[0])
    assert row() == [*said, "9 October 2026", "not yet", "9 October 2026"]
    assert decision.considered
    counts = [(tab.label, tab.count) for tab in senior.get(page).context["tabs"]]
    assert counts == [("Late", 0), ("Signed by two", 1)]
    other = signed_in("officer").get(page).content.decode()
    assert walk.review.case.reference in other, "the officer of the case"
    for name in ("manager", "coordinator"):
        assert signed_in(name).get(page).status_code == 403


def test_the_childrens_side_reads_that_it_was_asked_and_nothing_of_an_exception(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = late(cast)
    sign(walk, propose(walk))
    for page in ("", "shared/", "history/"):
        text = signed_in("coordinator").get(f"/cases/{walk.review.case_id}/{page}").content.decode()
        assert "hearing on Monday" not in text
    shared = signed_in("coordinator").get(f"/cases/{walk.review.case_id}/shared/").content.decode()
    assert "What would help to finish the report" in shared
    assert "Nothing counts against you" in shared


def test_a_child_is_excepted_until_a_report_comes(cast: Cast) -> None:
    walk = late(cast)
    sign(walk, propose(walk))
    with deciding(cast["manager"]):
        (child,) = children_in(walk.review)
    assert child.is_excepted
    assert not replace(child, is_released=True).is_excepted
