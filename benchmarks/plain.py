"""1,024 states in this process: against copying the ranks, and against the plain implementation."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from functools import cache

import numpy as np

from benchmarks.answers import CONCEPTS, check_everywhere
from benchmarks.dense import Floats, Matrices, published_products, stable_dense
from benchmarks.models import Array, Model, made
from benchmarks.timing import Line, median_time
from tertius.io.load import parse_case
from tertius.kernels.game import Game
from tertius.kernels.graph import game_of
from tertius.model.case import Case
from tertius.stability.solve import stable_for, stable_states
from tertius.stability.verify import verify
from tertius.stability.witness import witness

__all__ = ["Engine", "boolean_run", "computing", "engine_times", "plain"]

SECONDS_FOR_1024 = 0.1
TIMES_PLAIN = 10_000


@dataclass(frozen=True)
class Engine:
    """Medians, in seconds.

    build : `game_of`: states, ranks, moves
    solve : `stable_for` for every actor and the four concepts, on a game just built
    again : the same once more on the same game, whose sorted chains are kept
    copy : copying the ranks
    """

    build: float
    solve: float
    again: float
    copy: float
    stable: dict[str, Array]


def _all(game: Game) -> dict[str, Array]:
    return {c: np.array([stable_for(game, i, c) for i in range(len(game.actors))]) for c in CONCEPTS}


def engine_times(case: Case, rounds: int, *, backend: str = "compiled") -> Engine:
    """The engine on a game that is built anew each round; the first round warms up and is left out."""
    build, solve, again, copy = [], [], [], []
    found: dict[str, Array] = {}
    for _ in range(rounds + 1):
        game = None  # the last round's is freed first
        begin = time.perf_counter()
        game = game_of(case, backend=backend)
        built = time.perf_counter()
        found = _all(game)
        solved = time.perf_counter()
        repeated = _all(game)
        end = time.perf_counter()
        build.append(built - begin)
        solve.append(solved - built)
        again.append(end - solved)
        assert all(np.array_equal(found[c], repeated[c]) for c in CONCEPTS)
        ranks = np.asarray(game.rank)
        copy.append(median_time(ranks.copy, 3))

    def middle(times: list[float]) -> float:
        return statistics.median(times[1:])

    return Engine(middle(build), middle(solve), middle(again), middle(copy), found)


def computing() -> Line:
    """The back-end that small models get: 1,024 states, five actors, four concepts, against copying the ranks."""
    model = made((2,) * 5)
    case = parse_case(model.text(), file="model")
    game = game_of(case)
    found = stable_states(game, CONCEPTS)
    check_everywhere(model, found)
    for state in np.random.default_rng(7).integers(0, model.size, 4):
        for concept in CONCEPTS:
            why = witness(game, 0, int(state), concept)
            assert why.stable == bool(found[concept][0][state])
            assert verify(case, why) == []
    times = engine_times(case, 9, backend="auto")
    text = (
        f"1,024 states, 5 actors, 4 concepts: {times.solve * 1e3:.1f} ms (at most {SECONDS_FOR_1024 * 1e3:g} ms), "
        f"{times.solve / times.copy:,.0f} times copying the ranks"
    )
    return Line("computing", text, times.solve <= SECONDS_FOR_1024)


class Sampled(Floats):
    """Keeps the factors of every twentieth product."""

    def __init__(self, moves: list[Array], better: list[Array]) -> None:
        super().__init__(moves, better)
        self.kept: list[tuple[Array, Array]] = []

    def product(self, a: Array, b: Array) -> Array:
        """The Boolean product."""
        if self.products % 20 == 0:
            self.kept.append((a.copy(), b.copy()))
        return super().product(a, b)

    def boolean_seconds(self) -> float:
        """What all products would take as NumPy's own products of Booleans, from those whose factors are kept."""
        times = []
        for a, b in self.kept:
            begin = time.perf_counter()
            found = a @ b
            times.append(time.perf_counter() - begin)
            assert np.array_equal(found, Floats([], []).product(a, b))
        return statistics.mean(times) * self.products


@cache
def boolean_run(model: Model) -> tuple[float, dict[str, Array]]:
    """Seconds and answers of the plain implementation with NumPy's own products of Booleans, run to the end."""
    given = Matrices.of(model)
    begin = time.perf_counter()
    found = stable_dense(given)
    return time.perf_counter() - begin, found


def plain(*, whole: bool) -> list[Line]:
    """Against the plain implementation: its products taken in two ways, and without a stop as published.

    whole : run the slow way to the end (some minutes) rather than some of its products
    """
    model = made((2,) * 5)
    case = parse_case(model.text(), file="model")
    matrices = Floats.of(model)
    given = Sampled(matrices.moves, matrices.better)
    begin = time.perf_counter()
    expected = stable_dense(given)
    floats = time.perf_counter() - begin
    if whole:
        booleans, same = boolean_run(model)
        assert all(np.array_equal(same[c], expected[c]) for c in CONCEPTS)
        how = "measured"
    else:
        booleans, how = given.boolean_seconds(), f"estimated from {len(given.kept)} of them"
    times = engine_times(case, 151)
    for concept in CONCEPTS:
        assert np.array_equal(times.stable[concept], expected[concept]), concept
    improving = sum(int((j & p).sum()) for j, p in zip(given.moves, given.better, strict=True))
    one = median_time(lambda: matrices.product(given.moves[0], given.better[0]), 7)
    count = published_products(model, improving)
    building = times.build + times.solve

    def ratios(seconds: float) -> str:
        return f"{seconds / times.solve:,.0f} times as long (with building the ranks {seconds / building:,.0f})"

    return [
        Line(
            "plain",
            f"1,024 states, 5 actors, 4 concepts: {times.solve * 1e3:.2f} ms, ranks built ({times.build * 1e3:.2f} ms more with "
            f"building; {times.again * 1e3:.2f} ms asked again); plain Boolean matrices with a stop, "
            f"{given.products} products ({how}): {booleans:.0f} s, {ratios(booleans)}; at least {TIMES_PLAIN:,}",
            booleans / times.solve >= TIMES_PLAIN,
        ),
        Line("blas", f"the same products as float32 matrices, on all cores (measured): {floats:.1f} s, {ratios(floats)}"),
        Line(
            "published",
            f"as published, without a stop: {count:,} products of {one * 1e3:.0f} ms as float32 matrices (multiplied, not "
            f"run): {count * one / 3600:.1f} h, {ratios(count * one)}",
        ),
    ]
