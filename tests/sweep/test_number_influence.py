"""What numbers and levers turn on, against means of drawn cases, SciPy's tests, and counting draw by draw."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tertius.evidence.hypotheses import middles
from tertius.io.load import parse_case
from tertius.leverage.plans import leverage
from tertius.leverage.question import ask
from tertius.model.expr import parse
from tertius.model.uncertainty import drawn, generator
from tertius.negotiation.settle import settled
from tertius.sweep.block import solve_block
from tertius.sweep.counts import Counts, counts
from tertius.sweep.influence import chance_bound, difference, information
from tertius.sweep.labels import features_of, first_numeric
from tertius.sweep.number_influence import number_influence
from tertius.sweep.plan import Plan, plan_of
from tertius.sweep.read import read_sweep
from tertius.sweep.run import run_sweep
from tertius.sweep.summary import MIXTURE, Summary, summarise
from tertius.testing_sweep import TALKS

from .test_numbers import WEIGHED
from .test_summary import CASE

LEVERS = CASE.replace("claims:", "  readings: {other: 1, third: 1, basis: judged}\nclaims:").replace(
    "readings:\n", "readings:\n  third: {levers: [m], sources: [s]}\n", 1
).replace("levers: {", "levers: {m: {name: M, by: a, effects: [link: {b.z: x}], sources: [s]}, ")  # fmt: skip


def summary_of(plan: Plan, *cuts: int) -> Summary:
    total = Counts.empty(plan)
    for begin, stop in pairwise(cuts):
        total = total + counts(plan, solve_block(plan, begin, stop))
    return summarise(plan, total)


@pytest.mark.parametrize("text", [TALKS, WEIGHED])
def test_means_intervals_and_shares_of_variance_are_those_of_the_drawn_cases(text: str) -> None:
    case, n = parse_case(text), 150
    plan = plan_of(case, seed=5, claims=())
    summary = summary_of(plan, 0, 64, 128, n)
    inputs = solve_block(plan, 0, n)["inputs"]
    values: dict[tuple[str, str, str | None], list[int]] = {}
    for k in range(n):
        made = drawn(case, generator(5, k))
        if made.negotiation is not None:
            for reading, table in ((None, made.negotiation), ("r", made.readings["r"].negotiation)):
                assert table is not None
                for s in settled(table, models=False):
                    values.setdefault(("clause", s.issue, reading), []).append(round(10 * s.forecast.median))
        if made.evidence is not None:
            for id, p in zip(made.evidence.readings, middles(made.evidence).tolist(), strict=True):
                values.setdefault(("reading", id, None), []).append(round(1000 * p))
    assert {(x.kind, x.id, x.reading) for x in summary.numbers} == values.keys()
    listed, looked_at = features_of(plan), 0
    for number in summary.numbers:
        v = np.array(values[number.kind, number.id, number.reading])
        unit = 0.1 if number.kind == "clause" else 0.001
        looked_at += len(number.influences)
        assert [m.explained for m in number.influences] == sorted((m.explained for m in number.influences), reverse=True)
        # On what is said of another clause no forecast can turn.
        assert {listed[m.feature].upper_text for m in number.influences} <= {"", number.id, "V"}
        for m in number.influences:
            on = np.zeros(n, np.bool_)
            on[inputs["draw"][inputs["feature"] == m.feature]] = True
            welch = stats.ttest_ind(v[on], v[~on], equal_var=False)
            interval = welch.confidence_interval(0.95)
            assert m.draws == on.sum()
            assert (m.on, m.off) == pytest.approx((v[on].mean() * unit, v[~on].mean() * unit))
            assert m.interval == pytest.approx((interval.low * unit, interval.high * unit))
            r = stats.pointbiserialr(on, v).statistic
            assert m.explained == pytest.approx(r * r, abs=1e-12)
            assert m.told == (-n * log(1 - r * r) > chance_bound(summary.number_pairs))
    assert looked_at == summary.number_pairs
    assert any(m.told for x in summary.numbers for m in x.influences)


def test_sums_add_up_whatever_the_cut_the_workers_and_the_store(tmp_path: Path) -> None:
    plan = plan_of(parse_case(TALKS), seed=3)
    one = run_sweep(plan, draws=130, workers=1).summary
    two = run_sweep(plan, draws=130, workers=2, out=tmp_path / "kept").summary
    assert one == two == read_sweep(tmp_path / "kept").summary == summary_of(plan, 0, 1, 50, 130)
    # What is kept does not grow with the draws.
    few, many = (counts(plan, solve_block(plan, 0, n)) for n in (2, 60))
    assert few.sums.shape == many.sums.shape == (2, 2, len(features_of(plan)) - first_numeric(plan), 3)
    assert 10**12 * 1_000**2 < 2**63  # the most draws there can be, each at the end of its scale


def test_a_number_that_does_not_vary_and_a_feature_on_once_say_nothing() -> None:
    assert number_influence(0, (5, 15, 45), (10, 30, 90), 1.0, 0.0) is None
    assert number_influence(0, (1, 3, 9), (10, 12, 18), 1.0, 0.0) is None
    assert number_influence(0, (9, 3, 9), (10, 12, 18), 1.0, 0.0) is None
    # What it settles: 2 with it, 1 without.
    sure = number_influence(0, (5, 10, 20), (9, 14, 24), 0.5, 100.0)
    assert sure is not None
    assert (sure.difference, sure.interval, sure.explained, sure.told) == (0.5, (0.5, 0.5), 1.0, True)


def test_what_levers_turn_on_is_counted_draw_by_draw() -> None:
    case, n = parse_case(LEVERS), 120
    assert case.uncertainty is not None
    target = parse("y", lambda name: f"b.{name}")
    plan = plan_of(case, seed=2, targets=[target], claims=())
    summary = summary_of(plan, 0, 50, n)
    inputs, draws = solve_block(plan, 0, n)["inputs"], solve_block(plan, 0, n)["draws"]
    held: dict[tuple[str, str | None, str], set[int]] = {}
    asked: Counter[tuple[str, str | None, str]] = Counter()
    mixture = [plan.tables["draws"]["mixture"].labels[m] for m in draws["mixture"].tolist()]
    for k in range(n):
        made = drawn(case, generator(2, k))
        for reading in (None, "other", "third"):
            found = leverage(ask(made, target, reading=reading), pivot=False)
            told = {
                **{("sufficient", x): x in found.sufficient for x in found.question.pool},
                **{("necessary", x): x in found.necessary and not found.vacuous for x in found.question.pool},
                **{("but_for", x): x in found.but_for for x in found.question.in_force},
            }
            for (kind, lever), yes in told.items():
                for r in [reading, *([MIXTURE] if mixture[k] == reading else [])]:
                    asked[kind, r, lever] += 1
                    held.setdefault((kind, r, lever), set()).update({k} if yes else ())
    varying = {key for key, where in held.items() if 0 < len(where) < n and asked[key] == n}
    answers = {(a.kind, a.reading, a.of): a for a in summary.answers if a.kind != "outcome"}
    assert answers.keys() == varying
    assert {kind for kind, *_ in varying} >= {"sufficient", "necessary"}
    for key, answer in answers.items():
        assert answer.target == "y"
        assert answer.share.count == len(held[key])
        for m in answer.influences:
            first = inputs["draw"][inputs["feature"] == m.feature]
            on = {k for k, like in enumerate(draws["like"].tolist()) if like in first}
            both = len(on & held[key])
            assert m.draws == len(on)
            assert (m.difference, m.interval) == difference(both, len(on), len(held[key]) - both, n - len(on))
            assert m.bits == information(both, len(on), len(held[key]), n)
