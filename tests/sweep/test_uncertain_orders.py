"""What the file may say of orders that are partly known, and of readings as a mixture."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from jsonschema import Draft202012Validator

from tertius.errors import CaseError
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.io.schema import case_schema
from tertius.model.asof import known_by
from tertius.model.conflict import Provenance
from tertius.model.dates import Date
from tertius.model.evidence import DiagnosticityTest
from tertius.model.inputs import inputs
from tertius.model.likelihoods import Within
from tertius.model.uncertainty import Extensions, drawn, generator
from tertius.report.build import build
from tertius.report.render import render
from tertius.sweep.block import solve_block
from tertius.sweep.plan import plan_of

from .test_block import agree

CASE = """tertius: 1
title: T
sources: {old: {title: Old, date: 2001}, new: {title: New, date: 2010}}
actors: {a: A, b: B, c: C}
conflict:
  states: {s1: One, s2: Two, s3: Three, s4: Four}
  moves: {a: [s1 <-> s2], b: [s2 -> s3], c: [s3 -> s4]}
  preferences:
    a: [s1 or s2, s2, not s4]
    b: {ranking: [s1, [s2, s3], s4]}
    c: {pairs: [s1 > s2, s2 ? s3, s1 ~ s4]}
  status_quo: s1
readings:
  r: {effects: [prefer: {a: {first: [s3]}}], sources: [old]}
  late: {effects: [prefer: {a: {last: [s3]}}], sources: [new]}
uncertainty:
  preferences:
    a: {reorder: extensions, chains: [[s2, not s4]], basis: judged}
    b: {reorder: extensions, sources: [old]}
    c: {reorder: extensions, basis: judged}
  readings: {r: 1, late: 3, basis: judged, note: even}
"""


def orders(how: object) -> set[tuple[str, ...]]:
    assert isinstance(how, Extensions)
    found = set()
    for k in range(how.total):
        made = how.preference(k)
        found.add(tuple(map(str, made.statements)) or tuple(" ".join(c) for c in made.ranking))
    assert len(found) == how.total
    return found


def test_what_is_left_open_by_hand() -> None:
    case = parse_case(CASE)
    assert case.uncertainty is not None
    a, b, c = case.uncertainty.preferences.values()
    assert orders(a) == {p for p in permutations(["s1 or s2", "s2", "not s4"]) if p.index("s2") < p.index("not s4")}
    assert orders(b) == {("s1", "s2", "s3", "s4"), ("s1", "s3", "s2", "s4")}
    # s1 and s4 are alike and above s2; s3 can stand anywhere.
    assert orders(c) == {("s3", "s1 s4", "s2"), ("s1 s4", "s3", "s2"), ("s1 s4", "s2", "s3")}
    assert case.uncertainty.readings == {"r": 1, "late": 3}


def test_it_is_kept_shown_cut_and_drawn() -> None:
    text = CASE.replace("    c: {reorder: extensions, basis: judged}\n", "")
    case = parse_case(text)
    schema = Draft202012Validator(case_schema()["properties"]["uncertainty"])
    chains = {"reorder": "extensions", "chains": [["s2", "not s4"]], "basis": "judged"}
    assert schema.is_valid({"preferences": {"a": chains}, "readings": {"r": 1, "late": 3, "basis": "judged"}})
    assert not schema.is_valid({"readings": {"r": -1}})
    wheres = {i.where for i in inputs(case)}
    assert {"uncertainty.preferences.a", "uncertainty.preferences.b", "uncertainty.readings"} <= wheres
    then = known_by(case, Date.parse("2005"))
    assert then.uncertainty is not None
    assert then.uncertainty.readings == {"r": 1}
    page = render(build(case))
    assert "each of 3 equally likely; what is known of their order holds" in page
    assert "Readings as a mixture: r with probability 0.25" in page
    tables = solve_block(plan_of(case), 0, 400)
    assert set(tables["draws"]["mixture"].tolist()) == {1, 2}
    assert len(set(tables["draws"]["like"].tolist())) == 6


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a: {reorder: extensions, p: 0.2}", "p belongs to reorder: adjacent"),
        ("a: {reorder: adjacent, p: 0.2, chains: [[s2]]}", "chains belong to reorder: extensions"),
        ("a: {reorder: extensions, chains: [[s2, s1]]}", "no statement of the preference"),
        ("a: {reorder: extensions, chains: [[s2, not s4], [not s4, s2]]}", "runs in a circle"),
        ("a: {reorder: extensions, chains: [[s1 or s2, s2, not s4]]}", "leaves one order only"),
        ("b: {reorder: extensions, chains: [[s9]]}", "no state of the preference"),
        ("c: {reorder: extensions, chains: [[s1, s2]]}", "the comparisons of `pairs` are what is known"),
        ("a: {reorder: sideways}", "sideways"),
    ],
)
def test_mistakes_are_told(line: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(CASE[: CASE.index("    a: {reorder")] + f"    {line}\n")
    assert said in str(caught.value)


@pytest.mark.parametrize(("line", "said"), [("{r: 0}", "no reading has a weight above 0"), ("{q: 1}", "q"), ("{r: -1}", "-1")])
def test_weights_of_readings_are_checked(line: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(CASE[: CASE.index("  readings: {r: 1")] + f"  readings: {line}\n")
    assert said in str(caught.value)


def test_a_mixture_alone_can_be_drawn() -> None:
    case = parse_case(CASE[: CASE.index("uncertainty:")] + "uncertainty: {readings: {r: 1, late: 1, basis: judged}}\n")
    tables = solve_block(plan_of(case), 0, 60)
    assert set(tables["draws"]["mixture"].tolist()) == {1, 2}
    assert set(tables["draws"]["like"].tolist()) == {0}


@pytest.mark.parametrize(
    ("conflict", "varies"),
    [
        ("options: {a: {x: '<i>x</i>'}}, preferences: {a: [x]}, status_quo: []", "{a: {reorder: adjacent, p: 0.5, basis: judged}}"),
        ("options: {a: {x: X}}, preferences: {a: []}, status_quo: []", "{a: {reorder: adjacent, p: 0.5, basis: judged}}"),
        ("options: {a: {x: X}}, preferences: {a: [x, not x]}", "{a: {reorder: adjacent, p: 0.5, basis: judged}}"),
        (
            "states: {s1: One, s2: Two, s3: Three}, moves: {a: [s1 -> s2, s2 -> s3, s3 -> s1]}, preferences: {a: {ranking: [[s2, s1], s3]}}, status_quo: s1",
            "{a: {reorder: extensions, basis: judged}}",
        ),
    ],
)
def test_small_and_odd_cases_have_a_page(conflict: str, varies: str) -> None:
    case = parse_case(
        f"tertius: 1\ntitle: T\nsources: {{s: {{title: S, date: 2001}}}}\nactors: {{a: 'العليا <b>'}}\nconflict: {{{conflict}}}\n"
        f"uncertainty: {{preferences: {varies}}}\n"
        "claims:\n  - {id: K, text: '<b>T</b>', expect: {outcomes: every, satisfy: 'true'}, sources: [s]}\n"
    )
    page = render(build(case))
    assert '<section id="robustness"' in page
    assert "<b>T</b>" not in page


def test_likelihoods_are_drawn_within_their_intervals_and_move_nothing_else() -> None:
    case = load("sochi-2018")
    assert case.uncertainty is not None
    assert case.evidence is not None
    both = replace(case, uncertainty=replace(case.uncertainty, evidence=Within()))
    seen: set[float] = set()
    for k in range(5):
        made, bare = drawn(both, generator(3, k)), drawn(case, generator(3, k))
        assert made.evidence is not None
        assert (made.conflict, made.negotiation) == (bare.conflict, bare.negotiation)
        for row, old in zip(made.evidence.rows, case.evidence.rows, strict=True):
            for reading, cell in row.cells.items():
                was = old.cells[reading]
                assert cell == was if was.mark == "unknown" else was.low <= cell.low == cell.mid == cell.high <= was.high
        seen.add(next(iter(made.evidence.rows[0].cells.values())).mid)
    assert len(seen) == 5
    tests = [c.id for c in case.claims if isinstance(c.expect, DiagnosticityTest)]
    assert tests
    plan = plan_of(both, seed=3, claims=tests, targets=(), readings=[None])
    agree(plan, 6)
    assert solve_block(plan, 0, 6)["draws"]["like"].tolist() == list(range(6))


def test_what_the_file_says_of_likelihoods() -> None:
    plain = "tertius: 1\ntitle: T\nsources: {s: {title: S, date: 2001}}\nactors: {a: A}\nreadings: {r: {name: R, sources: [s]}, q: {name: Q, sources: [s]}}\n"
    weighed = plain + "evidence:\n  readings: [r, q]\n  rows:\n    - {id: V, date: 2001, text: T, likelihood: {r: C, q: [0.4, 0.7]}, sources: [s]}\n"
    case = parse_case(weighed + "uncertainty: {evidence: {likelihoods: within, basis: judged}}\n")
    assert case.uncertainty is not None
    assert case.uncertainty.evidence == Within(Provenance(basis="judged"))
    assert "uncertainty.evidence" in {i.where for i in inputs(case)}
    assert "each evenly from its interval" in render(build(case))
    for text, said in (
        (plain + "uncertainty: {evidence: {likelihoods: within}}\n", "no section `evidence`"),
        (weighed + "uncertainty: {evidence: {basis: judged}}\n", "nothing says what varies"),
        (weighed + "uncertainty: {evidence: {likelihoods: around}}\n", "around"),
    ):
        with pytest.raises(CaseError) as caught:
            parse_case(text)
        assert said in str(caught.value)
