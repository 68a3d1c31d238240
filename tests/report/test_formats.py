"""Paper, Markdown and Word: the same content as the page, written whole, with hash and version; names with markup are text."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from tertius.cli.report import command
from tertius.errors import NotSupportedError
from tertius.explain.report_english import SECTIONS
from tertius.io.load import load_case, parse_case
from tertius.report import pdf as printing
from tertius.report.build import build
from tertius.report.dossier import Dossier
from tertius.report.markdown import markdown
from tertius.report.outline import Drawing, Heading, Item, Paragraph, Table, outline
from tertius.report.render import render
from tertius.report.word import word

RICH = Path(__file__).with_name("rich.yaml")
ODD = """
tertius: 1
title: "*Odd* <b>names</b> | pipes"
actors: {a: "A_b_c [x](y)", b: سوريا}
conflict:
  options: {a: {x: "1. <script>alert(1)</script>"}, b: {y: "`tick` | \\\\"}}
  preferences: {a: [x], b: [y]}
  status_quo: []
"""
LEFT_OUT = {"head", "style", "script", "nav", "button", "svg"}
VOID = {"meta", "br", "hr", "path", "rect"}


@cache
def rich() -> tuple[Dossier, str]:
    dossier = build(load_case(RICH))
    return dossier, render(dossier)


class Words(HTMLParser):
    """What a reader of the page can read, without what only orders it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        off = tag in LEFT_OUT or "hidden" in known or "popover" in known or known.get("aria-hidden") == "true" or bool({"skip", "jump", "terms"} & set((known.get("class") or "").split()))
        if tag not in VOID:
            self.open.append((tag, off))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(off for _, off in self.open):
            self.found += re.findall(r"\w+", data)


def text_of(block: object) -> str:
    match block:
        case Heading(_, line) | Paragraph(line, _) | Item(line, _, _):
            return "".join(r.text for r in line)
        case Table(caption, head, rows):
            return " ".join([caption, *("".join(r.text for r in c) for row in (head, *rows) for c in row)])
        case Drawing(_, title, words):
            return f"{title} {words}"
    raise AssertionError(block)


def test_no_word_of_the_page_is_lost() -> None:
    page = rich()[1]
    said = set(re.findall(r"\w+", " ".join(text_of(b) for b in outline(page))))
    assert set(Words(page).found) <= said


def test_markdown_has_every_section_every_claim_and_even_tables() -> None:
    dossier, page = rich()
    made = markdown(page)
    for id in dossier.sections:
        assert f"\n## {SECTIONS[id][0]}\n" in made
    for claim in dossier.claims:
        assert claim.id in made
    assert dict(dossier.provenance)["Content hash"] in made
    assert dict(dossier.provenance)["Tertius"] in made
    lines = made.splitlines()
    for k, line in enumerate(lines):
        if re.fullmatch(r"\|( --- \|)+", line):
            columns = len(re.findall(r"(?<!\\)\|", line))
            for row in (lines[k - 1], *lines[k + 1 :]):
                if not row.startswith("|"):
                    break
                assert len(re.findall(r"(?<!\\)\|", row)) == columns


def test_markup_in_names_is_text_in_markdown() -> None:
    made = markdown(render(build(parse_case(ODD))))
    assert r"# \*Odd\* \<b\>names\</b\> \| pipes" in made
    assert "<script" not in made.replace(r"\<script", "")
    assert r"A\_b\_c \[x\](y)" in made
    assert r"\`tick\` \| \\" in made


def test_a_word_document_says_the_same_with_pictures() -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("vl_convert")
    page = render(build(parse_case(ODD)))
    blocks = outline(page)
    read = docx.Document(io.BytesIO(word(page, {"title": "T", "Case": "abc123", "Tertius": "9.9"})))
    heads = [p.text for p in read.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert heads == [text_of(b) for b in blocks if isinstance(b, Heading)]
    assert len(read.tables) == sum(isinstance(b, Table) for b in blocks)
    assert len(read.inline_shapes) == sum(isinstance(b, Drawing) for b in blocks) > 0
    assert "abc123" in read.sections[0].footer.paragraphs[0].text
    assert read.core_properties.title == "T"
    assert any("سوريا" in p.text for p in read.paragraphs)


def test_without_the_picture_extra_figures_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    docx = pytest.importorskip("docx")
    monkeypatch.setattr("tertius.report.word.find_spec", lambda name: None)
    page = render(build(parse_case(ODD)))
    read = docx.Document(io.BytesIO(word(page, {})))
    assert len(read.inline_shapes) == 0
    words = next(b.words for b in outline(page) if isinstance(b, Drawing))
    assert any(words in p.text for p in read.paragraphs)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "x.odt"], ".html, .pdf, .md, .docx"),
        (["-o", "x.html", "--format", "md"], ".md or .markdown"),
        (["--pdf", "--format", "md"], "contradict"),
        (["--format", "tex"], "tex"),
    ],
)
def test_formats_and_endings_that_do_not_fit_are_clear_errors(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, ["chicken", *arguments])
    assert done.exit_code != 0
    assert said in str(done.exception) + done.output
    assert list(tmp_path.iterdir()) == []


def test_the_format_is_that_of_the_ending_or_as_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    assert runner.invoke(command, ["chicken", "-o", "a.md", "-q"]).exit_code == 0
    assert runner.invoke(command, ["chicken", "--format", "md", "-q"]).exit_code == 0
    assert Path("a.md").read_text(encoding="utf-8") == Path("chicken.md").read_text(encoding="utf-8")


def test_without_chromium_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotSupportedError, match="install the package `chromium`"):
        printing.chromium()
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(NotSupportedError, match="CHROMIUM is set to /nowhere/chromium"):
        printing.chromium()


def test_a_browser_that_makes_no_pdf_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho it broke >&2\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(broken))
    with pytest.raises(printing.TertiusError, match="exit code 3: it broke"):
        printing.pdf("<!doctype html>")


@pytest.mark.browser
def test_a_pdf_has_all_sections_the_hash_and_page_numbers() -> None:
    pypdf = pytest.importorskip("pypdf")
    try:
        printing.chromium()
    except NotSupportedError:
        pytest.skip("there is no Chromium")
    dossier = build(parse_case(ODD))
    read = pypdf.PdfReader(io.BytesIO(printing.pdf(render(dossier))))
    text = unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in read.pages))  # without ligatures
    for id in dossier.sections:
        assert SECTIONS[id][0] in text
    assert dict(dossier.provenance)["Content hash"] in text
    assert f"1 / {len(read.pages)}" in read.pages[0].extract_text()
    assert "Nothing is on" in text  # what is folded on a phone
