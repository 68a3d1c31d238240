"""The report's sections on evidence and forecasts: there with their input, gone without it; marks, not only colour."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tertius.io.catalogue import load
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.report.build import build
from tertius.report.dossier import Dossier
from tertius.report.render import render
from tertius.testing_reports import shipped_dossier


@cache
def dossier(slug: str) -> Dossier:
    return shipped_dossier(slug)


def section(page: str, id: str) -> str:
    return page[page.index(f'<section id="{id}"') :].split("</section>")[0]


@pytest.mark.parametrize("slug", ["sochi-2018", "two-villages"])
def test_each_input_that_is_removed_changes_the_page(slug: str) -> None:
    case, full = load(slug), dossier(slug)
    assert {"evidence", "forecasts"} <= set(full.sections)
    case = replace(case, claims=(), main_claim=None)  # the rest of the page is not what this is about
    bare = build(replace(case, evidence=None))
    assert "evidence" not in bare.sections
    assert build(replace(case, ladder=None)).ladder is None
    none = build(replace(case, forecasts=(), ladder=None))
    assert "forecasts" not in none.sections
    only = build(replace(case, forecasts=()))
    assert "forecasts" in only.sections
    assert only.scores is None
    assert render(only)


def test_cells_carry_their_marks_and_every_band_its_table() -> None:
    text = section(render(dossier("sochi-2018")), "evidence")
    for mark in ("CC", "C", "N", "I", "II"):
        assert f">{mark}</td>" in text
    assert text.count("<svg") == 5 + 4
    assert "0.75 (0.18 to 0.98)" in text
    assert "not on file then" in text
    assert 'class="scroll" role="region" tabindex="0"' in text


def test_numbers_intervals_and_what_is_not_assessed_stand_as_written() -> None:
    text = section(render(dossier("two-villages")), "evidence")
    for said in (">0.8</td>", ">0.6–0.9</td>", ">?</td>", "reliability 0.5"):
        assert said in text


def test_scores_calibration_and_ladder() -> None:
    text = section(render(dossier("sochi-2018")), "forecasts")
    assert "5 of 10 forecasts scored" in text
    assert "Void, kept and not scored" in text
    assert "0.72 to 0.98" in text
    assert "the highest level reached is L4" in text
    assert "takes L1 (words) for success" in text


def test_nothing_later_than_asked() -> None:
    page = render(build(known_by(load("sochi-2018"), Date.parse("2018-05-18"))))
    text = section(page, "evidence")
    assert "V9" not in text
    assert "Managed process" not in text
    assert "0 of" not in text
    assert "L4 (the body meets)</b> not reached on record" in section(page, "forecasts")
    early = build(known_by(load("sochi-2018"), Date.parse("2018-05-01")))
    assert "evidence" not in early.sections


def test_inputs_are_listed_with_what_they_rest_on() -> None:
    labels = {g.label: g.summary for g in dossier("sochi-2018").inputs}
    assert labels["Evidence"].startswith("11: 11 judged")
    assert labels["Forecasts"].startswith("10: 10 judged")
    assert labels["Levels reached"].startswith("5: 5 sourced")
