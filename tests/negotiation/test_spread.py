"""Errors of positions, saliences and powers: read, drawn, and what they make of the chance that a package passes."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.cli.main import cli
from tertius.errors import CaseError
from tertius.io.load import parse_case
from tertius.model.asof import known_by
from tertius.model.conflict import Provenance
from tertius.model.dates import Date
from tertius.model.inputs import inputs
from tertius.model.negotiation import Issue, Negotiation, Party, Rule, Stance
from tertius.model.spread import Spread
from tertius.model.uncertainty import drawn, generator
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.chance import chance
from tertius.negotiation.rules import accepts, passes

CASE = """\
tertius: 1
title: A spring
sources: {early: {title: E, date: 2001}, late: {title: L, date: 2005}}
actors: {hill: Hill, well: Well}
conflict:
  options: {hill: {dig: Digs, sell: Sells}}
  preferences: {hill: [dig, sell]}
  status_quo: []
uncertainty:
  preferences: {hill: {reorder: adjacent, p: 0.5}}
  negotiation: {position: 10, salience: 20, power: 0.25, basis: judged, sources: [late]}
negotiation:
  parties: {hill: {power: 60}, well: {power: 40}}
  issues:
    flow: {on_the_table: 50, status_quo: 0, positions: {hill: {position: [20, 40], salience: 50}, well: {position: 90}}}
    price: {on_the_table: 10, status_quo: 0, positions: {hill: {position: 0, salience: 50}}}
readings:
  dry: {changes: {negotiation: {issues: {flow: {positions: {hill: {position: 5}}}}}}}
claims:
  - {id: P, text: It passes., expect: {package: passes, text: on_the_table}, falsifier: {negotiation: {issues: {flow: {on_the_table: 100}}}, becomes: fails}}
"""


def test_it_is_read_and_is_an_input():
    case = parse_case(CASE)
    spread = case.uncertainty.negotiation
    assert (spread.position, spread.salience, spread.power) == (10, 20, 0.25)
    assert {i.where: i.provenance for i in inputs(case)}["uncertainty.negotiation"] == Provenance(("late",), "judged")
    then = known_by(case, Date.parse("2003")).uncertainty
    assert then.negotiation is None
    assert list(then.preferences) == ["hill"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("position: 10, salience: 20, power: 0.25,", "", "nothing says what varies"),
        ("position: 10,", "position: -1,", "out of range"),
        ("position: 10,", "position: 101,", "out of range"),
        ("position: 10,", "positions: 10,", "did you mean 'position'"),
        ("{position: 10, salience: 20, power: 0.25, basis: judged, sources: [late]}", "10", "expected"),
        ("{position: 10,", "{position: wide,", "is no number"),
    ],
)
def test_mistakes_are_told(old, new, what):
    with pytest.raises(CaseError, match=what):
        parse_case(CASE.replace(old, new, 1))


def test_without_a_negotiation_it_is_refused():
    text = CASE[: CASE.index("negotiation:\n  parties")] .replace("  preferences: {hill: {reorder: adjacent, p: 0.5}}\n", "")
    with pytest.raises(CaseError, match="no section `negotiation`"):
        parse_case(text)


def test_a_draw_is_the_same_each_time_and_leaves_preferences_as_they_were():
    case = parse_case(CASE)
    bare = replace(case, uncertainty=replace(case.uncertainty, negotiation=None))
    for k in range(20):
        one, again = (drawn(case, generator(3, k)) for _ in range(2))
        assert one.negotiation == again.negotiation
        assert one.conflict == drawn(bare, generator(3, k)).conflict
    assert drawn(case, generator(3, 0)).negotiation != drawn(case, generator(3, 1)).negotiation
    assert drawn(bare, generator(3, 0)).negotiation is bare.negotiation
    assert drawn(case, generator(3, 0)).uncertainty is None


def test_draws_have_the_declared_spread_and_stay_on_the_scale():
    case = parse_case(CASE)
    made = [drawn(case, generator(1, k)) for k in range(3000)]
    hill = [m.negotiation.issue("flow").stance("hill") for m in made]
    x = np.array([s.position[0] for s in hill])
    assert all(s.position[0] == s.position[1] for s in hill)
    # Uniform on [20, 40] (variance 400/12) and an error of sd 10: variance 133.3, mean 30; so few are cut that it hardly matters.
    assert abs(x.mean() - 30) < 0.7
    assert abs(x.var() - (400 / 12 + 100)) < 12
    price = np.array([m.negotiation.issue("price").stance("hill").position[0] for m in made])
    assert price.min() == 0
    assert abs((price == 0).mean() - 0.5) < 0.03  # cut at the end of the scale
    assert abs(np.array([s.salience for s in hill]).std() - 20) < 1.2
    assert all(m.negotiation.issue("flow").stance("well").salience is None for m in made)
    power = np.log([m.negotiation.party("hill").power / 60 for m in made])
    assert abs(power.mean()) < 0.02
    assert abs(power.std() - 0.25) < 0.01


def test_the_same_errors_are_used_in_readings_and_falsifiers():
    made = drawn(parse_case(CASE), generator(5, 7))
    base, dry = made.negotiation, made.readings["dry"].negotiation
    assert base.issue("flow").stance("well") == dry.issue("flow").stance("well")
    assert base.parties == dry.parties
    assert made.claims[0].falsifier.negotiations[""].issue("flow").stance("hill") == base.issue("flow").stance("hill")
    assert made.claims[0].falsifier.negotiations["dry"].issue("flow").stance("hill") == dry.issue("flow").stance("hill")


def test_a_case_without_a_conflict_is_drawn_too():
    text = CASE.replace(CASE[CASE.index("conflict:") : CASE.index("uncertainty:")], "").replace("  preferences: {hill: {reorder: adjacent, p: 0.5}}\n", "")
    case = parse_case(text)
    assert case.conflict is None
    assert drawn(case, generator(0, 0)).negotiation != case.negotiation


positions = st.one_of(st.integers(0, 100).map(lambda x: (float(x), float(x))), st.tuples(st.integers(0, 50), st.integers(50, 100)).map(lambda p: (float(p[0]), float(p[1]))))


@st.composite
def negotiations(draw):
    parties = tuple(Party(p, p, fallback=draw(st.sampled_from([None, None, 0.5]))) for p in "abc")
    issues = []
    for k in range(draw(st.integers(1, 3))):
        stances = tuple(
            Stance(p, draw(positions), draw(st.sampled_from([None, 0.0, 5.0, 60.0])), at_most=draw(st.sampled_from([None, None, 70.0])))
            for p in "abc"
            if draw(st.booleans()) or p == "a"
        )
        issues.append(Issue(f"k{k}", f"k{k}", stances, on_the_table=float(draw(st.integers(0, 100))), status_quo=draw(st.sampled_from([None, 0.0, 40.0]))))
    rule = draw(st.sampled_from([Rule(), Rule("quota", share=0.6), Rule("quota", share=0.5, vetoes=("b",))]))
    return Negotiation("", parties, tuple(issues), rule)


@settings(max_examples=25, deadline=None)
@given(negotiations(), st.sampled_from([Spread(10, 0), Spread(0, 30), Spread(15, 40, 1.0)]))
def test_the_share_is_that_of_negotiations_drawn_one_by_one(negotiation, spread):
    bargain = bargain_of(negotiation)
    columns = bargain.package({i.id: i.on_the_table for i in negotiation.issues})
    n = 40
    found = chance(bargain, columns, draws=n, seed=4, spread=spread)
    rng = np.random.default_rng(np.random.SeedSequence(4))
    drawn_one = {}
    for issue in negotiation.issues:
        for s in issue.positions:
            x = np.clip(rng.uniform(*s.position, size=n) + spread.position * rng.standard_normal(n), 0, 100)
            drawn_one[issue.id, s.party] = x, spread.salience * rng.standard_normal(n)
    hits, each = 0, dict.fromkeys("abc", 0)
    for d in range(n):
        issues = tuple(
            replace(
                i,
                positions=tuple(
                    replace(
                        s,
                        position=(drawn_one[i.id, s.party][0][d],) * 2,
                        salience=None if s.salience is None else float(np.clip(s.salience + drawn_one[i.id, s.party][1][d], 0, 100)),
                    )
                    for s in i.positions
                ),
            )
            for i in negotiation.issues
        )
        one = bargain_of(replace(negotiation, issues=issues))
        said = accepts(one, one.package({i.id: i.on_the_table for i in negotiation.issues}))
        hits += bool(passes(negotiation.rule, one.parties, said))
        for p, a in zip(one.parties, said, strict=True):
            each[p] += bool(a)
    assert found.share == hits / n
    assert found.by_party == {p: v / n for p, v in each.items()}
    assert found.exact == chance(bargain, columns, draws=1).exact


def test_power_alone_changes_no_acceptance():
    bargain = bargain_of(parse_case(CASE).negotiation)
    columns = bargain.package({"flow": 50.0, "price": 10.0})
    assert chance(bargain, columns, spread=Spread(power=1.0)) == chance(bargain, columns)


def test_the_command_says_what_is_drawn(tmp_path):
    (tmp_path / "c.yaml").write_text(CASE, encoding="utf-8")
    result = CliRunner().invoke(cli, ["negotiate", str(tmp_path / "c.yaml")])
    text = " ".join(result.stdout.split())
    assert "positions drawn evenly from their ranges, and errors of positions with a standard deviation of 10 points" in text
    data = json.loads(CliRunner().invoke(cli, ["negotiate", str(tmp_path / "c.yaml"), "--json"]).stdout)
    assert data["on_the_table"]["chance"]["spread"] == {"position": 10, "salience": 20}
    assert data["on_the_table"]["chance"]["exact"] is False
