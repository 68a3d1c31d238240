"""Forecasts on record."""

from __future__ import annotations

from typing import Any

from tertius.io.sections import P_KINDS
from tertius.studio.edits.forecasts import OUTCOMES, modelled
from tertius.studio.look import Look
from tertius.studio.numbers import shown
from tertius.studio.registry import part
from tertius.studio.rows import listed, mapped, said

KINDS = dict(zip(P_KINDS, ("said so in numbers", "read from its words"), strict=True))
ENDS = dict(zip(OUTCOMES, ("it happened", "it did not happen", "void: its condition was not met"), strict=True))


@part("forecasts", title="Forecasts", place="edit", order=85)
def forecasts(look: Look) -> dict[str, Any]:
    """Forecasts as written; those of which something came, with it."""
    rows = []
    for here in listed(look.data.get("forecasts")):
        end = mapped(mapped(here).get("resolved"))
        rows.append(
            {
                **{key: said(here, key) for key in ("id", "text", "made", "by", "words", "p_kind", "note")},
                "p": shown(mapped(here).get("p")),
                "end": {**{key: said(end, key) for key in ("date", "outcome", "note")}, "sources": listed(end.get("sources"))} if end else None,
                "model": listed(mapped(here).get("model")),
            }
        )
    return {
        "forecasts": rows,
        "sources": [(id, said(s, "title") or id) for id, s in mapped(look.data.get("sources")).items()],
        "modelled": modelled(look.data),
        "kinds": KINDS,
        "ends": ENDS,
        "problems": look.draft.problems_at,
    }
