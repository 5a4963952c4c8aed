"""Which tables hold texts that can go, which way leads from each to its case, and what goes with it."""

from typing import Any  # of a filter

from django.apps import apps
from django.db.models import Model

from kith.access.terms import FactSide, Side
from kith.records import Disposable, Entry
from kith.register.models import Case

PERSON = "register.Person"
BY_HAND = {
    "documents.Document": "case_id", "documents.Mistake": "document__case_id", "documents.SignOff": "document__case_id",
    "representations.PostItem": "place__case", "representations.PostStep": "item__place__case",
    "intake.Judgement": "a__memberships__family__cases",
    "intake.KnownAnswer": "known__pair__a__memberships__family__cases", PERSON: "memberships__family__cases",
}  # fmt: skip
NOW = {  # of who belongs to the family now: whoever went to another is kept with that one
    "intake.Judgement": {"a__memberships__until_at__isnull": True},
    "intake.KnownAnswer": {"known__pair__a__memberships__until_at__isnull": True},
    PERSON: {"memberships__until_at__isnull": True},
}  # fmt: skip
SEEN: dict[str, dict[str, dict[str, Any]]] = {  # what a side reads, and so can sign for, of what is on its cases
    Side.REGISTRY: {"representations.PostStep": {"side": Side.REGISTRY}},  # what it said itself of post that it has
    Side.DECISION: {  # no words of another family
        "representations.Representation": {"misplaced__isnull": True},
        "representations.Answer": {"representation__misplaced__isnull": True},
        "representations.MeetingRequest": {"representation__misplaced__isnull": True},
    },
}  # fmt: skip
# By whom and when it was written, where its columns are called otherwise; of a person only when.
WRITTEN = {
    "welfare.Report": ("author", "sent_up_at"), "welfare.LeadProfessional": ("by", "from_at"),
    "review.Review": ("by", "opened_at"), PERSON: ("", "recorded_at"),
}  # fmt: skip
BESIDE = {  # what goes with it and is shown to whoever signs: the table and its text
    "welfare.Report": (("welfare.ReportItem", "why_held_back"),),
    PERSON: (
        ("register.PersonName", "text"), ("register.FamilyMember", "why"),
        ("register.PersonReference", "value"), ("register.PersonFact", "value"),
        ("register.Residence", "address"),
    ),
}  # fmt: skip
SIDE = {
    "representations.MeetingRequest": "representation__side", "documents.Mistake": "document__side",
    "documents.SignOff": "document__side", "representations.PostItem": "place__side",
    "representations.PostStep": "item__place__side", "safeguards.Lifting": "hold__side",
    "safeguards.FollowUp": "incident__side",
    # Whosesoever file says it of a person, the registry keeps it.
    PERSON: "", "register.SettledFact": "",
}  # fmt: skip
# As which sides a table's own column names what a side disposes of. What both sides read goes with the file of the decision.
WRITTEN_AS: dict[str, tuple[str, ...]] = {
    Side.REGISTRY: (Side.REGISTRY,), Side.WELFARE: (Side.WELFARE,),
    Side.DECISION: (Side.DECISION, FactSide.COMMON),
}  # fmt: skip


def disposable_models() -> list[type[Model]]:
    """Every table whose texts can go: those that name them, and people with all that is said of them."""
    found = [m for m in apps.get_models() if issubclass(m, Entry | Disposable) and m.disposable]
    return [*found, apps.get_model(PERSON)]


def going_with(model: type[Model]) -> list[tuple[type[Model], str, tuple[str, ...]]]:
    """What goes when a row of a table goes: the tables that name it in `goes_with`, by which key, and which of their columns."""
    return [
        (m, key, fields)
        for m in apps.get_models()
        for key, fields in getattr(m, "goes_with", {}).items()
        if m._meta.get_field(key).related_model is model
    ]


def case_of(model: type[Model]) -> str:
    """The way from a text to its case, as queries name it; empty where there is none."""
    if model._meta.label in BY_HAND:
        return BY_HAND[model._meta.label]
    ways: list[tuple[type[Model], tuple[str, ...]]] = [(model, ())]
    seen = {model}
    while ways:
        at, way = ways.pop(0)
        for field in at._meta.local_concrete_fields:
            to = field.related_model
            if to is Case:
                return "__".join((*way, field.name))
            if isinstance(to, type) and to not in seen and to._meta.app_label == at._meta.app_label:
                seen.add(to)
                ways.append((to, (*way, field.name)))
    return ""


def side_of(model: type[Model]) -> str:
    """The way from a text to the column that says whose it is; empty where the whole table is of the side that adds to it."""
    named = next((field.name for field in model._meta.concrete_fields if field.name == "side"), "")
    return SIDE.get(model._meta.label, named)
