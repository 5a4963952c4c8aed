"""Reading the files that agencies send: any delimiter and encoding, workbooks with titles above the header.

Nothing is guessed silently, and nothing is half read: a file that cannot be read whole is refused with its name and row.
"""

from kith.intake.readers.errors import UnreadableFile, shown
from kith.intake.readers.table import SUFFIXES, Row, RowError, Table, read_content, read_table

__all__ = ["SUFFIXES", "Row", "RowError", "Table", "UnreadableFile", "read_content", "read_table", "shown"]
