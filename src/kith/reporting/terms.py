"""Words of letters and figures: where a case is, told from outside; what a proposal would cover; what each word means."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseStage(TextChoices):
    """Where a case is. Each case is at exactly one, so that the numbers add up."""

    TO_CONFIRM = "to_confirm", _("Family to be confirmed")
    LEAD_NEEDED = "lead_needed", _("Lead professional being found")
    REPORT_NEEDED = "report_needed", _("Children being heard")
    BEING_DECIDED = "being_decided", _("Reports released, being decided")
    SERVED = "served", _("Decided, and the family has the notice")
    ENDED = "ended", _("Ended without a decision")


MEANINGS = {
    CaseStage.TO_CONFIRM: _("a registrar has not yet confirmed who belongs to the family"),
    CaseStage.LEAD_NEEDED: _("at least one child of the family has no lead professional yet"),
    CaseStage.REPORT_NEEDED: _("every child has a lead professional; the report on at least one is not released yet"),
    CaseStage.BEING_DECIDED: _(
        "the report on every child is released; no notice of a decision that stands was handed over yet"
    ),
    CaseStage.SERVED: _("a second officer has confirmed the decision, and the notice was handed over with proof"),
    CaseStage.ENDED: _(
        "the family withdrew, the case was a duplicate or an error, or there is nothing to decide any more; another person "
        "than the officer has confirmed it"
    ),
}


class ChildMark(TextChoices):
    """What has been done for a child."""

    LEAD = "lead", _("Lead professional")
    VIEWS = "views", _("Views")
    REPORT = "report", _("Report")


class Answer(TextChoices):
    """Whether the words of a proposal cover a family, by the dates on record. Never a word about what is decided."""

    COVERED = "covered", _("Covered")
    NOT_COVERED = "not_covered", _("Not covered")
    CANNOT_TELL = "cannot_tell", _("Cannot tell")


ANSWER_MEANINGS = {
    Answer.COVERED: _("by every reading of every date on record, the words cover somebody of the family"),
    Answer.NOT_COVERED: _("by no reading of any date on record do the words cover anybody of the family"),
    Answer.CANNOT_TELL: _("some readings of the record would cover the family and others would not"),
}


class Doubt(TextChoices):
    """Why it cannot be told, by what would settle it; of several the first of this order."""

    NO_BIRTH_PLACE = "no_birth_place", _("Where a child was born is not on record")
    NO_ARRIVAL = "no_arrival", _("No date of arrival is known")
    NO_SCHOOL = "no_school", _("There is no record or letter of a school")
    AGE = "age", _("It is not certain who is a child")
    DISAGREE = "disagree", _("Sources give dates on both sides of the number of years")
    NOT_EXACT = "not_exact", _("A date is not known to the day, and may lie on either side")
    SCHOOL_SINCE = "school_since", _("A school's first word is too young, and the child may have been there before")


class Counted(TextChoices):
    """What is counted. People and children are those of the cases."""

    CASES = "cases", _("cases")
    PEOPLE = "people", _("people")
    CHILDREN = "children", _("children")
