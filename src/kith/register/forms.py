"""Forms of the register."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.register.terms import PaperStep, Sureness
from kith.ui.forms import Choice, Day, Form, Sending, Text

CHILD, ADULT = "child", "adult"


class WhoIsAChildForm(Form):
    """Of each person who may be a child: a child, or an adult and how that is known. Nothing is chosen at first."""

    def __init__(self, *args: Any, people: Sequence[tuple[uuid.UUID, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.people = [pk for pk, _called in people]
        for pk, called in people:
            self.fields[f"is_{pk}"] = Choice(
                missing=_("Say of each person whether they are a child."),
                label=called,
                choices=((CHILD, _("a child, or may be")), (ADULT, _("an adult: another registrar must say so, too"))),
            )
            self.fields[f"why_{pk}"] = Text(
                missing="", label=_("If an adult: how it is known"), rows=2, required=False,
                help_text=_("For example: a passport seen on 3 June; the date of birth was typed as 2012 for 1982."),
            )  # fmt: skip

    @property
    def children(self) -> list[uuid.UUID]:
        """Of whom it is said that they are children."""
        return [pk for pk in self.people if self.cleaned_data[f"is_{pk}"] == CHILD]

    @property
    def adults(self) -> dict[uuid.UUID, str]:
        """Of whom it is said that they are adults, and how that is known."""
        return {pk: self.cleaned_data[f"why_{pk}"] for pk in self.people if self.cleaned_data[f"is_{pk}"] == ADULT}


class ConfirmFamilyForm(Form):
    """Which people of the family are children. None is also an answer, and is said as such."""

    children = forms.MultipleChoiceField(
        label=_("Who of them is a child (under 18, or may be)?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("Tick people of this family only. Someone may have changed it: read the list again.")
        },
    )
    nobody = forms.BooleanField(label=_("There is no child in this family"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        children = self.fields["children"]
        assert isinstance(children, forms.MultipleChoiceField)
        children.choices = list(people)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if "children" in given and bool(given["children"]) == bool(given.get("nobody")):
            raise forms.ValidationError(_("Tick each child, or tick that there is no child."))
        return given


OTHER = "other"


class SettleForm(Form):
    """Which of several readings is right, on which document, how sure that is, and why. Nothing is chosen at first."""

    other = Text(missing="", label=_("If none of them is right: what is"), required=False)
    sureness = Choice(missing=_("Say how sure it is."), label=_("What it rests on"), choices=Sureness.choices)
    document = Text(
        missing="", label=_("Which document, and where it is kept"), required=False,
        help_text=_("For example: passport, seen at the registry in Glasgow; a copy is in the paper file."),
    )  # fmt: skip
    seen_on = Day(missing="", label=_("The day on which it was seen"), required=False)
    why = Text(missing=_("Say why this is right and the others are not."), label=_("Why it is right"), rows=3)
    after = forms.UUIDField(widget=forms.HiddenInput, required=False)
    sending = Sending()
    field_order = ("right", "other", "sureness", "document", "seen_on", "why", "after", "sending")

    def __init__(self, *args: Any, readings: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["right"] = Choice(
            missing=_("Choose what is right."), label=_("What is right?"),
            choices=(*readings, (OTHER, _("none of them"))),
        )  # fmt: skip
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("right") == OTHER and not given.get("other"):
            self.add_error("other", _("Write what is right, or choose one of them."))
        return given


class OpenAgainForm(Form):
    """Why what was taken as right is open again."""

    why = Text(missing=_("Say why it is open again."), label=_("Why it is open again"), rows=3)


class ClockForm(Form):
    """Which of the clocks on a case, and why it is changed."""

    reason = Text(
        missing=_("Say why."), label=_("Why"), rows=3,
        help_text=_("It stays on this side, with the day that was, and whoever works on the case here can read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, clocks: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["clock"] = Choice(missing=_("Choose which day."), label=_("Which day?"), choices=clocks)
        self.order_fields(("clock", "due_on", "reason"))


class MoveDayForm(ClockForm):
    """The same, with the day to which it is moved."""

    due_on = Day(missing=_("Write the new day."), label=_("The new day"))


class PaperFileForm(Form):
    """That there is a file on paper."""

    cover = Text(missing=_("Write what is on its cover."), label=_("What is written on its cover"), longest=120)


class PaperStepForm(Form):
    """Where a file on paper is, or what was done about it."""

    kind = Choice(
        missing=_("Choose one."), label=_("What is known, or was done"),
        choices=(
            (PaperStep.IS_AT, _("It is at a place")), (PaperStep.ASKED_FOR, _("I asked for it")),
            (PaperStep.CAME, _("It came")), (PaperStep.PASSED_ON, _("It was passed on")),
            (PaperStep.NOT_FOUND, _("It cannot be found")),
        ),
    )  # fmt: skip
    place = Text(missing="", label=_("Where: the office, room or store"), required=False)
    holder = Text(missing="", label=_("Who has it, or whom I asked"), required=False)
    words = Text(
        missing="", label=_("If it cannot be found: where it was looked for; else what else to know"), rows=3,
        required=False,
    )  # fmt: skip
