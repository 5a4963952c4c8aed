"""What somebody began to write and has not sent."""

import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_social_worker'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkingCopy',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('side', models.CharField(choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=16)),
                ('view', models.CharField(max_length=80)),
                ('ids', models.JSONField(default=dict)),
                ('case_id', models.UUIDField(null=True)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('words', models.JSONField(default=dict)),
                ('hand', models.UUIDField()),
                ('begun_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'view', 'ids'), name='one_working_copy_per_owner_and_page')],
            },
        ),
    ]
