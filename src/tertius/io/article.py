"""The paragraphs of a text that a case is made from: plain text, HTML, or PDF with text.

Plain text: blocks between blank lines. HTML: the text of block elements (p, headings, li, td, blockquote, ...), without
scripts, styles and what is hidden from readers. PDF: the text in reading order, pages joined; a paragraph ends at a blank
line, or at a line that ends a sentence and is clearly shorter than its neighbours. The same file always gives the same
paragraphs; the text goes nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from tertius.errors import LimitError, TertiusError
from tertius.model.anchors import paragraphs_of

__all__ = ["MAX_ARTICLE", "Article", "article_of", "html_paragraphs", "read_article"]

MAX_ARTICLE = 50 * 2**20
"""Bytes of a text."""
MAX_PAGES = 2_000
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"]
)
_SILENT = frozenset(["head", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea"])
_ENDS = re.compile(r"[.!?:;\u2026\u061f\u06d4\u3002\"\u201d\u00bb')\]]$")


@dataclass(frozen=True, slots=True)
class Article:
    """A text. kind : text, html or pdf; paragraphs : in order, blanks made one"""

    kind: str
    paragraphs: tuple[str, ...]


def read_article(path: str | Path) -> Article:
    """The paragraphs of a file; its content decides on the kind, not its name.

    Raises `TertiusError` where it cannot be read, is no text, or is a PDF without text; `LimitError` where it is too large.
    """
    path = Path(path)
    try:
        if not path.is_file():
            raise TertiusError(f"{path}: there is no such file" if not path.exists() else f"{path}: it is no file")
        if path.stat().st_size > MAX_ARTICLE:
            raise LimitError(f"{path}: {path.stat().st_size / 2**20:,.0f} MB; a text may have {MAX_ARTICLE // 2**20} MB; give the part that the case uses")
        data = path.read_bytes()
    except OSError as error:
        raise TertiusError(f"{path}: it cannot be read ({error.strerror})") from None
    return article_of(data, str(path))


def article_of(data: bytes, name: str) -> Article:
    """The paragraphs of a file's content; `name` is for messages. Errors as in `read_article`."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Article("pdf", _pdf_paragraphs(data, name))
    text = _decoded(data, name)
    if _is_html(text):
        return Article("html", html_paragraphs(text))
    return Article("text", paragraphs_of(text))


def html_paragraphs(text: str) -> tuple[str, ...]:
    """The text of block elements."""
    reader = _Blocks()
    reader.feed(text)
    reader.close()
    reader.flush()
    return tuple(reader.found)


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._block: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "body":
            # A page may leave </head> out; what follows is its text all the same.
            self._silent.clear()
        if tag in _BLOCKS and tag != "br":
            self.flush()
        elif tag == "br":
            self._block.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._block.append(data)

    def flush(self) -> None:
        text = " ".join("".join(self._block).split())
        if text:
            self.found.append(text)
        self._block = []


def _is_html(text: str) -> bool:
    head = re.sub(r"<!--.*?-->", "", text[:4096], flags=re.DOTALL).lstrip().lower()
    return head.startswith(("<!doctype html", "<html", "<?xml")) or re.match(r"<(head|body|p|div|article|section|h[1-6]|main|table|ul|ol)[\s>]", head) is not None


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="strict") if len(data) % 2 == 0 else _not_text(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        declared = re.search(rb"charset=[\"']?([A-Za-z0-9_.:-]+)", data[:4096])
        if declared is None:
            raise TertiusError(f"{name}: it is not UTF-8 (byte {error.start}); save it as UTF-8") from None
        try:
            text = data.decode(declared.group(1).decode())
        except (LookupError, UnicodeDecodeError):
            raise TertiusError(f"{name}: it is not the {declared.group(1).decode()} that it says; save it as UTF-8") from None
    return _not_text(name) if "\0" in text else text


def _not_text(name: str) -> str:
    raise TertiusError(f"{name}: it is no text; give plain text, HTML, or a PDF with text")


def _pdf_paragraphs(data: bytes, name: str) -> tuple[str, ...]:
    import io

    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise TertiusError(f"{name}: reading a PDF needs pypdf; install it with: pip install 'tertius[studio]'") from None
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise TertiusError(f"{name}: the PDF is locked; save it without a password")
        if len(reader.pages) > MAX_PAGES:
            raise LimitError(f"{name}: {len(reader.pages):,} pages; at most {MAX_PAGES:,} are read; give the part that the case uses")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        # pypdf raises what it stumbles over where a file is damaged.
        raise TertiusError(f"{name}: the PDF cannot be read ({type(error).__name__}); save it anew from the program that made it") from None
    found = _joined([line.strip() for page in pages for line in page.splitlines()])
    if not found:
        raise TertiusError(f"{name}: the PDF has no text, it may be scanned; run a text recognition over it first")
    return found


def _joined(lines: list[str]) -> tuple[str, ...]:
    full = sorted(len(line) for line in lines if line)
    usual = full[int(0.75 * (len(full) - 1))] if full else 0
    found: list[str] = []
    block = ""
    for line in [*lines, ""]:
        if line:
            block = block[:-1] + line if re.search(r"\w-$", block) and line[:1].islower() else f"{block} {line}".strip()
        if block and (not line or (len(line) < 0.8 * usual and _ENDS.search(line))):
            found.append(" ".join(block.split()))
            block = ""
    return tuple(found)
