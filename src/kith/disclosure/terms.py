"""Words of disclosure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    """What the decision side may ask the children's side for."""

    REPORT = "report", _("the lead professional's report")
    FRESH_CHECK = "fresh_check", _("a fresh look at how the child is, before a step")
    WHAT_HELPS = "what_helps", _("what would help to finish the report")


class DisclosureKind(TextChoices):
    """What a copy that crossed is. Only a report answers a request."""

    REPORT = "report", _("the lead professional's report")
    EMERGENCY = "emergency", _("shared at once, in an emergency")
    NOT_SHARED = "not_shared", _("why nothing is shared of the report")


class MilestoneKind(TextChoices):
    """The closed list of what may be known across the wall without words: that a step was taken, and when."""

    LEAD_PROFESSIONAL_APPOINTED = "lead_professional_appointed", _("a lead professional was appointed")
    LEAD_PROFESSIONAL_ENDED = "lead_professional_ended", _("the lead professional's appointment ended")
    VIEWS_RECORDED = "views_recorded", _("the child's views were recorded")
    VIEWS_NOT_SOUGHT_EXPLAINED = "views_not_sought_explained", _("why the child's views were not sought was explained")
    REPORT_RELEASED = "report_released", _("the report was released")
    NOT_SHARED = "not_shared", _("the children's side shares nothing of the report")
    CHILD_MADE_KNOWN = "child_made_known", _("the children's side made a child known")
    ASKS_TO_WAIT = "asks_to_wait", _("the children's side asks you to wait")
    MAY_GO_ON = "may_go_on", _("the children's side no longer asks you to wait")
    IDENTITY_OPEN = "identity_open", _("who a person is, is an open question")
    IDENTITY_SETTLED = "identity_settled", _("who a person is, is settled")
    REVIEW_OPENED = "review_opened", _("the review was opened")
    SERVICE_PLANNED = "service_planned", _("the decision will be served soon")
    DECISION_SERVED = "decision_served", _("the decision was served")
    REVIEW_ENDED = "review_ended", _("the review ended without a decision")
    REVIEW_GOES_ON = "review_goes_on", _("the review goes on: the case is looked at again")


class ItemKind(TextChoices):
    """What kind of thing was released."""

    EVENT = "event", _("event")
    EVIDENCE = "evidence", _("evidence")
    ASSESSMENT = "assessment", _("wellbeing assessment")
    VIEWS = "views", _("the child's own views")
    FILE = "file", _("file")
    ANALYSIS = "analysis", _("the lead professional's own view")
    WORDS = "words", _("words of the children's side")


class Change(TextChoices):
    """What a copy that takes the place of another says differently."""

    NEW = "new", _("new")
    OTHER_WORDS = "other_words", _("in other words")
    GONE = "gone", _("no longer in it")
