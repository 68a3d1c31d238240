"""Forecasts and commitments in words. Nothing here computes anything."""

from __future__ import annotations

import math

from tertius.evidence.forecast_log import ALWAYS_HALF, ENOUGH, Bin, ForecastLog, Score
from tertius.evidence.hypotheses import Band
from tertius.explain.words import day, isolated, join
from tertius.model.case import Forecast
from tertius.model.evidence import Ladder, Rung

__all__ = ["LOWER_IS_BETTER", "ForecastTeller", "LadderTeller", "said_probability"]

LOWER_IS_BETTER = (
    "Lower is better. The interval comes from the interval of the probability, which is the modeller’s reading of the words "
    "unless it was stated."
)
_MISSING = {
    "void": "Void, kept and not scored (their condition was never met)",
    "unresolved": "Not resolved",
    "no_number": "Words only, no probability to score",
}


def said_probability(forecast: Forecast) -> str:
    """The interval and whose it is; empty where there is none."""
    if forecast.p is None:
        return ""
    low, high = forecast.p
    return (f"{low:g}" if low == high else f"{low:g}–{high:g}") + (" as stated" if forecast.p_kind == "stated" else " as read by the modeller")


class ForecastTeller:
    """Words about the scores of one case."""

    def __init__(self, found: ForecastLog) -> None:
        self.found = found

    def band(self, band: Band) -> str:
        """``0.31 to 0.72``, or one number."""
        low, high = (f"{x:.2f}" if math.isfinite(x) else "no bound" for x in (band.low, band.high))
        return low if low == high else f"{low} to {high}"

    def brier(self, band: Band | None) -> str:
        """One forecast's score, a dash where there is none."""
        return "–" if band is None else self.band(band)

    def total(self) -> str:
        """The scores of all."""
        total, count = self.found.total, len(self.found.rows)
        if total is None:
            return f"None of {_count(count, 'forecast')} can be scored." if count else "There is no forecast on record."
        return f"{total.count} of {_count(count, 'forecast')} scored. {self._scores(total)}"

    def _scores(self, score: Score) -> str:
        return (
            f"Brier score {self.band(score.brier)}, where always saying 0.5 scores {ALWAYS_HALF[0]:g}; logarithmic score "
            f"{self.band(score.log)}, where always saying 0.5 scores {ALWAYS_HALF[1]:.2f}."
        )

    def by_source(self) -> tuple[str, ...]:
        """The scores of each source, where there is more than one."""
        if len(self.found.sources) < 2:
            return ()
        titles = {s.id: isolated(s.title) for s in self.found.case.sources.values()}
        return tuple(f"{titles.get(s.by, 'No source named')}: {s.count} scored. {self._scores(s)}" for s in self.found.sources)

    def missing(self) -> tuple[str, ...]:
        """What is kept and not scored."""
        found = []
        for why, words in _MISSING.items():
            ids = [row.forecast.id for row in self.found.missing(why)]
            if ids:
                found.append(f"{words}: {join(ids)}.")
        return tuple(found)

    def bin(self, bin: Bin) -> tuple[str, str, str, str]:
        """A row of the calibration table: where, how many, what was said, how many happened."""
        shares = f"{bin.happened} ({bin.happened / bin.count:.0%}; {bin.share95[0]:.0%} to {bin.share95[1]:.0%})"
        return f"{bin.low:g}–{bin.high:g}", str(bin.count), self.band(bin.said), shares

    def bin_head(self) -> tuple[str, str, str, str]:
        """Its headings."""
        return "Probability", "Forecasts", "Said on average", "Happened (share; 95% interval)"

    def calibration_note(self) -> str:
        """How little a few forecasts say."""
        total = self.found.total
        if total is None:
            return ""
        if total.count < ENOUGH:
            return f"{_count(total.count, 'scored forecast')} cannot show whether a forecaster is calibrated; the intervals of the shares say how little is known."
        return "Forecasts are put into bins by the middle of their interval."


class LadderTeller:
    """Words about how far a commitment got."""

    def __init__(self, ladder: Ladder, titles: dict[str, str]) -> None:
        self.ladder = ladder
        self.titles = titles

    def level(self, id: str) -> str:
        """``L1 (words)``."""
        return f"{id} ({isolated(self.ladder.levels[id])})"

    def head(self) -> str:
        """Where it got to."""
        highest, latest = self.ladder.highest, self.ladder.latest
        assert highest is not None
        assert latest is not None
        said = f"{isolated(self.ladder.commitment)}: the highest level reached is {self.level(highest.level)}, {day(highest.date)}, of {len(self.ladder.levels)} levels."
        if latest.level != highest.level:
            said += f" By {day(latest.date)} it stands at {self.level(latest.level)}."
        return said

    def rungs(self, level: str) -> tuple[Rung, ...]:
        """When a level was reached."""
        return tuple(r for r in self.ladder.reached if r.level == level)

    def reached(self, level: str) -> str:
        """The dates on which a level was reached, or that it was not."""
        return "; ".join(day(r.date) + (f": {r.text.rstrip('.')}" if r.text else "") for r in self.rungs(level)) or "not reached on record"

    def read_as(self) -> tuple[str, ...]:
        """What sources took for success."""
        found = []
        for r in self.ladder.read_as:
            text = f": {r.text.rstrip('.')}" if r.text else ""
            found.append(f"“{isolated(self.titles.get(r.by, r.by))}” takes {self.level(r.level)} for success{text}.")
        return tuple(found)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
