"""Whole processes, from the case file to JSON, against NumPy sorting as many numbers."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np

from benchmarks.answers import CONCEPTS, check_everywhere, check_samples, closed_forms, faults
from benchmarks.models import Model, made
from benchmarks.timing import Line, Run, process, seconds_of, tertius
from tertius.dynamics.solved import Solved
from tertius.io.load import parse_case
from tertius.kernels.graph import game_of
from tertius.stability.witness import witness

__all__ = ["analysed", "first_run", "largest", "million", "thousand", "twenty"]

SORTS = 40
MILLION_BYTES = 1.5e9
LARGEST_BYTES = 12e9
THOUSAND_SECONDS = 1.0
FIRST_SECONDS = 20.0


def analysed(model: Model, folder: Path, runs: int) -> list[Run]:
    """`tertius analyze` of a model as a whole process, some times; all give the same counts."""
    file = folder / f"{'-'.join(map(str, model.widths))}.yaml"
    file.write_text(model.text(), encoding="utf-8")
    done = [process(tertius("analyze", str(file), "--json")) for _ in range(runs)]
    answers = [run.answer for run in done]
    assert all(a["equilibria_count"] == answers[0]["equilibria_count"] for a in answers)
    assert answers[0]["state_count"] == model.size
    return done


def _checked(model: Model, run: Run, each: int) -> dict[str, int]:
    """Check the counts that a process gave, and the verdicts behind them; the counts."""
    solved = Solved(parse_case(model.text(), file="model"))
    stable = {concept: solved.stable(concept) for concept in CONCEPTS}
    check_everywhere(model, stable)
    check_samples(model, solved.game, stable, each=each, unstable=("nash", "seq"))
    answer = run.answer
    for concept in CONCEPTS:
        places = np.flatnonzero(stable[concept].all(axis=0))
        assert answer["equilibria_count"][concept] == len(places), concept
        listed = answer["equilibria"][concept]
        assert listed == [model.code(int(s)) for s in places[: len(listed)]], concept
    counts: dict[str, int] = answer["equilibria_count"]
    return counts


def _counted(model: Model, run: Run) -> dict[str, int]:
    """Check the counts that a process gave against the closed forms, and some of its seq equilibria; the counts."""
    game = game_of(parse_case(model.text(), file="model"))
    answer, everybody = run.answer, {c: np.ones(model.size, np.bool_) for c in ("nash", "gmr", "smr")}
    for actor in range(len(model.widths)):
        for concept, stable in closed_forms(model, actor).items():
            everybody[concept] &= stable
    for concept, stable in everybody.items():
        assert answer["equilibria_count"][concept] == int(stable.sum()), concept
    listed = answer["equilibria"]["seq"]
    for actor, code in enumerate(listed[:: max(1, len(listed) // 4)]):
        why = witness(game, actor, model.number(code), "seq")
        assert why.stable, code
        assert faults(model, why) == [], why
    counts: dict[str, int] = answer["equilibria_count"]
    assert counts["nash"] <= counts["seq"] <= counts["gmr"]
    return counts


def first_run(folder: Path) -> Line:
    """The first run after installing: the loops are compiled. Run it before anything else."""
    run = analysed(made((4,) * 5), folder, 1)[0]
    assert "compiling" in run.errors, run.errors
    text = f"2^20 states, machine code still to be made: {run.seconds:.1f} s (at most {FIRST_SECONDS:g} s)"
    return Line("first run", text, run.seconds <= FIRST_SECONDS)


def thousand(folder: Path) -> Line:
    """1,024 states, five actors of two options, the whole process."""
    model = made((2,) * 5)
    runs = analysed(model, folder, 7)
    _checked(model, runs[0], 2)
    seconds = statistics.median(run.seconds for run in runs)
    text = f"1,024 states, 5 actors, case file to JSON: {seconds:.2f} s (at most {THOUSAND_SECONDS:g} s)"
    return Line("thousand", text, seconds <= THOUSAND_SECONDS)


def _against_sorting(model: Model, folder: Path, rounds: int) -> tuple[float, float, float, list[Run]]:
    """Seconds of a process and of the sorts, the median of their ratios, and the runs; taken in turns."""
    numbers = np.random.default_rng(5).integers(-(2**31), 2**31, 2**20).astype(np.int32)
    place = np.argsort(numbers)
    assert (np.diff(numbers[place].astype(np.int64)) >= 0).all()

    def sorting() -> None:
        for _ in range(SORTS):
            np.argsort(numbers)

    sorts, runs = [], []
    for _ in range(rounds):
        sorts.append(seconds_of(sorting))
        runs += analysed(model, folder, 1)
    ratio = statistics.median(run.seconds / s for run, s in zip(runs, sorts, strict=True))
    return statistics.median(run.seconds for run in runs), statistics.median(sorts), ratio, runs


def million(folder: Path) -> Line:
    """2^20 states, five actors of four options, against 40 argsorts of 2^20 numbers."""
    model = made((4,) * 5)
    seconds, sorts, ratio, runs = _against_sorting(model, folder, 4)
    counts = _checked(model, runs[0], 2)
    peak = max(run.peak for run in runs)
    text = (
        f"2^20 states, 5 actors, case file to JSON: {seconds:.2f} s, {ratio:.2f} times {SORTS} argsorts of 2^20 int32 "
        f"({sorts:.2f} s; at most 1); {peak / 1e9:.2f} GB (at most {MILLION_BYTES / 1e9:g} GB); "
        f"{counts['seq']:,} seq equilibria"
    )
    return Line("million", text, ratio < 1 and peak < MILLION_BYTES)


def twenty(folder: Path) -> Line:
    """2^20 states, twenty actors of one option."""
    model = made((1,) * 20)
    seconds, sorts, ratio, runs = _against_sorting(model, folder, 1)
    counts = _counted(model, runs[0])
    peak = max(run.peak for run in runs)
    text = (
        f"2^20 states, 20 actors of one option, case file to JSON: {seconds:.2f} s, {ratio:.2f} times {SORTS} argsorts "
        f"({sorts:.2f} s); {peak / 1e9:.2f} GB; {counts['seq']:,} seq equilibria"
    )
    return Line("twenty", text)


def largest(folder: Path) -> Line:
    """2^24 states, six actors of four options: time and memory. The answers are checked in the sweep."""
    runs = analysed(made((4,) * 6), folder, 1)
    text = (
        f"2^24 states, 6 actors, case file to JSON: {runs[0].seconds:.1f} s; {runs[0].peak / 1e9:.2f} GB "
        f"(at most {LARGEST_BYTES / 1e9:g} GB)"
    )
    return Line("largest", text, runs[0].peak < LARGEST_BYTES)
