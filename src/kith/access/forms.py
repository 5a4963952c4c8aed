"""Forms of access."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kith.access.models import User
from kith.ui.forms import Form, Text

TRIES, PAUSE = 8, 300  # wrong passwords before a pause, and its seconds
TOO_MANY = _("Too many tries. Wait five minutes, then try again.")


def too_many_tries(email: str) -> bool:
    """Whether so many wrong passwords were tried for this e-mail that not even the right one is looked at."""
    return bool(cache.get(f"tries:{email.lower()}", 0) >= TRIES)


def count_try(email: str) -> None:
    """A wrong password was tried."""
    key = f"tries:{email.lower()}"
    cache.set(key, cache.get(key, 0) + 1, PAUSE)


def forget_tries(email: str) -> None:
    """The right password was given."""
    cache.delete(f"tries:{email.lower()}")


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


class CodeForm(Form):
    """A code by the app, or one on paper."""

    code = Text(
        missing=_("Write the code that your app shows."), label=_("Code"), longest=40,
        help_text=_("Six digits from your app; or one of the codes that you printed."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "dir": "ltr", "class": "date"}
        )


class SetUpForm(CodeForm):
    """The first code of a new app; the page carries its secret along, locked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six digits that the app shows now.")


class OwnPassword(Form):
    """Asks for the password again: whoever sits here now may be somebody else. Tries are counted with those of signing in."""

    password = Text(missing=_("Write your password."), label=_("Your password"), longest=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def clean_password(self) -> str:
        """The password, if it is this login's."""
        given: str = self.cleaned_data["password"]
        if too_many_tries(self.user.email):
            raise ValidationError(TOO_MANY)
        if not self.user.check_password(given):
            count_try(self.user.email)
            raise ValidationError(_("This is not your password. Check it and try again."))
        forget_tries(self.user.email)
        return given


class RenewSecondStepForm(OwnPassword, SetUpForm):
    """Another app in place of the one before, by whoever knows the password."""

    field_order = ("code", "password")


class PasswordForm(OwnPassword):
    """The password, and twice the new one."""

    field_order = ("password", "new", "again")
    new = Text(
        missing=_("Write a new password."), label=_("New password"), longest=200,
        help_text=_("At least 12 signs. Four words that do not belong together are good."),
    )  # fmt: skip
    again = Text(missing=_("Write the new password again."), label=_("New password again"), longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        for name in ("new", "again"):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})

    def clean(self) -> dict[str, Any] | None:  # Any: as forms.Form
        """Both are the same, and good enough."""
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two new passwords are not the same. Write both again."))
        elif new:
            try:
                validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new", error)
        return self.cleaned_data
