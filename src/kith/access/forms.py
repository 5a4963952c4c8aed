"""Forms of access."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kith.access.models import Agency, User
from kith.access.terms import ROLE_WORK, ROLES_OF_STAFF, AgencyKind
from kith.ui.forms import Choice, Day, Form, Text, Tick, Version

TRIES, PAUSE = 8, 300  # wrong passwords before a pause, and its seconds
EVERYWHERE = "all"  # chosen in a form, where nothing chosen is not the same
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


class OfLogin(Form):
    """About one login."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        self.user = user


class OwnPassword(OfLogin):
    """Asks for the password again: whoever sits here now may be somebody else. Tries are counted with those of signing in."""

    password = Text(missing=_("Write your password."), label=_("Your password"), longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
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


class NewPassword(OfLogin):
    """Twice a new password."""

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


class PasswordForm(OwnPassword, NewPassword):
    """The password, and twice the new one."""

    field_order = ("password", "new", "again")


class ReasonForm(Form):
    """Why something is done with an account."""

    reason = Text(
        missing=_("Say why."), label=_("Why"), longest=300,
        help_text=_("A few words for whoever looks after accounts later, such as: left the council on 3 June."),
    )  # fmt: skip


class SureForm(ReasonForm):
    """Why the second step is taken off, and that it is them who asked."""

    is_them = Tick(
        missing=_("Ring them first, on a number that you knew before."),
        label=_("I rang them on a number that I knew before, and it is them who ask."),
    )


class RoleForm(Form):
    """A role, and the area that it is held for: `areas` are codes of councils with their names, '' is everywhere."""

    role = Choice(
        missing=_("Choose what they will do."), label=_("What they will do"),
        choices=[(role.value, format_lazy("{}: {}", role.label, ROLE_WORK[role])) for role in ROLES_OF_STAFF],
    )  # fmt: skip
    area = forms.ChoiceField(
        label=_("For which area"),
        error_messages={"required": _("Choose an area."), "invalid_choice": _("Choose an area.")},
        help_text=_("A council's own staff work for its area. Others work everywhere, if nothing else was agreed."),
    )

    def __init__(self, *args: Any, areas: Mapping[str, str], **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        _choices(self, "area", [(code or EVERYWHERE, name) for code, name in areas.items()])

    def clean_area(self) -> str:
        """The code of a council; '' for everywhere."""
        area: str = self.cleaned_data["area"]
        return "" if area == EVERYWHERE else area


class PersonForm(RoleForm):
    """Somebody new."""

    field_order = ("name", "email", "agency")
    name = Text(
        missing=_("Write their name."), label=_("Name"), longest=120, help_text=_("As colleagues will read it.")
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Their own at work. They sign in with it."),
        error_messages={
            "required": _("Write their e-mail."), "invalid": _("Write their e-mail, such as name@council.example."),
        },
    )  # fmt: skip
    agency = forms.ChoiceField(
        label=_("Where they work"),
        error_messages={"required": _("Choose where they work."), "invalid_choice": _("Choose where they work.")},
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        _choices(self, "agency", [(str(one.pk), one.name) for one in agencies])


class AgencyForm(Form):
    """A body whose staff will use Kith."""

    name = Text(missing=_("Write its name."), label=_("Name"), longest=120)
    kind = Choice(
        missing=_("Choose what it is."), label=_("What it is"),
        choices=[one for one in AgencyKind.choices if one[0] != AgencyKind.KITH],
    )  # fmt: skip
    area = Text(
        missing="", label=_("Its council's code"), longest=9, required=False,
        help_text=_("Nine signs, such as S12000049: of a council, or of the council that a school or office is in. "
                    "Empty for one that works everywhere."),
    )  # fmt: skip
    phone = Text(missing="", label=_("Phone"), longest=30, required=False)

    def clean_area(self) -> str:
        """The code as the Office for National Statistics writes it."""
        area: str = self.cleaned_data["area"].upper()
        if area and not re.fullmatch(r"[A-Z]\d{8}", area, re.ASCII):
            raise ValidationError(_("Write the code as a letter and eight digits, such as S12000049."))
        return area


class SocialWorkerForm(Form):
    """Who says that somebody is a registered social worker, by which register, and when it was looked up; or that none is."""

    is_registered = Choice(
        missing=_("Choose one."), label=_("On the register?"),
        choices=[("yes", _("They are on the register")), ("no", _("They are not, or not any more"))],
    )  # fmt: skip
    says = Text(
        missing="", label=_("If they are: who says so, by which register"), longest=200, required=False,
        help_text=_("Such as: register of the Scottish Social Services Council, looked up by A. Khan."),
    )  # fmt: skip
    on = Day(missing="", label=_("If they are: when it was looked up"), required=False)
    version = Version()

    def clean(self) -> dict[str, Any] | None:  # Any: as forms.Form
        """Both are said of whoever is on the register, and neither of whoever is not."""
        given = self.cleaned_data
        if given.get("is_registered") == "yes":
            if not given.get("says") and "says" not in self.errors:
                self.add_error("says", _("Write who says so, and by which register."))
            if not given.get("on") and "on" not in self.errors:
                self.add_error("on", _("Write when it was looked up."))
            elif given.get("on") and given["on"] > timezone.localdate():
                self.add_error("on", _("This day is still to come. Write the day on which it was looked up."))
        elif given.get("is_registered") == "no":
            given["says"], given["on"] = "", None
        return given


def _choices(form: Form, name: str, choices: list[tuple[str, Any]]) -> None:  # Any: words
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Choose")), *choices] if len(choices) != 1 else choices
