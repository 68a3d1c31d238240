"""Competing readings in a report: the matrix, posterior bounds then and now, flips, priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tertius.errors import NothingFoundError
from tertius.evidence.flips import flips
from tertius.evidence.hypotheses import Band, Hypotheses, hypotheses
from tertius.explain.evidence_english import EXCLUSIVE, EvidenceTeller
from tertius.explain.words import day
from tertius.model.case import Case
from tertius.model.evidence import UNKNOWN
from tertius.report.exhibits import Key

__all__ = ["EvidencePart", "MatrixCell", "MatrixRow", "PosteriorRow", "compared_part", "evidence_part"]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell: what is written in it, its tone, and its likelihood in words."""

    text: str
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of evidence."""

    id: str
    text: str
    date: str
    cells: tuple[MatrixCell, ...]
    apart: str
    remark: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PosteriorRow:
    """One reading: its bounds now, and with what was known when the argument was made (words empty where not on file then)."""

    key: Key
    band: Band
    words: str
    then: Band | None
    then_words: str
    inconsistency: int
    priors: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """The comparison, told. `then` is the date of the argument, empty where nothing was on file at it."""

    keys: tuple[Key, ...]
    scope: str
    scale: str
    groups: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    posterior: tuple[PosteriorRow, ...]
    then: str
    then_scope: str
    separated: tuple[str, ...]
    flips: tuple[str, ...]
    prior_head: tuple[str, str, str]
    notes: tuple[str, ...]
    note: str


def evidence_part(case: Case, then_case: Case | None) -> EvidencePart | None:
    """None where the case has no evidence, or none that was known by its as-of date."""
    found = _compared(case)
    if found is None:
        return None
    return compared_part(found, None if then_case is None else _compared(then_case))


def compared_part(found: Hypotheses, earlier: Hypotheses | None = None) -> EvidencePart:
    """One comparison, beside an earlier one if there is one."""
    case = found.case
    told = EvidenceTeller(found, flips(found))
    marks = _marks(case)
    keys = {r: Key(marks[r], r, told.words.reading(r)) for r in found.evidence.readings}
    return EvidencePart(
        keys=tuple(keys.values()),
        scope=told.scope(),
        scale=told.scale(),
        groups=told.groups(),
        rows=_rows(case, found, told),
        posterior=tuple(_posterior(r, keys[r], found, earlier, told) for r in keys),
        then="" if earlier is None else day(case.argued_on),
        then_scope="" if earlier is None else EvidenceTeller(earlier, flips(earlier)).scope(),
        separated=told.separated(),
        flips=told.flips(),
        prior_head=told.prior_head(),
        notes=(EXCLUSIVE, told.inconsistency_note(), told.prior_note()),
        note=found.evidence.provenance.note,
    )


def _compared(case: Case) -> Hypotheses | None:
    try:
        return hypotheses(case)
    except NothingFoundError:
        return None


def _marks(case: Case) -> Mapping[str, str]:
    """The letters that readings have everywhere in the report."""
    return {r: chr(ord("a") + k - 1) if k <= 26 else str(k) for k, r in enumerate(case.readings, 1)}


def _rows(case: Case, found: Hypotheses, told: EvidenceTeller) -> tuple[MatrixRow, ...]:
    rows = []
    for weight, row in zip(found.rows, found.evidence.rows, strict=True):
        cells = tuple(
            MatrixCell(told.cell(row.cells[r]), _tone(weight.likelihood[r].mid, row.cells[r].mark, found), told.words.likelihood(row.cells[r]))
            for r in found.evidence.readings
        )
        remark = "; ".join(x for x in (told.reliability(row.reliability), row.provenance.note) if x)
        sources = tuple(s for s in row.provenance.sources if s in case.sources)
        rows.append(MatrixRow(row.id, row.text, day(row.date), cells, told.diagnosticity(weight.diagnosticity), remark, sources))
    return tuple(rows)


def _tone(value: float, mark: str, found: Hypotheses) -> str:
    """``for``, ``against`` or ``none``; colour only repeats what the mark says."""
    neutral = found.evidence.scale["N"].mid
    if mark == UNKNOWN or abs(value - neutral) < 1e-9:
        return "none"
    return "for" if value > neutral else "against"


def _posterior(r: str, key: Key, found: Hypotheses, earlier: Hypotheses | None, told: EvidenceTeller) -> PosteriorRow:
    then = earlier.posterior.get(r) if earlier is not None else None
    return PosteriorRow(
        key, found.posterior[r], told.band(found.posterior[r]), then, "" if then is None else told.band(then),
        found.inconsistency[r], told.prior(r),
    )  # fmt: skip
