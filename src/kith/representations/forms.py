"""Forms of representations, as staff see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kith.documents.queries import accepted, obstacles_to
from kith.representations.terms import TYPED_IN, AnswerKind, PostWay, Wish
from kith.ui.forms import Choice, Day, Files, Form, Sending, Several, Text, Tick


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
    sending = Sending()

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


class _WithScans(Form):
    """A form about an item of post; with its scan where the side that writes keeps files."""

    def __init__(self, *args: Any, keeps_files: bool, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        if keeps_files:
            self.fields["files"] = Files(
                label=_("A scan or photo of it"), obstacles_to=obstacles_to, accept=accepted(),
                help_text=_("It goes with the item to its case. Several files can be chosen at once."),
            )  # fmt: skip


class LogPostForm(_WithScans):
    """One item of post as it came."""

    received_on = Day(missing=_("Write the day on which it came."), label=_("The day on which it came"))
    sender = Text(
        missing=_("Write from whom it is."), label=_("From whom, as it says"), longest=200,
        help_text=_("For example: A. Reid, Southside Law Centre. If nothing says it: not known."),
    )  # fmt: skip
    way = Choice(missing=_("Choose how it came."), label=_("How it came"), choices=PostWay.choices)
    written = Text(
        missing="", label=_("Reference or name written on it"), required=False, longest=120,
        help_text=_("A case's reference or a Home Office number leads to the case: its review waits until this is read."),
    )  # fmt: skip
    is_open = Tick(missing="", label=_("It is opened already"), required=False)
    sending = Sending()


class OpenPostForm(_WithScans):
    """What an item turned out to be."""

    what = Text(
        missing="", label=_("What it is, in a few words"), required=False, longest=200,
        help_text=_("For example: a school letter about two children."),
    )  # fmt: skip


class WhyForm(Form):
    """Why something is done with an item of post."""

    def __init__(self, *args: Any, label: str, missing: str, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Text(missing=missing, label=label, rows=3)


IT_SPEAKS = ("words", _("It puts something forward: I write it down"))
IT_IS_HERE = ("join", _("It is the same as words that stand here already"))
IT_IS_MUTE = ("nothing", _("It puts nothing forward"))


class DealForm(Form):
    """What becomes of an item of post on its case: it is written down, goes with words that stand there, or says nothing."""

    how = Choice(missing=_("Choose one."), label=_("What is in it"), choices=(IT_SPEAKS, IT_IS_MUTE))
    voice = Choice(
        missing="", label=_("If it puts something forward: who it is from"), required=False,
        choices=[(voice, voice.label.capitalize()) for voice in TYPED_IN],
    )  # fmt: skip
    wish = Choice(missing="", label=_("If it puts something forward: what it is"), choices=Wish.choices, required=False)
    words = Text(
        missing="", label=_("If it puts something forward: what they say, in their words"), rows=6, required=False
    )
    reason = Text(
        missing="", label=_("If it puts nothing forward: what it is, and why nothing needs an answer"), rows=3,
        required=False,
    )  # fmt: skip
    NEEDED = (
        ("words", "voice", _("Choose who it is from.")), ("words", "wish", _("Choose what it is.")),
        ("words", "words", _("Write down what they say.")), ("join", "said", _("Choose the words that it goes with.")),
        ("nothing", "reason", _("Write what it is, and why nothing needs an answer.")),
    )  # fmt: skip

    def __init__(self, *args: Any, said: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        if said:
            how = self.fields["how"]
            assert isinstance(how, Choice)
            how.choices = [IT_SPEAKS, IT_IS_HERE, IT_IS_MUTE]
            self.fields["said"] = Choice(
                missing="", label=_("If it is the same as words here: which"), choices=said, required=False
            )
            self.order_fields(["how", "voice", "wish", "words", "said", "reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for how, name, missing in self.NEEDED:
            if given.get("how") == how and name not in self.errors and not given.get(name):
                self.add_error(name, missing)
        return given
