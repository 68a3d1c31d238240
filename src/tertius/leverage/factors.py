r"""What a counterfactual can take away: levers in force, and moves.

A *factor* is a lever that is in force, or a move: an option with the value that somebody gave it (or, by
declining, left it with). *Intervening* on a lever takes it out. Intervening on a move fixes its option to the other
value, on top of every other layer: had it not been done, or had it been done. A factor that is not intervened on is
*actual*: the lever is in force; the option is as the model has it, not forced to what is on record.

For a set K of actual factors, all others intervened on, :math:`v(K)` is ``holds``, ``fails``, ``open`` (unsettled,
CONTRACT section 5) or ``impossible`` (no such situation exists). An impossible one decides nothing. Tertius's own; what
is fixed from outside without asking how is the intervention do(x) of Pearl.

References
----------
Pearl (2009), Causality, 2nd edition, Cambridge University Press.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from tertius.dynamics.sharing import kept
from tertius.errors import ImpossibleError, NotSupportedError, TertiusError, UnknownNameError
from tertius.leverage.builder import Builder
from tertius.leverage.question import Question
from tertius.leverage.together import together
from tertius.model.case import Case, Effect
from tertius.model.conflict import GraphConflict
from tertius.model.dates import Date
from tertius.model.layers import conflict_under, given_more

TOGETHER = 256
"""Situations from which the compiled loops are worth being made."""
FEW = 32
"""Situations from which they are worth being called, where they are made and kept."""
KEPT = 20_000
"""Situated cases that are kept."""

__all__ = ["Factor", "Intervening", "Worlds", "factors_of", "named_moves", "recorded_moves"]


@dataclass(frozen=True, slots=True)
class Factor:
    """`kind` is ``lever`` (`id` is the lever) or ``move`` (`id` is the option, `on` the value that it was given)."""

    kind: str
    id: str
    on: bool = True

    @property
    def key(self) -> str:
        """The lever, ``actor.option`` or ``not actor.option``."""
        return self.id if self.on else f"not {self.id}"


def recorded_moves(case: Case, since: Date, situation: Date | None = None) -> tuple[Factor, ...]:
    """The moves and refusals on record from `since` up to the later of the situation's date and the case's `as_of`.

    Of an option that was moved more than once, the last value counts. In graph form moves lead to states and
    set no option: `NotSupportedError`.
    """
    if isinstance(case.conflict, GraphConflict):
        raise NotSupportedError("moves as factors need options; in graph form, make a lever that forbids the move")
    ends = [d for d in (situation, case.declared_as_of or case.as_of) if d is not None]
    end = max(ends, key=lambda d: d.last_day) if ends else None
    found: dict[str, bool] = {}
    for event in case.history:
        # A period that is not over before `since` begins counts.
        begins = since.year, since.month or 1, since.day or 1
        if event.date.last_day < begins or (end is not None and event.date.is_after(end)):
            continue
        for option, on in (*event.does, *((o, False) for o in event.declines)):
            found.pop(option, None)
            found[option] = on
    return tuple(Factor("move", option, on) for option, on in found.items())


def named_moves(case: Case, settings: Iterable[tuple[str, bool]]) -> tuple[Factor, ...]:
    """Moves by (option key, value). Raises `TertiusError` where one option is named with both values."""
    if isinstance(case.conflict, GraphConflict):
        raise NotSupportedError("moves as factors need options; in graph form, make a lever that forbids the move")
    found: dict[str, bool] = {}
    for option, on in settings:
        if case.conflict is None or option not in case.conflict.option_keys:
            raise UnknownNameError("option", option, () if case.conflict is None else case.conflict.option_keys)
        if found.setdefault(option, on) != on:
            raise TertiusError(f"the moves '{option}' and 'not {option}' contradict each other; keep one of the two")
    return tuple(Factor("move", option, on) for option, on in found.items())


def factors_of(question: Question, moves: Sequence[Factor]) -> tuple[Factor, ...]:
    """The levers in force, then the moves; a move that is named twice stands once, the first time."""
    levers = [Factor("lever", x) for x in question.in_force]
    options = {m.id: m for m in reversed(moves)}
    return (*levers, *(options[x] for x in dict.fromkeys(m.id for m in moves)))


class Worlds:
    """The verdicts of one question with some factors intervened on, each worked out once.

    tried : sets asked about; impossible : those that cannot be set up
    """

    def __init__(self, question: Question, factors: Collection[Factor], builder: Builder | None = None) -> None:
        """`builder` shares work between questions that differ in preferences only."""
        self.question = question
        self.factors = tuple(factors)
        self.tried = 0
        self.impossible = 0
        self.builder = builder or Builder(
            question.case, question.target, question.quantifier, question.concept, question.foresight
        )
        self._known: dict[frozenset[Factor], str] = {}
        self._intervened = Intervening(question)

    def without(self, gone: Iterable[Factor]) -> str:
        """The verdict with these factors intervened on and all others actual."""
        out = frozenset(gone)
        if out not in self._known:
            self.tried += 1
            self._known[out] = found = self._verdict(out)
            self.impossible += found == "impossible"
        return self._known[out]

    def only(self, kept: Iterable[Factor]) -> str:
        """The verdict with these factors actual and all others intervened on."""
        return self.without(set(self.factors) - set(kept))

    def _verdict(self, gone: frozenset[Factor]) -> str:
        try:
            return self.builder.verdict(self._intervened(gone))
        except ImpossibleError:
            return "impossible"

    def learn(self, asked: Iterable[tuple[Worlds, frozenset[Factor]]]) -> None:
        """Work out the verdicts of many worlds and sets of factors to intervene on at once, where that is possible.

        The worlds are this one's and those drawn from it. Without the compiled loops nothing is done here.
        """
        solver = together(self.question)
        if solver is None:
            return
        from tertius.kernels.compiled import made

        listed, cases = [], []
        for world, out in asked:
            if out in world._known:
                continue
            try:
                case = self._intervened.drawn(world.question, out)
            except ImpossibleError:
                continue
            if solver.knows(case):
                listed.append((world, out))
                cases.append(case)
        if len(cases) < (FEW if made("int8", "many") else TOGETHER):
            return
        for (world, out), found in zip(listed, solver.verdicts(cases), strict=True):
            world.tried += 1
            world.impossible += found == "impossible"
            world._known[out] = found

    def drawn(self, case: Case) -> Worlds:
        """The same with another case, of which only preferences differ."""
        return Worlds(replace(self.question, case=case), self.factors, self.builder)


class Intervening:
    """The situated cases of one question with factors intervened on; what levers leave is set up once.

    Inside `tertius.dynamics.sharing` questions that differ in the target alone have them in common.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        name = question.reading, question.given, question.without
        # The case is held beside what is kept under its id, so that the id stays its own.
        made: tuple[Case, dict[object, Case | None], dict[object, Case]] = kept(
            lambda: ("intervening", id(question.case), *name), lambda: (question.case, {}, {})
        )
        self._left, self._made = made[1:]

    def __call__(self, gone: Collection[Factor]) -> Case:
        """With these intervened on. Raises `ImpossibleError` where that cannot be set up."""
        name = frozenset(gone)
        if name not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[name] = self._set_up(gone)
        return self._made[name]

    def _set_up(self, gone: Collection[Factor]) -> Case:
        levers = frozenset(f.id for f in gone if f.kind == "lever")
        fixes = sorted((Effect("fix", f.id, not f.on) for f in gone if f.kind == "move"), key=lambda e: e.target)
        left = self.left(levers)
        if left is None:
            return self.question.situated(but=levers, given=fixes)
        return given_more(left, fixes) if fixes else left

    def left(self, levers: frozenset[str]) -> Case | None:
        """With these levers out and nothing given; None where that cannot be set up by itself, or actors have views of their own."""
        if levers not in self._left:
            try:
                self._left[levers] = None if self.question.case.views else self.question.situated(but=levers)
            except ImpossibleError:
                self._left[levers] = None  # what is given on top may mend it
        return self._left[levers]

    def drawn(self, question: Question, gone: Collection[Factor]) -> Case:
        """With these levers intervened on, for a question about a case that differs in preferences only."""
        left = self.left(frozenset(f.id for f in gone)) if all(f.kind == "lever" for f in gone) else None
        if left is not None:
            mine, theirs = (conflict_under(q.case, q.reading).preferences for q in (self.question, question))
            assert left.conflict is not None
            # Where no effect touches a preference, those of the draw stand in their place.
            if all(left.conflict.preferences.get(a) is p for a, p in mine.items()):
                return replace(left, conflict=replace(left.conflict, preferences=theirs))
        return Intervening(question)(gone)

