"""Dates that were worked out, in words: what is known with its doubt, and what could tell where nothing is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kith.register.rules.dates import DateFact
from kith.register.terms import DateFactKind as Kind
from kith.ui.dates import day_in_words

BIRTH = gettext_lazy("A birth certificate or the health board's record could tell.")
ARRIVAL = gettext_lazy("A travel paper, or the first record of a school or a doctor, could tell.")
COULD_TELL = {
    Kind.BORN: BIRTH, Kind.BORN_HERE: gettext_lazy("A birth certificate could tell."), Kind.AGE: BIRTH,
    Kind.EIGHTEEN: BIRTH, Kind.AWAY: gettext_lazy("The family can say; stamps and tickets could show it."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateSaid:
    """One line of what the dates say: words where something is known, else what could tell. `sources` where it is as given."""

    label: str
    words: str
    sources: str
    could_tell: str


def said(facts: Iterable[DateFact]) -> tuple[DateSaid, ...]:
    """Date facts as they are read: what is known line by line, then what cannot be told, together with what could tell it."""
    known, unknown = [], dict[str, list[str]]()
    for fact in facts:
        if fact.is_known:
            sources = "; ".join(fact.sources) if fact.kind in (Kind.BORN, Kind.ARRIVED) else ""
            known.append(DateSaid(str(fact.kind.label), _words(fact), sources, ""))
        else:
            unknown.setdefault(str(COULD_TELL.get(fact.kind, ARRIVAL)), []).append(str(fact.kind.label))
    return (*known, *(DateSaid(" · ".join(labels), "", "", could) for could, labels in unknown.items()))


def _words(fact: DateFact) -> str:
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
    return _("; or ").join([*days, *years])
