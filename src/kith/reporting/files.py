"""A letter's tables for whoever works on with them: CSV, from the same figures as the letter. Pure.

The same letter gives the same bytes, whoever makes them and when.
"""

import csv
import io

from kith.documents.rendering import ConvenersLetter

WITHHELD = "[c]"
CSV = "text/csv; charset=utf-8"


def as_csv(letter: ConvenersLetter) -> bytes:
    """One line a figure: which table, which row, which column, as at when. [c] is withheld."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(("as_at", "table", "row", "column", "figure"))
    for table in letter.tables:
        for name, *cells in table.rows:
            for column, cell in zip(table.columns[1:], cells, strict=True):
                said = WITHHELD if cell is None else cell
                lines.writerow((letter.as_at, table.title, name, column.replace("\n", ", "), said))
    return b"\xef\xbb\xbf" + file.getvalue().encode()  # the mark by which spreadsheets know the letters of names
