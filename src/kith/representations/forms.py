"""Forms of representations, as staff see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kith.documents.queries import accepted, obstacles_to
from kith.representations.terms import TYPED_IN, AnswerKind, Wish
from kith.ui.forms import Choice, Day, Files, Form, Several, Text


class AnswerForm(Form):
    """What is answered, or what will happen and when; and which others on the same point this answers too."""

    kind = Choice(
        missing=_("Choose one."), label=_("What you can say now"),
        choices=((AnswerKind.ANSWERED, _("I answer now")), (AnswerKind.WILL_HAPPEN, _("I say what will happen, and when"))),
    )  # fmt: skip
    words = Text(
        missing=_("Write what whoever wrote will read."), label=_("Your answer"), rows=5,
        help_text=_("Plain words: what is known, what happens next, who can help. It is read as you write it."),
    )  # fmt: skip
    happens_on = Day(missing=_("Write the day."), label=_("If it will happen: on which day"), required=False)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        if others:
            self.fields["also"] = Several(
                missing="", label=_("Does it answer these too?"), choices=others, required=False,
                help_text=_("Letters on the same point are answered once."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == AnswerKind.WILL_HAPPEN and not given.get("happens_on"):
            self.add_error("happens_on", _("Write the day on which it will happen."))
        return given


class RecordForm(Form):
    """What came from somebody who has no page of their own."""

    voice = Choice(missing=_("Choose who wrote or rang."), label=_("Who it is from"),
                   choices=[(voice, voice.label.capitalize()) for voice in TYPED_IN])  # fmt: skip
    said_by = Text(missing=_("Write the name and the office."), label=_("Name, and for whom they act"), longest=200)
    said_on = Day(missing=_("Write the day on which it came."), label=_("The day on which it came"))
    wish = Choice(missing=_("Choose one."), label=_("What it is"), choices=Wish.choices)
    words = Text(missing=_("Write down what they say."), label=_("What they say, in their words"), rows=6)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["files"] = Files(
            label=_("The letter itself, or a scan or photo of it"), obstacles_to=obstacles_to, accept=accepted(),
            help_text=_("Your side alone reads it. Several files can be chosen at once."),
        )  # fmt: skip
        self.today = today

    def clean_said_on(self) -> date:
        day: date = self.cleaned_data["said_on"]
        if day > self.today:
            self.add_error("said_on", _("This day is still to come."))
        return day


class HoldBackForm(Form):
    """Which report is not told of on somebody's page, and why."""

    reason = Text(
        missing=_("Write why."), label=_("Why this person is not told of it"), rows=3,
        help_text=_("It stays on the children's side. The person does not learn that something is held back."),
    )  # fmt: skip

    def __init__(self, *args: Any, reports: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        which = Choice(missing=_("Choose a report."), label=_("Which report"), choices=reports)
        self.fields = {"disclosure": which, **self.fields}


class GiveForm(Form):
    """In which language somebody reads their page."""

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["language"] = Choice(missing=_("Choose a language."), label=_("Language"), choices=languages)
