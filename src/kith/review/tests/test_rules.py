"""When a case may be decided, without a database: each cause is one obstacle, and its end takes away that one alone."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.protocol.pack import load
from kith.review.rules import (
    TELLING,
    ChildFacts,
    DecisionFacts,
    Parts,
    Post,
    PutForward,
    obstacles_to_decision,
    obstacles_to_seconding,
    points_in,
)
from kith.review.rules import propose_second_officer as propose
from kith.review.terms import WHOLE_CASE

PACK, TODAY = load(), date(2026, 9, 1)
DRAFTED = datetime(2026, 8, 1, 9, tzinfo=UTC)
FACTORS = PACK.criteria("paragraph_395c").factors
OFFICER, WEIGHER, FORMER = (uuid.UUID(int=n) for n in (1, 2, 3))
CHILDREN = tuple(uuid.UUID(int=n) for n in (101, 102))
CLEAR = DecisionFacts(
    children=tuple(
        ChildFacts(child, "Amal", has_lead_professional=True, report_is_received=True, views_are_recorded_or_explained=True,
                   best_interests_by=WEIGHER, report_opened_at=DRAFTED)
        for child in CHILDREN
    ),
    officer=OFFICER, drafter=OFFICER, authors=frozenset({OFFICER, FORMER}), tied=frozenset({FORMER}),
    declared=frozenset({OFFICER}), findings=frozenset({WHOLE_CASE, *(one.code for one in FACTORS)}), set_aside=frozenset(),
    outdated=frozenset(), factors=FACTORS, weighing=WHOLE_CASE, drafted_at=DRAFTED, outcome="claim_refused",
    points=frozenset({"One.", "Two."}), told=frozenset({"One.", "Two."}), answered=frozenset({"One.", "Two."}),
    identity_is_open=False, paper_is_answered=True,
)  # fmt: skip
Cause = tuple[str, str]

OF_A_CHILD: dict[str, dict[str, object]] = {
    "no_lead_professional": {"has_lead_professional": False},
    "report_not_received": {"report_is_received": False},
    "views_not_recorded": {"views_are_recorded_or_explained": False},
    "report_not_weighed": {"report_opened_at": DRAFTED + timedelta(seconds=1)},
    "assessed_after_draft": {"best_interests_at": DRAFTED + timedelta(seconds=1)},
}
OF_BEST_INTERESTS: dict[str, object] = {
    "best_interests_not_assessed": None, "best_interests_by_drafter": FORMER, "best_interests_with_tie": WEIGHER,
}  # fmt: skip
OF_A_FACTOR = ("factor_without_finding", "finding_with_tie", "finding_on_old_report")
OF_THE_OFFICER: dict[str, dict[str, object]] = {
    "conflict_of_interest": {"drafter": FORMER},
    "conflict_not_declared": {"declared": frozenset({WEIGHER})},
}
OF_THE_REPLY: dict[str, dict[str, object]] = {
    "points_not_written": {"points": frozenset()},
    "points_changed": {"told": frozenset({"One."})},
    "family_not_told": {"told": frozenset(), "answered": frozenset()},
    "reply_still_open": {"answered": frozenset({"One."})},
}
UNANSWERED = {
    "words_unanswered": PutForward(uuid.UUID(int=201), "a solicitor", TODAY, asks_to_meet=False),
    "meeting_unanswered": PutForward(uuid.UUID(int=202), "a member of the family", TODAY, asks_to_meet=True),
}
OF_THE_PAPER: dict[str, dict[str, object]] = {
    "paper_file_not_checked": {"paper_is_answered": False},
    "paper_file_came_since": {"paper_came_since": True},
}
POST = {
    "post_not_opened": Post(uuid.UUID(int=301), TODAY, "unopened", is_with_registry=True),
    "post_not_linked": Post(uuid.UUID(int=302), TODAY, "not_linked", is_with_registry=False),
    "post_not_dealt_with": Post(uuid.UUID(int=303), TODAY, "linked", is_with_registry=False),
}


@st.composite
def some_causes(draw: st.DrawFn) -> frozenset[Cause]:
    """Any of them together, but at most one of those that exclude each other."""
    causes: set[Cause] = set()
    for child in map(str, CHILDREN):
        causes |= {(code, child) for code in draw(st.sets(st.sampled_from(sorted(OF_A_CHILD))))}
    for about, codes in [
        (str(CHILDREN[0]), sorted(OF_BEST_INTERESTS)), *((factor.code, OF_A_FACTOR) for factor in FACTORS),
        (WHOLE_CASE, ["whole_case_not_weighed"]), ("", sorted(OF_THE_OFFICER)), ("", sorted(OF_THE_REPLY)),
        ("", ["identity_open"]), ("", ["asked_to_wait"]), *((str(one.id), [code]) for code, one in (UNANSWERED | POST).items()),
        ("", sorted(OF_THE_PAPER)),
    ]:  # fmt: skip
        code = draw(st.sampled_from([*codes, ""]))
        causes |= {(code, about)} if code else set()
    return frozenset(causes)


def facts_of(causes: frozenset[Cause]) -> DecisionFacts:
    """A case in which everything is done but for these."""
    facts = CLEAR
    for code, about in sorted(causes):
        facts = with_cause(facts, code, about)
    return facts


def with_cause(facts: DecisionFacts, code: str, about: str) -> DecisionFacts:
    if code in OF_A_CHILD:
        return of_child(facts, about, **OF_A_CHILD[code])
    if code in OF_BEST_INTERESTS:
        tied = facts.tied | ({WEIGHER} if code == "best_interests_with_tie" else set())
        facts = replace(facts, children=tuple(replace(child) for child in facts.children), tied=tied)
        if tied != CLEAR.tied:  # the other child was weighed by somebody else, so that the tie is about one of them
            facts = of_child(facts, str(CHILDREN[1]), best_interests_by=uuid.UUID(int=4))
        return of_child(facts, about, best_interests_by=OF_BEST_INTERESTS[code])
    if code in ("factor_without_finding", "whole_case_not_weighed"):
        return replace(facts, findings=facts.findings - {about})
    if code == "finding_with_tie":
        return replace(facts, set_aside=facts.set_aside | {about})
    if code == "finding_on_old_report":
        return replace(facts, outdated=facts.outdated | {about})
    if code == "identity_open":
        return replace(facts, identity_is_open=True)
    if code in UNANSWERED:
        return replace(facts, unanswered=tuple(sorted((*facts.unanswered, UNANSWERED[code]), key=lambda one: one.id)))
    if code in POST:
        return replace(facts, post=tuple(sorted((*facts.post, POST[code]), key=lambda one: one.id)))
    if code == "asked_to_wait":
        return of_child(facts, str(CHILDREN[0]), asks_to_wait=True)
    return replace(facts, **(OF_THE_OFFICER | OF_THE_REPLY | OF_THE_PAPER)[code])


def of_child(facts: DecisionFacts, about: str, **change: object) -> DecisionFacts:
    changed = (replace(child, **change) if str(child.id) == about else child for child in facts.children)
    return replace(facts, children=tuple(changed))


def found(facts: DecisionFacts) -> list[Cause]:
    return [(one.code, one.about) for one in obstacles_to_decision(facts, PACK, TODAY)]


@given(causes=some_causes())
def test_every_cause_is_one_obstacle_and_nothing_else_is(causes: frozenset[Cause]) -> None:
    assert sorted(found(facts_of(causes))) == sorted(causes)


@given(causes=some_causes(), data=st.data())
def test_the_end_of_a_cause_takes_away_its_obstacle_alone_and_keeps_the_order(
    causes: frozenset[Cause], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(sorted(causes) or [("identity_open", "")]))
    assert found(facts_of(causes - {gone})) == [one for one in found(facts_of(causes)) if one != gone]


@given(causes=some_causes())
def test_a_grant_needs_what_a_refusal_needs_but_for_hearing_the_family(causes: frozenset[Cause]) -> None:
    refusal = facts_of(causes)
    grant = replace(refusal, outcome="leave_granted")
    assert found(grant) == [one for one in found(refusal) if one[0] not in TELLING]
    assert set(OF_THE_REPLY) == TELLING


@given(causes=some_causes(), outcome=st.sampled_from(["claim_refused", "leave_granted", "further_information_needed"]))
def test_without_a_draft_there_is_nothing_to_hear_the_family_on(causes: frozenset[Cause], outcome: str) -> None:
    facts = replace(facts_of(causes), drafted_at=None, outcome="")
    of_draft = TELLING | {"assessed_after_draft", "report_not_weighed"}
    rest = [one for one in found(replace(facts_of(causes), outcome=outcome)) if one[0] not in of_draft]
    assert set(found(facts)) == {*rest, ("no_draft", "")}


people = st.sampled_from([uuid.UUID(int=n) for n in range(1, 7)])
parts = st.builds(Parts, people, *[st.frozensets(people, max_size=3)] * 3)


@given(parts=parts, loads=st.dictionaries(people, st.integers(0, 3)))
def test_whoever_is_proposed_as_second_officer_had_no_other_part_and_has_least(
    parts: Parts, loads: dict[uuid.UUID, int]
) -> None:
    barred = {who for who in loads if obstacles_to_seconding(who, parts)}
    second = propose(loads, barred)
    free = [who for who in loads if who not in {parts.officer} | parts.drafted | parts.weighed | parts.tied]
    assert (second is None) == (not free)
    assert second is None or (second in free and loads[second] == min(loads[who] for who in free))


def test_a_point_is_numbered_by_its_letter_alone() -> None:
    typed = "1. You were away.\n\n 2) In 2012. Nobody knew.\n3 June is missing.\n"
    assert points_in(typed) == ("You were away.", "In 2012. Nobody knew.", "3 June is missing.")
