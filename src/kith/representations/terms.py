"""Words of representations: who speaks, what they want, how it was answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Voice(TextChoices):
    """Who puts something forward."""

    FAMILY = "family", _("a member of the family")
    BY_LETTER = "by_letter", _("a member of the family, by letter")
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


class PostWay(TextChoices):
    """How an item came."""

    POST = "post", _("post")
    RECORDED = "recorded", _("recorded post")
    EMAIL = "email", _("e-mail")
    BY_HAND = "by_hand", _("by hand")


class PostState(TextChoices):
    """Where an item of post is. One that is linked waits for whoever has the case to deal with it."""

    UNOPENED = "unopened", _("unopened")
    NOT_LINKED = "not_linked", _("not linked to a case")
    LINKED = "linked", _("linked to a case, still to be dealt with")
    DEALT_WITH = "dealt_with", _("dealt with")
    NO_CASE = "no_case", _("about no case here")


class PostStepKind(TextChoices):
    """What was done with an item of post."""

    OPENED = "opened", _("opened")
    LINKED = "linked", _("linked to a case")
    TAKEN_BACK = "taken_back", _("the link was taken back")
    WRITTEN_DOWN = "written_down", _("written down as words on the case")
    JOINED = "joined", _("put with words that stand on the case")
    NOTHING = "nothing", _("read: it puts nothing forward")
    SET_ASIDE = "set_aside", _("set aside: about no case here")
    TAKEN_UP = "taken_up", _("taken up again")


TYPED_IN = (
    Voice.BY_LETTER,
    Voice.SUPPORTER,
    Voice.SOLICITOR,
    Voice.MP,
)  # who has no page of their own: staff write down what came
