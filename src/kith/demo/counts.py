"""How much there is in each state of each role, as the first of its people finds it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kith.access.gate import Passage, entered
from kith.access.models import AuditEntry, Seal
from kith.access.queries import logins_visible_to
from kith.access.terms import Outcome, Role
from kith.caseload.queries import work_of
from kith.demo.cast import PEOPLE, Cast
from kith.intake.queries import judgements, place_in_line
from kith.protocol.pack import load
from kith.register.papers import paper_files_missed
from kith.register.work import WITH_OTHERS
from kith.reporting.queries import letter_now, releases
from kith.reporting.terms import CaseStage
from kith.representations.queries import post_counts
from kith.representations.terms import PostState
from kith.review.queries import late_reports
from kith.safeguards.queries import asked_by, count_asked_by, standing, waiting

LEAST = 20
# Few reviews end without a decision, in each of several ways, and little comes after one; a concern about a child's
# safety is open in few families, in these alone something is shared at once or opened urgently, and few children are made
# known while a case is under review, or have a report that is opened and what is best for them not weighed yet: the demo shows
# some of each, and what is there through them alone.
RARE = (
    "ended", "to_confirm_ending", "to_read_ending", "to_serve_again", "outcome_to_read", "outcome_for_second", "to_check",
    "to_ask_assessor_now", "to_take_over", "reasons_to_give", "emergency_to_check", "urgent_to_check", "to_open_now",
    "shared_unallocated", "concern_to_share", "discussion_to_hold", "meeting_to_", "notice_to_give", "record_to_send",
    "core_group_to_meet", "change_to_report", "time_to_agree", "best_interests_now",
)  # fmt: skip
ALONE = {"to_ask"}  # not others that begin so
BY_THESE = {
    (Role.REVIEW_OFFICER, "words_unallocated"), (Role.SECOND_OFFICER, "best_interests"),
    (Role.SECOND_OFFICER, "to_allocate"),
}  # fmt: skip
# An officer sees few reviews that are another's: those in which they weigh, by now or once they are given to somebody.
OF_OTHERS = {(Role.REVIEW_OFFICER, "mine"), (Role.REVIEW_OFFICER, "to_allocate")}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one state there are for one role; of a number that is withheld it is said that it is none. Of what is rare
    there may be fewer than `LEAST`."""

    role: str
    state: str
    number: int
    is_rare: bool = False


def counts(cast: Cast, *, now: datetime) -> list[Count]:
    """Every state of every role that has pages, in the order of the work."""
    found: list[Count] = []
    for role in dict.fromkeys(person.role for person in PEOPLE):
        first = cast.actors[next(person.name for person in PEOPLE if person.role == role)]
        with entered(first, "caseload.my_caseload", at=now) as passage:
            found += [
                Count(str(role.label), f"{pile.title}: {pile.tag.replace('_', ' ')}", pile.count,
                      is_rare=pile.code.startswith(RARE) or pile.code in ALONE or (role, pile.code) in BY_THESE
                      or (pile.tag == WITH_OTHERS and (role, pile.code) in OF_OTHERS))
                for pile in work_of(passage)
            ]  # fmt: skip
            more = MORE[role](passage) if role in MORE else []
        found += [
            Count(str(role.label), name, count, is_rare=name == str(CaseStage.ENDED.label)) for name, count in more
        ]
    return found


def too_few(found: Iterable[Count]) -> list[Count]:
    """The states that show less than they should."""
    return [count for count in found if count.number < LEAST and not count.is_rare]


def _of_registrar(passage: Passage) -> list[tuple[str, int]]:
    line = place_in_line(passage.actor, None)
    return [
        (_("Pairs to judge"), line.total),
        (_("Pairs that wait for another registrar"), line.waiting_for_others),
        (_("Judged by people"), judgements(by_machine=False).count()),
        (_("Joined by the machine"), judgements(by_machine=True).count()),
        *_of_post(passage),
    ]


def _of_post(passage: Passage) -> list[tuple[str, int]]:
    found = post_counts(passage)
    waiting = [PostState.UNOPENED, PostState.NOT_LINKED, PostState.LINKED]
    missed = paper_files_missed(passage).count()
    return [
        *((str(state.label).capitalize(), found.get(state, 0)) for state in waiting),
        (_("Paper files wanted"), missed),
    ]


def _of_statistician(passage: Passage) -> list[tuple[str, int]]:
    pack = load()
    letter = letter_now(pack=pack, by=passage.actor, at=passage.at)
    steps = letter.tables[0].rows if letter.tables else ()
    return [(_("Letters published"), releases().count()), *((str(row[0]), int(row[1] or 0)) for row in steps)]


def _of_auditor(passage: Passage) -> list[tuple[str, int]]:
    said = Counter(AuditEntry.objects.order_by().values_list("outcome", flat=True))
    return [(str(outcome.label), said[outcome]) for outcome in Outcome] + [(_("Seals"), Seal.objects.count())]


def _of_senior_officer(passage: Passage) -> list[tuple[str, int]]:
    return [
        (_("Clearance to sign"), waiting().count()),
        (_("Reports that do not come"), late_reports(passage).count()),
        (_("Holds and incidents"), standing(passage).count()),
    ]


def _of_clearance_requester(passage: Passage) -> list[tuple[str, int]]:
    total = count_asked_by(passage.actor)
    answered = sum(one.answer is not None for one in asked_by(passage.actor, limit=total, offset=0))
    return [(_("Clearance answered"), answered), (_("Clearance not answered yet"), total - answered)]


def _of_administrator(passage: Passage) -> list[tuple[str, int]]:
    return [(_("Accounts"), logins_visible_to(passage.areas).count())]


MORE = {
    Role.REGISTRAR: _of_registrar, Role.REVIEW_MANAGER: _of_post, Role.SENIOR_OFFICER: _of_senior_officer,
    Role.CLEARANCE_REQUESTER: _of_clearance_requester, Role.STATISTICIAN: _of_statistician, Role.AUDITOR: _of_auditor,
    Role.ADMINISTRATOR: _of_administrator,
}  # fmt: skip
