"""Reading what was put forward and how it was met, and who of a family has a page of their own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.gate import Passage
from kith.access.terms import FactSide, Role, Side
from kith.documents.queries import STANDING, File, shown, signs_of
from kith.protocol.pack import load
from kith.register.models import Case, CaseTeamMember
from kith.register.queries import PersonView, cases_visible_to, names_of, people_of
from kith.representations.models import (
    Answer,
    FamilyAccess,
    PostFile,
    PostPlace,
    PostStep,
    Representation,
    SentFile,
)
from kith.representations.rules import PersonFacts, can_be_answered, is_awaited
from kith.representations.terms import PostState, Voice

PAGE = "family_page_"  # the letters of the pack that hold the words of a family's page, by language
SHARED = "family_pages"  # and what is the same in all of them


def languages() -> list[tuple[str, str]]:
    """The languages that a family's page is written in, English first, each under its own name."""
    held = {
        code.removeprefix(PAGE): words["language"] for code, words in load().letters.items() if code.startswith(PAGE)
    }
    return sorted(held.items(), key=lambda one: (one[0] != "en", one[0]))


def page_words(language: str) -> Mapping[str, str]:
    """The words of a family's page in a language; in English where the pack has none in that one."""
    letters = load().letters
    return letters.get(f"{PAGE}{language}", letters[f"{PAGE}en"])


def young_from() -> int:
    """From which age on somebody can have a page of their own."""
    return int(load().letter(SHARED)["young_from"])


def leave_for() -> str:
    """Where whoever leaves a page is at once."""
    return load().letter(SHARED)["leave_for"]


def own_access() -> FamilyAccess | None:
    """The page of whoever visits: the row policy shows no other. One query."""
    return FamilyAccess.objects.first()


@dataclass(frozen=True, slots=True)
class Page:
    """One person of a case and their own page, if they have one; `facts` say whether they may. `person` is None where a page
    belongs to somebody who is not, or no more, of this family as this side knows it."""

    person: PersonView | None
    age: str
    facts: PersonFacts
    access: FamilyAccess | None


def pages_of(case: Case, on: date) -> list[Page]:
    """The people of a case as this side knows them, each with their own page, and every other page that was given on it: none
    is left out of what can be closed. Two queries."""
    held = list(FamilyAccess.objects.filter(case=case).select_related("given_by").order_by("-given_at"))
    pages, listed = list[Page](), set[uuid.UUID]()
    for view in people_of([case]).get(case.family_id, []):
        own = next((one for one in held if one.person_id in (view.id, *view.recorded_ids)), None)
        pages.append(Page(view, view.age_on(on), person_facts(view, own, on), own))
        listed |= {own.pk} if own else set()
    return pages + [Page(None, "", person_facts(None, one, on), one) for one in held if one.pk not in listed]


def access_with_id(case: Case, access: uuid.UUID) -> FamilyAccess | None:
    """One page that was given on this case, whoever's it is."""
    return FamilyAccess.objects.filter(case=case, pk=access).first()


def person_facts(view: PersonView | None, access: FamilyAccess | None, on: date) -> PersonFacts:
    """What the rule about pages of one's own looks at; no view is somebody who is not of this family."""
    ages = [relativedelta(on, first).years for _given, first, _last in view.births if first] if view else []
    return PersonFacts(
        is_of_family=view is not None, is_child=view is not None and view.is_child_on(on),
        oldest=max(ages, default=None), is_closed=access is not None and access.stopped_at is not None,
    )  # fmt: skip


def put_forward(case: Any, side: FactSide) -> QuerySet[Any]:  # Any: a case or its id; what is annotated here
    """What was put forward to the side that asks on a case, as far as the reader may read it, oldest first, each with
    `is_met`: that side answered, or need not; also where the reader may not read yet how."""
    to_side = Representation.objects.filter(case=case, side__in=(side, FactSide.COMMON))
    is_met = Func(F("pk"), function="representations_is_met", output_field=BooleanField())
    return to_side.annotate(is_met=is_met).order_by("at", "id")


def rests_on(said: uuid.UUID) -> bool:
    """Whether a decision that is not served yet rests on these words: the review says so (its database.sql). One query."""
    with connection.cursor() as cursor:
        cursor.execute("select review_rests_on(%s)", [said])
        return bool(cursor.fetchone()[0])


def typed_in(case: Case, said: uuid.UUID) -> Representation | None:
    """Words that the decision side wrote down on a case, and that nobody has said to be of another family. One query."""
    found = Representation.objects.filter(case=case, pk=said, side=FactSide.DECISION, access__isnull=True)
    return found.select_related("by").first()


@dataclass(frozen=True, slots=True)
class Word:
    """One thing put forward as a page shows it: who said it, and how it was met."""

    said: Representation
    who: str
    is_met: bool
    answers: tuple[Answer, ...]
    files: tuple[File, ...]

    @property
    def can_be_answered(self) -> bool:
        """Whether this side has still something to say: it did not answer, or said only what will happen and when."""
        return can_be_answered(self.is_met, [one.kind for one in self.answers])


def words_on(case: Case, side: FactSide) -> list[Word]:
    """What was put forward to this side on a case: what waits for an answer first, then newest first. Four queries."""
    found = list(_with_answers(put_forward(case, side)))
    names = names_of([one.person_id for one in found if one.person_id])
    files = _files_with(found, side)
    words = [
        Word(one, who_said(one, names), one.is_met, tuple(one.answers.all()), tuple(files[one.pk]))
        for one in reversed(found)
    ]
    return sorted(words, key=lambda word: word.is_met)


def is_second_officer(case: Case, actor: uuid.UUID) -> bool:
    """Whether somebody is asked for an own view of this case, and reads some of it only after that. One query."""
    return CaseTeamMember.objects.filter(
        case=case, actor=actor, side=Side.DECISION, role=Role.SECOND_OFFICER, until_at__isnull=True
    ).exists()


def who_said(said: Representation, names: Mapping[uuid.UUID, str]) -> str:
    """Who put something forward, as this side may know them."""
    if said.said_by:
        return f"{said.said_by} ({Voice(said.voice).label})"
    return names.get(said.person_id, "") if said.person_id and said.person_id in names else _("a member of the family")


def _files_with(found: Sequence[Representation], side: str) -> dict[uuid.UUID, list[File]]:
    """The files that came with each, of this side and not added by mistake. One query."""
    files: dict[uuid.UUID, list[File]] = {one.pk: [] for one in found}
    sent = SentFile.objects.filter(representation__in=files, side=side).filter(STANDING)
    sent = sent.select_related("document__by", "document__scan").annotate(signs=signs_of("document_id"))
    for one in sent.order_by("at", "id"):
        files[one.representation_id].append(shown(one.document, one.signs))
    return files


def sent_file(case: Case, document: uuid.UUID, side: str) -> SentFile | None:
    """A file that came with what was put forward to this side on a case, and was not added by mistake."""
    found = SentFile.objects.filter(representation__case=case, document=document, side=side)
    return found.filter(STANDING).select_related("document__by", "document__scan").first()


@dataclass(frozen=True, slots=True)
class OwnWord:
    """One thing that whoever visits has put forward, what came back, and whether anything is still awaited."""

    said: Representation
    answers: tuple[Answer, ...]
    is_awaited: bool
    files: tuple[tuple[str, int], ...]  # what each that went with it is called, and its size


def own_words(access: FamilyAccess) -> list[OwnWord]:
    """What whoever visits has put forward, newest first, with what came back and what went with it. Two queries."""
    files = SentFile.objects.filter(representation=OuterRef("pk")).order_by("at", "id")
    sent = ArraySubquery(files.values(said=JSONObject(side="side", name="document__name", bytes="document__bytes")))
    own = Representation.objects.filter(access=access).annotate(sent=sent)
    return [
        OwnWord(
            one, answers := tuple(one.answers.all()), is_awaited(one.side, {a.side for a in answers}),
            # what went to both sides was sent once
            tuple((file["name"], file["bytes"]) for file in one.sent if file["side"] == one.sent[0]["side"]),
        )
        for one in _with_answers(own.order_by("-at", "-id"))
    ]  # fmt: skip


def _with_answers(found: QuerySet[Any]) -> QuerySet[Any]:  # Any: as `put_forward`
    answers = Answer.objects.select_related("by").order_by("at", "id")
    return found.select_related("by", "meeting").prefetch_related(Prefetch("answers", answers))


def post_visible_to(passage: Passage) -> QuerySet[PostPlace]:
    """The post that this person may see now: what their side has, and on the decision side what is linked to a case that they
    may see. The row policies of `PostPlace` say the same."""
    places = PostPlace.objects.select_related("item__by", "case")
    if passage.side == Side.REGISTRY:
        return places.filter(side=Side.REGISTRY)
    on_case = Q(case__in=cases_visible_to(passage).values("pk"))
    return places.filter(Q(case__isnull=True, side=passage.side) | on_case)


def post_counts(passage: Passage) -> dict[str, int]:
    """How much post is in each state, of what this person may see. One query."""
    found = post_visible_to(passage).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(found.values_list("state", "n"))


def post_in(passage: Passage, states: Sequence[str], *, limit: int, offset: int) -> list[PostPlace]:
    """One page of the post in these states: what waits to be dealt with first, then what came first. One query."""
    found = post_visible_to(passage).filter(state__in=states)
    # linked comes before dealt with
    return list(found.order_by("-state", "received_on", "item__at", "pk")[offset : offset + limit])


def post_item(passage: Passage, item: uuid.UUID) -> PostPlace | None:
    """One item of post with where it is."""
    return post_visible_to(passage).filter(item=item).first()


def post_steps(item: uuid.UUID) -> QuerySet[PostStep]:
    """What was done with an item of post, as far as this side may read it, oldest first."""
    return PostStep.objects.filter(item=item).select_related("by", "case").order_by("at", "id")


def post_files(item: uuid.UUID) -> list[File]:
    """The scans of an item of post. One query; the registry keeps no files, and is given none."""
    files = PostFile.objects.filter(item=item).filter(STANDING).select_related("document__by", "document__scan")
    files = files.annotate(signs=signs_of("document_id"))
    return [shown(one.document, one.signs) for one in files.order_by("at", "id")]


def post_file(item: uuid.UUID, document: uuid.UUID) -> PostFile | None:
    """One scan of an item of post, unless it was added by mistake."""
    files = PostFile.objects.filter(item=item, document=document).filter(STANDING)
    return files.select_related("document__by", "document__scan").first()


def post_to_deal_with(case: Case) -> list[PostPlace]:
    """The post that is linked to a case and waits for whoever has it, oldest first. One query."""
    found = PostPlace.objects.filter(case=case, state=PostState.LINKED).select_related("item__by")
    return list(found.order_by("received_on", "item__at", "pk"))


@dataclass(frozen=True, slots=True)
class PostWaiting:
    """How much post waits with one side, and since when the oldest does."""

    side: Side
    unopened: int
    not_linked: int
    oldest: date

    def age_on(self, day: date) -> str:
        """How long the oldest has waited, in words."""
        return waits(self.oldest, day)


def post_waiting() -> list[PostWaiting]:
    """How much post waits unopened or linked to nothing with either side: numbers and a day, for those who answer for it. One
    query."""
    with connection.cursor() as cursor:
        cursor.execute("select its_side, its_state, n, oldest from representations_post_counts()")
        rows = cursor.fetchall()
    return [
        PostWaiting(
            at, sum(n for s, state, n, _on in rows if (s, state) == (at, PostState.UNOPENED)),
            sum(n for s, state, n, _on in rows if (s, state) == (at, PostState.NOT_LINKED)),
            min(on for s, _state, _n, on in rows if s == at),
        )
        for at in (Side.REGISTRY, Side.DECISION) if any(s == at for s, *_rest in rows)
    ]  # fmt: skip


def waits(since: date, day: date) -> str:
    """How long something has waited, in words."""
    days = (day - since).days
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days > 0 else _("since today")
