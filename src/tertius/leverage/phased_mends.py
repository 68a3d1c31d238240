r"""The cheapest levers that mend a sequence of steps which somebody would break off.

A set of levers of the pool (`tertius.leverage.question`: not in force, not coercive) *mends* if a phased
agreement exists with it in force beside what is. Existence is not monotone in levers, so sets are tried in order
of cost, then size, then file order, none left out; when one mends, all of the same cost are tried too, and those
that contain another of them are left out of the answer. Hence, up to the size tried, the answer has every
cheapest set that is minimal. A set for which existence is open is counted, as it may be cheaper.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from math import comb

from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, LimitError
from tertius.leverage.phased import Phased, phased
from tertius.leverage.plans import ALL_SIZES, USUAL
from tertius.leverage.question import Question

__all__ = ["Agreed", "Mend", "Mends", "agree"]


@dataclass(frozen=True, slots=True)
class Mend:
    """A set of levers with which there is a phased agreement, and that."""

    levers: tuple[str, ...]
    cost: float
    found: Phased


@dataclass(frozen=True, slots=True)
class Mends:
    """All cheapest sets that mend, up to `size` levers.

    open_sets, first_open : sets, no dearer than what was found, with which it is open whether there is an agreement
    tried, impossible : sets looked at, and those of them that cannot stand together
    untried : sets that a limit left out, of those that could be as cheap; sized : whether larger sets are left out
    """

    found: tuple[Mend, ...]
    open_sets: int
    first_open: tuple[str, ...] | None
    tried: int
    impossible: int
    untried: int
    size: int
    sized: bool

    @property
    def complete(self) -> bool:
        """Whether every set up to `size` that could be as cheap was tried."""
        return self.untried == 0


@dataclass(frozen=True, slots=True)
class Agreed:
    """The answer to a question: the situation as it is, and, where no agreement is certain, what would mend it.

    lasting : whether only ends that last by themselves count
    """

    question: Question
    lasting: bool
    found: Phased
    mends: Mends | None


def agree(
    question: Question,
    *,
    lasting: bool = False,
    size: int | None = None,
    limit: int = 20_000,
    seconds: float | None = None,
    mend: bool = True,
    tick: Callable[[int, int], None] | None = None,
) -> Agreed:
    """A phased agreement for the question's target; where none is certain, the cheapest levers that mend it.

    size : levers in a mend at most; by default all, or four where the pool has more than twelve
    limit, seconds : sets to try and time to take at most
    """
    found = _with(question, (), lasting)
    if found.exists == "yes" or not mend:
        return Agreed(question, lasting, found, None)
    return Agreed(question, lasting, found, _mends(question, lasting, size, limit, seconds, tick))


def _with(question: Question, levers: tuple[str, ...], lasting: bool) -> Phased:
    solved = Solved(question.situated(levers))
    return phased(solved, question.target, foresight=question.foresight, lasting=lasting)


def _mends(
    question: Question,
    lasting: bool,
    size: int | None,
    limit: int,
    seconds: float | None,
    tick: Callable[[int, int], None] | None,
) -> Mends:
    begin, pool = time.monotonic(), question.pool
    most = min(len(pool), size if size is not None else len(pool) if len(pool) <= ALL_SIZES else USUAL)
    total = sum(comb(len(pool), k) for k in range(1, most + 1))
    found: list[Mend] = []
    doubt: list[tuple[str, ...]] = []
    seen = impossible = untried = tried = 0
    for levers in _by_cost(question, most):
        cost = question.cost(levers)
        if found and cost > found[0].cost:
            break
        if tried >= limit or (seconds is not None and time.monotonic() - begin > seconds):
            untried += (_up_to(question, most, found[0].cost) if found else total) - seen
            break
        if tick is not None:
            tick(tried, total)
        tried += 1
        seen += 1
        try:
            with_it = _with(question, levers, lasting)
        except ImpossibleError:
            impossible += 1
            continue
        except LimitError:
            untried += 1
            continue
        if with_it.exists == "yes":
            found.append(Mend(levers, cost, with_it))
        elif with_it.exists == "open":
            doubt.append(levers)
    least = [m for m in found if not any(set(o.levers) < set(m.levers) for o in found)]
    return Mends(
        tuple(least), len(doubt), doubt[0] if doubt else None, tried, impossible, untried, most, most < len(pool)
    )  # fmt: skip


def _by_cost(question: Question, most: int) -> Iterator[tuple[str, ...]]:
    """Sets of 1 to `most` levers of the pool by cost, then size, then file order, none made before it is asked for.

    Of the levers in order of cost, a set is followed by those that have one more, the next after its last, and that
    have this next one instead of its last. Neither is cheaper, and every set follows from the first in one way.
    """
    pool = question.pool
    order = sorted(range(len(pool)), key=lambda k: question.case.levers[pool[k]].cost)
    waiting: list[tuple[float, int, tuple[int, ...], tuple[int, ...]]] = []

    def wait(ranks: tuple[int, ...]) -> None:
        places = tuple(sorted(order[r] for r in ranks))
        heappush(waiting, (question.cost(pool[k] for k in places), len(places), places, ranks))

    if most and pool:
        wait((0,))
    while waiting:
        _, _, places, ranks = heappop(waiting)
        yield tuple(pool[k] for k in places)
        after = ranks[-1] + 1
        if after < len(pool):
            wait((*ranks[:-1], after))
            if len(ranks) < most:
                wait((*ranks, after))


def _up_to(question: Question, most: int, cost: float) -> int:
    """How many sets of 1 to `most` levers of the pool cost no more: counted, and not made, by sums and sizes."""
    ways: dict[tuple[Fraction, int], int] = {(Fraction(0), 0): 1}
    for lever in question.pool:
        more = Fraction(question.case.levers[lever].cost)
        for (total, size), count in list(ways.items()):
            longer = total + more, size + 1
            if size < most and float(longer[0]) <= cost:
                ways[longer] = ways.get(longer, 0) + count
    return sum(ways.values()) - 1
