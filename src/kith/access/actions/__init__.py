"""Verbs of access: accounts, memberships, sealing and disposal."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from kith.access import audit, seals
from kith.access.actions.accounts import (
    add_actor,
    add_agency,
    add_person,
    choose_password,
    close_login,
    end_role,
    give_role,
    invite,
    open_login,
    record_social_worker,
    set_password,
    take_off_second_step,
)
from kith.access.actions.messages import message_sent, note_waiting, put_back_message, say_whether_told, take_message
from kith.access.actions.signing_in import (
    begin_try,
    end_session,
    end_sessions,
    note_signed_in,
    pass_second_step,
    renew_codes,
    set_up_second_step,
)
from kith.access.models import Actor, Agency, DisposalSignature, RetentionHold, SavedView, WorkingCopy
from kith.access.rules import CopyFacts, ViewFacts, obstacles_to_keeping, obstacles_to_saving_view
from kith.access.side import current_side, hold, side
from kith.access.terms import TRAIL, ActorKind, AgencyKind, CopyEnd, Role, Side
from kith.records import Stale, new_id
from kith.verdict import refuse_if

__all__ = [
    "FAULTS_NAMED", "STANDING", "add_actor", "add_agency", "add_person", "begin_try", "check_trail", "choose_password",
    "close_login", "dispose", "end_role", "end_session", "end_sessions", "end_working_copy", "give_role", "invite",
    "keep_working_copy", "let_in", "make_standing", "message_sent", "note_signed_in", "note_waiting", "open_login",
    "pass_second_step", "place_retention_hold", "put_back_message", "record_social_worker", "remove_old_copies",
    "renew_codes", "say_whether_told", "seal_audit", "set_password", "set_up_second_step", "sign_disposal", "take_message",
    "take_off_second_step",
]  # fmt: skip

FAULTS_NAMED = 20  # by a check: the first ones lead to the cause


@transaction.atomic
def let_in(*, called: str, kind: ActorKind, by: Actor, at: datetime) -> Actor:
    """Let somebody without an account act, with the one role of their kind. Refused by the database for any other kind."""
    with connection.cursor() as cursor:
        cursor.execute("select access_let_in(%s, %s, %s)", [called, str(kind), at])
        (made,) = cursor.fetchone()
    audit.record("access.let_in", by=by, at=at, subject=made, codes=[kind])
    return Actor.objects.get(pk=made)


@transaction.atomic
def seal_audit(*, keys: seals.Keys, outside: Path, by: Actor, at: datetime) -> int:
    """Seal what is finished; returns how many entries. Runs on the sealing side and may run twice.

    It adds no audit entry of its own: the seal is its record, and an entry about each seal would never end.
    """
    return seals.seal_finished(keys=keys, outside=outside, at=at)


@transaction.atomic
def check_trail(*, keys: seals.Keys, outside: Path, by: Actor, at: datetime) -> list[seals.Fault]:
    """Check every sealed entry, batch and root now; write down how many there are, how many wait, and what was found."""
    found = list(seals.faults(keys=keys, outside=outside))
    reach = seals.reach(at)
    codes = [str(reach.sealed), str(reach.unsealed), *(fault.code() for fault in found[:FAULTS_NAMED])]
    audit.record("access.trail_checked", by=by, at=at, subject=TRAIL, codes=codes)
    return found


@transaction.atomic
def place_retention_hold(*, subject: uuid.UUID, reason: str, by: Actor, at: datetime) -> RetentionHold:
    """Nothing of this subject, a case or one entry, may be disposed of from now on: nothing of the side that says so, or of any
    where it is the registry."""
    hold = RetentionHold.objects.create(side=current_side() or "", subject=subject, reason=reason, by=by, at=at)
    audit.record("access.retention_hold_placed", by=by, at=at, subject=subject)
    return hold


@transaction.atomic
def end_retention_hold(*, hold: RetentionHold, reason: str, by: Actor, at: datetime) -> RetentionHold:
    """The reason of a hold is over, and why. The hold stays on record. Refused by the database where it has ended."""
    end = RetentionHold.objects.create(
        side=hold.side, subject=hold.subject, reason=reason, ends_hold=hold, by=by, at=at
    )
    audit.record("access.retention_hold_ended", by=by, at=at, subject=hold.subject)
    return end


@transaction.atomic
def sign_disposal(
    *, table: str, subject: uuid.UUID, retention_class: str, source: str, by: Actor, at: datetime
) -> DisposalSignature:
    """Say, as the first of two, that the text of one entry must go as the law requires. Nothing goes yet.

    Refused by the database for another person's name, for a row that the signer may not see, and for a table to which
    their side adds nothing or whose text cannot be disposed of.
    """
    signature = DisposalSignature.objects.create(
        side=current_side() or "",
        table=table,
        subject=subject,
        retention_class=retention_class,
        source=source,
        by=by,
        at=at,
    )
    audit.record("access.disposal_signed", by=by, at=at, subject=subject, codes=[retention_class])
    return signature


@transaction.atomic
def dispose(*, first: DisposalSignature, by: Actor, at: datetime) -> uuid.UUID:
    """Sign as the second and empty the text; row, keys and certificate stay. Returns the certificate's id.

    Refused by the database's one definer function where both are one person, the first signature says something else, or
    a retention hold stands; and for whatever `sign_disposal` is refused.
    """
    second = sign_disposal(
        table=first.table,
        subject=first.subject,
        retention_class=first.retention_class,
        source=first.source,
        by=by,
        at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute("select access_dispose(%s, %s, %s)", [first.pk, second.pk, at])
        certificate: uuid.UUID = cursor.fetchone()[0]
    audit.record("access.disposed", by=by, at=at, subject=first.subject, codes=[first.retention_class])
    return certificate


@transaction.atomic
def keep_working_copy(
    *, view: str, ids: Mapping[str, str], title: str, words: Mapping[str, Sequence[str]], hand: uuid.UUID,
    shown: uuid.UUID | None, by: Actor, at: datetime,
) -> WorkingCopy:  # fmt: skip
    """Keep what somebody has on a page and has not sent. `hand` is the open page, `shown` the one whose words it began with.

    Refused where another open page wrote meanwhile, where it is too much, and where too many pages were begun. Written down
    once, when it is begun: an entry every few seconds would bury all others.
    """
    held = WorkingCopy.objects.filter(owner=by, view=view, ids=ids).first()
    others = 0 if held else WorkingCopy.objects.filter(owner=by).count()
    signs = sum(len(text) for texts in words.values() for text in texts)
    refuse_if(obstacles_to_keeping(CopyFacts(signs, others, held is not None and held.hand not in (hand, shown))))
    now = {"title": title, "words": words, "hand": hand, "saved_at": at}
    if held is None:
        held, is_new = WorkingCopy.objects.get_or_create(
            owner=by, side=current_side(), view=view, ids=ids,
            defaults=now | {"case_id": ids.get("case_id"), "begun_at": at},
        )  # fmt: skip
        if not is_new:
            raise Stale(held)  # begun in another window in this moment
        audit.record("access.working_copy_begun", by=by, at=at, subject=held.pk, case=held.case_id)
        return held
    return held.change(expected=held.version, **now)


@transaction.atomic
def end_working_copy(*, view: str, ids: Mapping[str, str], how: CopyEnd, by: Actor, at: datetime) -> bool:
    """Let go what was kept of a page: it was sent, or its writer starts again. Whether there was anything."""
    with (
        connection.cursor() as cursor
    ):  # plain SQL: Django's own way would look for rows that point here, on every side
        cursor.execute(
            f"delete from {WorkingCopy._meta.db_table} where owner_id = %s and view = %s and ids = %s::jsonb"
            " returning id, case_id",
            [by.pk, view, json.dumps(ids)],
        )
        ended = cursor.fetchone()
    if ended:
        audit.record("access.working_copy_ended", by=by, at=at, subject=ended[0], case=ended[1], codes=[how])
    return ended is not None


@transaction.atomic
def remove_old_copies(*, before: datetime, by: Actor, at: datetime) -> int:
    """Let go what nobody went on with since `before`; returns how many. Twice is once."""
    with connection.cursor() as cursor:
        cursor.execute("select access_remove_old_copies(%s)", [before])
        gone = [one for (one,) in cursor.fetchall()]
    if gone:
        audit.record("access.working_copies_removed", by=by, at=at, shown=gone)
    return len(gone)


def _refuse_name(owner: Actor, page: str, name: str) -> None:
    """Refuse a name of which the owner has a view of this list, and one too many."""
    others = SavedView.objects.filter(owner=owner, page=page, removed_at__isnull=True).values_list("name", flat=True)
    refuse_if(obstacles_to_saving_view(ViewFacts(name, tuple(others))))


@transaction.atomic
def save_view(*, page: str, name: str, asked: Mapping[str, str], by: Actor, at: datetime) -> SavedView:
    """Keep how somebody sees a list, under a name of their own. Refused where they have one of that name, or too many."""
    hold(f"saved views of {by.pk}")
    _refuse_name(by, page, name)
    view = SavedView.objects.create(
        owner=by, side=current_side() or "", page=page, name=name, asked=dict(asked), saved_at=at
    )
    audit.record("access.view_saved", by=by, at=at, subject=view.pk)
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: Actor, at: datetime) -> SavedView:
    """Give a saved view another name; of two at once the last stands. Refused where they have another of that name."""
    hold(f"saved views of {by.pk}")
    view.refresh_from_db()
    if name.casefold() != view.name.casefold():
        _refuse_name(by, view.page, name)
    view.change(expected=view.version, name=name)
    audit.record("access.view_renamed", by=by, at=at, subject=view.pk)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Actor, at: datetime) -> SavedView:
    """Remove a saved view: it can be brought back until it is gone with what was not touched for some weeks. Twice is once."""
    hold(f"saved views of {by.pk}")
    view.refresh_from_db()
    if view.removed_at is None:
        view.change(expected=view.version, removed_at=at)
        audit.record("access.view_removed", by=by, at=at, subject=view.pk)
    return view


@transaction.atomic
def bring_back_view(*, view: SavedView, by: Actor, at: datetime) -> SavedView:
    """Bring back a view that was removed. Refused where another one has its name by now, or there are too many. Twice is
    once."""
    hold(f"saved views of {by.pk}")
    view.refresh_from_db()
    if view.removed_at is not None:
        _refuse_name(by, view.page, view.name)
        view.change(expected=view.version, removed_at=None)
        audit.record("access.view_brought_back", by=by, at=at, subject=view.pk)
    return view


STANDING = {
    Role.SEALER: "Sealing of the audit trail", Role.LETTER_JOB: "Letters", Role.WELFARE_FILES: "Files of the child's side",
    Role.DECISION_FILES: "Files of the decision side", Role.INTAKE_JOB: "Files that came in",
}  # fmt: skip


@transaction.atomic
def make_standing(*, by: Actor | None = None, at: datetime) -> None:
    """Make the actors behind the jobs where they are missing. Enters the accounts side by itself; twice is once."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        agency = Agency.objects.filter(kind=AgencyKind.KITH).first() or add_agency(
            name="Kith", kind=AgencyKind.KITH, by=by, at=at
        )
        for role, name in STANDING.items():
            if not Actor.objects.filter(kind=ActorKind.JOB, memberships__role=role).exists():
                actor = add_actor(shown_name=name, agency=agency, kind=ActorKind.JOB, by=by, at=at)
                give_role(actor=actor, role=role, by=by, at=at)
        audit.record("access.standing_made", by=by, at=at)
