"""What a measurement comes to: a table with its budgets, printed and kept in the same words."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(slots=True)
class Table:
    """One measurement: what was measured and how, its rows, and each budget that was missed, in words."""

    title: str
    about: str  # size, warm or cold, how often
    header: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """One row."""
        self.rows.append([str(cell) for cell in cells])

    def hold(self, what: str, figure: float, budget: float, unit: str = "", *, at_least: bool = False) -> str:
        """A budget in words for the row; noted as missed where the figure does not keep it."""
        words = f"{'at least' if at_least else 'at most'} {budget:g} {unit}".strip()
        if figure < budget if at_least else figure > budget:
            self.missed.append(f"{what}: {figure:.4g} {unit}, {words}".replace(" ,", ","))
        return words

    def text(self) -> str:
        """Title, what it was measured on, the rows as a Markdown table, notes, and what was missed."""
        lines = [list(self.header), *(list(row) for row in self.rows)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(self.header))]
        shown = [
            f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
        ]
        rule = f"| {' | '.join('-' * width for width in widths)} |"
        parts = [f"## {self.title}", self.about, "\n".join([shown[0], rule, *shown[1:]])]
        parts += [*self.notes, *(f"MISSED: {words}." for words in self.missed)]
        return "\n\n".join(part for part in parts if part)


def machine() -> str:
    """The machine in one line: figures mean little without it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}; load at the end {load}"


def keep(tables: Iterable[Table], groups: Sequence[str], *, at: datetime) -> Path:
    """Write the tables to results/, one file for each day and choice of groups."""
    name = f"{at:%Y-%m-%d}{''.join(f'-{group}' for group in groups)}.md"
    RESULTS.mkdir(exist_ok=True)
    head = f"# Measured on {at:%d %B %Y, %H:%M}\n\n{machine()}."
    (RESULTS / name).write_text("\n\n".join([head, *(table.text() for table in tables)]) + "\n")
    return RESULTS / name
