"""What draws move besides preferences: claims about a negotiation and evidence, numbers, and features of numeric inputs."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from pathlib import Path
from statistics import mean

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius import parse_case
from tertius.errors import TertiusError
from tertius.evidence.claims import evaluate_claims
from tertius.evidence.packages import package_test, package_verdict, some_passes
from tertius.io.catalogue import load
from tertius.model.expr import parse
from tertius.model.negotiation import Issue, Negotiation, PackageTest, Party, Rule, Stance
from tertius.model.uncertainty import drawn, generator
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.program import Program
from tertius.negotiation.settle import settled
from tertius.negotiation.timing.timed import negotiation_curve
from tertius.sweep.block import solve_block
from tertius.sweep.counts import Counts, counts
from tertius.sweep.labels import features_of
from tertius.sweep.plan import Plan, plan_of
from tertius.sweep.read import read_sweep
from tertius.sweep.run import run_sweep
from tertius.sweep.summary import summarise
from tertius.testing_sweep import HEAD, TALKS

WEIGHED = HEAD + """\
readings: {r: {name: R, sources: [s]}, q: {name: Q, sources: [s]}}
evidence:
  readings: [r, q]
  rows:
    - {id: V, date: 2001, text: T, likelihood: {r: [0.2, 0.9], q: [0.4, 0.7]}, sources: [s]}
    - {id: W, date: 2001, text: T, likelihood: {r: unknown, q: 0.5}, sources: [s]}
uncertainty: {evidence: {likelihoods: within, basis: judged}}
claims:
  - {id: D, text: T, expect: {diagnosticity: {row: V, at_least: 2}}, sources: [s]}
"""


def verdicts(plan: Plan, count: int) -> dict[int, set[tuple[str, str, str]]]:
    table = solve_block(plan, 0, count)["verdicts"]
    labels = plan.tables["verdicts"]
    found: dict[int, set[tuple[str, str, str]]] = {k: set() for k in range(count)}
    for draw, *row in zip(*(table[c].tolist() for c in labels), strict=True):
        found[draw].add(tuple(labels[c].labels[k] for c, k in zip(list(labels)[1:], row, strict=True)))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("text", [TALKS, WEIGHED])
def test_a_case_without_a_conflict_is_swept_as_a_loop_would(text: str) -> None:
    case = parse_case(text)
    plan = plan_of(case, seed=4)
    assert not {"equilibria", "outcomes", "levers"} & plan.tables.keys()
    found = verdicts(plan, 25)
    different = set()
    for k in range(25):
        results = evaluate_claims(drawn(case, generator(4, k)), falsifiers=False)
        here = {(r.reading or "", r.claim.id, r.verdict.verdict) for r in results}
        assert found[k] == here
        different.add(frozenset(here))
    assert len(different) > 1


def test_a_shipped_negotiation_is_swept() -> None:
    case = load("iran-2013")
    found = verdicts(plan_of(case, seed=1), 2)
    for k in range(2):
        results = evaluate_claims(drawn(case, generator(1, k)), falsifiers=False)
        assert found[k] == {(r.reading or "", r.claim.id, r.verdict.verdict) for r in results}


def test_numbers_are_those_of_the_drawn_cases_and_their_percentiles() -> None:
    case = parse_case(TALKS)
    plan = plan_of(case, seed=2, claims=())
    whole = Counts.empty(plan)
    for begin in range(0, 192, 64):
        whole = whole + counts(plan, solve_block(plan, begin, begin + 64))
    summary = summarise(plan, whole)
    assert [(n.kind, n.id, n.reading) for n in summary.numbers] == [("clause", i, r) for i in "xy" for r in (None, "r")]
    for n in summary.numbers:
        values = []
        for k in range(192):
            made = drawn(case, generator(2, k))
            table = made.negotiation if n.reading is None else made.readings[n.reading].negotiation
            assert table is not None
            values.append(next(s.forecast.median for s in settled(table, models=False) if s.issue == n.id))
        values.sort()
        assert n.draws == 192
        assert n.mean == pytest.approx(mean(values), abs=0.051)
        for q, told in ((10, n.low), (50, n.middle), (90, n.high)):
            assert told == pytest.approx(values[math.ceil(q * 192 / 100) - 1], abs=0.051)


def test_probabilities_of_readings_are_those_of_bayes() -> None:
    case = parse_case(WEIGHED)
    plan = plan_of(case, seed=2)
    table = solve_block(plan, 0, 30)["numbers"]
    for k in range(30):
        made = drawn(case, generator(2, k))
        assert made.evidence is not None
        r, q = (made.evidence.rows[0].cells[x].mid for x in "rq")
        other = made.evidence.rows[1].cells
        r, q = r * other["r"].mid, q * other["q"].mid
        here = table["value"][table["draw"] == k].tolist()
        assert here == pytest.approx([r / (r + q), q / (r + q)])


def test_a_feature_is_on_where_the_drawn_number_is_above_its_median() -> None:
    case = parse_case(TALKS)
    plan = plan_of(case, seed=7)
    listed = features_of(plan)
    # B's salience on y is missing, so it does not vary.
    assert [f.label for f in listed] == [
        "a: power high", "b: power high", "a: position on x high", "a: salience on x high", "b: position on x high", "b: salience on x high",
        "a: position on y high", "a: salience on y high", "b: position on y high",
    ]  # fmt: skip
    table = solve_block(plan, 0, 200)["inputs"]
    assert case.negotiation is not None
    ends = 0
    for k in range(200):
        made = drawn(case, generator(7, k)).negotiation
        assert made is not None
        on = set(table["feature"][table["draw"] == k].tolist())
        for place, f in enumerate(listed):
            if f.kind == "power":
                was, now, top = case.negotiation.party(f.actor).power, made.party(f.actor).power, math.inf
            else:
                old, new = case.negotiation.issue(f.upper_text).stance(f.actor), made.issue(f.upper_text).stance(f.actor)
                assert old is not None
                assert new is not None
                was, now = (old.middle, new.middle) if f.kind == "position" else (old.salience or 0.0, new.salience or 0.0)
                top = 100.0
            if was == top:  # on where the number stays at the end of the scale
                assert (place in on) == (now == top)
                ends += place in on
            else:
                assert (place in on) == (now > was)
    assert 60 < ends < 140


def test_features_of_preferences_are_their_own_where_a_party_is_called_like_an_actor() -> None:
    case = load("sochi-2018")
    assert case.uncertainty is not None
    assert case.conflict is not None
    plan = plan_of(case, seed=5, readings=[None], claims=["N2"], targets=[])
    table = solve_block(plan, 0, 40)["inputs"]
    listed = features_of(plan)
    found = Counter(listed[f].label for f in table["feature"].tolist() if listed[f].kind == "order")
    expected: Counter[str] = Counter()
    for k in range(40):
        made = drawn(case, generator(5, k)).conflict
        assert made is not None
        for actor in case.uncertainty.preferences:
            was, now = ([s.text for s in c.preferences[actor].statements] for c in (case.conflict, made))
            expected.update(f"{actor}: {b} > {a}" for a, b in combinations(was, 2) if now.index(b) < now.index(a))
    assert found == expected
    assert {label.split(":")[0] for label in expected} == {"russia", "israel", "syria"}


def test_the_input_that_decides_is_told() -> None:
    """A forecast of one clause rests on what is said of that clause alone."""
    text = TALKS.replace("position: 12, salience: 20, power: 0.8", "position: 12")
    case = parse_case(text)
    plan = plan_of(case, claims=["M"], numbers=False, readings=[None])
    summary = summarise(plan, counts(plan, solve_block(plan, 0, 400)))
    (answer,) = [a for a in summary.answers if a.kind == "verdict"]
    top = summary.features[answer.influences[0].feature]
    assert answer.influences[0].told
    assert top.upper_text == "x"
    # What is said on another clause cannot move where this one settles.
    assert not any(i.told for i in answer.influences if summary.features[i.feature].upper_text == "y")


def test_likelihoods_have_features_and_the_row_in_question_is_told() -> None:
    case = parse_case(WEIGHED)
    plan = plan_of(case)
    assert [f.label for f in features_of(plan)] == ["V: likelihood under r high", "V: likelihood under q high"]
    summary = summarise(plan, counts(plan, solve_block(plan, 0, 600)))
    (answer,) = summary.answers
    # 10 log10 (r / q), whichever is greater: by brute force over the same intervals which half makes 2 decibels likelier.
    grid = (np.arange(2000) + 0.5) / 2000
    r, q = 0.2 + 0.7 * grid[:, None], 0.4 + 0.3 * grid[None, :]
    met = np.abs(10 * np.log10(r / q)) >= 2
    exact = {"r": met[1000:].mean() - met[:1000].mean(), "q": met[:, 1000:].mean() - met[:, :1000].mean()}
    for i in answer.influences:
        f = summary.features[i.feature]
        low, high = i.interval
        assert low - 0.02 < exact[f.lower_text] < high + 0.02


def test_the_cut_workers_and_stores_change_nothing(tmp_path: Path) -> None:
    plan = plan_of(parse_case(TALKS), seed=3)
    whole = solve_block(plan, 0, 70)
    parts = [solve_block(plan, a, b) for a, b in ((0, 1), (1, 64), (64, 70))]
    for name, table in whole.items():
        for column, values in table.items():
            assert np.array_equal(values, np.concatenate([p[name][column] for p in parts])), (name, column)
    one = run_sweep(plan, draws=200, workers=1)
    two = run_sweep(plan, draws=200, workers=2, out=tmp_path / "store")
    again = read_sweep(tmp_path / "store")
    assert one.summary == two.summary == again.summary


def test_without_anything_that_could_vary_it_is_refused() -> None:
    for line in ("uncertainty: {readings: {r: 1, basis: judged}}", ""):
        with pytest.raises(TertiusError, match="nothing"):
            plan_of(parse_case(TALKS.replace(TALKS[TALKS.index("uncertainty:") : TALKS.index("claims:")], line + "\n")))
    with pytest.raises(TertiusError, match="no lever"):
        plan_of(parse_case(TALKS), targets=[parse("x", lambda name: name)])


places = st.integers(0, 10).map(lambda k: 10.0 * k)


@st.composite
def negotiations(draw: st.DrawFn) -> Negotiation:
    ids = ["A", "B", "C"][: draw(st.integers(2, 3))]
    issues = []
    for k in range(draw(st.integers(1, 2))):
        stances = []
        for p in ids:
            if draw(st.integers(0, 4)):
                low, wide = draw(places), draw(st.sampled_from([0.0, 0.0, 20.0]))
                line = draw(st.sampled_from([None, None, 20.0, 70.0]))
                stances.append(Stance(p, (low, min(100.0, low + wide)), draw(st.sampled_from([0.0, 40.0, None])), at_most=line))
        issues.append(Issue(f"i{k}", "", tuple(stances), on_the_table=draw(places), status_quo=draw(st.one_of(st.none(), places))))
    kind = draw(st.sampled_from(["consensus", "quota"]))
    rule = Rule(kind, draw(st.sampled_from([0.5, 0.6])), vetoes=(ids[0],) if draw(st.booleans()) else ())
    parties = tuple(Party(p, p.lower(), fallback=draw(st.sampled_from([None, 0.3, 0.7, 0.95]))) for p in ids)
    return Negotiation("t", parties, tuple(issues), rule)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(negotiations(), st.booleans(), st.sampled_from(["", "A"]))
def test_a_verdict_without_a_reason_is_the_same(table: Negotiation, passes: bool, by: str) -> None:
    test = PackageTest(passes, "" if passes else by)
    assert package_verdict(table, test) == package_test(table, test).verdict
    bargain = bargain_of(table)
    for bound in ("low", "high"):
        for waive in ((), ("A",)):
            assert some_passes(bargain, bound, waive) == (Program(bargain, bound=bound, waive=waive).solve({}) is not None)


def test_the_end_of_a_curve_is_the_curve_s_end() -> None:
    negotiation = load("sochi-2018").negotiation
    assert negotiation is not None
    assert negotiation.timing is not None
    for party in negotiation.timing.parties:
        whole, end = negotiation_curve(negotiation, party.party), negotiation_curve(negotiation, party.party, last=True)
        assert (whole is None) == (end is None)
        if whole is not None and end is not None:
            assert whole.points[-1] == end.points[-1]
            assert (whole.total, whole.declared) == (end.total, end.declared)

