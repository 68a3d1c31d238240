"""What a reading adds to the case, as named parts that can be taken out and put in one by one.

A reading is a set of parts: each of its effects, each of its levers, and its `changes` as one. Between two
readings that give a claim different verdicts, some parts differ; `separating` finds parts that go with a verdict, and
`how_far` the fewest parts, out of those of all readings on file, that turn a reading's verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.evidence.claims import ClaimChecker, bearing, readings_of
from tertius.evidence.least import Least, least_sets
from tertius.model.case import Case, Claim, Effect, Reading

__all__ = ["Feature", "HowFar", "Toggle", "features", "how_far"]

_MIXED = "mixed-reading"


@dataclass(frozen=True, slots=True)
class Feature:
    """One part of a reading. kind : ``lever``, ``effect`` or ``changes`` (of the reading named, as a whole)."""

    kind: str
    lever: str = ""
    effect: Effect | None = None
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Toggle:
    """A part that is put in (`add`) or taken out."""

    feature: Feature
    add: bool


@dataclass(frozen=True, slots=True)
class HowFar:
    """How many parts a reading is away from another verdict on a claim, and which.

    least : the sets of toggles that turn the verdict, at the smallest size only
    """

    claim: str
    reading: str | None
    verdict: str
    least: Least[Toggle]


def features(case: Case, reading: str | None) -> tuple[Feature, ...]:
    """The parts of a reading, in file order; the case as it stands has none."""
    if reading is None or reading not in case.readings:
        return ()
    chosen = case.readings[reading]
    found = [Feature("lever", lever=x) for x in chosen.levers if x in case.levers]
    found += [Feature("effect", effect=e) for e in chosen.effects]
    if chosen.alters:
        found.append(Feature("changes", reading=reading))
    return tuple(dict.fromkeys(found))


def how_far(
    case: Case,
    claim: Claim,
    *,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    size: int = 3,
    limit: int = 5_000,
) -> tuple[HowFar, ...]:
    """For each reading that the claim is about: its verdict, and the fewest parts that turn it.

    The parts are those of all readings on file: a reading can lose its own and gain the others'. Where two of them
    cannot stand together, that set turns nothing.
    levers : further levers in force, for claims that name none of their own
    size, limit : parts in a set, and sets for each reading, at most
    """
    case = bearing(case, claim)
    everything = tuple(dict.fromkeys(f for r in case.readings for f in features(case, r)))
    checker = ClaimChecker(case, levers)
    found = []
    for reading in readings_of(case, claim):
        if readings is not None and reading not in readings:
            continue
        now = checker.check(claim, reading).verdict
        own = features(case, reading)
        toggles = tuple(Toggle(f, f not in own) for f in everything)

        def verdict(chosen: tuple[Toggle, ...], own: tuple[Feature, ...] = own) -> str | None:
            return _verdict(case, claim, own, chosen, levers)

        least = least_sets(toggles, verdict, lambda got, now=now: got != now, size=size, limit=limit, nearest=True)  # type: ignore[misc]
        found.append(HowFar(claim.id, reading, now, least))
    return tuple(found)


def _verdict(
    case: Case, claim: Claim, own: Sequence[Feature], chosen: Sequence[Toggle], levers: Sequence[str]
) -> str | None:
    """The verdict under a reading of these parts; None where they cannot stand together."""
    gone = {t.feature for t in chosen if not t.add}
    parts = [*(f for f in own if f not in gone), *(t.feature for t in chosen if t.add)]
    changed = [f.reading for f in parts if f.kind == "changes"]
    if len(changed) > 1:
        return None
    mixed = Reading(
        id=_MIXED,
        name=_MIXED,
        effects=tuple(f.effect for f in parts if f.effect is not None),
        levers=tuple(x for x in case.levers if any(f.lever == x for f in parts)),
        variant=case.readings[changed[0]].variant if changed else None,
        negotiation=case.readings[changed[0]].negotiation if changed else None,
    )
    try:
        found = ClaimChecker(replace(case, readings={**case.readings, _MIXED: mixed}), levers).check(claim, _MIXED)
    except (ImpossibleError, NotSupportedError):
        return None
    return None if found.reason.kind == "impossible" else found.verdict
