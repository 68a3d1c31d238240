"""The negotiating text as a file: web page, document, workbook, plain table.

Texts stay texts in every format: nothing is a formula, whatever it begins with. In the document and the sheets a name that runs from right to left makes its own paragraph do so;
the signs that keep it apart inside a sentence on a page are left out there, as office programs show them as boxes.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tertius.errors import NotSupportedError
from tertius.io.workbook import fit_for_xml, workbook_library

if TYPE_CHECKING:
    from tertius.report.negotiating_text import NegotiatingText

__all__ = ["csv_bytes", "docx_bytes", "html_bytes", "xlsx_bytes"]

_ISOLATES = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (22, 30, 34, 30, 28, 20)
SHADE = "E8ECEF"


def _bare(text: str) -> str:
    return fit_for_xml(text.translate(_ISOLATES))


def _runs_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    first = next((d for c in text if (d := unicodedata.bidirectional(c)) in {"L", "R", "AL"}), "L")
    return first != "L"


def html_bytes(text: NegotiatingText) -> bytes:
    """One page that loads nothing and prints on sheets in landscape."""
    from importlib import resources

    from tertius.report.render import content_security_policy, environment

    style = resources.files("tertius.view").joinpath("templates", "text.css").read_text(encoding="utf-8")
    page = environment().get_template("text.html.j2").render(t=text, style=style, policy=content_security_policy(style, None))
    return page.encode()


def csv_bytes(text: NegotiatingText) -> bytes:
    """The rows alone, for a spreadsheet program: UTF-8 with a byte-order mark; what could be taken for a formula begins with an apostrophe."""

    def safe(words: str) -> str:
        return f"'{words}" if words.startswith(_FORMULA) else words

    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(text.columns)
    rows.writerows([safe("\n".join(map(_bare, lines))) for lines in text.cells(row)] for row in text.rows)
    out.write("\r\n")
    rows.writerows([[safe(_bare(line))] for line in (*text.below, text.made_by)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(text: NegotiatingText) -> bytes:
    """One sheet in landscape whose header stands on every page."""
    book = workbook_library().Workbook()
    styles = import_module("openpyxl.styles")
    sheet = book.active
    sheet.title = "text"
    line = 0
    thin = styles.Side(style="thin", color="9AA5AE")
    frame = styles.Border(left=thin, right=thin, top=thin, bottom=thin)

    def put(row: int, column: int, words: str, **style: Any) -> Any:
        cell = sheet.cell(row, column)
        cell.value = words
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(_FORMULA)
        cell.alignment = styles.Alignment(wrap_text=True, vertical="top", readingOrder=2 if _runs_left(words) else 0)
        for name, value in style.items():
            setattr(cell, name, value)
        return cell

    def across(words: str, **style: Any) -> None:
        nonlocal line
        line += 1
        put(line, 1, words, **style)
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(text.columns))
        sheet.row_dimensions[line].height = 15 * max(1, -(-len(words) // 150)) + (7 if style.get("font") and line == 1 else 0)

    across(_bare(text.title), font=styles.Font(bold=True, size=15))
    across(text.kind, font=styles.Font(color="555555"))
    for words in text.above:
        across(_bare(words))
    line += 1
    head = line
    for column, name in enumerate(text.columns, 1):
        put(head, column, name, font=styles.Font(bold=True), border=frame, fill=styles.PatternFill("solid", fgColor=SHADE))
    for row in text.rows:
        line += 1
        cells = ["\n".join(map(_bare, lines)) for lines in text.cells(row)]
        for column, words in enumerate(cells, 1):
            put(line, column, words, border=frame, **({"font": styles.Font(bold=True)} if column == 1 else {}))
        lines = (sum(max(1, -(-len(part) // width)) for part in words.split("\n")) for words, width in zip(cells, WIDTHS, strict=False))
        sheet.row_dimensions[line].height = min(400, 15 * max(lines) + 3)
    line += 1
    for words in (*text.below, text.made_by):
        across(_bare(words), font=styles.Font(size=9, color="444444"))
    letters = import_module("openpyxl.utils").get_column_letter
    for column, width in enumerate(WIDTHS[: len(text.columns)], 1):
        sheet.column_dimensions[letters(column)].width = width
    sheet.freeze_panes = sheet.cell(head + 1, 2)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = import_module("openpyxl.worksheet.properties").PageSetupProperties(fitToPage=True)
    # & begins a code in a footer.
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = text.made_by.replace("&", "&&"), "&P / &N"
    book.properties.creator, book.properties.title = "Tertius", _bare(text.title)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx_bytes(text: NegotiatingText) -> bytes:
    """A document in landscape; the header row is repeated on every page, no row is divided, page numbers and the hash at the foot."""
    try:
        docx = import_module("docx")
    except ImportError:
        raise NotSupportedError("documents (.docx) need python-docx, which is not installed: pip install 'tertius[docx]'; or use .html") from None
    shared, enum = import_module("docx.shared"), import_module("docx.enum.section")
    made = docx.Document()
    made.core_properties.author, made.core_properties.title, made.core_properties.comments = "Tertius", _bare(text.title), text.made_by
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Calibri", shared.Pt(9.5)
    made.styles["Normal"].paragraph_format.space_after = shared.Pt(2)
    page = made.sections[0]
    page.orientation = enum.WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = shared.Mm(297), shared.Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = shared.Mm(15)
    _paragraph(made.add_paragraph(), text.title, size=shared.Pt(16), bold=True)
    _paragraph(made.add_paragraph(), text.kind, grey=True)
    for words in text.above:
        _paragraph(made.add_paragraph(), words)
    _table(made, text, shared)
    made.add_paragraph()
    for words in text.below:
        _paragraph(made.add_paragraph(), words, size=shared.Pt(8.5))
    foot = page.footer.paragraphs[0]
    _paragraph(foot, f"{text.made_by}  ·  ", size=shared.Pt(7.5), grey=True)
    _field(foot, "PAGE")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _table(made: Any, text: NegotiatingText, shared: Any) -> None:
    table = made.add_table(rows=1, cols=len(text.columns))
    table.style, table.autofit = made.styles["Table Grid"], False
    widths = WIDTHS[: len(text.columns)]
    wide = [shared.Mm(267 * w / sum(widths)) for w in widths]
    for cell, name in zip(table.rows[0].cells, text.columns, strict=True):
        _paragraph(cell.paragraphs[0], name, bold=True)
        _child(cell._tc.get_or_add_tcPr(), "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": SHADE})
    _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", {"w:val": "true"})
    for row in text.rows:
        added = table.add_row()
        _child(added._tr.get_or_add_trPr(), "w:cantSplit", {"w:val": "true"})
        for column, (cell, lines) in enumerate(zip(added.cells, text.cells(row), strict=True)):
            for k, words in enumerate(lines or ("",)):
                place = cell.paragraphs[0] if k == 0 else cell.add_paragraph()
                _paragraph(place, words, bold=column == 0 and k == 0, grey=column == 0 and k == 1)
    # Some programs take the widths of the columns, others those of the cells.
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, wide, strict=True):
            cell.width = width


def _paragraph(paragraph: Any, words: str, *, bold: bool = False, grey: bool = False, size: Any = None) -> None:
    run = paragraph.add_run(_bare(words))
    run.bold = bold or None
    if size is not None:
        run.font.size = size
    if grey:
        run.font.color.rgb = import_module("docx.shared").RGBColor(0x55, 0x55, 0x55)
    if _runs_left(words):
        _child(paragraph._p.get_or_add_pPr(), "w:bidi", {})
        run.font.rtl = True


def _child(parent: Any, name: str, attributes: dict[str, str]) -> None:
    element = import_module("docx.oxml").OxmlElement(name)
    qn = import_module("docx.oxml.ns").qn
    for key, value in attributes.items():
        element.set(qn(key), value)
    parent.append(element)


def _field(paragraph: Any, name: str) -> None:
    run = paragraph.add_run()
    run.font.size = import_module("docx.shared").Pt(7.5)
    _child(run._r, "w:fldChar", {"w:fldCharType": "begin"})
    code = import_module("docx.oxml").OxmlElement("w:instrText")
    code.text = name
    run._r.append(code)
    _child(run._r, "w:fldChar", {"w:fldCharType": "end"})
