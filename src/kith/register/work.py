"""What waits for whom: the shape that every part gives its work in, so that one page can show all of it.

Where each case or child is, PostgreSQL works out by one function for each side (`register_work`, `welfare_work`,
`review_work`), under the row policies of whoever asks; the parts say in words what each state means. All work of a
reader is counted in one statement and read in another, page by page; asked about one case, it says what is next on it.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.access.gate import Passage
from kith.access.terms import Role
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.models import Case

WITH_YOU, WITH_OTHERS, WAITING, RECORDED = "with_you", "with_others", "waiting", "recorded"
TAGS = (WITH_YOU, WITH_OTHERS, WAITING, RECORDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One state that work can be in.

    `role` is whose step it is (None: nobody's here, it waits, or is over); `who` says who has it where nobody is named;
    `page` is the name of the page of the case or child to do it on, or an address; `duty` the pack's, for the day by
    which it should be done where none is kept with it.
    """

    code: str
    title: Promise
    next: Promise
    button: Promise | str = ""  # the verb, where it is another than what is next
    role: Role | None = None
    who: Promise | str = ""
    page: str = ""
    duty: str = ""
    helps: Promise | str = ""
    is_over: bool = False

    @property
    def tag(self) -> str:
        """Where work of this kind is, for someone of another role."""
        return RECORDED if self.is_over else WAITING if self.role is None else WITH_OTHERS


@dataclass(frozen=True, slots=True)
class Desk:
    """All work that one reader may see: the function that finds it and what its states mean, in the order of the work.

    `is_own` narrows it to the children or reviews that are the reader's own.
    """

    function: str
    kinds: Sequence[Kind]
    passage: Passage
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Pile:
    """How much work is in one state, and where that is for whoever asks."""

    code: str
    title: str
    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to be done on one case: what is next, who has it, since when, by when, what helps, and the page for it.

    `url` is empty where it is somebody else's to do.
    """

    kind: str
    tag: str
    case_id: uuid.UUID
    reference: str
    family_id: uuid.UUID
    next: str
    who: str
    since: date
    due: date | None = None
    url: str = ""
    helps: str = ""
    button: str = ""
    child_id: uuid.UUID | None = None  # as recorded; `child` is the canonical person
    child: uuid.UUID | None = None


_TAG = """case when w.queue = any(%(over)s) then 'recorded' when w.queue = any(%(waiting)s) then 'waiting'
    when w.queue = any(%(mine)s) and (w.holder is null or w.holder = %(me)s) then 'with_you' else 'with_others' end"""
_PILES = f"select w.queue, {_TAG} as tag, count(*) from {{work}}(%(case)s) w where w.queue = any(%(known)s) {{own}} group by 1, 2"
_ROWS = f"""
    select w.queue, w.tag, w.case_id, c.reference, c.area, c.family_id, w.child_id, p.canonical_id, w.since, w.due, a.shown_name
    from (select w.*, {_TAG} as tag from {{work}}(%(case)s) w where w.queue = any(%(known)s) {{own}}) w
    join register_case c on c.id = w.case_id
    left join register_person p on p.id = w.child_id
    left join access_actor a on a.id = w.holder
    where (%(tag)s = '' or w.tag = %(tag)s) and (%(kind)s = '' or w.queue = %(kind)s)
    order by w.since, c.reference, w.child_id, w.queue limit %(limit)s offset %(offset)s"""


def piles(desk: Desk) -> list[Pile]:
    """How much there is of each kind in each place, in the order of the work; what there is none of is left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(_PILES, desk, is_own=desk.is_own), _asked(desk))
        counts = {(code, tag): count for code, tag, count in cursor.fetchall()}
    return [
        Pile(kind.code, str(kind.title), tag, counts[kind.code, tag])
        for kind in desk.kinds
        for tag in TAGS
        if (kind.code, tag) in counts
    ]


def rows(desk: Desk, limit: int, offset: int = 0, *, tag: str = "", kind: str = "") -> list[Work]:
    """One page of the work on a desk, longest waiting first; of one place or one kind where they are named. One query."""
    with connection.cursor() as cursor:
        given = _asked(desk) | {"tag": tag, "kind": kind, "limit": limit, "offset": offset}
        cursor.execute(_sql(_ROWS, desk, is_own=desk.is_own), given)
        found = cursor.fetchall()
    kinds = {one.code: one for one in desk.kinds}
    return [_work(kinds[code], *row) for code, *row in found]


def on_case(desk: Desk, case: Case) -> list[Work]:
    """All that stands on one case, whoever has it: first what is the reader's, then what others have, then what is waited
    for. One query."""
    with connection.cursor() as cursor:
        given = _asked(desk) | {"tag": "", "kind": "", "limit": None, "offset": 0, "case": case.pk}
        cursor.execute(_sql(_ROWS, desk, is_own=False), given)
        found = cursor.fetchall()
    kinds = {one.code: one for one in desk.kinds}
    return sorted((_work(kinds[code], *row) for code, *row in found), key=lambda work: TAGS.index(work.tag))


def before_others(case: Case) -> Work:
    """What is next on a case that the other sides cannot take up yet: a registrar confirms the family. No query."""
    kind = KINDS[0]
    return _work(
        kind, WAITING, case.pk, case.reference, case.area, case.family_id, None, None, case.opened_at, None, None
    )


def _sql(text: str, desk: Desk, *, is_own: bool) -> str:
    return text.format(work=desk.function, own="and w.person = %(me)s" if is_own else "")


def _asked(desk: Desk) -> dict[str, Any]:  # Any: what the driver takes
    def codes(kinds: Iterable[Kind]) -> list[str]:
        return [kind.code for kind in kinds]

    return {
        "known": codes(desk.kinds), "over": codes(k for k in desk.kinds if k.is_over), "me": desk.passage.actor.pk,
        "case": None,  # unless one is asked about
        "waiting": codes(k for k in desk.kinds if k.tag == WAITING),
        "mine": codes(k for k in desk.kinds if k.role is not None and k.role == desk.passage.role),
    }  # fmt: skip


def _work(
    kind: Kind, tag: str, case: uuid.UUID, reference: str, council: str, family: uuid.UUID, recorded: uuid.UUID | None,
    child: uuid.UUID | None, since: datetime, due: date | None, holder: str | None,
) -> Work:  # fmt: skip
    began, is_mine = timezone.localdate(since), tag == WITH_YOU
    if due is None and kind.duty:
        pack = load()
        due = due_on(pack.duty(kind.duty, began), starts_on=began, council=council, terms=pack.terms).on
    return Work(
        kind=kind.code, tag=tag, case_id=case, reference=reference, family_id=family, child_id=recorded, child=child,
        next=str(kind.next),
        who=_("You") if is_mine else holder or str(kind.who), since=began, due=due,
        url=_url(kind.page, [case, recorded] if recorded else [case]) if is_mine else "", helps=str(kind.helps),
        button=str(kind.button or kind.next),
    )  # fmt: skip


def _url(page: str, args: list[uuid.UUID]) -> str:
    return page if page.startswith("/") or not page else reverse(page, args=args)


DECIDED = Kind(
    code="decided",
    title=gettext_lazy("Decision served"),
    next=gettext_lazy("Nothing: the decision was served"),
    is_over=True,
)
KINDS = (
    Kind(
        code="to_confirm", title=gettext_lazy("Families to confirm"), next=gettext_lazy("Confirm family"),
        role=Role.REGISTRAR, who=gettext_lazy("a registrar"), page="confirm_family", duty="confirm_family",
        helps=gettext_lazy("The page shows whom each file names."),
    ),
    Kind(
        code="left_behind", title=gettext_lazy("Left behind"), next=gettext_lazy("See where its people are now"),
        role=Role.REGISTRAR, who=gettext_lazy("a registrar"), page="case_people",
        helps=gettext_lazy("They were joined to an older case."),
    ),
    Kind(
        code="confirmed", title=gettext_lazy("Confirmed"), role=Role.COORDINATOR,
        next=gettext_lazy("Appoint lead professionals; allocate the review"),
        who=gettext_lazy("a coordinator, a review manager"),
    ),
    Kind(
        code="under_review", title=gettext_lazy("Under review"), role=Role.REVIEW_OFFICER,
        next=gettext_lazy("Hear the children's side, then decide"), who=gettext_lazy("the children's side, the review"),
    ),
    DECIDED,
)  # fmt: skip


def desk_of(passage: Passage) -> Desk:
    """Cases as a registrar finds them: to be confirmed, left behind by a join, or with the other sides."""
    return Desk("register_work", KINDS, passage)
