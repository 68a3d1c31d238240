r"""Comparisons of two states: what follows from them where they are closed transitively.

Let a R b if ``a >> b``, ``a > b`` or ``a ~ b`` is listed (``~`` counts both ways). Where a chain of R
leads from a to b, the pair becomes ``>>`` if some chain has a ``>>`` in it, else ``>`` if some chain
has a ``>``, else ``~``. A cycle with ``>`` or ``>>`` in it is a contradiction; so is a listed ``?`` that
a chain decides. Without closure nothing follows from anything, and neither is a mistake.

Bit sets are Python integers: bit k stands for ``order[k]``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tertius.errors import ImpossibleError
from tertius.model.conflict import Comparison

__all__ = ["Closed", "chain", "closed", "contradictions", "listed"]


@dataclass(frozen=True, slots=True)
class Closed:
    """A relation over the states that some comparisons name.

    order : those states, as they are met first
    equal, better, strong, unknown : for each state of `order` the bit set of the states that it is
        as good as, preferred to, strongly preferred to (``>>``; also in `better`), listed as ``?`` with
    """

    order: tuple[str, ...]
    equal: tuple[int, ...]
    better: tuple[int, ...]
    strong: tuple[int, ...]
    unknown: tuple[int, ...]


def listed(pairs: Sequence[Comparison]) -> Closed:
    """The relation as listed; nothing follows."""
    order = _order(pairs)
    place = {state: k for k, state in enumerate(order)}
    rows = {sign: [0] * len(order) for sign in ("~", ">", ">>", "?")}
    for pair in pairs:
        a, b = place[pair.left], place[pair.right]
        rows[pair.sign][a] |= 1 << b
        if pair.sign in {"~", "?"}:
            rows[pair.sign][b] |= 1 << a
        elif pair.sign == ">>":
            rows[">"][a] |= 1 << b
    equal = (bits | 1 << k for k, bits in enumerate(rows["~"]))
    return Closed(order, tuple(equal), tuple(rows[">"]), tuple(rows[">>"]), tuple(rows["?"]))


def closed(pairs: Sequence[Comparison]) -> Closed:
    """The relation after transitive closure.

    Raises `ImpossibleError` that prints the first contradiction.
    """
    for _, what in contradictions(pairs):
        raise ImpossibleError(f"{what}; take one of these comparisons out, or leave out 'closure'")
    return _closed(pairs)


def contradictions(pairs: Sequence[Comparison]) -> list[tuple[int, str]]:
    """What closing the comparisons contradicts: the number of a comparison, and what is wrong.

    One for each set of states that a cycle holds together; only where there is none, one for each
    ``?`` that a chain decides.
    """
    left, steps = _going_round(pairs), _steps(pairs)
    found: list[tuple[int, str]] = []
    told: set[str] = set()
    for number, pair in enumerate(pairs):
        if pair.sign not in {">", ">>"} or pair.left in told or not {pair.left, pair.right} <= left:
            continue
        back = _chain(steps, pair.right, pair.left)
        if back:
            told |= set(back[::2])
            text = " ".join((pair.left, pair.sign, *back))
            found.append((number, f"the comparisons go round: {text}"))
    if found:
        return found
    relation = _closed(pairs)
    place = {state: k for k, state in enumerate(relation.order)}
    for number, pair in enumerate(pairs):
        if pair.sign != "?":
            continue
        for a, b in ((pair.left, pair.right), (pair.right, pair.left)):
            row = relation.equal[place[a]] | relation.better[place[a]]
            if row >> place[b] & 1:
                text = " ".join(_chain(steps, a, b))
                found.append((number, f"'{pair.left} ? {pair.right}' is not unknown: the chain {text} decides it"))
                break
    return found


def chain(pairs: Iterable[Comparison], start: str, goal: str) -> tuple[str, ...]:
    """A shortest chain of R as ``(a, ">", b, "~", c)``; empty where none leads from `start` to `goal`."""
    return _chain(_steps(pairs), start, goal)


def _steps(pairs: Iterable[Comparison]) -> dict[str, list[tuple[str, str]]]:
    steps: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        if pair.sign != "?":
            steps.setdefault(pair.left, []).append((pair.sign, pair.right))
        if pair.sign == "~":
            steps.setdefault(pair.right, []).append((pair.sign, pair.left))
    return steps


def _chain(steps: dict[str, list[tuple[str, str]]], start: str, goal: str) -> tuple[str, ...]:
    before: dict[str, tuple[str, str]] = {start: ("", "")}
    queue = deque([start])
    while queue and goal not in before:
        here = queue.popleft()
        for sign, there in steps.get(here, ()):
            if there not in before:
                before[there] = here, sign
                queue.append(there)
    if goal not in before:
        return ()
    trail = [goal]
    while trail[-1] != start:
        here, sign = before[trail[-1]]
        trail += [sign, here]
    return tuple(reversed(trail))


def _order(pairs: Iterable[Comparison]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(state for pair in pairs for state in (pair.left, pair.right)))


def _classes(pairs: Sequence[Comparison]) -> dict[str, str]:
    """Each state's class under the listed ``~``, named by one of its members."""
    parent = {state: state for state in _order(pairs)}

    def root(state: str) -> str:
        while parent[state] != state:
            parent[state] = parent[parent[state]]
            state = parent[state]
        return state

    for pair in pairs:
        if pair.sign == "~":
            parent[root(pair.right)] = root(pair.left)
    return {state: root(state) for state in parent}


def _sorted(edges: Iterable[tuple[str, str]], nodes: Iterable[str]) -> tuple[list[str], set[str]]:
    """The nodes in an order in which each stands before those that its edges lead to, and those without one."""
    after: dict[str, set[str]] = {node: set() for node in nodes}
    for source, target in edges:
        after[source].add(target)
    waiting = dict.fromkeys(after, 0)
    for targets in after.values():
        for target in targets:
            waiting[target] += 1
    ready = deque(node for node, count in waiting.items() if not count)
    order = []
    while ready:
        here = ready.popleft()
        order.append(here)
        for target in after[here]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return order, set(after) - set(order)


def _definite(pairs: Iterable[Comparison], classes: dict[str, str]) -> list[tuple[str, str]]:
    return [(classes[pair.left], classes[pair.right]) for pair in pairs if pair.sign in {">", ">>"}]


def _going_round(pairs: Sequence[Comparison]) -> set[str]:
    """The states on a cycle with a definite preference in it, or between two of them."""
    classes = _classes(pairs)
    edges = _definite(pairs, classes)
    rest = _sorted(edges, classes.values())[1]
    back = [(b, a) for a, b in edges if a in rest and b in rest]
    rest = _sorted(back, rest)[1]
    return {state for state, root in classes.items() if root in rest}


def _closed(pairs: Sequence[Comparison]) -> Closed:
    """The closure of comparisons without a cycle, one union of bit sets for each of them."""
    classes = _classes(pairs)
    order = tuple(classes)
    place = {state: k for k, state in enumerate(order)}
    members: dict[str, int] = {}
    for state, root in classes.items():
        members[root] = members.get(root, 0) | 1 << place[state]
    below: dict[str, list[tuple[str, bool]]] = {}
    for pair in pairs:
        if pair.sign in {">", ">>"}:
            below.setdefault(classes[pair.left], []).append((classes[pair.right], pair.sign == ">>"))
    better: dict[str, int] = {}
    strong: dict[str, int] = {}
    for root in reversed(_sorted(_definite(pairs, classes), members)[0]):
        better[root] = strong[root] = 0
        for target, strongly in below.get(root, ()):
            all_of_it = members[target] | better[target]
            better[root] |= all_of_it
            strong[root] |= all_of_it if strongly else strong[target]
    unknown = [0] * len(order)
    for pair in pairs:
        if pair.sign == "?":
            unknown[place[pair.left]] |= 1 << place[pair.right]
            unknown[place[pair.right]] |= 1 << place[pair.left]
    roots = [classes[state] for state in order]
    return Closed(
        order,
        tuple(members[r] for r in roots),
        tuple(better[r] for r in roots),
        tuple(strong[r] for r in roots),
        tuple(unknown),
    )
