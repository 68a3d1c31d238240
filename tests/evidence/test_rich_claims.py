"""Claims where preferences are not known, go round or have a strength; concepts that claims can name."""

from __future__ import annotations

import pytest

from tertius import analyze, evaluate_claims, parse_case
from tertius.dynamics.hypergame import hypergame
from tertius.errors import CaseError, UnknownNameError
from tertius.evidence.claims import ClaimChecker
from tertius.evidence.verdicts import ClaimResult
from tertius.explain.english import Teller
from tertius.io.catalogue import load
from tertius.io.claims import CLAIM_CONCEPTS, STEP_CONCEPTS
from tertius.model.layers import perceived, situate
from tertius.stability.concepts import CONCEPTS

HEAD = "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict:\n"
OPTIONS = HEAD + "  options: {a: {x: Ex}, b: {z: Zed}}\n  preferences:\n    a: %s\n    b: %s\n  status_quo: []\n"


def case_with(a: str, b: str, *claims: str) -> str:
    return OPTIONS % (a, b) + "claims:\n" + "".join(f"  - {{id: c{k}, text: C, expect: {e}}}\n" for k, e in enumerate(claims))


def results(text: str) -> list[ClaimResult]:
    return list(evaluate_claims(parse_case(text)))


def told(result: ClaimResult) -> str:
    assert result.verdict.solved is not None
    return Teller(result.verdict.solved.case).verdict(result.verdict)


UNKNOWN_B = "{pairs: [NN > NY, YN ? YY]}"


def test_a_claim_without_a_concept_means_form_d_where_something_is_not_known() -> None:
    found = results(case_with("[x]", UNKNOWN_B, "{outcomes: every, satisfy: x}", "{outcomes: every, satisfy: x, concept: seq}"))
    assert [r.verdict.verdict for r in found] == ["holds", "open"]
    assert "seq needs to know every preference: what b thinks of" in Teller(parse_case(case_with("[x]", "[z]"))).verdict(found[1].verdict)


def test_a_refusal_for_want_of_knowledge_says_so() -> None:
    """b could make z true at YN, and nobody knows whether it would gain."""
    found = results(case_with("[x]", UNKNOWN_B, "{outcomes: some, satisfy: z}"))[0]
    assert found.verdict.verdict == "fails"
    assert [r.kind for r in found.verdict.reason.refusals] == ["not_known"]
    assert "it is not known whether B would gain if it takes up ‘Zed’" in told(found).replace("It is", "it is")


def test_best_moves_of_an_actor_that_compares_pairs() -> None:
    text = case_with("{pairs: [YN > NN, YY > NY, YN > YY, NN > NY]}", "[not z]", "{best_move: {actor: a, satisfy: x}}")
    assert results(text)[0].verdict.verdict == "holds"
    text = case_with("{pairs: [NN > YN]}", "[not z]", "{best_move: {actor: a, satisfy: x}}")
    assert results(text)[0].verdict.verdict == "fails"
    unclear = case_with("{pairs: []}", "[not z]", "{best_move: {actor: a, satisfy: not x}}", "{best_move: {actor: a, satisfy: x}}")
    assert [r.verdict.verdict for r in results(unclear)] == ["fails", "fails"]


def test_no_move_is_best_where_what_is_preferred_goes_round() -> None:
    text = (
        HEAD + "  states: {s1: One, s2: Two, s3: Three}\n  moves: {a: [s1 -> s2, s1 -> s3], b: []}\n"
        "  preferences: {a: {pairs: [s2 > s1, s3 > s2, s1 > s3]}}\n  status_quo: s1\n"
        "claims:\n  - {id: c, text: C, expect: {best_move: {actor: a, satisfy: s2}}}\n"
    )
    found = results(text)[0]
    assert found.verdict.verdict == "open"
    assert told(found) == "No move of A is best: what it prefers goes round."


def test_a_recorded_move_to_what_is_not_known_is_no_improvement() -> None:
    text = case_with("{pairs: [NY > YN]}", "[not z]") + "history:\n  - {id: e, date: 2020-01-01, actor: a, does: [x], text: E}\n"
    text = text.replace("claims:\n", "claims:\n  - {id: c, text: C, expect: {explained: e}}\n")
    assert results(text)[0].verdict.verdict == "fails"


def test_claims_name_concepts_of_every_kind() -> None:
    found = results(
        case_with(
            "{ranking: [YN, NN, '>>', YY, NY]}", "{ranking: [NN, NY, YY, YN]}",
            "{stable: {actor: a, state: NN, concept: strong_seq}}",
            "{unstable: {actor: a, state: NN, concept: weak_seq}}",
            "{equilibria: some, satisfy: not x, concept: cnash}",
            "{outcomes: every, satisfy: not x and not z, concept: seq_b}",
            "{stable: {actor: a, state: NN, concept: sim_fh}}",
        )
    )  # fmt: skip
    assert [r.verdict.verdict for r in found] == ["holds", "holds", "fails", "holds", "holds"]


def test_claim_concepts_are_concepts() -> None:
    assert set(STEP_CONCEPTS) < set(CLAIM_CONCEPTS) < set(CONCEPTS)
    assert {CONCEPTS[id].family for id in STEP_CONCEPTS} == {"sequence", "moment"}
    assert not any(CONCEPTS[id].strength == "weak" for id in STEP_CONCEPTS)
    assert {id for id in CONCEPTS if CONCEPTS[id].family == "ahead"} == set(CONCEPTS) - set(CLAIM_CONCEPTS)


@pytest.mark.parametrize(
    ("expect", "what"),
    [
        ("{outcomes: every, satisfy: x, concept: cnash}", "outcomes go step by step, and cnash does not judge single steps"),
        ("{outcomes: every, satisfy: x, concept: weak_seq}", "weak_seq does not judge single steps"),
        ("{equilibria: some, satisfy: x, concept: strong_sec}", "did you mean 'strong_seq'"),
        ("{stable: {actor: a, state: NN, concept: limited}}", "'limited' is not known here"),
    ],
)
def test_concepts_that_do_not_fit_are_mistakes(expect: str, what: str) -> None:
    with pytest.raises(CaseError, match=what):
        parse_case(case_with("[x]", "[z]", expect))


def test_sim_fh_needs_options() -> None:
    text = (
        HEAD + "  states: {s1: One, s2: Two}\n  moves: {a: [s1 -> s2], b: []}\n  preferences: {a: [s2]}\n"
        "claims:\n  - {id: c, text: C, expect: {stable: {actor: a, state: s1, concept: sim_fh}}}\n"
    )
    with pytest.raises(CaseError, match="sim_fh needs options"):
        parse_case(text)


# -- analyses ----------------------------------------------------------------------------------


def test_a_profile_may_mix_forms_and_outcomes_follow_it() -> None:
    case = load("quarry")
    found = analyze(case, profile={"village": "seq_a", "quarry": "nash_d"})
    assert found.equilibria["mixed"] == ()
    assert found.outcomes is not None
    assert found.outcomes.unsettled == (("YN", "YY"),)


def test_outcomes_do_not_follow_what_judges_plans_or_joint_moves() -> None:
    case = load("elmira")
    for concepts, followed in [
        (["gmr", "cnash"], "gmr"), (["cnash"], "seq"), (["limited_ci", "nash"], "nash"), (["weak_seq"], "seq"),
    ]:  # fmt: skip
        found = analyze(case, concepts=concepts).outcomes
        assert found is not None
        assert found.concept == followed


def test_why_of_an_analysis_keeps_what_was_asked() -> None:
    found = analyze(load("elmira"), sanctions="single", coalitions=[["moe", "uniroyal"]])
    assert found.why("moe", "s5", "seq").mode == "single"
    assert found.why("moe", "s5", "cnash").coalitions == (("moe", "uniroyal"),)
    assert found.provenance["sanctions"] == "single"


def test_rows_leave_out_ranks_that_are_none() -> None:
    assert "rank village" not in analyze(load("quarry")).rows()[0]
    assert analyze(load("quarry")).rows()[0]["rank quarry"] == 2


def test_asked_levers_and_given_effects_stand_on_top_of_a_view() -> None:
    text = case_with("[x]", "[z]").replace("claims:\n", "") + (
        "levers: {l: {by: a, effects: [fix: {z: 'on'}]}}\nreadings: {r: {effects: [prefer: {b: {first: [not z]}}]}}\nviews: {a: r}\n"
    )
    case = parse_case(text)
    own = perceived(situate(case, levers=["l"]), "a")
    assert (own.reading, own.levers_in_force) == ("r", ("l",))
    assert perceived(case, "b") is case
    assert perceived(situate(case, reading="r"), "a").conflict == perceived(case, "a").conflict
    seen = hypergame(situate(case, levers=["l"]), ["nash"])
    assert seen is not None
    assert seen.states == ("NY", "YY")
    assert seen.equilibria["nash"] == ("YY",)
    assert seen.seen("YY", "nash") == {"a", "b"}


def test_a_state_that_somebody_does_not_see() -> None:
    text = case_with("[x]", "[z]").replace("claims:\n", "") + "readings: {r: {effects: [fix: {z: 'off'}]}}\nviews: {a: r}\n"
    seen = hypergame(parse_case(text), ["nash"])
    assert seen is not None
    assert seen.stable_for("YY", "nash") == {"a": None, "b": ("a", "b")}
    assert seen.equilibria["nash"] == ()
    assert seen.believed["nash"] == {"a": ("YN",), "b": ("YY",)}
    assert seen.surprises["nash"] == {}
    assert hypergame(load("elmira"), ["nash"]) is None


def test_claims_are_tested_on_the_case_and_not_on_a_view() -> None:
    checker = ClaimChecker(load("two-villages"))
    assert checker.check(checker.case.claim("peace"), None).verdict == "holds"
    assert checker.check(checker.case.claim("peace"), "hostile").verdict == "fails"


def test_an_unknown_actor_in_a_profile_is_named() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'village'"):
        analyze(load("quarry"), profile={"vilage": "seq_a"})
