"""Verbs of representations: what is written, what is refused, and what each side sees of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from kith.access.models import Actor, AuditEntry, Membership
from kith.access.side import side
from kith.access.terms import ActorKind, FactSide, Role, Side
from kith.representations import actions
from kith.representations.models import Answer, FamilyAccess, Representation
from kith.representations.queries import put_forward
from kith.representations.rules import TRIES, WINDOW
from kith.representations.terms import AnswerKind, Voice, Wish
from kith.representations.tests.factories import AT, give, say
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db


def come_in(given: actions.Given, code: str | None = None, at: object = AT) -> Actor:
    knock = actions.knock(link=given.link, by=None, at=at)
    return actions.come_in(knock=knock, code=given.code if code is None else code, by=None, at=at)


def test_a_page_is_given_to_one_person_who_comes_in_with_link_and_code(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    assert come_in(given) == given.access.actor
    assert given.access.actor.kind == ActorKind.FAMILY
    assert [m.role for m in Membership.objects.filter(actor=given.access.actor)] == [Role.FAMILY_MEMBER]
    kept = f"{given.access.link_hash} {given.access.code_hash} {given.access.actor.shown_name}"
    assert given.link not in kept
    assert given.code not in kept
    assert "Selam" not in kept
    assert not given.access.is_young


def test_a_wrong_code_a_wrong_link_and_too_many_tries_are_refused_in_the_same_words(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    said = set()
    for link, code in ((given.link, "00000000x"), ("nothing", given.code)):
        with pytest.raises(Refused) as refused:
            come_in(actions.Given(given.access, link, given.code), code)
        said.add(refused.value.obstacles)
    for _ in range(TRIES - 1):
        actions.knock(link=given.link, by=None, at=AT)
    with pytest.raises(Refused) as refused:
        come_in(given)
    said.add(refused.value.obstacles)
    assert len(said) == 1
    assert come_in(given, at=AT + timedelta(minutes=WINDOW)) == given.access.actor


def test_the_database_counts_tries_as_the_rule_says() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'representations_knock'")
        (source,) = cursor.fetchone()
    assert f"a.tries < {TRIES} " in source
    assert source.count(f"'{WINDOW} minutes'") == 3


def test_a_new_link_and_code_take_the_place_of_the_old_and_what_was_written_stays(cast: Cast) -> None:
    made = make_case(cast)
    first = give(cast, made, made.adults[0])
    say(first, "We live here.", FactSide.WELFARE)
    again = give(cast, made, made.adults[0])
    assert again.access.pk == first.access.pk
    with pytest.raises(Refused):
        come_in(first)
    assert come_in(again) == first.access.actor
    with side(Side.FAMILY, actor_id=again.access.actor_id):
        assert [one.words for one in Representation.objects.all()] == ["We live here."]


def test_a_page_that_was_closed_opens_nothing_and_shows_nothing(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    say(given, "We live here.", FactSide.WELFARE)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        held = FamilyAccess.objects.get(pk=given.access.pk)
        actions.stop_access(access=held, expected=held.version, by=cast["registrar"], at=AT)
    with pytest.raises(Refused):
        come_in(given)
    with side(Side.FAMILY, actor_id=given.access.actor_id):
        assert not FamilyAccess.objects.exists()
        assert not Representation.objects.exists()


def test_a_child_under_twelve_and_a_stranger_get_no_page(cast: Cast) -> None:
    made, other = make_case(cast, children=2), make_case(cast)
    day = datetime(2026, 1, 20, 12, tzinfo=UTC)  # the first is twelve since January, the second will be in February
    assert give(cast, made, made.children[0], at=day).access.is_young
    for person, code in ((made.children[1], "too_young"), (other.adults[0], "not_of_family")):
        with pytest.raises(Refused) as refused:
            give(cast, made, person, at=day)
        assert [one.code for one in refused.value.obstacles] == [code]


def test_words_go_to_the_side_that_was_chosen_and_to_no_other(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    for to in FactSide:
        say(given, f"for {to}", to)
    seen = {}
    for on, name in ((Side.WELFARE, "coordinator"), (Side.DECISION, "manager")):
        with side(on, actor_id=cast[name].pk):
            seen[on] = {one.words for one in Representation.objects.all()}
    assert seen == {
        Side.WELFARE: {"for common", "for welfare"},
        Side.DECISION: {"for common", "for decision"},
    }
    with side(Side.WELFARE, actor_id=cast["coordinator_elsewhere"].pk):
        assert not Representation.objects.exists()


def test_the_decision_side_the_statistician_and_the_auditor_know_of_no_page(cast: Cast) -> None:
    for on in (Side.DECISION, Side.STATISTICS, Side.AUDIT, Side.REPRESENTATIVE, Side.CONTRIBUTOR):
        with (
            side(on, actor_id=cast["manager"].pk),
            pytest.raises(ProgrammingError, match="denied"),
            transaction.atomic(),
        ):
            FamilyAccess.objects.exists()


def answer(cast: Cast, said: Representation, *, name: str = "manager", **kwargs: object) -> list[Answer]:
    on = Side.DECISION if name == "manager" else Side.WELFARE
    given = {"kind": AnswerKind.ANSWERED, "words": "Thank you.", "by": cast[name], "at": AT} | kwargs
    with side(on, actor_id=cast[name].pk):
        return actions.answer(case=said.case, said=[said.pk, *given.pop("also", [])], side=FactSide(on), **given)


def is_met(cast: Cast, said: Representation, on: Side, name: str) -> bool:
    with side(on, actor_id=cast[name].pk):
        return put_forward(said.case_id, FactSide(on)).get(pk=said.pk).is_met


def test_each_side_answers_for_itself_and_the_writer_reads_both(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    said = say(given, "We want to stay.", FactSide.COMMON)
    answer(cast, said)
    assert is_met(cast, said, Side.DECISION, "manager")
    assert not is_met(cast, said, Side.WELFARE, "coordinator")
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert not Answer.objects.exists()
    answer(cast, said, name="coordinator", words="We heard you.")
    with side(Side.FAMILY, actor_id=given.access.actor_id):
        assert {one.words for one in Answer.objects.all()} == {"Thank you.", "We heard you."}
    with pytest.raises(Refused) as refused:
        answer(cast, said)
    assert [one.code for one in refused.value.obstacles] == ["is_met"]


def test_an_answer_without_words_meets_nothing(cast: Cast) -> None:
    made = make_case(cast)
    said = say(give(cast, made, made.adults[0]), "Hear us.", FactSide.DECISION)
    with pytest.raises(Refused, match="no_words"):
        answer(cast, said, words=" \n")
    assert not is_met(cast, said, Side.DECISION, "manager")


def test_repeated_letters_are_answered_once_and_what_will_happen_has_its_day(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    one, two = (say(given, words, FactSide.DECISION) for words in ("When?", "When, please?"))
    with pytest.raises(Refused):
        answer(cast, one, kind=AnswerKind.WILL_HAPPEN, happens_on=date(2026, 8, 1))
    met = answer(cast, one, also=[two.pk], kind=AnswerKind.WILL_HAPPEN, happens_on=date(2026, 9, 9))
    assert {m.representation_id for m in met} == {one.pk, two.pk}
    assert is_met(cast, two, Side.DECISION, "manager")


def test_a_meeting_that_was_promised_is_answered_after_it_or_given_another_day(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    said = say(given, "We want to meet.", FactSide.DECISION, wish=Wish.MEETING)
    promise = {"kind": AnswerKind.WILL_HAPPEN, "words": "We will meet."}
    answer(cast, said, **promise, happens_on=date(2026, 9, 9))
    with pytest.raises(Refused) as refused:
        answer(cast, said, **promise, happens_on=date(2026, 9, 9))
    assert [one.code for one in refused.value.obstacles] == ["is_met"], "pressed twice"
    answer(cast, said, **promise, happens_on=date(2026, 9, 16))
    answer(cast, said, words="We met, and heard you.")
    with side(Side.FAMILY, actor_id=given.access.actor_id):
        assert [one.words for one in Answer.objects.order_by("id")] == ["We will meet."] * 2 + [
            "We met, and heard you."
        ]
    for again in ({"words": "Once more."}, promise | {"happens_on": date(2026, 9, 23)}):
        with pytest.raises(Refused):
            answer(cast, said, **again)


def test_nobody_is_answered_in_the_same_words_as_another_of_the_family_or_as_a_solicitor(cast: Cast) -> None:
    made = make_case(cast, adults=2)
    hers, his = (say(give(cast, made, person), "When?", FactSide.DECISION) for person in made.adults)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        letter = actions.record_representation(
            case=made.case, voice=Voice.SOLICITOR, said_by="B. Orr", said_on=AT.date(), wish=Wish.WORDS, words="When?",
            side=FactSide.DECISION, by=cast["manager"], at=AT,
        )  # fmt: skip
    for other in (his, letter):
        with pytest.raises(Refused) as refused:
            answer(cast, hers, also=[other.pk])
        assert [one.code for one in refused.value.obstacles] == ["of_several"]
    assert [is_met(cast, one, Side.DECISION, "manager") for one in (hers, his, letter)] == [False, False, False]


def test_the_family_may_say_do_not_wait_for_this(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    said = say(given, "We want to meet.", FactSide.COMMON, wish=Wish.MEETING)
    assert said.meeting.times == ""
    for _ in range(2):
        with side(Side.FAMILY, actor_id=given.access.actor_id):
            actions.do_not_wait(said=said, by=given.access.actor, at=AT)
    assert is_met(cast, said, Side.DECISION, "manager")
    assert is_met(cast, said, Side.WELFARE, "coordinator")
    with side(Side.FAMILY, actor_id=given.access.actor_id):
        assert Answer.objects.count() == 1


def test_staff_write_down_what_came_for_their_own_side_and_never_in_a_family_members_name(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    manager = cast["manager"]
    with side(Side.DECISION, actor_id=manager.pk):
        said = actions.record_representation(
            case=made.case, voice=Voice.MP, said_by="A. Member MP", said_on=AT.date(), wish=Wish.MEETING, words="Meet them.",
            side=FactSide.DECISION, by=manager, at=AT,
        )  # fmt: skip
        assert said.meeting is not None
        for forged in (
            {"side": FactSide.WELFARE}, {"voice": Voice.FAMILY}, {"voice": Voice.FAMILY, "access": given.access},
            {"by": cast["officer"]},
        ):  # fmt: skip
            given_words = {"voice": Voice.MP, "side": FactSide.DECISION, "said_by": "x", "by": manager} | forged
            with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                Representation.objects.create(
                    case=made.case, said_on=AT.date(), wish=Wish.WORDS, words="x", at=AT, **given_words
                )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Answer.objects.create(
                representation=said,
                side=FactSide.DECISION,
                kind=AnswerKind.ANSWERED,
                words="x",
                by=cast["officer"],
                at=AT,
            )


def test_nobody_is_let_in_as_staff_and_no_side_writes_actors_itself(cast: Cast) -> None:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk), connection.cursor() as cursor:
        for statement in (
            "select access_let_in('x', 'staff', now())",
            "insert into access_actor (id, version, shown_name, kind, phone) values (gen_random_uuid(), 1, 'x', 'family', '')",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(statement)


def test_every_verb_is_written_down_without_a_word(cast: Cast) -> None:
    made = make_case(cast)
    given = give(cast, made, made.adults[0])
    come_in(given)
    say(given, "Whispered sentence.", FactSide.WELFARE)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entries = list(AuditEntry.objects.filter(at=AT))
    assert {
        "representations.access_given", "representations.knocked", "representations.came_in", "representations.said",
        "access.let_in",
    } <= {one.verb for one in entries}  # fmt: skip
    assert not any("Whispered" in str(vars(one)) or given.code in str(vars(one)) for one in entries)
