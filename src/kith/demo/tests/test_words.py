"""The invented words: seeded, varied, kind, and as careful for one outcome as for another."""

import re
from collections.abc import Callable
from datetime import date
from random import Random
from statistics import mean

import pytest

from kith.demo import words
from kith.demo.words.banks import BANKS, YOUNG_BANKS
from kith.protocol import pack
from kith.welfare.terms import EvidenceKind

SINCE, UNTIL = date(2022, 1, 1), date(2026, 9, 1)
# What the look forbids, and what a demo must not say of anybody.
FORBIDDEN = re.compile(
    r"\b(you failed|failed to|non-compliant|alleged\w*|claims to|illegal\w*|absconder|burden|genuine|please|refused to engage|"
    r"overdue|bogus|migrant|foreign\w*|lorem|ipsum|native country|culture)\b|!|\{|\}",
    re.IGNORECASE,
)
PEOPLES = re.compile(
    r"\b(afghan|iranian|syrian|iraqi|kurd\w*|somali|eritrean|sudanese|albanian|turk\w*|pakistani|congolese|nigerian|ukrainian)\b",
    re.IGNORECASE,
)


def child(rng: Random, called: str = "Amal", age: int | None = None) -> words.Child:
    years = rng.randint(0, 17) if age is None else age
    return words.about_child(rng, called, years, years_here=rng.randint(1, 9), is_born_here=rng.random() < 0.5)


def household(rng: Random) -> words.Household:
    children = tuple(child(rng, called) for called in rng.sample(["Amal", "Noor", "Robel", "Lule"], rng.randint(1, 3)))
    return words.Household(("Huda", "Samir"), children, rng.randint(2, 10), rng.choice(["Glasgow", "Dundee"]))


def outcome(rng: Random) -> str:
    return rng.choice([words.GRANT, words.REFUSAL, words.MORE])


def wellbeing_text(rng: Random) -> str:
    sections, summary = words.wellbeing(rng, child(rng))
    return " ".join([*(part for section in sections.values() for part in section.values()), summary])


LONG: dict[str, Callable[[Random], str]] = {
    "evidence": lambda rng: words.evidence(rng, child(rng), since=SINCE, until=UNTIL, count=1)[0].text,
    "events": lambda rng: str(words.events(rng, child(rng), since=SINCE, until=UNTIL, count=4)),
    "wellbeing": wellbeing_text,
    "analysis": lambda rng: words.analysis(rng, child(rng)),
    "handover": lambda rng: words.handover(rng, child(rng)),
    "best interests": lambda rng: words.best_interests(rng, child(rng)),
    "reasons": lambda rng: words.reasons(rng, outcome(rng), household(rng)),
    "whole case": lambda rng: words.whole_case(rng, outcome(rng), household(rng)),
    "points against": lambda rng: words.points_against(rng, household(rng)),
    "reply": lambda rng: words.reply(rng, household(rng)),
    "second view": lambda rng: words.second_view(rng, outcome(rng), household(rng)),
}
SHORT: dict[str, Callable[[Random], str]] = {
    "views": lambda rng: str(words.view(rng, child(rng))),
    "why not sought": lambda rng: words.why_not_sought(rng, child(rng)),
    "another lead professional": lambda rng: words.reason_for_another(rng, child(rng)),
    "withholding": lambda rng: words.reason_to_withhold(
        rng, rng.choice(["event", "evidence", "assessment", "views"]), child(rng)
    ),
    "why not told": lambda rng: words.why_not_told(rng, child(rng)),
    "purpose": lambda rng: words.purpose_of_release(rng, child(rng)),
    "conflict": words.conflict_of_interest,
    "how the reply counted": words.how_reply_counted,
    "how it counted": words.how_it_counted,
    "return": words.reasons_to_return,
    "proof": words.proof_of_delivery,
    "finding": lambda rng: words.finding(rng, rng.choice(FACTORS), household(rng)).text,
}
FACTORS = [factor.code for factor in pack.load("scotland").criteria("paragraph_395c").factors]
ALL = LONG | SHORT


@pytest.mark.parametrize("name", sorted(LONG))
def test_long_texts_seldom_repeat(name: str) -> None:
    rng = Random(f"vary {name}")
    drawn = [LONG[name](rng) for _ in range(300)]
    assert len(set(drawn)) >= 270


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_same_seed_gives_the_same_words(name: str) -> None:
    assert [ALL[name](Random(at)) for at in range(10)] == [ALL[name](Random(at)) for at in range(10)]


@pytest.mark.parametrize("name", sorted(ALL))
def test_words_are_kind_whole_and_lean_on_nobodys_origin(name: str) -> None:
    rng = Random(f"kind {name}")
    for _ in range(200):
        text = ALL[name](rng)
        assert text.strip()
        assert not FORBIDDEN.search(text), text
        assert not PEOPLES.search(text), text


def test_every_slot_of_every_bank_has_words_enough() -> None:
    assert all(len(set(bank)) == len(bank) >= 6 for bank in [*BANKS.values(), *YOUNG_BANKS.values()])
    assert set(YOUNG_BANKS) <= set(BANKS)


def test_each_factor_of_the_criteria_has_findings_that_vary() -> None:
    rng = Random(1)
    for factor in FACTORS:
        drawn = {words.finding(rng, factor, household(rng)).text for _ in range(100)}
        assert len(drawn) >= 60, factor


@pytest.mark.parametrize("text", [words.reasons, words.whole_case, words.second_view])
def test_no_outcome_is_explained_with_less_effort(text: Callable[[Random, str, words.Household], str]) -> None:
    rng = Random(2)
    lengths = {}
    for each in (words.GRANT, words.REFUSAL, words.MORE):
        drawn = [text(rng, each, household(rng)) for _ in range(300)]
        lengths[each] = mean(len(words_.split()) for words_ in drawn)
        assert {drawn_.count("\n\n") for drawn_ in drawn} == {drawn[0].count("\n\n")}
    assert max(lengths.values()) / min(lengths.values()) < 1.12


def test_the_outcomes_are_those_of_the_pack() -> None:
    known = {outcome.code for outcome in pack.load("scotland").outcomes}
    assert {words.GRANT, words.REFUSAL, words.MORE} <= known


@pytest.mark.parametrize("age", [0, 2, 4, 6, 9, 13, 17])
def test_evidence_fits_the_age_and_says_who_said_it_and_when(age: int) -> None:
    for at in range(60):
        rng = Random(at)
        about = child(rng, age=age)
        found = words.evidence(rng, about, since=SINCE, until=UNTIL, count=3)
        assert len({item.kind for item in found}) == len(found) == 3
        assert {item.kind for item in found} <= set(EvidenceKind.values)
        assert all(item.said_by and SINCE <= item.said_on <= UNTIL and len(item.title) <= 200 for item in found)
        assert age >= 12 or "volunteering" not in {item.kind for item in found}


def test_a_childs_school_and_teacher_stay_the_same_in_all_texts() -> None:
    rng = Random(3)
    about = child(rng, age=9)
    school = {item.text for _ in range(20) for item in words.evidence(rng, about, since=SINCE, until=UNTIL, count=1)}
    said_by = {
        item.said_by for _ in range(20) for item in words.evidence(rng, about, since=SINCE, until=UNTIL, count=1)
    }
    assert len(school) > 5
    assert said_by == {f"{about.teacher}, {about.school}"}


def test_events_come_in_order_and_inside_their_time() -> None:
    for at in range(60):
        rng = Random(at)
        found = words.events(rng, child(rng), since=SINCE, until=UNTIL, count=5)
        assert [event.on for event in found] == sorted(event.on for event in found)
        assert len({event.title for event in found}) == len(found) == 5
        assert all(SINCE <= event.on <= UNTIL and len(event.title) <= 200 for event in found)


def test_wellbeing_has_the_eight_indicators_and_leaves_some_sections_empty() -> None:
    rng = Random(4)
    drawn = [words.wellbeing(rng, child(rng))[0] for _ in range(50)]
    indicators = [indicator.code for indicator in pack.load("scotland").indicators]
    assert all(list(sections) == indicators for sections in drawn)
    assert any(not section["challenges"] for sections in drawn for section in sections.values())
    assert all(any(section["strengths"] for section in sections.values()) for sections in drawn)


def test_some_children_choose_to_say_nothing_today() -> None:
    rng = Random(5)
    drawn = [words.view(rng, child(rng, age=10)).words for _ in range(200)]
    silent = [text for text in drawn if "chose not to say anything today" in text]
    assert 2 <= len(silent) <= 30


def test_a_babys_view_is_what_was_seen_and_is_not_put_into_words_of_its_own() -> None:
    rng = Random(6)
    for _ in range(50):
        seen = words.view(rng, child(rng, age=1))
        assert "\u201cI " not in seen.words
        assert seen.who_was_present


def test_officers_words_are_short_enough_to_read() -> None:
    rng = Random(7)
    sentences = [
        sentence
        for _ in range(100)
        for sentence in re.split(r"(?<=[.?])\s+", words.reasons(rng, outcome(rng), household(rng)))
    ]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert mean(lengths) <= 16
    assert max(lengths) <= 32


def test_a_family_without_children_has_an_age_finding_that_says_so() -> None:
    rng = Random(8)
    alone = words.Household(("Huda",), (), 6, "Glasgow")
    assert "not part of this case" in " ".join(words.finding(rng, "age", alone).text for _ in range(20))
