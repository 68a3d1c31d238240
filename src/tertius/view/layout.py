"""Positions for figures, computed here so that a page needs no script to draw them.

Everything is in units of the picture (its viewBox); a picture is drawn for a phone's width and
scales from there. Text is wrapped by estimated widths, since no font is measured.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Box", "PathLayout", "PlacedBox", "PlacedLine", "PlacedText", "Refused", "path_layout", "text_width", "wrap"]

WIDTH = 360.0
BODY = 13.5
SMALL = 12.5
TAG = 11.0
BOLD = 1.12
_LEADING = 1.36
_NARROW = frozenset("ilIjtfr.,;:'|!()[]‘’ \u2068\u2069")
_WIDE = frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Box:
    """A state: its lines, each with whether the last move brought it, and what the state is.

    kind : ``start``, ``state``, ``end`` or ``loop``
    """

    lines: tuple[tuple[str, bool], ...]
    tag: str = ""
    kind: str = "state"


@dataclass(frozen=True, slots=True)
class Refused:
    """A move that is not made, and why."""

    move: str
    because: str


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    style: str


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A polyline; `style` is move, back or refused; `head` is arrow, cross or empty."""

    points: tuple[tuple[float, float], ...]
    style: str
    head: str


@dataclass(frozen=True, slots=True)
class PathLayout:
    """A path from top to bottom."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    lines: tuple[PlacedLine, ...]
    texts: tuple[PlacedText, ...]


def text_width(text: str, size: float) -> float:
    """An estimate, on the generous side, of how wide a text is in a system font."""
    total = 0.0
    for c in text:
        if unicodedata.combining(c) or unicodedata.category(c) in {"Cf", "Mn", "Me"}:
            continue
        if c in _NARROW:
            total += 0.38
        elif c in _WIDE:
            total += 0.95
        elif unicodedata.east_asian_width(c) in {"W", "F"} or ord(c) > 0x1F000:
            total += 1.15
        elif c.isupper():
            total += 0.71
        else:
            total += 0.61
    return total * size


def wrap(text: str, width: float, size: float, most: int = 0) -> tuple[str, ...]:
    """Lines no wider than `width`; a word that is too long is cut; past `most` lines an ellipsis."""
    lines: list[str] = []
    now = ""
    for word in text.split():
        grown = f"{now} {word}" if now else word
        if text_width(grown, size) <= width:
            now = grown
            continue
        if now:
            lines.append(now)
        while text_width(word, size) > width and len(word) > 1:
            cut = len(word) - 1
            while cut > 1 and text_width(word[:cut], size) > width:
                cut -= 1
            lines.append(word[:cut])
            word = word[cut:]
        now = word
    if now:
        lines.append(now)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and text_width(last + " …", size) > width:
            last = last.rpartition(" ")[0] or last[:-1]
        lines = [*lines[: most - 1], last + " …"]
    return tuple(lines)


class _Pen:
    """Collects what is placed while going down the page."""

    def __init__(self, left: float) -> None:
        self.left = left
        self.y = 2.0
        self.boxes: list[PlacedBox] = []
        self.lines: list[PlacedLine] = []
        self.texts: list[PlacedText] = []

    def write(self, x: float, text: str, size: float, style: str) -> None:
        self.y += size * _LEADING
        self.texts.append(PlacedText(x, round(self.y - size * 0.3, 2), text, size, style))

    def box(self, box: Box) -> PlacedBox:
        top, width = self.y, WIDTH - self.left - 2
        self.y += 9
        if box.tag:
            for line in wrap(box.tag, width - 28, TAG * BOLD):
                self.write(self.left + 14, line, TAG, "tag")
            self.y += 2
        for text, new in box.lines:
            for line in wrap(text, width - 28, BODY * (BOLD if new else 1)):
                self.write(self.left + 14, line, BODY, "new" if new else "body")
        self.y += 11
        placed = PlacedBox(self.left, top, width, round(self.y - top, 2), box.kind)
        self.boxes.append(placed)
        return placed

    def move(self, words: str, *, head: bool = True) -> None:
        top, x = self.y, self.left + 26
        self.y += 8
        for line in wrap(words, WIDTH - x - 18, SMALL):
            self.write(x + 16, line, SMALL, "move")
        self.y = max(self.y + 10, top + 36)
        self.lines.append(PlacedLine(((x, top), (x, self.y)), "move", "arrow" if head else ""))

    def refuse(self, items: Sequence[Refused]) -> None:
        x, start = self.left + 14, self.y
        last = start
        for item in items:
            self.y += 14
            top, inner = self.y, x + 30
            width = WIDTH - inner - 2
            self.y += 8
            for line in wrap(item.move, width - 24, SMALL * 1.04):
                self.write(inner + 12, line, SMALL, "move")
            self.y += 2
            for line in wrap(item.because, width - 24, SMALL, most=7):
                self.write(inner + 12, line, SMALL, "because")
            self.y += 10
            self.boxes.append(PlacedBox(inner, top, width, round(self.y - top, 2), "refused"))
            last = round(top + 17, 2)
            self.lines.append(PlacedLine(((x, last), (inner - 2, last)), "refused", "cross"))
        if items:
            self.lines.append(PlacedLine(((x, start), (x, last)), "refused", ""))


def path_layout(
    boxes: Sequence[Box],
    moves: Sequence[str],
    *,
    back: tuple[int, str] | None = None,
    refused: Sequence[Refused] = (),
) -> PathLayout:
    """A path downwards: each box, the move to the next, a way back if it goes round, refused moves.

    moves : one between each two boxes; back : the box that the last move returns to, and the move
    """
    pen = _Pen(34.0 if back is not None else 2.0)
    placed: list[PlacedBox] = []
    for index, box in enumerate(boxes):
        placed.append(pen.box(box))
        if index < len(moves):
            pen.move(moves[index])
    if back is not None:
        to, words = back
        pen.move(words, head=False)
        x, bottom = pen.left + 26, pen.y
        goal = placed[to]
        middle = round(goal.y + min(goal.height / 2, 24), 2)
        route = ((x, bottom), (10.0, bottom), (10.0, middle), (pen.left - 2, middle))
        pen.lines.append(PlacedLine(route, "back", "arrow"))
        pen.y += 8
    pen.refuse(refused)
    return PathLayout(WIDTH, round(pen.y + 3, 2), tuple(pen.boxes), tuple(pen.lines), tuple(pen.texts))
