from django.db import migrations


class Migration(migrations.Migration):
    """The row that stands for all rows of one person: whose both sides may know, else the decision side's, then the first.

    What the next intake would work out anew, so that none points at a row of the children's side until then.
    """

    dependencies = [("register", "0003_who_is_a_child")]
    operations = [
        migrations.RunSQL(
            """update register_person p set canonical_id = h.id
               from (select distinct on (canonical_id) canonical_id, id from register_person
                     order by canonical_id, array_position(array['common', 'decision', 'welfare'], side::text), id) h
               where h.canonical_id = p.canonical_id and p.canonical_id <> h.id""",
            migrations.RunSQL.noop,
        )
    ]
