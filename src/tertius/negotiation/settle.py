r"""Where each issue of a case settles: the forecast, and the comparison models beside it.

An issue of a case becomes one `Stakes`: the middle of each position, the salience, the party's power on the issue, the status quo as the reference
point. The forecast is the one that is shipped, fitted to decisions on EU law, unless another fit is given; where a position is an interval only its middle counts.

A comparison model whose answer is a distribution stands with its median (the middle of its medians, where two places share the probability evenly). Procedural pivots follow the rule of the case; they need a status quo. Models that take turns or repetitions
are left out past `MOST_WORK` (the sum over issues of the cube of the parties, as the work of a turn grows).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tertius.model.negotiation import Issue, Negotiation
from tertius.negotiation.distribution import Distribution
from tertius.negotiation.fit import Fit
from tertius.negotiation.forecast import Forecast, forecast
from tertius.negotiation.models.catalogue import MODELS
from tertius.negotiation.models.pivots import Pivotal, pivotal_clause, proposed
from tertius.negotiation.stakes import Stakes

__all__ = ["MODELS_SHOWN", "Settled", "settled", "stakes_in"]

MODELS_SHOWN = tuple(name for name in MODELS if name not in {"normal30", "uniform", "status_quo"})
"""Models that use what the parties want."""
MOST_WORK = 100_000
EVEN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """One issue.

    models : the place of each comparison model that has an answer; kept : the chance that the text is kept, if there is one
    pivotal : what passes by itself against the status quo, and what each party would propose; None without a status quo
    """

    issue: str
    forecast: Forecast
    models: dict[str, float]
    kept: float | None
    pivotal: Pivotal | None = None

    @property
    def spread(self) -> tuple[float, float]:
        """From the lowest to the highest of the models and the forecast's median."""
        places = [self.forecast.median, *self.models.values()]
        return min(places), max(places)


def _middle(found: Distribution) -> float:
    return (found.quantile(0.5 - EVEN) + found.quantile(0.5 + EVEN)) / 2


def stakes_in(negotiation: Negotiation, issue: Issue) -> Stakes:
    """One issue as arrays."""
    power = {p.id: p.power for p in negotiation.parties}
    stances = issue.positions
    own = [power[s.party] if s.power is None else s.power for s in stances]
    if not any(own):
        # The forecast weighs those with a position on the issue; where none of them has power, they count alike.
        own = [1.0 for _ in own]
    return Stakes(
        issue=issue.id,
        group="",
        actors=tuple(s.party for s in stances),
        position=np.array([s.middle for s in stances], dtype=np.float64),
        salience=np.array([math.nan if s.salience is None else s.salience for s in stances], dtype=np.float64),
        power=np.array(own, dtype=np.float64),
        reference=math.nan if issue.status_quo is None else issue.status_quo,
    )


def settled(negotiation: Negotiation, *, fit: Fit | None = None, consent: bool = True, models: bool = True) -> tuple[Settled, ...]:
    """Each issue, in file order. fit : instead of the shipped weights; consent : also what the rule and red lines let pass (procedural pivots); models : also the others"""
    stakes = [stakes_in(negotiation, i) for i in negotiation.issues]
    small = sum(len(s.actors) ** 3 for s in stakes) <= MOST_WORK
    names = [n for n in MODELS_SHOWN if models and n != "pivots" and (small or not MODELS[n].slow)]
    answers = {name: MODELS[name].run(stakes) for name in names}
    found = []
    for k, issue in enumerate(negotiation.issues):
        one = forecast(stakes[k], fit=fit)
        places = {name: _middle(d) for name, per_issue in answers.items() if (d := per_issue[k]) is not None}
        by_rule = pivotal_clause(negotiation, issue) if consent and models else None
        if by_rule is not None:
            places["pivots"] = _middle(proposed(by_rule, dict(zip(stakes[k].actors, stakes[k].power.tolist(), strict=True))))
        found.append(Settled(issue.id, one, places, None if issue.on_the_table is None else one.kept(issue.on_the_table), by_rule))
    return tuple(found)
