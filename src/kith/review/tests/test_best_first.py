"""What is best for each child comes before anything is found, weighed or drafted; and a panel that read it, with its dissent."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse

from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.review import actions
from kith.review.letters import _best_interests, notice
from kith.review.models import BestInterests, Draft, FactorFinding, PanelMember
from kith.review.queries import papers_in
from kith.review.rules import PanelWord, obstacles_to_panel_member
from kith.review.terms import WHOLE_CASE
from kith.review.tests.factories import PACK, START, Walk, codes, deciding, join
from kith.review.tests.test_constraints import attempt
from kith.verdict import Refused
from tests.factories import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
OWN = "My own words."
DOCTOR = PanelWord("Dr A. Lamb", "paediatrician, NHS", START.date(), "File 3, page 12", agrees=True)
TEACHER = replace(
    DOCTOR,
    name="B. Orr",
    works_as="educational psychologist",
    agrees=False,
    dissent="It says too little of her sister.",
)


def sit(walk: Walk, said: PanelWord = DOCTOR, by: str = "officer_two") -> PanelMember:
    with deciding(walk.cast[by]):
        found = BestInterests.objects.select_related("review__case", "child").filter(review=walk.review)
        newest = found.order_by("at", "id")[found.count() - 1]
        return actions.record_panel_member(assessment=newest, said=said, by=walk.cast[by], at=walk.at)


def refused(act: Callable[..., object], *given: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        act(*given, **more)
    return codes(found)


WRITES: dict[str, Callable[[Walk], object]] = {
    "a finding": lambda w: w.find(weigh=False),
    "the whole case": lambda w: actions.record_weighing(
        review=w.review, text="t", after=None, pack=PACK, by=w.cast["officer"], at=w.at
    ),
    "a draft": lambda w: w.draft(),
}


@pytest.mark.parametrize("what", WRITES)
def test_nothing_is_found_weighed_or_drafted_before_what_is_best_for_each_child_is_assessed(
    cast: Cast, what: str
) -> None:
    walk = Walk.begin(cast, children=2).hear_children()
    with deciding(cast["officer"]):
        assert refused(WRITES[what], walk) == ["best_interests_not_assessed"] * 2
    first, second = walk.children
    walk.children = (first,)
    walk.weigh_children()
    with deciding(cast["officer"]):
        assert refused(WRITES[what], walk) == ["best_interests_not_assessed"], "each child, or nothing"
        assert (FactorFinding.objects.count(), Draft.objects.count()) == (0, 0)
    walk.children = (second,)
    walk.weigh_children()
    with deciding(cast["officer"]):
        assert WRITES[what](walk)


def test_an_assessment_by_whoever_drafts_now_or_has_a_tie_is_none(cast: Cast) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).weigh_children().declare(True, by="officer_two")
    assert set(refused(walk.find)) == {"best_interests_with_tie"}
    walk = Walk.begin(cast).weigh_children().reallocate("officer_two")
    assert set(refused(walk.find, by="officer_two")) == {"best_interests_by_drafter"}
    walk.ask_weigher("officer_three").weigh_children(by="officer_three").find(by="officer_two")


def test_what_is_assessed_after_the_whole_case_was_weighed_is_weighed_with_it_again(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    assert walk.obstacles() == []
    walk.at += timedelta(hours=1)
    walk.weigh_children(text="Anew.")
    assert walk.obstacles() == ["assessed_after_weighing", "assessed_after_draft"]
    assert refused(walk.decide) == ["assessed_after_weighing", "assessed_after_draft"]
    walk.at += timedelta(hours=1)
    walk.find(text="Anew, together.")
    assert walk.obstacles() == ["assessed_after_draft"]
    assert refused(walk.decide) == ["assessed_after_draft"], "the draft was written before"
    walk.draft(reasons="With what is best for the child.")
    assert walk.obstacles() == []


def test_a_draft_older_than_what_a_panel_says_is_written_anew_by_the_officer(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready()
    walk.at += timedelta(hours=1)
    sit(walk, TEACHER)
    walk.at += timedelta(hours=1)
    walk.find(text="Anew, together.")
    assert refused(walk.decide) == ["assessed_after_draft"]
    page = signed_in("officer").get(reverse("review", args=[walk.review.case_id])).content.decode()
    assert "after the draft was written" in page
    assert "Weigh what is best for each child in a new draft" in page


def test_the_page_says_who_assesses_first_and_has_no_form_until_then(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast)
    pages = [reverse("record_finding", args=[walk.review.case_id, code]) for code in ("age", WHOLE_CASE)] + [
        reverse("save_draft", args=[walk.review.case_id])
    ]
    officer, review = signed_in("officer"), reverse("review", args=[walk.review.case_id])
    for page in pages:
        text = officer.get(page).content.decode()
        assert "has not been weighed yet" in text
        assert "Officer Two" in text, "who can clear it"
        assert "<textarea" not in text
        given = {"text": OWN, "outcome": "leave_granted", "leave_length": "1 year", "reasons": OWN, "after": ""}
        answer = officer.post(page, given | ({"after": "0"} if "draft" in page else {}))
        assert answer.status_code == 422
        assert OWN in answer.content.decode(), "what was typed stays"
    assert "Write what you find" not in officer.get(review).content.decode()
    walk.weigh_children(text="Near her school.")
    for page in pages:
        text = officer.get(page).content.decode()
        assert "<textarea" in text
        assert "Near her school." in text, "it is read where the case is weighed"


def test_a_panel_is_written_down_by_the_author_and_its_dissent_stands_with_the_assessment(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children()
    member = sit(walk)
    assert sit(walk) == member, "twice is once"
    assert refused(sit, walk, replace(DOCTOR, works_as="nurse")) == ["recorded_before"]
    assert refused(sit, walk, TEACHER, by="officer") == ["not_the_assessment"]
    sit(walk, TEACHER)
    with deciding(cast["officer"]):
        (child,) = papers_in(walk.review).children
    assert [one.name for one in child.weighed.panel] == ["Dr A. Lamb", "B. Orr"]
    assert [one.dissent for one in child.weighed.panel if not one.agrees] == [TEACHER.dissent]
    walk.at += timedelta(hours=1)
    walk.weigh_children(text="Anew.")
    with deciding(cast["officer"]):
        (child,) = papers_in(walk.review).children
    assert child.weighed.panel == (), "a panel speaks of what it read"
    earlier = [(one.name, one.dissent, one.read_at) for one in child.weighed.earlier]
    assert earlier == [(DOCTOR.name, "", START), (TEACHER.name, TEACHER.dissent, START)], "which stays readable"


def test_who_may_not_sit_on_a_panel() -> None:
    def found(**change: Any) -> list[str]:
        said = replace(DOCTOR, **change)
        return [one.code for one in obstacles_to_panel_member(said, assessed_on=START.date(), officers=["R. Boyd"])]

    assert found() == []
    assert found(name=" r.  BOYD ") == ["officer_on_panel"]
    assert found(undertook_on=START.date() + timedelta(1)) == ["undertaking_too_late"]
    assert found(agrees=False) == ["no_dissent"]
    assert found(dissent="But.") == ["dissent_of_one_who_agrees"]


def test_what_a_panel_says_after_the_whole_case_was_weighed_or_decided_is_weighed_again(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    walk.at += timedelta(hours=1)
    sit(walk, TEACHER)
    late = {"assessed_after_weighing", "assessed_after_draft"}
    assert set(refused(walk.confirm, decision)) == {*late, "new_information"}


def test_the_family_reads_in_the_notice_what_the_panel_saw_otherwise_and_no_name(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children()
    sit(walk)
    sit(walk, TEACHER)
    walk.hear_children().find().declare().draft()
    decision = walk.decide()
    walk.view(decision)
    with deciding(walk.second(decision)):
        pass
    answer = walk.confirm(decision)
    with deciding(cast["manager"]):
        from_panel = notice(decision.confirmation, pack=PACK, on=walk.at.date()).best_interests[0].text
    assert answer
    assert TEACHER.dissent in from_panel
    assert TEACHER.works_as in from_panel
    assert TEACHER.name not in from_panel


def decided_anew(cast: Cast) -> tuple[Walk, PanelMember]:
    """A panel read what was written of a child; it was written anew before anything else, and then all was decided."""
    walk = Walk.begin(cast).weigh_children(text="Near her aunt.")
    dissenting = sit(walk, TEACHER)
    walk.at += timedelta(days=1)
    walk.weigh_children(text="Near her school.").hear_children().find().declare().draft()
    return walk, dissenting


def test_what_a_panel_said_of_an_earlier_assessment_stays_readable_and_is_said_to_be_of_that(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk, _ = decided_anew(cast)
    args = [walk.review.case_id]
    pages = [reverse("review", args=args), reverse("record_finding", args=[*args, WHOLE_CASE]),
             reverse("assess_best_interests", args=[*args, walk.children[0]])]  # fmt: skip
    for page in pages:
        text = signed_in("officer_two" if "best-interests" in page else "officer").get(page).content.decode()
        assert "What was written before, on 1 September 2026, 10:00, was read by a panel." in text, page
        assert TEACHER.dissent in text
        assert "Read by a panel:" not in text, "nobody has read what is written now"
    decision = walk.decide()
    second = walk.second(decision).user.email.split("@")[0]
    assert TEACHER.dissent in signed_in(second).get(reverse("second_officer", args=args)).content.decode()


def test_the_family_reads_what_a_panel_saw_otherwise_in_what_was_written_before(cast: Cast) -> None:
    walk, dissenting = decided_anew(cast)
    decision = walk.decide()
    assert dissenting.pk in decision.considered
    walk.view(decision).confirm(decision)
    with deciding(cast["manager"]):
        decision = type(decision).objects.select_related("confirmation__decision__review__case", "draft").get()
        (best,) = notice(decision.confirmation, pack=PACK, on=walk.at.date()).best_interests
        (alone,) = _best_interests([dissenting.pk], {})
    said = (
        f"What was written before, on 1 September 2026, was seen otherwise by somebody of a panel ({TEACHER.works_as}):"
    )
    assert best.text == f"Near her school.\n\n{said}\n\n{TEACHER.dissent}"
    assert alone.text == f"{said}\n\n{TEACHER.dissent}", (
        "also where nothing else of the child was before those who decided"
    )


def test_a_panel_is_written_on_its_page_and_read_with_the_assessment(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).weigh_children()
    args = [walk.review.case_id, walk.children[0]]
    page, best = reverse("record_panel_member", args=args), reverse("assess_best_interests", args=args)
    weigher, officer = signed_in("officer_two"), signed_in("officer")
    assert page in weigher.get(best).content.decode()
    given = {
        "name": "B. Orr", "works_as": "psychologist", "undertook_on": "1 September 2026", "undertaking": "File 3",
        "agrees": "no", "dissent": "",
    }  # fmt: skip
    answer = weigher.post(page, given)
    assert (answer.status_code, "File 3" in answer.content.decode()) == (422, True), "what was typed stays"
    assert "Write what they see otherwise" in answer.content.decode()
    assert weigher.post(page, given | {"dissent": "Too little of her sister."}).status_code == 302
    for client, name in ((weigher, "review"), (officer, "review"), (officer, "save_draft")):
        text = client.get(reverse(name, args=[walk.review.case_id])).content.decode()
        assert "Too little of her sister." in text
        assert "Undertook on 1 September 2026 to keep it confidential" in text
    assert officer.get(page).status_code == 403
    assert signed_in("coordinator").get(page).status_code == 403


def test_postgresql_takes_a_panel_from_the_author_alone_and_no_dissent_without_words(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children()
    with deciding(cast["officer_two"]):
        assessment = BestInterests.objects.get(review=walk.review).pk
    row = {
        "at": walk.at, "by_id": cast["officer_two"].pk, "assessment_id": assessment, "name": "n", "works_as": "w",
        "undertook_on": START.date(), "undertaking": "u", "agrees": True, "dissent": "",
    }  # fmt: skip
    with deciding(cast["officer"]):
        for by in ("officer", "officer_two"):
            with pytest.raises(ProgrammingError, match="row-level security"):
                attempt("review_panelmember", **row | {"by_id": cast[by].pk})
    with deciding(cast["officer_two"]):
        with pytest.raises(IntegrityError, match="who_does_not_agree_says_why"):
            attempt("review_panelmember", **row | {"agrees": False})
        attempt("review_panelmember", **row)
        assert PanelMember.objects.count() == 1


def test_two_spellings_of_a_name_are_one_member_and_an_undertaking_has_a_day_that_can_be(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children()
    sit(walk)
    assert refused(sit, walk, replace(DOCTOR, name=" dr a.  LAMB ", agrees=False, dissent="No.")) == ["recorded_before"]
    with deciding(cast["officer_two"]):
        assert PanelMember.objects.count() == 1
    old = replace(TEACHER, undertook_on=START.date().replace(year=1))
    assert refused(sit, walk, old) == ["undertaking_too_old"]


def test_a_panel_that_read_another_text_is_shown_the_new_one_first(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children(text="Stay near school.")
    page = reverse("record_panel_member", args=[walk.review.case_id, walk.children[0]])
    form = signed_in("officer_two").get(page).context["form"]
    walk.weigh_children(text="Quite another text.")
    said = {
        "name": "B. Orr", "works_as": "psychologist", "undertook_on": "1 September 2026", "undertaking": "File 3",
        "agrees": "yes", "after": str(form["after"].value()),
    }  # fmt: skip
    answer = signed_in("officer_two").post(page, said)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Quite another text." in text
    assert "B. Orr" in text, "what was typed stays"
    with deciding(cast["officer_two"]):
        assert not PanelMember.objects.exists()
    assert signed_in("officer_two").post(page, answer.context["form"].data).status_code == 302


def test_whoever_sat_on_a_panel_is_not_asked_to_confirm_nor_to_take_any_other_part(
    cast: Cast, signed_in: SignedIn
) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast).weigh_children()
    sit(walk, replace(DOCTOR, name=" second  TWO"))
    sit(walk, replace(DOCTOR, name="Officer Three"))
    with deciding(cast["manager"]):
        given = {"review": walk.review, "officer": cast["second_two"], "by": cast["manager"], "at": walk.at}
        assert refused(actions.ask_second_officer, **given) == ["sat_on_panel"]
    page = signed_in("manager").get(reverse("ask_second_officer", args=[walk.review.case_id])).content.decode()
    assert "sat on a panel about a child of this case" in page
    assert refused(walk.reallocate, "officer_three") == ["sat_on_panel"]
    assert refused(walk.ask_weigher, "officer_three") == ["sat_on_panel"]
    decision = walk.hear_children().find().declare().draft().decide()
    assert walk.second(decision) == cast["second"], "the one who did not"


@pytest.mark.parametrize("has_view", [True, False])
def test_whoever_turns_out_to_have_sat_on_a_panel_signs_nothing(
    cast: Cast, signed_in: SignedIn, has_view: bool
) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = walk.second(decision)
    if has_view:
        walk.view(decision)
    with deciding(cast["officer_two"]):  # as if it had been written down before anybody asked for it
        assessment = BestInterests.objects.get(review=walk.review)
        said = asdict(replace(DOCTOR, name=second.shown_name))
        PanelMember.objects.create(assessment=assessment, **said, by=cast["officer_two"], at=walk.at)
    assert refused(walk.confirm if has_view else walk.view, decision) == ["sat_on_panel"]
    if not has_view:
        page = reverse("second_officer", args=[walk.review.case_id])
        text = signed_in(second.user.email.split("@")[0]).get(page).content.decode()
        assert "sat on a panel about a child of this case" in text, "and it is said before anything is written"


def test_whoever_confirms_or_was_ever_asked_to_is_no_member_of_a_panel(cast: Cast) -> None:
    walk = Walk.begin(cast).weigh_children()
    with deciding(cast["manager"]):
        for name in ("second", "second_two"):
            actions.ask_second_officer(review=walk.review, officer=cast[name], by=cast["manager"], at=walk.at)
    for name in ("Second", "Second Two"):
        assert refused(sit, walk, replace(DOCTOR, name=name)) == ["officer_on_panel"], name


@pytest.mark.parametrize(
    ("theirs", "written"),
    [
        ("José Muñoz", "Jose\u0301 Mun\u0303oz"), ("Ann Lee", "ANN\u00a0LEE\u200b"), ("Ann O'Neil", "Ann O\u2019Neil"),
        ("Ann Lee-Orr", "Ann Lee\u2011Orr"),
    ],
)  # fmt: skip
def test_who_sat_on_a_panel_is_known_in_another_spelling(cast: Cast, theirs: str, written: str) -> None:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        Actor.objects.filter(pk=cast["second"].pk).update(shown_name=theirs)
    cast["second"].refresh_from_db()
    walk = Walk.begin(cast).weigh_children()
    sit(walk, replace(DOCTOR, name=written))
    with deciding(cast["manager"]), pytest.raises(Refused, match="sat_on_panel"):
        actions.ask_second_officer(review=walk.review, officer=cast["second"], by=cast["manager"], at=walk.at)
