r"""What is not known about preferences, as draws: a case with a random preference is again a case.

- ``reorder: adjacent`` with p: one pass from the top. For k = 1, 2, ..., n - 1 the items at the places k and k + 1
  are swapped if :math:`u_k < p`, with u uniform on [0, 1) and independent. An item that has just moved down can move
  on, so it can fall far, while each item rises by one place at most. Items are the statements, or the classes of a
  ranking. It acts on the preference as it stands in the case and, with the same u, in each reading's `changes` and
  each falsifier's; effects (`prefer`) come on top.
- ``alternatives``: one of them, with probability weight / sum of the weights. It replaces the preference of the case,
  and that of every reading and falsifier whose `changes` left it as it was.

Actors are drawn in the order of the file. Draw k of seed s takes its numbers from ``SeedSequence(s, spawn_key=(k,))``:
it is the same whatever was drawn before it, and by whatever number of workers. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from tertius.model.conflict import GraphConflict, OptionConflict, Preference, Provenance

if TYPE_CHECKING:
    from numpy.random import Generator

    from tertius.model.case import Case, Claim

__all__ = ["Alternative", "Alternatives", "Reorder", "Uncertainty", "drawn", "generator", "reordered", "uncertain"]

Conflict = OptionConflict | GraphConflict
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reorder:
    """One pass from the top; each neighbouring pair is swapped with probability `p`."""

    p: float
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A preference that an actor may have; `weight` is relative to the other alternatives' weights."""

    weight: float
    preference: Preference


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The preferences that an actor may have. The one of the case is among them only if it is listed."""

    among: tuple[Alternative, ...]
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What varies, by actor; whatever is not in it is held fixed."""

    preferences: Mapping[str, Reorder | Alternatives] = field(default_factory=dict)


def uncertain(case: Case) -> bool:
    """Whether anything is declared to vary."""
    return case.uncertainty is not None and bool(case.uncertainty.preferences)


def generator(seed: int, draw: int) -> Generator:
    """The random numbers of one draw."""
    from numpy.random import SeedSequence, default_rng

    return default_rng(SeedSequence(seed, spawn_key=(draw,)))


def reordered(preference: Preference, numbers: list[float], p: float) -> Preference:
    """A preference after one pass; numbers[k] decides on the pair at the places k and k + 1.

    A form that has no order of its own, or a ranking with strong gaps, stays as it is.
    """
    if preference.kind == "statements":
        return replace(preference, statements=_pass(preference.statements, numbers, p))
    if preference.kind == "ranking" and not preference.strong:
        return replace(preference, ranking=_pass(preference.ranking, numbers, p))
    return preference


def _pass(items: tuple[T, ...], numbers: list[float], p: float) -> tuple[T, ...]:
    listed = list(items)
    for k in range(len(listed) - 1):
        if numbers[k] < p:
            listed[k], listed[k + 1] = listed[k + 1], listed[k]
    return tuple(listed)


def drawn(case: Case, rng: Generator) -> Case:
    """The case with every uncertain preference drawn; nothing of it is uncertain any more.

    The number of random numbers that an actor takes depends on the case alone, so that the same `rng` gives
    comparable draws.
    """
    if case.uncertainty is None or case.conflict is None:
        return replace(case, uncertainty=None)
    base = case.conflict
    forms = [base, *_variants(case)]
    changed: dict[str, tuple[Reorder, list[float]] | Preference] = {}
    for actor, how in case.uncertainty.preferences.items():
        if isinstance(how, Reorder):
            longest = max(_length(form.preferences.get(actor)) for form in forms)
            changed[actor] = how, [float(u) for u in rng.random(max(0, longest - 1))]
        else:
            changed[actor] = _chosen(how, float(rng.random()))

    def remade(conflict: Conflict) -> Conflict:
        preferences = dict(conflict.preferences)
        for actor, how in changed.items():
            old = preferences.get(actor)
            if old is None:
                continue
            if isinstance(how, Preference):
                if conflict is base or _same(old, base.preferences.get(actor)):
                    preferences[actor] = how
            else:
                preferences[actor] = reordered(old, how[1], how[0].p)
        return replace(conflict, preferences=preferences)

    def claim_remade(claim: Claim) -> Claim:
        if claim.falsifier is None or not claim.falsifier.variants:
            return claim
        variants = {key: remade(form) for key, form in claim.falsifier.variants.items()}
        return replace(claim, falsifier=replace(claim.falsifier, variants=variants))

    return replace(
        case,
        conflict=remade(base),
        readings={
            key: reading if reading.variant is None else replace(reading, variant=remade(reading.variant))
            for key, reading in case.readings.items()
        },
        claims=tuple(claim_remade(claim) for claim in case.claims),
        uncertainty=None,
    )


def _variants(case: Case) -> list[Conflict]:
    found = [r.variant for r in case.readings.values() if r.variant is not None]
    return found + [v for c in case.claims if c.falsifier is not None for v in c.falsifier.variants.values()]


def _length(preference: Preference | None) -> int:
    if preference is None:
        return 0
    return len(preference.statements) if preference.kind == "statements" else len(preference.ranking)


def _same(a: Preference, b: Preference | None) -> bool:
    """Whether two preferences say the same, whatever they rest on."""
    return b is not None and replace(a, provenance=b.provenance) == b


def _chosen(how: Alternatives, number: float) -> Preference:
    left = number * sum(a.weight for a in how.among)
    possible = [a for a in how.among if a.weight > 0]
    for alternative in possible[:-1]:
        left -= alternative.weight
        if left < 0:
            return alternative.preference
    return possible[-1].preference
