"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('safeguards', '0001_initial'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('register', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reference', models.CharField(max_length=40)),
                ('step', models.CharField(choices=[('removal', 'removal from the country'), ('detention', 'detention'), ('home_visit', 'a visit to the home')], max_length=12)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
        ),
        migrations.CreateModel(
            name='ClearanceAnswer',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('is_clear', models.BooleanField()),
                ('kind', models.CharField(blank=True, choices=[('decision_not_final', 'decision not final'), ('welfare_check_not_fresh', 'welfare check not fresh'), ('other', 'other')], max_length=24)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('clearance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='safeguards.clearance')),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('side', models.CharField(choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=14)),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_holds', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('side', models.CharField(choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=14)),
                ('step', models.CharField(choices=[('removal', 'removal from the country'), ('detention', 'detention'), ('home_visit', 'a visit to the home')], max_length=12)),
                ('happened_on', models.DateField()),
                ('words', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('words', models.TextField()),
                ('is_done', models.BooleanField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='safeguards.incident')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Lifting',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('hold', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lifting', to='safeguards.hold')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WelfareCheck',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('fresh_until', models.DateField(null=True)),
                ('needs', models.TextField(blank=True)),
                ('harm_is_foreseen', models.BooleanField(default=False)),
                ('harm', models.TextField(blank=True)),
                ('why_declined', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='clearance',
            index=models.Index(fields=['by', 'at'], name='safeguards__by_id_f1cc2c_idx'),
        ),
        migrations.AddConstraint(
            model_name='clearanceanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_clear', True), ('kind', '')), models.Q(('is_clear', False), models.Q(('kind', ''), _negated=True)), _connector='OR'), name='not_clear_names_exactly_one_kind'),
        ),
        migrations.AddIndex(
            model_name='welfarecheck',
            index=models.Index(fields=['child', 'at'], name='safeguards__child_i_014ba1_idx'),
        ),
        migrations.AddConstraint(
            model_name='welfarecheck',
            constraint=models.CheckConstraint(condition=models.Q(('fresh_until__isnull', False), models.Q(('why_declined', ''), _negated=True), ('certificate__isnull', False), _connector='OR'), name='who_takes_no_part_says_why'),
        ),
    ]
