"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('register', '0001_initial'),
        ('register', '0002_a_case_has_a_side'),
        ('register', '0003_who_is_a_child'),
        ('register', '0004_who_stands_for_all_is_known_to_both'),
        ('register', '0005_births_are_found_by_index'),
        ('register', '0006_outside_sides'),
        ('register', '0007_endings'),
    ]

    dependencies = [
        ('access', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('area', models.CharField(blank=True, max_length=9)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], default='common', max_length=8)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Family',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('canonical_id', models.UUIDField(db_index=True)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CaseState',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('step', models.CharField(choices=[('to_confirm', 'family to be confirmed'), ('confirmed', 'family confirmed'), ('under_review', 'under review'), ('decided', 'decision served'), ('ended', 'review ended without a decision')], max_length=14)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='states', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='case',
            name='family',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='register.family'),
        ),
        migrations.CreateModel(
            name='NotAChild',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('why', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='said_adult', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='said_adult', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='FamilyMember',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('relationship', models.CharField(blank=True, max_length=60)),
                ('why', models.CharField(max_length=300)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='register.family')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='CaseChild',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='register.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='child_of', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonFact',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('source', models.CharField(max_length=120)),
                ('said_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('birth_date', 'date of birth'), ('sex', 'sex as recorded'), ('nationality', 'nationality as recorded'), ('relationship', 'relationship as recorded'), ('guardian', 'parent or carer as recorded'), ('arrived_on', 'date of arrival'), ('phone', 'telephone')], max_length=12)),
                ('value', models.CharField(max_length=200)),
                ('earliest', models.DateField(null=True)),
                ('latest', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonName',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('source', models.CharField(max_length=120)),
                ('said_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('given_and_family', 'given and family name'), ('one_cell', 'whole name in one cell'), ('own_script', 'name in own script')], max_length=20)),
                ('text', models.CharField(max_length=200)),
                ('given', models.CharField(blank=True, max_length=120)),
                ('family', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='register.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PersonReference',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('source', models.CharField(max_length=120)),
                ('said_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('person_ref', 'Home Office person reference'), ('case_ref', 'Home Office case reference'), ('health_ref', 'health number')], max_length=12)),
                ('value', models.CharField(max_length=60)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='Residence',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('source', models.CharField(max_length=120)),
                ('said_at', models.DateTimeField()),
                ('address', models.CharField(blank=True, max_length=200)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('postcode', models.CharField(blank=True, max_length=12)),
                ('area', models.CharField(blank=True, max_length=9)),
                ('from_on', models.DateField(null=True)),
                ('until_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='register.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SearchKey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('common', 'Both sides'), ('welfare', "Child's side"), ('decision', 'Decision side')], max_length=8)),
                ('key', models.CharField(max_length=200)),
                ('shown', models.CharField(max_length=200)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='search_keys', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='SourceRecord',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('file', models.UUIDField(db_index=True)),
                ('file_name', models.CharField(max_length=200)),
                ('row', models.PositiveIntegerField()),
                ('record_id', models.CharField(blank=True, max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='source_record', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='CaseTeamMember',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('side', models.CharField(choices=[('registry', 'Registry'), ('welfare', "Child's side"), ('decision', 'Decision side'), ('family', 'Family'), ('representative', 'Representative'), ('contributor', 'Contributor'), ('clearance', 'Clearance: answers only'), ('statistics', 'Figures, no names'), ('audit', 'Audit'), ('accounts', 'Accounts: no cases'), ('sealing', 'Sealing')], max_length=16)),
                ('role', models.CharField(max_length=20)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_teams', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team', to='register.case')),
            ],
            options={
                'indexes': [models.Index(fields=['actor', 'side'], name='register_ca_actor_i_8bdbb9_idx'), models.Index(fields=['case', 'side'], name='register_ca_case_id_82a58b_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gte', models.F('from_at')), _connector='OR'), name='team_time_ends_after_it_begins')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['area', 'opened_at'], name='register_ca_area_b8f060_idx'),
        ),
        migrations.AddConstraint(
            model_name='notachild',
            constraint=models.UniqueConstraint(fields=('case', 'person', 'by'), name='a_registrar_says_adult_once'),
        ),
        migrations.AddIndex(
            model_name='familymember',
            index=models.Index(fields=['family', 'until_at'], name='register_fa_family__cc4de1_idx'),
        ),
        migrations.AddConstraint(
            model_name='familymember',
            constraint=models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('person',), name='a_person_is_in_one_family_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='casechild',
            constraint=models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('case', 'person'), name='a_child_is_listed_once_on_a_case'),
        ),
        migrations.AddIndex(
            model_name='personfact',
            index=models.Index(fields=['person', 'kind'], name='register_pe_person__6e4fa2_idx'),
        ),
        migrations.AddIndex(
            model_name='personfact',
            index=models.Index(models.F('person'), models.F('latest'), condition=models.Q(('kind', 'birth_date'), ('latest__isnull', False)), name='births'),
        ),
        migrations.AddIndex(
            model_name='personreference',
            index=models.Index(fields=['kind', 'value'], name='register_pe_kind_8d27c0_idx'),
        ),
    ]
