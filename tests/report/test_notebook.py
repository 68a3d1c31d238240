"""Results in a notebook: `_repr_html_` as Jupyter calls it, escaped, apart from the page around it, the same bytes each time."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tertius import analyze, compare_readings, evaluate_claims, situate
from tertius.evidence.hypotheses import hypotheses
from tertius.evidence.verdicts import ClaimResults
from tertius.io.conflict import scope_of
from tertius.io.load import load_case, parse_case
from tertius.leverage.plans import leverage
from tertius.leverage.question import ask
from tertius.model.case import Case
from tertius.model.redact import redact
from tertius.negotiation.backtest import backtest
from tertius.negotiation.fit import shipped
from tertius.negotiation.negotiate import negotiate
from tertius.negotiation.settle import stakes_in
from tertius.negotiation.stakes import Observed
from tertius.relations.analysis import analyze_relations
from tertius.relations.signed_network import case_table
from tertius.report.notebook import html_of
from tertius.shown import Shown
from tertius.view.scoped_css import scoped

RICH = Path(__file__).with_name("rich.yaml")
VOID = {"br", "hr", "img", "path", "rect", "circle"}


@cache
def rich() -> Case:
    return load_case(RICH)


def _leverage() -> object:
    case = rich()
    assert case.conflict is not None
    return leverage(ask(case, scope_of(case.conflict).expression("release"), reading="r1"))


def _relations() -> object:
    relations = rich().relations
    assert relations is not None
    return analyze_relations(case_table(relations, [a.id for a in rich().actors]), seconds=2)


def _negotiated() -> object:
    negotiation = rich().negotiation
    assert negotiation is not None
    return negotiate(negotiation, seconds=5)


def _backtest() -> object:
    negotiation = rich().negotiation
    assert negotiation is not None
    return backtest([Observed(stakes_in(negotiation, i), 50.0) for i in negotiation.issues], fit=shipped(), models=("tertius", "median"))


MADE: dict[str, Callable[[], object]] = {
    "analysis": lambda: analyze(situate(rich(), reading="r1"), foresight=2),
    "claims": lambda: evaluate_claims(rich()),
    "readings": lambda: compare_readings(rich()),
    "leverage": _leverage,
    "negotiation": _negotiated,
    "backtest": _backtest,
    "relations": _relations,
    "evidence": lambda: hypotheses(rich()),
}


@cache
def shown(kind: str) -> tuple[object, str]:
    made = MADE[kind]()
    assert isinstance(made, Shown)
    return made, made._repr_html_()


class Piece(HTMLParser):
    """Tags that are open, ids, links, and faults in nesting."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        self.faults += [f"<{tag} {a}>" for a in found if a.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.mark.parametrize("kind", MADE)
def test_each_result_is_one_whole_piece_that_runs_and_loads_nothing(kind: str) -> None:
    html = shown(kind)[1]
    piece = Piece(html)
    assert html.startswith('<div class="tertius"')
    assert piece.open == []
    assert piece.faults == []
    assert not piece.tags & {"script", "img", "link", "iframe", "u", "em"}
    assert not re.search(r"url\(|@import|https?://", html.replace("http://www.w3.org/2000/svg", ""))
    assert "A model of an argument" in " ".join(piece.words)
    assert len(html) < 60_000


@pytest.mark.parametrize("kind", MADE)
def test_ids_are_unique_and_links_lead_to_them(kind: str) -> None:
    piece = Piece(shown(kind)[1])
    assert len(piece.ids) == len(set(piece.ids))
    assert {x.removeprefix("#") for x in piece.links} <= set(piece.ids)
    labelled = re.findall(r'aria-labelledby="([^"]*)"', shown(kind)[1])
    assert {x for value in labelled for x in value.split()} <= set(piece.ids)


def test_ids_of_different_results_never_meet() -> None:
    ids = [x for kind in MADE for x in Piece(shown(kind)[1]).ids]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", MADE)
def test_the_style_reaches_nothing_outside(kind: str) -> None:
    style = re.findall(r"<style>(.*?)</style>", shown(kind)[1], flags=re.DOTALL)
    assert len(style) == 1
    heads = re.findall(r"([^{}]+)\{", re.sub(r"@media[^{]*\{", "", style[0]))
    parts = [p.strip() for head in heads for p in re.split(r",(?![^(]*\))", head)]
    assert parts
    assert all(p == ".tertius" or p.startswith(".tertius ") for p in parts)


@pytest.mark.parametrize("kind", MADE)
def test_names_are_escaped_and_the_bytes_are_the_same(kind: str) -> None:
    made, html = shown(kind)
    assert made._repr_html_() == html  # type: ignore[attr-defined]
    for name in ("<script>", "<em>in</em>", "<u>water</u>", "<i>upstream</i>", "<promise>"):
        assert name not in html
    if kind in {"analysis", "claims"}:
        assert "Downstream &lt;script&gt;" in html


@pytest.mark.parametrize("kind", MADE)
def test_the_repr_fits_five_lines_of_a_terminal(kind: str) -> None:
    text = repr(shown(kind)[0])
    assert len(text.splitlines()) <= 5
    assert all(len(line) < 400 for line in text.splitlines())
    assert text.startswith("<")


def test_what_the_rules_of_one_piece_are() -> None:
    sheet = ":root { --a: 1 } body { margin: 0 } html { x: y } .in, .out { b: c } p > b { d: e } #id { f: g } @media print { .in { h: i } } @media dark { .in::before { j: k } }"
    assert scoped(sheet, '<p class="in">x</p>', "s") == (
        ".s { --a: 1 }\n.s { margin: 0 }\n.s .in { b: c }\n@media dark {\n.s .in::before { j: k }\n}"
    )


def test_what_computes_does_not_import_what_draws() -> None:
    code = (
        "import sys, tertius; found = tertius.analyze(tertius.load('chicken')); tertius.evaluate_claims(tertius.load('chicken'));"
        "print([m for m in sys.modules if m.startswith(('tertius.view', 'tertius.report', 'jinja2'))]); print(found._repr_html_()[:20])"
    )
    source = str(Path(__file__).parents[2] / "src")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": source})
    assert ran.stdout.splitlines() == ["[]", '<div class="tertius"']


def test_small_and_odd_cases_are_shown_too() -> None:
    alone = parse_case("tertius: 1\ntitle: Alone\nactors: {a: A}\nconflict:\n  options: {a: {x: X}}\n  preferences: {a: [x]}\n")
    assert "Situations that last" in analyze(alone)._repr_html_()
    bare = parse_case("tertius: 1\ntitle: Bare\nactors: {a: A}\n")
    assert "Claims" in evaluate_claims(bare)._repr_html_()
    assert "Readings" in compare_readings(alone)._repr_html_()
    graph = parse_case(
        "tertius: 1\ntitle: Round\nactors: {a: A, b: B}\nconflict:\n  states: {s1: One, s2: Two}\n"
        "  moves: {a: [s1 -> s2], b: [s2 -> s1]}\n  preferences: {a: {ranking: [s2, s1]}, b: {ranking: [s1, s2]}}\n  status_quo: s1\n"
    )
    html = analyze(graph, concepts=["nash"])._repr_html_()
    assert "No situation lasts for everybody under any concept, of 2." in html
    assert "goes round" in html
    with pytest.raises(TypeError, match="a str is not shown"):
        html_of("text")


def test_claims_survive_other_processes_and_say_when_they_are_redacted() -> None:
    found = shown("claims")[0]
    assert isinstance(found, ClaimResults)
    again = pickle.loads(pickle.dumps(evaluate_claims(parse_case("tertius: 1\ntitle: Bare\nactors: {a: A}\n"))))
    assert again.case.title == "Bare"
    assert found == tuple(found)
    team = redact(rich(), "team")
    assert "redacted for the mediation team" in evaluate_claims(team, falsifiers=False)._repr_html_()
