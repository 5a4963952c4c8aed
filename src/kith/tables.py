"""The first migration of each part: every table made once, as it is at the migration's end."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

OF_TABLES = (migrations.AddConstraint, migrations.AddField, migrations.AddIndex)


class FirstTables(migrations.Migration):
    """Makes tables as all operations together describe them. Raises `TypeError` for what is no part of a first table.

    Django makes every model anew after each operation, with all models that point to it: for some hundred tables that all
    point to people and cases this takes ten seconds of an empty start, where making the tables takes one. Here models are made
    once. Keys between tables are added at the end, as Django does it anyway, so that the order of the tables does not matter.
    """

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        if collect_sql:  # to be shown, not done
            return super().apply(project_state, schema_editor, collect_sql)
        project_state.__dict__.pop("apps", None)  # no models: without any, no operation makes them anew
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            if isinstance(operation, migrations.CreateModel | migrations.RunSQL):
                operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
            elif not isinstance(operation, OF_TABLES):  # these are part of the table by now
                raise TypeError(f"{self}: {operation.describe()} belongs in a migration of its own")
        return project_state
