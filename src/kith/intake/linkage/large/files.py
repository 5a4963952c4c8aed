"""Files too large to be read cell by cell: CSV and TSV in UTF-8, and Parquet, column by column and part by part."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as separated
import pyarrow.parquet as pq

from kith.intake.readers.errors import UnreadableFile

SUFFIXES = (".csv", ".tsv", ".parquet")
BYTES_AT_ONCE = 64 << 20
ROWS_AT_ONCE = 500_000
DELIMITERS = ",;\t|"
ROW_ID = "row_id"
# The headings of a file -> for each heading that is understood its field, as the pack has it; None for a file of no known kind.
Understood = Callable[[Sequence[str]], Mapping[str, str] | None]


def parts(path: Path, understood: Understood) -> Iterator[pa.Table]:
    """The rows of a file with a column of text for each field, in order.

    Refused (`UnreadableFile`) where it cannot be read whole, or is of no known kind.
    """

    try:
        headings, batches = _parquet(path) if path.suffix.lower() == ".parquet" else _separated(path)
        fields = understood(headings)
        if fields is None:
            raise UnreadableFile(path.name, 1, "the pack knows no kind of file with these headings.")
        for batch in batches(list(fields)):
            table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
            columns = {fields[name]: table[name].cast(pa.string()) for name in table.column_names}
            yield pa.table(columns)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        said = str(error).split("\n", 1)[0][:200]
        raise UnreadableFile(path.name, None, f"it cannot be read whole ({said}). Save it as CSV in UTF-8.") from error


Batches = Callable[[list[str]], Iterator[pa.RecordBatch | pa.Table]]


def _parquet(path: Path) -> tuple[list[str], Batches]:

    file = pq.ParquetFile(path)
    return file.schema_arrow.names, lambda columns: file.iter_batches(ROWS_AT_ONCE, columns=columns)


def _separated(path: Path) -> tuple[list[str], Batches]:

    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = max(DELIMITERS, key=line.count)
    headings = next(csv.reader([line], delimiter=delimiter), [])

    def batches(columns: list[str]) -> Iterator[pa.RecordBatch | pa.Table]:
        options = {
            "read_options": separated.ReadOptions(block_size=BYTES_AT_ONCE),
            "parse_options": separated.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            "convert_options": separated.ConvertOptions(
                column_types={name: pa.string() for name in headings}, include_columns=columns, strings_can_be_null=False
            ),
        }  # fmt: skip
        if path.stat().st_size <= BYTES_AT_ONCE:  # at once, by all cores
            yield separated.read_csv(path, **options)
            return
        yield from separated.open_csv(path, **options)

    return headings, batches
