"""Words of the child's record: evidence of integration, and reasons around the lead professional."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kith.demo.words.phrases import Child, fill, fitting, some, text


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence of integration, by kind, with who said it, when, and the paper."""

    kind: str
    title: str
    text: str
    said_by: str
    said_on: date
    paper: str


_SCHOOL: Mapping[str, tuple[str, ...]] = {
    "baby": (
        "{name} comes to the family centre with a parent two mornings a week.",
        "Staff know {name} by name and see a child who explores and then comes back for a cuddle.",
        "{name} watches the older children and copies their songs.",
        "The family is part of the group; other parents look out for them.",
        "{name} likes water play and {liked} best.",
    ),
    "nursery": (
        "{name} comes five mornings a week and is seldom away.",
        "In play {name} speaks English with the others and {language} with a parent at the gate.",
        "{name} has learned {skill} here.",
        "{name} goes first to {liked} and shares it when asked.",
        "Staff see a child who is curious, and who looks for a known face when a day is noisy.",
        "The place in Primary 1 is kept; {name} has visited the classroom twice.",
    ),
    "primary": (
        "{name} has been a pupil here for some time and attendance was {percent} % this session.",
        "Work in {subject} is at or above what we expect at this age; {subject2} needs more practice.",
        "{name} is one of the first to help a new pupil find the way.",
        "At break {name} is usually at {liked} with the same three friends.",
        "{name} took part in the class assembly and spoke clearly in front of all the parents.",
        "{name} has learned {skill} since the summer.",
        "Homework comes back done; an adult at home reads with {name}.",
        "When the class made a map of where they belong, {name} drew this street and the school.",
    ),
    "secondary": (
        "{name} has attended {percent} % of the session and is on time.",
        "{name} is working towards {advanced} and is predicted to pass.",
        "Teachers of two subjects, {subject} among them, write of steady effort.",
        "{name} helps at the younger pupils' homework hour on {weekday}.",
        "{name} hopes to be a {career} and has visited the college's open day.",
        "{name} speaks up in class, listens to other views and changes an opinion for a good reason.",
        "A change of school in these two years would fall into the courses that lead to the exams.",
        "{name} is in the school's team for {sport}.",
    ),
}  # fmt: skip
_OTHER: Mapping[str, tuple[str, ...]] = {
    "community": (
        "{name} comes to {club} each week, and has done so most weeks since the family moved near.",
        "5- The playgroup went to {outing} together, and {name} held hands with two others all the way.",
        "5- {name} knows the songs, the snack time and whose coat is whose.",
        "6+ {name} is good at {sport} and better at cheering the others on.",
        "6+ Friends call for {name} at the door; they go to {outing} when someone can take them.",
        "The family was the first to bring food when we lost our hall to the flood.",
        "6+ Last summer {name} came along to {outing} and looked after a younger child the whole day.",
        "3+ {name} knows everyone on the stair, and {helper} asks after them when they are away.",
        "Losing {name} would be a loss for the group, and we say so gladly.",
    ),
    "health": (
        "{name} has been registered here for {years} and is seen by the same doctors.",
        "We follow {name} for {health_matter}; the plan is reviewed twice a year.",
        "Immunisations are complete. Appointments are kept.",
        "Care depends on people who know the child's story; a new team would have to begin again.",
        "The family asks good questions and carries out what was agreed.",
        "No medicine is needed at present.",
    ),
    "volunteering": (
        "{name} gives two hours on {weekday} at {service}, {task}.",
        "At first {name} came with a parent; now {name} comes alone and opens up for us.",
        "People ask for {name} by name.",
        "We have seen a shy person become one who explains the work to others.",
        "We would write a reference at any time.",
    ),
    "faith": (
        "The family has come to {worship} since they moved to this part of town.",
        "4+ {name} joined the children's group and took a part in the winter celebration.",
        "They help with {task} and stay to wash up.",
        "When a neighbour was ill, they visited each week.",
        "They are part of us, and other families lean on them as well.",
    ),
    "language": (
        "{name} speaks {language} at home and English everywhere else, and moves between them with ease.",
        "5+ {name} passed the stage in English as an additional language that lets support end.",
        "6+ {name} interprets for nobody: the family asks for an interpreter, which is right for a child.",
        "4+ {name}'s jokes work in both languages.",
        "6+ Reading in English is now on the level of the class; writing follows.",
        "When tired or upset, {name} still counts and comforts in English.",
    ),
}
_ROLES = {
    "school": ("School letter about {name}", "{teacher}, {school}", "Letter of the school"),
    "community": ("Letter from {club}", "{helper_name}, leader of {club}", "Letter of the club"),
    "health": ("Health continuity for {name}", "{gp}, general practice", "Letter of the practice"),
    "volunteering": ("Volunteering at {service}", "{helper_name}, who runs it", "Reference"),
    "faith": ("Letter from {worship}", "{helper_name}, who leads the children's group", "Letter of the congregation"),
    "language": ("English as an additional language", "{helper_name}, teacher of new speakers of English", "Record of stages"),
}  # fmt: skip
_KINDS_BY_STAGE = {
    "baby": ("health", "school", "community", "faith"),
    "nursery": ("school", "health", "language", "community", "faith"),
    "primary": ("school", "community", "health", "language", "faith"),
    "secondary": ("school", "community", "volunteering", "health", "language", "faith"),
}


def evidence(rng: Random, child: Child, *, since: date, until: date, count: int) -> tuple[Evidence, ...]:
    """So many pieces of evidence of integration, each of another kind that fits the child's age, school first."""
    kinds = [kind for kind in _KINDS_BY_STAGE[child.stage] if kind != "language" or child.language != "English"]
    chosen = {kinds[0], *rng.sample(kinds, min(count, len(kinds)))}
    return tuple(
        _evidence(rng, child, kind, since, until) for kind in [kind for kind in kinds if kind in chosen][:count]
    )


def _evidence(rng: Random, child: Child, kind: str, since: date, until: date) -> Evidence:
    facts = {**child.facts, "percent": str(rng.randint(88, 99))}
    facts |= {slot: fill(rng, f"{{{slot}}}") for slot in ("service", "worship", "weekday", "helper_name")}
    pool = _SCHOOL[child.stage] if kind == "school" else _OTHER[kind]
    title, said_by, paper = (fill(rng, words, facts) for words in _ROLES[kind])
    said_on = since + timedelta(days=rng.randint(0, max(1, (until - since).days)))
    has_paper = rng.random() < 0.8
    day = f"{said_on.day} {said_on:%B %Y}"
    return Evidence(
        kind=kind,
        title=title,
        text=text(rng, some(rng, fitting(pool, child.age), 3, 4), facts),
        said_by=said_by,
        said_on=said_on,
        paper=f"{paper}, {day}" if has_paper else "",
    )


_CHOSEN_BECAUSE = (
    "4+ {name} already trusts {staff} and asked for them.",
    "The family asked for somebody who does not work at the school.",
    "{staff} has worked with this family before, so the story need not be told again.",
    "The one proposed is away until the end of the month, and the clock has begun.",
    "A brother or sister has the same lead professional; one person for both spares the family.",
    "4- The main need at present is health, and the health visitor sees {name} every week.",
    "The one proposed lives on the same stair as the family. They should not have to meet at work.",
    "The family prefers a woman, and said why. That was easy to meet.",
    "The one proposed holds more children already than can be seen in time.",
    "11+ {name} changes school after the holidays; the guidance teacher there can stay with them for years.",
)
_CHOSEN_AND = (
    "The family agrees.",
    "The parents were asked and said yes.",
    "The one first proposed agrees and has handed over what is known.",
    "To be looked at again in six months.",
    "Asked by phone on both sides; nobody objects.",
    "The family would have liked to meet first; a meeting is set for the coming week.",
)


def reason_for_another(rng: Random, child: Child) -> str:
    """Why the coordinator appoints another lead professional than the one proposed."""
    return text(rng, [rng.choice(fitting(_CHOSEN_BECAUSE, child.age)), rng.choice(_CHOSEN_AND)], child.facts)


_FAMILY_SAYS = (
    "We know {staff} from the school gate. That is good.", "She listens. We agree.", "It is fine, if an interpreter comes along.",
    "We would rather have a woman. If that cannot be, we try it.", "Nobody asked us the last time. Yes.",
)  # fmt: skip
_NOT_ASKED = (
    "Nobody was at home twice, and the child could not wait.",
    "No interpreter was free. Asked again next week.",
)


def familys_view(rng: Random, child: Child) -> tuple[str, str]:
    """What the family says to who was chosen, or why it was not asked: which of the two, and the words."""
    is_asked = rng.random() < 0.9
    said = fill(rng, rng.choice(_FAMILY_SAYS if is_asked else _NOT_ASKED), child.facts)
    return "family_view" if is_asked else "why_family_not_asked", said


_HANDOVER = (
    "4+ {name} likes to be told a day before who will come.",
    "Best time for a visit is the afternoon on {weekday}.",
    "6+ Talk about {sport} first; the rest follows.",
    "The family keeps all letters in a blue folder and will show them.",
    "What helps on hard days: {comfort}.",
    "Still open: help with {subject2}.",
    "Ring before eight in the evening; the little ones sleep early.",
    "{teacher} at {school} knows most and answers quickly.",
    "The family has told its story often. Read first, then ask.",
)


def handover(rng: Random, child: Child) -> str:
    """A note from one lead professional to the next."""
    return text(rng, some(rng, fitting(_HANDOVER, child.age), 3, 5), child.facts)


_HELD_BACK: Mapping[str, tuple[str, ...]] = {
    "event": (
        "It speaks about another family, who were not asked.",
        "It adds nothing about {name}, and tells where a relative lives.",
        "A parent told us this in trust. The report is complete without it.",
    ),
    "evidence": (
        "The writer chose that it should not go on.",
        "It names other children in the group.",
        "The letter is older than the one that goes, and says the same.",
    ),
    "assessment": (
        "It holds health details of a parent that are not needed to understand {name}.",
        "Parts rest on what a brother or sister said alone with us.",
        "An open question about safety at home is being looked at first.",
    ),
    "views": (
        "{name} asked that these words stay with us.",
        "{name} spoke about a parent, and could be hurt if it were read at home.",
        "{name} has thought again and wants to say it in another way.",
    ),
}
_HELD_BACK_MORE = (
    "Looked at with the coordinator.",
    "To be looked at again if the decision side asks for more.",
    "The gist that matters is in the part that goes.",
    "The one concerned was told that it stays here.",
    "No lawful purpose for sharing it was found.",
    "If it were shared, people could stop telling us things that keep children well.",
)


def reason_to_withhold(rng: Random, kind: str, child: Child) -> str:
    """Why an item (event, evidence, assessment or views) is not released."""
    return text(rng, [rng.choice(_HELD_BACK[kind]), *some(rng, _HELD_BACK_MORE, 1, 2)], child.facts)


_NOT_TOLD = (
    "A parent may be put at risk if another learns of it now. To be told as soon as that is settled.",
    "The family is away for a funeral. The lead professional tells them in person when they are back.",
    "10+ {name} asked to be told first, before the parents; the talk is set for next week.",
    "The letter came back. A visit is planned, and the family will be told then.",
)


def why_not_told(rng: Random, child: Child) -> str:
    """Why the family was not told of a release before it was made."""
    return fill(rng, rng.choice(fitting(_NOT_TOLD, child.age)), child.facts)


_PURPOSE = (
    "So that the officer who decides about the family's stay knows how {name} lives here before deciding.",
    "To answer the request of the review officer for a report about {name}.",
    "So that {name}'s wellbeing and own words are heard before anything is decided.",
    "To let the decision about the family rest on how {name} is, and not on a form alone.",
)


def purpose_of_release(rng: Random, child: Child) -> str:
    """What a report is released for."""
    return fill(rng, rng.choice(_PURPOSE), child.facts)
