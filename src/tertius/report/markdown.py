"""A report as Markdown (CommonMark with tables): the blocks of the page, in order. A figure is its title and what it shows in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tertius.report.outline import Block, Drawing, Heading, Item, Line, Paragraph, Table, outline

__all__ = ["markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_START = re.compile(r"^(\s*)([#+\-]|\d+[.)])(?=\s)")


def markdown(page: str) -> str:
    """The document that a page of `tertius.report.render` comes to; names with markup are text."""
    made: list[str] = []
    before: Block | None = None
    for block in outline(page):
        text = _block(block)
        if text:
            made.append(("" if isinstance(block, Item) and isinstance(before, Item) else "\n") + text)
            before = block
    return "\n".join(made).strip() + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, line):
            return f"{'#' * level} {_text(line)}"
        case Paragraph(line, quote):
            said = _START.sub(r"\1\\\2", _text(line))
            return f"> {said}" if quote else said
        case Item(line, depth, number):
            return f"{'    ' * depth}{'-' if number is None else f'{number}.'} {_text(line)}"
        case Table(caption, head, rows):
            lines = [_row(_text(c) for c in head), _row("---" for _ in head), *(_row(_text(c) for c in row) for row in rows)]
            return "\n".join([*([f"*{_escape(caption)}*", ""] if caption else []), *lines])
        case Drawing(_, title, words):
            return f"*Figure: {_escape(title)}.* {_escape(words)}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(line: Line) -> str:
    return "".join(_styled(_escape(r.text), r.bold, r.italic, r.href) if not r.code else f"`{r.text.strip('`')}`" for r in line)


def _styled(text: str, bold: bool, italic: bool, href: str) -> str:
    inside = text.strip()
    if not inside:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    mark = ("**" if bold else "") + ("*" if italic else "")
    said = f"{mark}{inside}{mark[::-1]}"
    return f"{lead}[{said}]({href.replace('(', '%28').replace(')', '%29').replace(' ', '%20')}){tail}" if href else f"{lead}{said}{tail}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " ")).replace("&", "&amp;")

