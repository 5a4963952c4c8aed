"""How a reader says that a file cannot be read."""


def shown(text: str) -> str:
    """A file's name, or what a file holds, as it can be shown: signs that steer a terminal, or are none, become �."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


class UnreadableFile(Exception):
    """A file that cannot be read whole: its name, the row where that was seen (None: the whole file), and what to do."""

    def __init__(self, file_name: str, row: int | None, message: str) -> None:
        self.file_name, self.row, self.message = file_name, row, message
        super().__init__(shown(f"{file_name}{f', row {row}' if row else ''}: {message}"))
