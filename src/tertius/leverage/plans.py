r"""Plans: the minimal sets of levers after which a target is reached, all of them, by cost.

Let :math:`v(S)` be true where the set S (of the pool) reaches the target. A *plan* is an S with
:math:`v(S)` of which no proper subset has it. Targets are not monotone in levers: a superset of a plan
may fail. Sets are tried by size. A set that contains a plan is no plan, so it is not tried; nothing else
is left out. Hence, by induction over sizes, what is found is complete up to the size that was tried
(docs/theory/leverage.md).

- A lever is *necessary* if it is in every set that reaches the target. Every such set contains a plan,
  so these are the levers that all plans share; without any plan the question is empty (`vacuous`).
- A lever is *sufficient* if it alone reaches the target.
- A lever in force matters (*but for*) if the target, reached with what is in force, is not without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

from tertius.arrays import IntArray
from tertius.dynamics.outcomes import Outcomes, quantify
from tertius.dynamics.solved import Solved
from tertius.kernels.many import VERDICTS
from tertius.leverage.consequences import Assurance, Credibility, Judge
from tertius.leverage.pivot_index import Pivot, pivot_index
from tertius.leverage.question import Question, Sets
from tertius.shown import Shown

__all__ = ["ALL_SIZES", "Leverage", "Plan", "leverage"]

ALL_SIZES = 12
"""Levers in the pool up to which all sizes are tried unless one is named; beyond it sets of up to `USUAL`."""
USUAL = 4
CHUNK = 2**14
"""Sets that are asked about at once, where that is possible."""
LIMIT, SLOW_LIMIT = 2**21, 200_000
"""Sets that are tried at most unless another limit is named: where many are solved at once, and elsewhere."""
HOLDS, OPEN = VERDICTS.index("holds"), VERDICTS.index("open")


@dataclass(frozen=True, slots=True)
class Plan:
    """A set of levers after which the target is reached, and what goes with it.

    levers : in file order, without what was in force before; outcomes : as from the status quo
    every, some : whether every (some) outcome satisfies the target: ``holds``, ``fails``, ``open``
    credible : lever -> its `Credibility`, those in force included
    assurance : whether what its links turn off is off afterwards, and stays so
    effects_on : actor -> ``better``, ``worse``, ``same``, ``mixed``, ``unknown`` or ``open``, against the baseline
    force : coercive options that are on in some outcome
    """

    levers: tuple[str, ...]
    cost: float
    outcomes: Outcomes
    every: str
    some: str
    credible: dict[str, Credibility]
    assurance: Assurance
    effects_on: dict[str, str]
    force: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Leverage(Shown):
    """The answer to a `Question`.

    baseline : with what is in force and no plan; every, some : whether it satisfies the target
    plans : all plans up to `size`, by cost, then number of levers, then file order
    open_sets : how many sets may reach the target (unsettled); first_open : the first of them
    necessary : levers in every plan; doubtful_necessary : those that an open set does without, or all where not complete
    sufficient : levers that reach the target alone; but_for : levers in force that the target needs
    tried, worked_out, impossible : sets asked about, situations solved, sets that cannot stand together
    size : the greatest size that was to be tried; sized : whether it leaves larger sets out
    unknown : whether something is not known of a preference, so that verdicts are those of `seq_d` and may not stand in every case
    complete : whether all sets up to `size` were tried (or contain a plan); untried : how many were not
    """

    question: Question
    baseline: Outcomes
    every: str
    some: str
    plans: tuple[Plan, ...]
    necessary: tuple[str, ...]
    doubtful_necessary: tuple[str, ...]
    sufficient: tuple[str, ...]
    but_for: tuple[str, ...]
    pivot: Pivot | None
    open_sets: int
    first_open: tuple[str, ...] | None
    tried: int
    worked_out: int
    impossible: int
    size: int
    sized: bool
    unknown: bool
    complete: bool
    done_size: int
    untried: int

    @property
    def vacuous(self) -> bool:
        """No set reaches the target, so nothing is necessary for it in a way that says anything."""
        return not self.plans

    def __repr__(self) -> str:
        plans = "; ".join("+".join(p.levers) or "nothing" for p in self.plans[:4]) or "none"
        more = f" and {len(self.plans) - 4} more" if len(self.plans) > 4 else ""
        return (
            f"<Leverage on {str(self.question.target)[:60]!r} in {self.question.case.title[:60]!r}: without a plan {self.every}\n"
            f"  plans {plans[:120]}{more}\n  necessary {' '.join(self.necessary)[:80] or 'none'}; {'complete' if self.complete else 'not complete'}>"
        )


@dataclass
class _Search:
    found: list[frozenset[str]]
    open_sets: list[int]
    done_size: int
    untried: int


def leverage(
    question: Question,
    *,
    size: int | None = None,
    limit: int | None = None,
    seconds: float | None = None,
    samples: int | None = None,
    seed: int = 0,
    pivot: bool = True,
    tick: Callable[[int, int], None] | None = None,
) -> Leverage:
    """All plans up to a size, and what each lever is worth for the target.

    size : levers in a plan at most; by default all, or four where the pool has more than `ALL_SIZES`
    limit, seconds : sets to try and time to take at most; what is then open is said. Without a limit: `LIMIT` sets
        where many are solved at once, `SLOW_LIMIT` elsewhere
    samples, seed : for the pivot index of more than `ALL_SIZES` levers
    """
    begin = time.monotonic()
    sets, pool = Sets(question), question.pool
    most = min(len(pool), size if size is not None else len(pool) if len(pool) <= ALL_SIZES else USUAL)

    bound = limit if limit is not None else LIMIT if sets.expect(sum(comb(len(pool), k) for k in range(most + 1))) else SLOW_LIMIT

    def left() -> int:
        return 0 if seconds is not None and time.monotonic() - begin > seconds else max(0, bound - sets.tried)

    searched = _search(sets, pool, most, left, tick)
    found = sorted(searched.found, key=lambda s: (question.cost(s), len(s), [x not in s for x in pool]))
    complete = searched.untried == 0
    base = Solved(question.situated())
    ends = base.outcomes(question.concept, question.foresight)
    assert ends is not None
    judge = Judge(question, ends)
    bit = {x: 1 << k for k, x in enumerate(pool)}
    necessary = tuple(x for x in pool if found and all(x in s for s in found))
    doubtful = tuple(x for x in necessary if not complete or any(not n & bit[x] for n in searched.open_sets))
    alone = tuple(x for x in pool if sets.verdict([x]) == "holds")
    plans = tuple(_plan(question, tuple(x for x in pool if x in s), judge) for s in found)
    reached = _verdict(question, base, ends, question.quantifier) == "holds"
    return Leverage(
        question=question,
        baseline=ends,
        every=_verdict(question, base, ends, "every"),
        some=_verdict(question, base, ends, "some"),
        plans=plans,
        necessary=tuple(x for x in necessary if x not in doubtful),
        doubtful_necessary=doubtful,
        sufficient=alone,
        but_for=_but_for(question) if reached else (),
        pivot=pivot_index(sets, samples=samples, seed=seed, left=left) if pivot and pool else None,
        open_sets=len(searched.open_sets),
        first_open=sets.levers(searched.open_sets[0]) if searched.open_sets else None,
        tried=sets.tried,
        worked_out=sets.worked_out,
        impossible=sets.impossible,
        size=most,
        sized=most < len(pool),
        unknown=base.game.unknown is not None,
        complete=complete,
        done_size=searched.done_size,
        untried=searched.untried,
    )


def _search(
    sets: Sets, pool: tuple[str, ...], most: int, left: Callable[[], int], tick: Callable[[int, int], None] | None
) -> _Search:
    """Sets by size; those that contain a plan are skipped. Sets of one size do not contain each other."""
    result = _Search([], [], -1, 0)
    total = sum(comb(len(pool), k) for k in range(most + 1))
    chunk = CHUNK if sets.expect(total) else 1
    plans: list[int] = []
    seen = 0
    for count in range(most + 1):
        upcoming = (sum(bits) for bits in combinations([1 << k for k in range(len(pool))], count))
        found: list[int] = []
        while listed := list(islice(upcoming, chunk)):
            if tick is not None:
                tick(seen, total)
            numbers = _free_of(sets.array(listed), plans)
            while len(numbers):
                room = left()
                if not room:
                    result.untried = total - seen - (len(listed) - len(numbers))
                    result.found += [frozenset(sets.levers(n)) for n in found]
                    return result
                verdicts = sets.verdicts(numbers[:room])
                found += numbers[:room][verdicts == HOLDS].tolist()
                result.open_sets += numbers[:room][verdicts == OPEN].tolist()
                numbers = numbers[room:]
            seen += len(listed)
        result.found += [frozenset(sets.levers(n)) for n in found]
        plans += found
        result.done_size = count
    return result


def _free_of(numbers: IntArray, plans: Sequence[int]) -> IntArray:
    """The sets that contain none of the plans."""
    for plan in plans:
        numbers = numbers[(numbers & plan) != plan]
    return numbers


def _verdict(question: Question, solved: Solved, ends: Outcomes, quantifier: str) -> str:
    return quantify(quantifier, ends.states, solved.satisfying(question.target), ends.settled)


def _but_for(question: Question) -> tuple[str, ...]:
    """Levers in force without any one of which the target, reached now, is not."""
    from tertius.errors import ImpossibleError

    missed = []
    for lever in question.in_force:
        try:
            solved = Solved(question.situated(but=[lever]))
            ends = solved.outcomes(question.concept, question.foresight)
            assert ends is not None
            if _verdict(question, solved, ends, question.quantifier) == "holds":
                continue
        except ImpossibleError:
            pass
        missed.append(lever)
    return tuple(missed)


def _plan(question: Question, levers: tuple[str, ...], judge: Judge) -> Plan:
    solved = Solved(question.situated(levers))
    ends = solved.outcomes(question.concept, question.foresight)
    assert ends is not None
    return Plan(
        levers=levers,
        cost=question.cost(levers),
        outcomes=ends,
        every=_verdict(question, solved, ends, "every"),
        some=_verdict(question, solved, ends, "some"),
        credible=judge.credible(levers, solved, ends),
        assurance=judge.assurance(levers, solved, ends),
        effects_on=judge.effects_on(ends),
        force=judge.force(ends),
    )
