"""Two people dispose of what has had its time, all of one class on one case at once; and what is kept longer, with reasons."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kith.access import audit
from kith.access.actions import end_retention_hold as end_hold
from kith.access.actions import place_retention_hold as place_hold
from kith.access.models import (
    Actor,
    Disposal,
    DisposalCertificate,
    DisposalSignature,
    DisposalWithdrawal,
    RetentionHold,
)
from kith.access.side import current_side
from kith.keeping.queries import facts_of, held_among, term_of, texts_to_sign
from kith.keeping.rules import (
    Term,
    kept_until,
    obstacles_to_disposal,
    obstacles_to_hold,
    obstacles_to_second_signature,
    obstacles_to_withdrawal,
)
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.verdict import refuse_if


@transaction.atomic
def place_retention_hold(*, case: Case, reason: str, by: Actor, at: datetime) -> RetentionHold:
    """Keep longer what this side holds of a case, for a reason. Refused without one. The same twice is one."""
    hold_case(case.pk)
    refuse_if(obstacles_to_hold(reason=reason))
    same = RetentionHold.objects.filter(subject=case.pk, reason=reason, by=by, ends_hold=None, ended_by=None)
    if held := same.first():
        return held
    audit.record("keeping.hold_placed", by=by, at=at, subject=case.pk, case=case.pk)
    return place_hold(subject=case.pk, reason=reason, by=by, at=at)


@transaction.atomic
def end_retention_hold(*, case: Case, hold: RetentionHold, reason: str, by: Actor, at: datetime) -> None:
    """End a hold over a case, with why. Refused without it. Twice is once."""
    hold_case(case.pk)
    refuse_if(obstacles_to_hold(reason=reason))
    if not RetentionHold.objects.filter(ends_hold=hold).exists():
        end_hold(hold=hold, reason=reason, by=by, at=at)
        audit.record("keeping.hold_ended", by=by, at=at, subject=hold.pk, case=case.pk)


@transaction.atomic
def propose_disposal(*, case: Case, term: Term, read: int | None = None, by: Actor, at: datetime) -> Disposal:
    """Say, as the first of two, that all texts of one class on a case must go, for their time is over. Nothing goes yet.

    Refused before its time, while a hold stands, where nothing is left to sign for, and where there are not as many texts any
    more as the signer `read`; by the database for what the signer may not see.
    """
    hold_case(case.pk)
    until, side = kept_until(term, facts_of(case.pk)), current_side() or ""
    is_over = _is_over(until, at)
    texts = texts_to_sign(case.pk, term, side)
    is_held = bool(held_among([case.pk]))
    refuse_if(obstacles_to_disposal(is_over=is_over, is_held=is_held, texts=len(texts), read=read))
    assert until is not None
    disposal = Disposal.objects.create(
        side=side, case_id=case.pk, reference=case.reference, retention_class=term.code, controller=term.controller,
        source=term.source, kept_until=until, count=len(texts), by=by, at=at,
    )  # fmt: skip
    _sign(disposal, texts, by, at)
    audit.record(
        "keeping.disposal_proposed", by=by, at=at, subject=disposal.pk, case=case.pk, codes=[term.code],
        shown=[subject for _, subject in texts],
    )  # fmt: skip
    return disposal


@transaction.atomic
def dispose(*, disposal: Disposal, by: Actor, at: datetime) -> uuid.UUID:
    """Sign as the second: all texts that the first signed for are emptied together, or none is. Returns the certificate's id.
    Twice is once.

    Refused to whoever signed first, where that was taken back, the time is not over any more, or some of it is of another case
    now, and while a hold stands; by the database for what the second may not see.
    """
    hold_case(disposal.case_id)
    if made := DisposalCertificate.objects.filter(disposal=disposal).first():
        return made.pk
    is_withdrawn = DisposalWithdrawal.objects.filter(disposal=disposal).exists()
    is_held, term = bool(held_among([disposal.case_id])), term_of(disposal.retention_class, disposal.controller)
    is_over = term is not None and _is_over(kept_until(term, facts_of(disposal.case_id)), at)
    texts = list(DisposalSignature.objects.filter(disposal=disposal, by=disposal.by_id).values_list("table", "subject"))
    is_same = term is not None and set(texts) <= set(texts_to_sign(disposal.case_id, term, disposal.side, disposal))
    refuse_if(obstacles_to_second_signature(
        by=by.pk, first=disposal.by_id, is_held=is_held, is_over=is_over, is_withdrawn=is_withdrawn, is_same=is_same
    ))  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _sign(disposal, texts, by, at)
            cursor.execute("select access_dispose_all(%s, %s)", [disposal.pk, at])
            certificate: uuid.UUID = cursor.fetchone()[0]
    except IntegrityError as error:
        if "a retention hold stands" not in str(error):
            raise
        is_held = True  # of the other side, over what crossed: that it stands is all that is said of it
    refuse_if(obstacles_to_second_signature(by=by.pk, first=disposal.by_id, is_held=is_held))
    audit.record(
        "keeping.disposed", by=by, at=at, subject=certificate, case=disposal.case_id, codes=[disposal.retention_class],
        shown=[subject for _, subject in texts],
    )  # fmt: skip
    return certificate


@transaction.atomic
def withdraw_disposal(*, disposal: Disposal, reason: str, by: Actor, at: datetime) -> None:
    """Take back a first signature, one's own or another's, with why: nothing goes, and it can be signed for anew. Twice is once.

    Refused without a reason, and where somebody has signed second; by the database for what they may not see.
    """
    hold_case(disposal.case_id)
    is_gone = DisposalCertificate.objects.filter(disposal=disposal).exists()
    refuse_if(obstacles_to_withdrawal(reason=reason, is_gone=is_gone))
    if DisposalWithdrawal.objects.filter(disposal=disposal).exists():
        return
    DisposalWithdrawal.objects.create(disposal=disposal, reason=reason, by=by, at=at)
    audit.record(
        "keeping.disposal_withdrawn", by=by, at=at, subject=disposal.pk, case=disposal.case_id,
        codes=[disposal.retention_class],
    )  # fmt: skip


def _is_over(until: date | None, at: datetime) -> bool:
    return until is not None and until < timezone.localdate(at)


def _sign(disposal: Disposal, texts: Iterable[tuple[str, uuid.UUID]], by: Actor, at: datetime) -> None:
    DisposalSignature.objects.bulk_create(
        DisposalSignature(
            side=disposal.side, table=table, subject=subject, retention_class=disposal.retention_class, source=disposal.source,
            disposal=disposal, by=by, at=at,
        )
        for table, subject in texts
    )  # fmt: skip
