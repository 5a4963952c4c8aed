"""How much a workbook may come to. What is shared, repeated or merged in it is written once with a number beside it, so that
a few bytes can ask for far more cells and text than the machine has."""

from kith.intake.readers.errors import UnreadableFile

UNPACKED = 10  # times the size limit of a file, beyond which a workbook is refused as a bomb
MOST_CELLS = 20_000_000  # with the empty ones before a row's last; a stray cell far away makes millions


class Bounds:
    """What one workbook has come to so far, over all of its sheets: its cells, and the text in them as it would stand in a
    CSV, which has the size limit of a file too. Both are counted before they are made."""

    def __init__(self, name: str, limit_bytes: int) -> None:
        self._name, self._limit = name, limit_bytes
        self._cells = self._text = 0

    def count_cells(self, cells: int, sheet: str, row: int | None) -> None:
        """Refused where a sheet has more cells than any list."""
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise UnreadableFile(
                self._name, row, f"the sheet “{sheet}” reaches far beyond a list of people: are there stray "
                "cells far to the right? Copy the list alone into a new workbook.",
            )  # fmt: skip

    def count_text(self, characters: int, sheet: str, row: int | None) -> None:
        """Refused where a workbook holds more text than a file may."""
        self._text += characters
        if self._text > self._limit:
            raise UnreadableFile(
                self._name, row, f"up to here (sheet “{sheet}”) it holds more text than a file may, which is "
                f"{self._limit / 1e6:g} MB: does a long text stand in very many cells? Copy the list alone into a new "
                "workbook, or send it in parts.",
            )  # fmt: skip
