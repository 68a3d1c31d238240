"""What a date removes is gone everywhere, and what is asked stays what is asked."""

from __future__ import annotations

import pytest

from tertius import Case, Date, evaluate_claims, known_by, parse_case
from tertius.explain.answer import answer
from tertius.model.effects import coercive_levers

OPTIONS = """\
tertius: 1
title: T
as_of: 2020-01-01
argued_on: 2018-12-01
main_claim: all
actors: {a: A, b: B}
sources: {old: {title: Old, date: 2017}, new: {title: New, date: 2020-06}}
conflict:
  options: {a: {x: X}, b: {y: Y}}
  preferences: {a: [x if not y], b: []}
  status_quo: [x, y]
levers:
  late: {name: Late, by: b, effects: [fix: {y: no}], sources: [new]}
  early: {name: Early, by: b, effects: [fix: {y: yes}], sources: [old]}
history:
  - {id: h1, date: 2018-06-01, actor: a, does: [x], text: A does X}
  - {id: h2, date: 2019-06-01, actor: b, does: [y], text: B does Y}
claims:
  - {id: explains, text: E, expect: {explained: h1}, sources: [old]}
  - {id: asks, text: F, from: 2018-01-01, expect: {outcomes: every, satisfy: not y}, sources: [old]}
  - {id: uses, text: U, levers: [late], expect: {outcomes: every, satisfy: x}, sources: [old]}
  - {id: suffices, text: S, expect: {sufficient: [late, early], for: not x}, sources: [old]}
  - {id: fresh, text: N, expect: {outcomes: every, satisfy: x}, sources: [new]}
  - {id: all, text: All, expect: {all_of: [explains, fresh]}, sources: [old]}
"""


def verdicts(case: Case) -> dict[str, str]:
    return {r.claim.id: r.verdict.verdict for r in evaluate_claims(case)}


@pytest.mark.parametrize("moved", [True, False])
def test_a_date_before_the_status_quo_undoes_what_came_between(moved: bool) -> None:
    """At the end of 2018 B had not acted yet, though the file's status quo of 2020 has it."""
    case = parse_case(OPTIONS)
    then = known_by(case, Date.parse("2018-12"), move_status_quo=moved)
    for claim in ("explains", "asks"):
        assert verdicts(then)[claim] == verdicts(case)[claim] == "holds"


def test_a_claim_that_names_a_later_lever_goes_and_is_not_shortened() -> None:
    found = verdicts(known_by(parse_case(OPTIONS), Date.parse("2019")))
    assert set(found) == {"explains", "asks", "all"}
    assert found["all"] == "open"


def test_the_answer_survives_a_premise_that_was_not_known() -> None:
    case = parse_case(OPTIONS)
    then = known_by(case, Date.parse("2018-12-01"), move_status_quo=False)
    for chosen in (case, then):
        told = answer(chosen, evaluate_claims(chosen), evaluate_claims(then))
        assert all(s.strip().endswith((".", "”.")) and "  " not in s for s in told.sentences)


def test_in_graph_form_a_status_quo_before_the_record_is_not_known() -> None:
    case = parse_case(
        "tertius: 1\ntitle: G\nas_of: 2020\nactors: {a: A}\nconflict:\n  states: {s1: One, s2: Two}\n"
        "  moves: {a: [s1 -> s2]}\n  preferences: {a: [s2]}\n  status_quo: s2\n"
        "history:\n  - {id: h, date: 2019-06, actor: a, to: s2, text: moves}\n"
    )
    assert case.conflict is not None
    before = known_by(case, Date.parse("2018")).conflict
    assert before is not None
    assert before.status_quo is None


def test_falsifiers_with_changes_are_not_taken_for_one_another() -> None:
    case = parse_case(
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options: {a: {x: X}}\n  preferences: {a: [x]}\n  status_quo: []\n"
        "claims:\n"
        "  - {id: p, text: P, expect: {outcomes: every, satisfy: x}, falsifier: {changes: {conflict: {preferences: {a: [not x]}}}, becomes: fails}}\n"
        "  - {id: q, text: Q, expect: {outcomes: some, satisfy: x}}\n"
        "  - {id: t, text: T, expect: {all_of: [p, q]}, falsifier: {changes: {conflict: {infeasible: ['false']}}, becomes: fails}}\n"
    )
    works = {r.claim.id: r.falsifier.works for r in evaluate_claims(case) if r.falsifier}
    assert works == {"p": True, "t": False}


def test_what_is_coercive_is_found_through_readings_and_preferences() -> None:
    case = parse_case(
        "tertius: 1\ntitle: T\nactors: {u: U, v: V}\nconflict:\n"
        "  options: {u: {bomb: {name: B, coercive: yes}}, v: {permit: P, talk: K}}\n  preferences: {u: [], v: []}\n"
        "levers:\n"
        "  gate: {by: v, effects: [fix: {permit: no}]}\n"
        "  wish: {by: v, effects: [prefer: {u: {first: [bomb]}}]}\n"
        "  plain: {by: v, effects: [fix: {talk: yes}]}\n"
        "  marked: {by: v, coercive: yes, effects: [fix: {talk: no}]}\n"
        "readings: {r: {effects: [needs: {bomb: permit}]}}\n"
    )
    assert coercive_levers(case) == ("gate", "wish", "marked")


def test_a_reading_may_rule_states_out_that_a_ranking_names() -> None:
    case = parse_case(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict:\n  options: {a: {x: X}, b: {y: Y}}\n"
        "  preferences: {a: {ranking: [YY, YN, NY, NN]}, b: []}\n  status_quo: []\n"
        "readings: {r: {changes: {conflict: {infeasible: [x and y]}}}}\n"
        "claims: [{id: c, text: C, expect: {outcomes: every, satisfy: x}}]\n"
    )
    assert [r.verdict.verdict for r in evaluate_claims(case)] == ["holds", "holds"]


def test_a_link_over_something_forbidden_is_an_error_in_any_order() -> None:
    from tertius import situate
    from tertius.errors import ImpossibleError

    text = OPTIONS.replace("history:", "  ban: {by: b, effects: [forbid: [y]]}\n  tie: {by: b, effects: [link: {y: x}]}\nhistory:")
    text = text.replace("claims:", "readings: {r: {levers: [ban]}}\nclaims:")
    case = parse_case(text)
    with pytest.raises(ImpossibleError, match=r"b\.y is (linked|forbidden)"):
        situate(case, levers=["ban", "tie"])
    with pytest.raises(ImpossibleError, match=r"b\.y is forbidden"):
        situate(case, reading="r", levers=["tie"])


def test_refusals_and_signals_name_options_and_not_their_absence() -> None:
    from tertius.errors import CaseError

    with pytest.raises(CaseError, match="what is declined is taking an option up"):
        parse_case(OPTIONS.replace("does: [y]", "declines: [not y]"))
