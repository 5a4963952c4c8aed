"""Forms of the review."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.protocol.pack import Outcome
from kith.review.forms.allocating import offer
from kith.review.terms import (
    AskedHow,
    ChallengeKind,
    ChallengeResult,
    PaperAnswer,
    Relation,
    ServiceMethod,
    Shown,
    TraceWay,
    TurnedOn,
)
from kith.ui.forms import Choice, Day, Form, Several, Text

YES_NO = (("no", _("No, nothing ties me to this family")), ("yes", _("Yes, something does")))
LINKS = (  # short, so that the four stand in one line beside each released item
    (Relation.FOR, _("for staying")), (Relation.AGAINST, _("against staying")), (Relation.NEITHER, _("neither")),
    ("none", _("not part of it")),
)  # fmt: skip
BROKEN = _("This page was sent without a part of it. Open it again; copy your words first.")


class Seen(forms.UUIDField):
    """Which entry the page showed, so that writing over somebody else's is noticed. Empty: there was none."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            widget=forms.HiddenInput, required=required, error_messages={"invalid": BROKEN, "required": BROKEN}
        )


class Number(forms.IntegerField):
    """Which version of the draft the page showed; 0: there was none."""

    def __init__(self) -> None:
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), BROKEN)
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, error_messages=errors)


class BestInterestsForm(Form):
    """What is best for one child."""

    text = Text(
        missing=_("Write what is best for this child, and why."), label=_("What is best for this child"), rows=10,
        help_text=_("Stability, leaving and waiting as this child would live them, and what the child says."),
    )  # fmt: skip
    after = Seen()


class FindingForm(Form):
    """What is found on one factor, and what it rests on."""

    text = Text(missing=_("Write what you find."), label=_("Your finding"), rows=12)
    after = Seen()

    def __init__(self, *args: Any, items: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        for key, title in items:
            self.fields[f"link_{key}"] = forms.ChoiceField(
                label=title, choices=LINKS, widget=forms.RadioSelect, initial="none", required=False,
                error_messages={"invalid_choice": _("Choose how this stands to your finding.")},
            )  # fmt: skip


class DraftForm(Form):
    """A draft: one of the equal outcomes, with its reasons."""

    outcome = Choice(missing=_("Choose an outcome."), label=_("Outcome"), choices=())
    leave_length = Text(
        missing="", label=_("If leave is granted: for how long"), required=False, longest=60,
        help_text=_("For example: 30 months, or without limit."),
    )  # fmt: skip
    reasons = Text(
        missing=_("Write the reasons: every outcome needs them."), label=_("Reasons"), rows=14,
        help_text=_("The family reads these in the notice. Write to them, in plain words."),
    )  # fmt: skip
    how_it_counted = Text(
        missing="", label=_("How counted what was sent and said to us"), rows=6, required=False,
        help_text=_(
            "Each child's lead professional and the grown-ups of the family read this when the notice is handed over, beside "
            "what was decided. Of each report and of what was written to us: what it changed, or why it could not. Plain words. "
            "Quote nothing that one of them said alone, or that the family was not told of."
        ),
    )  # fmt: skip
    points_against = Text(
        missing="", label=_("Points against the family, if there are any"), rows=6, required=False,
        help_text=_("One point on each line. The family reads these and can answer before anything is decided."),
    )  # fmt: skip
    after = Number()

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(one.code, one.words) for one in outcomes])


class ConflictForm(Form):
    """Whether anything ties this person to the family."""

    has_conflict = Choice(
        missing=_("Say whether anything ties you to this family."),
        label=_("Does anything tie you to this family?"),
        choices=YES_NO,
    )
    words = Text(
        missing="", label=_("If something does: what it is, in a few words"), rows=3, required=False, longest=2_000
    )


class ThisVersionForm(Form):
    """A step that is one button, on the version of the draft that the page showed."""

    draft = Number()


class LaterWordsForm(Form):
    """Why what was said since a decision was recorded changes nothing: all of it that the page showed."""

    reason = Text(
        missing=_("Write why it changes nothing."), label=_("Why this changes nothing"), rows=4,
        help_text=_("At least a sentence. The second officer reads it beside the words, and confirms or returns."),
    )  # fmt: skip
    said = forms.CharField(widget=forms.HiddenInput, error_messages={"required": BROKEN})
    decision = Seen(required=True)

    def clean_said(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(key) for key in self.cleaned_data["said"].split()]
        except ValueError:
            raise forms.ValidationError(BROKEN) from None


class ExceptionForm(Form):
    """Why a case cannot wait for a report, and how the family was told."""

    reason = Text(
        missing=_("Write why this case cannot wait for the report."), label=_("Why this case cannot wait"), rows=6,
        help_text=_("About the case alone. It says nothing about the lead professional, and does not count against them."),
    )  # fmt: skip
    family_told_on = Day(missing=_("Write the day on which the family was told."), label=_("When the family was told"))
    family_told_how = Text(
        missing=_("Write how the family was told."), label=_("How the family was told, and in which language")
    )


class TraceForm(Form):
    """How it was tried to reach the family, and whether it was found."""

    way = Choice(missing=_("Choose how."), label=_("How you tried to reach the family"), choices=TraceWay.choices)
    done_on = Day(missing=_("Write the day."), label=_("On which day"))
    was_found = Choice(
        missing=_("Say whether the family was reached."), label=_("Was the family reached?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
    )  # fmt: skip
    words = Text(missing="", label=_("What you know of it"), rows=4, required=False)


class EndingForm(Form):
    """How a review ends without a decision: the endings are equal, none is chosen."""

    outcome = Choice(missing=_("Choose how the review ends."), label=_("How the review ends"), choices=())
    reason = Text(
        missing=_("Write why the review ends."), label=_("Why"), rows=4,
        help_text=_("At least a sentence. Whoever confirms it reads this."),
    )  # fmt: skip
    happened_on = Day(missing=_("Write the day on which it happened."), label=_("On which day it happened"))
    proof = Text(
        missing=_("Write what shows it."), label=_("What shows it"),
        help_text=_("For example the reference of a letter or a document, and where it is kept."),
    )  # fmt: skip
    asked_by = Text(missing="", label=_("If the family withdrew: who asked"), required=False)
    asked_on = Day(missing="", label=_("If the family withdrew: when they asked"), required=False)
    asked_how = Choice(
        missing="", label=_("If the family withdrew: how they asked"), choices=AskedHow.choices, required=False
    )
    other_reference = Text(
        missing="", label=_("If it is the same case as another: the reference of the case that stands"), required=False,
        longest=12, help_text=_("For example KI-0412."),
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(one.code, one.words) for one in outcomes])

    def clean_other_reference(self) -> str:
        return str(self.cleaned_data["other_reference"]).strip().upper()


class EndingAnswerForm(Form):
    """Confirm a proposed ending, or return it: the very one that the page showed."""

    reasons = Text(
        missing=_("Say why you return it, so that it can be put right."), label=_("If you return it: why"), rows=4,
        required=False,
    )  # fmt: skip
    ending = Seen(required=True)


class TakeBackForm(Form):
    """Why a confirmed ending is taken back."""

    reason = Text(
        missing=_("Say why the review goes on."), label=_("Why the review goes on"), rows=4,
        help_text=_("For example: the family was found, or it was a mistake."),
    )  # fmt: skip
    ending = Seen(required=True)


class ReceiptForm(Form):
    """How and when the family received a letter."""

    method = Choice(missing=_("Choose how."), label=_("How it was handed over"), choices=ServiceMethod.choices)
    proof = Text(
        missing=_("Write what shows that the family has it."), label=_("What shows that the family has it"),
        help_text=_("For example the number of the recorded post, or who signed for it."),
    )  # fmt: skip
    day = Day(missing=_("Write the day."), label=_("On which day"))
    letter = Seen(required=True)


class HandedOverForm(Form):
    """How, where to and when a notice was handed over."""

    method = Choice(missing=_("Choose how."), label=_("How it was handed over"), choices=ServiceMethod.choices)
    address = Text(
        missing=_("Write where it went, or to whom it was handed."), label=_("Where it went, or to whom it was handed"), rows=3,
        help_text=_("The address on the envelope. By hand: to whom, and where."),
    )  # fmt: skip
    proof = Text(
        missing=_("Write what shows that the family has it."), label=_("What shows that the family has it"),
        help_text=_("For example the number of the recorded post, or who signed for it."),
    )  # fmt: skip
    day = Day(missing=_("Write the day."), label=_("On which day"))


class ServiceForm(HandedOverForm):
    """The same, of the letter that the page showed."""

    letter = Seen(required=True)


class RenewedServiceForm(HandedOverForm):
    """The same once more, after the notice came back: the very return that the page showed."""

    returned = Seen(required=True)


class ReturnedNoticeForm(Form):
    """That the notice came back."""

    day = Day(missing=_("Write the day on which it came back."), label=_("On which day it came back"))
    words = Text(
        missing=_("Write what the post says."), label=_("What the post says, and what you know of the address"), rows=4
    )


class ChallengeForm(Form):
    """What calls a served decision into question."""

    kind = Choice(missing=_("Choose what it is."), label=_("What it is"), choices=ChallengeKind.choices)
    day = Day(missing=_("Write the day on which it was brought."), label=_("On which day it was brought"))
    reference = Text(missing="", label=_("Its own reference, if it has one"), required=False, longest=60)
    grounds = Text(
        missing=_("Write what is called into question."), label=_("What is called into question, as it was put"), rows=6
    )


class ChallengeOutcomeForm(Form):
    """What came of a challenge, and what it turned on."""

    result = Choice(missing=_("Choose the result."), label=_("Result"), choices=ChallengeResult.choices)
    day = Day(missing=_("Write the day of the result."), label=_("On which day"))
    turned_on = Several(
        missing=_("Choose from the list."), label=_("What it turned on"), choices=TurnedOn.choices, required=False,
        help_text=_("Counted over all decisions, to learn from. Tick all that apply."),
    )  # fmt: skip
    words = Text(
        missing=_("Write what was found."), label=_("What was found, in the words of whoever found it"), rows=8
    )


class CorrectedOutcomeForm(ChallengeOutcomeForm):
    """The same once more, where what was recorded is wrong."""

    reason = Text(missing=_("Write why it is put right."), label=_("Why what was recorded is put right"), rows=3)


class LessonForm(Form):
    """What those who decided take from a result."""

    lesson = Text(
        missing="", label=_("What you would do otherwise next time, if anything"), rows=4, required=False,
        help_text=_("Those who work on the case read it. Leave it empty if there is nothing."),
    )  # fmt: skip


class MonthForm(Form):
    """One of the months that the page offers."""

    month = forms.DateField(widget=forms.HiddenInput)


class QualityForm(Form):
    """How a drawn decision reads."""

    shown = Several(
        missing=_("Choose from the list."),
        label=_("What is there, as you read it"),
        choices=Shown.choices,
        required=False,
    )
    words = Text(
        missing=_("Write what you found."), label=_("What you found"), rows=6,
        help_text=_("Whoever decided and whoever confirmed it read this. It changes nothing in the decision."),
    )  # fmt: skip


class ReplyForm(Form):
    """The family's reply, or that its time ended without one."""

    was_given = Choice(
        missing=_("Say whether the family replied."), label=_("Did the family reply?"),
        choices=(("yes", _("Yes")), ("no", _("No, and its time is over"))),
    )  # fmt: skip
    words = Text(missing="", label=_("If it replied: what the family said"), rows=6, required=False)
    considered = Text(missing="", label=_("If it replied: what you make of it"), rows=6, required=False)
    letter = Seen(required=True)


class SecondViewForm(Form):
    """The second officer's own view."""

    outcome = Choice(missing=_("Choose what you would decide."), label=_("What would you decide?"), choices=())
    text = Text(missing=_("Write your view and why."), label=_("Your view and why"), rows=12)
    decision = Seen(required=True)

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(one.code, one.words) for one in outcomes])


class AnswerForm(Form):
    """Confirm or return: one decision, one version."""

    reasons = Text(
        missing=_("Say why you return it, so that it can be put right."), label=_("If you return it: why"), rows=4,
        required=False,
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, error_messages={"invalid": BROKEN})
    decision = Seen(required=True)


class NothingForm(Form):
    """A step that is one button."""


class PaperCheckForm(Form):
    """Whether the paper file was looked at; or where it was looked for, and why the decision goes on without."""

    answer = Choice(missing=_("Choose one."), label=_("The paper file"), choices=PaperAnswer.choices)
    looked_on = Day(missing="", label=_("If it was looked at: on which day"), required=False)
    looked_by = Text(missing="", label=_("If it was looked at: by whom"), required=False)
    searched = Text(
        missing="", label=_("If it is not there: where it was looked for, and who was asked"), rows=3, required=False
    )
    reason = Text(
        missing="", label=_("If it is not there: why the decision goes on without it"), rows=3, required=False,
        help_text=_("The second officer reads it beside the findings."),
    )  # fmt: skip
    NEEDED = (
        ("looked_on", True, _("Write the day.")), ("looked_by", True, _("Write who looked at it.")),
        ("searched", False, _("Write where it was looked for.")), ("reason", False, _("Write why the decision goes on.")),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        was_looked_at = given.get("answer") == PaperAnswer.LOOKED_AT
        for name, is_of_look, missing in self.NEEDED:
            if given.get("answer") and was_looked_at == is_of_look and name not in self.errors and not given.get(name):
                self.add_error(name, missing)
        return given
