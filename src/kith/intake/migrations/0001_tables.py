"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.contrib.postgres.fields
import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('intake', '0001_initial'),
        ('intake', '0002_header_strength_household'),
        ('intake', '0003_remarks'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('register', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('counts', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CandidatePair',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('place', models.PositiveIntegerField()),
                ('veto', models.CharField(blank=True, max_length=60)),
                ('agrees', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('differs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('unknown', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('concerns_child', models.BooleanField()),
                ('found_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='HouseholdKey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=8)),
                ('value', models.CharField(max_length=250)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='household_keys', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('same', 'the same person'), ('different', 'different people'), ('unsure', 'not sure')], max_length=9)),
                ('rule', models.CharField(blank=True, max_length=60)),
                ('model_version', models.CharField(blank=True, max_length=40)),
                ('strength', models.FloatField(default=0)),
                ('why', models.TextField(blank=True)),
                ('a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('pair', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='intake.candidatepair')),
                ('takes_back', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_back_by', to='intake.judgement')),
            ],
        ),
        migrations.CreateModel(
            name='SourceFile',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=60)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('row_count', models.PositiveIntegerField()),
                ('header', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('not_understood', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('remarks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), default=list, size=None)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='intake.batch')),
            ],
        ),
        migrations.CreateModel(
            name='SourceRow',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('record_id', models.CharField(blank=True, max_length=120)),
                ('cells', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='intake.sourcefile')),
                ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_row', to='register.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='candidatepair',
            index=models.Index(fields=['settled_at', 'place'], name='intake_cand_settled_8e56db_idx'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.UniqueConstraint(fields=('a', 'b'), name='a_pair_is_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.CheckConstraint(condition=models.Q(('a', models.F('b')), _negated=True), name='a_pair_is_two_records'),
        ),
        migrations.AddIndex(
            model_name='householdkey',
            index=models.Index(fields=['value', 'kind'], name='intake_hous_value_de7aee_idx'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('a', models.F('b')), _negated=True), name='a_judgement_is_about_two_records'),
        ),
        migrations.AddConstraint(
            model_name='sourcerow',
            constraint=models.UniqueConstraint(fields=('file', 'number'), name='a_row_comes_in_once'),
        ),
    ]
