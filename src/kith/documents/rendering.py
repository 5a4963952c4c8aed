"""Letters as tagged PDF: plain words in, one accessible file out (PDF/UA-1, ISO 14289-1).

Pure: no database, no clock, no settings. Whatever a letter says reaches the template as JSON, never as markup, so that
`#`, `$` or `@` in someone's words stay what they are. The same letter gives the same bytes, whoever renders it and when.
"""

import functools
import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from typing import ClassVar, TypeAlias, cast

import typst

TEMPLATES = Path(str(resources.files("kith.documents") / "typst"))
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_one_at_a_time = threading.Lock()  # a compiler may not be entered twice at once
Words: TypeAlias = Mapping[str, str]


class NotRendered(Exception):
    """The letter could not be made; the text says what stands in the way, and holds no word of the letter."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished letter: the file, its SHA-256 and how many pages it has."""

    pdf: bytes
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what is said under it: a factor and its finding, a child's name and what is best for them."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a letter is, in one other language: the language's own name and code, and a few sentences."""

    language: str
    lang: str
    lines: tuple[str, ...]

    @property
    def dir(self) -> str:
        """The direction in which it runs."""
        return "rtl" if self.lang in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a letter. The first column names the row. None is a number that is withheld, and prints as [c]."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """What every letter carries. `signed_by` are roles, never names; `dated` says the day where English does not do; what goes
    to a family says on `leaves` what it is in the languages of its own pages."""

    template: ClassVar[str]

    reference: str
    on: date
    agency: str
    to: tuple[str, ...]
    contact: str
    signed_by: tuple[str, ...]
    dated: str = ""
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(_Letter):
    """The decision: what, how to challenge it, where help is, why. The same form for every outcome.

    `can_challenge` is false where the decision gives what was asked. `counted` tells how what the family and the
    children said was weighed, `together` how all of it was; `leave_length` is empty where the outcome has none.
    """

    template = "notice"

    people: tuple[str, ...]
    outcome: str
    leave_length: str = ""
    can_challenge: bool
    challenge_days: int
    heard: tuple[str, ...]
    best_interests: tuple[Part, ...]
    counted: tuple[Part, ...] = ()
    factors: tuple[Part, ...]
    together: str = ""
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyInvitation(_Letter):
    """The points that could speak against the family, to answer before anything is decided."""

    template = "reply_invitation"

    people: tuple[str, ...]
    points: tuple[str, ...]
    reply_days: int
    more_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingLetter(_Letter):
    """That a case is looked at no more, without a decision: `opening` says how it came to that; `written_on` is the day of a
    letter that said so before and holds no more."""

    template = "ending_letter"

    people: tuple[str, ...]
    opening: str
    written_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesOnLetter(_Letter):
    """That a case is looked at again after a letter, dated `written_on`, which said that it is not."""

    template = "goes_on_letter"

    people: tuple[str, ...]
    written_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvenersLetter(_Letter):
    """Figures for the committees: tables with small numbers withheld, what the words mean, as at when."""

    template = "conveners_letter"

    as_at: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    definitions: tuple[Part, ...]
    method: tuple[str, ...]
    smallest: int


Letter: TypeAlias = Notice | ReplyInvitation | EndingLetter | GoesOnLetter | ConvenersLetter


def render_letter(letter: Letter, *, words: Words, fonts: Path, lang: str = "en") -> Rendered:
    """Render a letter in the words of the pack (`letters/<template>.yaml` and `letters/frame.yaml`, one mapping).

    `lang` is the language of the words and of the letter; it decides the direction. Refused with `NotRendered` where
    the fonts are not there, a word of the pack is missing, or no font here can show a character.
    """
    if not any(fonts.glob("*.ttf")):
        raise NotRendered(f"There are no fonts in {fonts.name}. Run `kith assets` once to bring them.")
    said = asdict(letter) | {
        "dated": letter.dated or f"{letter.on.day} {MONTHS[letter.on.month - 1]} {letter.on.year}",
        "on": [letter.on.year, letter.on.month, letter.on.day],
        "leaves": [asdict(leaf) | {"dir": leaf.dir} for leaf in letter.leaves],
        "lang": lang,
        "dir": "rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "ltr",
    }
    # Among words that run from right to left, what is filled in is isolated, or a telephone number changes its order.
    told = {name: f"\u2068{value}\u2069" if said["dir"] == "rtl" else value for name, value in said.items()}
    said["words"] = {name: _filled(name, text, told) for name, text in words.items()}
    return _compiled(letter.template, cast(dict[str, object], _cleaned(said)), letter.on, fonts)


def _filled(name: str, text: str, said: Mapping[str, object]) -> str:
    """The pack's words with what this letter says in their places. A place of a page or a point is left to the template."""
    try:
        return text.format_map({**said, "page": "{page}", "pages": "{pages}", "number": "{number}"})
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise NotRendered(f"The words `{name}` of the pack have a place that this letter cannot fill.") from error


def _cleaned(value: object) -> object:
    """Without control characters and lone surrogates, which no font can show and no PDF of this kind may hold."""
    if isinstance(value, str):
        return UNSHOWABLE.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


@functools.lru_cache(maxsize=4)
def _compiler(fonts: Path) -> typst.Compiler:
    """A compiler that knows only the fonts of a folder: kept, since reading fonts takes most of a letter's time."""
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(fonts)], ignore_system_fonts=True)


def _compiled(template: str, said: Mapping[str, object], on: date, fonts: Path) -> Rendered:
    moment = int(datetime.combine(on, time(12), tzinfo=UTC).timestamp())
    with _one_at_a_time:
        try:
            pdf = _compiler(fonts).compile(
                input=str(TEMPLATES / f"{template}.typ"),
                format="pdf",
                pdf_standards=["ua-1"],
                sys_inputs={"letter": json.dumps(said, ensure_ascii=False)},
                timestamp=moment,
            )
        except typst.TypstError as error:
            raise NotRendered(_reason(error)) from None  # the cause may quote the letter, and would reach the log
    assert isinstance(pdf, bytes)  # a list comes only where a page has a file of its own
    return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), len(re.findall(rb"/Type\s*/Page\b", pdf)))


def _reason(error: typst.TypstError) -> str:
    """Why typst gave up, without the letter's words: a character without a font is told by its number alone."""
    lost = re.search(r'the text `"(.)', error.message)
    if lost:
        return f"No font here can show the character U+{ord(lost[1]):04X}. Write it in another way."
    return f"The template could not be set: {error.message.splitlines()[0][:200]}"
