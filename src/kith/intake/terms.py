"""Words of intake."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What somebody, or a named rule, says about two records."""

    SAME = "same", _("the same person")
    DIFFERENT = "different", _("different people")
    UNSURE = "unsure", _("not sure")
