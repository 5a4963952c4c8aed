"""Every rule of a pack as its page shows it: its texts by date, each with words, values, units and source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kith.protocol.pack import Criteria, Dated, Duty, Factor, Order, Outcome, Pack, Proposal, Source, Transition
from kith.ui.dates import day_in_words

GROUPS: dict[str, Promise] = {
    "criteria": gettext_lazy("Sets of factors"),
    "transitions": gettext_lazy("Which set applies to a case"),
    "duties": gettext_lazy("Who does what, by when"),
    "orders": gettext_lazy("In which order lists of work stand"),
    "outcomes": gettext_lazy("What a decision can say, and how a case can end without one"),
    "wellbeing": gettext_lazy("Wellbeing"),
    "sharing": gettext_lazy("What sharing needs"),
    "sources": gettext_lazy("Kinds of file"),
    "proposals": gettext_lazy("Proposals that are counted"),
    "letters": gettext_lazy("Words of letters and of families' pages"),
}
SIDES: dict[str, Promise] = {
    "common": gettext_lazy("both sides"),
    "decision": gettext_lazy("the Home Office"),
    "registry": gettext_lazy("the registry"),
    "welfare": gettext_lazy("the children's side"),
}
ENDINGS: dict[str, Promise] = {
    "decision": gettext_lazy("a decision"),
    "pause": gettext_lazy("a pause: the review waits"),
    "ending": gettext_lazy("an ending without a decision"),
}
Line = tuple[str, str]  # what it is, and what the rule says of it


@dataclass(frozen=True, slots=True)
class Text:
    """What a rule says from one day until before another (None: it goes on), and on whose word."""

    words: str
    sentence: str
    source: str
    from_: date
    until: date | None
    is_in_force: bool
    lines: tuple[Line, ...] = ()
    factors: tuple[Factor, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule by its group and code, its texts newest first."""

    group: str
    code: str
    texts: tuple[Text, ...]

    @property
    def words(self) -> str:
        """What it is called: as its newest text calls it."""
        return self.texts[0].words

    @property
    def stands(self) -> Text:
        """The text in force; where there is none, the newest."""
        return next((text for text in self.texts if text.is_in_force), self.texts[0])


def rules_of(pack: Pack, group: str, on: date) -> tuple[Rule, ...]:
    """The rules of a group in the pack's own order. KeyError where there is no such group."""
    found: dict[str, list[Text]] = {}
    for code, text in _TEXTS[group](pack, on):
        found.setdefault(code, []).append(text)
    return tuple(
        Rule(group, code, tuple(sorted(texts, key=lambda text: text.from_, reverse=True)))
        for code, texts in found.items()
    )


def rule_of(pack: Pack, group: str, code: str, on: date) -> Rule | None:
    """One rule; None where the pack has none of that code."""
    if group not in GROUPS:
        return None
    return next((rule for rule in rules_of(pack, group, on) if rule.code == code), None)


def _text(
    one: Dated,
    on: date,
    words: str,
    lines: Sequence[Line] = (),
    *,
    factors: tuple[Factor, ...] = (),
    left_out: str = "",
) -> tuple[str, Text]:
    in_force = one.in_force(on)
    text = Text(words, one.sentence, one.source, one.from_, one.until, in_force, tuple(lines), factors, left_out)
    return one.code, text


def _named(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _days(duty: Duty) -> str:
    words = {
        "calendar": ngettext("%(n)d calendar day", "%(n)d calendar days", duty.amount),
        "working": ngettext("%(n)d working day", "%(n)d working days", duty.amount),
        "school": ngettext("%(n)d school day", "%(n)d school days", duty.amount),
    }
    return words[duty.unit] % {"n": duty.amount} if duty.amount else _("the same day")


def _change(duty: Duty) -> str:
    """How another day can be given, in words with their source; and whether the clock can stand still."""
    words = [
        _("With a reason, by whoever has it or answers for them.") if duty.change == "reason" else "",
        f"{duty.limit} ({duty.limit_source})" if duty.limit else "",
        _("The clock can stand still for a reason.") if duty.rests else "",
    ]
    return " ".join(word for word in words if word)


def _criteria(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    yield from (_set(one, pack, on) for one in pack.criteria_sets)


def _set(one: Criteria, pack: Pack, on: date) -> tuple[str, Text]:
    given = [by for by in pack.transitions if by.criteria == one.code and one.in_force(by.text_on)]
    if one.is_of_each_child:
        applies = _("It is weighed for each child, beside whichever set a review has.")
    elif given:
        applies = "\n".join(by.sentence for by in given)
    else:
        applies = _("The rule gives it to no case. A manager can open a review under it, with a written reason.")
    lines = [(_("How it comes to apply"), applies)]
    if one.applies_after_until:
        lines.append((_("After its last day"), one.applies_after_until))
    return _text(one, on, one.words, lines, factors=one.factors, left_out=one.left_out)


def _transitions(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    names = {source.code: source.name for source in pack.sources}
    for one in pack.transitions:
        lines = [(_("Gives"), pack.criteria(one.criteria, one.text_on).words), *_cases(one)]
        if one.named_by:
            lines.append((_("Where a file names the family"), ", ".join(names[code] for code in one.named_by)))
        yield _text(one, on, _named(one.code), lines)


def _cases(one: Transition) -> Iterable[Line]:
    if one.taken_up_from:
        yield _("Cases taken up from"), day_in_words(one.taken_up_from)
    if one.taken_up_until:
        yield _("Cases taken up before"), day_in_words(one.taken_up_until)


def _duties(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    for one in pack.duties:
        lines = [
            (_("Who"), one.who),
            (_("Starts with"), one.starts_with),
            (_("Time"), _days(one)),
            (_("Another day"), _change(one)),
        ]
        yield _text(one, on, _named(one.code), lines)


def _orders(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    return (_order(one, on) for one in pack.orders)


def _order(one: Order, on: date) -> tuple[str, Text]:
    lines = [(_("Order"), one.words), (_("Has waited long"), _("after %(days)d calendar days") % {"days": one.days})]
    if any(ground.code == "turns_eighteen" for ground in one.grounds):
        lines.append((_("Soon"), _("within %(months)d months") % {"months": one.months}))
    return _text(one, on, _("Lists of %(side)s") % {"side": SIDES[one.side]}, lines, factors=one.grounds)


def _outcomes(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    return (_outcome(one, on) for one in sorted(pack.outcomes, key=lambda one: one.words))


def _outcome(one: Outcome, on: date) -> tuple[str, Text]:
    lines = [(_("What it is"), str(ENDINGS[one.kind]))]
    if one.needs_reply:
        lines.append((_("Before it"), _("the family is told the points against it, and has time to reply")))
    if one.needs_length:
        lines.append((_("Says as well"), _("for how long")))
    if one.least_tries:
        tries = _("%(tries)d tries to reach the family, %(days)d days or more apart")
        lines.append((_("Before it"), tries % {"tries": one.least_tries, "days": one.days_apart}))
    if one.kind == "ending":
        said = one.letter.format(day=_("[the day]")) or _("No letter. %(why)s") % {"why": one.no_letter}
        lines.append((_("What the family is written"), said))
    return _text(one, on, one.words[:1].upper() + one.words[1:], lines)


def _wellbeing(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    yield _text(pack.wellbeing, on, pack.wellbeing.words, factors=pack.wellbeing.factors)


def _sharing(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    yield _text(pack.second_condition, on, pack.second_condition.words, factors=pack.second_condition.factors)


def _sources(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    yield from (_source(one, on) for one in pack.sources)


def _source(one: Source, on: date) -> tuple[str, Text]:
    lines = [(_("Known by"), ", ".join(one.recognised_by))]
    lines += [(", ".join(column.headings), _("for %(whom)s") % {"whom": SIDES[column.side]}) for column in one.columns]
    return _text(one, on, one.name, lines)


def _proposals(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    yield from (_proposal(one, on) for one in pack.proposals.proposals)


def _proposal(one: Proposal, on: date) -> tuple[str, Text]:
    span = _("%(years)d years; from %(least)d to %(most)d can be asked")
    line = (_("Value"), span % {"years": one.years, "least": one.least, "most": one.most})
    return _text(one, on, one.words.format(years=one.years), [line])


def _letters(pack: Pack, on: date) -> Iterable[tuple[str, Text]]:
    for code, words in pack.letters.items():
        lines = [(name, text) for name, text in words.items() if name not in ("code", "source", "sentence")]
        from_ = pack.letters_from[code]
        yield (
            code,
            Text(_named(code), words["sentence"], words["source"], from_, None, from_ <= on, tuple(lines)),
        )


_TEXTS = {
    "criteria": _criteria, "transitions": _transitions, "duties": _duties, "orders": _orders, "outcomes": _outcomes,
    "wellbeing": _wellbeing, "sharing": _sharing, "sources": _sources, "proposals": _proposals, "letters": _letters,
}  # fmt: skip
