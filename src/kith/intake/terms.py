"""Words of intake."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What somebody, or a named rule, says about two records."""

    SAME = "same", _("the same person")
    DIFFERENT = "different", _("different people")
    UNSURE = "unsure", _("not sure")


class HandInStep(TextChoices):
    """How far files have come that were handed in on a page."""

    LOOKING = "looking", _("being looked through")
    LOOKED = "looked", _("looked through")
    TAKING_IN = "taking_in", _("being taken in")
    TAKEN_IN = "taken_in", _("taken in")
    SET_ASIDE = "set_aside", _("set aside")


class TakingBackStep(TextChoices):
    """How far it is to take a whole batch back."""

    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", _("being taken back")
    DONE = "done", _("taken back")
    WITHDRAWN = "withdrawn", _("not taken back")


class Standing(TextChoices):
    """What a row that was handed in is, beside what its agency's files said before."""

    REFUSED = "refused", _("With errors")
    CHANGED = "changed", _("Changed")
    NEW = "new", _("New")
    UNCHANGED = "unchanged", _("Unchanged")


# The machine's rules, as the ledger says them.
RULES = {
    "certain_and_no_veto": _("certain, and nothing speaks against it"),
    "the_only_one_of_the_name_in_the_household": _("the only one of the name in the household"),  # until November 2026
    "one_of_the_family": _("of one family, where nobody else could be meant"),
    "with_relatives_alike": _("their relatives are the same people, too"),
    "nobody_else_so_named_and_born": _("nobody else of such a name was born so"),
    "nobody_else_so_named_on_that_day": _("nobody else of such a name was born on that day"),
    "as_alike_as_people_who_were_one": _("of invented pairs as much alike, nearly all were one person"),
}


# What a column may say, by the pack's field: as registrars read it beside the heading that the file uses.
FIELDS = {
    "row_id": _("The row's own id"),
    "person_ref": _("Home Office number"),
    "case_ref": _("Home Office case"),
    "health_ref": _("Health number"),
    "given": _("Given name"),
    "family": _("Family name"),
    "full_name": _("Name"),
    "native": _("Name in own script"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex as recorded"),
    "nationality": _("Nationality as recorded"),
    "relationship": _("Relationship"),
    "guardian": _("Parent or carer"),
    "arrived_on": _("Arrived on"),
    "birth_place": _("Place of birth"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "town": _("Town"),
    "postcode": _("Postcode"),
}
