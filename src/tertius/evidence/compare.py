"""Two cases about the same thing by different hands: where they differ, and on which inputs a differing verdict hangs.

Inputs are named as in a case file (`tertius.evidence.differences`). A differing verdict is attributed to the minimal sets of the second case's inputs
with which the first says what the second says. Both cases are treated alike: the attribution is made from either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.evidence.claims import ClaimChecker, premises_of, readings_of
from tertius.evidence.differences import Difference, differences, patched, said_otherwise
from tertius.evidence.least import Least, least_sets
from tertius.model.case import Case
from tertius.model.evidence import DiagnosticityTest
from tertius.model.negotiation import IssueTest, PackageTest
from tertius.model.shares import ShareTest

__all__ = ["Comparison", "Differing", "compare_cases"]


@dataclass(frozen=True, slots=True)
class Differing:
    """A verdict that differs. `first`, `second` : the two verdicts; from_first : minimal sets of the second case's inputs
    with which the first case says what the second says; from_second : the other way round."""

    claim: str
    reading: str | None
    first: str
    second: str
    from_first: Least[str]
    from_second: Least[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare_cases` found.

    differences : inputs that bear on verdicts; in_words : how many other inputs differ in names, notes or sources only
    agree : (claim, reading) with the same verdict in both
    differing : those with different verdicts, attributed
    only_first, only_second : claims and readings that only one of them has, by ``claims.x`` and ``readings.x``
    """

    first: Case
    second: Case
    differences: tuple[Difference, ...]
    in_words: int
    agree: tuple[tuple[str, str | None, str], ...]
    differing: tuple[Differing, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def compare_cases(
    first: Case,
    second: Case,
    *,
    claims: Sequence[str] | None = None,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    size: int = 3,
    limit: int = 2_000,
) -> Comparison:
    """Compare two cases: inputs, and the verdicts on claims that both have, under readings that both have.

    claims, readings : only these; levers : further levers in force in both, for claims that name none of their own
    size, limit : inputs in a set that a difference is attributed to, and sets for each verdict, at most
    """
    listed = differences(first, second)
    checkers = ClaimChecker(first, levers), ClaimChecker(second, levers)
    agree: list[tuple[str, str | None, str]] = []
    differing: list[Differing] = []
    for claim in first.claims:
        other = next((c for c in second.claims if c.id == claim.id), None)
        if claim.expect is None or other is None or other.expect is None or (claims is not None and claim.id not in claims):
            continue
        for reading in readings_of(first, claim):
            if readings is not None and reading not in readings:
                continue
            if reading not in readings_of(second, other) or (reading is not None and reading not in second.readings):
                continue
            verdicts = checkers[0].check(claim, reading).verdict, checkers[1].check(other, reading).verdict
            if verdicts[0] == verdicts[1]:
                agree.append((claim.id, reading, verdicts[0]))
                continue
            mine = _bearing(listed, first, second, claim.id, reading)
            differing.append(
                Differing(
                    claim.id, reading, *verdicts,
                    _attributed(first, second, mine, claim.id, reading, verdicts[1], levers, size, limit),
                    _attributed(second, first, mine, claim.id, reading, verdicts[0], levers, size, limit),
                )
            )  # fmt: skip
    ids = [{f"claims.{c.id}" for c in case.claims} | {f"readings.{r}" for r in case.readings} for case in (first, second)]
    return Comparison(
        first, second, listed, said_otherwise(first, second), tuple(agree), tuple(differing),
        tuple(sorted(ids[0] - ids[1])), tuple(sorted(ids[1] - ids[0])),
    )  # fmt: skip


def _attributed(
    base: Case, other: Case, wheres: Sequence[str], claim: str, reading: str | None, wanted: str,
    levers: Sequence[str], size: int, limit: int,
) -> Least[str]:  # fmt: skip
    def verdict(chosen: tuple[str, ...]) -> str | None:
        try:
            mixed = patched(base, other, chosen)
            return ClaimChecker(mixed, levers).check(mixed.claim(claim), reading).verdict
        except (TertiusError, KeyError, StopIteration):
            return None  # what is left out is needed by what is put in: such a mixture is no case

    return least_sets(wheres, verdict, lambda got: got == wanted, size=size, limit=limit)


def _bearing(
    listed: Sequence[Difference], first: Case, second: Case, claim: str, reading: str | None
) -> tuple[str, ...]:
    """Differences that can bear on this claim under this reading: not other claims, not readings through which nobody sees it."""
    used = {*premises_of(first, claim), *premises_of(second, claim)}
    seen_through = {reading, *first.views.values(), *second.views.values()}

    def bears(where: str) -> bool:
        section, _, rest = where.partition(".")
        if section == "claims":
            return rest in used
        if section == "evidence":
            return any(isinstance(c.expect, DiagnosticityTest) for case in (first, second) for c in case.claims if c.id in used)
        if section == "negotiation":
            return any(isinstance(c.expect, IssueTest | PackageTest | ShareTest) for case in (first, second) for c in case.claims if c.id in used)
        return section != "readings" or rest in seen_through

    return tuple(d.where for d in listed if bears(d.where))
