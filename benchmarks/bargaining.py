"""Models that take turns and repetitions, a text of many clauses, and a package: each beside plain loops or checked from outside."""

from __future__ import annotations

import csv
import random
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.timing import Line, median_time, process, seconds_of, tertius

__all__ = ["exchange", "package", "text", "turns"]

TURN_SECONDS, EXCHANGE_SECONDS, TEXT_SECONDS, PACKAGE_SECONDS = 0.2, 10.0, 1.0, 5.0


def turns() -> Line:
    """One turn of KTAB's model with 80 actors on one dimension, and all challenges of 30 actors beside plain loops."""
    from tertius.negotiation.models.ktab_turns import spatial_turn

    draw = np.random.default_rng(1)
    x, care, power = draw.random((80, 1)), draw.uniform(0.1, 1, (80, 1)), draw.uniform(1, 100, 80)
    seconds = median_time(lambda: spatial_turn(x, care, power), 5)
    few = (x[:30], care[:30], power[:30])
    begin = time.perf_counter()
    chances, targets = _challenges(*(v.ravel().tolist() for v in few))
    plain = time.perf_counter() - begin
    made = spatial_turn(*few)
    fast = median_time(lambda: spatial_turn(*few), 5)
    assert made.target.tolist() == targets
    assert np.allclose([c for c in made.chance if c == c], [c for c in chances if c is not None])
    said = f"KTAB, 80 actors on one dimension: {seconds:.3f} s a turn (at most {TURN_SECONDS:g} s); 30 actors {plain / fast:.0f} times as fast as plain loops do the challenges alone"
    return Line("turns", said, seconds <= TURN_SECONDS)


def _challenges(x: list[float], s: list[float], w: list[float]) -> tuple[list[float | None], list[int]]:
    """Chance and target of each actor's challenge, one number at a time."""
    n = range(len(x))
    d = [[abs(a - b) for b in x] for a in x]
    coalition = [[1e-8 + sum(w[k] * max(0.0, d[k][j] - d[k][i]) for k in n) for j in n] for i in n]
    logs = [sum(np.log(coalition[i][j] / (coalition[i][j] + coalition[j][i])) for j in n) for i in n]
    odds = [float(np.exp(v - max(logs))) for v in logs]
    p = [o / sum(odds) for o in odds]
    risk = [(3 * v - max(p) - 2 * min(p)) / (2 * (max(p) - min(p))) for v in p]
    chances: list[float | None] = []
    targets = []
    for i in n:
        guess = [(2 * risk[i] + risk[k]) / 3 for k in n]
        best: tuple[float, int, float] = (1e-5, -1, 0.0)
        for j in n:
            if i == j:
                continue
            u = [((1 - d[k][i]) * (1 + d[k][i] * guess[k]), (1 - d[k][j]) * (1 + d[k][j] * guess[k])) for k in n]
            own = against = 1e-10
            for k in (i, j):
                vote = w[k] * s[k] * (u[k][0] - u[k][1])
                own, against = own + max(0.0, vote), against + max(0.0, -vote)
            a, b = own, against
            for k in n:
                if k in (i, j):
                    continue
                vote = w[k] * s[k] * (u[k][0] - u[k][1])
                wins = (own + max(0.0, vote)) / (own + against + abs(vote))
                vote = w[k] * s[k] * (wins * (1 - u[k][0]) - (1 - wins) * (1 - u[k][1]))
                a, b = a + max(0.0, vote), b + max(0.0, -vote)
            chance, other = a / (a + b), u[i][1]
            gain = 2 * (1 - s[j]) + s[j] * (2 * chance + 2 * (1 - chance) * other) - 1 - other
            if gain > best[0]:
                best = (gain, j, chance)
        targets.append(best[1])
        chances.append(best[2] if best[1] >= 0 else None)
    return chances, targets


def exchange() -> Line:
    """A hundred repetitions of ten rounds, eleven actors on seven issues; one round at equal gain beside plain loops."""
    from tertius.negotiation.models.exchange_rounds import exchange_rounds

    draw = np.random.default_rng(2)
    x, s = draw.integers(0, 101, (11, 7)).astype(float), draw.uniform(0.1, 1, (11, 7))
    power = np.repeat(draw.uniform(0.1, 1, (11, 1)), 7, axis=1)
    found = None

    def run() -> None:
        nonlocal found
        found = exchange_rounds(x, s, power, rounds=10, repetitions=100)

    seconds = seconds_of(run)
    assert found is not None
    weight = s * power
    assert np.allclose(found.outcome[:, -1], (found.position * weight).sum(axis=1) / weight.sum(axis=0))
    begin = time.perf_counter()
    outcome = _one_round(x.tolist(), s.tolist(), (weight / weight.sum(axis=0)).tolist())
    plain = time.perf_counter() - begin
    one = exchange_rounds(x, s, power, rounds=1, repetitions=1, breadth=0.0)
    assert np.allclose(one.outcome[0, 1], outcome)
    said = (
        f"exchange, 11 actors, 7 issues, 100 repetitions of 10 rounds: {seconds:.2f} s (at most {EXCHANGE_SECONDS:g} s); "
        f"a round of one repetition takes {plain / (seconds / 1000):.0f} times as long in plain loops"
    )
    return Line("exchange", said, seconds <= EXCHANGE_SECONDS)


def _one_round(x: list[list[float]], s: list[list[float]], pull: list[list[float]]) -> list[float]:
    """The compromise after all trades at equal gain."""
    actors, issues = range(len(x)), range(len(x[0]))
    begun = [sum(pull[a][k] * x[a][k] for a in actors) for k in issues]
    y, outcome = [list(row) for row in x], list(begun)
    role: dict[tuple[int, int], int] = {}
    trades = []
    for p in issues:
        for q in range(p + 1, len(x[0])):
            for a in actors:
                for b in range(a + 1, len(x)):
                    i, j = (b, a) if s[a][p] * s[b][q] < s[b][p] * s[a][q] else (a, b)
                    if (x[i][p] - begun[p]) * (x[j][p] - begun[p]) < 0 and (x[i][q] - begun[q]) * (x[j][q] - begun[q]) < 0:
                        trades.append((i, j, p, q))
    while True:
        best: tuple[float, tuple[int, int, int, int], float, float] = (1e-9, (0, 0, 0, 0), 0.0, 0.0)
        for i, j, p, q in trades:
            if role.get((i, p), 1) < 0 or role.get((j, q), 1) < 0 or role.get((i, q), -1) > 0 or role.get((j, p), -1) > 0:
                continue
            up, along = (1 if x[i][p] > x[j][p] else -1), (1 if x[j][q] > x[i][q] else -1)
            top_p = min(up * (x[i][p] - y[j][p]) * pull[j][p], up * (x[i][p] - outcome[p]))
            top_q = min(along * (x[j][q] - y[i][q]) * pull[i][q], along * (x[j][q] - outcome[q]))
            if top_p <= 1e-9 or top_q <= 1e-9:
                continue
            ratio = (s[i][p] + s[j][p]) / (s[i][q] + s[j][q])
            dp = min(top_p, top_q / ratio)
            gain = s[i][p] * dp - s[i][q] * dp * ratio
            if gain > best[0]:
                best = (gain, (i, j, p, q), up * dp, along * dp * ratio)
        if best[0] <= 1e-9:
            return outcome
        _, (i, j, p, q), dp, dq = best
        y[j][p] += dp / pull[j][p]
        y[i][q] += dq / pull[i][q]
        outcome[p], outcome[q] = outcome[p] + dp, outcome[q] + dq
        role[i, p] = role[j, q] = 1
        role[i, q] = role[j, p] = -1


def _case(actors: int, issues: int, *, options: bool) -> tuple[str, list[list[int]], list[list[int]], list[int]]:
    """A case under consensus, with its positions and saliences (by issue) and powers."""
    draw = random.Random(3)
    powers = [draw.randint(1, 20) for _ in range(actors)]
    text = "tertius: 1\ntitle: Many clauses\nactors: {" + ", ".join(f"p{i}: P{i}" for i in range(actors)) + "}\nnegotiation:\n  parties:\n"
    text += "".join(f"    p{i}: {{power: {c}}}\n" for i, c in enumerate(powers)) + "  issues:\n"
    positions, saliences = [], []
    for k in range(issues):
        where = [draw.choice([0, 25, 50, 75, 100]) if options else draw.randint(0, 100) for _ in range(actors)]
        much = [draw.randint(1, 100) for _ in range(actors)]
        scale = "      scale: {0: a, 25: b, 50: c, 75: d, 100: e}\n" if options else ""
        text += f"    k{k}:\n      on_the_table: 50\n{scale}      positions:\n"
        text += "".join(f"        p{i}: {{position: {y}, salience: {m}}}\n" for i, (y, m) in enumerate(zip(where, much, strict=True)))
        positions.append(where)
        saliences.append(much)
    return text, positions, saliences, powers


def text(folder: Path) -> Line:
    """Forty clauses of thirty parties, from the case to the table; the medians are those of a backtest of the same positions."""
    case, table, scores, made = (folder / name for name in ("many.yaml", "many.csv", "scores.csv", "text.csv"))
    case.write_text(_case(30, 40, options=False)[0], encoding="utf-8")
    process(tertius("negotiate", str(case), "--positions", str(table), "-o", str(folder / "first.csv")))
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with table.open("w", encoding="utf-8", newline="") as lines:
        out = csv.DictWriter(lines, rows[0].keys())
        out.writeheader()
        out.writerows({**row, "outcome": "50"} for row in rows)
    process(tertius("backtest", str(table), "--fit", "shipped", "--models", "tertius", "--out", str(scores), "--quiet"))
    seconds = statistics.median(process(tertius("negotiate", str(case), "-o", str(made))).seconds for _ in range(3))
    with scores.open(encoding="utf-8", newline="") as lines:
        medians = [float(row["forecast"]) for row in csv.DictReader(lines)]
    with made.open(encoding="utf-8-sig", newline="") as lines:
        shown = [row["Forecast"].splitlines()[0] for row, _ in zip(csv.DictReader(lines), range(40), strict=False)]
    assert shown == [f"Median {m:.3g}" for m in medians]
    return Line("text", f"30 parties, 40 clauses, case to table with forecasts: {seconds:.2f} s (at most {TEXT_SECONDS:g} s)", seconds <= TEXT_SECONDS)


def package(folder: Path) -> Line:
    """Twelve clauses of five options and fifteen parties: the packages by three measures, who blocks, and what trading adds."""
    text, positions, saliences, powers = _case(15, 12, options=True)
    case = folder / "package.yaml"
    case.write_text(text, encoding="utf-8")
    run = process(tertius("negotiate", str(case), "--quiet"))
    choice = [run.answer[f"k{k}"] for k in range(12)]

    def utilities(places: list[float]) -> list[float]:
        found = []
        for i in range(15):
            total = sum(m[i] for m in saliences)
            found.append(1 - sum(m[i] / total * abs(y - x[i]) / 100 for y, x, m in zip(places, positions, saliences, strict=True)))
        return found

    def product(places: list[float]) -> float:
        return sum(c * float(np.log(max(u, 1e-12))) for c, u in zip(powers, utilities(places), strict=True))

    # Nothing holds without agreement, so every package passes; no other single place and no drawn package may have a greater product.
    best, draw = product(choice), random.Random(4)
    others = [[*choice[:k], y, *choice[k + 1 :]] for k in range(12) for y in (0.0, 25.0, 50.0, 75.0, 100.0)]
    others += [[draw.choice([0.0, 25.0, 50.0, 75.0, 100.0]) for _ in range(12)] for _ in range(2000)]
    assert best >= max(map(product, others)) - 1e-6
    return Line("package", f"12 clauses of 5 options, 15 parties: packages and who blocks in {run.seconds:.2f} s (at most {PACKAGE_SECONDS:g} s)", run.seconds <= PACKAGE_SECONDS)
