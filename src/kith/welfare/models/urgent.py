"""That somebody of the children's side who was not on the team of a case had to open it, and what another person says of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.records import Entry
from kith.register.models import Case


class UrgentOpening(Entry):
    """Somebody opened a case in an emergency, for a reason, and sees it until a moment that comes by itself. Only the database's
    own function adds one, with the place on the team that goes with it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="urgent_openings")
    reference = models.CharField(
        max_length=20
    )  # the number that was typed: it stays when the case is out of sight again
    reason = models.TextField()
    until_at = models.DateTimeField()

    disposable = ("reason",)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "at"])]


class UrgentOpeningCheck(Entry):
    """A coordinator who is another person looked at it, and says whether it was right, and whether the family's own pages may
    say that it was urgent."""

    opening = models.OneToOneField(UrgentOpening, on_delete=models.PROTECT, related_name="check_of")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    was_right = models.BooleanField()
    words = models.TextField()
    family_is_told = models.BooleanField()

    disposable = ("words",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("opened_by")), name="whoever_opened_urgently_does_not_look")
        ]
