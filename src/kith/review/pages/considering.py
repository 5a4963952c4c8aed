"""What officers write before a decision: reports asked for, best interests, findings, drafts, declarations."""

import uuid
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import posted
from kith.disclosure.actions import ask_for_report as ask
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.records import Stale
from kith.register.gate import on_case
from kith.register.papers import on_paper
from kith.register.queries import names_of
from kith.review import actions, queries
from kith.review.forms import (
    BestInterestsForm,
    ConflictForm,
    DraftForm,
    FindingForm,
    NothingForm,
    PaperCheckForm,
    TraceForm,
)
from kith.review.forms.panel import PanelMemberForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, closed_words, own_papers, own_review, review_of, write
from kith.review.rules import PanelWord, obstacles_to_weighing
from kith.review.terms import WHOLE_CASE, Relation
from kith.verdict import Obstacle, Refused


@on_case("review.ask_for_report")
def ask_for_report(request: Request, case: Case) -> HttpResponse:
    """Ask for the report on each child who came to the family after its review was opened: that asked for all there were."""
    review = own_review(request, case)
    by, at, today = request.passage.actor, request.passage.at, timezone.localdate(request.passage.at)
    due = due_on(load().duty("release_report", today), starts_on=today).on
    children = [child for child in queries.children_in(review) if child.asked_on is None]

    def act(given: dict[str, Any]) -> None:
        if review.closed_at:
            raise Refused(Obstacle("review_closed", closed_words(review), "House rule", ""))
        for child in children:
            ask(case=case, child=child.id, due_on=due, by=by, at=at)

    return write(
        request, case, NothingForm(posted(request)), act, _("Asked."), title=_("Ask for report"),
        template="review/ask_for_report.html", more={"children": children, "due": due, "closed": closed_words(review)},
    )  # fmt: skip


@on_case("review.assess_best_interests")
def assess_best_interests(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Weigh what is best for one child, before and apart from the decision."""
    review = review_of(case)
    child = next((one for one in queries.children_in(review) if one.id == child_id), None)
    if child is None:
        raise Http404
    seen = child.weighed
    form = BestInterestsForm(
        posted(request), initial={"text": seen.text if seen else "", "after": seen.id if seen else None}
    )
    items = [item for item in queries.evidence_of(case) if item.disclosure.child.canonical_id == child.canonical]
    return write(
        request, case, form, acting(request, actions.assess_best_interests, review=review, child=child_id),
        _("Recorded: what is best for %(child)s.") % {"child": child.name}, title=_("Assess best interests"),
        template="review/best_interests.html",
        more={
            "child": child, "is_author": seen is not None and seen.by == request.passage.actor.pk,
            "reports": [(child.name, [(item, None) for item in items])] if items else [],
            "closed": closed_words(review),
            "obstacles": obstacles_to_weighing(request.passage.actor.pk, queries.parts_in(review)),
        },
    )  # fmt: skip


@on_case("review.record_panel_member")
def record_panel_member(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down who sat on a panel about a child, that they undertook to keep it confidential, and whether they agree."""
    review = review_of(case)
    child = next((one for one in queries.children_in(review) if one.id == child_id), None)
    assessment = queries.assessment_with_id(review, child.weighed.id) if child and child.weighed else None
    if child is None or assessment is None:
        raise Http404
    if assessment.by_id != request.passage.actor.pk:
        raise PermissionDenied("whoever wrote the assessment writes down its panel")

    def act(given: dict[str, Any]) -> None:
        if given.pop("after") not in (None, assessment.pk):
            raise Stale(assessment)  # it was written anew while this page was open
        said = PanelWord(**given | {"agrees": given["agrees"] == "yes"})
        actions.record_panel_member(assessment=assessment, said=said, by=request.passage.actor, at=request.passage.at)

    form = PanelMemberForm(posted(request), initial={"after": assessment.pk})
    return write(
        request, case, form, act, _("Recorded. The whole case is weighed after this."),
        title=_("Record panel member"), template="review/panel_member.html",
        then=reverse("assess_best_interests", args=[case.pk, child_id]),
        more={"child": child, "closed": closed_words(review)},
    )  # fmt: skip


@on_case("review.record_finding")
def record_finding(request: Request, case: Case, factor: str) -> HttpResponse:
    """Write what is found on one factor, or on the whole case, with what was released beside it."""
    papers, pack = own_papers(request, case), load()
    review, findings = papers.review, papers.findings
    factors = pack.criteria(review.criteria, review.criteria_from).factors
    codes = [*(one.code for one in factors), WHOLE_CASE]
    if factor not in codes:
        raise Http404
    place = codes.index(factor)
    items = queries.evidence_of(case)
    held = findings.get(factor)
    initial: dict[str, Any] = {f"link_{link.item}": link.relation for link in held.links} if held else {}
    initial |= {"text": held.text, "after": held.id} if held else {}
    form = FindingForm(posted(request), items=[(item.pk, item.title) for item in items], initial=initial)

    def now(finding: Any) -> dict[str, str]:  # Any: the finding that is held now
        unlinked = {f"link_{item.pk}": "none" for item in items}
        return unlinked | {f"link_{item}": how for item, how in queries.links_of(finding)} | {"text": finding.text}

    if factor == WHOLE_CASE:
        form.fields["text"].label = _("How it weighs together")

    def act(given: dict[str, Any]) -> None:
        said = {item.pk: given.get(f"link_{item.pk}") or "none" for item in items}
        links = [actions.Link(item, Relation(relation)) for item, relation in said.items() if relation != "none"]
        common = {"review": review, "text": given["text"], "links": links, "after": given["after"], "pack": pack,
                  "by": request.passage.actor, "at": request.passage.at}  # fmt: skip
        if factor == WHOLE_CASE:
            actions.record_weighing(**common)
        else:
            actions.record_finding(factor=factor, **common)

    words = {one.code: one.words for one in factors} | {WHOLE_CASE: _("The whole case, weighed together")}
    after = next((code for code in codes[place + 1 :] if code not in findings), "")
    shown = {
        "words": words[factor], "factor": None if factor == WHOLE_CASE else factors[place], "held": held,
        "place": place + 1, "count": len(factors), "is_whole": factor == WHOLE_CASE,
        "before": _finding_at(case, codes, words, place - 1), "next": _finding_at(case, codes, words, place + 1),
        "reports": by_child(items, form), "closed": closed_words(review), "children": papers.children,
        "obstacles": () if review.closed_at else queries.what_comes_first(papers, pack),
        "written": [(words[code], findings[code]) for code in codes if code in findings and code != factor],
    }  # fmt: skip
    return write(
        request, case, form, act, _("Recorded: %(what)s.") % {"what": words[factor]},
        title=_("Weigh whole case") if factor == WHOLE_CASE else _("Record finding"),
        then=reverse("record_finding", args=[case.pk, after]) if after else "", template="review/finding.html", more=shown,
        held=now,
    )  # fmt: skip


def _finding_at(case: Case, codes: list[str], words: dict[str, str], place: int) -> tuple[str, str] | None:
    """The page of another factor, and its words."""
    if not 0 <= place < len(codes):
        return None
    return reverse("record_finding", args=[case.pk, codes[place]]), words[codes[place]]


def by_child(
    items: list[Any], form: FindingForm | None
) -> list[tuple[str, list[tuple[Any, Any]]]]:  # Any: released items
    """What was released, report by report, each item with the field that links it to the finding, if there is a form."""
    names = names_of({item.disclosure.child_id for item in items})
    return [
        (names.get(child, _("a child of this family")), [(item, form and form[f"link_{item.pk}"]) for item in of_child])
        for child, of_child in groupby(items, key=lambda item: item.disclosure.child_id)
    ]


@on_case("review.save_draft")
def save_draft(request: Request, case: Case) -> HttpResponse:
    """Save a draft: the outcomes are equal, none is chosen. It is no decision."""
    papers, pack = own_papers(request, case), load()
    review, last = papers.review, papers.draft
    form = DraftForm(
        posted(request), outcomes=pack.decisions(timezone.localdate(request.passage.at)),
        initial={"after": last.number if last else 0} | (_of_draft(last) if last else {}),
    )  # fmt: skip
    decision = queries.decision_of(last) if last else None
    words = {one.code: one.words for one in pack.criteria(review.criteria, review.criteria_from).factors}
    words[WHOLE_CASE] = _("The whole case, weighed together")
    return write(
        request, case, form, acting(request, actions.save_draft, review=review, pack=pack),
        _("Saved. It is no decision yet."), title=_("Save draft"), template="review/draft.html",
        more={
            "last": last, "decision": decision, "answer": queries.answer_to(decision) if decision else None,
            "invitation": queries.invitation_of(last) if last else None, "children": papers.children,
            "written": [(words[code], papers.findings[code]) for code in words if code in papers.findings],
            "closed": closed_words(review), "obstacles": () if review.closed_at else queries.what_comes_first(papers, pack),
            "replies": [reply for draft in papers.drafts if (reply := queries.reply_to(draft))],
        },
    )  # fmt: skip


def _of_draft(draft: Any) -> dict[str, str]:  # Any: a draft
    names = ("outcome", "leave_length", "reasons", "how_it_counted", "points_against")
    return {name: getattr(draft, name) for name in names}


@on_case("review.declare_conflict")
def declare_conflict(request: Request, case: Case) -> HttpResponse:
    """Say whether anything ties this person to the family."""
    review = review_of(case)

    def act(given: dict[str, Any]) -> None:
        acting(request, actions.declare_conflict, review=review)(
            given | {"has_conflict": given["has_conflict"] == "yes"}
        )

    return write(
        request, case, ConflictForm(posted(request)), act, _("Recorded."), title=_("Declare"),
        template="review/declare.html", more={"closed": closed_words(review)},
    )  # fmt: skip


@on_case("review.record_trace_check")
def record_trace_check(request: Request, case: Case) -> HttpResponse:
    """Record a try to reach a family with whom contact was lost, and whether it was found."""
    papers = own_papers(request, case)

    def act(given: dict[str, Any]) -> None:
        acting(request, actions.record_trace_check, review=papers.review, pack=load())(
            given | {"was_found": given["was_found"] == "yes"}
        )

    return write(
        request, case, TraceForm(posted(request)), act, _("Recorded."), title=_("Record a try to reach the family"),
        template="review/trace.html", more={"traces": papers.traces, "closed": closed_words(papers.review)},
    )  # fmt: skip


@on_case("review.record_paper_check")
def record_paper_check(request: Request, case: Case) -> HttpResponse:
    """Say whether the paper file was looked at, with where each file is known to be beside it."""
    papers, found = own_papers(request, case), on_paper(case)
    request.shown = [one.file.pk for one in found]
    form = PaperCheckForm(posted(request), initial={"looked_by": request.passage.actor.shown_name})
    return write(
        request, case, form, acting(request, actions.record_paper_check, review=papers.review), _("Recorded."),
        title=_("Record paper file"), template="review/paper_check.html",
        more={"on_paper": found, "paper": papers.paper, "closed": closed_words(papers.review)},
    )  # fmt: skip
