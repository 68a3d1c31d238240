"""What holds of the report of every shipped case: figures have tables, numbers say what they are, nothing is empty or too large."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tertius.explain.glossary_english import terms_in
from tertius.explain.report_english import GLOSSARY, SECTIONS
from tertius.io.catalogue import load, slugs
from tertius.report.dossier import Dossier
from tertius.report.outline import Drawing, Heading, Item, Paragraph, Table, outline
from tertius.testing_reports import shipped_dossier, shipped_page

VOID = {"meta", "br", "hr", "path", "rect", "circle", "line", "input", "col"}
COMPUTED = re.compile(r"(?<![\w.\-–])(?:\d+\.\d+|\d+(?:\.\d+)?\s?%)")
"""A number that is no count: with a decimal, or a percentage."""
SAID = re.compile(r"exact|\d\s?%? to [-−]?\d|\d–\d|[\[(]-?\d[\d.]*, -?\d|\[[a-z][\w-]*[\],]")
"""The word, a band in one of its forms, or a source."""


class Figures(HTMLParser):
    """For each picture: whether a table stands in the same figure or table cell's row, its title and description."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.figures: list[dict[str, object]] = []
        self.waiting: list[tuple[int, dict[str, object]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            made: dict[str, object] = {"title": "", "desc": "", "table": "table" in self.open}
            self.figures.append(made)
            depth = next((k for k in range(len(self.open) - 1, -1, -1) if self.open[k] == "figure"), None)
            if depth is not None:
                self.waiting.append((depth, made))
        if tag == "table":
            for _, figure in self.waiting:
                figure["table"] = True
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
            self.waiting = [(d, f) for d, f in self.waiting if d < len(self.open)]

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"title", "desc"} and "svg" in self.open and "a" not in self.open and "g" not in self.open:
            self.figures[-1][self.open[-1]] = data


def sections(page: str) -> dict[str, str]:
    """Heading of the section -> everything that it says."""
    found: dict[str, list[str]] = {}
    now = ""
    for b in outline(page.split("<footer")[0]):
        if isinstance(b, Heading) and b.level == 2:
            now = "".join(r.text for r in b.line)
        lines = [b.line] if isinstance(b, Heading | Paragraph | Item) else [c for row in b.rows for c in row] if isinstance(b, Table) else []
        found.setdefault(now, []).extend("".join(r.text for r in line) for line in lines)
        if isinstance(b, Drawing):
            found[now].append(b.words)
    return {k: " ".join(v) for k, v in found.items()}


@pytest.mark.parametrize("slug", slugs())
def test_figures_numbers_and_sections_of_a_shipped_case(slug: str) -> None:
    page, dossier = shipped_page(slug), shipped_dossier(slug)
    assert len(page.encode()) < 2_000_000
    for figure in Figures(page).figures:
        assert figure["title"], figure
        assert figure["desc"], figure
        assert figure["table"], figure
    said = sections(page)
    for heading, text in said.items():
        # The answer and the comparison with then repeat what stands elsewhere with what it rests on; the list of words defines.
        if heading not in {"", SECTIONS["answer"][0], SECTIONS["hindsight"][0], GLOSSARY[0]} and COMPUTED.search(text):
            assert SAID.search(text), heading
    shown = re.findall(r'<section id="(\w+)"', page)
    lists = [s for s in ("situations", "glossary") if s in shown]
    assert tuple(shown) == (*dossier.sections, *lists)
    assert ("situations" in lists) == ('class="sit"' in page)
    assert re.findall(r'<li><a href="#(\w+)">', page.split("</nav>")[0]) == shown
    for body in re.findall(r"<section id=.*?</section>", page, re.S):
        words = re.sub(r"<[^>]+>", " ", re.sub(r"<summary>.*?</summary>|<p class=\"lead\">.*?</p>|<h2.*?</h2>", "", body, count=2, flags=re.S))
        assert len(words.split()) > 3, body[:80]
    assert dict(dossier.provenance)["Content hash"] == load(slug).hash
    for id in dossier.sections:
        assert id in {"answer"} or dossier.findings.get(id), id


def test_terms_that_a_section_uses_are_explained_there_and_in_the_list() -> None:
    page = shipped_page("sochi-2018")
    for target in set(re.findall(r'popovertarget="([^"]+)"', page)):
        assert f'popover id="{target}"' in page
        assert f'<div id="term-{target[5:]}">' in page
    assert 'popovertarget="said-foresight"' in page.split('<section id="paths"')[1].split("</section>")[0]
    assert [t.id for t in terms_in("An ally opens the reopened readings.")] == ["reading"]


def test_the_answer_is_at_most_five_sentences_and_what_it_depends_on() -> None:
    for slug in slugs():
        dossier: Dossier = shipped_dossier(slug)
        if dossier.answer is None:
            continue
        assert 1 <= len(dossier.answer.sentences) <= 5
        answer = shipped_page(slug).split('<section id="answer"')[1].split("</section>")[0]
        places = [answer.index(x) for x in ('class="sentences"', 'class="depends"', 'class="standing"') if x in answer]
        assert places == sorted(places)
