"""Whom people are asked about, and in which order."""

from kith.intake.linkage import PersonRow, Verdict, link, prepare
from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.queue import ONE_IN, Doubt, questions


def row(key: str, given: str = "Amal", born: str = "19/04/2012", **more: str) -> PersonRow:
    return PersonRow(key, more.pop("file", key), "s", given=given, family="Tesfay", birth_date=born, **more)


def asked(
    doubts: list[Doubt], together: list[tuple[str, str]], judged: set[frozenset[str]] | None = None, young: str = ""
) -> list[tuple[str, str]]:
    held = {key: prepare(row(key)) for key in "abcdefgh"}
    clusters = Clusters(held, lambda a, b: False)
    for pair in together:
        clusters.join(*pair)
    return [(one.a, one.b) for one in questions(doubts, held, clusters, judged or set(), frozenset(young))]


def test_first_comes_where_most_rows_hang_on_the_answer_and_then_the_likelier() -> None:
    doubts = [Doubt("a", "b", 0.9), Doubt("c", "f", 0.6), Doubt("g", "h", 0.5)]
    assert asked(doubts, []) == [("a", "b"), ("c", "f"), ("g", "h")]
    assert asked(doubts, [("c", "d"), ("c", "e")]) == [("c", "f"), ("a", "b"), ("g", "h")]


def test_of_equals_a_child_comes_first() -> None:
    doubts = [Doubt("a", "b", 0.5), Doubt("c", "d", 0.5)]
    assert asked(doubts, []) == [("a", "b"), ("c", "d")]
    assert asked(doubts, [], young="d") == [("c", "d"), ("a", "b")]


def test_two_people_are_asked_about_once_and_who_was_answered_no_more() -> None:
    doubts = [Doubt("a", "c", 0.5), Doubt("b", "c", 0.7)]
    assert asked(doubts, [("a", "b")]) == [("b", "c")]
    assert asked(doubts, [("a", "b")], judged={frozenset({"a", "c"})}) == []
    assert asked(doubts, [("a", "b"), ("a", "c")]) == []


def test_what_is_hardly_likely_is_not_asked() -> None:
    assert asked([Doubt("a", "b", ONE_IN * 0.9)], []) == []
    assert asked([Doubt("a", "b", ONE_IN)], []) == [("a", "b")]


def test_who_has_no_day_of_birth_is_looked_for_among_the_few_of_that_name_wherever_they_live() -> None:
    undated = row("a", born="", address="1 Elm Grove", postcode="ZA1 1AA")
    dated = row("b", address="9 Mill Lane", postcode="ZF8 2BT")
    (question,) = link([undated, dated]).queue
    assert {question.a, question.b} == {"a", "b"}
    many = [row(f"c{n}", born=f"{n + 1:02}/03/{1960 + 2 * n}", address=f"{n} Park Road") for n in range(20)]
    assert not [one for one in link([undated, dated, *many]).queue if "a" in (one.a, one.b)]


def test_an_answer_takes_a_pair_from_the_queue_and_another_stays() -> None:
    rows = [
        row("a", born="", address="1 Elm Grove"),
        row("b", address="9 Mill Lane"),
        row("c", "Dawit", born="", address="2 Elm Grove"),
        row("d", "Dawit", "03/02/2011", address="8 Mill Lane"),
    ]
    before = {frozenset((one.a, one.b)) for one in link(rows).queue}
    after = {frozenset((one.a, one.b)) for one in link(rows, [Verdict("a", "b", "different", by_machine=False)]).queue}
    assert before == {frozenset("ab"), frozenset("cd")}
    assert after == {frozenset("cd")}
