"""What households share has homes without their postcodes, too: those of whoever is there are written from their homes."""

from django.db import migrations

FILL = """
    insert into intake_householdkey (person_id, kind, value)
    select distinct person_id, 'place', regexp_replace(value, '/[^/]*$', '') from intake_householdkey where kind = 'home' and value <> ''
"""


class Migration(migrations.Migration):

    dependencies = [("intake", "0006_rows_compared")]

    operations = [migrations.RunSQL(FILL, "delete from intake_householdkey where kind = 'place'")]
