r"""Why a setting of the options is no state, and why an actor cannot change an option in a state.

A setting c is a state if it equals its completion and nothing rules it out
(`tertius.kernels.reference.states`). What speaks against it, each told by name:

- *fixed*: an option whose value an effect has fixed otherwise;
- *linked*: an option that follows an expression, which gives the other value in c;
- *needs*: an option that is on while an expression that it needs fails;
- *infeasible*: an expression of the case that rules out every state in which it is true.

An option of actor i is *barred* in state s if its direction would let i change it, and no move of i
from s does. It is told by what stands against changing this option alone: the completion c of s with
the option changed is no state (*infeasible*, or a fixed or linked option would lack what it *needs*),
the option drops off again in c (*needs*), or it is *forbidden*.

Tertius's own words for the definitions of CONTRACT section 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.kernels.game import Game
from tertius.kernels.hypercube import Completion
from tertius.model.conflict import OptionConflict
from tertius.model.expr import Expr

__all__ = ["MOST_MOVES", "Absent", "Barred", "absent", "barred"]

MOST_MOVES = 4096
"""With more moves than this from a state, nothing is said of what is barred there."""


@dataclass(frozen=True, slots=True)
class Absent:
    """One thing that speaks against a setting. kind : as in the module; option : a key, empty for *infeasible*; value : what
    a fixed or linked option would be"""

    kind: str
    option: str = ""
    expr: Expr | None = None
    value: bool = False


@dataclass(frozen=True, slots=True)
class Barred:
    """An option that no move of its actor from a state changes. target : the code that changing it alone would lead to; against :
    what rules that out, empty where it is *forbidden*"""

    actor: str
    option: str
    state: str
    target: str
    kind: str
    against: tuple[Absent, ...] = ()


def absent(conflict: OptionConflict, on: frozenset[str]) -> tuple[Absent, ...]:
    """Everything that speaks against a setting, rules of the effects first; empty for a state."""
    rules = conflict.rules
    found = [Absent("fixed", k, None, v) for k, v in rules.fixed.items() if (k in on) != v]
    for key, expr in rules.linked.items():
        if (value := expr.holds(on.__contains__)) != (key in on):
            found.append(Absent("linked", key, expr, value))
    found += [Absent("needs", k, e) for k, e in rules.needs if k in on and not e.holds(on.__contains__)]
    found += [Absent("infeasible", "", e) for e in conflict.infeasible if e.holds(on.__contains__)]
    return tuple(found)


def barred(conflict: OptionConflict, game: Game, actor: str, index: int) -> tuple[Barred, ...]:
    """The options that the actor has but cannot change in a state, each with what stands against it, in file order.

    actor : an id, or ids joined by ``+`` for a merged player
    """
    targets = [game.codes[t] for t in game.moves[game.actor(actor)].of(index)]
    if len(targets) > MOST_MOVES:
        return ()
    here = game.codes[index]
    completion = Completion(conflict)
    found = []
    mine = {o.key for member in actor.split("+") for o in conflict.free(member)}
    for k, key in enumerate(conflict.option_keys):
        direction, is_on = conflict.option(key).direction, here[k] == "Y"
        if key not in mine or direction == ("on" if is_on else "off") or any(t[k] != here[k] for t in targets):
            continue
        changed = np.array([completion.number(conflict.on(here)) ^ completion.bit[key]], np.int64)
        derived = completion.names(int(completion.derive(changed)[0]))
        done = completion.names(int(completion.complete(changed)[0]))
        against: tuple[Absent, ...] = ()
        if not is_on and key in conflict.rules.forbidden:
            kind = "forbidden"
        elif (key in done) == is_on:
            kind = "needs"
            against = tuple(a for a in absent(conflict, derived) if a.kind == "needs")
        else:
            against = absent(conflict, done)
            kind = against[0].kind
        found.append(Barred(actor, key, here, conflict.code(derived if kind == "needs" and key not in done else done), kind, against))
    return tuple(found)
