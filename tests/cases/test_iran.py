"""Geneva, November 2013: a negotiation over clauses without options; what it must show, from structure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from tertius import Case, Date, evaluate_claims, known_by, load
from tertius.evidence.forecast_log import forecast_log
from tertius.evidence.model_forecasts import model_says
from tertius.evidence.readings import compare_readings
from tertius.explain.negotiation_english import ACCURACY
from tertius.io.catalogue import slugs
from tertius.model.inputs import inputs, unmarked
from tertius.negotiation.beside import by_reading
from tertius.negotiation.negotiate import clause_rows, negotiate
from tertius.report.build import build
from tertius.report.render import render
from tertius.testing_cases import idle_falsifiers, shipped_verdicts

SLUG = "iran-2013"
READINGS = (None, "pressure", "election", "iran_refused")
JPOA = {"enrichment": 60.0, "stock": 60.0, "arak": 70.0, "right": 50.0, "relief": 30.0, "inspections": 60.0}
"""The places of the agreement of 24 November on the scales of the case, by its terms in the history (E6)."""


@cache
def case() -> Case:
    return load(SLUG)


def verdicts() -> Mapping[tuple[str, str | None], str]:
    return shipped_verdicts(SLUG)


def test_it_is_shipped_and_every_input_is_marked() -> None:
    assert SLUG in slugs()
    assert [i.where for i in unmarked(case())] == []
    # Judged places are ranges; a point is what a party of no vote would have without any doubt, or a reported text.
    talks = case().negotiation
    assert talks is not None
    points = [(i.id, s.party) for i in talks.issues for s in i.positions if s.position[0] == s.position[1]]
    assert points == [("right", "israel")]
    marked = {i.where: i.provenance for i in inputs(case())}
    assert all(marked[f"negotiation.issues.{i.id}.positions.{s.party}"].basis in ("judged", "reported") for i in talks.issues for s in i.positions)


def test_who_stopped_the_text_turns_on_which_text_it_was() -> None:
    assert [verdicts()["D1", r] for r in READINGS] == ["holds", "holds", "holds", "fails"]
    assert [verdicts()["D2", r] for r in READINGS] == ["fails", "fails", "fails", "holds"]
    blocked = {a.id: a.text.judged.blocked_by for a in by_reading(case()) if a.text is not None}
    assert blocked == {"": ("france",), "pressure": ("france",), "election": ("france",), "iran_refused": ("iran",)}


def test_a_first_step_is_open_under_every_reading_and_israel_has_no_say_in_it() -> None:
    assert {verdicts()["D3", r] for r in READINGS} == {"holds"}
    for answer in by_reading(case()):
        assert answer.needed == ("iran", "usa", "france", "europe", "russia", "china")


def test_the_agreement_that_came_would_have_passed() -> None:
    talks = case().negotiation
    assert talks is not None
    made = replace(talks, issues=tuple(replace(i, on_the_table=JPOA[i.id]) for i in talks.issues))
    text = negotiate(made, draws=10).text
    assert text is not None
    assert text.passes
    assert text.judged.blocked_by == ()


def test_every_tested_claim_has_a_falsifier_that_works() -> None:
    assert idle_falsifiers(case()) == []
    assert all(claim.context for claim in case().claims if claim.expect is None)


def test_what_was_known_then_has_no_outcome_in_it() -> None:
    then = known_by(case(), Date.parse("2013-11-20"))
    assert [e.id for e in then.history] == ["E1", "E2", "E3", "E4", "E5"]
    assert all(f.outcome is None for f in then.forecasts)
    assert "jpoa-2013" not in then.sources
    assert set(then.readings) == {"pressure", "election", "iran_refused"}
    same = {(r.claim.id, r.reading): r.verdict.verdict for r in evaluate_claims(then, falsifiers=False)}
    assert same == verdicts()


def test_forecasts_are_resolved_and_the_model_is_scored_beside_one() -> None:
    assert [f.outcome for f in case().forecasts] == ["yes"] * 4
    (said,) = model_says(case())
    assert said.forecast.id == "F2"
    assert said.brier is not None
    # On the day of that forecast nothing was known of the draft of November, so fewer had a position.
    then = known_by(case(), said.forecast.made, move_status_quo=False).negotiation
    assert then is not None
    assert then.issue("stock").stance("france") is None
    assert forecast_log(case()).total is not None


def test_readings_without_a_conflict_are_about_what_is_negotiated() -> None:
    rows = compare_readings(case())
    assert [(r.reading, r.impossible, r.solved) for r in rows] == [(r, "", None) for r in READINGS]


def test_the_report_shows_readings_side_by_side_and_warns_of_the_forecast() -> None:
    page = render(build(case()))
    assert page.count(ACCURACY) >= 2
    assert "Under each reading that changes the negotiation" in page
    assert "Cannot be set up" not in page
    for reading in case().readings.values():
        assert reading.thesis in page


def test_published_rounds_and_the_outcome_stand_with_the_emission_standards() -> None:
    other = load("eu-emission-standards")
    text = " ".join([other.summary, *(c.provenance.note for c in other.claims), *(f.words for f in other.forecasts), *(f.resolution for f in other.forecasts)])
    for number in ("8.833", "8.35", "7.39", "8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8 and 9.6"):
        assert number in text
    assert ACCURACY in render(build(other))


def test_the_engine_knows_nothing_about_the_case() -> None:
    root = Path(__file__).resolve().parents[2] / "src" / "tertius"
    words = re.compile(r"\b(iran|geneva|arak)\b", re.IGNORECASE)
    found = [p.name for p in root.rglob("*.py") for line in p.read_text(encoding="utf-8").splitlines() if words.search(line) and "iran-" not in line]
    assert found == []


def test_the_election_has_the_published_inputs() -> None:
    """Capability, position on 1 to 10 and salience as in Eftekhari and Rahimi (2014), by two public copies of the data."""
    published = {
        "jalili": (0.24, 1, 0.7), "haddad": (0.08, 2, 1.0), "gharazi": (0.01, 4, 1.0), "rezayi": (0.2, 4, 0.6), "ghalibaf": (0.64, 5, 1.0),
        "velayati": (0.07, 5, 0.25), "rouhani": (0.21, 8, 1.0), "aref": (0.3, 10, 0.7),
    }  # fmt: skip
    other = load("iran-election-2013")
    talks = other.negotiation
    assert talks is not None
    issue = talks.issue("place")
    for id, (capability, position, salience) in published.items():
        stance = issue.stance(id)
        assert stance is not None
        assert stance.salience is not None
        assert (talks.party(id).power / 100, stance.salience / 100) == (capability, salience)
        assert abs(stance.position[0] - (position - 1) / 9 * 100) < 0.01
    weights = {i: c * s for i, (c, _, s) in published.items()}
    mean = sum(w * (published[i][1] - 1) / 9 * 100 for i, w in weights.items()) / sum(weights.values())
    assert abs(clause_rows(talks)[0].settled.models["compromise"] - mean) < 0.01
    for result in evaluate_claims(other):
        assert result.falsifier is not None
        assert result.falsifier.works
    assert unmarked(other) == ()
