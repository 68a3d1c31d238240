"""Claims: verdict rules, layers, falsifiers, necessity, explanation; worked out by hand."""

from __future__ import annotations

from itertools import product

import pytest

from tertius import Case, evaluate_claims, parse_case
from tertius.dynamics.outcomes import quantify
from tertius.explain.english import Teller

# Two options, two actors: `a.x` is what matters, `b.y` punishes it or not.
HEAD = """\
tertius: 1
title: T
as_of: 2020-01-01
actors: {a: Ann, b: Bob}
conflict:
  options: {a: {x: Ex}, b: {y: Why}}
  preferences:
    a: [not y, x]
    b: [y iff x]
  status_quo: []
levers:
  calm: {name: Bob keeps calm, by: b, effects: [fix: {y: no}]}
  echo: {name: Bob echoes, by: b, effects: [link: {y: x}]}
readings:
  calm_bob: {levers: [calm]}
  bound_bob: {levers: [echo]}
  free_ann: {effects: [prefer: {a: {first: [x]}}]}
history:
  - {id: e1, date: 2020-02-01, actor: a, does: [x], text: Ann does it}
  - {id: e2, date: 2020-03-01, actor: b, declines: [y], text: Bob refuses}
  - {id: e3, date: 2020-04-01, text: It rains}
claims:
"""


def case(*claims: str) -> Case:
    return parse_case(HEAD + "".join(f"  - {{id: c{k}, text: C, {c}}}\n" for k, c in enumerate(claims)))


def verdicts(*claims: str) -> list[dict[str | None, str]]:
    found: list[dict[str | None, str]] = [{} for _ in claims]
    for r in evaluate_claims(case(*claims)):
        found[int(r.claim.id[1:])][r.reading] = r.verdict.verdict
    return found


def test_quantifiers_against_all_ways_that_an_unknown_branch_could_turn_out() -> None:
    """An unsettled branch is an outcome of unknown truth: decided only if both ways agree."""
    for good in product([True, False], repeat=2):
        for count in (0, 1, 2):
            for settled in (True, False):
                states = ["s", "t"][:count]
                true = [s for s, g in zip(states, good, strict=False) if g]
                worlds = [[s in true for s in states] + ([] if settled else [guess]) for guess in (True, False)]
                for word, test in (("every", all), ("some", any), ("none", lambda w: not any(w))):
                    expected = {test(w) for w in worlds}
                    found = quantify(word, states, true, settled)
                    if word == "every" and not states:
                        assert found == "open"
                    elif len(expected) == 1:
                        assert found == ("holds" if expected.pop() else "fails")
                    else:
                        assert found == "open"


def test_outcomes_under_each_reading() -> None:
    """Ann would gain by x at once; Bob's echo sanctions it, a calm Bob does not, and a free Ann goes anyway."""
    (found,) = verdicts("expect: {outcomes: every, satisfy: x}")
    assert found == {None: "fails", "calm_bob": "holds", "bound_bob": "fails", "free_ann": "holds"}


def test_claims_own_levers_replace_the_readings() -> None:
    (found,) = verdicts("levers: [], expect: {outcomes: every, satisfy: x}, readings: [calm_bob]")
    assert found == {"calm_bob": "fails"}


def test_given_stands_above_levers() -> None:
    (found,) = verdicts("given: [fix: {y: yes}], readings: [calm_bob, bound_bob], expect: {outcomes: every, satisfy: y}")
    assert found == {"calm_bob": "holds", "bound_bob": "holds"}


def test_stability_of_a_state_that_does_not_exist_is_open() -> None:
    (found,) = verdicts("expect: {stable: {actor: a, state: [x, y], concept: nash}}")
    assert found["bound_bob"] == "fails"
    assert found["calm_bob"] == "open"


def test_necessary_and_sufficient() -> None:
    """Without calm no set of levers makes Ann do it; calm alone does; echo does not."""
    needed, enough, echo = verdicts(
        "expect: {necessary: [calm], for: x}, readings: [bound_bob]",
        "expect: {sufficient: [calm], for: x}, readings: [bound_bob]",
        "expect: {sufficient: [echo], for: x}, readings: [bound_bob]",
    )
    assert needed == {"bound_bob": "holds"}
    assert enough == {"bound_bob": "holds"}
    assert echo == {"bound_bob": "fails"}


def test_what_is_reached_without_any_lever_is_not_necessary() -> None:
    (found,) = verdicts("expect: {necessary: [calm], for: x}, readings: [free_ann]")
    assert found == {"free_ann": "fails"}


def test_a_necessity_that_nothing_reaches_says_so() -> None:
    model = case("expect: {necessary: [calm], for: x and y}, readings: [bound_bob]")
    (result,) = evaluate_claims(model)
    assert result.verdict.verdict == "holds"
    assert "none with it does either" in Teller(model).verdict(result.verdict)


def test_given_effects_can_be_necessary_too() -> None:
    (found,) = verdicts("expect: {sufficient: [{fix: {y: no}}], for: x}, readings: [bound_bob]")
    assert found == {"bound_bob": "holds"}


def test_explained_moves_and_refusals() -> None:
    """Ann's move is an improvement where it is made. After it, Bob would gain by y, so refusing it is not explained."""
    moved, refused = verdicts("expect: {explained: e1}", "expect: {explained: {event: e2, foresight: 2}}")
    assert moved[None] == "holds"
    assert refused[None] == "fails"
    assert moved["bound_bob"] == "fails"
    assert refused["calm_bob"] == "open"


def test_an_event_without_a_move_is_open() -> None:
    (found,) = verdicts("expect: {explained: e3}")
    assert set(found.values()) == {"open"}


def test_best_move_and_staying() -> None:
    stay, go = verdicts(
        "expect: {best_move: {actor: a, satisfy: not x, foresight: 2}}",
        "expect: {best_move: {actor: a, satisfy: x, foresight: 1}}",
    )
    assert stay[None] == "holds"
    assert go[None] == "holds"
    assert stay["calm_bob"] == "fails"


def test_best_move_judges_a_move_by_its_worst_end() -> None:
    """From s1 the other may go on to e1, which is as good as staying, or to e2, which is worse."""
    model = parse_case(
        "tertius: 1\ntitle: t\nactors: {i: I, j: J}\nconflict:\n  states: {s0: a, s1: b, e1: c, e2: d}\n"
        "  moves: {i: [s0 -> s1], j: [s1 -> e1, s1 -> e2]}\n"
        "  preferences: {i: {ranking: [s1, [s0, e1], e2]}, j: {ranking: [[e1, e2], s1, s0]}}\n  status_quo: s0\n"
        "claims: [{id: stays, text: x, expect: {best_move: {actor: i, satisfy: s0, foresight: 2}}}]\n"
    )
    assert [r.verdict.verdict for r in evaluate_claims(model)] == ["holds"]


@pytest.mark.parametrize(
    ("parts", "every", "some"),
    [(["holds", "holds"], "holds", "holds"), (["holds", "fails"], "fails", "holds"), (["holds", "open"], "open", "holds"),
     (["fails", "open"], "fails", "open"), (["fails", "fails"], "fails", "fails")],
)  # fmt: skip
def test_all_of_and_any_of(parts: list[str], every: str, some: str) -> None:
    shapes = {
        "holds": "expect: {outcomes: every, satisfy: x}, readings: [calm_bob]",
        "fails": "expect: {outcomes: none, satisfy: x}, readings: [calm_bob]",
        "open": "expect: {stable: {actor: a, state: [y], concept: nash}}, readings: [calm_bob]",
    }
    found = verdicts(
        *(shapes[p] for p in parts),
        "expect: {all_of: [c0, c1]}, readings: [calm_bob]",
        "expect: {any_of: [c0, c1]}, readings: [calm_bob]",
    )
    assert [f["calm_bob"] for f in found] == [*parts, every, some]


def test_a_falsifier_works_does_not_work_or_has_nothing_to_turn() -> None:
    model = case(
        "expect: {outcomes: every, satisfy: x}, readings: [calm_bob, bound_bob],"
        " falsifier: {name: Bob echoes, without: [calm], levers: [echo], becomes: fails}",
        "expect: {outcomes: every, satisfy: x}, readings: [calm_bob],"
        " falsifier: {name: nothing much, effects: [prefer: {b: {first: [x]}}], becomes: fails}",
    )
    found = {(r.claim.id, r.reading): r.falsifier.works if r.falsifier else "-" for r in evaluate_claims(model)}
    assert found == {("c0", "calm_bob"): True, ("c0", "bound_bob"): None, ("c1", "calm_bob"): False}


def test_a_falsifier_may_change_the_case_itself() -> None:
    model = case(
        "expect: {outcomes: every, satisfy: x}, readings: [calm_bob], falsifier: {name: Ann would rather not,"
        " changes: {conflict: {preferences: {a: [not x]}}}, becomes: fails}"
    )
    (result,) = evaluate_claims(model)
    assert result.falsifier is not None
    assert result.falsifier.works is True


def test_a_later_layer_replaces_a_setting_and_never_both() -> None:
    from tertius import situate

    model = case("expect: {outcomes: every, satisfy: x}")
    found = situate(model, reading="bound_bob", levers=["calm"]).conflict
    assert found is not None
    assert dict(found.rules.fixed) == {"b.y": False}
    assert dict(found.rules.linked) == {}


def test_the_case_is_never_written_to() -> None:
    model = case("expect: {outcomes: every, satisfy: x}", "expect: {necessary: [calm], for: x}")
    before = repr(model)
    evaluate_claims(model)
    assert repr(model) == before
