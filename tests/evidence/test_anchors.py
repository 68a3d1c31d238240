"""Anchors: a passage is found again by its hash, wherever it went; what rests on what; texts of three kinds."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tertius import Date, known_by
from tertius.cli.main import cli
from tertius.errors import CaseError, TertiusError
from tertius.evidence.anchors import anchored, locate, passages_of, resting, unused
from tertius.io.article import html_paragraphs, read_article
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.anchors import Anchor, paragraph_hash, paragraphs_of
from tertius.report.build import build
from tertius.report.render import render

TEXT = ["A heading", "The first paragraph says why.", "The second says how,\nover two lines.", "About the author"]
HASHES = [paragraph_hash(p) for p in TEXT]
CASE = f"""tertius: 1
title: A ferry
sources:
  one: {{title: First, date: 2001}}
  two: {{title: Second, date: 2003}}
actors: {{a: A}}
conflict:
  options: {{a: {{go: {{name: Goes, basis: judged}}}}}}
  preferences: {{a: [go]}}
  status_quo: []
claims:
  - {{id: c, text: It goes., sources: [one], expect: {{outcomes: every, satisfy: go}}}}
anchors:
  - {{source: one, paragraph: 2, hash: "{HASHES[1]}", chars: [4, 9], to: [claims.c, actors.a], note: why}}
  - {{source: two, paragraph: 3, hash: "{HASHES[2]}", to: conflict.preferences.a}}
"""


def problems(text: str) -> str:
    with pytest.raises(CaseError) as error:
        parse_case(text)
    return "\n".join(map(str, error.value.problems))


def test_a_passage_is_found_where_it_stands_where_it_went_or_not_at_all() -> None:
    anchor = Anchor("s", 2, HASHES[1], ("claims.c",))
    assert locate(anchor, HASHES) == ("as_anchored", 2)
    assert locate(anchor, ["x", "y", *HASHES]) == ("moved", 4)
    assert locate(anchor, [HASHES[1], "x", HASHES[1]]) == ("moved", 1)
    assert locate(anchor, ["x", "y", "z"]) == ("changed", 2)
    assert locate(anchor, ["x"]) == ("gone", None)
    assert locate(anchor, []) == ("gone", None)


@given(st.text(), st.sampled_from([" ", "\n", "\t ", "\u00a0\n"]))
def test_a_hash_sees_the_words_and_not_how_they_are_laid_out(text: str, blank: str) -> None:
    laid_out = blank + blank.join(text.split()) + blank
    assert paragraph_hash(laid_out) == paragraph_hash(text)
    assert paragraph_hash(unicodedata.normalize("NFD", text)) == paragraph_hash(text)
    assert len(paragraph_hash(text)) == 12


def test_what_rests_on_what_and_what_is_not_used_yet() -> None:
    case = parse_case(CASE)
    found = anchored(case, "one", TEXT)
    assert [(f.status, f.paragraph, f.passage) for f in found] == [("as_anchored", 2, "first")]
    assert passages_of(case) == {"claims.c": (("one", 2),), "actors.a": (("one", 2),), "conflict.preferences.a": (("two", 3),)}
    rows = {r.where: r for r in resting(case)}
    assert rows["conflict.preferences.a"].passages == (("two", 3),)
    assert not rows["conflict.preferences.a"].on_nothing
    assert not rows["conflict.options.a.go"].on_nothing
    assert rows["conflict"].on_nothing
    assert unused(case, "one", 4) == (1, 3, 4)
    with pytest.raises(TertiusError, match="no source 'on'; did you mean 'one'"):
        anchored(case, "on", TEXT)


def test_anchors_in_what_was_not_known_yet_are_cut() -> None:
    then = known_by(parse_case(CASE), Date.parse("2002"))
    assert [a.source for a in then.anchors] == ["one"]


def test_mistakes_name_the_place_and_the_mend() -> None:
    assert "claims.d" in problems(CASE.replace("[claims.c,", "[claims.d,"))
    assert "no hash of a paragraph" in problems(CASE.replace(HASHES[1], "abc"))
    assert "first below the last" in problems(CASE.replace("[4, 9]", "[9, 4]"))
    assert "first below the last" in problems(CASE.replace("[4, 9]", "[1, 2, 3]"))
    assert "nothing rests on this passage" in problems(CASE.replace("to: conflict.preferences.a", "to: []"))
    assert "'to' is missing" in problems(CASE.replace(", to: conflict.preferences.a", ""))
    assert "out of range" in problems(CASE.replace("paragraph: 2", "paragraph: 0"))
    double = CASE + f'  - {{source: two, paragraph: 3, hash: "{HASHES[2]}", to: claims.c}}\n'
    assert "that of anchors.2" in problems(double)
    assert "did you mean 'one'" in problems(CASE.replace("{source: one", "{source: onne"))


def test_html_without_scripts_and_with_entities() -> None:
    page = """<!doctype html><html><head><title>T</title><style>p {color: red}</style></head><body>
    <h1>Heading &amp; more</h1><script>alert("<p>no</p>")</script><p>One <b>bold</b>
    word<br>and a break</p><ul><li>first<li>second</ul><div>loose <p>inner</p> tail</div><noscript>no</noscript>"""
    assert html_paragraphs(page) == ("Heading & more", "One bold word and a break", "first", "second", "loose", "inner", "tail")


def test_the_content_decides_on_the_kind(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("\ufeffone\n\ntwo\n", encoding="utf-8")
    assert read_article(tmp_path / "a").paragraphs == ("one", "two")
    (tmp_path / "b.txt").write_bytes('<html><meta charset="windows-1252"><p>caf\u00e9</p></html>'.encode("cp1252"))
    assert read_article(tmp_path / "b.txt") == read_article(tmp_path / "b.txt")
    assert read_article(tmp_path / "b.txt").paragraphs == ("caf\u00e9",)
    (tmp_path / "c").write_text("\u0634\n\n\u05e9", encoding="utf-16")
    assert len(read_article(tmp_path / "c").paragraphs) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\xff\x00\x01", "UTF-8"), (b"a\0b", "no text"), (b"%PDF-1.7 nothing", "cannot be read"), (b"\xff\xfea", "no text")],
)
def test_what_is_no_text_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(TertiusError, match=said):
        read_article(tmp_path / "x")
    with pytest.raises(TertiusError, match="no such file"):
        read_article(tmp_path / "none")
    with pytest.raises(TertiusError, match="no file"):
        read_article(tmp_path)


def _pdf(lines: list[str]) -> bytes:
    """A PDF with one page and these lines, written by hand."""
    shown = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({x}) Tj T*" for x in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{p:010d} 00000 n \n" for p in places)
    return f"{out}xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


def test_a_pdf_with_text(tmp_path: Path) -> None:
    lines = ["The river runs past the town and turns the mill that stands", "below the bridge, as it al-", "ways has.", "A second paragraph begins here and goes on to a second line", "and ends."]
    (tmp_path / "a.pdf").write_bytes(_pdf(lines))
    found = read_article(tmp_path / "a.pdf")
    assert found.kind == "pdf"
    assert found.paragraphs == (
        "The river runs past the town and turns the mill that stands below the bridge, as it always has.",
        "A second paragraph begins here and goes on to a second line and ends.",
    )
    (tmp_path / "b.pdf").write_bytes(_pdf([]))
    with pytest.raises(TertiusError, match="has no text"):
        read_article(tmp_path / "b.pdf")


def test_the_command_says_what_became_of_each_passage(tmp_path: Path) -> None:
    case, text = tmp_path / "case.yaml", tmp_path / "copy.txt"
    case.write_text(CASE + "coverage: {one: {paragraphs: 4, rows: [" + ", ".join(f"{{paragraph: {n}, as: context}}" for n in range(1, 5)) + "]}}\n", encoding="utf-8")

    def run(*more: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["coverage", str(case), "one", *more], standalone_mode=False)
        assert result.exception is None, result.exception
        return result.return_value or 0, result.stdout

    text.write_text("\n\n".join(TEXT), encoding="utf-8")
    code, said = run("--text", str(text))
    assert (code, "1 passage anchored, on which 2 inputs rest: 1 where the case says." in " ".join(said.split())) == (0, True)
    text.write_text("\n\n".join([TEXT[1], TEXT[0], *TEXT[2:]]), encoding="utf-8")
    code, said = run("--text", str(text))
    assert (code, "§2 is now §1: claims.c, actors.a" in said) == (0, True)
    text.write_text("\n\n".join([TEXT[0], "Something else.", *TEXT[2:]]), encoding="utf-8")
    assert run("--text", str(text))[0] == 1
    data = json.loads(run("--json", "--text", str(text))[1])
    assert data["anchors"] == [
        {"paragraph": 2, "hash": HASHES[1], "to": ["claims.c", "actors.a"], "status": "changed", "found_at": 2}
    ]
    assert "1 passage anchored" in run()[1]


def test_the_shipped_argument_names_the_passages_that_it_rests_on_and_the_report_lists_them() -> None:
    case = load("sochi-2018")
    assert {a.source for a in case.anchors} == {"korybko-2018"}
    for row in case.coverage:  # what a paragraph became is anchored to it
        anchored_here = {place.split(".", 1)[1] for a in case.anchors if a.paragraph == row.paragraph for place in a.to}
        assert {r for r in row.refs if r not in case.sources} <= anchored_here
    small = parse_case(CASE)
    page = render(build(small))
    assert HASHES[1] in page
    assert "claims.c, actors.a" in page
    assert paragraphs_of("\n\n".join(TEXT))[2] not in page
