"""Shares of the power over time: against every corner of the ranges, and as a claim."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import CaseError
from tertius.evidence.claims import evaluate_claims, readings_of
from tertius.io.load import parse_case
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.model.inputs import inputs
from tertius.model.negotiation import Negotiation, Party
from tertius.model.redact import redact
from tertius.model.shares import DatedPower
from tertius.negotiation.shares import shares_over_time

CASE = """\
tertius: 1
title: A well
as_of: 2001-01-01
sources: {early: {title: E, date: 2001}, late: {title: L, date: 2005}}
actors: {hill: Hill, well: Well}
negotiation:
  parties:
    hill: {power: 30, power_over_time: [{date: 2003, power: [10, 20]}, {date: 2004-06, power: 40, sources: [late]}]}
    well: {power: 70}
  issues: {flow: {positions: {hill: {position: 0}, well: {position: 100}}}}
readings:
  other: {changes: {negotiation: {issues: {flow: {positions: {hill: {position: 50}}}}}}}
  strong: {changes: {negotiation: {parties: {hill: {power_over_time: [{date: 2003, power: 30}]}}}}}
claims:
  - {id: A, text: It falls., expect: {share: {actor: hill, trend: falls, until: 2004}}, falsifier: {name: Hill keeps what it has, negotiation: {parties: {hill: {power_over_time: [{date: 2003, power: 30}]}}}, becomes: fails}}
  - {id: B, text: It rises in the end., expect: {share: {actor: hill, trend: rises}}}
  - {id: C, text: Well's rises until then., expect: {share: {actor: well, trend: rises, until: 2004-05}}}
  - {id: D, text: It rises after that., expect: {share: {actor: hill, trend: rises, from: 2003}}}
"""


def test_claims_by_hand():
    case = parse_case(CASE)
    found = {(r.claim.id, r.reading): r for r in evaluate_claims(case)}
    # 30 of 100 at first; 10 of 80 to 20 of 90 by the end of 2003; 40 of 110 from June 2004.
    assert found["A", None].verdict.verdict == "fails"  # until 2004 includes June
    assert found["C", None].verdict.verdict == "holds"
    assert found["B", None].verdict.verdict == "holds"
    assert found["D", None].verdict.verdict == "holds"
    assert readings_of(case, case.claim("A")) == (None, "strong")
    assert found["B", "strong"].verdict.verdict == "fails"
    curve = shares_over_time(case.negotiation)
    assert [str(p.date) for p in curve.points] == ["None", "2003", "2004-06"]
    assert curve.points[1].shares["hill"] == pytest.approx((10 / 80, 20 / 90))
    assert curve.change("hill") == pytest.approx((40 / 110 - 0.3, 40 / 110 - 0.3))


def test_a_falsifier_turns_it_and_what_was_not_known_leaves_it_open():
    case = parse_case(CASE.replace("until: 2004}}, falsifier", "until: 2003}}, falsifier"))
    (first, *_) = evaluate_claims(case, claims=["A"])
    assert (first.verdict.verdict, first.falsifier.works, first.falsifier.verdict) == ("holds", True, "fails")
    then = known_by(case, Date.parse("2002"))
    assert then.negotiation.party("hill").power_over_time == ()
    assert [r.verdict.verdict for r in evaluate_claims(then, claims=["A"], readings=[None])] == ["open"]
    later = known_by(case, Date.parse("2004-12"))
    assert [str(d.date) for d in later.negotiation.party("hill").power_over_time] == ["2003"]  # the other rests on a later source


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("trend: falls", "trend: sinks", "falls | rises"),
        ("actor: hill, trend: falls", "actor: hil, trend: falls", "did you mean 'hill'"),
        ("date: 2004-06", "date: 2002", "2002 is not later than 2003"),
        ("from: 2003", "from: 2003, until: 2002", "not later than 2003"),
        ("power: [10, 20]", "power: [20, 10]", "goes from 20 down to 10"),
        ("power: [10, 20]", "power: -1", "out of range"),
        ("{date: 2003, power: [10, 20]}", "{date: 2003}", "'power' is missing"),
    ],
)
def test_mistakes_are_told(old, new, what):
    assert old in CASE
    with pytest.raises(CaseError) as caught:
        parse_case(CASE.replace(old, new, 1))
    assert any(what in str(p) for p in caught.value.problems), caught.value.problems


def test_without_dates_the_claim_is_refused():
    with pytest.raises(CaseError, match="says nothing about power over time"):
        parse_case(CASE.replace("power_over_time: [{date: 2003, power: [10, 20]}, {date: 2004-06, power: 40, sources: [late]}]", "patience: 1"))


def test_they_are_inputs_and_go_with_power_in_a_public_version():
    case = parse_case(CASE)
    assert "negotiation.parties.hill.power_over_time.2003" in {i.where for i in inputs(case)}
    assert redact(case, "public").negotiation.party("hill").power_over_time == ()
    assert redact(case, "public").claim("A").withheld
    assert not redact(case, "team").claim("A").withheld


levels = st.one_of(st.integers(0, 5).map(lambda x: (float(x), float(x))), st.tuples(st.integers(0, 3), st.integers(3, 6)).map(lambda p: (float(p[0]), float(p[1]))))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), levels), min_size=2, max_size=4))
def test_ends_are_those_of_every_corner(parties):
    date = Date.parse("2003")
    made = tuple(Party(f"p{k}", f"p{k}", power=float(c), power_over_time=(DatedPower(date, level),)) for k, (c, level) in enumerate(parties))
    curve = shares_over_time(Negotiation("", made, ()))
    ranges = [level for _, level in parties]
    if sum(low for low, _ in ranges) == 0:
        assert curve is None
        return
    assert curve is not None
    for k, p in enumerate(made):
        corners = [c[k] / sum(c) for c in product(*ranges)]
        assert curve.points[-1].shares[p.id] == pytest.approx((min(corners), max(corners)))
        first = p.power / sum(q.power for q in made)
        assert curve.change(p.id) == pytest.approx((min(corners) - first, max(corners) - first))
