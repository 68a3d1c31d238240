"""YAML text to a tree of nodes that know their line and column; nothing is interpreted.

Every scalar keeps its text, so ``no`` can name an option and ``2018-05`` stays as written; what a
scalar means is decided by the reader that expects it. Events are read with an explicit stack, so
nesting costs no recursion. YAML 1.2 only: tags, anchors, aliases and repeated keys are mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tertius.errors import CaseError, LimitError, Problem

__all__ = ["MAX_BYTES", "MAX_NESTING", "Mapping", "Node", "Scalar", "Sequence", "parse_yaml", "plain"]

MAX_BYTES = 16 * 2**20
MAX_NESTING = 60
_HALVES = re.compile("[\ud800-\udfff]+")


@dataclass(slots=True)
class Scalar:
    """A text with its place; `quoted` tells ``"no"`` from ``no``."""

    text: str
    quoted: bool
    line: int
    column: int

    @property
    def null(self) -> bool:
        """Nothing was written, or ``null``."""
        return not self.quoted and self.text in {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class Sequence:
    """A list with its place."""

    items: list[Node]
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    """Keys and values in file order, with their places."""

    pairs: list[tuple[Scalar, Node]]
    line: int
    column: int
    index: dict[str, Node] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return self.index.get(key)

    def key(self, key: str) -> Scalar:
        """The key as written, for its place."""
        return next(k for k, _ in self.pairs if k.text == key)


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The tree as dicts, lists and strings (None for null), without places."""
    if isinstance(node, Scalar):
        return None if node.null else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.pairs}


def parse_yaml(text: str, file: str) -> tuple[Node, list[Problem]]:
    """The tree and the mistakes that do not stop it from being read.

    Raises `CaseError` where the text is no YAML, `LimitError` where it is too large.
    """
    if len(text) > MAX_BYTES:
        raise LimitError(
            f"{file}: {len(text) / 2**20:,.0f} MB; a case file may have {MAX_BYTES / 2**20:.0f} MB; "
            "move long tables into CSV files beside it"
        )
    problems: list[Problem] = []
    return _build(_events(text, file), file, problems), problems


def _events(text: str, file: str) -> Iterator[Any]:
    from importlib.util import find_spec

    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    # The C parser reads a case about seven times faster; the pure one gives the same events. But it ends
    # a plain text between brackets at a '?', as YAML 1.2 does not: its last event is then too short.
    done, held = 0, None
    try:
        if find_spec("_ruamel_yaml") is not None:
            try:
                for event in YAML(typ="safe").parse(text):
                    if held is not None:
                        done += 1
                        yield held
                    held = event
                yield held
                return
            except MarkedYAMLError:
                if "?" not in text:
                    raise
        yield from islice(YAML(typ="safe", pure=True).parse(text), done, None)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        what = " ".join(str(x) for x in (error.context, error.problem) if x)
        raise CaseError([Problem(file, line, column, "", f"this is not YAML: {what}", _hint(text, line, column, what))]) from None
    except (YAMLError, RecursionError, ValueError) as error:
        what = str(error).splitlines()[0] if str(error) else "nested too deeply"
        raise CaseError([Problem(file, 0, 0, "", f"this is not YAML: {what}", "YAML 1.2 text")]) from None


def _hint(text: str, line: int, column: int, what: str) -> str:
    lines = text.splitlines()
    if line > len(lines) and lines:
        line = len(lines)
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in shown:
        return "spaces, not a tab, at the beginning of the line"
    if "parsing a block" in what and shown[: column - 1].strip() == "":
        return "what belongs to one list or mapping in the same column, and one column for each level"
    if ">>" in shown:
        return "quotes around '>>'"
    if any(mark in shown for mark in (": !", "- !", "[!", ", !", ": &", "- &", "[&", ", &", ": *", "- *", "[*")):
        return "quotes around an expression that starts with !, & or *"
    if shown.count(": ") > 1:
        return "quotes around a text that contains ': '"
    return "a key and a value, or a list item; check quotes, colons and indentation"


def _build(events: Iterator[Any], file: str, problems: list[Problem]) -> Node:
    root: Node | None = None
    stack: list[tuple[Node, Scalar | None]] = []

    def place(node: Node, event: Any) -> None:
        nonlocal root
        if not stack:
            if root is not None:
                problems.append(Problem(file, node.line, node.column, "", "a second document", "one case a file"))
            else:
                root = node
            return
        parent, key = stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif isinstance(parent, Mapping) and key is None:
            if not isinstance(node, Scalar):
                problems.append(
                    Problem(file, node.line, node.column, "", "a list or mapping stands as a key", "a name and a colon")
                )
                node = Scalar(f"?{node.line}:{node.column}", True, node.line, node.column)
            stack[-1] = (parent, node)
        elif isinstance(parent, Mapping) and key is not None:
            if key.text in parent.index:
                first = parent.key(key.text)
                problems.append(
                    Problem(
                        file, key.line, key.column, "",
                        f"'{key.text}' is given twice (first on line {first.line})", "each key once",
                    )
                )
            else:
                parent.pairs.append((key, node))
                parent.index[key.text] = node
            stack[-1] = (parent, None)

    for event in events:
        kind = type(event).__name__
        if kind in {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}:
            continue
        if kind in {"SequenceEndEvent", "MappingEndEvent"}:
            stack.pop()
            continue
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        _refuse_marks(event, kind, file, line, column, problems)
        if kind == "AliasEvent":
            place(Scalar(f"*{event.anchor}", True, line, column), event)
        elif kind == "ScalarEvent":
            # A tag is a mistake that has been noted; the text keeps it, so that nothing else seems to be missing.
            mark_text = "" if _tag(event) is None else f"{_tag(event)} "
            quoted = event.style is not None and event.style != ""
            value = event.value
            if _HALVES.search(value):
                problems.append(Problem(file, line, column, "", "a character is written as two halves (\\ud83c\\udf0a), as JSON does", "the character itself, in UTF-8"))
                value = _HALVES.sub("?", value)
            place(Scalar(f"{mark_text}{value}".strip(), quoted, line, column), event)
        else:
            node: Node = Sequence([], line, column) if kind == "SequenceStartEvent" else Mapping([], line, column)
            place(node, event)
            stack.append((node, None))
            if len(stack) > MAX_NESTING:
                raise CaseError(
                    [Problem(file, line, column, "", f"nested more than {MAX_NESTING} deep", "a flatter case")]
                )
    if root is None:
        raise CaseError([Problem(file, 1, 1, "", "the file is empty", "a case; `tertius new` writes one")])
    return root


def _tag(event: Any) -> str | None:
    tag = getattr(event, "tag", None)
    if tag is None and getattr(event, "ctag", None) is not None:
        tag = str(event.ctag)
    return None if tag is None or str(tag) in {"None", ""} else str(tag)


def _refuse_marks(
    event: Any, kind: str, file: str, line: int, column: int, problems: list[Problem]
) -> None:
    expected = "quotes: quote an expression that starts with ! or &"
    anchor = getattr(event, "anchor", None)
    if kind == "AliasEvent":
        problems.append(Problem(file, line, column, "", f"'*{anchor}' is a YAML alias, which cases do not have", expected))
    elif anchor is not None:
        problems.append(Problem(file, line, column, "", f"'&{anchor}' is a YAML anchor, which cases do not have", expected))
    tag = _tag(event)
    if tag is not None:
        problems.append(Problem(file, line, column, "", f"'{tag}' is a YAML tag, which cases do not have", expected))
