"""Forms around who has a child: whom to appoint, what the family says to it, who covers while somebody is away."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Day, Form, Text, Version
from kith.welfare.terms import Away


class _FamilysWords(Form):
    """What the family says to the choice."""

    family_view = Text(
        missing="", label=_("What the family says to the choice"), rows=3, required=False,
        help_text=_("In its own words. It may say no, and may ask for somebody else."),
    )  # fmt: skip
    why_family_not_asked = Text(
        missing="", label=_("If the family was not asked: why"), rows=2, required=False,
        help_text=_("It can be asked and written down later, too."),
    )  # fmt: skip


class AppointForm(_FamilysWords):
    """Whom to appoint, why if it is another than the one proposed, and what the family says to it."""

    field_order = ("professional", "reason")
    professional = Choice(
        missing=_("Choose who will be lead professional."), label=_("Lead professional"), choices=(),
        help_text=_("Behind each name: where they work, and how many children they have now."),
    )  # fmt: skip
    reason = Text(
        missing="", label=_("If another than the one proposed: why"), rows=3, required=False,
        help_text=_("For example: the family asked for her; he speaks the child's language; she taught the child."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        _choices(self, "professional", people)

    @property
    def who(self) -> list[forms.BoundField]:
        """Whom to appoint, and why."""
        return [self["professional"], self["reason"]]

    @property
    def familys(self) -> list[forms.BoundField]:
        """What the family says to it."""
        return [self["family_view"], self["why_family_not_asked"]]


class FamilysViewForm(_FamilysWords):
    """What the family says to who was chosen, or why it was not asked."""

    version = Version()


class CoverForm(Form):
    """Who covers, for which children, from when until when, and why in a word or two."""

    covered_by = Choice(missing=_("Choose who covers."), label=_("Who covers"), choices=())
    from_on = Day(missing=_("Write the first day."), label=_("First day"))
    until_on = Day(missing=_("Write the last day."), label=_("Last day"))
    why = Choice(
        missing=_("Choose what is said of it."), label=_("What is said of it"), choices=Away.choices,
        help_text=_("The family may hear it. Nothing is written down about anybody's health."),
    )  # fmt: skip
    which = Choice(
        missing=_("Say for which children."), label=_("For which children"),
        choices=(("this", _("This child")), ("all", _("Every child of theirs whom you look after"))),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        _choices(self, "covered_by", people)


def _choices(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
