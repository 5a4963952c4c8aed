"""What two officers and one version mean, said to PostgreSQL itself: keys over several columns, which Django cannot express."""

from typing import ClassVar

from django.db import migrations

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
"""
BACK = """
alter table review_service drop constraint serves_what_was_confirmed;
alter table review_confirmation drop constraint one_answer_to_one_decision;
alter table review_confirmation drop constraint confirms_after_an_own_view;
alter table review_confirmation drop constraint confirms_the_version_decided;
alter table review_secondview drop constraint one_view_of_one_person;
alter table review_decision drop constraint one_version_of_one_decision;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("review", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACK)]
