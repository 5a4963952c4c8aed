"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('representations', '0001_words_and_own_pages'),
        ('representations', '0002_files'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('disclosure', '0001_tables'),
        ('documents', '0001_tables'),
        ('register', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='FamilyAccess',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_young', models.BooleanField()),
                ('language', models.CharField(max_length=8)),
                ('link_hash', models.CharField(max_length=64, unique=True)),
                ('code_hash', models.CharField(max_length=200)),
                ('given_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('tries_from', models.DateTimeField(null=True)),
                ('actor', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='family_access', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='family_accesses', to='register.case')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='HeldBackFrom',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('access', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_back', to='representations.familyaccess')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosure.disclosure')),
            ],
        ),
        migrations.CreateModel(
            name='Representation',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('voice', models.CharField(choices=[('family', 'a member of the family'), ('supporter', 'a supporter'), ('solicitor', 'a solicitor or law centre'), ('mp', 'a member of a parliament')], max_length=10)),
                ('said_by', models.CharField(blank=True, max_length=200)),
                ('said_on', models.DateField()),
                ('wish', models.CharField(choices=[('words', 'words'), ('wrong', 'that something is wrong'), ('meeting', 'the wish for a meeting')], max_length=8)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('words', models.TextField()),
                ('access', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='representations', to='representations.familyaccess')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representations', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='MeetingRequest',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('times', models.TextField(blank=True)),
                ('needs', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('representation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='meeting', to='representations.representation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('kind', models.CharField(choices=[('answered', 'answered'), ('will_happen', 'said what will happen, and when'), ('not_awaited', 'the family said: do not wait for this')], max_length=11)),
                ('words', models.TextField(blank=True)),
                ('happens_on', models.DateField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('representation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='representations.representation')),
            ],
        ),
        migrations.CreateModel(
            name='SentFile',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('representation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='representations.representation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='familyaccess',
            constraint=models.UniqueConstraint(fields=('case', 'person'), name='a_person_has_one_page_on_a_case'),
        ),
        migrations.AddConstraint(
            model_name='heldbackfrom',
            constraint=models.UniqueConstraint(fields=('access', 'disclosure'), name='a_report_is_held_back_once_from_a_person'),
        ),
        migrations.AddConstraint(
            model_name='representation',
            constraint=models.CheckConstraint(condition=models.Q(('voice', 'family'), ('access__isnull', True), _connector='OR'), name='only_a_family_member_writes_from_their_page'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'will_happen'), _negated=True), ('happens_on__isnull', False), _connector='OR'), name='what_will_happen_has_its_day'),
        ),
    ]
