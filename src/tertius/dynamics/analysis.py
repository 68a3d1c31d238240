"""`analyze`: the whole stability and status quo analysis of one situated case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tertius.arrays import BoolArray
from tertius.dynamics.outcomes import Outcomes, outcomes
from tertius.dynamics.solved import Solved
from tertius.errors import TertiusError, UnknownNameError
from tertius.kernels.codes import pick
from tertius.kernels.hypercube import StatusQuoChange, status_quo_changes
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.stability.concepts import DEFAULT, concept
from tertius.stability.solve import profile_stable
from tertius.stability.witness import Witness, witness
from tertius.version import VERSION

__all__ = ["Analysis", "analyze"]


@dataclass(frozen=True)
class Analysis:
    """What `analyze` found, with what it was asked, so that it can be reproduced from itself.

    concepts : the concepts asked for; ``mixed`` stands for `profile`
    equilibria : concept -> codes
    tables : concept -> (actors, states) whether each state is stable for each actor
    outcomes : from the status quo, at `foresight`; None without a status quo
    status_quo_changes : what fixes, links and needs made of the declared status quo
    """

    case: Case
    concepts: tuple[str, ...]
    foresight: int
    horizon: int
    profile: Mapping[str, str]
    states: Sequence[str]
    equilibria: Mapping[str, Sequence[str]]
    status_quo: str | None
    outcomes: Outcomes | None
    status_quo_changes: tuple[StatusQuoChange, ...]
    backend: str
    solved: Solved = field(repr=False, compare=False)
    tables: Mapping[str, BoolArray] = field(repr=False, compare=False)

    @cached_property
    def rankings(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """Actor -> classes of codes, best first."""
        codes = np.array(tuple(self.states))
        game = self.solved.game
        return {actor: _classes(codes, game.rank[i]) for i, actor in enumerate(game.actors)}

    @cached_property
    def stable(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Concept -> actor -> codes of stable states."""
        game = self.solved.game
        return {
            id: {actor: pick(game.codes, rows[i]) for i, actor in enumerate(game.actors)}
            for id, rows in self.tables.items()
        }

    def why(self, actor: str, state: str, concept: str = "seq") -> Witness:
        """The reason why a state is stable or unstable for an actor."""
        if actor not in self.solved.game.actors:
            raise UnknownNameError("actor", actor, self.solved.game.actors)
        index = self.solved.index(state)
        if index is None:
            raise UnknownNameError("state", state, self.states)
        return witness(self.solved.game, self.solved.game.actor(actor), index, concept, horizon=self.horizon)

    def rows(self) -> list[dict[str, object]]:
        """One row a state: its code, its rank for each actor (1 is best), and for whom it is stable."""
        place = {a: {s: k for k, g in enumerate(groups, 1) for s in g} for a, groups in self.rankings.items()}
        return [
            {
                "state": code,
                **{f"rank {actor}": place[actor][code] for actor in self.rankings},
                **{c: code in self.equilibria[c] for c in self.concepts},
            }
            for code in self.states
        ]

    @property
    def provenance(self) -> dict[str, object]:
        """What the answer was computed from and with."""
        return {
            "version": VERSION,
            "case": self.case.hash,
            "reading": self.case.reading,
            "levers": list(self.case.levers_in_force),
            "backend": self.backend,
        }

    def __repr__(self) -> str:
        found = "; ".join(f"{c}: {' '.join(e[:6]) or 'none'}" for c, e in self.equilibria.items())
        ends = "no status quo" if self.outcomes is None else " ".join(self.outcomes.states) or "unsettled"
        return (
            f"<Analysis of {self.case.title!r}: {len(self.states)} states\n"
            f"  equilibria {found}\n  outcomes (foresight {self.foresight}) {ends}>"
        )


def analyze(
    case: Case,
    *,
    concepts: Sequence[str] = DEFAULT,
    profile: Mapping[str, str] | None = None,
    foresight: int = 1,
    horizon: int = 2,
) -> Analysis:
    """Stability, equilibria and outcomes of a case as it stands (`situate` it first).

    concepts : ids from `tertius.stability.concepts`; the outcome follows ``seq`` if it is among
        them, else the last one named that is not ``limited``
    profile : actor -> concept, for actors that follow different ones; reported as ``mixed``, and
        what outcomes follow
    foresight : 1, or 2 (see `tertius.dynamics.foresight`)
    horizon : for ``limited``

    Raises `UnknownNameError`, `NotSupportedError`, `ImpossibleError`, `LimitError`.
    """
    asked = tuple(dict.fromkeys(concepts))
    for id in asked:
        concept(id)
    solved = Solved(case, horizon=horizon)
    game = solved.game
    # Limited-move stability judges a plan and not a step, so outcomes cannot follow it step by step.
    steps = [id for id in asked if id != "limited"]
    followed = "seq" if "seq" in steps or not steps else steps[-1]
    arrays = {id: solved.stable(id) for id in asked}
    profile = dict(profile or {})
    if profile:
        for actor, id in profile.items():
            if actor not in game.actors:
                raise UnknownNameError("actor", actor, game.actors)
            concept(id)
        arrays["mixed"] = profile_stable(game, profile, followed, horizon=horizon)
        asked = (*asked, "mixed")
        found = outcomes(game, arrays["mixed"], concept="mixed", foresight=foresight)
    else:
        found = solved.outcomes(followed, foresight)
    if foresight not in {1, 2}:
        raise TertiusError(f"--foresight {foresight}: there are 1 and 2")
    return Analysis(
        case=case,
        concepts=asked,
        foresight=foresight,
        horizon=horizon,
        profile=profile,
        states=game.codes,
        equilibria={id: pick(game.codes, np.asarray(rows.all(axis=0), np.bool_)) for id, rows in arrays.items()},
        status_quo=None if game.status_quo is None else game.codes[game.status_quo],
        outcomes=found,
        status_quo_changes=status_quo_changes(case.conflict) if isinstance(case.conflict, OptionConflict) else (),
        backend=game.backend,
        solved=solved,
        tables=arrays,
    )


def _classes(codes: np.ndarray[tuple[int], np.dtype[np.str_]], rank: np.ndarray[tuple[int], np.dtype[np.int32]]) -> tuple[tuple[str, ...], ...]:
    order = np.argsort(-rank, kind="stable")
    edges = np.flatnonzero(np.diff(rank[order])) + 1
    return tuple(tuple(group.tolist()) for group in np.split(codes[order], edges))
