"""The model's own probability of what was forecast, in words."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.evidence.hypotheses import Band
from tertius.evidence.model_forecasts import ModelSaid
from tertius.explain.forecasts_english import said_probability
from tertius.explain.negotiation_english import ACCURACY
from tertius.explain.words import Words, join

__all__ = ["model_lines"]


def _band(band: Band) -> str:
    return f"{band.mid:.2f} ({band.low:.2f} to {band.high:.2f})"


def model_lines(words: Words, said: Sequence[ModelSaid]) -> tuple[str, ...]:
    """One line a forecast, and what the band is."""
    lines = []
    for one in said:
        f = one.forecast
        what = f"that {join(list(one.claims))} {'all come' if len(one.claims) > 1 else 'comes'} about"
        line = f"{f.id}: the model gives {_band(one.p[None])} {what}"
        others = [f"{_band(b)} under {words.reading(r)}" for r, b in one.p.items() if r is not None and b != one.p[None]]
        line += f"; {join(others)}" if others else ""
        source = said_probability(f)
        line += f"; its source {source}" if source else ""
        if one.brier is not None:
            low, high = f"{one.brier.low:.2f}", f"{one.brier.high:.2f}"
            line += f". It came out {f.outcome}: a Brier score of {low if low == high else f'{low} to {high}'} for the model"
        elif f.outcome == "void":
            line += ". Void, so not scored"
        lines.append(f"{line}.")
    if lines:
        lines.append(
            "Computed from what was known on the day of the forecast. The band holds nine of ten draws of the positions and their errors, and, for several "
            f"clauses at once, whatever they have to do with one another; the number before it takes them to be independent. {ACCURACY}"
        )
    return tuple(lines)
