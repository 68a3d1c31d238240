"""What deters and what moves: the cardinal inputs of pivotal windows and commitment thresholds.

Nouns only; what they mean is in `tertius.leverage.pivotal_window` and `tertius.leverage.commitment`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tertius.model.conflict import Provenance
from tertius.model.dates import Date
from tertius.model.expr import Expr
from tertius.model.thresholds_section import Thresholds

__all__ = ["STATUS_QUO", "Commitment", "Exposure", "Pledge", "Quantity", "Rival", "Thresholds", "Window"]

STATUS_QUO = "status_quo"
"""Where a quantity names a state: the status quo of the situation that is looked at."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number between `low` and `high`; or, where `state` is named, an actor's payoff in that state."""

    low: float = 0.0
    high: float = 0.0
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Rival:
    """One of two rivals. `with_pivot`, `without`, `status_quo`: what going ahead with the pivot on its side,
    going ahead against it, and leaving things as they are is worth to it. `ally`: what an outside ally adds to `without`.
    """

    actor: str
    with_pivot: Quantity
    without: Quantity
    status_quo: Quantity
    ally: Quantity = Quantity()
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Window:
    """A pivot between two rivals. `neutral`: the chance that it backs neither."""

    id: str
    name: str
    pivot: str
    rivals: tuple[Rival, Rival]
    neutral: Quantity = Quantity()
    date: Date | None = None
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Exposure:
    """A share before and after the client's commitment; or, with `expr`, 1 where it holds in the case and else 0."""

    before: Quantity = Quantity()
    after: Quantity = Quantity()
    expr: Expr | None = None


@dataclass(frozen=True, slots=True)
class Pledge:
    """What carrying something out (`keep`) and not doing so (`drop`) is worth to whoever is to do it."""

    keep: Quantity
    drop: Quantity


@dataclass(frozen=True, slots=True)
class Commitment:
    """A client that may commit, and what is borne before and after. Utilities are the client's.

    `commit`: the options that its commitment turns on or off; `commit_state`: in graph form, where it moves to.
    `threat` and `assurance` are worth something to `by`.
    """

    id: str
    name: str
    client: str
    by: str
    pressure: Quantity
    permission: Exposure
    gain_from_delay: Quantity
    shield: Quantity = Quantity()
    support: Exposure = Exposure()
    talks: Quantity = Quantity()
    face: Quantity = Quantity()
    abandonment: Quantity = Quantity()
    alliance: Quantity = Quantity()
    commit: tuple[tuple[str, bool], ...] = ()
    commit_state: str | None = None
    threat: Pledge | None = None
    assurance: Pledge | None = None
    date: Date | None = None
    provenance: Provenance = Provenance()
