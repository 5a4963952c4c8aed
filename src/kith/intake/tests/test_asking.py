"""How registrars are asked: a pair whose answer is known once in twenty, nothing faster than they read, what differs marked."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.intake import queries
from kith.intake.actions import (
    answer_known_pair,
    ask_about_known_pair,
    take_back_known_answer,
)
from kith.intake.linkage import PersonRow, Prepared, prepare
from kith.intake.linkage.rows import may_be_child
from kith.intake.models import CandidatePair, Judgement, KnownAnswer, KnownPair
from kith.intake.rules import Said
from kith.intake.rules.asking import (
    FORGOTTEN,
    HELD,
    ONE_IN,
    UNREAD,
    Known,
    drawn,
    is_followed_by_known,
    is_unread,
    known_to,
)
from kith.intake.rules.marking import in_parts
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import home_office, person, pupil, school, two_families
from kith.intake.tests.test_judging import LATER, Desk
from kith.protocol.pack import load
from kith.register.models import FamilyMember, Person
from kith.verdict import Refused
from tests.factories import Cast

ONE, TWO, THREE = (uuid.UUID(int=n) for n in (1, 2, 3))
PAIR = uuid.UUID(int=9)
PACK = load()
MUCH_LATER = LATER + FORGOTTEN + timedelta(days=2)


def said(*words: tuple[uuid.UUID, str]) -> dict[uuid.UUID, list[Said]]:
    return {PAIR: [Said(by, verdict, LATER + timedelta(minutes=n)) for n, (by, verdict) in enumerate(words)]}


def test_an_answer_is_read_first_unless_it_comes_within_a_blink_of_its_pair() -> None:
    assert is_unread(LATER, LATER + UNREAD / 2)
    assert not is_unread(LATER, LATER + UNREAD)
    assert not is_unread(LATER, LATER - timedelta(seconds=1)), "another server's clock is no reason to refuse"
    assert not is_unread(None, LATER)


def test_the_lot_falls_on_one_answer_in_twenty_and_always_on_the_same_ones() -> None:
    answers = [uuid.UUID(int=n) for n in range(8_000)]
    fell = [one for one in answers if is_followed_by_known(one, "a key")]
    assert 0.8 < len(fell) * ONE_IN / len(answers) < 1.2
    assert fell == [one for one in answers if is_followed_by_known(one, "a key")]
    assert fell != [one for one in answers if is_followed_by_known(one, "another")]


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (((ONE, "same"), (TWO, "same")), Known(PAIR, "same", is_own=False)),
        (((ONE, "different"), (TWO, "different")), Known(PAIR, "different", is_own=False)),
        (((ONE, "same"),), None),
        (((ONE, "same"), (ONE, "same")), None),
        (((ONE, "same"), (TWO, "different")), None),
        (((ONE, "unsure"), (TWO, "unsure")), None),
    ],
)
def test_what_two_people_said_alike_is_known(words: tuple[tuple[uuid.UUID, str], ...], known: Known | None) -> None:
    assert known_to(said(*words), THREE, MUCH_LATER) == ([known] if known else [])


def test_whoever_judged_a_pair_is_asked_about_it_as_if_anew_only_when_it_is_long_ago() -> None:
    words = said((ONE, "same"), (TWO, "same"))
    assert known_to(words, ONE, LATER + FORGOTTEN - timedelta(days=1)) == []
    assert known_to(words, ONE, MUCH_LATER) == [Known(PAIR, "same", is_own=True)]


def test_chance_alone_draws_among_what_others_judged_and_a_seed_draws_the_same_again() -> None:
    others = [Known(uuid.UUID(int=n), "same", is_own=False) for n in range(10)]
    own = [Known(uuid.UUID(int=n), "same", is_own=True) for n in range(100, 110)]
    seeds = [uuid.UUID(int=n) for n in range(200)]
    found = [drawn([*own, *others], seed=seed) for seed in seeds]
    assert set(found) == set(others)
    assert found == [drawn([*others[::-1], *own], seed=seed) for seed in seeds]
    assert drawn(own, seed=ONE) in own
    assert drawn([], seed=ONE) is None


@pytest.mark.parametrize(
    ("text", "other", "mark", "parts"),
    [
        ("Amal Tesfay", "TESFAI, Amal", "agrees by sound", (("Amal", False), ("Tesfay", True))),
        ("Amal Tesfay", "TESFAY, Amal", "agrees", (("Amal Tesfay", False),)),
        ("3 June 2007", "4 June 2007", "differs", (("3", True), ("June 2007", False))),
        ("Amal", "Yonas", "differs", (("Amal", False),)),
        ("أمل تسفاي", "أمل هايلي", "partly agrees", (("أمل", False), ("تسفاي", True))),
        ("", "Yonas", "not known", ()),
    ],
)
def test_words_that_the_other_record_has_nothing_like_are_marked_unless_all_are(
    text: str, other: str, mark: str, parts: tuple[tuple[str, bool], ...]
) -> None:
    assert in_parts(text, other, mark) == parts


class Lot(Desk):
    """The desk of two registrars, weeks after they said of a child that two records are one person."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.child = self.pair("H2", "S2")
        for name in ("registrar", "registrar_two"):
            self.judge(self.child, "same", name)
        self.after = self.judge(self.pair("H1", "K1"), "unsure")  # before anything is known: the lot brings nothing yet
        self.at = MUCH_LATER

    def draw(self, after: Judgement | None = None) -> KnownPair | None:
        with entered(self.cast["registrar"], "intake.judge_pair", at=self.at) as passage:
            return ask_about_known_pair(after=after or self.after, by=passage.actor, at=self._tick())

    def answer(self, known: KnownPair | None, verdict: Verdict, why: str = "") -> KnownAnswer:
        assert known is not None
        with entered(self.cast["registrar"], "intake.judge_pair", at=self.at) as passage:
            return answer_known_pair(known=known, verdict=verdict, why=why, by=passage.actor, at=self._tick())

    def undo(self, answer: KnownAnswer) -> KnownAnswer:
        with entered(self.cast["registrar"], "intake.take_back", at=self.at) as passage:
            return take_back_known_answer(answer=answer, by=passage.actor, at=self._tick())

    def next(self, name: str = "registrar") -> CandidatePair | None:
        with side(Side.REGISTRY, actor_id=self.cast[name].pk):
            return queries.pair_or_next(self.cast[name], None, self.at)

    def trail(self) -> list[tuple[str, list[str]]]:
        with side(Side.AUDIT, actor_id=self.cast["auditor"].pk):
            entries = AuditEntry.objects.filter(verb__startswith="intake.known").order_by("at")
            return [(entry.verb, entry.codes) for entry in entries]


@pytest.fixture
def lot(cast: Cast, tmp_path: Path, taken_in: TakeIn) -> Lot:
    taken_in(two_families(tmp_path))
    return Lot(cast)


@pytest.mark.django_db
def test_a_known_pair_is_asked_next_of_one_registrar_and_answered_without_any_effect(lot: Lot) -> None:
    known = lot.draw()
    assert known is not None
    assert (known.pair_id, known.verdict) == (lot.child.pk, "same")
    assert lot.next() == lot.child
    assert lot.next("registrar_two") == lot.pair("H1", "K1")
    before = lot.now(Judgement, CandidatePair, Person, FamilyMember)
    answer = lot.answer(known, Verdict.DIFFERENT, "another mother")
    assert lot.answer(known, Verdict.DIFFERENT) == answer, "the same twice is once"
    assert lot.now(Judgement, CandidatePair, Person, FamilyMember) == before
    assert lot.is_one("H2", "S2")
    assert lot.next() == lot.pair("H1", "K1")
    assert lot.trail() == [("intake.known_pair_drawn", []), ("intake.known_pair_answered", ["different"])]


@pytest.mark.django_db
def test_a_known_pair_is_drawn_once_for_one_answer_and_asked_once_of_one_registrar(lot: Lot) -> None:
    known = lot.draw()
    assert lot.draw() == known
    lot.answer(known, Verdict.SAME)
    assert lot.draw(lot.judge(lot.pair("H1", "K1"), "different")) is None
    assert len(lot.now(KnownPair)[0]) == 1


@pytest.mark.django_db
def test_nothing_is_drawn_while_nothing_is_known(cast: Cast, tmp_path: Path, taken_in: TakeIn) -> None:
    taken_in(two_families(tmp_path))
    desk = Desk(cast)
    made = desk.judge(desk.pair("H2", "S2"), "same")
    with entered(cast["registrar"], "intake.judge_pair", at=MUCH_LATER) as passage:
        assert ask_about_known_pair(after=made, by=passage.actor, at=MUCH_LATER) is None


@pytest.mark.django_db
def test_an_answer_about_a_known_pair_is_taken_back_once_and_then_it_is_asked_again(lot: Lot) -> None:
    known = lot.draw()
    answer = lot.answer(known, Verdict.SAME)
    with pytest.raises(Refused, match="answered_otherwise_before"):
        lot.answer(known, Verdict.UNSURE)
    back = lot.undo(answer)
    assert lot.next() == lot.child
    for one in (answer, back):
        with pytest.raises(Refused, match="not_in_force"):
            lot.undo(one)
    lot.answer(known, Verdict.UNSURE)
    assert [verb for verb, _ in lot.trail()] == [
        "intake.known_pair_drawn", "intake.known_pair_answered", "intake.known_answer_taken_back",
        "intake.known_pair_answered",
    ]  # fmt: skip


@pytest.mark.django_db
def test_drawing_answering_and_taking_back_leave_nothing_where_they_do_not_end(lot: Lot) -> None:
    known = lot.draw()
    held = lot.answer(known, Verdict.SAME)
    tables, trail = lot.now(KnownPair, KnownAnswer), lot.trail()
    for act in (lambda: lot.undo(held), lambda: lot.draw(lot.judge(lot.pair("H1", "K1"), "different"))):
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    assert (lot.now(KnownPair, KnownAnswer), lot.trail()) == (tables, trail)


@pytest.mark.django_db
def test_the_lot_is_drawn_with_each_answer_and_what_it_falls_on_brings_a_known_pair(lot: Lot) -> None:
    pair = lot.pair("H1", "K1")
    for _ in range(400):  # one in twenty
        made = lot.judge(pair, "different")
        known = list(lot.now(KnownPair)[0])
        assert len(known) == is_followed_by_known(made.pk, settings.SECRET_KEY)
        if known:
            break
        lot.take_back(made)
    assert lot.next() == lot.child


@pytest.mark.django_db
def test_how_far_answers_agree_is_counted_by_registrar_and_what_differs_is_named(lot: Lot) -> None:
    lot.answer(lot.draw(), Verdict.DIFFERENT, "another mother")
    with side(Side.REGISTRY, actor_id=lot.cast["registrar"].pk):
        (one,) = queries.agreement()
        (otherwise,) = [queries.otherwise_view(answer) for answer in queries.answered_otherwise()]
        assert queries.judged_by_two() == (1, 1)
    assert (one.answered, one.alike, one.otherwise, one.unsure) == (1, 0, 1, 0)
    assert (otherwise.known, otherwise.verdict, otherwise.why) == (
        "the same person",
        "different people",
        "another mother",
    )


@pytest.mark.django_db
def test_a_known_pair_is_shown_as_its_families_stood_before_it_was_settled(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    taken_in(two_families(tmp_path))
    desk = Desk(cast)
    mothers = desk.pair("H1", "K1")
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        before = queries.pair_view(mothers, pack=PACK)
    for name in ("registrar", "registrar_two"):
        desk.judge(mothers, "same", name)
    desk.judge(desk.pair("H2", "S2"), "same")
    desk.at = MUCH_LATER
    after = desk.judge(desk.pair("H2", "S2"), "unsure")
    with entered(cast["registrar"], "intake.judge_pair", at=MUCH_LATER) as passage:
        ask_about_known_pair(after=after, by=passage.actor, at=MUCH_LATER)
        known = queries.pair_or_next(passage.actor, None, MUCH_LATER)
        assert known == mothers
        view = queries.pair_view(known, pack=PACK)
    assert (view.a.family, view.b.family, view.families) == (before.a.family, before.b.family, before.families)
    assert (view.is_settled, view.hanging) == (False, before.hanging)
    with side(Side.REGISTRY, actor_id=cast["registrar_two"].pk):
        settled = queries.pair_or_next(cast["registrar_two"], mothers.pk, MUCH_LATER)
        assert settled is not None
        assert queries.pair_view(settled, pack=PACK).families == "one family"


@pytest.mark.django_db
def test_who_was_not_sure_is_asked_about_others_first_each_time_and_reads_that_they_were(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    """Said twice, it is one judgement; but whoever passes a pair on is never shown it again at once."""
    taken_in(two_families(tmp_path))
    desk = Desk(cast)
    for name in (("H2", "S2"), ("H1", "K1"), ("H2", "S2"), ("H1", "K1")):
        pair = desk.pair(*name)
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            assert queries.next_pair(cast["registrar"], LATER) == pair.pk
        desk.judge(pair, "unsure")
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        shown = queries.pair_or_next(cast["registrar"], None, LATER)
        assert shown is not None
        assert queries.pair_view(shown, pack=PACK).unsure_at == LATER + timedelta(minutes=1)
        assert Judgement.objects.filter(rule="").count() == 2
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="intake.pair_passed_on").count() == 2


def test_whoever_says_nothing_of_an_age_may_be_a_child_and_one_row_that_says_it_is_enough() -> None:
    def row(key: str, **said: str) -> Prepared:
        return prepare(PersonRow(key=key, file="f", source="school_roll", full_name="Amal Tesfay", **said))

    unknown, grown, wife = row("u"), row("g", birth_date="1985"), row("w", relationship="Wife")
    young = frozenset({"c"})
    assert may_be_child([unknown], young)
    assert may_be_child([unknown, row("c", birth_date="2015")], young)
    assert may_be_child([grown, row("c", birth_date="2015")], young)
    assert not may_be_child([unknown, grown], young)
    assert not may_be_child([wife], young)


@pytest.mark.django_db
def test_a_pair_of_whom_nobody_says_how_old_they_are_is_judged_by_two(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    school_says = {"Contact number": "01632 960111"}
    taken_in([
        school(tmp_path, pupil("S1", "TESFAY, Amal", "", **school_says)),
        school(tmp_path, pupil("T1", "TESFAY, Amal", "", **school_says), name="other.csv"),
    ])  # fmt: skip
    desk = Desk(cast)
    pair = desk.pair("S1", "T1")
    desk.judge(pair, "same")
    assert (pair.concerns_child, desk.is_one("S1", "T1")) == (True, False)
    desk.judge(pair, "same", "registrar_two")
    assert desk.is_one("S1", "T1")


@pytest.mark.django_db
def test_a_pair_that_comes_to_concern_a_child_needs_two_people_from_then_on(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    """Both were written down as somebody's wife; then a file says of one of them when she was born."""
    wife = {"Phone": "01632 960111", "Relationship to main applicant": "Wife"}
    taken_in([
        home_office(tmp_path, person("H1", "Amal", "Tesfay", "", ref="P100001", **wife)),
        home_office(tmp_path, person("K1", "Amal", "Tesfay", "", case="C2", **wife), name="k.csv"),
    ])  # fmt: skip
    desk = Desk(cast)
    assert not desk.pair("H1", "K1").concerns_child
    taken_in(
        [home_office(tmp_path, person("Z1", "Amal", "Tesfay", "05/05/2015", ref="P100001", case="C1"), name="z.csv")]
    )
    assert desk.is_one("H1", "Z1")
    assert desk.pair("H1", "K1").concerns_child
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert queries.waiting_pairs().count() == 1


@pytest.mark.django_db
def test_two_who_judge_at_once_are_asked_about_different_pairs_until_none_other_is_left(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    people = [person(f"H{n}", "Selam", "Tesfay", "01/01/1985", case=f"C{n}") for n in range(3)]
    taken_in([home_office(tmp_path, *people, person("K1", "Dawit", "Haile", "02/07/2018", case="C9"))])
    desk = Desk(cast)

    def asked(name: str, after: timedelta = timedelta()) -> uuid.UUID | None:
        with side(Side.REGISTRY, actor_id=cast[name].pk):
            return queries.next_pair(cast[name], desk.at + after)

    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        first, second, third = queries.waiting_pairs()
    assert {asked("registrar"), asked("registrar_two")} == {first.pk}
    desk.judge(first, "different")
    assert (asked("registrar"), asked("registrar_two")) == (second.pk, third.pk)
    desk.judge(third, "different", "registrar_two")
    assert (asked("registrar"), asked("registrar_two")) == (second.pk, second.pk), "better twice than never"
    made = desk.judge(second, "unsure")
    assert asked("registrar_two") == second.pk
    desk.take_back(made)
    assert asked("registrar_two", HELD) == second.pk


@pytest.mark.django_db
def test_nothing_is_worked_out_anew_while_a_second_person_is_waited_for(
    cast: Cast, tmp_path: Path, taken_in: TakeIn
) -> None:
    taken_in(two_families(tmp_path))
    desk = Desk(cast)

    def followed() -> int:
        with side(Side.AUDIT, actor_id=cast["auditor"].pk):
            return AuditEntry.objects.filter(verb="intake.judgements_followed").count()

    child, counts = desk.pair("H2", "S2"), [followed()]
    for verdict, name in (
        ("same", "registrar"),
        ("unsure", "registrar"),
        ("same", "registrar"),
        ("same", "registrar_two"),
    ):
        desk.judge(child, verdict, name)
        counts.append(followed() - counts[0])
    assert counts[1:] == [0, 0, 0, 1]
    assert desk.is_one("H2", "S2")
    desk.judge(desk.pair("H1", "K1"), "unsure")
    assert followed() - counts[0] == 2, "that people are not sure counts before the machine"
