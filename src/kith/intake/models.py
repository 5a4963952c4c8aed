"""What came in, as it came; and what was judged about it. The register is worked out from these two."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.intake.terms import Verdict
from kith.records import Entry, Record, new_id
from kith.register.models import Person


class Batch(Entry):
    """One run of the intake: what was handed in together, and what came of it, in counts that add up."""

    counts = models.JSONField(default=dict)


class SourceFile(models.Model):
    """One file as received. The same bytes are never taken in twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    row_count = models.PositiveIntegerField()
    header = ArrayField(models.CharField(max_length=200), default=list)
    not_understood = ArrayField(models.CharField(max_length=200), default=list)
    remarks = ArrayField(models.CharField(max_length=300), default=list)  # what to look at: a guessed encoding, say


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

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "number"], name="a_row_comes_in_once")]


class HouseholdKey(models.Model):
    """What a person's row shares with its household (a case, a telephone, a home), kept so that it can be counted how
    many people share it: what too many share ties nobody."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="household_keys")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=250)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value", "kind"])]


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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["a", "b"], name="a_pair_is_asked_once"),
            models.CheckConstraint(condition=~Q(a=F("b")), name="a_pair_is_two_records"),
        ]
        indexes: ClassVar = [models.Index(fields=["settled_at", "place"])]


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
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")

    disposable = ("why",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(a=F("b")), name="a_judgement_is_about_two_records"),
        ]
