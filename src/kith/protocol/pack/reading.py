"""YAML that knows its file and line, so that every error can say what to put right and where."""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, TypeVar

import yaml
from yaml.constructor import SafeConstructor

from kith.protocol.pack.values import Column, Factor, Party, Proposal

T = TypeVar("T")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads three times as quickly; not every machine has it
SCALARS: dict[Any, type] = {str: str, int: int, bool: bool, date: date, date | None: date}  # Any: types as written
LISTS: dict[Any, type] = {
    tuple[Factor, ...]: Factor, tuple[Column, ...]: Column, tuple[Party, ...]: Party, tuple[Proposal, ...]: Proposal,
}  # fmt: skip


class BrokenPack(Exception):
    """A pack that cannot be used, with the file and the line to put right."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}, line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Node:
    """One place of a file: what stands there, and in which line."""

    file: str
    node: yaml.Node
    value: Any  # Any: whatever the file says; checked where it is used

    @classmethod
    def of(cls, file: str, text: str) -> "Node":
        """The top of a file. Refused where it is empty or no YAML."""
        try:
            node = yaml.compose(text, Loader=LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise BrokenPack(file, mark.line + 1 if mark else 1, "this is not YAML that can be read") from error
        if node is None:
            raise BrokenPack(file, 1, "the file is empty")
        return cls._wrap(file, node)

    @classmethod
    def _wrap(cls, file: str, node: yaml.Node) -> "Node":
        if not isinstance(node, yaml.ScalarNode):
            return cls(file, node, None)
        try:
            return cls(file, node, SafeConstructor().construct_object(node))
        except (yaml.YAMLError, ValueError) as error:  # a day that no calendar has, a tag that nobody knows
            raise BrokenPack(file, node.start_mark.line + 1, f"{node.value} cannot be read") from error

    def broken(self, message: str) -> BrokenPack:
        """The error that says this place."""
        return BrokenPack(self.file, self.node.start_mark.line + 1, message)

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.node, yaml.SequenceNode)

    def items(self) -> "list[Node]":
        """What a list holds."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.broken("a list is needed here")
        return [self._wrap(self.file, child) for child in self.node.value]

    def pairs(self) -> "list[tuple[Node, Node]]":
        """Names with their values; no name twice."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.broken("names with values are needed here")
        pairs = [(self._wrap(self.file, key), self._wrap(self.file, value)) for key, value in self.node.value]
        for n, (key, _) in enumerate(pairs):
            if any(key.value == other.value for other, _ in pairs[:n]):
                raise key.broken(f"{key.value} is said twice")
        return pairs

    def child(self, name: str) -> "Node":
        """The value of one name."""
        for key, value in self.pairs():
            if key.value == name:
                return value
        raise self.broken(f"{name} is missing")

    def words(self) -> str:
        """Words that stand here. What looks like a number or a yes (1, no) needs quotation marks to be words."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.broken(f"words are needed here, not {self.value!r}; put quotation marks round them")
        return self.value

    def text(self, name: str) -> str:
        """The words under a name."""
        return self.child(name).words()

    def day(self, name: str) -> date:
        """The day under a name."""
        child = self.child(name)
        if type(child.value) is not date:  # a moment is a day to isinstance, and cannot be compared with one
            raise child.broken(f"{name} needs a day such as 2007-03-21")
        return child.value

    def texts(self) -> dict[str, str]:
        """A letter's words; like every value it is dated, sourced and said in a sentence."""
        self.day("from"), self.text("source"), self.text("sentence")
        return {key.words(): value.words() for key, value in self.pairs() if key.value != "from"}

    def made(self, kind: type[T]) -> T:
        """An instance of a frozen dataclass from this mapping: unknown, missing and empty values are refused."""
        known = {f.name.rstrip("_"): f for f in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
        given: dict[str, Any] = {}  # Any: checked by type in _as
        for key, value in self.pairs():
            if key.value not in known:
                raise key.broken(f"{key.value} is not known here; known are {', '.join(sorted(known))}")
            given[known[key.value].name] = value._as(known[key.value].type)
        for name, f in known.items():
            if f.name not in given and f.default is MISSING:
                raise self.broken(f"{name} is missing")
        if given.get("until") and given["until"] <= given["from_"]:
            raise self.child("until").broken("it ends before it begins")
        return kind(**given)

    def _as(self, kind: Any) -> Any:  # Any: a field's type as written
        if kind is str:
            return self.words()
        if kind in SCALARS:
            if type(self.value) is not SCALARS[kind]:
                raise self.broken(f"{self.value!r} is not what is needed here")
            return self.value
        if kind == tuple[str, ...]:
            return tuple(item.words() for item in self.items())
        return tuple(item.made(LISTS[kind]) for item in self.items())
