"""Plain data as YAML that a person could have written: short forms on one line, quotes only where they are needed.

`Block` and `Lines` ask for one key, or one item, a line. What is written is read back by
`tertius.io.nodes` with the same text, and by `extras` with the same type as well.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Collection, Mapping
from typing import Any

from tertius.errors import CaseError, Problem
from tertius.io.json_nodes import literal, parse_json
from tertius.io.json_nodes import value as json_value

__all__ = ["WIDTH", "Block", "Lines", "extras", "kept", "one_line", "yaml_text"]

WIDTH = 100
MAX_KEPT, MAX_KEPT_DEPTH = 5_000, 40
"""Values, and levels, that an ``x_`` key is written with as YAML."""
_PLAIN = re.compile(r"[\w(][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*")
_CLEAN = re.compile("[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")
_WHOLE: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
_NULLS = {"", "~", "null", "Null", "NULL"}
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_BESIDE = {"on", "off"}


class Block(dict[str, Any]):
    """A mapping with one key a line."""


class Lines(list[Any]):
    """A list with one item a line."""


def yaml_text(data: Mapping[str, Any]) -> str:
    """The text of a mapping, ending in a line break."""
    return "".join(f"{line}\n" for line in _mapping(data, 0))


def scalar(value: object, *, flow: bool = True) -> str:
    """One value; inside brackets more texts need quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    text = str(value)
    if _plain(text, flow):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda m: f"\\u{ord(m.group()):04x}", quoted)


def _plain(text: str, flow: bool) -> bool:
    return (
        text not in _NULLS
        and text.lower() not in _BESIDE
        and _PLAIN.fullmatch(text) is not None
        and text == text.strip()
        and not literal(text)
        and not re.search(r": |:$| #|\s\s", text)
        and not (flow and re.search(r"[\[\]{},:?\"]", text))
    )


def _folds(text: str) -> bool:
    """Whether a text comes back as it was after it has been folded at its blanks."""
    return text == " ".join(text.split()) and _CLEAN.fullmatch(text) is not None


def one_line(value: object) -> str:
    """A value in brackets, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k)}: {one_line(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(one_line(item) for item in value) + "]"
    return scalar(value)


def _fits(value: object, room: int) -> str | None:
    """The value on one line where it fits and nothing in it asks for lines of its own."""
    if _asks_for_lines(value):
        return None
    if not isinstance(value, Mapping | list | tuple):
        return scalar(value, flow=False)
    text = one_line(value)
    return text if len(text) <= room or not value else None


def _asks_for_lines(value: object) -> bool:
    if isinstance(value, Block | Lines):
        return bool(value)
    if isinstance(value, Mapping):
        return any(_asks_for_lines(v) for v in value.values())
    return isinstance(value, list | tuple) and any(_asks_for_lines(v) for v in value)


def _mapping(data: Mapping[str, Any], indent: int) -> list[str]:
    found = []
    for key, value in data.items():
        head = " " * indent + scalar(key) + ":"
        line = _fits(value, WIDTH - len(head) - 1)
        if isinstance(value, str) and len(value) > WIDTH and _folds(value):
            inner = " " * (indent + 2)
            found += [f"{head} >-", *textwrap.wrap(value, WIDTH, initial_indent=inner, subsequent_indent=inner, **_WHOLE)]
        elif line is not None:
            found.append(f"{head} {line}")
        elif isinstance(value, Mapping):
            found += [head, *_mapping(value, indent + 2)]
        else:
            assert isinstance(value, list | tuple)
            found += _list(value, head, indent + 2)
    return found


def _list(items: list[Any] | tuple[Any, ...], head: str, indent: int) -> list[str]:
    codes = not isinstance(items, Lines) and all(len(one_line(x)) <= 30 for x in items)
    if codes and len(items) > 4:
        return _wrapped(items, head, indent)
    return [head, *_items(items, indent)]


def _wrapped(items: list[Any] | tuple[Any, ...], head: str, indent: int) -> list[str]:
    """Short items of one list on as many lines as they need."""
    lines, line = [], f"{head} ["
    for number, item in enumerate(items):
        text = one_line(item) + ("]" if number == len(items) - 1 else ",")
        if len(line) + len(text) + 1 > WIDTH and line.strip():
            lines.append(line)
            line = " " * indent
        line += text if line.endswith("[") or not line.strip() else f" {text}"
    return [*lines, line]


def _items(items: list[Any] | tuple[Any, ...], indent: int) -> list[str]:
    found = []
    for item in items:
        line = _fits(item, WIDTH - indent - 2)
        if line is not None:
            found.append(" " * indent + f"- {line}")
        elif isinstance(item, Mapping):
            inner = _mapping(item, indent + 2)
            found += [" " * indent + "- " + inner[0].lstrip(), *inner[1:]]
        else:
            assert isinstance(item, list | tuple)
            found += _list(item, " " * indent + "-", indent + 2)
    return found


def kept(value: Any) -> Any:
    """Data for an ``x_`` key: itself, or its JSON as one text where YAML could not hold it as it is, or not well."""
    room, stack = MAX_KEPT, [(value, MAX_KEPT_DEPTH)]
    while stack:
        here, depth = stack.pop()
        if not isinstance(here, Mapping | list):
            continue
        room -= 1 + len(here)
        keys = here if isinstance(here, Mapping) else ()
        if room < 0 or depth == 0 or any(k != k.strip() or not 0 < len(k) <= 200 for k in keys):
            return json.dumps(value, ensure_ascii=True)
        stack += [(inner, depth - 1) for inner in (here.values() if isinstance(here, Mapping) else here)]
    return value


def extras(text: str, keys: Collection[str], file: str) -> dict[str, Any]:
    """What a case file keeps under the ``x_`` keys of its top level, typed as JSON is.

    The text has to be a case that can be read.
    """
    from importlib.util import find_spec

    from ruamel.yaml import YAML

    if not any(key in text for key in keys):
        return {}
    root: dict[str, Any] = {}
    stack: list[tuple[Any, list[str]]] = []
    for event in YAML(typ="safe", pure=find_spec("_ruamel_yaml") is None).parse(text):
        kind = type(event).__name__
        made: Any = None
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            made = {} if kind == "MappingStartEvent" else []
        elif kind == "ScalarEvent":
            plain = not event.style
            made = event.value
            if stack and isinstance(stack[-1][0], dict) and not stack[-1][1]:
                stack[-1][1].append(made)
                continue
            if plain and made in _NULLS:
                made = None
            elif plain and literal(made) and len(made) <= 400 and math.isfinite(float(json.loads(made) or 0)):
                made = json.loads(made)
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            stack.pop()
            continue
        else:
            continue
        if not stack:
            root = made
        elif isinstance(stack[-1][0], list):
            stack[-1][0].append(made)
        else:
            stack[-1][0][stack[-1][1].pop()] = made
        if isinstance(made, dict | list):
            stack.append((made, []))
    return {key: _from_json(root[key], key, file) for key in keys if root.get(key) is not None}


def _from_json(value: Any, key: str, file: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json_value(parse_json(value, file))
    except CaseError:
        expected = "what `tertius convert` wrote there, or no such key"
        raise CaseError([Problem(file, 0, 0, key, "it is neither a mapping nor JSON", expected)]) from None
