"""What a statistician may choose: whole years, within what the pack allows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kith.protocol.pack import Proposal

LABELS = {
    "residence": _("Years that somebody of the family has lived here"),
    "birth_or_school": _("Years that a child has been at school here"),
}


class YearsForm(forms.Form):
    """One question for each proposal whose years may be chosen, answered by the pack until somebody chooses."""

    def __init__(self, data: Any, proposals: tuple[Proposal, ...]) -> None:  # Any: what a browser sends
        usual = {one.code: one.years for one in proposals if one.least < one.most}
        super().__init__({**usual, **{name: data[name] for name in usual if name in data}})
        for one in proposals:
            if one.code in usual:
                self.fields[one.code] = forms.TypedChoiceField(
                    label=LABELS.get(one.code, one.words), coerce=int, choices=_choices(one),
                    error_messages={
                        "required": _("Choose a number of years."),
                        "invalid_choice": _("Choose a number of whole years from the list."),
                    },
                )  # fmt: skip

    def years(self) -> dict[str, int]:
        """What was chosen; the pack's own number of years where that is none of the list."""
        return {name: self.cleaned_data[name] for name in self.fields} if self.is_valid() else {}


def _choices(one: Proposal) -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)s year", "%(n)s years", n) % {"n": n}) for n in range(one.least, one.most + 1)]
