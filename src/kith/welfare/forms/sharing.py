"""Forms of what may cross: the report, what a coordinator asks to have changed, a correction, another day."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Day, Form, Text, Version
from kith.welfare.forms.record import YES_NO
from kith.welfare.queries import Item
from kith.welfare.terms import Choice as ItemChoice

COUNTED = _("{goes} of {all} go · {held} held back · {left} to say")


class ReportForm(Form):
    """What goes into the report, what is held back and why, and how it is shared."""

    analysis = Text(
        missing="", label=_("Your own view: what staying, leaving and waiting mean for this child"), rows=6, required=False,
        help_text=_("It is marked as opinion. Say nothing on whether leave should be given: that is not asked of you."),
    )  # fmt: skip
    purpose = Text(
        missing=_("Say what the report is for."), label=_("What the report is for"), rows=2,
        help_text=_("They read this. For example: so that the review knows how Amal lives before it decides."),
    )  # fmt: skip
    basis = Text(
        missing=_("Say on what lawful basis it is shared."), label=_("On what lawful basis"),
        help_text=_("They read this. For a council it is most often its public task; ask your data protection officer."),
    )  # fmt: skip
    is_shared_anyway = Choice(
        missing=_("Say whether it would be shared anyway."), label=_("Would it be shared anyway?"), choices=YES_NO,
        help_text=_("If yes, tell the family and explain why. If no, the choice is theirs: ask them first."),
    )  # fmt: skip
    was_told = Choice(
        missing=_("Say whether the family was told."),
        label=_("Was the family told what is shared (and, where it is their choice, did they agree)?"),
        choices=YES_NO,
        help_text=_("They read yes or no, so that nothing is quoted to a family that does not know of it."),
    )
    why_not_told = Text(
        missing="", label=_("If not: why"), rows=2, required=False, help_text=_("This stays on the children's side.")
    )
    why_others_named = Text(
        missing="", label=_("If another child is named in what goes: why it must be so"), rows=2, required=False,
        help_text=_("Better: write “her brother”, or hold it back. This stays on the children's side."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    count = COUNTED  # the same words for the page's script

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"choice_{item.id}"] = Choice(
                missing=_("Say of each thing whether it goes, is held back or is not needed."),
                label=item.title,
                choices=ItemChoice.choices,
            )
            self.fields[f"why_{item.id}"] = Text(
                missing="", label=_("If held back: why"), rows=2, required=False,
                help_text=_("This stays on the children's side."),
            )  # fmt: skip

    def of(self, item: Item) -> tuple[forms.BoundField, forms.BoundField]:
        """The choice and the reason that belong to one thing held."""
        return self[f"choice_{item.id}"], self[f"why_{item.id}"]

    @property
    def counted(self) -> str:
        """How many things go, are held back and wait for a word, as the page counts them while one chooses."""
        chosen = Counter(self[f"choice_{item.id}"].value() for item in self.items)
        goes, held, out = chosen[ItemChoice.GOES], chosen[ItemChoice.HELD_BACK], chosen[ItemChoice.LEFT_OUT]
        every = len(self.items)
        return str(COUNTED).format(goes=goes, all=every, held=held, left=every - goes - held - out)

    @property
    def how_shared(self) -> list[forms.BoundField]:
        """What is said of the report as a whole, but for the professional's own view."""
        names = ("purpose", "basis", "is_shared_anyway", "was_told", "why_not_told", "why_others_named")
        return [self[name] for name in names]


class ReturnForm(Form):
    """What the lead professional should change."""

    why = Text(
        missing=_("Say what should be changed before it can go."), label=_("What should be changed"), rows=4,
        help_text=_("The lead professional reads this beside the report."),
    )  # fmt: skip
    version = Version()


class CorrectForm(Form):
    """What has to be put right in a report that was released."""

    why = Text(
        missing=_("Say what has to be put right."), label=_("What has to be put right"), rows=4,
        help_text=_("This stays on the children's side. They will see that a correction took the report's place."),
    )  # fmt: skip


class MoveDateForm(Form):
    """A new day for a report, and why."""

    due_on = Day(missing=_("Write the new day."), label=_("New day"))
    reason = Text(
        missing=_("Say why more time is needed."), label=_("Why more time is needed"), rows=3,
        help_text=_("This stays on the children's side: the review sees the new day and no reason."),
    )  # fmt: skip
