"""What would change the leader, against brute force: every cell at its limits, every set of rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.evidence.flips import flips
from tertius.evidence.hypotheses import hypotheses
from tertius.explain.evidence_english import EvidenceTeller
from tertius.model.case import Actor, Case
from tertius.model.dates import Date
from tertius.model.evidence import Cell, Evidence, EvidenceRow

DAY = Date.parse("2018")
SCALE = {m: Cell(x, x, x, m) for m, x in (("CC", 0.9), ("C", 0.7), ("N", 0.5), ("I", 0.3), ("II", 0.1))}
values = st.sampled_from([0.02, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0])


def scores(evidence: Evidence) -> list[float]:
    """Posterior odds by middle values, multiplied out."""
    found = []
    for r in evidence.readings:
        score = sum(evidence.prior[r]) / 2
        for row in evidence.rows:
            size = sum(other.group == row.group for other in evidence.rows) if row.group else 1
            q = row.reliability[0]
            score *= (q * row.cells[r].mid + (1 - q) * 0.5) ** (1 / size)
        found.append(score)
    return found


def alone_ahead(evidence: Evidence, reading: str) -> bool:
    found = dict(zip(evidence.readings, scores(evidence), strict=True))
    return all(found[reading] > x * (1 + 1e-8) for r, x in found.items() if r != reading)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    names = tuple(f"r{k}" for k in range(draw(st.integers(2, 3))))
    rows = tuple(
        EvidenceRow(
            f"V{i}", DAY, "", {r: Cell(x, x, x) for r, x in ((r, draw(values)) for r in names)},
            draw(st.sampled_from(["", "", "g", "h"])), (draw(st.sampled_from([1.0, 1.0, 0.7, 0.0])),) * 2,
        )
        for i in range(draw(st.integers(1, 6)))
    )  # fmt: skip
    weights = [draw(st.sampled_from([1, 2, 4])) for _ in names]
    return Evidence(names, {r: (x / sum(weights),) * 2 for r, x in zip(names, weights, strict=True)}, SCALE, rows)


def with_cell(evidence: Evidence, row: str, reading: str, value: float) -> Evidence:
    return evidence.edited({row: {reading: Cell(value, value, value)}})


@given(evidences())
@settings(max_examples=120, deadline=None)
def test_flips_are_those_of_brute_force(evidence: Evidence) -> None:
    found = flips(hypotheses(Case("T", (Actor("a", "A"),), None, evidence=evidence)))
    best = max(scores(evidence))
    assert set(found.leaders) == {r for r, x in zip(evidence.readings, scores(evidence), strict=True) if x >= best * (1 - 1e-8)}
    if len(found.leaders) > 1:
        assert not found.cells
        assert found.removal is None
        return
    lead = found.leaders[0]
    can = {(c.row, c.reading): c for c in found.cells}
    for row in evidence.rows:
        for r in evidence.readings:
            limit = 1e-300 if r == lead else 1.0
            turned = not alone_ahead(with_cell(evidence, row.id, r, limit), lead)
            assert ((row.id, r) in can) == turned
            if turned:
                c = can[row.id, r]
                before = c.start + (c.end - c.start) * (1 - 1e-3)
                assert alone_ahead(with_cell(evidence, row.id, r, before), lead)
                after = min(1.0, max(1e-300, c.end + (c.end - c.start) * 1e-3))
                assert not alone_ahead(with_cell(evidence, row.id, r, after), lead)
                level = dict(zip(evidence.readings, scores(with_cell(evidence, row.id, r, c.end)), strict=True))
                assert level[c.reading_ahead] == pytest.approx(level[lead])
    sizes = [round(abs(c.points), 9) for c in found.cells]
    assert sizes == sorted(sizes)
    fewest = None
    for size in range(1, len(evidence.rows) + 1):
        for gone in combinations(evidence.rows, size):
            left = replace(evidence, rows=tuple(r for r in evidence.rows if r not in gone))
            if not alone_ahead(left, lead):
                fewest = size
                break
        if fewest is not None:
            break
    assert (None if found.removal is None else len(found.removal.rows)) == fewest
    if found.removal is not None:
        left = replace(evidence, rows=tuple(r for r in evidence.rows if r.id not in found.removal.rows))
        after = dict(zip(evidence.readings, scores(left), strict=True))
        assert after[found.removal.reading_ahead] >= after[lead] * (1 - 1e-8)


def test_by_hand() -> None:
    # r0 leads by 0.9/0.3 = 3: its cell can fall to 0.3, or r1's rise to 0.9; 0.6 points either way.
    rows = (EvidenceRow("V", DAY, "", {"r0": Cell(0.9, 0.9, 0.9), "r1": Cell(0.3, 0.3, 0.3)}),)
    evidence = Evidence(("r0", "r1"), {"r0": (0.5, 0.5), "r1": (0.5, 0.5)}, SCALE, rows)
    found = flips(hypotheses(Case("T", (Actor("a", "A"),), None, evidence=evidence)))
    assert [(c.reading, round(c.end, 9), round(c.points, 9)) for c in found.cells] == [("r0", 0.3, -0.6), ("r1", 0.9, 0.6)]
    assert [c.decibels for c in found.cells] == pytest.approx([-10 * np.log10(3), 10 * np.log10(3)])
    assert found.removal is not None
    assert found.removal.rows == ("V",)


def test_a_change_is_told_with_the_digits_that_show_it() -> None:
    rows = (EvidenceRow("V", DAY, "", {"r0": Cell(0.3, 0.3, 0.3, "I"), "r1": Cell(0.2999, 0.2999, 0.2999)}),)
    evidence = Evidence(("r0", "r1"), {"r0": (0.5, 0.5), "r1": (0.5, 0.5)}, SCALE, rows)
    found = hypotheses(Case("T", (Actor("a", "A"),), None, evidence=evidence))
    assert EvidenceTeller(found, flips(found)).cell_flip(flips(found).cells[0]) == (
        "V under ‘r0’ from I (0.3) to 0.2999 (-0.001 dB): ‘r1’ is level."
    )


def test_a_prior_that_no_removal_overcomes() -> None:
    rows = (EvidenceRow("V", DAY, "", {"r0": Cell(0.9, 0.9, 0.9), "r1": Cell(0.3, 0.3, 0.3)}),)
    evidence = Evidence(("r0", "r1"), {"r0": (0.8, 0.8), "r1": (0.2, 0.2)}, SCALE, rows)
    found = flips(hypotheses(Case("T", (Actor("a", "A"),), None, evidence=evidence)))
    assert found.removal is None
    # 0.8 x L = 0.2 x 0.3 at L = 0.075; raising r1 would need more than 1.
    assert [(c.reading, round(c.end, 9)) for c in found.cells] == [("r0", 0.075)]


def test_a_thousand_rows_in_groups_take_no_time() -> None:
    rows = tuple(
        EvidenceRow(f"V{i}", DAY, "", {"r0": Cell(0.6, 0.6, 0.6), "r1": Cell(0.5, 0.5, 0.5)}, f"g{i // 3}" if i % 2 else "")
        for i in range(1000)
    )
    evidence = Evidence(("r0", "r1"), {"r0": (0.5, 0.5), "r1": (0.5, 0.5)}, SCALE, rows)
    found = flips(hypotheses(Case("T", (Actor("a", "A"),), None, evidence=evidence)))
    assert found.removal is not None
    assert len(found.removal.rows) == 1000
