"""One register and one model in a process of their own: `python -m benchmarks.linkage.one MODEL ANSWER` reads the dataset from
standard input (JSON) and writes to ANSWER what it found and the most memory that it held. It never sees a truth."""

import json
import re
import resource
import sys
from pathlib import Path

from benchmarks.linkage.files import Dataset, of_families, read
from kith.intake.linkage.sweeping import nothing_swept

OURS, THEIRS = "kith", "splink tutorial"


@nothing_swept()  # as `kith intake` takes files in
def main() -> None:
    """Read, link, write."""
    model, answer = sys.argv[1:]
    asked = json.load(sys.stdin)
    if asked["agency"]:
        from benchmarks.linkage.agency import read_rows  # it needs the pack, and others shall not pay for it

        folder = Path(asked["agency"])
        register = of_families(folder.name, [row for _, row in read_rows(folder)])
    else:
        register = read(Dataset(asked["name"], tuple(map(Path, asked["paths"])), asked["once"]))
    if model == OURS:
        from benchmarks.linkage.ours import found
    else:
        from benchmarks.linkage.tutorial import found  # splink, of which the other model shall not pay for the import
    people, families = found(register)
    Path(answer).write_text(json.dumps({"people": people, "families": families, "peak_mb": peak()}))


def peak() -> float:
    """The most memory that this process held. Linux counts it anew for each program; elsewhere what began it counts, too."""
    status = Path("/proc/self/status")
    held = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.is_file() else None
    return int(held.group(1)) / 1024 if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
