"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.db.models.deletion
import kith.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('disclosure', '0001_initial'),
        ('disclosure', '0002_moved_date_correction_leave'),
        ('disclosure', '0003_who_is_a_child'),
        ('disclosure', '0004_fresh_check_what_helps'),
        ('disclosure', '0005_files'),
        ('disclosure', '0006_endings'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('documents', '0001_tables'),
        ('register', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisclosedItem',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('place', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('event', 'event'), ('evidence', 'evidence'), ('assessment', 'wellbeing assessment'), ('views', "the child's own views"), ('file', 'file'), ('analysis', "the lead professional's own view")], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('said_by', models.CharField(blank=True, max_length=200)),
                ('said_on', models.DateField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
        ),
        migrations.CreateModel(
            name='DisclosedFile',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('sha256', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='file', to='disclosure.discloseditem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('purpose', models.TextField()),
                ('basis', models.CharField(max_length=200)),
                ('was_told', models.BooleanField()),
                ('is_partial', models.BooleanField()),
                ('sha256', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('lead_professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='disclosure.disclosure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='discloseditem',
            name='disclosure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='disclosure.disclosure'),
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('lead_professional_appointed', 'a lead professional was appointed'), ('lead_professional_ended', "the lead professional's appointment ended"), ('views_recorded', "the child's views were recorded"), ('views_not_sought_explained', "why the child's views were not sought was explained"), ('report_released', 'the report was released'), ('child_made_known', "the children's side made a child known"), ('asks_to_wait', "the children's side asks you to wait"), ('may_go_on', "the children's side no longer asks you to wait"), ('identity_open', 'who a person is, is an open question'), ('identity_settled', 'who a person is, is settled'), ('review_opened', 'the review was opened'), ('service_planned', 'the decision will be served soon'), ('decision_served', 'the decision was served'), ('review_ended', 'the review ended without a decision'), ('review_goes_on', 'the review goes on: that it had ended was taken back')], max_length=30)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('child', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='register.person')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='disclosure.disclosure')),
            ],
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('report', "the lead professional's report"), ('fresh_check', 'a fresh look at how the child is, before a step'), ('what_helps', 'what would help to finish the report')], max_length=12)),
                ('due_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='register.case')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MovedDate',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_dates', to='disclosure.request')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='disclosure',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='disclosure.request'),
        ),
        migrations.CreateModel(
            name='Withholding',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('item', models.UUIDField()),
                ('kind', models.CharField(choices=[('event', 'event'), ('evidence', 'evidence'), ('assessment', 'wellbeing assessment'), ('views', "the child's own views"), ('file', 'file'), ('analysis', "the lead professional's own view")], max_length=10)),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withholdings', to='disclosure.disclosure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='discloseditem',
            constraint=models.UniqueConstraint(fields=('disclosure', 'place'), name='each_released_item_has_its_place'),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(fields=['case', 'kind'], name='disclosure__case_id_d0c51b_idx'),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(fields=['child', 'kind'], name='disclosure__child_i_36c524_idx'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('disclosure', 'by'), name='a_reader_confirms_receipt_once'),
        ),
    ]
