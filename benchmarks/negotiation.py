"""Forecasts of many issues, from the table to JSON, with all comparison models."""

from __future__ import annotations

import random
import statistics
from pathlib import Path

from benchmarks.timing import Line, process, tertius

__all__ = ["negotiation"]

ACTORS, ISSUES, GROUPS = 30, 40, 10
SECONDS = 1.5
FORECAST_SECONDS = 1.0


def negotiation(folder: Path) -> Line:
    """30 actors on 40 issues, weights as shipped: the forecast alone, and beside every model."""
    draw = random.Random(5)
    text, errors = "issue,group,actor,position,salience,power,status_quo,outcome\n", []
    for k in range(ISSUES):
        rows = [(draw.randint(0, 100), draw.randint(1, 100), draw.randint(1, 20)) for _ in range(ACTORS)]
        outcome = draw.randint(0, 100)
        weight = sum(s * c for _, s, c in rows)
        errors.append(abs(sum(x * s * c for x, s, c in rows) / weight - outcome))
        text += "".join(f"k{k},g{k % GROUPS},a{i},{x},{s},{c},0,{outcome}\n" for i, (x, s, c) in enumerate(rows))
    file = folder / "positions.csv"
    file.write_text(text, encoding="utf-8")
    alone = process(tertius("backtest", str(file), "--fit", "shipped", "--models", "tertius,compromise", "--json"))
    whole = process(tertius("backtest", str(file), "--fit", "shipped", "--json"))
    for run in (alone, whole):
        assert abs(run.answer["models"]["compromise"]["mae"] - statistics.fmean(errors)) < 1e-9
    assert alone.answer["models"]["tertius"]["crps"] == whole.answer["models"]["tertius"]["crps"]
    said = (
        f"{ACTORS} actors, {ISSUES} issues, table to JSON: forecasts in {alone.seconds:.2f} s (at most {FORECAST_SECONDS:g} s), "
        f"beside all {len(whole.answer['models']) - 1} models in {whole.seconds:.2f} s (at most {SECONDS:g} s)"
    )
    return Line("issues", said, alone.seconds <= FORECAST_SECONDS and whole.seconds <= SECONDS)
