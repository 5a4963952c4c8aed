"""Forms of giving cases to officers, and of asking others for their part."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.review.terms import WhyReallocated
from kith.ui.forms import Choice, Form, Text, Version

People = Sequence[tuple[str, str]]


class AllocateForm(Form):
    """Which officer considers the cases, and which other one weighs what is best for the children."""

    officer = Choice(missing=_("Choose an officer."), label=_("Who considers the case"), choices=())
    weigher = Choice(
        missing=_("Choose an officer."), label=_("Who weighs what is best for the children"), choices=(), required=False,
        help_text=_("Another officer than the one who considers the case. You can also ask later."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        offer(self, "officer", people)
        offer(self, "weigher", people)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("weigher") and given.get("weigher") == given.get("officer"):
            self.add_error("weigher", _("Choose two different officers: who drafts does not weigh the best interests."))
        return given


class OpenForm(AllocateForm):
    """The same for cases without a review: and, only with a written reason, under another set than the rule's."""

    under = Choice(
        missing=_("Choose a set."), label=_("Another set of factors than the rule gives"), choices=(), required=False,
        help_text=_("Leave this empty, and the pack's rule says which set applies to each case, and why."),
    )  # fmt: skip
    reason = Text(
        missing=_("Write why."), label=_("Why another set"), required=False, rows=3, longest=2000,
        help_text=_("Kept with the review, and shown to everybody who reads it, the second officer too."),
    )  # fmt: skip

    def __init__(self, *args: Any, texts: People, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        offer(self, "under", texts)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("under") and not given.get("reason"):
            self.add_error("reason", _("Write why another set than that of the rule applies to these cases."))
        if given.get("reason") and not given.get("under"):
            self.add_error("under", _("Choose the set that this reason is for, or take the reason out."))
        return given


class ReallocateForm(AllocateForm):
    """To whom an open review goes, and why."""

    why = Choice(missing=_("Say why."), label=_("Why it goes to another officer"), choices=WhyReallocated.choices)
    version = Version()


class AskForm(Form):
    """Who is asked for a part in a review."""

    officer = Choice(missing=_("Choose somebody."), label=_("Who is asked"), choices=())

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        offer(self, "officer", people)


def offer(form: Form, name: str, choices: People) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
