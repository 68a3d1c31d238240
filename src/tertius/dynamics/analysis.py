"""`analyze`: the whole stability and status quo analysis of one situated case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from tertius.arrays import BoolArray, RankArray
from tertius.dynamics.hypergame import Hypergame, hypergame
from tertius.dynamics.outcomes import Outcomes, outcomes
from tertius.dynamics.solved import Solved
from tertius.errors import TertiusError, UnknownNameError
from tertius.kernels.codes import pick
from tertius.kernels.hypercube import StatusQuoChange, status_quo_changes
from tertius.kernels.relation import Ranked
from tertius.model.case import Case
from tertius.model.conflict import Comparison, OptionConflict
from tertius.shown import Shown
from tertius.stability.applicable import COALITIONAL, default_concepts
from tertius.stability.concepts import concept
from tertius.stability.solve import profile_stable, stable_for
from tertius.stability.witness import Witness
from tertius.version import VERSION

__all__ = ["Analysis", "analyze"]


@dataclass(frozen=True, repr=False)
class Analysis(Shown):
    """What `analyze` found, with what it was asked, so that it can be reproduced from itself.

    concepts : the concepts asked for; ``mixed`` stands for `profile`
    sanctions : ``legal``, ``once`` or ``single``: which sequences of the others count
    coalitions : those that can form besides single actors; None for all
    merged : the members of the coalition that stands as one player, in a merged view
    equilibria : concept -> codes
    tables : concept -> (actors, states) whether each state is stable for each actor
    outcomes : from the status quo, at `foresight`; None without a status quo
    status_quo_changes : what fixes, links and needs made of the declared status quo
    hypergame : what actors that see the case in their own way make of it; None where nobody does
    """

    case: Case
    concepts: tuple[str, ...]
    foresight: int
    horizon: int
    sanctions: str
    coalitions: tuple[tuple[str, ...], ...] | None
    merged: tuple[str, ...]
    profile: Mapping[str, str]
    states: Sequence[str]
    equilibria: Mapping[str, Sequence[str]]
    status_quo: str | None
    outcomes: Outcomes | None
    status_quo_changes: tuple[StatusQuoChange, ...]
    backend: str
    hypergame: Hypergame | None = field(repr=False, compare=False)
    solved: Solved = field(repr=False, compare=False)
    tables: Mapping[str, BoolArray] = field(repr=False, compare=False)

    @cached_property
    def rankings(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """Actor -> classes of codes, best first; an actor that compares pairs, or is merged, has none."""
        codes = np.array(tuple(self.states))
        game = self.solved.game
        return {actor: _classes(codes, game.rank[i]) for i, actor in enumerate(game.actors) if game.ranked(i)}

    @cached_property
    def strong(self) -> Mapping[str, tuple[int, ...]]:
        """Actor -> the numbers of those classes of its ranking that a strong gap follows; actors without are left out."""
        game = self.solved.game
        found = {}
        for i, relation in game.relations.items():
            if isinstance(relation, Ranked) and relation.block is not None:
                found[game.actors[i]] = _gaps(relation.rank, relation.block)
        return found

    @cached_property
    def pairs(self) -> Mapping[str, tuple[Comparison, ...]]:
        """Actor -> its comparisons of states that there are, as listed, for actors without a ranking."""
        game, conflict = self.solved.game, self.case.conflict
        found = {}
        for i, actor in enumerate(game.actors):
            if not game.ranked(i) and conflict is not None and actor in conflict.preferences:
                there = set(self.states)
                listed = conflict.preferences[actor].pairs
                found[actor] = tuple(p for p in listed if p.left in there and p.right in there)
        return found

    @cached_property
    def differs(self) -> Mapping[str, BoolArray]:
        """Concept -> (actors, states) where the verdict is another than with legal sequences; only what differs."""
        if self.sanctions == "legal":
            return {}
        game = self.solved.game
        found = {}
        for id, rows in self.tables.items():
            if id == "mixed":
                continue
            legal = [
                stable_for(game, i, id, horizon=self.horizon, coalitions=self.coalitions)
                for i in range(len(game.actors))
            ]
            different = np.array(legal).reshape(rows.shape) != rows
            if different.any():
                found[id] = different
        return found

    def differences(self, limit: int) -> list[tuple[str, str, str, bool]]:
        """At most so many (actor, state, concept, stable with legal sequences) that depend on `sanctions`."""
        game = self.solved.game
        found: list[tuple[str, str, str, bool]] = []
        for id, rows in self.differs.items():
            for i, s in np.argwhere(rows)[: limit - len(found)]:
                found.append((game.actors[i], game.codes[int(s)], id, not bool(self.tables[id][i, s])))
        return found

    @cached_property
    def stable(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Concept -> actor -> codes of stable states."""
        game = self.solved.game
        return {
            id: {actor: pick(game.codes, rows[i]) for i, actor in enumerate(game.actors)}
            for id, rows in self.tables.items()
        }

    def why(self, actor: str, state: str, concept: str = "") -> Witness:
        """The reason why a state is stable or unstable for an actor (by default under seq, or seq_d)."""
        if actor not in self.solved.game.actors:
            raise UnknownNameError("actor", actor, self.solved.game.actors)
        index = self.solved.index(state)
        if index is None:
            raise UnknownNameError("state", state, self.states)
        return self.solved.why(self.solved.game.actor(actor), index, concept)

    def rows(self) -> list[dict[str, object]]:
        """One row a state: its code, its rank for each actor that ranks (1 is best), and what it is an equilibrium of."""
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
            "sanctions": self.sanctions,
            "merged": list(self.merged),
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
    concepts: Sequence[str] | None = None,
    profile: Mapping[str, str] | None = None,
    foresight: int = 1,
    horizon: int = 2,
    sanctions: str = "legal",
    coalitions: Sequence[Sequence[str]] | None = None,
    merge: Sequence[str] = (),
    backend: str = "auto",
    tick: Callable[[int, int], None] | None = None,
) -> Analysis:
    """Stability, equilibria and outcomes of a case as it stands (`situate` it first).

    concepts : ids from `tertius.stability.concepts`; by default nash, gmr, smr, seq, and where some preference
        is not known their forms a and d. The outcome follows ``seq`` (``seq_d``) if it is among them, else the
        last one named that judges single steps
    profile : actor -> concept, for actors that follow different ones; reported as ``mixed``, and
        what outcomes follow
    foresight : 1, or 2 (see `tertius.dynamics.foresight`)
    horizon : for ``limited``, ``limited_ci``, ``limited_cc``, ``maximin``
    sanctions : ``legal``, or ``once`` or ``single`` as in older programs (`tertius.kernels.replies`)
    coalitions : for ``cnash``, ``cgmr``, ``csmr``, ``cseq``, which are then the default: those that can form besides
        single actors; None for all
    merge : the members of one coalition that is to stand as one player (`tertius.kernels.merge`); views of actors
        are left out of such an analysis
    backend : ``auto`` (by size), ``arcs`` or ``compiled`` (`tertius.kernels.sizes`); they give the same answers
    tick : called with the number of tables (one a concept and actor) that are done, and that there will be

    Raises `UnknownNameError`, `NotSupportedError`, `ImpossibleError`, `LimitError`.
    """
    if foresight not in {1, 2}:
        raise TertiusError(f"--foresight {foresight}: there are 1 and 2")
    solved = Solved(
        case, horizon=horizon, sanctions=sanctions, coalitions=coalitions, merge=merge, backend=backend
    )
    game = solved.game
    seen = None
    if not merge:
        seen = hypergame(case, (), horizon=horizon, sanctions=sanctions, coalitions=coalitions, asked=solved)
    if concepts is None and coalitions is not None:
        concepts = COALITIONAL
    elif concepts is None:
        concepts = default_concepts([game, *(s.game for s in seen.games.values())] if seen else [game])
    asked = tuple(dict.fromkeys(concepts))
    cards = [concept(id) for id in asked]
    # What judges a plan or a joint move cannot be followed step by step.
    steps = [c.id for c in cards if c.family in {"sequence", "moment"} and c.strength != "weak"]
    followed = solved.default if solved.default in steps or not steps else steps[-1]
    if tick is not None:
        total = len({*asked, followed}) * len(game.actors)
        solved.tick = lambda done: tick(done, max(done, total))
    arrays = {id: solved.stable(id) for id in asked}
    profile = dict(profile or {})
    if profile:
        for actor, id in profile.items():
            if actor not in game.actors:
                raise UnknownNameError("actor", actor, game.actors)
            concept(id)
        arrays["mixed"] = profile_stable(
            game, profile, followed, horizon=horizon, sanctions=sanctions, coalitions=coalitions
        )
        forms = [concept(profile.get(actor, followed)).form for actor in game.actors]
        leaving = [game.leaving(i, unknown=form in {"a", "c"}) for i, form in enumerate(forms)]
        found = outcomes(game, arrays["mixed"], concept="mixed", foresight=foresight, leaving=leaving)
    else:
        found = solved.outcomes(followed, foresight)
    return Analysis(
        case=case,
        concepts=(*asked, "mixed") if profile else asked,
        foresight=foresight,
        horizon=horizon,
        sanctions=sanctions,
        coalitions=solved.coalitions,
        merged=game.merged,
        profile=profile,
        states=game.codes,
        equilibria={id: pick(game.codes, np.asarray(rows.all(axis=0), np.bool_)) for id, rows in arrays.items()},
        status_quo=None if game.status_quo is None else game.codes[game.status_quo],
        outcomes=found,
        status_quo_changes=status_quo_changes(case.conflict) if isinstance(case.conflict, OptionConflict) else (),
        backend=game.backend,
        hypergame=None if seen is None else replace(seen, concepts=asked),
        solved=solved,
        tables=arrays,
    )


def _classes(codes: np.ndarray[tuple[int], np.dtype[np.str_]], rank: np.ndarray[tuple[int], np.dtype[np.int32]]) -> tuple[tuple[str, ...], ...]:
    order = np.argsort(-rank, kind="stable")
    edges = np.flatnonzero(np.diff(rank[order])) + 1
    return tuple(tuple(group.tolist()) for group in np.split(codes[order], edges))


def _gaps(rank: RankArray, block: RankArray) -> tuple[int, ...]:
    """After which classes, best first, a strong gap stands."""
    order = np.argsort(-rank, kind="stable")
    edges = np.flatnonzero(np.diff(rank[order]))
    return tuple(k for k, edge in enumerate(edges) if block[order[edge]] != block[order[edge + 1]])
