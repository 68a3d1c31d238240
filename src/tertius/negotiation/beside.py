r"""One negotiation by several rules, and under several readings: the same questions, side by side.

A rule and a reading are each one negotiation, so each is answered by itself: whether the text on the table passes and who blocks it, the best package
(Nash product) and the chance that it passes over the ranges of the positions, the parties without whose consent nothing passes, and where
each clause settles. The forecast of a clause does not turn on the rule.

The rule in force comes first, then the others in the order of the file; the case as it stands comes first, then each reading that
changes the negotiation, in the order of the file. None is the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tertius.errors import LimitError
from tertius.model.case import Case
from tertius.model.negotiation import Negotiation
from tertius.model.spread import Spread
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.chance import DRAWS, SEED, Chance, chance
from tertius.negotiation.fit import Fit
from tertius.negotiation.forecast import forecast
from tertius.negotiation.negotiate import TextJudged, judge_text
from tertius.negotiation.package import Package, find_package
from tertius.negotiation.relaxation import alone
from tertius.negotiation.rules import needed
from tertius.negotiation.settle import stakes_in

__all__ = ["Answer", "by_reading", "by_rule"]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What one rule, or one reading, comes to.

    id : of the rule or the reading; empty for the rule in force, or the case as it stands
    text : the text on the table, None where some clause has none; best : the package with the greatest Nash product, None where none
    passes (or `finished` is false); chance : that it passes; alone : parties with whose consent alone some package would pass, where none does
    needed : parties without whose consent nothing passes; medians : of the forecast, by issue
    """

    id: str
    negotiation: Negotiation
    text: TextJudged | None
    best: Package | None
    chance: Chance | None
    alone: tuple[str, ...]
    needed: tuple[str, ...]
    medians: Mapping[str, float]
    finished: bool = True


def by_rule(
    negotiation: Negotiation, *, draws: int = DRAWS, seed: int = SEED, seconds: float = 60.0, fit: Fit | None = None,
    spread: Spread | None = None,
) -> tuple[Answer, ...]:
    """The rule in force and the others, or nothing where there is no other; `fit` instead of the shipped weights."""
    if not negotiation.rules:
        return ()
    variants = [("", negotiation), *((r.id, negotiation.under(r.id)) for r in negotiation.rules)]
    return _answers(variants, draws, seed, seconds, fit, spread)


def by_reading(case: Case, *, draws: int = DRAWS, seed: int = SEED, seconds: float = 60.0, rule: str = "", fit: Fit | None = None) -> tuple[Answer, ...]:
    """The case as it stands and each reading that changes what is negotiated, or nothing where none does; `rule` is a named one.

    Of a redacted version there is no answer, since without red lines and fallbacks it would mislead.
    """
    changed = [(k, r.negotiation) for k, r in case.readings.items() if r.negotiation is not None]
    if case.negotiation is None or not changed or case.redacted:
        return ()
    variants = [("", case.negotiation), *changed]
    spread = None if case.uncertainty is None else case.uncertainty.negotiation
    return _answers([(k, n.under(rule)) for k, n in variants], draws, seed, seconds, fit, spread)


def _answers(
    variants: Iterable[tuple[str, Negotiation]], draws: int, seed: int, seconds: float, fit: Fit | None, spread: Spread | None
) -> tuple[Answer, ...]:
    found = []
    for id, negotiation in variants:
        bargain = bargain_of(negotiation)
        best: Package | None = None
        opening: tuple[str, ...] = ()
        finished = True
        try:
            best = find_package(bargain, seconds=seconds)
            opening = alone(bargain, seconds=seconds) if best is None else ()
        except LimitError:
            finished = False
        found.append(
            Answer(
                id=id,
                negotiation=negotiation,
                text=judge_text(bargain, draws=draws, seed=seed, spread=spread),
                best=best,
                chance=None if best is None else chance(bargain, best.columns, draws=draws, seed=seed, spread=spread),
                alone=opening,
                needed=needed(negotiation.rule, bargain.parties),
                medians={i.id: forecast(stakes_in(negotiation, i), fit=fit).median for i in negotiation.issues},
                finished=finished,
            )
        )
    return tuple(found)
