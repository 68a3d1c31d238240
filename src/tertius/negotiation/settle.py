r"""Where each issue of a case settles: the forecast, and the comparison models beside it.

An issue of a case becomes one `Stakes`: the middle of each position, the salience, the party's power on the issue, the status quo as the reference
point. The forecast is the one that is shipped, fitted to decisions on EU law; where a position is an interval only its middle counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tertius.model.negotiation import Issue, Negotiation
from tertius.negotiation.forecast import Forecast, forecast
from tertius.negotiation.models.catalogue import MODELS
from tertius.negotiation.stakes import Stakes

__all__ = ["MODELS_SHOWN", "Settled", "settled", "stakes_in"]

MODELS_SHOWN = tuple(name for name, m in MODELS.items() if m.is_point and name != "status_quo")
"""Models whose forecast is one place and that use what the parties want."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """One issue. models : the place of each comparison model that has an answer; kept : the chance that the text is kept, if there is one"""

    issue: str
    forecast: Forecast
    models: dict[str, float]
    kept: float | None

    @property
    def spread(self) -> tuple[float, float]:
        """From the lowest to the highest of the models and the forecast's median."""
        places = [self.forecast.median, *self.models.values()]
        return min(places), max(places)


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


def settled(negotiation: Negotiation) -> tuple[Settled, ...]:
    """Each issue, in file order."""
    stakes = [stakes_in(negotiation, i) for i in negotiation.issues]
    answers = {name: MODELS[name].run(stakes) for name in MODELS_SHOWN}
    found = []
    for k, issue in enumerate(negotiation.issues):
        one = forecast(stakes[k])
        places = {name: float(d.quantile(0.5)) for name, per_issue in answers.items() if (d := per_issue[k]) is not None}
        found.append(Settled(issue.id, one, places, None if issue.on_the_table is None else one.kept(issue.on_the_table)))
    return tuple(found)
