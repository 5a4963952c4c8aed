"""Forms of a case that is opened urgently, and of what another person says of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Form, Text
from kith.welfare.forms.record import YES_NO


class UrgentForm(Form):
    """Which case, and why it cannot wait."""

    reference = Text(
        missing=_("Write the number of the case, for example KI-0412."), label=_("Number of the case"), longest=20,
        help_text=_("For example KI-0412. A name is not enough: ask whoever told you, or a coordinator."),
    )  # fmt: skip
    reason = Text(
        missing=_("Say why it cannot wait."), label=_("Why you must see this case now"), rows=4,
        help_text=_("Who asked, what happened, what you need to know. The team of the case and a coordinator read this."),
    )  # fmt: skip


class UrgentCheckForm(Form):
    """What a second person says of it."""

    was_right = Choice(
        missing=_("Say whether it was right."), label=_("Was it right to open this case urgently?"), choices=YES_NO,
        help_text=_("If no, and they still see the case, that ends now."),
    )  # fmt: skip
    words = Text(
        missing=_("Write what you say of it."), label=_("What you say of it"), rows=4,
        help_text=_("Was there no other way, was no more looked at than was needed, what should be done now?"),
    )  # fmt: skip
    family_is_told = Choice(
        missing=_("Say whether the family may read that it was urgent."), choices=YES_NO,
        label=_("May the family read on its own pages that it was urgent?"),
        help_text=_("That somebody of the office looked, they read in any case. Say no where it could put somebody at home in "
                    "danger: each grown-up with a page reads it. Nobody reads the reason or your words."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:  # Any: as Form
        """Yes and no as what they mean."""
        given: dict[str, Any] = super().clean() or {}
        return {**given, **{name: given[name] == "yes" for name in ("was_right", "family_is_told") if name in given}}
