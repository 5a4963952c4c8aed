"""What one version means, said to PostgreSQL itself: a decision says what its draft says, and is by whoever wrote it; the
family is told the points of one draft once; what is served is the notice of the decision that was confirmed."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
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
"""
BACK = """
alter table review_service drop constraint serves_its_own_notice;
alter table review_replyinvitation drop constraint invites_to_a_draft_of_its_review;
alter table review_decision drop constraint decides_what_the_draft_says;
alter table review_letter drop constraint one_notice_of_one_answer;
alter table review_draft drop constraint a_draft_is_of_one_review;
alter table review_draft drop constraint one_version_of_one_draft;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("review", "0002_two_officers")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="replyinvitation",
            name="draft",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="invitation", to="review.draft"
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
