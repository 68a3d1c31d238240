"""How forecasts scored, and how far a commitment got, in a report."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.evidence.forecast_log import forecast_log
from tertius.evidence.model_forecasts import model_says
from tertius.explain.forecasts_english import LOWER_IS_BETTER, ForecastTeller, LadderTeller
from tertius.explain.model_forecasts_english import model_lines
from tertius.explain.words import Words
from tertius.model.case import Case

__all__ = ["LadderPart", "ScorePart", "ladder_part", "score_part"]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The scores in sentences, and the calibration table."""

    lines: tuple[str, ...]
    note: str
    heads: tuple[str, str, str, str]
    bins: tuple[tuple[str, str, str, str], ...]
    calibration_note: str
    model: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LadderPart:
    """Every level with whether and when it was reached; what sources took for success."""

    head: str
    levels: tuple[tuple[str, bool, str, tuple[str, ...]], ...]
    read_as: tuple[str, ...]
    note: str


def score_part(case: Case) -> ScorePart | None:
    """None where there is no forecast."""
    if not case.forecasts:
        return None
    found = forecast_log(case)
    told = ForecastTeller(found)
    return ScorePart(
        lines=(told.total(), *told.by_source(), *told.missing()),
        note=LOWER_IS_BETTER if found.total is not None else "",
        heads=told.bin_head(),
        bins=tuple(told.bin(b) for b in found.calibration),
        calibration_note=told.calibration_note(),
        model=model_lines(Words(case), model_says(case)),
    )


def ladder_part(case: Case) -> LadderPart | None:
    """None where no commitment is followed."""
    ladder = case.ladder
    if ladder is None:
        return None
    told = LadderTeller(ladder, {s.id: s.title for s in case.sources.values()})
    levels = []
    for level in ladder.levels:
        rungs = told.rungs(level)
        sources = dict.fromkeys(s for r in rungs for s in r.provenance.sources if s in case.sources)
        levels.append((told.level(level), bool(rungs), told.reached(level), tuple(sources)))
    return LadderPart(told.head(), tuple(levels), told.read_as(), ladder.provenance.note)
