"""What came in, as it came; and what was judged about it. The register is worked out from these two."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor, Run
from kith.intake.terms import HandInStep, TakingBackStep, Verdict
from kith.records import Entry, Record, new_id
from kith.register.models import Person


class Batch(Entry):
    """One run of the intake: what was handed in together, and what came of it, in counts that add up."""

    counts = models.JSONField(default=dict)


class SourceFile(models.Model):
    """One file as received. The same bytes are never taken in twice, unless they were taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    header = ArrayField(models.CharField(max_length=200), default=list)
    not_understood = ArrayField(models.CharField(max_length=200), default=list)
    remarks = ArrayField(models.CharField(max_length=300), default=list)  # what to look at: a guessed encoding, say
    columns = ArrayField(
        models.CharField(max_length=30), default=list
    )  # as a registrar read them; none: by the headings
    taken_back_at = models.DateTimeField(null=True)  # with its batch: from then on none of its rows counts

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(taken_back_at__isnull=True), name="a_file_is_taken_in_once"
            )
        ]


class SourceRow(models.Model):
    """One row as received, never changed. `error` says in words why a row could not become a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    record_id = models.CharField(max_length=120, blank=True)
    cells = models.JSONField()
    sha256 = models.CharField(max_length=64)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="source_row")
    error = models.CharField(max_length=300, blank=True)

    goes_with: ClassVar = {"person": ("cells", "record_id", "error")}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "number"], name="a_row_comes_in_once")]


class HouseholdKey(models.Model):
    """What a person's row shares with its household (a case, a telephone, a home), kept so that it can be counted how
    many people share it: what too many share ties nobody."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="household_keys")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=250)

    goes_with: ClassVar = {"person": ("value",)}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value", "kind"])]


class ComparedRow(models.Model):
    """A row as linkage compares it (`linkage.comparable`), and the keys by which rows like it are found at once: whoever writes
    somebody down by hand is shown them first. Worked out from the row, with which it comes and goes."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="compared_row")
    keys = ArrayField(models.BigIntegerField())  # hashed: nothing can be read from them
    key = models.CharField(max_length=40)  # how linkage names the row
    given = models.TextField(blank=True)
    family = models.TextField(blank=True)
    bones = models.TextField(blank=True)
    born = models.DateField(null=True)
    swapped = models.DateField(null=True)  # another reading of the same date
    year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    person_ref = models.TextField(blank=True)
    health_ref = models.TextField(blank=True)
    case_ref = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    building = models.TextField(blank=True)
    room = models.TextField(blank=True)

    goes_with: ClassVar = {
        "person": (
            "keys", "given", "family", "bones", "born", "swapped", "year", "sex", "person_ref", "health_ref", "case_ref",
            "phone", "postcode", "building", "room",
        )
    }  # fmt: skip

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["keys"], name="intake_rows_by_key", fastupdate=False)]


class CandidatePair(Record):
    """Two records that may be one person, waiting for people. `place` is the order of asking, by a rule said in words."""

    a = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    veto = models.CharField(max_length=60, blank=True)
    agrees = ArrayField(models.CharField(max_length=200), default=list)
    differs = ArrayField(models.CharField(max_length=200), default=list)
    unknown = ArrayField(models.CharField(max_length=200), default=list)
    concerns_child = models.BooleanField()
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    # Who has it before them, and until when others are asked about other pairs first: two who judge at once do not do one's work.
    held_by = models.ForeignKey(Actor, null=True, on_delete=models.PROTECT, related_name="+")
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["a", "b"], name="a_pair_is_asked_once"),
            models.CheckConstraint(condition=~Q(a=F("b")), name="a_pair_is_two_records"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["settled_at", "place"]),
            models.Index(fields=["place", "id"], condition=Q(settled_at__isnull=True), name="intake_pairs_in_line"),
        ]


class Judgement(Entry):
    """Same, different or unsure: by a person or a named rule, when, and why. Taking one back is another Judgement."""

    a = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    pair = models.ForeignKey(CandidatePair, null=True, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    rule = models.CharField(max_length=60, blank=True)  # empty: a person judged
    model_version = models.CharField(max_length=40, blank=True)
    strength = models.FloatField(default=0)  # the machine's own order among what it judged; people need none
    why = models.TextField(blank=True)
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.PROTECT, related_name="+"
    )  # with which a machine judged
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")

    disposable = ("why",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(a=F("b")), name="a_judgement_is_about_two_records"),
        ]
        # What somebody answered last is asked for with each pair. Statements are planned without their values (ADR 60), so that
        # the condition may name none.
        indexes: ClassVar = [
            models.Index(
                fields=["by", "rule", "-at", "-id"],
                condition=Q(takes_back__isnull=True),
                name="intake_answers_in_order",
            )
        ]


class KnownPair(Entry):
    """That one registrar (`by`) is asked about a pair whose answer two people gave, without being told which pairs these are:
    it shows how far answers agree. `after` is their answer on which the lot fell, and the seed of the draw."""

    pair = models.ForeignKey(CandidatePair, on_delete=models.PROTECT, related_name="known")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)  # what the two said
    after = models.OneToOneField(Judgement, on_delete=models.PROTECT, related_name="brought")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "by"], name="a_known_pair_is_asked_once_of_one_registrar")
        ]


class KnownAnswer(Entry):
    """What a registrar said about a known pair. It joins and parts nobody. Taking one back is another KnownAnswer."""

    known = models.ForeignKey(KnownPair, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    why = models.TextField(blank=True)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")

    disposable = ("why",)


class RulesTried(Entry):
    """That rules of matching were tried on everything ever taken in, and what they would change, in counts. What another model
    than before would join is joined only after it was tried."""

    model_version = models.CharField(max_length=40)
    certain = models.FloatField()  # below it these rules join nothing
    people_now = models.PositiveIntegerField()
    people_then = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()  # people who would become one or come apart
    asked_more = models.PositiveIntegerField()
    asked_no_more = models.PositiveIntegerField()


class HandIn(Record):
    """Files that a registrar hands in on a page, until they are taken in or set aside. Nothing of them is in the register
    before; `found` is what would come of them, in counts and pairs of rows, as it was when they were looked through; the
    pairs, which name people, go when it is over."""

    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    step = models.CharField(max_length=9, choices=HandInStep.choices)
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")  # for the step that it is at
    asked_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    found = models.JSONField(default=dict)
    failure = models.CharField(max_length=600, blank=True)  # why the last step was not done, in words
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    died = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # runs of the step that it is at that began and never ended
    batch = models.OneToOneField(Batch, null=True, on_delete=models.PROTECT, related_name="hand_in")

    falls_back_to = HandInStep.LOOKED

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(step=HandInStep.TAKEN_IN, batch__isnull=False)
                | (~Q(step=HandInStep.TAKEN_IN) & Q(batch__isnull=True)),
                name="what_was_taken_in_is_a_batch",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["step", "asked_at"])]


class HandedFile(Record):
    """One file as it was handed in, and its rows by what each is beside earlier files (`Standing`): number, id, what to
    look at, cells. Emptied when it is taken in, taken out or set aside."""

    hand_in = models.ForeignKey(HandIn, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    kind = models.CharField(max_length=60, blank=True)  # the pack's code; empty while nobody knows it
    columns = ArrayField(
        models.CharField(max_length=30), default=list
    )  # as a registrar read them; none: by the headings
    header = ArrayField(models.CharField(max_length=200), default=list)
    sample = models.JSONField(default=list)  # the cells of its first rows
    remarks = ArrayField(models.CharField(max_length=300), default=list)
    problem = models.CharField(max_length=600, blank=True)  # why it cannot be taken in as it is, and what to do
    same_as = models.CharField(max_length=200, blank=True)  # the file taken in before that holds the same bytes
    counts = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    is_out = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hand_in", "sha256"], condition=Q(is_out=False), name="a_file_is_handed_in_once"
            )
        ]


class TakingBack(Record):
    """That a whole batch is to be taken back, why, and who said so: two people where it concerns children."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="takings_back")
    step = models.CharField(max_length=9, choices=TakingBackStep.choices)
    why = models.TextField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    concerns_child = models.BooleanField()
    agreed_by = models.ForeignKey(Actor, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=600, blank=True)  # why it was not done, in words
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    died = models.PositiveSmallIntegerField(default=0, db_default=0)  # runs that began and never ended

    falls_back_to = TakingBackStep.WITHDRAWN

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch"], condition=~Q(step=TakingBackStep.WITHDRAWN), name="a_batch_is_taken_back_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(concerns_child=False) | ~Q(agreed_by=F("by")),
                name="a_batch_with_children_is_taken_back_by_two",
            ),
        ]
