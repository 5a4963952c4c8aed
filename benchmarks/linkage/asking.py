"""The register of agencies' files as people answer what is left of it, in a process of its own, which has no truth:
`python -m benchmarks.linkage.asking FOLDER N ANSWER` writes one pair of rows at a time to its standard output, by their places,
and reads one word from its standard input..
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.linkage.one import peak
from benchmarks.linkage.ours import by_the_rules
from kith.intake.linkage import PersonRow, Verdict, link

A_SITTING = 10  # answers, after which what they show is worked out anew
Ask = Callable[[int, int], bool]  # whether two rows, by their places, are about one person


def reviewed(rows: Sequence[PersonRow], ask: Ask, most: int) -> list[Verdict]:
    """What was said of at most so many pairs, the first of the queue first."""
    places = {row.key: place for place, row in enumerate(rows)}
    said: list[Verdict] = []
    while sitting := link(rows, said).queue[: min(A_SITTING, most - len(said))]:
        for one in sitting:
            word = "same" if ask(places[one.a], places[one.b]) else "different"
            said.append(Verdict(one.a, one.b, word, by_machine=False))
    return said


def main() -> None:
    """Link, ask, link again, write."""
    from benchmarks.linkage.agency import read_rows  # it needs the pack

    folder, most, answer = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    rows = [row for _, row in read_rows(folder)]

    def ask(a: int, b: int) -> bool:
        print(json.dumps([a, b]), flush=True)
        return sys.stdin.readline().strip() == "same"

    people, families = by_the_rules(rows, reviewed(rows, ask, most))
    answer.write_text(json.dumps({"people": people, "families": families, "peak_mb": peak()}))


if __name__ == "__main__":
    main()
