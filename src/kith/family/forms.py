"""Forms of a family's page. Their words come in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from kith.documents.queries import accepted, obstacles_to, taken
from kith.representations.terms import Wish
from kith.ui.forms import Choice, Files, Form, Text

Words = Mapping[str, str]


class CodeForm(Form):
    """The code that goes with a link."""

    def __init__(self, *args: Any, w: Words, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["code"] = Text(
            missing=w["code_missing"], label=w["code_label"], longest=40, help_text=w["code_hint"]
        )
        self.fields["code"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr", "class": "date"}
        )


class WordsForm(Form):
    """What somebody wants to say, whether something is wrong, and who should read it."""

    def __init__(self, *args: Any, w: Words, readers: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["wish"] = Choice(
            missing=w["wish_missing"], label=w["wish_label"],
            choices=((Wish.WORDS, w["wish_words"]), (Wish.WRONG, w["wish_wrong"])),
        )  # fmt: skip
        self.fields["words"] = Text(
            missing=w["words_missing"], label=w["words_label"], rows=6, help_text=w["words_hint"]
        )
        limit = taken().largest // 1_000_000
        self.fields["files"] = Files(
            label=w["files_label"], help_text=w["files_hint"].format(limit=limit), obstacles_to=obstacles_to,
            accept=accepted(), again=w["files_again"],
            words={code: w[f"file_{code}"].format(limit=limit) for code in ("empty", "too_large", "kind", "ending", "name")},
        )  # fmt: skip
        self.fields["side"] = Choice(missing=w["reader_missing"], label=w["reader_label"], choices=readers)


class MeetingForm(Form):
    """What a meeting should be about, when it suits, what is needed, and with whom."""

    def __init__(self, *args: Any, w: Words, readers: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["words"] = Text(missing=w["about_missing"], label=w["about_label"], rows=4)
        self.fields["times"] = Text(missing="", label=w["times_label"], rows=2, required=False)
        self.fields["needs"] = Text(missing="", label=w["needs_label"], rows=2, required=False)
        self.fields["side"] = Choice(missing=w["reader_missing"], label=w["with_label"], choices=readers)
