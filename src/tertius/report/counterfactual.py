"""What would have happened without: the targets of claims about levers and of claims that something is given.

The rule, for any case: a claim that calls levers necessary or sufficient names a target. So does a claim about
outcomes under `given` fixes: each fix is the counterfactual of a move, of which the factor is the other value. Claims
with the same target, concept, foresight and date share one table. It is about every outcome if one of them is (claims
about levers always are), else about some outcome, whose loss is what `none` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.explain.counterfactual_english import NEEDED, CounterfactualTeller
from tertius.leverage.counterfactual import Counterfactual, ReadingFinding, counterfactual
from tertius.leverage.factors import Factor
from tertius.model.asof import moved_to
from tertius.model.case import Case, Claim, LeverTest, OutcomeTest
from tertius.model.conflict import GraphConflict
from tertius.model.dates import Date
from tertius.model.expr import Expr
from tertius.report.by_reading import alike, asked_since
from tertius.report.exhibits import Key

__all__ = ["CounterfactualTarget", "FactorRow", "Told", "counterfactual_part"]

SITUATIONS = 2_000
"""Situations that are tried for one reading; a report is not the place to wait."""


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor: whether each reading needs it (None: it is no factor there), and the bands over readings."""

    factor: str
    cells: tuple[tuple[str, str] | None, ...]
    necessity: str
    sufficiency: str


@dataclass(frozen=True, slots=True)
class Told:
    """Readings about which the same is said."""

    keys: tuple[Key, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterfactualTarget:
    """One target: whether it holds in each reading, each factor, and the words."""

    target: str
    scope: str
    claims: tuple[str, ...]
    keys: tuple[Key, ...]
    holds: tuple[str | None, ...]
    rows: tuple[FactorRow, ...]
    told: tuple[Told, ...]
    note: str
    refused: str = ""


@dataclass
class _Asked:
    """What a group of claims asks."""

    target: Expr
    some: bool
    concept: str
    foresight: int
    since: Date | None
    claims: list[str]
    moves: list[Factor]


def counterfactual_part(
    case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()
) -> tuple[CounterfactualTarget, ...]:
    """A table for each target, under each reading of `keys`."""
    if case.conflict is None:
        return ()
    return tuple(_target(case, asked, keys, levers) for asked in _targets(case))


def _targets(case: Case) -> list[_Asked]:
    found: dict[object, _Asked] = {}
    for claim in case.claims:
        test = claim.expect
        moves = _moves(case, claim)
        if isinstance(test, LeverTest):
            moves += [Factor("move", e.target, not e.value) for e in test.given if e.kind == "fix"]
            if not test.levers and not moves:
                continue
            target, some = test.target, False
        elif isinstance(test, OutcomeTest) and test.over == "outcomes" and moves:
            target, some = test.satisfy, test.quantifier != "every"
        else:
            continue
        since, place = asked_since(case, claim)
        key = target, test.concept, test.foresight, place
        asked = found.setdefault(key, _Asked(target, some, test.concept, test.foresight, since, [], []))
        asked.some &= some
        asked.claims.append(claim.id)
        asked.moves += [m for m in moves if all(m.id != other.id for other in asked.moves)]
    return list(found.values())


def _moves(case: Case, claim: Claim) -> list[Factor]:
    """The moves whose counterfactual a claim gives."""
    if isinstance(case.conflict, GraphConflict):
        return []
    return [Factor("move", e.target, not e.value) for e in claim.given if e.kind == "fix"]


def _target(case: Case, asked: _Asked, keys: Mapping[str | None, Key], levers: Sequence[str]) -> CounterfactualTarget:
    there = case if asked.since is None else moved_to(case, asked.since)
    claims, marks = tuple(asked.claims), tuple(keys.values())
    try:
        found = counterfactual(
            there, asked.target, readings=tuple(keys), levers=levers, moves=asked.moves, some=asked.some,
            concept=asked.concept, foresight=asked.foresight, limit=SITUATIONS,
        )  # fmt: skip
    except TertiusError as error:
        return CounterfactualTarget(str(asked.target), "", claims, marks, (), (), (), "", str(error))
    told = CounterfactualTeller(found)
    groups = alike(((r.reading, told.lines(r)) for r in found.readings), keys)
    return CounterfactualTarget(
        target=told.target(),
        scope=told.scope(),
        claims=claims,
        keys=marks,
        holds=tuple(r.actual if r.actual in {"holds", "fails", "open"} else None for r in found.readings),
        rows=tuple(_row(found, told, x) for x in found.necessity),
        told=tuple(Told(mine, lines) for mine, lines in groups),
        note=told.shares_note(),
    )


def _row(found: Counterfactual, told: CounterfactualTeller, factor: Factor) -> FactorRow:
    cells = tuple(_cell(r, factor) for r in found.readings)
    return FactorRow(told.factor(factor), cells, told.band(found.necessity[factor]), told.band(found.sufficiency[factor]))


def _cell(r: ReadingFinding, factor: Factor) -> tuple[str, str] | None:
    return next(((f.needed, NEEDED[f.needed]) for f in r.factors if f.factor == factor), None)
