"""The base of forms: what was typed is kept, what is wrong is said in the field's words, nothing a database cannot hold
gets past. Each field of a form names its own error text."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
LONGEST = 50_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


class Text(forms.CharField):
    """Text as people write it. Refuses NUL and lone surrogates, which no database or file can hold, with clear words."""

    def __init__(self, *, missing: Words, label: Words, rows: int = 0, longest: int = 0, **kwargs: Any) -> None:
        self.longest = longest or (LONGEST if rows else 200)
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"}) if rows else forms.TextInput(attrs={"dir": "auto"})
        if rows and rows < 5:
            widget.attrs["class"] = "short"
        super().__init__(label=label, widget=widget, error_messages={"required": missing}, **kwargs)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if text and _UNSTORABLE.search(text):
            raise ValidationError(
                _(
                    "This holds signs that cannot be kept (often from copying out of another program). Type that part again."
                )
            )
        if text and len(text) > self.longest:
            raise ValidationError(
                _("This is %(length)s characters long. Write at most %(longest)s, or add the rest as a second entry.")
                % {"length": len(text), "longest": self.longest}
            )
        return text


class Day(forms.Field):
    """A day as people write it: 3 June 2007, 3/6/2007 or 2007-06-03."""

    def __init__(self, *, missing: Words, label: Words, **kwargs: Any) -> None:  # Any: as forms.Field
        kwargs.setdefault("help_text", _("For example 3 June 2007, or 3/6/2007."))
        super().__init__(
            label=label, widget=forms.TextInput(attrs={"class": "date", "autocomplete": "off"}),
            error_messages={"required": missing}, **kwargs,
        )  # fmt: skip

    def to_python(self, value: Any) -> date | None:  # Any: what a browser sends
        if not value or isinstance(value, date):
            return value or None
        found = read_day(str(value))
        if found is None:
            raise ValidationError(_("Write a day, for example 3 June 2007 or 3/6/2007."))
        return found


def read_day(text: str) -> date | None:
    """The day that `text` names, day before month; None where it names none."""
    words = re.split(r"[\s/.\-]+", text.strip().lower())
    if len(words) != 3:
        return None
    if words[1].isalpha():
        matching = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(words[1]) and len(words[1]) >= 3]
        words[1] = str(matching[0]) if matching else ""
    if not all(word.isascii() and word.isdigit() and len(word) <= 4 for word in words):
        return None
    first, month, last = (int(word) for word in words)
    year, day = (first, last) if len(words[0]) == 4 else (last, first)
    try:
        return date(year, month, day) if year > 1000 else None
    except ValueError:
        return None


class Choice(forms.ChoiceField):
    """Equal choices, none chosen beforehand."""

    def __init__(
        self, *, missing: Words, label: Words, choices: Any, **kwargs: Any
    ) -> None:  # Any: as forms.ChoiceField
        super().__init__(
            label=label, choices=choices, widget=forms.RadioSelect,
            error_messages={"required": missing, "invalid_choice": missing}, **kwargs,
        )  # fmt: skip


class Form(forms.Form):
    """A form bound by method, not by truth of what was sent: an empty POST is a POST."""
