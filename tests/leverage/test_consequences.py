"""Credible commitments, assurance and side effects, on cases small enough to work out by hand."""

from __future__ import annotations

from tertius.io.conflict import scope_of
from tertius.io.load import parse_case
from tertius.leverage.plans import Leverage, leverage
from tertius.leverage.question import ask

TALKS = """
tertius: 1
title: Toll
actors: {{keeper: Keeper, carrier: Carrier}}
conflict:
  options:
    keeper: {{toll: Takes a toll}}
    carrier: {{sign: Signs}}
  preferences:
    keeper: {keeper}
    carrier: [not toll, not sign]
  status_quo: [keeper.toll]
levers:
  relief: {{name: No toll once signed, by: keeper, effects: [link: {{keeper.toll: not carrier.sign}}]}}
"""


def asked(keeper: str, foresight: int = 1) -> Leverage:
    """With the lever, signing ends the toll in the same move, so the carrier signs: NN is left for good."""
    case = parse_case(TALKS.format(keeper=keeper))
    return leverage(ask(case, scope_of(case.conflict).expression("sign"), foresight=foresight))


def test_a_commitment_that_its_owner_would_take_back_is_not_credible() -> None:
    # The keeper wants the signature first, then the toll: after signing it would take the toll again.
    plan = asked("[sign, toll]").plans[0]
    found = plan.credible["relief"]
    assert plan.outcomes.states == ("NY",)
    assert (found.wants, found.keeps, found.verdict) == ("better", "no", "no")
    assert found.goes_back == ("NY", "YY")
    assert plan.assurance.verdict == "no"
    assert (plan.assurance.options[0].off, plan.assurance.options[0].stays) == (True, "no")


def test_with_foresight_the_others_answer_can_keep_a_commitment() -> None:
    # As before, but the keeper sees that the carrier would then take its signature back (YY -> YN), which is worse.
    found = asked("[sign, toll]", 2).plans[0].credible["relief"]
    assert (found.wants, found.keeps, found.verdict) == ("better", "yes", "yes")


def test_a_commitment_that_its_owner_would_rather_keep_is_credible() -> None:
    # Taking the toll is better before the signature and worse after it: both halves are kept.
    plan = asked("[sign, toll iff not sign]").plans[0]
    found = plan.credible["relief"]
    assert (found.wants, found.keeps, found.verdict) == ("better", "yes", "yes")
    assert plan.assurance.verdict == "yes"


def test_a_threat_that_its_owner_would_rather_drop_is_not_credible() -> None:
    # The keeper would rather not take the toll at all: at the start it goes back on the other half.
    found = asked("[sign, not toll]").plans[0].credible["relief"]
    assert (found.keeps, found.goes_back, found.verdict) == ("no", ("YN", "NN"), "no")


def test_indifference_is_neither() -> None:
    plan = asked("[sign]").plans[0]
    found = plan.credible["relief"]
    assert (found.wants, found.keeps, found.verdict) == ("better", "indifferent", "open")
    assert plan.assurance.verdict == "open"


def test_who_gains_and_who_loses_is_by_each_actors_own_preference() -> None:
    assert asked("[sign, toll]").plans[0].effects_on == {"keeper": "better", "carrier": "better"}
    assert asked("[toll]").plans[0].effects_on == {"keeper": "worse", "carrier": "better"}


def test_a_lever_on_others_options_asks_nothing_of_its_owner() -> None:
    case = parse_case(TALKS.format(keeper="[sign]").replace("link: {keeper.toll: not carrier.sign}", "fix: {carrier.sign: on}"))
    plan = leverage(ask(case, scope_of(case.conflict).expression("sign"))).plans[0]
    assert plan.credible["relief"].keeps == "nothing_to_do"
    assert plan.assurance.verdict == "none"


def test_what_is_in_force_is_judged_too_and_but_for_says_what_the_target_needs() -> None:
    case = parse_case(TALKS.format(keeper="[sign, toll]"))
    found = leverage(ask(case, scope_of(case.conflict).expression("sign"), levers=["relief"]))
    assert [p.levers for p in found.plans] == [()]
    assert found.but_for == ("relief",)
    assert found.plans[0].credible["relief"].verdict == "no"
    assert found.plans[0].assurance.verdict == "no"


GRAPH = """
tertius: 1
title: Graph form
actors: {a: A, b: B}
conflict:
  states: {s1: One, s2: Two, s3: Three}
  moves: {a: [s1 -> s2], b: [s2 -> s3]}
  preferences: {a: {ranking: [s2, s1, s3]}, b: {ranking: [s3, s2, s1]}}
  status_quo: s1
levers:
  stop: {name: B holds still, by: b, effects: [{forbid: {b: [s2 -> s3]}}]}
"""


def test_graph_form_governs_moves() -> None:
    # Without the lever A stays (B's answer is worse for it); with it A moves, and B would rather go on.
    case = parse_case(GRAPH)
    plan = leverage(ask(case, scope_of(case.conflict).expression("s2"))).plans[0]
    found = plan.credible["stop"]
    assert (found.wants, found.keeps, found.goes_back) == ("better", "no", ("s2", "s3"))
