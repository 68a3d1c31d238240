"""The text of a case, edited section by section, also while there are mistakes in it.

A text is its head (what stands before the first key), then for each top-level key its body, and after
it the blank lines and comments that stand at the margin. Only the bodies that an edit touches are
written anew; every other byte stays. What is added has the style of `tertius.io.yaml_text`: short
forms on one line, one key or item a line where they do not fit.

>>> m = Manuscript("tertius: 1\\ntitle: Old  # why\\n\\n# who\\nactors: {a: A}\\n")
>>> m.set(["title"], "New")
>>> m.set(["conflict", "options", "a", "go"], {"name": "Goes", "coercive": "yes"})
>>> print(m.text(), end="")
tertius: 1
title: New  # why
<BLANKLINE>
# who
actors: {a: A}
<BLANKLINE>
conflict:
  options:
    a:
      go: {name: Goes, coercive: yes}
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tertius.errors import NotSupportedError, TertiusError
from tertius.io.load import SECTIONS
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import parse_yaml, plain
from tertius.io.yaml_text import WIDTH, Block, Lines, one_line, yaml_text

__all__ = ["Block", "Lines", "Manuscript", "Place"]

Place = Sequence[str | int]
_STYLES = ((2, 4, 2), (2, 2, 0), (4, 4, 2), (4, 2, 0), (4, 6, 4), (3, 3, 0))
"""Indents (mapping, sequence, offset of the dash) that people use; the first that gives a body back byte for byte is kept."""
_ORDER: dict[tuple[str, ...], tuple[str, ...]] = {
    ("conflict",): ("options", "states", "moves", "infeasible", "preferences", "status_quo"),
    ("negotiation",): ("text", "rule", "parties", "issues", "exclude", "positions_table"),
    ("evidence",): ("readings", "prior", "normalise", "scale", "groups", "rows"),
}
"""Where a new key goes beside those that are there."""


@dataclass(slots=True)
class _Part:
    """One top-level key: its lines, what stands after them at the margin, and, once asked for, its data."""

    key: str
    body: str
    tail: str
    data: Any = None
    style: tuple[int, int, int] = _STYLES[0]
    changed: bool = False


class Manuscript:
    """Edits by place, such as ``["actors", "upper"]`` or ``["claims", 0, "text"]``.

    Raises `CaseError` where the text is no YAML at all; mistakes in what it says are no concern here.
    """

    def __init__(self, text: str, file: str = "case.yaml") -> None:
        self.file = file
        root, _ = parse_yaml(text, file)
        if not isinstance(root, Map):
            raise NotSupportedError(f"{file}: the text is no mapping; begin with tertius: 1")
        lines = text.splitlines(keepends=True)
        starts = [(key.text, key.line - 1, key.column) for key, _ in root.pairs]
        apart = all(column == 1 for _, _, column in starts) and len({line for _, line, _ in starts}) == len(starts)
        self._head, self._parts = "", []
        if not apart or not starts:
            raise NotSupportedError(f"{file}: the top of the file is in brackets; write each section on lines of its own")
        self._head = "".join(lines[: starts[0][1]])
        for (key, start, _), end in zip(starts, [*(s[1] for s in starts[1:]), len(lines)], strict=True):
            margin = end
            while margin > start + 1 and _at_margin(lines[margin - 1]):
                margin -= 1
            self._parts.append(_Part(key, "".join(lines[start:margin]), "".join(lines[margin:end])))

    # -- reading --------------------------------------------------------------------------------

    def get(self, place: Place, default: Any = None) -> Any:
        """The value at a place, or `default` where there is none."""
        part = self._part(str(place[0]))
        if part is None:
            return default
        here = self._loaded(part)
        for key in place:
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                return default
        return here

    def plain(self) -> dict[str, Any]:
        """What the text says, every scalar as it is written."""
        root, _ = parse_yaml(self.text(), self.file)
        found = plain(root)
        assert isinstance(found, dict)
        return found

    def plain_at(self, place: Place) -> Any:
        """What is at a place as plain data; None where there is nothing."""
        here: Any = self.plain()
        for key in place:
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                return None
        return here

    def has(self, place: Place) -> bool:
        """Whether there is anything at a place."""
        return self.get(place, _NOTHING) is not _NOTHING

    def text(self) -> str:
        """The whole text; bodies that were touched are written anew."""
        for part in self._parts:
            if part.changed:
                part.body, part.changed = _dumped(part.data, part.style), False
        return self._head + "".join(p.body + p.tail for p in self._parts)

    # -- editing --------------------------------------------------------------------------------

    def set(self, place: Place, value: Any) -> None:
        """Put a value at a place; mappings on the way to it are made where they are missing."""
        if len(place) == 1:
            self._set_section(str(place[0]), value)
            return
        parent = self._mapping(place[:-1]) if isinstance(place[-1], str) else self.get(place[:-1])
        self._put(parent, place, _styled(value))
        self._touch(place)

    def insert(self, place: Place, index: int, value: Any) -> None:
        """Put an item into the list at a place, which is made where it is missing."""
        items = self.get(place)
        if not isinstance(items, list):
            self.set(place, Lines([value]))
            return
        if not items:
            # An empty list is written in brackets; what goes into it decides its form anew.
            self.set(place, _like(value))
            return
        items.insert(index, _styled(value))
        self._broaden(items, place)
        self._touch(place)

    def append(self, place: Place, value: Any) -> None:
        """Put an item at the end of the list at a place."""
        items = self.get(place)
        self.insert(place, len(items) if isinstance(items, list) else 0, value)

    def move(self, place: Place, start: int, end: int) -> None:
        """Move an item of the list at a place; a comment on its line goes with it."""
        items = self.get(place)
        if not isinstance(items, list) or not (0 <= start < len(items) and 0 <= end < len(items)):
            raise TertiusError(f"{self.file}: there is no item {start} or {end} at {_dotted(place)}")
        beside = getattr(items, "ca", None)
        notes = dict(beside.items) if beside is not None else {}
        order = list(range(len(items)))
        order.insert(end, order.pop(start))
        values = list(items)
        for new, old in enumerate(order):
            items[new] = values[old]
        if beside is not None:
            beside.items.clear()
            beside.items.update({new: notes[old] for new, old in enumerate(order) if old in notes})
        self._touch(place)

    def move_key(self, place: Place, key: str, end: int) -> None:
        """Move a key of the mapping at a place."""
        here = self.get(place)
        if not isinstance(here, dict) or key not in here:
            raise TertiusError(f"{self.file}: there is nothing at {_dotted([*place, key])}")
        value = here[key]
        beside = getattr(here, "ca", None)
        note = None if beside is None else beside.items.get(key)
        del here[key]
        here.insert(end, key, value)  # type: ignore[attr-defined]
        if beside is not None and note is not None:
            beside.items[key] = note
        self._touch(place)

    def delete(self, place: Place, *, empty: bool = False) -> None:
        """Take out what is at a place; with `empty`, also what holds nothing afterwards."""
        if not self.has(place):
            raise TertiusError(f"{self.file}: there is nothing at {_dotted(place)}")
        if len(place) == 1:
            part = self._part(str(place[0]))
            assert part is not None
            index = self._parts.index(part)
            if index:
                self._parts[index - 1].tail += part.tail.strip("\n") and part.tail
            else:
                self._head += part.tail
            self._parts.remove(part)
            return
        parent = self.get(place[:-1])
        del parent[place[-1]]
        self._touch(place)
        if not parent and empty:
            self.delete(place[:-1], empty=True)
        elif not parent:
            self.set(place[:-1], [] if isinstance(parent, list) else {})

    # -- inside ---------------------------------------------------------------------------------

    def _part(self, key: str) -> _Part | None:
        return next((p for p in self._parts if p.key == key), None)

    def _loaded(self, part: _Part) -> Any:
        if part.data is None:
            for style in _STYLES:
                part.data, part.style = _yaml(style).load(part.body), style
                if _dumped(part.data, style) == part.body:
                    break
            else:
                part.style = _STYLES[0]
        return part.data

    def _touch(self, place: Place) -> None:
        part = self._part(str(place[0]))
        assert part is not None
        part.changed = True

    def _set_section(self, key: str, value: Any) -> None:
        part = self._part(key)
        if part is not None and not isinstance(value, Mapping | list):
            self._loaded(part)[key] = _styled(value)
            part.changed = True
            return
        body = yaml_text({key: value})
        if part is not None:
            part.body, part.data, part.changed = body, None, False
            return
        self._insert(_Part(key, body, ""), long=body.count("\n") > 1)

    def _insert(self, part: _Part, *, long: bool) -> None:
        """A new section where the order of sections puts it, with a blank line before it if others have one."""
        rank = {key: k for k, key in enumerate(SECTIONS)}
        mine = rank.get(part.key, len(rank))
        index = next((k for k, p in enumerate(self._parts) if rank.get(p.key, len(rank)) > mine), len(self._parts))
        gap = "\n" if long and any(p.tail.startswith("\n") for p in self._parts) else ""
        if index:
            before = self._parts[index - 1]
            if not before.body.endswith("\n"):
                before.body += "\n"
            # What stands at the margin before the next section belongs to that one, and stays with it.
            if index < len(self._parts):
                part.tail, before.tail = before.tail or gap, gap
            elif not before.tail.endswith("\n"):
                before.tail += gap
        self._parts.insert(index, part)

    def _mapping(self, place: Place) -> Any:
        """The mapping at a place; what is missing is made, and so is what is empty or null."""
        section = self._part(str(place[0]))
        if section is None:
            self._insert(_Part(str(place[0]), f"{place[0]}: {{}}\n", ""), long=True)
            return self._mapping(place)
        here = self._loaded(section)
        for depth, key in enumerate(place):
            inner = here.get(key) if isinstance(here, dict) else here[key]
            if inner is None or (isinstance(inner, dict) and not inner):
                self._put(here, place[: depth + 1], _empty())
                inner = here[key]
            here = inner
        self._touch(place)
        return here

    def _put(self, parent: Any, place: Place, value: Any) -> None:
        key = place[-1]
        try:
            order = _ORDER.get(tuple(str(p) for p in place[:-1]))
            if order is None or key in parent or key not in order:
                parent[key] = value
            else:
                rank = order.index(str(key))
                later = (k for k, x in enumerate(parent) if x in order and order.index(x) > rank)
                parent.insert(next(later, len(parent)), key, value)
        except (IndexError, TypeError, AttributeError):
            raise TertiusError(f"{self.file}: nothing can be put at {_dotted(place)}") from None
        self._broaden(parent, place[:-1])

    def _broaden(self, here: Any, place: Place) -> None:
        """Brackets whose line has become too long are opened, one key or item a line."""
        form = getattr(here, "fa", None)
        if form is None or not form.flow_style():
            return
        wide = len(one_line(here)) + 2 * len(place) + len(str(place[-1])) > WIDTH
        inner = [getattr(v, "fa", None) for v in _values(here)]
        if wide or any(x is not None and not x.flow_style() for x in inner):
            form.set_block_style()


_NOTHING = object()


def _values(here: Any) -> list[Any]:
    return list(here.values()) if isinstance(here, dict) else list(here)


def _like(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) and len(value) <= 30 else Lines([value])


def _at_margin(line: str) -> bool:
    return not line.strip() or line.startswith("#") or line.rstrip() in {"...", "---"}


def _yaml(style: tuple[int, int, int]) -> Any:
    yaml = _texts()(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=style[0], sequence=style[1], offset=style[2])
    return yaml


@lru_cache(maxsize=1)
def _texts() -> Any:
    """Reading and writing that take every scalar for a text, as `tertius.io.nodes` does: ``True`` and ``0x10`` stay as written."""
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.resolver import VersionedResolver
    from ruamel.yaml.tag import Tag

    class Texts(VersionedResolver):  # type: ignore[misc, unused-ignore]
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is not ScalarNode:
                return super().resolve(kind, value, implicit)
            return Tag(suffix="tag:yaml.org,2002:null") if implicit[0] and value == "" else self.DEFAULT_SCALAR_TAG

    class TextYAML(YAML):  # type: ignore[misc, unused-ignore]
        def __init__(self, **keywords: Any) -> None:
            super().__init__(**keywords)
            self.Resolver = Texts

    return TextYAML


def _dumped(data: Any, style: tuple[int, int, int]) -> str:
    out = io.StringIO()
    _yaml(style).dump(data, out)
    return out.getvalue()


def _empty() -> Any:
    made = _styled({"x": None})
    del made["x"]
    made.fa.set_block_style()
    return made


def _styled(value: Any) -> Any:
    """Plain data with the form that `yaml_text` gives it, for ruamel to write."""
    return _yaml(_STYLES[0]).load(yaml_text({"x": value}))["x"]


def _dotted(place: Place) -> str:
    return ".".join(str(p) for p in place) or "the top"
