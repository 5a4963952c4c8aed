"""Forms of what is kept longer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Form, Text, Tick


class HoldForm(Form):
    """Why something is kept longer, or no longer."""

    reason = Text(
        missing=_("Say why."), label=_("Why"), rows=3,
        help_text=_("For example: an inquiry, a court, a complaint, with its number. It stays on your side."),
    )  # fmt: skip


class WithdrawForm(Form):
    """Why what somebody signed for is not to go."""

    reason = Text(
        missing=_("Say why."), label=_("Why"), rows=3,
        help_text=_("For example: a person of the case has asked for it; it was the wrong case. It stays on your side."),
    )  # fmt: skip


class SignForm(Form):
    """That somebody has read what goes; `read`: how many texts there were as they did."""

    read = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_read = Tick(
        missing=_("Look at what goes, and tick the box."),
        label=_("I have looked at what goes. Nobody needs it any more, and no inquiry, court or complaint asks for it."),
    )  # fmt: skip
