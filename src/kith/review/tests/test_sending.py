"""What comes in by the forms of the review: twice, late, broken, forged, or from the back button. Never a 500, nothing lost,
nothing written twice."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Outcome, Side
from kith.disclosure.models import DisclosedItem
from kith.records import new_id
from kith.review import actions
from kith.review.jobs import make_letters
from kith.review.models import BestInterests, Decision, Draft, FactorFinding, Review
from kith.review.queries import newest_decision, open_review
from kith.review.tests.factories import PACK, Walk, deciding, join
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
Given = dict[str, Any]


@pytest.fixture(autouse=True)
def documents(tmp_path: Any, settings: Any) -> None:
    settings.DOCUMENTS = tmp_path


def to(walk: Walk, page: str, *more: object) -> str:
    return reverse(page, args=[walk.review.case_id, *more])


def shown(client: Client, path: str) -> Given:
    """The form as the page shows it: hidden fields and all that stands in it."""
    form = client.get(path).context["form"]
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}


def written(walk: Walk) -> int:
    with side(Side.AUDIT, actor_id=walk.cast["auditor"].pk):
        return AuditEntry.objects.filter(case_id=walk.review.case_id, outcome=Outcome.DONE).count()


def send(client: Client, path: str, **given: object) -> Any:
    return client.post(path, shown(client, path) | given)


def test_every_step_of_a_refusal_sent_twice_is_taken_once(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).hear_children()
    officer, weigher = signed_in("officer"), signed_in("officer_two")

    def twice(client: Client, page: str, *more: object, **given: object) -> None:
        path = to(walk, page, *more)
        form = shown(client, path) | given
        assert client.post(path, form).status_code == 302, page
        count = written(walk)
        again = client.post(path, form)
        assert again.status_code == 302, (page, again.content.decode())
        assert written(walk) == count, page

    twice(officer, "ask_for_report")
    twice(officer, "declare_conflict", has_conflict="no")
    twice(weigher, "assess_best_interests", walk.children[0], text="To stay.")
    with deciding(cast["officer"]):
        item = DisclosedItem.objects.get()
    twice(officer, "record_finding", "age", text="Nine years old.", **{f"link_{item.pk}": "for"})
    walk.find(leave_out="age")
    twice(officer, "record_finding", "whole_case", text="Together.")
    twice(officer, "save_draft", outcome="claim_refused", reasons="Because.", points_against="One.", how_it_counted="c")
    twice(officer, "invite_reply")
    make_letters(walk.at)
    today = f"{walk.at:%Y-%m-%d}"
    with deciding(cast["officer"]):
        today = f"{walk.newest_draft().invitation.at:%Y-%m-%d}"
    twice(officer, "record_proof_of_receipt", method="post", proof="AB 1", day=today)
    twice(officer, "record_reply", was_given="yes", words="We stay.", considered="Weighed.")
    twice(officer, "record_decision")
    with deciding(cast["manager"]):
        decision = newest_decision(walk.review)
    second = signed_in(next(n for n in ("second", "second_two") if cast[n] == walk.second(decision)))
    twice(second, "second_officer", step="view", outcome="claim_refused", text="I would refuse.")
    twice(second, "second_officer", step="confirm")
    with deciding(cast["manager"]):
        assert (Decision.objects.count(), Draft.objects.count(), BestInterests.objects.count()) == (1, 1, 1)


def test_what_managers_ask_for_sent_twice_is_asked_once(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    manager = signed_in("manager")
    given = {"case": str(made.case.pk), "officer": str(cast["officer"].pk), "weigher": str(cast["officer_two"].pk)}
    assert [manager.post(reverse("allocate"), given).status_code for _ in range(2)] == [302, 302]
    with deciding(cast["manager"]):
        walk = Walk(cast, Review.objects.get(), made.children, open_review(made.case).opened_at)
    join(cast, "officer_three")
    for page, name in (("ask_for_best_interests", "officer_three"), ("ask_second_officer", "second")):
        asked = {"officer": str(cast[name].pk)}
        assert manager.post(to(walk, page), asked).status_code == 302
        team = {m.actor_id for m in members(walk)}
        assert manager.post(to(walk, page), asked).status_code == 302
        assert {m.actor_id for m in members(walk)} == team
    path = to(walk, "reallocate")
    form = shown(manager, path) | {"officer": str(cast["officer_two"].pk), "why": "away"}
    assert manager.post(path, form).status_code == 302
    again = manager.post(path, form)  # the officer who has the case cannot be chosen any more
    assert again.status_code == 422
    assert {m.actor_id for m in members(walk)} == {cast[n].pk for n in ("officer_two", "officer_three", "second")}


def members(walk: Walk) -> list[Any]:
    with deciding(walk.cast["manager"]):
        return list(walk.review.case.team.filter(side="decision", until_at=None))


@pytest.mark.parametrize(
    ("page", "name", "given", "field"),
    [
        ("record_finding", "officer", {}, "text"),
        ("assess_best_interests", "officer_two", {}, "text"),
        ("save_draft", "officer", {"outcome": "leave_granted", "leave_length": "a year"}, "reasons"),
    ],
)
def test_whoever_comes_second_sees_both_texts_and_can_save_theirs_after(
    cast: Cast, signed_in: SignedIn, page: str, name: str, given: Given, field: str
) -> None:
    walk = Walk.begin(cast).ready()
    path = to(walk, page, *{"record_finding": ["age"], "assess_best_interests": walk.children}.get(page, []))
    client = signed_in(name)
    first, second = (
        shown(client, path) | given | {field: words} for words in ("Theirs, saved first.", "Mine & later.")
    )
    assert client.post(path, first).status_code == 302
    count = written(walk)
    stale = client.post(path, second)
    page_again = stale.content.decode()
    assert stale.status_code == 409
    assert "Theirs, saved first." in page_again.replace('<del class="said">', "").replace("</del>", "")
    assert "Mine &amp; later." in page_again
    assert "Someone saved this after you opened it" in page_again
    assert written(walk) == count
    form = {bound.html_name: bound.value() for bound in stale.context["form"] if bound.value() is not None}
    assert form[field] == "Mine & later."
    assert client.post(path, form).status_code == 302
    assert client.get(path).context["form"][field].value() == "Mine & later."


def test_both_versions_of_a_choice_are_shown_by_their_words(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready()
    path, client = to(walk, "save_draft"), signed_in("officer")
    first, second = (
        shown(client, path) | {"outcome": outcome, "reasons": "Because.", "leave_length": ""}
        for outcome in ("claim_refused", "further_information_needed")
    )
    assert client.post(path, first).status_code == 302
    stale = client.post(path, second)
    labels = dict(stale.context["form"].fields["outcome"].choices)
    (outcome,) = stale.context["versions"]
    assert outcome == ("Outcome", labels["further_information_needed"], labels["claim_refused"])
    assert "further_information_needed" not in re.sub(r'value="\w+"', "", stale.content.decode())


def test_a_finding_that_differs_only_in_what_it_rests_on_is_shown_both_ways_and_not_overwritten(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).ready()
    path, client = to(walk, "record_finding", "age"), signed_in("officer")
    (link,) = [name for name in client.get(path).context["form"].fields if name.startswith("link_")]
    tabs = [shown(client, path) | {"text": "The same words.", link: how} for how in ("for", "against", "none")]
    assert client.post(path, tabs[0]).status_code == 302
    stale = client.post(path, tabs[1])
    assert stale.status_code == 409
    assert stale.context["versions"] == [("School", "against staying", "for staying")]
    form = {bound.html_name: bound.value() for bound in stale.context["form"] if bound.value() is not None}
    assert client.post(path, form).status_code == 302
    unlinked = client.post(path, tabs[2])
    assert unlinked.context["versions"] == [("School", "not part of it", "against staying")]
    assert client.get(path).context["form"][link].value() == "against"


def test_two_managers_at_once_do_not_overwrite_each_other(cast: Cast, signed_in: SignedIn) -> None:
    join(cast, "officer_three")
    walk = Walk.begin(cast)
    path, manager = to(walk, "reallocate"), signed_in("manager")
    first, second = (
        shown(manager, path) | {"officer": str(cast[name].pk), "why": "load"}
        for name in ("officer_three", "officer_two")
    )
    assert manager.post(path, first).status_code == 302
    stale = manager.post(path, second)
    assert stale.status_code == 409
    assert stale.context["form"]["officer"].value() == str(cast["officer_two"].pk)
    assert [theirs for _, _, theirs in stale.context["versions"]] == ["Officer Three"]
    with deciding(cast["manager"]):
        assert Review.objects.get().officer == cast["officer_three"]


BROKEN = {"NUL": "a%00b", "half a sign": "a%ED%A0%80b", "ten million letters": "a" * 10_000_000}
TEXTS: dict[str, tuple[str, str, Given]] = {
    "record_finding": ("officer", "text", {}),
    "assess_best_interests": ("officer_two", "text", {}),
    "save_draft": ("officer", "reasons", {"outcome": "claim_refused"}),
    "declare_conflict": ("officer", "words", {"has_conflict": "yes"}),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("page", TEXTS)
def test_text_that_no_database_holds_is_refused_in_words_or_kept_as_it_can_be(
    cast: Cast, signed_in: SignedIn, page: str, broken: str
) -> None:
    name, field, given = TEXTS[page]
    walk = Walk.begin(cast).hear_children()
    if page != "assess_best_interests":
        walk.weigh_children()
    path = to(walk, page, *{"record_finding": ["age"], "assess_best_interests": walk.children}.get(page, []))
    client, count = signed_in(name), written(walk)
    form = urlencode(shown(client, path) | given) + f"&{field}=" + BROKEN[broken]
    answer = client.post(path, form, content_type="application/x-www-form-urlencoded")
    if broken == "half a sign":  # Django reads it as the sign for what could not be read, which can be kept
        assert answer.status_code == 302
    else:
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
        assert written(walk) == count


@pytest.mark.parametrize("broken", BROKEN)
def test_a_second_officers_and_a_familys_words_are_held_to_the_same(
    cast: Cast, signed_in: SignedIn, broken: str
) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family(answered=False)
    officer = signed_in("officer")
    for page, fields in (
        ("record_reply", "was_given=yes&considered=c&words="),
        ("record_proof_of_receipt", "method=post&day=x&proof="),
    ):
        path = to(walk, page)
        form = urlencode(shown(officer, path)) + "&" + fields + BROKEN[broken]
        answer = officer.post(path, form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == (302 if (page, broken) == ("record_reply", "half a sign") else 422), page
    if broken != "half a sign":
        with deciding(cast["officer"]):
            actions.record_reply(
                invitation=walk.newest_draft().invitation, was_given=True, words="w", considered="c", by=cast["officer"],
                at=walk.at,
            )  # fmt: skip
    decision = walk.decide()
    second = signed_in(next(n for n in ("second", "second_two") if cast[n] == walk.second(decision)))
    path = to(walk, "second_officer")
    for fields in ("step=view&outcome=leave_granted&text=", "step=return&reasons="):
        form = urlencode(shown(second, path)) + "&" + fields + BROKEN[broken]
        answer = second.post(path, form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == (302 if broken == "half a sign" else 422), fields
        if fields.startswith("step=view") and broken != "half a sign":
            walk.view(decision)


FORGED = ["x", "", "0", "-1", "9" * 40, "\x00", "018f0000-0000-7000-8000-000000000000", "none"]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_id_gives_a_clear_page_and_writes_nothing(cast: Cast, signed_in: SignedIn, forged: str) -> None:
    walk = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family()
    other = Walk.begin(cast).hear_children().weigh_children().find().declare().hear_family()
    officer, manager = signed_in("officer"), signed_in("manager")
    count = written(walk)
    with deciding(cast["officer"]):
        item = DisclosedItem.objects.filter(disclosure__case=walk.review.case).get()
        strange = other.newest_draft().invitation.pk
    proof = {"method": "post", "proof": "p", "day": "1 September 2026"}
    tries: list[tuple[Client, str, Given]] = [
        (officer, to(walk, "record_finding", "age"), {"text": "mine", "after": forged}),
        (officer, to(walk, "record_finding", "age"), {"text": "mine", f"link_{item.pk}": forged or "no"}),
        (signed_in("officer_two"), to(walk, "assess_best_interests", *walk.children), {"text": "mine", "after": forged}),
        (officer, to(walk, "save_draft"), {"outcome": "claim_refused", "reasons": "r", "after": forged}),
        (officer, to(walk, "save_draft"), {"outcome": forged, "reasons": "r", "after": 1}),
        (officer, to(walk, "invite_reply"), {"draft": forged}),
        (officer, to(walk, "record_decision"), {"draft": forged}),
        (officer, to(walk, "record_proof_of_receipt"), proof | {"letter": forged}),
        (officer, to(walk, "record_proof_of_receipt"), proof | {"letter": strange}),
        (officer, to(walk, "record_reply"), {"was_given": "yes", "words": "w", "considered": "c", "letter": forged}),
        (manager, to(walk, "reallocate"), {"officer": forged, "why": "away", "version": 1}),
        (manager, to(walk, "reallocate"), {"officer": str(cast["officer_two"].pk), "why": forged, "version": 1}),
        (manager, to(walk, "ask_for_best_interests"), {"officer": forged}),
        (manager, to(walk, "ask_for_best_interests"), {"officer": str(cast["lead"].pk)}),
        (manager, to(walk, "ask_second_officer"), {"officer": forged}),
        (manager, reverse("allocate"), {"officer": forged, "case": forged}),
    ]  # fmt: skip
    for client, path, given in tries:
        if given.get(f"link_{item.pk}") == "none":
            continue  # says that the item is not part of the finding
        answer = client.post(path, given)
        assert answer.status_code in (404, 409, 422), (path, given, answer.status_code)
    assert manager.post(reverse("allocate"), {"officer": str(cast["officer"].pk), "case": forged}).status_code in (
        302,
        422,
    )
    for page, more in (
        ("record_finding", ["colour"]),
        ("assess_best_interests", [other.children[0]]),
        ("letter", [new_id()]),
    ):
        assert officer.get(to(walk, page, *more)).status_code == 404
    assert written(walk) == count


def test_a_decision_of_another_case_cannot_be_answered_for_here(cast: Cast, signed_in: SignedIn) -> None:
    walks = [Walk.begin(cast).ready() for _ in range(2)]
    decisions = [walk.decide() for walk in walks]
    for walk, decision in zip(walks, decisions, strict=True):
        with deciding(cast["manager"]):
            actions.ask_second_officer(review=walk.review, officer=cast["second"], by=cast["manager"], at=walk.at)
        walk.view(decision)
    here, there = decisions
    path, second = to(walks[0], "second_officer"), signed_in("second")
    given = {"step": "confirm", "seen": there.sha256, "decision": str(there.pk)}
    assert second.post(path, given).status_code == 404
    assert second.post(path, given | {"decision": str(here.pk)}).status_code == 422
    assert second.post(path, given | {"decision": "x"}).status_code == 422


def test_the_back_button_after_an_own_view_says_that_the_first_one_stands(cast: Cast, signed_in: SignedIn) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    second = signed_in(next(n for n in ("second", "second_two") if cast[n] == walk.second(decision)))
    path = to(walk, "second_officer")
    form = shown(second, path) | {"step": "view", "outcome": "claim_refused", "text": "My first view."}
    assert second.post(path, form).status_code == 302
    changed = second.post(path, form | {"text": "Having read the draft, another view."})
    assert changed.status_code == 422
    assert "Having read the draft, another view." in changed.content.decode()
    assert "This was recorded before" in changed.content.decode()
    assert "My first view." in second.get(path).content.decode()


def test_a_page_from_before_the_answer_or_the_service_is_refused_in_words_and_keeps_what_was_typed(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    second = signed_in(next(n for n in ("second", "second_two") if cast[n] == walk.second(decision)))
    officer, path = signed_in("officer"), to(walk, "second_officer")
    answer, draft = shown(second, path), shown(officer, to(walk, "save_draft"))
    finding = shown(officer, to(walk, "record_finding", "age"))
    walk.confirm(decision)
    returned = second.post(path, answer | {"step": "return", "reasons": "On second thoughts."})
    assert returned.status_code == 422
    assert "has answered for this version: confirmed" in returned.content.decode()
    assert "On second thoughts." in returned.content.decode()
    walk.serve(decision)
    for late, given, typed in (
        (to(walk, "save_draft"), draft | {"reasons": "Typed before it was served."}, "Typed before it was served."),
        (to(walk, "record_finding", "age"), finding | {"text": "Typed before."}, "Typed before."),
    ):
        refused = officer.post(late, given)
        assert refused.status_code == 422
        assert "This review is closed" in refused.content.decode()
        assert typed in refused.content.decode()
    with deciding(cast["officer"]):
        assert FactorFinding.objects.filter(factor="age").count() == 1


def test_a_decision_or_a_letter_is_made_of_the_draft_that_was_shown_and_no_newer_one(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast).ready()
    officer, path = signed_in("officer"), to(walk, "record_decision")
    form = shown(officer, path)
    walk.draft(reasons="written in another window")
    refused = officer.post(path, form)
    assert refused.status_code == 422
    assert "There is a newer draft" in refused.content.decode()
    walk = Walk.begin(cast).weigh_children().draft("claim_refused", "One.")
    form = shown(officer, to(walk, "invite_reply"))
    walk.draft("claim_refused", "Two.")
    assert officer.post(to(walk, "invite_reply"), form).status_code == 422


def test_cases_are_allocated_one_by_one_and_one_that_went_elsewhere_keeps_no_other_back(
    cast: Cast, signed_in: SignedIn
) -> None:
    gone, waiting = Walk.begin(cast).review.case, make_case(cast).case
    answer = signed_in("manager").post(
        reverse("allocate"),
        {"case": [str(gone.pk), str(waiting.pk)], "officer": str(cast["officer_two"].pk)},
        follow=True,
    )
    said = answer.content.decode()
    assert f"{gone} is with Officer already." in said
    assert f"Allocated to Officer Two: {waiting}." in said
    with deciding(cast["manager"]):
        assert open_review(gone).officer == cast["officer"]
        assert open_review(waiting).officer == cast["officer_two"]
        actions.allocate(case=waiting, officer=cast["officer_two"], pack=PACK, by=cast["manager"], at=waiting.opened_at)
