"""The counterfactual section of the report: there where claims ask for it, in Sochi and elsewhere, and gone without its input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tertius.io.catalogue import load
from tertius.report.build import build
from tertius.report.counterfactual import counterfactual_part
from tertius.report.dossier import Dossier
from tertius.report.exhibits import Key
from tertius.report.render import render
from tertius.testing_reports import shipped_dossier

KEYS = {None: Key("–", None, "the case as it stands"), "balancing": Key("a", "balancing", "Balancing")}


@pytest.fixture(scope="module")
def sochi() -> Dossier:
    return build(load("sochi-2018"), reading="balancing")


def test_targets_come_from_claims_about_levers_and_about_what_is_given(sochi: Dossier) -> None:
    asked = [(t.claims, [r.factor for r in t.rows]) for t in sochi.counterfactual]
    assert ("C1", "X1b", "X2") in [claims for claims, _ in asked]
    assert ("C5", "X1n") in [claims for claims, _ in asked]
    rows = dict(asked)["C5", "X1n"]
    assert "Russia: not ‘Supplies S-300 systems’" in rows
    assert "Russia: ‘Does not object to strikes’" in rows
    page = render(sochi)
    section = page[page.index('<section id="counterfactual"') :].split("</section>")[0]
    assert "200 draws" in section
    assert "(coercive)" in section
    for text in ("recommend", "should"):
        assert text not in section


def test_a_case_that_is_not_syria_has_over_determination_named() -> None:
    dossier = shipped_dossier("cuban-missile-crisis-1962")
    (target,) = dossier.counterfactual
    assert target.claims == ("blockade_needed",)
    assert any("Over-determined" in line for told in target.told for line in told.lines)
    assert {row.necessity for row in target.rows} == {"0 (exact)"}


def test_it_goes_with_its_input_and_changes_with_what_varies() -> None:
    case = load("sochi-2018")
    bare = replace(case, claims=tuple(c for c in case.claims if c.id in {"M1", "M2"}))
    assert "counterfactual" not in build(bare, reading="balancing").sections
    assert "counterfactual" not in shipped_dossier("two-villages").sections
    one = replace(case, claims=tuple(c for c in case.claims if c.id == "C1"))
    (varied,) = counterfactual_part(one, KEYS)
    (fixed,) = counterfactual_part(replace(one, uncertainty=None), KEYS)
    assert {r.factor for r in varied.rows} == {r.factor for r in fixed.rows}
    assert [r.sufficiency for r in varied.rows] != [r.sufficiency for r in fixed.rows]
    assert all(r.necessity.endswith("(exact)") for r in fixed.rows)


def test_readings_stand_side_by_side_and_a_factor_that_is_not_in_place_has_no_cell() -> None:
    case = load("sochi-2018")
    one = replace(case, claims=tuple(c for c in case.claims if c.id == "C1"))
    (target,) = counterfactual_part(one, KEYS)
    assert target.holds == ("fails", "holds")
    cells = {row.factor: row.cells for row in target.rows}
    assert cells["‘Russia objects to strikes once Damascus commits’ (coercive)"] == (None, ("yes", "needed"))


def test_a_target_that_cannot_be_judged_says_so() -> None:
    case = load("sochi-2018")
    assert case.conflict is not None
    one = replace(case, claims=tuple(c for c in case.claims if c.id == "C1"), conflict=replace(case.conflict, status_quo=None))
    (target,) = counterfactual_part(one, {None: KEYS[None]})
    assert "no status quo" in target.refused
    assert "No answer" in render(build(one, reading=None))


def test_cyprus_has_a_reading_in_which_a_threat_and_a_promise_over_determine_the_same() -> None:
    (reading,) = (r for r in load("cyprus-1964").readings if r == "threat_and_promise")
    dossier = build(load("cyprus-1964"), reading=reading)
    target = next(t for t in dossier.counterfactual if "C5" in t.claims)
    assert target.holds == ("holds",)
    assert {row.cells[0][0] for row in target.rows if row.cells[0] is not None and row.cells[0][0] != "no"} == set()
    assert any("Over-determined" in line for told in target.told for line in told.lines)
