"""At which of the five steps a family is. Pure."""

from dataclasses import dataclass

STEPS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case is, as its own people may know it. `is_ended`: it is read no more and was not answered; not why."""

    may_write_to_review: bool
    has_person: bool
    is_sent: bool
    is_under_review: bool
    is_served: bool
    is_ended: bool


def step_now(standing: Standing) -> int:
    """On the list is everybody who reads this; then somebody for the child, being heard, being read, the answer."""
    if standing.is_served:
        return STEPS
    if standing.is_sent and standing.is_under_review:
        return 4
    return 3 if standing.has_person else 2
