"""People, families and cases. Every imported row makes its own Person, which is never moved and never deleted.

A Person row holds no personal data, but tells that a file knows somebody: it carries its side, as do the rows that say
something about it, under a row policy each.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.access.terms import FactSide, Side
from kith.records import Entry, Record, new_id
from kith.register.terms import CaseStep, ClockStep, FactKind, NameKind, PaperStep, ReferenceKind, Sureness


class Person(models.Model):
    """One person as one row of one file gave them. `canonical` is worked out from the judgements (`joining.py`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    canonical_id = models.UUIDField(db_index=True)
    side = models.CharField(max_length=8, choices=FactSide.choices)
    recorded_at = models.DateTimeField()
    certificate = models.ForeignKey(
        "access.DisposalCertificate", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )  # under which all that is said of them went: what each table of facts names in `goes_with`


class Fact(models.Model):
    """What one source says about a person, with the side it belongs to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    source = models.CharField(max_length=120)  # who said it, in words: the kind of file or the agency
    said_at = models.DateTimeField()

    class Meta:
        abstract = True


class PersonName(Fact):
    """A name as given, original script kept; `text` is how it is shown, `given` and `family` where the source parts them."""

    kind = models.CharField(max_length=20, choices=NameKind.choices)
    text = models.CharField(max_length=200)
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)

    goes_with: ClassVar = {"person": ("text", "given", "family")}


class PersonReference(Fact):
    """A number that an agency knows a person or a case by."""

    kind = models.CharField(max_length=12, choices=ReferenceKind.choices)
    value = models.CharField(max_length=60)

    goes_with: ClassVar = {"person": ("value",)}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "value"])]


class PersonFact(Fact):
    """One thing said about a person, as given. For dates, every plausible reading lies within `earliest`–`latest`."""

    kind = models.CharField(max_length=12, choices=FactKind.choices)
    value = models.CharField(max_length=200)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)

    goes_with: ClassVar = {"person": ("value", "earliest", "latest")}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "kind"]),
            models.Index(
                "person", "latest", name="births", condition=models.Q(kind=FactKind.BIRTH_DATE, latest__isnull=False)
            ),
        ]


class Residence(Fact):
    """Where a source says a person lives. `area` is the council's code that the pack gives for the place."""

    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=9, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    goes_with: ClassVar = {"person": ("address", "town", "postcode", "area", "from_on", "until_on")}


class SearchKey(models.Model):
    """What a person can be found by: one folded word, name or reference. Read through `register_find` only."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="search_keys")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    key = models.CharField(max_length=200)
    shown = models.CharField(max_length=200)  # what it was folded from: "why it matched"

    goes_with: ClassVar = {"person": ("key", "shown")}


class Family(Record):
    """A household or kin group worked out from evidence. It may have more than one case."""

    made_at = models.DateTimeField()


class FamilyMember(Record):
    """That a person (as first recorded) belongs to a family, on what evidence, from when until when."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    relationship = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=300)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    goes_with: ClassVar = {"person": ("relationship", "why")}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_at__isnull=True), name="a_person_is_in_one_family_at_a_time"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["family", "until_at"])]


class Case(Record):
    """The unit of decision: a family, weighed on its own merit. `area` is the council whose coordinator looks after it.

    `side` says who may know that there is one: the children's side alone, while only its own rows name anybody of it.
    """

    reference = models.CharField(max_length=12, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="cases")
    area = models.CharField(max_length=9, blank=True)
    side = models.CharField(max_length=8, choices=FactSide.choices, default=FactSide.COMMON)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "opened_at"])]

    def __str__(self) -> str:
        return self.reference


class CaseState(Entry):
    """A step that a case has reached. Only added; the last one is where it is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="states")
    step = models.CharField(max_length=14, choices=CaseStep.choices)


class CaseChild(Record):
    """A child of a case, as the registrar confirmed. Welfare's alone where only the children's side knows of the child."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="children")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="child_of")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(until_at__isnull=True), name="a_child_is_listed_once_on_a_case"
            )
        ]


class NotAChild(Entry):
    """A registrar's word that somebody of a family, who may be a child by what is known, is an adult, and why.

    It counts when two registrars have said so: until then nobody decides on the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="said_adult")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="said_adult")
    why = models.TextField()

    disposable = ("why",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person", "by"], name="a_registrar_says_adult_once")
        ]


class SettledFact(Entry):
    """What is taken as right of what sources say differently about a person: on which document, how sure that is, and why. What
    the sources say stays beside it. The newest that was not taken back stands. Written by registrars."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="settled")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="settled")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    kind = models.CharField(max_length=12, choices=FactKind.choices)
    value = models.CharField(max_length=200)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    sureness = models.CharField(max_length=8, choices=Sureness.choices)
    document = models.CharField(max_length=200, blank=True)
    seen_on = models.DateField(null=True)
    why = models.TextField()
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")

    disposable = ("value", "earliest", "latest", "document", "seen_on", "why")


class ClockChange(Entry):
    """That the day of a duty on one case was moved, or its clock stands still or goes on, and why. It is of the side that says
    so, and the reason stays there. Of one clock (the duty, the child if it is about one, and since when it runs) the newest
    that was not taken back holds; all of them stay on record."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clock_changes")
    child = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=Side.choices)
    duty = models.CharField(max_length=40)
    since = models.DateTimeField()
    step = models.CharField(max_length=10, choices=ClockStep.choices)
    due_before = models.DateField(null=True)  # none while it stood still
    due_on = models.DateField(null=True)  # none while it stands still
    reason = models.TextField()
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")

    disposable = ("reason",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(step__in=(ClockStep.MOVED, ClockStep.GONE_ON)) | Q(due_on__isnull=False),
                name="a_clock_that_runs_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(step=ClockStep.PAUSED) | Q(due_on__isnull=True), name="a_clock_that_stands_has_no_day"
            ),
            models.CheckConstraint(
                condition=Q(step=ClockStep.TAKEN_BACK, takes_back__isnull=False)
                | (~Q(step=ClockStep.TAKEN_BACK) & Q(takes_back__isnull=True)),
                name="what_takes_back_names_what",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(step=ClockStep.TAKEN_BACK) | Q(certificate__isnull=False),
                name="a_day_is_moved_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "duty", "since"], name="register_clock_of_a_case"),
            models.Index(fields=["due_on"], name="register_clock_due_on"),
        ]


class CaseTeamMember(Record):
    """Who works on a case, on which side, from when until when. Gate and row policies read this and Membership alone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="team")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="case_teams")
    side = models.CharField(max_length=16, choices=Side.choices)
    role = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="team_time_ends_after_it_begins",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["actor", "side"]), models.Index(fields=["case", "side"])]


class SourceRecord(models.Model):
    """From a Person to its row: which file, which row, the row's own id as given, and the hash of the row. Registry's alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="source_record")
    file = models.UUIDField(db_index=True)
    file_name = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    record_id = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)

    goes_with: ClassVar = {"person": ("record_id",)}


class PaperFile(Entry):
    """A file on paper about a case, by what is written on its cover. Of the registry and the decision side."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="paper_files")
    cover = models.CharField(max_length=120)

    disposable = ("cover",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "cover"], condition=Q(certificate__isnull=True),
                name="a_paper_file_is_written_down_once_on_a_case",
            )
        ]  # fmt: skip


class PaperFileStep(Entry):
    """One thing known of a paper file: where it is, who has it, that it was asked for, came, was passed on, or cannot be
    found and where it was looked for. The last one is where it is; all together are its way."""

    file = models.ForeignKey(PaperFile, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=PaperStep.choices)
    place = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)

    disposable = ("place", "holder", "words")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "at", name="paper_files_missed", condition=Q(kind__in=(PaperStep.ASKED_FOR, PaperStep.NOT_FOUND))
            )
        ]
