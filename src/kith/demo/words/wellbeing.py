"""Words of the wellbeing assessment, and of the lead professional's own view."""

from collections.abc import Mapping
from random import Random

from kith.demo.words.phrases import Child, some, text

INDICATORS = ("safe", "healthy", "achieving", "nurtured", "active", "respected", "responsible", "included")

_STRENGTHS: Mapping[str, tuple[str, ...]] = {
    "safe": (
        "{name} is met at the gate each day and knows whom to go to if nobody is there.",
        "There is an adult at home whom {name} tells when something is wrong.",
        "The family knows the neighbours, and {helper} keeps a spare key.",
        "The home was checked for fire and gas; nothing was found.",
        "{name} can say which touch, message or secret is not all right.",
        "Roads near the home are busy, and {name} has learned the safe way to {school}.",
    ),
    "healthy": (
        "{name} is well, eats well and grows as expected.",
        "{gp} knows {name}, and the family keeps appointments.",
        "Sleep has become better since {comfort} is part of the evening.",
        "Teeth and eyes were checked this year.",
        "Vaccinations are complete.",
        "{name} can say when a day feels heavy, and to whom.",
    ),
    "achieving": (
        "{name} is getting on well at {school}, best in {subject}.",
        "{teacher} describes somebody who tries again when a thing does not work at once.",
        "{name} has learned {skill}.",
        "An adult at home sits down with {name} and looks at what was done that day.",
        "{name} is proud of {treasure} and shows it to visitors.",
    ),
    "nurtured": (
        "Home is warm, and {name} looks to the adults for comfort and gets it.",
        "Meals are eaten together.",
        "{name} talks of {treasure} as the best thing at home.",
        "The adults notice small changes in mood and ask for advice early.",
        "There is laughter in the house, and there are rules that {name} can explain.",
        "A grandparent or close friend of the family rings every week.",
    ),
    "active": (
        "{name} goes to {club} on {weekday}.",
        "{sport} is what {name} would do all day.",
        "The park is two minutes away and used in all weathers.",
        "There was {outing} this year, and photographs on the wall to prove it.",
        "{name} has time to play that belongs to nobody else.",
    ),
    "respected": (
        "{name} was asked what to write here, and changed one sentence.",
        "At home {name} is asked about plans and is told the reasons.",
        "Staff say the name as the family says it.",
        "{name} had a say in who the lead professional would be.",
        "What {name} said last time was done, or it was explained why not.",
    ),
    "responsible": (
        "{name} looks after {treasure}.",
        "{name} has a small job at home, and does it on most days.",
        "At {school} {name} takes turns at {liked} and minds that others do.",
        "{name} can say sorry, and mean it.",
        "Younger children turn to {name}.",
    ),
    "included": (
        "{name} has friends on the stair and at {school}, and was at three birthdays this year.",
        "The family is part of the life of the street; {helper} is often there.",
        "{name} says \u201cus\u201d when speaking of the class.",
        "{club} is a place where {name} is known for being funny.",
        "Letters from {school} reach the parents in {language}.",
    ),
}
_CHALLENGES: Mapping[str, tuple[str, ...]] = {
    "safe": (
        "Waiting for a decision makes the adults uneasy, and {name} notices.",
        "The door to the close does not lock; the landlord was told.",
        "{name} is wary of people in uniform.",
    ),
    "healthy": (
        "{name} is seen for {health_matter}.",
        "Sleep is broken on nights after a letter came.",
        "One wait for a specialist is longer than it should be.",
    ),
    "achieving": (
        "{subject2} needs more help than one lesson a week.",
        "There is no quiet table for homework at home.",
        "{name} lost some months of learning before this school, and is catching up.",
    ),
    "nurtured": (
        "{worry} weighs on the family.",
        "One parent has been low this winter and has asked for help.",
        "Money is short in the last days before support is paid.",
    ),
    "active": (
        "The bus to {club} costs more than the family can pay each week.",
        "The room is too small to run about in when it rains.",
        "{name} gave up {sport} after the last move and misses it.",
    ),
    "respected": (
        "{name} was once asked to interpret. That should not happen again.",
        "Meetings are held at times when {name} is in class.",
        "{name} feels spoken about more than spoken with.",
    ),
    "responsible": (
        "{name} takes on worries that belong to adults.",
        "{name} is often the one who minds the younger ones.",
        "It is hard for {name} to ask for help.",
    ),
    "included": (
        "Two friends have moved away in one year.",
        "A remark in the street upset {name}; the school took it up.",
        "Trips that cost money are sometimes missed. {name} does not say why.",
    ),
}
_SUMMARY = (
    "{name} is {age} and, seen as a whole, is doing well with the help that is there now.",
    "What holds {name} up is {comfort}, the people at home, and {school}.",
    "The one thing that would help most at present: an answer about {worry}.",
    "{name} has put down roots here in {years}, and speaks of the future in this place.",
    "The family uses help well and gives help to others.",
    "The assessment was read with the family. They agree with it but for one word, which was changed.",
    "The picture is complete enough to plan with; to be looked at again in six months.",
    "Needs are few and known. They should be met where {name} is.",
)


def wellbeing(rng: Random, child: Child) -> tuple[dict[str, dict[str, str]], str]:
    """Strengths and challenges for the eight indicators, and a summary. Some sections stay empty: nothing is known there."""
    sections: dict[str, dict[str, str]] = {}
    for code in INDICATORS:
        strengths = text(rng, some(rng, _STRENGTHS[code], 1, 2), child.facts)
        challenges = text(rng, [rng.choice(_CHALLENGES[code])], child.facts) if rng.random() < 0.6 else ""
        sections[code] = {"strengths": strengths if rng.random() < 0.93 else "", "challenges": challenges}
    return sections, text(rng, some(rng, _SUMMARY, 3, 5), child.facts)


_HOW_IT_IS = (
    "I have seen {name} at home, at {school} and alone, over several weeks.",
    "This is my own view. It rests on visits, on talks with {teacher}, and on what {name} told me.",
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
        "{name} has learned to read, to count and to have friends here, and does not remember another school.",
        "School is where {name} feels able; at home {name} is cared for; the two support each other.",
        "Much of what {name} calls \u201cmy life\u201d happens within half a mile.",
        "Being one of the class matters more at this age than the adults may think.",
    ),
    "secondary": (
        "{name} is at an age when friends and plans carry as much as family does.",
        "The courses chosen last spring lead to a goal: {career}. They cannot be taken up elsewhere in the middle.",
        "{name} is becoming a grown-up here, in this language, among these people.",
        "I see a young person who has planned around staying, and who knows that it may be otherwise.",
    ),
}
_LEAVING = (
    "To leave would, in my view, take away the school, the friends and the language of the day all at once.",
    "If the family had to leave, I would expect a time of grief; how long would depend on what there is to go to.",
    "Leaving would break off the help for {health_matter}; I do not know what there would be in its place.",
    "I would expect {name} to cope on the outside and to go quiet on the inside, as after the last move.",
    "A move in the holidays, with notice and a proper goodbye, would harm less than one in term.",
    "I cannot say how {name} would fare elsewhere. I can say what would be lost here.",
)
_WAITING = (
    "Waiting is not harmless: {worry} comes up in every talk.",
    "The long wait has taught {name} not to plan further than the next holidays.",
    "What wears the family down is not knowing. {name} picks that up.",
    "An early answer with reasons would help, whatever it says.",
    "While they wait, {comfort} keeps things steady; it should not be disturbed.",
)
_HELP = (
    "Whatever is decided, {name} should hear it from somebody known, not from a letter.",
    "I ask that {teacher} is told a day before, so that somebody is there.",
    "I would like to stay the lead professional until things are settled.",
    "I am glad to be rung about any of this.",
    "I leave the decision to those whose task it is.",
)


def analysis(rng: Random, child: Child) -> str:
    """The lead professional's own view: what stability, leaving and waiting mean for this child. It recommends nothing."""
    paragraphs = (
        [rng.choice(_HOW_IT_IS), *some(rng, _STABILITY[child.stage], 1, 2)],
        some(rng, _LEAVING, 2, 2),
        [*some(rng, _WAITING, 1, 2), rng.choice(_HELP)],
    )
    return "\n\n".join(text(rng, paragraph, child.facts) for paragraph in paragraphs)
