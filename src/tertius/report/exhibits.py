"""The exhibits of a report: readings, the conflict, paths, and what is on file; frozen, words told."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.view.layout import Box, Refused

__all__ = [
    "Column",
    "CoverageTable",
    "ForecastRow",
    "InputGroup",
    "InputRow",
    "Key",
    "LeverCard",
    "OptionRow",
    "PathFigure",
    "ReadingCard",
    "SourceCard",
    "StabilityTable",
    "Stage",
    "Story",
    "TimelineItem",
    "ViewedState",
    "Views",
]


@dataclass(frozen=True, slots=True)
class Key:
    """A reading and the letter that stands for it."""

    mark: str
    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """One reading: what it says and changes, where it leads, and which levers matter to that."""

    key: Key
    thesis: str
    changes: tuple[tuple[str, str], ...]
    leads: tuple[tuple[str, str, tuple[str, ...]], ...]
    matter: tuple[str, ...]
    tally: tuple[tuple[str, int], ...]
    impossible: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A state that is shown: a number, what it is and under which readings (none named: all), its words."""

    number: int
    code: str
    roles: tuple[tuple[str, tuple[Key, ...]], ...]
    words: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option and whether it is on in each shown state."""

    actor: str
    first: bool
    span: int
    name: str
    remarks: tuple[str, ...]
    on: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class StabilityTable:
    """Who is stable where under some readings: cells are both, seq, neither or none (no such state).

    formed : some preference is not known, and nash_d and seq_d stand in for nash and seq
    """

    keys: tuple[Key, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    equilibrium: tuple[str, ...]
    formed: bool = False


@dataclass(frozen=True, slots=True)
class ViewedState:
    """A state that lasts, or that somebody believes to last.

    stays : whether everybody stays there, each in its own game; believes : for each view, yes, no or none
    (no such state); surprised : the actors that do not expect it to last although it does
    """

    words: str
    stays: bool
    believes: tuple[str, ...]
    surprised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Views:
    """Who sees the case how: (actors, reading's mark and name) for each view, and where that leads."""

    seen: tuple[tuple[tuple[str, ...], str, str], ...]
    concept: str
    states: tuple[ViewedState, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class LeverCard:
    """A commitment that is on file."""

    id: str
    name: str
    by: str
    cost: str
    coercive: bool
    effects: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """The conflict: options, shown states, stability, commitments."""

    facts: str
    columns: tuple[Column, ...]
    left_out: int
    options: tuple[OptionRow, ...]
    stability: tuple[StabilityTable, ...]
    levers: tuple[LeverCard, ...]
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One path: boxes, the moves between them, the way back of a cycle, refused moves, table rows."""

    boxes: tuple[Box, ...]
    moves: tuple[str, ...]
    back: tuple[int, str] | None
    refused: tuple[Refused, ...]
    end: str
    rows: tuple[tuple[str, str, str], ...]
    longer: int = 0


@dataclass(frozen=True, slots=True)
class PathFigure:
    """Where some readings lead, under one foresight."""

    foresight: int
    keys: tuple[Key, ...]
    stories: tuple[Story, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One dated event; `kind` is event, move, refusal or marker."""

    id: str
    date: str
    text: str
    kind: str
    move: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A forecast as a record."""

    id: str
    text: str
    made: str
    by: str
    words: str
    p: tuple[float, float] | None
    p_words: str
    end: str
    end_words: str
    note: str
    sources: tuple[str, ...]
    score: str = "–"


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Each paragraph of one source: number, form, references, reason."""

    source: str
    title: str
    paragraphs: int
    summary: str
    rows: tuple[tuple[int, str, tuple[tuple[str, str], ...], str], ...]


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input and what it rests on."""

    name: str
    basis: str
    note: str
    sources: tuple[str, ...]
    confidence: str = ""
    sealed: str = ""


@dataclass(frozen=True, slots=True)
class InputGroup:
    """Inputs of one kind."""

    label: str
    summary: str
    rows: tuple[InputRow, ...]


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One source, for people. passages : the paragraphs to which the case is anchored, with their hash and what rests on them"""

    id: str
    title: str
    by: str
    date: str
    url: str
    link: bool
    tags: tuple[str, ...]
    rights: str
    note: str
    cites: tuple[str, ...]
    passages: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
