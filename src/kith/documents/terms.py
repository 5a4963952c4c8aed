"""Words of documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    """What a kept file is."""

    NOTICE = "notice", _("notice of decision")
    REPLY_INVITATION = "reply_invitation", _("invitation to reply")
    CONVENERS_LETTER = "conveners_letter", _("letter to the conveners")
