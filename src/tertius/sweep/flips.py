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

Answers are the outcomes of each reading, the verdict of each claim, and of each lever whether it is necessary, sufficient or needed for a
target. Those that take a single situation for a change are searched the farthest; what takes many situations (levers) a tenth of it, what is
worked out change by change a hundredth; and always all single steps.

It says nothing of how likely a flip is, and nothing of inputs that are not declared uncertain. The same idea for one state and a
concept, over every statement that could be written, is `tertius.leverage.inverse`. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.model.case import Case, Claim
from tertius.model.conflict import Preference
from tertius.model.extensions import extension_number
from tertius.model.uncertainty import Alternatives, Extensions, Varying, Way
from tertius.sweep.block import Drawn, Solver
from tertius.sweep.counts import KINDS
from tertius.sweep.labels import Feature, texts_of
from tertius.sweep.levers_many import LeversMany
from tertius.sweep.plan import LEVER_VERDICTS, VERDICTS, Plan

__all__ = ["Flip", "flips", "has_start"]

LIMIT = 5_000
"""Changes that are tried unless another limit is named."""
QUICK, MANY, ALONE = (1, 1_024), (10, 128), (100, 16)
"""How much less is tried of what takes one situation, many, or is worked out change by change; and how many changes at once: few where
each takes long, so that a search ends soon after its last answer is found."""
World = tuple[Way | None, ...]
Change = tuple[World, tuple[Feature, ...]]
Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """One answer and what would flip it.

    kind : ``verdict`` of a claim, ``outcomes`` of a reading, or ``sufficient``, ``necessary``, ``but_for`` of a lever
    of : the id of the claim or lever, or empty; target : of a lever, what is to be reached
    now : the verdict, or the codes of the outcomes with ``unsettled``, as the case stands
    distance : the least number of steps; None where none was found; nearest : such steps, one of possibly several
    becomes : what the answer then is; searched : all changes with so many steps were tried; complete : there are no others
    tipping : every single step that flips it; then : what the answer is after each of them
    """

    kind: str
    reading: str | None
    of: str
    now: Said
    distance: int | None
    nearest: tuple[Feature, ...]
    becomes: Said
    searched: int
    complete: bool
    tipping: tuple[Feature, ...]
    target: str = ""
    then: tuple[Said, ...] = ()


def flips(
    plan: Plan, *, limit: int = LIMIT, quick: bool = False, patient: bool = True, tick: Callable[[int, int], None] | None = None
) -> tuple[Flip, ...]:
    """The flips of every reading's outcomes, of every claim of the plan under its readings, and of levers for its targets.

    limit : changes that are tried at most; quick : only outcomes and claims about them; patient : as in `tertius.sweep.block.Solver`
    tick : told now and then how many changes have been tried, and of how many at most

    Empty where an order is drawn that the case itself leaves open (`pairs`, ties) or contradicts: then the case as it stands is none of
    the draws, and there is nothing to start from. Empty too
    without a conflict: steps change preferences, and a claim about a negotiation or evidence is the same whatever they are.
    """
    if plan.case.conflict is None or not has_start(plan.case):
        return ()
    solver = Solver(plan, patient=patient)
    steps = _Steps(plan)
    askers: dict[tuple[int, int], list[_Asker]] = {QUICK: [_Outcomes(solver, reading) for reading in plan.readings], MANY: [], ALONE: []}
    for claim, reading in _asked(solver):
        kind = QUICK if solver.claims.quick(claim) else MANY if solver.claims.side_by_side(claim) else ALONE
        askers[kind].append(_Verdict(solver, claim, reading))
    for t, reading, levers in solver.targets:
        if levers.question is not None:
            askers[MANY].append(_Levers(solver, t, reading, levers))
    single = sum(1 for _ in steps.shell(1))
    searches = [
        _Search(solver, steps, asked, max(limit // less, single), chunk)
        for (less, chunk), asked in askers.items()
        if asked and (less == 1 or not quick)
    ]
    most, done = sum(search.limit for search in searches), 0
    found: list[Flip] = []
    for search in searches:
        begun = done
        found += search.run(lambda tried, begun=begun: tick(begun + tried, most) if tick is not None else None)  # type: ignore[misc]
        done += search.limit
    # Without a status quo nothing leads anywhere: that is no answer.
    found = [flip for flip in found if flip.now or flip.distance is not None]
    return tuple(sorted(found, key=lambda flip: (flip.kind != "outcomes", flip.kind != "verdict")))


def has_start(case: Case) -> bool:
    """Whether steps can start from the case as it stands: every order that is drawn as an extension is in the case one of those that are drawn."""
    assert case.uncertainty is not None
    preferences = {} if case.conflict is None else case.conflict.preferences
    return all(not isinstance(how, Extensions) or _among(preferences.get(a), how) for a, how in case.uncertainty.preferences.items())


def _among(declared: Preference | None, how: Extensions) -> bool:
    """Whether the preference of the case is one of the orders that are drawn: all items in their places, none above what is known to stand above it."""
    if declared is None or declared.kind not in {"statements", "ranking"}:
        return False
    listed = declared.statements if declared.kind == "statements" else declared.ranking
    return tuple(how.items) == tuple(listed) and not any(above >> k for k, above in enumerate(how.above))


def _asked(solver: Solver) -> Iterator[tuple[Claim, str | None]]:
    plan = solver.plan
    for id in plan.claims:
        claim = plan.case.claim(id)
        for reading in solver.claims.readings(claim):
            if reading in plan.readings:
                yield claim, reading


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str
    reading: str | None
    of: str = ""
    target: str = ""


class _Asker(Protocol):
    """Something that is asked in every world; `columns` once it has been asked."""

    columns: list[_Column]

    def answers(self, drawn: Drawn) -> list[list[Said]]:
        """For each column the answer in each world."""


class _Outcomes:
    def __init__(self, solver: Solver, reading: str | None) -> None:
        self.solver, self.reading = solver, reading
        self.columns = [_Column("outcomes", reading)]

    def answers(self, drawn: Drawn) -> list[list[Said]]:
        try:
            return [self.solver.ends(drawn, self.reading)]
        except (ImpossibleError, NotSupportedError):
            return [[("impossible",)] * len(drawn.first)]


class _Verdict:
    def __init__(self, solver: Solver, claim: Claim, reading: str | None) -> None:
        self.solver, self.claim, self.reading = solver, claim, reading
        self.columns = [_Column("verdict", reading, claim.id)]

    def answers(self, drawn: Drawn) -> list[list[Said]]:
        return [[(VERDICTS[code],) for code in self.solver.claims.verdicts(self.claim, self.reading).tolist()]]


class _Levers:
    def __init__(self, solver: Solver, target: int, reading: str | None, levers: LeversMany) -> None:
        self.solver, self.levers = solver, levers
        assert levers.question is not None
        text = solver.labels.targets[target]
        self._parts = [(x, k) for x in levers.question.pool for k in (0, 1)] + [(y, 2) for y in levers.question.in_force]
        self.columns = [_Column(KINDS[k], reading, x, text) for x, k in self._parts]

    def answers(self, drawn: Drawn) -> list[list[Said]]:
        rows = self.levers.rows(lambda world: self.solver.case_of(drawn, world))
        return [[(LEVER_VERDICTS[code],) for code in rows[x][:, k].tolist()] for x, k in self._parts]


class _Search:
    """All changes, the smallest first, until every answer of the askers has been flipped."""

    def __init__(self, solver: Solver, steps: _Steps, askers: Sequence[_Asker], limit: int, chunk: int) -> None:
        self.solver, self.steps, self.askers, self.limit, self.chunk = solver, steps, askers, limit, chunk

    def run(self, tick: Callable[[int], None]) -> Iterator[Flip]:
        now = self._answers([(tuple(None for _ in self.steps.inputs), ())], {(a, k) for a, x in enumerate(self.askers) for k in range(len(x.columns))})
        waiting = set(now)
        found: dict[tuple[int, int], tuple[int, tuple[Feature, ...], Said]] = {}
        tipping: dict[tuple[int, int], list[tuple[Feature, Said]]] = {key: [] for key in now}
        tried, distance, complete = 0, 0, False
        while waiting or distance < 1:
            shell = self.steps.shell(distance + 1)
            cut, some = False, False
            while chunk := list(islice(shell, max(1, min(self.chunk, self.limit - tried)))):
                if tried >= self.limit:
                    cut = True
                    break
                some = True
                for key, answers in self._answers(chunk, set(now) if distance == 0 else waiting).items():
                    for (_, steps), answer in zip(chunk, answers, strict=True):
                        if answer != now[key][0]:
                            if distance == 0:
                                tipping[key].append((steps[0], answer))
                            if key in waiting:
                                waiting.remove(key)
                                found[key] = distance + 1, steps, answer
                tried += len(chunk)
                tick(tried)
                if distance and not waiting:
                    break
            if cut:
                break
            if not some:
                complete = True
                break
            distance += 1
        for (a, k), before in now.items():
            column, flip = self.askers[a].columns[k], found.get((a, k))
            steps, becomes = ((), ()) if flip is None else flip[1:]
            yield Flip(
                column.kind, column.reading, column.of, before[0], None if flip is None else flip[0], steps, becomes,
                distance if flip is None else flip[0], complete if flip is None else True, tuple(step for step, _ in tipping[a, k]), column.target,
                tuple(then for _, then in tipping[a, k]),
            )  # fmt: skip

    def _answers(self, changes: Sequence[Change], wanted: set[tuple[int, int]]) -> dict[tuple[int, int], list[Said]]:
        """For each wanted column (asker and place) the answer in each world."""
        drawn = self.solver.worlds_by([world for world, _ in changes])
        self.solver.begin(drawn)
        found = {}
        for a in sorted({a for a, _ in wanted}):
            for k, answers in enumerate(self.askers[a].answers(drawn)):
                if (a, k) in wanted:
                    found[a, k] = answers
        return found


class _Steps:
    """Changes by the number of their steps."""

    def __init__(self, plan: Plan) -> None:
        case = plan.case
        assert case.uncertainty is not None
        assert case.conflict is not None
        self.inputs = [
            _Input(actor, how, case.conflict.preferences.get(actor), texts_of(case, actor)) for actor, how in case.uncertainty.preferences.items()
        ]

    def shell(self, distance: int) -> Iterator[Change]:
        """All changes with exactly so many steps, each with steps that make it."""

        def of(place: int, left: int) -> Iterator[Change]:
            if place == len(self.inputs):
                if left == 0:
                    yield (), ()
                return
            for mine in range(left + 1):
                for way, steps in self.inputs[place].shell(mine):
                    for rest, more in of(place + 1, left - mine):
                        yield (way, *rest), (*steps, *more)

        return of(0, distance)


class _Input:
    """One preference that varies, and the ways that are so many steps from the case's."""

    def __init__(self, actor: str, how: Varying, declared: Preference | None, texts: Sequence[str]) -> None:
        self.actor, self.how, self.declared, self.texts = actor, how, declared, texts
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
