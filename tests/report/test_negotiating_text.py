"""The negotiating text as a table: the same rows in every format, texts that stay texts, and what a redacted version leaves out."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from tertius import parse_case
from tertius.errors import TertiusError
from tertius.model.case import Case
from tertius.model.redact import redact
from tertius.negotiation.fit import shipped
from tertius.report.negotiating_text import ENDINGS, check_ending, negotiating_text, text_bytes
from tertius.version import VERSION

TEXT = """
tertius: 1
title: "=Talks <b>& more</b>"
actors: {a: {name: "الحكومة ذات الاسم الطويل جدا"}, b: {name: "+SUM(A1)"}, c: {name: Cai}}
negotiation:
  text: Draft of May
  issues:
    flow:
      name: Flow in summer
      clause: {ref: art. 2, in_force: "=HYPERLINK(1)", draft: two thirds, bracketed: {a: "نصف", b: "-2"}}
      on_the_table: 60
      status_quo: 10
      positions: {a: {position: 0, salience: 80, red_line: {at_most: 50}}, b: {position: [60, 90], salience: 40}, c: {position: 50}}
    price:
      name: "@Price"
      on_the_table: 20
      status_quo: 0
      positions: {a: {position: 30}, b: {position: 70}}
"""
HEADS = ["Clause", "In force", "Draft", "Bracketed by party", "Who objects", "Forecast"]


def case() -> Case:
    return parse_case(TEXT)


def test_rows_say_what_each_clause_is() -> None:
    text = negotiating_text(case())
    flow, price = text.rows
    assert list(text.columns) == HEADS
    assert (flow.clause, flow.ref) == ("Flow in summer", "art. 2")
    assert flow.in_force == "=HYPERLINK(1) [10]"
    assert flow.draft == "two thirds [60]"
    assert [re.sub("[\u2068\u2069]", "", line) for line in flow.brackets] == ["الحكومة ذات الاسم الطويل جدا: [نصف]", "+SUM(A1): [-2]"]
    assert [re.sub("[\u2068\u2069]", "", line) for line in flow.objects] == ["الحكومة ذات الاسم الطويل جدا (red line)", "+SUM(A1) (brackets)"]
    assert flow.forecast[0].startswith("Median ")
    assert price.brackets == ()
    assert price.objects == ("nobody",)
    assert any(line.startswith("The text on the table does not pass.") for line in text.below)
    assert any("EU law only" in line for line in text.below)
    assert text.made_by == f"Tertius {VERSION}, case {case().hash}"


def test_other_weights_change_the_forecast() -> None:
    flat = replace(shipped(), weights=(0.0,) * len(shipped().weights))
    assert negotiating_text(case(), fit=flat).rows[0].forecast != negotiating_text(case()).rows[0].forecast


def plain(lines: tuple[str, ...]) -> str:
    return "\n".join(re.sub("[\u2066-\u2069]", "", line) for line in lines)


def test_csv_has_the_rows_and_no_formula() -> None:
    text = negotiating_text(case())
    data = text_bytes(text, ".csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == HEADS
    for row, own in zip(text.rows, rows[1:3], strict=True):
        assert [cell.removeprefix("'") for cell in own] == [plain(lines) for lines in text.cells(row)]
    assert rows[1][1].startswith("'=")
    assert rows[2][0] == "'@Price"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_workbook_has_the_rows_and_no_formula() -> None:
    text = negotiating_text(case())
    sheet = openpyxl.load_workbook(io.BytesIO(text_bytes(text, ".xlsx"))).active
    cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
    assert all(c.data_type == "s" for c in cells)
    head = next(c.row for c in cells if c.value == "Clause")
    assert [c.value for c in sheet[head]] == HEADS
    for k, row in enumerate(text.rows, 1):
        assert [c.value or "" for c in sheet[head + k]] == [plain(lines) for lines in text.cells(row)]
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.page_setup.orientation == "landscape"
    assert text.made_by in [c.value for c in cells]
    right = next(c for c in cells if c.row == head + 1 and c.column == 4)
    assert right.alignment.readingOrder == 2
    assert sheet.cell(head + 1, 2).quotePrefix


def test_document_has_the_rows_in_landscape_and_repeats_its_header() -> None:
    text = negotiating_text(case())
    made = docx.Document(io.BytesIO(text_bytes(text, ".docx")))
    (table,) = made.tables
    assert [c.text for c in table.rows[0].cells] == HEADS
    for row, own in zip(text.rows, table.rows[1:], strict=True):
        assert [c.text for c in own.cells] == [plain(lines) for lines in text.cells(row)]
        assert own._tr.xpath("./w:trPr/w:cantSplit")
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    page = made.sections[0]
    assert page.page_width > page.page_height
    assert page.footer.paragraphs[0].text.startswith(text.made_by)
    said = [p.text for p in made.paragraphs]
    assert said[0] == "=Talks <b>& more</b>"
    assert any("EU law only" in line for line in said)
    # Names that run from right to left turn their own paragraph, and nobody else's.
    first, second = table.rows[1].cells[3].paragraphs
    assert first._p.xpath("./w:pPr/w:bidi")
    assert not second._p.xpath("./w:pPr/w:bidi")


def test_page_is_self_contained_and_escapes() -> None:
    page = text_bytes(negotiating_text(case()), ".html").decode()
    assert "<b>" not in page
    assert "=Talks &lt;b&gt;&amp; more&lt;/b&gt;" in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"(src|href)=", page)
    assert page.count('<th scope="col">') == 6
    assert case().hash in page
    assert "EU law only" in page


def test_an_ending_says_the_format() -> None:
    assert check_ending(Path("A.DOCX")) == ".docx"
    with pytest.raises(TertiusError, match=r"'\.doc' .*ends in \.html, \.docx, \.xlsx or \.csv \(did you mean \.docx\?\)"):
        check_ending(Path("a.doc"))
    with pytest.raises(TertiusError, match="has no ending"):
        check_ending(Path("a"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_redacted_version_leaves_out_what_rests_on_red_lines(ending: str) -> None:
    reported = parse_case(TEXT.replace("  text: Draft of May", "  text: Draft of May\n  basis: reported"))
    public, team = (negotiating_text(redact(reported, level)) for level in ("public", "team"))
    assert list(public.columns) == HEADS[:4]
    assert list(team.columns) == HEADS
    assert not any(line.startswith("The text on the table") for line in (*public.below, *team.below))
    assert not any("red line" in line for row in team.rows for line in row.objects)
    for text in (public, team):
        assert any("redacted for" in line for line in text.above)
        assert text_bytes(text, ending)
