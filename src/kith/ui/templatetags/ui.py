"""Components of pages. Each takes plain values and draws one thing; none of them asks the database."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.verdict import Obstacle

register = template.Library()

TAG_WORDS = {
    "with_you": _("With you"),
    "with_others": _("With someone else"),
    "waiting": _("Waiting"),
    "recorded": _("Recorded"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: a day, words, where it comes from; a gap has words and no day."""

    words: str
    on: date | None = None
    source: str = ""
    is_gap: bool = False


@register.inclusion_tag("ui/components/logo.html")
def logo() -> dict[str, Any]:
    """The name's mark, drawn in the colour of the text around it."""
    return {}


@register.inclusion_tag("ui/components/tag.html")
def tag(code: str, words: str = "") -> dict[str, Any]:
    """Where the work is: with_you, with_others, waiting or recorded. Colour, icon and words together."""
    return {"code": code, "words": words or TAG_WORDS.get(code, code)}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: forms.BaseForm | None = None, obstacles: Iterable[Obstacle] = ()) -> dict[str, Any]:
    """What to put right, at the top, each line a link to its field; or why an action was not possible."""
    lines = (
        [
            (f"{form[name].auto_id}-block" if name in form.fields else "", e)
            for name, errors in form.errors.items()
            for e in errors
        ]
        if form
        else []
    )
    lines += [("", obstacle.words) for obstacle in obstacles]
    title = ngettext("One thing to put right", "%(count)d things to put right", len(lines)) % {"count": len(lines)}
    return {"lines": lines, "title": title}


@register.inclusion_tag("ui/components/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """One field: label, hint, error, control, joined for screen readers."""
    return {"field": bound}


@register.inclusion_tag("ui/components/missing.html")
def missing(obstacles: Iterable[Obstacle], title: str = "", when_none: str = "") -> dict[str, Any]:
    """What is missing, why it is needed, who can clear it."""
    return {
        "obstacles": tuple(obstacles),
        "title": title or _("What is missing"),
        "when_none": when_none or _("Nothing is missing."),
    }


@register.inclusion_tag("ui/components/next.html")
def what_is_next(
    words: str, who: str = "", since: date | None = None, due: date | None = None, url: str = "", button: str = ""
) -> dict[str, Any]:
    """The first thing on every casework page: what is next, who has it, since when."""
    return {"words": words, "who": who, "since": since, "due": due, "url": url, "button": button}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(lines: Iterable[Line], when_none: str = "") -> dict[str, Any]:
    """What happened, newest first as given; gaps in words."""
    return {"lines": tuple(lines), "when_none": when_none or _("Nothing is written down yet.")}


@register.inclusion_tag("ui/components/pages.html")
def pages(page: Page[Any], query: str = "") -> dict[str, Any]:
    """Earlier and more, with how many there are. `query` keeps the filter: "queue=served&"."""
    return {"page": page, "query": query}


@register.inclusion_tag("ui/components/two_versions.html")
def two_versions(mine: str, theirs: str, theirs_title: str) -> dict[str, Any]:
    """Two texts side by side when someone saved first; differing words are underlined or barred, not only coloured."""
    left, right = mine.split(" "), theirs.split(" ")
    marked_mine, marked_theirs = [], []
    for step, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        mark_a = "{}" if step == "equal" else '<ins class="said">{}</ins>'
        mark_b = "{}" if step == "equal" else '<del class="said">{}</del>'
        marked_mine.append(format_html(mark_a, " ".join(left[a:b])) if b > a else SafeString(""))
        marked_theirs.append(format_html(mark_b, " ".join(right[c:d])) if d > c else SafeString(""))
    return {"mine": _joined(marked_mine), "theirs": _joined(marked_theirs), "theirs_title": theirs_title}


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(" ", "{}", ((part,) for part in parts if part))
