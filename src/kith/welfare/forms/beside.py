"""Forms of what stands beside the child's record: questions to others and their answers, worries, the named person, the plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.ui.forms import Choice, Day, Form, Several, Text, Tick
from kith.welfare.forms.record import choices_of
from kith.welfare.rules import PlanPart
from kith.welfare.terms import Body, GoesOn, Receiver


class AskForm(Form):
    """Whom to ask, about whom, what and why: they read every word of it."""

    name = Text(missing=_("Write whom you ask."), label=_("Whom you ask"), longest=100)
    role = Text(
        missing=_("Write what they do."), label=_("What they do"), longest=100,
        help_text=_("For example: class teacher; family doctor; football coach. It may stand in place of their name."),
    )  # fmt: skip
    organisation = Text(missing=_("Write where they work."), label=_("Where"), longest=150)
    body = Choice(missing=_("Choose what kind of place it is."), label=_("What kind of place"), choices=Body.choices)
    child_called = Text(
        missing=_("Write how they know the child."), label=_("How they know the child"), longest=100,
        help_text=_("They see this name and nothing else from the record."),
    )  # fmt: skip
    question = Text(
        missing=_("Write the one question."), label=_("The one question"), rows=4,
        help_text=_("For example: How does she get on in class, and with whom? Leave out what they need not know."),
    )  # fmt: skip
    why = Text(
        missing=_("Say why you ask."), label=_("Why you ask"), rows=3,
        help_text=_("In words that you would use on the phone."),
    )  # fmt: skip
    phone = Text(
        missing=_("Give a number that they can ring to check."), label=_("A number to ring, to check that it is you"),
        longest=30, help_text=_("Your office's number, as it is published."),
    )  # fmt: skip


class CodeForm(Form):
    """The code that goes with a link."""

    code = Text(
        missing=_("Write the code."), label=_("Code"), longest=20,
        help_text=_("Six digits. You were given it by another way than the link."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "date"}


class AnswerForm(Form):
    """What somebody who was asked writes."""

    text = Text(
        missing=_("Write your answer, or say that you cannot answer."), label=_("Your answer"), rows=8,
        help_text=_("A few sentences are enough. Write what you have seen or heard yourself."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class GiveForm(Form):
    """Whether the answer may go on, and as whose."""

    goes = Choice(
        missing=_("Say whether your answer may go on to the Home Office."),
        label=_("May your answer go on to the Home Office?"), choices=GoesOn.choices,
        help_text=_("It can go into a report about the child, word for word. Choose what you wish: each is fine."),
    )  # fmt: skip


class TakeDownForm(GiveForm):
    """What somebody answered by phone or on paper."""

    field_order = ("text", "goes")
    text = Text(
        missing=_("Write what they answered."), label=_("What they answered"), rows=8,
        help_text=_("In their own words. Read it back to them before you save it."),
    )  # fmt: skip
    goes = Choice(
        missing=_("Ask whether the answer may go on to the Home Office."), label=_("May it go on to the Home Office?"),
        choices=GoesOn.choices, help_text=_("As they say: under their name, as their work, or not."),
    )  # fmt: skip


class ConcernForm(Form):
    """A worry that a child is not safe."""

    words = Text(
        missing=_("Write what worries you, in a few words."), label=_("What worries you"), rows=5,
        help_text=_("What you saw or heard, from whom, when. Do not question the child for this."),
    )  # fmt: skip
    told = Text(
        missing="", label=_("Whom you told, and when"), required=False,
        help_text=_("For example: duty social worker, 14:10. If nobody yet: ring first, then write."),
    )  # fmt: skip


class CloseConcernForm(Form):
    """How a worry was answered."""

    words = Text(
        missing=_("Write how it was answered, and by whom."), label=_("How it was answered, and by whom"), rows=5
    )  # fmt: skip


class NamedPersonForm(Form):
    """Who the child's named person is."""

    name = Text(missing=_("Write who it is."), label=_("Name"))
    role = Text(
        missing=_("Write what they do."), label=_("What they do"),
        help_text=_("For example: head teacher; health visitor. It is not you, and not the Home Office's case owner."),
    )  # fmt: skip
    service = Text(missing=_("Write where."), label=_("Where"))
    phone = Text(missing="", label=_("Phone"), longest=60, required=False)
    from_on = Day(missing=_("Write since when."), label=_("Since when"))


class PlanForm(Form):
    """The child's plan as it is agreed now."""

    needs = Text(
        missing=_("Write what the child needs."), label=_("What the child needs, and what was done so far"), rows=5
    )
    assessment = Text(missing="", label=_("The assessment in short"), rows=3, required=False)
    conclusions = Text(missing="", label=_("What follows from it"), rows=3, required=False)
    parents_views = Text(missing="", label=_("What the parents say"), rows=3, required=False)
    others_views = Text(missing="", label=_("What others say"), rows=3, required=False)
    disagreements = Text(
        missing="", label=_("What is not agreed, and by whom"), rows=3, required=False,
        help_text=_("It stays beside what it is about. Nobody has to agree."),
    )  # fmt: skip
    other_plans = Text(
        missing="", label=_("Other plans that it draws on"), rows=2, required=False,
        help_text=_("Of a looked-after child, a co-ordinated support plan, a pathway plan, any other: which, and from when."),
    )  # fmt: skip
    copies = Text(
        missing="", label=_("Who has a copy"), rows=2, required=False,
        help_text=_("The child if able to understand it, the parents, the services. From whom it is kept, and why."),
    )  # fmt: skip
    review_on = Day(missing=_("Write when you look at it again."), label=_("Looked at again on"))


class PlanCopyForm(Form):
    """To whom a copy of the plan goes, and which parts of it. Nothing goes until somebody ticks it: what names others or tells
    where anybody is can stand in any part, and only who knows the family can tell."""

    receiver = Text(missing=_("Write to whom the copy goes."), label=_("To whom"))
    kind = Choice(missing=_("Choose who that is."), label=_("Who that is"), choices=Receiver.choices)
    parts = Several(
        missing=_("Choose at least one part."), label=_("What goes into the copy"), choices=(),
        help_text=_(
            "Nothing goes but what you tick. Read each part first: nobody may be found by it, or put at risk by what they said. "
            "Those marked with care most often tell such things."
        ),
    )  # fmt: skip
    why_left_out = Text(
        missing="", label=_("Why parts are left out"), rows=2, required=False,
        help_text=_("It would put somebody at risk, or break a duty. This stays here, and is not on the copy."),
    )  # fmt: skip
    leave = Text(
        missing="",
        label=_("If an address, or what somebody said, goes to somebody of the family: who agreed, and when"),
        rows=2,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, parts: Sequence[PlanPart], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        choices_of(self, "parts", [(part.code, _called(part, parts)) for part in parts])

    def saw(self, sha256: str) -> None:
        """What was typed comes back with the copy that it makes shown beside it."""
        typed: Any = self.data  # Any: what a browser sent
        self.data = typed = typed.copy()
        typed["seen"] = sha256


def _called(part: PlanPart, parts: Sequence[PlanPart]) -> str:
    """A part by its heading; where another has the same one, with how it begins. One that most often finds somebody or tells
    what somebody said, is marked."""
    is_alone = sum(one.heading == part.heading for one in parts) == 1
    called = part.heading if is_alone else f"{part.heading}: {part.text.partition(chr(10))[0]}"
    return f"{called} ({_('with care')})" if part.is_guarded else called


class ActionForm(Form):
    """One action of the child's plan."""

    need = Text(missing=_("Write for what need."), label=_("For what need"))
    action = Text(missing=_("Write what is done."), label=_("What is done"), rows=3)
    outcome = Text(missing=_("Write what should be better then."), label=_("What should be better then"), rows=2)
    how_seen = Text(missing=_("Write how one will see it."), label=_("How one will see it"), rows=2)
    responsible = Text(missing=_("Write who does it."), label=_("Who does it"))
    by_on = Day(missing=_("Write by when."), label=_("By when"))
    result = Text(missing="", label=_("What came of it"), rows=3, required=False)
    is_over = Tick(missing="", label=_("This action is over"), required=False)
