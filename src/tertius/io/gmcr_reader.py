"""The small parts of a `.gmcr` file: texts, numbers that count something, patterns of options.

Every mistake is noted with its line and column and the place in the object; nothing is interpreted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tertius.io.fields import Context, kind_of
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.nodes import Sequence as NodeList
from tertius.io.patterns import Literals

__all__ = ["Maker", "Reader", "described"]

_INTEGER = re.compile(r"-?[0-9]{1,18}")


@dataclass(slots=True)
class Maker:
    """A decision maker as the file has it."""

    node: Mapping
    where: str
    name: str
    owns: list[int]
    id: str = ""


@dataclass(slots=True)
class Reader:
    """What has been read so far: options by number, decision makers, keys that a case will have, remarks."""

    context: Context
    names: list[str] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    places: list[Node] = field(default_factory=list)
    makers: list[Maker] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def items(self, node: Node | None, where: str, expected: str = "a list") -> list[Node]:
        """The items of a list; nothing where there is none."""
        if node is None or (isinstance(node, Scalar) and node.null):
            return []
        if isinstance(node, NodeList):
            return list(node.items)
        self.context.report(node, where, f"{described(node)} stands here", expected)
        return []

    def text(self, owner: Mapping, key: str, where: str) -> str:
        """A text that may be empty."""
        node = owner.get(key)
        if node is None or (isinstance(node, Scalar) and node.null):
            return ""
        if isinstance(node, Scalar) and node.quoted:
            return node.text
        self.context.report(node, f"{where}.{key}", f"{described(node)} stands here", "a text")
        return ""

    def index(self, node: Node, where: str, count: int, what: str, first: int = 0) -> int | None:
        """A whole number that counts something which exists."""
        expected = f"a whole number from {first} to {count - 1 + first}" if count else f"no entry, as there is no {what}"
        if not isinstance(node, Scalar) or node.quoted or not _INTEGER.fullmatch(node.text):
            self.context.report(node, where, f"{described(node)} stands here", expected)
            return None
        number = int(node.text)
        if not first <= number < count + first:
            self.context.report(node, where, f"there is no {what} {number}", expected)
            return None
        return number

    def pattern(self, node: Node, where: str) -> list[tuple[int, bool]] | None:
        """A list of [option, "Y" | "N"]."""
        if not isinstance(node, NodeList):
            self.context.report(node, where, f"{described(node)} stands here", 'a list of [option, "Y"] and [option, "N"]')
            return None
        found = []
        for k, item in enumerate(node.items):
            place = f"{where}[{k}]"
            if not isinstance(item, NodeList) or len(item.items) != 2:
                self.context.report(item, place, f"{described(item)} stands here", '[option, "Y"] or [option, "N"]')
                continue
            index = self.index(item.items[0], place, len(self.names), "option")
            letter = item.items[1]
            if not isinstance(letter, Scalar) or not letter.quoted or letter.text not in {"Y", "N"}:
                self.context.report(letter, place, f"{described(letter)} stands here", '"Y" or "N"')
            elif index is not None:
                found.append((index, letter.text == "Y"))
        return found

    def literals(self, pattern: list[tuple[int, bool]]) -> Literals:
        """The pattern over the keys of options."""
        return tuple((self.keys[index], on) for index, on in pattern)


def described(node: Node) -> str:
    """What a node is, for messages: a text is told from a number."""
    if isinstance(node, Scalar) and node.quoted:
        return f"the text {node.text[:60]!r}"
    return kind_of(node)
