"""How a reader says that a file cannot be read."""


class UnreadableFile(Exception):
    """A file that cannot be read whole: its name, the row where that was seen (None: the whole file), and what to do."""

    def __init__(self, file_name: str, row: int | None, message: str) -> None:
        self.file_name, self.row, self.message = file_name, row, message
        super().__init__(f"{file_name}{f', row {row}' if row else ''}: {message}")
