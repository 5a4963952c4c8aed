"""A letter's tables for whoever works on with them: CSV and a workbook, from the same figures as the letter. Pure.

The same letter gives the same bytes, whoever makes them and when.
"""

import csv
import io
from datetime import datetime

import xlsxwriter

from kith.documents.rendering import ConvenersLetter, Table

WITHHELD = "[c]"
CSV, WORKBOOK = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 60


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


def as_workbook(letter: ConvenersLetter, *, title: str) -> bytes:
    """A sheet of what the figures are and mean, and one sheet a table: one table each, its title in A1, nothing merged."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "author": letter.agency, "created": datetime(*letter.on.timetuple()[:3])})
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        cover = book.add_worksheet("About")
        cover.set_column(0, 0, 30)
        cover.set_column(1, 1, 100)
        about = [
            (title, ""), ("As at", letter.as_at), ("From", letter.agency), ("Reference", letter.reference),
            *(("", said) for said in letter.paragraphs),
            (WITHHELD, f"withheld: above nothing and below {letter.smallest}, or such a number could be worked out from it"),
            *((one.heading, one.text) for one in letter.definitions), *(("Method", said) for said in letter.method),
        ]  # fmt: skip
        for n, (name, words) in enumerate(about):
            cover.write_string(n, 0, name, bold if n == 0 else wrapped)
            cover.write_string(n, 1, words, wrapped)
        for number, table in enumerate(letter.tables, 1):
            _sheet(book, number, table, letter.as_at, bold, head)
    return file.getvalue()


def _sheet(book: xlsxwriter.Workbook, number: int, table: Table, as_at: str, bold: object, head: object) -> None:
    sheet = book.add_worksheet(f"Table {number}")
    sheet.write_string(0, 0, f"{number}. {table.title}", bold)
    sheet.write_string(1, 0, f"As at {as_at}. {table.note}".strip())
    sheet.set_column(0, 0, min(_WIDEST, max(len(str(row[0])) for row in table.rows)))
    sheet.set_column(1, len(table.columns), 14)
    sheet.freeze_panes(3, 1)
    for n, column in enumerate(table.columns):
        sheet.write_string(2, n, column, head)
    for down, row in enumerate(table.rows, 3):
        for across, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(down, across, cell)
            else:
                sheet.write_string(down, across, WITHHELD if cell is None else cell)
