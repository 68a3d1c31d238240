"""What a comparison model is: a card and a function from the issues of one group to a distribution for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tertius.negotiation.distribution import Distribution
from tertius.negotiation.stakes import Stakes

__all__ = ["Model"]


@dataclass(frozen=True, slots=True)
class Model:
    """A model with its card.

    name : as in commands and JSON; source : where it is published; assumes : in one sentence
    is_point : its forecast is one number, so that it has no log score and no PIT
    run : the issues of one group to a distribution for each; None where the model has no answer
    slow : takes turns or repetitions, so that it runs on a large table only where it is asked for
    """

    name: str
    title: str
    source: str
    assumes: str
    is_point: bool
    run: Callable[[Sequence[Stakes]], Sequence[Distribution | None]]
    slow: bool = False
