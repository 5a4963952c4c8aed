"""The tables of this part as first released; whoever ran each step of their making need run nothing."""

import django.contrib.postgres.fields
import django.db.models.deletion
import kith.records
from django.db import migrations, models


# What two people and one version mean, said to PostgreSQL itself: keys over several columns, which Django cannot express.
# A decision says what its draft says, and is by whoever wrote it; it is confirmed in the version decided, by another, after
# an own view; the family is told the points of one draft once; what is served is the notice of what was confirmed. Of
# exceptions, later words and endings, whoever signs or answers does so to what another wrote.
FORWARD = """
alter table review_decision add constraint one_version_of_one_decision unique (id, by_id, sha256);
alter table review_secondview add constraint one_view_of_one_person unique (id, decision_id, by_id);
alter table review_confirmation add constraint confirms_the_version_decided
    foreign key (decision_id, decided_by_id, decision_sha256) references review_decision (id, by_id, sha256);
alter table review_confirmation add constraint confirms_after_an_own_view
    foreign key (view_id, decision_id, by_id) references review_secondview (id, decision_id, by_id);
alter table review_confirmation add constraint one_answer_to_one_decision unique (id, decision_id, verdict);
alter table review_service add constraint serves_what_was_confirmed
    foreign key (confirmation_id, decision_id, verdict) references review_confirmation (id, decision_id, verdict);
alter table review_draft add constraint one_version_of_one_draft unique (id, review_id, by_id, outcome, leave_length);
alter table review_draft add constraint a_draft_is_of_one_review unique (id, review_id);
alter table review_letter add constraint one_notice_of_one_answer unique (id, confirmation_id);
alter table review_decision add constraint decides_what_the_draft_says
    foreign key (draft_id, review_id, by_id, outcome, leave_length)
    references review_draft (id, review_id, by_id, outcome, leave_length);
alter table review_replyinvitation add constraint invites_to_a_draft_of_its_review
    foreign key (draft_id, review_id) references review_draft (id, review_id);
alter table review_service add constraint serves_its_own_notice
    foreign key (letter_id, confirmation_id) references review_letter (id, confirmation_id);
alter table review_reportexception add constraint one_exception_of_one_person unique (id, by_id);
alter table review_exceptionsignature add constraint signs_the_exception_of_another
    foreign key (exception_id, proposed_by_id) references review_reportexception (id, by_id);
alter table review_decision add constraint a_decision_is_of_one_review unique (id, review_id);
alter table review_laterwords add constraint later_words_of_one_decision unique (id, decision_id, by_id);
alter table review_laterwordsanswer add constraint answers_later_words_of_its_decision
    foreign key (later_id, decision_id, said_by_id) references review_laterwords (id, decision_id, by_id);
alter table review_laterwordsanswer add constraint answers_later_words_after_an_own_view
    foreign key (decision_id, by_id) references review_secondview (decision_id, by_id);
alter table review_laterwords add constraint later_words_are_of_a_decision_of_the_review
    foreign key (decision_id, review_id) references review_decision (id, review_id);
alter table review_ending add constraint one_ending_of_one_person unique (id, by_id);
alter table review_endinganswer add constraint answers_the_ending_of_another
    foreign key (ending_id, proposed_by_id) references review_ending (id, by_id);
alter table review_endinganswer add constraint one_answer_to_one_ending unique (ending_id, verdict);
alter table review_endingtakenback add constraint takes_back_what_was_confirmed
    foreign key (ending_id, verdict) references review_endinganswer (ending_id, verdict);
"""
BACK = """
alter table review_endingtakenback drop constraint takes_back_what_was_confirmed;
alter table review_endinganswer drop constraint one_answer_to_one_ending;
alter table review_endinganswer drop constraint answers_the_ending_of_another;
alter table review_ending drop constraint one_ending_of_one_person;
alter table review_laterwords drop constraint later_words_are_of_a_decision_of_the_review;
alter table review_laterwordsanswer drop constraint answers_later_words_after_an_own_view;
alter table review_laterwordsanswer drop constraint answers_later_words_of_its_decision;
alter table review_laterwords drop constraint later_words_of_one_decision;
alter table review_decision drop constraint a_decision_is_of_one_review;
alter table review_exceptionsignature drop constraint signs_the_exception_of_another;
alter table review_reportexception drop constraint one_exception_of_one_person;
alter table review_service drop constraint serves_its_own_notice;
alter table review_replyinvitation drop constraint invites_to_a_draft_of_its_review;
alter table review_decision drop constraint decides_what_the_draft_says;
alter table review_letter drop constraint one_notice_of_one_answer;
alter table review_draft drop constraint a_draft_is_of_one_review;
alter table review_draft drop constraint one_version_of_one_draft;
alter table review_service drop constraint serves_what_was_confirmed;
alter table review_confirmation drop constraint one_answer_to_one_decision;
alter table review_confirmation drop constraint confirms_after_an_own_view;
alter table review_confirmation drop constraint confirms_the_version_decided;
alter table review_secondview drop constraint one_view_of_one_person;
alter table review_decision drop constraint one_version_of_one_decision;
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('review', '0001_initial'),
        ('review', '0002_two_officers'),
        ('review', '0003_one_version'),
        ('review', '0004_exception_and_trace_check'),
        ('review', '0005_later_words'),
        ('review', '0006_endings'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('disclosure', '0001_tables'),
        ('documents', '0001_tables'),
        ('register', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(max_length=40)),
                ('leave_length', models.CharField(blank=True, max_length=60)),
                ('reasons', models.TextField()),
                ('pack_version', models.CharField(max_length=64)),
                ('considered', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('sha256', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('decision_sha256', models.CharField(max_length=64)),
                ('verdict', models.CharField(choices=[('confirmed', 'confirmed'), ('returned', 'returned with reasons')], max_length=9)),
                ('reasons', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='review.decision')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
                ('outcome', models.CharField(max_length=40)),
                ('leave_length', models.CharField(blank=True, max_length=60)),
                ('reasons', models.TextField()),
                ('points_against', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
            ],
        ),
        migrations.AddField(
            model_name='decision',
            name='draft',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='review.draft'),
        ),
        migrations.CreateModel(
            name='ReplyInvitation',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('draft', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to='review.draft')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('was_given', models.BooleanField()),
                ('words', models.TextField(blank=True)),
                ('considered', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='review.replyinvitation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProofOfReceipt',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('method', models.CharField(choices=[('post', 'recorded post'), ('by_hand', 'by hand'), ('representative', 'to the representative')], max_length=14)),
                ('proof', models.CharField(max_length=200)),
                ('received_on', models.DateField()),
                ('reply_by', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proof', to='review.replyinvitation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('criteria', models.CharField(max_length=40)),
                ('pack_version', models.CharField(max_length=64)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='register.case')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='access.actor')),
            ],
        ),
        migrations.CreateModel(
            name='ReportException',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('family_told_on', models.DateField()),
                ('family_told_how', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='replyinvitation',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review'),
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('confirmation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='review.confirmation')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='documents.document')),
                ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='review.replyinvitation')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
        ),
        migrations.CreateModel(
            name='LaterWords',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('said', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='later_words', to='review.decision')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FactorFinding',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('factor', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(max_length=40)),
                ('reason', models.TextField()),
                ('happened_on', models.DateField()),
                ('proof', models.CharField(max_length=200)),
                ('asked_by', models.CharField(blank=True, max_length=200)),
                ('asked_on', models.DateField(null=True)),
                ('asked_how', models.CharField(blank=True, choices=[('in_writing', 'in writing, by themselves'), ('at_meeting', 'at a meeting, by themselves')], max_length=10)),
                ('other_reference', models.CharField(blank=True, max_length=12)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
        ),
        migrations.AddField(
            model_name='draft',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review'),
        ),
        migrations.AddField(
            model_name='decision',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review'),
        ),
        migrations.CreateModel(
            name='ConflictDeclaration',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('has_conflict', models.BooleanField()),
                ('words', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BestInterests',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SecondView',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_views', to='review.decision')),
            ],
        ),
        migrations.AddField(
            model_name='confirmation',
            name='view',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='review.secondview'),
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('confirmed', 'confirmed'), ('returned', 'returned with reasons')], default='confirmed', editable=False, max_length=9)),
                ('method', models.CharField(choices=[('post', 'recorded post'), ('by_hand', 'by hand'), ('representative', 'to the representative')], max_length=14)),
                ('proof', models.CharField(max_length=200)),
                ('served_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('confirmation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='service', to='review.confirmation')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='service', to='review.decision')),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='service', to='review.letter')),
            ],
        ),
        migrations.CreateModel(
            name='TraceCheck',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('way', models.CharField(choices=[('letter', 'a letter to the last address given'), ('phone', 'the telephone number that the family gave'), ('representative', 'their representative'), ('reporting', 'the place where the family reports')], max_length=14)),
                ('done_on', models.DateField()),
                ('was_found', models.BooleanField()),
                ('next_due_on', models.DateField(null=True)),
                ('words', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_entries', to='review.review')),
            ],
        ),
        migrations.CreateModel(
            name='EndingAnswer',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('confirmed', 'confirmed'), ('returned', 'returned with reasons')], max_length=9)),
                ('reasons', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('ending', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='review.ending')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('by', models.F('proposed_by')), _negated=True), name='an_ending_is_confirmed_by_another_person'), models.CheckConstraint(condition=models.Q(('verdict', 'confirmed'), models.Q(('reasons', ''), _negated=True), ('certificate__isnull', False), _connector='OR'), name='an_ending_is_returned_with_reasons')],
            },
        ),
        migrations.CreateModel(
            name='EndingTakenBack',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('confirmed', 'confirmed'), ('returned', 'returned with reasons')], default='confirmed', editable=False, max_length=9)),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('ending', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_back', to='review.ending')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict', 'confirmed')), name='only_a_confirmed_ending_is_taken_back')],
            },
        ),
        migrations.CreateModel(
            name='FindingEvidence',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('relation', models.CharField(choices=[('for', 'speaks for staying'), ('against', 'speaks against staying'), ('neither', 'neither')], max_length=8)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='review.factorfinding')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosure.discloseditem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'item'), name='an_item_is_linked_once_to_a_finding')],
            },
        ),
        migrations.CreateModel(
            name='LaterWordsAnswer',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('confirmed', 'confirmed'), ('returned', 'returned with reasons')], max_length=9)),
                ('reasons', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.decision')),
                ('later', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='review.laterwords')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('by', models.F('said_by')), _negated=True), name='later_words_are_read_by_two_people'), models.CheckConstraint(condition=models.Q(('verdict', 'confirmed'), models.Q(('reasons', ''), _negated=True), ('certificate__isnull', False), _connector='OR'), name='later_words_are_returned_with_reasons')],
            },
        ),
        migrations.CreateModel(
            name='ExceptionSignature',
            fields=[
                ('id', models.UUIDField(default=kith.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('certificate', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.disposalcertificate')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.actor')),
                ('exception', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='review.reportexception')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('by', models.F('proposed_by')), _negated=True), name='an_exception_is_signed_by_two_people')],
            },
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['officer', 'closed_at'], name='review_revi_officer_5c258b_idx'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('case',), name='a_case_has_one_open_review'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmation__isnull', True), ('invitation__isnull', False)), models.Q(('confirmation__isnull', False), ('invitation__isnull', True)), _connector='OR'), name='a_letter_is_an_invitation_or_a_notice'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_how__in', ['in_writing', 'at_meeting']), ('asked_on__isnull', False), ('outcome', 'explicit_withdrawal'), models.Q(models.Q(('asked_by', ''), _negated=True), ('certificate__isnull', False), _connector='OR')), models.Q(models.Q(('outcome', 'explicit_withdrawal'), _negated=True), ('asked_by', ''), ('asked_how', ''), ('asked_on__isnull', True)), _connector='OR'), name='only_a_family_that_asked_withdrew_by_its_own_word'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'duplicate'), ('other_reference', ''), _connector='XOR'), name='the_same_case_as_another_names_it'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('review', 'number'), name='a_draft_has_one_number'),
        ),
        migrations.AddConstraint(
            model_name='secondview',
            constraint=models.UniqueConstraint(fields=('decision', 'by'), name='a_second_officer_has_one_view_of_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('by', models.F('decided_by')), _negated=True), name='the_second_officer_did_not_draft'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', 'confirmed'), models.Q(('reasons', ''), _negated=True), ('certificate__isnull', False), _connector='OR'), name='what_is_returned_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', 'confirmed')), name='only_a_confirmed_decision_is_served'),
        ),
        migrations.AddConstraint(
            model_name='tracecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_due_on__isnull', True), ('was_found', True)), models.Q(('next_due_on__isnull', False), ('was_found', False)), _connector='OR'), name='an_untraced_family_is_looked_for_again'),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
