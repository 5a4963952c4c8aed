"""What officers write before a decision: best interests, findings, the weighing, drafts, and whether anything ties them."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.protocol.pack import Pack
from kith.protocol.rules import due_on
from kith.records import Stale
from kith.register.papers import IS_HERE, MAY_BE, cover_on_record, paper_news
from kith.register.queries import children_of
from kith.review.actions.holding import hold_open, hold_own, same_again
from kith.review.models import (
    BestInterests,
    ConflictDeclaration,
    Draft,
    FactorFinding,
    FindingEvidence,
    PanelMember,
    PaperCheck,
    Review,
    TraceCheck,
)
from kith.review.queries import (
    Finding,
    evidence_of,
    findings_of,
    kept_off_panels,
    newest_draft,
    papers_in,
    parts_in,
    tied_to,
    what_comes_first,
)
from kith.review.rules import (
    ARRANGEMENT,
    IMPARTIALITY,
    MANAGER,
    OFFICER,
    PANEL,
    SECTION_55,
    UNTRACED,
    PanelWord,
    obstacles_to_panel_member,
    obstacles_to_paper_check,
    obstacles_to_weighing,
    plain_name,
)
from kith.review.terms import WHOLE_CASE, PaperAnswer, Relation, TraceWay
from kith.verdict import Obstacle, Refused, obstacles_to_nothing_said, refuse_if


@dataclass(frozen=True, slots=True)
class Link:
    """A released item that a finding rests on, and how it stands to it."""

    item: uuid.UUID
    relation: Relation


@transaction.atomic
def assess_best_interests(
    *, review: Review, child: uuid.UUID, text: str, after: uuid.UUID | None = None, by: Actor, at: datetime
) -> BestInterests:
    """Weigh what is best for one child.

    `after` is the assessment that the writer saw (None: none); where there is a newer one `Stale` is raised with it.
    Refused without words, to whoever drafts or has written findings, with a tie to the family, for anyone who is no child of
    the case, and when the review is closed.
    """
    held = hold_open(review)
    ask = "Write what is best for the child, and why."
    refuse_if(obstacles_to_nothing_said(text, ask=ask, source=SECTION_55, who_can_clear="whoever assesses it"))
    refuse_if(obstacles_to_weighing(by.pk, parts_in(held)))
    record = children_of(held.case).filter(person_id=child).first()
    if record is None:
        raise Refused(Obstacle("not_a_child_of_the_case", "This is no child of this case.", SECTION_55, "a registrar"))
    same = BestInterests.objects.filter(review=held, child__canonical_id=record.person.canonical_id)
    last = same.order_by("at", "id").last()
    if last is not None and last.pk != after:
        if (last.by_id, last.text) == (by.pk, text):
            return last  # a second click
        raise Stale(last)
    entry = BestInterests.objects.create(review=held, child_id=child, text=text, by=by, at=at)
    audit.record("review.best_interests_assessed", by=by, at=at, subject=entry.pk, case=held.case_id)
    return entry


@transaction.atomic
def record_panel_member(*, assessment: BestInterests, said: PanelWord, by: Actor, at: datetime) -> PanelMember:
    """Write down who sat on a panel about a child and read its assessment, and whether they agree: by whoever wrote it. What
    they see otherwise stands with it wherever it is read, and the whole case is weighed after.

    Refused to everybody else, where the child was assessed anew since, and as `rules.obstacles_to_panel_member` says. Twice
    the same is once.
    """
    held = hold_open(assessment.review)
    heard = {plain_name(one.name): one for one in PanelMember.objects.filter(assessment=assessment)}
    if kept := heard.get(plain_name(said.name)):
        return same_again(kept, **asdict(said), by_id=by.pk)
    same = BestInterests.objects.filter(review=held, child__canonical_id=assessment.child.canonical_id)
    newest = same.order_by("at", "id").last()
    if newest is None or (newest.pk, newest.by_id) != (assessment.pk, by.pk):
        words = "Whoever wrote the newest assessment of this child writes down its panel."
        raise Refused(Obstacle("not_the_assessment", words, PANEL, "whoever wrote it"))
    assessed_on = timezone.localdate(assessment.at)
    refuse_if(obstacles_to_panel_member(said, assessed_on=assessed_on, officers=kept_off_panels(held, by)))
    member = PanelMember.objects.create(assessment=assessment, **asdict(said), by=by, at=at)
    audit.record("review.panel_member_recorded", by=by, at=at, subject=member.pk, case=held.case_id)
    return member


@transaction.atomic
def record_finding(
    *,
    review: Review,
    factor: str,
    text: str,
    links: Sequence[Link],
    after: uuid.UUID | None,
    pack: Pack,
    by: Actor,
    at: datetime,
) -> FactorFinding:
    """Write what the officer finds on one factor, linked to what was released and opened.

    `after` is the finding that the writer saw: where someone wrote a newer one since, `Stale` is raised with it, and
    nothing is lost. Refused without a word, for an unknown factor, for another officer than the review's, for evidence not
    opened, and while what is best for a child is still to be assessed.
    """
    if factor not in {known.code for known in pack.criteria(review.criteria, review.criteria_from).factors}:
        raise Refused(Obstacle("no_such_factor", "The criteria set has no such factor.", review.criteria, OFFICER))
    return _finding(review, factor, text, links, after, pack, by, at, "review.finding_recorded")


@transaction.atomic
def record_weighing(
    *,
    review: Review,
    text: str,
    links: Sequence[Link] = (),
    after: uuid.UUID | None,
    pack: Pack,
    by: Actor,
    at: datetime,
) -> FactorFinding:
    """Weigh the whole case together, after and apart from its factors. Refusals as for a finding."""
    return _finding(review, WHOLE_CASE, text, links, after, pack, by, at, "review.weighing_recorded")


def _finding(
    review: Review,
    factor: str,
    text: str,
    links: Sequence[Link],
    after: uuid.UUID | None,
    pack: Pack,
    by: Actor,
    at: datetime,
    verb: str,
) -> FactorFinding:
    held = hold_own(review, by)
    refuse_if(obstacles_to_nothing_said(text, ask="Write what you find.", source=ARRANGEMENT, who_can_clear=OFFICER))
    last = findings_of(held).get(factor)
    if last is not None and last.id != after:
        kept = FactorFinding.objects.get(pk=last.id)
        if _says(last, text, links, by):
            return kept  # a second click
        raise Stale(kept)
    if links and not {link.item for link in links} <= {item.pk for item in evidence_of(held.case)}:
        words = "A finding rests on what was released and opened, and was not corrected since."
        raise Refused(Obstacle("evidence_not_opened", words, "Rule of the wall", f"{OFFICER}: open the report first"))
    refuse_if(what_comes_first(papers_in(held), pack))
    finding = FactorFinding.objects.create(review=held, factor=factor, text=text, by=by, at=at)
    FindingEvidence.objects.bulk_create(
        FindingEvidence(finding=finding, item_id=item, relation=relation, by=by, at=at)
        for item, relation in {link.item: link.relation for link in links}.items()
    )
    audit.record(verb, by=by, at=at, subject=finding.pk, case=held.case_id, codes=[factor])
    return finding


def _says(last: Finding, text: str, links: Sequence[Link], by: Actor) -> bool:
    rests_on = {(link.item, link.relation) for link in last.links}
    return (last.by, last.text, rests_on) == (by.pk, text, {(link.item, link.relation) for link in links})


@transaction.atomic
def save_draft(
    *,
    review: Review,
    outcome: str,
    reasons: str,
    points_against: str = "",
    leave_length: str = "",
    how_it_counted: str = "",
    after: int,
    pack: Pack,
    by: Actor,
    at: datetime,
) -> Draft:
    """Save the next version of a draft, whatever stands but what is best for each child: a draft is no decision.

    A decision that was recorded of an older version stands no longer: it needs to be recorded and signed anew. `after` is
    the number of the version that the writer saw (0: none); a newer one raises `Stale`. Refused for an outcome that is no
    decision, for leave without its length, for a length without leave, and while what is best for a child is still to be
    assessed.
    """
    held = hold_own(review, by)
    known = {one.code: one for one in pack.decisions(timezone.localdate(at))}
    if outcome not in known:
        raise Refused(Obstacle("no_such_outcome", "Choose one of the outcomes.", "Pack: outcomes", OFFICER))
    if known[outcome].needs_length and not leave_length.strip():
        raise Refused(Obstacle("no_length", "Say for how long leave is granted.", "Pack: outcomes", OFFICER))
    if leave_length.strip() and not known[outcome].needs_length:
        words = "The draft grants no leave: take its length out."
        raise Refused(Obstacle("length_without_leave", words, "Pack: outcomes", OFFICER))
    given = {"outcome": outcome, "reasons": reasons, "points_against": points_against, "leave_length": leave_length}
    given["how_it_counted"] = how_it_counted
    last = newest_draft(held)
    if last is not None and last.number != after:
        if last.by_id == by.pk and all(getattr(last, name) == value for name, value in given.items()):
            return last  # a second click
        raise Stale(last)
    refuse_if(what_comes_first(papers_in(held), pack))
    number = last.number + 1 if last else 1
    draft = Draft.objects.create(review=held, number=number, **given, by=by, at=at)
    audit.record("review.draft_saved", by=by, at=at, subject=draft.pk, case=held.case_id)
    return draft


@transaction.atomic
def record_trace_check(
    *,
    review: Review,
    way: TraceWay,
    done_on: date,
    was_found: bool,
    words: str = "",
    pack: Pack,
    by: Actor,
    at: datetime,
) -> TraceCheck:
    """Record a try to reach the family. Not found: it is untraced, and there is a day on which it is tried again. Found: the
    work goes on from where it was, in this one step, with all tries on record.

    Refused to everyone but the officer who has the case, for a day to come, and where the family is said to be found without a
    word of how. Twice the same is once.
    """
    held = hold_own(review, by)
    if was_found:
        ask = "Write how the family was reached, and what is known of it now."
        refuse_if(obstacles_to_nothing_said(words, ask=ask, source=UNTRACED, who_can_clear=OFFICER))
    today = timezone.localdate(at)
    if done_on > today:
        raise Refused(Obstacle("day_cannot_be", "The day lies in the future.", UNTRACED, f"{OFFICER}: check the day"))
    said = {"way": way, "done_on": done_on, "was_found": was_found, "words": words}
    same = TraceCheck.objects.filter(review=held, by=by, **said).order_by("-at").first()
    if same and timezone.localdate(same.at) == today:
        return same
    due = None if was_found else due_on(pack.duty("trace_again", today), starts_on=today).on
    check = TraceCheck.objects.create(review=held, next_due_on=due, **said, by=by, at=at)
    audit.record("review.trace_check_recorded", by=by, at=at, subject=check.pk, case=held.case_id, codes=[way])
    return check


@transaction.atomic
def record_paper_check(
    *, review: Review, answer: PaperAnswer, looked_on: date | None = None, looked_by: str = "", searched: str = "",
    reason: str = "", by: Actor, at: datetime,
) -> PaperCheck:  # fmt: skip
    """Say that the paper file was looked at, when and by whom; or that there is none or it cannot be found, where it was looked
    for, and why the decision goes on without. The second officer reads it, and a decision pins it.

    Refused to everyone but the officer who has the case, where part of it is missing, and for "none" while one is on record.
    Twice the same is once, unless something came of a paper file in between.
    """
    held = hold_own(review, by)
    was_looked_at = answer == PaperAnswer.LOOKED_AT
    said = {
        "answer": answer, "looked_on": looked_on if was_looked_at else None, "looked_by": looked_by if was_looked_at else "",
        "searched": "" if was_looked_at else searched, "reason": "" if was_looked_at else reason,
    }  # fmt: skip
    refuse_if(
        obstacles_to_paper_check(
            was_looked_at=was_looked_at, is_denied=answer == PaperAnswer.NONE, cover=cover_on_record(held.case_id),
            looked_on=looked_on, looked_by=looked_by, searched=searched, reason=reason, today=timezone.localdate(at),
        )
    )  # fmt: skip
    last = PaperCheck.objects.filter(review=held).order_by("-at", "-id").first()
    is_again = (
        last is not None and last.by_id == by.pk and all(getattr(last, name) == one for name, one in said.items())
    )
    news = paper_news(held.case_id, IS_HERE if was_looked_at else MAY_BE).first()
    if last is not None and is_again and (news is None or news <= last.at):
        return last
    check = PaperCheck.objects.create(review=held, **said, by=by, at=at)
    audit.record("review.paper_check_recorded", by=by, at=at, subject=check.pk, case=held.case_id, codes=[answer])
    return check


@transaction.atomic
def declare_conflict(
    *, review: Review, has_conflict: bool, words: str = "", by: Actor, at: datetime
) -> ConflictDeclaration:
    """Say whether anything ties this person to this family. Yes is no blame: the case goes to someone else.

    Said twice is said once. Refused where someone would take back a tie that they have declared, in this review or an
    earlier one of the case, and when the review is closed.
    """
    held = hold_open(review)
    if not has_conflict and by.pk in tied_to(held.case_id):
        said = "You have said that something ties you to this family. That stands."
        raise Refused(Obstacle("tie_stands", said, IMPARTIALITY, f"{MANAGER}: give the case to another officer"))
    last = ConflictDeclaration.objects.filter(review=held, by=by).order_by("at", "id").last()
    if last is not None and (last.has_conflict, last.words) == (has_conflict, words):
        return last
    entry = ConflictDeclaration.objects.create(review=held, has_conflict=has_conflict, words=words, by=by, at=at)
    audit.record("review.conflict_declared", by=by, at=at, subject=entry.pk, case=held.case_id)
    return entry
