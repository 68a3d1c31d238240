r"""Which factors were necessary for a target, which sufficient: per reading, and over draws of what is uncertain.

With the factors F of a reading and :math:`v(K)` as in `tertius.leverage.factors` (K is actual, the rest intervened on):

- *actual*: v(F). *came anyway*: v(empty) holds.
- x is *necessary* in the situation (but for) if v(F) holds and v(F without x) fails; it is sufficient *alone* if
  v({x}) holds. If the target came anyway, everything that does not undo it is sufficient, which says nothing.
- a *cut* is a minimal set C, not empty, with v(F) holds and v(F without C) fails: jointly necessary.
- a *sufficient set* is a minimal K with v(K) holds.
- The target is *over-determined* if it holds, no factor alone is necessary, and some cut exists; it holds *regardless*
  if no set of the factors is a cut.

Minimal: no proper subset does it. v is not monotone, so a superset of a cut may keep the target; it is no cut either
way. Sets are tried by size and those that contain one found are skipped, so what is found is complete up to the size that
was done (the argument of `tertius.leverage.plans`). An open set may be one, and is counted.

Over draws (`tertius.model.uncertainty`): the probabilities of necessity and sufficiency of `tertius.leverage.shares`, for
each factor and for all together (b: none actual). Without anything uncertain there is one situation and the answer is
exact. Tertius's own, after Pearl (1999).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.sharing import kept
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, LimitError, TertiusError
from tertius.leverage.actual_cause import Causes, actual_causes
from tertius.leverage.factors import Factor, Worlds, factors_of
from tertius.leverage.minimal_sets import NO_SETS, Joint, minimal_sets
from tertius.leverage.question import Question, ask
from tertius.leverage.shares import Band, Share, band, necessity, sufficiency
from tertius.model.case import Case
from tertius.model.effects import coercive_levers
from tertius.model.expr import Expr
from tertius.model.uncertainty import drawn, generator, uncertain

__all__ = ["DRAWS", "MOST_DRAWS", "Counterfactual", "FactorFinding", "ReadingFinding", "counterfactual"]

DRAWS = 200
"""Draws unless a number is asked for."""
MOST_DRAWS = 100_000

Verdicts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactorFinding:
    """One factor under one reading.

    needed : ``yes``, ``no``, ``open``, ``impossible`` (no such counterfactual), or ``nothing`` where the target does not hold
    alone : v({x}): ``holds``, ``fails``, ``open``, ``impossible``
    """

    factor: Factor
    coercive: bool
    needed: str
    alone: str
    necessity: Share
    sufficiency: Share


@dataclass(frozen=True, slots=True)
class ReadingFinding:
    """The answer under one reading (None: the case as it stands).

    impossible : why there is none; question and outcomes are then None
    actual, without : v(F) and v(empty)
    how : ``needed``, ``over_determined``, ``regardless``, ``undecided``, or the verdict where the target does not hold
    together : PN and PS of all factors at once; None without factors
    causes : actual causes; None where they were not asked for
    """

    reading: str | None
    impossible: str = ""
    question: Question | None = None
    outcomes: Outcomes | None = None
    factors: tuple[FactorFinding, ...] = ()
    excluded: tuple[Factor, ...] = ()
    actual: str = ""
    without: str = ""
    how: str = ""
    cuts: Joint = NO_SETS
    sufficient: Joint = NO_SETS
    together: tuple[Share, Share] | None = None
    causes: Causes | None = None
    tried: int = 0
    impossible_sets: int = 0

    @property
    def complete(self) -> bool:
        """Whether no limit left anything out."""
        return not self.cuts.untried and not self.sufficient.untried and (self.causes is None or self.causes.complete)


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What was found, reading by reading.

    draws : how many; 0 where nothing is uncertain, and every number is exact; seed : None then
    necessity, sufficiency : factor -> the band over the readings where it is a factor and there is something to judge by
    """

    case: Case
    target: Expr
    quantifier: str
    concept: str
    foresight: int
    readings: tuple[ReadingFinding, ...]
    draws: int
    seed: int | None
    necessity: dict[Factor, Band | None]
    sufficiency: dict[Factor, Band | None]

    @property
    def complete(self) -> bool:
        """Whether no limit left anything out."""
        return all(r.complete for r in self.readings)


class _Budget:
    def __init__(self, limit: int, seconds: float | None) -> None:
        self.limit = limit
        self.end = None if seconds is None else time.monotonic() + seconds

    def late(self) -> bool:
        return self.end is not None and time.monotonic() > self.end


def counterfactual(
    case: Case,
    target: Expr,
    *,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    moves: Sequence[Factor] = (),
    some: bool = False,
    concept: str = "",
    foresight: int = 1,
    draws: int | None = None,
    seed: int | None = None,
    causes: bool = True,
    limit: int = 20_000,
    seconds: float | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> Counterfactual:
    """Necessity and sufficiency for a target, from the status quo of the case (`moved_to` sets that of another date).

    readings : by default the case as it stands and every reading; moves : factors beside the levers in force
    draws, seed : for what is uncertain (by default `DRAWS` and 0); an error where nothing is
    causes : whether actual causes are looked for; limit, seconds : situations to try for each reading, time in all

    Raises `TertiusError` for a target that no state satisfies, and what `ask` raises for the case as a whole. A
    reading that cannot be set up says so in its finding.
    """
    if uncertain(case):
        draws, seed = DRAWS if draws is None else draws, 0 if seed is None else seed
        if not 1 <= draws <= MOST_DRAWS:
            raise TertiusError(f"{draws:,} draws: there can be 1 to {MOST_DRAWS:,}")
    elif draws is not None or seed is not None:
        raise TertiusError(
            "nothing in the case is uncertain, so there is nothing to draw and every answer is exact; "
            "leave the draws and the seed out, or add `uncertainty:` to the case"
        )
    budget = _Budget(limit, seconds)
    asked = tuple(readings) if readings is not None else (None, *case.readings)
    # Nothing here turns on clauses; preferences come out the same whether or not the negotiation is drawn with them.
    varying = case if case.uncertainty is None else replace(case, uncertainty=replace(case.uncertainty, negotiation=None))
    # Every target is asked of the same draws; the case is held beside them, so its id stays its own.
    cases = kept(
        lambda: ("draws", id(case), draws, seed),
        lambda: (case, [drawn(varying, generator(seed or 0, k)) for k in range(draws or 0)]),
    )[1]
    found: list[ReadingFinding] = []
    refused: TertiusError | None = None
    for number, reading in enumerate(asked):
        if tick is not None:
            tick(number, len(asked))
        try:
            question = ask(
                case, target, reading=reading, levers=levers, some=some, concept=concept, foresight=foresight
            )
            found.append(_finding(question, moves, cases, causes, budget))
        except LimitError:
            raise
        except TertiusError as error:
            # A mistake in what is asked is the same under every reading; what cannot be set up is the reading's own.
            if not isinstance(error, ImpossibleError):
                refused = refused or error
            found.append(ReadingFinding(reading, str(error)))
    if refused is not None and all(r.impossible for r in found):
        raise refused
    every = dict.fromkeys(f.factor for r in found for f in r.factors)
    # Levers in the order of the file, then moves as they were named.
    listed = [x for key in case.levers for x in every if x.kind == "lever" and x.id == key]
    listed += [x for x in every if x.kind == "move"]
    return Counterfactual(
        case=case,
        target=target,
        quantifier="some" if some else "every",
        concept=next((r.outcomes.concept for r in found if r.outcomes is not None), concept),
        foresight=foresight,
        readings=tuple(found),
        draws=draws or 0,
        seed=seed,
        necessity={x: band(f.necessity for r in found for f in r.factors if f.factor == x) for x in listed},
        sufficiency={x: band(f.sufficiency for r in found for f in r.factors if f.factor == x) for x in listed},
    )


def _finding(
    question: Question, moves: Sequence[Factor], cases: Sequence[Case], causes: bool, budget: _Budget
) -> ReadingFinding:
    every = factors_of(question, moves)
    # What the target is about is no reason for it: fixing it says nothing but the target itself.
    excluded = tuple(f for f in every if f.kind == "move" and f.id in question.target.atoms)
    factors = tuple(f for f in every if f not in excluded)
    worlds = Worlds(question, factors)
    outcomes = Solved(question.situated()).outcomes(question.concept, question.foresight)
    actual, without = worlds.without(()), worlds.only(())
    hot = coercive_levers(question.case)
    tables = _tables(worlds, cases)
    exact = not cases

    def share(place: int) -> tuple[Share, Share]:
        pairs = Counter[tuple[str, str]]()
        for verdicts, number in tables.items():
            pairs[verdicts[0], verdicts[place]] += number
        return necessity(pairs, exact=exact), sufficiency(pairs, exact=exact)

    listed = []
    for place, x in enumerate(factors, 2):
        gone = worlds.without([x])
        needed = {"holds": "no", "fails": "yes"}.get(gone, gone) if actual == "holds" else "nothing" if actual == "fails" else "open"
        marked = x.kind == "lever" and x.id in hot
        listed.append(FactorFinding(x, marked, needed, worlds.only([x]), *share(place)))

    def over() -> bool:
        return worlds.tried >= budget.limit or budget.late()

    cuts = NO_SETS
    if actual == "holds":
        cuts = minimal_sets(factors, 1, lambda c: {"fails": "yes", "open": "open"}.get(worlds.without(c), "no"), over)
    enough = minimal_sets(factors, 0, lambda k: {"holds": "yes", "open": "open"}.get(worlds.only(k), "no"), over)
    return ReadingFinding(
        reading=question.reading,
        question=question,
        outcomes=outcomes,
        factors=tuple(listed),
        excluded=excluded,
        actual=actual,
        without=without,
        how=_how(actual, listed, cuts),
        cuts=cuts,
        sufficient=enough,
        together=share(1) if factors else None,
        causes=actual_causes(question, limit=budget.limit, late=budget.late) if causes else None,
        tried=worlds.tried,
        impossible_sets=worlds.impossible,
    )


def _how(actual: str, listed: Sequence[FactorFinding], cuts: Joint) -> str:
    if actual != "holds":
        return actual
    needed = {f.needed for f in listed}
    if "yes" in needed:
        return "needed"
    if "open" in needed or cuts.untried or (not cuts.found and cuts.open_sets):
        return "undecided"
    return "over_determined" if cuts.found else "regardless"


def _tables(worlds: Worlds, cases: Sequence[Case]) -> Counter[Verdicts]:
    """(v(F), v(empty), v(F without x) for each x) -> in how many draws; of the case itself where there are none.

    Draws that give every actor of this reading the same preferences are worked out once.
    """
    factors = worlds.factors

    def verdicts(here: Worlds) -> Verdicts:
        return (here.without(()), here.only(()), *(here.without([x]) for x in factors))

    if not cases:
        return Counter({verdicts(worlds): 1})
    alike: dict[object, list[Case]] = {}
    for case in cases:
        alike.setdefault(_said(worlds.question, case), []).append(case)
    drawn = [(worlds.drawn(same[0]), len(same)) for same in alike.values()]
    everything = frozenset(factors)
    sets = dict.fromkeys([frozenset[Factor](), everything, *(frozenset([x]) for x in factors)])
    worlds.learn((here, out) for here, _ in drawn for out in sets)
    found = Counter[Verdicts]()
    for here, number in drawn:
        found[verdicts(here)] += number
    return found


def _said(question: Question, case: Case) -> object:
    """What a draw makes of the uncertain preferences under the question's reading."""
    assert question.case.uncertainty is not None
    conflict = case.conflict
    if question.reading is not None and (variant := case.readings[question.reading].variant) is not None:
        conflict = variant
    assert conflict is not None
    listed = [conflict.preferences.get(a) for a in question.case.uncertainty.preferences]
    return tuple(None if p is None else p.said for p in listed)
