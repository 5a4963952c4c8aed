"""The child's plan and its actions, and the named person: as they stand now, whichever of the child's records they are of."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from kith.disclosure.terms import ItemKind
from kith.register.models import CaseChild
from kith.register.queries import PersonView, Said, canonical_of, said_about
from kith.register.terms import FactKind
from kith.ui.dates import day_in_words
from kith.welfare.models import ChildsPlan, NamedPerson, PlanAction, PlanCopy
from kith.welfare.notes import Beside, Note, all_about
from kith.welfare.queries.leads import Lead, leads_of
from kith.welfare.rules.planning import PlanPart
from kith.welfare.terms import BesideKind


def named_person_of(child: uuid.UUID) -> NamedPerson | None:
    """Whom child and parents can always go to: whoever was recorded last. One query."""
    return NamedPerson.objects.filter(_stands(child)).order_by("-at", "-id").first()


def standing_plan(child: uuid.UUID) -> ChildsPlan | None:
    """The child's plan as it was agreed last. One query."""
    return ChildsPlan.objects.filter(_stands(child)).select_related("by").order_by("-at", "-id").first()


def plan_actions(child: uuid.UUID) -> list[PlanAction]:
    """What is done by the child's plan: what is still to do first, each by its day. One query."""
    return list(PlanAction.objects.filter(_stands(child)).select_related("by").order_by("is_over", "by_on", "id"))


def plan_copies(child: uuid.UUID) -> list[PlanCopy]:
    """The copies that were given of the child's plans, newest first. One query."""
    held = PlanCopy.objects.filter(child__canonical_id=canonical_of(child))
    return list(held.select_related("by", "plan").order_by("-at", "-id"))


def plan_copy_with(child: uuid.UUID, number: str) -> PlanCopy | None:
    """The copy of this number that was given of this child's plan; None where there is none."""
    return next((one for one in plan_copies(child) if str(one.pk) == number), None)


def _stands(child: uuid.UUID) -> Q:
    return Q(child__canonical_id=canonical_of(child), corrected_by__isnull=True, certificate__isnull=True)


@dataclass(frozen=True, slots=True)
class PlanRead:
    """A child's plan as it is read: itself, its actions, who the child's people are, what the child says; and all of it in parts
    as a copy can hold them. Without a plan the parts are those of the people."""

    plan: ChildsPlan | None
    actions: list[PlanAction]
    leads: tuple[Lead, ...]
    words: Note | None  # the child's own, the newest
    answer: Note | None  # what the child says to a plan, the newest
    parts: tuple[PlanPart, ...]

    @property
    def people(self) -> list[PlanPart]:
        """Who the child is, and who the people around it are."""
        return [part for part in self.parts if part.is_about_people]

    @property
    def may_share_words(self) -> bool:
        """Whether the child lets others read what it says."""
        return all(note.may_share is True for note in (self.words, self.answer) if note)


def plan_of(entry: CaseChild, *, people: Sequence[PersonView], on: date) -> PlanRead:
    """The plan of a child that came through `child_of`, with the people of its family. Four queries."""
    child, leads = entry.person_id, leads_of(entry)
    notes, beside = all_about(child)
    plan, actions = standing_plan(child), plan_actions(child)
    said = [note for note in notes if note.kind == ItemKind.VIEWS and note.can_go]
    words = said[-1] if said else None
    answer = next((note for note in reversed(notes) if note.heard and note.heard.answer), None)
    named = next((one for one in reversed(beside) if one.kind == BesideKind.NAMED_PERSON), None)
    parts = [*_people(entry, people, leads, named, on), *(_plan(plan) if plan else ())]
    parts += [_action(one) for one in actions]
    if words and words.text:
        parts.append(PlanPart("childs_words", _("What the child says"), words.text, is_childs_words=True))
    if answer and answer.heard:
        said_to_plan = f"{answer.heard.answer_words}\n{answer.heard.said}".strip()
        parts.append(
            PlanPart("childs_answer", _("What the child says to the plan"), said_to_plan, is_childs_words=True)
        )
    return PlanRead(plan, actions, leads, words, answer, tuple(parts))


def _people(
    entry: CaseChild, people: Sequence[PersonView], leads: Sequence[Lead], named: Beside | None, on: date
) -> list[PlanPart]:
    """The child and those around it, as the sources of this side name them: each address a part of its own."""
    said, own = said_about(entry.case.family_id), entry.person.canonical_id
    me = next((one for one in people if one.id == own), None)
    parts = [
        _part("child", _("Full name"), _names(me)), _part("birth", _("Date of birth"), ", ".join(_births(me))),
        _part("home", _("Home address"), _told(said.get(own, ()), "home"), is_address=True),
        _part("references", _("Reference numbers"), _told(said.get(own, ()), "reference")),
        # as a source wrote it: most often a name, now and then with where that person is
        _part("guardian", _("Parent or carer as recorded"), _told(said.get(own, ()), "fact", FactKind.GUARDIAN), is_address=True),
    ]  # fmt: skip
    for one in people:
        if one.id == own or one.is_child_on(on):
            continue
        who = f"{one.name or _('name not known')}{f', {one.relationship}' if one.relationship else ''}"
        parts.append(_part(f"adult_{one.id.hex}", _("Parent, or other adult of the family"), who))
        home = _told(said.get(one.id, ()), "home")
        parts.append(_part(f"address_{one.id.hex}", _("Address of %(name)s") % {"name": who}, home, is_address=True))
    if named:
        at = f"{named.title}, {named.said_by}, {named.detail}{f' · {named.text}' if named.text else ''}"
        parts.append(_part("named_person", _("Named person"), at))
    for lead in leads:
        about = [lead.name, lead.agency, lead.phone]
        parts.append(_part(f"lead_{lead.who.hex}", _("Lead professional"), ", ".join(filter(None, about))))
    return [part for part in parts if part.text]


def _part(code: str, heading: str, text: str, *, is_address: bool = False) -> PlanPart:
    return PlanPart(code, heading, text, is_about_people=True, is_address=is_address)


def _names(person: PersonView | None) -> str:
    return " · ".join((person.name, *person.other_names)) if person else ""


def _births(person: PersonView | None) -> list[str]:
    """As the sources read, each once."""
    found = (
        (day_in_words(first) if first and first == last else given for given, first, last in person.births)
        if person
        else ()
    )
    return list(dict.fromkeys(found))


def _told(said: Iterable[Said], what: str, kind: str = "") -> str:
    """What sources say of one thing, each text once, with who says it."""
    found: dict[str, list[str]] = {}
    for one in said:
        if one.what == what and one.text and kind in ("", one.kind):
            found.setdefault(one.text, []).append(one.source)
    return "\n".join(f"{text} ({', '.join(dict.fromkeys(sources))})" for text, sources in found.items())


WORDS_OF_OTHERS = ("disagreements", "parents_views", "others_views")


def _plan(plan: ChildsPlan) -> list[PlanPart]:
    written = (
        (
            "prepared",
            _("Agreed on, and looked at again on"),
            f"{day_in_words(plan.at)}; {day_in_words(plan.review_on)}",
        ),
        ("needs", _("What the child needs, and what was done so far"), plan.needs),
        ("assessment", _("The assessment in short"), plan.assessment),
        ("conclusions", _("What follows from it"), plan.conclusions),
        ("disagreements", _("What is not agreed, and by whom"), plan.disagreements),
        ("parents_views", _("What the parents say"), plan.parents_views),
        ("others_views", _("What others say"), plan.others_views),
        ("other_plans", _("Other plans that it draws on"), plan.other_plans),
    )
    return [
        PlanPart(code, heading, text, is_anothers_words=code in WORDS_OF_OTHERS)
        for code, heading, text in written
        if text
    ]


def _action(action: PlanAction) -> PlanPart:
    said = [
        (_("What is done"), action.action), (_("What should be better then"), action.outcome),
        (_("How one will see it"), action.how_seen),
        (_("Who does it, and by when"), f"{action.responsible}, {day_in_words(action.by_on)}"),
        (_("What came of it"), action.result),
    ]  # fmt: skip
    text = "\n".join(f"{heading}: {words}" for heading, words in said if words)
    return PlanPart(f"action_{action.pk.hex}", _("Action: %(need)s") % {"need": action.need}, text)
