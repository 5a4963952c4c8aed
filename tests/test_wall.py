"""The wall: it holds, and each leak that is planted is found."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import grimp
import pytest
from django.db import connections, transaction

from kith.site import pages, postgres, upkeep, wall
from kith.site.wall import Leak

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
Found = Callable[[], Iterator[Leak]]


def test_the_wall_holds() -> None:
    proof = wall.prove()
    assert proof.leaks == ()
    assert proof.tried > 2_000


def test_every_page_answers_each_role_as_declared() -> None:
    count, leaks = pages.tried()
    assert leaks == []
    assert count > 100


PLANTED: dict[str, tuple[str, Found, str]] = {
    "a grant to everybody": ("grant select on welfare_childsview to public", wall.privileges, "everybody"),
    "a grant beyond the declared": ("grant select on welfare_childsview to side_decision", wall.privileges, "side_decision"),
    "a column granted apart": ("grant select (words) on welfare_childsview to side_decision", wall.privileges, "column"),
    "a definer function": (
        "create function peek() returns setof text language sql security definer set search_path = public as"
        " $$ select words from welfare_childsview $$",
        wall.privileges,
        "peek",
    ),
    "a definer function without a path": (
        "alter function register_my_cases() reset search_path", wall.privileges, "without a fixed search_path",
    ),
    "a declared function given to another side": (
        "grant execute on function access_unrecorded() to side_decision", wall.privileges, "side_decision may run",
    ),
    "a view of the owner": ("create view peek as select words from welfare_childsview", wall.privileges, "view peek"),
    "a policy switched off": (
        "alter table register_personname disable row level security", wall.row_security, "register_personname",
    ),
    "a trigger switched off": ("alter table review_decision disable trigger only_added", wall.triggers, "review_decision"),
    "a foreign key": (
        "alter table review_review add column peek uuid references welfare_report (id)",
        wall.foreign_keys,
        "review_review points",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_leak_in_the_database_is_found(name: str) -> None:
    statement, look, words = PLANTED[name]
    assert list(look()) == []
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        found = list(look())
        transaction.set_rollback(True, using="owner")
    assert any(words in leak.words for leak in found), found


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("alter role kith_app inherit", "kith_app inherits"),
        ("grant side_welfare to kith_app_decision", "kith_app_decision can enter side_welfare"),
        ("alter role kith_app bypassrls", "bypasses row policies"),
        ("alter role kith_app_welfare createrole", "makes roles"),
    ],
)
def test_a_login_that_inherits_or_enters_another_side_is_found(statement: str, words: str) -> None:
    assert list(wall.logins()) == []
    if "DATABASE_URL" in os.environ:
        pytest.fail("the wall is tried on the embedded cluster, whose superuser this test may use")
    undo = {
        "alter role kith_app inherit": "alter role kith_app noinherit",
        "grant side_welfare to kith_app_decision": "revoke side_welfare from kith_app_decision",
        "alter role kith_app bypassrls": "alter role kith_app nobypassrls",
        "alter role kith_app_welfare createrole": "alter role kith_app_welfare nocreaterole",
    }[statement]
    with upkeep.admin_connection(Path(os.environ["KITH_VAR"])) as admin:
        admin.execute(statement)
        try:
            assert any(words in leak.words for leak in wall.logins())
        finally:
            admin.execute(undo)


def test_an_import_across_is_found() -> None:
    graph = grimp.build_graph("kith")
    assert list(wall.imports(graph)) == []
    graph.add_import(importer="kith.review.queries", imported="kith.register.queries")
    graph.add_import(importer="kith.register.queries", imported="kith.welfare.models")
    assert any("kith.welfare.models" in leak.words for leak in wall.imports(graph))


def test_a_template_across_is_found(tmp_path: Path) -> None:
    file = tmp_path / "review" / "templates" / "review" / "peek.html"
    file.parent.mkdir(parents=True)
    file.write_text('{% include "welfare/child.html" %}')
    assert "takes in a template of welfare" in next(wall.templates([file])).words


def test_files_that_are_open_shared_or_linked_are_found(tmp_path: Path) -> None:
    for side in ("welfare", "decision"):
        (tmp_path / side).mkdir(mode=0o700)
        (tmp_path / side / "aa").touch(mode=0o600)
    assert [leak.words for leak in wall.files(tmp_path)] == ["aa lies on two sides"]
    (tmp_path / "decision" / "aa").unlink()
    (tmp_path / "decision" / "bb").symlink_to(tmp_path / "welfare" / "aa")
    assert "is a link" in next(wall.files(tmp_path)).words
    (tmp_path / "decision" / "bb").unlink()
    (tmp_path / "welfare" / "aa").chmod(0o644)
    assert "open to other users" in next(wall.files(tmp_path)).words


def test_the_version_that_the_wall_is_tried_on_is_said() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("show server_version_num")
        major = int(cursor.fetchone()[0]) // 10_000
    sys.stdout.write(f"\nThe wall was tried on PostgreSQL {major}.\n")
    assert major in {binaries.major for binaries in postgres.all_binaries()}
