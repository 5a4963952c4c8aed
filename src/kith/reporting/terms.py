"""Words of the letters: where a case is, told from outside, and what each word means."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseStage(TextChoices):
    """Where a case is. Each case is at exactly one, so that the numbers add up."""

    TO_CONFIRM = "to_confirm", _("Family to be confirmed")
    LEAD_NEEDED = "lead_needed", _("Lead professional being found")
    REPORT_NEEDED = "report_needed", _("Children being heard")
    BEING_DECIDED = "being_decided", _("Reports released, being decided")
    SERVED = "served", _("Decided, and the family has the notice")


MEANINGS = {
    CaseStage.TO_CONFIRM: _("a registrar has not yet confirmed who belongs to the family"),
    CaseStage.LEAD_NEEDED: _("at least one child of the family has no lead professional yet"),
    CaseStage.REPORT_NEEDED: _("every child has a lead professional; the report on at least one is not released yet"),
    CaseStage.BEING_DECIDED: _("the report on every child is released; no notice has been handed over yet"),
    CaseStage.SERVED: _("a second officer has confirmed the decision, and the notice was handed over with proof"),
}


class ChildMark(TextChoices):
    """What has been done for a child."""

    LEAD = "lead", _("Lead professional")
    VIEWS = "views", _("Views")
    REPORT = "report", _("Report")
