"""Components of pages. Each takes plain values and draws one thing; none of them asks the database."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kith.ui import charts, dates
from kith.ui.forms import Form
from kith.verdict import Obstacle

register = template.Library()

TAG_WORDS = {
    "with_you": gettext_lazy("With you"),
    "with_others": gettext_lazy("With someone else"),
    "waiting": gettext_lazy("Waiting"),
    "recorded": gettext_lazy("Recorded"),
}
TAG_ICONS = {"with_you": "hand", "with_others": "person", "waiting": "hourglass"}
HOW_KNOWN = {
    "seen": gettext_lazy("seen the paper"),
    "told": gettext_lazy("told to us"),
    "worked_out": gettext_lazy("worked out"),
    "unknown": gettext_lazy("not known"),
}
_WORD = re.compile(r"\S+\s*|^\s+")  # a word with the space behind it, so that line breaks stay
STEP_WORDS = {"done": gettext_lazy("recorded"), "now": gettext_lazy("now"), "later": gettext_lazy("later")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: a day, words, where it comes from; a gap has words and no day."""

    words: str
    on: date | None = None
    source: str = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing and, where the reader can clear it, the page and the button to do it with."""

    obstacle: Obstacle
    url: str = ""
    button: str = ""


register.filter("in_words", dates.day_in_words)
register.filter("births_in_words", dates.births_in_words)


@register.filter
def bdi(text: object) -> SafeString:
    """A name or a reference, kept whole among words of the other direction."""
    return format_html('<bdi dir="auto">{}</bdi>', text)


@register.inclusion_tag("ui/components/logo.html")
def logo() -> dict[str, Any]:
    """The name's mark, drawn in the colour of the text around it."""
    return {}


@register.inclusion_tag("ui/components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """A small drawing beside words, never instead of them: hand, person, hourglass, alert, paper, undo."""
    return {"name": name}


@register.inclusion_tag("ui/components/tag.html")
def tag(code: str, words: str = "") -> dict[str, Any]:
    """Where the work is: with_you, with_others, waiting or recorded. Colour, icon and words together."""
    return {"code": code, "words": words or TAG_WORDS.get(code, code), "icon": TAG_ICONS.get(code)}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: forms.BaseForm | None = None, obstacles: Iterable[Obstacle] = ()) -> dict[str, Any]:
    """What to put right, at the top, each line a link to its field; or why an action was not possible.

    A form that was not sent has nothing to put right; obstacles may be left out of the page's context.
    """
    lines = (
        [
            (f"{form[name].auto_id}-block" if name in form.fields and not form[name].is_hidden else "", error)
            for name, errors in form.errors.items()
            for error in errors
        ]
        if form
        else []
    )
    lines += [("", obstacle.words) for obstacle in obstacles or ()]
    title = ngettext("One thing to put right", "%(count)d things to put right", len(lines)) % {"count": len(lines)}
    return {"lines": lines, "title": title}


@register.inclusion_tag("ui/components/field.html")
def field(bound: forms.BoundField, one_of: bool = False) -> dict[str, Any]:
    """One field: label, hint, error, control, joined for screen readers.

    Where some fields are needed, the others say "(if you wish)"; not with `one_of`: this or another is to be answered.
    """
    is_said = one_of or str(bound.label).startswith(
        _("If ")
    )  # a label with its condition says itself when it is needed
    some_are_needed = any(field.required for field in bound.form.fields.values())
    return {"field": bound, "says_optional": some_are_needed and not bound.field.required and not is_said}


@register.inclusion_tag("ui/components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in their order, hidden ones included; not the form element, not its button."""
    return {"form": form}


@register.inclusion_tag("ui/components/missing.html")
def missing(obstacles: Iterable[Obstacle | Missing], title: str = "", when_none: str = "") -> dict[str, Any]:
    """What is missing, why it is needed, who can clear it: by person, what the reader can clear first.

    What is missing for the same reason stands together, with its reason and its button once.
    """
    lines = [one if isinstance(one, Missing) else Missing(one) for one in obstacles]
    groups: dict[str, dict[tuple[str, str], list[Missing]]] = {}
    for line in sorted(lines, key=lambda line: not line.url):
        who = "" if line.url else line.obstacle.who_can_clear
        alike = groups.setdefault(who, {}).setdefault((line.obstacle.code, line.obstacle.source), [])
        alike.append(line)
    return {
        "groups": [(who, any(one.url for lines in alike.values() for one in lines), alike.values())
                   for who, alike in groups.items()],
        "count": len(lines),
        "title": title or _("What is missing"),
        "when_none": when_none or _("Nothing is missing."),
    }  # fmt: skip


@register.inclusion_tag("ui/components/next.html")
def what_is_next(
    words: str,
    who: str = "",
    since: date | None = None,
    due: date | None = None,
    url: str = "",
    button: str = "",
    code: str = "",
) -> dict[str, Any]:
    """The first thing on every casework page: what is next, who has it, since when.

    `code` is the tag's, if it is neither with you ("you") nor with someone else: say "waiting" there.
    """
    is_you = who.lower() == _("you")
    code = code or ("with_you" if is_you else "with_others" if who else "")
    return {
        "words": words, "who": _("you") if is_you else who, "since": since, "due": due, "url": url, "button": button,
        "code": code, "icon": TAG_ICONS.get(code),
    }  # fmt: skip


@register.inclusion_tag("ui/components/timeline.html")
def timeline(lines: Iterable[Line], when_none: str = "") -> dict[str, Any]:
    """What happened, newest first as given; gaps in words."""
    return {"lines": tuple(lines), "when_none": when_none or _("Nothing is written down yet.")}


@register.inclusion_tag("ui/components/pages.html")
def pages(page: Page[Any], query: str = "") -> dict[str, Any]:
    """Earlier and more, with how many there are. `query` keeps the filter: "queue=served&"."""
    return {"page": page, "query": query}


@register.inclusion_tag("ui/components/source.html")
def source(who: str = "", on: date | None = None, how: str = "", url: str = "") -> dict[str, Any]:
    """Under a fact: who said it, when, how it is known (seen, told, worked_out, unknown), and its paper if there is one."""
    return {"who": who, "on": on, "how": HOW_KNOWN.get(how, how), "url": url}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[object], label: str = "", *, folds: bool = False) -> dict[str, Any]:
    """Views of the same thing, as links: each has label, url, current and, if it helps, count. `folds`: on a phone they fold into
    one line that says where one is."""
    return {"items": tuple(items), "label": label or _("Views"), "folds": folds}


@register.inclusion_tag("ui/components/leads_to.html", takes_context=True)
def leads_to(context: template.Context, case: object, child: object = None, *, of_case: bool = True) -> dict[str, Any]:
    """Straight to a page of a case or of a child on it: those that the reader's role may open."""
    of_child = context["pages_of_child"](case, child) if child else []
    return {"items": [*of_child, *(context["pages_of_case"](case) if of_case else ())]}


@register.inclusion_tag("ui/components/empty.html")
def empty(words: str, how: str = "") -> dict[str, Any]:
    """Nothing is here: what would be, and how it comes."""
    return {"words": words, "how": how}


@register.inclusion_tag("ui/components/progress.html")
def progress(done: int, total: int, words: str = "") -> dict[str, Any]:
    """How far long work is, in items: a bar, and the same in words."""
    return {"done": done, "total": total, "words": words}


@register.inclusion_tag("ui/components/steps.html")
def steps(items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The steps of a way: (words, "done", "now" or "later"). Where one is, is said, not only drawn."""
    return {"items": [(words, state, STEP_WORDS[state]) for words, state in items]}


@register.simple_tag(takes_context=True)
def unsent(context: Mapping[str, Any]) -> object:
    """What the page's form with a long text holds that was begun and not sent: brought back into its fields, for the page to
    say so. None where there is no such form, or nobody whose words could be kept. Stands before the form."""
    form, find = context.get("form"), context.get("unsent_of")
    if find is None or not isinstance(form, Form) or not form.long_texts:
        return None
    return find(form, title=str(context.get("page_title", "")), sends_to=context.get("sends_to", ""))


@register.inclusion_tag("ui/components/undo.html", takes_context=True)
def undo(context: Mapping[str, Any], words: str, url: str, key: str = "") -> dict[str, Any]:
    """What was just recorded, and the button that takes it back; `key` presses it."""
    return {"words": words, "url": url, "key": key, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/components/keys.html")
def keys(words: str) -> dict[str, Any]:
    """Which keys press which buttons (`data-key`), and a switch to turn them off, for those who speak to their computer.

    WCAG 2.2, 2.1.4: a shortcut of one letter must be possible to turn off.
    """
    return {"words": words}


@register.inclusion_tag("ui/components/bar_chart.html")
def bar_chart(title: str, counts: Iterable[tuple[str, int | None]], unit: str = "") -> dict[str, Any]:
    """Counts as a table whose rows draw their own bar; None is a number withheld."""
    return {"title": title, "bars": charts.bars(counts), "unit": unit or _("Number")}


@register.inclusion_tag("ui/components/two_versions.html")
def two_versions(mine: str, theirs: str, theirs_title: str) -> dict[str, Any]:
    """Two texts side by side when someone saved first; differing words are underlined or barred, not only coloured."""
    left, right = _WORD.findall(mine), _WORD.findall(theirs)
    marked_mine, marked_theirs = [], []
    steps = difflib.SequenceMatcher(None, [w.strip() for w in left], [w.strip() for w in right]).get_opcodes()
    for step, a, b, c, d in steps:
        marked_mine.append(_marked("".join(left[a:b]), step, '<ins class="said">{}</ins>{}'))
        marked_theirs.append(_marked("".join(right[c:d]), step, '<del class="said">{}</del>{}'))
    return {
        "mine": mark_safe("".join(marked_mine)),  # each part is escaped by _marked
        "theirs": mark_safe("".join(marked_theirs)),
        "theirs_title": theirs_title,
    }


def _marked(text: str, step: str, mark: str) -> SafeString:
    words = text.rstrip()
    return format_html("{}{}" if step == "equal" or not words else mark, words, text[len(words) :])
