"""What a registrar types when judging."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.intake.terms import Verdict
from kith.ui.forms import Form, Text

LONGEST_WHY = 2_000


class JudgePairForm(Form):
    """One of three answers, each a button of its own, and why if one wishes to say."""

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


class TakeBackForm(Form):
    """Why a judgement is taken back, if one wishes to say; Undo says nothing."""

    why = Text(
        label=str(_("Why")), rows=2, longest=LONGEST_WHY, missing="", required=False,
        help_text=_("What has come to light since. Whoever judges next will read it."),
    )  # fmt: skip
