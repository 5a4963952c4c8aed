"""What a registrar chooses when handing files in, and types when judging."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kith.intake.queries import HandedColumn
from kith.intake.readers import SUFFIXES
from kith.intake.rules import LONGEST, LONGEST_OTHER, NAMES, obstacles_to_handing_in
from kith.intake.rules.asking import is_unread
from kith.intake.terms import FIELDS, Verdict
from kith.protocol.pack import Source
from kith.ui.forms import Files, Form, Text

LONGEST_WHY = 2_000
SAME_OR_NOT = (
    (Verdict.SAME, _("It is this person")), (Verdict.DIFFERENT, _("It is somebody else")), (Verdict.UNSURE, _("I am not sure")),
)  # fmt: skip
OWN_ID = _("The agency's own number for them")
HELP_IN_WRITING = {
    "birth_date": _("As it was said: 3 June 2007, 3/6/2007, or the year alone."),
    "full_name": _("As it was written, or family name, comma, given name."),
}


class JudgePairForm(Form):
    """One of three answers, each a button of its own, and why if one wishes to say. `shown` is when the page was shown, in
    milliseconds: an answer that nobody can have thought of is not taken."""

    shown = forms.IntegerField(
        required=False, min_value=0, max_value=10**15, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Answer once more: the page was sent in part.")),
    )  # fmt: skip
    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages={
            "required": _("Choose Same, Different or Unsure."),
            "invalid_choice": _("Choose Same, Different or Unsure."),
        },
    )
    why = Text(
        label=str(_("Why")), rows=2, longest=LONGEST_WHY, missing="", required=False,
        help_text=_("It helps whoever looks at this again. Leave it empty if the lines above say it."),
    )  # fmt: skip

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.at = at
        self.initial["shown"] = int(at.timestamp() * 1000)

    def clean_shown(self) -> int | None:
        shown: int | None = self.cleaned_data["shown"]
        if shown is not None and is_unread(datetime.fromtimestamp(shown / 1000, UTC), self.at):
            self.add_error(None, _("This answer came with the one before it, by a second press, and was not taken."))
        return shown


class TakeBackForm(Form):
    """Why a judgement is taken back, if one wishes to say; Undo says nothing."""

    why = Text(
        label=str(_("Why")), rows=2, longest=LONGEST_WHY, missing="", required=False,
        help_text=_("What has come to light since. Whoever judges next will read it."),
    )  # fmt: skip


def _obstacles(file: Any) -> Any:  # Any: Django's file; obstacles
    most = min(settings.FILE_LIMIT_BYTES, settings.INTAKE_LIMIT_BYTES)
    return obstacles_to_handing_in(file.name, file.size, SUFFIXES, most)


class HandInForm(Form):
    """Files of agencies, one or several."""

    handed = Files(
        label=_("Files"), obstacles_to=_obstacles, accept=",".join(SUFFIXES),
        help_text=_("CSV or TSV in any encoding, ODS or XLSX; several at once if you wish."),
        again=_("Choose the files again: a browser does not keep them."),
    )  # fmt: skip

    def clean_handed(self) -> Any:  # Any: Django's files
        if not self.cleaned_data["handed"]:
            raise ValidationError(_("Choose at least one file."))
        return self.cleaned_data["handed"]


class ColumnsForm(Form):
    """Which field each column of one file holds, among those of its kind; whose a column is follows from that."""

    def __init__(
        self, *args: Any, columns: Sequence[HandedColumn], kind: Source, **kwargs: Any
    ) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        fields = {column.field for column in kind.columns}
        choices = [("", _("not read")), *((code, words) for code, words in FIELDS.items() if code in fields)]
        for one in columns:
            self.fields[f"column_{one.place}"] = forms.ChoiceField(
                label=one.heading, help_text=", ".join(one.sample) or _("empty in the first rows"), choices=choices,
                required=False, initial=one.field if one.field in fields else "",
                error_messages={"invalid_choice": _("Choose one of the fields in the list.")},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:  # Any: as Form
        said = Counter(field for field in self.cleaned_data.values() if field)
        for name, field in list(self.cleaned_data.items()):
            if said[field] > 1:
                self.add_error(
                    name, _("Two columns are read as %(field)s. Choose one of them.") % {"field": FIELDS[field]}
                )
        if not self.errors and not set(said) & set(NAMES):
            self.add_error(None, _("Say which column holds the name: a row without one is about nobody."))
        return self.cleaned_data

    def columns(self, width: int) -> list[str]:
        """The field of each of `width` columns, in the order of the file; "" is none."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(width)]


class TakeBackBatchForm(Form):
    """Why a whole batch is taken back."""

    why = Text(
        label=str(_("Why")), rows=3, longest=LONGEST_WHY, missing=_("Say why the batch is to be taken back."),
        help_text=_("For example: the school sent last year's list."),
    )  # fmt: skip


class WriteDownForm(Form):
    """What somebody says about one person, by the fields of one kind of file; and, once they were looked for, an answer about
    each who may be the same."""

    def __init__(self, *args: Any, kind: Source, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        for column in kind.columns:
            self.fields[column.field] = Text(
                label=OWN_ID if column.field == "row_id" else FIELDS[column.field], missing="",
                required=False, help_text=HELP_IN_WRITING.get(column.field, ""),
                longest=LONGEST.get(column.field, LONGEST_OTHER),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:  # Any: as Form
        if not self.errors and not any(self.cleaned_data.get(name) for name in NAMES):
            self.add_error(None, _("Write a name: a row without one is about nobody."))
        return self.cleaned_data

    def ask(self, people: Sequence[uuid.UUID]) -> None:
        """Ask about each of these, too."""
        for number, person in enumerate(people, 1):
            self.fields[f"answer_{person.hex}"] = forms.ChoiceField(
                label=_("Person %(number)s: is it this person?") % {"number": number},
                choices=SAME_OR_NOT, widget=forms.RadioSelect, required=False,
                error_messages={"invalid_choice": _("Choose one of the three answers.")},
            )  # fmt: skip
        if people:
            self.fields["why"] = Text(
                label=_("How you know"), rows=2, longest=LONGEST_WHY, missing="", required=False,
                help_text=_("Needed where you say that it is somebody else. Whoever comes upon the two again will read it."),
            )  # fmt: skip

    def answers(self, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, Verdict]:
        """What was answered about each of these, where anything was."""
        said = {person: self.cleaned_data.get(f"answer_{person.hex}", "") for person in people}
        return {person: Verdict(answer) for person, answer in said.items() if answer}
