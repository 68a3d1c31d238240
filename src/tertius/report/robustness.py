"""How far verdicts and outcomes survive what the case declares uncertain: a small sweep, always the same, and exact flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertius.errors import ImpossibleError, LimitError
from tertius.evidence.claims import evaluate_claims
from tertius.explain.robustness_english import RobustnessTeller, percent, shared
from tertius.model.case import Case
from tertius.model.uncertainty import uncertain
from tertius.report.by_reading import alike
from tertius.report.exhibits import Key
from tertius.sweep.flips import Flip
from tertius.sweep.numbers import declared_kinds
from tertius.sweep.robustness import Robustness, robustness
from tertius.sweep.summary import VerdictShare

__all__ = ["RobustCell", "RobustRow", "RobustnessPart", "robustness_part"]

SHOWN = 6
"""Outcomes of one reading, and answers that vary, that are told; the tables of `tertius sweep` have all."""


@dataclass(frozen=True, slots=True)
class RobustCell:
    """A claim under a reading: the verdict as the case stands, in what share of draws it is the same; `title` adds how little flips it."""

    verdict: str
    same: str
    sure: bool
    title: str


@dataclass(frozen=True, slots=True)
class RobustRow:
    """One claim; a cell is None where it is not about the reading."""

    claim: str
    text: str
    cells: tuple[RobustCell | None, ...]
    nearest: tuple[tuple[tuple[Key, ...], str], ...]
    tipping: tuple[tuple[tuple[Key, ...], str], ...] = ()


@dataclass(frozen=True, slots=True)
class RobustnessPart:
    """What draws say. refused : why there are none; outcomes : readings and their lines; turning : what varies and why; spreads : numbers and why.

    unmoved : which verdicts no single number changes; empty where no number was moved; numbers_draws : how many draws numbers have
    """

    scope: str
    varying: tuple[str, ...]
    keys: tuple[Key, ...]
    rows: tuple[RobustRow, ...]
    outcomes: tuple[tuple[tuple[Key, ...], tuple[str, ...]], ...]
    turning: tuple[tuple[tuple[Key, ...], str], ...]
    spreads: tuple[tuple[tuple[Key, ...], str], ...]
    finding: str
    refused: str = ""
    unmoved: str = ""
    numbers_draws: int = 0


def robustness_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> RobustnessPart | None:
    """The section, where the case declares something uncertain."""
    if not (uncertain(case) and case.conflict is not None) and not declared_kinds(case):
        return None
    told = RobustnessTeller(case)
    try:
        found = robustness(case, readings=tuple(keys), levers=levers)
    except (ImpossibleError, LimitError) as error:
        return RobustnessPart("", told.varying(), tuple(keys.values()), (), (), (), (), "", str(error))
    rows = _rows(case, told, found, keys)
    cells = [c for row in rows for c in row.cells if c is not None]
    tipping = tuple(dict.fromkeys(step for flip in found.flips if flip.kind == "verdict" for step in flip.tipping))
    return RobustnessPart(
        scope=told.scope(found.numeric if found.numeric is not None and case.conflict is None else found.summary, found.numeric),
        varying=told.varying(),
        keys=tuple(keys.values()),
        rows=rows,
        outcomes=_outcomes(told, found, keys),
        turning=_turning(told, found, keys),
        spreads=_spreads(told, found, keys),
        numbers_draws=0 if found.numbers is None else found.numbers.draws,
        unmoved=told.unmoved(found.tipping),
        finding=told.summary_line(sum(c.sure for c in cells), len(cells), tipping, steps=bool(found.flips)) if cells else "",
    )


def _rows(case: Case, told: RobustnessTeller, found: Robustness, keys: Mapping[str | None, Key]) -> tuple[RobustRow, ...]:
    shares = {(v.claim, v.reading): v for v in (*found.summary.verdicts, *(found.numeric.verdicts if found.numeric is not None else ()))}
    flips = {(f.of, f.reading): f for f in found.flips if f.kind == "verdict"}
    stands = {(id, f.reading): f.now[0] for (id, _), f in flips.items()}
    if found.numeric is not None:
        own = evaluate_claims(case, readings=found.plan.readings, claims=found.numeric.plan.claims, levers=found.plan.levers, falsifiers=False)
        stands |= {(r.claim.id, r.reading): r.verdict.verdict for r in own}
    rows = []
    asked = {*found.plan.claims, *(found.numeric.plan.claims if found.numeric is not None else ())}
    for claim in case.claims:
        id = claim.id
        if id not in asked:
            continue
        cells = tuple(
            _cell(told, shares[id, reading], stands.get((id, reading)), flips.get((id, reading)), key) if (id, reading) in shares else None
            for reading, key in keys.items()
        )
        nearest = alike(((r, told.flip(f)) for (of, r), f in flips.items() if of == id and f.distance is not None), keys)
        moved = {r: [p for p in found.tipping if (p.claim, p.reading) == (id, r)] for r in keys}
        tipping = alike(((r, told.tipping(points)) for r, points in moved.items() if any(p.changes is not None for p in points)), keys)
        rows.append(RobustRow(id, claim.text.strip(), cells, nearest, tipping))
    return tuple(rows)


def _cell(told: RobustnessTeller, share: VerdictShare, stands: str | None, flip: Flip | None, key: Key) -> RobustCell:
    """Without a verdict to start from, the most frequent one stands in its place."""
    shares = {"holds": share.holds, "fails": share.fails, "open": share.open}
    now = max(shares, key=lambda v: shares[v].count) if stands is None else stands
    same, distance = shares[now], "" if flip is None else told.distance(flip)
    sure = same.count == same.of
    return RobustCell(now, percent(same.share), sure, f"{key.name}: {shared(same)}" + (f"; {distance}" if distance else ""))


def _outcomes(
    told: RobustnessTeller, found: Robustness, keys: Mapping[str | None, Key]
) -> tuple[tuple[tuple[Key, ...], tuple[str, ...]], ...]:
    told_of = []
    for reading in keys:
        rows = sorted((r for r in found.summary.outcomes if r.reading == reading), key=lambda r: -r.share.count)
        lines = [told.outcome(r) for r in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(f"{len(rows) - SHOWN} more")
        if lines:
            told_of.append((reading, tuple(lines)))
    return alike(told_of, keys)


def _turning(
    told: RobustnessTeller, found: Robustness, keys: Mapping[str | None, Key]
) -> tuple[tuple[tuple[Key, ...], str], ...]:
    both = [found.summary, *([] if found.numeric is None else [found.numeric])]
    listed = [(a.reading, told.turns_on(a, s)) for s in both for a in s.answers if a.kind == "verdict" and a.reading in keys]
    return alike(listed, keys)[: SHOWN * len(both)]


def _spreads(
    told: RobustnessTeller, found: Robustness, keys: Mapping[str | None, Key]
) -> tuple[tuple[tuple[Key, ...], str], ...]:
    numbers = found.numbers
    if numbers is None:
        return ()
    return alike(((n.reading, told.spread(n, numbers)) for n in numbers.numbers if n.reading in keys), keys)
