"""The cells of an option table: the layout that `.csv`, `.tsv` and `.xlsx` share.

The header is ``actor, option, name, direction`` and one column a state. A row is an option with Y or
N in each state, or it has a word in brackets in place of the option: ``(rank)`` and ``(payoff)`` of
an actor, ``(status quo)`` with an x in one state, ``(actor)`` for an actor without a preference, and
``(title)``. All mistakes are collected, each with its cell.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from tertius.errors import CaseError, Problem, nearest
from tertius.io.keys import key_of
from tertius.io.names import name_fault
from tertius.io.option_table import MAX_STATES, OptionTable
from tertius.model.conflict import Option

__all__ = ["HEADER", "Cell", "Row", "column_letters", "read_cells", "rows_of"]

HEADER = ("actor", "option", "name", "direction")
WORDS = ("rank", "payoff", "status quo", "actor", "title")
_FIRST = len(HEADER)
Cell = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number of its line."""

    line: int
    cells: Sequence[Cell]

    def text(self, column: int) -> str:
        """What is in a cell, as text without outer blanks; nothing where there is no such cell."""
        cell = self.cells[column] if column < len(self.cells) else None
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return "" if cell is None else str(cell).strip()


def column_letters(column: int) -> str:
    """A, B, ... Z, AA, ... for a column from 0."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(slots=True)
class _Reader:
    file: str
    sheet: str
    decimal_comma: bool
    problems: list[Problem] = field(default_factory=list)
    actors: dict[str, tuple[str, str]] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    preferences: dict[str, tuple[str, tuple[float, ...]]] = field(default_factory=dict)

    def report(self, row: Row, column: int, what: str, expected: str, near: str | None = None) -> None:
        where = f"{self.sheet}!{column_letters(column)}{row.line}" if self.sheet else f"column {column_letters(column)}"
        self.problems.append(Problem(self.file, row.line, column + 1, where, what, expected, near))

    def actor(self, row: Row) -> str:
        """The key of the actor in the first cell."""
        text = row.text(0)
        if not text:
            self.report(row, 0, "no actor stands here", "the actor's name")
            return ""
        if text not in self.actors:
            taken = [key for key, _ in self.actors.values()]
            fits = name_fault(text) is None and text not in taken
            self.actors[text] = (text if fits else key_of(text, taken, "actor"), text)
        return self.actors[text][0]

    def numbers(self, row: Row, width: int) -> tuple[float, ...]:
        found = []
        for column in range(_FIRST, _FIRST + width):
            cell = row.cells[column] if column < len(row.cells) else None
            number = _number(cell, self.decimal_comma)
            if number is None:
                said = f"'{row.text(column)[:40]}' is no number" if row.text(column) else "the cell is empty"
                self.report(row, column, said, "a number; the same number where the actor is indifferent")
            found.append(0.0 if number is None else number)
        return tuple(found)


def _number(cell: Cell, decimal_comma: bool) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    try:
        number = float(cell.strip().replace(",", ".") if decimal_comma and isinstance(cell, str) else cell)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _word(row: Row) -> str:
    """The word in brackets in place of an option; brackets may be missing where no Y or N follows."""
    text = row.text(1)
    word = " ".join(text.strip("()[] ").lower().replace("_", " ").split())
    bracketed = text.startswith("(") and text.endswith(")")
    letters = any(_letter(row.text(c)) for c in range(_FIRST, len(row.cells)))
    return (word or "()") if bracketed else word if word in WORDS and not letters else ""


def _letter(text: str) -> str:
    return {"y": "Y", "yes": "Y", "n": "N", "no": "N"}.get(text.lower(), "")


def read_cells(rows: Sequence[Row], file: str, *, sheet: str = "", decimal_comma: bool = False, title: str = "") -> OptionTable:
    """The table in some rows; `CaseError` with every mistake."""
    reader = _Reader(file, sheet, decimal_comma)
    rows = [row for row in rows if any(row.text(c) for c in range(len(row.cells)))]
    if not rows:
        raise CaseError([Problem(file, 1, 1, sheet, "there is no table", f"a header: {', '.join(HEADER)}, then one column a state")])
    header = rows[0]
    wrong = [k for k, word in enumerate(HEADER) if header.text(k).lower() != word]
    if wrong:
        found = header.text(wrong[0])
        reader.report(
            header, wrong[0], f"the header has '{found[:40]}'" if found else "the header has an empty cell",
            f"'{HEADER[wrong[0]]}': the header is {', '.join(HEADER)}, then one column a state",
        )  # fmt: skip
        raise CaseError(reader.problems)
    width = max((k for k in range(len(header.cells)) if header.text(k)), default=3) + 1 - _FIRST
    if width == 0:
        reader.report(header, _FIRST, "there is no state", "one column for each feasible state")
    if width > MAX_STATES:
        reader.report(header, _FIRST, f"{width:,} states", f"at most {MAX_STATES:,} columns of states")
        raise CaseError(reader.problems)
    status_quo: int | None = None
    for row in rows[1:]:
        beyond = [c for c in range(_FIRST + width, len(row.cells)) if row.text(c)]
        if beyond:
            reader.report(
                row, beyond[0], f"the row has a cell beyond the {_FIRST + width} columns of the header", "as many cells as the header"
            )
        word = _word(row)
        if not word:
            _option(reader, row, width)
        elif word == "title":
            title = row.text(2) or title
        elif word == "actor":
            _named(reader, row)
        elif word in {"rank", "payoff"}:
            actor = _named(reader, row)
            if actor in reader.preferences:
                reader.report(row, 1, f"the preference of {row.text(0)} is given twice", "one row of ranks an actor")
            reader.preferences[actor] = (word, reader.numbers(row, width))
        elif word == "status quo":
            marked = [c - _FIRST for c in range(_FIRST, _FIRST + width) if row.text(c)]
            if len(marked) != 1 or status_quo is not None:
                reader.report(row, 1, f"{len(marked)} states are marked" if status_quo is None else "a second status quo", "an x in one state")
            status_quo = marked[0] if marked else None
        else:
            expected = ", ".join(f"({w})" for w in WORDS) + ", or the name of an option"
            reader.report(row, 1, f"'{row.text(1)}' is not known here", expected, nearest(word, WORDS))
    _whole(reader, header, rows, width)
    if reader.problems:
        raise CaseError(sorted(reader.problems, key=lambda p: (p.line, p.column)))
    order = list(dict.fromkeys([o.actor for o in reader.options]))
    place = sorted(range(len(reader.options)), key=lambda k: order.index(reader.options[k].actor))
    return OptionTable(
        title=title,
        actors=tuple(sorted(reader.actors.values(), key=lambda a: order.index(a[0]) if a[0] in order else len(order))),
        options=tuple(reader.options[k] for k in place),
        states=tuple("".join(reader.letters[k][s] for k in place) for s in range(width)),
        preferences=reader.preferences,
        status_quo=status_quo,
    )


def _named(reader: _Reader, row: Row) -> str:
    """The actor of a row that also has the actor's display name."""
    actor = reader.actor(row)
    if actor and row.text(2):
        reader.actors[row.text(0)] = (actor, row.text(2))
    return actor


def _option(reader: _Reader, row: Row, width: int) -> None:
    actor, text = reader.actor(row), row.text(1)
    if not text:
        reader.report(row, 1, "no option stands here", "an option, or " + ", ".join(f"({w})" for w in WORDS))
        return
    taken = [o.id for o in reader.options if o.actor == actor]
    id = text if name_fault(text) is None else key_of(text, (), "option")
    name = row.text(2) or text
    if id in taken:
        same = next(o for o in reader.options if o.actor == actor and o.id == id)
        if text in {same.id, same.name}:
            reader.report(row, 1, f"the option '{text}' of {row.text(0)} is given twice", "each option once")
        id = key_of(text, taken, "option")
    direction = row.text(3).lower() or "both"
    if direction not in {"both", "on", "off"}:
        reader.report(row, 3, f"'{row.text(3)[:40]}' is no direction", "both, on or off", nearest(direction, ("both", "on", "off")))
        direction = "both"
    letters = ""
    short = len(row.cells) < _FIRST + width
    if short:
        reader.report(row, len(row.cells), f"the row has {len(row.cells)} cells and the header {_FIRST + width}", "Y or N for each state")
    for column in range(_FIRST, min(_FIRST + width, len(row.cells))):
        letter = _letter(row.text(column))
        if not letter:
            said = f"'{row.text(column)[:40]}' is neither Y nor N" if row.text(column) else "the cell is empty"
            reader.report(row, column, said, "Y or N")
        letters += letter or "N"
    reader.options.append(Option(actor, id, name, direction))
    reader.letters.append(letters.ljust(width, "N"))


def _whole(reader: _Reader, header: Row, rows: Sequence[Row], width: int) -> None:
    """What has to be true of the table as a whole, where its cells are in order."""
    if not reader.options and not reader.problems:
        reader.report(header, 1, "there is no option", "a row for each option")
    owners = {o.actor: None for o in reader.options}
    for row in rows[1:]:
        actor = reader.actors.get(row.text(0), ("", ""))[0]
        if actor in owners and actor not in reader.preferences:
            del owners[actor]
            others = [text for text, (key, _) in reader.actors.items() if key in reader.preferences and key not in owners]
            reader.report(
                row, 0, f"{row.text(0)} has options and no row of ranks",
                "a row with (rank), 1 for the best state, or (payoff)", nearest(row.text(0), others),
            )  # fmt: skip
    if reader.problems:
        return
    seen: dict[str, int] = {}
    for state in range(width):
        code = "".join(line[state] for line in reader.letters)
        if code in seen:
            first = column_letters(_FIRST + seen[code])
            reader.report(header, _FIRST + state, f"the same state as column {first}", "each state once")
        seen.setdefault(code, state)


def rows_of(table: OptionTable) -> list[list[str | int | float]]:
    """The rows of a table as they are written."""
    names = dict(table.actors)
    blank: list[str | int | float] = [""] * len(table.states)
    found: list[list[str | int | float]] = [[*HEADER, *range(1, len(table.states) + 1)]]
    found += [["", "(title)", table.title, "", *blank]] if table.title else []
    for k, o in enumerate(table.options):
        found.append([o.actor, o.id, o.name, o.direction, *(code[k] for code in table.states)])
    for actor, name in table.actors:
        if actor in table.preferences:
            kind, numbers = table.preferences[actor]
            found.append([actor, f"({kind})", name, "", *numbers])
    if table.status_quo is not None:
        found.append(["", "(status quo)", "", "", *("x" if s == table.status_quo else "" for s in range(len(table.states)))])
    found += [[actor, "(actor)", names[actor], "", *blank] for actor, _ in table.actors if actor not in table.preferences]
    return found
