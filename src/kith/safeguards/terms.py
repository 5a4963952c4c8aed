"""Words of the safeguards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    """What somebody wants to do to a family, and asks clearance for."""

    REMOVAL = "removal", _("removal from the country")
    DETENTION = "detention", _("detention")
    HOME_VISIT = "home_visit", _("a visit to the home")


class NotClear(TextChoices):
    """The three kinds that are named outside, and no other: never whose fact it is, nor what it says."""

    DECISION_NOT_FINAL = "decision_not_final", _("decision not final")
    WELFARE_CHECK_NOT_FRESH = "welfare_check_not_fresh", _("welfare check not fresh")
    OTHER = "other", _("other")
