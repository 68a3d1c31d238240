"""What a report says, before it is a page: the answer, the claims, and all exhibits together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius.report.actors import ActorCard
from tertius.report.counterfactual import CounterfactualTarget
from tertius.report.evidence import EvidencePart
from tertius.report.evolution import EvolutionGraph
from tertius.report.exhibits import (
    CoverageTable,
    ForecastRow,
    InputGroup,
    Key,
    PathFigure,
    ReadingCard,
    SourceCard,
    Stage,
    TimelineItem,
    Views,
)
from tertius.report.inverse import InverseTarget
from tertius.report.leverage import LeverageTarget
from tertius.report.negotiation import NegotiationPart
from tertius.report.phased import PhasedTarget
from tertius.report.relations import RelationsPart
from tertius.report.ripeness import RipePart
from tertius.report.robustness import RobustnessPart
from tertius.report.scores import LadderPart, ScorePart
from tertius.report.seen import Seen
from tertius.report.thresholds import ThresholdItem
from tertius.report.whatif import WhatIf

__all__ = [
    "AnswerPart",
    "ClaimRow",
    "Context",
    "Dependence",
    "Dossier",
    "Group",
    "HeldClaim",
    "Hindsight",
    "Node",
]


@dataclass(frozen=True, slots=True)
class Dependence:
    """One thing on which the answer depends."""

    label: str
    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """The answer, every sentence of it once: in `sentences`, or in `depends` where it says on what the answer depends.

    groups : the readings by verdict, for the main claim
    """

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
    """A claim that stands untested, and what a test still needs; or (`withheld`) why a redacted version does not show its test."""

    id: str
    text: str
    needs: str
    sources: tuple[str, ...] = ()
    withheld: str = ""


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
class Dossier:
    """The whole report. A part without content is empty or None, and its section is left out.

    findings : section -> the line that stands for it while it is folded; situations : short name -> the whole situation
    """

    title: str
    question: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    keys: tuple[Key, ...]
    source_titles: dict[str, str]
    answer: AnswerPart | None = None
    actors: tuple[ActorCard, ...] = ()
    hindsight: Hindsight | None = None
    claims: tuple[ClaimRow, ...] = ()
    tree: Node | None = None
    context: tuple[Context, ...] = ()
    readings: tuple[ReadingCard, ...] = ()
    agreement: tuple[str, ...] = ()
    how_far: tuple[tuple[str, tuple[str, ...]], ...] = ()
    evidence: EvidencePart | None = None
    leverage: tuple[LeverageTarget, ...] = ()
    inverse: tuple[InverseTarget, ...] = ()
    whatif: WhatIf | None = None
    ripeness: tuple[RipePart, ...] = ()
    phased: tuple[PhasedTarget, ...] = ()
    counterfactual: tuple[CounterfactualTarget, ...] = ()
    thresholds: tuple[ThresholdItem, ...] = ()
    robustness: RobustnessPart | None = None
    views: Views | None = None
    stage: Stage | None = None
    paths: tuple[PathFigure, ...] = ()
    evolution: tuple[EvolutionGraph, ...] = ()
    relations: RelationsPart | None = None
    negotiation: NegotiationPart | None = None
    history: tuple[TimelineItem, ...] = ()
    seen: Seen | None = None
    forecasts: tuple[ForecastRow, ...] = ()
    scores: ScorePart | None = None
    ladder: LadderPart | None = None
    coverage: tuple[CoverageTable, ...] = ()
    wrong: tuple[tuple[str, tuple[str, ...]], ...] = ()
    standing: tuple[str, ...] = ()
    inputs: tuple[InputGroup, ...] = ()
    sources: tuple[SourceCard, ...] = ()
    support: tuple[str, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    redacted: tuple[str, ...] = ()
    situations: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[str, ...]:
        """The ids of the sections that have content, in the order of the page."""
        there = {
            "answer": self.answer is not None,
            "actors": not all(a.bare for a in self.actors),
            "conflict": self.stage is not None,
            "paths": bool(self.paths),
            "evolution": bool(self.evolution),
            "views": self.views is not None,
            "leverage": bool(self.leverage),
            "whatif": self.whatif is not None,
            "counterfactual": bool(self.counterfactual),
            "inverse": bool(self.inverse),
            "ripeness": bool(self.ripeness),
            "phased": bool(self.phased),
            "thresholds": bool(self.thresholds),
            "robustness": self.robustness is not None,
            "negotiation": self.negotiation is not None,
            "relations": self.relations is not None,
            "readings": bool(self.readings),
            "evidence": self.evidence is not None,
            "claims": bool(self.claims or self.context),
            "hindsight": self.hindsight is not None,
            "history": bool(self.history),
            "seen": self.seen is not None,
            "forecasts": bool(self.forecasts or self.ladder),
            "coverage": bool(self.coverage),
            "inputs": bool(self.inputs or self.sources),
            "wrong": bool(self.wrong or self.standing),
        }
        return tuple(id for id, present in there.items() if present)
