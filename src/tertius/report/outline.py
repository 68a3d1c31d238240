"""A page as a plain document: headings, paragraphs, lists, tables and figures, in order, for formats that are no web page.

The page is the one that `tertius.report.render` makes, so every format says the same. What only orders the page (navigation, buttons,
style) is left out; so are marks that repeat a word (`aria-hidden`). What is folded is there.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

__all__ = ["Block", "Drawing", "Heading", "Item", "Paragraph", "Run", "Table", "outline"]

_VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "col", "source", "path", "rect", "circle", "line"})
_LEFT_OUT = frozenset({"head", "style", "script", "nav", "button"})
_BLOCKS = frozenset({
    "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "details", "summary", "figure",
    "figcaption", "blockquote", "header", "footer", "main", "svg", "body", "html", "caption",
})  # fmt: skip
_BOLD = frozenset({"b", "strong", "dt", "th"})
_ITALIC = frozenset({"em", "cite", "i", "q"})
_CASED = {"viewbox": "viewBox"}


@dataclass(frozen=True, slots=True)
class Run:
    """Some text in one style; `href` is a web address."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """level : 1 for the title"""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text. quote : set off, as the main claim is"""

    line: Line
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list. depth : from 0; number : in an ordered list, else None"""

    line: Line
    depth: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as the head."""

    caption: str
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: SVG that needs the page's style, its title and what it shows in words."""

    svg: str
    title: str
    words: str


Block: TypeAlias = Heading | Paragraph | Item | Table | Drawing


@dataclass(slots=True)
class _Node:
    tag: str
    attrs: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)

    def find(self, tag: str) -> Iterator[_Node]:
        for child in self.children:
            if isinstance(child, _Node):
                if child.tag == tag:
                    yield child
                yield from child.find(tag)

    @property
    def hidden(self) -> bool:
        return self.tag in _LEFT_OUT or "hidden" in self.attrs or "popover" in self.attrs or self.attrs.get("aria-hidden") == "true" or bool({"skip", "jump", "terms"} & set(self.attrs.get("class", "").split()))


class _Tree(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("html", {})
        self.open = [self.root]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {_CASED.get(k, k): v or "" for k, v in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(_Node(tag, {_CASED.get(k, k): v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def outline(page: str) -> tuple[Block, ...]:
    """The blocks of a page, in order."""
    return tuple(_blocks(_Tree(page).root.children))


def _blocks(nodes: Iterable[_Node | str], depth: int = 0) -> Iterator[Block]:
    loose: list[_Node | str] = []
    for node in nodes:
        if isinstance(node, str) or node.tag not in _BLOCKS:
            if isinstance(node, str) or not node.hidden:
                loose.append(node)
            continue
        yield from _paragraph(loose)
        loose = []
        if not node.hidden:
            yield from _block(node, depth)
    yield from _paragraph(loose)


def _paragraph(nodes: list[_Node | str], *, quote: bool = False) -> Iterator[Block]:
    line = _line(nodes)
    if line:
        yield Paragraph(line, quote)


def _block(node: _Node, depth: int) -> Iterator[Block]:
    tag = node.tag
    if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        line = _line(node.children)
        if line:
            yield Heading(int(tag[1]), line)
    elif tag == "summary":
        heads = [c for c in node.children if isinstance(c, _Node) and c.tag.startswith("h")]
        yield from _blocks(heads, depth)
        yield from (Paragraph(_bold(b.line)) if not heads and isinstance(b, Paragraph) else b for b in _blocks([c for c in node.children if c not in heads], depth))
    elif tag == "table":
        yield from _table(node)
    elif tag == "svg":
        title, words = ("".join(_text(next(node.find(t), _Node(t, {})))) for t in ("title", "desc"))
        yield Drawing(_source(node), title, words)
    elif tag in {"ul", "ol"}:
        yield from _list(node, depth)
    elif tag == "dl":
        yield from _pairs(node, depth)
    elif tag == "blockquote":
        yield from (Paragraph(b.line, True) if isinstance(b, Paragraph) else b for b in _blocks(node.children, depth))
    elif tag in {"p", "figcaption", "dt", "dd", "caption"}:
        inner = [c for c in node.children if isinstance(c, _Node) and c.tag in _BLOCKS]
        yield from _blocks(node.children, depth) if inner else _paragraph(node.children)
    else:
        yield from _blocks(node.children, depth)


def _list(node: _Node, depth: int) -> Iterator[Block]:
    """Entries as items; a card, which has a heading or a table in it, as what it holds."""
    number = 0
    for child in node.children:
        if not isinstance(child, _Node) or child.tag != "li" or child.hidden:
            continue
        number = int(child.attrs["value"]) if child.attrs.get("value", "").isdigit() else number + 1
        blocks = list(_blocks(child.children, depth + 1))
        if any(isinstance(b, Heading | Table | Drawing) for b in blocks):
            yield from (b if not isinstance(b, Item) else Item(b.line, max(0, b.depth - 1), b.number) for b in blocks)
            continue
        first = True
        for b in blocks:
            if isinstance(b, Paragraph):
                yield Item(b.line, depth, number if node.tag == "ol" and first else None)
            else:
                yield b
            first = False


def _pairs(node: _Node, depth: int) -> Iterator[Block]:
    """A list of terms: each with what is said of it, in one paragraph where that is short."""
    term: Line = ()
    for child in _flat(node):
        if child.tag == "dt":
            term = _line(child.children)
            continue
        blocks = list(_blocks(child.children, depth + 1))
        if blocks and isinstance(blocks[0], Paragraph):
            yield Item((*_bold(term), Run(": "), *blocks[0].line), depth)
            yield from (Item(b.line, depth + 1) if isinstance(b, Paragraph) else b for b in blocks[1:])
        else:
            yield Item(_bold(term), depth)
            yield from blocks
        term = ()


def _flat(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        if isinstance(child, _Node):
            if child.tag in {"dt", "dd"}:
                yield child
            else:
                yield from _flat(child)


def _table(node: _Node) -> Iterator[Block]:
    """Rows in order; a row that holds paragraphs over the whole width comes after the rows before it, as what it says."""
    caption = "".join(r.text for r in _line(next(node.find("caption"), _Node("caption", {})).children))
    head: tuple[Line, ...] = ()
    rows: list[tuple[Line, ...]] = []
    held: dict[int, int] = {}
    after: list[Block] = []
    for row in node.find("tr"):
        cells: list[Line] = []
        listed = [c for c in row.children if isinstance(c, _Node) and c.tag in {"td", "th"}]
        if len(listed) == 1 and int(listed[0].attrs.get("colspan", "1")) > 1 and any(True for _ in listed[0].find("details")):
            label = rows[-1][0] if rows else ()
            after += [Paragraph(_bold(label)), *_blocks(listed[0].children)]
            continue
        for cell in listed:
            while held.get(len(cells), 0) > 0:
                held[len(cells)] -= 1
                cells.append(())
            if int(cell.attrs.get("rowspan", "1")) > 1:
                held[len(cells)] = int(cell.attrs["rowspan"]) - 1
            cells += [_cell(cell), *((),) * (int(cell.attrs.get("colspan", "1")) - 1)]
        if not head and listed and all(c.tag == "th" for c in listed):
            head = tuple(cells)
        elif cells:
            rows.append(tuple(cells))
    width = max(len(head), *(len(r) for r in rows), 1) if rows else len(head)
    if rows:
        yield Table(caption, _padded(head, width), tuple(_padded(r, width) for r in rows))
    elif caption:
        yield Paragraph((Run(caption),))
    yield from after
    for drawing in node.find("svg"):
        yield from _block(drawing, 0)


def _padded(cells: tuple[Line, ...], width: int) -> tuple[Line, ...]:
    return (*cells, *((),) * (width - len(cells)))


def _cell(node: _Node) -> Line:
    """A cell as one line; what stands in paragraphs or list entries of its own is set apart by semicolons."""
    found: list[Run] = []
    for block in _blocks(c for c in node.children if not (isinstance(c, _Node) and c.tag == "svg")):
        if isinstance(block, Drawing):
            continue
        parts = [block.line] if isinstance(block, Heading | Paragraph | Item) else [c for r in block.rows for c in r]
        for line in parts:
            found += [Run("; "), *line] if found and line else line
    return tuple(found)


def _bold(line: Line) -> Line:
    return tuple(Run(r.text, True, r.italic, r.code, r.href) for r in line)


def _line(nodes: Iterable[_Node | str]) -> Line:
    runs = list(_runs(nodes, Run("")))
    # Blanks collapse as on a page.
    made: list[Run] = []
    for run in runs:
        text = " ".join(run.text.split(" "))
        text = " ".join(text.split()) if text.strip() else " "
        lead = " " if run.text[:1].isspace() and run.text.strip() else ""
        tail = " " if run.text[-1:].isspace() and run.text.strip() else ""
        text = lead + text.strip() + tail if text.strip() else " "
        if made and made[-1].text.endswith(" ") and text.startswith(" "):
            text = text[1:]
        if not made:
            text = text.lstrip()
        if text:
            made.append(Run(text, run.bold, run.italic, run.code, run.href))
    while made and not made[-1].text.strip():
        made.pop()
    if made:
        last = made[-1]
        made[-1] = Run(last.text.rstrip(), last.bold, last.italic, last.code, last.href)
    return tuple(_joined(made))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours in the same style as one."""
    now: Run | None = None
    for run in runs:
        if now is not None and (now.bold, now.italic, now.code, now.href) == (run.bold, run.italic, run.code, run.href):
            now = Run(now.text + run.text, now.bold, now.italic, now.code, now.href)
            continue
        if now is not None:
            yield now
        now = run
    if now is not None:
        yield now


def _runs(nodes: Iterable[_Node | str], style: Run) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, str):
            if node:
                yield Run(node, style.bold, style.italic, style.code, style.href)
            continue
        if node.hidden or node.tag == "svg":
            continue
        href = node.attrs.get("href", "")
        inner = Run(
            "", style.bold or node.tag in _BOLD, style.italic or node.tag in _ITALIC, style.code or node.tag == "code",
            style.href or (href if href.startswith(("https://", "http://")) else ""),
        )  # fmt: skip
        apart = node.tag == "small" or node.tag in {"div", "p", "li", "br"} or "badge" in node.attrs.get("class", "")
        if apart:
            yield Run(" ")
        if node.tag == "q":
            yield Run("“", style.bold, True)
        yield from _runs(node.children, inner)
        if node.tag == "q":
            yield Run("”", style.bold, True)
        if apart or "key" in node.attrs.get("class", "").split() or node.tag in {"dt", "dd"}:
            yield Run(" ")


def _text(node: _Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _text(child)


def _source(node: _Node) -> str:
    """The markup of a figure, to stand by itself."""
    attrs = "".join(f' {k}="{html.escape(v)}"' for k, v in node.attrs.items())
    inner = "".join(html.escape(c, quote=False) if isinstance(c, str) else _source(c) for c in node.children)
    return f"<{node.tag}{attrs}>{inner}</{node.tag}>"
