"""When another model than before may join: after what it would change was counted. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from kith.intake.rules import SOURCE
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class JoinsBy:
    """The model that would join now; those by which the machine's judgements in force were made; and whether the one that would
    join was tried on the register, with the certainty by which it would."""

    version: str
    before: Collection[str]
    is_tried: bool

    @property
    def is_other(self) -> bool:
        """Whether some of what stands was joined by another model than would join now. A first intake joins by no other."""
        return any(one != self.version for one in self.before)


def obstacles_to_joining(model: JoinsBy) -> tuple[Obstacle, ...]:
    """Why no files are taken in now: what stands was joined by another model, and nobody has counted yet what this one would
    change."""
    if not model.is_other or model.is_tried:
        return ()
    before = ", ".join(sorted(one for one in model.before if one != model.version))
    words = (
        f"What is joined was joined by another model of matching ({before}) than would join now ({model.version}), and nobody "
        "has tried yet what this one would change. Ask whoever looks after the server to type "
        "“kith intake try-rules --to CHANGES.csv” first, and look at the changes together. Then take the files in."
    )
    return (Obstacle("model_not_tried", words, SOURCE, "registrar"),)
