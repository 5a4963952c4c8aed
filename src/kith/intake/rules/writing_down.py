"""When somebody may be written down by hand beside those who may be the same. Pure."""

import uuid
from collections.abc import Collection, Mapping

from kith.intake.rules import SOURCE
from kith.intake.terms import Verdict
from kith.verdict import Obstacle

MOST_SHOWN = 10  # of those who may be the same; who else may be is asked later, among the pairs


def obstacles_to_writing_down(
    error: str, shown: Collection[uuid.UUID], answers: Mapping[uuid.UUID, str], why: str
) -> tuple[Obstacle, ...]:
    """Why somebody cannot be written down so: what was typed is about nobody, one of those who may be the same is not
    answered about, two of them are said to be this person, or it is not said why one of them is somebody else."""
    if error:
        return (Obstacle("cannot_be_a_person", f"What you wrote cannot be kept: {error}", SOURCE, "registrar"),)
    if set(shown) - set(answers):
        words = "Say of each person below whether it is this person. Somebody may have come in since you looked."
        return (Obstacle("not_answered", words, SOURCE, "registrar"),)
    said = [answers[one] for one in shown]
    if said.count(Verdict.SAME) > 1:
        words = (
            "You say of two people below that they are this person. Say it of one, and “not sure” of the other: whether "
            "those two are one person is then asked among the pairs."
        )
        return (Obstacle("two_are_the_same", words, SOURCE, "registrar"),)
    if Verdict.DIFFERENT in said and not why.strip():
        words = "Say how you know that it is somebody else. Whoever comes upon the two again will read it."
        return (Obstacle("no_reason", words, SOURCE, "registrar"),)
    return ()
