"""Who may be the same as one new record, asked at once: `python -m benchmarks live [--people N --asked N]`.

The register is made once, in a database of its own beside the practice data (`kith_live`), by COPY: rows of families that the
generator invents, and as many copies of them as it takes, each of other families in other towns, with other numbers and days of
birth. Names come as often as the generator gives them, so that a name is borne by as many more as there are copies: harder than
a country, where names come new with people. Only what the question reads is there: `Person` and `ComparedRow`.

Half of the new records are changed copies of rows in it, half are rows of other invented families. Every answer is compared with
the batch's: splink on DuckDB, with the same weights, over the same rows.
"""

import random
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
from django.utils import timezone

from benchmarks.practice import beside, say, state_folder
from benchmarks.table import Table
from kith.access.gate import entered
from kith.demo.files import make_backlog
from kith.intake.linkage import PersonRow, model, prepare
from kith.intake.linkage.blocks import kept_keys
from kith.intake.linkage.comparable import Comparable, comparable
from kith.intake.linkage.score import COLUMNS
from kith.intake.queries.alike import KEPT, likely
from kith.intake.readers import read_table
from kith.intake.rules import fields_of
from kith.protocol.pack import load
from kith.site import upkeep
from kith.site.cli.intake import own_actor

PEOPLE, ASKED, FAMILIES = 1_600_000, 10_000, 12_000
SEED, OTHER_SEED = 61, 62  # which the weights and the tests do not know
MIDDLE_MS, HIGH_MS = 20, 50  # issue 9, G11
NAME = "kith_live"
WARM_UP = 200
INDEX = "create index intake_rows_by_key on intake_comparedrow using gin (keys) with (fastupdate = off)"
CHANGED = ("given", "family", "birth_date", "person_ref", "health_ref", "sex", "address", "postcode", "phone")


def rows_of(seed: int, families: int) -> list[PersonRow]:
    """The rows that agencies' files give of invented families."""
    pack, rows = load(), []
    with tempfile.TemporaryDirectory() as folder:
        make_backlog(Path(folder), seed=seed, families=families)
        for path in sorted(Path(folder).iterdir()):
            table = read_table(path, limit_bytes=10**9, known_headings=pack.known_headings())
            match = pack.source_of(table.header)
            assert match is not None
            for one in table.rows:
                said = {name: text for name, text in fields_of(match, one.cells).items() if name != "row_id"}
                rows.append(PersonRow(key=f"{len(rows):08}", file=path.name, source=match.source.code, **said))
    return rows


def copied(row: Comparable, copy: int) -> Comparable:
    """The same row of another family elsewhere; of the first copy the row itself."""
    if not copy:
        return row
    born, swapped = _days(row, copy)
    return replace(
        row, key=f"{copy:04}{row.key}", born=born, swapped=swapped,
        year=date.fromisoformat(born).year if born else row.year and row.year - copy % 3,
        **{name: _number(getattr(row, name), copy) for name in ("person_ref", "health_ref", "case_ref", "phone")},
        **{name: f"{text}{copy}" if (text := getattr(row, name)) else "" for name in ("postcode",)},
        building=f"{row.building} {copy}" if row.building else "",
    )  # fmt: skip


def _days(row: Comparable, copy: int) -> tuple[str | None, str | None]:
    """Another day of birth: one that is registered as 1 January stays so, one that may be read in two ways may still be."""
    if row.born is None:
        return None, None
    day = date.fromisoformat(row.born)
    if row.first_january:
        return day.replace(year=day.year - copy % 3).isoformat(), None
    day -= timedelta(days=11 * copy)
    if row.swapped is None or day.day > 12:
        return day.isoformat(), None
    first, *last = sorted({day, date(day.year, day.day, day.month)})
    return first.isoformat(), last[0].isoformat() if last else None


def _number(text: str, copy: int) -> str:
    """Another number of the same shape."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if not digits:
        return text
    other = iter(f"{(int(digits) + copy * 7_654_321) % 10 ** len(digits):0{len(digits)}}")
    return "".join(next(other) if sign.isdigit() else sign for sign in text)


def register(base: Sequence[Comparable], people: int) -> Iterator[Comparable]:
    """So many rows: the families of the generator, and copies of them."""
    for place in range(people):
        copy, row = divmod(place, len(base))
        yield copied(base[row], copy)


def new_records(base: Sequence[PersonRow], asked: int) -> list[PersonRow]:
    """Changed copies and strangers, half and half, under keys behind all others."""
    by = random.Random(SEED)
    strangers = rows_of(OTHER_SEED, max(20, asked // 15))
    half = asked // 2
    made = [_changed(by.choice(base), by) for _ in range(half)] + by.sample(strangers, asked - half)
    by.shuffle(made)
    return [replace(row, key=f"z{n:08}", file="new") for n, row in enumerate(made)]


def _changed(row: PersonRow, by: random.Random) -> PersonRow:
    """A row as another office might write it: a letter or a digit is another one, or something is left out."""
    for name in by.sample(CHANGED, by.randint(1, 3)):
        text = getattr(row, name)
        if len(text) < 3 or by.random() < 0.3:
            row = replace(row, **{name: ""})
        else:
            at = by.randrange(len(text))
            sign = by.choice("aeiou") if text[at].isalpha() else by.choice("0123456789")
            row = replace(row, **{name: text[:at] + sign + text[at + 1 :]})
    return row


def fill(base: Sequence[Comparable], people: int) -> None:
    """Write the register past the application, its keys last."""
    with upkeep.admin_connection(state_folder(), NAME) as there:
        _fill(there, base, people)


def _fill(there: psycopg.Connection, base: Sequence[Comparable], people: int) -> None:
    there.execute("set session_replication_role = replica")
    there.execute("set maintenance_work_mem = '512MB'")
    there.execute("drop index public.intake_rows_by_key")
    at = timezone.now()
    columns = ("person_id", "keys", *KEPT)
    with there.cursor() as cursor:
        with cursor.copy("copy public.register_person (id, canonical_id, side, recorded_at) from stdin") as copy:
            for place in range(people):
                copy.write_row((_id(place), _id(place), "common", at))
        with cursor.copy(f"copy public.intake_comparedrow ({', '.join(columns)}) from stdin") as copy:
            for place, row in enumerate(register(base, people)):
                copy.write_row((_id(place), kept_keys(row), *(getattr(row, name) for name in KEPT)))
                if place % 200_000 == 0:
                    say(f"  {place:,} of {people:,} rows written")
    there.execute("set search_path = public")
    there.execute(INDEX)
    there.execute("vacuum analyze intake_comparedrow")


def _id(place: int) -> uuid.UUID:
    return uuid.UUID(int=(0x7 << 76) | (0x2 << 62) | place)


Answers = dict[str, dict[str, float]]


def asked_of_kith(new: Sequence[PersonRow], at: datetime) -> tuple[list[float], Answers, int]:
    """Milliseconds and answer for each, one after the other, as a registrar's page asks; and how many were found in all."""
    rules, times, answers = model.standing(), list[float](), dict[str, dict[str, float]]()
    with entered(own_actor(at), "intake.write_down_person", at=at):
        for row in new[:WARM_UP]:
            likely(prepare(row), rules)
        for place, row in enumerate(new):
            began = time.perf_counter()
            found = likely(prepare(row), rules)
            times.append((time.perf_counter() - began) * 1000)
            answers[row.key] = {one.key: one.probability for one in found}
            if place % 1_000 == 0:
                say(f"  {place:,} of {len(new):,} asked")
    return times, answers, sum(map(len, answers.values()))


def asked_of_batch(base: Sequence[Comparable], people: int, new: Sequence[PersonRow]) -> Answers:
    """What splink gives for the same records against the same register with the same weights."""
    import duckdb
    import pyarrow as pa
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    kinds = {"words": pa.list_(pa.string()), "year": pa.int32(), "first_january": pa.bool_(), "shared": pa.bool_()}

    def table(rows: Sequence[Comparable]) -> pa.Table:
        return pa.table({n: pa.array([getattr(r, n) for r in rows], kinds.get(n, pa.string())) for n in COLUMNS})

    rules = model.standing()
    settings = model.settings(rules.learned) | {"link_type": "link_only"}
    answers: Answers = defaultdict(dict)
    with tempfile.TemporaryDirectory() as spill:
        limits = {"threads": 2, "memory_limit": "6GB", "temp_directory": spill}
        with duckdb.connect(str(Path(spill) / "rows.duckdb"), config=limits) as database:
            part = list[Comparable]()
            made = False
            for place, row in enumerate(register(base, people), 1):
                part.append(row)
                if len(part) == 100_000 or place == people:
                    database.register("part", table(part))
                    database.execute(
                        "insert into rows select * from part" if made else "create table rows as select * from part"
                    )
                    database.unregister("part")
                    made, part = True, []
            database.register("part", table([comparable(prepare(row)) for row in new]))
            database.execute("create table asked as select * from part")
            api = DuckDBAPI(database)
            tables = [api.register("rows", table_name="a_register"), api.register("asked", table_name="b_asked")]
            over = Linker(tables, settings, validate_settings=False)
            found = over.inference.predict(threshold_match_probability=rules.worth_asking)
            for a, b, likeness in database.execute(
                f"select key_l, key_r, match_probability from {found.physical_name}"
            ).fetchall():
                one, other = (b, a) if b.startswith("z") else (a, b)
                answers[one][other] = likeness
    return answers


def table(people: int = PEOPLE, asked: int = ASKED) -> Table:
    """The measurement, beside its budgets."""
    began = time.perf_counter()
    rows = rows_of(SEED, min(FAMILIES, max(100, people // 11)))
    base = [comparable(prepare(row)) for row in rows]
    new = new_records(rows[: min(people, len(rows))], asked)
    with beside(NAME, str(people), partial(fill, base, people)):
        made = time.perf_counter() - began
        times, answers, found = asked_of_kith(new, timezone.now())
        with upkeep.admin_connection(state_folder(), NAME) as there:
            sizes = "select pg_total_relation_size('intake_comparedrow'), pg_relation_size('intake_rows_by_key')"
            size, index = there.execute(sizes).fetchone() or (0, 0)
    say("  asking the batch ...")
    batch = asked_of_batch(base, people, new)
    same = sum(
        answers[row.key].keys() == batch.get(row.key, {}).keys()
        and all(abs(likeness - batch[row.key][key]) < 1e-9 for key, likeness in answers[row.key].items())
        for row in new
    )
    shown = Table(
        "One new record against the register",
        f"{people:,} records of people ({-(-people // len(base))} copies of {len(base):,} invented rows), asked with {asked:,}"
        f" new ones in one process under the registry's role, warm; {found / asked:.1f} found for each.",
        ("What", "Figure", "Budget"),
    )
    middle, *_rest, high = statistics.quantiles(times, n=100, method="inclusive")[49:95]
    shown.add("p50", f"{middle:.1f} ms", shown.hold("one record, median", middle, MIDDLE_MS, "ms"))
    shown.add("p95", f"{high:.1f} ms", shown.hold("one record, p95", high, HIGH_MS, "ms"))
    shown.add("slowest", f"{max(times):.1f} ms", "")
    shown.add("the same answer as the batch", f"{same:,}", shown.hold("same answers", same, asked, at_least=True))
    shown.add("size of the table and its keys", f"{size / 2**20:,.0f} MB", f"of which keys {index / 2**20:,.0f} MB")
    shown.notes.append(f"Made, or found made, in {made:.0f} s.")
    return shown
