"""The relations section of the report: a picture and a table a period, signs that do not rest on colour."""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree

from tertius.io.load import parse_case
from tertius.report.build import build
from tertius.report.render import render
from tertius.testing_reports import shipped_dossier, shipped_section
from tertius.view.network_svg import network_svg


@cache
def section(slug: str) -> str:
    return shipped_section(slug, "relations")


def test_sochi_has_its_periods_drawn_with_who_bridges_whom() -> None:
    text = section("sochi-2018")
    assert text.count('class="fig network"') == text.count("<details>") // 3 == 4
    assert "Russia 4 [2–5]" in text
    assert "L = 3 of 17 ties, exact" in text
    assert "threshold 0.5" in text


def test_a_case_that_is_not_syria_has_it_without_a_conflict() -> None:
    dossier = shipped_dossier("great-powers-1872-1907")
    assert "relations" in dossier.sections
    assert "conflict" not in dossier.sections
    text = section("great-powers-1872-1907")
    assert text.count('class="fig network"') == 6
    assert "Italy 4 [2–5]" in text
    assert "All signs are given in words" in text


def test_without_ties_there_is_no_section() -> None:
    assert "relations" not in shipped_dossier("two-villages").sections
    empty = parse_case("tertius: 1\ntitle: T\nactors: {a: A}\nrelations: {ties: []}\n")
    assert "relations" not in build(empty).sections


def test_taking_the_ties_out_changes_the_report() -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nrelations: {ties: [{a: a, b: b, sign: %s}]}\n"
    assert render(build(parse_case(text % "positive"))) != render(build(parse_case(text % "negative")))


def test_every_negative_tie_is_dashed_and_has_a_mark() -> None:
    text = network_svg("n", "T", "D", ["A <b>", "العليا", "C", "x" * 60], [(0, 1, 1), (1, 2, -1), (0, 2, -1), (2, 3, 1)])
    root = ElementTree.fromstring(text)
    marks = [e for e in root.iter() if e.get("class") == "minus-mark"]
    assert len(marks) == len([e for e in root.iter() if e.get("class") == "tie minus"]) == 2
    assert len([e for e in root.iter() if e.get("class") == "tie plus"]) == 2
    assert "A <b>" in [e.text for e in root.iter() if e.tag == "tspan"]


def test_large_networks_are_not_drawn_but_told() -> None:
    names = [f"p{k}" for k in range(30)]
    ties = ", ".join(f"{{a: p{k}, b: p{k + 1}, sign: positive}}" for k in range(29))
    case = parse_case(f"tertius: 1\ntitle: T\nactors: {{{', '.join(f'{n}: {n}' for n in names)}}}\nrelations: {{ties: [{ties}]}}\n")
    part = build(case).relations
    assert part is not None
    assert part.periods[0].drawn is None
    assert len(part.periods[0].rows) == 30
