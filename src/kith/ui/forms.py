"""The base of forms: what was typed is kept, what is wrong is said in the field's words, nothing a database cannot hold
gets past. Each field of a form names its own error text."""

import re
import uuid
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kith.ui.dates import day_in_words
from kith.verdict import Obstacle

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

LONGEST = 50_000
SHOWN_AGAIN = "shown_again"  # a field sent with what was typed before the session ended: it is shown, and not saved yet
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SHOWN_INSTEAD = "\ufffd"
_TWO_DIGITS = 1000  # a year below it was written short, and which century is meant is anybody's guess
_EARLIEST, _LATEST = 1900, 2199  # years of a day of one's own choice
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def storable(text: str) -> str:
    """The text with � for each sign that no page or database can hold."""
    return _UNSTORABLE.sub(_SHOWN_INSTEAD, text)


class _Typed:
    """What was typed comes back as it was, but for signs that no page can carry: those are shown as �."""

    def bound_data(self, data: Any, initial: Any) -> Any:  # Any: what a browser sends
        return storable(data) if isinstance(data, str) else data


class Text(_Typed, forms.CharField):
    """Text as people write it. Refuses NUL and lone surrogates, which no database or file can hold, with clear words."""

    def __init__(
        self, *, missing: "Words", label: "Words", rows: int = 0, longest: int = 0, **kwargs: Any
    ) -> None:  # Any: as forms.CharField
        self.longest = longest or (LONGEST if rows else 200)
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"}) if rows else forms.TextInput(attrs={"dir": "auto"})
        if rows and rows < 5:
            widget.attrs["class"] = "short"
        super().__init__(label=label, widget=widget, error_messages={"required": missing}, **kwargs)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        text = text.replace("\r\n", "\n")  # browsers send both signs; one is kept and counted
        if len(text) > self.longest:
            raise ValidationError(
                _("This is %(length)s characters long. Write at most %(longest)s, or add the rest as a second entry.")
                % {"length": len(text), "longest": self.longest}
            )
        if _UNSTORABLE.search(text):
            raise ValidationError(
                _("Some signs cannot be kept (often from copying out of another program). They are shown as �: "
                  "write that part again.")
            )  # fmt: skip
        return text


class Day(_Typed, forms.Field):
    """A day as people write it: 3 June 2007, 3/6/2007 or 2007-06-03."""

    def __init__(self, *, missing: "Words", label: "Words", **kwargs: Any) -> None:  # Any: as forms.Field
        kwargs.setdefault("help_text", _("For example 3 June 2007, or 3/6/2007."))
        super().__init__(
            label=label, widget=forms.TextInput(attrs={"class": "date"}),
            error_messages={"required": missing}, **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:  # Any: a day to begin with, or what was typed
        return day_in_words(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:  # Any: what a browser sends
        if not value or isinstance(value, date):
            return value or None
        found = read_day(str(value))
        if found is None:
            raise ValidationError(_("Write a day, for example 3 June 2007 or 3/6/2007."))
        return found


class Period(Day):
    """A day, or all of a month or a year where no more is known: its first and its last day."""

    def to_python(self, value: Any) -> Any:  # Any: what a browser sends; then None, or two days
        if not value or isinstance(value, tuple):
            return value or None
        if (found := read_period(str(value))) is None:
            raise ValidationError(_("Write a day, a month or a year, for example 3 June 2007, June 2007 or 2007."))
        return found


def read_period(text: str) -> tuple[date, date] | None:
    """The first and the last day of what `text` names: a day, a month with its year, or a year; None where it names none."""
    words = [word for word in re.split(r"[\s/.,\-]+", text.strip().lower()[:40]) if word]
    if len(words) == 2:
        month, year = words if len(words[1]) == 4 else reversed(words)  # June 2007, 6/2007, 2007-06
        first = read_day(f"1 {month} {year}")
    else:
        first = read_day(f"1 January {words[0]}" if len(words) == 1 else text)
    if first is None or first.year == date.max.year:
        return None
    if len(words) == 1:
        return first, first.replace(month=12, day=31)
    return first, first.replace(day=monthrange(first.year, first.month)[1]) if len(words) == 2 else first


def read_day(text: str) -> date | None:
    """The day that `text` names, day before month; None where it names none."""
    words = re.split(r"[\s/.,\-]+", text.strip().lower()[:40])
    if len(words) == 3 and words[0].isalpha():  # June 3, 2007
        words[0], words[1] = words[1], words[0]
    if len(words) != 3:
        return None
    words[0] = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", words[0])
    if words[1].isalpha():
        matching = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(words[1]) and len(words[1]) >= 3]
        words[1] = str(matching[0]) if matching else ""
    if not all(word.isascii() and word.isdigit() and len(word) <= 4 for word in words):
        return None
    first, month, last = (int(word) for word in words)
    year, day = (first, last) if len(words[0]) == 4 else (last, first)
    try:
        return date(year, month, day) if year > _TWO_DIGITS else None
    except ValueError:
        return None


class _AnyDay(Day):
    """A day that somebody chooses, near enough to live to see it."""

    def to_python(self, value: Any) -> date | None:  # Any: what a browser sends
        found = super().to_python(value)
        if found is not None and not _EARLIEST <= found.year <= _LATEST:
            raise ValidationError(
                _("Choose a day between the years %(first)s and %(last)s.") % {"first": _EARLIEST, "last": _LATEST}
            )
        return found


class Choice(forms.ChoiceField):
    """Equal choices, none chosen beforehand."""

    def __init__(self, *, missing: "Words", label: "Words", choices: Any, **kwargs: Any) -> None:  # Any: as ChoiceField
        super().__init__(
            label=label, choices=choices, widget=forms.RadioSelect,
            error_messages={"required": missing, "invalid_choice": missing}, **kwargs,
        )  # fmt: skip


class Several(forms.MultipleChoiceField):
    """Any number of choices, none ticked beforehand. `missing` says what to do where at least one is needed."""

    def __init__(self, *, missing: "Words", label: "Words", choices: Any, **kwargs: Any) -> None:  # Any: as ChoiceField
        errors = {"required": missing, "invalid_choice": missing, "invalid_list": missing}
        super().__init__(
            label=label, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=errors, **kwargs
        )


class Sending(forms.UUIDField):
    """The number of one page with a form: sent twice by a double click, it is known again (`kith.records.id_of_sending`)."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class Tick(forms.BooleanField):
    """One sentence that somebody says by ticking it."""

    def __init__(self, *, missing: "Words", label: "Words", **kwargs: Any) -> None:  # Any: as forms.BooleanField
        super().__init__(label=label, error_messages={"required": missing}, **kwargs)


class _SeveralFiles(forms.FileInput):
    """Several files in one field; sent without JavaScript."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # Any: what a browser sends
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class Files(forms.Field):
    """Files, none or several. What is wrong with one is said by `obstacles_to`, in its words or in those of `words` by code.

    No browser keeps what was chosen for a page that comes back: `again` asks for it anew.
    """

    def __init__(
        self, *, label: "Words", obstacles_to: Callable[[Any], Sequence[Obstacle]], accept: str,
        words: Mapping[str, str] | None = None, again: "Words" = "", **kwargs: Any,
    ) -> None:  # fmt: skip  # Any: Django's file; as forms.Field
        self.obstacles_to, self.words = obstacles_to, words or {}
        self.again = again or _("Choose the files again: a browser does not keep them. What you wrote is still here.")
        widget = _SeveralFiles(attrs={"multiple": True, "accept": accept})
        super().__init__(label=label, widget=widget, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:  # Any: what a browser sends; then Django's files
        found = [self.words.get(one.code, one.words) for file in value or () for one in self.obstacles_to(file)]
        if found:
            raise ValidationError(list(dict.fromkeys(found)))
        return list(value or ())


class Version(_Typed, forms.IntegerField):
    """Which version of a record the page showed, so that saving over somebody else's words is noticed (`records.Stale`)."""

    def __init__(self) -> None:
        broken = _("This page was sent without a part of it. Open it again; copy your words first.")
        super().__init__(
            widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), broken),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back into a form that somebody had begun: their long texts by label; whether what the form rests on changed
    since; and by label what they wrote beside what the form would say now, where the two differ."""

    texts: tuple[tuple[str, str], ...]
    is_changed: bool
    differs: tuple[tuple[str, str, str], ...]


class Form(forms.Form):
    """A form bound by method, not by truth of what was sent: an empty POST is a POST.

    The browser's own check is left out, so that what is missing is said once, in our words, at the top and at the field.
    """

    use_required_attribute = False

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and SHOWN_AGAIN in self.data:
            self.add_error(None, _("You were signed out before this was saved. Press the button again to save it."))
        if self.is_bound and self.errors:
            self.ask_for_files_again()

    def ask_for_files_again(self) -> None:
        """Say at each field of files that was filled in that it has to be so again: the page comes back without them."""
        for name, field in self.fields.items():
            # where the session ended, the names of the files come back in their place (`access.words`)
            if isinstance(field, Files) and (self[name].data or self.data.get(name)) and name not in self.errors:
                self.add_error(name, field.again)

    @property
    def long_texts(self) -> list[str]:
        """The names of the fields in which somebody writes for more than a moment."""
        return [name for name, field in self.fields.items() if isinstance(field.widget, forms.Textarea)]

    def bring_back(self, kept: Mapping[str, Sequence[str]]) -> BroughtBack:
        """Begin with what somebody typed here before, as a browser sends it. Hidden fields stay as they are now: they say
        from which version the form goes on, and by them one sees whether that changed."""
        data = MultiValueDict({name: list(texts) for name, texts in kept.items()})
        texts, differs, is_changed = [], [], False
        for name, field in self.fields.items():
            now, widget = field.prepare_value(self.get_initial_for_field(field, name)), field.widget
            if widget.is_hidden:
                is_changed |= name in data and data[name] != ("" if now is None else str(now))
            elif not isinstance(field, Files) and not widget.value_omitted_from_data(data, {}, name):
                said = widget.value_from_datadict(data, {}, name)
                self.initial = {**self.initial, name: said}
                mine, theirs = (_in_words(field, value) for value in (said, now))
                texts += [(str(field.label), mine)] if name in self.long_texts and mine else []
                differs += [(str(field.label), mine, theirs)] if mine != theirs else []
        return BroughtBack(tuple(texts), is_changed, tuple(differs) if is_changed else ())

    @property
    def asks_for_files(self) -> str:
        """What is said where files have to be chosen again; empty where the form takes none."""
        return next((str(field.again) for field in self.fields.values() if isinstance(field, Files)), "")


def _in_words(field: forms.Field, value: Any) -> str:  # Any: a value of any field
    """A value as its reader sees it: choices by their labels."""
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, bool) or value is None:
        return str(_("yes")) if value else ""
    several = value if isinstance(value, list | tuple) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in several).replace("\r\n", "\n")


class AnotherDay(Form):
    """A day of one's own choice, asked for in an address (`?on=`). Nothing is kept of it."""

    on = _AnyDay(
        missing="", required=False, label=_("On a day of your choice"),
        help_text=_("Past or to come. For example 3 June 2027, or 2027-06-03."),
    )  # fmt: skip
