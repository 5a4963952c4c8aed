"""What waits for whom: the shape that every part gives its work in, so that one page can show all of it.

Where each case or child is, PostgreSQL works out by one function for each side (`register_work`, `welfare_work`,
`review_work`), of what whoever asks may see; the parts say in words what each state means. All work of a
reader is counted in one statement and read in another, page by page; asked about one case, it says what is next on it.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.access.gate import Passage
from kith.access.terms import Role
from kith.protocol.pack import Order, load
from kith.protocol.rules import due_on, last_day_before
from kith.register.models import Case
from kith.register.terms import ClockStep

WITH_YOU, WITH_OTHERS, WAITING, RECORDED = "with_you", "with_others", "waiting", "recorded"
TAGS = (WITH_YOU, WITH_OTHERS, WAITING, RECORDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One state that work can be in.

    `role` is whose step it is (None: nobody's here, it waits, or is over); `who` says who has it where nobody is named;
    `also` who does it where nobody has it by name; `page` is the name of the page of the case or child to do it on, or an
    address; `duty` the pack's, for the day by which it should be done where none is kept with it; `ahead` the pack's duty by
    which it is done before that day; `kept` the duty whose day is kept with it; `of_several` whether several people or words can
    wait behind its one clock.
    """

    code: str
    title: Promise | str
    next: Promise | str
    button: Promise | str = ""  # the verb, where it is another than what is next
    role: Role | None = None
    who: Promise | str = ""
    page: str = ""
    duty: str = ""
    ahead: str = ""
    kept: str = ""
    also: Role | None = None
    helps: Promise | str = ""
    is_over: bool = False
    of_several: bool = False

    @property
    def tag(self) -> str:
        """Where work of this kind is, for someone of another role."""
        return RECORDED if self.is_over else WAITING if self.role is None else WITH_OTHERS

    @property
    def clock(self) -> str:
        """The duty whose clock runs with it; empty where it has no day."""
        return self.duty or self.kept


@dataclass(frozen=True, slots=True)
class Desk:
    """All work that one reader may see: the function that finds it and what its states mean, in the order of the work.

    `is_own` narrows it to the children or reviews that are the reader's own; `first` is the function that finds who comes first
    and on which grounds, by what this side knows (empty: nobody does).
    """

    function: str
    kinds: Sequence[Kind]
    passage: Passage
    is_own: bool = False
    first: str = ""


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

    `url` is empty where it is somebody else's to do. `clock` is the duty whose clock runs, which began at `began` (as it is said
    in what was changed of it, where several wait behind it); `ordinary` the day that it would have if nobody had changed it;
    while it stands still (`rests`) nothing is due.
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
    opened: date | None = None  # the case
    grounds: tuple[str, ...] = ()  # in words, on which it comes first
    clock: str = ""
    began: datetime | None = None
    ordinary: date | None = None
    rests: bool = False

    @property
    def key(self) -> str:
        """Which clock of the case it is, as a form sends it."""
        return f"{self.clock} {self.child_id or ''} {self.began.isoformat() if self.began else ''}"

    @property
    def was(self) -> date | None:
        """The day that it had before it was moved; None where it has it still, or stands still."""
        return None if self.rests or self.ordinary == self.due else self.ordinary


TAG_OF = """case when w.queue = any(%(over)s) then 'recorded' when w.queue = any(%(waiting)s) then 'waiting'
    when w.queue = any(%(mine)s) and (w.holder is null or w.holder = %(me)s) then 'with_you' else 'with_others' end"""
_LOOK = f"""
    with w as materialized (
        select w.*, {TAG_OF} as tag from {{work}}(%(case)s) w where w.queue = any(%(known)s) {{own}}
    ), heaps as (
        select queue, tag, count(*) as n from w group by queue, tag
    ), place as (
        select coalesce(%(tag)s, (select h.tag from heaps h order by array_position(%(tags)s::text[], h.tag) limit 1),
                        'with_you') as tag
    ), chosen as (
        select p.tag, case when exists (
            select 1 from heaps h where h.queue = %(kind)s and p.tag in ('', h.tag)) then %(kind)s else '' end as kind
        from place p
    ), grounds as materialized (  -- of each child; and of each case, which is the child's own row with no child in it
        select jsonb_object_agg(about, places) as places_of from (  -- looked up, since a join would go through all for each line
            select g.case_id || ' ' || coalesce(g.child_id, g.case_id) as about,
                   array_agg(distinct g.place order by g.place) as places
            from (select f.*, array_position(%(grounds)s::text[], f.ground) as place from {{first}} f) g where g.place is not null
            group by grouping sets ((g.case_id, g.child_id), (g.case_id))
        ) of_each
    ), lines as not materialized (
        select w.*, c.reference, c.area, c.family_id, c.opened_at, p.canonical_id, a.shown_name,
               case when w.tag <> 'recorded' then
                   (select places_of from grounds) -> (w.case_id || ' ' || coalesce(p.canonical_id, w.case_id)) end as places
        from w join register_case c on c.id = w.case_id
        left join register_person p on p.id = w.child_id
        left join access_actor a on a.id = w.holder
    )
    select (select json_agg(json_build_array(queue, tag, n)) from heaps),
           (select count(*) from w where w.tag <> 'recorded' and w.since < %(long_before)s::timestamptz),
           o.tag, o.kind, f.is_longest, f.queue, f.tag, f.case_id, f.reference, f.area, f.family_id, f.child_id, f.canonical_id,
           f.since, f.due, f.shown_name, f.opened_at, m.step, m.due_on, m.since,
           array(select place::int from jsonb_array_elements_text(f.places) with ordinality as u(place, turn) order by turn)
    from chosen o left join lateral (
        (select false as is_longest, l.* from lines l where o.tag in ('', l.tag) and o.kind in ('', l.queue)
         order by (l.places -> 0)::int, l.since, l.reference, l.child_id, l.queue limit %(limit)s offset %(offset)s)
        union all
        (select true, l.* from lines l where l.tag <> 'recorded'
         order by l.since, l.reference, l.child_id, l.queue limit %(longest)s)
    ) f on true
    -- how a day was moved is asked for the lines that are shown, and for no other
    left join lateral register_clock(
        f.case_id, f.child_id, %(clocks)s::jsonb ->> f.queue, f.since, f.queue = any(%(several)s)) m on true
    order by f.is_longest, case when not f.is_longest then (f.places -> 0)::int end, f.since, f.reference, f.child_id, f.queue"""
_NOBODY = "(select null::uuid as case_id, null::uuid as child_id, null::text as ground where false)"
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A page of the work on a desk: how much there is of everything, which place and kind were looked at, the work there.

    Beside it what waits longest of all that is not over, wherever it is, and how much has waited since before the day asked.
    """

    piles: tuple[Pile, ...]
    tag: str  # EVERYWHERE, or one of TAGS
    kind: str  # empty: every kind
    works: tuple[Work, ...]
    longest: tuple[Work, ...] = ()
    long: int = 0

    @property
    def count(self) -> int:
        """How much there is where was looked, on all pages together."""
        return sum(p.count for p in self.piles if self.tag in ("", p.tag) and self.kind in ("", p.code))


@dataclass(frozen=True, slots=True)
class Longest:
    """What is asked of the work that waits longest: how many to show, and before which moment something has waited long."""

    most: int
    before: datetime


def look(
    desk: Desk, limit: int, offset: int = 0, *, tag: str | None = None, kind: str = "", order: Order | None = None,
    longest: Longest | None = None,
) -> Look:  # fmt: skip
    """One page of the work, longest waiting first, with the numbers of all of it. One query.

    With an `order` of the pack, whoever comes first by its grounds stands first. Without a `tag` it is the first place at which
    there is something; a kind of which nothing is there is not narrowed to.
    """
    given: dict[str, object] = {"tag": tag, "kind": kind, "limit": limit, "offset": offset, "case": None}
    if longest:
        given |= {"longest": longest.most, "long_before": longest.before}
    return _look(desk, given, "and w.person = %(me)s" if desk.is_own else "", order)


def on_case(desk: Desk, case: Case) -> list[Work]:
    """All that stands on one case, whoever has it: first what is the reader's, then what others have, then what is waited
    for. One query."""
    given = {"tag": EVERYWHERE, "kind": "", "limit": None, "offset": 0, "case": case.pk}
    return sorted(_look(desk, given).works, key=lambda work: TAGS.index(work.tag))


def _look(
    desk: Desk, given: Mapping[str, Any], own: str = "", order: Order | None = None
) -> Look:  # Any: as drivers take
    grounds = order.grounds if order and desk.first else ()
    first = f"{desk.first}(%(months)s)" if grounds else _NOBODY
    asked = {
        **asked_of(desk), "longest": 0, "long_before": None, "grounds": [one.code for one in grounds],
        "months": order.months if order else 0,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LOOK.format(work=desk.function, own=own, first=first), {**asked, **given})
        found = cursor.fetchall()
    heaps, long, tag, kind = found[0][:4]
    counts = {(code, place): count for code, place, count in heaps or ()}
    kinds, words = {one.code: one for one in desk.kinds}, [one.words for one in grounds]
    works = [
        (is_longest, _work(kinds[code], *row, grounds=tuple(words[place - 1] for place in places or ())))
        for is_longest, code, *row, places in (line[4:] for line in found)
        if code
    ]
    return Look(
        tuple(
            Pile(one.code, str(one.title), place, counts[one.code, place])
            for one in desk.kinds
            for place in TAGS
            if (one.code, place) in counts
        ),
        tag, kind, tuple(work for is_longest, work in works if not is_longest),
        tuple(work for is_longest, work in works if is_longest), long,
    )  # fmt: skip


def before_others(case: Case) -> Work:
    """What is next on a case that the other sides cannot take up yet: a registrar confirms the family. No query."""
    return _work(
        KINDS[0], WAITING, case.pk, case.reference, case.area, case.family_id, None, None, case.opened_at, None, None,
        case.opened_at,
    )  # fmt: skip


def asked_of(desk: Desk) -> dict[str, Any]:  # Any: what the driver takes
    """What a statement with `TAG_OF` asks for: which states there are, whose they are, and who asks."""

    def codes(kinds: Iterable[Kind]) -> list[str]:
        return [kind.code for kind in kinds]

    return {
        "tags": list(TAGS), "known": codes(desk.kinds),
        "clocks": json.dumps({kind.code: kind.clock for kind in desk.kinds if kind.clock}),
        "several": codes(k for k in desk.kinds if k.of_several),
        "over": codes(k for k in desk.kinds if k.is_over), "me": desk.passage.actor.pk,
        "waiting": codes(k for k in desk.kinds if k.tag == WAITING),
        "mine": codes(k for k in desk.kinds if desk.passage.role in (k.role, k.also)),
    }  # fmt: skip


def _work(
    kind: Kind, tag: str, case: uuid.UUID, reference: str, council: str, family: uuid.UUID, recorded: uuid.UUID | None,
    child: uuid.UUID | None, since: datetime, due: date | None, holder: str | None, opened: datetime, change: str | None = None,
    changed: date | None = None, clock_since: datetime | None = None, *, grounds: tuple[str, ...] = (),
) -> Work:  # fmt: skip
    began, is_mine = timezone.localdate(since), tag == WITH_YOU
    if due is None and kind.duty:
        pack = load()
        due = due_on(pack.first_duty(kind.duty, began), starts_on=began, council=council, terms=pack.terms).on
    if due is not None and kind.ahead:
        due = last_day_before(load().first_duty(kind.ahead, began), due)
    ordinary, due = due, changed if change else due
    return Work(
        kind=kind.code, tag=tag, case_id=case, reference=reference, family_id=family, child_id=recorded, child=child,
        next=str(kind.next),
        who=_("You") if is_mine else holder or str(kind.who), since=began, due=due,
        url=_url(kind.page, [case, recorded] if recorded else [case]) if is_mine else "", helps=str(kind.helps),
        button=str(kind.button or kind.next), opened=timezone.localdate(opened), grounds=grounds,
        clock=kind.clock, began=clock_since or since, ordinary=ordinary, rests=change == ClockStep.PAUSED,
    )  # fmt: skip


def _url(page: str, args: list[uuid.UUID]) -> str:
    return page if page.startswith("/") or not page else reverse(page, args=args)


DECIDED = Kind(
    code="decided",
    title=gettext_lazy("Decision served"),
    next=gettext_lazy("Nothing: the decision was served"),
    is_over=True,
)
ENDED = Kind(
    code="ended",
    title=gettext_lazy("Ended without a decision"),
    next=gettext_lazy("Nothing: the review ended without a decision"),
    is_over=True,
)
KINDS = (
    Kind(
        code="to_confirm", title=gettext_lazy("Families to confirm"), next=gettext_lazy("Confirm family"),
        role=Role.REGISTRAR, who=gettext_lazy("a registrar"), page="confirm_family", duty="confirm_family",
        helps=gettext_lazy("The page shows whom each file names."),
    ),
    Kind(
        code="who_is_a_child", title=gettext_lazy("Who is a child"), next=gettext_lazy("Say who is a child"),
        role=Role.REGISTRAR, who=gettext_lazy("a registrar"), page="say_who_is_a_child", duty="confirm_family",
        of_several=True, helps=gettext_lazy("Nothing is decided until it is said."),
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
    ENDED,
)  # fmt: skip


def desk_for(passage: Passage) -> Desk | None:
    """The work of a reader's side, of the part that says that it has it (`desk_of_side` in its apps.py); None without cases."""
    for part in apps.get_app_configs():
        if getattr(part, "desk_of_side", None) == passage.side:
            desk: Desk = import_string(f"{part.name}.work.desk_of")(passage)
            return desk
    return None


def desk_of(passage: Passage) -> Desk:
    """Cases as a registrar finds them: to be confirmed, left behind by a join, or with the other sides."""
    return Desk("register_work", KINDS, passage)
