"""A case is opened urgently by somebody who is not on its team, and somebody else looks at that afterwards."""

from datetime import datetime

from django.db import connection, transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import hold
from kith.access.terms import Side
from kith.register.actions import leave_team
from kith.register.gate import hold_case
from kith.register.models import Case, CaseTeamMember
from kith.register.terms import URGENT
from kith.verdict import refuse_if
from kith.welfare.models import UrgentOpening, UrgentOpeningCheck
from kith.welfare.rules import obstacles_to_number, obstacles_to_opening_urgently, obstacles_to_urgent_check


@transaction.atomic
def open_urgently(*, reference: str, reason: str, by: Actor, at: datetime) -> UrgentOpening:
    """Come onto the team of the case that has this number for `LASTS`, for a reason; it ends by itself. Only for those who have a
    role on the children's side now: the database looks, and writes reason and place together.

    Refused without a reason, for a case that they see anyway, and for a number that no case has.
    """
    hold(f"urgent {by.pk}")
    seen = Case.objects.filter(reference=reference).exists()
    refuse_if(obstacles_to_opening_urgently(is_in_sight=seen, reason=reason))
    with connection.cursor() as cursor:
        cursor.execute("select welfare_open_urgently(%s, %s, %s)", [reference, reason.strip(), at])
        (made,) = cursor.fetchone()
    refuse_if(obstacles_to_number(is_known=made is not None))
    opening = UrgentOpening.objects.get(pk=made)
    audit.record("welfare.opened_urgently", by=by, at=at, subject=made, case=opening.case_id)
    return opening


@transaction.atomic
def check_urgent_opening(
    *, opening: UrgentOpening, was_right: bool, words: str, family_is_told: bool, by: Actor, at: datetime
) -> UrgentOpeningCheck:
    """A coordinator says whether it was right that somebody opened a case urgently. Once; twice gives it back. Where it was
    not, and has not ended by itself, it ends now. Refused to whoever opened it, and without words."""
    hold_case(opening.case_id)
    if held := UrgentOpeningCheck.objects.filter(opening=opening).first():
        return held
    refuse_if(obstacles_to_urgent_check(by=by.pk, opened_by=opening.by_id, words=words))
    check = UrgentOpeningCheck.objects.create(
        opening=opening, case_id=opening.case_id, opened_by_id=opening.by_id, was_right=was_right, words=words.strip(),
        family_is_told=family_is_told, by=by, at=at,
    )  # fmt: skip
    if not was_right:
        of = {"case": opening.case_id, "actor": opening.by_id, "side": Side.WELFARE, "role": URGENT}
        for member in CaseTeamMember.objects.filter(**of, from_at=opening.at, until_at__gt=at):
            leave_team(member=member, by=by, at=at)
    code = "right" if was_right else "not_right"
    audit.record("welfare.urgent_opening_checked", by=by, at=at, subject=check.pk, case=opening.case_id, codes=[code])
    return check
