"""A case: what somebody says about a conflict, with sources, rival readings and claims to test.

Nouns only, frozen; edits return a new case (`tertius.model.effects`, `tertius.model.layers`, `tertius.model.asof`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tertius.errors import UnknownNameError
from tertius.model.agreements import PhasedTest, RipeTest
from tertius.model.conflict import GraphConflict, OptionConflict, Provenance
from tertius.model.coverage import CONTEXT_FORMS, Caveat, CoverageRow
from tertius.model.dates import Date
from tertius.model.expr import Expr
from tertius.model.source import Source
from tertius.model.thresholds_section import Thresholds

if TYPE_CHECKING:  # what only some cases have is imported by what reads it: each command starts a process
    from tertius.model.anchors import Anchor
    from tertius.model.evidence import Cell, DiagnosticityTest, Evidence, Ladder
    from tertius.model.negotiation import IssueTest, Negotiation, PackageTest, WaitingTest
    from tertius.model.relations import Relations, Tie
    from tertius.model.shares import ShareTest
    from tertius.model.uncertainty import Uncertainty

__all__ = [
    "CONTEXT_FORMS",
    "Actor",
    "BestMove",
    "Bridges",
    "Case",
    "Caveat",
    "Claim",
    "Combined",
    "CoverageRow",
    "Effect",
    "Event",
    "Expectation",
    "Explained",
    "Falsifier",
    "Forecast",
    "Layers",
    "Lever",
    "LeverTest",
    "OutcomeTest",
    "PhasedTest",
    "Prefer",
    "Reading",
    "RipeTest",
    "Source",
    "StabilityTest",
]

@dataclass(frozen=True, slots=True)
class Actor:
    """A party, third party or observer."""

    id: str
    name: str
    role: str = "party"
    note: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Prefer:
    """A change of one actor's preference (CONTRACT section 4, `prefer`)."""

    actor: str
    first: tuple[Expr, ...] = ()
    last: tuple[Expr, ...] = ()
    before: tuple[tuple[Expr, tuple[Expr, ...]], ...] = ()
    after: tuple[tuple[Expr, tuple[Expr, ...]], ...] = ()
    drop: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """One edit of a conflict. `kind` is fix, link, needs, forbid, allow or prefer.

    `target` is an option key (or, in graph form, the actor); `value` an on/off for fix; `expr`
    the condition of link and needs; `moves` the graph form's arcs.
    """

    kind: str
    target: str = ""
    value: bool = False
    expr: Expr | None = None
    moves: tuple[tuple[str, str], ...] = ()
    prefer: Prefer | None = None


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that a third party can commit to."""

    id: str
    name: str
    by: str
    effects: tuple[Effect, ...]
    cost: float = 0.0
    coercive: bool = False
    date: Date | None = None
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Reading:
    """A rival interpretation of the same case.

    `variant` is the conflict after the reading's `changes`, `negotiation` that section, each None where they leave it as it
    is; `changed` names what they touch of the conflict, for people.
    """

    id: str
    name: str
    thesis: str = ""
    effects: tuple[Effect, ...] = ()
    levers: tuple[str, ...] = ()
    variant: OptionConflict | GraphConflict | None = None
    negotiation: Negotiation | None = None
    changed: tuple[str, ...] = ()
    date: Date | None = None
    provenance: Provenance = Provenance()

    @property
    def alters(self) -> bool:
        """Whether `changes` lay anything over the case."""
        return self.variant is not None or self.negotiation is not None


@dataclass(frozen=True, slots=True)
class Event:
    """A dated move, refusal or event. `does` and `declines` hold (option key, on)."""

    id: str
    date: Date
    text: str
    actor: str | None = None
    does: tuple[tuple[str, bool], ...] = ()
    declines: tuple[str, ...] = ()
    to_state: str | None = None
    signal_to: str | None = None
    signal_about: str | None = None
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class OutcomeTest:
    """Every, some or none of the outcomes (or equilibria) satisfies the expression.

    `concept` is empty for the default: seq, or seq_d where some preference is not known.
    """

    over: str
    quantifier: str
    satisfy: Expr
    concept: str = ""
    foresight: int = 1


@dataclass(frozen=True, slots=True)
class StabilityTest:
    """A state is stable (or unstable) for an actor under a concept."""

    stable: bool
    actor: str
    state: str
    concept: str = ""


@dataclass(frozen=True, slots=True)
class BestMove:
    """Every most preferred result among staying and the actor's moves satisfies the expression."""

    actor: str
    satisfy: Expr
    foresight: int = 1


@dataclass(frozen=True, slots=True)
class LeverTest:
    """The levers (or given effects) are necessary, or sufficient, for the target."""

    necessary: bool
    levers: tuple[str, ...]
    given: tuple[Effect, ...]
    target: Expr
    concept: str = ""
    foresight: int = 1
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """The recorded move is worthwhile or an improvement where it was made."""

    event: str
    foresight: int = 1


@dataclass(frozen=True, slots=True)
class Bridges:
    """An actor has positive ties with both sides of at least so many pairs at odds, in a period or (empty) in every one."""

    actor: str
    at_least: int = 1
    period: str = ""


@dataclass(frozen=True, slots=True)
class Combined:
    """All, or any, of other claims."""

    every: bool
    claims: tuple[str, ...]


Expectation: TypeAlias = (
    "OutcomeTest | StabilityTest | BestMove | LeverTest | Explained | PhasedTest | RipeTest | Bridges | DiagnosticityTest"
    "| PackageTest | IssueTest | ShareTest | WaitingTest | Combined"
)


@dataclass(frozen=True, slots=True)
class Falsifier:
    """A named edit of the case that changes the verdict to `becomes`.

    `variant` is the conflict after the falsifier's `changes`, where it has any. A falsifier that
    was written for some readings names them (`readings`); it is then tried in those only. `ties` stand in place
    of those on file for their pairs and periods. `evidence` replaces likelihoods: by row, then by reading. `negotiations` has
    that section after the falsifier's changes to it: of the case under the empty name, and of each reading that changes it.
    """

    name: str
    becomes: str
    effects: tuple[Effect, ...] = ()
    levers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    readings: tuple[str, ...] | None = None
    variants: Mapping[str, OptionConflict | GraphConflict] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    evidence: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    negotiations: Mapping[str, Negotiation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that the model can test, or (with `context`) one that it cannot yet, and why.

    `withheld`: its test rests on what a redacted version leaves out, so it has none here.
    """

    id: str
    text: str
    expect: Expectation | None = None
    readings: tuple[str, ...] | None = None
    levers: tuple[str, ...] | None = None
    given: tuple[Effect, ...] = ()
    since: Date | None = None
    falsifier: Falsifier | None = None
    must: str | None = None
    context: str = ""
    date: Date | None = None
    provenance: Provenance = Provenance()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast in the words of its source, the modeller's reading of them, and what came of it.

    `model` are claims about issues which together say the same, so that the model can be asked.
    """

    id: str
    text: str
    made: Date
    by: str = ""
    words: str = ""
    p: tuple[float, float] | None = None
    p_kind: str = ""
    outcome: str | None = None
    resolved: Date | None = None
    resolution: str = ""
    resolved_sources: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Layers:
    """What a situated case was asked for besides its reading, so that an actor's own view can be set up.

    conflict, negotiation : those of the case before any layer; the others as in `tertius.model.layers.situate`
    """

    conflict: OptionConflict | GraphConflict | None
    negotiation: Negotiation | None = None
    levers: tuple[str, ...] = ()
    own_levers: bool = True
    without: tuple[str, ...] = ()
    given: tuple[Effect, ...] = ()
    edits: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A case file, validated. `levers_in_force` and `reading` tell which layers were applied.

    `argued_on` is the date of the argument: reports show what was known then beside what is known since.
    `views` gives actors their own reading of the case (perception); who is not in it sees the case as asked,
    and `asked` is what that was (only in a situated case with views). `stands` is the status quo of the case as it stands
    (only in option form, in a situated case or one moved to another date: a reading or a date may have another).
    `uncertainty` says what varies in draws of the case; nothing else reads it.
    `known_by` is the as-of date that a user asked for; `declared_as_of` then keeps the file's own.
    `redacted` is the level of a redacted version (`tertius.model.redact`), else empty.
    """

    title: str
    actors: tuple[Actor, ...]
    conflict: OptionConflict | GraphConflict | None
    as_of: Date | None = None
    argued_on: Date | None = None
    summary: str = ""
    question: str = ""
    main_claim: str | None = None
    caveats: tuple[Caveat, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    levers: Mapping[str, Lever] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    uncertainty: Uncertainty | None = None
    history: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    relations: Relations | None = None
    negotiation: Negotiation | None = None
    evidence: Evidence | None = None
    ladder: Ladder | None = None
    coverage: tuple[CoverageRow, ...] = ()
    paragraphs: Mapping[str, int] = field(default_factory=dict)
    anchors: tuple[Anchor, ...] = ()
    reading: str | None = None
    levers_in_force: tuple[str, ...] = ()
    asked: Layers | None = None
    stands: frozenset[str] | None = None
    known_by: Date | None = None
    declared_as_of: Date | None = None
    redacted: str = ""
    hash: str = ""

    def actor(self, id: str) -> Actor:
        """The actor with that id."""
        for actor in self.actors:
            if actor.id == id:
                return actor
        raise UnknownNameError("actor", id, {a.id: a for a in self.actors})

    def claim(self, id: str) -> Claim:
        """The claim with that id."""
        for claim in self.claims:
            if claim.id == id:
                return claim
        raise UnknownNameError("claim", id, [c.id for c in self.claims])

    def event(self, id: str) -> Event:
        """The event with that id."""
        for event in self.history:
            if event.id == id:
                return event
        raise UnknownNameError("event", id, [e.id for e in self.history])
