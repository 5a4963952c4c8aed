"""The documents that are written from the code: they cannot say anything else than what runs."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

from django.apps import apps
from django.db.models import TextChoices

from kith.access.roles import PERMISSIONS
from kith.access.terms import ROLE_SIDES, Role
from kith.disclosure.terms import ItemKind, MilestoneKind, RequestKind
from kith.site.database import COLUMNS, declared
from kith.site.pages import NOBODY, Page, every_page
from kith.site.records import class_of, records_of_processing

WRITTEN = "Written by `kith docs` from the code; `make check` says when it is out of step.\n"
FORBIDDEN, OPEN, OF_SOMETHING = "403", "200", "200 or 404"
SHORT = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "delete", "EXECUTE": "run"}


def answer(page: Page, role: Role) -> str:
    """What a role gets: 403 where it holds no permission; else the page, or 404 for a case or thing that is not theirs."""
    if page.permission is not None and role not in PERMISSIONS[page.permission]:
        return FORBIDDEN
    return OF_SOMETHING if "<" in page.route else OPEN


def row(page: Page) -> str:
    """The line of the access matrix for one page."""
    path = page.path.replace(str(NOBODY), "<id>")
    cells = (page.name, f"`{path}`", page.permission or "open to all", *(answer(page, role) for role in Role))
    return f"| {' | '.join(cells)} |"


def access_matrix() -> str:
    """Every page in every role."""
    head = ("Page", "Address", "Permission", *(str(role.label) for role in Role))
    lines = [
        "# Who may open which page\n",
        WRITTEN,
        "200: the page. 404: there is no such case, or it is not theirs, and the two cannot be told apart. 403: no role of"
        " theirs may. Who is not signed in is asked to sign in. `tests/test_matrix.py` asks for every page in every role.\n",
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(row(page) for page in every_page()),
        "\n## Permissions without a page\n",
        "Held by commands, jobs, and by buttons of a page that has a permission of its own.\n",
    ]
    paged = {page.permission for page in every_page()}
    lines += [
        f"- `{permission}`: {', '.join(str(role.label) for role in roles)}"
        for permission, roles in PERMISSIONS.items()
        if permission not in paged
    ]
    return "\n".join(lines) + "\n"


def data_dictionary() -> str:
    """Every table: what a row means, its fields, and which side may do what with it."""
    lines = ["# Data dictionary\n", WRITTEN]
    grants = {line.label: line for line in declared() if line.kind == "table"}
    for config in apps.get_app_configs():
        models = [model for model in config.get_models() if model.__module__.startswith("kith.")]
        if models:
            lines.append(f"## {config.label}\n")
        for model in models:
            line = grants[model._meta.label]
            may = [
                f"{column}: {', '.join(SHORT[verb] for verb in sorted(line.verbs[column], key=list(SHORT).index))}"
                for column in COLUMNS
                if line.verbs[column]
            ]
            lines += [f"### {model.__name__}\n", " ".join((model.__doc__ or "").split()) + "\n"]
            kept = class_of(model._meta.label)
            special = f" Special kinds of data: {', '.join(kept.special)}." if kept.special else ""
            lines += [
                f"Sides: {'; '.join(may) or 'none'}.\n",
                f"Class of record: {kept.words}. {kept.basis}.{special}\n",
                *_fields(model),
            ]
    return "\n".join(lines)


def _fields(model: type) -> Iterator[str]:
    yield "| Field | Kind | May be empty |"
    yield "| --- | --- | --- |"
    for field in model._meta.concrete_fields:  # type: ignore[attr-defined]  # a model, as every caller has it
        kind = (
            field.related_model._meta.label if field.related_model else field.get_internal_type().removesuffix("Field")
        )
        yield f"| {field.name} | {kind} | {'yes' if field.null or field.blank else 'no'} |"
    yield ""


def disclosure() -> str:
    """What crosses the wall, and nothing else does."""
    sides = ", ".join(sorted({str(side.label) for side in ROLE_SIDES.values()}))
    return "\n".join([
        "# What crosses between the children's side and the decision side\n",
        WRITTEN,
        f"The sides: {sides}. Each is a role of the database. Between them cross only these.\n",
        "## What the decision side may ask for\n",
        *(f"- {kind.label}" for kind in RequestKind),
        "\n## What may be released: exact copies of\n",
        *(f"- {kind.label}" for kind in ItemKind),
        "\n## What is known without words\n",
        *(f"- {kind.label}" for kind in MilestoneKind),
        "\n## What the decision side tells with the notice\n",
        "- what was decided, and for how long leave is granted",
        "- in the officer's own words, how counted what was sent and said: to the lead professionals and the family's grown-ups",
        "- on which reports the decision rests",
        "",
    ])  # fmt: skip


def states() -> str:
    """Every state that something can be in: what it means, and the actions that bring it there."""
    reached, lines = _reached(), ["# States\n", WRITTEN]
    lines.append(
        "Where something is, never how good it is. What must be true before an action brings it there stands in the rules of its"
        " part; the demo shows every state.\n"
    )
    for kind in _states():
        words = f"{' '.join((kind.__doc__ or '').split())} Part: {kind.__module__.split('.')[1]}.\n"
        lines += [f"## {kind.__name__}\n", words, "| State | In words | Reached by |", "| --- | --- | --- |"]
        for one in kind:
            verbs = ", ".join(f"`{verb}`" for verb in sorted(reached.get((kind.__name__, one.name), ())))
            lines.append(f"| `{one.value}` | {one.label} | {verbs or 'with which it begins'} |")
        lines.append("")
    return "\n".join(lines)


def _states() -> list[type[TextChoices]]:
    """The kinds of words that some table keeps in a column `state` or `step`, and that actions give."""
    kept = [
        list(field.choices or ())
        for config in apps.get_app_configs()
        for model in config.get_models()
        for field in model._meta.concrete_fields
        if field.name in ("state", "step")
    ]
    given = {kind for kind, _ in _reached()}
    ours = [one for one in TextChoices.__subclasses__() if one.__module__.startswith("kith.") and one.__name__ in given]
    return sorted((one for one in ours if one.choices in kept), key=lambda one: (one.__module__, one.__name__))


def _reached() -> dict[tuple[str, str], set[str]]:
    """By kind and member of a state: the verbs of a part's actions and jobs that give it to something."""
    root, found = Path(str(resources.files("kith"))), defaultdict[tuple[str, str], set[str]](set)
    for path in {*root.glob("*/actions.py"), *root.glob("*/actions/*.py"), *root.glob("*/jobs.py")}:
        part = path.relative_to(root).parts[0]
        verbs = {one.name: one for one in ast.parse(path.read_text()).body if isinstance(one, ast.FunctionDef)}
        for name, verb in verbs.items():
            helped = {one.id for one in ast.walk(verb) if isinstance(one, ast.Name) and one.id.startswith("_")}
            for one in (verb, *(verbs[of] for of in helped & verbs.keys())):
                for state in _given(one) if not name.startswith("_") else ():
                    found[state].add(f"{part}.{name}")
    return found


def _given(verb: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """The members that a call gives as `state` or `step`, unless it only asks for them, and those of a variable so called."""
    for one in ast.walk(verb):
        if isinstance(one, ast.Call) and getattr(one.func, "attr", "") not in ("filter", "exclude", "get", "Q"):
            values = [given.value for given in one.keywords if given.arg in ("state", "step")]
        elif isinstance(one, ast.Assign) and re.search(r"'(state|step)'", ast.dump(one.targets[0])):
            values = [one.value]
        else:
            continue
        for member in (part for value in values for part in ast.walk(value)):
            if isinstance(member, ast.Attribute) and isinstance(member.value, ast.Name):
                yield member.value.id, member.attr


GENERATED: dict[str, Callable[[], str]] = {
    "access-matrix.md": access_matrix, "data-dictionary.md": data_dictionary, "disclosure.md": disclosure,
    "states.md": states,
    "records.md": lambda: records_of_processing().replace("\n", f"\n\n{WRITTEN}", 1),
}  # fmt: skip


def write(folder: Path) -> list[str]:
    """Write every generated document; returns the names of those that changed."""
    changed = out_of_step(folder)
    for name in changed:
        (folder / name).write_text(GENERATED[name]())
    return changed


def out_of_step(folder: Path) -> list[str]:
    """The generated documents that are missing or say something else than the code."""
    return [
        name
        for name, make in GENERATED.items()
        if not (folder / name).exists() or (folder / name).read_text() != make()
    ]
