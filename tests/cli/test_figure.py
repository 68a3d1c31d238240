"""`tertius figure`: one figure as a file of its own, whose picture, description and table say the same."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tertius import analyze, load
from tertius.io.load import load_case, parse_case
from tertius.report.figures import FAMILIES, figure, figures
from tertius.view.standalone import MARGIN, standalone

RICH = Path(__file__).parents[1] / "report" / "rich.yaml"
Run = Callable[..., tuple[str, str]]
SVG = "{http://www.w3.org/2000/svg}"


def test_the_list_has_every_family_of_a_rich_case_and_each_name_draws(run: Run) -> None:
    out, _ = run("figure", str(RICH), "--quiet")
    names = out.split()
    assert {n.partition("-")[0] for n in names} == set(FAMILIES)
    assert len(names) == len(set(names))
    found = json.loads(run("figure", str(RICH), "--json")[0])
    assert [f["name"] for f in found["figures"]] == names
    for one in figures(load_case(RICH)):
        tree = ElementTree.fromstring(standalone(one.svg))
        assert tree.find(f"{SVG}title").text == one.title  # type: ignore[union-attr]
        assert tree.find(f"{SVG}desc").text == one.words  # type: ignore[union-attr]
        assert {e.tag.removeprefix(SVG) for e in tree.iter()} <= {"svg", "title", "desc", "style", "rect", "path", "circle", "text", "tspan", "g", "polygon"}
        assert all(len(row) == len(one.head) for row in one.rows)
        assert one.rows


def test_a_figure_with_a_forecast_takes_the_warning_with_it() -> None:
    for one in figures(load("eu-emission-standards")):
        assert ("Forecast: median" in one.words) == ("measured on decisions on EU law only" in one.words)
        assert "Forecast: median" in one.words


def test_a_figure_loads_nothing_and_runs_nothing(run: Run) -> None:
    for one in figures(load_case(RICH)):
        text = standalone(one.svg)
        assert not re.search(r"href|url\(|@import|<script|\bon\w+=|var\(", text)
        assert text.count("http") == 1  # the name space


def test_the_strip_is_drawn_where_the_numbers_are(run: Run) -> None:
    case = parse_case(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nnegotiation:\n  issues:\n    k: {name: K, on_the_table: 50, status_quo: 0, "
        "positions: {a: {position: 25, red_line: {at_most: 75}}, b: {position: [50, 100]}}}\n"
    )
    one = figure(case, "clause-k")
    # The scale begins 140 from the left and is 260 long; the forecast has the first row, so the rows of parties are at 56 and 76.
    assert 'cx="205.0" cy="56"' in one.svg
    assert '<rect class="stand" x="270.0" y="72" width="130.0"' in one.svg
    assert 'd="M331.0 49h4v14h-4"' in one.svg
    assert one.rows == (("A", "25", "–", "at most 75"), ("B", "50 to 100", "–", "–"))
    size = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', standalone(one.svg))
    assert size is not None
    assert [float(x) for x in size.groups()] == [-MARGIN, -MARGIN, 132 + 260 + 22 + 2 * MARGIN, 26 + 3 * 20 + 20 + 2 * MARGIN]


def test_the_graph_has_the_states_and_improvements_of_the_case() -> None:
    case = load("prisoners-dilemma")
    one = figure(case, "graph-as_it_stands")
    found = analyze(case, concepts=["nash"])
    assert [row[0] for row in one.rows] == list(found.states)
    # Cooperating costs its actor, so each defects whatever the other does: four improvements, two to a prisoner.
    improving = {("YY", "NY"), ("YN", "NN"), ("YY", "YN"), ("NY", "NN")}
    shown = {(row[0], part.partition(" → ")[2]) for row in one.rows for part in row[3].split("; ") if part}
    assert shown == improving
    assert one.svg.count('class="arc') == len(improving) + 2  # and a line of each mover in the legend
    assert "role=\"button\"" not in one.svg
    assert [row[0] for row in one.rows if "lasts" in row[2]] == ["NN", "YY"]


def test_files_are_the_same_bytes_each_time_and_the_table_says_the_same(run: Run, tmp_path: Path) -> None:
    files = []
    for n in (1, 2):
        _, err = run("figure", str(RICH), "--what", "evidence", "-o", f"{n}.svg", "--table", f"{n}.csv")
        run("figure", str(RICH), "--what", "evidence", "-o", f"{n}.png", "--quiet")
        files.append([(tmp_path / f"{n}.{end}").read_bytes() for end in ("svg", "csv", "png")])
        assert err == f"wrote {n}.svg\nwrote {n}.csv\n"
    assert files[0] == files[1]
    assert files[0][2].startswith(b"\x89PNG\r\n\x1a\n")
    found = json.loads(run("figure", str(RICH), "--what", "evidence", "--json")[0])
    rows = list(csv.reader((tmp_path / "1.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [found["head"], *found["rows"]]
    assert found["file"] is None
    out, _ = run("figure", str(RICH), "--what", "evidence")
    assert out.encode() == files[0][0]


def test_layers_and_redaction_are_those_asked_for(run: Run) -> None:
    names = run("figure", str(RICH), "--reading", "r4", "--quiet")[0].split()
    assert {n for n in names if n.startswith("path-")} == {"path-1-r4", "path-2-r4"}
    early = json.loads(run("figure", str(RICH), "--what", "evidence", "--as-of", "2001-04-10", "--json")[0])
    now = json.loads(run("figure", str(RICH), "--what", "evidence", "--json")[0])
    then = json.loads(run("figure", str(RICH), "--what", "evidence-then", "--json")[0])
    assert early["rows"] == then["rows"] != now["rows"]
    full = json.loads(run("figure", str(RICH), "--what", "clause-flow", "--json")[0])
    team = json.loads(run("figure", str(RICH), "--what", "clause-flow", "--json", "--redact", "team")[0])
    public = json.loads(run("figure", str(RICH), "--what", "clause-flow", "--json", "--redact", "public")[0])
    assert "Red line" in full["head"]
    assert team["head"] == ["Party", "Position", "Salience"]
    assert (public["head"], public["case"]["redacted"]) == (["Party", "Position"], "public")


def test_a_wrong_name_a_wrong_ending_and_a_case_without_figures_are_said(run: Run, tmp_path: Path) -> None:
    _, err = run("figure", str(RICH), "--what", "evidense", code=2)
    assert "did you mean 'evidence'" in err
    _, err = run("figure", str(RICH), "-o", "a.svg", code=2)
    assert "--what" in err
    _, err = run("figure", str(RICH), "--what", "evidence", "-o", "a.jpg", code=2)
    assert ".svg or .png" in err
    (tmp_path / "bare.yaml").write_text("tertius: 1\ntitle: Bare\nactors: {a: A}\n")
    run("figure", "bare.yaml", code=1)
    (tmp_path / "round.yaml").write_text(
        "tertius: 1\ntitle: Round\nactors: {a: A, b: B}\nconflict:\n  states: {s1: One, s2: Two}\n"
        "  moves: {a: [s1 -> s2], b: [s2 -> s1]}\n  preferences: {a: {ranking: [s2, s1]}, b: {ranking: [s1, s2]}}\n  status_quo: s1\n"
    )
    assert "path-1-as_it_stands" in run("figure", "round.yaml", "--quiet")[0]


def test_without_the_extra_a_png_is_refused_with_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    _, err = run("figure", str(RICH), "--what", "evidence", "-o", "a.png", code=2)
    assert "tertius[png]" in err
    assert not (tmp_path / "a.png").exists()
