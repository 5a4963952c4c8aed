import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='is_told',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('side', models.CharField(choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=16)),
                ('looked_at', models.DateTimeField()),
                ('waits', models.BooleanField(default=False)),
                ('try_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('actor', 'side'), name='one_outbox_per_person_and_side')],
            },
        ),
    ]
