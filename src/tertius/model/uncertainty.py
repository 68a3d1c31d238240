r"""What is not known about preferences, as draws: a case with a random preference is again a case.

- ``reorder: adjacent`` with p: one pass from the top. For k = 1, 2, ..., n - 1 the items at the places k and k + 1
  are swapped if :math:`u_k < p`, with u uniform on [0, 1) and independent. An item that has just moved down can move
  on, so it can fall far, while each item rises by one place at most. Items are the statements, or the classes of a
  ranking. It acts on the preference as it stands in the case and, with the same u, in each reading's `changes` and
  each falsifier's; effects (`prefer`) come on top.
- ``reorder: extensions``: a linear extension of a partial order, each equally likely (`tertius.model.extensions`): its
  number is :math:`\lfloor u N \rfloor`.
- ``alternatives``: one of them, with probability weight / sum of the weights. It replaces the preference of the case,
  and that of every reading and falsifier whose `changes` left it as it was; so does a linear extension.
- ``negotiation``: errors of positions, saliences and powers, from numbers of their own (`tertius.model.spread`).
- ``evidence``: likelihoods within their intervals, from numbers of their own (`tertius.model.likelihoods`).
- ``readings``: one reading, with probability weight / sum: a mixture. It changes no preference and is drawn last.

Actors are drawn in the order of the file. Draw k of seed s takes its numbers from ``SeedSequence(s, spawn_key=(k,))``:
it is the same whatever was drawn before it, and by whatever number of workers. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tertius.model.conflict import GraphConflict, OptionConflict, Preference, Provenance
from tertius.model.expr import Expr
from tertius.model.extensions import extension, extensions
from tertius.model.likelihoods import Within, reweighed
from tertius.model.spread import Spread, renegotiated

if TYPE_CHECKING:
    from numpy.random import Generator

    from tertius.model.case import Case, Claim

__all__ = [
    "Alternative", "Alternatives", "Extensions", "Reorder", "Uncertainty", "Varying", "Way", "chosen", "drawn", "generator",
    "length_of", "numbers_needed", "reordered", "settled", "swapped", "uncertain", "varied", "way",
]  # fmt: skip

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
class Extensions:
    """A partial order of which every linear extension is equally likely.

    items : what is ordered: statements, or classes of states
    above : for each item, as bits, the items that stand above it in every extension
    known : the comparisons that were given, as pairs of items (upper, lower); what follows from them is in `above`
    """

    items: tuple[Expr, ...] | tuple[tuple[str, ...], ...]
    above: tuple[int, ...]
    known: tuple[tuple[int, int], ...] = ()
    provenance: Provenance = Provenance()

    @property
    def total(self) -> int:
        """How many linear extensions there are."""
        return extensions(self.above)

    def preference(self, number: int) -> Preference:
        """The extension with that number, as a preference."""
        order = extension(self.above, number)
        if isinstance(self.items[0], Expr):
            return Preference("statements", statements=tuple(self.items[k] for k in order), provenance=self.provenance)
        return Preference("ranking", ranking=tuple(self.items[k] for k in order), provenance=self.provenance)


Varying: TypeAlias = Reorder | Alternatives | Extensions
Way: TypeAlias = tuple[int, ...] | int
"""One way in which a preference can come out: of a reorder the places k at which a pair (k, k + 1) is swapped, from 0 and in
that order; otherwise the number of the alternative or of the extension."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What varies, by actor, in a negotiation and in evidence, and the weights of readings in a mixture (with what they rest on); whatever is not in it is held fixed."""

    preferences: Mapping[str, Varying] = field(default_factory=dict)
    readings: Mapping[str, float] = field(default_factory=dict)
    negotiation: Spread | None = None
    readings_from: Provenance = Provenance()
    evidence: Within | None = None


def uncertain(case: Case) -> bool:
    """Whether any preference is declared to vary."""
    return case.uncertainty is not None and bool(case.uncertainty.preferences)


def generator(seed: int, draw: int) -> Generator:
    """The random numbers of one draw."""
    from numpy.random import SeedSequence, default_rng

    return default_rng(SeedSequence(seed, spawn_key=(draw,)))


def reordered(preference: Preference, places: Iterable[int]) -> Preference:
    """A preference after swaps of the items at the places k and k + 1, for each k in turn; places that it lacks do nothing.

    A form that has no order of its own, or a ranking with strong gaps, stays as it is.
    """
    if preference.kind == "statements":
        return replace(preference, statements=swapped(preference.statements, places))
    if preference.kind == "ranking" and not preference.strong:
        return replace(preference, ranking=swapped(preference.ranking, places))
    return preference


def swapped(items: Sequence[T], places: Iterable[int]) -> tuple[T, ...]:
    """Items after these swaps."""
    listed = list(items)
    for k in places:
        if k + 1 < len(listed):
            listed[k], listed[k + 1] = listed[k + 1], listed[k]
    return tuple(listed)


def numbers_needed(case: Case) -> Mapping[str, int]:
    """Actor -> how many random numbers its preference takes. It depends on the case alone, so that draws can be compared."""
    if case.uncertainty is None or case.conflict is None:
        return {}
    forms = [case.conflict, *_variants(case)]
    return {
        actor: max(0, max(length_of(form.preferences.get(actor)) for form in forms) - 1) if isinstance(how, Reorder) else 1
        for actor, how in case.uncertainty.preferences.items()
    }


def way(how: Varying, numbers: Sequence[float]) -> Way:
    """How a preference comes out with these uniform numbers."""
    if isinstance(how, Reorder):
        return tuple(k for k, u in enumerate(numbers) if u < how.p)
    if isinstance(how, Extensions):
        return int(numbers[0] * how.total)
    return chosen([a.weight for a in how.among], numbers[0])


def chosen(weights: Sequence[float], number: float) -> int:
    """Which of several weighted things a uniform number means."""
    left = number * sum(weights)
    possible = [k for k, weight in enumerate(weights) if weight > 0]
    for k in possible[:-1]:
        left -= weights[k]
        if left < 0:
            return k
    return possible[-1]


def drawn(case: Case, rng: Generator) -> Case:
    """The case with every uncertain preference drawn, and its negotiation; nothing of it is uncertain any more."""
    if case.uncertainty is None:
        return case
    ways = {
        actor: way(case.uncertainty.preferences[actor], [float(u) for u in rng.random(count)])
        for actor, count in numbers_needed(case).items()
    }
    made, spread = settled(case, ways), case.uncertainty.negotiation
    talks, weights = rng.spawn(2) if spread is not None or case.uncertainty.evidence is not None else (rng, rng)
    made = made if spread is None else renegotiated(made, spread, talks)
    return made if case.uncertainty.evidence is None else reweighed(made, weights)


def settled(case: Case, ways: Mapping[str, Way]) -> Case:
    """The case in which the preferences of these actors came out so; nothing of it is uncertain any more."""
    base = case.conflict
    if case.uncertainty is None or base is None:
        return replace(case, uncertainty=None)
    varying = case.uncertainty.preferences

    def remade(conflict: Conflict) -> Conflict:
        preferences = dict(conflict.preferences)
        for actor, how in ways.items():
            old = preferences.get(actor)
            if old is not None:
                preferences[actor] = varied(old, base.preferences.get(actor), varying[actor], how)
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


def varied(old: Preference, declared: Preference | None, varying: Varying, how: Way) -> Preference:
    """A preference in one of its ways; `declared` is the one of the case, in place of which an alternative stands."""
    if isinstance(varying, Reorder):
        assert isinstance(how, tuple)
        return reordered(old, how)
    assert isinstance(how, int)
    if not _same(old, declared):
        return old
    return varying.preference(how) if isinstance(varying, Extensions) else varying.among[how].preference


def _variants(case: Case) -> list[Conflict]:
    found = [r.variant for r in case.readings.values() if r.variant is not None]
    return found + [v for c in case.claims if c.falsifier is not None for v in c.falsifier.variants.values()]


def length_of(preference: Preference | None) -> int:
    """How many items a preference has that could be swapped: statements, or classes of a ranking."""
    if preference is None:
        return 0
    return len(preference.statements) if preference.kind == "statements" else len(preference.ranking)


def _same(a: Preference, b: Preference | None) -> bool:
    """Whether two preferences say the same, whatever they rest on."""
    return b is not None and replace(a, provenance=b.provenance) == b
