"""Words around a decision: reasons of equal length and care whatever the outcome, points against, replies, second views.

Each outcome is built from as many sentences of the same kinds, so that no outcome is explained with less effort.
"""

from collections.abc import Mapping, Sequence
from random import Random

from kith.demo.words.phrases import Household, fill, some, text
from kith.demo.words.review import household_facts

GRANT, REFUSAL, MORE = "leave_granted", "claim_refused", "further_information_needed"
LENGTHS_OF_LEAVE = ("30 months", "three years", "indefinite leave to remain")

_READ = (
    "We read the report about each child, the children's own words, and every letter that came.",
    "Before we decided, we read what the children said, what their lead professionals wrote, and what you sent.",
    "We looked first at what is best for each child, and then at everything together.",
    "Two officers looked at this case, each on their own, before this was signed.",
)
_KNOWN = (
    "You have lived here for {years}, and {children} have school, friends and a doctor here.",
    "{children} have found their place in {town}; the people who see it each day say so.",
    "You have done what was asked of you in these {years}, and we saw that.",
    "Part of the time went by because we did not decide sooner. We do not count that against you.",
    "We accept the dates that you gave, and that you are who you say you are.",
    "Nothing speaks against your conduct. Those who wrote about you at {service} say the same.",
    "One of you took {course}, and {helper} wrote for you. Both count.",
    "We read what it has meant for {children} to wait. Two things came up again and again: {worry}, and the waiting itself.",
)
_WEIGHED: Mapping[str, tuple[str, ...]] = {
    GRANT: (
        "We weighed the need for rules that are the same for everyone. In your case it weighs less "
        "than what {children} would lose.",
        "What is best for {children} is to stay. We looked for a point strong enough to go the other way and found none.",
        "The ties that you have here are good. We do not think that they could be made again while childhood lasts.",
        "Some points spoke the other way: the time before you came, and relatives elsewhere. They are real, and they weigh less.",
        "A move would be hard. We think that it would break off school in years that cannot be repeated.",
        "Taken one by one no single point decides this. Taken together they do.",
        "The help that {children} have now depends on people who know the story, as far as what we were shown tells us.",
        "We asked whether a shorter wait for more facts would help. It would not; what matters is known.",
    ),
    REFUSAL: (
        "We weighed what is best for {children}, which is to stay. It comes first, and other points can outweigh it.",
        "We weighed the need for rules that are the same for everyone. In your case it weighs more than the points against.",
        "The ties that you have here are good. We think that they could be made again, with you beside your children.",
        "Some points spoke for you: your time here, and what your neighbours wrote. They are real, and they weigh less.",
        "A move would be hard. We think that it can be made between two school years, with notice and with help.",
        "Taken one by one no single point decides this. Taken together they do.",
        "The help that {children} have now could be had elsewhere, as far as what we were shown tells us.",
        "We asked whether a shorter wait for more facts would help. It would not; what matters is known.",
    ),
    MORE: (
        "We weighed whether to decide now. A decision on half the facts would not be fair to you or to {children}.",
        "What is best for {children} comes first. It cannot be said with care until the missing paper is here.",
        "Two papers tell different stories about one date. The date matters, and neither of us should have to guess it.",
        "Some points are clear and will not be asked about again: your time here, and your conduct.",
        "A further wait is hard. We think that a short one now is better than a wrong answer that stays.",
        "Taken together, what we hold leaves one question open. It is named in the list that comes with this letter.",
        "The people who could answer have been asked as well, and they have said by when they will.",
        "We asked whether our own files hold the answer. They do not, and so we have to ask you for it.",
    ),
}
_CLOSE: Mapping[str, tuple[str, ...]] = {
    GRANT: (
        "This is why we decided that you can stay. The letter says for how long and what you can do with it.",
        "So we decided that you may remain here with your children. What follows is set out below.",
        "For these reasons leave is given to each of you. You do not have to do anything now, and you can still ask.",
    ),
    REFUSAL: (
        "This is why we decided as we did. You can challenge it, and the letter says how and by when.",
        "So we decided that leave is not given. Nothing happens at once, and free legal help is named below.",
        "For these reasons the claim is refused. Somebody you know was told first, so that you are not alone with it.",
    ),
    MORE: (
        "This is why we wait. We will write again as soon as the answer is here, and you can ask at any time.",
        "So we have not decided yet. You need only send what is listed, and nothing else.",
        "For these reasons we ask for one thing more. Your lead professional can help you to find it.",
    ),
}


def reasons(rng: Random, outcome: str, household: Household) -> str:
    """The reasons of a draft, in words for the family. Three paragraphs of the same build for every outcome."""
    facts = household_facts(household)
    paragraphs: tuple[Sequence[str], ...] = (
        [rng.choice(_READ), *some(rng, _KNOWN, 2, 3)],
        some(rng, _WEIGHED[outcome], 4, 4),
        [rng.choice(_CLOSE[outcome])],
    )
    return "\n\n".join(_plain(rng, paragraph, facts, household) for paragraph in paragraphs)


def _plain(rng: Random, paragraph: Sequence[str], facts: Mapping[str, str], household: Household) -> str:
    """A paragraph in which one child has school and several have it."""
    words = text(rng, paragraph, facts)
    if len(household.children) == 1:
        name = household.children[0].called
        words = words.replace(f"{name} have ", f"{name} has ").replace("found their place", "found a place")
    return words


_WHOLE_OPEN = (
    "I have put the findings side by side and weighed them together, not one after another.",
    "Looking at the case as a whole, I begin with the children.",
    "No single factor decides this case; this is how they stand together.",
    "I have asked what each factor adds to the others.",
)
_WHOLE: Mapping[str, tuple[str, ...]] = {
    GRANT: (
        "What is best for {children} points one way, and I found nothing of like weight on the other side.",
        "{years} of residence and what was done with them give the connections their strength.",
        "The wish for firm and equal rules counts. Here it is met by a family that has kept to them.",
        "The hardship described is ordinary taken alone, and not ordinary when a child carries it.",
        "Against staying speak relatives elsewhere and the ages at which the adults came. I give both some weight.",
        "If I am wrong about one factor, the others would still carry the result.",
    ),
    REFUSAL: (
        "What is best for {children} points to staying, and I give it first place. It is not the only thing to weigh.",
        "{years} of residence count; they were lived without a promise that they would go on.",
        "The wish for firm and equal rules counts. Here I did not find enough to set against it.",
        "The hardship described is felt, and it is of a kind that help can ease.",
        "For staying speak the school reports and the letters of neighbours. I give both some weight.",
        "If I am wrong about one factor, the others would still carry the result.",
    ),
    MORE: (
        "What is best for {children} cannot be weighed fully until what is missing has come.",
        "{years} of residence are not in question, and the family need not show them again.",
        "The wish for an early answer counts. Here a right one counts for more.",
        "The hardship described is a reason to be quick, and not a reason to guess.",
        "For staying speak the letters that came; against it, nothing that is yet certain.",
        "If the answer is as the family says, the rest of the weighing can be short.",
    ),
}
_WHOLE_CLOSE: Mapping[str, tuple[str, ...]] = {
    GRANT: (
        "Weighed together, the case is for leave.",
        "On the whole I would give leave to each member of the family.",
    ),
    REFUSAL: (
        "Weighed together, the case is for refusal.",
        "On the whole I would refuse, and I know what that means for them.",
    ),
    MORE: (
        "Weighed together, I would ask before I decide.",
        "On the whole I would wait for the one thing that is missing.",
    ),
}


def whole_case(rng: Random, outcome: str, household: Household) -> str:
    """The weighing of everything together, by the officer who drafts."""
    sentences = [rng.choice(_WHOLE_OPEN), *some(rng, _WHOLE[outcome], 4, 5), rng.choice(_WHOLE_CLOSE[outcome])]
    return text(rng, sentences, household_facts(household))


_POINTS = (
    "You came here as adults and lived elsewhere before. There may be people there who would help you.",
    "{children} are young enough to begin at another school. You may see that differently; tell us why.",
    "We do not hold a paper that shows when you came. A letter, a ticket or a witness could.",
    "The report says that help for {health_matter} is under way. We have not seen that it could not be had elsewhere.",
    "You have relatives elsewhere and speak with them. We would like to know what they could and could not do.",
    "The time that you have been here, {years}, was lived without leave. Part of it went by because we did not decide.",
    "The letters describe friendships which may last over a distance. Tell us which would not.",
    "We do not know what work you could do if you stay. You need not show this, but it can help.",
    "The letters speak of {service}. They do not say how often, or since when; that would help.",
    "You moved house within these {years}. We would like to know how {children} took it.",
    "Two dates in the papers differ. If you know why, tell us; if not, say so. Nothing follows from that alone.",
)


def points_against(rng: Random, household: Household) -> str:
    """The points that could speak against the family, each so that it can be answered."""
    chosen = some(rng, _POINTS, 3, 4)
    facts = household_facts(household)
    return "\n".join(_plain(rng, [point], facts, household) for point in chosen)


_REPLY = (
    "We thank you that you asked us before you decide.",
    "My mother is old and lives in one room. She cannot take us in, and we send her what we can.",
    "We came with nothing to show the date. The driver kept our papers. A neighbour from the first week has written.",
    "The children answer for themselves in what they told the lead professional. Read that first.",
    "It is said that they can begin again. They have begun again twice.",
    "The doctor has written a second letter, which is with this one.",
    "I was promised work as {trade} if I am allowed to. The paper is here.",
    "The two dates differ because the first was written down by ear. The second is from the birth certificate.",
    "Our friends here are the people who came when the baby was born and when my father died.",
    "I do not ask for more than others get. I ask that {children} can finish what they began.",
    "We waited {years} for a question. We are glad to answer it.",
)
_CONSIDERED = (
    "The reply was read before the draft was opened again.",
    "The new paper about the date is accepted, and the finding on residence was changed.",
    "What is said about relatives was not known before and takes away most of that point.",
    "The second medical letter was read with the first; together they give the point more weight.",
    "The offer of work is noted under personal history.",
    "The point about schooling stands as it was; the reply puts it in better words.",
    "Each numbered point now has its answer in the findings.",
    "One point is dropped.",
)


def reply(rng: Random, household: Household) -> str:
    """What a family answers to the points against it."""
    return _plain(rng, some(rng, _REPLY, 4, 6), household_facts(household), household)


def how_reply_counted(rng: Random) -> str:
    """How the reply was considered, point by point."""
    return text(rng, some(rng, _CONSIDERED, 2, 4))


_COUNTED = (
    "We read the report on each child before we wrote anything, and what school says of each stands in our findings.",
    "What the children said about their friends and their school weighed on the side of staying.",
    "What the report says about waiting helped us to understand what another year without an answer would mean.",
    "The letters that came showed how the family lives here; what they say of a law could not change what the law asks.",
    "One thing that was sent could not count, because it is about a time before the family came here.",
    "We could not follow the report on one point, and have said why in the notice.",
)


def how_it_counted(rng: Random) -> str:
    """How counted what was sent and said, to those who sent and said it."""
    return text(rng, some(rng, _COUNTED, 2, 4))


_SECOND_OPEN = (
    "I have read the findings and what was released, and not the draft.",
    "This is my view before I know the draft.",
    "I began with the children's own words and came to the findings after.",
    "I read the bundle in the order of time, which shows how it grew.",
)
_SECOND_MORE = (
    "The finding on connections is full and fair.",
    "I would give the length of residence a little more weight than the finding does.",
    "The best interests of each child are set out separately, as they should be.",
    "I looked for what might be missing and found a question about {health_matter}; it does not change my view.",
    "The points against were put to the family and were answered.",
    "I was slower over hardship than over the rest, and read the doctor's letter again.",
    "Character and conduct need no second look.",
    "The wait of {years} is told honestly, our own part in it included.",
)
_SECOND_CLOSE: Mapping[str, tuple[str, ...]] = {
    GRANT: (
        "Weighing it all, I would grant leave.",
        "My own view: leave should be given.",
        "I come out, not narrowly, on the side of leave.",
    ),
    REFUSAL: (
        "Weighing it all, I would refuse the claim.",
        "My own view: the claim should be refused.",
        "I come out, not lightly, on the side of refusal.",
    ),
    MORE: (
        "Weighing it all, I would ask first.",
        "My own view: one thing should be known before this is decided.",
        "I come out, not gladly, on the side of waiting a little.",
    ),
}


def second_view(rng: Random, outcome: str, household: Household) -> str:
    """The second officer's own view, written before the draft's outcome is shown."""
    sentences = [rng.choice(_SECOND_OPEN), *some(rng, _SECOND_MORE, 2, 4), rng.choice(_SECOND_CLOSE[outcome])]
    return text(rng, sentences, household_facts(household))


_RETURN = (
    "The finding on residence leaves out the first year. The school letter shows it.",
    "The best interests text of the youngest child is shorter than the others. It needs the health visitor's part.",
    "The second paragraph of the reasons weighs a point that was not put to the family.",
    "Hardship is described and not weighed. Say what it adds.",
    "The reasons use a word that the family would not know. Say it plainly.",
    "The reply's third point has no answer yet.",
    "I came to another view on connections; we should speak before this goes further.",
    "Two items of the report about the older child are not linked to any finding.",
)
_RETURN_CLOSE = (
    "Nothing here is large. I am free to talk on any morning.",
    "With that done I would look at it again the same day.",
    "The rest is careful work.",
    "Take the time it needs.",
)


def reasons_to_return(rng: Random) -> str:
    """Why a second officer sends a decision back, in words that help."""
    return text(rng, [*some(rng, _RETURN, 2, 3), rng.choice(_RETURN_CLOSE)])


_PROOF = (
    "Recorded delivery {serial}",
    "Signed for at the door, slip {serial}",
    "Handed over in person, receipt {serial}",
)


def proof_of_delivery(rng: Random) -> str:
    """The proof that a letter arrived. The serial is of a kind that no carrier uses."""
    return fill(rng, rng.choice(_PROOF), {"serial": f"ZZ{rng.randint(10**7, 10**8 - 1)}"})


_STREETS = ("Ferry Brae", "Mill Lane", "Old Quarry Road", "Rowan Crescent", "Weavers Close")


def address(rng: Random) -> str:
    """Where a notice went. The streets are of no town."""
    return f"Flat {rng.randint(0, 3)}/{rng.randint(1, 2)}, {rng.randint(1, 90)} {rng.choice(_STREETS)}"
