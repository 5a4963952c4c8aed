"""Tables made once, as they are at the end of all migrations, where there is none yet."""

from collections.abc import Iterator

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation


class Fill(migrations.RunPython):
    """Works rows of a new table out from rows that are there: in an empty database there are none."""


# What is part of a table by the time it is made; Django's own data migrations find nothing in an empty database.
OF_TABLES = (
    migrations.AddConstraint, migrations.AddField, migrations.AddIndex, migrations.AlterField, migrations.AlterModelManagers,
    migrations.AlterModelOptions, migrations.RemoveConstraint, migrations.RemoveField, migrations.RemoveIndex, Fill,
)  # fmt: skip
DJANGOS = ("auth", "contenttypes", "sessions")


def make_at_once(connection: BaseDatabaseWrapper) -> None:
    """Make every table of an empty database as all migrations together describe it, and write down that they were run. Does
    nothing where any was. Raises `TypeError` for a migration that is no part of a table.

    Django makes every model anew after each operation, with all models that point to it: for some hundred tables that all
    point to people and cases this takes half a minute of an empty start, where making the tables takes one second. Keys between
    tables are added at the end, as Django does it anyway, so that the order of the tables does not matter.
    """
    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations:
        return
    plan = [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    end = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        for app, operation in _operations(plan):
            if isinstance(operation, migrations.CreateModel) and (app, operation.name_lower) in end.models:
                operation.database_forwards(app, editor, end, end)
    with connection.schema_editor(atomic=True) as editor:  # once the keys between tables are there
        for app, operation in _operations(plan):
            if isinstance(operation, migrations.RunSQL):
                operation.database_forwards(app, editor, end, end)
        executor.recorder.ensure_schema()
        for step in plan:
            for app, name in (*step.replaces, (step.app_label, step.name)):
                executor.recorder.record_applied(app, name)


def _operations(plan: list[migrations.Migration]) -> Iterator[tuple[str, Operation]]:
    for step in plan:
        for operation in step.operations:
            if isinstance(operation, migrations.CreateModel | migrations.RunSQL):
                yield step.app_label, operation
            elif not isinstance(operation, OF_TABLES) and step.app_label not in DJANGOS:
                raise TypeError(
                    f"{step}: {operation.describe()} makes no table: say in kith.tables how it is made at once"
                )
