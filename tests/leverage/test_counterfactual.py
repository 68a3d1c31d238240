"""Counterfactuals against brute force over every subset with the oracle, and by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, combinations, product
from unittest import mock

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tertius.errors import ImpossibleError, NotSupportedError, TertiusError, UnknownNameError
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.kernels.reference import Reference
from tertius.kernels.reference.states import holds
from tertius.leverage.counterfactual import ReadingFinding, counterfactual
from tertius.leverage.factors import Factor, named_moves, recorded_moves
from tertius.leverage.shares import band, necessity, sufficiency, wilson
from tertius.model.asof import moved_to
from tertius.model.case import Case, Effect, Lever, Reading
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.dates import Date
from tertius.model.expr import Expr, parse
from tertius.model.layers import situate
from tertius.model.uncertainty import Reorder, Uncertainty, drawn, generator
from tertius.testing import effects_for, graph_cases, option_cases

SLOW = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def subsets(pool: Iterable[Factor]) -> list[frozenset[Factor]]:
    listed = list(pool)
    return [frozenset(s) for s in chain.from_iterable(combinations(listed, k) for k in range(len(listed) + 1))]


class Asked:
    """A random question, and the oracle's answer to each set of actual factors."""

    def __init__(self, case: Case, target: Expr, moves: tuple[Factor, ...], some: bool, foresight: int, concept: str) -> None:
        self.case, self.target, self.moves = case, target, moves
        self.some, self.foresight, self.concept = some, foresight, concept

    def factors(self) -> tuple[Factor, ...]:
        about = set(self.target.atoms)
        levers = tuple(Factor("lever", x) for x in self.case.readings["r"].levers)
        return levers + tuple(m for m in self.moves if m.id not in about)

    def value(self, kept: Iterable[Factor], case: Case | None = None) -> str:
        gone = set(self.factors()) - set(kept)
        try:
            made = situate(
                case or self.case,
                reading="r",
                without=[f.id for f in gone if f.kind == "lever"],
                given=[Effect("fix", f.id, not f.on) for f in gone if f.kind == "move"],
            )
            model = Reference(made)
        except ImpossibleError:
            return "impossible"
        found = model.outcomes(concept=self.concept or None, foresight=self.foresight)
        assert found is not None
        good = {s for s in found.states if true(self.case.conflict, self.target, s)}
        if self.some:
            return "holds" if good else "open" if found.unsettled else "fails"
        if found.states - good:
            return "fails"
        return "holds" if found.states and not found.unsettled else "open"

    def run(self, **more: object) -> ReadingFinding:
        found = counterfactual(
            self.case, self.target, readings=["r"], moves=self.moves, some=self.some, foresight=self.foresight,
            concept=self.concept, causes=False, **more,  # type: ignore[arg-type]
        )  # fmt: skip
        return found.readings[0]


def true(conflict: OptionConflict | GraphConflict | None, expr: Expr, state: str) -> bool:
    if isinstance(conflict, OptionConflict):
        on = {k for k, letter in zip(conflict.option_keys, state, strict=True) if letter == "Y"}
        return holds(expr, on.__contains__)
    return holds(expr, state.__eq__)


@st.composite
def asked(draw: st.DrawFn, *, uncertain: bool = False) -> Asked:
    form = draw(st.sampled_from([option_cases, option_cases, graph_cases]))
    bounded = {"max_options": 4} if form is option_cases else {"max_states": 5}
    case: Case = draw(form(max_actors=3, relations="ranked", status_quo=True, effects=False, **bounded))
    conflict = case.conflict
    assert conflict is not None
    actors = [a.id for a in case.actors]
    levers = {f"l{k}": Lever(f"l{k}", f"L{k}", actors[0], draw(effects_for(case))) for k in range(draw(st.integers(0, 3)))}
    variant = None
    if uncertain and draw(st.booleans()):
        preferences = dict(conflict.preferences)
        preferences |= {a: replace(p, statements=p.statements[::-1]) for a, p in preferences.items() if p.kind == "statements"}
        variant = replace(conflict, preferences=preferences)
    readings = {"r": Reading("r", "R", levers=tuple(levers), variant=variant)}
    moves: tuple[Factor, ...] = ()
    names = list(conflict.state_ids) if isinstance(conflict, GraphConflict) else list(conflict.option_keys)
    if isinstance(conflict, OptionConflict):
        chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
        moves = tuple(Factor("move", x, draw(st.booleans())) for x in chosen)
    text = draw(st.sampled_from([" and ", " or "])).join(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)))
    target = parse(draw(st.sampled_from(["{}", "not ({})"])).format(text), str)
    whole = replace(case, levers=levers, readings=readings)
    if uncertain:
        how = {
            a: Reorder(draw(st.sampled_from([0.3, 0.5, 1.0])))
            for a, p in conflict.preferences.items()
            if p.kind == "statements" or (p.kind == "ranking" and not p.strong)
        }
        assume(how)
        whole = replace(whole, uncertainty=Uncertainty(how))
    return Asked(whole, target, moves, draw(st.booleans()), draw(st.sampled_from([1, 2])), draw(st.sampled_from(["", "nash", "gmr"])))


def answered(question: Asked, **more: object) -> ReadingFinding:
    try:
        found = question.run(**more)
    except TertiusError:
        assume(False)
        raise
    if found.impossible:
        assert question.value(question.factors()) == "impossible"
        assume(False)
    return found


@SLOW
@given(asked())
def test_brute_force_with_the_oracle_agrees(question: Asked) -> None:
    found = answered(question)
    factors = question.factors()
    everything = frozenset(factors)
    v = {s: question.value(s) for s in subsets(factors)}
    assert [f.factor for f in found.factors] == list(factors)
    assert (found.actual, found.without) == (v[everything], v[frozenset()])
    for f in found.factors:
        gone = v[everything - {f.factor}]
        assert f.alone == v[frozenset({f.factor})]
        if v[everything] == "holds":
            assert f.needed == {"fails": "yes", "holds": "no"}.get(gone, gone)
        else:
            assert f.needed == ("nothing" if v[everything] == "fails" else "open")
        pair = {(v[everything], gone): 1}
        assert (f.necessity, f.sufficiency) == (necessity(pair, exact=True), sufficiency(pair, exact=True))
    losing = [s for s in v if s and v[everything] == "holds" and v[everything - s] == "fails"]
    assert {frozenset(c) for c in found.cuts.found} == {s for s in losing if not any(t < s for t in losing)}
    enough = [s for s in v if v[s] == "holds"]
    assert {frozenset(c) for c in found.sufficient.found} == {s for s in enough if not any(t < s for t in enough)}
    over = v[everything] == "holds" and not any(len(s) == 1 for s in losing) and bool(losing)
    if found.how not in {"undecided", "open", "impossible"}:
        assert (found.how == "over_determined") == over
        assert (found.how == "regardless") == (v[everything] == "holds" and not losing)
    assert found.complete


@SLOW
@given(asked(uncertain=True))
def test_shares_of_draws_are_those_of_the_oracle(question: Asked) -> None:
    found = answered(question, draws=5, seed=7)
    factors = question.factors()
    pairs = [Counter[tuple[str, str]]() for _ in range(len(factors) + 1)]
    for k in range(5):
        case = drawn(question.case, generator(7, k))
        actual = question.value(factors, case)
        pairs[-1][actual, question.value((), case)] += 1
        for place, x in enumerate(factors):
            pairs[place][actual, question.value(set(factors) - {x}, case)] += 1
    for f, counted in zip(found.factors, pairs, strict=False):
        assert f.necessity == necessity(counted, exact=False)
        assert f.sufficiency == sufficiency(counted, exact=False)
    if factors:
        assert found.together == (necessity(pairs[-1], exact=False), sufficiency(pairs[-1], exact=False))


@SLOW
@given(asked(uncertain=True))
def test_many_draws_at_once_give_what_one_by_one_gives(question: Asked) -> None:
    with mock.patch("tertius.leverage.factors.TOGETHER", 10**9):
        one_by_one = answered(question, draws=12, seed=3)
    with mock.patch("tertius.leverage.factors.TOGETHER", 1):
        at_once = answered(question, draws=12, seed=3)
    assert (at_once.factors, at_once.together, at_once.impossible_sets) == (one_by_one.factors, one_by_one.together, one_by_one.impossible_sets)


WORDS = ("holds", "fails", "open")


@given(st.dictionaries(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), st.integers(1, 1), max_size=9), st.booleans())
def test_open_verdicts_counted_both_ways_are_the_least_and_the_greatest(pairs: dict[tuple[str, str], int], enough: bool) -> None:
    """Every way of deciding every open verdict, by enumeration."""
    draws = list(pairs)
    ways = [list(product(*(["holds", "fails"] if v == "open" else [v] for v in pair))) for pair in draws]
    values = []
    for decided in product(*ways):
        judged = [(a, b) for a, b in decided if (b == "fails" if enough else a == "holds")]
        if judged:
            values.append(sum(a == "holds" and b == "fails" for a, b in judged) / len(judged))
    found = (sufficiency if enough else necessity)(pairs, exact=True)
    if not values:
        assert found.low is None
    else:
        assert (found.low, found.high) == (pytest.approx(min(values)), pytest.approx(max(values)))


def test_wilson_by_hand_and_bands() -> None:
    # n = 10, k = 3: (0.3 + 0.19207) / 1.38415 -+ ... ; textbook value 0.108 to 0.603.
    assert wilson(3, 10) == (pytest.approx(0.1078, abs=5e-4), pytest.approx(0.6032, abs=5e-4))
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    one = necessity({("holds", "fails"): 3, ("holds", "holds"): 1}, exact=False)
    assert (one.low, one.high, one.of, one.sure) == (0.75, 0.75, 4, True)
    both = band([one, necessity({("holds", "holds"): 4}, exact=False), necessity({("fails", "fails"): 4}, exact=False)])
    assert both is not None
    assert (both.low, both.high, both.readings) == (0.0, 0.75, 2)
    assert both.interval == (0.0, one.interval[1] if one.interval else None)
    assert band([]) is None


def test_what_cannot_be_set_up_is_not_counted_as_lost() -> None:
    found = necessity({("holds", "impossible"): 3, ("holds", "fails"): 1}, exact=False)
    assert (found.low, found.of, found.impossible) == (1.0, 1, 3)


GATES = """tertius: 1
title: Gates
as_of: 2020-06
actors: {{a: A, t: T}}
conflict:
  options:
    a: {{go: Goes}}
    t: {{x: X, y: Y, z: Z}}
  infeasible: [{never}]
  preferences: {{a: ["{wish}"], t: []}}
  status_quo: [{on}]
levers:
  x: {{by: t, effects: [fix: {{t.x: on}}]}}
  y: {{by: t, effects: [fix: {{t.y: on}}]}}
readings: {{r: {{levers: [{levers}]}}}}
"""


def gates(wish: str, levers: str = "x, y", *, on: str = "", never: str = "", moves: tuple[Factor, ...] = ()) -> ReadingFinding:
    case = parse_case(GATES.format(wish=wish, levers=levers, on=on, never=never))
    return counterfactual(case, parse("a.go", str), readings=["r"], moves=moves).readings[0]


def keys(sets: tuple[tuple[Factor, ...], ...]) -> list[list[str]]:
    return [[f.key for f in s] for s in sets]


def test_either_of_two_is_over_determination() -> None:
    found = gates("go iff (x or y)")
    assert (found.how, found.without) == ("over_determined", "fails")
    assert [(f.needed, f.alone) for f in found.factors] == [("no", "holds")] * 2
    assert keys(found.cuts.found) == [["x", "y"]]
    assert keys(found.sufficient.found) == [["x"], ["y"]]


def test_both_of_two_are_needed_and_neither_is_enough() -> None:
    found = gates("go iff (x and y)")
    assert found.how == "needed"
    assert [(f.needed, f.alone) for f in found.factors] == [("yes", "fails")] * 2
    assert keys(found.sufficient.found) == [["x", "y"]]
    assert [(f.necessity.low, f.sufficiency.low) for f in found.factors] == [(1.0, 1.0)] * 2


def test_what_comes_anyway_is_neither_needed_nor_over_determined() -> None:
    found = gates("go")
    assert (found.how, found.without) == ("regardless", "holds")
    assert found.cuts.found == ()
    assert found.sufficient.found == ((),)


def test_a_factor_that_undoes_the_target_and_one_that_mends_it() -> None:
    # v(xy) holds, v(x) fails, v(y) holds, v() holds: y is needed although the target comes without both.
    found = gates("go iff (x -> y)")
    assert (found.how, found.without) == ("needed", "holds")
    assert [f.needed for f in found.factors] == ["no", "yes"]


def test_a_move_is_taken_back_or_made_and_what_cannot_be_is_said() -> None:
    z, w = Factor("move", "t.z"), Factor("move", "t.x", False)
    found = gates("go iff z", "y", on="z", moves=(z, w))
    assert [(f.factor.key, f.needed) for f in found.factors] == [("y", "no"), ("t.z", "yes"), ("not t.x", "no")]
    # Without z the status quo y and not z cannot be, with the lever that keeps y on or without it.
    found = gates("go", "y", on="y, z", never="y and not z", moves=(z,))
    assert [(f.factor.key, f.needed) for f in found.factors] == [("y", "no"), ("t.z", "impossible")]
    assert found.impossible_sets == 2
    assert found.how == "regardless"


def test_a_move_that_the_target_is_about_is_left_out() -> None:
    found = gates("go iff x", "x", moves=(Factor("move", "a.go"),))
    assert [f.factor.key for f in found.factors] == ["x"]
    assert [f.key for f in found.excluded] == ["a.go"]


def test_a_limit_says_what_was_not_looked_at() -> None:
    case = parse_case(GATES.format(wish="go iff (x or y or z)", levers="x, y", on="z", never=""))
    moves = (Factor("move", "t.z"),)
    found = counterfactual(case, parse("a.go", str), readings=["r"], moves=moves, limit=1, causes=False)
    r = found.readings[0]
    assert not found.complete
    assert (r.cuts.done_size, r.cuts.untried) == (1, 4)
    assert r.how == "undecided"
    assert counterfactual(case, parse("a.go", str), readings=["r"], moves=moves).readings[0].how == "over_determined"


HISTORY = """history:
  - {id: e1, date: 2020-02, actor: t, does: [x], text: t}
  - {id: e2, date: 2020-03-05, actor: t, declines: [y], text: t}
  - {id: e3, date: 2020-04, actor: t, does: [not x], text: t}
  - {id: e4, date: 2020-09, actor: t, does: [z], text: t}
"""


def test_moves_on_record_since_a_date_up_to_the_situation_or_as_of() -> None:
    case = parse_case(GATES.format(wish="go", levers="", on="", never="") + HISTORY)

    def found(since: str, situation: str | None = None) -> list[str]:
        return [f.key for f in recorded_moves(case, Date.parse(since), Date.parse(situation) if situation else None)]

    assert found("2020") == ["not t.y", "not t.x"]  # the last value of an option counts
    assert found("2020-02-20") == ["not t.y", "not t.x"]  # February is not over by then
    assert found("2020-03") == ["not t.y", "not t.x"]
    assert found("2020-04") == ["not t.x"]
    assert found("2020", "2020-12") == ["not t.y", "not t.x", "t.z"]
    assert found("2020", "2020-01") == ["not t.y", "not t.x"]


def test_bad_questions_name_what_is_wrong() -> None:
    case = parse_case(GATES.format(wish="go", levers="", on="", never=""))
    target = parse("a.go", str)
    with pytest.raises(UnknownNameError, match=r"t\.q"):
        named_moves(case, [("t.q", True)])
    with pytest.raises(TertiusError, match="contradict each other"):
        named_moves(case, [("t.x", True), ("t.x", False)])
    with pytest.raises(NotSupportedError, match="need options"):
        named_moves(load("elmira"), [("s1", True)])
    with pytest.raises(NotSupportedError, match="need options"):
        recorded_moves(load("elmira"), Date.parse("1991"))
    with pytest.raises(TertiusError, match="holds in no state"):
        counterfactual(case, parse("a.go and not a.go", str))
    with pytest.raises(UnknownNameError, match="nobody"):
        counterfactual(case, target, levers=["nobody"])
    with pytest.raises(TertiusError, match="nothing in the case is uncertain"):
        counterfactual(case, target, draws=5)
    varied = replace(case, uncertainty=Uncertainty({"a": Reorder(0.5)}))
    for number in (0, -1, 10**9):
        with pytest.raises(TertiusError, match="there can be 1 to"):
            counterfactual(varied, target, draws=number)
    still = parse_case(GATES.format(wish="go", levers="", on="", never="").replace("  status_quo: []\n", ""))
    with pytest.raises(TertiusError, match="no status quo"):
        counterfactual(still, target)


def test_links_in_a_cycle_are_the_reading_s_own_trouble() -> None:
    text = GATES.format(wish="go", levers="", on="", never="").replace("levers:\n", "levers:\n  c: {by: t, effects: [link: {t.y: t.z}]}\n  d: {by: t, effects: [link: {t.z: t.y}]}\n")
    found = counterfactual(parse_case(text), parse("a.go", str), levers=["c", "d"])
    assert all("form a cycle" in r.impossible for r in found.readings)


def test_the_same_seed_gives_the_same_and_order_of_readings_does_not_matter() -> None:
    case = load("sochi-2018")
    target = parse("syria.commit", str)
    asked: list[str | None] = ["balancing", "israel_acts_alone", None]
    first = counterfactual(case, target, readings=asked, foresight=2, draws=40, seed=3, causes=False)
    again = counterfactual(case, target, readings=asked[::-1], foresight=2, draws=40, seed=3, causes=False)
    assert first.readings == again.readings[::-1]
    assert first.necessity == again.necessity


def test_the_situation_of_a_date_is_that_of_claims() -> None:
    case = moved_to(load("sochi-2018"), Date.parse("2018-05-07"))
    assert case.conflict is not None
    assert case.conflict.status_quo == frozenset()
    restated = case.readings["restatement"].variant
    assert restated is not None
    assert restated.status_quo == frozenset({"syria.commit"})
