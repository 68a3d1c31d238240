"""Why a verdict holds: structured, checkable reasons.

A state is unstable for i because of one improvement that nobody can sanction. It is stable because
each improvement has a sanction: a legal sequence of the others (or a set of simultaneous choices).
For the concepts that look ahead, the reason is a move and the states expected after it; for coalitions,
who leaves, and what answers it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, dataclass, fields, replace

from tertius.kernels.game import Game, Steps
from tertius.stability import seq
from tertius.stability.applicable import refuse
from tertius.stability.card import Card
from tertius.stability.concepts import concept
from tertius.stability.sequences import SequenceTest, sequence_test
from tertius.stability.sim import choices_against
from tertius.stability.sim_fh import joint_answer, restless
from tertius.stability.solve import foreseen

__all__ = ["Sanction", "Step", "Witness", "legal_path", "witness"]

SEARCHED = 4096
"""States up to which a sanction is looked for without asking first whether there is one."""

Step = tuple[str, str, str]
"""(actor, state left, state reached), by id and code; a coalition is ``a+b``."""


@dataclass(frozen=True, slots=True, repr=False)
class Sanction:
    """The reply to one improvement.

    improvement : the state that i (or the coalition) would move to
    path : the others' moves from there; where they choose at the same moment, one step an actor, all from
        the state left
    end : the state where it ends
    regains : what i (or the coalition) could still reach from the end (smr and sseq by one move; csmr)
    coalition : who makes the improvement, if it is a coalition of two or more
    at_once : for ``sim_fh``, whether the path is choices made at the same moment (for ``sim`` it always is)
    """

    improvement: str
    path: tuple[Step, ...]
    end: str
    regains: tuple[str, ...] = ()
    coalition: tuple[str, ...] = ()
    at_once: bool = False

    def __repr__(self) -> str:
        return _told(self)


@dataclass(frozen=True, slots=True, repr=False)
class Witness:
    """The reason for one verdict: either `unsanctioned` or one sanction an improvement.

    For the concepts that look ahead, `unsanctioned` is the move and `anticipated` the states expected after
    it (none for ``maximin``).

    mode : which sequences counted: ``legal``, ``once``, ``single``
    coalition : who leaves, where `unsanctioned` is a joint improvement
    coalitions : the coalitions besides single actors that could form; None for all
    restless : for ``sim_fh``, the actors for whom the state is sequentially unstable
    weakly : for a weak concept, the improvement that nothing sanctions strongly (stable); or, with sanctions
        that are all strong, empty (unstable, because strongly stable)
    """

    actor: str
    state: str
    concept: str
    stable: bool
    sanctions: tuple[Sanction, ...] = ()
    unsanctioned: str | None = None
    anticipated: tuple[str, ...] = ()
    horizon: int | None = None
    mode: str = "legal"
    coalition: tuple[str, ...] = ()
    coalitions: tuple[tuple[str, ...], ...] | None = None
    restless: tuple[str, ...] = ()
    weakly: str | None = None

    def __repr__(self) -> str:
        return _told(self)


def _told(what: Sanction | Witness) -> str:
    """As the dataclass would tell itself, without what was left at its default."""
    said = [
        f"{f.name}={getattr(what, f.name)!r}" for f in fields(what) if f.default is MISSING or getattr(what, f.name) != f.default
    ]
    return f"{type(what).__name__}({', '.join(said)})"


def witness(
    game: Game,
    actor: int,
    state: int,
    id: str,
    *,
    horizon: int = 2,
    sanctions: str = "legal",
    coalitions: Iterable[Iterable[str]] | None = None,
) -> Witness:
    """The reason why a state is stable or unstable for an actor; keywords as in `stable_for`."""
    card = concept(id)
    refuse(game, card)
    who, here = game.actors[actor], game.codes[state]
    if card.family == "ahead":
        return _ahead(game, actor, state, id, horizon)
    if card.family == "coalition":
        from tertius.stability.coalition_witness import coalition_witness

        return coalition_witness(game, actor, state, id, coalitions)
    if id == "sim":
        return _sim(game, actor, state)
    if id == "sim_fh":
        return _sim_fh(game, actor, state, sanctions)
    if card.strength == "weak":
        return _weak(game, actor, state, card, sanctions)
    found = _answered(game, actor, state, sequence_test(game, actor, card, sanctions))
    if isinstance(found, int):
        return Witness(who, here, id, False, (), game.codes[found], mode=sanctions)
    return Witness(who, here, id, True, found, mode=sanctions)


def _answered(game: Game, actor: int, state: int, test: SequenceTest) -> tuple[Sanction, ...] | int:
    """A sanction for each improvement; or the first improvement that has none."""
    sanctions = []
    for target in test.leaving.of(state):
        found = _sequence(game, actor, state, target, test)
        if found is None:
            return target
        sanctions.append(found)
    return tuple(sanctions)


def _sequence(game: Game, actor: int, state: int, target: int, test: SequenceTest) -> Sanction | None:
    if test.card.responses is None:
        return None
    if game.states > SEARCHED and not test.met(state, target):
        return None  # The search would have to visit everything to find nothing.
    path = legal_path(game, actor, target, test.pool, test.sanctions(state), mode=test.mode)
    if path is None:
        return None
    end = path[-1][2]
    regains = game.moves[actor].of(end) if test.card.escapes else []
    code = game.codes
    return Sanction(code[target], _named(game, path), code[end], tuple(code[r] for r in regains))


def _named(game: Game, path: Iterable[tuple[int, int, int]]) -> tuple[Step, ...]:
    return tuple((game.actors[j], game.codes[a], game.codes[b]) for j, a, b in path)


def _weak(game: Game, actor: int, state: int, card: Card, mode: str) -> Witness:
    who, here = game.actors[actor], game.codes[state]
    plain = _answered(game, actor, state, sequence_test(game, actor, concept(card.plain), mode))
    if isinstance(plain, int):
        return Witness(who, here, card.id, False, (), game.codes[plain], mode=mode)
    strong = _answered(game, actor, state, sequence_test(game, actor, replace(card, strength="strong"), mode))
    if isinstance(strong, int):
        return Witness(who, here, card.id, True, plain, mode=mode, weakly=game.codes[strong])
    return Witness(who, here, card.id, False, strong, mode=mode)


def _ahead(game: Game, actor: int, state: int, id: str, horizon: int) -> Witness:
    who, here, code = game.actors[actor], game.codes[state], game.codes
    if id != "maximin":
        ends, moves = foreseen(game, actor, id, horizon)[state]
        if moves is None:
            return Witness(who, here, id, True, (), None, (), horizon)
        return Witness(who, here, id, False, (), code[min(moves)], tuple(code[e] for e in sorted(ends)), horizon)
    from tertius.stability.maximin import worth

    after, rank = worth(game, actor, horizon)[horizon - 1][1], game.rank[actor]
    safe = [q for q in game.moves[actor].of(state) if after[q] > rank[state]]
    if not safe:
        return Witness(who, here, id, True, horizon=horizon)
    best = max(safe, key=lambda q: (int(after[q]), -q))
    return Witness(who, here, id, False, (), code[best], (), horizon)


def _sim(game: Game, actor: int, state: int) -> Witness:
    who, here, code = game.actors[actor], game.codes[state], game.codes
    sanctions = []
    for target in game.improvements[actor].of(state):
        choices = choices_against(game, actor, state, target)
        if choices is None:
            return Witness(who, here, "sim", False, (), code[target])
        steps = tuple((game.actors[j], here, code[c]) for j, c in choices[0] if c != state)
        sanctions.append(Sanction(code[target], steps, code[choices[1]]))
    return Witness(who, here, "sim", True, tuple(sanctions))


def _sim_fh(game: Game, actor: int, state: int, mode: str) -> Witness:
    who, here, code = game.actors[actor], game.codes[state], game.codes
    unstable = [j for j in range(len(game.actors)) if restless(game, mode)[j][state]]
    named = tuple(game.actors[j] for j in unstable)
    others = [j for j in unstable if j != actor]
    test = sequence_test(game, actor, seq.CARD, mode)
    sanctions = []
    for target in test.leaving.of(state):
        found = _sequence(game, actor, state, target, test)
        if found is None and actor in unstable and others:
            answer = joint_answer(game, actor, state, target, others)
            if answer is not None:
                steps = tuple((game.actors[j], here, code[c]) for j, c in answer[0])
                found = Sanction(code[target], steps, code[answer[1]], at_once=True)
        if found is None:
            return Witness(who, here, "sim_fh", False, (), code[target], mode=mode, restless=named)
        sanctions.append(found)
    return Witness(who, here, "sim_fh", True, tuple(sanctions), mode=mode, restless=named)


def legal_path(
    game: Game,
    actor: int,
    start: int,
    pool: Sequence[Steps],
    goal: Callable[[int], bool],
    *,
    mode: str = "legal",
) -> list[tuple[int, int, int]] | None:
    """A shortest sequence of one or more moves of the others to a state where `goal` is true.

    pool : the steps of each actor that count; mode : which sequences do (`tertius.kernels.replies`)

    Breadth first over (state, who must not move next): the last mover, so that nobody moves twice in
    succession and A-B-A is legal; or everybody who has moved, or after one move everybody.
    """
    others = game.others(actor)
    everybody = frozenset(others)
    parent: dict[tuple[int, frozenset[int]], tuple[tuple[int, frozenset[int]], int]] = {}
    first: tuple[int, frozenset[int]] = (start, frozenset())
    queue = deque([first])
    while queue:
        node = queue.popleft()
        here, barred = node
        for j in others:
            if j in barred:
                continue
            after = frozenset({j}) if mode == "legal" else barred | {j} if mode == "once" else everybody
            for there in pool[j].of(here):
                key = there, after
                if key in parent:
                    continue
                parent[key] = node, j
                if goal(there):
                    return _trail(parent, key)
                queue.append(key)
    return None


def _trail(
    parent: dict[tuple[int, frozenset[int]], tuple[tuple[int, frozenset[int]], int]], key: tuple[int, frozenset[int]]
) -> list[tuple[int, int, int]]:
    steps = []
    while key[1]:
        before, mover = parent[key]
        steps.append((mover, before[0], key[0]))
        key = before
    return steps[::-1]
