"""Each class of record: its lawful ground, special kinds of data and time, as `records.yaml` says, and what is made of it."""

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib import resources

import yaml
from django.apps import apps
from django.conf import settings

from kith.protocol.pack import load as load_pack


class BadRecords(Exception):
    """records.yaml says what cannot be: which class, and what to put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordClass:
    """One class: `tables` are labels of models; it is kept for `years` (0: for ever) after what `after` says."""

    code: str
    words: str
    controller: str
    tables: tuple[str, ...]
    basis: str
    law: str
    special: tuple[str, ...]
    condition: str
    years: int
    starts: str
    after: str
    source: str

    @property
    def kept(self) -> str:
        """For how long, in words."""
        return f"{self.years} years after: {self.after}" if self.years else self.after


@functools.cache
def record_classes() -> tuple[RecordClass, ...]:
    """Every class. Raises `BadRecords` for a class that lacks something, holds special kinds of data without a condition, or
    is said twice; and for a table of Kith that is in none or in two, or is no table."""
    rows = yaml.safe_load((resources.files("kith.site") / "records.yaml").read_text("utf-8"))
    classes = tuple(_class(row) for row in rows)
    if broken := list(problems(classes)):
        raise BadRecords(" ".join(broken))
    return classes


def class_of(label: str) -> RecordClass:
    """The class of one table, by its model's label."""
    return next(one for one in record_classes() if label in one.tables)


def problems(classes: tuple[RecordClass, ...]) -> Iterator[str]:
    """What is wrong with the classes together, in words."""
    known = {model._meta.label for model in apps.get_models() if model.__module__.startswith("kith.")} | {
        "sessions.Session"
    }
    said = Counter(label for one in classes for label in one.tables)
    for label in sorted(known - set(said)):
        yield f"records.yaml: {label} is in no class of record. Write it into the one that it belongs to."
    for label in sorted(set(said) - known):
        yield f"records.yaml: there is no table {label}."
    for label, times in said.items():
        if times > 1:
            yield f"records.yaml: {label} is in {times} classes of record."
    for one in classes:
        if one.special and not one.condition:
            yield f"records.yaml: {one.code} holds {', '.join(one.special)} and names no condition for it."


def _class(row: dict[str, object]) -> RecordClass:
    names = {field.name for field in fields(RecordClass)}
    if missing := names ^ set(row):
        raise BadRecords(f"records.yaml, {row.get('code', '?')}: {', '.join(sorted(missing))} is missing or not known.")
    return RecordClass(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()})  # type: ignore[arg-type]


def records_of_processing(level: str = "#") -> str:
    """The record of processing activities (UK GDPR, Article 30), one section for each class; `level` is that of its heading."""
    lines = [f"{level} What is held, on what ground, and for how long\n"]
    for one in record_classes():
        lines += [
            f"{level}# {one.words}\n",
            f"- Whose it is: {one.controller}",
            f"- Lawful ground: {one.basis}",
            f"- Law: {one.law}",
            f"- Special kinds of data: {', '.join(one.special) or 'none'}",
            *([f"- Condition for these: {one.condition}"] if one.special else []),
            f"- Kept: {one.kept}",
            f"- By whose rule: {one.source}",
            f"- Tables: {', '.join(f'`{label}`' for label in one.tables)}\n",
        ]  # fmt: skip
    return "\n".join(lines)


QUESTIONS = (
    "Is each ground above yours, and in which statute?",
    "Who is asked before the first family's data are taken in (families, children, trade unions, the data protection officer)?",
    "Which risks to families and children remain, and who accepts them?",
    "Who has told families, in a language that they read, what is held and who sees it?",
    "When is this read again?",
)


def impact_assessment() -> str:
    """A data protection impact assessment (UK GDPR, Article 35) to begin with: what this server is set up for, filled in; and
    what only its controllers can answer, asked."""
    pack = load_pack()
    answers = [f"| {number}. {asked} | |" for number, asked in enumerate(QUESTIONS, 1)]
    return "\n".join([
        f"# Data protection impact assessment: Kith, {pack.name}\n",
        f"Looked after by: {settings.LOOKED_AFTER_BY or 'nobody is named (KITH_LOOKED_AFTER_BY)'}",
        f"Rules: pack {pack.name}, version {pack.version[:12]}. {pack.sentence}\n",
        "## Who is a controller\n",
        *(f"- {party.name}: {party.answers_for} ({party.source})" for party in pack.parties),
        "\n## Where the data come from\n",
        *(f"- {source.name}: {source.sentence} ({source.source})" for source in pack.sources),
        "\n" + records_of_processing("##"),
        "## For each controller to answer\n",
        "| Question | Answer, by whom, when |", "| --- | --- |", *answers, "",
    ])  # fmt: skip


def transparency_record() -> str:
    """An algorithmic transparency record (Cabinet Office standard, tiers 1 and 2) of the one tool that matches: linkage."""
    pack = load_pack()
    return "\n".join([
        f"# Algorithmic transparency record: matching of records in Kith, {pack.name}\n",
        "## Tier 1\n",
        "- Name: linkage of the files of several bodies into one register of people and families",
        f"- Organisation: {settings.LOOKED_AFTER_BY or 'to be named (KITH_LOOKED_AFTER_BY)'}",
        "- What it does: it compares names, dates of birth and numbers of records, and joins two where it is certain that they"
        " are one person. What it does not dare to join, people judge: two of them where a child is concerned.",
        "- What it does not do: it decides nothing about leave, scores nobody, and orders nobody by any trait.\n",
        "## Tier 2\n",
        "- Owner and responsibility: whoever takes files in; each join can be taken back by a registrar, and moves no row.",
        "- Data: " + "; ".join(source.name for source in pack.sources) + ".",
        "- Model: weights of Fellegi and Sunter, learned once from invented families; versioned (docs/adr/0010).",
        "- How well it does: `python -m benchmarks.linkage` prints precision and recall on labelled files.",
        "- Human decision and review: every join of the machine is listed with its reason; pairs that are not certain wait for"
        " people.",
        "- Risks: two people taken for one; one person taken for two. What answers them: docs/impact-assessment.md.",
        "- Impact assessment: the one beside this file.\n",
    ])  # fmt: skip
