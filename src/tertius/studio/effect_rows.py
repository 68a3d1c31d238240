"""Effects as rows for editors: in words where the case can be read, as written otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tertius.explain.told import Told
from tertius.io.yaml_text import one_line
from tertius.model.case import Effect

__all__ = ["effect_rows"]


def _count(item: Any) -> int:
    """How many effects an item of the list stands for."""
    if not isinstance(item, dict):
        return 1
    return sum(len(value) if isinstance(value, dict | list) else 1 for value in item.values())


def effect_rows(told: Told | None, written: Any, effects: Sequence[Effect] | None) -> list[tuple[str, str]]:
    """Words and text of each item of a list of effects.

    told, effects : None while the text has mistakes; then the words are the text
    """
    items = [written] if isinstance(written, dict) else written if isinstance(written, list) else []
    counts = [_count(item) for item in items]
    said: list[str] = []
    if told is not None and effects is not None and sum(counts) == len(effects):
        rest = iter(effects)
        said = ["; ".join(told.effect(next(rest)) for _ in range(n)) for n in counts]
    texts = [one_line(item) for item in items]
    return list(zip(said or texts, texts, strict=True))
