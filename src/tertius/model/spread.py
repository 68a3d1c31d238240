r"""What is not known of a negotiation, as draws: positions, saliences and powers with an error.

With standard deviations :math:`\sigma_x` and :math:`\sigma_s` in points and :math:`\sigma_p` of the logarithm, u uniform on [0, 1), the z standard normal,
all independent, for party i and issue k:

.. math::
    x_{ik} = [a_{ik} + u_{ik} (b_{ik} - a_{ik}) + \sigma_x z^x_{ik}]_0^{100}, \qquad s_{ik} = [s_{ik} + \sigma_s z^s_{ik}]_0^{100}, \qquad
    c_i = c_i \exp(\sigma_p z^p_i)

[a, b] is the position, an interval or a point; brackets cut to the scale, so that an error beyond an end lands on it. A salience that is missing stays
missing, a power of 0 stays 0, and a power on one issue, or of a date, goes up and down with the party's. Red lines, texts, fallbacks and the rule are held fixed.

The same numbers are used in the case, in each reading that changes the negotiation and in each falsifier. They come from a child of the draw's
generator (``Generator.spawn``), so what else is drawn is the same with and without them. Tertius's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tertius.model.conflict import Provenance
from tertius.model.negotiation import Issue, Negotiation, Party, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

    from tertius.model.case import Case

__all__ = ["Errors", "Spread", "errors", "renegotiated", "shifted"]


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations: of positions and saliences in points of the scale, of the logarithm of power."""

    position: float = 0.0
    salience: float = 0.0
    power: float = 0.0
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Errors:
    """The random numbers of one draw: by issue and party where in its interval, and how far off; by party how far off its power is."""

    within: Mapping[tuple[str, str], float]
    position: Mapping[tuple[str, str], float]
    salience: Mapping[tuple[str, str], float]
    power: Mapping[str, float]


def errors(negotiation: Negotiation, rng: Generator) -> Errors:
    """The numbers of one draw; how many are taken depends on the names of parties and issues alone."""
    pairs = [(i.id, p.id) for i in negotiation.issues for p in negotiation.parties]
    within = rng.random(len(pairs)).tolist()
    position, salience = rng.standard_normal((2, len(pairs))).tolist()
    power = rng.standard_normal(len(negotiation.parties)).tolist()
    return Errors(
        dict(zip(pairs, within, strict=True)), dict(zip(pairs, position, strict=True)), dict(zip(pairs, salience, strict=True)),
        dict(zip([p.id for p in negotiation.parties], power, strict=True)),
    )  # fmt: skip


def shifted(negotiation: Negotiation, spread: Spread, numbers: Errors) -> Negotiation:
    """The negotiation in one draw: each position a point."""
    from math import exp

    factor = {p: exp(spread.power * z) for p, z in numbers.power.items()}

    def stance(issue: Issue, s: Stance) -> Stance:
        key = issue.id, s.party
        if key not in numbers.within:
            return s
        low, high = s.position
        at = _cut(low + numbers.within[key] * (high - low) + spread.position * numbers.position[key])
        return replace(
            s,
            position=(at, at),
            salience=None if s.salience is None else _cut(s.salience + spread.salience * numbers.salience[key]),
            power=None if s.power is None else s.power * factor[s.party],
        )

    def party(p: Party) -> Party:
        by = factor.get(p.id, 1.0)
        dated = tuple(replace(d, power=(d.power[0] * by, d.power[1] * by)) for d in p.power_over_time)
        return replace(p, power=p.power * by, power_over_time=dated)

    return replace(
        negotiation,
        parties=tuple(party(p) for p in negotiation.parties),
        issues=tuple(replace(i, positions=tuple(stance(i, s) for s in i.positions)) for i in negotiation.issues),
    )


def _cut(value: float) -> float:
    return min(100.0, max(0.0, value))


def renegotiated(case: Case, spread: Spread, rng: Generator) -> Case:
    """The case with its negotiation drawn, in each reading and falsifier too."""
    if case.negotiation is None:
        return case
    numbers = errors(case.negotiation, rng)

    def made(n: Negotiation) -> Negotiation:
        return shifted(n, spread, numbers)

    return replace(
        case,
        negotiation=made(case.negotiation),
        readings={
            k: r if r.negotiation is None else replace(r, negotiation=made(r.negotiation)) for k, r in case.readings.items()
        },
        claims=tuple(
            c
            if c.falsifier is None or not c.falsifier.negotiations
            else replace(c, falsifier=replace(c.falsifier, negotiations={k: made(n) for k, n in c.falsifier.negotiations.items()}))
            for c in case.claims
        ),
    )
