"""Cost against size: 2^8 to 2^24 states, every answer checked."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.answers import CONCEPTS, check_everywhere, check_samples
from benchmarks.dense import Floats, stable_dense
from benchmarks.models import Model, made, spread
from benchmarks.plain import boolean_run, engine_times
from benchmarks.timing import seconds_of
from benchmarks.whole import analysed
from tertius.io.load import parse_case
from tertius.kernels.graph import game_of

__all__ = ["SIZES", "Row", "measured", "sweep"]

SIZES = range(8, 25)
BOOLEANS_TO = 10
FLOATS_TO = 11
ARCS_TO = 14
EQUAL_TO = 12


@dataclass(frozen=True)
class Row:
    """One size; seconds and bytes. None where something was not measured.

    copy : copying the ranks
    build, solve : the compiled back-end, states and ranks; four concepts for every actor
    listed : four concepts with listed moves
    booleans, floats : four concepts by the plain implementation, its products taken in two ways
    whole, peak : the whole process from case file to JSON, with the back-end that it chose
    equilibria : how many states are stable for everybody, a concept
    proved : how many sampled verdicts were proved one by one
    """

    options: int
    actors: int
    moves: int
    ranks: int
    copy: float
    build: float
    solve: float
    listed: float | None
    booleans: float | None
    floats: float | None
    whole: float
    peak: int
    backend: str
    equilibria: dict[str, int]
    proved: int


def model_of(options: int) -> Model:
    """Five actors, from 2^21 on six; options as even as possible."""
    return made(spread(options, 6 if options > 20 else 5))


def measured(options: int, folder: Path) -> Row:
    """Measure and check one size."""
    model = model_of(options)
    case = parse_case(model.text(), file="model")
    rounds = 51 if options <= 12 else 15 if options <= 16 else 5 if options <= 20 else 2 if options <= 22 else 1
    times = engine_times(case, rounds)
    found = times.stable
    check_everywhere(model, found)
    listed = booleans = floats = None
    if options <= ARCS_TO:
        other = engine_times(case, 3, backend="arcs")
        listed = other.solve
        if options <= EQUAL_TO:
            assert all(np.array_equal(found[c], other.stable[c]) for c in CONCEPTS)
    if options <= BOOLEANS_TO:
        booleans, answer = boolean_run(model)
        assert all(np.array_equal(found[c], answer[c]) for c in CONCEPTS)
    if options <= FLOATS_TO:
        given = Floats.of(model)
        answers = []
        floats = seconds_of(lambda: answers.append(stable_dense(given)))
        assert all(np.array_equal(found[c], answers[0][c]) for c in CONCEPTS)
    game = game_of(case, backend="compiled")
    small = options <= EQUAL_TO
    proved = check_samples(
        model, game, found, each=2 if options <= 20 else 1, unstable=CONCEPTS if small else ("nash", "seq")
    )
    counts = {c: int(found[c].all(axis=0).sum()) for c in CONCEPTS}
    ranks = np.asarray(game.rank).nbytes
    del game, found
    gc.collect()
    runs = analysed(model, folder, 3 if options <= 20 else 2)
    assert all(run.answer["equilibria_count"] == counts for run in runs)
    return Row(
        options=options,
        actors=len(model.widths),
        moves=model.arcs(),
        ranks=ranks,
        copy=times.copy,
        build=times.build,
        solve=times.solve,
        listed=listed,
        booleans=booleans,
        floats=floats,
        whole=statistics.median(run.seconds for run in runs),
        peak=max(run.peak for run in runs),
        backend=runs[0].answer["backend"],
        equilibria=counts,
        proved=proved,
    )


def sweep(sizes: Sequence[int], folder: Path) -> list[Row]:
    """Measure sizes one after the other, and say each as it is done."""
    rows = []
    for options in sizes:
        row = measured(options, folder)
        rows.append(row)
        print(
            f"sweep      ok   2^{options} states: computing {row.solve:.4f} s, {row.solve / row.copy:,.0f} times copying the "
            f"ranks; whole process {row.whole:.2f} s, {row.peak / 1e9:.2f} GB; {row.proved} verdicts proved",
            flush=True,
        )
    return rows
