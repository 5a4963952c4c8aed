"""Views of one list, as links with their numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the same list: its words, where it leads, whether it is shown ("page", or "true" for a narrower part of the
    page that is), and how much there is."""

    label: str
    url: str
    current: str
    count: int


def tabs_at(here: str, *views: tuple[str, str, int]) -> list[Tab]:
    """The tabs of a list by what `where` of the address names: each its words, its name, and how much stands there."""
    return [Tab(words, f"?where={where}", "page" if where == here else "", many) for words, where, many in views]
