"""Joining rows into people: best pairs first, and never over a veto. Not connected components, where one false pair
makes a false family."""

from collections.abc import Callable, Iterable, Mapping


class Clusters:
    """Sets of rows that are one person each. Two sets are joined only if nothing keeps any of their rows apart."""

    def __init__(self, keys: Iterable[str], apart: Callable[[str, str], bool]) -> None:
        self._of = {key: key for key in keys}
        self._members = {key: [key] for key in self._of}
        self._apart = apart

    def same(self, a: str, b: str) -> bool:
        """Whether two rows are in one set already."""
        return self._of[a] == self._of[b]

    def join(self, a: str, b: str, *, force: bool = False, apart: Callable[[str, str], bool] | None = None) -> bool:
        """Join the sets of two rows. False where something keeps two of their rows apart (`apart`: other than usual;
        `force`: judged before, nothing does)."""
        first, second = sorted((self._of[a], self._of[b]))
        if first == second:
            return True
        if not force and any((apart or self._apart)(x, y) for x in self._members[first] for y in self._members[second]):
            return False
        for key in self._members[second]:
            self._of[key] = first
        self._members[first] += self._members.pop(second)
        return True

    def members(self, key: str) -> list[str]:
        """The rows of the set that `key` is in."""
        return self._members[self._of[key]]

    def representatives(self) -> Mapping[str, str]:
        """Every row with the smallest key of its set."""
        return dict(self._of)
