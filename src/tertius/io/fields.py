"""Reading a mapping field by field, collecting every mistake with its place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from tertius.errors import ExpressionError, Problem, nearest
from tertius.io.nodes import Mapping, Node, Scalar, Sequence
from tertius.model.dates import Date

__all__ = ["Context", "Fields", "kind_of"]

T = TypeVar("T")
_TRUE = {"yes", "true", "on"}
_FALSE = {"no", "false", "off"}
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def kind_of(node: Node) -> str:
    """What a node is, for messages."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if node.null else f"'{node.text[:60]}'"


@dataclass(slots=True)
class Context:
    """Where mistakes are collected. `redacted`: the level of a redacted file, in which some of what is else required is left out."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    redacted: str = ""

    def report(
        self, node: Node, where: str, what: str, expected: str = "", near: str | None = None, *, unfinished: bool = False
    ) -> None:
        """Note a mistake at a node; `unfinished` where something is only not there yet."""
        problem = Problem(self.file, node.line, node.column, where, what, expected, near, unfinished)
        if problem not in self.problems:
            self.problems.append(problem)

    def text(self, node: Node, where: str, expected: str = "a text") -> str:
        """A scalar's text; a list or mapping is a mistake."""
        if isinstance(node, Scalar) and not node.null:
            return node.text
        self.report(node, where, f"{kind_of(node)} stands here", expected)
        return ""

    def flag(self, node: Node, where: str, default: bool = False, *, expected: str = "yes or no") -> bool:
        """yes, no, true or false, quoted or not (also on and off)."""
        text = node.text.lower() if isinstance(node, Scalar) else ""
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        self.report(node, where, f"{kind_of(node)} is no truth value", expected)
        return default

    def number(
        self, node: Node, where: str, least: float | None = None, most: float | None = None
    ) -> float | None:
        """A finite number in a range."""
        try:
            value = float(node.text) if isinstance(node, Scalar) else math.nan
        except ValueError:
            value = math.nan
        bounds = "a number"
        if least is not None or most is not None:
            bounds += f" from {least:g}" if least is not None else ""
            bounds += f" to {most:g}" if most is not None else ""
        if not math.isfinite(value):
            self.report(node, where, f"{kind_of(node)} is no number", bounds)
            return None
        if (least is not None and value < least) or (most is not None and value > most):
            self.report(node, where, f"{value:g} is out of range", bounds)
            return None
        return value

    def date(self, node: Node, where: str) -> Date | None:
        """A year, month or day."""
        text = self.text(node, where, "a date: 2018, 2018-05 or 2018-05-18")
        try:
            return Date.parse(text) if text else None
        except ValueError as error:
            self.report(node, where, str(error), "2018, 2018-05 or 2018-05-18")
            return None

    def choice(self, node: Node, where: str, options: Collection[str], default: str) -> str:
        """One of a few words."""
        text = self.text(node, where, " | ".join(options))
        if text in options:
            return text
        if text:
            self.report(node, where, f"'{text}' is not known here", " | ".join(options), nearest(text, options))
        return default

    def known(self, node: Node, where: str, kind: str, names: Iterable[str]) -> str | None:
        """A name that must exist."""
        names = list(names)
        text = self.text(node, where, f"the id of {_a(kind)}")
        if text in names:
            return text
        if text:
            some = f"one of: {', '.join(names)}" if 0 < len(names) <= 8 else f"the id of {_a(kind)}"
            self.report(node, where, f"there is no {kind} '{text}'", some, nearest(text, names))
        return None

    def items(self, node: Node | None, where: str, single: bool = False) -> list[Node]:
        """The items of a list; with `single`, one scalar is a list of one."""
        if node is None or (isinstance(node, Scalar) and node.null):
            return []
        if isinstance(node, Sequence):
            return list(node.items)
        if single and isinstance(node, Scalar):
            return [node]
        expected = f"a list: [{node.text}]" if isinstance(node, Scalar) and len(node.text) <= 60 else "a list"
        self.report(node, where, f"{kind_of(node)} stands here", expected)
        return []

    def ident(self, key: Scalar, where: str, kind: str) -> str:
        """An id of letters, digits, _ and -."""
        if not _ID.fullmatch(key.text):
            self.report(key, where, f"'{key.text}' cannot be the id of {_a(kind)}", "letters, digits, _ and -")
        return key.text

    def expression(self, node: Node, where: str, read: Callable[[str], T]) -> T | None:
        """An expression, with the offset of a mistake turned into a column."""
        text = self.text(node, where, "an expression")
        if not text:
            return None
        try:
            return read(text)
        except ExpressionError as error:
            column = node.column + error.offset + (1 if isinstance(node, Scalar) and node.quoted else 0)
            shown = text if len(text) <= 80 else text[:77] + "..."
            message = f"{error.message} (in '{shown}')"
            problem = Problem(self.file, node.line, column, where, message, error.expected, error.near)
            if problem not in self.problems:
                self.problems.append(problem)
            return None


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeiou" else f"a {kind}"


class Fields:
    """One mapping: its known keys, and what is wrong with the others.

    Keys that begin with ``x_`` are the user's own. `later` names keys of the format that this
    version does not support; they are refused by name.
    """

    def __init__(
        self,
        context: Context,
        node: Node,
        where: str,
        keys: Collection[str],
        *,
        required: Collection[str] = (),
        later: Collection[str] = (),
    ) -> None:
        self.context = context
        self.where = where
        self.node: Mapping
        if isinstance(node, Mapping):
            self.node = node
        else:
            self.node = Mapping([], node.line, node.column)
            context.report(node, where, f"{kind_of(node)} stands here", f"a mapping with {', '.join(keys)}")
            return
        for key, value in node.pairs:
            if key.text in keys or key.text.startswith("x_"):
                continue
            if key.text in later:
                context.report(key, where, f"'{key.text}' is not supported in this version", "a file without it")
                continue
            near = nearest(key.text, keys)
            expected = "" if near and len(keys) > 6 else f"one of: {', '.join(keys)}"
            if isinstance(value, Scalar) and value.null:
                expected = "quotes around a text with a comma or a colon" + (f", or {expected}" if expected else "")
            context.report(key, where, f"'{key.text}' is not known here", expected, near)
        for key_name in required:
            if key_name not in node.index:
                context.report(node, where, f"'{key_name}' is missing", f"{key_name}: ...")

    def path(self, key: str) -> str:
        """The dotted place of a key."""
        return f"{self.where}.{key}" if self.where else key

    def get(self, key: str) -> Node | None:
        """The node of a key; None where it is absent or null."""
        node = self.node.get(key)
        return None if node is None or (isinstance(node, Scalar) and node.null) else node

    def text(self, key: str, default: str = "") -> str:
        """A text, or the default."""
        node = self.get(key)
        return default if node is None else self.context.text(node, self.path(key))

    def flag(self, key: str, default: bool = False) -> bool:
        """A truth value, or the default."""
        node = self.get(key)
        return default if node is None else self.context.flag(node, self.path(key), default)

    def number(
        self, key: str, default: float, least: float | None = None, most: float | None = None
    ) -> float:
        """A number, or the default."""
        node = self.get(key)
        if node is None:
            return default
        value = self.context.number(node, self.path(key), least, most)
        return default if value is None else value

    def integer(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number in a range, or the default."""
        node = self.get(key)
        if node is None:
            return default
        value = self.context.number(node, self.path(key), least, most)
        if value is not None and value != int(value):
            self.context.report(node, self.path(key), f"{value:g} is not whole", f"a whole number from {least} to {most}")
            return default
        return default if value is None else int(value)

    def date(self, key: str) -> Date | None:
        """A date, or None."""
        node = self.get(key)
        return None if node is None else self.context.date(node, self.path(key))

    def choice(self, key: str, options: Collection[str], default: str) -> str:
        """One of a few words, or the default."""
        node = self.get(key)
        return default if node is None else self.context.choice(node, self.path(key), options, default)

    def known(self, key: str, kind: str, names: Iterable[str]) -> str | None:
        """A name that must exist, or None."""
        node = self.get(key)
        return None if node is None else self.context.known(node, self.path(key), kind, names)

    def known_list(self, key: str, kind: str, names: Iterable[str]) -> tuple[str, ...]:
        """A list of names that must exist."""
        names = list(names)
        where = self.path(key)
        found = [
            self.context.known(item, where, kind, names)
            for item in self.context.items(self.get(key), where, single=True)
        ]
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text counts as a list of one."""
        where = self.path(key)
        return tuple(
            self.context.text(item, where) for item in self.context.items(self.get(key), where, single=True)
        )

    def entries(self, key: str) -> list[tuple[Scalar, Node]]:
        """The pairs of a mapping under a key."""
        node = self.get(key)
        if node is None:
            return []
        if isinstance(node, Mapping):
            return [(k, v) for k, v in node.pairs if not k.text.startswith("x_")]
        self.context.report(node, self.path(key), f"{kind_of(node)} stands here", "a mapping")
        return []
