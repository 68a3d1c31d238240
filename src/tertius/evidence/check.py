"""What is worth a second look in a case that has no mistakes."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.dynamics.solved import Solved
from tertius.errors import CaseError, ImpossibleError, Problem
from tertius.evidence.claims import evaluate_claims
from tertius.model.case import Case
from tertius.model.layers import situate

__all__ = ["Remark", "warnings_of"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth a second look."""

    where: str
    what: str


def warnings_of(case: Case) -> tuple[Remark, ...]:
    """Solve every reading and claim and collect what looks wrong.

    Raises `CaseError` for a reading that leaves no state or makes the status quo impossible.
    """
    found: list[Remark] = []
    problems: list[Problem] = []
    if case.conflict is not None:
        for reading in (None, *case.readings):
            try:
                Solved(situate(case, reading=reading))
            except ImpossibleError as error:
                where = "conflict" if reading is None else f"readings.{reading}"
                problems.append(Problem("case", 0, 0, where, str(error), "at least one state, and a possible status quo"))
    if problems:
        raise CaseError(problems)
    for claim in case.claims:
        if claim.expect is not None and claim.falsifier is None:
            found.append(Remark(f"claims.{claim.id}", "it has no falsifier: say which edit would change its verdict"))
    results = evaluate_claims(case)
    for claim in case.claims:
        mine = [r for r in results if r.claim.id == claim.id]
        if claim.falsifier is not None and mine and not any(r.falsifier and r.falsifier.works for r in mine):
            found.append(Remark(f"claims.{claim.id}.falsifier", "it changes no verdict in any reading"))
        for r in mine:
            if r.verdict.reason.kind == "impossible":
                found.append(Remark(f"claims.{claim.id}", f"cannot be set up under {r.reading or 'the case as it stands'}: {r.verdict.reason.note}"))
    for source in case.sources.values():
        if source.date is None:
            found.append(Remark(f"sources.{source.id}", "it has no date, so --as-of keeps it always"))
    known = set(case.sources)
    used = {s for row in (case.history, case.claims) for x in row for s in x.provenance.sources}
    used |= {s for x in (*case.levers.values(), *case.readings.values()) for s in x.provenance.sources}
    if known and not used:
        found.append(Remark("sources", "no event, claim, lever or reading cites any of them"))
    return tuple(found)
