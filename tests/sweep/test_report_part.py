"""The robustness section: there where something is uncertain, in Sochi and elsewhere, gone without it, equal to the single analyses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tertius.evidence.claims import evaluate_claims
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.spread import Spread
from tertius.model.uncertainty import drawn, generator
from tertius.report.build import build
from tertius.report.dossier import Dossier
from tertius.report.exhibits import Key
from tertius.report.render import render
from tertius.report.robustness import robustness_part
from tertius.sweep.robustness import robustness
from tertius.testing_reports import shipped_dossier
from tertius.testing_sweep import TALKS

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
    assert len(less.varying) == 3


def test_likelihoods_of_the_shipped_case_change_its_report_and_take_their_part_along() -> None:
    case = load("sochi-2018")
    assert case.uncertainty is not None
    assert case.uncertainty.evidence is not None
    whole = robustness_part(case, KEYS)
    without = robustness_part(replace(case, uncertainty=replace(case.uncertainty, evidence=None)), KEYS)
    assert whole is not None
    assert without is not None
    assert "The evidence: each likelihood within its interval" in {*whole.varying} - {*without.varying}
    weighed = [line for _, line in whole.spreads if line.startswith("The evidence gives")]
    assert case.evidence is not None
    assert len(weighed) == len(case.evidence.readings)
    assert any("It turns on likelihood of" in line for line in weighed)
    assert not [line for _, line in without.spreads if line.startswith("The evidence gives")]
    # The claim about a row is among those that are drawn, and no likelihood within its interval makes another verdict of it.
    assert {row.claim for row in whole.rows} - {row.claim for row in without.rows} == {"C4d"}
    assert "C4d" in whole.unmoved
    assert "C4d" not in without.unmoved


def test_how_far_a_number_would_have_to_be_otherwise_is_told_where_it_is_quick() -> None:
    case = parse_case(TALKS)
    case = replace(case, claims=tuple(c for c in case.claims if c.id in {"M", "T"}))
    keys = {None: KEYS[None], "r": Key("b", "r", "R")}
    part = robustness_part(case, keys)
    assert part is not None
    page = " ".join(line for row in part.rows for _, line in row.tipping)
    assert "M, one number at a time: " in page
    assert "(79.22 keeps it; the case says 50)" in page
    assert "values tried, exact for these" in part.unmoved
    assert case.uncertainty is not None
    still = replace(case, uncertainty=replace(case.uncertainty, negotiation=Spread(0.001, 0.001, 0.0001)))
    less = robustness_part(still, keys)
    assert less is not None
    assert not [row for row in less.rows if row.tipping]
    assert "of T and M none changes the verdict" in less.unmoved


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
