r"""What a sweep is: everything that its numbers depend on, and nothing else.

A *draw* k is the case with every uncertain input drawn (`tertius.model.uncertainty`), from (seed, k) alone. Draws are worked
out in *blocks*: [0, b), [b, 2b), ... with b = `Plan.block`, which the plan fixes, never the number of workers. How many
draws there are is not part of a plan: a sweep of 1,000 draws is the beginning of the sweep of 10,000.

Tables (`Plan.tables`) have one length each, columns by name, and a first column `draw`, ascending:

- ``draws``: one row a draw. `like` is the first draw of the same block with the same conflict; every other table about the
  conflict has rows for such first draws only, so that what occurs often is kept once. Where something is asked that turns on
  a negotiation or on evidence that is drawn, each draw is like itself only. A case without a conflict has no ``equilibria`` and ``outcomes``. `mixture` is the reading that the draw
  takes where readings are a mixture.
- ``inputs``: draw (a first one), feature: the features (`Plan.features`) that are on in it.
- ``numbers``: draw, reading, number, value (`tertius.sweep.numbers`); where numbers that vary are told.
- ``equilibria``: draw (a first one), reading, concept, state.
- ``outcomes``: draw (a first one), reading, state; the label ``unsettled`` where some path comes to no end, ``impossible``
  where the reading cannot be set up.
- ``verdicts``: draw (a first one), reading, claim, verdict; claims about the conflict.
- ``levers``: draw (a first one), reading, target, lever, sufficient, necessary, but_for (`tertius.sweep.levers_many`).

Labels are codes into `Column.labels`; -1 stands for none. Tertius's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tertius.errors import ImpossibleError, LimitError, NotSupportedError, TertiusError, UnknownNameError
from tertius.kernels.graph import game_of
from tertius.model.case import Case, LeverTest
from tertius.model.conflict import OptionConflict
from tertius.model.expr import Expr
from tertius.model.layers import reading_of, situate
from tertius.model.uncertainty import drawn, generator, uncertain
from tertius.stability.applicable import default_concepts
from tertius.stability.concepts import CONCEPTS, concept
from tertius.version import VERSION

__all__ = ["AS_IT_STANDS", "BLOCK", "FORMAT", "IMPOSSIBLE", "LEVER_VERDICTS", "UNSETTLED", "VERDICTS", "Column", "Plan", "Table", "plan_of", "schemas"]

BLOCK = 1_024
"""Draws in a block; a store keeps whole blocks."""
SLOW_BLOCK = 64
"""Draws in a block where a draw takes milliseconds, so that few draws make work for many workers."""
MANY_OPTIONS = 12
FEW = 1_000
"""Worlds that are met again and again, so that they are worked out once however long it takes."""
FORMAT = 2
"""Number of the layout of the tables."""
AS_IT_STANDS = ""
"""The label of no reading: the case as it stands."""
VERDICTS = ("fails", "holds", "open")
LEVER_VERDICTS = (*VERDICTS, "unreached")
UNSETTLED, IMPOSSIBLE = "unsettled", "impossible"
"""What stands in place of an outcome where a path comes to no end, and where a reading cannot be set up."""
OPTIONS = 16
"""Options up to which every state of a draw is told."""

Table = Mapping[str, NDArray[np.generic]]
"""Columns by name, (rows,) each."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type (``int64``, ``int32``, ``int16``, ``int8``, ``float64``), the labels that its numbers stand for, what it is."""

    type: str
    labels: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that determines the numbers. Plain data: it can be sent to another process.

    case : not situated, with `uncertainty`
    readings : None is the case as it stands
    levers : in force beside a reading's
    concepts : those of which equilibria are told; outcomes follow ``seq`` (``seq_d`` where something is not known)
    claims : ids of the claims that are tried in each draw
    targets : for each, which levers are necessary and which sufficient
    numbers : whether the numbers that vary are told: medians of clauses, probabilities of readings
    """

    case: Case
    seed: int = 0
    concepts: tuple[str, ...] = ("nash", "gmr", "smr", "seq")
    foresight: int = 1
    readings: tuple[str | None, ...] = (None,)
    levers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    targets: tuple[Expr, ...] = ()
    numbers: bool = False

    @property
    def block(self) -> int:
        """How many draws a block has."""
        from tertius.sweep.numbers import kinds_of
        from tertius.sweep.worlds import Worlds

        conflict = self.case.conflict
        large = isinstance(conflict, OptionConflict) and len(conflict.options) > MANY_OPTIONS
        slow = (bool(self.claims or self.targets) and Worlds(self.case).possible > FEW) or bool(kinds_of(self))
        return SLOW_BLOCK if large or slow else BLOCK

    @property
    def fingerprint(self) -> str:
        """Names the numbers that will come out: case, version, seed, what is asked, what varies, layout. Not how many draws."""
        case = self.case
        parts = (
            "tertius sweep", FORMAT, VERSION, case.hash, str(case.known_by), self.seed, self.concepts, self.foresight, self.readings,
            self.levers, self.claims, self.targets, self.numbers, self.block, repr(case.uncertainty),
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @property
    def tables(self) -> Mapping[str, Mapping[str, Column]]:
        """Table -> column -> what it is."""
        return schemas(self)


def schemas(plan: Plan) -> dict[str, dict[str, Column]]:
    """Table -> column -> type and labels; the columns stand in the order in which `solve_block` gives them."""
    from tertius.sweep.labels import labels_of

    known = labels_of(plan)
    first = Column("int64", about="a first draw: number, from 0")
    reading = Column("int16", known.readings, "the reading; empty: the case as it stands")
    found = {
        "draws": {
            "draw": Column("int64", about="number of the draw, from 0"),
            "like": Column("int64", about="the first draw of the block with the same conflict"),
            "mixture": Column("int16", known.readings, "the reading that the draw takes, where readings are a mixture"),
        },
        "inputs": {"draw": first, "feature": Column("int32", known.features, "what is other than in the case")},
    }
    if plan.case.conflict is not None:
        found["equilibria"] = {
            "draw": first,
            "reading": reading,
            "concept": Column("int16", plan.concepts, "the concept"),
            "state": Column("int32", known.states, "code of the equilibrium"),
        }
        found["outcomes"] = {"draw": first, "reading": reading, "state": Column("int32", known.ends, "code of the outcome")}
    if plan.claims:
        found["verdicts"] = {
            "draw": first,
            "reading": reading,
            "claim": Column("int16", plan.claims, "id of the claim"),
            "verdict": Column("int8", VERDICTS, "the verdict"),
        }
    if plan.targets:
        found["levers"] = {
            "draw": first,
            "reading": reading,
            "target": Column("int16", known.targets, "what is to be reached"),
            "lever": Column("int16", tuple(plan.case.levers), "id of the lever"),
            "sufficient": Column("int8", VERDICTS, "whether it alone, beside what is in force, reaches the target"),
            "necessary": Column("int8", LEVER_VERDICTS, "whether each set of levers that reaches the target contains it; unreached: none does"),
            "but_for": Column("int8", VERDICTS, "of a lever in force: whether the target, reached now, is not reached without it"),
        }
    if known.numbers:
        found["numbers"] = {
            "draw": first,
            "reading": reading,
            "number": Column("int16", known.numbers, "a clause (median of its forecast) or a reading (its probability by the evidence)"),
            "value": Column("float64", about="0 to 100 of a clause, 0 to 1 of a reading"),
        }
    return found


def plan_of(
    case: Case,
    *,
    seed: int = 0,
    concepts: Sequence[str] | None = None,
    foresight: int = 1,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    claims: Sequence[str] | None = None,
    targets: Sequence[Expr] | None = None,
    numbers: bool = True,
) -> Plan:
    """A plan of draws of a case, by default with every claim and every reading.

    readings : by default the case as it stands and every reading
    claims : ids; by default all that expect something
    targets : by default what claims about levers aim at
    numbers : whether medians of clauses and probabilities of readings are told, where what they rest on varies

    Raises `TertiusError` where nothing is uncertain or the seed is negative; `UnknownNameError`; `NotSupportedError`.
    """
    from tertius.sweep.numbers import declared_kinds

    mixed = case.uncertainty is not None and bool(case.uncertainty.readings)
    kinds = declared_kinds(case)
    if not uncertain(case) and not mixed and not kinds:
        raise TertiusError(
            "nothing in the case is declared uncertain, so every draw would be the case itself; say under `uncertainty:` what varies"
        )
    if case.conflict is None and not kinds:
        raise TertiusError(
            "the case has no conflict part, and nothing of a negotiation or of evidence is declared uncertain, so there is nothing to solve "
            "in a draw: add `conflict:` with options or states, or `negotiation:` or `evidence:` under `uncertainty:`"
        )
    if case.conflict is None and targets:
        raise TertiusError("the case has no conflict part, so no lever can be asked about: leave out the target")
    if isinstance(case.conflict, OptionConflict) and len(case.conflict.options) > OPTIONS:
        raise LimitError(
            f"the case has {len(case.conflict.options)} options; a sweep tells every state of every draw, which it does for up to "
            f"{OPTIONS}; leave out those on which the question does not turn"
        )
    if seed < 0:
        raise TertiusError(f"the seed is {seed}; it is a whole number from 0")
    if foresight not in {1, 2}:
        raise NotSupportedError(f"foresight {foresight} is not in this version; there are 1 and 2")
    if concepts is not None:
        for id in concepts:
            card = concept(id)
            if card.family == "ahead":
                raise NotSupportedError(f"{id} needs a horizon, which a sweep does not take; there are {', '.join(_usable())}")
    asked = tuple(readings) if readings is not None else (None, *case.readings)
    for reading in asked:
        if reading is not None:
            reading_of(case, reading)
    for lever in levers:
        if lever not in case.levers:
            raise UnknownNameError("lever", lever, case.levers)
    tried = [c for c in case.claims if c.expect is not None]
    if claims is not None:
        for id in claims:
            if case.claim(id).expect is None:
                raise TertiusError(f"claim {id} expects nothing that could be tried")
        tried = [c for c in tried if c.id in set(claims)]
    return Plan(
        case=case,
        seed=int(seed),
        concepts=tuple(dict.fromkeys(concepts)) if concepts is not None else _default(case, seed, asked, levers),
        foresight=foresight,
        readings=asked,
        levers=tuple(dict.fromkeys(levers)),
        claims=tuple(c.id for c in tried),
        targets=_targets(case, targets),
        numbers=numbers and bool(kinds),
    )


def _usable() -> list[str]:
    return [id for id, card in CONCEPTS.items() if card.family != "ahead"]


def _default(case: Case, seed: int, readings: Sequence[str | None], levers: Sequence[str]) -> tuple[str, ...]:
    """What `analyze` takes: forms a and d where something is not known. Which comparisons are known is the same in every draw."""
    if case.conflict is None:
        return ()
    games = []
    one = drawn(case, generator(seed, 0))
    for reading in readings:
        try:
            situated = situate(one, reading=reading, levers=levers)
            if situated.conflict is not None and any(p.kind == "pairs" for p in situated.conflict.preferences.values()):
                games.append(game_of(situated))
        except ImpossibleError:
            continue
    return default_concepts(games)


def _targets(case: Case, targets: Sequence[Expr] | None) -> tuple[Expr, ...]:
    """By default what claims about levers aim at."""
    if targets is not None:
        return tuple(dict.fromkeys(targets))
    if case.conflict is None:
        return ()
    return tuple(dict.fromkeys(c.expect.target for c in case.claims if isinstance(c.expect, LeverTest)))
