"""Effects as rows for editors: in words, those of the case where it can be read, otherwise made of the names in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tertius.explain.told import Told
from tertius.io.yaml_text import one_line
from tertius.model.case import Effect
from tertius.studio.edits.effects import KINDS
from tertius.studio.rows import name_of
from tertius.studio.spoken import in_names

__all__ = ["effect_rows"]


def _count(item: Any) -> int:
    """How many effects an item of the list stands for."""
    if not isinstance(item, dict):
        return 1
    return sum(len(value) if isinstance(value, dict | list) else 1 for value in item.values())


def effect_rows(data: Mapping[str, Any], told: Told | None, written: Any, effects: Sequence[Effect] | None) -> list[tuple[str, str]]:
    """Words and text of each item of a list of effects.

    told, effects : None while they cannot be read; then the words are made of the plain data
    """
    items = [written] if isinstance(written, dict) else written if isinstance(written, list) else []
    counts = [_count(item) for item in items]
    said: list[str] = []
    if told is not None and effects is not None and sum(counts) == len(effects):
        rest = iter(effects)
        said = ["; ".join(told.effect(next(rest)) for _ in range(n)) for n in counts]
    texts = [one_line(item) for item in items]
    return list(zip(said or [_plainly(data, item) for item in items], texts, strict=True))


def _plainly(data: Mapping[str, Any], item: Any) -> str:
    """An effect in the words of the form that makes it, with names for keys; as it is written where the form has none for it."""
    lines: list[str] = []
    for kind, value in item.items() if isinstance(item, dict) else ():
        if kind in {"link", "needs"} and isinstance(value, dict):
            lines += [f"{in_names(data, str(o))} {KINDS[kind]} {in_names(data, str(text))}" for o, text in value.items()]
        elif kind == "fix" and isinstance(value, dict):
            lines += [f"{in_names(data, str(o))} is fixed {to}" for o, to in value.items()]
        elif kind == "forbid" and isinstance(value, list):
            lines += [f"{in_names(data, str(o))} {KINDS[kind]}" for o in value]
        elif kind == "prefer" and isinstance(value, dict):
            for actor, wishes in value.items():
                who = name_of((data.get("actors") or {}).get(actor) if isinstance(data.get("actors"), dict) else None, str(actor))
                lines += [f"{who} {KINDS[how]} {in_names(data, ', '.join(map(str, x)))}" for how, x in (wishes.items() if isinstance(wishes, dict) else ()) if how in KINDS and isinstance(x, list)]
    return "; ".join(lines) or in_names(data, one_line(item))
