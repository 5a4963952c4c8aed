"""Commands of intake: files in, links and questions out, answers in. Each runs on the registry side, as a registrar."""

import csv
import os
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kith.access.actions import add_actor, add_agency, give_role
from kith.access.gate import entered
from kith.access.models import Actor, Agency, User
from kith.access.queries import actors_with_role
from kith.access.side import side
from kith.access.terms import ActorKind, AgencyKind, FactSide, Role, Side
from kith.intake import actions, queries
from kith.intake.actions import Answer, FileReport, TakenIn
from kith.intake.models import CandidatePair
from kith.intake.readers import SUFFIXES, UnreadableFile, read_table, shown
from kith.intake.rules import obstacles_to_judging, verdict_of_people
from kith.intake.terms import FIELDS, Verdict
from kith.protocol.pack import plain
from kith.records import new_id
from kith.site.cli import counted, with_database
from kith.site.upkeep import refresh_statistics
from kith.verdict import Refused

UNCHANGED = "Nothing was changed."
KINDS = f"{', '.join(SUFFIXES[:-1])} and {SUFFIXES[-1]}"
ERRORS_SHOWN = 20
WIDTH = 110  # of what is printed into a file or a pipe
OWN_NAME = "Intake at the command line"
TO = click.option(
    "--to", "target", required=True, metavar="FILE.csv", type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write; what stands there is replaced.",
)  # fmt: skip
BY = click.option("--by", "email", metavar="EMAIL", help="The registrar who does this. Not needed where there is one.")


@click.group()
def intake() -> None:
    """Take in agencies' files; export what they came to; bring in what people judged.

    \b
      kith intake run FOLDER             files in: people, families, cases, questions
      kith intake queue --to FILE.csv    the questions: pairs of records that may be one person
      kith intake judge --from FILE.csv  people's answers
      kith intake links --to FILE.csv    whose person, family and case each row is now
      kith intake try-rules --to FILE.csv  what other rules of matching would change
    """


@intake.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER|FILE...")
@BY
@with_database
def run(paths: tuple[Path, ...], email: str | None) -> None:
    """Take in files: all of them, or nothing.

    Of a FOLDER only *.csv, *.tsv, *.ods and *.xlsx are read; every other file in it is listed and never opened. A FILE
    that is none of these is an error. A file that cannot be read whole is an error with its name, row and what to do,
    and nothing changes. The same file twice changes nothing. After an upgrade that brings another model of matching, `kith
    intake try-rules` comes first.
    """
    began = time.monotonic()
    files, not_read = _files(paths)
    at = timezone.now()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    for path, why in not_read:
        _say(console, f"Not read: {path.name} ({why})")
    try:
        with bar(console) as progress, transaction.atomic():
            actor = registrar(email, at, or_ask=True)
            with entered(actor, "intake.take_in", at=at):
                taken = actions.take_in(files=files, by=actor, at=at, progress=progress)
    except UnreadableFile as error:
        raise click.ClickException(f"{error} {UNCHANGED}") from error
    except Refused as refused:
        raise _refused(refused) from refused
    if taken.batch is not None:
        refresh_statistics()
    _report(console, taken, seconds=time.monotonic() - began)


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The files to read, and those of folders that are left alone, unopened, with why. A named one of another kind is
    an error."""
    files: list[Path] = []
    not_read: list[tuple[Path, str]] = []
    for path in paths:
        try:
            inside = {one: _why_left_alone(one) for one in sorted(path.iterdir())} if path.is_dir() else None
        except OSError as error:
            raise click.ClickException(
                f"{shown(str(path))} cannot be opened ({error.strerror}). {UNCHANGED}"
            ) from error
        if inside is not None:
            files += [one for one, why in inside.items() if not why]
            not_read += [(one, why) for one, why in inside.items() if why]
        elif not os.path.lexists(path):
            raise click.ClickException(f"{shown(str(path))} is not there. Check the name. {UNCHANGED}")
        elif path.suffix.lower() not in SUFFIXES:
            raise click.ClickException(
                f"{shown(path.name)} is none of {KINDS}, so it cannot be read. Save it as one of these. {UNCHANGED}"
            )
        else:
            files.append(path)
    if not files:
        raise click.ClickException(f"There is no file there to read ({KINDS}). {UNCHANGED}")
    return files, not_read


def _why_left_alone(path: Path) -> str:
    """Why a file of a folder is not read, in words; empty where it is. Nothing is opened to find out."""
    if path.is_symlink():
        return "a link to another place; name that place to read it"
    if path.is_dir():
        return "a folder; name it to read what is in it"
    if path.name.startswith((".", "~$")):
        return "hidden: a note of some program's own"
    if path.suffix.lower() not in SUFFIXES:
        return f"none of {KINDS}"
    return "" if path.is_file() else "no ordinary file"


def _say(console: Console, text: str) -> None:
    """Print what files hold as it can be shown: no sign of it steers the terminal."""
    console.print("\n".join(map(shown, text.split("\n"))), highlight=False, markup=False)


@contextmanager
def bar(console: Console) -> Iterator[actions.Progress]:
    """A bar for each stage of the work."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            for other, task in tasks.items():
                if other != stage:
                    bars.stop_task(task)
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield progress


def _report(console: Console, taken: TakenIn, *, seconds: float) -> None:
    for one in taken.files:
        _say(console, _of_file(one))
    if taken.batch is None:
        console.print(f"Every file was taken in before. {UNCHANGED}")
        return
    table = Table(title="What came in", title_justify="left")
    for heading in ("File", "Kind"):
        table.add_column(heading, overflow="fold")
    for heading in ("Rows read", "People recorded", "Rows with errors"):
        table.add_column(heading, justify="right")
    for one in taken.files:
        if not one.same_as:
            table.add_row(Text(shown(one.name)), one.kind, f"{one.rows:,}", f"{one.people:,}", f"{len(one.errors):,}")
    counts = taken.counts
    table.add_section()
    table.add_row("Together", "", *(f"{counts[name]:,}" for name in ("rows", "people", "errors")))
    console.print(table)
    console.print(
        f"{counted(counts['rows'], 'row', 'rows')} read = {counted(counts['people'], 'person', 'people')} recorded"
        f" + {counted(counts['errors'], 'row', 'rows')} with errors. "
        f"{counted(counts['links'], 'record', 'records')} joined by the machine; "
        f"{counted(counts['pairs_to_judge'], 'pair', 'pairs')} for people to judge; "
        f"{counted(counts['cases_opened'], 'case', 'cases')} opened. {seconds:.1f} seconds.",
        highlight=False,
    )


def _of_file(one: FileReport) -> str:
    """What was and was not understood of a file, whose each column is, and its rows with errors."""
    if one.same_as:
        under = "" if one.same_as == one.name else f" as {one.same_as}"
        return f"{one.name}: taken in before{under}, the same to the last byte. Left as it is."
    lines = ["", f"{one.name} ({one.kind})"]
    for whose in FactSide:
        said = [f"{heading} → {FIELDS[field]}" for heading, field, side in one.understood if side == whose]
        lines += [f"  understood, {whose.label}: {'; '.join(said)}"] if said else []
    lines.append(f"  not understood: {'; '.join(one.not_understood) or 'none'}")
    lines += [f"  look at this: {remark}" for remark in one.remarks]
    lines += [f"  row {number}: {error}" for number, error in one.errors[:ERRORS_SHOWN]]
    if (more := len(one.errors) - ERRORS_SHOWN) > 0:
        rows = counted(more, "more row", "more rows")
        lines.append(f"  and {rows} with errors; the page “What came in” has {ngettext('it', 'them all', more)}")
    return "\n".join(lines)


@intake.command()
@TO
@with_database
def links(target: Path) -> None:
    """Write one line for every row ever taken in: whose person, family and case it is now.

    Columns: source_file, record_id, person_id, family_id, case_reference. A record_id is the row's own id, FILE:ROW
    where it has none, and FILE:ID where two files use one. Rows with errors have no person.
    """
    at = timezone.now()
    with entered(registrar(None, at, or_ask=False), "intake.export", at=at):
        lines = list(queries.links())
    write(target, queries.LINK_COLUMNS, lines)


@intake.command()
@TO
@with_database
def queue(target: Path) -> None:
    """Write one line for every pair of records that waits for people, in the order of asking.

    Columns: pair_id, record_id_a, record_id_b, why. Answer with `kith intake judge`, or on the page “One person or two?”.
    """
    at = timezone.now()
    with entered(registrar(None, at, or_ask=False), "intake.export", at=at):
        lines = list(queries.queue())
    write(target, queries.QUEUE_COLUMNS, lines)


def write(target: Path, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Write lines under their headings, and say how many."""
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(lines)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written ({error.strerror}).") from error
    click.echo(f"{counted(len(lines), 'line', 'lines')} written to {target}.")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    pair: uuid.UUID
    verdict: Verdict


@intake.command()
@click.option(
    "--from", "source", required=True, metavar="FILE.csv", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the columns pair_id (as `queue` gave it) and verdict: same, different or unsure.",
)  # fmt: skip
@click.option("--by", "email", required=True, metavar="EMAIL", help="The registrar who judged.")
@click.option(
    "--second", "second_email", metavar="EMAIL",
    help="The second registrar, who judged the same; needed where a pair concerns a child, ignored otherwise.",
)  # fmt: skip
@with_database
def judge(source: Path, email: str, second_email: str | None) -> None:
    """Bring in what people judged: all of it, or nothing. What was brought in before changes nothing."""
    at = timezone.now()
    by = registrar(email, at, or_ask=True)
    try:
        lines = _lines(source)
        with entered(by, "intake.judge_pair", at=at):
            answers = _answers(lines, has_second=second_email is not None)
        children = [answer for answer in answers if answer.pair.concerns_child]
        second = registrar(second_email, at, or_ask=True) if children else None
        if second == by:
            raise click.ClickException(f"--second must be another person than --by. {UNCHANGED}")
        with transaction.atomic():
            for actor, said in ((by, answers), (second, children)):
                if actor is not None:
                    with entered(actor, "intake.judge_pair", at=at):
                        actions.judge_pairs(answers=said, by=actor, at=at)
    except UnreadableFile as error:
        raise click.ClickException(f"{error} {UNCHANGED}") from error
    except Refused as refused:
        raise _refused(refused) from refused
    count = counted(len(answers), "judgement is", "judgements are")
    click.echo(f"{count} in the ledger ({len(children)} of them about a child, by two people).")


def _refused(refused: Refused) -> click.ClickException:
    return click.ClickException(f"{' '.join(obstacle.words for obstacle in refused.obstacles)} {UNCHANGED}")


def _lines(source: Path) -> list[_Line]:
    """The file's lines, each pair once. Every line that cannot be read is named."""
    columns = ("pair_id", "verdict")
    table = read_table(source, limit_bytes=settings.INTAKE_LIMIT_BYTES, known_headings=frozenset(columns))
    header = [plain(heading) for heading in table.header]
    if not {*columns} <= {*header}:
        raise UnreadableFile(source.name, table.header_row, "its headings must include pair_id and verdict.")
    errors = [f"line {one.row.number}: {one.message}" for one in table.errors]
    lines: dict[uuid.UUID, _Line] = {}
    for row in table.rows:
        pair_id, verdict = (row.cells[header.index(column)].strip() for column in columns)
        try:
            pair = uuid.UUID(pair_id)
        except ValueError:
            errors.append(f"line {row.number}: “{pair_id[:40]}” is no pair_id")
            continue
        if verdict.lower() not in Verdict.values:
            errors.append(f"line {row.number}: “{verdict[:40]}” is none of same, different, unsure")
        elif lines.setdefault(pair, _Line(row.number, pair, Verdict(verdict.lower()))).verdict != verdict.lower():
            errors.append(f"line {row.number}: this pair is judged otherwise on line {lines[pair].number}")
    _raise(errors)
    return list(lines.values())


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
        more = [f"and {len(errors) - ERRORS_SHOWN} more"] if len(errors) > ERRORS_SHOWN else []
        raise click.ClickException("\n".join([*map(shown, errors[:ERRORS_SHOWN]), *more, UNCHANGED]))


def registrar(email: str | None, at: datetime, *, or_ask: bool) -> Actor:
    """The registrar of that e-mail; without one the only registrar. Where nobody is one yet, Kith itself.

    Where several are registrars, work that changes something must say who does it (`or_ask`).
    """
    if email is not None:
        user = User.objects.select_related("actor").filter(email__iexact=shown(email), is_active=True).first()
        if user is None:
            raise click.ClickException(f"Nobody has the e-mail {shown(email)}. {UNCHANGED}")
        if not actors_with_role(Role.REGISTRAR, at).filter(pk=user.actor_id).exists():
            raise click.ClickException(f"{email} is no registrar now. {UNCHANGED}")
        return user.actor
    people = list(actors_with_role(Role.REGISTRAR, at).filter(kind=ActorKind.STAFF, user__is_active=True))
    if len(people) == 1:
        return people[0]
    if people and or_ask:
        emails = ", ".join(User.objects.filter(actor__in=people).order_by("email").values_list("email", flat=True))
        raise click.ClickException(f"Say who takes the files in: --by EMAIL, one of {emails}. {UNCHANGED}")
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
