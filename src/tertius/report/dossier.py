"""What a report says, before it is a page: frozen parts, each with its words already told."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.view.layout import Box, Refused

__all__ = [
    "AnswerPart",
    "ClaimRow",
    "Column",
    "Context",
    "CoverageTable",
    "Dependence",
    "Dossier",
    "ForecastRow",
    "Group",
    "HeldClaim",
    "Hindsight",
    "InputGroup",
    "InputRow",
    "Key",
    "LeverCard",
    "Node",
    "OptionRow",
    "Party",
    "PathFigure",
    "ReadingCard",
    "SourceCard",
    "StabilityTable",
    "Stage",
    "Story",
    "TimelineItem",
]


@dataclass(frozen=True, slots=True)
class Key:
    """A reading and the letter that stands for it."""

    mark: str
    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Dependence:
    """One thing on which the answer depends."""

    label: str
    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """The answer; `groups` has the readings by verdict, for the main claim."""

    sentences: tuple[str, ...]
    claim: tuple[str, str] | None
    groups: tuple[tuple[str, tuple[Key, ...]], ...]
    depends: tuple[Dependence, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Readings under which a claim has the same verdict for the same reason."""

    verdict: str
    keys: tuple[Key, ...]
    because: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim under every reading; `cells` has None where it is not about the reading."""

    id: str
    text: str
    main: bool
    cells: tuple[str | None, ...]
    tally: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]
    falsifier: str = ""
    falsifier_state: str = ""
    edit: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A claim in the argument tree."""

    id: str
    text: str
    rule: str
    tally: tuple[tuple[str, int], ...]
    bears: bool
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """A claim that stands untested, and what a test still needs."""

    id: str
    text: str
    needs: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim then and now; a mark is (reading, verdict, changed). `core`: the main claim or a premise."""

    id: str
    text: str
    main: bool
    core: bool
    then: tuple[tuple[Key, str, bool], ...]
    now: tuple[tuple[Key, str, bool], ...]
    then_tally: tuple[tuple[str, int], ...]
    now_tally: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What was known when the argument was made, beside what is known since."""

    then: str
    counts_then: str
    counts_now: str
    claims: tuple[HeldClaim, ...]
    forecasts_then: tuple[ForecastRow, ...]
    forecasts_now: tuple[ForecastRow, ...]
    added: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """One reading: what it says and changes, and where it leads."""

    key: Key
    thesis: str
    changes: tuple[tuple[str, str], ...]
    leads: tuple[tuple[str, str, tuple[str, ...]], ...]
    tally: tuple[tuple[str, int], ...]
    impossible: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """An actor and what it wants."""

    id: str
    name: str
    role: str
    note: str
    how: str
    wants: tuple[str, ...]
    basis: str
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
    """Who is stable where under some readings: cells are both, seq, neither or none (no such state)."""

    keys: tuple[Key, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    equilibrium: tuple[str, ...]


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
    """The conflict: parties, options, shown states, stability, commitments."""

    parties: tuple[Party, ...]
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


@dataclass(frozen=True, slots=True)
class InputGroup:
    """Inputs of one kind."""

    label: str
    summary: str
    rows: tuple[InputRow, ...]


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One source, for people."""

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


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole report. A part without content is empty or None, and its section is left out."""

    title: str
    question: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    keys: tuple[Key, ...]
    source_titles: dict[str, str]
    answer: AnswerPart | None = None
    hindsight: Hindsight | None = None
    claims: tuple[ClaimRow, ...] = ()
    tree: Node | None = None
    context: tuple[Context, ...] = ()
    readings: tuple[ReadingCard, ...] = ()
    stage: Stage | None = None
    paths: tuple[PathFigure, ...] = ()
    history: tuple[TimelineItem, ...] = ()
    forecasts: tuple[ForecastRow, ...] = ()
    coverage: tuple[CoverageTable, ...] = ()
    wrong: tuple[tuple[str, tuple[str, ...]], ...] = ()
    standing: tuple[str, ...] = ()
    inputs: tuple[InputGroup, ...] = ()
    sources: tuple[SourceCard, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """The ids of the sections that have content, in the order of the page."""
        there = {
            "answer": self.answer is not None,
            "hindsight": self.hindsight is not None,
            "claims": bool(self.claims or self.context),
            "readings": bool(self.readings),
            "conflict": self.stage is not None,
            "paths": bool(self.paths),
            "history": bool(self.history),
            "forecasts": bool(self.forecasts),
            "coverage": bool(self.coverage),
            "wrong": bool(self.wrong or self.standing),
            "inputs": bool(self.inputs or self.sources),
        }
        return tuple(id for id, present in there.items() if present)
