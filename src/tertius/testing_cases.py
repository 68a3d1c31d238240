"""What tests ask of a case file: its mistakes, its dates, the verdicts of its claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from tertius.errors import CaseError
from tertius.evidence.claims import evaluate_claims
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.model.dates import Date

__all__ = ["dates_in", "idle_falsifiers", "only_problem", "problems", "shipped_verdicts"]


def problems(text: str) -> list[str]:
    """All mistakes of a case file, as they are told; the file is called f.yaml."""
    try:
        parse_case(text, file="f.yaml")
    except CaseError as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError("the case has no mistakes")


def only_problem(good: str, old: str, new: str) -> str:
    """The one mistake that a good case has when `new` stands where `old` stood."""
    assert old in good, old
    (found,) = problems(good.replace(old, new))
    return found


def dates_in(value: Any) -> list[Date]:
    """Every date in a case or a part of it."""
    if isinstance(value, Date):
        return [value]
    if is_dataclass(value):
        return [d for f in fields(value) for d in dates_in(getattr(value, f.name))]
    if isinstance(value, Mapping):
        return [d for v in value.values() for d in dates_in(v)]
    if isinstance(value, list | tuple):
        return [d for v in value for d in dates_in(v)]
    return []


def idle_falsifiers(case: Case) -> list[str]:
    """Tested claims without a falsifier that has a name, works somewhere, and never leaves the verdict as it was."""
    results = evaluate_claims(case)
    found = []
    for claim in case.claims:
        if claim.expect is not None:
            works = [r.falsifier.works for r in results if r.claim.id == claim.id and r.falsifier is not None]
            if claim.falsifier is None or not claim.falsifier.name or not any(works) or any(w is False for w in works):
                found.append(claim.id)
    return found


@cache
def shipped_verdicts(slug: str) -> Mapping[tuple[str, str | None], str]:
    """The verdict of each claim of a shipped case under each reading, by (claim, reading)."""
    return {(r.claim.id, r.reading): r.verdict.verdict for r in evaluate_claims(load(slug), falsifiers=False)}
