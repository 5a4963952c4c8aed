"""Words of representations: who speaks, what they want, how it was answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Voice(TextChoices):
    """Who puts something forward."""

    FAMILY = "family", _("a member of the family")
    SUPPORTER = "supporter", _("a supporter")
    SOLICITOR = "solicitor", _("a solicitor or law centre")
    MP = "mp", _("a member of a parliament")


class Wish(TextChoices):
    """What is put forward: words, that something is wrong, or the wish for a meeting."""

    WORDS = "words", _("words")
    WRONG = "wrong", _("that something is wrong")
    MEETING = "meeting", _("the wish for a meeting")


class AnswerKind(TextChoices):
    """How something put forward was met."""

    ANSWERED = "answered", _("answered")
    WILL_HAPPEN = "will_happen", _("said what will happen, and when")
    NOT_AWAITED = "not_awaited", _("the family said: do not wait for this")


TYPED_IN = (Voice.SUPPORTER, Voice.SOLICITOR, Voice.MP)  # who has no page of their own: staff write down what came
