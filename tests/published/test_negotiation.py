"""Where each published value of bargaining is tested, or why it is not."""

import ast
import json
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
COLLECTION = TESTS.parent.parent / "shared" / "published" / "negotiation.json"
TESTED = {
    "bdm1994-emissions-scholz2011": (
        "negotiation/test_challenge.py::test_table_2_is_reproduced_but_for_its_second_round", "negotiation/test_challenge.py::test_only_three_states_ever_move",
        "negotiation/test_challenge.py::test_the_first_pass", "negotiation/test_challenge.py::test_belgium_sees_the_others_as_in_figure_7",
        "negotiation/test_challenge.py::test_the_means_of_the_journal_version", "negotiation/test_challenge.py::test_the_third_preset_meets_the_other_reconstruction",
        "negotiation/test_models.py::test_published_compromise_and_median", "cases/test_iran.py::test_published_rounds_and_the_outcome_stand_with_the_emission_standards",
    ),
    "iran-president-2013": ("cases/test_iran.py::test_the_election_has_the_published_inputs",),
    "ktab-smp-dummy3dim": (
        "negotiation/test_ktab.py::test_published_utilities", "negotiation/test_ktab.py::test_published_risk_attitudes_and_probabilities",
        "negotiation/test_ktab_turns.py::test_the_published_run_in_every_state", "negotiation/test_ktab_turns.py::test_the_published_chances_in_every_state",
    ),
    "exchange-cop21-3issues": ("negotiation/test_exchange.py::test_the_published_run_in_full",),
    "exchange-formula-2x2": (
        "negotiation/test_exchange.py::test_two_actors_two_issues_by_hand", "negotiation/test_exchange_rounds.py::test_published_bounds_of_a_drawn_rate",
    ),
    "nash-equal-weights-power-utilities": ("negotiation/test_models.py::test_asymmetric_nash_with_linear_utility",),
    "nash-asymmetric-linear": ("negotiation/test_models.py::test_asymmetric_nash_with_linear_utility",),
    "nash1950-bill-and-jack": ("negotiation/test_packages.py::test_bill_and_jack_give_what_nash_printed",),
    "war-of-attrition-complete-info": ("negotiation/test_timing_attrition.py::test_war_of_attrition_with_complete_information_as_published",),
    "abreu-gul-reputational": ("negotiation/test_timing_attrition.py::test_reputational_bargaining_as_published",),
    "shapley-shubik-weighted": ("leverage/test_plans.py::test_the_pivots_of_the_weighted_vote_that_shapley_and_shubik_made_famous",),
    "gridlock-interval-1d": (
        "negotiation/test_pivots.py::test_published_gridlock_intervals", "negotiation/test_pivots.py::test_published_win_set_of_four_in_five",
    ),
    # The limit of short periods is the Nash solution with weights 1/r; shares at given periods would need a model that is not there.
    "rubinstein-alternating": ("negotiation/test_models.py::test_asymmetric_nash_with_linear_utility",),
}  # fmt: skip
UNTESTED = {
    "kalai-smorodinsky-vs-nash": "its solution is none of the models, and the root of a share is no utility of a place here",
    "baron-ferejohn-closed-rule": "a division of a cake by majority: no clause of a case is one",
    "qre-binary-logit": "no forecast rests on quantal responses",
}


@pytest.mark.parametrize("place", sorted({t for tests in TESTED.values() for t in tests}))
def test_the_test_is_there(place: str) -> None:
    file, name = place.split("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}


def test_every_published_value_is_tested_or_it_is_said_why_not() -> None:
    assert not set(TESTED) & set(UNTESTED)
    if not COLLECTION.exists():
        pytest.skip("the collection is not beside the repository")
    cases = {c["id"]: c for c in json.loads(COLLECTION.read_text(encoding="utf-8"))["cases"]}
    assert set(cases) == {*TESTED, *UNTESTED}
    literal = json.loads((TESTS / "negotiation" / "exchange_published.json").read_text(encoding="utf-8"))
    assert {k: cases["exchange-cop21-3issues"][k] for k in literal if k != "what"} == {k: v for k, v in literal.items() if k != "what"}
