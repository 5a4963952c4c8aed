"""Forms of the safeguards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.safeguards.terms import Step
from kith.ui.forms import Choice, Day, Form, Text

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class ClearanceForm(Form):
    """Which step, against whom: by reference, never by name."""

    reference = Text(
        missing=_("Write the reference of the case."), label=_("Reference of the case"), longest=40,
        help_text=_("For example KI-0412. No name, and no reason."),
    )  # fmt: skip
    step = Choice(missing=_("Choose the step."), label=_("Which step"), choices=Step.choices)


class ReasonForm(Form):
    """One reason."""

    reason = Text(missing=_("Write why."), label=_("Why"), rows=4)


class SignForm(Form):
    """Which answer the page showed: "clear", or the kind."""

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=24,
        error_messages={"required": _("This page was sent without a part of it. Open it again.")},
    )  # fmt: skip


class CheckForm(Form):
    """How a child is, and what a step would mean."""

    needs = Text(
        missing=_("Write what the child needs now."), label=_("What the child needs now"), rows=6,
        help_text=_("Health, school, exams, medicine, who must be with the child."),
    )  # fmt: skip
    harm_is_foreseen = Choice(
        missing=_("Say whether you foresee harm."), label=_("Do you foresee harm to the child from such a step?"),
        choices=YES_NO,
    )  # fmt: skip
    harm = Text(missing="", label=_("If you foresee harm: which"), rows=4, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("harm_is_foreseen") == "yes" and not given.get("harm"):
            self.add_error("harm", _("Write what harm you foresee."))
        return given


class IncidentForm(Form):
    """What happened, when."""

    step = Choice(missing=_("Choose what it was."), label=_("What was done, or tried"), choices=Step.choices)
    happened_on = Day(missing=_("Write the day."), label=_("On which day"))
    words = Text(
        missing=_("Write what happened."), label=_("What happened"), rows=6,
        help_text=_("Who was there, how the children were, what was said, who told you."),
    )  # fmt: skip


class FollowUpForm(Form):
    """What was done about it."""

    words = Text(missing=_("Write what was done."), label=_("What was done about it"), rows=4)
    is_done = Choice(
        missing=_("Say whether anything is still to be done."), label=_("Is anything still to be done?"), choices=YES_NO
    )
