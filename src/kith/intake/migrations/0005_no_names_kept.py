"""Hand-ins that are over kept the names of the pairs that they would have asked. They keep their counts alone."""

from django.db import migrations

FORWARD = "update intake_handin set found = found - 'pairs_shown' where step in ('taken_in', 'set_aside')"


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0004_runs_that_died'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
