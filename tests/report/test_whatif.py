"""What if: every set under every reading, as the analysis of that case alone has it; coercive levers flagged."""

from __future__ import annotations

import json
import re
from itertools import combinations

import pytest

from tertius.dynamics.analysis import analyze
from tertius.errors import TertiusError
from tertius.evidence.claims import evaluate_claims
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.model.effects import coercive_levers
from tertius.model.layers import situate
from tertius.report.build import build
from tertius.report.render import render
from tertius.report.whatif import SETS, WhatIf
from tertius.testing_reports import shipped_dossier

HEAD = """
tertius: 1
title: T
actors: {a: A, t: T}
conflict:
  options: {a: {go: Go, hit: {name: Hit, coercive: yes}}, t: {x: X}}
  preferences: {a: [go if x, not go], t: []}
  status_quo: []
claims: [{id: C, text: "It goes </script><b>.", expect: {outcomes: every, satisfy: go}}]
levers:
"""


def named(part: WhatIf, row_set: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(part.levers[n - 1].id for n in row_set)


def answers(case: Case, reading: str | None, chosen: tuple[str, ...]) -> list[tuple[tuple[str, ...], int]] | None:
    try:
        situated = situate(case, reading=reading, levers=chosen)
        found = [analyze(situated, foresight=h).outcomes for h in (1, 2)]
    except TertiusError:
        return None
    return [(tuple(x.states), len(x.unsettled)) for x in found if x is not None]


@pytest.mark.parametrize("slug", ["sochi-2018", "two-posts", "cyprus-1964"])
def test_every_combination_is_there_and_is_what_its_own_analysis_gives(slug: str) -> None:
    case, part = load(slug), shipped_dossier(slug).whatif
    assert part is not None
    assert part.complete
    assert [r.key.id for r in part.readings] == [None, *case.readings]
    for r in part.readings:
        own = case.readings[r.key.id].levers if r.key.id else ()
        pool = [x for x in case.levers if x not in own]
        asked = {s for k in range(len(pool) + 1) for s in combinations(pool, k)}
        there = [named(part, s) for row in r.rows for s in row.sets]
        assert sorted(there) == sorted(asked)
        assert r.rows[0].sets[0] == ()
        for row in r.rows:
            for s in row.sets:
                expected = answers(case, r.key.id, named(part, s))
                if expected is None:
                    assert all(e.impossible for e in row.ends)
                else:
                    assert [(e.states, e.unsettled) for e in row.ends] == expected


def test_the_main_claim_is_tested_under_each_combination() -> None:
    case, part = load("sochi-2018"), shipped_dossier("sochi-2018").whatif
    assert part is not None
    assert part.questions[0][0] == case.main_claim
    for r in part.readings[:3]:
        for row in r.rows:
            chosen = named(part, row.sets[-1])
            found = evaluate_claims(case, claims=[str(case.main_claim)], readings=[r.key.id], levers=chosen, falsifiers=False)
            assert row.verdicts[0] == found[0].verdict.verdict


def test_coercive_levers_are_flagged_and_derived() -> None:
    case, part = load("sochi-2018"), shipped_dossier("sochi-2018").whatif
    assert part is not None
    assert [x.id for x in part.levers if x.coercive] == list(coercive_levers(case))
    page = render(build(parse_case(HEAD + "  f: {name: F, by: t, effects: [fix: {hit: on}]}\n  g: {name: G, by: t, effects: [fix: {x: on}]}\n")))
    section = page[page.index('<section id="whatif"') :].split("</section>")[0]
    first, second = section.split("Commitments that touch force")[:2]
    assert "<bdi>G</bdi>" in first
    assert "<bdi>F</bdi>" not in first
    assert "<bdi>F</bdi>" in second


def test_names_cannot_end_the_data() -> None:
    page = render(build(parse_case(HEAD + '  f: {name: "</script><script>alert(1)</script>", by: t, effects: [fix: {x: on}]}\n')))
    data = re.findall(r'<script type="application/json">(.*?)</script>', page, re.S)
    assert len(data) == 1
    assert json.loads(data[0])["levers"] == ["f"]
    assert page.count("<script") == 2


def test_with_many_levers_single_ones_and_plans_are_there() -> None:
    levers = "".join(f"  l{k}: {{name: L{k}, by: t, effects: [prefer: {{t: {{first: [x]}}}}]}}\n" for k in range(13))
    claim = "claims: [{id: D, text: D, expect: {sufficient: [l0], for: go}}]\n"
    case = parse_case(HEAD.partition("claims:")[0] + claim + "levers:\n" + levers)
    assert SETS < 2**13
    part = build(case).whatif
    assert part is not None
    assert not part.complete
    sets = [s for row in part.readings[0].rows for s in row.sets]
    assert {(), *((n,) for n in range(1, 14))} <= set(sets)
    assert len(sets) < 100


def test_without_levers_or_a_status_quo_there_is_no_such_section() -> None:
    bare = parse_case(HEAD.partition("levers:")[0])
    assert build(bare).whatif is None
    text = (HEAD + "  f: {name: F, by: t, effects: [fix: {x: on}]}\n").replace("  status_quo: []\n", "")
    assert build(parse_case(text)).whatif is None


def test_a_set_that_cannot_stand_together_says_so() -> None:
    levers = "  f: {name: F, by: t, effects: [fix: {x: on}]}\n  g: {name: G, by: t, effects: [fix: {x: off}]}\n"
    part = build(parse_case(HEAD + levers)).whatif
    assert part is not None
    row = next(r for r in part.readings[0].rows if (1, 2) in r.sets)
    assert row.ends[0].impossible
    assert row.ends[0].said.startswith("Cannot be set up")
    assert row.verdicts == ()  # there is no main claim and no target
