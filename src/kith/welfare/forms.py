"""Forms of the children's side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.protocol.pack import Factor
from kith.ui.forms import Choice, Day, Form, Text, Version
from kith.welfare.queries import Item
from kith.welfare.terms import Choice as ItemChoice
from kith.welfare.terms import EvidenceKind

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class AppointForm(Form):
    """Whom to appoint, and why if it is another than the one proposed."""

    professional = Choice(missing=_("Choose who will be lead professional."), label=_("Lead professional"), choices=())
    reason = Text(missing="", label=_("Why another than the one proposed"), rows=3, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        _choices(self, "professional", people)


class HandoverForm(Form):
    """What the next lead professional must know."""

    handover = Text(
        missing=_("Write what the next lead professional must know."), label=_("For whoever comes next"), rows=6,
        help_text=_("Whom the child trusts, what was promised, what comes up soon."),
    )  # fmt: skip
    version = Version()


class EventForm(Form):
    """An event of the chronology."""

    title = Text(missing=_("Write what happened."), label=_("What happened"))
    happened_from = Day(missing=_("Write the day, or the first day."), label=_("On which day, or from"))
    happened_until = Day(missing="", label=_("Until (if it took longer)"), required=False)
    source = Text(missing=_("Write who told you, or on what paper."), label=_("Who says so"))
    significance = Text(missing="", label=_("What it meant for the child"), rows=4, required=False)


class EvidenceForm(Form):
    """Evidence of how the child belongs here."""

    kind = Choice(
        missing=_("Choose where it comes from."), label=_("Where it comes from"), choices=EvidenceKind.choices
    )
    title = Text(missing=_("Give it a short name."), label=_("Short name"))
    text = Text(missing=_("Write what it shows."), label=_("What it shows"), rows=6)
    said_by = Text(missing=_("Write who said it."), label=_("Who said it"))
    said_on = Day(missing=_("Write when it was said."), label=_("When"))
    paper = Text(missing="", label=_("On what paper"), required=False)


class ViewsForm(Form):
    """The child's own words, or why they were not sought."""

    was_sought = Choice(missing=_("Say whether the child was asked."), label=_("Was the child asked?"), choices=YES_NO)
    words = Text(missing="", label=_("The child's own words"), rows=6, required=False)
    language = Text(missing="", label=_("In which language"), longest=60, required=False)
    who_was_present = Text(missing="", label=_("Who was there"), required=False)
    may_share = forms.ChoiceField(
        label=_("Did the child say that the words may be shared?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    why_not_sought = Text(missing="", label=_("If the child was not asked: why"), rows=3, required=False)


class AssessmentForm(Form):
    """Strengths and challenges under each indicator; whatever is not known stays empty."""

    summary = Text(missing="", label=_("In short"), rows=4, required=False)

    def __init__(self, *args: Any, indicators: Sequence[Factor], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        for one in indicators:
            for part, words in (("strengths", _("strengths")), ("challenges", _("challenges"))):
                self.fields[f"{one.code}_{part}"] = Text(
                    missing="", label=f"{one.words}: {words}", rows=2, required=False,
                    help_text=one.sentence if part == "strengths" else "",
                )  # fmt: skip

    def said(self, indicators: Sequence[Factor]) -> dict[str, dict[str, str]]:
        """What was written, by indicator."""
        return {
            one.code: {part: self.cleaned_data[f"{one.code}_{part}"] for part in ("strengths", "challenges")}
            for one in indicators
        }


class ReportForm(Form):
    """What goes into the report, what is held back and why, and how it is shared."""

    analysis = Text(
        missing="", label=_("Your own view: what staying, leaving and waiting mean for this child"), rows=6, required=False,
        help_text=_("It is marked as opinion. Say nothing on whether leave should be given: that is not asked of you."),
    )  # fmt: skip
    purpose = Text(missing=_("Say what the report is for."), label=_("What the report is for"), rows=2)
    basis = Text(missing=_("Say on what lawful basis it is shared."), label=_("On what lawful basis"))
    is_shared_anyway = Choice(
        missing=_("Say whether it would be shared anyway."), label=_("Would it be shared anyway?"), choices=YES_NO,
        help_text=_("If yes, tell the family and explain why. If no, the choice is theirs: ask them first."),
    )  # fmt: skip
    was_told = Choice(
        missing=_("Say whether the family was told."),
        label=_("Was the family told what is shared (and, where it is their choice, did they agree)?"),
        choices=YES_NO,
    )
    why_not_told = Text(missing="", label=_("If not: why"), rows=2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"choice_{item.id}"] = Choice(
                missing=_("Say of each thing whether it goes, is held back or is not needed."),
                label=item.title,
                choices=ItemChoice.choices,
            )
            self.fields[f"why_{item.id}"] = Text(missing="", label=_("If held back: why"), rows=2, required=False)

    @property
    def each(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        """Each thing held, with the choice and the reason that belong to it."""
        return [(item, self[f"choice_{item.id}"], self[f"why_{item.id}"]) for item in self.items]

    @property
    def about_it(self) -> list[forms.BoundField]:
        """What is said of the report as a whole."""
        names = ("analysis", "purpose", "basis", "is_shared_anyway", "was_told", "why_not_told")
        return [self[name] for name in names]


def _choices(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
