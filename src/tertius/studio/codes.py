"""State codes and patterns in a case, kept in step when options come, go or change places.

A code has one letter an option. When an option comes, every state becomes two: they stay tied
in rankings, have the same payoff, and a single state named elsewhere is the one with the option off;
a pattern gets a ``-``. When an option goes, what remains are the states in which it was off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Lines, Manuscript
from tertius.studio.uses import PROSE, option_keys

__all__ = ["recode"]

_CODE = re.compile(r"[YN](?:\|?[YN])*")
_PATTERN = re.compile(r"(?<![A-Za-z0-9_.\-])[YN-](?:\|?[YN]|\|?-(?!>))+(?![A-Za-z0-9_.])|(?<![A-Za-z0-9_.\-])[YN](?![A-Za-z0-9_.])")
_STATE = {"state", "status_quo", "states"}
_LONG = 12


class _Change:
    """From old places to new ones; a new option has none."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self.size = len(before)
        self.places = [before.index(key) if key in before else None for key in after]
        self.gone = [k for k, key in enumerate(before) if key not in after]
        self.new = [k for k, place in enumerate(self.places) if place is None]

    def fits(self, text: str) -> bool:
        return len(text.replace("|", "")) == self.size

    def state(self, code: str, fill: str = "N") -> str:
        letters = code.replace("|", "")
        return "".join(fill if p is None else letters[p] for p in self.places)

    def stays(self, code: str) -> bool:
        letters = code.replace("|", "")
        return all(letters[k] != "Y" for k in self.gone)

    def states(self, code: str) -> list[str]:
        """What becomes of a state: nothing, one, or all settings of new options."""
        if not self.stays(code):
            return []
        found = [self.state(code)]
        for k in self.new:
            found += [c[:k] + "Y" + c[k + 1 :] for c in found]
        return found


def recode(m: Manuscript, before: Sequence[str]) -> None:
    """Rewrite every code and pattern, from options in the order `before` to the options that there are now."""
    data = m.plain()
    after = option_keys(data)
    if list(before) == after or not before or not after:
        return
    change = _Change(before, after)
    for key, value in data.items():
        if key in {"tertius", "sources", "actors"} or key in PROSE or key.startswith("x_"):
            continue
        for place, new in _differs(value, change, (key,)):
            m.set(place, new)


def _differs(value: Any, change: _Change, path: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], Any]]:
    last = path[-1]
    if isinstance(value, dict):
        if last == "payoffs":
            new: Any = {c: v for code, v in value.items() if change.fits(code) for c in change.states(code)}
            return [(path, new)] if new and list(new) != list(value) else []
        return [x for key, inner in value.items() if str(key) not in PROSE for x in _differs(inner, change, (*path, key))]
    if isinstance(value, list):
        if last == "ranking":
            return [(path, _ranking(value, change))]
        if last == "pairs":
            return [(path, _pairs(value, change))]
        return [x for k, inner in enumerate(value) for x in _differs(inner, change, (*path, k))]
    if isinstance(value, str) and last not in PROSE:
        new = _text(value, change, state=last in _STATE)
        return [(path, new)] if new != value else []
    return []


def _ranking(value: list[Any], change: _Change) -> list[Any]:
    found: list[Any] = []
    for item in value:
        if item == ">>":
            found.append(item)
            continue
        group = [c for code in (item if isinstance(item, list) else [item]) for c in (change.states(code) if isinstance(code, str) and change.fits(code) else [code])]
        if group:
            found.append(group[0] if len(group) == 1 else group)
    return Lines(found) if len(found) > _LONG and any(isinstance(x, list) for x in found) else found


def _pairs(value: list[Any], change: _Change) -> list[Any]:
    found: dict[str, None] = {}
    seen: set[str] = set()
    for item in value:
        parts = re.split(r"\s*(>>|>|~|\?)\s*", str(item))
        if len(parts) != 3 or not change.fits(parts[0]) or not change.fits(parts[2]):
            found[str(item)] = None
            continue
        left, right = change.states(parts[0]), change.states(parts[2])
        for code, made in ((parts[0], left), (parts[2], right)):
            if len(made) > 1 and code not in seen:
                found |= {f"{made[0]} ~ {c}": None for c in made[1:]}
            seen.add(code)
        found |= {f"{a} {parts[1]} {b}": None for a in left for b in right}
    return list(found)


def _text(value: str, change: _Change, *, state: bool) -> str:
    if state and _CODE.fullmatch(value) and change.fits(value):
        if not change.stays(value):
            raise TertiusError(f"the state {value} is named in the file, and the option is on in it; change that first")
        return change.state(value)

    def turned(match: re.Match[str]) -> str:
        text = match.group()
        if not change.fits(text):
            return text
        if any(text.replace("|", "")[k] != "-" for k in change.gone):
            raise TertiusError(f"the pattern {text} in '{value}' says something about the option; change that first")
        return change.state(text, "-")

    return _PATTERN.sub(turned, value)
