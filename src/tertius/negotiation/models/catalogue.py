"""The comparison models by name, in the order in which they are shown."""

from __future__ import annotations

from tertius.errors import UnknownNameError
from tertius.negotiation.models.challenge import CHALLENGE
from tertius.negotiation.models.compromise import COMPROMISE
from tertius.negotiation.models.exchange import EXCHANGE
from tertius.negotiation.models.exchange_rounds import EXCHANGE_ROUNDS
from tertius.negotiation.models.ktab import KTAB
from tertius.negotiation.models.ktab_turns import KTAB_TURNS
from tertius.negotiation.models.median import MEDIAN
from tertius.negotiation.models.nash import NASH
from tertius.negotiation.models.normal30 import NORMAL30
from tertius.negotiation.models.pivots import PIVOTS
from tertius.negotiation.models.status_quo import STATUS_QUO
from tertius.negotiation.models.uniform import UNIFORM

__all__ = ["ALL", "MODELS", "TERTIUS", "models_of"]

ALL = "all"
TERTIUS = "tertius"
"""The name of the headline forecast among the models."""
MODELS = {
    m.name: m
    for m in (COMPROMISE, MEDIAN, NASH, CHALLENGE, KTAB, KTAB_TURNS, EXCHANGE, EXCHANGE_ROUNDS, PIVOTS, NORMAL30, UNIFORM, STATUS_QUO)
}


def models_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names asked for, in the order of the catalogue; where none is, all but the slow ones. ``all`` stands for every one. Raises `UnknownNameError`."""
    known = [TERTIUS, *MODELS]
    for name in names:
        if name not in known and name != ALL:
            raise UnknownNameError("model", name, [*known, ALL])
    if not names:
        return tuple(n for n in known if n == TERTIUS or not MODELS[n].slow)
    return tuple(n for n in known if n in names or ALL in names)
