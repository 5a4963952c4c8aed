"""What invented children say, in words of their age; and why some were not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kith.demo.words.phrases import Child, fill, fitting, some, text


@dataclass(frozen=True, slots=True)
class View:
    """What a child said or drew, the language it was said in, who was there, and whether it may be shared."""

    words: str
    language: str
    who_was_present: str
    may_share: bool
    seen_apart: bool
    interpreter: str  # empty where none was needed


_WORDS: Mapping[str, tuple[str, ...]] = {
    "nursery": (
        "(Drew a house with a very big door.) \u201cThat is where my friend comes in.\u201d",
        "(Played with the animals and put all of them in one box.) \u201cThey sleep together. Nobody goes out.\u201d",
        "\u201cI like {liked}. And snack.\u201d",
        "\u201c{teacher} knows my song.\u201d",
        "(Pointed at the smiling face on the card, then at the drawing of the nursery.)",
        "\u201cI have learned {skill}. Look.\u201d",
        "(Drew five people and one dog.) \u201cWe have no dog. He is coming.\u201d",
        "\u201cMummy was on the phone and sad. I gave her my bear.\u201d",
        "(Held up three fingers for home, five for nursery, and laughed.)",
        "\u201cI want to go to the big school with the red gate.\u201d",
    ),
    "primary": (
        "\u201cI like {subject} and I do not like {subject2}, but {teacher} helps me.\u201d",
        "\u201cMy best place is {liked}.\u201d",
        "\u201cI have four friends. One is far away now and I still count her.\u201d",
        "\u201cWhen a letter comes we all go quiet. I do not like the letters.\u201d",
        "(Drew the street with the school at one end and home at the other, and coloured the way between them.)",
        "\u201cIf I could change one thing I would have my own table.\u201d",
        "\u201cI was new once. Now I show the new ones where the toilets are.\u201d",
        "\u201cPeople ask where I come from. I come from our street.\u201d",
        "\u201cI am good at {sport} and I am learning {skill}.\u201d",
        "\u201cI would like to stay till I am finished with this school, and then think.\u201d",
        "\u201cI want the person who decides to know about {treasure}.\u201d",
        "\u201cI worry about things. Mostly at night.\u201d",
        "(Drew a boat, then a bridge over it.) \u201cWe do not need the boat now.\u201d",
    ),
    "secondary": (
        "\u201cI have been here {years}. I think in English now, apart from when I count.\u201d",
        "\u201cI want to be a {career}. I know which courses I need and I am taking them.\u201d",
        "\u201cI would rather you did not ask my parents about this bit.\u201d It was agreed that the rest may be read.",
        "\u201cMy friends plan next year. I say yes to everything and then I think, will I be there.\u201d",
        "\u201cI do not want people to feel sorry. I want them to read it properly.\u201d",
        "\u201cI help at {service}. It is the one place where I am not the one being helped.\u201d",
        "\u201cWhen I am stressed, {comfort} helps.\u201d",
        "\u201cThe hard part is waiting. You cannot revise for it.\u201d",
        "\u201cI was told why you are asking, and that I can stop. I do not want to stop.\u201d",
        "\u201cMy wee brother thinks everyone moves house every year. I would like him not to.\u201d",
        "\u201cIf we had to leave I would lose {advanced} in the middle. That sounds small. It is not small to me.\u201d",
        "\u201cI have a say at home. I would like to have one here as well.\u201d",
        "\u201c{teacher} is the person I would want to be there when we hear.\u201d",
    ),
}  # fmt: skip
_BABY = (
    "Too young for words. Seen with a parent: {name} crawled to the window, came back, and fell asleep on a shoulder.",
    "{name} has a few words. Seen at {school}: went to {teacher} with arms up, and cried when the door closed behind a parent.",
    "{name} was watched at play. Reaches for the same two children; turns to a parent's voice at once.",
    "Seen on two days. {name} eats, sleeps and laughs where there are known faces, and grows stiff with strangers.",
)
_BABY_MORE = (
    "What this may mean: {name} needs the people who are there now.",
    "The parents were asked to say what {name} would want heard: \u201cThat it stays quiet at home.\u201d",
    "The health visitor sees the same.",
    "Best moments are at {liked} and in the bath.",
    "Most at ease when there is music.",
)
_SILENT = (
    "{name} chose not to say anything today, and may at any time. We played cards instead.",
    "{name} chose not to say anything today. {name} listened, asked two questions about who reads this, and nodded.",
    "{name} chose not to say anything today and said so in one sentence. We agreed to ask again after the holidays.",
)
_HEARD = (
    "{name} heard who will read this and said it may go.",
    "I read it back. {name} changed one word.",
    "{name} knows that it can be changed until it is sent.",
    "We used the cards with faces; {name} did not need them after the first.",
    "{name} asked whether the person who decides has children.",
    "",
)
_PRESENT = (
    "{name} and the lead professional",
    "{name}, the lead professional and {teacher}",
    "{name}, the lead professional and a friend of {name}'s choice",
    "{name}, the lead professional and an interpreter for {language}",
    "{name} and {teacher}; the parents were in the next room",
    "{name}, a parent and the lead professional; a part was said alone",
)


def view(rng: Random, child: Child) -> View:
    """A child's own words, or what was seen of a very small one; now and then the choice to say nothing today."""
    facts = child.facts
    present = [who for who in _PRESENT if "{language}" not in who or child.language != "English"]
    who = (
        fill(rng, rng.choice(present), facts)
        if child.age >= 3
        else f"{child.called}, a parent and the lead professional"
    )
    language = child.language if "interpreter" in who else "English"
    if child.stage == "baby":
        words = text(rng, [rng.choice(_BABY), *some(rng, _BABY_MORE, 1, 2)], facts)
    elif rng.random() < 0.06:
        words = fill(rng, rng.choice(_SILENT), facts)
    else:
        said = rng.sample(_WORDS[child.stage], rng.randint(2, 4))
        words = "\n".join(fill(rng, sentence, facts) for sentence in [*said, rng.choice(_HEARD)] if sentence)
    interpreter = f"Interpreter for {child.language}, booked by the council" if "interpreter" in who else ""
    return View(words, language, who, rng.random() < 0.9, seen_apart=", a parent" not in who, interpreter=interpreter)


_NOT_SOUGHT = (
    "{name} is in hospital until the end of the month. To be asked when well; {gp} will say when.",
    "A death in the family. Those who know {name} advise to wait; {helper_name} asks again after two weeks.",
    "5+ {name} is away with the school until the end of the week. The lead professional asks on return.",
    "4+ No interpreter for the dialect was free. One is booked; the report may go first and the words follow.",
    "7+ {name} asked not to be asked again, having told the story to four people this year. What was said then is in the record.",
    "0- {name} was born not long ago. What was seen of {name} is in the assessment.",
    "Doctors advise against any talk about this at present. To be looked at again each month.",
)


def why_not_sought(rng: Random, child: Child) -> str:
    """Why a child's views were not sought this time, and what happens instead."""
    return fill(rng, rng.choice(fitting(_NOT_SOUGHT, child.age)), child.facts)


_WEIGHT = (
    "Visits are now after school, as {name} asked.",
    "What {name} said about {liked} stands first in what I write.",
    "Nothing was promised that is not mine to give. {name} knows who decides, and that these words are read first.",
    "5+ {name} wanted to stay in the same class. The school has agreed, whatever else happens.",
    "{name} is heard again before anything is changed.",
)
_YES = ("\u201cYes. But on {weekday}, not on the day with {sport}.\u201d", "\u201cThat is fine. I said it first.\u201d")
_NO = ("\u201cNo. I do not want another new person.\u201d", "\u201cNo, not yet. Ask me after the holidays.\u201d")


def weight(rng: Random, child: Child) -> str:
    """What weight a lead professional gave to what a child said."""
    return text(rng, some(rng, fitting(_WEIGHT, child.age), 1, 2), child.facts)


def to_plan(rng: Random, child: Child) -> tuple[bool, str]:
    """Whether a child says yes to what its plan proposes, and in which words."""
    says_yes = rng.random() < 0.7
    return says_yes, fill(rng, rng.choice(_YES if says_yes else _NO), child.facts)
