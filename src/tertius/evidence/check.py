"""What is worth a second look in a case that has no mistakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tertius.dynamics.solved import Solved
from tertius.errors import CaseError, ImpossibleError, Problem
from tertius.evidence.claims import evaluate_claims
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.inputs import inputs
from tertius.model.layers import situate

__all__ = ["Remark", "warnings_of"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth a second look."""

    where: str
    what: str


def warnings_of(case: Case, *, tick: Callable[[int, int], None] | None = None) -> tuple[Remark, ...]:
    """Solve every reading and claim and collect what looks wrong; `tick` as in `evaluate_claims`.

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
    results = evaluate_claims(case, tick=tick)
    for claim in case.claims:
        mine = [r for r in results if r.claim.id == claim.id]
        if claim.falsifier is not None and mine and not any(r.falsifier and r.falsifier.works for r in mine):
            found.append(Remark(f"claims.{claim.id}.falsifier", f"it makes the verdict “{claim.falsifier.becomes}” under no reading where it was another"))
        for r in mine:
            if r.verdict.reason.kind == "impossible":
                found.append(Remark(f"claims.{claim.id}", f"cannot be set up under {r.reading or 'the case as it stands'}: {r.verdict.reason.note}"))
    for source in case.sources.values():
        if source.date is None:
            found.append(Remark(f"sources.{source.id}", "it has no date, so --as-of keeps it always"))
    found += _alike(case)
    found += _quoted(case)
    known = set(case.sources)
    used = {s for i in inputs(case) for s in i.provenance.sources}
    used |= {s for f in case.forecasts for s in (f.by, *f.resolved_sources)}
    used |= {s for source in case.sources.values() if source.id in used for s in source.cites}
    used |= {s for a in case.actors for s in a.provenance.sources} | {s for c in case.caveats for s in c.sources}
    for id in sorted(known - used):
        found.append(Remark(f"sources.{id}", "nothing rests on it"))
    return tuple(found)


def _alike(case: Case) -> list[Remark]:
    """What people are shown under one name, or under none: they could not tell which is meant."""
    named = [("actors", a.id, a.name) for a in case.actors]
    named += [("levers", lever.id, lever.name) for lever in case.levers.values()]
    named += [("readings", reading.id, reading.name) for reading in case.readings.values()]
    if isinstance(case.conflict, OptionConflict):
        named += [(f"conflict.options.{o.actor}", o.id, o.name) for o in case.conflict.options]
    first: dict[tuple[str, str], str] = {}
    found = []
    for section, id, name in named:
        if not name.strip():
            found.append(Remark(f"{section}.{id}", "its name is blank, so that answers about it name nothing: write one, or leave the name out"))
            continue
        before = first.setdefault((section, " ".join(name.casefold().split())), id)
        if before != id:
            found.append(Remark(f"{section}.{id}", f"it has the same name as {before}, “{name.strip()}”: nobody who reads an answer can tell them apart"))
    return found


def _quoted(case: Case) -> list[Remark]:
    """Words of a forecast are its source's; where the source says how many may be quoted at a time, no more than that."""
    found = []
    for forecast in case.forecasts:
        source = case.sources.get(forecast.by)
        most = source.rights.get("quote_words", "") if source is not None else ""
        if most and len(forecast.words.split()) > int(most):
            what = f"{len(forecast.words.split())} words of {forecast.by} are quoted, of which {most} may be quoted at a time"
            found.append(Remark(f"forecasts.{forecast.id}.words", what))
    return found
