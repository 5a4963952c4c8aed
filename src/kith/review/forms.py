"""Forms of the review."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.protocol.pack import Outcome
from kith.review.terms import Relation, ServiceMethod
from kith.ui.forms import Choice, Day, Form, Text

YES_NO = (("no", _("No, nothing ties me to this family")), ("yes", _("Yes, something does")))
LINKS = (*Relation.choices, ("none", _("not part of this finding")))


class AllocateForm(Form):
    """Which officer considers the case."""

    officer = Choice(missing=_("Choose an officer."), label=_("Review officer"), choices=())

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        officer = self.fields["officer"]
        assert isinstance(officer, forms.ChoiceField)
        officer.choices = list(people)


class BestInterestsForm(Form):
    """What is best for one child."""

    text = Text(
        missing=_("Write what is best for this child, and why."), label=_("What is best for this child"), rows=10
    )


class FindingForm(Form):
    """What is found on one factor, and what it rests on."""

    text = Text(missing=_("Write what you find."), label=_("Your finding"), rows=10)
    after = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        for key, title in items:
            self.fields[f"link_{key}"] = forms.ChoiceField(
                label=title, choices=LINKS, widget=forms.RadioSelect, initial="none", required=False
            )


class DraftForm(Form):
    """A draft: one of the equal outcomes, with its reasons."""

    outcome = Choice(missing=_("Choose an outcome."), label=_("Outcome"), choices=())
    leave_length = Text(missing="", label=_("If leave is granted: for how long"), required=False, longest=60)
    reasons = Text(missing=_("Write the reasons: every outcome needs them."), label=_("Reasons"), rows=12)
    points_against = Text(
        missing="", label=_("Points against the family, if there are any"), rows=6, required=False,
        help_text=_("The family reads these and can answer before anything is decided."),
    )  # fmt: skip
    after = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(one.code, one.words) for one in outcomes]


class ConflictForm(Form):
    """Whether anything ties the officer to the family."""

    has_conflict = Choice(
        missing=_("Say whether anything ties you to this family."),
        label=_("Does anything tie you to this family?"),
        choices=YES_NO,
    )
    words = Text(missing="", label=_("What it is, in a few words"), rows=3, required=False)


class ReceiptForm(Form):
    """How and when the family received a letter."""

    method = Choice(missing=_("Choose how."), label=_("How it was handed over"), choices=ServiceMethod.choices)
    proof = Text(missing=_("Write what shows that the family has it."), label=_("What shows it"))
    day = Day(missing=_("Write the day."), label=_("On which day"))


class ReplyForm(Form):
    """The family's reply, or that its time ended without one."""

    was_given = Choice(
        missing=_("Say whether the family replied."), label=_("Did the family reply?"),
        choices=(("yes", _("Yes")), ("no", _("No, and its time is over"))),
    )  # fmt: skip
    words = Text(missing="", label=_("What the family said"), rows=6, required=False)
    considered = Text(missing="", label=_("What you make of it"), rows=6, required=False)


class SecondViewForm(Form):
    """The second officer's own view."""

    outcome = Choice(missing=_("Choose what you would decide."), label=_("What would you decide?"), choices=())
    text = Text(missing=_("Write your view and why."), label=_("Your view and why"), rows=10)

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(one.code, one.words) for one in outcomes]


class NothingForm(Form):
    """A step that is one button."""
