"""For how long something is kept: the rule, and the file of a server's own times."""

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from kith.keeping.rules import (
    BIRTH,
    CASE,
    LATER,
    STAYS,
    WRITTEN,
    Facts,
    Term,
    is_over,
    kept_until,
    latest_begin,
    obstacles_to_disposal,
    obstacles_to_second_signature,
    obstacles_to_withdrawal,
)
from kith.keeping.schedule import BadSchedule, terms

CLOSED, BORN = date(2007, 6, 3), date(2004, 2, 29)


def term(starts: str, months: int = 300) -> Term:
    return Term("child", "The child's record", "", months, starts, "Regulation 43")


@pytest.mark.parametrize(
    ("starts", "facts", "until"),
    [
        (CASE, Facts(CLOSED, None), date(2032, 6, 3)),
        (CASE, Facts(None, BORN), None),
        (BIRTH, Facts(CLOSED, BORN), date(2029, 2, 28)),
        (BIRTH, Facts(None, BORN), None),
        (BIRTH, Facts(CLOSED, None), None),
        (LATER, Facts(CLOSED, BORN), date(2032, 6, 3)),
        (LATER, Facts(CLOSED, date(2010, 1, 1)), date(2035, 1, 1)),
        (LATER, Facts(CLOSED, BORN, has_open_case=True), None),
        (WRITTEN, Facts(CLOSED, BORN), None),
        (STAYS, Facts(CLOSED, BORN), None),
    ],
)
def test_a_time_counts_from_what_its_class_says_and_what_cannot_be_told_is_kept(
    starts: str, facts: Facts, until: date | None
) -> None:
    assert kept_until(term(starts), facts) == until
    assert kept_until(term(starts, 0), facts) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 900), st.integers(-40, 40))
def test_what_counts_from_the_latest_begin_is_over_and_from_the_day_after_it_is_not(
    today: date, months: int, days: int
) -> None:
    begin = latest_begin(months, today)
    day = begin + timedelta(days)
    until = kept_until(term(CASE, months), Facts(day, None))
    assert until is not None
    assert (until < today) == (day <= begin)
    assert is_over(term(CASE, months), Facts(day, None), begin) == (until < today)
    assert not is_over(term(CASE, months), Facts(None, None), begin)


def test_a_rule_says_what_keeps_two_people_from_it() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    assert obstacles_to_disposal(is_over=True, is_held=False, texts=3) == ()
    found = obstacles_to_disposal(is_over=False, is_held=True, texts=0)
    assert [o.code for o in found] == ["not_over", "held", "nothing_left"]
    assert obstacles_to_disposal(is_over=True, is_held=False, texts=3, read=3) == ()
    assert [o.code for o in obstacles_to_disposal(is_over=True, is_held=False, texts=3, read=2)] == ["not_as_read"]
    assert obstacles_to_second_signature(by=two, first=one, is_held=False) == ()
    assert [o.code for o in obstacles_to_second_signature(by=one, first=one, is_held=True)] == ["one_person", "held"]
    found = obstacles_to_second_signature(by=two, first=one, is_held=False, is_withdrawn=True)
    assert [o.code for o in found] == ["withdrawn"]
    found = obstacles_to_second_signature(by=two, first=one, is_held=False, is_same=False)
    assert [o.code for o in found] == ["not_the_same"]
    assert obstacles_to_withdrawal(reason="The wrong case.", is_gone=False) == ()
    assert [o.code for o in obstacles_to_withdrawal(reason=" ", is_gone=False)] == ["no_reason"]
    assert [o.code for o in obstacles_to_withdrawal(reason="The wrong case.", is_gone=True)] == ["is_gone"]


def test_times_are_those_of_the_classes_where_a_server_has_none_of_its_own() -> None:
    found = {one.code: one for one in terms()}
    assert (found["child"].months, found["child"].starts) == (300, BIRTH)
    assert (found["protection"].months, found["protection"].starts) == (420, CASE)
    assert found["keeping"].months == 0
    assert len(found) == len(terms())


def test_a_server_sets_times_by_class_and_by_body(tmp_path: Path, settings: LazySettings) -> None:
    file = tmp_path / "times.yaml"
    file.write_text("""
- {class: child, controller: Heronsgait Primary School, years: 5, source: The school's own schedule}
- {class: child, controller: "", years: 30, source: "The council's schedule, line 4"}
- {class: files, controller: "", years: 0.5, source: Line 9}
""")
    settings.RETENTION = str(file)
    found = {(one.code, one.controller): one for one in terms()}
    ours, schools = found["child", ""], found["child", "Heronsgait Primary School"]
    assert (ours.months, ours.source, ours.others) == (360, "The council's schedule, line 4", (schools.controller,))
    assert (schools.months, schools.source, schools.others) == (60, "The school's own schedule", ())
    assert found["files", ""].months == 6
    assert found["protection", ""].months == 420


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{class: nothing, controller: '', years: 1, source: s}", "no such class"),
        ("{class: keeping, controller: '', years: 1, source: s}", "no such class"),
        ("{class: child, years: 1, source: s}", "a line has class, controller"),
        ("{class: child, controller: '', years: soon, source: s}", "no number of years"),
        ("{class: child, controller: '', years: 0, source: s}", "no number of years"),
        ("{class: child, controller: '', years: 900, source: s}", "no number of years"),
        ("{class: child, controller: '', years: 1, source: ''}", "by whose rule"),
        (
            "{class: words, controller: '', years: 24, source: s}",
            "decisions rest on it, so that it is kept at least 25 years",
        ),
        ("{class: crossed, controller: A school, years: 5, source: s}", "decisions rest on it"),
        ("{class: review, controller: Home Office, years: 30, source: s}", "crossed: decisions rest on it.* 30 years"),
        ("{class: people, controller: A school, years: 1, source: s}", "one time for all"),
    ],
)
def test_a_file_of_times_that_cannot_be_says_what_to_put_right(
    tmp_path: Path, settings: LazySettings, line: str, said: str
) -> None:
    file = tmp_path / "times.yaml"
    file.write_text(f"- {line}\n")
    settings.RETENTION = str(file)
    with pytest.raises(BadSchedule, match=said):
        terms()


@pytest.mark.parametrize("text", ["child: 1", "- [", None])
def test_a_file_of_times_that_is_none_is_named(tmp_path: Path, settings: LazySettings, text: str | None) -> None:
    file = tmp_path / "times.yaml"
    if text is not None:
        file.write_text(text)
    settings.RETENTION = str(file)
    with pytest.raises(BadSchedule, match=r"times\.yaml"):
        terms()
