"""A report as a Word document (.docx): the blocks of the page, in order, with its figures as pictures.

Needs the extra ``docx``. Pictures need the extra ``png``; without it a figure is its title, what it shows in words, and its table. At the
foot of each page stand the case's hash, the version and the page number.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tertius.errors import NotSupportedError
from tertius.report.outline import Drawing, Heading, Item, Line, Paragraph, Table, outline

__all__ = ["word"]

WIDTH = 16.0
"""Centimetres of text on a page."""
TALL = 21.0
SMALL = 8
"""Columns from which a table is set in smaller letters."""


def word(page: str, facts: Mapping[str, str]) -> bytes:
    """The document that a page of `tertius.report.render` comes to.

    facts : what stands at the foot of each page and among the document's properties

    Raises `NotSupportedError` where python-docx is not installed.
    """
    try:
        docx = import_module("docx")
    except ImportError:
        raise NotSupportedError("a Word document needs python-docx, which is not installed: pip install 'tertius[docx]'; or take --format md") from None
    writer = _Writer(docx, find_spec("vl_convert") is not None)
    for block in outline(page):
        writer.add(block)
    return writer.saved(facts)


class _Writer:
    def __init__(self, docx: Any, pictures: bool) -> None:
        self.docx, self.pictures = docx, pictures
        self.document = docx.Document()
        self._shared = import_module("docx.shared")
        self._tags = import_module("docx.oxml.ns")
        self._element = import_module("docx.oxml").OxmlElement
        section = self.document.sections[0]
        cm = self._shared.Cm
        section.page_width, section.page_height = cm(21.0), cm(29.7)
        section.left_margin = section.right_margin = cm(2.5)
        section.top_margin = section.bottom_margin = cm(2.2)
        self.document.styles["Normal"].font.name = "Calibri"
        self.document.styles["Normal"].font.size = self._shared.Pt(10.5)

    def add(self, block: object) -> None:
        match block:
            case Heading(level, line):
                self._runs(self.document.add_heading(level=min(level, 6) - 1 if level > 1 else 0), line, plain=True)
            case Paragraph(line, quote):
                self._runs(self.document.add_paragraph(style="Intense Quote" if quote else None), line)
            case Item(line, depth, number):
                self._item(line, depth, number)
            case Table(caption, head, rows):
                self._table(caption, head, rows)
            case Drawing(svg, title, words):
                self._drawing(svg, title, words)

    def _item(self, line: Line, depth: int, number: int | None) -> None:
        # Numbers are written out, as they are on the page: Word would count on from list to list.
        paragraph = self.document.add_paragraph(style="List Bullet" if number is None else None)
        paragraph.paragraph_format.left_indent = self._shared.Cm(0.63 * (depth + 1))
        paragraph.paragraph_format.space_after = self._shared.Pt(2)
        if number is not None:
            paragraph.paragraph_format.first_line_indent = self._shared.Cm(-0.63)
            paragraph.add_run(f"{number}.\t")
        self._runs(paragraph, line)

    def _table(self, caption: str, head: tuple[Line, ...], rows: tuple[tuple[Line, ...], ...]) -> None:
        if caption:
            self.document.add_paragraph().add_run(caption).italic = True
        columns = len(head)
        named = any(head)
        table = self.document.add_table(rows=len(rows) + named, cols=columns, style="Table Grid")
        table.autofit = True
        size = self._shared.Pt(7 if columns >= SMALL else 9)
        cells = table._cells  # python-docx looks each up anew otherwise, which takes minutes
        for r, row in enumerate(([head] if named else []) + list(rows)):
            for c, line in enumerate(row):
                paragraph = cells[r * columns + c].paragraphs[0]
                self._runs(paragraph, line, size=size)
                if named and r == 0:
                    for run in paragraph.runs:
                        run.bold = True
        if named:
            mark = self._element("w:tblHeader")
            mark.set(self._tags.qn("w:val"), "true")
            table.rows[0]._tr.get_or_add_trPr().append(mark)
        self.document.add_paragraph()

    def _drawing(self, svg: str, title: str, words: str) -> None:
        if self.pictures:
            from tertius.view.standalone import png_of, standalone

            data = png_of(standalone(svg))
            wide, tall = (int.from_bytes(data[k : k + 4], "big") for k in (16, 20))
            width = min(WIDTH, wide / 2 * 2.54 / 96, TALL * wide / tall)
            picture = self.document.add_picture(io.BytesIO(data), width=self._shared.Cm(width))
            for name, said in (("title", title), ("descr", words)):
                picture._inline.docPr.set(name, said)
        said = self.document.add_paragraph()
        said.add_run(f"{title}. ").italic = True
        if not self.pictures:
            said.add_run(words)

    def _runs(self, paragraph: Any, line: Line, *, plain: bool = False, size: Any = None) -> None:
        for part in line:
            run = paragraph.add_run(_clean(part.text))
            if not plain:
                run.bold, run.italic = part.bold or None, part.italic or None
            if part.code:
                run.font.name = "Consolas"
            if size is not None:
                run.font.size = size
            if any(unicodedata.bidirectional(c) in {"R", "AL"} for c in part.text):
                run.font.rtl = True

    def saved(self, facts: Mapping[str, str]) -> bytes:
        """The document as bytes, with its foot and properties."""
        foot = self.document.sections[0].footer.paragraphs[0]
        foot.add_run(_clean(" · ".join(f"{k} {v}" for k, v in facts.items() if k != "title") + " · "))
        for code in ("PAGE", "NUMPAGES"):
            run = foot.add_run()
            for kind, text in (("begin", ""), ("", code), ("end", "")):
                element = self._element("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(self._tags.qn("w:fldCharType"), kind)
                else:
                    element.text = text
                run._r.append(element)
            if code == "PAGE":
                foot.add_run(" / ")
        for run in foot.runs:
            run.font.size = self._shared.Pt(8)
        known = self.document.core_properties
        known.title, known.author, known.comments = _clean(facts.get("title", ""))[:255], "", ""
        known.subject = _clean("; ".join(f"{k} {v}" for k, v in facts.items() if k != "title"))[:255]
        held = io.BytesIO()
        self.document.save(held)
        return held.getvalue()


def _clean(text: str) -> str:
    """Without the characters that XML does not allow."""
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 0x20 and not 0xD800 <= ord(c) < 0xE000 and ord(c) not in {0xFFFE, 0xFFFF}))
