"""The rows of a register as the columns that the model looks at, worked out once for each distinct cell and not for each row.

A million rows hold some hundred thousand names and twenty thousand days: these are read by `normalise` as everywhere else, and
rows take their places. A test holds both ways together, row by row.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from kith.intake import normalise
from kith.intake.spellings import spelled_as
from kith.register.rules import ARTICLES, VOWELS, sounded

# The fields of a row as received that linkage of large registers looks at.
FIELDS = (
    "given", "family", "full_name", "birth_date", "sex", "person_ref", "case_ref", "health_ref", "phone", "address", "postcode",
    "relationship", "guardian",
)  # fmt: skip
LEAST_BONES = 3  # as `register.rules.bones` has it
ROWS = """create table if not exists rows (
    id integer, file smallint, given varchar, family varchar, words varchar[], tokens varchar, bones varchar,
    born varchar, swapped varchar, written varchar, year smallint, first_january boolean, sex varchar,
    person_ref varchar, health_ref varchar, case_ref varchar, phone varchar, postcode varchar,
    building varchar, room varchar, shared boolean, guardian varchar, role varchar)"""
MOST_KEPT = 3_000_000  # distinct cells that are remembered from one part of a register to the next
Distinct = tuple[pa.Array, pa.Array]  # for each row, which of the distinct cells it has
Columns = dict[str, list[Any]]


class Reader:
    """Takes rows in, part by part. What a cell says is read once, whatever file it stands in.

    While the next part is read, the one before is written by a thread of its own: in a `with`, at whose end all is.
    """

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database = database.cursor()  # from here on the thread's alone
        self._thread = ThreadPoolExecutor(1)
        self._written: Future[None] | None = None
        self.rows = 0
        self._read = {
            "names": _Read(database, "names", _words), "births": _Read(database, "births", _births),
            "homes": _Read(database, "homes", _homes), "guardians": _Read(database, "guardians", _guardians),
            "sexes": _Read(database, "sexes", _sexes), "roles": _Read(database, "roles", _roles),
        }  # fmt: skip
        database.execute(ROWS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._thread.shutdown(wait=True)
        if self._written is not None and raised[0] is None:
            self._written.result()
        self._database.close()

    def take_in(self, received: pa.Table, *, file: int) -> None:
        """Rows of one file, as many as fit in memory, with a column of text for each of `FIELDS` that the file knows. They get
        the next numbers, in their order."""

        cells = {field: _distinct(_trimmed(received, field)) for field in FIELDS if field not in NUMBERS}
        given, family = _names(cells, self._read["names"].places)
        places = {
            "id": pa.array(range(self.rows, self.rows + len(received)), pa.int32()), "given": given, "family": family,
        }  # fmt: skip
        for name, field in (
            ("births", "birth_date"), ("homes", "address"), ("guardians", "guardian"), ("sexes", "sex"),
            ("roles", "relationship"),
        ):  # fmt: skip
            codes, said = cells[field]
            places[name] = pc.take(self._read[name].places(said), codes)
        codes, said = cells["postcode"]
        places["postcode"] = pc.take(pa.array(map(normalise.postcode, said.to_pylist()), pa.string()), codes)
        for field, clean in NUMBERS.items():
            places[field] = clean(_trimmed(received, field))
        self.rows += len(received)
        fresh = {name: table for name, one in self._read.items() if (table := one.fresh()) is not None}
        many = [name for name, one in self._read.items() if one.forgets()]
        if self._written is not None:
            self._written.result()  # at most one part waits
        self._written = self._thread.submit(self._write, fresh, pa.table(places), many, file)

    def _write(self, fresh: Mapping[str, pa.Table], places: pa.Table, many: Sequence[str], file: int) -> None:
        for name, table in fresh.items():
            self._database.register("fresh", table)
            self._database.execute(f"insert into {name} select * from fresh")
            self._database.unregister("fresh")
        self._database.register("places", places)
        self._database.execute(_INSERT.format(file=file))
        self._database.unregister("places")
        for name in many:
            self._database.execute(f"truncate {name}")


class _Read:
    """Distinct cells of one kind, and in a table of DuckDB under the same places what they say."""

    def __init__(
        self, database: duckdb.DuckDBPyConnection, table: str, read: Callable[[Sequence[str]], pa.Table]
    ) -> None:
        self._how = read
        self._known = pa.array([], pa.string())
        self._written = 0
        database.register("fresh", read([]))
        database.execute(f"create or replace temp table {table} as select 0::integer as place, * from fresh")
        database.unregister("fresh")

    def places(self, cells: pa.Array) -> pa.Array:
        """Where cells stand among the distinct ones. Capitals are small letters to all that read cells."""
        cells = pc.ascii_lower(cells)
        found = pc.index_in(cells, value_set=self._known)
        if found.null_count:
            fresh = pc.unique(pc.filter(cells, pc.is_null(found)))
            self._known = pa.concat_arrays([self._known, fresh])
            found = pc.index_in(cells, value_set=self._known)
        return found

    def fresh(self) -> pa.Table | None:
        """What is new, read, with its places."""
        first, self._written = self._written, len(self._known)
        if first == self._written:
            return None
        places = pa.array(range(first, self._written), pa.int32())
        return self._how(self._known[first:].to_pylist()).add_column(0, "place", places)

    def forgets(self) -> bool:
        """Begin anew where too many cells are remembered, and say so: rows hold what they say themselves."""
        if len(self._known) <= MOST_KEPT:
            return False
        self._known, self._written = self._known[:0], 0
        return True


def _trimmed(received: pa.Table, field: str) -> pa.Array:
    """A column of text without outer spaces, empty where the file does not have it."""
    if field not in received.column_names:
        return pc.fill_null(pa.nulls(len(received), pa.string()), "")
    return pc.fill_null(pc.utf8_trim_whitespace(received[field].combine_chunks()), "")


def _distinct(column: pa.Array) -> Distinct:
    coded = column.dictionary_encode()
    return coded.indices, coded.dictionary


def _references(said: pa.Array) -> pa.Array:
    return _plainly(said, pc.ascii_is_alnum(said), pc.ascii_upper(said), normalise.reference)


def _phones(said: pa.Array) -> pa.Array:
    digits = pc.match_substring_regex(said, "^[0-9]{7,}$")
    return _plainly(said, digits, pc.utf8_slice_codeunits(said, -9), normalise.phone)


def _plainly(said: pa.Array, is_plain: pa.Array, plainly: pa.Array, read: Callable[[str], str]) -> pa.Array:
    """Cells as they are read: at once where they are plain, and one by one where they are not."""

    other = pc.and_not(pc.not_equal(said, ""), is_plain)
    read_so = pa.array(map(read, pc.filter(said, other).to_pylist()), pa.string())
    return pc.replace_with_mask(plainly, other, read_so)


def _names(cells: Mapping[str, Distinct], places: Callable[[pa.Array], pa.Array]) -> tuple[pa.Array, pa.Array]:
    """For each row the places of its given and of its family name."""

    nothing = places(pa.array([""]))[0]
    (given, givens), (family, families), (full, fulls) = (cells[field] for field in ("given", "family", "full_name"))
    given_at, family_at = pc.take(places(givens), given), pc.take(places(families), family)
    whole = [cell or None for cell in fulls.to_pylist()]
    if any(whole):
        parted = _parted(whole, places)
        given_at, family_at = (
            pc.coalesce(pc.take(one, full), at) for one, at in zip(parted, (given_at, family_at), strict=True)
        )
    for codes, said, other in ((given, givens, family_at), (family, families, given_at)):
        has_comma = pc.match_substring(said, ",")
        alone = pc.and_(pc.take(has_comma, codes), pc.equal(other, nothing))
        if pc.any(alone).as_py():  # a whole name in the cell of one part
            parted = _parted(pc.if_else(has_comma, said, None).to_pylist(), places)
            given_at, family_at = (
                pc.if_else(alone, pc.take(one, codes), at)
                for one, at in zip(parted, (given_at, family_at), strict=True)
            )
    return given_at, family_at


def _parted(cells: Sequence[str | None], places: Callable[[pa.Array], pa.Array]) -> list[pa.Array]:
    """The places of the given and of the family names that stand in one cell each; null where there is none."""

    both = [normalise.parted("", "", cell) if cell else ("", "") for cell in cells]
    none = pa.array([cell is None for cell in cells], pa.bool_())
    return [pc.if_else(none, None, places(pa.array([parts[n] for parts in both], pa.string()))) for n in (0, 1)]


def _words(names: Sequence[str]) -> pa.Table:
    """Each name as folded words, and each word with its consonants, in the order of the words."""

    bones: dict[str, str] = {}
    said, marked, only = [], [], []
    for name in names:
        words = (spelled_as(sounded(name), name),) if name.isascii() and name.isalpha() else normalise.words(name)
        said.append(" ".join(words))
        for word in words:
            if word not in bones:
                bones[word] = "" if word in ARTICLES else VOWELS.sub("", sounded(word))
        only.append(bones[words[0]] if len(words) == 1 else None)
        marked.append([f"{word} {bones[word]}" for word in words])
    return pa.table(
        {
            "said": pa.array(said, pa.string()), "only": pa.array(only, pa.string()),  # the consonants of a word alone
            "marked": pa.array(marked, pa.list_(pa.string())),
        }
    )  # fmt: skip


def _births(said: Sequence[str]) -> pa.Table:
    read = [normalise.births(one) for one in said]
    return _table({
        "born": [one.readings[0].isoformat() if one.readings else None for one in read],
        "swapped": [one.readings[-1].isoformat() if len(one.readings) > 1 else None for one in read],
        "written": [one.written.isoformat() if one.written else None for one in read],
        "year": [one.year for one in read],
    })  # fmt: skip


def _homes(said: Sequence[str]) -> pa.Table:
    read = [normalise.address(one) for one in said]
    return _table({
        "building": [one.building for one in read], "room": [one.room for one in read],
        "shared": [one.is_shared for one in read],
    })  # fmt: skip


def _guardians(said: Sequence[str]) -> pa.Table:
    read = [normalise.name("", "", one).tokens for one in said]
    return _table({"guardian": [" ".join(tokens) if len(tokens) > 1 else "" for tokens in read]})


def _sexes(said: Sequence[str]) -> pa.Table:
    return _table({"sex": list(map(normalise.sex, said))})


def _roles(said: Sequence[str]) -> pa.Table:
    return _table({"role": list(map(normalise.relationship, said))})


def _table(columns: Columns) -> pa.Table:

    kinds = {"year": pa.int16(), "shared": pa.bool_()}
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})


# What stands in a row alone is cleaned as it stands.
NUMBERS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "person_ref": _references, "health_ref": _references, "case_ref": _references, "phone": _phones,
}  # fmt: skip

# Most names are two parts of one word each: these are put in order by a comparison, the others as lists.
_INSERT = f"""
insert into rows
with named as (
    select p.*, g.said as given_said, f.said as family_said, g.only as g_bones, f.only as f_bones,
        g.only is not null and f.only is not null as is_plain,
        case when not is_plain then list_sort(list_distinct(list_concat(g.marked, f.marked))) end as marked
    from places p join names g on g.place = p.given join names f on f.place = p.family
), worded as (
    select * exclude (marked),
        case when not is_plain then list_transform(marked, lambda one: split_part(one, ' ', 1))
            when given_said = family_said then [given_said]
            when given_said < family_said then [given_said, family_said] else [family_said, given_said] end as words,
        case when not is_plain then array_to_string(list_sort(list_filter(
                list_transform(marked, lambda one: split_part(one, ' ', 2)), lambda one: one <> '')), ' ')
            when given_said = family_said or f_bones = '' then g_bones
            when g_bones = '' then f_bones
            when g_bones <= f_bones then g_bones || ' ' || f_bones else f_bones || ' ' || g_bones end as bones
    from named
)
select id, {{file}}, given_said, family_said, words,
    case when is_plain then if(given_said = family_said, given_said,
        if(given_said < family_said, given_said || ' ' || family_said, family_said || ' ' || given_said))
        else array_to_string(words, ' ') end,
    if(length(replace(bones, ' ', '')) >= {LEAST_BONES}, bones, ''),
    born, swapped, written, year, born is not null and born[6:] = '01-01', sex, person_ref, health_ref, case_ref, phone, postcode,
    building, room, shared, guardian, role
from worded w join births b on b.place = w.births join homes h on h.place = w.homes join guardians c on c.place = w.guardians
    join sexes s on s.place = w.sexes join roles r on r.place = w.roles
"""
