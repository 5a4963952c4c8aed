"""Whether something came to wait for somebody lately: a yes or no, for telling them so without a word of what."""

from datetime import date, datetime

from django.db import connection

from kith.register.work import TAG_OF, Desk, asked_of


def came_since(desk: Desk, moment: datetime, today: date) -> bool:
    """Whether something came to wait for the reader since that moment, or is due today by a day that is kept. One query."""
    own = "and w.person = %(me)s" if desk.is_own else ""
    asked = asked_of(desk) | {"case": None, "moment": moment, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select 1 from (select w.*, {TAG_OF} as tag from {desk.function}(%(case)s) w"
            f" where w.queue = any(%(known)s) {own}) w where w.tag = 'with_you' and (w.since > %(moment)s or w.due = %(today)s))",
            asked,
        )
        (found,) = cursor.fetchone()
    return bool(found)
