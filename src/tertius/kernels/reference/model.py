r"""One situated case as sets: actors, states, moves, relations; and every question about them.

States are codes, actors are ids. The definitions behind the questions are in the modules that the
package's docstring lists; what they need is here: :math:`R_i(s)`, the sign between two states, and
the responses of the others,

.. math::
    R_i^+(s) &= \{q \in R_i(s) : q \succ_i s\} \\
    R_{-i}(s) &= \{\text{ends of } s \to \dots, \text{ one or more moves by } j \ne i,
                  \text{ no j twice in succession}\} \\
    R_{-i}^+(s) &= \text{the same, each move } a \to b \text{ of j with } b \succ_j a

Sanctions ``once``: the same, each j at most once in a sequence. ``single``: one move of one j.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from tertius.errors import ImpossibleError, TertiusError
from tertius.kernels.reference import (
    anticipation,
    coalitions,
    concepts,
    dynamics,
    individual,
    simultaneous,
)
from tertius.kernels.reference.dynamics import ReferenceOutcomes
from tertius.kernels.reference.relations import BETTER, UNKNOWN, relation
from tertius.kernels.reference.states import GraphStates, OptionStates, Setting
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict

__all__ = ["Coalitions", "Reference"]

Coalitions = Iterable[Iterable[str]]
"""Coalitions by the ids of their members."""


class Reference:
    """The definitions for one situated case."""

    merged = False
    """Whether a coalition stands in this model as one player."""

    def __init__(self, case: Case) -> None:
        if case.conflict is None:
            raise ImpossibleError("the case has no conflict part")
        self.conflict = case.conflict
        self.actors: tuple[str, ...] = tuple(actor.id for actor in case.actors)
        self._world = (
            OptionStates(case.conflict)
            if isinstance(case.conflict, OptionConflict)
            else GraphStates(case.conflict)
        )
        self.states = self._world.states
        if not self.states:
            raise ImpossibleError("no state is left")
        self.status_quo = self._world.status_quo()
        self._moves = {i: {s: self._world.moves(i, s) for s in self.states} for i in self.actors}
        self._relations = {
            i: relation(case.conflict.preferences.get(i), self.states, self._world.true, i)
            for i in self.actors
        }
        options = isinstance(self._world, OptionStates)
        self._free = {i: self.options.free(i) for i in self.actors} if options else {}
        self.memory: dict[Hashable, Any] = {}

    # -- states and moves --------------------------------------------------------------------

    @property
    def options(self) -> OptionStates:
        """The settings behind the codes, in option form."""
        assert isinstance(self._world, OptionStates)
        return self._world

    def code(self, setting: Setting) -> str:
        """The letters of a setting, in file order."""
        return self.options.code(setting)

    def setting(self, state: str) -> Setting:
        """The options that are on in a state."""
        return self.options.settings[state]

    def free(self, actor: str) -> Setting:
        """:math:`free_i`: the actor's options that are neither fixed nor linked."""
        return self._free[actor]

    def derive(self, setting: Setting) -> Setting:
        """Fixed options at their value, linked ones equal to their expression."""
        return self.options.derive(setting)

    def complete(self, setting: Setting) -> Setting:
        """:math:`complete(c)`: derived, with every unmet need dropped, until nothing changes."""
        return self.options.complete(setting)

    def feasible(self, setting: Setting) -> bool:
        """:math:`c \\in F`, for a completed setting."""
        return self.options.feasible(setting)

    def compose(self, base: str, choices: Mapping[str, str]) -> str | None:
        """The state in which each actor's free options are as in its choice (all else as in `base`)."""
        setting = self.setting(base)
        for actor, chosen in choices.items():
            mine = self.free(actor)
            setting = (setting - mine) | (self.setting(chosen) & mine)
        made = self.code(self.complete(setting))
        return made if made in self.options.settings else None

    def moves(self, actor: str, state: str) -> frozenset[str]:
        """:math:`R_i(s)`."""
        return self._moves[actor].get(state, frozenset())

    @property
    def movers(self) -> tuple[str, ...]:
        """Who can move anywhere."""
        return tuple(i for i in self.actors if any(self.moves(i, s) for s in self.states))

    # -- preferences -------------------------------------------------------------------------

    def compare(self, actor: str, a: str, b: str) -> str:
        """What the actor thinks of two states: one of ``>> > ~ < << ?``."""
        return self._relations[actor](a, b)

    def prefers(self, actor: str, a: str, b: str) -> bool:
        """:math:`a \\succ_i b`: ``>`` or ``>>``."""
        return self.compare(actor, a, b) in BETTER

    def indifferent(self, actor: str, a: str, b: str) -> bool:
        """:math:`a \\sim_i b`."""
        return self.compare(actor, a, b) == "~"

    def unknown(self) -> tuple[str, str, str] | None:
        """An actor and two states of which it is not known what it thinks; None where all is known."""
        return next(
            (
                (i, a, b)
                for i in self.actors
                if (form := self.conflict.preferences.get(i)) is not None and form.kind == "pairs"
                for n, a in enumerate(self.states)
                for b in self.states[n:]
                if self.compare(i, a, b) == "?"
            ),
            None,
        )

    def improvements(self, actor: str, state: str, *, unknown: bool = False) -> frozenset[str]:
        """:math:`R_i^+(s)`; with `unknown`, :math:`R_i^{+,U}(s)`: those it may prefer, too."""
        signs = BETTER | UNKNOWN if unknown else BETTER
        return frozenset(q for q in self.moves(actor, state) if self.compare(actor, q, state) in signs)

    # -- responses ---------------------------------------------------------------------------

    def responses(
        self,
        actor: str,
        state: str,
        *,
        improving: bool,
        unknown: bool = False,
        sanctions: str = "legal",
    ) -> frozenset[str]:
        """:math:`R_{-i}(s)`, or :math:`R_{-i}^+(s)` where improving (:math:`R_{-i}^{+,U}` with `unknown`).

        A sequence is remembered by where it stands and who must not move next: its last mover, or, where
        each may move but once, everybody who has moved.
        """
        if sanctions not in {"legal", "once", "single"}:
            raise TertiusError(f"sanctions are legal, once or single, not {sanctions!r}")
        question = ("responses", actor, state, improving, unknown, sanctions)
        if question not in self.memory:
            everybody = frozenset(self.actors)

            def barred(spent: frozenset[str], mover: str) -> frozenset[str]:
                after = {"legal": {actor, mover}, "once": spent | {mover}, "single": everybody}
                return frozenset(after[sanctions])

            seen: set[tuple[str, frozenset[str]]] = set()
            ahead = [(state, frozenset({actor}))]
            while ahead:
                here, spent = ahead.pop()
                after = {
                    (q, barred(spent, j))
                    for j in self.actors
                    if j not in spent
                    for q in (
                        self.improvements(j, here, unknown=unknown) if improving else self.moves(j, here)
                    )
                }
                ahead += after - seen
                seen |= after
            self.memory[question] = frozenset(q for q, _ in seen)
        found: frozenset[str] = self.memory[question]
        return found

    # -- stability ---------------------------------------------------------------------------

    def stable(
        self,
        actor: str,
        state: str,
        concept: str,
        sanctions: str = "legal",
        horizon: int = 2,
        coalitions: Coalitions | None = None,
    ) -> bool:
        """Whether s is stable for i.

        sanctions : ``legal``, ``once`` or ``single``; matters where others respond one after another
        horizon : matters to limited*, maximin
        coalitions : matters to cnash, cgmr, csmr, cseq
        """
        concepts.refuse(self, concept)
        named = None if coalitions is None else tuple(frozenset(c) for c in coalitions)
        question = ("stable", actor, state, concept, sanctions, horizon, named)
        if question not in self.memory:
            self.memory[question] = self._stable(actor, state, concept, sanctions, horizon, named)
        return bool(self.memory[question])

    def _stable(
        self,
        actor: str,
        state: str,
        concept: str,
        sanctions: str,
        horizon: int,
        named: tuple[frozenset[str], ...] | None,
    ) -> bool:
        if concept in concepts.COALITION:
            return coalitions.stable(self, actor, state, concept, named)
        if concept in concepts.ANTICIPATING:
            return anticipation.stable(self, actor, state, concept, horizon)
        if concept == "sim":
            return simultaneous.sim(self, actor, state)
        if concept == "sim_fh":
            return simultaneous.sim_fh(self, actor, state, sanctions)
        return individual.stable(self, actor, state, concept, sanctions)

    def equilibria(
        self,
        concept: str,
        sanctions: str = "legal",
        horizon: int = 2,
        coalitions: Coalitions | None = None,
    ) -> tuple[str, ...]:
        """States stable for every actor, in state order."""
        named = None if coalitions is None else tuple(frozenset(c) for c in coalitions)
        return tuple(
            s
            for s in self.states
            if all(self.stable(i, s, concept, sanctions, horizon, named) for i in self.actors)
        )

    def limited(self, actor: str, state: str, horizon: int) -> bool:
        """Whether s is limited-move stable for i (two movers)."""
        return self.stable(actor, state, "limited", horizon=horizon)

    def anticipated(self, actor: str, state: str, horizon: int) -> tuple[frozenset[str], frozenset[str]]:
        """(:math:`G_h(i, s)`, the best moves; none where i stays), for limited."""
        concepts.refuse(self, "limited")
        return anticipation.alone(self, actor, state, horizon)

    # -- dynamics ----------------------------------------------------------------------------

    def ends(self, actor: str, target: str) -> frozenset[str]:
        """Foresight 2: where the others can have come to rest after i's move."""
        return dynamics.ends(self, actor, target)

    def worthwhile(self, actor: str, state: str) -> frozenset[str]:
        """Moves that have ends, every one of them preferred to s."""
        return dynamics.worthwhile(self, actor, state)

    def outcomes(
        self,
        concept: str | None = None,
        *,
        foresight: int = 1,
        sanctions: str = "legal",
        horizon: int = 2,
        coalitions: Coalitions | None = None,
    ) -> ReferenceOutcomes | None:
        """Where the status quo leads (CONTRACT section 5); None without a status quo."""
        named = None if coalitions is None else tuple(frozenset(c) for c in coalitions)
        return dynamics.outcomes(self, concept, foresight, sanctions, horizon, named)
