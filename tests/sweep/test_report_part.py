"""The robustness section: there where something is uncertain, in Sochi and elsewhere, gone without it, equal to the single analyses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tertius.evidence.claims import evaluate_claims
from tertius.io.catalogue import load
from tertius.model.uncertainty import drawn, generator
from tertius.report.build import build
from tertius.report.dossier import Dossier
from tertius.report.exhibits import Key
from tertius.report.render import render
from tertius.report.robustness import robustness_part
from tertius.sweep.robustness import robustness
from tertius.testing_reports import shipped_dossier

KEYS = {None: Key("–", None, "the case as it stands"), "balancing": Key("a", "balancing", "Balancing")}


@pytest.fixture(scope="module")
def sochi() -> Dossier:
    return build(load("sochi-2018"), reading="balancing")


def test_the_page_says_how_often_what_it_turns_on_and_how_little_would_do(sochi: Dossier) -> None:
    page = render(sochi)
    section = page[page.index('<section id="robustness"') :].split("</section>")[0]
    assert "2,000 draws" in section
    assert "What the verdicts turn on" in section
    assert "and no fewer (exact)" in section
    for text in ("recommend", "should", "probability of"):
        assert text not in section


def test_shares_are_those_of_the_claims_in_the_draws() -> None:
    case = load("sochi-2018")
    part = robustness(case, readings=["balancing"], draws=12, changes=2)
    (share,) = (v for v in part.summary.verdicts if v.claim == "C5")
    held = 0
    for k in range(12):
        (result,) = evaluate_claims(drawn(case, generator(0, k)), readings=["balancing"], claims=["C5"], falsifiers=False)
        held += result.verdict.verdict == "holds"
    assert (share.holds.count, share.holds.of) == (held, 12)


def test_it_goes_with_its_input_and_changes_with_what_varies() -> None:
    case = load("sochi-2018")
    assert case.uncertainty is not None
    assert robustness_part(replace(case, uncertainty=None), KEYS) is None
    assert "robustness" not in shipped_dossier("two-villages").sections
    whole = robustness_part(case, KEYS)
    only = replace(case.uncertainty, preferences={"russia": case.uncertainty.preferences["russia"]})
    less = robustness_part(replace(case, uncertainty=only), KEYS)
    assert whole is not None
    assert less is not None
    assert whole.rows != less.rows
    assert len(less.varying) == 2


def test_a_negotiation_alone_has_the_section_too_and_claims_about_it_are_in_it() -> None:
    case = load("iran-2013")
    part = robustness_part(case, {None: KEYS[None]})
    assert part is not None
    assert [row.claim for row in part.rows] == [c.id for c in case.claims if c.expect is not None]
    found = robustness(case, readings=[None])
    assert found.numeric is not None
    (share,) = (v for v in found.numeric.verdicts if v.claim == "D8")
    held = 0
    for k in range(found.numeric.draws):
        (result,) = evaluate_claims(drawn(case, generator(0, k)), readings=[None], claims=["D8"], falsifiers=False)
        held += result.verdict.verdict == "holds"
    assert (share.holds.count, share.holds.of) == (held, found.numeric.draws)
    for row in part.rows:
        (cell,) = row.cells
        (result,) = evaluate_claims(case, readings=[None], claims=[row.claim], falsifiers=False)
        assert cell is not None
        assert cell.verdict == result.verdict.verdict
    assert "step" not in part.finding
    assert part.scope.startswith(f"{found.numeric.draws} draws")
    assert any("position on [" in line for _, line in part.turning)
    assert case.uncertainty is not None
    assert robustness_part(replace(case, uncertainty=replace(case.uncertainty, negotiation=None)), {None: KEYS[None]}) is None


def test_a_case_that_is_not_syria_has_it() -> None:
    part = robustness_part(load("cyprus-1964"), {None: KEYS[None]})
    assert part is not None
    assert part.rows
    assert "500 draws" in part.scope
