"""Forms of the child's record: whom to appoint, what is written down."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kith.documents.queries import accepted, obstacles_to
from kith.protocol.pack import Factor
from kith.register.rules.dates import LifeEvent
from kith.register.terms import LASTING, EventAbout
from kith.ui.forms import Choice, Day, Files, Form, Period, Several, Text, Tick, Version
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
        choices_of(self, "children", children)


class MakeKnownForm(Form):
    """Why the review should know of a child, and on what basis."""

    reason = Text(
        missing=_("Say why, and on what lawful basis."), label=_("Why, and on what lawful basis"), rows=4,
        help_text=_("This stays on the children's side. Say whether the family, and the child, were asked."),
    )  # fmt: skip


class HandoverForm(Form):
    """Whose appointment ends, and what the next lead professional must know."""

    appointment = Choice(missing=_("Choose whose appointment ends."), label=_("Whose appointment ends"), choices=())
    handover = Text(  # the rule asks for it, but where nothing more is kept
        missing="", label=_("For whoever comes next"), rows=6, required=False,
        help_text=_("Whom the child trusts, what was promised, what comes up soon."),
    )  # fmt: skip
    version = Version()

    def __init__(self, *args: Any, leads: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: as Form
        super().__init__(*args, **kwargs)
        choices_of(self, "appointment", leads)
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
        help_text=_("The last day, month or year; leave it empty for one day, one month or one year."),
    )  # fmt: skip
    about = forms.ChoiceField(
        label=_("Does it say one of these of the child?"), required=False, widget=forms.RadioSelect,
        choices=(("", _("none of these")), *EventAbout.choices),
        help_text=_(
            "Then it counts among the child's dates, with its doubt: of “June 2007” each day of it. It goes to the Home Office "
            "only with a report."
        ),
    )  # fmt: skip
    is_over = forms.ChoiceField(
        label=_("Time away or at school: is it over?"), required=False, widget=forms.RadioSelect,
        choices=(("yes", _("yes, it ended then")), ("no", _("no, it went on when this was told"))),
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
        about, is_over = given.pop("about", ""), given.pop("is_over", "")
        if about in LASTING and not is_over:
            self.add_error("is_over", _("Say whether the time away or at school is over."))
        if about in LASTING and is_over == "no" and given.get("happened_until"):
            self.add_error("happened_until", _("It is not over: leave the last day empty, or say that it is over."))
        if begins := given.get("happened_from"):
            ends = given.get("happened_until") or (begins if about in LASTING and is_over == "yes" else None)
            given["life"] = _life_event(EventAbout(about), begins, ends) if about else None
            given |= {"happened_from": begins[0], "happened_until": (ends or begins)[1]}
        return given


def _life_event(about: EventAbout, begins: tuple[date, date], ends: tuple[date, date] | None) -> LifeEvent:
    """What an event says of a child's dates, from what was written of its beginning and its end."""
    if about not in LASTING:
        return LifeEvent(about, begins[0], (ends or begins)[1])
    if ends is None:
        return LifeEvent(about, *begins)
    return LifeEvent(about, begins[0], min(begins[1], ends[1]), max(begins[0], ends[0]), ends[1])


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
        missing="", label=_("In the child's own words; or why they were not asked"), rows=3, required=False,
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


def choices_of(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Give a field the choices that are known only when the form is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # Several is one too
    field.choices = list(choices)
