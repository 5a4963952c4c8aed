"""Events of an invented child's chronology."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from kith.demo.words.phrases import Child, fill, text


@dataclass(frozen=True, slots=True)
class Event:
    """An event for the chronology."""

    title: str
    on: date
    source: str
    significance: str
    agency: str = ""  # the body that it comes from
    impact: str = ""  # what it changed for the child


# stages, title, source, what it means
_EVENTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "baby nursery",
        "First visit of the health visitor",
        "Health visitor, {helper_name}",
        "{name} was growing well and reached for faces and toys.",
    ),
    (
        "baby nursery",
        "Health visitor's review at 27 to 30 months",
        "Health visitor, {helper_name}",
        "Speech in {language} was rich; English words had begun.",
    ),
    ("baby nursery", "Immunisations up to date", "{gp}'s practice", "The family kept each appointment."),
    (
        "baby nursery primary",
        "Started at the playgroup",
        "Playgroup leader, {helper_name}",
        "{name} settled within a week and now asks to go.",
    ),
    (
        "nursery",
        "Began at {school}",
        "{school}, {teacher}",
        "{name} plays beside others and has begun to play with them.",
    ),
    (
        "nursery primary",
        "Speech and language check",
        "Speech therapist, {helper_name}",
        "Two languages are growing side by side, as expected.",
    ),
    (
        "primary secondary",
        "Enrolled at {school}",
        "{school}, office",
        "A place was found near home, so {name} can walk there.",
    ),
    (
        "primary secondary",
        "Settling-in meeting at the school",
        "{school}, {teacher}",
        "The school has named a buddy, and a teacher to go to.",
    ),
    (
        "primary secondary",
        "School report for the session",
        "{school}, {teacher}",
        "Steady progress, above all in {subject}.",
    ),
    (
        "primary secondary",
        "Began to stay for {club}",
        "Leader of the club, {helper_name}",
        "{name} has friends there from outside the family's circle.",
    ),
    (
        "primary secondary",
        "Parents' evening",
        "{school}, {teacher}",
        "Both school and home want more help with {subject2}.",
    ),
    ("primary", "Moved up a reading group", "{school}, {teacher}", "{name} now reads aloud with pleasure."),
    ("primary", "Swimming lessons began", "Leisure centre", "{name} was afraid at first and finished the course."),
    ("primary secondary", "Class trip: {outing}", "{school}, {teacher}", "{name} spoke about it for weeks."),
    ("primary", "Chosen for the pupil council", "{school}, {teacher}", "Classmates trust {name} to speak for them."),
    (
        "primary",
        "Moved from nursery to Primary 1 with friends",
        "{school}, {teacher}",
        "Friendships went along, which helped.",
    ),
    (
        "secondary",
        "Moved up from primary school",
        "{school}, guidance teacher",
        "Two close friends moved up together with {name}.",
    ),
    (
        "secondary",
        "Chose subjects for the next stage",
        "{school}, guidance teacher",
        "{advanced} is the one that {name} talks of most.",
    ),
    (
        "secondary",
        "Work experience for a week",
        "Employer, {helper_name}",
        "{name} was asked to come back in the summer.",
    ),
    (
        "secondary",
        "Became a mentor for younger pupils",
        "{school}, guidance teacher",
        "{name} knows what it is to be new.",
    ),
    (
        "secondary",
        "Talk about exams and what comes after",
        "{school}, guidance teacher",
        "{name} would like to be a {career}.",
    ),
    (
        "baby nursery primary secondary",
        "Family moved to another flat",
        "Housing officer, {helper_name}",
        "More room. The walk to school or nursery is longer.",
    ),
    (
        "baby nursery primary secondary",
        "Registered with a doctor",
        "{gp}'s practice",
        "One doctor now knows the whole family.",
    ),
    (
        "baby nursery primary secondary",
        "Stay in hospital overnight",
        "{gp}'s practice",
        "{name} recovered well; staff noted how calmly the family coped.",
    ),
    (
        "nursery primary secondary",
        "Dentist: first check",
        "Dental practice",
        "No treatment needed; next check in six months.",
    ),
    (
        "nursery primary secondary",
        "Joined the library",
        "Library, {helper_name}",
        "A card of one's own, used on most {weekday}.",
    ),
    (
        "primary secondary",
        "Absent for some days because of {illness}",
        "{school}, office",
        "The family told the school each morning.",
    ),
    (
        "primary secondary",
        "A worry was raised: {worry}",
        "{school}, {teacher}",
        "Spoken about with the family; they asked for help themselves.",
    ),
    (
        "primary secondary",
        "A close friend moved away",
        "{name}'s family",
        "{name} was quiet for some weeks. {comfort} helped.",
    ),
    (
        "baby nursery primary secondary",
        "Meeting of those who help the family",
        "Lead professional",
        "What helps: {comfort}. What is hard: {worry}.",
    ),
)


_IMPACT = (
    "{name} speaks of it often.", "Mornings are easier since.", "{name} knows more people here by name.",
    "{name} slept badly for a while, and does not now.", "There is one more grown-up whom {name} asks for help.",
)  # fmt: skip


def _agency(source: str, child: Child) -> str:
    """From which body somebody speaks, where it is known."""
    said = source.split()[0]
    if child.school in source:
        return child.school
    return {"Health": "Health board", "Speech": "Health board", "Lead": "Council"}.get(said, "")


def events(rng: Random, child: Child, *, since: date, until: date, count: int) -> tuple[Event, ...]:
    """So many different events of this child's life between two days, oldest first."""
    fitting = [line for line in _EVENTS if child.stage in line[0].split()]
    chosen = rng.sample(fitting, min(count, len(fitting)))
    days = sorted(rng.randint(0, max(1, (until - since).days)) for _ in chosen)
    order = [line for line in fitting if line in chosen]
    found = [
        Event(
            fill(rng, title, child.facts),
            min(until, since + timedelta(days=day)),
            fill(rng, source, child.facts),
            text(rng, [meaning], child.facts),
        )
        for (_, title, source, meaning), day in zip(order, days, strict=True)
    ]
    own = Random(f"{child.called} {child.school} impact")
    return tuple(
        replace(one, agency=_agency(one.source, child), impact=fill(own, own.choice(("", *_IMPACT)), child.facts))
        for one in found
    )
