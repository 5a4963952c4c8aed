"""Forms of the child's record: whom to appoint, what is written down, the report."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.documents.queries import accepted, obstacles_to
from kith.protocol.pack import Factor
from kith.ui.forms import Choice, Day, Files, Form, Period, Several, Text, Tick, Version
from kith.welfare.queries import Item
from kith.welfare.terms import Choice as ItemChoice
from kith.welfare.terms import EvidenceKind, Interpreting, MatrixPart, PlanAnswer, WorldSide

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class WithFiles(Form):
    """A form with files at its end."""

    files_label = _("Files (a photo, a scan, a PDF)")
    files_hint = _(
        "They stay on the children's side, unless you choose one for a report. Several can be chosen at once."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.fields["files"] = Files(
            label=self.files_label, help_text=self.files_hint, obstacles_to=obstacles_to, accept=accepted()
        )


class AppointSeveralForm(Form):
    """Which of the children shown get the lead professional proposed beside them."""

    children = Several(missing=_("Tick the children for whom you appoint."), label=_("Appoint as proposed"), choices=())
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, children: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        _choices(self, "children", children)


class MakeKnownForm(Form):
    """Why the review should know of a child, and on what basis."""

    reason = Text(
        missing=_("Say why, and on what lawful basis."), label=_("Why, and on what lawful basis"), rows=4,
        help_text=_("This stays on the children's side. Say whether the family, and the child, were asked."),
    )  # fmt: skip


class HandoverForm(Form):
    """Whose appointment ends, and what the next lead professional must know."""

    appointment = Choice(missing=_("Choose whose appointment ends."), label=_("Whose appointment ends"), choices=())
    handover = Text(
        missing=_("Write what the next lead professional must know."), label=_("For whoever comes next"), rows=6,
        help_text=_("Whom the child trusts, what was promised, what comes up soon."),
    )  # fmt: skip
    version = Version()

    def __init__(self, *args: Any, leads: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        _choices(self, "appointment", leads)
        if len(leads) == 1:
            del self.fields["appointment"]


class EventForm(WithFiles):
    """An event of the chronology."""

    title = Text(
        missing=_("Write what happened."), label=_("What happened"),
        help_text=_("One line. For example: Moved to a new flat; began primary school; was in hospital for a week."),
    )  # fmt: skip
    happened_from = Period(
        missing=_("Write the day, or the first day."), label=_("On which day, or from"),
        help_text=_("For example 3 June 2007. Only a month or a year is known? Write June 2007, or 2007."),
    )  # fmt: skip
    happened_until = Period(
        missing="", label=_("Until (if it took longer)"), required=False,
        help_text=_("The last day; leave it empty for one day, one month or one year."),
    )  # fmt: skip
    source = Text(
        missing=_("Write who told you, or on what paper."), label=_("Who says so"),
        help_text=_("For example: the class teacher; a letter of the health board; the child's mother."),
    )  # fmt: skip
    agency = Text(
        missing="", label=_("From which body"), required=False,
        help_text=_("For example: Heronsgait Primary School; the health board; the family itself."),
    )  # fmt: skip
    significance = Text(
        missing="", label=_("Why it matters"), rows=3, required=False,
        help_text=_("Why it should stand in the chronology, and not only in the file."),
    )  # fmt: skip
    impact = Text(
        missing="", label=_("What it changed for the child"), rows=3, required=False,
        help_text=_("In the child's eyes if you know."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if begins := given.get("happened_from"):
            ends = given.get("happened_until") or begins
            given |= {"happened_from": begins[0], "happened_until": ends[1]}
        return given


class EvidenceForm(WithFiles):
    """Evidence of how the child belongs here."""

    kind = Choice(
        missing=_("Choose where it comes from."), label=_("Where it comes from"), choices=EvidenceKind.choices
    )
    title = Text(
        missing=_("Give it a short name."), label=_("Short name"),
        help_text=_("It stands above the text wherever it is read. For example: Letter from the class teacher."),
    )  # fmt: skip
    text = Text(
        missing=_("Write what it shows."), label=_("What it shows"), rows=6,
        help_text=_("Use their words where you can. Leave out what is said about other children."),
    )  # fmt: skip
    said_by = Text(
        missing=_("Write who said it."), label=_("Who said it"), help_text=_("Name or role, as it may be read.")
    )
    said_on = Day(missing=_("Write when it was said."), label=_("When"))
    paper = Text(
        missing="", label=_("On what paper"), required=False, help_text=_("For example: school report, page 2.")
    )


class ViewsForm(WithFiles):
    """The child's own words, or why they were not sought."""

    files_label = _("A drawing, or a recording of the child's words")
    files_hint = _("It is the child's: it may be shared only if the words may. Ask before you take a photo or record.")

    was_sought = Choice(
        missing=_("Say whether the child was asked."), label=_("Was the child asked?"), choices=YES_NO,
        help_text=_("A child may say something at any time, or choose not to. That is written down as it is."),
    )  # fmt: skip
    words = Text(
        missing="", label=_("The child's own words"), rows=6, required=False,
        help_text=_("As the child said them, in any language and script; add what they mean in English below them."),
    )  # fmt: skip
    language = Text(missing="", label=_("In which language"), longest=60, required=False)
    who_was_present = Text(
        missing="", label=_("Who was there"), required=False,
        help_text=_("Everyone, and who they are to the child."),
    )  # fmt: skip
    seen_apart = forms.ChoiceField(
        label=_("Was the child seen apart from the parents?"), choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    interpreting = forms.ChoiceField(
        label=_("Was there an interpreter?"), choices=Interpreting.choices, widget=forms.RadioSelect, required=False
    )
    interpreter = Text(
        missing="", label=_("If there was: who"), required=False,
        help_text=_("Name or service, and the language. Never a brother, a sister or a parent."),
    )  # fmt: skip
    said_on = Day(missing="", label=_("On which day, if not today"), required=False)
    told_who_reads = Tick(
        missing="", required=False,
        label=_("I told the child, in words for their age, who will read this and that it cannot be called back once sent."),
    )  # fmt: skip
    may_share = forms.ChoiceField(
        label=_("Did the child say that the words may be shared?"),
        help_text=_(
            "The Home Office reads them only with the child's yes. The parents are not shown them without it either."
        ),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    how_weighed = Text(
        missing="", label=_("What weight you gave it"), rows=3, required=False,
        help_text=_("What the child's words changed in what you do, or why they could not. This stays on the children's side."),
    )  # fmt: skip
    plan_answer = forms.ChoiceField(
        label=_("What the child says to what is proposed"), choices=PlanAnswer.choices, widget=forms.RadioSelect,
        required=False, help_text=_("Each answer is fine, and may change at any time."),
    )  # fmt: skip
    plan_words = Text(
        missing="", label=_("In the child's own words; or why it was not asked"), rows=3, required=False,
        help_text=_("It is shared, or taken back, with the words above."),
    )  # fmt: skip
    why_not_sought = Text(
        missing="", label=_("If the child was not asked: why"), rows=3, required=False,
        help_text=_("For example: two months old; asked for time and will be asked again in May."),
    )  # fmt: skip

    def __init__(self, *args: Any, has_plan: bool = False, **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        if not has_plan:
            del self.fields["plan_answer"], self.fields["plan_words"]

    @property
    def if_asked(self) -> list[forms.BoundField]:
        """What is written where the child was asked."""
        return [self[name] for name in ("words", "language", "files", "told_who_reads", "may_share", "how_weighed")]

    @property
    def how_heard(self) -> list[forms.BoundField]:
        """How the child was heard, and with whose help."""
        names = ("who_was_present", "seen_apart", "interpreting", "interpreter", "said_on")
        return [self[name] for name in names]

    @property
    def to_plan(self) -> list[forms.BoundField]:
        """What the child says to its plan, where there is one."""
        return [self[name] for name in ("plan_answer", "plan_words") if name in self.fields]


class AssessmentForm(Form):
    """Strengths and challenges under each indicator; whatever is not known stays empty."""

    summary = Text(
        missing="",
        label=_("In short"),
        rows=4,
        required=False,
        help_text=_("Two or three sentences about the whole child."),
    )

    def __init__(self, *args: Any, indicators: Sequence[Factor], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for code in (*(one.code for one in indicators), *WorldSide):
            for part, words in (("strengths", _("Strengths")), ("challenges", _("Challenges"))):
                self.fields[f"{code}_{part}"] = Text(missing="", label=words, rows=2, required=False)
        for end in MatrixPart:
            self.fields[end] = Text(missing="", label=end.label, rows=2, required=False)

    @property
    def each(self) -> list[tuple[Factor, forms.BoundField, forms.BoundField]]:
        """Each indicator with its two boxes."""
        return [(one, self[f"{one.code}_strengths"], self[f"{one.code}_challenges"]) for one in self.indicators]

    @property
    def world(self) -> list[tuple[WorldSide, forms.BoundField, forms.BoundField]]:
        """Each side of the child's world with its two boxes."""
        return [(side, self[f"{side}_strengths"], self[f"{side}_challenges"]) for side in WorldSide]

    @property
    def matrix(self) -> list[forms.BoundField]:
        """The four ends of the Resilience Matrix."""
        return [self[end] for end in MatrixPart]

    @property
    def has_world(self) -> bool:
        """Whether something stands in the child's world."""
        return any(one.value() for _side, *both in self.world for one in both)

    @property
    def has_matrix(self) -> bool:
        """Whether something stands in the matrix."""
        return any(one.value() for one in self.matrix)


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
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    count = COUNTED  # the same words for the page's script

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        self.items = items
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
        names = ("purpose", "basis", "is_shared_anyway", "was_told", "why_not_told", "why_others_named")
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


def _choices(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # Several is one too
    field.choices = list(choices)
