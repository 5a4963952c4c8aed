"""When a case may be decided: every obstacle that stands, in words, with its source and who can clear it.

Pure: frozen facts in, obstacles out. The same rule is asked before the officer types, when a decision is recorded, when
it is confirmed and when it is served. A grant needs what a refusal needs, but for hearing the family on points against it.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kith.protocol.pack import Factor, Pack
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What the decision side knows about one child's arrangements: that steps were taken, never what was said in them."""

    id: uuid.UUID
    name: str
    has_lead_professional: bool
    report_is_received: bool
    views_are_recorded_or_explained: bool
    best_interests_by: uuid.UUID | None
    asks_to_wait: bool = False
    contact: str = ""
    wait_contact: str = ""
    report_asked_on: date | None = None
    report_due_on: date | None = None
    report_is_released: bool = False
    report_is_excepted: bool = False  # two seniors have signed that the case is decided without it


@dataclass(frozen=True, slots=True)
class PutForward:
    """Something said to the decision side that it has not met: by whom in words, when, and whether they wish to meet."""

    id: uuid.UUID
    who: str
    on: date
    asks_to_meet: bool


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything that the rule looks at.

    `drafter` is whoever wrote the draft that stands, else the officer who has the case; `authors` are that officer and all
    who ever wrote a draft or a finding. `set_aside` are factors on which only a former officer with a tie to the
    family has written, `outdated` those whose finding rests on a report that was corrected. Of the points against the family,
    `told` are those that it is proved to have received, `answered` those to which its time to reply is over.
    """

    children: tuple[ChildFacts, ...]
    officer: uuid.UUID
    drafter: uuid.UUID
    authors: frozenset[uuid.UUID]
    tied: frozenset[uuid.UUID]
    declared: frozenset[uuid.UUID]
    findings: frozenset[str]
    set_aside: frozenset[str]
    outdated: frozenset[str]
    factors: tuple[Factor, ...]
    weighing: str
    has_draft: bool
    outcome: str
    points: frozenset[str]
    told: frozenset[str]
    answered: frozenset[str]
    identity_is_open: bool
    may_have_another_child: bool = False  # somebody of the family, and it is not said yet whether they are one
    children_side_waits: bool = False  # it has not said yet of whom it knows
    officer_name: str = "the review officer"
    weigher: str = ""  # who was asked to weigh the children's best interests
    unanswered: tuple[PutForward, ...] = ()


WHO_CHILDREN = "the coordinator of the council"
OFFICER, MANAGER, SECOND = "the review officer", "a review manager", "the second officer"
SENIOR = "a senior officer"
UNTRACED = "Home Affairs Committee 2013: a family that cannot be traced was wrongly taken as one that has left"
ARRANGEMENT = "Arrangement of March 2007 between Scottish ministers and the Home Office"
SECTION_55 = "Borders, Citizenship and Immigration Act 2009, section 55"
FACTORS = "Immigration Rules, HC 395, paragraph 395C"
FAIRNESS = "Common law duty to act fairly"
IMPARTIALITY = "Civil Service Code: impartiality"
TWO_OFFICERS = "Arrangement of March 2007, confirm_decision"
# What only a refusal needs: shown to nobody who has still to form a view of their own.
TELLING = frozenset({"points_not_written", "points_changed", "family_not_told", "reply_still_open"})


def obstacles_to_decision(facts: DecisionFacts, pack: Pack, on: date) -> tuple[Obstacle, ...]:
    """Every obstacle that stands between this case and a decision, in the order of the arrangement."""
    return (
        *(obstacle for child in facts.children for obstacle in _of_child(child, facts)),
        *_of_factors(facts),
        *_of_officer(facts),
        *_of_list(facts),
        *_of_identity(facts),
        *_of_waiting(facts),
        *_of_reply(facts, pack, on),
        *_of_words(facts),
    )


def _of_child(child: ChildFacts, facts: DecisionFacts) -> list[Obstacle]:
    """Obstacles 1 to 4: lead professional, report, views, best interests."""
    found = []
    who, about = child.contact or WHO_CHILDREN, str(child.id)
    if not child.has_lead_professional:
        found.append(
            Obstacle(
                "no_lead_professional", f"{child.name} has no lead professional yet.", ARRANGEMENT, WHO_CHILDREN, about
            )
        )
    if not child.report_is_received and not child.report_is_excepted:
        found.append(_of_report(child, who, facts.officer_name))
    if not child.views_are_recorded_or_explained:
        article = "UN Convention on the Rights of the Child, article 12"
        words = f"What {child.name} wants to say is not recorded yet, nor why it was not asked."
        found.append(Obstacle("views_not_recorded", words, article, who, about))
    weigher = facts.weigher or f"{MANAGER}: ask another officer to weigh it"
    if child.best_interests_by is None:
        words = f"What is best for {child.name} has not been weighed yet."
        found.append(Obstacle("best_interests_not_assessed", words, SECTION_55, weigher, about))
    elif child.best_interests_by in facts.authors:
        words = f"What is best for {child.name} was weighed by an officer who drafts."
        found.append(Obstacle("best_interests_by_drafter", words, SECTION_55, weigher, about))
    elif child.best_interests_by in facts.tied:
        words = f"What is best for {child.name} was weighed by an officer with a tie to the family."
        found.append(Obstacle("best_interests_with_tie", words, SECTION_55, weigher, about))
    return found


def _of_report(child: ChildFacts, who: str, officer: str) -> Obstacle:
    code, name, about = "report_not_received", child.name, str(child.id)
    if child.report_is_released:
        words = f"The report on {name} is here, and nobody has opened it yet."
        return Obstacle(code, words, ARRANGEMENT, officer, about)
    if child.report_asked_on is None:
        return Obstacle(code, f"The report on {name} has not been asked for yet.", ARRANGEMENT, officer, about)
    words = f"Not yet received: the report on {name}. Asked for on {child.report_asked_on:%-d %B %Y}"
    due = f"; the date is {child.report_due_on:%-d %B %Y}." if child.report_due_on else "."
    return Obstacle(code, words + due, ARRANGEMENT, who, about)


def _of_factors(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 5: every factor has a finding that can stand, and the whole case has been weighed together."""
    found = []
    for factor in facts.factors:
        if factor.code not in facts.findings:
            words = f"Nothing is written yet on: {factor.words}."
            found.append(Obstacle("factor_without_finding", words, FACTORS, facts.officer_name, factor.code))
        elif factor.code in facts.set_aside:
            words = f"Only an officer with a tie to the family has written on: {factor.words}. Write it anew."
            found.append(Obstacle("finding_with_tie", words, IMPARTIALITY, facts.officer_name, factor.code))
        elif factor.code in facts.outdated:
            words = f"What is written rests on a report that was corrected since: {factor.words}. Read it again."
            found.append(Obstacle("finding_on_old_report", words, FACTORS, facts.officer_name, factor.code))
    if facts.weighing not in facts.findings or facts.weighing in facts.set_aside | facts.outdated:
        words = "The whole case has not been weighed together yet."
        found.append(Obstacle("whole_case_not_weighed", words, FACTORS, facts.officer_name, facts.weighing))
    if not facts.has_draft:
        source = "House rule: a decision is one version of a draft by the officer who has the case"
        found.append(Obstacle("no_draft", "There is no draft to decide on yet.", source, facts.officer_name))
    return found


def _of_officer(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 6: a conflict of interest, or nobody has asked about one."""
    if facts.officer in facts.tied:
        words = "The officer has said that something ties them to this family."
        return [Obstacle("conflict_of_interest", words, IMPARTIALITY, f"{MANAGER}: give the case to another officer")]
    if facts.drafter in facts.tied:
        words = "The draft is by an officer who has said that something ties them to this family."
        return [Obstacle("conflict_of_interest", words, IMPARTIALITY, f"{facts.officer_name}: write a new draft")]
    if facts.drafter not in facts.declared:
        words = "The officer has not yet said whether anything ties them to this family."
        return [Obstacle("conflict_not_declared", words, IMPARTIALITY, facts.officer_name)]
    return []


def _of_identity(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 7, as far as milestones tell."""
    if not facts.identity_is_open:
        return []
    words = "Who a person of this family is, is still an open question."
    return [Obstacle("identity_open", words, "Home Office record of merged identities, 2024", "a registrar")]


def _of_list(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacles 1 to 4 for whoever is not on the list of the children yet: each child of a family is heard, or nobody is."""
    if not facts.may_have_another_child:
        return []
    words = "Somebody of this family may be a child who is not on the list of its children yet."
    return [Obstacle("child_not_listed", words, ARRANGEMENT, "a registrar")]


def _of_waiting(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 8. Which child it is about, and why, is the children's side's to know: one line for each person to ring."""
    contacts = dict.fromkeys(child.wait_contact or WHO_CHILDREN for child in facts.children if child.asks_to_wait)
    if facts.children_side_waits:
        contacts.setdefault(WHO_CHILDREN)
    return [
        Obstacle("asked_to_wait", f"The children's side asks you to wait. Speak to: {contact}.", ARRANGEMENT, contact)
        for contact in contacts
    ]


def _of_reply(facts: DecisionFacts, pack: Pack, on: date) -> list[Obstacle]:
    """Obstacle 11, where the outcome is one that needs it: the family heard the points against it, and had its time."""
    if not facts.has_draft or not pack.outcome(facts.outcome, on).needs_reply:
        return []
    if not facts.points:
        words = "The points against the family are not written down."
        return [Obstacle("points_not_written", words, FAIRNESS, facts.officer_name)]
    if facts.points & facts.told and facts.points - facts.told:
        words = "The draft holds points against the family that it has not been told of."
        return [Obstacle("points_changed", words, FAIRNESS, f"{facts.officer_name}: invite a reply to them")]
    if facts.points - facts.told:
        words = "It is not on record that the family has received the points against it."
        return [Obstacle("family_not_told", words, FAIRNESS, facts.officer_name)]
    if facts.points - facts.answered:
        words = "The family's time to reply is not over, or its reply is not recorded."
        return [
            Obstacle("reply_still_open", words, FAIRNESS, f"the family; {facts.officer_name} when the time is over")
        ]
    return []


EXCEPTION = (
    "Arrangement of March 2007, ask_what_helps: no exception before the children's side was asked what would help"
)


@dataclass(frozen=True, slots=True)
class ExceptionFacts:
    """What an exception for one child's report depends on: the report, and until when the lead professional and the
    coordinator, who were asked what would help, may answer (None: they were not asked)."""

    name: str
    lead: str  # the lead professional's name
    report_due_on: date | None
    report_is_released: bool
    helps_until: date | None


def obstacles_to_asking_what_helps(name: str, report_due_on: date | None, on: date) -> Iterator[Obstacle]:
    """Why it is not asked what would help to finish a report: it is not asked for, or not late."""
    if report_due_on is None:
        yield Obstacle("report_not_asked", f"The report on {name} has not been asked for yet.", EXCEPTION, OFFICER)
    elif on <= report_due_on:
        words = f"The children's side has until {report_due_on:%-d %B %Y} for the report on {name}."
        yield Obstacle("report_not_late", words, EXCEPTION, WHO_CHILDREN)


def obstacles_to_exception(
    facts: ExceptionFacts, *, reason: str, family_told_on: date, on: date
) -> tuple[Obstacle, ...]:
    """Why this case cannot be decided without one child's report, whoever signs."""
    found = []
    if facts.report_is_released:
        words = f"The report on {facts.name} is here. It is read, not left out."
        found.append(Obstacle("report_is_here", words, EXCEPTION, OFFICER))
    else:
        found += obstacles_to_asking_what_helps(facts.name, facts.report_due_on, on)
    if facts.helps_until is None:
        words = (
            "The lead professional and the coordinator were not asked what would help, or before the report was late."
        )
        found.append(Obstacle("help_not_asked", words, EXCEPTION, OFFICER))
    elif on <= facts.helps_until:
        words = f"They were asked what would help, and have until {facts.helps_until:%-d %B %Y} to answer."
        found.append(Obstacle("help_awaited", words, EXCEPTION, WHO_CHILDREN))
    if family_told_on > on:
        found.append(Obstacle("family_not_told", "The family is told first.", FAIRNESS, SENIOR))
    if facts.lead and facts.lead.casefold() in reason.casefold():
        words = "The reason names the lead professional. An exception says nothing about them: write why the case cannot wait."
        found.append(Obstacle("names_lead_professional", words, EXCEPTION, SENIOR))
    return tuple(found)


def obstacles_to_signing_exception(
    who: uuid.UUID, parts: "Parts", *, proposed_by: uuid.UUID | None = None
) -> tuple[Obstacle, ...]:
    """Why this senior officer may not sign: another part in the case, a tie, or the first signature is theirs."""
    found = list(obstacles_of_tie(who, parts.tied))
    if who == parts.officer or who in parts.drafted | parts.weighed | parts.seconded:
        words = "Whoever signs has no other part in the case."
        found.append(Obstacle("has_a_part", words, EXCEPTION, f"{SENIOR} with no part in the case"))
    if who == proposed_by:
        words = "The first signature is yours. Another senior officer signs too."
        found.append(Obstacle("signed_first", words, EXCEPTION, "another senior officer"))
    return tuple(found)


def _of_words(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 12: what was put forward to this side is answered, or it was said what will happen and when."""
    return [
        Obstacle("meeting_unanswered", f"Not answered yet: the wish of {one.who} to meet, of {one.on:%-d %B %Y}.",
                 FAIRNESS, facts.officer_name, str(one.id))
        if one.asks_to_meet else
        Obstacle("words_unanswered", f"Not answered yet: what {one.who} said on {one.on:%-d %B %Y}.",
                 FAIRNESS, facts.officer_name, str(one.id))
        for one in facts.unanswered
    ]  # fmt: skip


def points_in(text: str) -> tuple[str, ...]:
    """The points against a family, one for each line that the officer wrote; its letter numbers them, so that a number typed
    before one goes."""
    points = (re.sub(r"^\s*\d{1,2}[.)]\s+", "", line).strip() for line in text.splitlines())
    return tuple(point for point in points if point)


ANOTHER_VERSION = Obstacle(
    "another_version", "This is not the version that stands now: there is a newer one.", TWO_OFFICERS,
    f"{OFFICER}: record the newest draft",
)  # fmt: skip
NEW_INFORMATION = Obstacle(
    "new_information", "Something new has come in since the decision was recorded.", TWO_OFFICERS,
    f"{OFFICER}: weigh it in a new draft",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """Who has had which part in one review: has the case, wrote drafts or findings, weighed best interests, has a tie; is or
    was second officer, signed that a report is not waited for (`queries.parts_in` alone knows these two)."""

    officer: uuid.UUID
    drafted: frozenset[uuid.UUID]
    weighed: frozenset[uuid.UUID]
    tied: frozenset[uuid.UUID]
    seconded: frozenset[uuid.UUID] = frozenset()
    excepted: frozenset[uuid.UUID] = frozenset()


def obstacles_to_taking_over(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this officer may not be given the case."""
    if who == parts.officer:
        words = "The case is with this officer already."
        return (Obstacle("has_it_already", words, "House rule: one officer drafts", f"{MANAGER}: choose another"),)
    return (*_of_exception(who, parts), *obstacles_of_tie(who, parts.tied))


def obstacles_to_weighing(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this officer may not weigh the best interests of the children of this case."""
    if who == parts.officer or who in parts.drafted:
        words = "The officer who drafts does not weigh the children's best interests."
        return (Obstacle("best_interests_by_drafter", words, SECTION_55, f"{MANAGER}: ask another officer"),)
    return (*_of_exception(who, parts), *obstacles_of_tie(who, parts.tied))


def _of_exception(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    if who not in parts.excepted:
        return ()
    words = "This officer signed that a report is not waited for, and takes no other part in the case."
    return (Obstacle("signed_an_exception", words, EXCEPTION, f"{MANAGER}: ask another officer"),)


def obstacles_to_seconding(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this person may not be second officer of this case: another person in every part, and no tie."""
    found = []
    ask = f"{MANAGER}: ask another second officer"
    if who == parts.officer or who in parts.drafted:
        found.append(
            Obstacle("second_officer_drafted", "The second officer had a part in the draft.", TWO_OFFICERS, ask)
        )
    if who in parts.weighed:
        words = "The second officer weighed a child's best interests in this case."
        found.append(Obstacle("second_officer_assessed", words, TWO_OFFICERS, ask))
    return (*found, *_of_exception(who, parts), *obstacles_of_tie(who, parts.tied))


def obstacles_of_tie(who: uuid.UUID, tied: frozenset[uuid.UUID]) -> tuple[Obstacle, ...]:
    """Why someone with a tie to the family may have no part in its case."""
    if who not in tied:
        return ()
    words = "This person has said that something ties them to the family."
    return (Obstacle("has_a_tie", words, IMPARTIALITY, f"{MANAGER}: choose another"),)


def obstacles_to_confirmation(*, second: uuid.UUID, parts: Parts, has_view: bool) -> tuple[Obstacle, ...]:
    """Why this person may not answer for a decision as second officer: own view first, and no other part in the case."""
    found = obstacles_to_seconding(second, parts)
    if has_view:
        return found
    words = "Record your own view first. The draft is shown after that."
    return (*found, Obstacle("no_own_view", words, TWO_OFFICERS, SECOND))


def propose_second_officer(loads: Mapping[uuid.UUID, int], barred: Iterable[uuid.UUID]) -> uuid.UUID | None:
    """Who is asked to be second officer: the one with fewest decisions waiting who had no other part in the case; of equals
    the first by id. None where nobody is left, and then a review manager is shown who could be asked."""
    out = frozenset(barred)
    free = {who: load for who, load in loads.items() if who not in out}
    return min(free, key=lambda who: (free[who], who)) if free else None
