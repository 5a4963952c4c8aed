"""Dates that were worked out, in words: what is known with its doubt, and what could tell where nothing is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kith.ui.dates import day_in_words
from kith.welfare.rules import DateFact
from kith.welfare.terms import DateFactKind as Kind

BIRTH = gettext_lazy("A birth certificate or the health board's record could tell.")
ARRIVAL = gettext_lazy("A travel paper, or the first record of a school or a doctor, could tell.")
COULD_TELL = {
    Kind.BORN: BIRTH, Kind.BORN_HERE: gettext_lazy("A birth certificate could tell."), Kind.AGE: BIRTH,
    Kind.EIGHTEEN: BIRTH, Kind.AWAY: gettext_lazy("The family can say; stamps and tickets could show it."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateSaid:
    """One line of what the dates say: words where something is known, else what could tell."""

    label: str
    words: str
    sources: str
    could_tell: str


def said(fact: DateFact) -> DateSaid:
    """A date fact as it is read."""
    days = [
        day_in_words(first)
        if first == last
        else _("between %(first)s and %(last)s") % {"first": day_in_words(first), "last": day_in_words(last)}
        for first, last in fact.days
    ]
    years = [
        ngettext("%(n)s year", "%(n)s years", most) % {"n": most}
        if least == most
        else _("%(least)s to %(most)s years") % {"least": least, "most": most}
        for least, most in fact.years
    ]
    return DateSaid(
        label=str(fact.kind.label), words=_("; or ").join([*days, *years]), sources="; ".join(fact.sources),
        could_tell="" if fact.is_known else str(COULD_TELL.get(fact.kind, ARRIVAL)),
    )  # fmt: skip
