"""How the forecasts scored, and how far a commitment got, as the report tells it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


def _there(look: Look) -> bool:
    return look.case is not None and bool(look.case.forecasts or look.case.ladder is not None)


@part("scored", title="Forecasts, scored", place="result", order=60, later=_there)
def scored(look: Look) -> dict[str, Any]:
    """Forecasts with what came of them, and their scores."""
    case = look.cut
    if case is None or not (case.forecasts or case.ladder is not None):
        return {"d": None}
    from tertius.explain.told import Told
    from tertius.report.pictures import pictures
    from tertius.report.record import forecasts
    from tertius.report.scores import ladder_part, score_part

    shown = SimpleNamespace(forecasts=forecasts(case, Told(case)), scores=score_part(case), ladder=ladder_part(case), source_titles={})
    return {"d": shown, **pictures("scored")}
