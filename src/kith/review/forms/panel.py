"""The form of a panel about one child."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Day, Form, Text


class PanelMemberForm(Form):
    """One member of a panel: the undertaking, and whether they agree; neither answer is chosen."""

    name = Text(missing=_("Write their name."), label=_("Name"), longest=200)
    works_as = Text(
        missing=_("Write what they work as, and for whom."), label=_("What they work as, and for whom"), longest=200,
        help_text=_("For example: paediatrician, NHS Greater Glasgow and Clyde. A panel is of several fields."),
    )  # fmt: skip
    undertook_on = Day(
        missing=_("Write the day on which they undertook to keep it confidential."),
        label=_("On which day they undertook to keep it confidential"),
    )
    undertaking = Text(
        missing=_("Write where the undertaking is kept."), label=_("Where the undertaking is kept"), longest=200,
        help_text=_("For example: signed, file 3, page 12."),
    )  # fmt: skip
    agrees = Choice(
        missing=_("Say whether they agree with what is written."), label=_("Do they agree with what is written?"),
        choices=(("yes", _("Yes")), ("no", _("No, they see something otherwise"))),
    )  # fmt: skip
    dissent = Text(
        missing="", label=_("If not: what they see otherwise, and why"), rows=6, required=False,
        help_text=_("In their words. The officers read it with the assessment, and the family with the notice."),
    )  # fmt: skip
    after = forms.UUIDField(widget=forms.HiddenInput, required=False)  # the assessment that the member read
