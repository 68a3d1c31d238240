"""Trades of a case, told with who pays; and what the procedure lets each party propose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tertius import parse_case
from tertius.explain.negotiation_english import NegotiationTeller, measure_name, model_titles
from tertius.explain.trading_english import procedure, trades, trades_left
from tertius.model.negotiation import Rule
from tertius.negotiation.negotiate import negotiate
from tertius.negotiation.settle import MODELS_SHOWN, settled
from tertius.negotiation.trading import trading
from tertius.report.negotiation import negotiation_part
from tertius.view.negotiation_json import negotiation_json

TEXT = """
tertius: 1
title: Two clauses
actors: {a: Ada, b: Ben, c: Cai}
negotiation:
  rule: {kind: consensus}
  issues:
    water:
      status_quo: 20
      positions: {a: {position: 0, salience: 10}, b: {position: 100, salience: 60}, c: {position: 0, salience: 20}}
    land:
      positions: {a: {position: 0, salience: 90}, b: {position: 100, salience: 50}, c: {position: 100, salience: 20}}
"""


def test_a_trade_and_who_pays_by_hand() -> None:
    # Water: weights .1, .6, .2: outcome 100 * .6/.9 = 66.67. Land: .9, .5, .2: 100 * .7/1.6 = 43.75. Ben demands water, Ada land.
    # Ada moves fully: 100 * .1/.9 = 11.11 points, Ben 11.11 (.6 + .1)/(.5 + .9) = 5.56 on land, that is 5.56 * 1.6/.5 = 17.78; each gains .6 * 11.11 - .5 * 5.56 = 3.89.
    # Cai wanted the opposite on both: -.2 * 11.11 - .2 * 5.56 = -3.33.
    found = trading(parse_case(TEXT).negotiation)
    assert found is not None
    first = found.trades[0]
    assert (first.demander, first.supplier, first.demanded, first.supplied) == ("b", "a", "water", "land")
    assert first.gain == pytest.approx(35 / 9)
    assert (first.supplier_from, first.supplier_to, first.demander_from, first.demander_to) == pytest.approx((0, 100, 100, 100 - 160 / 9))
    assert first.externality == pytest.approx({"c": -10 / 3})
    assert found.before == pytest.approx({"water": 200 / 3, "land": 43.75})
    assert found.net("c") == pytest.approx(sum(t.externality.get("c", 0) for t in found.trades) + found.gain["c"])


def test_one_clause_has_nothing_to_trade() -> None:
    text = TEXT[: TEXT.index("    land:")]
    assert trading(parse_case(text).negotiation) is None
    case = parse_case(text)
    assert negotiation_json(negotiate(case.negotiation), case)["exchange"] is None
    part = negotiation_part(case)
    assert part is not None
    assert part.trades == ()


def test_the_procedure_by_hand() -> None:
    # From 20, Ada and Cai at 0 accept nothing above 20 and Ben nothing below: locked.
    water, land = settled(parse_case(TEXT).negotiation)
    assert water.pivotal is not None
    assert water.pivotal.locked
    assert water.models["pivots"] == 20
    assert land.pivotal is None
    assert set(land.models) == set(MODELS_SHOWN) - {"pivots"}
    moved = parse_case(TEXT.replace("kind: consensus", "kind: quota, share: 0.6"))
    case_water = settled(moved.negotiation)[0]
    assert case_water.pivotal is not None
    assert case_water.pivotal.win == ((0, 20),)
    # One of three proposals is 20, the others 0, each as likely.
    assert case_water.models["pivots"] == 0


def test_words_and_json_have_the_same_trades() -> None:
    case = parse_case(TEXT)
    found = negotiate(case.negotiation)
    told = NegotiationTeller(case, found)
    assert trades(told, found.trading)[0].startswith("Ada moves on water from 0 to 100 for Ben, and Ben on land from 100 to 82.2; each gains 3.89. Others pay: Cai -3.33")
    assert "only the status quo, 20, passes" in procedure(told, found.clauses[0])
    data = negotiation_json(found, case)
    assert data["exchange"]["trades"][0]["externality"] == pytest.approx({"c": -10 / 3})
    assert data["issues"]["water"]["pivots"] == {"passes": [[20, 20]], "proposals": {"a": 20, "b": 20, "c": 20}, "binding": {}}
    assert data["issues"]["land"]["spread"][0] <= data["issues"]["land"]["models"]["ktab_turns"] <= data["issues"]["land"]["spread"][1]
    part = negotiation_part(case)
    assert part is not None
    assert len(part.trades) == len(data["exchange"]["trades"])
    assert {row[0] for row in part.clauses[1].models} == set(MODELS_SHOWN) - {"pivots"}


def test_large_cases_leave_out_the_models_that_take_turns() -> None:
    parties = "".join(f"        p{i}: {{position: {i * 7 % 101}, salience: 50}}\n" for i in range(30))
    issues = "".join(f"    k{k}:\n      positions:\n{parties}" for k in range(8))
    case = parse_case("tertius: 1\ntitle: Many\nactors: {" + ", ".join(f"p{i}: P{i}" for i in range(30)) + "}\nnegotiation:\n  issues:\n" + issues)
    places = settled(case.negotiation)[0].models
    assert "exchange" in places
    assert "ktab_turns" not in places
    assert "exchange_rounds" not in places


def test_what_a_shipped_case_says_goes_with_its_input() -> None:
    from dataclasses import replace

    from tertius.io.catalogue import load

    case = load("sochi-2018")
    said = case.negotiation
    assert said is not None
    whole = negotiation_part(case)
    assert whole is not None
    assert whole.trades
    assert any(float(row[2]) < 0 for row in whole.trade_totals)
    assert all(c.procedure for c in whole.clauses)
    bare = replace(said, issues=tuple(replace(i, status_quo=None) for i in said.issues))
    without = negotiation_part(replace(case, negotiation=bare))
    assert without is not None
    assert not any(c.procedure for c in without.clauses)
    # Who weighs every clause alike has nothing to trade.
    alike = replace(said, issues=tuple(replace(i, positions=tuple(replace(s, salience=50.0) for s in i.positions)) for i in said.issues))
    level = negotiation_part(replace(case, negotiation=alike))
    assert level is not None
    assert level.trades == ()


def test_two_places_that_are_as_likely_have_their_middle() -> None:
    case = parse_case("tertius: 1\ntitle: T\nactors: {a: A, b: B}\nnegotiation:\n  issues:\n    k: {positions: {a: {position: 10, salience: 50}, b: {position: 90, salience: 50}}}\n")
    (only,) = settled(case.negotiation)
    assert only.models["ktab"] == pytest.approx(50)
    assert only.models["ktab_turns"] == pytest.approx(50)


def test_trades_that_bring_next_to_nothing_and_those_left_out_are_told_as_such() -> None:
    case = parse_case(TEXT)
    found = negotiate(case.negotiation)
    told = NegotiationTeller(case, found)
    one = replace(found.trading.trades[0], gain=0.0004, externality={"c": -0.001})
    many = replace(found.trading, trades=(one,) * 15)
    said = trades(told, many)
    assert len(said) == 12
    assert said[0].endswith("each gains less than 0.01. What it does to others is less than 0.01")
    assert trades_left(many) == "And 3 more; `tertius negotiate --json` has all."
    assert trades_left(found.trading) == ""


def test_the_measure_says_what_its_product_is_of() -> None:
    """Under consensus it is the product of gains (next to it); where somebody may be outvoted, of 1 and the gain."""
    case = parse_case(TEXT)
    consensus = negotiate(case.negotiation)
    quota = negotiate(replace(case.negotiation, rule=Rule("quota", share=0.5)))
    assert measure_name(consensus.best) == "Nash product (greatest product of gains over no agreement, weighted by power)"
    assert "1 plus each gain" in measure_name(quota.best)
    assert "1 plus" not in measure_name(next(p for p in quota.packages if p.measure == "leximin"))


def test_names_of_models_are_told_once_and_the_gridlock_interval_says_what_it_is() -> None:
    case = parse_case(TEXT)
    found = negotiate(case.negotiation)
    told = NegotiationTeller(case, found)
    assert "ktab (KTAB spatial model, turn 0), " in model_titles(found.clauses)
    assert "status_quo" not in model_titles(found.clauses)
    for row in found.clauses:
        assert "stay" in told.locked(row)
        assert "red lines apart" in told.locked(row)


def test_what_passes_is_told_without_the_status_quo_and_red_lines_by_their_side() -> None:
    # By hand, from 20: north, at 40, goes along to 60, its red line; south goes along from its red line, 50. So 50 to 60 passes.
    case = parse_case(
        """
tertius: 1
title: A river
actors: {north: North, south: South}
negotiation:
  rule: {kind: consensus}
  parties: {north: {actor: north}, south: {actor: south}}
  issues:
    water:
      status_quo: 20
      positions:
        north: {position: 40, salience: 50, red_line: {at_most: 60}}
        south: {position: 95, salience: 50, red_line: {at_least: 50}}
"""
    )
    found = negotiate(case.negotiation)
    assert procedure(NegotiationTeller(case, found), found.clauses[0]) == (
        "by itself, red lines counted, what passes against the status quo is 50 to 60; North would propose 50; South would propose 60; "
        "South accepts nothing below 50; North accepts nothing above 60"
    )
