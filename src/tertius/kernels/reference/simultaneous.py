r"""Stability where others move at the same moment: option form only.

- sim: for every improvement :math:`s_1 \in R_i^+(s)` there are choices
  :math:`c_j \in \{s\} \cup R_j^+(s)`, :math:`j \ne i`, such that the composition of :math:`s_1` and the
  choices exists and i does not prefer it to s.
- sim_fh: let :math:`U(s)` be the actors for whom s is sequentially unstable. For i outside U, s is
  stable. For i in U, alone, it is not. Else it is stable if for every improvement :math:`s_1` of i that
  has no sequential sanction there are choices :math:`c_j \in R_j^+(s)`, :math:`j \in U \setminus \{i\}`,
  such that the composition of :math:`s_1` and the choices, everybody else as in s, exists and i does
  not prefer it to s.

The composition sets each actor's free options from its choice and completes, as a move does.

References
----------
Fraser and Hipel (1984), Conflict Analysis: Models and Resolutions (sim_fh is their rule).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertius.kernels.reference.model import Reference

__all__ = ["sim", "sim_fh"]


def sim(model: Reference, actor: str, state: str) -> bool:
    """Whether s is simultaneously stable for i."""
    menus = {j: {state} | model.improvements(j, state) for j in model.actors if j != actor}
    return all(_met_at_once(model, actor, state, s1, menus) for s1 in model.improvements(actor, state))


def sim_fh(model: Reference, actor: str, state: str, sanctions: str) -> bool:
    """Whether s is simultaneously stable for i by the rule of Fraser and Hipel."""
    unstable = [j for j in model.actors if not model.stable(j, state, "seq", sanctions)]
    if actor not in unstable:
        return True
    if len(unstable) == 1:
        return False
    menus = {j: model.improvements(j, state) for j in unstable if j != actor}
    unsanctioned = [
        s1
        for s1 in model.improvements(actor, state)
        if all(
            model.prefers(actor, s2, state)
            for s2 in model.responses(actor, s1, improving=True, sanctions=sanctions)
        )
    ]
    return all(_met_at_once(model, actor, state, s1, menus) for s1 in unsanctioned)


def _met_at_once(
    model: Reference,
    actor: str,
    state: str,
    s1: str,
    menus: Mapping[str, set[str] | frozenset[str]],
) -> bool:
    for choices in product(*menus.values()):
        made = model.compose(state, {actor: s1, **dict(zip(menus, choices, strict=True))})
        if made is not None and not model.prefers(actor, made, state):
            return True
    return False
