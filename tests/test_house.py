"""Conventions that import directions cannot say. If one of these matters no longer, delete it; do not work around it."""

import ast
import inspect
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db import connections

from kith.access.models import entry_tables
from kith.access.roles import PERMISSIONS
from kith.access.terms import Role
from kith.documents.jobs import scan_files
from kith.protocol.pack import load
from kith.register.joining import relations_to_person
from kith.register.models import Person
from kith.register.terms import CaseStep
from kith.site import database, pages, schedule, wall

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "kith"
PARTS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())
NOT_AUDITED = {"seal_audit"}  # the seal is its record; an entry about each seal would never end
OPEN_PAGES = {
    "sign_in", "sign_in_as", "sign_out", "enter_contribution", "come_in", "leave_page", "choose_language",
    "sign_in_code", "set_up_second_step", "choose_password",
}  # fmt: skip


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def actions() -> Iterator[tuple[str, ast.FunctionDef, ast.Module]]:
    """Every verb: the public functions of an actions.py, or those that the face of an actions folder names."""
    for file in [*SOURCE.glob("*/actions.py"), *SOURCE.glob("*/actions/*.py")]:
        tree = ast.parse(file.read_text())
        face = (
            set(import_module(f"kith.{file.parent.parent.name}.actions").__all__)
            if file.parent.name == "actions"
            else None
        )
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and (node.name in face if face else not node.name.startswith("_")):
                yield f"{file.relative_to(SOURCE)}:{node.name}", node, tree


@pytest.mark.parametrize(
    ("name", "node", "tree"), list(actions()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_action_is_one_transaction_keyword_only_and_writes_audit(
    name: str, node: ast.FunctionDef, tree: ast.Module
) -> None:
    assert any(ast.unparse(d) in ("transaction.atomic", "transaction.atomic()") for d in node.decorator_list), (
        "not atomic"
    )
    assert not node.args.args, "takes arguments by place"
    assert {"by", "at"} <= {argument.arg for argument in node.args.kwonlyargs}
    assert node.name in NOT_AUDITED or writes_audit(node, tree), "writes no audit entry"
    assert ast.get_docstring(node), "says nothing about what may be refused"


def writes_audit(node: ast.AST, tree: ast.Module, seen: frozenset[str] = frozenset()) -> bool:
    inside = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
        called = ast.unparse(call.func)
        if called in ("audit.record", "audit.record_each"):
            return True
        if called in inside and called not in seen and writes_audit(inside[called], tree, seen | {called}):
            return True
    return False


def test_no_action_page_or_query_deletes_through_the_orm() -> None:
    for file in SOURCE.rglob("*.py"):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        for call in (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("delete", "_raw_delete"):
                assert ast.unparse(call.func.value) == "cache", f"{file}: {ast.unparse(call)}"


def test_every_page_has_a_gate_and_every_permission_a_role() -> None:
    for page in pages.every_page():
        assert (page.permission is None) == (page.name in OPEN_PAGES), page
        assert page.permission is None or PERMISSIONS[page.permission]
    assert all(set(roles) <= set(Role) for roles in PERMISSIONS.values())


def test_no_file_is_over_400_lines() -> None:
    for file in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        if "migrations" not in file.parts:
            assert len(file.read_text().splitlines()) <= 400, file


def test_no_function_imports_inside_itself() -> None:
    allowed = {
        "kith/site/cli/__init__.py",  # the command sets Django up before it may import the rest
        "kith/site/cli/large.py",  # DuckDB and pyarrow cost every command as much, and one needs them
        "kith/intake/linkage/large/spark.py",  # an extra, which may not be here
        "kith/intake/linkage/score.py",  # splink cost every process 50 MB and a quarter of a second, and few ever score
        "kith/intake/linkage/pairing.py",  # nor pair: DuckDB and pyarrow
    }
    for file in SOURCE.rglob("*.py"):
        if str(file.relative_to(SOURCE.parent)) in allowed or "tests" in file.parts or file.name == "learn.py":
            continue
        for function in (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef)):
            assert not any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(function)), (
                f"{file}: {function.name}"
            )


def test_every_entry_has_its_by_and_at_and_its_disposable_texts_exist() -> None:
    for model in entry_tables():
        for name in getattr(model, "disposable", ()):
            field = model._meta.get_field(name)
            is_day = field.get_internal_type() == "DateField" and field.null  # emptied to none
            assert is_day or field.get_internal_type() in ("TextField", "CharField", "JSONField")


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_database_holds_exactly_the_declared_grants() -> None:
    assert database.not_as_declared() == []
    assert list(wall.triggers()) == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_roles where rolname like 'side_%'")
        assert cursor.fetchone()[0] == len(database.COLUMNS) - 1


def test_every_job_is_in_the_schedule() -> None:
    found = set()
    for part in PARTS:
        if (SOURCE / part / "jobs.py").exists():
            module = import_module(f"kith.{part}.jobs")
            found |= {
                f for n, f in inspect.getmembers(module, inspect.isfunction)
                if f.__module__ == module.__name__ and not n.startswith("_")
            }  # fmt: skip
    assert found == set(schedule.JOBS)


def test_a_scanner_that_takes_minutes_keeps_no_other_job_waiting() -> None:
    assert Counter(job for lane in schedule.LANES for job in lane) == Counter(schedule.JOBS.keys())
    assert (scan_files,) in schedule.LANES


def test_every_setting_is_in_the_operations_page() -> None:
    told = (ROOT / "docs" / "operations.md").read_text()
    used = {name for file in SOURCE.rglob("*.py") for name in re.findall(r"\"(KITH_[A-Z_]+)\"", file.read_text())}
    assert {name for name in used if name not in told} == set()


def test_every_template_is_used() -> None:
    text = "\n".join(f.read_text() for f in [*SOURCE.rglob("*.py"), *SOURCE.glob("*/templates/**/*.html")])
    for file in SOURCE.glob("*/templates/**/*.html"):
        name = str(file.relative_to(file.parents[[p.name for p in file.parents].index("templates")]))
        assert name in text or name in ("400.html", "403.html", "403_csrf.html", "404.html", "500.html"), name


def test_no_tracked_file_names_a_package_registry_or_a_machine() -> None:
    hosts = re.compile(
        "|".join(
            ("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "/work" + "/main", "/work" + "/shared")
        )
    )
    for file in tracked():
        if (
            file.suffix in (".py", ".md", ".toml", ".json", ".txt", ".yaml", ".html", ".css", ".sh", "")
            and file.name != "LICENSE"
        ):
            assert not hosts.search(file.read_text(errors="ignore")), file


def test_no_name_of_a_person_goes_into_a_url() -> None:
    for page in pages.every_page():
        assert "name" not in page.path
        assert re.fullmatch(r"/[a-z0-9/-]*", page.path), page.path


def test_a_page_uses_the_forms_of_its_own_part_alone() -> None:
    graph = grimp.build_graph("kith")
    for module in graph.modules:
        if module.split(".")[-1] == "forms" and module != "kith.ui.forms":
            for importer in graph.find_modules_that_directly_import(module):
                assert importer.split(".")[1] == module.split(".")[1], f"{importer} uses {module}"


def test_every_permission_is_asked_for_somewhere() -> None:
    """By a page, or by name where commands, jobs and buttons pass the gate; a permission that nothing asks for misleads."""
    paged = {page.permission for page in pages.every_page()}
    code = "\n".join(
        file.read_text()
        for kind in ("*.py", "*.html")
        for file in SOURCE.rglob(kind)
        if file.name != "roles.py" and "tests" not in file.parts
    )
    unasked = {p for p in PERMISSIONS if p not in paged and f'"{p}"' not in code and f"'{p}'" not in code}
    assert unasked == set()


def test_every_relation_to_a_person_is_known_to_joining_with_what_it_means_there() -> None:
    held = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.related_model is Person
    }
    assert {name for name, meaning in relations_to_person().items() if meaning.strip()} == held


@pytest.mark.parametrize("part", ["register", "welfare", "review"])
def test_every_state_that_work_can_be_in_has_its_words_and_its_owner(part: str) -> None:
    """A state that the database finds and no part knows would drop out of every list: nobody would have it."""
    text = (SOURCE / part / "database.sql").read_text()
    found = re.findall(rf"function {part}_(?:work|steps)\(.*?\$\$(.*?)\$\$", text, re.DOTALL)
    states = set(re.findall(r"(?:then|else|select) '(\w+)'", " ".join(found)))
    if part == "register":
        states |= set(CaseStep.values)  # a case stands where its last step left it
    if part == "review":  # and one whose review ended without a decision where the pack's ending left it
        assert "ended_" in states
        states = states - {"ended_"} | {f"ended_{one.code}" for one in load().outcomes if one.kind == "ending"}
    kinds = {kind.code: kind for kind in import_module(f"kith.{part}.work").KINDS}
    assert states == set(kinds)
    assert [code for code, kind in kinds.items() if not (kind.role or kind.who or kind.is_over)] == []


OPENS_A_SIDE = {
    "access/gate.py": "the one way in",
    "access/actions/__init__.py": "the actors behind jobs, at set-up",
    "demo/cast.py": "the people of the demo",
    "site/pages.py": "people for the proof, rolled back",
    "site/wall/borrowed.py": "whoever asks, for the proof: a number and a sum, and no row",
    "site/cli/accounts.py": "accounts at the command line",
    "site/cli/intake.py": "the command line's own actor",
    "site/cli/audit.py": "reading the trail at the command line",
}


def test_nothing_opens_a_side_but_the_gate_and_what_is_named_here() -> None:
    found, by_hand = set(), set()
    for file in SOURCE.rglob("*.py"):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        name, text = str(file.relative_to(SOURCE)), file.read_text()
        calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
        if any(ast.unparse(call.func) in ("side", "access.side.side") for call in calls):
            found.add(name)
        if re.search(r"set_config\('role'|\bset (local |session )?role\b", text):
            by_hand.add(name)
    assert found == set(OPENS_A_SIDE)
    assert by_hand == {"access/side.py", "site/wall/attempts.py"}


def test_disposal_is_reached_through_its_one_action() -> None:
    """Which needs a first signature to be there already: `access/tests/test_disposal.py` tries to do without."""
    naming = {
        str(file.relative_to(SOURCE))
        for kind in ("*.py", "*.sql", "*.txt", "*.html")
        for file in SOURCE.rglob(kind)
        if "tests" not in file.parts and re.search(r"\baccess_dispose(_all)?\(", file.read_text())
    }
    assert naming == {"access/actions/__init__.py", "keeping/actions.py", "site/disposal.py", "site/grants.txt"}
    asking = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if "tests" not in file.parts and re.search(r"\b(dispose|sign_disposal)\(", file.read_text())
    }
    assert asking <= {
        "access/actions/__init__.py",
        "demo/casework/keeping.py",
        "keeping/actions.py",
        "keeping/pages.py",
    }, "a page or command that disposes asks two people, each for themselves"


def test_every_table_is_written_by_some_side() -> None:
    unwritten = {"access.DisposalCertificate", "access.Epoch"}  # by the definer function and with the grants
    for line in database.declared():
        if line.kind == "table" and line.label.split(".")[0] in PARTS and line.label not in unwritten:
            assert any("INSERT" in verbs for verbs in line.verbs.values()), line.label
