"""Patterns: expressions as alternatives of settings, and the settings that are missing from a list as few patterns.

A pattern over k options is a pair of integers (mask, value): a setting s fits it where
``s & mask == value``. `cover` finds patterns that together fit exactly the settings that are not
listed: the rest of the hypercube is split into cubes without a listed setting, each cube is widened
while it stays without one, and a cube that the others cover is dropped (expand and irredundant
cover, as in two-level logic minimisation). The result is exact; that it is short is a heuristic.

Reference: R. K. Brayton and others, Logic Minimization Algorithms for VLSI Synthesis (1984), ch. 3 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertius.arrays import IntArray
from tertius.errors import LimitError
from tertius.model.expr import Expr, conjunction

__all__ = ["Literals", "alternatives", "cover", "disjunction", "pattern_expr"]

Literals = tuple[tuple[str, bool], ...]
Pattern = tuple[int, int]
MAX_PATTERNS = 20_000
_WIDENED = 2_000


def alternatives(expr: Expr, limit: int = 64) -> tuple[Literals, ...] | None:
    """The expression as alternatives of settings (disjunctive normal form); None where there are more than `limit`.

    >>> from tertius.model.expr import parse
    >>> alternatives(parse("a and not b", str))
    ((('a', True), ('b', False)),)
    >>> alternatives(parse("a iff b", str))
    ((('a', True), ('b', True)), (('a', False), ('b', False)))
    """
    stack: list[tuple[list[Literals] | None, list[Literals] | None]] = []
    for kind, name in expr.postfix:
        if kind == "atom":
            stack.append(([((name, True),)], [((name, False),)]))
        elif kind == "const":
            stack.append(([()], []) if name == "true" else ([], [()]))
        elif kind == "not":
            yes, no = stack.pop()
            stack.append((no, yes))
        else:
            (right, not_right), (left, not_left) = stack.pop(), stack.pop()
            if kind == "and":
                stack.append((_both(left, right, limit), _either(not_left, not_right, limit)))
            elif kind == "or":
                stack.append((_either(left, right, limit), _both(not_left, not_right, limit)))
            elif kind == "imp":
                stack.append((_either(not_left, right, limit), _both(left, not_right, limit)))
            else:
                same = _either(_both(left, right, limit), _both(not_left, not_right, limit), limit)
                other = _either(_both(left, not_right, limit), _both(not_left, right, limit), limit)
                stack.append((same, other))
    found = stack.pop()[0]
    return None if found is None else tuple(found)


def _both(a: list[Literals] | None, b: list[Literals] | None, limit: int) -> list[Literals] | None:
    if a == [] or b == []:
        return []
    if a is None or b is None or len(a) * len(b) > limit * 8:
        return None
    found = []
    for x in a:
        for y in b:
            joined = tuple(dict.fromkeys((*x, *y)))
            if len({name for name, _ in joined}) == len(joined):
                found.append(joined)
    return _shortest(found, limit)


def _either(a: list[Literals] | None, b: list[Literals] | None, limit: int) -> list[Literals] | None:
    return None if a is None or b is None else _shortest([*a, *b], limit)


def _shortest(found: list[Literals], limit: int) -> list[Literals] | None:
    sets = [frozenset(x) for x in found]
    kept = [x for k, x in enumerate(found) if not any(s < sets[k] or (s == sets[k] and j < k) for j, s in enumerate(sets))]
    return kept if len(kept) <= limit else None


def disjunction(members: Sequence[Literals]) -> Expr:
    """The expression that holds where any member does; nothing holds where there is none."""
    if not members:
        return Expr((("const", "false"),))
    postfix = list(conjunction(list(members[0])).postfix)
    for member in members[1:]:
        postfix += [*conjunction(list(member)).postfix, ("or", "")]
    return Expr(tuple(postfix))


def pattern_expr(keys: Sequence[str], pattern: Pattern) -> Expr:
    """The expression that holds where the pattern fits."""
    mask, on = pattern
    return conjunction([(key, bool(on >> k & 1)) for k, key in enumerate(keys) if mask >> k & 1])


def cover(settings: Sequence[int], options: int) -> list[Pattern]:
    """Patterns that fit every setting of the options but the listed ones, shortest first.

    Raises `LimitError` where `MAX_PATTERNS` would not do.

    >>> cover([0, 1, 2, 4, 5, 6], 3)  # both of the first two options: YY-
    [(3, 3)]
    """
    listed = np.array(sorted(set(settings)), np.int64)
    cubes = _cubes(listed, options)
    if len(cubes) <= _WIDENED:
        wide: list[Pattern] = []
        for cube in cubes:
            if not any(_inside(cube, w) for w in wide):
                wide.append(_widen(cube, listed))
        cubes = _needed(list(dict.fromkeys(wide)))
    return sorted(cubes, key=lambda c: (c[0].bit_count(), c))


def _cubes(listed: IntArray, options: int) -> list[Pattern]:
    found: list[Pattern] = []
    stack: list[tuple[IntArray, int, int]] = [(listed, 0, 0)]
    while stack:
        inside, mask, on = stack.pop()
        left = [k for k in range(options) if not mask >> k & 1]
        if not len(inside):
            found.append((mask, on))
            if len(found) > MAX_PATTERNS:
                raise LimitError(
                    f"the infeasible states need more than {MAX_PATTERNS:,} patterns; list fewer options, "
                    "or write the case file with expressions for what is infeasible"
                )
            continue
        if len(inside) == 2 ** len(left):
            continue
        counts = [int(np.count_nonzero(inside >> k & 1)) for k in left]
        best = max(range(len(left)), key=lambda j: abs(2 * counts[j] - len(inside)))
        bit = 1 << left[best]
        has = (inside & bit) != 0
        stack.append((inside[~has], mask | bit, on))
        stack.append((inside[has], mask | bit, on | bit))
    return found


def _widen(cube: Pattern, listed: IntArray) -> Pattern:
    bits = [1 << k for k in range(cube[0].bit_length()) if cube[0] >> k & 1]
    tried = []
    for order in (bits, bits[::-1]):
        mask, on = cube
        for bit in order:
            less = mask & ~bit
            if not ((listed & less) == (on & less)).any():
                mask, on = less, on & less
        tried.append((mask, on))
    return min(tried, key=lambda c: c[0].bit_count())


def _inside(small: Pattern, large: Pattern) -> bool:
    return large[0] & ~small[0] == 0 and small[1] & large[0] == large[1]


def _needed(cubes: list[Pattern]) -> list[Pattern]:
    kept = list(cubes)
    for cube in sorted(cubes, key=lambda c: (-c[0].bit_count(), c)):
        rest = [c for c in kept if c != cube]
        if _covered(cube, rest):
            kept = rest
    return kept


def _covered(cube: Pattern, others: list[Pattern], budget: int = 500) -> bool:
    """Whether the others fit all that the cube fits; False also where that takes too long to tell."""
    stack = [(cube, others)]
    while stack:
        budget -= 1
        if budget < 0:
            return False
        (mask, on), near = stack.pop()
        near = [c for c in near if (c[0] & mask & (c[1] ^ on)) == 0]
        if any(_inside((mask, on), c) for c in near):
            continue
        free = next((c[0] & ~mask for c in near if c[0] & ~mask), 0)
        if not free:
            return False
        bit = free & -free
        stack += [((mask | bit, on), near), ((mask | bit, on | bit), near)]
    return True
