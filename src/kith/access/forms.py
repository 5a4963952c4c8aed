"""Forms of access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Form, Text


class SignInForm(Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _("Write your e-mail."),
            "invalid": _("Write your e-mail, such as name@council.example."),
        },
    )
    password = Text(missing=_("Write your password."), label=_("Password"), longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
