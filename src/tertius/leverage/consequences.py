r"""What a plan brings with it: is it credible, does the pressure stop, who gains and who loses.

Throughout, an actor's preference is that of the case before the plan, so that a commitment is judged by
the preference of whoever makes it, not by one that the plan gives it.

**Comparing outcomes.** A set of outcomes B is, for an actor, *better* than A if it prefers every state of B
to every state of A, *worse* if it prefers every state of A, *same* if it is indifferent between all,
*mixed* otherwise; the same states are *same*; *unknown* if some comparison is not known, *open* if A or B is empty or not settled.

**Credibility** of lever x with owner i, in a plan P on top of what is in force:

- *wants*: the outcomes with P compared with those of P without x, by i.
- *keeps*: x *governs* the options of i that it fixes, links or forbids (in graph form the moves of i that it
  forbids). The moments of x are the states on the shortest paths to the outcomes, outcomes included.
  At a moment s, take x away and let i make one move that changes a governed option (a governed move).
  It *goes back* if that move is an improvement (foresight 2: worthwhile). ``no`` if it does at some
  moment; ``indifferent`` if it never does, but at some moment such a move leads only to what is no worse
  than s; ``yes`` if every such move leads to something worse, or there is none; ``nothing_to_do`` if x
  governs nothing of i's; ``open`` where it is not known, the others never come to rest, or the outcomes are not settled.
- the verdict is ``yes`` for *better* and *yes*, ``no`` for *worse* or *no*, else ``open``.

**Assurance**: the options that are on at the start and that a link of P (or of a lever in force) governs. It *works* if
each is off in every outcome that satisfies the target, and at each of them its owner *keeps* it off (``yes``);
it does not if one is on there, or the owner goes back by turning it on; else it is ``open``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import AnyArray, IntArray
from tertius.dynamics.foresight import ends_of
from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.kernels.hypercube import Completion
from tertius.kernels.ranks import graph_ranks, option_ranks
from tertius.kernels.relation import BETTER, EQUAL, UNKNOWN, WORSE, compared
from tertius.leverage.question import Question
from tertius.model.conflict import GraphConflict, OptionConflict

__all__ = ["Assurance", "Credibility", "Judge", "Relief"]


@dataclass(frozen=True, slots=True)
class Credibility:
    """Whether a lever's owner would want the commitment, and keep it. `goes_back`: (state, where it would go)."""

    by: str
    verdict: str
    wants: str
    keeps: str
    goes_back: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Relief:
    """One option that a link is to turn off: is it off in the outcomes that satisfy the target, does it stay so."""

    option: str
    lever: str
    off: bool
    stays: str


@dataclass(frozen=True, slots=True)
class Assurance:
    """`verdict`: ``yes``, ``no``, ``open``, or ``none`` where no link turns off anything that is on at the start."""

    verdict: str
    options: tuple[Relief, ...] = ()


class Judge:
    """Judges plans for one question."""

    def __init__(self, question: Question, baseline: Outcomes) -> None:
        self.question = question
        self.baseline = baseline
        self.before = question.situated()
        self.actors = tuple(a.id for a in self.before.actors)
        assert self.before.conflict is not None
        self.conflict = self.before.conflict
        self._without: dict[tuple[frozenset[str], str], Solved | None] = {}

    def compare(self, actor: str, new: Outcomes, old: Outcomes) -> str:
        """``better``, ``worse``, ``same``, ``mixed``, ``unknown`` or ``open``."""
        if not (new.settled and old.settled and len(new.states) and len(old.states)):
            return "open"
        if set(new.states) == set(old.states):
            return "same"
        codes = tuple(dict.fromkeys([*new.states, *old.states]))
        place = {code: k for k, code in enumerate(codes)}
        a = np.array([place[s] for s in new.states])[:, None]
        b = np.array([place[s] for s in old.states])[None, :]
        signs = np.clip(self._signs(actor, codes, a, b), UNKNOWN, BETTER)
        if (signs == UNKNOWN).any():
            return "unknown"
        signs = np.maximum(signs, WORSE)
        for value, word in ((BETTER, "better"), (WORSE, "worse"), (EQUAL, "same")):
            if (signs == value).all():
                return word
        return "mixed"

    def _signs(self, actor: str, codes: Sequence[str], a: AnyArray, b: AnyArray) -> AnyArray:
        preference = self.conflict.preferences.get(actor)
        if preference is not None and preference.kind == "pairs":
            return compared(preference, codes, actor).signs(a, b)
        if isinstance(self.conflict, GraphConflict):
            whole = graph_ranks(self.conflict, [actor])[0]
            rank = np.array([whole[self.conflict.state_ids.index(code)] for code in codes])
        else:
            settings = np.array([sum(1 << k for k, x in enumerate(code) if x == "Y") for code in codes], np.int64)
            rank = option_ranks(self.conflict, [actor], settings, Completion(self.conflict).truth)[0]
        sign: AnyArray = np.sign(rank[a] - rank[b])
        return sign

    def effects_on(self, ends: Outcomes) -> dict[str, str]:
        """Who gains and who loses against the baseline; only actors that have a preference."""
        return {a: self.compare(a, ends, self.baseline) for a in self.actors if a in self.conflict.preferences}

    def force(self, ends: Outcomes) -> tuple[str, ...]:
        """Coercive options that are on in some outcome."""
        if not isinstance(self.conflict, OptionConflict):
            return ()
        return tuple(
            o.key for k, o in enumerate(self.conflict.options) if o.coercive and any(s[k] == "Y" for s in ends.states)
        )

    def credible(self, levers: Sequence[str], solved: Solved, ends: Outcomes) -> dict[str, Credibility]:
        """Of each lever of the plan and each in force."""
        return {x: self._credible(x, levers, ends) for x in (*levers, *self.question.in_force)}

    def _credible(self, lever: str, levers: Sequence[str], ends: Outcomes) -> Credibility:
        by = self.question.case.levers[lever].by
        without = self._solved_without(levers, lever)
        if without is None:
            return Credibility(by, "open", "open", "open")
        other = without.outcomes(self.question.concept, self.question.foresight)
        assert other is not None
        wants = self.compare(by, ends, other)
        keeps, back = self._keeps(lever, by, without, self._moments(ends))
        if not ends.settled and keeps != "no" and keeps != "nothing_to_do":
            keeps = "open"
        if wants == "worse" or keeps == "no":
            verdict = "no"
        else:
            verdict = "yes" if wants == "better" and keeps == "yes" else "open"
        return Credibility(by, verdict, wants, keeps, back)

    def _solved_without(self, levers: Sequence[str], lever: str) -> Solved | None:
        key = frozenset(levers), lever
        if key not in self._without:
            try:
                self._without[key] = Solved(self.question.situated([x for x in levers if x != lever], but=[lever]))
            except ImpossibleError:
                self._without[key] = None
        return self._without[key]

    def _moments(self, ends: Outcomes) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for state, path in ends.paths.items():
            for _, before, _ in path:
                found[before] = None
            found[state] = None
        return tuple(found)

    def _governed(self, lever: str, by: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """Options of the owner that the lever sets or forbids, and moves of its that it forbids."""
        options: set[str] = set()
        moves: set[tuple[str, str]] = set()
        for effect in self.question.case.levers[lever].effects:
            if isinstance(self.conflict, OptionConflict):
                if effect.kind in {"fix", "link", "forbid"} and self.conflict.option(effect.target).actor == by:
                    options.add(effect.target)
            elif effect.kind == "forbid" and effect.target == by:
                moves.update(effect.moves)
        return frozenset(options), frozenset(moves)

    def _keeps(
        self, lever: str, by: str, without: Solved, moments: Iterable[str], only: str | None = None
    ) -> tuple[str, tuple[str, str] | None]:
        options, moves = self._governed(lever, by)
        if not options and not moves:
            return "nothing_to_do", None
        level = False
        doubt: tuple[str, str] | None = None
        for state in moments:
            for target, results in self._ways_back(by, without, state, frozenset({only}) if only else options, moves):
                signs = self._judged(by, results, state)
                if len(signs) and (signs > EQUAL).all():
                    return "no", (state, target)
                if not len(signs) or (signs == UNKNOWN).any():
                    doubt = doubt or (state, target)
                else:
                    level |= bool((signs >= EQUAL).all())
        if doubt is not None:
            return "open", None
        return ("indifferent" if level else "yes"), None

    def _judged(self, by: str, results: Sequence[str], state: str) -> IntArray:
        codes = tuple(dict.fromkeys([*results, state]))
        here = np.array(codes.index(state))
        return np.asarray(self._signs(by, codes, np.array([codes.index(r) for r in results], np.int64), here), np.int64)

    def _ways_back(
        self, by: str, without: Solved, state: str, options: frozenset[str], moves: frozenset[tuple[str, str]]
    ) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Governed moves of the owner from a state, each with where it leads (foresight 2: its ends)."""
        game, here = without.game, without.index(state)
        if here is None or by not in game.actors:
            return
        actor = game.actor(by)
        keys = self.conflict.option_keys if isinstance(self.conflict, OptionConflict) else ()
        for target in game.moves[actor].of(here):
            code = game.codes[target]
            changed = {key for key, a, b in zip(keys, state, code, strict=False) if a != b}
            if not changed & options and (state, code) not in moves:
                continue
            if self.question.foresight == 1:
                yield code, (code,)
            else:
                yield code, tuple(game.codes[e] for e in ends_of(game, actor, target))

    def assurance(self, levers: Sequence[str], solved: Solved, ends: Outcomes) -> Assurance:
        """Whether what the links of the plan and of what is in force turn off is off where the target holds, and stays so."""
        conflict = self.conflict
        if not isinstance(conflict, OptionConflict) or solved.game.status_quo is None:
            return Assurance("none")
        start, good = solved.game.codes[solved.game.status_quo], solved.satisfying(self.question.target)
        reached = [s for s in ends.states if s in good]
        found = []
        for lever in (*levers, *self.question.in_force):
            by = self.question.case.levers[lever].by
            for effect in self.question.case.levers[lever].effects:
                if effect.kind != "link":
                    continue
                place = conflict.option_keys.index(effect.target)
                if start[place] != "Y":
                    continue
                off = bool(reached) and all(s[place] == "N" for s in reached)
                stays = "open"
                without = self._solved_without(levers, lever)
                if off and without is not None and conflict.option(effect.target).actor == by:
                    stays, _ = self._keeps(lever, by, without, reached, only=effect.target)
                found.append(Relief(effect.target, lever, off, stays))
        if not found:
            return Assurance("none")
        if any(r.stays == "no" or (reached and not r.off) for r in found):
            return Assurance("no", tuple(found))
        works = ends.settled and bool(reached) and all(r.stays == "yes" for r in found)
        return Assurance("yes" if works else "open", tuple(found))
