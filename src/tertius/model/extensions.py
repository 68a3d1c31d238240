r"""Linear extensions of a partial order: how many there are, and the r-th of them.

For a partial order on items 0 to n - 1, let N(S) be the number of ways to place what is left once the items of S stand at
the top (S holds with each item all that is above it). Then

.. math:: N(\text{all}) = 1, \qquad N(S) = \sum_{x \notin S,\ above(x) \subseteq S} N(S \cup \{x\}),

and N(empty) is the number of linear extensions. The r-th, counted from 0 in the order of the items, is found by going down
these sums, so a uniform r gives a uniform extension. It takes a number for each S, of which there are up to 2^n; where they
are more than `MOST_SETS`, or the extensions more than `MOST`, `LimitError` says so. (Counting linear extensions is #P-complete,
Brightwell and Winkler 1991; chains that sample without counting, Bubley and Dyer 1999, are only nearly uniform, so they are not
used here.)

References
----------
Brightwell, G., Winkler, P. (1991). Counting linear extensions. Order 8, 225-242.
Bubley, R., Dyer, M. (1999). Faster random generation of linear extensions. Discrete Mathematics 201, 81-88.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tertius.errors import ImpossibleError, LimitError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MOST", "MOST_SETS", "above_of", "extension", "extension_number", "extensions", "many_extensions"]

MOST = 2**43
"""Extensions up to which a number of 53 bits picks each as often as another to within a thousandth."""
MOST_SETS = 200_000


def above_of(count: int, pairs: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """For each item, as bits, every item above it; `pairs` are (upper, lower), closed transitively here.

    Raises `ImpossibleError` that prints the cycle where the pairs have one.
    """
    direct: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairs:
        direct[lower].append(upper)
    above: list[int | None] = [None] * count
    for root in range(count):
        trail, stack = [root], [iter(direct[root])]
        while stack and above[root] is None:
            item = trail[-1]
            for upper in stack[-1]:
                if upper in trail:
                    cycle = trail[trail.index(upper) :]
                    raise ImpossibleError(" > ".join(str(k + 1) for k in [upper, *reversed(cycle)]))
                if above[upper] is None:
                    trail.append(upper)
                    stack.append(iter(direct[upper]))
                    break
            else:
                bits = 0
                for upper in direct[item]:
                    bits |= 1 << upper | (above[upper] or 0)
                above[item] = bits
                trail.pop()
                stack.pop()
    return tuple(bits or 0 for bits in above)


def extensions(above: Sequence[int]) -> int:
    """How many linear extensions there are.

    >>> extensions((0, 0b001, 0b001))
    2
    """
    return _counted(tuple(above))[0]


def extension(above: Sequence[int], number: int) -> tuple[int, ...]:
    """The linear extension with that number, top first.

    >>> [extension((0, 0b001, 0b001), r) for r in range(2)]
    [(0, 1, 2), (0, 2, 1)]
    """
    counted = _counted(tuple(above))
    placed, left = 0, number
    order: list[int] = []
    while len(order) < len(above):
        for item, over in enumerate(above):
            if placed >> item & 1 or over & ~placed:
                continue
            ways = counted[placed | 1 << item]
            if left < ways:
                placed |= 1 << item
                order.append(item)
                break
            left -= ways
    return tuple(order)


def extension_number(above: Sequence[int], order: Sequence[int]) -> int:
    """The number of a linear extension.

    >>> extension_number((0, 0b001, 0b001), (0, 2, 1))
    1
    """
    counted = _counted(tuple(above))
    placed, number = 0, 0
    for chosen in order:
        for item in range(chosen):
            if not placed >> item & 1 and not above[item] & ~placed:
                number += counted[placed | 1 << item]
        placed |= 1 << chosen
    return number


def many_extensions(above: Sequence[int], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """(numbers, items) the linear extensions with those numbers, top first: `extension` for all of them side by side."""
    import numpy as np

    counted = _counted(tuple(above))
    sets = np.array(sorted(counted), np.int64)
    ways = np.array([counted[s] for s in sets.tolist()], np.int64)
    left = np.array(numbers, np.int64)
    placed = np.zeros(len(left), np.int64)
    order = np.zeros((len(left), len(above)), np.int64)
    for k in range(len(above)):
        waiting = np.ones(len(left), np.bool_)
        before = placed.copy()
        for item, over in enumerate(above):
            able = waiting & (before >> item & 1 == 0) & (over & ~before == 0)
            after = before | 1 << item
            here = np.where(able, ways[np.minimum(np.searchsorted(sets, after), len(sets) - 1)], 0)
            taken = able & (left < here)
            placed[taken] = after[taken]
            order[taken, k] = item
            left -= np.where(taken, 0, np.where(waiting, here, 0))
            waiting &= ~taken
    return order


@lru_cache(maxsize=64)
def _counted(above: tuple[int, ...]) -> dict[int, int]:
    """N(S) for every S, from the sets with most items to the empty one."""
    everything = (1 << len(above)) - 1
    layers = [{0}]
    total = 1
    for _ in above:
        following = {
            placed | 1 << item
            for placed in layers[-1]
            for item, over in enumerate(above)
            if not placed >> item & 1 and not over & ~placed
        }
        total += len(following)
        if total > MOST_SETS:
            raise LimitError(f"the partial order leaves too much open to count its linear extensions (more than {MOST_SETS:,} sets of items)")
        layers.append(following)
    counted = {everything: 1}
    for layer in reversed(layers[:-1]):
        for placed in layer:
            counted[placed] = sum(
                counted[placed | 1 << item] for item, over in enumerate(above) if not placed >> item & 1 and not over & ~placed
            )
    if counted[0] > MOST:
        raise LimitError(f"the partial order has {counted[0]:,} linear extensions, more than the {MOST:,} of which each could be drawn equally often")
    return counted
