"""Evidence: a grid of rows by readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tertius.model.evidence import MARKS, UNKNOWN
from tertius.studio.edits.evidence import SCALE
from tertius.studio.look import Look
from tertius.studio.numbers import shown
from tertius.studio.registry import part
from tertius.studio.rows import listed, mapped, name_of, said

USUAL = {"CC": "0.9", "C": "0.7", "N": "0.5", "I": "0.3", "II": "0.1", "width": "0.1", "least": "0.01"}
"""What stands for a mark where the case says nothing (`tertius.io.evidence`)."""
WORDS = {"CC": "very consistent", "C": "consistent", "N": "neutral", "I": "inconsistent", "II": "very inconsistent"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A reading, with the letter that it has in the report."""

    id: str
    letter: str
    name: str
    on: bool
    prior: str


@part("evidence", title="Evidence", place="edit", order=75)
def evidence(look: Look) -> dict[str, Any]:
    """The readings that are compared, rows with a likelihood for each, priors."""
    here = mapped(look.data.get("evidence"))
    named = here.get("readings")
    prior = mapped(here.get("prior"))
    readings = [
        Compared(id, chr(ord("a") + k) if k < 26 else str(k + 1), name_of(r, id), named is None or id in listed(named), shown(prior.get(id)))
        for k, (id, r) in enumerate(mapped(look.data.get("readings")).items())
    ]
    groups = {str(k): str(v) for k, v in mapped(here.get("groups")).items()}
    rows = []
    for row in listed(here.get("rows")):
        cells = mapped(mapped(row).get("likelihood"))
        rows.append(
            {
                "id": said(row, "id"),
                "date": said(row, "date"),
                "text": said(row, "text"),
                "group": groups.get(said(row, "group"), said(row, "group")),
                "reliability": shown(mapped(row).get("reliability")),
                "note": said(row, "note"),
                "cells": [(r, _written(cells.get(r.id)), _tone(cells.get(r.id))) for r in readings if r.on],
            }
        )
    ids = {f"evidence.{r['id']}" for r in rows}
    return {
        "readings": readings,
        "compared": [r for r in readings if r.on],
        "rows": rows,
        "groups": list(dict.fromkeys([*groups.values(), *(r["group"] for r in rows if r["group"])])),
        "marks": {**{m: WORDS[m] for m in MARKS}, "?": "not assessed"},
        "given": bool(prior),
        "scale": [(mark, f"{mark}: {WORDS[mark]}" if mark in WORDS else SCALE[mark], shown(mapped(here.get("scale")).get(mark)), usual) for mark, usual in USUAL.items()],
        "general": [p for p in look.draft.problems_at("evidence") if ".".join(p.where.split(".")[:2]) not in ids],
        "problems": look.draft.problems_at,
    }


def _written(value: Any) -> str:
    return "?" if value in (None, UNKNOWN) else shown(value)


def _tone(value: Any) -> str:
    """Colour only repeats what the mark says; of numbers the results show it, as there the scale is known."""
    return {"CC": "for", "C": "for", "I": "against", "II": "against"}.get(value, "none") if isinstance(value, str) else "none"
