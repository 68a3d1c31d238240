"""JSON text to the same tree of nodes that a case file is read into, so that mistakes have a line and a column.

A JSON string is a quoted `Scalar`, a number, ``true``, ``false`` or ``null`` an unquoted one; `value`
gives plain Python data back. NaN and Infinity, repeated keys, numbers without a finite value and
halves of a surrogate pair are mistakes. The reader keeps an explicit stack.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from typing import Any, NoReturn

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["MAX_DEPTH", "literal", "parse_json", "value"]

MAX_DEPTH = 100
_BLANK = re.compile(r"[ \t\r\n]*")
_LITERAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])|(?:true|false|null)(?!\w)")
_WORD = re.compile(r"[-+]?\w+|.", re.DOTALL)


class _Text:
    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.decoder = json.JSONDecoder()

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def fail(self, offset: int, what: str, expected: str) -> NoReturn:
        raise CaseError([Problem(self.file, *self.place(offset), "", what, expected)])

    def found(self, offset: int) -> str:
        match = _WORD.match(self.text, offset)
        return f"'{match.group()[:40]}' stands here" if match else "the file ends here"

    def scalar(self, offset: int) -> tuple[Scalar, int]:
        line, column = self.place(offset)
        if self.text[offset : offset + 1] == '"':
            try:
                word, end = self.decoder.raw_decode(self.text, offset)
            except json.JSONDecodeError as error:
                self.fail(error.pos, f"this is not JSON: {error.msg}", "a text in double quotes")
            if any("\ud800" <= c <= "\udfff" for c in word):
                self.fail(offset, "the text has half of a surrogate pair", "whole characters")
            return Scalar(word, True, line, column), end
        match = _LITERAL.match(self.text, offset)
        if match is None:
            self.fail(offset, f"this is not JSON: {self.found(offset)}", "a value: a text in double quotes, a number, true, false, null, [ or {")
        word = match.group()
        if word[0] in "-0123456789" and (len(word) > 400 or not math.isfinite(float(word))):
            self.fail(offset, f"the number {word[:40]} is too large", "a number of at most 400 characters below 1e308")
        return Scalar(word, False, line, column), match.end()


def parse_json(text: str, file: str) -> Node:
    """The tree of a JSON text; `CaseError` with line and column at the first mistake."""
    source = _Text(text, file)
    stack: list[tuple[Node, Scalar | None]] = []
    offset = 0

    def skip() -> str:
        nonlocal offset
        match = _BLANK.match(text, offset)
        offset = match.end() if match else offset
        return text[offset : offset + 1]

    while True:
        mark = skip()
        if stack and isinstance(stack[-1][0], Mapping) and stack[-1][1] is None and mark != "}":
            if mark != '"':
                source.fail(offset, f"this is not JSON: {source.found(offset)}", "a key in double quotes" + (", or }" if not stack[-1][0].pairs else ""))
            key, end = source.scalar(offset)
            if key.text in stack[-1][0].index:
                source.fail(offset, f"the key '{key.text[:60]}' is given twice", "each key once")
            offset = end
            if skip() != ":":
                source.fail(offset, f"this is not JSON: {source.found(offset)}", "a colon")
            offset += 1
            stack[-1] = (stack[-1][0], key)
            continue
        node: Node
        closed = False
        if mark in {"[", "{"}:
            place = source.place(offset)
            node = Sequence([], *place) if mark == "[" else Mapping([], *place)
            offset += 1
        elif mark and mark in "]}" and stack and _empty_or(stack[-1][0], mark):
            node, closed = stack.pop()[0], True
            offset += 1
        else:
            node, offset = source.scalar(offset)
        if not closed:
            if stack:
                _put(stack, node)
            if not isinstance(node, Scalar):
                stack.append((node, None))
                if len(stack) > MAX_DEPTH:
                    source.fail(offset - 1, f"nested more than {MAX_DEPTH} deep", "a flatter file")
                continue
        while stack and (mark := skip()) in {"]", "}"}:
            if mark != ("]" if isinstance(stack[-1][0], Sequence) else "}"):
                source.fail(offset, f"'{mark}' does not close what was opened last", "the other bracket")
            offset += 1
            node = stack.pop()[0]
        if not stack:
            if skip():
                source.fail(offset, f"{source.found(offset)} after the end", "one JSON value a file")
            return node
        if skip() != ",":
            source.fail(offset, f"this is not JSON: {source.found(offset)}", "a comma, or the closing bracket")
        offset += 1
        if skip() in {"]", "}"}:
            source.fail(offset, "a comma stands before the closing bracket", "no comma there")


def _empty_or(node: Node, mark: str) -> bool:
    if isinstance(node, Sequence):
        return mark == "]" and not node.items
    return isinstance(node, Mapping) and mark == "}" and not node.pairs


def _put(stack: list[tuple[Node, Scalar | None]], node: Node) -> None:
    parent, key = stack[-1]
    if isinstance(parent, Sequence):
        parent.items.append(node)
    elif isinstance(parent, Mapping) and key is not None:
        parent.pairs.append((key, node))
        parent.index[key.text] = node
        stack[-1] = (parent, None)


def literal(text: str) -> bool:
    """Whether an unquoted text means a number, a truth value or null in JSON."""
    return _LITERAL.fullmatch(text) is not None


def value(node: Node) -> Any:
    """The plain data of a tree; unquoted texts are numbers, truth values and null where JSON says so."""
    if isinstance(node, Scalar):
        if node.quoted or not literal(node.text):
            return node.text
        if len(node.text) > 400:
            raise LimitError(f"line {node.line}: a number of {len(node.text):,} characters; at most 400 are read")
        return json.loads(node.text)
    if isinstance(node, Sequence):
        return [value(item) for item in node.items]
    return {key.text: value(item) for key, item in node.pairs}
