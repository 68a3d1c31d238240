"""Draws on one core: 100,000 of a case with nine states, against states and actors, and against the single analysis in a loop."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from benchmarks.page import machine
from benchmarks.plots import Curve, chart
from benchmarks.timing import Line
from tertius.dynamics.analysis import analyze
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.model.uncertainty import drawn, generator
from tertius.sweep.block import solve_block
from tertius.sweep.counts import Counts, counts
from tertius.sweep.plan import Plan, plan_of

__all__ = ["many_draws"]

DRAWS, SECONDS = 100_000, 10.0
LARGE, RATE = 1_024, 500.0
LOOP, CHECKED = 200, 40


def nine(how: str, seed: int = 3) -> Case:
    """Nine states in graph form, three actors with fourteen moves each and a strict ranking that varies in this way."""
    draw = Random(seed)
    states = [f"s{k}" for k in range(9)]
    moves, rankings = [], []
    for _ in "abc":
        arcs: dict[str, None] = {}
        while len(arcs) < 14:
            x, y = draw.sample(states, 2)
            arcs[f"{x} -> {y}"] = None
        moves.append(", ".join(arcs))
        rankings.append(", ".join(draw.sample(states, 9)))
    lines = ["tertius: 1", "title: Nine states", "actors: {a: A, b: B, c: C}", "conflict:"]
    lines += ["  states: {" + ", ".join(f"{s}: {s}" for s in states) + "}", "  moves:"]
    lines += [f"    {a}: [{m}]" for a, m in zip("abc", moves, strict=True)]
    lines += ["  preferences:", *(f"    {a}: {{ranking: [{r}]}}" for a, r in zip("abc", rankings, strict=True)), "  status_quo: s0"]
    chains = ", chains: []" if how == "extensions" else ", p: 0.2"
    lines += ["uncertainty:", "  preferences:", *(f"    {a}: {{reorder: {how}{chains}, basis: invented}}" for a in "abc")]
    return parse_case("\n".join(lines))


def optional(options: int, actors: int = 3, seed: int = 5) -> Case:
    """So many options, seven statements an actor, of which every order is equally likely."""
    draw = Random(seed)
    names = "abcdef"[:actors]
    keys = [f"{a}.{a}{k}" for a in names for k in range(options // actors)]
    lines = ["tertius: 1", "title: Options", "actors: {" + ", ".join(f"{a}: {a.upper()}" for a in names) + "}", "conflict:", "  options:"]
    lines += [f"    {a}: {{" + ", ".join(f"{a}{k}: {a}{k}" for k in range(options // actors)) + "}" for a in names]
    lines += ["  preferences:"]
    for a in names:
        wishes: dict[str, None] = {}
        while len(wishes) < 7:
            x, y = draw.sample(keys, 2)
            wishes[draw.choice([x, f"not {x}", f"{x} -> {y}", f"{x} or {y}", f"{x} and not {y}"])] = None
        lines.append(f"    {a}: [" + ", ".join(f'"{w}"' for w in wishes) + "]")
    lines += ["  status_quo: []", "uncertainty:", "  preferences:"]
    lines += [f"    {a}: {{reorder: extensions, basis: invented}}" for a in names]
    return parse_case("\n".join(lines))


def run(plan: Plan, draws: int) -> tuple[float, Counts, int]:
    """Seconds of processor time, the counts, and how many different cases were solved."""
    solve_block(plan, 0, 2)
    total, worlds = Counts.empty(plan), 0
    begin = time.process_time()
    for start in range(0, draws, plan.block):
        tables = solve_block(plan, start, min(draws, start + plan.block))
        worlds += len(set(tables["draws"]["like"].tolist()))
        total = total + counts(plan, tables)
    return time.process_time() - begin, total, worlds


def one_by_one(case: Case, draws: int) -> float:
    """Draws a second where each is a single analysis."""
    analyze(situate(drawn(case, generator(1, 0))))
    begin = time.process_time()
    for k in range(draws):
        analyze(situate(drawn(case, generator(1, k))))
    return draws / (time.process_time() - begin)


def check(plan: Plan, draws: Sequence[int]) -> None:
    """Each of these draws by itself, by `analyze`."""
    for k in draws:
        tables = solve_block(plan, k, k + 1)
        found = analyze(situate(drawn(plan.case, generator(plan.seed, k))), concepts=plan.concepts)
        columns = plan.tables
        states, ends = columns["equilibria"]["state"].labels, columns["outcomes"]["state"].labels
        rows = zip(tables["equilibria"]["concept"].tolist(), tables["equilibria"]["state"].tolist(), strict=True)
        assert {(plan.concepts[c], states[s]) for c, s in rows} == {(c, s) for c in plan.concepts for s in found.equilibria[c]}
        assert found.outcomes is not None
        told = {ends[s] for s in tables["outcomes"]["state"].tolist()}
        assert told == {*found.outcomes.states, *(["unsettled"] if found.outcomes.unsettled else [])}


def write_draws(speeds: Mapping[str, Mapping[int, float]], docs: Path) -> list[Path]:
    """Write the table and the figure of draws a second by actors (or as single analyses) and states; the files."""
    states = sorted({n for found in speeds.values() for n in found})
    rows = [
        f"| {n:,} | " + " | ".join(f"{found[n]:,.0f}" if n in found else "" for found in speeds.values()) + " |" for n in states
    ]
    text = [
        "<!-- Written by `python -m benchmarks --only draws`; do not edit. -->",
        "",
        f"Measured with `python -m benchmarks --only draws` on {machine()}:",
        "",
        "| States | " + " | ".join(speeds) + " |",
        "|---|" + "---|" * len(speeds),
        *rows,
        "",
    ]
    curves = [Curve(name, [(math.log2(n), rate) for n, rate in sorted(found.items())]) for name, found in speeds.items()]
    about = "Draws a second on one core against the number of states. The table beside it has the numbers."
    figure = chart("Draws a second by states and actors", about, curves, unit="draws a second", shown=lambda y: f"{y:,.0f}")
    made_files = {docs / "theory" / "draws-speed.inc": "\n".join(text), docs / "_static" / "bench-draws.svg": figure}
    for path, content in made_files.items():
        path.write_text(content, encoding="utf-8")
    return list(made_files)


def many_draws(docs: Path | None = None) -> list[Line]:
    """A line each for nine states (two ways of varying), 4,096 states, and the loop.

    docs : where the table and the figure go, if they are wanted
    """
    lines = []
    rates: dict[str, dict[int, float]] = {}
    rate = 0.0
    for how, text in (("adjacent", "neighbours swapped"), ("extensions", "every order equally likely")):
        plan = plan_of(nine(how), seed=1)
        seconds, total, worlds = run(plan, DRAWS)
        assert total.draws == DRAWS
        check(plan, range(0, DRAWS, DRAWS // CHECKED))
        rate = rate or DRAWS / seconds
        lines.append(
            Line(
                "draws",
                f"{DRAWS:,} draws of nine states, three actors, four concepts, {text} ({worlds:,} solved): {seconds:.1f} s on one core "
                f"(budget {SECONDS:g} s)",
                seconds < SECONDS,
            )
        )
    for actors in (3, 4):
        plan = plan_of(optional(12, actors), seed=1)
        seconds, _, _ = run(plan, LARGE)
        check(plan, range(0, LARGE, LARGE // 4))
        lines.append(
            Line(
                "draws",
                f"twelve options, {actors} actors: {LARGE / seconds:,.0f} draws a second on one core (budget {RATE:,.0f})",
                LARGE / seconds >= RATE,
            )
        )
    for actors in (2, 3, 4):
        speeds = []
        for options in (4, 6, 8, 9, 10, 12):
            if options % actors == 0 and 2**options > 2 * actors:
                plan = plan_of(optional(options, actors), seed=1)
                seconds, _, _ = run(plan, LARGE)
                check(plan, (0, LARGE - 1))
                speeds.append(f"{2**options:,} states {LARGE / seconds:,.0f}")
                rates.setdefault(f"{actors} actors", {})[2**options] = LARGE / seconds
        lines.append(Line("draws", f"{actors} actors, draws a second on one core: {'; '.join(speeds)}"))
    alone = {2**options: one_by_one(optional(options, 2), LOOP if options <= 8 else LOOP // 10) for options in (4, 6, 8, 10, 12)}
    rates["2 actors, one by one"] = alone
    told = "; ".join(f"{n:,} states {found:,.0f} ({rates['2 actors'][n] / found:,.0f} times as many in blocks)" for n, found in alone.items())
    lines.append(Line("draws", f"2 actors, single analyses in a loop, draws a second: {told}"))
    loop = one_by_one(nine("adjacent"), LOOP)
    lines.append(
        Line("draws", f"the single analysis in a loop: {loop:,.0f} draws a second; in blocks {rate / loop:,.0f} times as many (budget 20)", rate > 20 * loop)
    )
    if docs is not None:
        lines += [Line("written", str(path), True) for path in write_draws(rates, docs)]
    return lines
