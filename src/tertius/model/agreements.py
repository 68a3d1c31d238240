"""What a claim about agreements expects: a phased one, or that the situation is ripe."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.model.expr import Expr

__all__ = ["PhasedTest", "RipeTest"]


@dataclass(frozen=True, slots=True)
class PhasedTest:
    """A phased agreement leads to what the target says, or none does; `lasting`: to an end that lasts by itself."""

    target: Expr
    exists: bool = True
    foresight: int = 1
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class RipeTest:
    """The situation is ripe, or is not, for the parties (None: actors with role ``party`` that have a preference)."""

    ripe: bool = True
    parties: tuple[str, ...] | None = None
    foresight: int = 1
    concept: str = ""
