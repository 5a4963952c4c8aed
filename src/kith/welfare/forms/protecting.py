"""Forms of child protection: a step that was taken, another day that is asked for, and what somebody else says to it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Day, Form, Text, Tick
from kith.welfare.forms.record import YES_NO
from kith.welfare.terms import ProtectionStep, VariationGround


class ProtectionStepForm(Form):
    """A step of a concern, and the day on which it was taken."""

    step = Choice(missing=_("Choose the step."), label=_("What was done"), choices=ProtectionStep.choices)
    happened_on = Day(missing=_("Write the day."), label=_("On which day"))
    meeting_on = Day(
        missing="", label=_("If it is the notice: for which day is the planning meeting called?"), required=False
    )
    words = Text(
        missing="", label=_("What was agreed, and who took part"), rows=4, required=False,
        help_text=_("It stays on the children's side. The review reads nothing of it."),
    )  # fmt: skip
    is_taken_back = Tick(missing="", label=_("This did not happen: take it back"), required=False)

    def __init__(self, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["is_taken_back"]


class VaryTimeForm(Form):
    """Another last day for a step that is due, and why."""

    due_on = Day(missing=_("Write the day."), label=_("By which day instead"))
    ground = Choice(missing=_("Choose for what."), label=_("For what"), choices=VariationGround.choices)
    reason = Text(
        missing=_("Say why another day keeps the child safer or is better for the child."), label=_("Why"), rows=4
    )


class AnswerVariationForm(Form):
    """Whether somebody else agrees to another day."""

    agrees = Choice(missing=_("Say whether you agree."), label=_("Do you agree to the other day?"), choices=YES_NO)
    words = Text(
        missing="", label=_("What you say to it"), rows=3, required=False, help_text=_("If you do not agree: why.")
    )
