"""Forms of the caseload."""

from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Form, Text


class ViewForm(Form):
    """The name of a saved view."""

    name = Text(
        missing=_("Write a name for this view."), label=_("Name of the view"), longest=60,
        help_text=_("Only you see it. Leave names of families out of it."),
    )  # fmt: skip
