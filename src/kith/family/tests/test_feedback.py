"""How the reports counted: written in the draft, read by the second officer, told with the notice and never before."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import Disclosure, Feedback
from kith.disclosure.queries import feedback_on
from kith.family.tests.test_pages import come_in, text_of
from kith.records import new_id
from kith.representations.actions import hold_back_from
from kith.representations.models import FamilyAccess
from kith.representations.queries import page_words
from kith.representations.tests.factories import give, put_on_team
from kith.review import actions
from kith.review.letters import notice
from kith.review.models import Confirmation, Service
from kith.review.queries import obstacles_now, papers_in
from kith.review.tests.factories import PACK, Walk, decided, deciding
from kith.welfare.tests.test_pages import SignedIn
from tests.factories import Cast, MadeCase

pytestmark = pytest.mark.django_db
COUNTED, REASONS = "Your report is why.", "because"


def served(cast: Cast) -> Walk:
    walk, decision = decided(cast)
    walk.confirm(decision).serve(decision)
    return walk


def test_with_the_notice_the_childrens_side_reads_outcome_and_how_it_counted_and_no_reason(cast: Cast) -> None:
    walk = served(cast)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        (told,) = feedback_on(walk.review.case)
        assert (told.outcome, told.leave_length, told.how_it_counted) == (
            "leave to remain was granted", "30 months", COUNTED
        )  # fmt: skip
        assert told.reports == [Disclosure.objects.get().pk], "the report was before those who decided"
        assert told.served_on == walk.at.date()
        with connection.cursor() as cursor:
            cursor.execute("select f::text from disclosure_feedback f")
            assert REASONS not in str(cursor.fetchall())
        for table in ("review_decision", "review_draft", "review_challenge"):
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"select 1 from {table}")


def test_nothing_is_told_before_the_notice_is_handed_over_nor_by_anybody_else(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.confirm(decision)
    said = {
        "case": walk.review.case, "served_on": walk.at.date(), "outcome": "o", "leave_length": "", "how_it_counted": "h",
        "reports": [], "at": walk.at,
    }  # fmt: skip
    officer, lead = cast["officer"], cast["coordinator"]
    with deciding(officer):
        with pytest.raises(ProgrammingError, match="row-level security"):
            disclosure.tell_how_it_counted(**said, service=new_id(), by=officer)
        assert not Feedback.objects.exists()
    walk.serve(decision)
    with deciding(cast["manager"]), pytest.raises(ProgrammingError, match="row-level security"):
        disclosure.tell_how_it_counted(
            **said | {"served_on": walk.at.date() + timedelta(1)}, service=new_id(), by=officer
        )
    with side(Side.WELFARE, actor_id=lead.pk), pytest.raises(ProgrammingError, match="permission denied"):
        disclosure.tell_how_it_counted(**said, service=new_id(), by=lead)


@pytest.mark.parametrize("outcome", ["leave_granted", "claim_refused"])
def test_no_draft_of_any_outcome_becomes_a_decision_without_it(cast: Cast, outcome: str) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().draft(outcome, counted=" ")
    with deciding(cast["manager"]):
        assert "how_it_counted_not_said" in [
            one.code for one in obstacles_now(papers_in(walk.review), PACK, walk.at.date())
        ]
    walk.draft(outcome)
    with deciding(cast["manager"]):
        assert "how_it_counted_not_said" not in [
            one.code for one in obstacles_now(papers_in(walk.review), PACK, walk.at.date())
        ]


def test_the_second_officer_reads_it_after_the_own_view_and_the_notice_says_it(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = next(name for name in ("second", "second_two") if cast[name] == walk.second(decision))
    page = f"/cases/{walk.review.case_id}/review/second-officer/"
    assert COUNTED not in signed_in(second).get(page).content.decode()
    walk.view(decision)
    assert COUNTED in signed_in(second).get(page).content.decode()
    walk.confirm(decision)
    with deciding(cast["officer"]):
        made = notice(Confirmation.objects.get(decision=decision), pack=PACK, on=walk.at.date())
    assert [part.text for part in made.counted] == [COUNTED]


def test_it_stands_on_the_childs_page_and_with_what_crossed(cast: Cast, signed_in: SignedIn) -> None:
    walk = served(cast)
    case = walk.review.case_id
    for page in (f"/cases/{case}/children/{walk.children[0]}/", f"/cases/{case}/shared/"):
        text = signed_in("coordinator").get(page).content.decode()
        for words in (COUNTED, "leave to remain was granted", "30 months"):
            assert words in text
        assert REASONS not in text
    assert "It was before those who took the decision of" in signed_in("coordinator").get(
        f"/cases/{case}/children/{walk.children[0]}/"
    ).content.decode()  # fmt: skip


def test_a_grown_up_of_the_family_reads_it_on_their_own_page_and_a_young_person_does_not(cast: Cast) -> None:
    walk, decision = decided(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        people = walk.review.case.family.members.values_list("person_id", flat=True)
        grown = next(person for person in people if person not in walk.children)
    made = MadeCase(walk.review.case, walk.children, (grown,))
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    parent, young = (come_in(give(cast, made, person)) for person in (grown, walk.children[0]))
    w = page_words("en")
    assert w["decided"] not in text_of(parent, "letters/")
    walk.confirm(decision).serve(decision)
    read = text_of(parent, "letters/")
    for words in (w["decided"], COUNTED, "leave to remain was granted"):
        assert words in read
    assert REASONS not in read
    assert COUNTED not in text_of(young, "letters/")


def test_from_whom_a_report_is_held_back_reads_what_was_decided_and_not_how_it_counted(cast: Cast) -> None:
    walk, decision = decided(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        people = walk.review.case.family.members.values_list("person_id", flat=True)
        grown = next(person for person in people if person not in walk.children)
    made = MadeCase(walk.review.case, walk.children, (grown,))
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    parent, by, w = come_in(give(cast, made, grown)), cast["coordinator"], page_words("en")
    with side(Side.WELFARE, actor_id=by.pk):
        page, report = FamilyAccess.objects.get(person_id=grown), Disclosure.objects.get()
        hold_back_from(access=page, disclosure=report, reason="It would not be safe.", by=by, at=walk.at)
    walk.confirm(decision).serve(decision)
    read = text_of(parent, "letters/")
    for words in (w["decided"], "leave to remain was granted", "30 months"):
        assert words in read
    for words in (COUNTED, w["counted"]):
        assert words not in read


def test_what_was_confirmed_is_what_is_told(cast: Cast) -> None:
    walk, decision = decided(cast)
    with deciding(cast["officer"]):
        other = actions.save_draft(
            review=walk.review, outcome="leave_granted", reasons=REASONS, leave_length="30 months", how_it_counted="Another.",
            after=decision.draft.number, pack=PACK, by=cast["officer"], at=walk.at,
        )  # fmt: skip
        again = actions.record_decision(draft=other, pack=PACK, by=cast["officer"], at=walk.at)
    assert again.sha256 != decision.sha256, "the words are part of the version that is signed"
    with deciding(cast["manager"]):
        assert not Service.objects.exists()
