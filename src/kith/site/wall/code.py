"""What the code and the files say: imports, templates, names of the other side's tables, documents on disk."""

import re
import stat
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import grimp
from django.apps import apps

from kith.site.database import COLUMNS
from kith.site.wall.leaks import PAIRS, Leak

READ = (".py", ".sql", ".html", ".typ", ".yaml", ".txt")
_TAKES_IN = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def imports(graph: grimp.ImportGraph) -> Iterator[Leak]:
    """No module of the one part reaches the other, by whatever way."""
    for one, other in PAIRS:
        for chain in graph.find_shortest_chains(importer=f"kith.{one}", imported=f"kith.{other}"):
            yield Leak("import", " imports ".join(chain))


def template_files() -> list[Path]:
    """Every template of every part."""
    return sorted(Path(str(resources.files("kith"))).glob("*/templates/**/*.html"))


def templates(found: Iterable[Path]) -> Iterator[Leak]:
    """No template of the one part takes in a template of the other, straight away or through a third."""
    takes_in: dict[str, set[str]] = {}
    for file in found:
        place = file.parts.index("templates")
        takes_in["/".join(file.parts[place + 1 :])] = set(_TAKES_IN.findall(file.read_text()))
    for name in sorted(takes_in):
        reached, todo = set[str](), [name]
        while todo:
            new = takes_in.get(todo.pop(), set()) - reached
            reached |= new
            todo += new
        for one, other in PAIRS:
            for target in sorted(reached):
                if name.startswith(f"{one}/") and target.startswith(f"{other}/"):
                    yield Leak("template", f"{name} takes in a template of {other}: {target}")


def source_files(part: str) -> list[Path]:
    """What a part is made of, but for its tests, which may say that a door is shut."""
    folder = Path(str(resources.files("kith"))) / part
    return sorted(f for f in folder.rglob("*") if f.suffix in READ and not {"tests", "__pycache__"} & set(f.parts))


def words(part: str, files: Iterable[Path]) -> Iterator[Leak]:
    """No file of the one part names a table, model, module or template of the other: imports are not the only way."""
    for one, other in PAIRS:
        if part != one:
            continue
        models = list(apps.get_app_config(other).get_models())
        names = [rf"\b{m._meta.db_table}\b" for m in models] + [rf"\b{re.escape(m._meta.label)}\b" for m in models]
        of_other = re.compile(
            "|".join([*names, rf"kith[./]{other}\b", rf"[\"']{other}/", rf"get_model\(\s*[\"']{other}\b"])
        )
        for file in files:
            if named := of_other.search(file.read_text()):
                yield Leak("word", f"{file.name} of {one} names {named[0]!r} of {other}")


def is_open(path: Path) -> bool:
    """Whether other users of the machine may do anything with a file or folder."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def incoming(folder: Path) -> Iterator[Leak]:
    """What is coming in, and belongs to no side yet, is closed to others and leads nowhere else."""
    for path in (folder, *sorted(folder.rglob("*"))) if folder.is_dir() else ():
        if path.is_symlink() or is_open(path):
            yield Leak("file", f"{path.name} among what is coming in is a link, or open to other users of the machine")


def files(folder: Path) -> Iterator[Leak]:
    """One folder per side, closed to others, and no file that two sides share by its hash."""
    seen: dict[str, str] = {}
    sides = {column for column in COLUMNS if column != "login"}
    for path in (folder, *sorted(folder.rglob("*"))) if folder.is_dir() else ():
        shown = path.relative_to(folder)
        if path.is_symlink():
            yield Leak("file", f"{shown} is a link: a file of one side could be read from another's folder")
            continue
        if is_open(path):
            yield Leak("file", f"{shown if path != folder else folder.name} is open to other users of the machine")
        if path == folder:
            continue
        side = shown.parts[0]
        if side not in sides:
            yield Leak("file", f"{shown} lies in no side's folder")
        if path.is_file():
            if seen.setdefault(path.name, side) != side:
                yield Leak("file", f"{path.name} lies on two sides")
            if path.stat().st_nlink > 1:
                yield Leak("file", f"{shown} has a second name somewhere")
