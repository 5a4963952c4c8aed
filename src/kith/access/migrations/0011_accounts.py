import django.db.models.deletion
import kith.records
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_disposal'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('print', models.CharField(max_length=64, unique=True)),
                ('until_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('what', models.CharField(choices=[('added', 'added'), ('invited', 'link made for choosing a password'), ('role_given', 'role given'), ('role_ended', 'role ended'), ('login_closed', 'login closed'), ('login_opened', 'login opened again'), ('second_step_taken_off', 'second step taken off'), ('social_worker', 'noted as a registered social worker'), ('no_social_worker', 'noted as no registered social worker any more')], max_length=24)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_changes', to='access.actor')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.membership')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
    ]
