"""Forms of what may cross: the report, what a coordinator asks to have changed, a correction, another day."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Day, Form, Text, Tick, Version
from kith.welfare.forms.record import YES_NO, choices_of
from kith.welfare.queries import Item, conditions
from kith.welfare.terms import Choice as ItemChoice
from kith.welfare.terms import SharingKind

STAYS = _("This stays on the children's side.")
ADVICE = ("advice", "advice_from", "advice_on")


def necessity() -> Text:
    """Why it is needed."""
    return Text(
        missing=_("Say why it is needed, and why no less would do."), rows=2,
        label=_("Why it is needed, and why no less would do"), help_text=STAYS,
    )  # fmt: skip


def condition() -> Choice:
    """The second condition; its choices are the pack's."""
    return Choice(
        missing=_("Choose one; where no such data is in it, say so."), choices=(),
        label=_("Health, religion, origin and the like: on what second condition"),
        help_text=_("The law asks for one beside the lawful basis. If you are not sure, ask the coordinator. This stays on the "
                    "children's side."),
    )  # fmt: skip


def views() -> Text:
    """What those concerned say of its being shared."""
    return Text(
        missing=_("Write what they say of it, or why they could not be asked."), rows=2,
        label=_("What the child and the family say of its being shared"), help_text=STAYS,
    )  # fmt: skip


def advice() -> Text:
    """What was advised."""
    return Text(
        missing="", label=_("If you took advice: what it was"), rows=2, required=False,
        help_text=_("Of a data protection officer, a lawyer, a manager. Leave all three empty if you took none."),
    )  # fmt: skip


def advice_from() -> Text:
    """From whom."""
    return Text(missing="", label=_("From whom"), required=False, help_text=_("Name and post."))


def advice_on() -> Day:
    """When."""
    return Day(missing="", label=_("On which day"), required=False)


COUNTED = _("{goes} of {all} go · {held} held back · {left} to say")


class ReportForm(Form):
    """What goes into the report, what is held back and why, and how it is shared."""

    analysis = Text(
        missing="", label=_("Your own view: what staying, leaving and waiting mean for this child"), rows=6, required=False,
        help_text=_("It is marked as opinion. Say nothing on whether leave should be given: that is not asked of you."),
    )  # fmt: skip
    purpose = Text(
        missing=_("Say what the report is for."), label=_("What the report is for"), rows=2,
        help_text=_("They read this. For example: so that the review knows how Amal lives before it decides."),
    )  # fmt: skip
    basis = Text(
        missing=_("Say on what lawful basis it is shared."), label=_("On what lawful basis"),
        help_text=_("They read this. For a council it is most often its public task; ask your data protection officer."),
    )  # fmt: skip
    necessity = necessity()
    condition = condition()
    views = views()
    is_shared_anyway = Choice(
        missing=_("Say whether it would be shared anyway."), label=_("Would it be shared anyway?"), choices=YES_NO,
        help_text=_("If yes, tell the family and explain why. If no, the choice is theirs: ask them first."),
    )  # fmt: skip
    was_told = Choice(
        missing=_("Say whether the family was told."),
        label=_("Was the family told what is shared (and, where it is their choice, did they agree)?"),
        choices=YES_NO,
        help_text=_("They read yes or no, so that nothing is quoted to a family that does not know of it."),
    )
    why_not_told = Text(
        missing="", label=_("If not: why"), rows=2, required=False, help_text=_("This stays on the children's side.")
    )
    why_others_named = Text(
        missing="", label=_("If another child is named in what goes: why it must be so"), rows=2, required=False,
        help_text=_("Better: write “her brother”, or hold it back. This stays on the children's side."),
    )  # fmt: skip
    advice = advice()
    advice_from = advice_from()
    advice_on = advice_on()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    count = COUNTED  # the same words for the page's script

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.items = items
        choices_of(self, "condition", conditions())
        for item in items:
            self.fields[f"choice_{item.id}"] = Choice(
                missing=_("Say of each thing whether it goes, is held back or is not needed."),
                label=item.title,
                choices=ItemChoice.choices,
            )
            self.fields[f"why_{item.id}"] = Text(
                missing="", label=_("If held back: why"), rows=2, required=False,
                help_text=_("This stays on the children's side."),
            )  # fmt: skip

    def of(self, item: Item) -> tuple[forms.BoundField, forms.BoundField]:
        """The choice and the reason that belong to one thing held."""
        return self[f"choice_{item.id}"], self[f"why_{item.id}"]

    @property
    def counted(self) -> str:
        """How many things go, are held back and wait for a word, as the page counts them while one chooses."""
        chosen = Counter(self[f"choice_{item.id}"].value() for item in self.items)
        goes, held, out = chosen[ItemChoice.GOES], chosen[ItemChoice.HELD_BACK], chosen[ItemChoice.LEFT_OUT]
        every = len(self.items)
        return str(COUNTED).format(goes=goes, all=every, held=held, left=every - goes - held - out)

    @property
    def how_shared(self) -> list[forms.BoundField]:
        """What is said of the report as a whole, but for the professional's own view."""
        names = (
            "purpose", "basis", "necessity", "condition", "is_shared_anyway", "was_told", "why_not_told", "views",
            "why_others_named", *ADVICE,
        )  # fmt: skip
        return [self[name] for name in names]


class ReturnForm(Form):
    """What the lead professional should change."""

    why = Text(
        missing=_("Say what should be changed before it can go."), label=_("What should be changed"), rows=4,
        help_text=_("The lead professional reads this beside the report."),
    )  # fmt: skip
    version = Version()


class CorrectForm(Form):
    """What has to be put right in a report that was released."""

    why = Text(
        missing=_("Say what has to be put right."), label=_("What has to be put right"), rows=4,
        help_text=_("This stays on the children's side. They will see that a correction took the report's place."),
    )  # fmt: skip


class MoveDateForm(Form):
    """A new day for a report, and why."""

    due_on = Day(missing=_("Write the new day."), label=_("New day"))
    reason = Text(
        missing=_("Say why more time is needed."), label=_("Why more time is needed"), rows=3,
        help_text=_("This stays on the children's side: the review sees the new day and no reason."),
    )  # fmt: skip


class NotSharedForm(Form):
    """What is not shared of what was asked for, and why."""

    kind = Choice(missing=_("Choose what is not shared."), label=_("What is not shared"), choices=())
    what = Text(
        missing=_("Write what was asked for."), label=_("What was asked for"), rows=3,
        help_text=_("In their words where you can; of a part, which part is not shared. This stays on the children's side."),
    )  # fmt: skip
    whom = Text(
        missing=_("Write who asked."), label=_("Who asked for it"), help_text=_("Name, and for whom they work.")
    )
    why = Text(
        missing=_("Say why it is not shared."), label=_("Why it is not shared"), rows=4,
        help_text=_("They do not read this, unless you tick the last box."),
    )  # fmt: skip
    basis = Text(
        missing=_("Say on what ground."), label=_("On what ground"),
        help_text=_("For example: no lawful basis; more than is needed; it would put the child at risk."),
    )  # fmt: skip
    views = Text(
        missing="", label=_("What the child and the family say of it"), rows=2, required=False, help_text=STAYS
    )
    was_told = Choice(
        missing=_("Say whether the family was told."), label=_("Was the family told that it is not shared?"),
        choices=YES_NO,
    )  # fmt: skip
    why_not_told = Text(missing="", label=_("If not: why"), rows=2, required=False, help_text=STAYS)
    advice = advice()
    advice_from = advice_from()
    advice_on = advice_on()
    lets_read_why = Tick(
        missing="", required=False,
        label=_("Of the report: let the review read “Why it is not shared”, word for word, with its ground"),
        help_text=_("Once for each report that was asked for; it cannot be called back. Name no other child in either."),
    )  # fmt: skip

    def __init__(self, *args: Any, has_request: bool, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        kinds = (SharingKind.NO_REPORT, SharingKind.NOTHING, SharingKind.NOT_ALL)
        choices_of(self, "kind", [(one, str(one.label)) for one in (kinds if has_request else kinds[1:])])
        if not has_request:
            del self.fields["lets_read_why"]


class EmergencyForm(Form):
    """What is shared at once: short, for there is no time."""

    words = Text(
        missing=_("Write what they must know."), label=_("What they must know"), rows=4,
        help_text=_("They read this, word for word. Not the child's own words, unless the child said that they may be shared."),
    )  # fmt: skip
    sentence = Text(
        missing=_("Say in one sentence why it cannot wait."), label=_("Why it cannot wait, in one sentence"),
        help_text=_("They read this too."),
    )  # fmt: skip
    whom = Text(
        missing=_("Write to whom it goes."), label=_("To whom it goes, and how you make sure that they read it"),
        help_text=_("For example: Daniel Price, rung at 14:10. Ring as well: a page does not wake anybody. This stays on the "
                    "children's side."),
    )  # fmt: skip
    was_told = Choice(
        missing=_("Say whether the family was told."), label=_("Was the family told?"), choices=YES_NO,
        help_text=_("They read yes or no. If not now, you say why when you give the reasons. Until then the family's own pages "
                    "do not say that it was shared."),
    )  # fmt: skip


class EmergencyReasonsForm(Form):
    """All that is recorded of sharing something, for what was shared in an emergency."""

    why = Text(missing=_("Say why it was shared."), label=_("Why it was shared"), rows=4, help_text=STAYS)
    necessity = necessity()
    basis = Text(
        missing=_("Say on what lawful basis."), label=_("On what lawful basis"),
        help_text=_("For example: vital interests; the public task of a council to protect a child."),
    )  # fmt: skip
    condition = condition()
    was_told = Choice(
        missing=_("Say whether the family was told."), label=_("Does the family know by now?"), choices=YES_NO,
        help_text=_("If yes, every grown-up of the family who has a page of their own, and the child where the child has one, "
                    "reads there from now on that it was shared, on which day and by whom; not the words. Where that is not "
                    "safe for one of them, first hold it back on “Pages of their own”."),
    )  # fmt: skip
    why_not_told = Text(missing="", label=_("If not: why"), rows=2, required=False, help_text=STAYS)
    views = views()
    advice = advice()
    advice_from = advice_from()
    advice_on = advice_on()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        choices_of(self, "condition", conditions())


class EmergencyCheckForm(Form):
    """What a second person says of it."""

    words = Text(
        missing=_("Write what you say of it."), label=_("What you say of it"), rows=4,
        help_text=_("Was it right to share it at once, was no more shared than was needed, what should be done now?"),
    )  # fmt: skip
