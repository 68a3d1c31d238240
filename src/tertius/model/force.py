r"""What leads to force: the settings of options by which a coercive option is taken up or becomes possible.

A pair (o, v), option o set to v, *leads to force* if

- o is coercive and v is on; or
- v is on and o is declared to enable an option q with (q, on) among them; or
- o stands in the condition of a link or need of an option q with (q, w) among them, and setting o to v can turn
  that condition from not w to w, for some values of its other options.

Conditions are those of the case as it stands under what is in force, of every reading and of every lever.
Marks on levers do not enter.

In graph form nothing is marked coercive, so nothing leads to it. This is Tertius's own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tertius.arrays import BoolArray
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.effects import near_force
from tertius.model.expr import Expr

__all__ = ["coercive_pressure", "leads_to_force", "not_to_be_wanted"]

ATOMS = 12
"""Options in a condition up to which every setting is looked at; beyond it each is taken to lead to it."""


def leads_to_force(case: Case) -> frozenset[tuple[str, bool]]:
    """The pairs (option, on or off) that lead to force; empty in graph form."""
    if not isinstance(case.conflict, OptionConflict):
        return frozenset()
    forms = [c for c in (case.conflict, *(r.variant for r in case.readings.values())) if isinstance(c, OptionConflict)]
    options = [o for form in forms for o in form.options]
    conditions = set(_conditions(case, forms))
    found = {(o.key, True) for o in options if o.coercive}
    while True:
        more = {(o.key, True) for o in options if any((q, True) in found for q in o.enables)}
        for option, expr in conditions:
            for wanted in (True, False):
                if (option, wanted) in found:
                    more |= _turning(expr, wanted)
        if more <= found:
            return frozenset(found)
        found |= more


def not_to_be_wanted(case: Case) -> frozenset[str]:
    """Options about which no change of a preference is suggested: what is `near_force`, and what leads there through others."""
    return near_force(case) | {option for option, on in leads_to_force(case) if on}


def coercive_pressure(case: Case) -> frozenset[str]:
    """Pressure in a negotiation that is coercive: marked so, or exerted through an option that leads to force.

    Where the options are not at hand, so that nothing says whether one does, what is exerted through any is taken to be.
    """
    timing = None if case.negotiation is None else case.negotiation.timing
    if timing is None:
        return frozenset()
    if not isinstance(case.conflict, OptionConflict):
        return frozenset(p.id for p in timing.pressure if p.coercive or p.through)
    force = {option for option, _ in leads_to_force(case)} | near_force(case)
    return frozenset(p.id for p in timing.pressure if p.coercive or force & set(p.through))


def _conditions(case: Case, forms: list[OptionConflict]) -> Iterator[tuple[str, Expr]]:
    for form in forms:
        yield from form.rules.linked.items()
        yield from form.rules.needs
    effects = [e for lever in case.levers.values() for e in lever.effects]
    effects += [e for reading in case.readings.values() for e in reading.effects]
    for effect in effects:
        if effect.kind in {"link", "needs"} and effect.expr is not None:
            yield effect.target, effect.expr


def _turning(expr: Expr, wanted: bool) -> set[tuple[str, bool]]:
    """Settings of one option that can turn the expression to `wanted`."""
    atoms = expr.atoms
    if len(atoms) > ATOMS:
        return {(a, v) for a in atoms for v in (True, False)}
    shape = (2,) * len(atoms)
    place = dict(zip(atoms, np.indices(shape).astype(np.bool_), strict=True))
    truth: BoolArray = np.asarray(expr.evaluate(place.__getitem__, lambda v: np.full(shape, v, np.bool_)), np.bool_)
    found = set()
    for axis, atom in enumerate(atoms):
        off, on = np.take(truth, 0, axis) == wanted, np.take(truth, 1, axis) == wanted
        if (on & ~off).any():
            found.add((atom, True))
        if (off & ~on).any():
            found.add((atom, False))
    return found
