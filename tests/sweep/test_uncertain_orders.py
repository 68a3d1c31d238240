"""What the file may say of orders that are partly known, and of readings as a mixture."""

from __future__ import annotations

from itertools import permutations

import pytest
from jsonschema import Draft202012Validator

from tertius.errors import CaseError
from tertius.io.load import parse_case
from tertius.io.schema import case_schema
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.model.inputs import inputs
from tertius.model.uncertainty import Extensions
from tertius.report.build import build
from tertius.report.render import render
from tertius.sweep.block import solve_block
from tertius.sweep.plan import plan_of

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
