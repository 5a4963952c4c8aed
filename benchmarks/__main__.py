"""Every measurement, or the groups that are named: `make bench`, `python -m benchmarks [pages share intake proof letter
linkage tenfold live undo judge]`. Prints tables, keeps them in results/, and exits 1 where a budget is missed.

The state folder is the benchmarks' own (`bench` under `KITH_VAR`). Only the benchmarks read the pilot's files beside the
repository (`KITH_SHARED`, usually `../shared`); where these are missing, intake is measured on invented files.
"""

import argparse
import os
from datetime import datetime
from pathlib import Path


def main() -> int:
    """Measure what is named; 1 where a budget is missed."""
    os.environ["KITH_VAR"] = str(Path(os.environ.get("KITH_VAR", "var")).resolve() / "bench")
    os.environ["KITH_DEMO"] = "1"  # one-click sign-in, as in the demo
    from kith.site.cli import set_up  # after the state folder is chosen: settings read it once

    set_up()
    from benchmarks.groups import GROUPS, SIZES  # after set_up: they need the apps
    from benchmarks.practice import say
    from benchmarks.table import keep

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What Kith costs, beside its budgets.")
    parser.add_argument("groups", nargs="*", metavar="group", help=f"of {', '.join(GROUPS)}; all where none is named")
    parser.add_argument("--requests", type=int, default=200, help="for each page and role")
    parser.add_argument("--people", type=int, default=SIZES["people"], help="in the register that live asks")
    parser.add_argument("--asked", type=int, default=SIZES["asked"], help="new records that live asks about")
    said = parser.parse_args()
    SIZES.update(people=said.people, asked=said.asked)
    if unknown := set(said.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    tables = []
    for group in said.groups or GROUPS:
        say(f"{group} ...")
        for made in GROUPS[group](said.requests):
            print(f"\n{made.text()}", flush=True)
            tables.append(made)
    missed = [words for made in tables for words in made.missed]
    print(f"\n{len(missed)} budgets missed. Kept in {keep(tables, said.groups, at=datetime.now()).name}.")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
