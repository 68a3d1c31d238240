r"""How little would have to be otherwise: tipping inputs, and the distance to the nearest flip. Exact; nothing is sampled.

A *step* changes one preference that the case declares uncertain: two neighbours in an order (of statements, or of the classes of a
ranking) are swapped, or another alternative is taken. Steps start from the case as it stands and never swap a pair back, so each is a feature
(`tertius.sweep.labels`). An order that is drawn from a partial
order may only be changed within it.

- A *tipping input* of an answer is a single step after which the answer is another.
- The *flip distance* of an answer is the least number of steps after which it is another. All changes with d steps are tried before
  any with d + 1 (for orders: all permutations at Kendall distance d from the case's), so the distance that is found is the least. If
  the search ends at a limit, the distance is more than `searched`; if there is nothing left to try, no change of what is declared
  uncertain flips the answer.

It says nothing of how likely a flip is, and nothing of inputs that are not declared uncertain. The same idea for one state and a
concept, over every statement that could be written, is `tertius.leverage.inverse`. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.model.conflict import Preference
from tertius.model.extensions import extension_number
from tertius.model.uncertainty import Alternatives, Extensions, Varying, Way
from tertius.sweep.block import Solver
from tertius.sweep.labels import Feature, texts_of
from tertius.sweep.plan import VERDICTS, Plan

__all__ = ["Flip", "flips"]

CHUNK = 1_024
LIMIT = 20_000
"""Changes that are tried unless another limit is named."""
World = tuple[Way | None, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """One answer and what would flip it.

    kind : ``verdict`` of a claim, or ``outcomes`` of a reading; of : the claim's id, or empty
    now : the verdict, or the codes of the outcomes with ``unsettled``, as the case stands
    distance : the least number of steps; None where none was found; nearest : such steps, one of possibly several
    becomes : what the answer then is; searched : all changes with so many steps were tried; complete : there are no others
    tipping : every single step that flips it
    """

    kind: str
    reading: str | None
    of: str
    now: tuple[str, ...]
    distance: int | None
    nearest: tuple[Feature, ...]
    becomes: tuple[str, ...]
    searched: int
    complete: bool
    tipping: tuple[Feature, ...]


def flips(plan: Plan, *, limit: int = LIMIT, quick: bool = False, patient: bool = True) -> tuple[Flip, ...]:
    """The flips of every claim of the plan under its readings, and of every reading's outcomes.

    limit : changes that are tried at most; quick : only claims that are tried for many changes at once
    patient : as in `tertius.sweep.block.Solver`

    Empty where a preference that is only partly known is drawn: then there is no answer as the case stands to start from. Empty too
    without a conflict: steps change preferences, and a claim about a negotiation or evidence is the same whatever they are.
    """
    uncertainty, conflict = plan.case.uncertainty, plan.case.conflict
    assert uncertainty is not None
    if conflict is None:
        return ()
    if any(isinstance(how, Extensions) and conflict.preferences[a].kind == "pairs" for a, how in uncertainty.preferences.items()):
        return ()
    return _Search(plan, quick, patient).run(limit)


class _Search:
    def __init__(self, plan: Plan, quick: bool, patient: bool) -> None:
        self.plan = plan
        self.solver = Solver(plan, patient=patient)
        case = plan.case
        assert case.uncertainty is not None
        assert case.conflict is not None
        self.inputs = [
            _Input(actor, how, case.conflict.preferences.get(actor), texts_of(case, actor)) for actor, how in case.uncertainty.preferences.items()
        ]
        self.claims = [
            (claim, reading)
            for id in plan.claims
            for claim in [case.claim(id)]
            if not quick or self.solver.claims.quick(claim)
            for reading in self.solver.claims.readings(claim)
            if reading in plan.readings
        ]

    def run(self, limit: int) -> tuple[Flip, ...]:
        start: World = tuple(None for _ in self.inputs)
        (now,) = self._answers([(start, ())])
        waiting = dict.fromkeys(range(len(now)))
        found: dict[int, tuple[int, tuple[Feature, ...], tuple[str, ...]]] = {}
        tipping: dict[int, list[Feature]] = {k: [] for k in waiting}
        tried, distance, complete = 0, 0, False
        while waiting or distance < 1:
            shell = self._shell(distance + 1)
            room, cut, some = limit - tried, False, False
            while chunk := list(islice(shell, min(CHUNK, max(1, room)))):
                if room <= 0:
                    cut = True
                    break
                some = True
                for (_, steps), answers in zip(chunk, self._answers(chunk), strict=True):
                    for k, answer in enumerate(answers):
                        if answer != now[k]:
                            if distance == 0:
                                tipping[k].append(steps[0])
                            if k in waiting:
                                del waiting[k]
                                found[k] = distance + 1, steps, answer
                tried += len(chunk)
                room -= len(chunk)
            if cut:
                break
            if not some:
                complete = True
                break
            distance += 1
        return tuple(self._flip(k, now[k], found.get(k), distance, complete, tipping[k]) for k in range(len(now)))

    def _flip(
        self, k: int, now: tuple[str, ...], found: tuple[int, tuple[Feature, ...], tuple[str, ...]] | None, searched: int, complete: bool,
        tipping: Sequence[Feature],
    ) -> Flip:  # fmt: skip
        outcomes = len(self.plan.readings)
        kind, reading, of = ("outcomes", self.plan.readings[k], "") if k < outcomes else (
            "verdict", self.claims[k - outcomes][1], self.claims[k - outcomes][0].id
        )  # fmt: skip
        if found is None:
            return Flip(kind, reading, of, now, None, (), (), searched, complete, ())
        return Flip(kind, reading, of, now, found[0], found[1], found[2], found[0], True, tuple(tipping))

    def _shell(self, distance: int) -> Iterator[tuple[World, tuple[Feature, ...]]]:
        """All changes with exactly so many steps, each with steps that make it."""

        def of(place: int, left: int) -> Iterator[tuple[World, tuple[Feature, ...]]]:
            if place == len(self.inputs):
                if left == 0:
                    yield (), ()
                return
            for mine in range(left + 1):
                for way, steps in self.inputs[place].shell(mine):
                    for rest, more in of(place + 1, left - mine):
                        yield (way, *rest), (*steps, *more)

        return of(0, distance)

    def _answers(self, worlds: Sequence[tuple[World, tuple[Feature, ...]]]) -> list[tuple[tuple[str, ...], ...]]:
        """For each world the outcomes of each reading, then the verdict of each claim."""
        solver = self.solver
        drawn = solver.worlds_by([world for world, _ in worlds])
        solver.begin(drawn)
        columns: list[list[tuple[str, ...]]] = []
        for reading in self.plan.readings:
            try:
                found = solver.ends(drawn, reading)
            except (ImpossibleError, NotSupportedError):
                found = [("impossible",)] * len(worlds)
            columns.append(found)
        for claim, reading in self.claims:
            columns.append([(VERDICTS[code],) for code in solver.claims.verdicts(claim, reading).tolist()])
        return [tuple(column[k] for column in columns) for k in range(len(worlds))]


class _Input:
    """One preference that varies, and the ways that are so many steps from the case's."""

    def __init__(self, actor: str, how: Varying, declared: Preference | None, texts: Sequence[str]) -> None:
        self.actor, self.how, self.declared, self.texts = actor, how, declared, texts
        listed = () if declared is None else declared.statements if declared.kind == "statements" else declared.ranking
        # An order has the places of the reading in which it is longest.
        self._shells: list[list[tuple[Way | None, tuple[Feature, ...]]]] = [[(None, ())]]
        self._orders: dict[tuple[int, ...], tuple[tuple[int, ...], tuple[Feature, ...]]] = {tuple(range(len(texts))): ((), ())}
        self._seen = set(self._orders)
        if isinstance(how, Alternatives):
            others = [
                (k, (Feature(actor, "alternative", k),))
                for k, a in enumerate(how.among)
                if a.weight > 0 and (declared is None or a.preference.said != declared.said)
            ]
            self._shells.append(list(others))
            self._orders = {}
        elif isinstance(how, Extensions) and (declared is None or tuple(how.items) != tuple(listed)):
            # A case whose own preference is no order of the items has no neighbours to swap.
            self._orders = {}

    def shell(self, steps: int) -> Sequence[tuple[Way | None, tuple[Feature, ...]]]:
        """The ways at that distance."""
        while len(self._shells) <= steps:
            self._shells.append(self._next())
        return self._shells[steps]

    def _next(self) -> list[tuple[Way | None, tuple[Feature, ...]]]:
        following: dict[tuple[int, ...], tuple[tuple[int, ...], tuple[Feature, ...]]] = {}
        for order, (word, steps) in self._orders.items():
            for k in range(len(order) - 1):
                after = (*order[:k], order[k + 1], order[k], *order[k + 2 :])
                if after in self._seen or not self._allowed(order[k], order[k + 1]):
                    continue
                self._seen.add(after)
                upper, lower = order[k + 1], order[k]
                step = Feature(self.actor, "order", upper, lower, self.texts[upper], self.texts[lower])
                following[after] = (*word, k), (*steps, step)
        self._orders = following
        if isinstance(self.how, Extensions):
            above = self.how.above
            return [(extension_number(above, order), steps) for order, (_, steps) in following.items()]
        return [(word, steps) for word, steps in following.values()]

    def _allowed(self, upper: int, lower: int) -> bool:
        return not isinstance(self.how, Extensions) or not self.how.above[lower] >> upper & 1
