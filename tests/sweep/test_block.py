"""Blocks of draws: each draw answers as the single analyses do, however the range is cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.dynamics.analysis import analyze
from tertius.errors import ImpossibleError, TertiusError
from tertius.evidence.claims import evaluate_claims
from tertius.evidence.hypotheses import hypotheses
from tertius.io.catalogue import load
from tertius.leverage.plans import leverage
from tertius.leverage.question import ask
from tertius.model.case import Case, Claim, Lever, LeverTest, OutcomeTest, Reading
from tertius.model.conflict import GraphConflict, Preference
from tertius.model.expr import Expr
from tertius.model.layers import negotiation_under, situate
from tertius.model.negotiation import IssueTest, PackageTest
from tertius.model.spread import Spread
from tertius.model.uncertainty import (
    Alternative,
    Alternatives,
    Extensions,
    Reorder,
    Uncertainty,
    drawn,
    generator,
)
from tertius.negotiation.settle import settled
from tertius.sweep.block import solve_block
from tertius.sweep.plan import Plan, plan_of, schemas
from tertius.sweep.tables import distinct_rows
from tertius.testing import effects_for, graph_cases, option_cases


@given(rows=st.integers(0, 3).flatmap(lambda width: st.lists(st.lists(st.integers(-3, 3), min_size=width, max_size=width), max_size=12).map(lambda r: np.array(r, np.int64).reshape(len(r), width))))
def test_distinct_rows_are_those_of_numpy(rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> None:
    found = distinct_rows(rows)
    if rows.shape[1] and len(rows):
        unique, first, inverse = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        assert [x.tolist() for x in found] == [unique.tolist(), first.tolist(), inverse.reshape(-1).tolist()]
    else:
        assert (len(found[0]), len(found[1]), found[2].tolist()) == (min(1, len(rows)), min(1, len(rows)), [0] * len(rows))


def table_of(plan: Plan, tables: Mapping[str, Mapping[str, np.ndarray]], name: str) -> dict[int, set[tuple[object, ...]]]:
    """Draw -> its rows in words, spread from first draws to all."""
    columns = schemas(plan)[name]
    rows = defaultdict(set)
    listed = [
        [(c.labels[k] if k >= 0 else None) if c.labels else k for k in tables[name][key].tolist()] for key, c in columns.items() if key != "draw"
    ]
    for draw, *row in zip(tables[name]["draw"].tolist(), *listed, strict=True):
        rows[draw].add(tuple(row))
    draws = tables["draws"]
    return {d: rows[like] for d, like in zip(draws["draw"].tolist(), draws["like"].tolist(), strict=True)}


def numbers(plan: Plan, case: Case) -> set[tuple[object, ...]]:
    """The medians of clauses, reading by reading, and the probabilities of readings, as `negotiate` and `hypotheses` have them."""
    varying = plan.case.uncertainty
    found: set[tuple[object, ...]] = set()
    if varying is not None and varying.negotiation is not None and plan.numbers:
        for reading in plan.readings:
            table = negotiation_under(case, reading)
            if table is not None and (reading is None or case.readings[reading].negotiation is not None):
                found |= {(reading or "", f"clause {s.issue}", s.forecast.median) for s in settled(table, models=False)}
    if varying is not None and varying.evidence is not None and plan.numbers:
        found |= {("", f"reading {r}", band.mid) for r, band in hypotheses(case).posterior.items()}
    return found


def expected(plan: Plan, draw: int) -> dict[str, set[tuple[object, ...]]]:
    """The same rows from the single analyses of the drawn case."""
    case = drawn(plan.case, generator(plan.seed, draw))
    rows: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for reading in plan.readings:
        try:
            found = analyze(situate(case, reading=reading, levers=plan.levers), concepts=plan.concepts, foresight=plan.foresight)
        except ImpossibleError:
            rows["outcomes"].add((reading or "", "impossible"))
            continue
        rows["equilibria"] |= {(reading or "", c, s) for c in plan.concepts for s in found.equilibria[c]}
        if found.outcomes is not None:
            rows["outcomes"] |= {(reading or "", s) for s in found.outcomes.states}
            if found.outcomes.unsettled:
                rows["outcomes"].add((reading or "", "unsettled"))
    for result in evaluate_claims(case, readings=plan.readings, claims=plan.claims, levers=plan.levers, falsifiers=False):
        rows["verdicts"].add((result.reading or "", result.claim.id, result.verdict.verdict))
    rows["numbers"] = numbers(plan, case)
    for target in plan.targets:
        for reading in plan.readings:
            try:
                question = ask(case, target, reading=reading, levers=plan.levers, foresight=plan.foresight)
            except TertiusError:
                continue
            answer = leverage(question, pivot=False)
            alone = {p.levers[0]: p.every for p in answer.plans if len(p.levers) == 1}
            for x in question.pool:
                necessary = (
                    "unreached" if answer.vacuous else "holds" if x in answer.necessary
                    else "open" if x in answer.doubtful_necessary else "fails"
                )  # fmt: skip
                rows["levers"].add((reading or "", target.text, x, x in answer.sufficient, necessary, None))
            for y in question.in_force:
                rows["levers"].add((reading or "", target.text, y, None, None, "holds" if y in answer.but_for else "fails"))
            assert all(v == "holds" for v in alone.values())
    return rows


def agree(plan: Plan, draws: int) -> None:
    tables = solve_block(plan, 0, draws)
    for name, columns in schemas(plan).items():
        assert list(tables[name]) == list(columns)
        assert {key: c.dtype.name for key, c in tables[name].items()} == {key: c.type for key, c in columns.items()}
        assert (np.diff(tables[name]["draw"]) >= 0).all()
    found = {name: table_of(plan, tables, name) for name in tables if name not in {"draws", "inputs"}}
    for draw in range(draws):
        rows = expected(plan, draw)
        for name, by_draw in found.items():
            here = by_draw[draw]
            if name == "levers":  # `leverage` tells what is sufficient, not whether another is open
                here = {(*r[:3], None if r[3] is None else r[3] == "holds", *r[4:]) for r in here}
            assert here == rows[name], (draw, name)


@pytest.mark.parametrize(("slug", "draws"), [("sochi-2018", 2), ("cyprus-1964", 1)])
def test_a_shipped_case_answers_draw_by_draw_as_it_does_alone(slug: str, draws: int) -> None:
    agree(plan_of(load(slug), seed=5), draws)


@st.composite
def uncertain_cases(draw: st.DrawFn) -> Case:
    """Cases whose preferences vary in every way that there is, with readings, levers and claims."""
    case = draw(st.one_of(option_cases(max_options=4), graph_cases(max_states=4)))
    conflict = case.conflict
    assert conflict is not None
    states = conflict.state_ids if isinstance(conflict, GraphConflict) else None
    varying: dict[str, Reorder | Alternatives | Extensions] = {}
    for actor, preference in conflict.preferences.items():
        kind = draw(st.sampled_from(["reorder", "alternatives", "extensions", "fixed"]))
        orderable = preference.kind == "statements" or (preference.kind == "ranking" and not preference.strong)
        if kind == "reorder" and orderable:
            varying[actor] = Reorder(draw(st.sampled_from([0.0, 0.3, 0.5, 1.0])))
        elif kind == "alternatives":
            others = draw(st.permutations(preference.statements or ()))
            listed = [preference, Preference("statements", statements=tuple(others)), Preference("statements")]
            weights = [1.0, *(draw(st.sampled_from([0.0, 1.0, 2.5])) for _ in listed[1:])]
            varying[actor] = Alternatives(tuple(Alternative(w, p) for w, p in zip(weights, listed, strict=True)))
        elif kind == "extensions" and preference.kind == "statements" and preference.statements:
            varying[actor] = Extensions(preference.statements, (0,) * len(preference.statements))
        elif kind == "extensions" and preference.kind == "ranking" and preference.ranking:
            n = len(preference.ranking)
            varying[actor] = Extensions(preference.ranking, tuple(1 if k else 0 for k in range(n)))
    if not varying:
        return draw(st.nothing())
    atoms = states if states is not None else conflict.option_keys  # type: ignore[union-attr]
    target = Expr((("atom", draw(st.sampled_from(atoms))),), "target")
    levers = {f"l{k}": Lever(f"l{k}", f"L{k}", "it", draw(effects_for(case))) for k in range(draw(st.integers(0, 2)))}
    readings = {"r": Reading("r", "R", effects=draw(effects_for(case)), levers=tuple(list(levers)[:1]))} if draw(st.booleans()) else {}
    foresight = draw(st.sampled_from([1, 2]))
    claims = [
        Claim(f"{over}_{q}", "", OutcomeTest(over, q, target, c, foresight if over == "outcomes" else 1))
        for over, q, c in (("outcomes", "every", ""), ("outcomes", "some", "nash"), ("equilibria", "none", "gmr"))
    ]
    if levers:
        claims += [Claim(f"n{b}", "", LeverTest(b, tuple(levers)[-1:], (), target)) for b in (True, False)]
    return replace(
        case, levers=levers, readings=readings, claims=tuple(claims),
        uncertainty=Uncertainty(varying, {"r": 1.0} if readings else {}),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=uncertain_cases(), seed=st.integers(0, 2**40), foresight=st.sampled_from([1, 2]))
def test_each_draw_answers_as_it_does_alone(case: Case, seed: int, foresight: int) -> None:
    target = case.claims[0].expect
    assert isinstance(target, OutcomeTest)
    has = case.conflict is not None and case.conflict.status_quo is not None
    concepts = ("nash", "gmr", "smr", "seq", "sseq")
    agree(plan_of(case, seed=seed, foresight=foresight, concepts=concepts, targets=[target.satisfy] if has else []), 5)


def test_a_negotiation_that_is_drawn_is_drawn_in_claims_about_it() -> None:
    case = load("sochi-2018")
    assert case.uncertainty is not None
    case = replace(case, uncertainty=replace(case.uncertainty, negotiation=Spread(position=30, salience=20, power=0.8)))
    talks = [c.id for c in case.claims if isinstance(c.expect, PackageTest | IssueTest)]
    plan = plan_of(case, seed=3, claims=talks, targets=(), readings=[None, *case.readings])
    agree(plan, 6)
    tables = solve_block(plan, 0, 6)
    assert tables["draws"]["like"].tolist() == list(range(6))
    assert plan.block < plan_of(case, seed=3, claims=(), targets=(), numbers=False).block


def test_a_case_in_which_only_a_negotiation_varies_can_be_drawn() -> None:
    case = load("sochi-2018")
    case = replace(case, uncertainty=Uncertainty({}, negotiation=Spread(position=30)))
    agree(plan_of(case, claims=["C6"] if any(c.id == "C6" for c in case.claims) else None, targets=(), readings=[None]), 3)
    still = solve_block(plan_of(case, claims=["M1"], targets=(), readings=[None], numbers=False), 0, 5)
    assert still["draws"]["like"].tolist() == [0] * 5
