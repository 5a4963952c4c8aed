"""Who acts, for whom and until when; what was done, sealed so that no one can quietly change it."""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from kith.access.terms import AccountStep, ActorKind, AgencyKind, Outcome, Role, Side
from kith.records import Entry, Record, new_id


class Agency(Record):
    """A body whose staff use Kith. `area` is the council's code, empty for one that works everywhere."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    area = models.CharField(max_length=9, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Actor(Record):
    """What every `by` points to: a shown name, its agency, and whether it is a registered social worker. Every side may read
    it."""

    shown_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=ActorKind.choices, default=ActorKind.STAFF)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="actors")
    phone = models.CharField(max_length=30, blank=True)
    social_worker_says = models.CharField(
        max_length=200, blank=True, default="", db_default=""
    )  # who says so, by which register
    social_worker_on = models.DateField(null=True)  # when it was looked up

    class Meta:
        ordering: ClassVar = ["shown_name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(social_worker_on__isnull=True, social_worker_says="")
                | (Q(social_worker_on__isnull=False) & ~Q(social_worker_says="")),
                name="somebody_says_on_a_day_who_is_a_social_worker",
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def is_social_worker(self) -> bool:
        """Whether somebody looked up that they are a registered social worker."""
        return self.social_worker_on is not None


class UserManager(BaseUserManager["User"]):
    """Finds a user by e-mail, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A login. What it may do follows from the memberships of its actor, not from the login."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    actor = models.OneToOneField(Actor, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0)  # how often all of them at once: part of each
    is_told = models.BooleanField(default=True, db_default=True)  # by e-mail, that something waits for them

    objects = UserManager()
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email

    def get_session_auth_hash(self) -> str:
        """What each session of this login holds: another password, or ending all sessions, ends every one of them."""
        return salted_hmac(
            "kith.access.sessions", f"{self.password}:{self.sessions_ended}", algorithm="sha256"
        ).hexdigest()


class SecondStep(Record):
    """What a login shows besides its password: codes by an app, and codes on paper for the day the app is lost.

    No side reads it: it is asked for before a side is entered. `locked` is the app's secret and `codes` are prints of the codes
    on paper, neither of use without the key that lies outside the database (`second_step.Key`). `last_step` is the time step
    of the last code that was taken, none of which counts twice; `tries` were made since `tries_from`.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="second_step")
    locked = models.BinaryField()
    codes = ArrayField(models.CharField(max_length=64), default=list)
    last_step = models.BigIntegerField(default=0)
    set_up_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tries_from = models.DateTimeField(null=True)


class SignedIn(models.Model):
    """Where and when somebody signed in, so that they can end what they left open. No side reads it; it goes with the session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    device = models.CharField(max_length=60)  # the browser and the system, as it says itself

    class Meta:
        ordering: ClassVar = ["-at", "id"]


class Membership(Record):
    """A role that an actor holds for a time, in one area (a council's code) or, with an empty area, everywhere."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    area = models.CharField(max_length=9, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="membership_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["actor", "role", "area"],
                condition=Q(until_at__isnull=True),
                name="one_open_membership_per_role_and_area",
            ),
        ]


class Invitation(Record):
    """The link by which somebody chooses the password of their login, once: the latest alone counts. What is kept of it is a
    print, from which the link is not found. The accounts side makes it and reads whether it was used."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="invitation")
    print = models.CharField(max_length=64, unique=True)
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccountChange(Entry):
    """What an administrator did with somebody's account, and why. The accounts side alone reads it."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="account_changes")
    what = models.CharField(max_length=24, choices=AccountStep.choices)
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]


class AuditEntry(models.Model):
    """Who did or read what, when. Ids, verbs and hashes only, never a word of a case. Only added.

    `transaction` orders entries for sealing: all with a number below the oldest running transaction are finished.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    side = models.CharField(max_length=16, choices=Side.choices, blank=True)
    verb = models.CharField(max_length=80)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    subject = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    shown = ArrayField(models.UUIDField(), default=list)
    codes = ArrayField(models.CharField(max_length=80), default=list)
    digest = models.CharField(max_length=64, blank=True)
    transaction = models.BigIntegerField(default=0, editable=False)  # the database writes the real one (database.sql)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["transaction", "id"]),
            models.Index(fields=["case_id", "at"]),
            models.Index(fields=["subject"]),
            models.Index(fields=["actor_id", "at"]),
            models.Index(fields=["at", "id"]),
            GinIndex(fields=["shown"]),
        ]
        ordering: ClassVar = ["at", "id"]


class Epoch(models.Model):
    """From here on the database counts its transactions anew, on another server: `base` is added, so that what was sealed
    before stays before. Written where the grants are applied; only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    base = models.BigIntegerField(unique=True)


class Seal(models.Model):
    """One batch of finished audit entries: their ids and leaf hashes in order, the root over them and over the seal before.

    Signed with a key that the database never holds; the same line is appended to a file outside the database.
    """

    number = models.PositiveIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    horizon = models.BigIntegerField()
    entry_ids = ArrayField(models.UUIDField())
    leaves = models.BinaryField()
    root = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering: ClassVar = ["number"]


class Run(Record):
    """Progress of work that takes longer than a second, in numbers only."""

    kind = models.CharField(max_length=60)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)


class Message(Record):
    """That something waits for somebody, to be told by e-mail without a word of what: one row for each person and side, which
    is their outbox.

    Once a day it is noted whether something came since the look before (`looked_at`). Then it waits to be sent; taking it ends
    that before it is sent. After a mail server refused, it waits again until `try_at`, some times.
    """

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=Side.choices)
    looked_at = models.DateTimeField()
    waits = models.BooleanField(default=False)
    try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "side"], name="one_outbox_per_person_and_side")
        ]


class WorkingCopy(Record):
    """What somebody began to write on a page and has not sent: theirs alone, on the side on which they write. One row for each
    owner and page; it goes when it is sent, started again, or not touched for some weeks.

    `view` and `ids` are the page that the words are sent to, by its name and by what its address names; `words` each field
    with what was typed or chosen, hidden fields among them, which say from what it began; `hand` the open page that wrote
    last, so that two never write over each other.
    """

    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=Side.choices)
    view = models.CharField(max_length=80)
    ids = models.JSONField(default=dict)
    case_id = models.UUIDField(null=True)
    title = models.CharField(max_length=120, blank=True)
    words = models.JSONField(default=dict)
    hand = models.UUIDField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "side", "view", "ids"], name="one_working_copy_per_owner_side_and_page"
            )
        ]


class SavedView(Record):
    """How somebody likes to see a list, under a name of their own: theirs alone, on the side on which they saved it.

    `page` is the list by the name of its page, `asked` what its address asks for. One that was removed can be brought back for
    some weeks, and is then gone.
    """

    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=Side.choices)
    page = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "side", "page", "name"],
                condition=Q(removed_at__isnull=True),
                name="one_saved_view_of_a_name_per_owner_side_and_page",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RetentionHold(Entry):
    """Nothing of this subject, a case or one entry, may be disposed of while a hold stands (an inquiry, a court, a complaint):
    nothing that its side holds or that crossed; where the registry places it, nothing at all."""

    side = models.CharField(max_length=16, choices=Side.choices, default=Side.REGISTRY, db_default=Side.REGISTRY)
    subject = models.UUIDField(db_index=True)
    reason = models.TextField()
    ends_hold = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="ended_by")


class Disposal(Entry):
    """One person's word that all texts of one class on one case, of one body or of all, must go by law: how many there are, and
    until when they were kept. Nothing goes until somebody else signs the same."""

    side = models.CharField(max_length=16, choices=Side.choices)
    case_id = models.UUIDField(db_index=True)
    reference = models.CharField(max_length=20)  # of the case: it stands on the certificate
    retention_class = models.CharField(max_length=60)
    controller = models.CharField(max_length=120, blank=True)  # the body whose own time it is; empty: every other
    source = models.TextField()
    kept_until = models.DateField()
    count = models.PositiveIntegerField()


class DisposalWithdrawal(Entry):
    """That a first signature counts no more, and why: taken back by whoever gave it, or not followed by somebody else. What it
    was given for can be signed for anew."""

    disposal = models.OneToOneField(Disposal, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()


class DisposalSignature(Entry):
    """One person's word that one text must go by law. Only of what they may see themselves: the database looks."""

    side = models.CharField(max_length=16, choices=Side.choices)
    table = models.CharField(max_length=80)  # a model's label
    subject = models.UUIDField()
    retention_class = models.CharField(max_length=60)
    source = models.TextField()
    disposal = models.ForeignKey(Disposal, null=True, on_delete=models.PROTECT, related_name="signatures")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["by", "subject", "disposal"], nulls_distinct=False, name="a_person_signs_a_disposal_once"
            )
        ]


class DisposalCertificate(models.Model):
    """Two people's word that a text must go by law: what class, by what authority. Only added; outlives the text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    retention_class = models.CharField(max_length=60)
    source = models.TextField()
    disposal = models.OneToOneField(Disposal, null=True, on_delete=models.PROTECT, related_name="certificate_of")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("second")), name="disposal_is_signed_by_two_people")
        ]


def entry_tables() -> list[type[models.Model]]:
    """Every table to which rows are only added: each has the trigger that says so."""
    extra: set[Any] = {AuditEntry, Epoch, Seal, DisposalCertificate}
    return [m for m in apps.get_models() if issubclass(m, Entry) or m in extra]
