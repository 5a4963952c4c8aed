"""Whether something came to wait for somebody lately: a yes or no, for telling them so without a word of what."""

from datetime import date, datetime

from django.db import connection

from kith.register.work import TAG_OF, Desk, asked_of

_CAME = f"""
    with w as materialized (
        select w.*, %(clocks)s::jsonb ->> w.queue as duty, w.queue = any(%(several)s) as of_several
        from (select w.*, {TAG_OF} as tag from {{work}}(%(case)s) w where w.queue = any(%(known)s) {{own}}) w
        where w.tag = 'with_you'
    )
    select exists (
        select 1 from w where w.since > %(moment)s or w.due = %(today)s and not exists (
            select 1 from register_clock(w.case_id, w.child_id, w.duty, w.since, w.of_several) m
            where m.due_on is distinct from %(today)s)
    ) or exists (
        select 1 from register_clockchange d join w on w.case_id = d.case_id and w.child_id is not distinct from d.child_id
            and w.duty = d.duty
        where d.due_on = %(today)s and exists (
            select 1 from register_clock(w.case_id, w.child_id, w.duty, w.since, w.of_several) m where m.id = d.id))"""


def came_since(desk: Desk, moment: datetime, today: date) -> bool:
    """Whether something came to wait for the reader since that moment, or is due today by a day that is kept: as it holds now,
    where it was moved. One query."""
    own = "and w.person = %(me)s" if desk.is_own else ""
    asked = asked_of(desk) | {"case": None, "moment": moment, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_CAME.format(work=desk.function, own=own), asked)
        (found,) = cursor.fetchone()
    return bool(found)
