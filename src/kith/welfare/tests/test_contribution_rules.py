"""Rules of contributions, without a database."""

from datetime import date

from kith.welfare.rules import AnswerFacts, holiday_until, obstacles_to_answering, said_by
from kith.welfare.terms import GoesOn


def test_without_the_name_an_answer_reads_as_from_the_role() -> None:
    given = ("Ms Orr", "class teacher", "Heronsgait Primary")
    assert said_by(*given, GoesOn.ROLE) == "Class teacher, Heronsgait Primary"
    assert said_by(*given, GoesOn.NAME) == said_by(*given, GoesOn.NO) == "Ms Orr, class teacher, Heronsgait Primary"


def test_an_answer_needs_words_and_a_choice_and_is_changed_until_it_went_on() -> None:
    def codes(facts: AnswerFacts) -> list[str]:
        return [one.code for one in obstacles_to_answering(facts)]

    assert codes(AnswerFacts("Well.", GoesOn.NO)) == []
    assert codes(AnswerFacts(" ", "")) == ["no_words", "going_on_not_said"]
    assert codes(AnswerFacts("", "", is_answer=False)) == []
    assert codes(AnswerFacts("", "", is_answer=False, is_used=True)) == ["answer_was_used"]


def test_a_holiday_lies_between_two_terms() -> None:
    terms = [(date(2026, 4, 20), date(2026, 6, 24)), (date(2026, 8, 12), date(2026, 10, 9))]
    assert holiday_until(terms, date(2026, 7, 1)) == date(2026, 8, 12)
    assert holiday_until(terms, date(2026, 6, 24)) is None
    assert holiday_until(terms, date(2026, 1, 1)) is None
    assert holiday_until(terms, date(2026, 11, 1)) is None
    assert holiday_until((), date(2026, 7, 1)) is None
