"""How an invented text is put together: sentences drawn from a pool, with slots filled from banks or from facts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SLOT = re.compile(r"\{(\w+)\}")


def _bank(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in text.replace("\n", " ").split("|"))


BANKS: Mapping[str, tuple[str, ...]] = {
    "subject": _bank("maths|reading|writing|science|art|music|history|geography|technology|drama|Gaelic songs|computing"),
    "subject2": _bank("spelling|number work|talking in front of the class|home reading|handwriting|project work|French|PE"),
    "advanced": _bank("Higher English|National 5 maths|Higher biology|National 5 art|Higher history|National 5 physics|"
                      "Higher maths|National 5 music|Higher chemistry|National 5 design"),
    "career": _bank("nurse|joiner|teacher|engineer|vet|paramedic|chef|lawyer|games designer|midwife|bus mechanic|pharmacist"),
    "liked": _bank("the library corner|the climbing frame|the school garden|the science table|story time|the choir|"
                   "the breakfast club|the art room|the football pitch|the quiet room|the reading shed|the stage"),
    "sport": _bank("football|swimming|basketball|netball|badminton|athletics|judo|cricket|gymnastics|cycling|shinty|table tennis"),
    "group": _bank("the Brownies|the Cubs|the youth theatre|the chess club|the coding club|the community choir|the art club|"
                   "the junior orchestra|the film group|the homework club|the allotment group|the dance group"),
    "outing": _bank("a walk up the hill behind the park|the museum|the transport museum|the beach at Troon|the pantomime|"
                    "a day at the safari park|the science centre|camp at Lochgoilhead|the botanic gardens|the book festival"),
    "skill": _bank("riding a bike|tying laces|telling the time|cooking rice|swimming a length|using the bus alone|"
                   "playing the recorder|reading a map|baking bread|mending a puncture"),
    "treasure": _bank("a box of drawings|a football sticker book|two goldfish|a red scooter|a shelf of library books|"
                      "a swimming badge|a pen friend in Oban|a tomato plant|a part in the school show|a jigsaw of the world"),
    "helper": _bank("a neighbour on the stair|the mother of a classmate|the lollipop man|the librarian|the youth worker|"
                    "the football coach|the dinner lady|the minister's wife|a family from the same floor|the shopkeeper downstairs"),
    "worry": _bank("sleep|a move in the middle of a term|letters that come without warning|a damp bedroom|the noise at night|"
                   "missing friends after a move|a parent's low mood|crowded rooms|who will meet the little ones after school"),
    "comfort": _bank("a bedtime story|time outside|football after school|a quiet talk with a teacher|drawing|cooking together|"
                     "a walk to the library|prayers in the evening|music|a phone call to a cousin"),
    "health_matter": _bank("asthma|eczema|a hearing check|glasses|a sight test|dental care|a broken wrist that has healed|"
                           "hay fever|iron tablets|a speech and language check|an allergy to nuts|growing pains"),
    "service": _bank("the food bank|the charity shop|the community garden|the library|a lunch club for older people|"
                     "the parents' council|the bike workshop|the drop-in centre|the clothes bank|the tenants' association"),
    "task": _bank("sorting parcels|serving soup|interpreting for newcomers|mending bikes|reading to children|"
                  "planting vegetables|minding the till|setting out chairs|making tea|phoning people who live alone"),
    "worship": _bank("the church on the corner|the mosque|the parish church|the Orthodox church|the prayer hall|"
                     "the Sunday fellowship|the Friday prayers|the gospel church"),
    "trade": _bank("tailor|teacher|nurse|plasterer|cook|farmer|electrician|shopkeeper|bookkeeper|driver|welder|pharmacist"),
    "course": _bank("English at level 4|English at level 5|a first aid course|a childcare course|food hygiene|an access course|"
                    "a barber's course|bookkeeping|a driving theory course|digital skills"),
    "room": _bank("two rooms|a two-bedroom flat|a three-bedroom flat|a flat on the third floor|a ground-floor flat|one large room"),
    "weekday": _bank("Mondays|Tuesdays|Wednesdays|Thursdays|Fridays|Saturdays"),
    "staff": _bank("Ms Orr|Mr Laidlaw|Mrs Kerr|Ms Boyd|Mr Sinclair|Mrs Mehta|Ms Novak|Mr Ferrie|Mrs Gallacher|Ms Drummond|"
                   "Mr Okoro|Ms Baxter|Mrs Heddle|Mr Tulloch|Ms Rennie|Mr Chalmers|Ms Lindqvist|Mrs Pirie|Mr Moffat|Ms Tait"),
    "helper_name": _bank("Ms Imrie|Mr Cassidy|Mrs Whyte|Ms Lockhart|Mr Banerjee|Ms Geddes|Mr Haldane|Mrs Coutts|Ms Yule|"
                         "Mr Devlin|Ms Farquhar|Mrs Sim|Mr Petrie|Ms Abbott|Mr Rae|Ms Nairn"),
    "doctor": _bank("Dr Munro|Dr Kaur|Dr Lennox|Dr Farrell|Dr Swan|Dr Iqbal|Dr Petrovic|Dr Hay|Dr Macrae|Dr Osei"),
    "school_name": _bank("Corbie|Larkmoor|Heronsgait|Rowansike|Hazelrigg|Otterhaugh|Ferryloan|Curlewhope|Bellheath|Merlinhall|"
                         "Quernstone|Thistlemoss|Lintmill|Alderwick|Saltpanny|Dovecraig"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Child:
    """What an invented text may know about a child. School, teacher, club and doctor stay the same in all of them."""

    called: str
    age: int
    years_here: int
    is_born_here: bool
    school: str
    teacher: str
    club: str
    doctor: str
    language: str

    @property
    def stage(self) -> str:
        """baby, nursery, primary or secondary: which words fit."""
        return "baby" if self.age < 3 else "nursery" if self.age < 5 else "primary" if self.age < 12 else "secondary"

    @property
    def facts(self) -> dict[str, str]:
        return {
            "name": self.called,
            "age": number(self.age),
            "years": years(self.years_here),
            "school": self.school,
            "teacher": self.teacher,
            "club": self.club,
            "gp": self.doctor,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class Household:
    """What an invented text of the review may know about a family."""

    adults: tuple[str, ...]
    children: tuple[Child, ...]
    years_here: int
    town: str

    @property
    def facts(self) -> dict[str, str]:
        return {
            "adults": listed(self.adults) or "the older brother or sister",
            "children": listed([child.called for child in self.children]) or "the family",
            "years": years(self.years_here),
            "town": self.town,
        }


def about_child(
    rng: Random, called: str, age: int, *, years_here: int, is_born_here: bool, language: str = "English"
) -> Child:
    """A child with a school, a teacher, a club and a doctor. Give the same seed for the same child each time."""
    place = fill(rng, "{school_name}")
    kind = {"baby": "Family Centre", "nursery": "Nursery", "primary": "Primary School", "secondary": "Academy"}
    child = Child(called, age, years_here, is_born_here, "", "", "", "", language)
    return Child(
        called=called,
        age=age,
        years_here=years_here,
        is_born_here=is_born_here,
        school=f"{place} {kind[child.stage]}",
        teacher=fill(rng, "{staff}"),
        club=fill(rng, "{group}") if age >= 6 else "the playgroup",
        doctor=fill(rng, "{doctor}"),
        language=language,
    )


def fill(rng: Random, sentence: str, facts: Mapping[str, str] | None = None) -> str:
    """Fill the slots of a sentence: from the facts where they know the slot, else drawn from its bank."""
    known = facts or {}
    return _SLOT.sub(lambda slot: known.get(slot[1]) or rng.choice(BANKS[slot[1]]), sentence)


def some(rng: Random, pool: Sequence[str], least: int, most: int) -> list[str]:
    """Some sentences of a pool, in the pool's order, so that they read on from one another."""
    chosen = sorted(rng.sample(range(len(pool)), min(len(pool), rng.randint(least, most))))
    return [pool[at] for at in chosen]


def text(rng: Random, sentences: Sequence[str], facts: Mapping[str, str] | None = None) -> str:
    """One paragraph of filled sentences, each beginning with a capital."""
    filled = [fill(rng, sentence, facts) for sentence in sentences]
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in filled)


def number(value: int) -> str:
    """A number in words up to twelve, in digits above."""
    return _NUMBERS[value] if 0 <= value < len(_NUMBERS) else str(value)


def years(value: int) -> str:
    """A length of time in whole years, in words."""
    return "less than a year" if value < 1 else "one year" if value == 1 else f"{number(value)} years"


def listed(names: Sequence[str]) -> str:
    """Names in one phrase: "Amal, Nur and Yonas"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
