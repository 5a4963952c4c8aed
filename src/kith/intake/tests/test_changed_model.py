"""Another model than before joins nothing until it was tried, and what it would change is counted."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.intake import actions, queries
from kith.intake.linkage import RULE, model
from kith.intake.models import Batch, CandidatePair, Judgement, RulesTried
from kith.intake.rules.trying import JoinsBy, obstacles_to_joining
from kith.intake.terms import Verdict
from kith.intake.tests.conftest import Hand, Kith, TakeIn, counts_of, files_of, take_in, worked
from kith.intake.tests.files import pupil, school, two_families
from kith.intake.tests.test_taking_in import held
from kith.intake.tests.test_trying import BY, tried_out
from kith.intake.tests.test_writing_down import STRANGER
from kith.intake.tests.test_writing_down import Hand as ByHand
from kith.register.joining import regroup
from kith.register.models import Person
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

OLDER = "weights-0"


@pytest.mark.parametrize(
    ("before", "is_tried", "codes"),
    [
        ((), False, []), (("2",), False, []), (("1",), True, []), (("1", "2"), True, []),
        (("1",), False, ["model_not_tried"]), (("1", "2"), False, ["model_not_tried"]),
    ],
)  # fmt: skip
def test_only_another_model_than_before_is_tried_first(
    before: tuple[str, ...], is_tried: bool, codes: list[str]
) -> None:
    found = obstacles_to_joining(JoinsBy("2", before, is_tried))
    assert [one.code for one in found] == codes
    assert all("(1)" in one.words and "(2)" in one.words and "kith intake try-rules" in one.words for one in found)


def joined_by_older(cast: Cast) -> Judgement:
    """What the machine joined is judged by an older model, as after an upgrade."""
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        (made,) = Judgement.objects.exclude(rule="")
        return Judgement.objects.create(
            a_id=made.a_id, b_id=made.b_id, verdict=Verdict.SAME, rule=made.rule, model_version=OLDER,
            strength=made.strength, batch_id=made.batch_id, by=cast["registrar"], at=LONG_AGO,
        )  # fmt: skip


def tried(cast: Cast, **rules: float) -> actions.Tried:
    with entered(cast["registrar"], "intake.try_rules", at=LONG_AGO) as passage:
        given = model.Rules(model.weights(), **rules)
        return actions.try_rules(rules=given, by=passage.actor, at=LONG_AGO, progress=lambda *_: None)


def more(folder: Path) -> Path:
    return school(folder, pupil("S9", "HAILE, Senait", "03/03/2014"), name="more.csv")


@pytest.mark.django_db
def test_no_file_is_taken_in_by_another_model_until_it_was_tried(cast: Cast, taken_in: TakeIn, tmp_path: Path) -> None:
    files = two_families(tmp_path)
    taken_in(files)
    joined_by_older(cast)
    before = held(cast)
    with pytest.raises(Refused, match="model_not_tried"):
        taken_in([more(tmp_path)])
    assert held(cast) == before
    assert taken_in(files).batch is None  # nothing of it is new, so that nothing would be joined
    tried(cast, certain=0.9999999)
    with pytest.raises(Refused, match="model_not_tried"):  # these were other rules than would join
        taken_in([more(tmp_path)])
    found = tried(cast)
    assert found.is_beside_register
    assert taken_in([more(tmp_path)]).counts["people"] == 1
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        made = RulesTried.objects.get(certain=model.CERTAIN)
        assert (made.model_version, made.by_id, made.at) == (model.standing().version, cast["registrar"].pk, LONG_AGO)
        counts = (made.people_now, made.people_then, made.changed, made.asked_more, made.asked_no_more)
        assert counts == (6, 6, 0, 0, 0)
        with pytest.raises(DatabaseError), transaction.atomic():
            RulesTried.objects.update(changed=1)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.get(verb="intake.rules_tried", subject=made.pk)
        assert entry.codes == [made.model_version, *map(str, counts)]


@pytest.mark.django_db
def test_the_register_as_it_stands_is_what_another_model_is_held_beside(
    cast: Cast, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in(two_families(tmp_path))
    assert not tried(cast).is_beside_register
    joined_by_older(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        unsure, _ = CandidatePair.objects.order_by("place")
    with entered(cast["registrar"], "intake.judge_pair", at=LONG_AGO) as passage:
        actions.judge_pair(pair=unsure, verdict=Verdict.UNSURE, why="", by=passage.actor, at=LONG_AGO)
    found = tried(cast, certain=0.9999999, worth_asking=0.9999999).difference
    assert (found.people_now, found.count(is_joined=True)) == (6, 0)
    assert found.people_then == 6 + found.count(is_joined=False)
    # A pair about which people were not sure is asked about by neither; the other waits in the register.
    assert found.asked_now == 1
    assert found.asked_then - found.asked_now == found.asked_more - found.asked_no_more


@pytest.mark.django_db
def test_whom_the_older_model_joined_and_the_new_one_would_not_is_counted_and_stays_joined(
    cast: Cast, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in(two_families(tmp_path))
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        pair = CandidatePair.objects.order_by("place")[0]
        Judgement.objects.create(
            a_id=pair.a_id, b_id=pair.b_id, verdict=Verdict.SAME, rule=RULE, model_version=OLDER, by=cast["registrar"],
            at=LONG_AGO,
        )  # fmt: skip
        people = Person.objects.values_list("pk", flat=True)
        regroup(people=people, links=queries.ledger().links, by=cast["registrar"], at=LONG_AGO)
    found = tried(cast).difference
    assert (found.people_now, found.people_then) == (5, 6)
    assert (found.count(is_joined=True), found.count(is_joined=False)) == (0, 1)
    assert len(found.changes[0].people) == 2
    taken_in([more(tmp_path)])
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Person.objects.values("canonical_id").distinct().count() == 6  # five, and the one who came


@pytest.mark.django_db
def test_what_was_joined_by_another_model_and_taken_back_stops_nobody(
    cast: Cast, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in(two_families(tmp_path))
    older = joined_by_older(cast)
    with entered(cast["registrar"], "intake.take_back", at=LONG_AGO) as passage:
        actions.take_back(judgement=older, by=passage.actor, at=LONG_AGO)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert queries.joins_by() == JoinsBy(model.standing().version, {model.standing().version}, is_tried=False)
    assert taken_in([more(tmp_path)]).batch is not None
    with entered(cast["registrar"], "intake.take_back", at=LONG_AGO) as passage:
        other = Judgement.objects.exclude(rule="").get(taken_back_by__isnull=True)
        actions.take_back(judgement=other, by=passage.actor, at=LONG_AGO)
    found = tried(cast).difference  # what somebody took back is joined by no rules again
    assert (found.people_now, found.people_then) == (8, 8)


@pytest.mark.django_db
def test_people_are_judged_about_and_written_down_as_before(cast: Cast, taken_in: TakeIn, tmp_path: Path) -> None:
    taken_in(two_families(tmp_path))
    joined_by_older(cast)
    with entered(cast["registrar"], "intake.judge_pair", at=LONG_AGO) as passage:
        pair = CandidatePair.objects.order_by("place")[0]
        assert actions.judge_pair(pair=pair, verdict=Verdict.SAME, why="", by=passage.actor, at=LONG_AGO).pair == pair
    assert ByHand(cast).write(STRANGER).is_new


@pytest.mark.django_db
def test_files_that_were_handed_in_wait_whole_until_it_was_tried(
    cast: Cast, handed: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in(two_families(tmp_path))
    asked = handed([more(tmp_path)])
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        actions.ask_to_take_in(hand_in=asked, expected=asked.version, by=passage.actor, at=LONG_AGO)
    joined_by_older(cast)
    before = held(cast)
    asked = worked(cast, asked)  # the upgrade came between the button and the job
    assert (asked.step, "kith intake try-rules" in asked.failure, held(cast)) == ("looked", True, before)
    looked = handed([school(tmp_path, pupil("S8", "HAILE, Robel", "03/03/2015"), name="others.csv")])
    assert (looked.step, looked.found, looked.failure) == ("looked", {}, "")
    assert [counts_of(file) for file in files_of(cast, looked)] == [(1, 0, 0, 0)]
    for one in (asked, looked):
        with pytest.raises(Refused, match="model_not_tried"):
            take_in(cast, one)
    tried(cast)
    with entered(cast["registrar"], "intake.hand_in", at=LONG_AGO) as passage:
        actions.look_again(hand_in=looked, by=passage.actor, at=LONG_AGO)
    looked = worked(cast, looked)
    assert looked.found["people"] == 1
    assert [take_in(cast, one).step for one in (asked, looked)] == ["taken_in", "taken_in"]


@pytest.mark.django_db
def test_the_command_says_what_to_type_first(kith: Kith, cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    two_families(folder)
    assert kith("run", folder, *BY).exit_code == 0
    joined_by_older(cast)
    before = held(cast)
    refused = kith("run", more(tmp_path), *BY)
    assert (refused.exit_code, held(cast)) == (1, before)
    assert f"({OLDER}) than would join now ({model.standing().version})" in refused.output
    assert "kith intake try-rules --to CHANGES.csv" in refused.output
    assert "Nothing was changed." in refused.output
    done = tried_out("--to", tmp_path / "changes.csv", *BY)
    assert done.exit_code == 0, done.output
    assert "6 people in the register as it stands, 6 by these." in done.output
    assert "2 pairs to judge in the register as it stands, 2 by these: 0 more, 0 no more." in done.output
    assert kith("run", tmp_path / "more.csv", *BY).exit_code == 0
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Batch.objects.count() == 2
