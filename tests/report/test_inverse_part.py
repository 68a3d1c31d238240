"""Which preferences the claims about stability hang on, in the report."""

from __future__ import annotations

from dataclasses import replace

from tertius.explain.inverse_english import InverseTeller
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.leverage.inverse import inverse
from tertius.model.layers import situate
from tertius.report.build import build
from tertius.report.render import render
from tertius.testing_reports import shipped_dossier

DUEL = """tertius: 1
title: Two
actors: {a: A, b: B}
conflict:
  options: {a: {x: X}, b: {y: Y}}
  preferences: {a: {ranking: [YN, NN, YY, NY]}, b: [y]}
  status_quo: []
readings: {calm: {name: Calm, effects: [prefer: {a: {first: [not x]}}]}}
claims:
  - {id: still, text: A stays., expect: {stable: {actor: a, state: NN, concept: nash}}}
"""


def test_shares_conditions_and_least_change_by_hand() -> None:
    # By hand: nash needs NN at least as good as YN; half of the 24 strict rankings have it. One swap of YN and NN does it.
    (target,) = build(parse_case(DUEL)).inverse
    now, calm = target.cards
    assert target.claim == "still"
    assert now.count == "Stable with 50.0% of all strict rankings of A (exact)."
    assert now.conditions == ("A must not prefer [A: X] to [as it is now]",)
    assert now.changes[0].startswith("Least change in swaps of neighbouring situations: 1 adjacent swap; none costs less (proven).")
    assert (calm.conditions, calm.changes) == ((), ())
    assert [k.id for k in calm.keys] == ["calm"]


def test_the_section_goes_with_its_claims() -> None:
    case = load("sochi-2018")
    assert [t.claim for t in build(case, reading="balancing").inverse] == ["C6", "C12"]
    bare = replace(case, claims=tuple(c for c in case.claims if c.id not in {"C6", "C12"}))
    text = render(build(bare, reading="balancing"))
    assert 'id="inverse"' not in text
    assert shipped_dossier("prisoners-dilemma").inverse != ()
    assert shipped_dossier("quarry").inverse == ()  # what is not known has no ranking


def test_more_rankings_than_a_float_can_hold_are_told() -> None:
    case = situate(load("cyprus-1964"), reading="own_limits")
    found = inverse(case, state=case.conflict.code(case.conflict.status_quo), concept="nash", actors=["greece"], changes=False)  # type: ignore[union-attr]
    assert "strict rankings" in InverseTeller(case).count("greece", found.counts["greece"])
