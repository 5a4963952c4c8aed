"""Words of the review: findings factor by factor, the best interests of each child, and the whole case weighed."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kith.demo.words.phrases import Child, Household, fill, fitting, listed, some, text

_EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "age": ("event", "assessment"),
    "length_of_residence": ("event", "evidence"),
    "strength_of_connections": ("evidence", "views", "analysis"),
    "personal_history": ("evidence",),
    "domestic_circumstances": ("assessment", "event"),
    "criminal_record": (),
    "compassionate_circumstances": ("assessment", "analysis", "evidence"),
    "representations": ("views", "analysis"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The words of a finding, and the kinds of released items that it rests on (codes of `ItemKind`)."""

    text: str
    rests_on: tuple[str, ...]


_FINDINGS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "age": (
        (
            "The children's ages are {ages}.",
            "The ages that matter most here are those of the children: {ages}.",
            "I have looked at age person by person; those of the children are {ages}.",
        ),
        (
            "For a small child the people at home matter most; for an older one school and friends weigh as much.",
            "The years at school are years in which a move costs more than at other times.",
            "The adults are of working age and in fair health.",
            "None of the adults is of an age that makes travel or a new start harder than usual.",
            "A child who is at school here learns how to belong; that is a matter of age as well as of time.",
        ),
        (
            "Age speaks for staying where school years have begun, and for little either way where they have not.",
            "Taken alone, age decides nothing in this case; it changes the weight of the other factors.",
            "I give this weight for the children at school and less for the adults.",
            "I return to this under connections, where age makes itself felt.",
        ),
    ),
    "length_of_residence": (
        (
            "The family has lived here for {years}.",
            "The register shows {years} of residence, without a gap that anybody knows of.",
            "They came {years} ago and have lived in {town} for most of that time.",
        ),
        (
            "Part of that time went by because the case waited with us. That was not the family's doing.",
            "{born_here}",
            "School, doctor and landlord each confirm a part of this time.",
            "The dates of the two files differ by some weeks; the difference changes nothing.",
            "They reported when asked to, and their address was known throughout.",
        ),
        (
            "Time alone gives no right to stay; what was done with it is looked at under connections.",
            "The length is such that it cannot be passed over.",
            "I give weight to this, and more for the children, for whom it is a larger part of life.",
            "I weigh it with the fact that nobody promised them that they could stay.",
        ),
    ),
    "strength_of_connections": (
        (
            "The reports describe connections of three kinds: school, neighbours and {service}.",
            "What ties the family to this place is told by people who see them each week.",
            "I have read the letters as a whole and not one by one.",
        ),
        (
            "{children}: school writes of steady attendance and of friends.",
            "The club and the school say the same without having spoken to each other.",
            "The adults know people beyond their own circle; {helper} is named twice.",
            "The children's own words carry this further than any letter.",
            "One parent has finished {course} and has begun to use it.",
            "There are relatives elsewhere; contact with them is by telephone.",
            "Some of these ties would last over a distance. Those of the children would not, or not for long.",
        ),
        (
            "The connections are real and daily. They are strongest for the children.",
            "I find strong ties for the children and growing ones for the adults.",
            "I find ties of the usual kind for the time that they have been here.",
            "The ties are good; whether they could be made again elsewhere is weighed below.",
        ),
    ),
    "personal_history": (
        (
            "Before coming, one of the adults worked as {trade}.",
            "I have looked at how the adults have lived here, at work and outside it.",
            "The adults were not allowed to work for most of this time, and I do not hold that against them.",
        ),
        (
            "They have given time to {service}, {task}, and a reference says so.",
            "One has taken {course}; the certificate is in the bundle.",
            "Those who know them describe people who keep their word.",
            "There is one missed appointment on the file. The letter had gone to the old address.",
            "They have paid what they owed and asked when they did not understand.",
            "An employer has said that a place as {trade} would be open.",
        ),
        (
            "Character and conduct speak for them.",
            "I find nothing here that speaks against the family.",
            "I give this modest weight: it is what most people do, and it was done in hard conditions.",
            "This is to their credit. It does not decide the case.",
        ),
    ),
    "domestic_circumstances": (
        (
            "The family lives in {room} in {town}.",
            "Home is {room}; the landlord confirms it.",
            "I have read about the home in the assessments and add nothing to them.",
        ),
        (
            "Those at home share the care of the children.",
            "Those who care for the children have done so from the beginning.",
            "The children sleep in one room, and the older ones have no place of their own for homework.",
            "Nobody outside the household depends on them, and nobody is named elsewhere who would.",
            "Brothers and sisters lean on each other; what happens to one happens to all.",
            "The home is calm on most days. Waiting is what disturbs it.",
        ),
        (
            "The household should be looked at as one; nobody proposes otherwise.",
            "Stability at home goes with the family wherever it goes; stability around the home does not.",
            "I give weight to the care that the children have, and to what that care rests on.",
            "This factor says little for or against by itself.",
        ),
    ),
    "criminal_record": (
        (
            "Nothing is on record for any adult.",
            "The checks were made and show nothing.",
            "There is no record of any offence, here or, as far as can be known, elsewhere.",
        ),
        (
            "The date of the check is on the file.",
            "The children are below the age at which this could matter, or nothing is known.",
            "An entry under a like name was looked into: it is another person.",
            "The second spelling of the name was checked as well.",
            "The police certificate and our own file say the same.",
            "No fine, no caution and no open inquiry was found.",
        ),
        (
            "Nothing speaks against them here. That is expected of everyone, and I add no weight for it.",
            "This factor is neutral.",
            "I need say no more about this.",
        ),
    ),
    "compassionate_circumstances": (
        (
            "The report names one thing before all others: {worry}.",
            "What weighs on the family is told plainly: {worry}.",
            "The health items that were released speak of {health_matter} and of low mood.",
        ),
        (
            "Treatment is under way and depends on people who know the story.",
            "The doctor does not say that care could not be had elsewhere, and does not say that it could.",
            "The long wait is itself a hardship, and it was ours to shorten.",
            "There was a loss in the family last year; the children still speak of it.",
            "Help at home is in place, and the family uses it.",
            "No illness is such that travel would be unsafe.",
        ),
        (
            "There is hardship here, and I give it weight.",
            "I do not find circumstances out of the ordinary; I do find that they are hard.",
            "Taken with the children's ages this counts.",
            "This is for the doctors to judge and for me to respect; I rest on what they wrote.",
        ),
    ),
    "representations": (
        (
            "The family wrote, and a supporter wrote for them.",
            "I have read each letter, and the two that came late.",
            "Representations came from the school's parents' council, a neighbour and the family.",
        ),
        (
            "The points are: the children's schooling, the time that has passed, and what there would be to go to.",
            "The family asks that the children's words be read first. They were.",
            "The solicitor asks that the period in which the case lay still be counted. I have done so.",
            "A neighbour offers a room and a reference.",
            "One point rests on a paper that we do not hold: the birth certificate. It could still be sent.",
            "The member of parliament asks for an answer without delay.",
        ),
        (
            "Each point has its answer under the factor to which it belongs.",
            "I accept what is said about the facts. What they mean is weighed below.",
            "None of this was new after the draft.",
            "These letters were worth the trouble that they took, and I thank those who wrote.",
        ),
    ),
}


def finding(rng: Random, factor: str, household: Household) -> Finding:
    """One factor of paragraph 395C, on its own words: what is known, what it means, and with what weight. No scores."""
    opening, middle, closing = _FINDINGS[factor]
    sentences = [rng.choice(opening), *some(rng, middle, 2, 3), rng.choice(closing)]
    return Finding(text(rng, sentences, household_facts(household)), _EVIDENCE[factor])


def household_facts(household: Household) -> dict[str, str]:
    """What the sentences of the review may say about a family."""
    ages = sorted({child.age for child in household.children})
    born_here = [child.called for child in household.children if child.is_born_here]
    words = f"{listed(born_here)} {'was' if len(born_here) == 1 else 'were'} born here."
    return household.facts | {
        "ages": listed([str(age) for age in ages]) or "not part of this case",
        "born_here": words if born_here else "All of them came here from elsewhere.",
    }


LEFT_OFF_THE_LIST = (
    "The list of the arrangement left this family out. The Home Office's file has been here since before March 2007, and the "
    "council was told of the family with the others: it is considered as they are."
)
_BEST_OPENING = (
    "I have asked what is best for {name}, apart from everything else in the case.",
    "This looks at {name} alone, before the rest is weighed.",
    "What is best for {name} is the first question here and not the last.",
    "I have read the report about {name} twice, and {name}'s own words before it.",
)
_BEST_KNOWN = (
    "{name} is {age} and has lived here for {years}.",
    "The people who see {name} each week, at {school} and elsewhere, describe somebody who is well and who belongs.",
    "5+ {name} has asked not to be moved again, in words that need no comment.",
    "4- {name} is too small to say what is wanted; what {name} shows is a need for known faces and for calm.",
    "School, doctor and club are within reach and know {name}.",
    "12+ The courses that {name} follows end in exams which could not be sat elsewhere.",
    "{name} has the care of those who have always given it.",
    "One thing that troubles the home is told openly: {worry}.",
)
_BEST_MEANS = (
    "To stay would keep in place what {name} rests on: people, school, language.",
    "To leave would mean to lose {liked}, friends and teachers at once, with the parents in need of help themselves.",
    "To go on waiting is the worst of the three for {name}.",
    "3- At this age much would travel along with the parents, and I weigh that honestly.",
    "6+ {name} could learn another school's ways. It would cost a year, and trust.",
    "I do not know what school or care there would be elsewhere, and I do not guess.",
    "Brothers, sisters and parents should be where {name} is; nobody suggests otherwise.",
)
_BEST_CLOSE = (
    "It is best for {name} to stay, and I say so plainly. What else weighs in the case is for the whole weighing.",
    "What is best for {name} is to remain with the family here. This is a first consideration and not the only one.",
    "On what I have read, staying is best for {name}, most of all for {school} and for the calm that an answer brings.",
    "Best for {name}: an early answer, the family together, and the school year finished at the least. Staying gives all three.",
    "Staying is better for {name} than leaving; how much better is less sure than for an older child.",
)


def best_interests(rng: Random, child: Child) -> str:
    """What is best for one child, by an officer who does not draft: what is known, what it means, and what follows."""
    paragraphs = (
        [rng.choice(_BEST_OPENING), *some(rng, fitting(_BEST_KNOWN, child.age), 2, 3)],
        some(rng, fitting(_BEST_MEANS, child.age), 2, 3),
        [rng.choice(_BEST_CLOSE)],
    )
    return "\n\n".join(text(rng, paragraph, child.facts) for paragraph in paragraphs)


UNDERTAKING = "Signed, file 3 of the panel"
PANEL = (  # who, what they work as, and what they see otherwise
    ("Dr Ailsa Lamb", "paediatrician, NHS", ""),
    (
        "Morag Kerr",
        "educational psychologist, council",
        "It says too little of what another change of school would do.",
    ),
    ("Tom Baird", "children's rights officer, charity", ""),
)

_CONFLICT = (
    "I taught English at the centre where one of the adults took a course. We have not met outside it.",
    "My sister works at the school of one of the children.",
    "I live on the same street as the family.",
    "I wrote a letter about this family in an earlier post.",
    "I know the supporter who wrote for them.",
)


def conflict_of_interest(rng: Random) -> str:
    """What an officer says who should not take this case."""
    return fill(rng, rng.choice(_CONFLICT))
