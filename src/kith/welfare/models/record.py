"""The child's record: who the lead professional is, what is known, what the child says. Nothing here can cross by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.disclosure.terms import ItemKind
from kith.documents.models import Document
from kith.records import Disposable, Entry, Record
from kith.register.models import Case, Person
from kith.register.rules.dates import LifeEvent
from kith.register.terms import EventAbout
from kith.welfare.terms import (
    NEEDS_WORDS,
    Away,
    Body,
    EvidenceKind,
    GoesOn,
    Interpreting,
    PlanAnswer,
    Receiver,
)


class LeadProfessional(Disposable, Record):
    """One appointment. Exactly one is current per child; former ones keep only what they wrote."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lead_professionals")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lead_professionals")
    professional = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="appointments")
    proposed = models.ForeignKey(Actor, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.TextField()  # the rule of the proposal, in words, as it stood that day
    reason = models.TextField(blank=True)  # why another than the one proposed
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    handover = models.TextField(blank=True)
    family_view = models.TextField(blank=True)  # of the choice, in the family's own words
    why_family_not_asked = models.TextField(blank=True)

    disposable = ("reason", "handover", "family_view", "why_family_not_asked")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(until_at__isnull=True), name="a_child_has_one_lead_professional_at_a_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["professional", "until_at"]),
            models.Index(fields=["case", "until_at"]),
        ]


class AbsenceCover(Record):
    """Somebody who has a child while its lead professional is away, and has the same rights until then."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(LeadProfessional, on_delete=models.PROTECT, related_name="covers")
    covered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="covering")
    why = models.CharField(max_length=10, choices=Away.choices)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until_at__gte=F("from_at")), name="cover_ends_after_it_begins")
        ]
        indexes: ClassVar = [models.Index(fields=["covered_by", "until_at"])]


class ChildEntry(Entry):
    """Something written down about one child."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)s_entries")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)s_entries")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")

    class Meta:
        abstract = True


class ChronologyEntry(ChildEntry):
    """A significant event: when it happened (to the day, or a range), who says so and of which body, why it matters, and what
    it changed for the child.

    Where it says something of the child's dates, `about` is what: then it began by `begun_by`, and its last day is
    `ended_from` or later (`register.rules.LifeEvent`).
    """

    title = models.CharField(max_length=200)
    happened_from = models.DateField()
    happened_until = models.DateField()
    about = models.CharField(max_length=14, choices=EventAbout.choices, blank=True)
    begun_by = models.DateField(null=True)
    ended_from = models.DateField(null=True)  # None: it was not over, or it is no time with an end
    source = models.CharField(max_length=200)
    agency = models.CharField(max_length=200, blank=True)  # the body that it comes from
    significance = models.TextField(blank=True)
    impact = models.TextField(blank=True)

    disposable = ("title", "about", "begun_by", "ended_from", "source", "significance", "impact")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(about="", begun_by__isnull=True, ended_from__isnull=True)
                | Q(
                    ~Q(about=""),
                    begun_by__isnull=False,
                    begun_by__gte=F("happened_from"),
                    begun_by__lte=F("happened_until"),
                ),
                name="an_event_of_a_childs_dates_says_by_when_it_began",
            )
        ]

    @property
    def life_event(self) -> LifeEvent | None:
        """What it says of the child's dates; None where it says nothing of them."""
        if not self.about or self.begun_by is None:
            return None
        is_over = self.ended_from is not None
        return LifeEvent(
            EventAbout(self.about),
            self.happened_from,
            self.begun_by,
            self.ended_from,
            self.happened_until if is_over else None,
        )


class EvidenceItem(ChildEntry):
    """Evidence of integration: what, who said it, when, and on what paper."""

    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    said_by = models.CharField(max_length=200)
    said_on = models.DateField()
    paper = models.CharField(max_length=200, blank=True)

    disposable = ("title", "text", "said_by", "paper")


class WellbeingAssessment(ChildEntry):
    """Strengths and challenges by the eight indicators and the sides of the child's world: {code: {strengths, challenges}};
    and, only when wanted, the Resilience Matrix: {part: words}. Empty ones are allowed."""

    indicators = models.JSONField()
    world = models.JSONField(default=dict)  # by `WorldSide`
    matrix = models.JSONField(default=dict)  # by `MatrixPart`
    summary = models.TextField(blank=True)

    disposable = ("indicators", "world", "matrix", "summary")


class ChildsView(ChildEntry):
    """The child's own words, or why they were not sought. `may_share`: what the child said about who may read them.

    What the child says to its plan is of the same words: the same leave holds for it, and it is taken back with them.
    """

    was_sought = models.BooleanField()
    words = models.TextField(blank=True)
    language = models.CharField(max_length=60, blank=True)
    who_was_present = models.CharField(max_length=200, blank=True)
    why_not_sought = models.TextField(blank=True)
    may_share = models.BooleanField(null=True)
    told_who_reads = models.BooleanField(default=False)  # and that it cannot be called back once it is sent
    is_taken_back = models.BooleanField(default=False)  # the child took earlier words back, and said nothing instead
    said_on = models.DateField(null=True)  # where it is another day than that of writing
    interpreting = models.CharField(max_length=8, choices=Interpreting.choices, blank=True)
    interpreter = models.CharField(max_length=200, blank=True)
    seen_apart = models.BooleanField(null=True)  # from the parents
    how_weighed = models.TextField(
        blank=True
    )  # the lead professional's own words: what the child's words changed, or why not
    plan = models.ForeignKey("ChildsPlan", null=True, on_delete=models.PROTECT, related_name="answers")
    plan_answer = models.CharField(max_length=12, choices=PlanAnswer.choices, blank=True)
    plan_words = models.TextField(blank=True)  # the child's own words on the plan; where they were not asked, why

    disposable = ("words", "who_was_present", "why_not_sought", "interpreter", "how_weighed", "plan_words")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(was_sought=True) | ~Q(why_not_sought="") | Q(certificate__isnull=False),
                name="views_not_sought_are_explained",
            ),
            models.CheckConstraint(
                condition=~Q(may_share=True) | Q(told_who_reads=True),
                name="words_are_shared_by_a_child_who_knows_who_reads",
            ),
            models.CheckConstraint(
                condition=Q(is_taken_back=False) | (Q(words="") & Q(corrects__isnull=False)),
                name="words_taken_back_take_the_place_of_words",
            ),
            models.CheckConstraint(
                condition=Q(plan_answer="") | Q(plan__isnull=False), name="an_answer_to_a_plan_says_to_which"
            ),
            models.CheckConstraint(
                condition=~Q(plan_answer__in=NEEDS_WORDS) | ~Q(plan_words="") | Q(certificate__isnull=False),
                name="a_yes_or_no_to_a_plan_has_words",
            ),
        ]


class NoteFile(Entry):
    """A file that was added to an event, to evidence or to the child's own words, and stands as long as these do."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    item = models.UUIDField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "document"], name="a_file_is_added_once_to_an_entry")
        ]


class ContributionRequest(Entry):
    """One question about one child to somebody who knows the child. All that they see of the child stands in this row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contribution_requests")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    contributor = models.OneToOneField(Actor, on_delete=models.PROTECT, related_name="asked")  # of this request alone
    role = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    body = models.CharField(max_length=6, choices=Body.choices)
    child_called = models.CharField(max_length=200)  # as whoever is asked knows the child
    question = models.TextField()
    why = models.TextField()
    phone = models.CharField(max_length=30)  # to ring and check who asks
    due_on = models.DateField()

    disposable = ("role", "child_called", "question", "why")


class ContributionLink(Record):
    """The way to one request: a link and a code, of which only hashes are kept. It ends by itself, by hand, or by too many
    wrong codes; the newest takes the place of those before."""

    request = models.ForeignKey(ContributionRequest, on_delete=models.PROTECT, related_name="links")
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    code_sha256 = models.CharField(max_length=64)  # of the token with the code: whoever reads it cannot try out codes
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(revoked_at__isnull=True), name="a_request_has_one_link_at_a_time"
            )
        ]


class ContributionDraft(Record):
    """What somebody wrote and has not given yet. It is theirs: no other side can read it."""

    request = models.OneToOneField(ContributionRequest, on_delete=models.PROTECT, related_name="draft")
    text = models.TextField(blank=True)

    goes_with: ClassVar = {"request": ("text",)}


class Contribution(ChildEntry):
    """An answer as it was given, and whether it may go on; or that somebody cannot answer. Another one takes its place."""

    request = models.ForeignKey(ContributionRequest, on_delete=models.PROTECT, related_name="contributions")
    is_declined = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    said_by = models.CharField(max_length=500, blank=True)  # as it may be read
    goes = models.CharField(max_length=4, choices=GoesOn.choices, blank=True)

    disposable = ("title", "text", "said_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(corrects__isnull=True), name="a_request_has_one_first_answer"
            ),
            models.CheckConstraint(
                condition=Q(is_declined=True) | ~Q(goes=""), name="an_answer_says_whether_it_may_go_on"
            ),
        ]


class Concern(ChildEntry):
    """A worry that a child is not safe: its own way, beside the review, which only learns that it is asked to wait."""

    words = models.TextField(blank=True)
    told = models.CharField(max_length=200, blank=True)  # whom, of police and social work, and when
    is_over = models.BooleanField(default=False)

    disposable = ("words", "told")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_over=False) | Q(corrects__isnull=False), name="a_concern_that_is_over_was_raised"
            )
        ]


class NamedPerson(ChildEntry):
    """Whom child and parents can always go to, in the service that every child has: not the lead professional, and not the
    Home Office's case owner. Another one takes the place of the one before."""

    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    service = models.CharField(max_length=200)
    phone = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()

    disposable = ("name", "phone")


class ChildsPlan(ChildEntry):
    """The child's plan as it was agreed, with what is not agreed; who the child's people are stands elsewhere in the record."""

    needs = models.TextField()
    assessment = models.TextField(blank=True)
    conclusions = models.TextField(blank=True)
    parents_views = models.TextField(blank=True)
    others_views = models.TextField(blank=True)
    disagreements = models.TextField(blank=True)
    other_plans = models.TextField(
        blank=True
    )  # that it draws on: of looked-after children, co-ordinated support, pathway
    copies = models.TextField(blank=True)  # who has one, and from whom it is kept and why
    review_on = models.DateField()

    disposable = (
        "needs", "assessment", "conclusions", "parents_views", "others_views", "disagreements", "other_plans", "copies",
    )  # fmt: skip


class PlanCopy(ChildEntry):
    """A copy of a plan as it was given to somebody: word for word, which parts were left out of it, and why."""

    plan = models.ForeignKey(ChildsPlan, on_delete=models.PROTECT, related_name="given")
    receiver = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=Receiver.choices)
    parts = models.JSONField()  # [{heading, text}], in order
    left_out = models.JSONField()  # their headings
    why_left_out = models.TextField(blank=True)
    leave = models.TextField(blank=True)  # of those whose address is in it: who agreed, and when
    sha256 = models.CharField(max_length=64)  # of what was seen before it was given

    disposable = ("receiver", "parts", "left_out", "why_left_out", "leave")


class PlanAction(ChildEntry):
    """What is done for one need, by whom, and how one will see that it helped. What came of it is a later entry."""

    need = models.CharField(max_length=200)
    action = models.TextField()
    outcome = models.TextField()
    how_seen = models.TextField()
    responsible = models.CharField(max_length=200)
    by_on = models.DateField()
    result = models.TextField(blank=True)
    is_over = models.BooleanField(default=False)

    disposable = ("need", "action", "outcome", "how_seen", "responsible", "result")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_over=False) | ~Q(result="") | Q(certificate__isnull=False),
                name="an_action_that_is_over_says_what_came_of_it",
            )
        ]
