"""Counts, shares, influence and flips against counting draw by draw and trying every order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, permutations, product
from math import log2

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.dynamics.analysis import analyze
from tertius.errors import TertiusError
from tertius.evidence.claims import evaluate_claims
from tertius.explain.robustness_english import RobustnessTeller
from tertius.explain.sweep_english import SweepTeller
from tertius.io.load import parse_case
from tertius.leverage.plans import leverage
from tertius.leverage.question import ask
from tertius.leverage.shares import wilson
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.model.uncertainty import Uncertainty, chosen, generator, numbers_needed
from tertius.sweep.block import solve_block
from tertius.sweep.counts import Counts, counts
from tertius.sweep.flips import flips
from tertius.sweep.influence import chance_bound, difference, information
from tertius.sweep.labels import features_of
from tertius.sweep.plan import Plan, plan_of
from tertius.sweep.run import run_sweep
from tertius.sweep.summary import MIXTURE, Summary, summarise

from .test_block import table_of, uncertain_cases

CASE = """tertius: 1
title: T
sources: {s: {title: S, date: 2001}}
actors: {a: A, b: B}
conflict:
  options: {a: {x: X}, b: {y: Y, z: Z}}
  preferences: {a: [y, x iff y, x or z], b: [x or z, not z, z iff x]}
  status_quo: []
levers: {l: {name: L, by: a, effects: [fix: {a.x: on}], sources: [s]}}
readings:
  other: {changes: {conflict: {preferences: {b: [y iff x, not y]}}}, sources: [s]}
uncertainty:
  preferences:
    a: {reorder: adjacent, p: 0.4, basis: judged}
    b: {reorder: adjacent, p: 0.3, basis: judged}
claims:
  - {id: K1, text: T, expect: {outcomes: every, satisfy: x}, sources: [s]}
  - {id: K2, text: T, expect: {outcomes: some, satisfy: y}, sources: [s]}
  - {id: K3, text: T, expect: {sufficient: [l], for: y}, sources: [s]}
"""


def of(plan: Plan, *cuts: int) -> Counts:
    total = Counts.empty(plan)
    for begin, stop in pairwise(cuts):
        total = total + counts(plan, solve_block(plan, begin, stop))
    return total


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=uncertain_cases(), cut=st.integers(1, 29))
def test_counts_are_the_draws_counted_one_by_one_and_add_up(case: Case, cut: int) -> None:
    plan = plan_of(case, seed=2, targets=())
    whole = of(plan, 0, 30)
    assert whole == of(plan, 0, cut, 30)
    summary = summarise(plan, whole)
    tables = solve_block(plan, 0, 30)
    spread = {name: table_of(plan, tables, name) for name in tables if name != "draws"}
    outcomes = Counter((r or None, s) for rows in spread["outcomes"].values() for r, s in rows)
    assert {(row.reading, row.state): row.share.count for row in summary.outcomes if row.reading != MIXTURE} == outcomes
    equilibria = Counter((r or None, c, s) for rows in spread["equilibria"].values() for r, c, s in rows)
    found = {(row.reading, row.concept, row.state): row.share.count for row in summary.equilibria if row.reading != MIXTURE}
    assert found == equilibria
    verdicts = Counter((r or None, c, v) for rows in spread["verdicts"].values() for r, c, v in rows)
    for v in summary.verdicts:
        if v.reading != MIXTURE:
            assert [v.holds.count, v.fails.count, v.open.count] == [verdicts[v.reading, v.claim, x] for x in ("holds", "fails", "open")]
    features = Counter(f for rows in spread["inputs"].values() for (f,) in rows)
    assert [int(n) for n in whole.features] == [features[f.label] for f in features_of(plan)] or len({f.label for f in features_of(plan)}) < len(features_of(plan))
    for answer in summary.answers:
        for mark in answer.influences:
            f = summary.features[mark.feature].label
            if answer.kind != "outcome" or answer.reading == MIXTURE or f not in features:
                continue
            both = sum((answer.reading or "", answer.of) in spread["outcomes"][d] and (f,) in spread["inputs"][d] for d in range(30))
            assert mark.on == pytest.approx(both / mark.draws)


def test_a_mixture_takes_in_each_draw_the_reading_drawn_for_it() -> None:
    case = parse_case(CASE)
    assert case.uncertainty is not None
    case = replace(case, uncertainty=Uncertainty(case.uncertainty.preferences, {"other": 1.0}))
    plan = plan_of(case, seed=1)
    summary = summarise(plan, of(plan, 0, 200))
    other = {(r.concept, r.state): r.share for r in (*summary.outcomes, *summary.equilibria) if r.reading == "other"}
    assert other
    assert other == {(r.concept, r.state): r.share for r in (*summary.outcomes, *summary.equilibria) if r.reading == MIXTURE}
    # The number that picks the reading comes after those of the preferences: 2 for each of a and b, then one.
    assert list(numbers_needed(case).values()) == [2, 2]
    weights = [1.0, 3.0]
    mixed = replace(case, readings={**case.readings, "third": case.readings["other"]}, uncertainty=Uncertainty(case.uncertainty.preferences, {"other": 1.0, "third": 3.0}))
    tables = solve_block(plan_of(mixed, seed=6), 0, 50)
    expected = [1 + chosen(weights, float(generator(6, k).random(5)[4])) for k in range(50)]
    assert tables["draws"]["mixture"].tolist() == expected
    assert {1, 2} == set(expected)


def test_counts_of_two_sweeps_do_not_mix() -> None:
    case = parse_case(CASE)
    one, two = plan_of(case, seed=1), plan_of(case, seed=2)
    assert one.fingerprint != two.fingerprint
    with pytest.raises(TertiusError, match="two different sweeps"):
        of(one, 0, 5) + of(two, 0, 5)
    with pytest.raises(TertiusError, match="another sweep"):
        summarise(one, of(two, 0, 5))


def test_intervals_and_influence_by_hand() -> None:
    # Newcombe (1998), table II, method 10, examples a, b and c.
    for (a, m, b, n), (low, high) in {
        (56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090), (6, 7, 2, 7): (0.0582, 0.8062),
    }.items():  # fmt: skip
        assert difference(a, m, b, n)[1] == pytest.approx((low, high), abs=6e-5)
    # f on in 4 of 8, y in 3 of 8, both in 3: H(y) - H(y | f).
    entropy = -(3 / 8 * log2(3 / 8) + 5 / 8 * log2(5 / 8))
    left = 0.5 * -(3 / 4 * log2(3 / 4) + 1 / 4 * log2(1 / 4))
    assert information(3, 4, 3, 8) == pytest.approx(entropy - left)
    # The 95% and, for 5 pairs, 99% points of chi-square with one degree of freedom.
    assert chance_bound(1) == pytest.approx(3.8415, abs=1e-4)
    assert chance_bound(5) == pytest.approx(6.6349, abs=1e-4)


def test_the_widest_interval_is_the_widest_there_is() -> None:
    plan = plan_of(parse_case(CASE))
    summary: Summary = summarise(plan, of(plan, 0, 100))
    shares = [r.share for r in (*summary.outcomes, *summary.equilibria)] + [s for v in summary.verdicts for s in (v.holds, v.fails, v.open)]
    shares += [s for x in summary.levers for d in (x.sufficient, x.necessary, x.but_for) for s in d.values()]
    assert summary.widest == max(high - low for low, high in (wilson(s.count, s.of) for s in shares))
    assert summarise(plan, Counts.empty(plan)).widest == float("inf")


def inversions(order: tuple[int, ...]) -> int:
    return sum(a > b for a, b in combinations(order, 2))


def every_order(case: Case) -> Iterator[tuple[int, Case]]:
    """All 36 orders of the two actors' statements: how many inversions away each is, and the case with it."""
    assert case.conflict is not None
    for orders in product(permutations(range(3)), repeat=2):
        preferences = {
            actor: replace(p, statements=tuple(p.statements[k] for k in order))
            for (actor, p), order in zip(case.conflict.preferences.items(), orders, strict=True)
        }
        yield sum(map(inversions, orders)), replace(case, conflict=replace(case.conflict, preferences=preferences))


def test_flips_are_those_of_every_order_tried() -> None:
    """All 36 orders of the two actors' statements, each solved by itself; distance by inversions."""
    case = parse_case(CASE)
    plan = plan_of(case, readings=[None], targets=())
    known: dict[tuple[str, str], list[tuple[int, tuple[str, ...]]]] = {}
    for away, made in every_order(case):
        outcome = analyze(situate(made)).outcomes
        assert outcome is not None
        told = tuple(sorted([*outcome.states, *(["unsettled"] if outcome.unsettled else [])]))
        known.setdefault(("outcomes", ""), []).append((away, told))
        for result in evaluate_claims(made, readings=[None], falsifiers=False):
            known.setdefault(("verdict", result.claim.id), []).append((away, (result.verdict.verdict,)))
    found = {(f.kind, f.of): f for f in flips(plan)}
    assert found.keys() == known.keys()
    assert any(f.distance == 1 for f in found.values())
    for key, listed in known.items():
        now = next(answer for away, answer in listed if away == 0)
        flip = found[key]
        assert flip.now == now
        other = [away for away, answer in listed if answer != now]
        assert flip.distance == (min(other) if other else None)
        assert len(flip.nearest) == (flip.distance or 0)
        assert len(flip.tipping) == sum(away == 1 and answer != now for away, answer in listed)
        assert flip.complete


LEVERS = CASE.replace("levers: {l:", "levers: {m: {name: M, by: a, effects: [prefer: {a: {first: [not y]}}], sources: [s]}, l:").replace(
    "claims:\n",
    """claims:
  - {id: N1, text: T, expect: {necessary: [l], for: "z or x"}, sources: [s]}
  - {id: N2, text: T, expect: {sufficient: [m], for: "not y"}, sources: [s]}
  - {id: R1, text: T, expect: {equilibria: some, satisfy: "x and y", foresight: 2}, sources: [s]}
  - {id: R2, text: T, expect: {all_of: [N2, R1]}, sources: [s]}
""",
)


def test_flips_of_levers_and_of_claims_that_take_long_are_those_of_every_order_tried() -> None:
    """All 36 orders, each a case of its own: its claims evaluated, its levers by `leverage`."""
    case = parse_case(LEVERS)
    plan = plan_of(case, readings=[None])
    assert {t.text for t in plan.targets} == {"y", "z or x", "not y"}
    known: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for away, made in every_order(case):
        for result in evaluate_claims(made, readings=[None], falsifiers=False):
            known.setdefault(("verdict", result.claim.id, ""), []).append((away, result.verdict.verdict))
        for target in plan.targets:
            answer = leverage(ask(made, target), pivot=False)
            for lever in ("l", "m"):
                enough = "holds" if lever in answer.sufficient else "fails"
                without = [p.levers for p in answer.plans if lever not in p.levers]
                needed = "unreached" if not answer.plans else "fails" if without else "open" if lever in answer.doubtful_necessary else "holds"
                known.setdefault(("sufficient", lever, target.text), []).append((away, enough))
                known.setdefault(("necessary", lever, target.text), []).append((away, needed))
    found = {(f.kind, f.of, f.target): f for f in flips(plan) if f.kind != "outcomes"}
    assert found.keys() == known.keys()
    distances = set()
    for key, listed in known.items():
        flip = found[key]
        now = next(answer for away, answer in listed if away == 0)
        # Where an answer is not settled, the two say it in their own ways.
        if "open" not in {answer for _, answer in listed}:
            other = [away for away, answer in listed if answer != now]
            assert (flip.now, flip.distance) == ((now,), min(other) if other else None), key
            assert len(flip.tipping) == sum(away == 1 and answer != now for away, answer in listed)
            assert flip.complete
            distances.add((key[0], flip.distance))
    assert {kind for kind, distance in distances if distance} == {"verdict", "sufficient", "necessary"}
    # Once more with few changes: what takes long is tried for all single steps, and says how far it came.
    for flip in flips(plan, limit=1):
        if flip.kind != "outcomes" and flip.distance is None and not flip.complete:
            assert flip.searched in {0, 1}
        if flip.kind in {"sufficient", "necessary"}:
            assert flip.tipping == found[flip.kind, flip.of, flip.target].tipping


LONGER = """tertius: 1
title: T
actors: {a: A, b: B}
conflict:
  options: {a: {x: X, y: Y}, b: {z: Z}}
  preferences: {a: [x, not y], b: [z if x]}
  status_quo: []
readings:
  long: {changes: {conflict: {preferences: {a: [z or not z, x or y, not y, y]}}}, basis: judged}
uncertainty:
  preferences: {a: {reorder: adjacent, p: 0.3, basis: judged}}
claims:
  - {id: K1, text: T, expect: {outcomes: every, satisfy: y}, basis: judged}
"""


def test_an_order_that_is_longer_in_a_reading_is_flipped_and_told_to_its_end() -> None:
    """By hand: y is dearer than not y after the swap of the last two of four wishes, which the case itself does not have."""
    case = parse_case(LONGER)
    plan = plan_of(case, seed=0)
    found = {(f.kind, f.reading): f for f in flips(plan)}
    assert found["verdict", None].distance is None
    assert found["verdict", None].complete
    flip = found["verdict", "long"]
    assert (flip.now, flip.becomes, flip.distance) == (("fails",), ("holds",), 1)
    assert [(s.upper, s.lower, s.upper_text) for s in flip.tipping] == [(3, 2, "y")]
    summary = summarise(plan, of(plan, 0, 1000))
    answer = next(a for a in summary.answers if a.kind == "verdict" and a.reading == "long")
    first = summary.features[answer.influences[0].feature]
    assert (first.upper, first.lower) == (3, 2)


def test_what_an_order_turns_on_is_told_by_what_the_reading_has_there() -> None:
    plan = plan_of(parse_case(LONGER), seed=0)
    (flip,) = [f for f in flips(plan) if f.kind == "verdict" and f.reading == "long"]
    told = RobustnessTeller(plan.case)
    step = replace(flip.nearest[0], upper=1, lower=0)
    assert told.feature(step) == "A: [not ‘Y’] above [‘X’]"
    assert told.feature(step, "long") == "A: [‘X’ or ‘Y’] above [‘Z’ or not ‘Z’]"


def test_a_mixture_without_one_of_its_readings_is_none() -> None:
    text = LONGER.replace("uncertainty:\n", "  same: {basis: judged}\nuncertainty:\n  readings: {long: 1, same: 2}\n")
    case = parse_case(text)
    for readings, there in ((None, True), (("long",), False), (("long", "same"), True)):
        plan = plan_of(case, readings=readings)
        summary = summarise(plan, of(plan, 0, 200))
        assert (MIXTURE in summary.readings) is there
        assert any(r.reading == MIXTURE for r in summary.outcomes) is there


def test_a_search_that_ends_early_says_how_far_it_came() -> None:
    plan = plan_of(parse_case(CASE), readings=[None], targets=(), claims=["K1", "K2"])
    # Four single steps: all are tried whatever is asked, none of the nine at distance 2.
    whole = {(f.kind, f.of): f for f in flips(plan)}
    for flip in flips(plan, limit=1):
        assert flip.tipping == whole[flip.kind, flip.of].tipping
        assert (flip.searched, flip.complete) == ((1, False) if flip.distance is None else (1, True))
    assert any(f.tipping for f in whole.values())


OPEN = """tertius: 1
title: T
actors: {a: A, b: B}
conflict:
  options: {a: {x: X}, b: {y: Y}}
  preferences: {a: {ranking: [[NN, YN], NY, YY]}, b: {ranking: [NN, YN, NY, YY]}}
  status_quo: []
uncertainty:
  preferences: {a: {reorder: extensions, basis: judged}, b: {reorder: adjacent, p: 0.2, basis: judged}}
claims:
  - {id: K, text: T, expect: {outcomes: none, satisfy: x}, basis: judged}
"""


@pytest.mark.parametrize(
    ("preference", "how"),
    [
        ("{ranking: [[NN, YN], NY, YY]}", "{reorder: extensions, basis: judged}"),
        ("[not x, x, x iff y]", "{reorder: extensions, chains: [[x, not x]], basis: judged}"),
        ("{ranking: [NN, YN, NY, YY]}", "{reorder: extensions, chains: [[YN, NN]], basis: judged}"),
    ],
)
def test_nothing_is_said_to_flip_nothing_where_the_case_is_none_of_the_draws(preference: str, how: str) -> None:
    """Draws give other answers than the case: that no change flips it would be false, and there is no first step."""
    case = parse_case(OPEN.replace("{ranking: [[NN, YN], NY, YY]}", preference, 1).replace("{reorder: extensions, basis: judged}", how, 1))
    plan = plan_of(case)
    (now,) = evaluate_claims(case, falsifiers=False)
    (verdict,) = summarise(plan, of(plan, 0, 200)).verdicts
    assert now.verdict.verdict == "holds"
    assert verdict.fails.count > 0
    assert flips(plan) == ()
    assert "nothing to start from" in SweepTeller(run_sweep(plan, draws=5, workers=1)).nothing_flips(numbers=False)


def test_an_order_that_is_one_of_the_draws_is_a_start_and_stays_within_what_is_known() -> None:
    case = parse_case(OPEN.replace("[[NN, YN], NY, YY]", "[NN, YN, NY, YY]", 1).replace("extensions,", "extensions, chains: [[NN, NY]],", 1))
    flip = next(f for f in flips(plan_of(case)) if f.kind == "verdict")
    assert (flip.now, flip.becomes, flip.distance) == (("holds",), ("fails",), 1)
    assert [s.label for s in flip.tipping] == ["a: YN > NN"]


def test_one_draw_or_few_do_not_say_that_nothing_turns() -> None:
    plan = plan_of(parse_case(CASE))
    assert "One draw shows nothing" in SweepTeller(run_sweep(plan, draws=1, workers=1)).settled()
    assert "in these 2 draws" in SweepTeller(run_sweep(plan, draws=2, workers=1)).settled()
