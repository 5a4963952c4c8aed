"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.contrib.postgres.fields
import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('access', '0001_initial'),
        ('access', '0002_disposal_signature'),
        ('access', '0003_epoch'),
        ('access', '0004_outside_sides'),
        ('access', '0005_files'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Actor',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('shown_name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('staff', 'Staff'), ('family', 'Family member'), ('contributor', 'Contributor'), ('job', 'A job of Kith itself')], default='staff', max_length=12)),
                ('phone', models.CharField(blank=True, max_length=30)),
            ],
            options={
                'ordering': ['shown_name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(choices=[('home_office', 'Home Office'), ('council', 'Council'), ('school', 'School'), ('health', 'Health board'), ('third_sector', 'Third sector'), ('government', 'Scottish Government'), ('independent', 'Independent body'), ('kith', 'Kith itself')], max_length=20)),
                ('area', models.CharField(blank=True, max_length=9)),
                ('phone', models.CharField(blank=True, max_length=30)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Epoch',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('base', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('sealed_at', models.DateTimeField()),
                ('horizon', models.BigIntegerField()),
                ('entry_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('leaves', models.BinaryField()),
                ('root', models.CharField(max_length=64)),
                ('previous_root', models.CharField(blank=True, max_length=64)),
                ('signature', models.CharField(max_length=128)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('actor', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='user', to='access.actor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='actor',
            name='agency',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actors', to='access.agency'),
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('actor_id', models.UUIDField(null=True)),
                ('side', models.CharField(blank=True, choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=16)),
                ('verb', models.CharField(max_length=80)),
                ('outcome', models.CharField(choices=[('done', 'done'), ('opened', 'opened'), ('refused', 'refused')], max_length=8)),
                ('subject', models.UUIDField(null=True)),
                ('case_id', models.UUIDField(null=True)),
                ('shown', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('transaction', models.BigIntegerField(default=0, editable=False)),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['transaction', 'id'], name='access_audi_transac_4ebf13_idx'), models.Index(fields=['case_id', 'at'], name='access_audi_case_id_8114e5_idx'), models.Index(fields=['subject'], name='access_audi_subject_de093c_idx')],
            },
        ),
        migrations.CreateModel(
            name='DisposalCertificate',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('retention_class', models.CharField(max_length=60)),
                ('source', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
        ),
        migrations.CreateModel(
            name='DisposalSignature',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('side', models.CharField(choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=16)),
                ('table', models.CharField(max_length=80)),
                ('subject', models.UUIDField()),
                ('retention_class', models.CharField(max_length=60)),
                ('source', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('role', models.CharField(choices=[('registrar', 'Registrar'), ('coordinator', 'Coordinator'), ('lead_professional', 'Lead professional'), ('review_manager', 'Review manager'), ('review_officer', 'Review officer'), ('second_officer', 'Second officer'), ('senior_officer', 'Senior officer'), ('family_member', 'Family member'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance_requester', 'Asks for clearance'), ('letter_job', 'Letters (a job, not a person)'), ('welfare_files', "Files of the child's side (a job, not a person)"), ('decision_files', 'Files of the decision side (a job, not a person)'), ('statistician', 'Statistician'), ('auditor', 'Auditor'), ('administrator', 'Administrator'), ('sealer', 'Sealing (a job, not a person)')], max_length=20)),
                ('area', models.CharField(blank=True, max_length=9)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='access.actor')),
            ],
        ),
        migrations.CreateModel(
            name='RetentionHold',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('subject', models.UUIDField()),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('ends_hold', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended_by', to='access.retentionhold')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(max_length=60)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='disposalcertificate',
            constraint=models.CheckConstraint(condition=models.Q(('by', models.F('second')), _negated=True), name='disposal_is_signed_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='disposalsignature',
            constraint=models.UniqueConstraint(fields=('by', 'subject'), name='a_person_signs_a_disposal_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gt', models.F('from_at')), _connector='OR'), name='membership_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('actor', 'role', 'area'), name='one_open_membership_per_role_and_area'),
        ),
    ]
