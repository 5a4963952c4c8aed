"""The child's own voice: with whose help it was heard, what weight it was given, and its yes or no to what is proposed."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import DisclosedItem
from kith.disclosure.terms import ItemKind
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import ChildsPlan, ChildsView
from kith.welfare.notes import notes_about
from kith.welfare.queries import items_about, preview_of
from kith.welfare.rules import obstacles_to_hearing
from kith.welfare.tests.test_actions import AT, SAID, appoint, ask, assemble, choose, welfare
from kith.welfare.tests.test_pages import SignedIn, address, appoint_on_the_page
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
NO = "I do not want the new club, I want my old one."
WEIGHT = "The club was changed in the plan; that she stays at this school could not be promised."


def agree(cast: Cast, made: MadeCase, lead: str = "lead", needs: str = "A club near home.") -> ChildsPlan:
    with welfare(cast[lead]):
        return actions.agree_plan(
            case=made.case, child=made.children[0], needs=needs, review_on=date(2027, 1, 5), by=cast[lead], at=AT
        )


def hear(cast: Cast, made: MadeCase, **said: Any) -> ChildsView:
    given: dict[str, Any] = {
        "was_sought": True, "words": "I like maths.", "may_share": True, "told_who_reads": True, "corrects": None,
    } | said  # fmt: skip
    with welfare(cast["lead"]):
        return actions.record_childs_views(case=made.case, child=made.children[0], by=cast["lead"], at=AT, **given)


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return made


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, ""),
        ({"answer": "accepts", "answer_words": "Yes, the club."}, ""),
        ({"answer": "refuses", "answer_words": "No."}, ""),
        ({"answer": "has_not_said"}, ""),
        ({"answer": "not_asked", "answer_words": "Two months old."}, ""),
        ({"answer": "not_asked", "answer_words": "Two months old.", "was_sought": False}, ""),
        ({"answer": "accepts"}, "no_words_to_plan"),
        ({"answer": "refuses", "answer_words": " "}, "no_words_to_plan"),
        ({"answer": "not_asked"}, "no_reason"),
        ({"answer_words": "No."}, "no_answer"),
        ({"answer": "accepts", "answer_words": "Yes.", "was_sought": False}, "answer_not_sought"),
        ({"answer": "refuses", "answer_words": "No.", "has_plan": False}, "no_plan"),
        ({"has_interpreter": True}, "no_interpreter"),
    ],
)
def test_what_a_child_says_to_its_plan_has_its_words_or_why_not(given: dict[str, Any], code: str) -> None:
    facts = {
        "was_sought": True, "has_interpreter": False, "is_interpreter_named": False, "answer": "", "answer_words": "",
        "has_plan": True,
    }  # fmt: skip
    assert [one.code for one in obstacles_to_hearing(**facts | given)] == ([code] if code else [])


def test_how_a_child_was_heard_and_what_weight_it_was_given_stands_beside_its_words(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    lead = signed_in("lead")
    said = {
        "was_sought": "yes", "words": "I like maths.", "may_share": "no", "language": "Tigrinya", "seen_apart": "yes",
        "interpreting": "present", "said_on": "28 August 2026", "how_weighed": WEIGHT,
    }  # fmt: skip
    refused = lead.post(address(made, "views/"), said)
    assert refused.status_code == 422
    assert "Write who interpreted." in refused.content.decode()
    assert WEIGHT in refused.content.decode()
    assert lead.post(address(made, "views/"), said | {"interpreter": "Ms Haile, by phone"}).status_code == 302
    page = lead.get(address(made)).content.decode()
    for words in ("Tigrinya", "seen apart from the parents", "Ms Haile, by phone", "28 August 2026", WEIGHT):
        assert words in page, words
    with welfare(cast["lead"]):
        view = ChildsView.objects.get()
    again = lead.get(f"{address(made, 'views/')}?corrects={view.pk}").context["form"]
    assert [again[name].value() for name in ("seen_apart", "interpreting", "how_weighed")] == ["yes", "present", WEIGHT]
    assert again["told_who_reads"].value() is False, "nobody says again that the child was told"


def test_a_child_may_say_no_to_its_plan_and_the_plan_shows_it(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    lead = signed_in("lead")
    assert "plan_answer" not in lead.get(address(made, "views/")).content.decode(), "no plan, no question"
    agree(cast, made)
    assert "not known yet" in lead.get(address(made, "plan/")).content.decode()
    said = {"was_sought": "yes", "may_share": "no", "plan_answer": "refuses"}
    for wrong, words in (
        ({}, "in the child"),
        ({"plan_answer": "", "plan_words": NO}, "Say whether the child says yes"),
    ):
        answer = lead.post(address(made, "views/"), said | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert lead.post(address(made, "views/"), said | {"plan_words": NO}).status_code == 302
    for page in ("", "plan/"):
        shown = lead.get(address(made, page)).content.decode()
        assert NO in shown, page
        assert "The child says no to it" in shown, page
    agree(cast, made, needs="Her old club.")
    assert "an earlier plan" in lead.get(address(made, "plan/")).content.decode()


def test_a_yes_or_no_crosses_with_the_words_under_the_childs_leave_and_never_without(cast: Cast) -> None:
    made = make_case(cast)
    lead = appoint(cast, made)
    cast.people["lead"] = lead
    agree(cast, made)
    view = hear(
        cast, made, may_share=False, told_who_reads=False, plan_answer="refuses", plan_words=NO, how_weighed=WEIGHT
    )
    report = assemble(made, lead, ask(cast, made))
    with welfare(lead), pytest.raises(Refused, match="no_leave_to_share"):
        actions.send_up_report(report=report, expected=1, by=lead, at=AT)
    hear(cast, made, plan_answer="refuses", plan_words=NO, how_weighed=WEIGHT, corrects=view)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert not DisclosedItem.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            ChildsView.objects.count()
    with welfare(lead):
        report.refresh_from_db()
        actions.assemble_report(
            request=report.request, chosen=choose(made), analysis="", purpose="p", basis="b", was_told=True,
            said=SAID, expected=report.version, by=lead, at=AT,
        )  # fmt: skip
        report.refresh_from_db()
        actions.send_up_report(report=report, expected=report.version, by=lead, at=AT)
    with welfare(cast["coordinator"]):
        report.refresh_from_db()
        actions.release_report(report=report, seen_sha256=preview_of(report).seen, by=cast["coordinator"], at=AT)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        texts = list(DisclosedItem.objects.filter(kind=ItemKind.VIEWS).values_list("text", flat=True))
    assert texts == [f"I like maths.\nTo the child's plan of 1 September 2026 the child says no: {NO}"]
    assert WEIGHT not in texts[0], "what weight it was given stays on the children's side"


def test_what_a_child_takes_back_takes_its_yes_or_no_along(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    agree(cast, made)
    view = hear(cast, made, plan_answer="accepts", plan_words="Yes, the club.", how_weighed=WEIGHT)
    with welfare(cast["lead"]):
        assert len(items_about(made.children[0])) == 1
        actions.take_back_childs_views(view=view, by=cast["lead"], at=AT)
        assert items_about(made.children[0]) == []
        (note,) = notes_about(made.children[0])
    assert note.heard is not None
    assert (note.heard.answer, note.heard.said, note.heard.weighed) == ("", "", "")
    for page in ("", "plan/"):
        shown = signed_in("lead").get(address(made, page)).content.decode()
        assert "Yes, the club." not in shown
        assert WEIGHT not in shown


def test_a_child_that_was_not_asked_about_the_plan_goes_into_no_report(cast: Cast, made: MadeCase) -> None:
    agree(cast, made)
    hear(cast, made, plan_answer="not_asked", plan_words="She was ill that week.")
    with welfare(cast["lead"]):
        assert [item.text for item in items_about(made.children[0])] == ["I like maths."]
        (note,) = notes_about(made.children[0])
    assert note.heard is not None
    assert note.heard.answer_words == "The child was not asked"


def test_a_correction_around_the_words_keeps_the_plan_that_was_answered(cast: Cast, made: MadeCase) -> None:
    first = agree(cast, made)
    view = hear(cast, made, plan_answer="accepts", plan_words="Yes.")
    agree(cast, made, needs="Something else.")
    assert hear(cast, made, plan_answer="accepts", plan_words="Yes.", how_weighed=WEIGHT, corrects=view).plan == first


def test_the_database_itself_wants_a_plan_and_words(cast: Cast, made: MadeCase) -> None:
    plan = agree(cast, made)
    with welfare(cast["lead"]):
        given = {"case": made.case, "child_id": made.children[0], "was_sought": True, "by": cast["lead"], "at": AT}
        for wrong in ({"plan_answer": "accepts", "plan_words": "Yes."}, {"plan_answer": "refuses", "plan": plan}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ChildsView.objects.create(**given, **wrong)


def test_nobody_elsewhere_opens_the_page(cast: Cast, signed_in: SignedIn, made: MadeCase) -> None:
    agree(cast, made)
    client: Client = signed_in("lead_two")
    assert client.get(address(made, "plan/")).status_code == 404
