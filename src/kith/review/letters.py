"""What the letters of a review say, put together from what was recorded. Reads; renders and writes nothing."""

import uuid
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.models import Actor
from kith.disclosure.models import Disclosure
from kith.disclosure.terms import DisclosureKind
from kith.documents.rendering import EndingLetter, GoesOnLetter, Leaf, Notice, Part, ReplyInvitation
from kith.protocol.pack import Pack
from kith.register.models import Case, Residence
from kith.register.queries import PersonView, people_of
from kith.representations.queries import SHARED, languages, page_words
from kith.review import models
from kith.review.models import (
    BestInterests,
    Confirmation,
    Ending,
    EndingTakenBack,
    FactorFinding,
    Letter,
    PanelMember,
    Reply,
)
from kith.review.rules import points_in
from kith.review.terms import WHOLE_CASE, ConfirmationVerdict
from kith.ui.dates import day_in_words

Cause: TypeAlias = models.ReplyInvitation | Confirmation | Ending | EndingTakenBack  # what a letter can come of


def cause_of_letter(cause: Cause) -> tuple[str, models.Review]:
    """The column of a letter's cause, and its review."""
    match cause:
        case Confirmation():
            return "confirmation", cause.decision.review
        case EndingTakenBack():
            return "taken_back", cause.ending.review
        case Ending():
            return "ending", cause.review
        case models.ReplyInvitation():
            return "invitation", cause.review


def invitations_without_letter() -> QuerySet[models.ReplyInvitation]:
    """Invitations to reply whose letter is not made yet, oldest first; none where the decision was served meanwhile."""
    return (
        models.ReplyInvitation.objects.filter(letter__isnull=True, review__closed_at__isnull=True)
        .select_related("draft", "review__case", "review__officer__agency")
        .order_by("at", "id")
    )


def confirmations_without_letter() -> QuerySet[Confirmation]:
    """Confirmed decisions whose notice is not made yet, oldest first."""
    return (
        Confirmation.objects.filter(letter__isnull=True, verdict=ConfirmationVerdict.CONFIRMED)
        .select_related("decision__review__case", "decision__review__officer__agency")
        .order_by("at", "id")
    )


def endings_without_letter() -> QuerySet[Ending]:
    """Confirmed endings that stand and of which the family is written, as the pack said then, oldest first."""
    return (
        Ending.objects.filter(letter__isnull=True, taken_back__isnull=True, answer__tells_family=True)
        .select_related("review__case", "review__officer__agency", "answer")
        .order_by("answer__at", "id")
    )


def taken_back_without_letter() -> QuerySet[EndingTakenBack]:
    """Endings taken back of which the family had a letter that holds no more, oldest first, and of each review the last; none
    where the review has ended anew meanwhile, of which it is written then."""
    later = EndingTakenBack.objects.filter(ending__review=OuterRef("ending__review"), at__gt=OuterRef("at"))
    return (
        EndingTakenBack.objects.filter(
            ~Exists(later), letter__isnull=True, ending__letter__isnull=False, ending__review__closed_at__isnull=True
        )
        .select_related("ending__letter", "ending__review__case", "ending__review__officer__agency")
        .order_by("at", "id")
    )


def ending_letter(ending: Ending, *, pack: Pack, on: date) -> EndingLetter:
    """That the review ended without a decision, and how, in the words of the pack for that ending; and where it ended before,
    which letter of that holds no more."""
    day = day_in_words(ending.asked_on or ending.happened_on)
    words = pack.outcome(ending.outcome, timezone.localdate(ending.at)).letter
    unanswered = {"ending__taken_back__isnull": False, "ending__taken_back__letter__isnull": True}
    before = Letter.objects.filter(ending__review=ending.review_id, **unanswered).order_by("at", "id").last()
    return EndingLetter(
        **_head(ending.review, on), opening=words.format(day=day),
        written_on=day_in_words(timezone.localdate(before.at)) if before else "", leaves=_leaves("leaf_ending", pack),
    )  # fmt: skip


def goes_on_letter(taken_back: EndingTakenBack, *, pack: Pack, on: date) -> GoesOnLetter:
    """That the review goes on, after a letter that it had ended."""
    written_on = day_in_words(timezone.localdate(taken_back.ending.letter.at))
    head = _head(taken_back.ending.review, on)
    return GoesOnLetter(**head, written_on=written_on, leaves=_leaves("leaf_goes_on", pack))


def _head(review: models.Review, on: date) -> dict[str, Any]:
    """Who writes to whom, about which case and whom: what each letter of a review begins with."""
    case, officer = review.case, review.officer
    people = people_of([case]).get(case.family_id, [])
    return {
        "reference": case.reference, "on": on, "agency": _agency(officer), "to": _addressees(people, on),
        "contact": _contact(officer), "signed_by": (_("the review officer"),), "people": tuple(one.name for one in people),
    }  # fmt: skip


def invitation_letter(invitation: models.ReplyInvitation, *, pack: Pack, on: date) -> ReplyInvitation:
    """The invitation to reply: one point for each paragraph that the officer wrote."""
    return ReplyInvitation(
        **_head(invitation.review, on), points=points_in(invitation.draft.points_against),
        reply_days=(days := pack.duty("invite_reply", on).amount),
        more_days=(more := pack.duty("extend_reply", on).amount),
        leaves=_leaves("leaf_invitation", pack, days=days, more=more),
    )  # fmt: skip


def notice(confirmation: Confirmation, *, pack: Pack, on: date) -> Notice:
    """The notice of a confirmed decision. It tells only what the decision had pinned: nothing that came later."""
    decision = confirmation.decision
    case, officer, pinned = decision.review.case, decision.review.officer, decision.considered
    people = people_of([case]).get(case.family_id, [])
    names = {recorded: person.name for person in people for recorded in person.recorded_ids}
    outcome = pack.outcome(decision.outcome, on)
    findings = {found.factor: found.text for found in FactorFinding.objects.filter(pk__in=pinned)}
    replies = Reply.objects.filter(pk__in=pinned, was_given=True).order_by("at", "id")
    return Notice(
        reference=case.reference, on=on, agency=_agency(officer), to=_addressees(people, on), contact=_contact(officer),
        signed_by=(_("the review officer"), _("the second officer, who confirmed the decision")),
        people=tuple(person.name for person in people), outcome=outcome.words, leave_length=decision.leave_length,
        can_challenge=outcome.needs_reply, challenge_days=(days := pack.duty("challenge_decision", on).amount),
        leaves=_leaves("leaf_notice", pack, days=days),
        heard=_heard(case, pinned, names, replies), best_interests=_best_interests(pinned, names),
        counted=(
            Part(_("What was sent to us about you, and what you said"), decision.draft.how_it_counted),
            *(
                Part(_("What you wrote to us, recorded on %(day)s") % {"day": day_in_words(reply.at.date())}, reply.considered)
                for reply in replies
            ),
        ),
        factors=tuple(
            Part(factor.words, findings.get(factor.code, ""))
            for factor in pack.criteria(decision.review.criteria, decision.review.criteria_from).factors
        ),
        together=findings.get(WHOLE_CASE, ""), whole=decision.reasons,
    )  # fmt: skip


def _leaves(about: str, pack: Pack, **days: int) -> tuple[Leaf, ...]:
    """What the letter is, in every language of a family's pages, English first: nobody is asked or guessed which they read.
    Where nobody has checked the words yet, it says so."""
    said = {**days, "helpline": pack.letter(SHARED)["helpline"]}
    leaves = []
    for code, name in languages():
        words = page_words(code)
        is_leftward = words["direction"] == "rtl"  # what is filled in keeps its own order there
        filled = {key: f"\u2068{value}\u2069" if is_leftward else str(value) for key, value in said.items()}
        lines = [words[key].format_map(filled) for key in (about, f"{about}_days", "leaf_help", "leaf_child")]
        leaves.append(Leaf(name, words["language_code"], (*lines, *([] if code == "en" else [words["draft_note"]]))))
    return tuple(leaves)


def _heard(
    case: Case, pinned: list[uuid.UUID], names: dict[uuid.UUID, str], replies: QuerySet[Reply]
) -> tuple[str, ...]:
    reports = Disclosure.objects.filter(case=case, pk__in=pinned).order_by("at", "id")
    return (
        *(
            _("The report of the lead professional on %(child)s, released on %(day)s")
            % {"child": names.get(report.child_id, _("a child of this family")), "day": day_in_words(report.at.date())}
            for report in reports
            if report.kind == DisclosureKind.REPORT
        ),
        *(
            _("What the children's side shared at once about %(child)s, on %(day)s")
            % {"child": names.get(one.child_id, _("a child of this family")), "day": day_in_words(one.at.date())}
            for one in reports
            if one.kind == DisclosureKind.EMERGENCY and one.was_told
        ),
        *(_("What you wrote to us, recorded on %(day)s") % {"day": day_in_words(reply.at.date())} for reply in replies),
    )


def _best_interests(pinned: list[uuid.UUID], names: dict[uuid.UUID, str]) -> tuple[Part, ...]:
    """Of each child what is written, and what was seen otherwise: of this, or of what was written of the child before."""
    found = BestInterests.objects.filter(pk__in=pinned).annotate(canonical=F("child__canonical_id"))
    entries = list(found.order_by("at", "id"))
    said = {entry.pk: (entry.child_id, [entry.text]) for entry in entries}
    newest = {entry.canonical: entry.pk for entry in entries}
    dissents = PanelMember.objects.filter(pk__in=pinned, agrees=False).select_related("assessment")
    for one in dissents.annotate(canonical=F("assessment__child__canonical_id")).order_by("assessment__at", "at", "id"):
        read = one.assessment
        words = _("Somebody of the panel that read this (%(who)s) sees it otherwise:")
        if is_earlier := read.pk not in said:
            words = _("What was written before, on %(day)s, was seen otherwise by somebody of a panel (%(who)s):")
        place = newest.get(one.canonical, read.pk) if is_earlier else read.pk
        _child, texts = said.setdefault(place, (read.child_id, []))
        texts += [words % {"who": one.works_as, "day": day_in_words(timezone.localdate(read.at))}, one.dissent]
    return tuple(Part(names.get(of, _("a child of this family")), "\n\n".join(texts)) for of, texts in said.values())


def _addressees(people: list[PersonView], on: date) -> tuple[str, ...]:
    """The grown-ups by name, then where this side knows them to live. In doubt about an age, everyone is named."""
    grown = [person for person in people if not person.is_child_on(on)] or people
    recorded = [one for person in grown for one in person.recorded_ids]
    home = Residence.objects.filter(person_id__in=recorded, until_on__isnull=True).exclude(address="")
    newest = home.order_by("-said_at", "id").first()
    lines = (newest.address, f"{newest.town} {newest.postcode}".strip()) if newest else ()
    return (*(person.name for person in grown), *(line for line in lines if line))


def _agency(officer: Actor) -> str:
    return officer.agency.name if officer.agency else _("the Home Office")


def _contact(officer: Actor) -> str:
    """A number to ring: the officer's, else the agency's, else whom to ask for."""
    return officer.phone or (officer.agency.phone if officer.agency else "") or _agency(officer)
