"""The wall: it holds, and each leak that is planted is found."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import grimp
import pytest
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone

from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Role, Side
from kith.disclosure.models import Milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.models import CaseTeamMember
from kith.review.tests.factories import Walk
from kith.review.tests.test_endings import confirm, propose
from kith.site import pages, postgres, wall
from kith.site.wall import Leak
from tests.factories import LONG_AGO, ROLES, Cast, make_case

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
    "a lock that everybody may hold": (
        "grant execute on function access_hold(text) to kith_app", wall.privileges, "kith_app may run function access_hold",
    ),
    "a policy switched off": (
        "alter table register_personname disable row level security", wall.row_security, "register_personname",
    ),
    "people on no side": ("alter table register_person disable row level security", wall.row_security, "register_person"),
    "families on no side": ("alter table register_family disable row level security", wall.row_security, "register_family"),
    "a trigger switched off": ("alter table review_decision disable trigger only_added", wall.triggers, "review_decision"),
    "a foreign key": (
        "alter table review_review add column peek uuid references welfare_report (id)",
        wall.foreign_keys,
        "review_review points",
    ),
    "a second function of a declared name": (
        "create function register_my_cases(whose uuid) returns setof text language sql security definer"
        " set search_path = public as $$ select words from welfare_childsview $$",
        wall.privileges,
        "register_my_cases(uuid) runs as its owner and is not declared",
    ),
    "a declared function with another body": (
        "create or replace function register_my_cases() returns setof uuid language sql stable security definer"
        " set search_path = public, pg_temp as $$ select id from register_case $$",
        wall.drift,
        "function register_my_cases()",
    ),
    "a policy more": (
        "create policy peek on register_personname for select to side_decision using (true)", wall.drift,
        "peek of register_personname",
    ),
    "a policy less narrow": (
        "alter policy of_the_case on welfare_childsview using (true)", wall.drift, "of_the_case of welfare_childsview",
    ),
    "a declared view with another body": (
        "create or replace view reporting_child_step as select id::text as case_key, id::text as child_key, area,"
        " opened_at::date as opened_on, opened_at as confirmed_at, opened_at as listed_at, side, opened_at as lead_at,"
        " opened_at as views_at, opened_at as released_at, opened_at as review_at, array[opened_at] as served_at,"
        " array[opened_at] as ended_at, array[opened_at] as went_on_at from register_case",
        wall.drift,
        "view reporting_child_step",
    ),
    "a schema beside": ("create schema peek create view v as select words from welfare_childsview",
        wall.privileges, "schema peek"),
    "a side that may make objects": ("grant create on schema public to side_decision", wall.privileges, "side_decision may make"),
    "a sequence": (
        "create sequence peek; grant usage on sequence peek to side_decision", wall.privileges, "USAGE on sequence peek",
    ),
    "a grant on what is made later": (
        "alter default privileges grant select on tables to side_decision", wall.privileges, "granted by default",
    ),
    "a rule": (
        "create rule peek as on insert to welfare_childsview do also select 1", wall.privileges, "rule peek",
    ),
    "a trigger": (
        "create trigger peek after insert on welfare_childsview execute function kith_only_added()",
        wall.triggers, "trigger peek",
    ),
    "a trigger under a declared name": (
        "create trigger only_added before insert on welfare_report execute function kith_only_added()",
        wall.triggers, "only_added of welfare_report",
    ),
    "a trigger that signs without looking": (
        "alter table access_disposalsignature disable trigger signed_as_seen", wall.triggers, "signed_as_seen",
    ),
    "a function that carries rows away for whoever writes them": (
        "create function peek() returns trigger language plpgsql as 'begin return new; end';"
        " revoke all on function peek() from public", wall.privileges, "peek() is not declared",
    ),
    "a column that a copy would go into": (
        "alter table disclosure_disclosure add column peek text", wall.shape, "column peek of disclosure_disclosure",
    ),
    "a table that nobody declared": ("create table peek as table welfare_childsview", wall.shape, "table peek"),
    "a table read through another": (
        "create table peek () inherits (disclosure_milestone)", wall.shape, "peek are read through disclosure_milestone",
    ),
    "a constraint let go": (
        "alter table review_confirmation drop constraint the_second_officer_did_not_draft", wall.shape,
        "lacks the constraint the_second_officer_did_not_draft",
    ),
    "a declared function that looks at another table": (
        "create or replace function register_my_cases() returns setof uuid language sql stable security definer"
        " set search_path = public, pg_temp as $$ select case_id from welfare_childsview $$",
        wall.looked_at, "register_my_cases() looks at welfare_childsview for decision",
    ),
    "a declared view that looks at another table": (
        "drop view reporting_child_step; create view reporting_child_step as select words from welfare_childsview",
        wall.looked_at, "welfare_childsview for statistics",
    ),
    "sessions open to every login": (
        "alter policy of_the_login on django_session using (true)", wall.drift, "of_the_login of django_session",
    ),
    "logins open to every server": (
        "create policy peek on access_user to kith_app_decision using (true)", wall.drift, "peek of access_user",
    ),
    "tables of one's own for everybody": (
        "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
        wall.privileges, "everybody may temporary in the database",
    ),
    "a trigger for replicas alone": (
        "alter table review_decision enable replica trigger only_added", wall.triggers, "review_decision",
    ),
    "a table of casework without a policy": (
        "alter table welfare_reportitem disable row level security", wall.row_security, "welfare_reportitem",
    ),
    "a table copied": (
        "create table peek as table welfare_childsview; grant select on peek to side_decision", wall.privileges, "SELECT on peek",
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


def test_an_import_across_is_found() -> None:
    graph = grimp.build_graph("kith")
    assert list(wall.imports(graph)) == []
    graph.add_import(importer="kith.review.queries", imported="kith.register.queries")
    graph.add_import(importer="kith.register.queries", imported="kith.welfare.models")
    assert any("kith.welfare.models" in leak.words for leak in wall.imports(graph))


def test_a_template_across_is_found_also_through_a_third(tmp_path: Path) -> None:
    texts = {"review/peek": '{% include "register/card.html" %}', "register/card": "{% include 'welfare/child.html' %}"}
    found = []
    for name, text in texts.items():
        part = name.split("/")[0]
        file = tmp_path / part / "templates" / f"{name}.html"
        file.parent.mkdir(parents=True)
        file.write_text(text)
        found.append(file)
    assert [leak.words for leak in wall.templates(found)] == [
        "review/peek.html takes in a template of welfare: welfare/child.html"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "cursor.execute('select words from welfare_childsview')", 'apps.get_model("welfare", "ChildsView")',
        'import_module("kith.welfare.models")', 'render(request, "welfare/child.html")', 'ForeignKey("welfare.Report")',
    ],
)  # fmt: skip
def test_a_part_that_names_the_other_without_importing_it_is_found(tmp_path: Path, text: str) -> None:
    file = tmp_path / "queries.py"
    file.write_text("permission = 'welfare.child'  # a verb is no table")
    assert list(wall.words("review", [file])) == []
    file.write_text(text)
    assert "of welfare" in next(wall.words("review", [file])).words


@pytest.mark.parametrize("kind", MilestoneKind.values)
def test_each_milestone_is_passed_by_one_side_alone(kind: str, cast: Cast) -> None:
    walk = Walk.begin(cast)
    if kind == MilestoneKind.DECISION_SERVED:  # nobody says that a decision was served which was not
        decision = walk.ready().decide()
        walk.view(decision).confirm(decision).serve(decision)
    else:  # nor that a review ended which did not
        confirm(walk, propose(walk))
    case = walk.review.case
    passed = set()
    for name in ("registrar", "coordinator", "manager"):
        on = ROLE_SIDES[ROLES[name][1]]
        with side(on, actor_id=cast[name].pk), suppress(ProgrammingError), transaction.atomic():
            Milestone.objects.create(case_id=case.pk, kind=kind, by=cast[name], at=LONG_AGO)
            passed.add(on)
    assert len(passed) == 1


def test_no_side_puts_anyone_on_the_other_sides_team_or_takes_them_off(cast: Cast) -> None:
    case = make_case(cast).case
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        member = CaseTeamMember.objects.create(
            case_id=case.pk, actor=cast["lead"], side="welfare", role=Role.LEAD_PROFESSIONAL, from_at=LONG_AGO
        )
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert CaseTeamMember.objects.filter(pk=member.pk).exists()
        assert CaseTeamMember.objects.filter(pk=member.pk).update(until_at=timezone.now()) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CaseTeamMember.objects.create(
                case_id=case.pk, actor=cast["officer"], side="welfare", role=Role.LEAD_PROFESSIONAL, from_at=LONG_AGO
            )


def test_files_that_are_open_shared_or_linked_are_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    for name in ("welfare", "decision"):
        (tmp_path / name).mkdir(mode=0o700)
        (tmp_path / name / "aa").touch(mode=0o600)
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
