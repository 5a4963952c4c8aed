"""Commands of intake: files in, links and questions out, answers in. Each runs on the registry side, as a registrar."""

import csv
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kith.access.actions import add_actor, add_agency, give_role
from kith.access.gate import entered
from kith.access.models import Actor, Agency, User
from kith.access.queries import actors_with_role
from kith.access.side import side
from kith.access.terms import ActorKind, AgencyKind, Role, Side
from kith.intake import actions, queries
from kith.intake.actions import Answer, FileReport, TakenIn
from kith.intake.models import CandidatePair
from kith.intake.readers import UnreadableFile
from kith.intake.rules import obstacles_to_judging, verdict_of_people
from kith.intake.terms import Verdict
from kith.records import new_id
from kith.site.cli import with_database
from kith.site.upkeep import refresh_statistics
from kith.verdict import Refused

READ = (".csv", ".xlsx")
ERRORS_SHOWN = 20
WIDTH = 110  # of what is printed into a file or a pipe
OWN_NAME = "Intake at the command line"


@click.group()
def intake() -> None:
    """Take in agencies' files; export what they came to; bring in what people judged."""


@intake.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--by", "email", help="E-mail of the registrar who takes the files in.")
@with_database
def run(paths: tuple[Path, ...], email: str | None) -> None:
    """Take in a FOLDER (of it only *.csv and *.xlsx are read) or FILES: all of them, or nothing."""
    began = time.monotonic()
    files, not_read = _files(paths)
    at = timezone.now()
    actor = _registrar(email, at, or_ask=True)
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    for path in not_read:
        console.print(f"Not read: {path.name}", highlight=False, markup=False)
    try:
        with _bar(console) as progress, entered(actor, "intake.take_in", at=at):
            taken = actions.take_in(files=files, by=actor, at=at, progress=progress)
    except UnreadableFile as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    if taken.batch is not None:
        refresh_statistics()
    _report(console, taken, seconds=time.monotonic() - began)


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files to read and those of folders that are left alone, unopened. A named file of another kind is an error."""
    files: list[Path] = []
    not_read: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if not one.name.startswith("."))
            files += [one for one in inside if one.is_file() and one.suffix.lower() in READ]
            not_read += [one for one in inside if not (one.is_file() and one.suffix.lower() in READ)]
        elif not path.is_file():
            raise click.ClickException(f"{path} is not there. Check the name. Nothing was changed.")
        elif path.suffix.lower() not in READ:
            raise click.ClickException(
                f"{path.name} is neither .csv nor .xlsx, so it cannot be read. Save it as one of these. Nothing was changed."
            )
        else:
            files.append(path)
    if not files:
        raise click.ClickException("There is no .csv or .xlsx file there to read. Nothing was changed.")
    return files, not_read


@contextmanager
def _bar(console: Console) -> Iterator[actions.Progress]:
    """A bar for each stage of the work."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as bars:
        tasks: dict[str, object] = {}

        def progress(stage: str, done: int, total: int) -> None:
            for held in tasks.values():
                if held != tasks.get(stage):
                    bars.stop_task(held)  # type: ignore[arg-type]
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield progress


def _report(console: Console, taken: TakenIn, *, seconds: float) -> None:
    for one in taken.files:
        _report_file(console, one)
    if taken.batch is None:
        console.print("Every file was taken in before. Nothing was changed.")
        return
    table = Table(title="What came in", title_justify="left")
    table.add_column("File", overflow="fold")
    table.add_column("Kind", overflow="fold")
    for heading in ("Rows read", "People recorded", "Rows with errors"):
        table.add_column(heading, justify="right")
    for one in taken.files:
        if not one.same_as:
            table.add_row(one.name, one.kind, str(one.rows), str(one.people), str(len(one.errors)))
    counts = taken.counts
    table.add_section()
    table.add_row("Together", "", str(counts["rows"]), str(counts["people"]), str(counts["errors"]))
    console.print(table)
    console.print(
        f"{counts['rows']} rows read = {counts['people']} people recorded + {counts['errors']} rows with errors. "
        f"{counts['links']} records joined by the machine; {counts['pairs_to_judge']} pairs for people to judge; "
        f"{counts['cases_opened']} cases opened. {seconds:.1f} seconds.",
        highlight=False,
    )


def _report_file(console: Console, one: FileReport) -> None:
    if one.same_as:
        console.print(f"{one.name}: taken in before as {one.same_as}. Left as it is.", highlight=False, markup=False)
        return
    understood = ", ".join(f"{heading} → {field.replace('_', ' ')}" for heading, field, _ in one.understood)
    lines = [f"{one.name} ({one.kind})", f"  understood: {understood}"]
    lines.append(f"  not understood: {', '.join(one.not_understood) or 'none'}")
    lines += [f"  row {number}: {error}" for number, error in one.errors[:ERRORS_SHOWN]]
    if len(one.errors) > ERRORS_SHOWN:
        lines.append(f"  and {len(one.errors) - ERRORS_SHOWN} more rows with errors")
    console.print("\n".join(lines), highlight=False, markup=False)


@intake.command()
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False))
@with_database
def links(target: Path) -> None:
    """Write one line for every row ever taken in: whose person, family and case it is now."""
    at = timezone.now()
    with entered(_registrar(None, at, or_ask=False), "intake.export", at=at):
        lines = list(queries.links())
    _write(target, queries.LINK_COLUMNS, lines)


@intake.command()
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False))
@with_database
def queue(target: Path) -> None:
    """Write one line for every pair of records that waits for people."""
    at = timezone.now()
    with entered(_registrar(None, at, or_ask=False), "intake.export", at=at):
        lines = list(queries.queue())
    _write(target, queries.QUEUE_COLUMNS, lines)


def _write(target: Path, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(lines)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written ({error.strerror}).") from error
    click.echo(f"{len(lines)} lines written to {target}.")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    pair: uuid.UUID
    verdict: Verdict


@intake.command()
@click.option("--from", "source", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", "email", required=True, help="E-mail of the registrar who judged.")
@click.option("--second", "second_email", help="E-mail of the second registrar; needed where a pair concerns a child.")
@with_database
def judge(source: Path, email: str, second_email: str | None) -> None:
    """Bring in judgements (pair_id, verdict: same, different or unsure): all of them, or nothing."""
    at = timezone.now()
    lines = _lines(source)
    by = _registrar(email, at, or_ask=True)
    second = _registrar(second_email, at, or_ask=True) if second_email else None
    try:
        with transaction.atomic(), entered(by, "intake.judge_pair", at=at):
            answers = _answers(lines, has_second=second is not None)
            children = [answer for answer in answers if answer.pair.concerns_child]
            actions.judge_pairs(answers=answers, by=by, at=at)
            if children and second is not None:
                if second == by:
                    raise click.ClickException("--second must be another person than --by. Nothing was changed.")
                with entered(second, "intake.judge_pair", at=at):
                    actions.judge_pairs(answers=children, by=second, at=at)
    except Refused as refused:
        words = " ".join(obstacle.words for obstacle in refused.obstacles)
        raise click.ClickException(f"{words} Nothing was changed.") from refused
    click.echo(f"{len(answers)} judgements are in the ledger ({len(children)} of them about a child, by two people).")


def _lines(source: Path) -> list[_Line]:
    """The file's lines. Every line that cannot be read is named."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"pair_id", "verdict"} <= set(reader.fieldnames or ()):
                raise click.ClickException(
                    "The first line must name the columns pair_id and verdict. Nothing was changed."
                )
            raw = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{source.name} cannot be read as CSV in UTF-8. Nothing was changed.") from error
    lines: list[_Line] = []
    errors: list[str] = []
    seen: dict[uuid.UUID, str] = {}
    for number, row in raw:
        pair_id, verdict = (row["pair_id"] or "").strip(), (row["verdict"] or "").strip().lower()
        try:
            pair = uuid.UUID(pair_id)
        except ValueError:
            errors.append(f"line {number}: “{pair_id}” is no pair_id")
            continue
        if verdict not in Verdict.values:
            errors.append(f"line {number}: “{verdict}” is none of same, different, unsure")
        elif seen.setdefault(pair, verdict) != verdict:
            errors.append(f"line {number}: this pair is judged otherwise on an earlier line")
        else:
            lines.append(_Line(number, pair, Verdict(verdict)))
    _raise(errors)
    return list({line.pair: line for line in lines}.values())


def _answers(lines: Sequence[_Line], *, has_second: bool) -> list[Answer]:
    """The lines as answers. Unknown pairs, pairs judged otherwise before and a missing second person are errors."""
    pairs = CandidatePair.objects.in_bulk([line.pair for line in lines])
    said = queries.said_about(list(pairs.values()))
    errors, answers = [], []
    for line in lines:
        pair = pairs.get(line.pair)
        if pair is None:
            errors.append(f"line {line.number}: there is no pair {line.pair}")
            continue
        if pair.concerns_child and not has_second:
            errors.append(f"line {line.number}: this pair concerns a child; name a second person with --second EMAIL")
        before = verdict_of_people(said.get(pair.pk, ()), concerns_child=pair.concerns_child)
        errors += [f"line {line.number}: {o.words}" for o in obstacles_to_judging(line.verdict, before)]
        answers.append(Answer(pair, line.verdict))
    _raise(errors)
    return answers


def _raise(errors: Sequence[str]) -> None:
    if errors:
        shown = [
            *errors[:ERRORS_SHOWN],
            *([f"and {len(errors) - ERRORS_SHOWN} more"] if len(errors) > ERRORS_SHOWN else []),
        ]
        raise click.ClickException("\n".join([*shown, "Nothing was changed."]))


def _registrar(email: str | None, at: datetime, *, or_ask: bool) -> Actor:
    """The registrar of that e-mail; without one the only registrar. Where nobody is one yet, Kith itself.

    Where several are registrars, work that changes something must say who does it (`or_ask`).
    """
    if email is not None:
        user = User.objects.select_related("actor").filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise click.ClickException(f"Nobody has the e-mail {email}. Nothing was changed.")
        if not actors_with_role(Role.REGISTRAR, at).filter(pk=user.actor_id).exists():
            raise click.ClickException(f"{email} is no registrar now. Nothing was changed.")
        return user.actor
    people = list(actors_with_role(Role.REGISTRAR, at).filter(kind=ActorKind.STAFF, user__is_active=True))
    if len(people) == 1:
        return people[0]
    if people and or_ask:
        emails = ", ".join(User.objects.filter(actor__in=people).order_by("email").values_list("email", flat=True))
        raise click.ClickException(f"Say who takes the files in: --by EMAIL, one of {emails}. Nothing was changed.")
    return own_actor(at)


def own_actor(at: datetime) -> Actor:
    """The actor of Kith itself for the command line: a job with a registrar's role and no login, made when first needed."""
    held = actors_with_role(Role.REGISTRAR, at).filter(kind=ActorKind.JOB, shown_name=OWN_NAME).first()
    if held is not None:
        return held
    with side(Side.ACCOUNTS, actor_id=new_id()):
        agency = Agency.objects.filter(kind=AgencyKind.KITH).first()
        agency = agency or add_agency(name="Kith", kind=AgencyKind.KITH, by=None, at=at)
        actor = add_actor(shown_name=OWN_NAME, agency=agency, kind=ActorKind.JOB, by=None, at=at)
        give_role(actor=actor, role=Role.REGISTRAR, by=None, at=at)
    return actor
