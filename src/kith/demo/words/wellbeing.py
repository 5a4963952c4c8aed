"""Words of the wellbeing assessment, and of the lead professional's own view."""

from collections.abc import Mapping
from random import Random

from kith.demo.words.phrases import Child, fill, fitting, some, text

INDICATORS = ("safe", "healthy", "achieving", "nurtured", "active", "respected", "responsible", "included")

_STRENGTHS: Mapping[str, tuple[str, ...]] = {
    "safe": (
        "5+ {name} is met at the gate each day and knows whom to go to if nobody is there.",
        "4+ There is an adult at home whom {name} tells when something is wrong.",
        "The family knows the neighbours, and {helper} keeps a spare key.",
        "The home was checked for fire and gas; nothing was found.",
        "4- The stair gate, the window catches and the plugs were looked at together.",
        "4- {name} is always in somebody's sight, and more often in somebody's arms.",
        "6+ {name} can say which touch, message or secret is not all right.",
        "7+ Roads near the home are busy, and {name} has learned the safe way to {school}.",
    ),
    "healthy": (
        "{name} is well, eats well and grows as expected.",
        "{gp} knows {name}, and the family keeps appointments.",
        "Sleep has become better since {comfort} is part of the evening.",
        "Teeth and eyes were checked this year.",
        "Vaccinations are complete.",
        "6+ {name} can say when a day feels heavy, and to whom.",
    ),
    "achieving": (
        "3+ {name} is getting on well at {school}, best in {subject}.",
        "3+ {teacher} describes somebody who tries again when a thing does not work at once.",
        "{name} has learned {skill}.",
        "5+ An adult at home sits down with {name} and looks at what was done that day.",
        "11- Things made at {school} hang on the wall at home, at the height of a child's eyes.",
        "4- New words come every week, in more than one language.",
        "3- {name} meets what is expected at this age, and some things early.",
    ),
    "nurtured": (
        "Home is warm, and {name} looks to the adults for comfort and gets it.",
        "Meals are eaten together.",
        "3+ {name} talks of {treasure} as the best thing at home.",
        "The adults notice small changes in mood and ask for advice early.",
        "There is laughter in the house, and there are rules that hold.",
        "A grandparent or close friend of the family rings every week.",
    ),
    "active": (
        "{name} goes to {club} on {weekday}.",
        "3+ {sport} is what {name} would do all day.",
        "The park is two minutes away and used in all weathers.",
        "The best day of the year was at {outing}; the photographs are on the wall.",
        "3+ {name} has time to play that belongs to nobody else.",
    ),
    "respected": (
        "8+ {name} was asked what to write here, and changed one sentence.",
        "7+ At home {name} is asked about plans and is told the reasons.",
        "Staff say the name as the family says it.",
        "6- What {name} shows without words is noticed, and answered.",
        "6- At {school} {name} may choose what to play and with whom.",
        "7+ {name} had a say in who the lead professional would be.",
        "6+ What {name} said last time was done, or it was explained why not.",
    ),
    "responsible": (
        "6+ {name} looks after {treasure}.",
        "5+ {name} has a small job at home, and does it on most days.",
        "11- At {school} {name} takes turns at {liked} and minds that others do.",
        "4+ {name} can say sorry, and mean it.",
        "7+ Younger children turn to {name}.",
        "4- {name} helps to tidy up, in the way of this age: one brick at a time.",
        "4- Small choices are offered and taken.",
    ),
    "included": (
        "{name} has friends on the stair and at {school}, and was at three birthdays this year.",
        "5- Other parents ask for {name} by name.",
        "The family is part of the life of the street; {helper} is often there.",
        "6+ {name} says \u201cus\u201d when speaking of the class.",
        "6+ {club} is a place where {name} is known for being funny.",
        "Letters from {school} reach the parents in {language}.",
    ),
}
_CHALLENGES: Mapping[str, tuple[str, ...]] = {
    "safe": (
        "Waiting for a decision makes the adults uneasy, and {name} notices.",
        "The door to the close does not lock; the landlord was told.",
        "5+ {name} is wary of people in uniform.",
    ),
    "healthy": (
        "{name} is seen for {health_matter}.",
        "Sleep is broken on nights after a letter came.",
        "One wait for a specialist is longer than it should be.",
    ),
    "achieving": (
        "3+ {name} needs more help with {subject2} than there is now.",
        "4- The waiting list for a full place is long.",
        "6+ There is no quiet table for homework at home.",
        "8+ {name} lost some months of learning before this school, and is catching up.",
    ),
    "nurtured": (
        "What weighs on the family: {worry}.",
        "One parent has been low this winter and has asked for help.",
        "Money is short in the last days before support is paid.",
    ),
    "active": (
        "The bus to {club} costs more than the family can pay each week.",
        "The room is too small to run about in when it rains.",
        "7+ {name} gave up {sport} after the last move and misses it.",
    ),
    "respected": (
        "8+ {name} was once asked to interpret. That should not happen again.",
        "6+ Meetings are held at times when {name} is in class.",
        "7+ {name} feels spoken about more than spoken with.",
        "6- Adults talk over {name}'s head more often than they notice.",
    ),
    "responsible": (
        "8+ {name} takes on worries that belong to adults.",
        "11+ {name} is often the one who minds the younger ones.",
        "6+ It is hard for {name} to ask for help.",
        "6- {name} has few chances to try things alone.",
    ),
    "included": (
        "4+ Two friends have moved away in one year.",
        "7+ A remark in the street upset {name}; the school took it up.",
        "6+ Trips that cost money are sometimes missed. {name} does not say why.",
        "5- The family knows few other families with small children.",
    ),
}
_SUMMARY = (
    "{name} is {age} and, seen as a whole, is doing well with the help that is there now.",
    "What holds {name} up is {comfort}, the people at home, and {school}.",
    "The one thing that would help most at present: an answer about {worry}.",
    "8+ {name} has put down roots here in {years}, and speaks of the future in this place.",
    "The family uses help well and gives help to others.",
    "The assessment was read with the family. They agree with it but for one word, which was changed.",
    "The picture is complete enough to plan with; to be looked at again in six months.",
    "Needs are few and known. They should be met where {name} is.",
)


def wellbeing(rng: Random, child: Child) -> tuple[dict[str, dict[str, str]], str]:
    """Strengths and challenges for the eight indicators, and a summary. Some sections stay empty: nothing is known there."""
    sections: dict[str, dict[str, str]] = {}
    for code in INDICATORS:
        strengths = text(rng, some(rng, fitting(_STRENGTHS[code], child.age), 1, 2), child.facts)
        challenges = (
            text(rng, [rng.choice(fitting(_CHALLENGES[code], child.age))], child.facts) if rng.random() < 0.6 else ""
        )
        sections[code] = {"strengths": strengths if rng.random() < 0.93 else "", "challenges": challenges}
    return sections, text(rng, some(rng, fitting(_SUMMARY, child.age), 3, 5), child.facts)


_WORLD: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "grow": (
        ("Has learned {skill} this year.", "Grows and plays as others of this age.", "4+ Asks why, and listens to the answer."),
        ("Tires early since the last letter.", "6+ {subject2} is hard work.", ""),
    ),
    "need": (
        ("The parents know what helps on hard days: {comfort}.", "Meals and bedtimes are the same each day.",
         "Somebody is always there when {name} comes home."),
        ("The parents are worn out by waiting, and say so.", "Nobody can say what will happen, and when.", ""),
    ),
    "world": (
        ("{club} and the school know {name} well.", "Neighbours look in.", "{helper} is there when it matters."),
        ("The flat is one room short.", "There is no family near.", ""),
    ),
}  # fmt: skip
_MATRIX = {
    "resilience": ("Makes friends quickly, and says what is wrong.", "Is proud of {skill}."),
    "vulnerability": ("Had to begin anew twice already.", "Keeps worries inside."),
    "protection": ("{teacher} and {club} hold on to {name}.", "Both parents are there."),
    "adversity": ("Waiting without an end.", "A move came in the middle of a school year."),
}


def world(rng: Random, child: Child) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The three sides of a child's world, some with nothing that is hard; and the Resilience Matrix for a few."""
    sides = {
        side: {
            part: fill(rng, rng.choice(fitting(pool, child.age)), child.facts)
            for part, pool in zip(("strengths", "challenges"), pools, strict=True)
        }
        for side, pools in _WORLD.items()
    }
    matrix = {end: fill(rng, rng.choice(pool), child.facts) for end, pool in _MATRIX.items()}
    return sides, matrix if rng.random() < 0.2 else {}


_HOW_IT_IS = (
    "5+ I have seen {name} at home, at {school} and alone, over several weeks.",
    "This is my own view. It rests on visits, on talks with {teacher}, and on what {name} showed or told me.",
    "I have known {name} since the first visit and write this as the lead professional.",
    "I have read what others sent and spoken with the family twice.",
)
_STABILITY: Mapping[str, tuple[str, ...]] = {
    "baby": (
        "At this age stability is people: the same arms, the same voices, the same evening.",
        "{name} has begun to trust faces outside the family, at {school} first of all.",
        "The parents' calm is what {name} lives on, and it depends on knowing what comes next.",
    ),
    "nursery": (
        "{name} is at the age when a child learns that the world is wider than home, and is learning it at {school}.",
        "Language is growing in two rooms at once; both rooms need to stay open for a while.",
        "Friends are still chosen by who is near, and the same children have been near for a good time.",
    ),
    "primary": (
        "{name} has learned to read, to count and to have friends here.",
        "School is where {name} feels able; at home {name} is cared for; the two support each other.",
        "Much of what {name} calls \u201cmy life\u201d happens within half a mile.",
        "Being one of the class matters more at this age than the adults may think.",
    ),
    "secondary": (
        "{name} is at an age when friends and plans carry as much as family does.",
        "The courses chosen last spring lead to a goal, to be a {career}. They cannot be taken up elsewhere in the middle.",
        "{name} is becoming a grown-up here, in this language, among these people.",
        "I see a young person who has planned around staying, and who knows that it may be otherwise.",
    ),
}
_LEAVING = (
    "To leave would, in my view, take away the school, the friends and the language of the day all at once.",
    "If the family had to leave, I would expect a time of grief; how long would depend on what there is to go to.",
    "Leaving would break off the help for {health_matter}; I do not know what there would be in its place.",
    "6+ I would expect {name} to cope on the outside and to go quiet on the inside, as after the last move.",
    "5+ A move in the holidays, with notice and a proper goodbye, would harm less than one in term.",
    "I cannot say how {name} would fare elsewhere. I can say what would be lost here.",
    "The adults would have to begin again, and what they can give a child in such a year is less.",
    "What {name} would miss first is easy to list: {helper}, {liked}, {treasure}.",
    "8+ A child can live in more than one place. A child cannot easily begin a third time.",
    "If there are relatives elsewhere, I do not know them; {name} knows them from the telephone.",
    "5- What matters most at this age would travel along: the people at home. The rest can be built again, at a price.",
    "12+ Leaving now would come in the very years in which {name} is working for exams.",
)
_WAITING = (
    "Waiting is not harmless: one theme comes up in every talk, {worry}.",
    "8+ The long wait has taught {name} not to plan further than the next holidays.",
    "What wears the family down is not knowing. {name} picks that up.",
    "Plans of all kinds stand still, from a swimming course to a new bed.",
    "The adults hide their worry well, and not well enough.",
    "Each letter brings some bad nights.",
    "An early answer with reasons would help, whatever it says.",
    "While they wait, {comfort} keeps things steady; it should not be disturbed.",
)
_HELP = (
    "Whatever is decided, the family should hear it from somebody known, not from a letter.",
    "3+ I ask that {teacher} is told a day before, so that somebody is there.",
    "I would like to stay the lead professional until things are settled.",
    "I am glad to be rung about any of this.",
    "I leave the decision to those whose task it is.",
)


def analysis(rng: Random, child: Child) -> str:
    """The lead professional's own view: what stability, leaving and waiting mean for this child. It recommends nothing."""
    paragraphs = (
        [rng.choice(fitting(_HOW_IT_IS, child.age)), *some(rng, _STABILITY[child.stage], 1, 2)],
        some(rng, fitting(_LEAVING, child.age), 2, 3),
        [*some(rng, fitting(_WAITING, child.age), 1, 2), rng.choice(fitting(_HELP, child.age))],
    )
    return "\n\n".join(text(rng, paragraph, child.facts) for paragraph in paragraphs)
