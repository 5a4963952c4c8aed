"""What a family and those who stand by it say, how it was answered, and who of a family has a page of their own."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from kith.access.models import Actor
from kith.access.terms import FactSide, Side
from kith.disclosure.models import Disclosure
from kith.documents.models import Document
from kith.records import Entry, Record
from kith.register.models import Case, Person
from kith.representations.terms import AnswerKind, PostState, PostStepKind, PostWay, Voice, Wish

# spelled as in `representations_post_of`, which looks post up by it
KEYS = Func(F("key"), Value(" "), function="string_to_array", output_field=ArrayField(models.TextField()))


class FamilyAccess(Record):
    """One person's own page: a link and a code, of which only hashes are kept. `actor` is who they are while they visit.

    It is one person's, never a family's: nobody of the family learns that another has one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="family_accesses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    actor = models.OneToOneField(Actor, on_delete=models.PROTECT, related_name="family_access")
    is_young = models.BooleanField()
    language = models.CharField(max_length=8)
    link_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=200)
    given_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # counted by `representations_knock`
    tries_from = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="a_person_has_one_page_on_a_case")
        ]


class HeldBackFrom(Entry):
    """A report that is not told of on one person's page, and why. The children's side's alone: nobody learns that it is so."""

    access = models.ForeignKey(FamilyAccess, on_delete=models.PROTECT, related_name="held_back")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    disposable = ("reason",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["access", "disclosure"], name="a_report_is_held_back_once_from_a_person")
        ]


class Representation(Entry):
    """What somebody puts forward. `side` says who reads it: the children's side, the decision side, or (common) both."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="representations")
    access = models.ForeignKey(FamilyAccess, null=True, on_delete=models.PROTECT, related_name="representations")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # whose page it came from
    voice = models.CharField(max_length=10, choices=Voice.choices)
    said_by = models.CharField(max_length=200, blank=True)  # of those who have no page: name and office, as written
    said_on = models.DateField()
    wish = models.CharField(max_length=8, choices=Wish.choices)
    side = models.CharField(max_length=8, choices=FactSide.choices)
    words = models.TextField()

    disposable = ("said_by", "words")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(voice=Voice.FAMILY) | Q(access__isnull=True),
                name="only_a_family_member_writes_from_their_page",
            )
        ]


class Misplaced(Entry):
    """That words were written down on a case of another family, and why one says so. Nobody who has that case reads them any
    more, and nothing waits for an answer to them; the item of post that they came from waits to be linked again."""

    representation = models.OneToOneField(Representation, on_delete=models.PROTECT, related_name="misplaced")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    disposable = ("reason",)


class SentFile(Entry):
    """A file that came with what somebody puts forward, for one side that reads it: what goes to both is two files. A scan of
    post is with the words of each case that its item was written down on."""

    representation = models.ForeignKey(Representation, on_delete=models.PROTECT, related_name="files")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["representation", "document"], name="a_file_is_with_words_once")
        ]


class MeetingRequest(Entry):
    """When it suits whoever wishes to meet, and what they need: an interpreter, a lift, somebody beside them."""

    representation = models.OneToOneField(Representation, on_delete=models.PROTECT, related_name="meeting")
    times = models.TextField(blank=True)
    needs = models.TextField(blank=True)

    disposable = ("times", "needs")


class Answer(Entry):
    """How one thing put forward was met, by which side: answered, said what will happen and when, or not awaited."""

    representation = models.ForeignKey(Representation, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=8, choices=FactSide.choices)
    kind = models.CharField(max_length=11, choices=AnswerKind.choices)
    words = models.TextField(blank=True)
    happens_on = models.DateField(null=True)

    disposable = ("words",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.WILL_HAPPEN) | Q(happens_on__isnull=False),
                name="what_will_happen_has_its_day",
            ),
        ]


class PostItem(Entry):
    """One item of post as it came: on which day, from whom in the words on it, how, and what reference is written on it.

    What is written down here is never changed; where the item is, `PostPlace` says. `key` holds each number that what is
    written may mean, as it is compared, with spaces between.
    """

    received_on = models.DateField()
    sender = models.CharField(max_length=200)
    way = models.CharField(max_length=8, choices=PostWay.choices)
    written = models.CharField(max_length=120, blank=True)
    key = models.TextField(blank=True)

    disposable = ("sender", "written", "key")

    class Meta:
        indexes: ClassVar = [GinIndex(KEYS, name="post_by_number")]


class PostPlace(Record):
    """Where an item of post is now: with which side, in which state, on which case, and as which words it is answered.

    It is with the side that logged it, or that took its link back. On a case it is also read by whoever reviews that case.
    """

    item = models.OneToOneField(PostItem, on_delete=models.PROTECT, related_name="place")
    side = models.CharField(max_length=8, choices=[(one.value, one.label) for one in (Side.REGISTRY, Side.DECISION)])
    state = models.CharField(max_length=10, choices=PostState.choices)
    received_on = models.DateField()  # the item's, which never changes: the oldest come first
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="post")
    representation = models.ForeignKey(Representation, null=True, on_delete=models.PROTECT, related_name="post")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=(PostState.LINKED, PostState.DEALT_WITH), case__isnull=False)
                | Q(state__in=(PostState.UNOPENED, PostState.NOT_LINKED, PostState.NO_CASE), case__isnull=True),
                name="only_linked_post_has_a_case",
            ),
            models.CheckConstraint(
                condition=Q(state=PostState.DEALT_WITH) | Q(representation__isnull=True),
                name="post_that_became_words_is_dealt_with",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "received_on"])]


class PostStep(Entry):
    """One thing that was done with an item of post, with what was said of it: so the whole way of an item can be read."""

    item = models.ForeignKey(PostItem, on_delete=models.PROTECT, related_name="steps")
    side = models.CharField(max_length=8, choices=[(one.value, one.label) for one in (Side.REGISTRY, Side.DECISION)])
    kind = models.CharField(max_length=12, choices=PostStepKind.choices)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    disposable = ("words",)


class PostFile(Entry):
    """A scan of an item of post. It is of no case while the item is of none, and is read by whoever may read the item."""

    item = models.ForeignKey(PostItem, on_delete=models.PROTECT, related_name="files")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
